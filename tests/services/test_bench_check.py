"""What the morning check reads from the database."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.models.base import db, is_postgres, run
from desktop.services import bench_check, changes, stores
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def clock_back():
    yield lambda back: changes.set_clock(lambda: changes._system() - back)
    changes.set_clock(None)


def test_a_clock_that_stands_before_what_was_written_is_named(clock_back):
    shop.order(("TEA", 1))
    assert bench_check.clock().behind_s == 0
    clock_back(timedelta(minutes=10))
    assert 9 * 60 < bench_check.clock().behind_s <= 10 * 60


def test_stores_tell_how_long_they_were_quiet_and_how_their_clock_differs():
    store = shop.store("Toko")
    assert [(row.name, row.quiet_min) for row in bench_check.stores_now()] == [("Toko", None)]
    assert bench_check.clock().skews == ()
    stores.mark_contact(store, skew_s=300)
    assert [row.quiet_min for row in bench_check.stores_now()] == [0]
    assert bench_check.clock().skews == (("Toko", 300),)


def test_messages_that_wait_and_those_that_are_parked_are_counted():
    assert bench_check.messages() == (0, 0)
    store = shop.store()
    order_id = shop.packed_order(("TEA", 1), store_id=store)
    assert shop.told(order_id)
    waiting, parked = bench_check.messages()
    assert (waiting > 0, parked) == (True, 0)
    run("UPDATE outbox SET state = 'parked'")
    assert bench_check.messages() == (0, waiting)


def test_the_newest_copy_is_found_beside_the_database(database):
    assert bench_check.newest_copy() is None
    if is_postgres():
        return
    own = Path(db.obj.database)
    (own.parent / "backups").mkdir()
    copy = own.parent / "backups" / f"{own.stem}-2026-11-20.db"
    copy.write_bytes(own.read_bytes())
    assert bench_check.newest_copy() == (0, copy.name)
