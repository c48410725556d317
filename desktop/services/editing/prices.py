"""What an order costs besides its goods: shipping, coupons, gifts. Each is split over the lines to the last minor unit
where a part of the order is credited; here it is one amount off the order."""

from decimal import Decimal

from desktop.domain import order_sums
from desktop.domain.errors import BadInput
from desktop.domain.money import portion, share
from desktop.domain.order_sums import Sums
from desktop.domain.rights import Right
from desktop.i18n import N_, money, words
from desktop.models.base import insert, ms, run, storable
from desktop.services import settings
from desktop.services.changes import actor, now
from desktop.services.editing.keeping import Edit, keeping, sums, write_sums
from desktop.services.editing.rights import Part

COUPON, GIFT, OTHER = "coupon", "gift", "other"
_MOST_MINOR = 10**15


def change_shipping(order_id: int, shipping_minor: int) -> Edit:
    """Let the shipping cost something else.

    Raises:
        BadInput: an amount below zero, or one that no order costs.
        NotAllowed, MergedAway: it has left the house, or is cancelled.
    """
    if not 0 <= shipping_minor <= _MOST_MINOR:
        raise BadInput(what=N_("The price"), value=shipping_minor, next=N_("Type an amount of zero or more."))
    with keeping(order_id, Part.PRICES, Right.PRICES) as edit:
        currency, before = _currency(order_id), sums(order_id)
        if shipping_minor != before.shipping_minor:
            write_sums(order_id, order_sums.change(before, shipping_minor=shipping_minor, currency=currency))
            edit.said = f"{money(before.shipping_minor, currency)} → {money(shipping_minor, currency)}"
            edit.tell = _told(N_("Shipping {amount}"), money(shipping_minor, currency))
    return edit


def add_coupon(order_id: int, code: str, *, percent: Decimal | None = None, amount_minor: int | None = None) -> Edit:
    """Redeem a coupon: so many percent of the goods, or an amount.

    Raises:
        BadInput: no code, the code is on this order already, or it takes off more than the goods cost.
        NotAllowed, MergedAway: the order has left the house, or is cancelled.
    """
    plain = storable("".join(code.split())).upper()[:60]
    if not plain:
        raise BadInput(what=N_("The coupon's code"), value="", next=N_("Type what stands on the coupon."))
    return _add(order_id, COUPON, plain, percent, amount_minor, "")


def add_discount(
    order_id: int, reason: str, *, percent: Decimal | None = None, amount_minor: int | None = None, gift: bool = False
) -> Edit:
    """Take something off the goods for a reason, as a gift or as another discount.

    Raises:
        BadInput: no reason, or more than the goods cost.
    """
    if not reason.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why the order becomes cheaper."))
    return _add(order_id, GIFT if gift else OTHER, "", percent, amount_minor, storable(reason.strip())[:200])


def remove_discount(order_id: int, discount_id: int) -> Edit:
    """Take a coupon or a discount off the order again.

    Raises:
        BadInput: there is no such discount on this order.
    """
    with keeping(order_id, Part.PRICES, Right.PRICES) as edit:
        row = run(
            "SELECT kind, code, amount_minor, reason FROM order_discount WHERE id = ? AND order_id = ?"
            " AND ended_at IS NULL",
            (discount_id, order_id),
        ).fetchone()
        if row is None:
            raise BadInput(what=N_("The discount"), value=discount_id, next=N_("Choose one of this order."))
        currency, before = _currency(order_id), sums(order_id)
        run("UPDATE order_discount SET ended_at = ? WHERE id = ?", (ms(now()), discount_id))
        own = before.own_discount_minor - int(row[2])
        write_sums(order_id, order_sums.change(before, own_discount_minor=own, currency=currency))
        edit.said = f"{row[1] or row[3]} {money(-int(row[2]), currency)} → –"
    return edit


