"""The seat at a bench: parcels, quantities, reasons, parts, labels and unknown codes by scans alone."""

from collections.abc import Iterator

import pytest

from desktop.domain import codes
from desktop.domain.codes import Command, command_code
from desktop.domain.errors import KolliError
from desktop.domain.order import Fulfilment, Stage
from desktop.domain.packing import Verdict
from desktop.services import bench, orders, packing, printing, seals, settings, shipping
from desktop.services.bench import Answer, Happened, OtherOrderOpen, Seat, Wants
from desktop.services.changes import new_op_id
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def seat() -> Iterator[Seat]:
    packing.forget_all()
    yield Seat()
    packing.forget_all()


def scans(seat: Seat, *texts: str | Command) -> Answer:
    """The answer to the last of these scans."""
    answer = Answer(Happened.NOTHING)
    for text in texts:
        answer = seat.scan(command_code(text) if isinstance(text, Command) else text, new_op_id())
    return answer


def digits(number: int) -> list[Command]:
    return [Command(digit) for digit in str(number)]


def test_a_single_unit_order_is_one_scan_from_the_shelf_to_its_papers(seat: Seat) -> None:
    settings.change_bench(print_on_close=("parcel-label", "packing-slip"))
    order = shop.order(("CUP", 1))
    answer = scans(seat, "CUP")
    assert answer.result is not None
    assert answer.result.verdict is Verdict.COMPLETE
    assert orders.show(order.id).stage is Stage.TO_SHIP
    assert sorted(job.kind for job in printing.jobs()) == ["packing-slip", "parcel-label"]
    assert shop.scans(order.id) == [("CUP", "complete", 1)]


def test_with_a_closed_order_on_the_screen_the_next_item_goes_straight_on(seat: Seat) -> None:
    first, second = shop.order(("CUP", 1)), shop.order(("CUP", 1))
    scans(seat, "CUP", "CUP")
    assert [orders.show(each.id).stage for each in (first, second)] == [Stage.TO_SHIP, Stage.TO_SHIP]


@pytest.mark.parametrize(("rule", "opens"), [("due", 1), ("oldest", 0), ("single", 2)])
def test_which_order_an_item_opens_is_a_rule_of_the_shop(seat: Seat, rule: str, opens: int) -> None:
    from datetime import UTC, datetime

    settings.change_rules(item_first=rule, notes=False)
    store = shop.store()
    ids = [
        shop.sold(store, shop.remote(("CUP", 2), placed_at=datetime(2026, 11, 1, tzinfo=UTC))),
        shop.sold(store, shop.remote(("CUP", 2), placed_at=datetime(2026, 11, 2, tzinfo=UTC),
                                     ship_by=datetime(2026, 10, 1, tzinfo=UTC))),
        shop.sold(store, shop.remote(("CUP", 1), placed_at=datetime(2026, 11, 3, tzinfo=UTC))),
    ]  # fmt: skip
    scans(seat, "CUP")
    assert [sum(shop.packed_counts(order_id)) for order_id in ids] == [int(turn == opens) for turn in range(3)]


def test_an_item_opens_no_order_that_is_held_or_changed_in_the_store(seat: Seat) -> None:
    from desktop.domain.order import Action
    from desktop.models.base import run

    held, changed, good = (shop.order(("CUP", 1)) for _ in range(3))
    orders.do(held.id, Action.HOLD)
    run("UPDATE orders SET conflict = ? WHERE id = ?", (True, changed.id))
    scans(seat, "CUP")
    assert [sum(shop.packed_counts(each.id)) for each in (held, changed, good)] == [0, 0, 1]


def test_an_order_with_nothing_counted_gives_way_to_the_next_and_stands_where_it_stood(seat: Seat) -> None:
    one, two = shop.order(("CUP", 2)), shop.order(("PLATE", 2))
    assert scans(seat, one.code, two.code).happened is Happened.OPENED
    assert seat.order_id == two.id
    assert orders.show(one.id).stage is Stage.TO_PICK
    scans(seat, "PLATE")
    with pytest.raises(OtherOrderOpen, match=two.number):
        scans(seat, one.code)
    assert seat.order_id == two.id


def test_next_closes_the_parcel_and_then_goes_to_the_next_order(seat: Seat) -> None:
    order = shop.order(("CUP", 2))
    answer = scans(seat, order.code, "CUP", Command.NEXT)
    assert answer.happened is Happened.PARCEL
    scans(seat, "CUP")
    assert [parcel.state for parcel in orders.parcels(order.id)] == ["closed", "closed"]
    assert scans(seat, Command.NEXT).happened is Happened.NEXT
    assert seat.closed_id is None


