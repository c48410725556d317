"""A walk with the scanner: bin, item, tote; what is wrong counts nothing; a killed walk goes on where it was."""

import pytest

from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Action, Stage
from desktop.domain.picking import Said
from desktop.models.base import run
from desktop.services import bins, changes, orders, packing, picking, totes, waves
from desktop.services.picking import NotWalking, OtherListOpen, Told
from desktop.services.totes import ToteEmpty, ToteTaken
from tests.services import shop, storage
from tests.services.storage import CODES, CUP, KOPI, SAMBAL

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _filled(database: str) -> None:
    storage.fill()
    changes.work_at("Bench 1", "Dewi")


class Walk:
    """A wave of orders with a tote each, and the scanner in a hand."""

    def __init__(self, *rows: list[tuple[str, int]]) -> None:
        self.orders = [shop.order(*lines).id for lines in rows]
        self.id = waves.make(self.orders).wave.id
        self.totes = storage.free_totes(len(rows))
        picking.open_wave(self.id)

    def give_totes(self) -> "Walk":
        for code in self.totes:
            assert self.scan(code).said is Said.TOTE_GIVEN
        return self

    def scan(self, text: str, units: int = 1) -> Told:
        return picking.scan(self.id, text, units=units)

    def picked(self) -> list[int]:
        return [order.picked for order in waves.show(self.id).orders]


def stage(order_id: int) -> Stage | None:
    return orders.show(order_id).stage


def test_one_order_alone_needs_no_tote_and_each_scan_counts() -> None:
    walk = Walk([(SAMBAL, 2), (CUP, 1)])
    assert [walk.scan(code).said for code in (CODES[SAMBAL], SAMBAL)] == [Said.PICKED, Said.PICKED]
    told = walk.scan(CODES[CUP])
    assert (told.said, told.done, told.wave.state) == (Said.PICKED, True, "done")
    assert stage(walk.orders[0]) is Stage.TO_PACK


def test_the_item_tells_the_tote_and_the_tote_counts_the_units() -> None:
    walk = Walk([(CUP, 2)], [(CUP, 1), (SAMBAL, 1)]).give_totes()
    told = walk.scan(CODES[CUP])
    assert told.order is not None
    assert (told.said, told.order.letter, told.order.totes, walk.picked()) == (Said.TAKE, "A", (walk.totes[0],), [0, 0])
    walk.scan(CUP)
    assert walk.scan(walk.totes[0]).units == 2
    assert walk.picked() == [2, 0]
    walk.scan(CUP)
    walk.scan(walk.totes[1])
    walk.scan(SAMBAL)
    assert walk.scan(walk.totes[1]).done
    assert [totes.order_in(code) for code in walk.totes] == walk.orders


def test_a_hand_full_is_shared_out_tote_by_tote() -> None:
    walk = Walk([(CUP, 2)], [(CUP, 3)]).give_totes()
    walk.scan(CUP, units=5)
    told = walk.scan(walk.totes[1])
    assert (told.units, told.step.hand_units) == (3, 2)
    assert walk.scan(walk.totes[0]).done


def test_all_that_is_wanted_is_taken_by_one_word_once_the_item_was_scanned() -> None:
    walk = Walk([(CUP, 24)], [(CUP, 6)]).give_totes()
    with pytest.raises(NotAllowed):
        picking.take_all(walk.id)
    walk.scan(CUP)
    assert picking.take_all(walk.id).units == 30
    assert [walk.scan(code).units for code in walk.totes] == [24, 6]


def test_a_wrong_tote_is_refused_and_the_right_one_named() -> None:
    walk = Walk([(CUP, 1)], [(SAMBAL, 1)]).give_totes()
    walk.scan(CUP)
    told = walk.scan(walk.totes[1])
    assert (told.said, told.order and told.order.totes, walk.picked()) == (Said.WRONG_TOTE, (walk.totes[0],), [0, 0])
    free = storage.free_totes(1)[0]
    assert walk.scan(free).said is Said.WRONG_TOTE  # the order has its tote
    assert walk.scan(walk.totes[0]).said is Said.PICKED


def test_a_wrong_bin_is_refused_and_the_right_one_named() -> None:
    walk = Walk([(CUP, 1)])
    bins.add("D-9")
    told = walk.scan("D-9")
    assert (told.said, told.bin) == (Said.WRONG_BIN, "B-01-4")
    place = bins.get("B-01-4")
    assert walk.scan(place.code).said is Said.BIN
    assert walk.scan("b-01-4").said is Said.BIN