def shares(order_id: int) -> dict[int, int]:
    """Each line's part of what was taken off the order here, by what the lines cost; the parts add up exactly."""
    now_ = sums(order_id)
    parts = share(now_.own_discount_minor, [max(0, item.amount_minor) for item in now_.items])
    return {item.id: part for item, part in zip(now_.items, parts, strict=True)}


def room_minor(before: Sums, currency: str) -> int:
    """What the goods still cost: no discount takes more."""
    return max(0, before.lines_minor - order_sums.read(before, currency).off_minor)


def _add(order_id: int, kind: str, code: str, percent: Decimal | None, amount_minor: int | None, reason: str) -> Edit:
    if (percent is None) == (amount_minor is None):
        raise BadInput(what=N_("The discount"), value="", next=N_("Type an amount, or so many percent: 10%"))
    if percent is not None and not (percent.is_finite() and 0 < percent <= 100):
        raise BadInput(
            what=N_("The discount"), value=str(percent), next=N_("Give more than 0 and at most 100 percent.")
        )
    with keeping(order_id, Part.PRICES, Right.PRICES) as edit:
        currency, before = _currency(order_id), sums(order_id)
        if (
            code
            and run(
                "SELECT 1 FROM order_discount WHERE order_id = ? AND code = ? AND ended_at IS NULL", (order_id, code)
            ).fetchone()
        ):
            raise BadInput(what=N_("The coupon's code"), value=code, next=N_("It is on this order already."))
        room = room_minor(before, currency)
        wanted = amount_minor if amount_minor is not None else _of(room, percent or Decimal(0))
        if not 0 < wanted <= room:
            raise BadInput(
                what=N_("The discount"), value=money(wanted, currency),
                next=N_("Take off something, and no more than the goods cost."),
            )  # fmt: skip
        insert(
            "INSERT INTO order_discount (order_id, kind, code, percent, amount_minor, reason, at, who)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (order_id, kind, code, "" if percent is None else str(percent), wanted, reason, ms(now()), actor().who),
        )
        own = before.own_discount_minor + wanted
        write_sums(order_id, order_sums.change(before, own_discount_minor=own, currency=currency))
        edit.said = f"{code or reason} {money(-wanted, currency)}"
        edit.tell = _told(N_("Discount {amount}"), edit.said)
    return edit


def _of(room: int, percent: Decimal) -> int:
    return portion(room, int(percent * 1000), 100_000)


def refit(order_id: int) -> None:
    """After lines became fewer: percents are reckoned anew, and nothing takes off more than the goods cost. Part of the
    caller's unit, which keeps what was before."""
    rows = run(
        "SELECT id, kind, code, percent, amount_minor, reason, at, who FROM order_discount WHERE order_id = ?"
        " AND ended_at IS NULL ORDER BY id",
        (order_id,),
    ).fetchall()
    if not rows:
        return
    currency, before = _currency(order_id), sums(order_id)
    off_theirs = order_sums.read(before, currency).off_minor - before.own_discount_minor
    room = max(0, before.lines_minor - off_theirs)
    own = 0
    for row_id, kind, code, percent, amount_minor, reason, at, who in rows:
        wanted = min(room - own, _of(room - own, Decimal(percent)) if percent else int(amount_minor))
        own += wanted
        if wanted != int(amount_minor):
            run("UPDATE order_discount SET ended_at = ? WHERE id = ?", (ms(now()), row_id))
            insert(
                "INSERT INTO order_discount (order_id, kind, code, percent, amount_minor, reason, at, who)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (order_id, kind, code, percent, wanted, reason, at, who),
            )
    if own != before.own_discount_minor:
        write_sums(order_id, order_sums.change(before, own_discount_minor=own, currency=currency))


def _told(text: str, amount: str) -> str:
    """What the store's own people read, in the shop's language."""
    return words(settings.shop().language).gettext(text).format(amount=amount)


def _currency(order_id: int) -> str:
    return str(run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
