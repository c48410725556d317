"""Whatever is edited, split, merged, copied and taken back: nothing is lost of an order's price, money and units."""

import shutil
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from desktop.domain.errors import KolliError
from desktop.domain.order import Action, Payment
from desktop.domain.remote import RemoteLine
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import orders, packing, unique_codes
from desktop.services.editing import combining, copying, fields, prices, splitting, undoing
from desktop.services.order_lines import Price
from desktop.services.orders import NewLine, OrderView
from tests.hard.runs import runs
from tests.services import desk, shop

_SKUS = ("CUP", "SAUCER", "POT")
_Op = tuple[str, int, int, int]
_OPS = st.lists(
    st.tuples(
        st.sampled_from([
            "units", "units", "price", "line-discount", "add", "coupon", "amount", "remove", "shipping", "code",
            "split", "split", "merge", "merge", "copy", "undo", "undo", "undo", "pack", "confirm", "courier",
            "unconfirm",
        ]),
        st.integers(0, 5), st.integers(0, 5), st.integers(0, 60),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@dataclass
class Desk:
    """The orders of one history, and how each was reckoned at first."""

    ways: dict[int, str] = field(default_factory=dict)
    moved: int = 0  # that split, merged or took back

    def views(self) -> list[OrderView]:
        return [orders.show(order_id) for order_id in self.ways]

    def play(self, op: _Op) -> None:
        what, which, other, number = op
        ids = list(self.ways)
        order_id = ids[which % len(ids)]
        view = orders.show(order_id)
        before = self.views()
        try:
            self._do(what, view, ids[other % len(ids)], number)
        except KolliError:
            if what != "pack":  # which is three things, of which the last may be refused
                assert [_facts(each) for each in self.views()] == [_facts(each) for each in before]
            return
        if what in ("split", "merge"):
            self.moved += 1
            after = self.views()
            assert desk.units(after) == desk.units(before)
            if all(each.paid_minor <= each.total_minor for each in before):  # what was paid goes along
                assert _without_codes("due_minor", after) == _without_codes("due_minor", before)
            assert _without_codes("total_minor", after) == _without_codes("total_minor", before)
            for name in ("paid_minor", "tax_minor", "own_discount_minor", "discount_minor"):
                assert sum(getattr(each, name) for each in after) == sum(getattr(each, name) for each in before), name

    def _do(self, what: str, view: OrderView, other: int, number: int) -> None:
        line = view.lines[number % len(view.lines)] if view.lines else None
        match what:
            case "units" if line:
                orders.change_lines(view.id, {line.id: number % 4}, why="fewer")
            case "price" if line:
                orders.change_lines(view.id, {}, why="price", prices={line.id: Price(Decimal(number))})
            case "line-discount" if line:
                orders.change_lines(view.id, {}, why="gift", prices={line.id: Price(discount_minor=number % 7)})
            case "add":
                orders.change_lines(
                    view.id, {}, [NewLine(_SKUS[number % 3], "", 1 + number % 2, Decimal(number))], "more"
                )
            case "coupon":
                prices.add_coupon(view.id, f"C{number}", percent=Decimal(number + 1))
            case "amount":
                prices.add_discount(view.id, "late", amount_minor=number)
            case "remove" if view.discounts:
                prices.remove_discount(view.id, view.discounts[0].id)
            case "shipping":
                prices.change_shipping(view.id, number)
            case "code":
                unique_codes.give(view.id)
            case "split":
                wanted = {each.id: min(number % 3, each.wanted) for each in view.lines[: 1 + number % 2]}
                part = splitting.split(view.id, wanted)
                self.ways[part.id] = self.ways[view.id]
            case "merge":
                combining.merge(view.id, [other])
            case "copy" if len(self.ways) < 6:
                made = copying.copy(view.id)
                self.ways[made.id] = desk.OWN
            case "undo":
                kept = [each for each in undoing.edits(view.id) if not each.undone]
                if kept:
                    undoing.undo(kept[0].id)
            case "pack" if line:
                packing.open_order(view.id)
                packing.scan(view.id, line.sku)
                packing.put_aside(view.id)
            case "confirm" | "unconfirm":
                orders.do(view.id, Action(what))
            case "courier":
                fields.change_courier(view.id, f"JNE {number % 3}", "REG")


def _without_codes(name: str, views: list[OrderView]) -> int:
    """The sum of an amount; merged orders may be asked for another code than theirs together."""
    return sum(getattr(view, name) - view.unique_code_minor for view in views)


def _facts(view: OrderView) -> tuple[object, ...]:
    return (view.total_minor, view.paid_minor, view.state, view.discounts, len(view.history),
            [(line.id, line.wanted, line.packed, line.total_minor) for line in view.lines])  # fmt: skip


def _remote(payment: Payment, way: str) -> OrderView:
    """An order of a store whose lines hold their tax and a discount, or have both outside."""
    prices_ = (Decimal(125), Decimal(50))
    lines = tuple(
        RemoteLine(f"r{at}", sku, sku.title(), at + 1, price, price * (at + 1), tax=price * (at + 1) / 5)
        for at, (sku, price) in enumerate(zip(_SKUS, prices_, strict=False))
    )
    goods, tax = sum(line.total for line in lines), sum((line.tax for line in lines), Decimal(0))
    shipping, discount = Decimal(20), Decimal(15)
    total = goods + shipping + (tax + 0 - discount if way == desk.ON_TOP else Decimal(0))
    remote = shop.remote(payment=payment, lines=lines, shipping=shipping, discount=discount, tax=tax, total=total)
    return orders.show(shop.sold(_store(), remote))


def _store() -> int:
    row = run("SELECT id FROM store").fetchone()
    return int(row[0]) if row else shop.store()


@runs(sample=1, whole=20)
def test_nothing_is_lost_of_an_orders_price_money_and_units(times: int, sqlite_database: Path, tmp_path: Path) -> None:
    seen, empty, one_shop = list[int](), tmp_path / "empty.db", sqlite_database
    shutil.copyfile(one_shop, empty)

    @settings(max_examples=25 * times, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.sampled_from([desk.OWN, desk.ON_TOP, desk.INSIDE]), st.booleans(), _OPS)
    def history(way: str, paid: bool, ops: list[_Op]) -> None:
        forget()
        shutil.copyfile(empty, one_shop)
        open_database(str(one_shop))
        payment = Payment.PAID if paid else Payment.UNPAID
        here = Desk()
        for _turn in range(2):
            made = shop.order(("CUP", 3), ("SAUCER", 2), paid=paid) if way == desk.OWN else _remote(payment, way)
            here.ways[made.id] = way
        for op in ops:
            here.play(op)
            desk.audit(here.views(), here.ways)
        seen.append(here.moved)

    history()
    assert sum(seen) > 0, "no history has split or merged"
