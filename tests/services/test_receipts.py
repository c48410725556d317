"""Receipts of paid orders, and the report of a day, from what stands in the books."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.devices.simulated_thermal import SimulatedThermal
from desktop.documents.receipt import Receipt
from desktop.domain.errors import BadInput
from desktop.domain.order import Action, Payment
from desktop.models.base import run
from desktop.services import (
    changes,
    day_report,
    invoicing,
    money,
    orders,
    papers,
    print_room,
    printers,
    printing,
    settings,
)
from desktop.services.changes import unit
from desktop.services.day_report import SeriesRow, Taken
from desktop.services.editing import splitting
from desktop.services.invoicing import NotPaid, kept
from desktop.services.printers import PrinterRow
from tests.documents import reading
from tests.services import shop

NOON = datetime(2026, 11, 12, 5, tzinfo=UTC)  # in Jakarta
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _a_shop(sqlite_database: Path) -> Iterator[None]:
    settings.change_shop(name="Sagara Rasa", currency="IDR", zone="Asia/Jakarta", language="id", tax_percent="11")
    changes.set_clock(lambda: NOON)
    yield
    changes.set_clock(None)


def sold(units: int = 2, payment: Payment = Payment.PAID, method: str = "QRIS", at: datetime = NOON) -> int:
    return shop.sold(0, shop.remote(("CUP", units), payment=payment, payment_method=method, placed_at=at,
                                    total=Decimal(10 * units), language="id"))  # fmt: skip


def test_a_receipt_of_a_paid_order_is_issued_once_and_is_a_copy_from_then_on() -> None:
    order_id = sold()
    pdf = papers.draw("receipt", [order_id], media="roll-58")
    assert papers.draw("receipt", [order_id], media="roll-58") == pdf
    assert reading.size_mm(pdf)[0] == pytest.approx(58, abs=0.2)
    view = orders.show(order_id)
    assert [(row.kind, row.number) for row in view.documents] == [("receipt", "RC/2026/000001")]
    said = reading.text(pdf)
    for words in ("Sagara Rasa", "RC/2026/000001", "The CUP", "Rp20", "QRIS"):
        assert words in said
    assert [text for _kind, text in reading.codes(reading.image(pdf))] == [view.code]
    again = papers.draw("receipt", [order_id], copy=True, media="roll-58")
    assert "SALINAN" in reading.text(again)
    assert again == papers.draw("receipt", [order_id], copy=True, media="roll-58")
    wide = papers.draw("receipt", [order_id], copy=True, media="roll-80")
    assert reading.size_mm(wide)[0] == pytest.approx(80, abs=0.2)
    assert invoicing.audit() == []


def test_what_is_not_paid_has_no_receipt() -> None:
    order_id = sold(payment=Payment.UNPAID)
    with pytest.raises(NotPaid):
        papers.draw("receipt", [order_id])
    orders.do(order_id, Action.CONFIRM)
    said: Receipt = kept.figures(invoicing.issue_receipt(order_id).id)
    assert [(row.name, row.amount_minor) for row in said.payments] == [("QRIS", 20)]


def test_the_day_says_what_came_in_what_went_back_and_which_numbers_were_given() -> None:
    first, second, tunai = sold(10), sold(5), sold(3, method="Tunai")
    later = sold(7, payment=Payment.UNPAID, method="Transfer", at=NOON - timedelta(days=3))
    orders.do(later, Action.CONFIRM)
    sold(99, at=NOON - timedelta(days=1))  # yesterday's
    sold(99, payment=Payment.UNPAID)  # nobody has paid
    for order_id in (first, second, tunai):
        invoicing.issue(order_id)
    invoicing.issue_receipt(tunai)
    note = invoicing.credit(invoicing.issue(first).id, {1: 4}, reason="broken")
    invoicing.void(invoicing.issue(second).id, "wrong name")
    orders.do(second, Action.REFUND)
    day = day_report.of(DAY)
    (money,) = day.currencies
    assert money.taken == (Taken("QRIS", 2, 150), Taken("Transfer", 1, 70), Taken("Tunai", 1, 30))
    assert money.refunded == (Taken("QRIS", 1, 50),)
    assert (money.net_minor, money.credits, money.credited_minor) == (200, 1, 40)
    assert [(tax.percent, tax.base_minor + tax.tax_minor) for tax in money.taxes] == [(Decimal(11), 250 - 40)]
    assert day.series == (
        SeriesRow("credit-note", 1, note.number, note.number),
        SeriesRow("invoice", 3, "INV/2026/000001", "INV/2026/000003"),
        SeriesRow("receipt", 1, "RC/2026/000001", "RC/2026/000001"),
    )
    assert day.voided == ("INV/2026/000002",)
    changes.set_clock(lambda: NOON + timedelta(days=2))
    assert day_report.of(DAY) == day  # a day that is over always says the same
    assert day_report.of(DAY + timedelta(days=2)).currencies == ()


def test_a_payment_that_is_taken_back_is_not_taken_in() -> None:
    order_id = sold(payment=Payment.UNPAID)
    orders.do(order_id, Action.CONFIRM)
    orders.do(order_id, Action.UNCONFIRM)
    assert [row.amount_minor for money in day_report.of(DAY).currencies for row in money.taken] == [0]


def test_part_payments_and_refunds_count_by_the_ledger_each_on_its_day_and_way() -> None:
    order_id = sold(10, payment=Payment.UNPAID, method="Transfer")
    with unit() as work:
        money.take(work, order_id, 40, "BCA", "", "bank:1", at=NOON - timedelta(days=1))
        money.take(work, order_id, 60, "Tunai", "", "till:1")
        money.give_back(work, order_id, 25, "Tunai", "", "till:2")
    (day_before,) = day_report.of(DAY - timedelta(days=1)).currencies
    (day,) = day_report.of(DAY).currencies
    assert (day_before.taken, day_before.taxes) == ((Taken("BCA", 1, 40),), ())
    assert (day.taken, day.refunded) == ((Taken("Tunai", 1, 60),), (Taken("Tunai", 1, 25),))
    assert sum(tax.base_minor + tax.tax_minor for tax in day.taxes) == 100  # once, and for the whole order


def test_what_opens_a_ledger_is_counted_once_on_the_day_when_it_came() -> None:
    order_id = sold(10)  # paid when it came, without a ledger
    before = day_report.of(DAY)
    changes.set_clock(lambda: NOON + timedelta(days=3))
    with unit() as work:
        money.give_back(work, order_id, 30, "QRIS", "", "back:1")
    assert day_report.of(DAY) == before
    (later,) = day_report.of(DAY + timedelta(days=3)).currencies
    assert (later.taken, later.refunded, later.net_minor) == ((), (Taken("QRIS", 1, 30),), -30)


def test_an_order_that_is_split_after_it_was_paid_leaves_its_day_as_it_was() -> None:
    order_id = sold(10, payment=Payment.UNPAID, method="Transfer")
    orders.do(order_id, Action.CONFIRM)
    before = day_report.of(DAY)
    changes.set_clock(lambda: NOON + timedelta(days=3))
    part = splitting.split(order_id, {orders.lines(order_id)[0].id: 5})
    splitting.split(part.id, {part.lines[0].id: 1})
    assert day_report.of(DAY) == before  # money and tax of all three
    assert day_report.of(DAY + timedelta(days=3)).currencies == ()  # what goes along is neither taken nor given


def test_a_payment_that_is_undone_leaves_nothing() -> None:
    order_id = sold(10, payment=Payment.UNPAID, method="Transfer")
    with unit() as work:
        move = money.take(work, order_id, 100, "BCA", "", "bank:1")
        assert move is not None
        money.undo(work, move)
    (day,) = day_report.of(DAY).currencies
    assert (day.taken, day.net_minor, day.taxes) == ((Taken("BCA", 0, 0),), 0, ())


def test_the_report_is_a_paper_of_the_house_on_a_roll_or_a_sheet() -> None:
    invoicing.issue_receipt(sold(10))
    printing.queue_own("z-report", "2026-11-12")
    for media, width in (("roll-80", 80), ("roll-58", 58), ("A4", 210)):
        pdf = papers.draw_own("z-report", "2026-11-12", language="en", media=media)
        assert reading.size_mm(pdf)[0] == pytest.approx(width, abs=0.2)
        assert reading.clashes(pdf, 1.0) == []
        for words in ("12 Nov 2026", "1 × QRIS", "Rp100", "RC/2026/000001", "11%"):
            assert words in reading.text(pdf), words
    assert "12 Nov 2026" in reading.text(papers.draw_own("z-report", "", language="en"))
    with pytest.raises(BadInput):
        papers.draw_own("z-report", "yesterday")


def test_the_report_finds_its_day_without_reading_all_that_ever_was() -> None:
    plans = []
    for statement in (
        "SELECT id FROM document d WHERE d.issued_at >= 1 AND d.issued_at < 2",
        f"SELECT h.id FROM history h WHERE {day_report._OF_MONEY} AND h.at >= 1 AND h.at < 2",
        "SELECT o.id FROM orders o WHERE o.kind = 'order' AND o.placed_at >= 1 AND o.placed_at < 2",
    ):
        plans += [str(row[3]) for row in run(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
    assert len(plans) == 3
    assert all(plan.startswith("SEARCH") for plan in plans), plans


def test_the_drawer_opens_for_a_receipt_and_stays_shut_for_its_copy() -> None:
    changes.set_clock(None)  # the queue waits by the system's
    order_id = sold()
    with SimulatedThermal("escpos") as till:
        row = printers.save(
            PrinterRow("Till", "raw", {"language": "escpos", "address": till.address, "drawer": True, "cutter": True},
                       ("receipt",))
        )  # fmt: skip
        for _turn in range(2):
            printing.queue("receipt", order_id)
            print_room.print_now(row)
        assert [job.state for job in printing.jobs()] == ["done", "done"]
        assert (len(till.printed), till.kicks, till.cuts) == (2, 1, 2)