def test_another_bin_that_has_the_article_too_changes_the_plan() -> None:
    bins.put(CUP, ["B-01-4", "C-2"])
    walk = Walk([(CUP, 2), (SAMBAL, 1)])
    walk.scan(SAMBAL)
    told = walk.scan("C-2")
    assert (told.said, told.stop and told.stop.bin) == (Said.REPLANNED, "C-2")
    walk.scan(CUP)
    assert walk.scan(CUP).done


def test_a_bin_further_on_where_something_waits_is_gone_to_and_the_rest_follows() -> None:
    walk = Walk([(SAMBAL, 1), (KOPI, 1), (CUP, 1)])
    told = walk.scan("A-10-2")
    assert (told.said, told.current and told.current.bin) == (Said.BIN, "A-10-2")
    after = walk.scan(KOPI).current
    assert after is not None
    assert after.bin == "B-01-4"  # forward first
    last = walk.scan(CUP).current
    assert last is not None
    assert last.bin == "A-2-1"


@pytest.mark.parametrize(
    ("code", "said"),
    [(KOPI, Said.WRONG_ITEM), ("2900010099416", Said.UNKNOWN), ("=HYPERLINK(1)", Said.UNKNOWN), (CUP, Said.TOO_MANY)],
)
def test_what_is_not_wanted_counts_nothing(code: str, said: Said) -> None:
    walk = Walk([(CUP, 1), (SAMBAL, 1)])
    walk.scan(CUP)
    assert walk.scan(code).said is said
    assert walk.picked() == [1]


def test_more_than_is_wanted_is_refused_as_a_whole() -> None:
    walk = Walk([(CUP, 2)], [(CUP, 1)]).give_totes()
    assert walk.scan(CUP, units=4).said is Said.TOO_MANY
    walk.scan(CUP, units=3)
    told = walk.scan(CUP)
    assert (told.said, told.step.hand_units) == (Said.TOO_MANY, 3)


def test_the_hand_holds_one_article_until_its_tote_is_scanned() -> None:
    walk = Walk([(CUP, 1), (SAMBAL, 1)], [(CUP, 1)]).give_totes()
    walk.scan(CUP)
    assert walk.scan(SAMBAL).said is Said.HAND_FULL
    assert picking.lay_down(walk.id).said is Said.LAID_DOWN
    assert walk.scan(SAMBAL).said is Said.TAKE
    assert walk.picked() == [0, 0]


def test_a_free_tote_is_given_on_the_way_and_a_taken_one_is_refused_with_its_order() -> None:
    walk = Walk([(CUP, 1)], [(SAMBAL, 1)])
    walk.scan(SAMBAL)
    assert walk.scan(walk.totes[0]).said is Said.PICKED  # given and filled by one scan
    other = Walk.__new__(Walk)
    changes.work_at("Bench 2", "")
    other.__init__([(CUP, 1)], [(CUP, 1)])  # type: ignore[misc]
    with pytest.raises(ToteTaken, match=str(orders.show(walk.orders[1]).number)):
        other.scan(walk.totes[0])


def test_an_order_gets_a_second_tote_by_its_own_code() -> None:
    walk = Walk([(CUP, 1)], [(SAMBAL, 1)]).give_totes()
    more = storage.free_totes(1)[0]
    assert walk.scan(orders.show(walk.orders[0]).code).said is Said.ORDER
    assert walk.scan(more).said is Said.TOTE_GIVEN
    assert waves.show(walk.id).orders[0].totes == (walk.totes[0], more)
    walk.scan(CUP)
    assert walk.scan(more).said is Said.PICKED


def test_a_tote_is_free_again_when_its_order_is_packed_and_opens_it_until_then() -> None:
    walk = Walk([(CUP, 1)], [(SAMBAL, 1)]).give_totes()
    for sku, code in zip((CUP, SAMBAL), walk.totes, strict=True):
        walk.scan(sku)
        walk.scan(code)
    assert totes.order_in(walk.totes[0]) == walk.orders[0]
    packing.open_order(walk.orders[0])
    packing.scan(walk.orders[0], CUP)
    with pytest.raises(ToteEmpty):
        totes.order_in(walk.totes[0])
    assert totes.find(walk.totes[1]).order_id == walk.orders[1]


def test_undo_takes_back_the_last_pick_also_after_it_ended_the_walk() -> None:
    walk = Walk([(SAMBAL, 1), (CUP, 2)])
    for sku in (SAMBAL, CUP, CUP):
        walk.scan(sku)
    assert stage(walk.orders[0]) is Stage.TO_PACK
    told = picking.undo(walk.id)
    assert (told.said, told.wave.state, walk.picked(), stage(walk.orders[0])) == (
        Said.UNDONE, "open", [2], Stage.TO_PICK,
    )  # fmt: skip
    picking.undo(walk.id)
    picking.undo(walk.id)
    assert walk.picked() == [0]
    with pytest.raises(NotAllowed):
        picking.undo(walk.id)