@pytest.mark.parametrize("noise", ["\0", "\0NOPE\0", "\ud800NOPE", "]C1\0"])
def test_signs_that_no_database_keeps_are_an_unknown_code_also_with_nothing_open(seat: Seat, noise: str) -> None:
    order = shop.order(("CUP", 2))
    answer = scans(seat, noise)
    assert answer.result is None or answer.result.verdict is Verdict.UNKNOWN
    assert scans(seat, "\0CUP").order is not None
    assert scans(seat, noise).result is not None
    assert shop.packed_counts(order.id) == [1]


def test_weigh_after_tare_asks_for_the_parcel_instead_of_the_empty_carton(seat: Seat) -> None:
    order = shop.order(("CUP", 2))
    tare = scans(seat, order.code, Command.TARE).ask
    weigh = scans(seat, Command.WEIGH).ask
    assert tare is not None
    assert weigh is not None
    assert (tare.wants, weigh.wants) == (Wants.WEIGHT, Wants.WEIGHT)
    assert tare.text != weigh.text


def test_a_quantity_is_scanned_by_digits_and_ends_with_one_scan(seat: Seat) -> None:
    order = shop.order(("CUP", 20))
    asked = scans(seat, order.code, Command.QUANTITY, *digits(12)).ask
    assert asked is not None
    assert (asked.wants, asked.detail) == (Wants.QUANTITY, "12")
    assert scans(seat, "CUP").ask is None
    assert shop.packed_counts(order.id) == [12]
    scans(seat, "CUP")
    assert shop.packed_counts(order.id) == [13]


def test_a_quantity_can_be_called_off(seat: Seat) -> None:
    order = shop.order(("CUP", 20))
    scans(seat, order.code, Command.QUANTITY, *digits(12), Command.CANCEL, "CUP")
    assert shop.packed_counts(order.id) == [1]


def test_a_unit_is_confirmed_by_hand_with_a_reason_from_the_card(seat: Seat) -> None:
    from desktop.models.base import run

    order = shop.order(("CUP", 1), ("PLATE", 2))
    scans(seat, order.code, "PLATE")
    asked = scans(seat, Command.MANUAL).ask
    assert asked is not None
    assert (asked.wants, asked.line_id, asked.choices[0].key) == (Wants.REASON, order.lines[1].id, "1")
    scans(seat, Command.DIGIT_1)
    assert shop.packed_counts(order.id) == [0, 2]
    kept = run("SELECT method, reason FROM packing_scan WHERE order_id = ? ORDER BY id DESC", (order.id,)).fetchone()
    assert tuple(kept) == ("manual", "Barcode damaged")


def test_a_part_is_sent_by_scans_and_can_be_taken_back(seat: Seat) -> None:
    order = shop.order(("CUP", 2))
    answer = scans(seat, order.code, "CUP", Command.PART, Command.DIGIT_1)
    assert answer.happened is Happened.PART
    assert [(parcel.state, parcel.part) for parcel in orders.parcels(order.id)] == [("closed", True)]
    assert scans(seat, Command.REOPEN).happened is Happened.OPENED
    assert [(parcel.state, parcel.part) for parcel in orders.parcels(order.id)] == [("open", False)]


def test_a_note_is_acknowledged_by_a_scan_and_the_parcel_closes_by_itself(seat: Seat) -> None:
    order = shop.order(("CUP", 1), note="Blue ribbon")
    answer = scans(seat, "CUP")
    assert [each.gate.value for each in answer.standing] == ["note"]
    assert scans(seat, Command.SEEN).happened is Happened.CLOSED
    assert orders.show(order.id).stage is Stage.TO_SHIP


def labels_of(order_id: int) -> list[str]:
    return [parcel.code for parcel in orders.parcels(order_id)]


def sealed(order_id: int) -> list[bool]:
    return [parcel.sealed_at is not None for parcel in orders.parcels(order_id)]


def test_each_label_is_scanned_onto_its_parcel_in_turn(seat: Seat) -> None:
    order = shop.order(("CUP", 2))
    asked = scans(seat, order.code, "CUP", Command.NEXT, "CUP")
    one, two = labels_of(order.id)
    assert asked.ask is not None
    assert asked.label is not None
    assert (asked.ask.wants, asked.label.expected, asked.label.of) == (Wants.LABEL, one, 2)
    first = scans(seat, one)
    assert first.happened is Happened.LABELLED
    assert first.label is not None
    assert first.label.expected == two
    assert scans(seat, two).ask is None
    assert sealed(order.id) == [True, True]


