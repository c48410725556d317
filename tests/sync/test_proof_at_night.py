"""The worker proves each store at night by itself, and goes on telling and reading meanwhile."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.models.base import disconnect
from desktop.services import changes, proof, stores
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.worker import Pace, Worker


@pytest.fixture
def double() -> Iterator[StoreDouble]:
    with StoreDouble() as made:
        fill(made.state, 8)
        yield made
    changes.set_clock(None)


@pytest.mark.parametrize(("hour", "proved"), [(3, True), (15, False)])
def test_the_proof_is_made_in_the_quiet_hours(
    sqlite_database: Path, double: StoreDouble, monkeypatch: pytest.MonkeyPatch, hour: int, proved: bool
) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    begun = datetime.now(UTC).replace(hour=(hour - 7) % 24, minute=5)  # Asia/Jakarta
    double.state.now = lambda: datetime.now(UTC).replace(microsecond=0)
    changes.set_clock(lambda: begun)
    row = stores.add("woocommerce", "Shop", double.url, {"status_map": TARGETS}, {"key": KEY, "secret": SECRET})
    worker = Worker(pace=Pace(poll_s=0.2, settle_s=0.0), at_end=disconnect)
    stop = worker.start()
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            turn = worker._turns.get(row.id)
            if turn is not None and turn.proof_at and (proof.latest(row.id) or not proved):
                break
            time.sleep(0.05)
    finally:
        stop()
    done = proof.latest(row.id)
    assert (done is not None) is proved
    if done is not None:
        assert (done.orders, done.same) == (8, 8)
