"""The sync thread beside a working bench: woken by commits, quiet without a network, back within half a minute."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.packing import Verdict
from desktop.models.base import disconnect as leave_thread
from desktop.services import changes, intake, lease, orders, outbox, stores
from desktop.services.changes import unit
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import Key
from desktop.sync.connect import account, connect
from desktop.sync.connector import Connector
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.link import LONGEST_OFFLINE_S, Link, Recheck, wait_s
from desktop.sync.worker import Pace, Worker

PACE = Pace(poll_s=0.3, settle_s=0.0, contact_s=0.0)


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")


@pytest.fixture
def double() -> Iterator[StoreDouble]:
    with StoreDouble() as made:
        fill(made.state)
        yield made


@pytest.fixture
def store_id(database: str, double: StoreDouble) -> int:
    settings: dict[str, object] = {"status_map": TARGETS}
    return stores.add("woocommerce", "Shop", double.url, settings, {"key": KEY, "secret": SECRET}).id


@pytest.fixture
def worker(store_id: int) -> Iterator[Worker]:
    made = Worker(pace=PACE, at_end=leave_thread)
    stop = made.start()
    yield made
    stop()


def _until(true: Callable[[], bool], within_s: float = 15.0) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def _first_order(store_id: int, double: StoreDouble) -> int:
    ref = next(i for i, o in sorted(double.state.orders.items()) if o["status"] == "processing")
    order_id = intake.find(f"store:{store_id}", str(ref))
    assert order_id is not None
    return order_id


def _all_here(store_id: int, double: StoreDouble) -> bool:
    return all(intake.find(f"store:{store_id}", str(ref)) is not None for ref in double.state.orders)


def test_one_round_brings_every_order_and_its_contact(store_id: int, double: StoreDouble) -> None:
    report = Worker(pace=PACE).run_once()[0]
    assert (report.online, report.error) == (True, "")
    assert report.tally.orders_new == len(double.state.orders)
    assert stores.get(store_id).last_contact is not None
    again = Worker(pace=PACE).run_once()[0]
    assert (again.tally.orders_new, again.tally.orders_changed) == (0, 0)


def test_a_commit_wakes_the_thread_and_the_store_is_told(worker: Worker, store_id: int, double: StoreDouble) -> None:
    _until(lambda: _all_here(store_id, double))
    order_id = _first_order(store_id, double)
    started = time.monotonic()
    with unit() as work:
        work.send("order_status", store_id, order_id, status="completed", state="shipped")
        work.send("note", store_id, order_id, text="Thank you", to_customer=True)
    _until(lambda: outbox.counts().get("confirmed") == 2)
    assert time.monotonic() - started < 5
    assert double.state.orders[int(orders.show(order_id).remote_id)]["status"] == "completed"
    assert [mail.subject.split()[0] for mail in double.emails] == ["Your", "A"]


def test_without_a_network_messages_wait_and_go_when_it_is_back(
    worker: Worker, store_id: int, double: StoreDouble
) -> None:
    _until(lambda: _all_here(store_id, double))
    order_id = _first_order(store_id, double)
    double.choose = lambda _request: (Trouble.DROP_BEFORE, 0.0)
    with unit() as work:
        work.send("note", store_id, order_id, text="Thank you", to_customer=True)
    _until(lambda: worker.online(store_id) is False)
    assert outbox.counts() in ({"sending": 1}, {"waiting": 1})
    double.choose = lambda _request: None
    worker.wake()
    _until(lambda: outbox.counts().get("confirmed") == 1)
    _until(lambda: worker.online(store_id) is True)


def test_a_wrong_key_pauses_the_store_and_a_new_one_ends_it(worker: Worker, store_id: int, double: StoreDouble) -> None:
    _until(lambda: _all_here(store_id, double))
    double.state.keys[KEY] = Key("cs_" + "0" * 40)
    _until(lambda: stores.get(store_id).fault != "")
    asked = len(double.requests)
    time.sleep(1.0)
    assert len(double.requests) - asked < 3  # it does not knock again and again
    stores.change(store_id, keys={"key": KEY, "secret": "cs_" + "0" * 40})
    _until(lambda: stores.get(store_id).fault == "")


def test_stopping_hangs_up_on_a_store_that_does_not_answer(store_id: int, double: StoreDouble) -> None:
    double.choose = lambda _request: (Trouble.DELAY, 4.0)
    worker = Worker(pace=PACE, at_end=leave_thread)
    stop = worker.start()
    _until(lambda: len(double.requests) > 0)
    started = time.monotonic()
    stop()
    assert time.monotonic() - started < 3.9
    double.choose = lambda _request: None


def test_a_message_that_the_store_refuses_is_parked_and_the_rest_flows(store_id: int, double: StoreDouble) -> None:
    Worker(pace=PACE).run_once()
    refs = [i for i, o in sorted(double.state.orders.items()) if o["status"] == "processing"]
    ids = [intake.find(f"store:{store_id}", str(ref)) for ref in refs]
    double.state.orders[refs[0]]["status"] = "cancelled"
    with unit() as work:
        for order_id in ids:
            work.send("order_status", store_id, order_id, status="completed", state="shipped")
        work.send("note", store_id, ids[0], text="behind it", to_customer=True)
    report = Worker(pace=PACE).run_once()[0]
    assert (report.tally.parked, report.tally.confirmed) == (1, len(refs) - 1)
    parked = outbox.rows(("parked",))
    assert "cancelled" in parked[0].reason
    assert outbox.counts()["waiting"] == 1  # the note of the same order waits with it


def test_a_request_that_always_crashes_is_parked_and_holds_up_nobody(store_id: int, double: StoreDouble) -> None:
    Worker(pace=PACE).run_once()
    order_id = _first_order(store_id, double)
    with unit() as work:
        work.send("order_status", store_id, order_id, status="completed", state="shipped")
    double.fail(Trouble.ERROR_BEFORE, times=50, method="PUT")
    moved = [0.0]
    real_now = changes.now
    base = real_now()
    changes.set_clock(lambda: base + _seconds(moved[0]))
    try:
        for _turn in range(10):
            moved[0] += 1000
            Worker(pace=PACE).run_once()
    finally:
        changes.set_clock(None)
    assert [row.state for row in outbox.rows()] == ["parked"]
    assert not double.emails


@pytest.mark.parametrize("in_the_box", [0, 1])
def test_an_order_cancelled_in_the_store_stops_the_bench_that_packs_it(
    worker: Worker, store_id: int, double: StoreDouble, in_the_box: int
) -> None:
    """Nothing is in the box: it is cancelled at once, and takes no more. Else what lies there comes out first."""
    from desktop.services import packing, take_outs

    _until(lambda: _all_here(store_id, double))
    order_id = _first_order(store_id, double)
    packing.open_order(order_id)
    sku = next(line.sku for line in orders.lines(order_id) if line.left)
    for _unit in range(in_the_box):
        assert packing.scan(order_id, sku).verdict.counts
    ref = int(orders.show(order_id).remote_id)
    double.state.change_status(double.state.orders[ref], "cancelled")
    answers: list[Recheck] = []
    worker.recheck(order_id, answers.append)
    _until(lambda: bool(answers))
    view, changed = orders.show(order_id), take_outs.of(order_id)
    if in_the_box:
        assert changed is not None
        assert changed.cancels
        assert str(view.state.fulfilment) != "cancelled"
        assert packing.scan(order_id, sku).verdict is Verdict.OUT
        view = orders.show(order_id)
    assert str(view.state.fulfilment) == "cancelled"
    with pytest.raises(packing.NotOpen):
        packing.scan(order_id, sku)
    packing.forget_all()


def test_a_recheck_sees_what_no_date_shows(store_id: int, double: StoreDouble) -> None:
    """Posts storage does not move the date for an address: only reading the order finds it."""
    double.state.orders_table = False
    Worker(pace=PACE).run_once()
    order_id = _first_order(store_id, double)
    raw = double.state.orders[int(orders.show(order_id).remote_id)]
    raw["shipping"] |= {"address_1": "Jl. Baru 99", "city": "Solo"}
    with _link(store_id) as link:
        link.pull_changes()
        assert link.recheck(str(raw["id"]), 5.0) is Recheck.CHANGED
        assert link.recheck(str(raw["id"]), 5.0) is Recheck.SAME
    assert orders.show(order_id).ship_to.line1 == "Jl. Baru 99"


def test_an_order_deleted_for_good_is_cancelled_here(store_id: int, double: StoreDouble) -> None:
    Worker(pace=PACE).run_once()
    order_id = _first_order(store_id, double)
    double.state.delete_for_good(int(orders.show(order_id).remote_id))
    report = Worker(pace=PACE).run_once()[0]
    assert report.tally.orders_gone == 1
    assert orders.show(order_id).state.fulfilment.value == "cancelled"
    assert Worker(pace=PACE).run_once()[0].tally.orders_gone == 0


def test_a_pull_that_stops_half_way_goes_on_without_losing_any(store_id: int, double: StoreDouble) -> None:
    fill(double.state, 230, seed=3)
    with _link(store_id) as link:
        assert link.pull_changes()
    for _turn in range(3):  # a new start each time, with what is on disk
        with _link(store_id) as link:
            link.pull_changes()
    assert _all_here(store_id, double)


def test_more_orders_in_one_second_than_a_page_holds_all_come(store_id: int, double: StoreDouble) -> None:
    fill(double.state, 330, seed=4)
    moment = next(iter(double.state.orders.values()))["date_modified_gmt"]
    for order in double.state.orders.values():
        order["date_modified_gmt"] = moment
    Worker(pace=PACE).run_once()
    assert _all_here(store_id, double)


def test_only_one_of_two_programs_sends(store_id: int, double: StoreDouble) -> None:
    assert lease.take(f"sync:{store_id}", "another program", 60)
    report = Worker(pace=PACE).run_once()[0]
    assert not report.online
    assert "another" in report.error
    assert double.requests == []
    lease.leave(f"sync:{store_id}", "another program")
    assert Worker(pace=PACE).run_once()[0].online


def test_articles_and_stock_come_once_a_day(worker: Worker, store_id: int, double: StoreDouble) -> None:
    def asked() -> int:
        return sum(path.endswith("/products") for _method, path in list(double.requests))

    def read() -> set[str]:
        kept = stores.get(store_id).cursor
        return {"articles_at", "stock_at"} & set(kept) if isinstance(kept, dict) else set()

    _until(lambda: read() == {"articles_at", "stock_at"})
    times, polls = asked(), len(double.requests)
    _until(lambda: len(double.requests) > polls + 3)  # some polls on
    assert asked() == times


def test_a_round_by_hand_brings_articles_once_a_day(store_id: int, double: StoreDouble) -> None:
    assert Worker(pace=PACE).run_once()[0].tally.articles > 0
    assert Worker(pace=PACE).run_once()[0].tally.articles == 0
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(hours=25))
    try:
        assert Worker(pace=PACE).run_once()[0].tally.articles > 0
    finally:
        changes.set_clock(None)


def test_a_program_that_was_killed_does_not_keep_the_next_one_waiting(store_id: int) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    assert lease.take(f"sync:{store_id}", lease.owner(int(dead.stdout)), 600)
    assert Worker(pace=PACE).run_once()[0].error == ""
    assert lease.take(f"sync:{store_id}", lease.owner(), 600)  # this very process is alive
    assert Worker(pace=PACE).run_once()[0].error != ""


def test_a_write_that_was_cut_off_by_a_kill_is_left_time_to_end(store_id: int, double: StoreDouble) -> None:
    Worker(pace=PACE).run_once()
    order_id = _first_order(store_id, double)
    with unit() as work:
        work.send("note", store_id, order_id, text="Thank you", to_customer=True)
    message = outbox.next_due(store_id, changes.now())
    assert message is not None
    outbox.mark_sending(message, 20.0)  # here the program is killed; the store may still be at it
    assert outbox.next_due(store_id, changes.now() + timedelta(seconds=19)) is None
    assert outbox.next_due(store_id, changes.now() + timedelta(seconds=21)) is not None


def test_waits_grow_and_differ() -> None:
    assert 1.6 <= wait_s(1) <= 2.4
    assert wait_s(30) <= 720
    assert max(wait_s(30, LONGEST_OFFLINE_S) for _turn in range(100)) <= 24.1
    assert len({wait_s(5) for _turn in range(10)}) > 1


def test_a_store_whose_keys_are_not_here_says_so(store_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "another one")
    report = Worker(pace=PACE).run_once()[0]
    assert "key" in report.error


def test_settings_become_an_account() -> None:
    made = account(
        "https://x.example", {"meanings": {"packed": "to-ship"}, "history_days": 7}, {"key": " k ", "secret": "s"}
    )
    assert (made.key, made.history_days, dict(made.meanings)) == ("k", 7, {"packed": "to-ship"})
    assert "secret" not in repr(made)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("many", [300, pytest.param(10_000, marks=pytest.mark.hard)])
def test_a_week_offline_drains_with_bad_messages_in_it(store_id: int, double: StoreDouble, many: int) -> None:
    """R20: every tenth message is refused, and holds up nobody."""
    Worker(pace=PACE).run_once()
    refs = [i for i, o in sorted(double.state.orders.items()) if o["status"] == "processing"]
    ids = [intake.find(f"store:{store_id}", str(ref)) for ref in refs]
    with unit() as work:
        for place in range(many):
            if place % 10 == 0:
                work.send("order_status", store_id, None, status="completed", state="shipped")
            else:
                work.send("note", store_id, ids[place % len(ids)], text=f"note {place}", to_customer=False)
    report = Worker(pace=PACE).run_once()[0]
    assert (report.tally.confirmed, report.tally.parked) == (many * 9 // 10, many // 10)
    texts = [
        note["note"] for notes in double.state.notes.values() for note in notes if note["note"].startswith("note ")
    ]
    assert len(texts) == len(set(texts)) == many * 9 // 10


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


class _link:  # noqa: N801 - reads as a phrase
    def __init__(self, store_id: int) -> None:
        row = stores.get(store_id)
        self._connector: Connector = connect(row)
        self._link = Link(row, self._connector, settle_s=0.0)

    def __enter__(self) -> Link:
        return self._link

    def __exit__(self, *_error: object) -> None:
        self._link.close()
