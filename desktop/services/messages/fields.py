"""What a mail can say of an order: the fields that a template may hold, and what each says now."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.domain.errors import NotFound
from desktop.domain.order import Payment
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import couriers, settings
from desktop.services.buyers_language import spoken
from desktop.services.changes import now
from desktop.services.messages.sender import sender

OF_ORDER = {
    "hello": N_("a greeting with the buyer's first name"),
    "name": N_("the buyer's first name"),
    "number": N_("the order's number"),
    "items": N_("what was ordered, a line each"),
    "total": N_("what the order costs"),
    "paid": N_("what was paid"),
    "due": N_("what is still to be paid"),
    "bank": N_("the shop's bank account, while something is to be paid"),
    "courier": N_("the courier"),
    "tracking": N_("the couriers and tracking numbers"),
    "link": N_("where the parcels can be followed"),
    "day": N_("the day that the buyer was told"),
    "parcel_items": N_("what lies in the parcels that leave, a line each"),
    "shop": N_("the shop's name"),
    "web": N_("the shop's web address"),
    "email": N_("the shop's e-mail address"),
    "phone": N_("the shop's telephone"),
    "review_link": N_("the shop's own page for opinions"),
    "today": N_("today's date"),
}
# What only whoever tells it knows: a return, a refund, a voucher.
FACTS = {
    "case": N_("the return's number"),
    "reason": N_("the reason"),
    "amount": N_("the amount"),
    "method": N_("the way the money goes"),
    "until": N_("the last day"),
    "return_address": N_("where returns go"),
    "return_items": N_("what comes back, a line each"),
    "new_number": N_("the number of the new order"),
    "code": N_("the voucher's code"),
    "note": N_("a word of the shop's own"),
}
FIELDS = {**OF_ORDER, **FACTS}
_HELLO = {"en": ("Hello {name},", "Hello,"), "id": ("Halo Kak {name},", "Halo,"), "sv": ("Hej {name}!", "Hej!")}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it. `address` "" = nobody can be written to."""

    order_id: int
    number: str
    name: str
    address: str
    phone: str
    language: str
    store_id: int | None
    customer_id: int | None
    placed_at: int  # ms
    kind: str


