"""The packing bench, on both kinds of database."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as some

from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.order import Action, Fulfilment, Stage
from desktop.domain.packing import Verdict
from desktop.models.base import disconnect, run
from desktop.services import changes, intake, orders, packing, printing, settings, shipping, stock
from desktop.services.packing import counting, memory, open_parcel
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _no_order_held_in_memory() -> Iterator[None]:
    packing.forget_all()
    yield
    packing.forget_all()


def verdicts(order_id: int, *codes: str) -> list[Verdict]:
    return [packing.scan(order_id, code).verdict for code in codes]


def test_right_scans_complete_the_order_and_close_its_parcel() -> None:
    order = shop.order(("CUP", 2), ("PLATE", 1))
    packing.open_order(order.id)
    assert verdicts(order.id, "CUP", "PLATE") == [Verdict.RIGHT, Verdict.RIGHT]
    last = packing.scan(order.id, "CUP")
    assert (last.verdict, last.left, last.packed, last.ordered) == (Verdict.COMPLETE, 0, 2, 2)
    done = orders.show(order.id)
    assert done.stage is Stage.TO_SHIP
    assert [(parcel.state, parcel.code) for parcel in done.parcels] == [("closed", last.parcel)]


def test_wrong_surplus_and_unknown_scans_count_nothing_and_are_kept() -> None:
    shop.order(("SPOON", 1))  # makes the shop know spoons
    order = shop.order(("CUP", 1), ("PLATE", 1))
    packing.open_order(order.id)
    assert verdicts(order.id, "CUP", "SPOON", "CUP", "8999999", "") == [
        Verdict.RIGHT, Verdict.WRONG, Verdict.TOO_MANY, Verdict.UNKNOWN, Verdict.UNKNOWN,
    ]  # fmt: skip
    assert shop.packed_counts(order.id) == [1, 0]
    assert shop.scans(order.id) == [
        ("CUP", "right", 1), ("SPOON", "wrong", 0), ("CUP", "too-many", 0), ("8999999", "unknown", 0),
        ("", "unknown", 0),
    ]  # fmt: skip


def test_a_wrong_scan_says_what_it_was() -> None:
    shop.order(("SPOON", 1))
    order = shop.order(("CUP", 1))
    packing.open_order(order.id)
    got = packing.scan(order.id, "spoon").got
    assert got is not None
    assert (got.sku, got.name) == ("SPOON", "The SPOON")


def test_the_same_article_on_two_lines_fills_one_after_the_other() -> None:
    order = shop.order(("CUP", 1), ("PLATE", 1), ("CUP", 2))
    packing.open_order(order.id)
    found = [packing.scan(order.id, "CUP") for _ in range(3)]
    first, _plate, last = (line.id for line in order.lines)
    assert [scan.line_id for scan in found] == [first, last, last]
    assert packing.scan(order.id, "CUP").verdict is Verdict.TOO_MANY
    assert packing.scan(order.id, "PLATE").verdict is Verdict.COMPLETE


def test_a_typed_quantity_counts_as_a_whole_or_not_at_all() -> None:
    order = shop.order(("CUP", 12), ("PLATE", 1))
    packing.open_order(order.id)
    assert packing.scan(order.id, "CUP", 10).left == 3
    assert packing.scan(order.id, "CUP", 3).verdict is Verdict.TOO_MANY
    assert shop.packed_counts(order.id) == [10, 0]
    with pytest.raises(BadInput):
        packing.scan(order.id, "CUP", 0)


def test_every_barcode_of_an_article_counts_it() -> None:
    order = shop.order(("CUP", 3))
    article = order.lines[0].article_id
    assert article is not None
    intake.add_barcode(article, "036000291452")
    packing.open_order(order.id)
    assert verdicts(order.id, "036000291452", "0036000291452", "]C1cup") == [
        Verdict.RIGHT, Verdict.RIGHT, Verdict.COMPLETE,
    ]  # fmt: skip


def test_a_unit_can_be_confirmed_by_hand_with_a_reason() -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    line = order.lines[0].id
    with pytest.raises(BadInput):
        packing.confirm(order.id, line, "  ")
    assert packing.confirm(order.id, line, "label torn").verdict is Verdict.RIGHT
    assert packing.confirm(order.id, line, "label torn", units=2).verdict is Verdict.TOO_MANY
    assert packing.confirm(order.id, line, "label torn").verdict is Verdict.COMPLETE
    kept = run("SELECT method, reason, units FROM packing_scan WHERE order_id = ? ORDER BY id", (order.id,)).fetchall()
    assert [tuple(row) for row in kept] == [("manual", "label torn", 1), ("manual", "label torn", 0),
                                            ("manual", "label torn", 1)]  # fmt: skip


@pytest.mark.parametrize("units", [0, -1])
def test_no_quantity_below_one_is_confirmed_by_hand(units: int) -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    with pytest.raises(BadInput):
        packing.confirm(order.id, order.lines[0].id, "label torn", units=units)
    assert shop.packed_counts(order.id) == [1]


def test_a_line_without_any_code_is_packed_by_hand() -> None:
    order = shop.order(("", 1), ("CUP", 1))
    packing.open_order(order.id)
    assert packing.scan(order.id, "CUP").verdict is Verdict.RIGHT
    assert packing.confirm(order.id, order.lines[0].id, "has no code").verdict is Verdict.COMPLETE


def test_undo_takes_the_last_units_back_and_the_log_keeps_both() -> None:
    order = shop.order(("CUP", 3), ("PLATE", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    packing.scan(order.id, "PLATE", 2)
    packing.scan(order.id, "nothing")
    assert packing.undo(order.id).left == 4
    assert packing.undo(order.id).left == 5
    assert shop.packed_counts(order.id) == [0, 0]
    with pytest.raises(NotAllowed, match="nothing has been scanned"):
        packing.undo(order.id)
    assert [units for _code, _verdict, units in shop.scans(order.id)] == [1, 2, 0, -2, -1]
    assert packing.scan(order.id, "CUP", 3).verdict is Verdict.RIGHT  # and what was undone is counted again


def test_an_order_put_aside_is_resumed_where_its_last_unit_was_counted() -> None:
    order = shop.order(("CUP", 2), ("PLATE", 1))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    packing.put_aside(order.id)
    assert orders.show(order.id).stage is Stage.TO_PACK
    assert packing.unfinished("") is None
    assert packing.open_order(order.id).units_left == 2
    assert verdicts(order.id, "CUP", "PLATE") == [Verdict.RIGHT, Verdict.COMPLETE]


def test_a_program_that_was_killed_finds_its_open_order_again() -> None:
    changes.work_at("Bench 7", "Dewi")
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    packing.forget_all()  # what a kill does to memory
    assert packing.unfinished("Bench 7") == order.id
    assert packing.unfinished("Bench 8") is None
    assert packing.scan(order.id, "CUP").verdict is Verdict.COMPLETE
    assert packing.unfinished("Bench 7") is None
    changes.work_at("", "")


def test_a_scan_given_again_after_a_crash_is_answered_and_not_counted_again() -> None:
    shop.order(("SPOON", 1))
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    first = packing.scan(order.id, "CUP", op_id="a")
    wrong = packing.scan(order.id, "SPOON", op_id="b")
    packing.forget_all()
    assert packing.scan(order.id, "CUP", op_id="a") == first
    assert packing.scan(order.id, "SPOON", op_id="b") == wrong
    assert shop.packed_counts(order.id) == [1]


def test_the_last_scan_given_again_is_answered_although_the_parcel_is_closed() -> None:
    order = shop.order(("CUP", 1))
    packing.open_order(order.id)
    last = packing.scan(order.id, "CUP", op_id="c")
    packing.forget_all()
    assert packing.scan(order.id, "CUP", op_id="c") == last
    assert len(shop.scans(order.id)) == 1
    assert shop.history(order.id) == ["received", "start", "finish"]


def test_a_packed_order_is_reopened_until_it_is_shipped() -> None:
    order_id = shop.packed_order(("CUP", 1))
    assert packing.reopen(order_id).state.fulfilment is Fulfilment.PACKING
    assert [parcel.state for parcel in orders.parcels(order_id)] == ["open"]
    assert packing.scan(order_id, "CUP").verdict is Verdict.TOO_MANY
    assert packing.finish(order_id).stage is Stage.TO_SHIP
    shipping.ship(order_id, "JNE", "0104")
    with pytest.raises(NotAllowed, match="already been shipped"):
        packing.reopen(order_id)
    assert [parcel.state for parcel in orders.parcels(order_id)] == ["shipped"]


def test_an_order_with_units_left_cannot_be_finished() -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    with pytest.raises(NotAllowed, match="still to be scanned"):
        packing.finish(order.id)


@pytest.mark.parametrize(
    ("before", "why"),
    [((), "it is not paid"), ((Action.CONFIRM, Action.HOLD), "it is on hold"), ((Action.CANCEL,), "it is cancelled")],
)
def test_what_may_not_be_packed_is_not_opened(before: tuple[Action, ...], why: str) -> None:
    order = shop.order(("CUP", 1), paid=False)
    for action in before:
        orders.do(order.id, action)
    with pytest.raises(NotAllowed, match=why):
        packing.open_order(order.id)
    with pytest.raises(packing.NotOpen):
        packing.scan(order.id, "CUP")
    assert shop.scans(order.id) == []


@pytest.mark.parametrize("code", ["CUP", "no such thing"])
def test_an_order_stopped_in_the_office_stops_at_the_bench(code: str) -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    orders.do(order.id, Action.HOLD)
    with pytest.raises(NotAllowed):
        packing.scan(order.id, code)
    assert shop.packed_counts(order.id) == [1]


def test_nothing_is_undone_in_an_order_that_was_cancelled_meanwhile() -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    packing.undo(order.id)
    orders.do(order.id, Action.CANCEL)
    with pytest.raises(packing.NotOpen):
        packing.undo(order.id)
    assert shop.packed_counts(order.id) == [0]


def test_an_order_changed_in_the_store_does_not_close_before_somebody_has_looked() -> None:
    order = shop.order(("CUP", 1))
    packing.open_order(order.id)
    run("UPDATE orders SET conflict = ? WHERE id = ?", (True, order.id))
    with pytest.raises(packing.OrderChanged):
        packing.scan(order.id, "CUP")
    assert shop.packed_counts(order.id) == [0]
    run("UPDATE orders SET conflict = ? WHERE id = ?", (False, order.id))
    assert packing.scan(order.id, "CUP").verdict is Verdict.COMPLETE


def test_units_cancelled_at_the_bench_are_no_longer_needed() -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    run("UPDATE order_line SET cancelled = 1 WHERE order_id = ?", (order.id,))
    assert packing.scan(order.id, "CUP").verdict is Verdict.TOO_MANY
    assert packing.finish(order.id).stage is Stage.TO_SHIP


def test_closing_takes_the_stock_tells_the_store_and_queues_the_papers_at_once() -> None:
    settings.change_bench(print_on_close=("parcel-label", "packing-slip"))
    order_id = shop.packed_order(("CUP", 2), store_id=shop.store())
    assert (stock.level("CUP").on_hand, stock.level("CUP").reserved) == (-2, 0)
    assert shop.told(order_id) == [("order_status", "packed")]
    assert sorted(job.kind for job in printing.jobs()) == ["packing-slip", "parcel-label"]


def test_a_failure_in_the_closing_leaves_the_last_unit_uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.order(("CUP", 1))
    packing.open_order(order.id)

    def fails(*_words: object, **_more: object) -> None:
        raise NotAllowed(ref="", reason="the printer caught fire.")

    with monkeypatch.context() as broken:
        broken.setattr(printing, "queue_automatic", fails)
        with pytest.raises(NotAllowed, match="caught fire"):
            packing.scan(order.id, "CUP", op_id="d")
    assert shop.packed_counts(order.id) == [0]
    assert shop.scans(order.id) == []
    assert packing.scan(order.id, "CUP", op_id="d").verdict is Verdict.COMPLETE


def elsewhere(order_id: int) -> memory.Opened:
    """The memory of a second bench that has opened the same order."""
    session = run("SELECT id FROM packing_session WHERE order_id = ? AND closed_at IS NULL", (order_id,)).fetchone()[0]
    opened = memory.Opened(order_id, int(session), open_parcel.open_parcel(order_id))
    memory.load(opened)
    return opened


def at(bench: memory.Opened, order_id: int, code: str, op_id: str | None = None) -> packing.ScanResult:
    """A scan at one of two benches, each with its own memory, as in two processes."""
    memory.hold(bench)
    return packing.scan(order_id, code, op_id=op_id)


def test_two_benches_on_one_order_close_it_with_the_last_unit_whoever_scans_it() -> None:
    order = shop.order(("CUP", 1), ("PLATE", 1))
    packing.open_order(order.id)
    one, two = elsewhere(order.id), elsewhere(order.id)
    assert at(one, order.id, "CUP").verdict is Verdict.RIGHT
    assert at(two, order.id, "PLATE").verdict is Verdict.COMPLETE
    assert orders.show(order.id).stage is Stage.TO_SHIP


def test_a_parcel_does_not_close_with_a_unit_that_another_bench_has_taken_back() -> None:
    order = shop.order(("CUP", 1), ("PLATE", 1))
    packing.open_order(order.id)
    one, two = elsewhere(order.id), elsewhere(order.id)
    at(one, order.id, "CUP")
    memory.load(two)
    memory.hold(one)
    packing.undo(order.id)
    assert at(two, order.id, "PLATE").verdict is Verdict.RIGHT
    assert orders.show(order.id).stage is Stage.TO_PACK
    assert at(two, order.id, "CUP").verdict is Verdict.COMPLETE


def test_two_benches_cannot_count_the_same_unit() -> None:
    order = shop.order(("CUP", 1), ("PLATE", 1))
    packing.open_order(order.id)
    one, two = elsewhere(order.id), elsewhere(order.id)
    assert at(one, order.id, "CUP").verdict is Verdict.RIGHT
    assert at(two, order.id, "CUP").verdict is Verdict.TOO_MANY
    assert shop.packed_counts(order.id) == [1, 0]


def test_a_unit_that_another_bench_took_back_can_be_scanned_here() -> None:
    order = shop.order(("CUP", 1), ("PLATE", 1))
    packing.open_order(order.id)
    one, two = elsewhere(order.id), elsewhere(order.id)
    at(one, order.id, "CUP")
    memory.load(two)
    memory.hold(one)
    packing.undo(order.id)
    assert at(two, order.id, "CUP").verdict is Verdict.RIGHT


def test_benches_at_the_same_moment_count_each_unit_once(database: str) -> None:
    """Four threads, each with a connection and a memory of its own, scan one order as fast as they can."""
    order = shop.order(("CUP", 8), ("PLATE", 8))
    packing.open_order(order.id)
    found: list[Verdict] = []
    start = threading.Barrier(4)

    def bench() -> None:
        mine = elsewhere(order.id)
        start.wait()
        try:
            for code in ("CUP", "PLATE") * 8:
                try:
                    result = counting._try(mine, code, 1, changes.new_op_id())
                    if result is None:
                        memory.reload(mine)
                        result = counting._try(mine, code, 1, changes.new_op_id(), certain=True)
                    if result is not None:
                        found.append(result.verdict)
                except packing.NotOpen:
                    return
        finally:
            disconnect()

    threads = [threading.Thread(target=bench) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.packed_counts(order.id) == [8, 8]
    assert found.count(Verdict.COMPLETE) == 1
    assert sum(verdict.counts for verdict in found) == 16
    assert shop.history(order.id) == ["received", "start", "finish"]


@given(code=some.text(max_size=40) | some.sampled_from(["\0", "\ud800", "'; DROP TABLE orders; --", "%", "x" * 5000]))
@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_scanned_text_makes_the_bench_fail(code: str) -> None:
    row = run("SELECT id FROM orders").fetchone()
    order_id = int(row[0]) if row else packing.open_order(shop.order(("CUP", 1)).id).id
    found = packing.scan(order_id, code)
    assert found.verdict is Verdict.UNKNOWN
    assert shop.packed_counts(order_id) == [0]
    with pytest.raises(KolliError):
        orders.find("no such " + code)
