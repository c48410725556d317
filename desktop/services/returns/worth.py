"""What a case comes to in money, before and while it is settled: the same figures on the screen and in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from desktop.documents.bill import Bill
from desktop.domain import crediting as rules
from desktop.domain.deducting import deduct
from desktop.domain.errors import BadInput
from desktop.domain.ledger import NOT_CHECKED
from desktop.domain.money import to_minor
from desktop.domain.returns import Outcome
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import money, orders, settings
from desktop.services.invoicing import creditable, figures, kept
from desktop.services.orders import OrderView
from desktop.services.returns.cases import Case, CaseLine

MONEY = (Outcome.REFUND, Outcome.EXCHANGE)  # outcomes by which the buyer no longer owes what the goods cost


@dataclass(frozen=True, slots=True)
class Swap:
    """What goes out instead: `price_minor` is what all units cost; `available` are those promised to nobody yet."""

    line_id: int
    sku: str
    name: str
    variant: str
    photo: str
    bin: str
    units: int
    available: int
    counted: bool
    price_minor: int


@dataclass(frozen=True, slots=True)
class Offer:
    """All amounts of a case in minor units.

    goods_minor: what the goods cost. shipping_most_minor: freight that may still go back. credit_minor: what the credit
    note is for. cash_minor: what is paid back. traded_minor: what pays for the new order. due_minor: what the buyer
    still has to pay for it. short_minor: what is not paid back because it was never paid, or has gone back before.
    invoice: the id and number of the invoice that is credited, None where none stands. credited: units or freight of
    it were credited before, so that less is credited now.
    """

    currency: str
    by_line: Mapping[int, int]
    goods_minor: int
    shipping_minor: int
    shipping_most_minor: int
    deduction_minor: int
    credit_minor: int
    cash_minor: int
    traded_minor: int
    due_minor: int
    short_minor: int
    swaps: tuple[Swap, ...]
    invoice: tuple[int, str] | None
    positions: Mapping[int, int]  # of the invoice, from 1 -> units
    freight_minor: int  # of the credit note
    credited: bool

    @property
    def total_minor(self) -> int:
        """What the new order costs."""
        return sum(swap.price_minor for swap in self.swaps)


def offer(case: Case, shipping_minor: int | None = None, deduction_minor: int = 0) -> Offer:
    """What settling it now would do; without `shipping_minor` freight goes back where everything comes back.

    Raises:
        BadInput: more freight than was paid, or a larger deduction than the goods cost.
    """
    view = orders.show(case.order_id)
    invoice = kept.newest(case.order_id, "invoice")
    bill, places = _bill(view, None if invoice is None else invoice.id)
    earlier, freight = _earlier(case, places)
    _given, left = rules.credit(bill, earlier, min(freight, max(0, bill.shipping_minor)))
    lines = [line for line in case.lines if line.came or line.units]
    wanted = {
        places[line.line_id or 0]: _units(line, left, places)
        for line in lines
        if line.outcome in MONEY and line.line_id in places
    }
    all_of_it = all(rest.units == wanted.get(place, 0) for place, rest in enumerate(left.lines)) and bool(wanted)
    most = max(0, left.shipping_minor)
    shipping = (most if all_of_it else 0) if shipping_minor is None else shipping_minor
    if not 0 <= shipping <= most:
        raise BadInput(what=N_("The freight"), value=shipping, next=N_("Give back at most what was paid for it."))
    given = rules.credit(left, wanted, shipping)[0]
    goods = given.total_minor - _freight(left, shipping)
    if not 0 <= deduction_minor <= goods:
        raise BadInput(what=N_("The deduction"), value=deduction_minor, next=N_("Keep at most what the goods cost."))
    credit = deduct(given, deduction_minor).total_minor
    by_line = _by_line(left, places, lines, goods)
    swaps = tuple(_swap(line, by_line, view.currency) for line in lines if line.outcome is Outcome.EXCHANGE)
    traded = sum(by_line.get(line.id, 0) for line in lines if line.outcome is Outcome.EXCHANGE)
    traded -= max(0, deduction_minor - (goods - traded))
    account = money.account(case.order_id)
    room = account.kept_minor
    if account.payment in NOT_CHECKED:
        still = max(0, account.total_minor - _credited_before(case) - credit)
        room = max(0, account.kept_minor - still)
    total = sum(swap.price_minor for swap in swaps)
    covered = min(max(0, traded), room)
    paid_by_goods = min(covered, total)
    cash = min(max(0, credit - paid_by_goods), room - paid_by_goods)
    positions, freight_left, credited = _creditable(invoice.id if invoice else None, wanted, shipping)
    return Offer(
        currency=view.currency, by_line=by_line, goods_minor=goods, shipping_minor=shipping, shipping_most_minor=most,
        deduction_minor=deduction_minor, credit_minor=credit, cash_minor=cash, traded_minor=paid_by_goods,
        due_minor=total - paid_by_goods, short_minor=credit - paid_by_goods - cash, swaps=swaps,
        invoice=None if invoice is None else (invoice.id, invoice.number), positions=positions,
        freight_minor=freight_left, credited=credited,
    )  # fmt: skip


def _bill(view: OrderView, invoice_id: int | None) -> tuple[rules.Bill, dict[int, int]]:
    """The bill as what may be given back, and the place of each line in it."""
    said = kept.figures(invoice_id) if invoice_id is not None else figures.of_order(view, settings.shop())
    bill = figures.left_of(cast("Bill", said))
    free, places = list(enumerate(said.lines)), {}
    for line in view.lines:
        for turn, (place, row) in enumerate(free):
            if (row.sku, row.name) == (line.sku.strip(), line.name.strip() or line.sku):
                places[line.id] = place
                del free[turn]
                break
    return bill, places


def _earlier(case: Case, places: Mapping[int, int]) -> tuple[dict[int, int], int]:
    """Units and freight that other cases of the order have given back."""
    units: dict[int, int] = {}
    for line_id, came in run(
        "SELECT r.line_id, sum(r.came) FROM return_line r JOIN return_case c ON c.id = r.case_id WHERE c.order_id = ?"
        " AND c.id <> ? AND c.state IN ('settled', 'repairing', 'rejected') AND r.outcome IN ('refund', 'exchange')"
        " AND r.line_id IS NOT NULL GROUP BY r.line_id",
        (case.order_id, case.id),
    ).fetchall():
        if int(line_id) in places:
            units[places[int(line_id)]] = int(came)
    return units, _sum("shipping_minor", case)


def _credited_before(case: Case) -> int:
    return _sum("credit_minor", case)


def _sum(column: str, case: Case) -> int:
    row = run(
        f"SELECT coalesce(sum({column}), 0) FROM return_case WHERE order_id = ? AND id <> ?"
        " AND state IN ('settled', 'repairing', 'rejected')",
        (case.order_id, case.id),
    ).fetchone()
    return int(row[0])


def _units(line: CaseLine, left: rules.Bill, places: Mapping[int, int]) -> int:
    place = places.get(line.line_id or 0)
    return 0 if place is None else min(line.came or line.units, left.lines[place].units)


def _freight(left: rules.Bill, shipping_minor: int) -> int:
    """Freight with its tax where that stands on top."""
    return rules.credit(left, {}, shipping_minor)[0].total_minor


def _by_line(left: rules.Bill, places: Mapping[int, int], lines: list[CaseLine], goods: int) -> dict[int, int]:
    """What each returned line cost; they add up to `goods`."""
    found: dict[int, int] = {}
    for line in lines:
        if line.outcome in MONEY and line.line_id in places:
            units = {places[line.line_id or 0]: _units(line, left, places)}
            given, left = rules.credit(left, units, 0)
            found[line.id] = given.total_minor
    if found:
        last = next(reversed(found))
        found[last] += goods - sum(found.values())
    return found


def _creditable(invoice_id: int | None, wanted: Mapping[int, int], shipping: int) -> tuple[dict[int, int], int, bool]:
    """What of it the invoice can still be credited for; somebody may have credited it by hand before."""
    if invoice_id is None:
        return {}, 0, False
    said = creditable(invoice_id)
    positions = {
        place + 1: min(units, said.lines[place].left) for place, units in wanted.items() if said.lines[place].left
    }
    freight = min(shipping, max(0, said.shipping_minor))
    return positions, freight, sum(positions.values()) < sum(wanted.values()) or freight < shipping


def _swap(line: CaseLine, by_line: Mapping[int, int], currency: str) -> Swap:
    """The same again costs what it cost; another article what the shop sells it for, if it cost the same as much."""
    sku = line.swap or line.sku
    row = run(
        "SELECT sku, name, variant, photo, bin, on_hand - reserved, counted, price FROM article WHERE sku = ?", (sku,)
    ).fetchone() or (sku, line.name, line.variant, line.photo, line.bin, 0, False, "")
    units, worth = line.came or line.units, by_line.get(line.id, 0)
    return Swap(
        line.id, row[0], str(row[1]).strip() or line.name, row[2], row[3], row[4], units, int(row[5]), bool(row[6]),
        _price(line, str(row[7]), worth, units, currency),
    )  # fmt: skip


def _price(line: CaseLine, listed: str, worth: int, units: int, currency: str) -> int:
    if line.swap_minor is not None:
        return line.swap_minor
    if not listed or not line.swap or line.swap == line.sku:
        return worth
    old = run("SELECT price FROM article WHERE id = ?", (line.article_id,)).fetchone()
    return worth if old and old[0] == listed else to_minor(orders.price(listed), currency) * units
