"""The store's count of an article: read page by page, and set where it is still what we last read."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from desktop.domain.remote import RemoteStock
from desktop.i18n import N_
from desktop.sync.connector import Busy, Offline, Outcome, Push, Refused, Result, StockMoved
from desktop.sync.connectors.woocommerce import pull
from desktop.sync.connectors.woocommerce.read import mark
from desktop.sync.connectors.woocommerce.talk import Gone, Talk

_FIELDS = "id,parent_id,type,sku,manage_stock,stock_quantity,variations"
_MARK = "_kolli_stock"


class Level(Struct, gc=False):
    id: int
    type: str | None = ""
    parent_id: int | None = 0
    sku: str | None = ""
    manage_stock: bool | str | None = False
    stock_quantity: int | float | None = None
    variations: list[int] = []

    @property
    def counted(self) -> bool:
        """A variation may be counted with its parent; then the store says "parent" here."""
        return self.manage_stock is True and self.stock_quantity is not None


_levels = msgspec.json.Decoder(list[Level])


def page(talk: Talk, path: str, number: int) -> tuple[list[Level], int]:
    """One page of products or variations by id, and how many there are."""
    query = {"orderby": "id", "order": "asc", "per_page": pull.PAGE, "page": number, "_fields": _FIELDS}
    answer = talk.get(path, query)
    total = answer.headers.get("x-wp-total", "0")
    return _levels.decode(answer.body), int(total) if total.isdigit() else 0


def variations(talk: Talk, parent_id: int) -> list[Level]:
    found: list[Level] = []
    while True:
        levels, _total = page(talk, f"/products/{parent_id}/variations", len(found) // pull.PAGE + 1)
        found += levels
        if len(levels) < pull.PAGE:
            return found


def remote(levels: list[Level]) -> tuple[RemoteStock, ...]:
    """Those that are counted; the goods of a variable product are its variations."""
    return tuple(
        RemoteStock(str(level.id), level.sku or "", int(level.stock_quantity or 0))
        for level in levels
        if level.counted and not level.variations
    )


def set_stock(talk: Talk, push: Push) -> Outcome:
    """Set the count, if nobody has changed it since we read it.

    Our sign stands beside the count, written in the same request: so a message whose answer was lost is known again
    even after the store has sold some more.
    """
    was, wanted = _units(push.values.get("was")), _units(push.values.get("to"))
    if wanted is None:
        raise Refused(code="no-units", detail=N_("the number of units is missing."))
    article = _read(talk, push.remote_id)
    found = article.get("stock_quantity")
    if _signed(article, push.key):
        return Outcome(Result.ALREADY, f"stock {found}")
    if article.get("manage_stock") is not True or found is None:
        raise Refused(code="not-counted", detail=N_("it does not count this article. Switch its stock management on."))
    if found == wanted:
        return Outcome(Result.ALREADY, f"stock {found}")
    if was is not None and found != was:
        raise StockMoved(code="conflict", number=str(article.get("sku") or push.remote_id), found=found, wanted=wanted)
    body = {"stock_quantity": wanted, "meta_data": [{"key": _MARK, "value": mark(push.key)}]}
    try:
        article = talk.write("PUT", _address(article), body).data
    except (Offline, Busy) as lost:
        try:
            article = _read(talk, push.remote_id)
        except (Offline, Busy):
            raise lost from None
        if not _signed(article, push.key):
            raise
        return Outcome(Result.DONE, f"stock {wanted}")
    if article.get("stock_quantity") != wanted:
        raise Refused(code="not-taken", detail=N_("it answered well but did not change the stock."))
    return Outcome(Result.DONE, f"stock {wanted}")


def _read(talk: Talk, remote_id: str) -> Mapping[str, Any]:
    fields = f"{_FIELDS},meta_data"
    try:
        found: Mapping[str, Any] = talk.get(f"/products/{remote_id}", {"_fields": fields}).data
    except Gone as gone:
        raise Refused(code="gone", detail=N_("it no longer has this article."), status=404) from gone
    return found


def _address(article: Mapping[str, Any]) -> str:
    """A variation is changed under its parent; at the address of a product the store refuses it."""
    if article.get("type") == "variation":
        return f"/products/{article['parent_id']}/variations/{article['id']}"
    return f"/products/{article['id']}"


def _signed(article: Mapping[str, Any], key: str) -> bool:
    return any(meta.get("key") == _MARK and meta.get("value") == mark(key) for meta in article.get("meta_data") or [])


def _units(said: object) -> int | None:
    """Whole units: the store refuses fractions, and so does everything here.

    Raises:
        Refused: it is a fraction, or no number at all.
    """
    if said is None:
        return None
    if isinstance(said, int) and not isinstance(said, bool):
        return said
    raise Refused(code="fraction", detail=N_("its stock is counted in whole units."))
