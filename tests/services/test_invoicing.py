"""Legal numbers: given once, in the transaction that makes the document; what is issued never changes."""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from desktop.documents import invoice as paper
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.remote import RemoteLine, RemoteOrder
from desktop.models.base import disconnect, run
from desktop.services import changes, intake, invoicing, orders, settings
from desktop.services.changes import new_op_id, now, unit
from desktop.services.invoicing import kept
from tests.services import shop

NEW_YEAR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # midnight in Jakarta


@pytest.fixture(autouse=True)
def _a_shop(database: str) -> Iterator[None]:
    settings.change_shop(name="Sagara", zone="Asia/Jakarta", invoice_prefix="INV", tax_percent="11")
    yield
    changes.set_clock(None)


def at(moment: datetime) -> None:
    changes.set_clock(lambda: moment)


def issue() -> str:
    return invoicing.issue(shop.order(("CUP", 2)).id).number


def test_numbers_run_from_one_without_a_gap() -> None:
    at(NEW_YEAR - timedelta(days=3))
    assert [issue() for _ in range(3)] == [f"INV/2026/{turn:06d}" for turn in (1, 2, 3)]
    assert invoicing.gaps() == []


def test_an_order_has_one_invoice_however_often_it_is_asked_for() -> None:
    order = shop.order(("CUP", 2))
    first = invoicing.issue(order.id)
    again = invoicing.issue(order.id)
    assert (again.id, again.number) == (first.id, first.number)
    assert invoicing.original(again.id) == invoicing.original(first.id)
    assert shop.history(order.id).count("invoiced") == 1


def test_a_line_says_the_units_that_its_amount_pays_for() -> None:
    order = shop.order(("CUP", 5))
    changed = orders.change_lines(order.id, {order.lines[0].id: 3}, why="two are not wanted")
    bill = kept.figures(invoicing.issue(order.id).id)
    assert [(line.quantity, line.total_minor) for line in bill.lines] == [(3, 30)]
    assert bill.total_minor == changed.total_minor == 30


def test_an_invoice_names_its_last_day_where_the_way_of_paying_gives_days() -> None:
    at(datetime(2026, 11, 22, 18, 0, tzinfo=UTC))  # the 23rd in Jakarta
    last = []
    for method, paid in (("Faktura", False), ("Faktura", True), ("Swish", False)):
        order = shop.order(("CUP", 1), paid=paid, pay_later=not paid)
        run("UPDATE orders SET payment_method = ? WHERE id = ?", (method, order.id))
        last.append(kept.figures(invoicing.issue(order.id).id).due_on)
    assert last == [date(2026, 12, 23), None, None]


def test_the_year_of_a_number_is_the_shops_own() -> None:
    at(NEW_YEAR - timedelta(milliseconds=1))
    assert issue().startswith("INV/2026/")
    at(NEW_YEAR)
    assert issue() == "INV/2027/000001"


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-3), timedelta(days=400), timedelta(days=-800)])
def test_a_clock_that_jumps_doubles_no_number_and_leaves_no_gap(jump: timedelta) -> None:
    """R10: wrong clocks make wrong dates, never wrong numbers."""
    at(NEW_YEAR - timedelta(hours=2))
    given = [issue(), issue()]
    at(NEW_YEAR - timedelta(hours=2) + jump)
    given += [issue(), issue()]
    at(NEW_YEAR - timedelta(hours=1))
    given += [issue()]
    assert len(set(given)) == 5
    assert invoicing.gaps() == []


def test_a_document_that_cannot_be_drawn_takes_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_words: object) -> bytes:
        raise ZeroDivisionError

    issue()
    with monkeypatch.context() as broken:
        broken.setattr(paper, "draw", fails)
        with pytest.raises(ZeroDivisionError):
            issue()
    assert issue().endswith("/000002")
    assert invoicing.gaps() == []


