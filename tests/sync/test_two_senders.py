"""Two benches that both want to tell one store: the lease lets one at it; a careless lease is seen to double mails."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.models.base import disconnect, run
from desktop.services import changes, intake, lease, stores
from desktop.services.changes import unit
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connector import Account, Offline
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.http import Http
from desktop.sync.link import Link
from tests.sync.roads import KEY, SECRET, Near, near

NOTES = 12


def _race(road: Near, patch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Two threads, each a bench, tell the same messages; how many mails the customers got, and how many should."""
    fill(road.state, NOTES, statuses=("processing",))
    store = stores.add("woocommerce", "Shop", road.url, {"status_map": TARGETS}, {})
    first = Link(store, WooCommerce(Account(road.url, KEY, SECRET), road.now))
    while first.pull_changes():
        continue
    with unit() as work:
        for ref in road.state.orders:
            work.send("note", store.id, intake.find(f"store:{store.id}", str(ref)), text="Thanks", to_customer=True)
    road.state.emails.clear()
    slow = Http._exchange

    def exchange(talking: Http, *values: object) -> object:
        said = slow(talking, *values)  # type: ignore[arg-type]
        time.sleep(0.005)  # a network is never so quick that nobody comes between
        return said

    patch.setattr(Http, "_exchange", exchange)
    start = threading.Barrier(2)

    def bench(name: str) -> None:
        turn: list[int] = []  # a message at a time, then the other has its chance
        link = Link(
            store, WooCommerce(Account(road.url, KEY, SECRET), road.now), settle_s=0.0,
            go_on=lambda: not turn and not turn.append(1),  # type: ignore[func-returns-value]
        )  # fmt: skip
        start.wait()
        for _turn in range(1000):
            if lease.take("sync", name, 60):
                turn.clear()
                left = link.push_due() or run("SELECT 1 FROM outbox WHERE state <> 'confirmed'").fetchone()
                lease.leave("sync", name)
                if not left:
                    break
            time.sleep(0.001)
        link.close()
        disconnect()

    benches = [threading.Thread(target=bench, args=(name,)) for name in ("one", "two")]
    for each in benches:
        each.start()
    for each in benches:
        each.join()
    first.close()
    return len(road.state.emails), NOTES


def _read_then_write(name: str, owner: str, for_s: float) -> bool:
    """Broken on purpose: between the look and the writing another has looked, too."""
    row = run("SELECT value FROM setting WHERE key = ?", (f"lease:{name}",)).fetchone()
    if row and json.loads(row[0]).get("owner") not in (None, owner):
        return False
    time.sleep(0.02)
    with unit():
        run("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (f"lease:{name}", json.dumps({"owner": owner})))  # fmt: skip
    return True


@pytest.mark.parametrize("take", [lease.take, _read_then_write])
def test_only_one_tells_the_store_at_a_time(
    sqlite_database: Path, monkeypatch: pytest.MonkeyPatch, take: Callable[[str, str, float], bool]
) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    monkeypatch.setattr(lease, "take", take)
    try:
        with near(monkeypatch) as road:
            mails, wanted = _race(road, monkeypatch)
    finally:
        changes.set_clock(None)
    assert (mails == wanted) is (take is not _read_then_write), (mails, wanted)


def test_a_store_that_is_away_is_offline_on_this_road_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.simulated.faults import Fault

    with near(monkeypatch) as road:
        road.choose = lambda: Fault.REFUSED
        with pytest.raises(Offline):
            WooCommerce(Account(road.url, KEY, SECRET), road.now).probe()
