"""R10: the clock goes back an hour and three days, forward 400 days, over a change of summer time and into another
zone, in the middle of the work: no number of a document is missing, doubled or out of sequence, and nothing waits.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from desktop.models.base import run
from desktop.services import changes, invoicing, outbox, packing, settings, stores
from desktop.services.changes import unit
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connector import Account
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.link import Link
from tests.hard.runs import new_seed, report, runs
from tests.services import shop
from tests.sync.roads import KEY, SECRET, near

HOUR, DAY = 3600, 86_400
JUMPS_S = (-HOUR, -3 * DAY, 400 * DAY, 0, 0, 7, HOUR)
ZONES = ("Asia/Jakarta", "Europe/Stockholm", "America/New_York", "Pacific/Apia")
# An hour before and after summer time begins and ends in Sweden, and midnight of a new year.
MOMENTS = (
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
)  # fmt: skip


class Clock:
    def __init__(self, dice: Random) -> None:
        self.dice, self.at = dice, dice.choice(MOMENTS)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=3)
        return self.at

    def jump(self) -> None:
        self.at += timedelta(seconds=self.dice.choice(JUMPS_S))
        if self.dice.random() < 0.1:
            self.at = self.dice.choice(MOMENTS)


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = Clock(Random(new_seed()))
    changes.set_clock(made)
    yield made
    packing.forget_all()
    changes.set_clock(None)


@pytest.mark.timeout(0)
@runs(sample=25, whole=2000)
def test_numbers_of_documents_follow_each_other_whatever_the_clock_says(
    times: int, sqlite_database: Path, clock: Clock
) -> None:
    given = []
    for _turn in range(times):
        clock.jump()
        settings.change_shop(zone=clock.dice.choice(ZONES))
        order_id = shop.packed_order(("CUP", 2))
        clock.jump()
        given.append(invoicing.issue(order_id).number)
    numbers = [row[0] for row in run("SELECT number FROM document ORDER BY id").fetchall()]
    report("R10 wrong clocks", 0, documents=times, gaps=len(invoicing.gaps()), doubled=times - len(set(numbers)))
    assert numbers == given
    assert len(set(numbers)) == times
    assert invoicing.gaps() == []
    bent = run("SELECT l.id FROM order_line l LEFT JOIN packing_scan s ON s.line_id = l.id GROUP BY l.id, l.packed"
               " HAVING l.packed <> coalesce(sum(s.units), 0)").fetchall()  # fmt: skip
    assert bent == []


@pytest.mark.parametrize("jump_s", [-HOUR, -3 * DAY, 400 * DAY])
def test_the_outbox_goes_on_and_no_order_is_skipped_after_a_jump(
    sqlite_database: Path, monkeypatch: pytest.MonkeyPatch, jump_s: int
) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    with near(monkeypatch) as road:
        fill(road.state, 6, statuses=("processing",))
        store = stores.add("woocommerce", "Shop", road.url, {"status_map": TARGETS}, {})
        ours = [0.0]

        def now() -> datetime:  # this machine's clock alone is wrong; the store's goes on as it should
            return road.now() + timedelta(seconds=ours[0])

        changes.set_clock(now)
        link = Link(store, WooCommerce(Account(road.url, KEY, SECRET), now))
        try:
            while link.pull_changes():
                continue
            ids = [row[0] for row in run("SELECT id FROM orders ORDER BY id").fetchall()]
            for order_id in ids:
                with unit() as work:
                    work.send("note", store.id, order_id, text="Before", to_customer=True)
            outbox.mark_failed(outbox.next_due(store.id, now()), "no", 300.0)  # type: ignore[arg-type]
            ours[0] = jump_s
            for order_id in ids:
                with unit() as work:
                    work.send("note", store.id, order_id, text="After", to_customer=True)
            link.push_due()  # here the jump is noticed, and the wait begins anew
            road.later(400)  # the longest wait is over by any clock
            link.push_due()
            assert outbox.counts(store.id) == {"confirmed": 2 * len(ids)}
            for notes in road.state.notes.values():
                said = [note["note"].split()[0] for note in notes if note["customer_note"]]
                assert said == ["Before", "After"]
            fill(road.state, 1, seed=9)  # placed while our clock is wrong
            while link.pull_changes():
                continue
            assert run("SELECT count(*) FROM orders").fetchone()[0] == len(ids) + 1
        finally:
            link.close()
            changes.set_clock(None)