def test_a_swapped_pair_of_labels_is_refused_both_ways(seat: Seat) -> None:
    one = shop.packed_order(("CUP", 1))
    two = shop.packed_order(("PLATE", 1))
    for here, there in ((one, two), (two, one)):
        seat.leave()
        seat.show(here)
        refused = scans(seat, labels_of(there)[0])
        assert refused.happened is Happened.WRONG_LABEL
        assert refused.label is not None
        assert (refused.label.expected, refused.label.got) == (labels_of(here)[0], labels_of(there)[0])
        assert refused.label.got_order == orders.show(there).number
    assert (sealed(one), sealed(two)) == ([False], [False])
    assert shop.scans(one)[-1] == (labels_of(two)[0], "wrong", 0)
    for each in (one, two):
        seat.leave()
        seat.show(each)
        assert scans(seat, labels_of(each)[0]).happened is Happened.LABELLED


def test_the_labels_of_one_order_are_not_interchanged_either(seat: Seat) -> None:
    order = shop.order(("CUP", 2))
    scans(seat, order.code, "CUP", Command.NEXT, "CUP")
    one, two = labels_of(order.id)
    assert scans(seat, two).happened is Happened.WRONG_LABEL
    assert scans(seat, one, two).happened is Happened.LABELLED


def test_asked_for_a_label_the_bench_goes_on_all_the_same(seat: Seat) -> None:
    shop.order(("CUP", 1))
    second = shop.order(("PLATE", 2))
    scans(seat, "CUP", "PLATE")
    assert shop.packed_counts(second.id) == [1]
    assert seat.waiting is None


def test_where_labels_are_required_nothing_else_is_packed_or_handed_over_before(seat: Seat) -> None:
    settings.change_rules(seal="required")
    order, other = shop.order(("CUP", 1)), shop.order(("PLATE", 1))
    scans(seat, "CUP")
    for text in ("PLATE", other.code):
        with pytest.raises(KolliError, match="Scan the label onto parcel 1 of 1 first"):
            scans(seat, text)
    assert shop.packed_counts(other.id) == [0]
    with pytest.raises(seals.NotSealed):
        shipping.ship(order.id, "JNE", "JX1")
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKED
    scans(seat, labels_of(order.id)[0], "PLATE")
    assert shop.packed_counts(other.id) == [1]
    shipping.ship(order.id, "JNE", "JX1")


def test_no_label_is_asked_for_where_none_is_printed(seat: Seat) -> None:
    settings.change_bench(print_on_close=("packing-slip",))
    shop.order(("CUP", 1))
    assert scans(seat, "CUP").ask is None


def test_a_reopened_parcel_wants_its_label_anew(seat: Seat) -> None:
    order = shop.order(("CUP", 1))
    scans(seat, "CUP")
    scans(seat, labels_of(order.id)[0], Command.REOPEN)
    assert sealed(order.id) == [False]


def test_an_unknown_code_is_given_to_an_article_in_one_step_and_counts(seat: Seat) -> None:
    order = shop.order(("CUP", 2), ("PLATE", 1))
    answer = scans(seat, order.code, "CUP", "8991234567890")
    assert answer.result is not None
    assert answer.result.verdict is Verdict.UNKNOWN
    assert answer.ask is not None
    assert (answer.ask.wants, answer.ask.line_id) == (Wants.BIND, order.lines[0].id)
    bound = scans(seat, Command.YES)
    assert bound.result is not None
    assert bound.result.verdict is Verdict.RIGHT
    assert shop.packed_counts(order.id) == [2, 0]
    assert "bound" in shop.history(order.id)
    assert packing.article_of("8991234567890") is not None


def test_the_question_of_an_unknown_code_is_over_with_the_next_scan(seat: Seat) -> None:
    order = shop.order(("CUP", 2))
    assert scans(seat, order.code, "8991234567890", "CUP").ask is None
    with pytest.raises(KolliError):
        scans(seat, Command.YES)
    assert packing.article_of("8991234567890") is None


def test_every_command_of_the_card_is_known_to_the_bench() -> None:
    from desktop.services.bench.commands import COMMANDS

    known = {command for command, does in COMMANDS.items() if does}
    assert {command for command in Command if not command.digit} - known <= {Command.CANCEL, Command.YES, Command.NO}
    assert codes.read(command_code(Command.PART)).value == Command.PART
    assert bench.Wants.LABEL