def test_offices_that_issue_at_the_same_moment_share_the_numbers_out() -> None:
    made = [shop.order(("CUP", 1)).id for _ in range(12)]
    given: list[str] = []
    start = threading.Barrier(3)

    def office(which: int) -> None:
        start.wait()
        try:
            mine = made[which::3] + made[:2]  # and all of them the first two
            given.extend(invoicing.issue(order_id).number for order_id in mine)
        finally:
            disconnect()

    threads = [threading.Thread(target=office, args=(which,)) for which in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == 12
    assert run("SELECT count(*) FROM document").fetchone()[0] == 12
    assert invoicing.gaps() == []


def test_what_was_issued_stays_whatever_happens_to_the_shop_and_the_order() -> None:
    order = shop.order(("CUP", 2))
    issued = invoicing.issue(order.id)
    before, copied = invoicing.original(issued.id), invoicing.copy(issued.id)
    settings.change_shop(name="Another name", tax_percent="25", invoice_prefix="X")
    run("UPDATE orders SET buyer = 'Somebody else', total_minor = 1 WHERE id = ?", (order.id,))
    assert invoicing.original(issued.id) == before
    assert invoicing.copy(issued.id) == copied != before
    kept = run("SELECT sha256 FROM document WHERE id = ?", (issued.id,)).fetchone()[0]
    assert hashlib.sha256(before).hexdigest() == kept


def test_a_voided_invoice_keeps_its_number_and_the_next_one_gets_another() -> None:
    order = shop.order(("CUP", 2))
    first = invoicing.issue(order.id)
    bytes_before = invoicing.original(first.id)
    invoicing.void(first.id, "wrong buyer")
    second = invoicing.issue(order.id)
    assert second.number != first.number
    assert invoicing.original(first.id) == bytes_before
    assert invoicing.gaps() == []
    with pytest.raises(NotFound):
        invoicing.void(4711, "no such")


def test_what_is_cancelled_is_not_invoiced() -> None:
    order = shop.order(("CUP", 2))
    orders.do(order.id, Action.CANCEL)
    with pytest.raises(KolliError, match="cannot be invoiced"):
        invoicing.issue(order.id)
    assert run("SELECT count(*) FROM number_series").fetchone()[0] == 0


def test_discount_and_unique_code_are_told_apart() -> None:
    """Rp1.401.000 of goods, Rp18.000 freight, Rp174.000 off, and the last three digits of the transfer."""
    view = _sums(subtotal=1_401_000, total=1_245_482, shipping=18_000, discount=174_000)
    assert view == [("discount", -174_000), ("shipping", 18_000), ("unique-code", 482)]


def test_a_discount_that_the_lines_hold_already_is_not_taken_twice() -> None:
    assert _sums(subtotal=90_000, total=100_000, shipping=10_000, discount=10_000) == [("shipping", 10_000)]


def test_tax_on_top_is_named_and_tax_inside_is_not_added() -> None:
    assert _sums(subtotal=100_000, total=121_000, shipping=10_000, tax=11_000) == [
        ("shipping", 10_000),
        ("tax", 11_000),
    ]
    assert _sums(subtotal=111_000, total=121_000, shipping=10_000, tax=11_000) == [("shipping", 10_000)]


def _sums(*, subtotal: int, total: int, shipping: int = 0, discount: int = 0, tax: int = 0) -> list[tuple[str, int]]:
    """Extras of an invoice over one line of `subtotal`, in rupiah."""
    settings.change_shop(name="Sagara Rasa", currency="IDR")
    line = RemoteLine("", "CUP", "Cangkir", 1, Decimal(subtotal), Decimal(subtotal))
    order = RemoteOrder(
        new_op_id(), new_op_id(), "", Payment.PAID, Fulfilment.OPEN, "IDR", now(), (line,), Decimal(total),
        shipping=Decimal(shipping), discount=Decimal(discount), tax=Decimal(tax),
    )  # fmt: skip
    with unit() as work:
        order_id = intake.save_new(work, "file:test", None, order, intake.Known())
    row = run("SELECT data FROM document WHERE id = ?", (invoicing.issue(order_id).id,)).fetchone()
    kept = json.loads(row[0])
    assert sum(extra["amount_minor"] for extra in kept["extras"]) + kept["subtotal_minor"] == kept["total_minor"]
    return [(extra["kind"], extra["amount_minor"]) for extra in kept["extras"]]
