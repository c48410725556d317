"""R20: after a week offline the outbox drains in the order of events; what the store refuses is parked, and blocks
nobody but its own order."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, intake, outbox, packing, stores
from desktop.services.changes import unit
from desktop.services.outbox import sending
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connector import Account
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.link import Link
from tests.hard.runs import quick_folder, report, runs
from tests.sync.roads import KEY, SECRET, Road, far, near

EACH = 4  # messages of one order: three notes and then its status
WEEK_S = 7 * 86_400
_NUMBERED = re.compile(r"Message (\d+)")


@contextmanager
def _week(road: Road, messages: int) -> Iterator[tuple[Link, list[int]]]:
    """A store whose orders were all worked on while it was away; its link, and the orders here."""
    with quick_folder() as folder:
        open_database(str(folder / "r20.db"))
        try:
            fill(road.state, messages // EACH, statuses=("processing",))
            store = stores.add("woocommerce", "Shop", road.url, {"status_map": TARGETS}, {})
            changes.set_clock(road.now)
            account = Account(road.url, KEY, SECRET, read_s=30.0)
            link = Link(store, WooCommerce(account, road.now), settle_s=20.0)
            while link.pull_changes():
                continue
            ids = [intake.find(f"store:{store.id}", str(ref)) for ref in road.state.orders]
            known = [order_id for order_id in ids if order_id is not None]
            _work_offline(store.id, known)
            road.state.writes.clear()
            road.state.emails.clear()
            road.offset_s += WEEK_S
            yield link, known
            link.close()
        finally:
            packing.forget_all()
            forget()
            changes.set_clock(None)


def _work_offline(store_id: int, known: list[int]) -> None:
    """Message by message over all orders, so that one order's lie far apart."""
    with unit() as work:
        for turn in range(EACH - 1):
            for order_id in known:
                work.send("note", store_id, order_id, text=f"Message {turn}", to_customer=True)
        for order_id in known:
            work.send("order_status", store_id, order_id, status="completed", state="shipped")


def _drain(link: Link) -> float:
    begun = time.process_time()
    while link.push_due():
        continue
    return time.process_time() - begun


def _wrong(road: Road, known: list[int], bad: int) -> list[str]:
    wrong = []
    states = {
        order_id: [row[0] for row in run("SELECT state FROM outbox WHERE order_id = ? ORDER BY id", (order_id,))]
        for order_id in known
    }
    refs = dict(run("SELECT id, source_ref FROM orders").fetchall())
    heard: dict[int, list[str]] = {}
    for write in road.state.writes:
        ref = int(write.path.split("/")[2])
        found = _NUMBERED.search(str(write.body))
        heard.setdefault(ref, []).append(found[1] if found else str(write.body.get("status")))
    whole = [*map(str, range(EACH - 1)), "completed"]
    for order_id in known:
        told = heard.get(int(refs[order_id]), [])
        if order_id == bad:
            if states[order_id][-1] != "parked" or told != whole[:-1]:
                wrong.append(f"the bad one is {states[order_id]} and was told {told}")
        elif told != whole or set(states[order_id]) != {"confirmed"}:
            wrong.append(f"order {order_id} is {states[order_id]} and was told {told}")
    return wrong


@pytest.mark.timeout(0)
@runs(sample=600, whole=10_000)
def test_what_waited_a_week_goes_out_in_order_and_one_bad_entry_is_parked(
    times: int, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    road_of = near if times < 1000 else far  # the whole week crosses real sockets
    with road_of(monkeypatch) as road, _week(road, times) as (link, known):
        bad = known[len(known) // 3]
        ref = int(run("SELECT source_ref FROM orders WHERE id = ?", (bad,)).fetchone()[0])
        road.state.orders[ref]["status"] = "cancelled"  # meanwhile, by the owner: completed would undo it
        begun = time.perf_counter()
        cpu = _drain(link)
        wall = time.perf_counter() - begun
        wrong = _wrong(road, known, bad)
        many = len(known) * EACH
        report("R20 a week offline", 0, messages=many, parked=1, cpu_s=round(cpu, 1), wall_s=round(wall, 1),
               per_s=round(many / wall), faults=len(wrong))  # fmt: skip
        assert wrong == []
        assert outbox.counts(link.store.id) == {"confirmed": many - 1, "parked": 1}


def _one_that_is_stuck_blocks_all(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(sending, "_BEHIND", " (EXISTS (SELECT 1 FROM outbox e WHERE e.store_id = m.store_id AND e.id < m.id"
                   " AND e.state NOT IN ('confirmed', 'discarded', 'skipped')))")  # fmt: skip


def _no_sequence(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(sending, "_BEHIND", " (1 = 0)")
    real = sending.next_due

    def newest(store_id: int, at: object, after: int = 0) -> object:
        rows = run("SELECT max(id) FROM outbox WHERE store_id = ? AND state = 'waiting'", (store_id,)).fetchone()
        return real(store_id, at, (rows[0] or 1) - 1)  # type: ignore[arg-type]

    broken.setattr(outbox, "next_due", newest)


@pytest.mark.parametrize("fault", [_one_that_is_stuck_blocks_all, _no_sequence])
def test_the_harness_sees_an_outbox_that_blocks_or_loses_its_sequence(
    fault: object, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    assert callable(fault)
    fault(monkeypatch)
    with near(monkeypatch) as road, _week(road, 40) as (link, known):
        ref = int(run("SELECT source_ref FROM orders WHERE id = ?", (known[3],)).fetchone()[0])
        road.state.orders[ref]["status"] = "cancelled"
        _drain(link)
        assert _wrong(road, known, known[3])
