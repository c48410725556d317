"""A bench that knows nothing packs by one scan of a slip, and what it did comes home (X1)."""

import random
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from desktop.domain import long_codes
from desktop.domain.codes import Command, command_code
from desktop.domain.errors import NotAllowed
from desktop.domain.merge import Outcome
from desktop.domain.order import Action, Fulfilment
from desktop.models.base import run
from desktop.services import handover, orders, packing, papers, remote, settings, shipping
from desktop.services.bench import Happened, Wants
from desktop.services.bench.messages import RevokedSlip
from desktop.services.slips import card, carried, envelope, gathering, keys, meant, merging, results
from desktop.services.slips.against import Reason
from desktop.services.slips.merging import State
from desktop.ui import order_rows
from tests.documents import reading
from tests.hard import audit
from tests.services import shop
from tests.slips import (
    House,
    Ring,
    blank,
    codes_of,
    codes_on,
    facts,
    main,
    open_by_slip,
    pack_all,
    ring,
    say_yes,
    scan,
    some_order,
)

__all__ = ["blank", "main", "ring"]


def test_a_blank_bench_packs_by_a_slip_and_the_shop_knows_all_of_it_afterwards(
    main: House, blank: House, tmp_path: Path
) -> None:
    with main.open():
        order_id = some_order(("CUP", 2), ("TEA", 1), note="Wrap it, please")
        codes = codes_of(order_id)
    with blank.open() as seat:
        here = open_by_slip(seat, codes)
        pack_all(seat, here)
        there = facts(here)
        results.export(tmp_path / "bench.kolli-slips")
    with main.open():
        merged = merging.merge_file(tmp_path / "bench.kolli-slips", trust=True)
        assert [row.state for row in merged.rows] == [State.MERGED]
        assert facts(order_id) == there
        assert orders.show(order_id).state.fulfilment is Fulfilment.PACKED
        again = merging.merge_file(tmp_path / "bench.kolli-slips")
        assert (again.new, facts(order_id)) == (0, there)


def test_a_bench_that_knows_no_shop_asks_once_and_no_means_nothing_is_taken(main: House, blank: House) -> None:
    with main.open():
        settings.change_shop(name="Toko Melati")
        first, second = codes_of(some_order()), codes_of(some_order(("MUG", 1)))
        short = keys.fingerprint(keys.public())
    with blank.open() as seat:
        asked = scan(seat, *first)
        assert (asked.happened, asked.ask and asked.ask.wants) == (Happened.ASKED, Wants.TRUST)
        assert asked.ask is not None
        assert "Toko Melati" in asked.ask.text
        assert short in asked.ask.text
        scan(seat, command_code(Command.NO))
        assert shop.rows("SELECT count(*) FROM orders") == [(0,)]
        scan(seat, *first)
        assert say_yes(seat).happened is Happened.OPENED
        seat.put_aside()
        assert scan(seat, *second).happened is Happened.OPENED  # known from now on


def test_a_shops_card_is_trusted_once_and_teaches_its_name_and_rules(main: House, blank: House) -> None:
    with main.open():
        settings.change_shop(name="Toko Melati", address=("Jl. Melati 7", "Bandung"), zone="Asia/Jakarta")
        settings.change_rules(weigh="required")
        slip, shown = codes_of(some_order()), card.codes()
    with blank.open() as seat:
        assert scan(seat, *shown).happened is Happened.ASKED
        say_yes(seat)
        assert (settings.shop().name, settings.rules().weigh) == ("Toko Melati", "required")
        assert scan(seat, *slip).happened is Happened.OPENED


