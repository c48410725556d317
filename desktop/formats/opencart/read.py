"""Rows of OpenCart's tables -> what Kolli keeps; the same rules whether they came by module, database or file.

Amounts stand in the store's own currency with four decimals and are turned into the order's by its `currency_value`.
Text is stored with HTML entities, once. Times have no zone. `tracking` is an affiliate's code, never a parcel's number.
"""

import hashlib
import html
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from desktop.domain.order import Fulfilment, Payment, Stage
from desktop.domain.remote import (
    Credits,
    RemoteAddress,
    RemoteArticle,
    RemoteCustomer,
    RemoteLine,
    RemoteOrder,
    RemoteStock,
)
from desktop.formats.opencart.profile import ABANDONED, REFUNDED, Profile, stage_of

Raw = Mapping[str, Any]  # an order as its store keeps it: see Transport in sync/connectors/opencart

_CODES = ("ean", "upc", "jan", "isbn")  # what a scanner reads; mpn is the maker's own number and no barcode
_PAID = {Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED, Stage.DONE}
_GRAMS = {
    "kg": Decimal(1000), "g": Decimal(1), "gr": Decimal(1), "lb": Decimal("453.59237"), "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}  # fmt: skip
_NOT_GOODS = {"sub_total", "total", "tax", "shipping"}


def is_abandoned(raw: Raw) -> bool:
    """A checkout that nobody finished: the admin pages hide it."""
    return text(raw["order"], "order_status_id") in ("", ABANDONED)


def remote_order(raw: Raw, profile: Profile, meanings: Mapping[str, str]) -> RemoteOrder:
    """`meanings`: status id -> stage, for the statuses that this store's owner has explained."""
    order = raw["order"]
    status = text(order, "order_status_id") or ABANDONED
    stage = stage_of(status, meanings)
    money = _Money(order, profile)
    totals = list(raw.get("totals") or ())
    later = _method(order, "payment")[1].partition(".")[0] == "cod"
    name, _code = _method(order, "shipping")
    placed = when(order.get("date_added"), profile) or datetime.fromtimestamp(0, UTC)
    return RemoteOrder(
        remote_id=text(order, "order_id"),
        number=text(order, "order_id"),
        status=status,
        payment=_payment(status, stage, later),
        fulfilment=_fulfilment(stage),
        held=stage is None or stage is Stage.ON_HOLD,
        pay_later=later,
        currency=text(order, "currency_code") or profile.currency,
        placed_at=placed,
        modified_at=_modified(raw, profile) or placed,
        lines=(*_lines(raw, money), *_extras(raw, money)),
        total=money.of(order.get("total")),
        shipping=money.of(
            sum((number(row.get("value")) for row in totals if row.get("code") == "shipping"), Decimal(0))
        ),
        discount=-money.of(sum((_negative(row) for row in totals), Decimal(0))),
        tax=money.of(sum((number(row.get("value")) for row in totals if row.get("code") == "tax"), Decimal(0))),
        buyer=_address(order, "payment"),
        ship_to=_address(order, "shipping" if _is_filled(order, "shipping") else "payment"),
        email=text(order, "email"),
        phone=text(order, "telephone"),
        language=_language(order, profile),
        note=text(order, "comment"),
        courier=name,
        payment_method=_method(order, "payment")[0],
        customer_ref=text(order, "customer_id").removeprefix("0"),
        credits=_credits(raw),
    )


def remote_article(row: Raw, profile: Profile) -> RemoteArticle:
    """A product row with its codes; OpenCart's `model` stands in where a shop leaves the SKU empty."""
    return RemoteArticle(
        remote_id=text(row, "product_id"),
        sku=text(row, "sku") or text(row, "model"),
        name=text(row, "name"),
        price=number(row.get("price")) if row.get("price") is not None else None,
        currency=profile.currency,
        barcodes=_barcodes(row),
        stock=_whole(row.get("quantity")) if _is_yes(row.get("subtract")) else None,
        weight_g=_grams(row),
        image=_image(row, profile),
        bin=text(row, "location"),
    )


def remote_stock(row: Raw) -> RemoteStock:
    return RemoteStock(
        text(row, "product_id"), text(row, "sku") or text(row, "model"), _whole(row.get("quantity"))
    )  # fmt: skip


def remote_customer(row: Raw, profile: Profile) -> RemoteCustomer:
    address = row.get("address") or {}
    newsletter = row.get("newsletter")
    points = row.get("points")
    return RemoteCustomer(
        remote_id=text(row, "customer_id"),
        name=_name(row),
        email=text(row, "email"),
        phone=text(row, "telephone"),
        company=text(address, "company"),
        language=_language(row, profile),
        group=text(row, "group"),
        newsletter=None if newsletter is None else _is_yes(newsletter),
        points=None if points is None else _whole(points),
        address=_address(address, "") if address else RemoteAddress(),
        since=when(row.get("date_added"), profile),
    )


def text(row: Mapping[str, Any], column: str) -> str:
    """A column as people read it: OpenCart escapes what was typed once, before it stores it."""
    value = row.get(column)
    if value is None:
        return ""
    said = str(value)
    return (html.unescape(said) if "&" in said else said).replace("\r\n", "\n").strip()


def number(value: object) -> Decimal:
    """An amount as stored; nothing and nonsense are 0."""
    try:
        found = Decimal(str(value if value is not None else 0))
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def when(value: object, profile: Profile) -> datetime | None:
    """One of the store's times: without a zone, in the store's own."""
    said = str(value or "")
    if not said or said.startswith("0000"):
        return None
    try:
        return datetime.fromisoformat(said).replace(tzinfo=profile.tz()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Money:
    """The store's amounts in the order's currency."""

    def __init__(self, order: Mapping[str, Any], profile: Profile) -> None:
        currency = text(order, "currency_code") or profile.currency
        self._rate = number(order.get("currency_value")) or Decimal(1)
        self._step = Decimal(1).scaleb(-profile.decimals.get(currency, 2))

    def of(self, value: object) -> Decimal:
        return (number(value) * self._rate).quantize(self._step, ROUND_HALF_UP) + 0  # no minus before a nought


def _payment(status: str, stage: Stage | None, later: bool) -> Payment:
    if status == REFUNDED and stage is Stage.CANCELLED:
        return Payment.REFUNDED
    # OpenCart knows no payment of its own: that work may begin is its word that money has come, but not at the door.
    return Payment.PAID if stage in _PAID and not later else Payment.UNPAID


def _fulfilment(stage: Stage | None) -> Fulfilment:
    return {
        Stage.TO_PACK: Fulfilment.PICKING,
        Stage.TO_SHIP: Fulfilment.PACKED,
        Stage.SHIPPED: Fulfilment.SHIPPED,
        Stage.DONE: Fulfilment.DELIVERED,
        Stage.RETURNS: Fulfilment.RETURNED,
        Stage.CANCELLED: Fulfilment.CANCELLED,
    }.get(stage or Stage.ON_HOLD, Fulfilment.OPEN)


def _modified(raw: Raw, profile: Profile) -> datetime | None:
    """OpenCart 4.1 leaves `date_modified` alone when a status is written, so the history counts too."""
    stamps = [when(raw["order"].get("date_modified"), profile)]
    stamps += [when(row.get("date_added"), profile) for row in raw.get("histories") or ()]
    return max((stamp for stamp in stamps if stamp), default=None)


def _method(order: Mapping[str, Any], which: str) -> tuple[str, str]:
    """(name, code); from 4.0 on the column holds JSON."""
    said = str(order.get(f"{which}_method") or "")
    if said.startswith("{"):
        try:
            found = json.loads(said)
        except ValueError:
            found = {}
        return text(found, "name"), text(found, "code")
    return text(order, f"{which}_method"), text(order, f"{which}_code")


def _lines(raw: Raw, money: _Money) -> Iterable[RemoteLine]:
    """Editing an order in the store writes its lines anew with new ids, so a line is named by what was bought."""
    options: dict[str, list[Mapping[str, Any]]] = {}
    for option in raw.get("options") or ():
        options.setdefault(text(option, "order_product_id"), []).append(option)
    seen: dict[str, int] = {}
    for row in raw.get("products") or ():
        chosen = options.get(text(row, "order_product_id"), [])
        what = _line_key(row, chosen)
        seen[what] = seen.get(what, 0) + 1
        yield _line(row, chosen, (raw.get("codes") or {}).get(text(row, "product_id")), what, seen[what], money)


def _line_key(row: Mapping[str, Any], options: list[Mapping[str, Any]]) -> str:
    article = text(row, "product_id").removeprefix("0") or _short(text(row, "name"))
    if not options:
        return article
    parts = sorted(
        "\t".join(
            (text(o, "product_option_id") or text(o, "name"), text(o, "product_option_value_id"), text(o, "value"))
        )
        for o in options
    )
    return f"{article}~{_short(chr(10).join(parts))}"


def _line(
    row: Mapping[str, Any],
    options: list[Mapping[str, Any]],
    codes: Mapping[str, Any] | None,
    what: str,
    nth: int,
    money: _Money,
) -> RemoteLine:
    quantity = _whole(row.get("quantity"))
    return RemoteLine(
        remote_id=what if nth == 1 else f"{what}#{nth}",
        sku=text(codes or {}, "sku") or text(row, "model"),
        name=text(row, "name"),
        quantity=quantity,
        unit_price=money.of(row.get("price")),
        total=money.of(row.get("total")),
        tax=money.of(number(row.get("tax")) * quantity),
        options=tuple((text(o, "name"), text(o, "value")) for o in options),
        barcodes=_barcodes(codes or {}),
        article_remote_id=text(row, "product_id").removeprefix("0"),
        # A download needs no parcel. Of a deleted product nobody knows; its goods were sold all the same.
        needs_packing=codes is None or codes.get("shipping") is None or _is_yes(codes.get("shipping")),
    )


def _extras(raw: Raw, money: _Money) -> Iterable[RemoteLine]:
    """What is paid for and not packed: gift vouchers, fees."""
    for place, row in enumerate(raw.get("vouchers") or (), start=1):
        yield _extra(f"voucher:{place}", text(row, "description"), money.of(row.get("amount")))
    for place, row in enumerate(raw.get("totals") or (), start=1):
        if text(row, "code") not in _NOT_GOODS and number(row.get("value")) > 0:
            yield _extra(f"total:{text(row, 'code')}:{place}", text(row, "title"), money.of(row.get("value")))


def _extra(ref: str, name: str, amount: Decimal) -> RemoteLine:
    return RemoteLine(
        remote_id=ref, sku="", name=name, quantity=1, unit_price=amount, total=amount, needs_packing=False
    )  # fmt: skip


def _negative(row: Mapping[str, Any]) -> Decimal:
    """What a row takes off: coupons, points, vouchers, store credit."""
    value = number(row.get("value"))
    return value if value < 0 and text(row, "code") not in _NOT_GOODS else Decimal(0)


def _credits(raw: Raw) -> Credits | None:
    order = raw["order"]
    points = sum(_whole(row.get("reward")) for row in raw.get("products") or ())
    affiliate = text(order, "affiliate_id").removeprefix("0")
    if not points and not affiliate:
        return None
    rewards, commissions = raw.get("rewards"), raw.get("commissions")
    return Credits(
        points=points,
        # A row below nought is what the buyer paid with, not what was earned. A guest cannot earn.
        points_given=None if rewards is None or not points else any(_whole(r.get("points")) > 0 for r in rewards),
        affiliate=text(raw, "affiliate") or affiliate,
        commission=number(order.get("commission")),
        commission_given=None if commissions is None or not affiliate else bool(commissions),
    )


def _address(row: Mapping[str, Any], which: str) -> RemoteAddress:
    before = f"{which}_" if which else ""
    return RemoteAddress(
        name=_name(row, before),
        company=text(row, f"{before}company"),
        line1=text(row, f"{before}address_1"),
        line2=text(row, f"{before}address_2"),
        city=text(row, f"{before}city"),
        region=text(row, f"{before}zone"),
        postcode=text(row, f"{before}postcode"),
        country=text(row, f"{before}iso_code_2") or text(row, f"{before}country"),
        phone=text(row, "telephone") if which == "shipping" or not which else "",
    )


def _name(row: Mapping[str, Any], before: str = "") -> str:
    return " ".join(f"{text(row, f'{before}firstname')} {text(row, f'{before}lastname')}".split())


def _is_filled(order: Mapping[str, Any], which: str) -> bool:
    return any(text(order, f"{which}_{column}") for column in ("address_1", "city", "postcode"))


def _language(row: Mapping[str, Any], profile: Profile) -> str:
    code = text(row, "language_code") or profile.languages.get(text(row, "language_id"), "")
    return code[:2].lower()


def _barcodes(codes: Mapping[str, Any]) -> tuple[str, ...]:
    found = (text(codes, name).replace(" ", "") for name in _CODES)
    return tuple(dict.fromkeys(code for code in found if code))


def _grams(row: Mapping[str, Any]) -> int | None:
    factor = _GRAMS.get(text(row, "weight_unit").lower())
    return (int(number(row.get("weight")) * factor) or None) if factor else None


def _image(row: Mapping[str, Any], profile: Profile) -> str:
    path = text(row, "image")
    return f"{profile.home.rstrip('/')}/image/{path}" if path and profile.home else ""


def _whole(value: object) -> int:
    return int(number(value))


def _is_yes(value: object) -> bool:
    return str(value) not in ("", "0", "None", "False")


def _short(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:8]
