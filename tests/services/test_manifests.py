"""Handing over by scanning parcels onto the courier's manifest."""

import threading

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action
from desktop.models.base import disconnect, is_postgres, run
from desktop.services import changes, couriers, manifests, orders, packing, parcels, printing, settings, shipping
from desktop.services.manifests import MustStay, NoCourier, WrongCourier
from desktop.services.seals import NotSealed
from tests.services import handover, shop

pytestmark = pytest.mark.usefixtures("database")


def test_a_scanned_parcel_is_on_its_couriers_one_open_manifest() -> None:
    first, second, other = handover.packed("JNE"), handover.packed("JNE Express"), handover.packed("J&T")
    loaded = manifests.scan(first.id)
    assert (loaded.manifest.courier, loaded.manifest.parcels, loaded.again) == ("JNE", 1, False)
    assert loaded.manifest.code.startswith("KM")
    assert manifests.find(loaded.manifest.code.lower()).id == loaded.manifest.id
    changes.work_at("Bench 2", "Budi")
    assert manifests.scan(second.id).manifest.id == loaded.manifest.id
    assert manifests.scan(other.id).manifest.courier == "J&T"
    assert [row.id for row in manifests.missing("JNE")] == []
    changes.work_at("", "")


def test_a_parcel_that_is_scanned_again_is_there_once() -> None:
    row = handover.packed()
    first = manifests.scan(row.id, "JNE", "op-1")
    assert manifests.scan(row.id, "JNE", "op-1") == first  # asked again after a crash
    assert manifests.scan(row.id, "JNE", "op-2").again
    assert run("SELECT count(*) FROM manifest_parcel").fetchone()[0] == 1
    assert [verdict for (verdict,) in run("SELECT verdict FROM manifest_scan ORDER BY id")] == ["on", "already"]


def test_another_couriers_parcel_is_refused_and_the_right_one_is_named() -> None:
    row = handover.packed("J&T Express")
    with pytest.raises(WrongCourier) as refused:
        manifests.scan(row.id, "JNE")
    assert refused.value.say() == f"Parcel {row.code} goes with J&T, not with JNE. Nothing was put onto the manifest."
    assert run("SELECT count(*) FROM manifest").fetchone()[0] == 0
    with pytest.raises(NoCourier):
        manifests.scan(handover.packed("").id)


def test_an_unsealed_parcel_stays_where_seals_are_asked_for() -> None:
    row, other = handover.packed("JNE"), handover.packed("J&T")
    couriers.change("JNE", needs_seal=True)
    with pytest.raises(NotSealed):
        manifests.scan(row.id)
    assert manifests.scan(other.id).manifest.parcels == 1
    run("UPDATE parcel SET sealed_at = 1 WHERE id = ?", (row.id,))
    assert manifests.scan(row.id).manifest.parcels == 1


def _hold(order_id: int) -> None:
    orders.do(order_id, Action.HOLD, "the buyer asked")


def _cancel(order_id: int) -> None:
    orders.do(order_id, Action.CANCEL)


def _change(order_id: int) -> None:
    run("UPDATE orders SET conflict = ? WHERE id = ?", (True, order_id))


def _leave(order_id: int) -> None:
    shipping.ship(order_id)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_hold, "on hold"),
        (_cancel, "cancelled|open"),
        (_change, "changed"),
        (packing.reopen, "open"),
        (_leave, "has left"),
    ],
)
def test_what_must_stay_is_refused_with_its_reason(spoil, why: str) -> None:
    row = handover.packed()
    spoil(row.order_id)
    with pytest.raises(MustStay, match=why):
        manifests.scan(row.id)
    assert run("SELECT count(*) FROM manifest_parcel").fetchone()[0] == 0


def test_a_parcel_is_taken_off_again_until_the_manifest_is_closed() -> None:
    row = handover.packed()
    loaded = manifests.scan(row.id)
    assert manifests.take_off(row.id).manifest_id is None
    with pytest.raises(NotAllowed):
        manifests.take_off(row.id)
    with pytest.raises(NotAllowed):  # nothing is on it
        manifests.close(loaded.manifest.id)
    manifests.scan(row.id)
    manifests.close(loaded.manifest.id)
    with pytest.raises(NotAllowed):
        manifests.take_off(row.id)


def test_closing_ships_what_was_scanned_names_the_missing_and_tells_the_store_once() -> None:
    store = shop.store()
    first, second, left = (handover.packed("JNE", store) for _turn in range(3))
    shipping.track(first.order_id, "JNE", "0104")
    for row in (first, second):
        manifest = manifests.scan(row.id).manifest
    done = manifests.close(manifest.id, "  Rudi   B 1234 ")
    assert (done.parcels, done.refused, [row.id for row in done.missing]) == (2, (), [left.id])
    assert (done.manifest.state, done.manifest.driver) == ("closed", "Rudi B 1234")
    assert [handover.stage(row) for row in (first, second, left)] == ["shipped", "shipped", "to-ship"]
    assert shop.told(first.order_id)[1:] == [("tracking", "0104"), ("order_status", "completed")]
    assert shop.told(second.order_id)[1:] == [("order_status", "completed")]
    with pytest.raises(NotAllowed, match="closed"):
        manifests.close(manifest.id)
    later = manifests.scan(left.id).manifest
    assert later.id != manifest.id
    assert later.code != manifest.code


def test_the_sheet_is_printed_once_and_says_what_left() -> None:
    row = handover.packed()
    manifest = manifests.scan(row.id).manifest
    manifests.close(manifest.id)
    jobs = [(job.kind, job.title) for job in printing.jobs() if job.kind == "manifest"]
    assert jobs == [("manifest", manifest.code)]
    before = manifests.sheet(manifest.id)
    shipping.track(row.order_id, "JNE", "0104", row.id)  # what was signed stays what was signed
    assert manifests.sheet(manifest.id) == before
    assert before["lines"][0][0] == row.code