def test_what_was_changed_cut_off_or_signed_by_a_stranger_is_refused_in_one_sentence(main: House, blank: House) -> None:
    with main.open():
        order_id = some_order(*((f"SKU-{number}-{number * 7919}", 3) for number in range(60)))
        codes = codes_of(order_id)
        message = b"".join(part.data for part in map(long_codes.read, codes) if part)
    assert len(codes) > 1
    turn = random.Random(5)
    with blank.open() as seat:
        for code in codes:
            for _time in range(10):
                at = turn.randrange(2, len(code))
                wrong = code[:at] + turn.choice([sign for sign in "0123ABV" if sign != code[at]]) + code[at + 1 :]
                with pytest.raises(gathering.Torn):
                    scan(seat, wrong)
                with pytest.raises(gathering.Torn):
                    scan(seat, code[: max(at, 70)] if at < len(code) else code[:-1])
        for _time in range(60):  # a forger writes right checksums round another content
            at = turn.randrange(1, len(message))
            forged = message[:at] + bytes((message[at] ^ turn.randrange(1, 256),)) + message[at + 1 :]
            with pytest.raises(envelope.Forged):
                scan(seat, *long_codes.parts(forged))
        assert shop.rows("SELECT count(*) FROM orders") == [(0,)]
        assert scan(seat, *reversed(codes)).happened is Happened.ASKED  # in any order, and untouched


def test_slips_of_a_key_that_was_replaced_still_count_and_those_of_a_revoked_one_do_not(
    main: House, blank: House
) -> None:
    with main.open():
        old = codes_of(some_order())
        before = keys.public()
        keys.renew()
        new, shown = codes_of(some_order(("MUG", 1))), card.codes()
        assert keys.public() != before
        assert [key.hex() for key in card.of_shop().old] == [before.hex()]
    with blank.open() as seat:
        scan(seat, *shown)
        say_yes(seat)
        open_by_slip(seat, new)
        seat.put_aside()
        keys.set_state(before, keys.Role.SHOP, keys.State.REVOKED)
        with pytest.raises(RevokedSlip):
            scan(seat, *old)
        keys.set_state(before, keys.Role.SHOP, keys.State.OLD)
        assert scan(seat, *old).happened is Happened.OPENED


def test_where_the_order_is_known_its_slip_opens_it_and_an_old_slip_says_so(main: House) -> None:
    with main.open() as seat:
        order_id = some_order(("CUP", 2), ("TEA", 1))
        codes = codes_of(order_id)
        answer = scan(seat, *codes)
        assert (answer.order and answer.order.id, answer.said) == (order_id, "")
        seat.put_aside()
        line = orders.lines(order_id)[0]
        orders.change_lines(order_id, {line.id: 1}, [], "The buyer wrote")
        answer = scan(seat, *codes)
        assert answer.order is not None
        assert (answer.order.id, answer.order.units) == (order_id, 2)
        assert "older" in answer.said
        assert shop.rows("SELECT count(*) FROM orders") == [(1,)]


def test_what_is_cancelled_or_gone_is_not_on_a_slip(main: House) -> None:
    with main.open():
        order_id = some_order(("CUP", 3), ("TEA", 1), ("JAM", 2))
        cup, _tea, jam = orders.lines(order_id)
        orders.change_lines(order_id, {cup.id: 2, jam.id: 0}, [], "The buyer wrote")
        slip = carried.of(orders.show(order_id))
        assert slip is not None
        assert [(slip.articles[line.article or 0].sku, line.units) for line in slip.lines] == [("CUP", 2), ("TEA", 1)]
        drawn = reading.text(papers.draw("packing-slip", [order_id], language="en"))
        assert ("CUP" in drawn, "TEA" in drawn, "JAM" in drawn, "3 units" in drawn) == (True, True, False, True)
        orders.do(order_id, Action.HOLD)
        assert codes_of(order_id) == []  # nobody packs what is on hold


