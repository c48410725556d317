"""An order that a person types: articles found with their prices, a draft that survives, and what is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation

from desktop.domain.codes import without_symbology
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.remote import RemoteAddress
from desktop.formats.addresses import country
from desktop.i18n import N_, decimals
from desktop.models.base import run
from desktop.services import changes, orders, packing, search, settings
from desktop.services.orders import NewLine, NewOrder, OrderView

_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+")
_MOST_UNITS = 1_000_000
ADDRESS = ("line1", "line2", "village", "district", "city", "region", "postcode", "country")
CHANNELS = ("phone", "chat", "marketplace", "counter")


class NameMissing(KolliError):
    text = N_("Type who gets the parcel.")


class NothingOrdered(KolliError):
    text = N_("Add at least one article: scan it, or type its SKU or name.")


class BadQuantity(KolliError):
    text = N_("Type a whole number above zero.")


class BadPrice(KolliError):
    text = N_("Type digits, such as 89000 or 12,50.")


@dataclass(frozen=True, slots=True)
class Offered:
    """An article as it can be sold. `price` is None where none is known in the shop's currency."""

    id: int
    sku: str
    name: str
    variant: str
    bin: str
    photo: str
    price: Decimal | None
    available: int
    apart: int = 0  # came back and is not sold as new; never available


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One row, as typed."""

    sku: str
    name: str
    quantity: str = "1"
    price: str = ""
    photo: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is being typed: every text as it stands in its field. `payment`: paid, unpaid or later."""

    name: str = ""
    phone: str = ""
    email: str = ""
    line1: str = ""
    line2: str = ""
    village: str = ""
    district: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    courier: str = ""
    service: str = ""
    shipping: str = ""
    note: str = ""
    payment: str = "unpaid"
    channel: str = ""  # where it came from: one of CHANNELS, "" where nobody said
    channel_ref: str = ""  # its number there
    lines: tuple[DraftLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a draft: the order, or what is wrong, by field ("name", "lines", "quantity-0", "price-0")."""

    order: OrderView | None
    faults: dict[str, KolliError]


def find(text: str, limit: int = 30) -> list[Offered]:
    """Articles that a text finds, the one with this very SKU first, as they can be sold."""
    return _offered([row.id for row in search.articles(text, limit)])


def by_code(text: str) -> Offered | None:
    """The article that carries a scanned code; None where none does."""
    article = packing.article_of(without_symbology(text.strip()))
    if article is None:
        return None
    row = run("SELECT id FROM article WHERE sku = ?", (article.sku,)).fetchone()
    return _offered([int(row[0])])[0]


def faults(draft: Draft, currency: str) -> dict[str, KolliError]:
    """What a person must still mend, by field; empty when the draft can be kept."""
    found: dict[str, KolliError] = {}
    if not draft.name.strip():
        found["name"] = NameMissing()
    if not draft.lines:
        found["lines"] = NothingOrdered()
    if draft.shipping.strip() and amount(draft.shipping, currency) is None:
        found["shipping"] = BadPrice()
    for at, line in enumerate(draft.lines):
        if units(line.quantity) is None:
            found[f"quantity-{at}"] = BadQuantity()
        if amount(line.price, currency) is None:
            found[f"price-{at}"] = BadPrice()
    return found


def save(draft: Draft) -> Entered:
    """Keep the draft as an order, and forget the draft with it; or say what is wrong and keep both as they were."""
    shop = settings.shop()
    wrong = faults(draft, shop.currency)
    if wrong:
        return Entered(None, wrong)
    lines = tuple(
        NewLine(
            line.sku,
            line.name,
            units(line.quantity) or 0,
            amount(line.price, shop.currency) or Decimal(0),
            line.variant,
        )
        for line in draft.lines
    )
    where = {name: str(getattr(draft, name)).strip() for name in ADDRESS}
    where["country"] = country(where["country"]).upper() or shop.country
    with changes.unit():
        order = orders.create(
            NewOrder(
                ship_to=RemoteAddress(name=draft.name.strip(), phone=draft.phone.strip(), **where), lines=lines,
                email=draft.email.strip(), courier=draft.courier.strip(), service=draft.service.strip(),
                note=draft.note.strip(), shipping=amount(draft.shipping or "0", shop.currency) or Decimal(0),
                paid=draft.payment == "paid", pay_later=draft.payment == "later",
                channel=draft.channel, channel_ref=draft.channel_ref.strip(),
            )
        )  # fmt: skip
        keep_draft(Draft())
    return Entered(order, {})


def draft() -> Draft:
    """What was being typed at this bench when it was left, also before a restart."""
    kept = settings.value(_key())
    if not isinstance(kept, dict):
        return Draft()
    try:
        return Draft(**{**kept, "lines": tuple(DraftLine(**line) for line in kept.get("lines", ()))})
    except TypeError:  # written by another version
        return Draft()


def keep_draft(typed: Draft) -> None:
    settings.remember(_key(), asdict(typed))


def units(text: str) -> int | None:
    """A typed quantity; None where it is not one."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 9:
        return None
    return int(plain) if 0 < int(plain) <= _MOST_UNITS else None


def amount(text: str, currency: str) -> Decimal | None:
    """A typed amount; None where it is not one. Where a currency has no cents, 89.000 and 89,000 are thousands."""
    plain = "".join(letter for letter in text if not letter.isspace())
    if decimals(currency) == 0 and _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", "")
    try:
        return orders.price(plain)
    except (BadInput, InvalidOperation):
        return None


def _offered(ids: Sequence[int]) -> list[Offered]:
    if not ids:
        return []
    currency = settings.shop().currency
    marks = ", ".join("?" for _ in ids)
    rows = run(
        "SELECT id, sku, name, variant, bin, photo, price, currency, on_hand - reserved,"
        f" {search.APART} FROM article WHERE id IN ({marks})",
        tuple(ids),
    ).fetchall()
    by_id = {}
    for row in rows:
        price = Decimal(row[6]) if row[6] and row[7] in ("", currency) else None
        by_id[row[0]] = Offered(*[*row[:6], price, row[8], int(row[9])])
    return [by_id[article_id] for article_id in ids if article_id in by_id]


def _key() -> str:
    return f"draft/new-order/{changes.actor().bench}"