def test_what_became_unfit_after_its_scan_stays_here_and_is_named() -> None:
    good, bad = handover.packed(), handover.packed()
    for row in (good, bad):
        manifest = manifests.scan(row.id).manifest
    orders.do(bad.order_id, Action.HOLD, "")
    assert not parcels.get(bad.id).may_go
    done = manifests.close(manifest.id)
    assert [code for code, _why in done.refused] == [bad.code]
    assert parcels.get(bad.id).manifest_id is None
    assert [line[0] for line in manifests.sheet(manifest.id)["lines"]] == [good.code]


def test_a_closing_that_was_cut_short_is_gone_on_from() -> None:
    rows = [handover.packed("JNE", shop.store("A")) for _turn in range(1)] + [handover.packed()]
    for row in rows:
        manifest = manifests.scan(row.id).manifest
    run("UPDATE manifest SET state = 'closing', driver = 'Rudi' WHERE id = ?", (manifest.id,))
    shipping.hand_over(rows[0].order_id, [rows[0].id])  # as far as it came
    assert manifests.unfinished() == [manifest.id]
    later = manifests.scan(handover.packed().id).manifest
    assert later.id != manifest.id  # nothing more gets onto it
    (done,) = manifests.resume()
    assert (done.parcels, done.manifest.state, done.manifest.driver) == (2, "closed", "Rudi")
    assert shop.told(rows[0].order_id)[1:] == [("order_status", "completed")]
    assert manifests.resume() == []


def test_an_order_is_shipped_when_its_last_parcel_has_left() -> None:
    first, second, third = handover.split(3, "JNE", shop.store())
    shipping.track(first.order_id, "JNE", "0104", first.id)
    manifest = manifests.scan(first.id).manifest
    manifests.scan(second.id)
    manifests.close(manifest.id)
    assert handover.stage(first) == "to-ship"
    assert [row.state for row in parcels.of_order(first.order_id)] == ["shipped", "shipped", "closed"]
    assert shop.told(first.order_id)[1:] == [("tracking", "0104")]
    manifests.close(manifests.scan(third.id).manifest.id)
    assert handover.stage(first) == "shipped"
    assert shop.told(first.order_id)[1:] == [("tracking", "0104"), ("order_status", "completed")]


def test_a_part_leaves_while_the_rest_of_its_order_is_packed() -> None:
    row = handover.packed("JNE", shop.store())
    shipping.track(row.order_id, "JNE", "0104", row.id)
    run("UPDATE parcel SET part = ? WHERE id = ?", (True, row.id))
    run("UPDATE orders SET fulfilment = 'picking', stage = 'to-pack' WHERE id = ?", (row.order_id,))
    assert [each.id for each in parcels.page(parcels.Of.HAND_OVER)] == [row.id]
    manifests.close(manifests.scan(row.id).manifest.id)
    assert (parcels.get(row.id).state, handover.stage(row)) == ("shipped", "to-pack")
    assert shop.told(row.order_id)[1:] == [("tracking", "0104")]
    assert [each.id for each in parcels.page(parcels.Of.ON_THE_WAY)] == [row.id]


def test_the_whole_list_sinks_what_was_scanned_before_it_was_opened() -> None:
    rows = [handover.packed() for _turn in range(5)]
    opened = changes.now()
    manifests.scan(rows[1].id)
    same = [row.id for row in parcels.page(parcels.Of.HAND_OVER, since=opened)]
    assert same == [row.id for row in rows]
    sunk: list[int] = []
    after = None
    changes.set_clock(lambda: opened.replace(year=opened.year + 1))
    while page := parcels.page(parcels.Of.HAND_OVER, after=after, limit=2, since=changes.now()):
        sunk += [row.id for row in page]
        after = page[-1]
    changes.set_clock(None)
    assert sunk == [rows[0].id, *(row.id for row in rows[2:]), rows[1].id]


def test_a_driver_is_a_name() -> None:
    manifest = manifests.scan(handover.packed().id).manifest
    with pytest.raises(BadInput):
        manifests.close(manifest.id, "x" * 81)
    assert manifests.get(manifest.id).state == "open"


def test_two_benches_that_begin_at_once_share_one_manifest(database: str) -> None:
    """On the server each bench has its own connection: the second waits for the first and takes its manifest."""
    rows = [handover.packed() for _turn in range(8)]
    found, faults, gate = [], [], threading.Barrier(4)

    def bench(own: list[parcels.ParcelRow]) -> None:
        try:
            gate.wait(10)
            found.extend(manifests.scan(row.id).manifest.id for row in own)
        except Exception as error:  # noqa: BLE001
            faults.append(error)
        finally:
            disconnect()

    threads = [threading.Thread(target=bench, args=(rows[turn::4] + rows[:1],)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert len(set(found)) == 1
    assert manifests.get(found[0]).parcels == len(rows)
    assert is_postgres() == database.startswith("postgres")


def test_a_courier_is_named_by_the_words_of_its_stores() -> None:
    settings.change_shop(country="ID")
    assert couriers.meant("JNE Express").name == "JNE"  # type: ignore[union-attr]
    assert couriers.meant("jne").name == "JNE"  # type: ignore[union-attr]
    assert couriers.meant("JNE Trucking").name == "JNE"  # type: ignore[union-attr]
    assert couriers.meant("Own van") is None
    assert couriers.meant("") is None