def test_the_rest_of_an_order_that_went_in_parts_is_a_slip_of_its_own(
    main: House, blank: House, tmp_path: Path
) -> None:
    with main.open() as seat:
        order_id = some_order(("CUP", 2), ("TEA", 1))
        seat.show(order_id)
        scan(seat, "CUP")
        packing.send_part(order_id)
        codes = codes_of(order_id)
    with blank.open() as seat:
        here = open_by_slip(seat, codes)
        assert [(line.sku, line.left) for line in orders.lines(here)] == [("CUP", 1), ("TEA", 1)]
        pack_all(seat, here)
        label = orders.show(here).parcels[-1]
        results.export(tmp_path / "rest")
    with main.open():
        assert merging.merge_file(tmp_path / "rest", trust=True).rows[0].state is State.MERGED
        view = orders.show(order_id)
        assert (view.state.fulfilment, [line.packed for line in view.lines]) == (Fulfilment.PACKED, [2, 1])
        assert [(parcel.position, parcel.consignment) for parcel in view.parcels] == [(1, 1), (2, 2)]
        assert view.parcels[-1].code == label.code


def _packed_on(house: House, codes: list[str], file: Path) -> dict[str, object]:
    with house.open() as seat:
        here = open_by_slip(seat, codes)
        pack_all(seat, here)
        results.export(file)
        return facts(here)


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring) -> House:
    return House(tmp_path / "other", monkeypatch, "Bench 8", "Dewi")


@pytest.mark.parametrize("first", ["one", "two"])
def test_a_slip_that_two_benches_packed_is_named_and_a_person_says_which_parcel_goes(
    main: House, blank: House, other: House, tmp_path: Path, first: str
) -> None:
    with main.open():
        order_id = some_order(("CUP", 2))
        codes = codes_of(order_id)
    told = {"one": _packed_on(blank, codes, tmp_path / "one"), "two": _packed_on(other, codes, tmp_path / "two")}
    second = "two" if first == "one" else "one"
    with main.open():
        merging.merge_file(tmp_path / first, trust=True)
        merged = merging.merge_file(tmp_path / second, trust=True)
        (row,) = merged.open
        assert (row.state, row.reason) == (State.OPEN, Reason.TWICE)
        assert facts(order_id) == told[first]  # nothing was written over
        (difference,) = remote.open_decisions(order_id)
        assert ("Bench 8" in difference.ours + difference.theirs, "Bench 9" in difference.ours + difference.theirs) == (
            True, True,
        )  # fmt: skip
        with pytest.raises(packing.OrderChanged):
            shipping.ship(order_id)  # not before somebody has looked
        remote.decide(difference.id, Outcome.THEIRS if second == "two" else Outcome.OURS)
        # Whatever came first, the shop now knows the parcel of the bench that was chosen.
        found = facts(order_id)
        assert {key: found[key] for key in ("order", "lines", "parcels", "contents")} == {
            key: told["two"][key] for key in ("order", "lines", "parcels", "contents")
        }
        assert orders.show(order_id).conflict is False
        assert not merging.merge_file(tmp_path / first).open
        assert [line.packed for line in orders.lines(order_id)] == [2]
        assert audit.faults(main.folder / "kolli.db", [], keep_wal=True) == []


