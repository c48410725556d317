"""Labels for articles, bins and totes: what stands on them, and in which size they are printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from desktop.documents.media import Media, named
from desktop.documents.price_label import PriceLabel
from desktop.documents.product_label import ProductLabel
from desktop.domain import codes, label_words, symbols
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.label_words import Labels
from desktop.domain.money import to_minor
from desktop.domain.picking import tote_name
from desktop.domain.symbols import Symbology
from desktop.i18n import N_, money
from desktop.models.base import run, storable
from desktop.services import bins, settings, totes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """An article as labels show it. `code` is what its bars say, `kind` which bars; `price` is in words, "" = none."""

    sku: str
    name: str
    variant: str
    price: str
    code: str
    kind: Symbology


def asked(line: str, media: str, usual: str) -> tuple[Labels, Media]:
    """What a line asks for, and the paper that it is for: its own, else the one of the printer, else the usual one.

    Raises:
        BadInput: it is no such line, or names no paper that Kolli knows.
    """
    labels = label_words.read(line)
    found = paper(labels.media or media or usual)
    if found.cells and labels.start > found.cells.count:
        raise BadInput(
            what=N_("The first cell"), value=labels.start, next=N_("The sheet has fewer labels; count them from 1.")
        )
    return labels, found


def paper(name: str) -> Media:
    """
    Raises:
        BadInput: there is no paper of this name and size.
    """
    try:
        found = named(name)
    except KeyError:
        raise BadInput(
            what=N_("The label's size"), value=name, next=N_("Choose a sheet or a roll, or give mm, such as 57x32.")
        ) from None
    if not found.height:
        raise BadInput(what=N_("The label's size"), value=name, next=N_("Labels need a height, such as 57x32."))
    return found


def repeated(labels: Labels, one: Callable[[str], T], every: Callable[[], Sequence[T]]) -> list[T]:
    """What each ref names, as often as it is wanted; `every` where none is named."""
    if not labels.items:
        return list(every())
    return [each for ref, count in labels.items for each in [one(ref)] * count]


def products(labels: Labels) -> list[ProductLabel]:
    """
    Raises:
        NotFound: there is no such article.
    """
    return [
        ProductLabel(
            each.name, each.sku, each.code, each.kind, each.variant, each.price if labels.price else "",
            labels.packed_on,
        )
        for each in _named(labels)
    ]  # fmt: skip


def prices(labels: Labels) -> list[PriceLabel]:
    """
    Raises:
        NotFound: there is no such article.
    """
    return [PriceLabel(each.name, each.price, each.variant, each.sku, each.code, each.kind) for each in _named(labels)]


def article(ref: str) -> Named:
    """The article of an SKU, or of a scanned code.

    Raises:
        NotFound: there is none.
    """
    plain = storable(codes.without_symbology(ref))
    gtin = codes.read(plain)
    values = (plain, plain.casefold(), plain, gtin.value if gtin.kind is codes.Kind.PRODUCT else "")
    row = run(
        "SELECT id, sku, name, variant, price, currency FROM article WHERE sku = ?"
        " UNION ALL SELECT id, sku, name, variant, price, currency FROM article WHERE sku_folded = ?"
        " UNION ALL SELECT a.id, a.sku, a.name, a.variant, a.price, a.currency FROM barcode b"
        " JOIN article a ON a.id = b.article_id WHERE b.code = ? OR b.gtin14 = ? LIMIT 1",
        values,
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("article"), ref=ref)
    article_id, sku, name, variant, price, currency = row
    code, kind = _code(int(article_id), sku)
    return Named(sku, name.strip() or sku, variant.strip(), _price(price, currency), code, kind)


def _named(labels: Labels) -> list[Named]:
    if not labels.items:
        raise BadInput(what=N_("The article"), value="", next=N_("Name at least one, by its SKU or by a scan."))
    return repeated(labels, article, list)


def _code(article_id: int, sku: str) -> tuple[str, Symbology]:
    """The first number of the article that tills know, else its SKU: in bars, or as a square where bars cannot."""
    rows = run(
        "SELECT code FROM barcode WHERE article_id = ? AND units = 1 AND gtin14 IS NOT NULL ORDER BY id", (article_id,)
    ).fetchall()
    for (code,) in rows:
        kind = symbols.of_product(code)
        if kind is not None:
            return code.strip(), kind
    return sku, Symbology.CODE128 if symbols.fits_code128(sku) else Symbology.QR


def _price(price: str, currency: str) -> str:
    currency = currency or settings.shop().currency
    try:
        return money(to_minor(Decimal(price), currency), currency) if price else ""
    except InvalidOperation:
        return ""


@dataclass(frozen=True, slots=True)
class Item:
    """What a label is for: `ref` names it in a line, `name` is for people."""

    ref: str
    name: str
    detail: str = ""


def item(kind: str, text: str) -> Item:
    """What a typed or scanned text means among the things that this kind of label is for.

    Raises:
        NotFound: there is no such thing.
    """
    if kind == "bin-label":
        place = bins.get(text)
        return Item(place.name, place.name, place.code)
    if kind == "tote-label":
        tote = totes.find(text)
        return Item(tote.code, tote_name(tote.id), tote.code)
    found = article(text)
    return Item(found.sku, found.name, " · ".join(part for part in (found.variant, found.sku) if part))
