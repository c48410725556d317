"""The daily proof: what differs is found and stands on top, what agrees is quiet, and the file cannot be bent."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.proof import Verdict
from desktop.services import (
    changes,
    intake,
    notes,
    orders,
    outbox,
    packing,
    proof,
    proof_export,
    settings,
    shipping,
    stores,
    tasks,
)
from desktop.simulated.faults import Fault
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import Json
from desktop.sync.connector import Account, Offline
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.connectors.woocommerce.write import TARGETS
from desktop.sync.link import Link
from desktop.sync.proving import prove
from tests.sync.roads import KEY, SECRET, Near, near


@dataclass
class Shop:
    road: Near
    link: Link
    store_id: int

    def prove(self) -> proof.Proof:
        done = prove(self.store_id, self.link.connector, self.pull)
        assert done is not None
        return done

    def pull(self) -> None:
        while self.link.pull_changes():
            continue

    def raw(self, place: int = 0, status: str = "processing") -> Json:
        return [order for order in self.road.state.orders.values() if order["status"] == status][place]

    def ours(self, raw: Json) -> int:
        found = intake.find(f"store:{self.store_id}", str(raw["id"]))
        assert found is not None
        return found

    def ship(self, raw: Json) -> None:
        order_id = self.ours(raw)
        packing.open_order(order_id)
        for wish in notes.of(order_id):
            notes.see(order_id, wish.line_id)
        for task in tasks.of(order_id):
            tasks.finish(task.id)
        for line in orders.lines(order_id):
            packing.confirm(order_id, line.id, "no barcode", line.ordered - line.cancelled)
        shipping.ship(order_id, "JNE", f"JP{order_id:09d}")


@pytest.fixture
def shop(sqlite_database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    with near(monkeypatch) as road:
        changes.set_clock(road.now)
        fill(road.state, 12, statuses=("processing",) * 6 + ("on-hold", "completed"))
        store = stores.add("woocommerce", "Toko", road.url, {"status_map": TARGETS}, {})
        link = Link(store, WooCommerce(Account(road.url, KEY, SECRET), road.now))
        made = Shop(road, link, store.id)
        made.pull()
        yield made
        link.close()
        packing.forget_all()
        changes.set_clock(None)


def test_where_both_sides_agree_every_order_is_named_and_none_differs(shop: Shop) -> None:
    shop.ship(shop.raw())
    shop.link.push_due()
    written = len(shop.road.state.writes)
    done = shop.prove()
    assert (done.orders, done.same, done.different, done.unknown) == (12, 12, 0, 0)
    told = next(row for row in done.rows if "tracking" in row.evidence)
    assert "note" in told.evidence
    assert "completed" in told.evidence
    assert proof.latest(shop.store_id) == done
    assert len(shop.road.state.writes) == written  # a proof only reads


def test_what_somebody_put_into_the_store_by_hand_stands_on_top(shop: Shop) -> None:
    shop.ship(shop.raw())
    shop.link.push_due()
    completed, cancelled, gone, dear = (shop.raw(place) for place in range(4))
    shipped = next(o for o in shop.road.state.orders.values() if o["status"] == "completed" and shop.road.state.notes)
    shop.pull()
    # Behind the store's back: no date moves, so no sync can hear of it.
    completed["status"], cancelled["status"] = "completed", "cancelled"
    dear["total"] = "1.00"
    shop.road.state.delete_for_good(gone["id"])
    done = shop.prove()
    top = {row.remote_id: row for row in done.rows[: done.different]}
    assert {str(raw["id"]) for raw in (completed, cancelled, gone, dear)} == set(top)
    assert all(row.verdict is Verdict.DIFFERENT and row.next and row.why for row in top.values())
    assert "still in the house" in top[str(completed["id"])].why
    assert "cancelled it" in top[str(cancelled["id"])].why
    assert "no longer has" in top[str(gone["id"])].why
    assert str(shipped["id"]) not in top


def test_a_status_that_fell_back_after_it_was_confirmed_is_seen(shop: Shop) -> None:
    raw = shop.raw()
    shop.ship(raw)
    shop.link.push_due()
    raw["status"] = "processing"
    row = shop.prove().rows[0]
    assert (row.verdict, row.order_id) == (Verdict.DIFFERENT, shop.ours(raw))
    assert "left here" in row.why
    assert "status completed" in row.evidence


def test_what_is_on_its_way_waits_and_what_the_store_refuses_differs(shop: Shop) -> None:
    first, second = shop.raw(0), shop.raw(1)
    shop.ship(first)
    shop.ship(second)
    waits = shop.prove()
    assert (waits.waiting, waits.different) == (2, 0)
    for row in outbox.rows():
        if row.order_id == shop.ours(second) and row.kind == "tracking":
            outbox.park(row.id, "no")
    top = shop.prove().rows[0]
    assert (top.remote_id, top.verdict) == (str(second["id"]), Verdict.DIFFERENT)
    assert "refused" in top.why


def test_an_order_that_never_came_is_found_and_one_placed_just_now_is_none(shop: Shop) -> None:
    lost = shop.raw(0)
    shop.road.later(600)
    fresh = fill(shop.road.state, 1, seed=3)
    assert fresh is None
    assert shop.prove().different == 0  # it was placed after the last sync, and is read before it is called missing
    from desktop.models.base import run

    run("UPDATE orders SET source_ref = 'elsewhere' WHERE source_ref = ?", (str(lost["id"]),))
    shop.road.later(600)
    rows = {row.remote_id: row for row in prove_only(shop).rows}
    assert rows[str(lost["id"])].verdict is Verdict.DIFFERENT
    assert rows[str(lost["id"])].order_id is None


def prove_only(shop: Shop) -> proof.Proof:
    done = prove(shop.store_id, shop.link.connector)
    assert done is not None
    return done


def test_a_store_that_breaks_off_is_no_proof(shop: Shop) -> None:
    shop.road.choose = lambda: Fault.DROP_AFTER
    with pytest.raises(Offline):
        shop.prove()
    assert proof.latest(shop.store_id) is None


def test_it_is_due_once_a_night_and_by_day_only_after_a_night_that_was_missed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = 7  # Asia/Jakarta

    def at(hour: int, days: int = 0) -> bool:
        moment = shop.road.now().replace(hour=(hour - zone) % 24) + timedelta(days=days)
        monkeypatch.setattr(changes, "_clock", lambda: moment)
        return proof.is_due(shop.store_id)

    assert not at(12)
    assert at(3, days=1)
    proof.keep(shop.store_id, {})
    assert not at(4, days=1)
    assert not at(15, days=1)
    assert at(3, days=2)
    assert at(15, days=3)


def test_old_proofs_keep_their_counts_and_what_differed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "KEPT_WHOLE", 1)
    shop.raw()["status"] = "completed"
    old = prove_only(shop)
    shop.road.later(86_400)
    prove_only(shop)
    kept = proof.get(old.id)
    assert (kept.orders, kept.same, len(kept.rows)) == (old.orders, old.same, old.different)
    assert [one.id for one in proof.every(shop.store_id)][-1] == old.id


def test_an_exported_proof_says_who_signed_it_and_when(shop: Shop, tmp_path: Path) -> None:
    settings.change_shop(name="Sagara <b>Rasa</b>")
    shop.raw()["billing"]["first_name"] = "=cmd()"
    done = shop.prove()
    file = tmp_path / "proof.zip"
    written = proof_export.write(done.id, file)
    seal = proof_export.verify(file, own=proof_export.fingerprint())
    assert seal.known
    assert not proof_export.verify(file).known
    assert (seal.shop, seal.orders, seal.fingerprint) == ("Sagara <b>Rasa</b>", 12, written.fingerprint)
    assert abs(seal.at - done.at) < timedelta(seconds=1)
    with zipfile.ZipFile(file) as archive:
        page = archive.read("proof.html").decode()
        values = json.loads(archive.read("proof.json"))
        table = archive.read("proof.csv").decode("utf-8-sig")
    assert "<b>Rasa" not in page
    assert len(values["rows"]) == 12
    assert len(table.splitlines()) == 13


def _bend(file: Path, change: Any) -> None:
    with zipfile.ZipFile(file) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    change(inside)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content)


def _a_letter(inside: dict[str, bytes]) -> None:
    inside["proof.html"] = inside["proof.html"].replace(b"differ", b"agreed", 1)


def _a_sum(inside: dict[str, bytes]) -> None:
    sealed = json.loads(inside["signed.json"])
    sealed["said"] = sealed["said"].replace('"orders": 12', '"orders": 11')
    inside["signed.json"] = json.dumps(sealed).encode()


def _another_key(inside: dict[str, bytes]) -> None:
    sealed = json.loads(inside["signed.json"])
    said = json.loads(sealed["said"])
    said["key"] = "A" * 43 + "="
    sealed["said"] = json.dumps(said)
    inside["signed.json"] = json.dumps(sealed).encode()


def _one_more(inside: dict[str, bytes]) -> None:
    inside["../evil.html"] = b"x"


def _one_less(inside: dict[str, bytes]) -> None:
    del inside["proof.csv"]


@pytest.mark.parametrize("change", [_a_letter, _a_sum, _another_key, _one_more, _one_less])
def test_a_changed_file_is_refused(shop: Shop, tmp_path: Path, change: Any) -> None:
    file = tmp_path / "proof.zip"
    proof_export.write(shop.prove().id, file)
    _bend(file, change)
    with pytest.raises((proof_export.ProofChanged, proof_export.NoProof)):
        proof_export.verify(file)


def test_no_byte_of_the_archive_can_be_changed_unseen(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "proof.zip"
    proof_export.write(shop.prove().id, file)
    whole = bytearray(file.read_bytes())
    unseen = []
    for place in [*range(0, len(whole), len(whole) // 150), *range(60), *range(len(whole) - 60, len(whole))]:
        whole[place] ^= 1
        file.write_bytes(whole)
        try:
            proof_export.verify(file)
            unseen.append(place)
        except KolliError:
            pass
        whole[place] ^= 1
    assert unseen == []
