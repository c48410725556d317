"""Quality checks: asked when a unit is scanned, answered by scan, key or scale; a fault puts the order on hold."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.domain.checks import CheckRule, Kind, Per
from desktop.domain.closing import Gate
from desktop.domain.codes import Command, command_code
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Fulfilment, Stage
from desktop.domain.packing import Verdict
from desktop.models.base import run
from desktop.services import box_photos, changes, checks, orders, packing
from desktop.services.bench import Happened, Seat, Wants
from desktop.services.changes import new_op_id
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")

WHOLE = CheckRule("CUP*", "Is it whole?")


def scan(seat, text):
    return seat.scan(text, new_op_id())


def command(seat, *which):
    for each in which:
        answer = scan(seat, command_code(each))
    return answer


def seated(*rows):
    order = shop.order(*rows)
    seat = Seat()
    seat.show(order.id)
    return seat, order.id


def answers(order_id):
    found = run("SELECT answer, passed, line_id IS NULL FROM check_answer WHERE order_id = ? ORDER BY id", (order_id,))
    return [(text, bool(passed)) for text, passed, _line in found.fetchall()]


def test_a_question_is_asked_when_its_article_is_scanned_and_yes_closes():
    checks.save_rule(WHOLE)
    seat, order_id = seated(("TEA", 1), ("CUP-1", 1))
    assert scan(seat, "TEA").ask is None
    asked = scan(seat, "CUP-1")
    assert asked.result.verdict is Verdict.RIGHT
    assert asked.result.left == 0
    assert (asked.ask.wants, asked.ask.text) == (Wants.YES_NO, "Is it whole?")
    assert [(each.gate, each.line_id) for each in asked.standing] == [(Gate.CHECK, asked.result.line_id)]
    closed = command(seat, Command.YES)
    assert closed.happened is Happened.CLOSED
    assert answers(order_id) == [("yes", True)]
    assert "checked" in shop.history(order_id)


def test_each_unit_is_asked_about_also_when_the_packer_scans_on():
    checks.save_rule(WHOLE)
    seat, order_id = seated(("CUP-1", 3))
    scan(seat, "CUP-1")
    assert command(seat, Command.DIGIT_1).ask is None  # a digit chooses: 1 is yes
    scan(seat, "CUP-1")
    last = scan(seat, "CUP-1")  # without an answer to the second
    assert last.result.left == 0
    assert last.standing[0].text == "The CUP-1: Is it whole? × 2"
    again = command(seat, Command.YES)
    assert again.ask.wants is Wants.YES_NO  # the third
    assert seat.answer("1", new_op_id()).happened is Happened.CLOSED
    assert answers(order_id) == [("yes", True)] * 3


def test_no_puts_the_order_on_hold_with_the_reason_and_frees_the_bench():
    checks.save_rule(WHOLE)
    with changes.acting("Dewi", "Bench 2"):
        seat, order_id = seated(("CUP-1", 2))
        scan(seat, "CUP-1")
        answer = command(seat, Command.NO)
    assert answer.happened is Happened.ASIDE
    assert "Is it whole?" in answer.said
    view = orders.show(order_id)
    assert view.stage is Stage.ON_HOLD
    assert seat.order_id is None
    assert run("SELECT hold_reason FROM orders WHERE id = ?", (order_id,)).fetchone()[0] == answer.said
    failed = next(row for row in view.history if row.action == "check-failed")
    assert (failed.who, failed.bench) == ("Dewi", "Bench 2")
    with pytest.raises(NotAllowed):
        seat.show(order_id)
    orders.do(order_id, Action.RELEASE)
    assert seat.show(order_id).ask.text == "Is it whole?"  # the same unit, put right, is asked about again
    command(seat, Command.YES)
    scan(seat, "CUP-1")
    assert command(seat, Command.YES).happened is Happened.CLOSED
    assert answers(order_id) == [("no", False), ("yes", True), ("yes", True)]


def test_a_value_is_scanned_digit_by_digit_typed_or_weighed():
    rule = checks.save_rule(CheckRule("FISH", "How cold?", Kind.VALUE, "°C", Decimal(0), Decimal(4)))
    seat, order_id = seated(("FISH", 2))
    asked = scan(seat, "FISH")
    assert (asked.ask.wants, asked.ask.unit) == (Wants.VALUE, "°C")
    assert "0 to 4" in asked.ask.detail
    assert command(seat, Command.DIGIT_1, Command.DIGIT_2).ask.detail == "12"
    failed = command(seat, Command.DONE)
    assert failed.happened is Happened.ASIDE
    orders.do(order_id, Action.RELEASE)
    seat.show(order_id)
    with pytest.raises(BadInput):
        seat.answer("warm", new_op_id())
    assert seat.answer("3,5", new_op_id()).ask is None
    checks.save_rule(CheckRule("FISH", "How heavy?", Kind.VALUE, "g", Decimal(400), Decimal(600), id=rule.id))
    assert scan(seat, "FISH").ask.unit == "g"
    assert seat.answer("0.512 kg", new_op_id()).happened is Happened.CLOSED
    assert answers(order_id) == [("12", False), ("3.5", True), ("512", True)]


def test_a_photo_is_kept_beside_the_others(tmp_path):
    from PIL import Image

    checks.save_rule(CheckRule("CUP*", "Show the handle", Kind.PHOTO, per=Per.LINE))
    seat, order_id = seated(("CUP-1", 2))
    assert scan(seat, "CUP-1").ask.wants is Wants.PHOTO
    with pytest.raises(box_photos.PhotoRefused):
        seat.answer(str(tmp_path / "none.png"), new_op_id())
    file = tmp_path / "cup.png"
    Image.new("RGB", (40, 30), "navy").save(file)
    assert seat.answer(str(file), new_op_id()).ask is None
    assert scan(seat, "CUP-1").result.verdict is Verdict.COMPLETE
    kept = box_photos.folder() / answers(order_id)[0][0]
    with Image.open(kept) as picture:
        assert picture.size == (40, 30)


def test_once_for_the_order_is_asked_with_its_first_article():
    checks.save_rule(CheckRule("*", "Is the box clean?", per=Per.ORDER))
    seat, order_id = seated(("CUP-1", 1), ("TEA", 2))
    assert scan(seat, "TEA").ask.line_id is None
    assert command(seat, Command.YES).ask is None
    scan(seat, "TEA")
    assert scan(seat, "CUP-1").result.verdict is Verdict.COMPLETE
    assert answers(order_id) == [("yes", True)]


def test_a_question_is_forgotten_when_its_unit_is_taken_out_again():
    checks.save_rule(WHOLE)
    seat, order_id = seated(("CUP-1", 1))
    scan(seat, "CUP-1")
    undone = command(seat, Command.UNDO)
    assert undone.ask is None
    assert checks.standing(order_id) == []
    scan(seat, "CUP-1")
    command(seat, Command.YES, Command.REOPEN, Command.UNDO)
    assert scan(seat, "CUP-1").result.verdict is Verdict.COMPLETE  # this unit has been looked at
    assert orders.show(order_id).state.fulfilment is Fulfilment.PACKED


def test_done_asks_what_is_left_after_never_mind():
    checks.save_rule(WHOLE)
    seat, order_id = seated(("CUP-1", 1))
    scan(seat, "CUP-1")
    assert command(seat, Command.CANCEL).happened is Happened.CANCELLED
    assert len(checks.due(order_id)) == 1
    assert command(seat, Command.DONE).ask.wants is Wants.YES_NO
    assert command(seat, Command.YES).happened is Happened.CLOSED


def test_an_answer_that_reached_the_disk_counts_once():
    rule = checks.save_rule(WHOLE)
    order = shop.order(("CUP-1", 2))
    packing.open_order(order.id)
    for _turn in range(2):
        packing.scan(order.id, "CUP-1")
    line = orders.lines(order.id)[0].id
    for _turn in range(3):
        checks.answer(order.id, rule.id, line, "yes", "the-same-op")
    assert len(answers(order.id)) == 1
    assert [question.left for question in checks.due(order.id)] == [1]


def test_a_rule_that_is_switched_off_asks_nothing():
    kept = checks.save_rule(WHOLE)
    seat, _order_id = seated(("CUP-1", 1))
    checks.save_rule(replace(kept, active=False))
    assert scan(seat, "CUP-1").result.verdict is Verdict.COMPLETE
    checks.remove_rule(kept.id)
    assert checks.rules() == []
    checks.restore_rule(kept)
    assert checks.rules() == [kept]


@pytest.mark.parametrize(
    "rule",
    [CheckRule("", "?"), CheckRule("*", "  "), CheckRule("*", "?", Kind.VALUE, low=Decimal(5), high=Decimal(2))],
)
def test_a_question_that_nobody_can_answer_is_refused(rule):
    with pytest.raises(BadInput):
        checks.save_rule(rule)