def test_undo_is_refused_when_the_bench_has_begun() -> None:
    walk = Walk([(CUP, 1)])
    walk.scan(CUP)
    packing.open_order(walk.orders[0])
    picking.undo(walk.id)  # the walk is open again, the order is the bench's
    assert waves.show(walk.id).left == 0


def test_a_tote_that_filled_two_lines_is_undone_as_one() -> None:
    walk = Walk([(CUP, 1), (CUP, 2)], [(SAMBAL, 1)]).give_totes()
    walk.scan(CUP, units=3)
    assert walk.scan(walk.totes[0]).units == 3
    assert picking.undo(walk.id).units == 3
    assert walk.picked() == [0, 0]


def test_a_scan_that_is_told_again_counts_once() -> None:
    walk = Walk([(CUP, 2), (SAMBAL, 1)])
    first = picking.scan(walk.id, CUP, op_id="one")
    again = picking.scan(walk.id, CUP, op_id="one")
    assert (first.said, again.said, again.units, walk.picked()) == (Said.PICKED, Said.PICKED, 1, [1])


def test_a_walk_that_was_put_aside_or_killed_stands_where_it_stood() -> None:
    walk = Walk([(CUP, 2)], [(SAMBAL, 1)]).give_totes()
    walk.scan("B-01-4")
    walk.scan(CUP)
    assert picking.unfinished("Bench 1") == walk.id
    told = picking.open_wave(walk.id)  # as after a kill: nothing but the disk
    assert (told.step.at_bin, told.step.hand_units, told.current and told.current.sku) == ("B-01-4", 1, CUP)
    picking.put_aside(walk.id)
    assert picking.unfinished("Bench 1") is None
    assert picking.open_wave(walk.id).step.at_bin == "B-01-4"


def test_a_bench_walks_one_list_at_a_time() -> None:
    first, second = Walk([(CUP, 1)]), waves.make([shop.order((CUP, 1)).id]).wave
    with pytest.raises(OtherListOpen):
        picking.open_wave(second.id)
    picking.put_aside(first.id)
    picking.open_wave(second.id)
    picking.scan(second.id, CUP)
    with pytest.raises(NotWalking):
        picking.scan(second.id, CUP)


def test_two_share_a_walk_each_with_a_hand_of_their_own() -> None:
    walk = Walk([(CUP, 1)], [(CUP, 1)]).give_totes()
    walk.scan(CUP)
    changes.work_at("Bench 2", "Budi")
    picking.open_wave(walk.id)
    walk.scan(CUP)
    assert walk.scan(walk.totes[1]).said is Said.PICKED
    changes.work_at("Bench 1", "Dewi")
    assert walk.scan(walk.totes[0]).done


def test_an_order_that_is_held_or_cancelled_on_the_way_is_not_picked() -> None:
    walk = Walk([(CUP, 1)], [(CUP, 1)]).give_totes()
    orders.do(walk.orders[0], Action.HOLD, "wait")
    walk.scan(CUP)
    assert walk.scan(walk.totes[0]).said is Said.WRONG_TOTE
    assert walk.scan(walk.totes[1]).done
    orders.do(walk.orders[0], Action.CANCEL)
    with pytest.raises(KolliError):
        walk.scan(CUP)


def test_without_totes_the_item_alone_counts_for_the_first_who_wants_it() -> None:
    waves.change_rules(totes=False)
    walk = Walk([(CUP, 1)], [(CUP, 2)])
    told = walk.scan(CUP)
    assert (told.said, told.order and told.order.letter) == (Said.PICKED, "A")
    walk.scan(CUP, units=2)
    assert walk.picked() == [1, 2]


def test_every_scan_is_kept_and_what_is_picked_is_their_sum() -> None:
    walk = Walk([(CUP, 2), (SAMBAL, 1)])
    for text in (CUP, KOPI, "D-1", CUP, "rubbish", SAMBAL):
        walk.scan(text)
    picking.undo(walk.id)
    rows = run("SELECT said, units FROM pick_scan WHERE wave_id = ? ORDER BY id", (walk.id,)).fetchall()
    assert [str(row[0]) for row in rows] == [
        "picked", "wrong-item", "unknown", "picked", "unknown", "picked", "undone",
    ]  # fmt: skip
    bent = run(
        "SELECT k.id FROM pick k LEFT JOIN pick_scan s ON s.pick_id = k.id GROUP BY k.id, k.picked"
        " HAVING k.picked <> coalesce(sum(s.units), 0)"
    ).fetchall()
    assert bent == []
