"""A person pauses the sync: no store is asked or told, nothing is lost, and it goes on where it was."""

import time
from collections.abc import Callable, Iterator

import pytest

from desktop.models.base import disconnect
from desktop.services import outbox, shipping, stores
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.examine import examine, examine_kept
from desktop.sync.worker import Pace, Worker
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreDouble]:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    with StoreDouble() as made:
        fill(made.state)
        yield made


def _until(true: Callable[[], bool], within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_paused_worker_leaves_the_store_alone_and_then_goes_on(double: StoreDouble) -> None:
    row = stores.add("woocommerce", "Shop", double.url, {"status_map": TARGETS}, {"key": KEY, "secret": SECRET})
    worker = Worker(pace=Pace(poll_s=0.1, settle_s=0.0, contact_s=0.0), at_end=disconnect)
    worker.pause()
    stop = worker.start()
    try:
        order_id = shop.packed_order(("CUP", 1), store_id=row.id)
        shipping.ship(order_id, "JNE", "0104")
        waiting = len(outbox.rows(("waiting",)))
        time.sleep(0.5)  # five times its usual pace
        assert (worker.paused, double.requests, len(outbox.rows(("waiting",)))) == (True, [], waiting)
        worker.pause(False)
        _until(lambda: stores.get(row.id).last_contact is not None)
        _until(lambda: bool(outbox.rows(("parked", "confirmed"))))  # the store does not know this order: it says so
    finally:
        stop()


def test_a_store_is_examined_before_and_after_it_is_kept(double: StoreDouble) -> None:
    keys = {"key": KEY, "secret": SECRET}
    found = examine("woocommerce", double.url, {}, keys)
    assert found.passed
    assert found.words == TARGETS
    assert found.facts is not None
    assert set(found.known) <= {slug for slug, _name in found.facts.statuses} | {"trash"}
    row = stores.add("woocommerce", "Shop", double.url, {}, keys)
    assert examine_kept(row).passed
    assert not examine("woocommerce", "no address", {}, keys).passed
    assert not double.writes
