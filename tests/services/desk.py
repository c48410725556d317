"""What must hold of orders whatever is done to them at the desk."""

from collections import Counter
from collections.abc import Sequence

from desktop.domain.order import Fulfilment
from desktop.domain.stock import claim
from desktop.models.base import run
from desktop.services import orders
from desktop.services.editing import prices
from desktop.services.invoicing import figures
from desktop.services.orders import OrderView
from desktop.services.settings import shop

ON_TOP, INSIDE, OWN = "on-top", "inside", "own"  # how an order's total comes about


def audit(views: Sequence[OrderView], ways: dict[int, str]) -> None:
    """Every law of an order's price, money, units and stock; `ways` says how each was reckoned at first."""
    for view in views:
        price(view, ways[view.id])
        ledger(view)
        packed(view)
        document(view)
    reserved()


def price(view: OrderView, way: str) -> None:
    lines = sum(line.total_minor for line in view.lines)
    tax = view.tax_minor if way == ON_TOP else 0
    off = view.own_discount_minor if way == INSIDE else view.discount_minor  # inside: the store's is in its lines
    assert lines - off + view.shipping_minor + tax + view.unique_code_minor == view.total_minor, (way, view)
    assert (
        min(view.total_minor, view.tax_minor, view.own_discount_minor, *(line.total_minor for line in view.lines)) >= 0
    )
    assert sum(each.amount_minor for each in view.discounts) == view.own_discount_minor
    assert sum(prices.shares(view.id).values()) == view.own_discount_minor
    assert view.own_discount_minor <= lines


def ledger(view: OrderView) -> None:
    surplus = max(0, view.paid_minor - view.refunded_minor - view.total_minor)
    assert view.paid_minor - view.refunded_minor + view.due_minor == view.total_minor + surplus
    rows = run("SELECT count(*), coalesce(sum(amount_minor), 0) FROM money_move WHERE order_id = ? AND kind = 'in'",
               (view.id,)).fetchone()  # fmt: skip
    if rows[0]:
        assert int(rows[1]) == view.paid_minor


def packed(view: OrderView) -> None:
    for line in view.lines:
        scanned = run("SELECT coalesce(sum(units), 0) FROM packing_scan WHERE line_id = ?", (line.id,)).fetchone()[0]
        assert int(scanned) == line.packed
        assert 0 <= line.wanted <= line.ordered


def document(view: OrderView) -> None:
    said = figures.of_order(view, shop())
    assert said.subtotal_minor + sum(extra.amount_minor for extra in said.extras) == view.total_minor
    paid_for = [line for line in view.lines if line.wanted or line.total_minor]
    assert [line.quantity for line in said.lines] == [line.wanted or line.ordered for line in paid_for]


def reserved() -> None:
    """What is promised of each article is what the open units of all orders are."""
    wanted: Counter[int] = Counter()
    for (order_id,) in run("SELECT id FROM orders").fetchall():
        view = orders.show(int(order_id))
        for line in view.lines:
            if line.article_id is not None:
                held = claim(view.state, max(line.wanted, line.packed), line.packed)
                wanted[line.article_id] += held.reserved
    for article_id, promised in run("SELECT id, reserved FROM article").fetchall():
        assert int(promised) == wanted[int(article_id)], article_id


def units(views: Sequence[OrderView]) -> Counter[str]:
    """Units of each article that live orders want."""
    found: Counter[str] = Counter()
    for view in views:
        if view.state.fulfilment is not Fulfilment.CANCELLED:
            for line in view.lines:
                found[line.sku] += line.wanted
    return +found