def reader(order_id: int) -> Reader:
    """Whom an order's mails go to.

    Raises:
        NotFound: there is no such order.
    """
    row = run(
        "SELECT o.number, coalesce(nullif(o.buyer, ''), c.name, ''), coalesce(nullif(o.email, ''), c.email, ''),"
        " coalesce(nullif(o.phone, ''), c.phone, ''), coalesce(nullif(o.language, ''), c.language, ''),"
        " coalesce(a.country, ''), o.store_id, o.customer_id, o.placed_at, o.kind FROM orders o"
        " LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN address a ON a.id = o.ship_to_id WHERE o.id = ?",
        (order_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    return Reader(order_id, row[0], plain(row[1]), str(row[2]).strip(), row[3], spoken(row[4], row[5]), row[6], row[7],
                  int(row[8]), row[9])  # fmt: skip


def values(who: Reader, language: str, facts: Mapping[str, str]) -> dict[str, str]:
    """What each field says, "" where it has nothing to say. What the caller knows better stands in front."""
    shop = settings.shop()
    first = who.name.split(" ")[0]
    money = _money(who.order_id)
    due = money.total_minor - money.paid_minor if money.open else 0
    said = {
        "hello": _HELLO[language][0].format(name=first) if first else _HELLO[language][1],
        "name": first,
        "number": who.number,
        "items": _items(who.order_id),
        "total": i18n.money(money.total_minor, money.currency),
        "paid": i18n.money(money.paid_minor, money.currency) if money.paid_minor else "",
        "due": i18n.money(due, money.currency) if due > 0 else "",
        "bank": shop.bank_account if due > 0 else "",
        **_road(who.order_id, language),
        "shop": shop.name or sender().name,
        "web": shop.web,
        "email": shop.email,
        "phone": shop.phone,
        "review_link": sender().review_link.replace("{number}", who.number),
        "today": i18n.date(now(), language, shop.zone),
        **dict.fromkeys(FACTS, ""),
        "return_address": ", ".join(part for part in (shop.name, *shop.address) if part.strip())
        if shop.address
        else "",
        **{name: text for name, text in facts.items() if name in FIELDS},
    }
    return {name: lines(text) for name, text in said.items()}


def when_paid(order_id: int) -> dict[str, str]:
    """The fields of money as they are once the order is paid: a mail that thanks is shown before it is true."""
    money = _money(order_id)
    return {"paid": i18n.money(max(money.total_minor, money.paid_minor), money.currency), "due": "", "bank": ""}


def day(when: date | datetime, language: str) -> str:
    """A day as a mail says it: Tue 12 Nov 2026."""
    shop = settings.shop()
    on = when.astimezone(ZoneInfo(shop.zone)).date() if isinstance(when, datetime) else when
    return i18n.date(on, language)


def plain(text: str) -> str:
    """Somebody's words on one line, without signs that steer a header or a screen."""
    return " ".join(_without_steering(text).split())


def lines(text: str) -> str:
    """Somebody's words in their lines, without signs that steer a screen."""
    return "\n".join(" ".join(_without_steering(line).split()) for line in text.splitlines()).strip()


def _without_steering(text: str) -> str:
    # Cc: control signs; Cf: such as those that turn the direction of writing; Cs: halves of signs. Joiners stay.
    return "".join(
        sign if sign in "\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs") else " "
        for sign in text
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sums:
    currency: str
    total_minor: int
    paid_minor: int
    open: bool


def _money(order_id: int) -> _Sums:
    row = run("SELECT currency, total_minor, paid_minor, payment FROM orders WHERE id = ?", (order_id,)).fetchone()
    return _Sums(row[0], int(row[1]), int(row[2]), row[3] in (Payment.UNPAID, Payment.CLAIMED))


def _items(order_id: int) -> str:
    rows = run(
        "SELECT ordered - cancelled, name, variant FROM order_line WHERE order_id = ? AND ordered > cancelled"
        " ORDER BY position, id",
        (order_id,),
    ).fetchall()
    return "\n".join(_item(*row) for row in rows)


def _item(units: int, name: str, variant: str) -> str:
    return f"{units} × {plain(name)}" + (f" ({plain(variant)})" if variant else "")


def _road(order_id: int, language: str) -> dict[str, str]:
    """What is known of the parcels that have left, of the newest shipment where there were several."""
    rows = run(
        "SELECT p.id, coalesce(nullif(p.carrier, ''), o.courier), p.tracking, coalesce(r.told_on, ''), p.shipped_at"
        " FROM parcel p JOIN orders o ON o.id = p.order_id LEFT JOIN parcel_road r ON r.parcel_id = p.id"
        " WHERE p.order_id = ? AND p.state = 'shipped' ORDER BY p.position",
        (order_id,),
    ).fetchall()
    newest = max((row[4] or 0 for row in rows), default=0)
    gone = [row for row in rows if (row[4] or 0) == newest]
    ids = [int(row[0]) for row in gone]
    numbers = [" ".join(part for part in (plain(row[1]), plain(row[2])) if part) for row in gone if row[2] or row[1]]
    links = [couriers.link(row[1], row[2]) for row in gone]
    told = max((row[3] for row in gone if row[3]), default="")
    return {
        "courier": ", ".join(dict.fromkeys(plain(row[1]) for row in gone if row[1])),
        "tracking": ", ".join(dict.fromkeys(numbers)),
        "link": " ".join(link for link in dict.fromkeys(links) if link),
        "day": day(date.fromisoformat(told), language) if told else "",
        "parcel_items": _packed(order_id, ids),
    }


def _packed(order_id: int, parcel_ids: list[int]) -> str:
    """What was scanned into these parcels; all of the order where nothing was."""
    if not parcel_ids:
        return ""
    marks = ", ".join("?" for _each in parcel_ids)
    rows = run(
        "SELECT coalesce(sum(s.units), 0), l.name, l.variant FROM packing_scan s JOIN order_line l ON l.id = s.line_id"
        f" WHERE s.parcel_id IN ({marks}) GROUP BY l.id, l.name, l.variant, l.position"
        " HAVING sum(s.units) > 0 ORDER BY l.position, l.id",
        tuple(parcel_ids),
    ).fetchall()
    kits = run("SELECT 1 FROM line_part q JOIN order_line l ON l.id = q.line_id WHERE l.order_id = ? LIMIT 1",
               (order_id,)).fetchone()  # fmt: skip
    return _items(order_id) if kits or not rows else "\n".join(_item(*row) for row in rows)