@pytest.mark.parametrize("meanwhile", ["packed", "cancelled", "held", "changed"])
def test_what_became_of_the_order_here_meanwhile_is_never_written_over(
    main: House, blank: House, tmp_path: Path, meanwhile: str
) -> None:
    with main.open():
        order_id = some_order(("CUP", 2), ("TEA", 1))
        codes = codes_of(order_id)
    told = _packed_on(blank, codes, tmp_path / "file")
    with main.open() as seat:
        if meanwhile == "packed":
            seat.show(order_id)
            pack_all(seat, order_id)
        elif meanwhile == "changed":
            orders.change_lines(order_id, {orders.lines(order_id)[0].id: 1}, [], "The buyer wrote")
        else:
            orders.do(order_id, Action.CANCEL if meanwhile == "cancelled" else Action.HOLD)
        before = facts(order_id)
        (row,) = merging.merge_file(tmp_path / "file", trust=True).open
        assert facts(order_id) == before
        assert row.reason == {"packed": Reason.PACKED_HERE, "cancelled": Reason.CANCELLED, "held": Reason.HELD,
                              "changed": Reason.CHANGED}[meanwhile]  # fmt: skip
        if meanwhile == "cancelled":
            with pytest.raises(NotAllowed):
                merging.decide(row.id, Outcome.THEIRS)
        elif meanwhile == "held":
            orders.do(order_id, Action.RELEASE)
            merging.decide(row.id, Outcome.THEIRS)
            assert facts(order_id)["contents"] == told["contents"]
        elif meanwhile == "changed":
            merging.decide(row.id, Outcome.THEIRS)
            view = orders.show(order_id)  # three lie in the box, two are wanted: somebody takes one out
            assert ([line.packed for line in view.lines], view.state.fulfilment) == ([2, 1], Fulfilment.PICKING)
        else:
            merging.decide(row.id, Outcome.OURS)
            assert facts(order_id)["contents"] == before["contents"]
        assert audit.faults(main.folder / "kolli.db", [], keep_wal=True) == []


def test_a_result_that_comes_before_its_order_waits_for_it(main: House, blank: House, tmp_path: Path) -> None:
    with main.open():
        store_id = shop.store()
        document = shop.remote(("CUP", 1))
        order_id = shop.sold(store_id, document)
        codes = codes_of(order_id)
    _packed_on(blank, codes, tmp_path / "file")
    with main.open():
        run("DELETE FROM stock_move WHERE order_id = ?", (order_id,))
        run("DELETE FROM outbox WHERE order_id = ?", (order_id,))
        run("DELETE FROM orders WHERE id = ?", (order_id,))  # the shop went on from yesterday's copy
        assert merging.merge_file(tmp_path / "file", trust=True).rows[0].state is State.UNKNOWN
        again = shop.sold(store_id, document)
        assert [row.state for row in merging.try_again()] == [State.MERGED]
        assert orders.show(again).state.fulfilment is Fulfilment.PACKED
        assert ("order_status", "packed") in shop.told(again)


def test_the_result_comes_home_in_codes_too_and_another_shops_is_refused(
    main: House, blank: House, other: House
) -> None:
    with main.open():
        order_id = some_order(("CUP", 2))
        codes = codes_of(order_id)
    with blank.open() as seat:
        here = open_by_slip(seat, codes)
        pack_all(seat, here)
        told, packed = facts(here), results.codes(here)
    with other.open() as seat, pytest.raises(merging.NotOurs):
        scan(seat, *packed)
    with main.open() as seat:
        assert scan(seat, *packed).happened is Happened.ASKED
        assert "Bench 9" in say_yes(seat).said
        assert facts(order_id) == told
        assert "before" in scan(seat, *packed).said


def test_a_slip_is_drawn_without_its_order_where_the_key_cannot_be_read(
    main: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with main.open():
        order_id = some_order()
        monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
        found = codes_on(papers.draw("packing-slip", [order_id], language="en"))
        assert set(found) == {orders.show(order_id).code}


def test_a_slip_away_from_the_bench_means_its_order(main: House, blank: House) -> None:
    with main.open() as seat:
        codes = codes_of(order_id := some_order(("CUP", 1)))
        assert order_rows.find(codes[0]) == orders.show(order_id)
        with pytest.raises(gathering.Torn):
            order_rows.find(codes[0][:-9])
        pack_all(seat, open_by_slip(seat, codes))
        assert handover.hear(codes[0], "DHL").parcel == handover.hear(orders.show(order_id).code, "DHL").parcel
        long = codes_of(some_order(*((f"LONG-NAME-OF-AN-ARTICLE-{at * 7919}", 1) for at in range(60))))
        with pytest.raises(meant.MoreToScan):
            order_rows.find(long[0])
    with blank.open(), pytest.raises(meant.NotHereYet):
        order_rows.find(codes[0])
