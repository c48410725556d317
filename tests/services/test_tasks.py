"""Pack tasks: made by rule, in the way of closing, done by scan or key, kept when a parcel is opened again."""

import pytest

from desktop.domain.closing import Gate
from desktop.domain.codes import Command, command_code
from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.order import Fulfilment
from desktop.domain.packing import Verdict
from desktop.domain.tasks import What, When
from desktop.models.base import run
from desktop.services import changes, closing, notes, orders, packing, printing, settings, tasks
from desktop.services.bench import Happened, Seat
from desktop.services.changes import new_op_id
from desktop.services.tasks import TaskRule
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def only(*rules: TaskRule) -> None:
    for rule in tasks.rules():
        tasks.remove_rule(rule.id)
    for rule in rules:
        tasks.save_rule(rule)


def scan(seat: Seat, text: str):
    return seat.scan(text, new_op_id())


def command(seat: Seat, which: Command):
    return scan(seat, command_code(which))


def test_a_shop_begins_with_modest_rules():
    found = {rule.what: rule for rule in tasks.rules()}
    assert found[What.WRAP].active
    assert found[What.FRAGILE].active
    assert not found[What.CARD].active
    order = shop.order(("TEA", 1), note="Please gift wrap it")
    packing.open_order(order.id)
    assert [task.what for task in tasks.of(order.id)] == [What.WRAP]
    plain = shop.order(("TEA", 1))
    packing.open_order(plain.id)
    assert tasks.of(plain.id) == []


def test_the_parcel_stays_open_until_the_task_is_done_and_then_closes_by_itself():
    only(TaskRule(What.OWN, text="Add a sample"))
    order = shop.order(("TEA", 2))
    seat = Seat()
    seat.show(order.id)
    scan(seat, "TEA")
    last = scan(seat, "TEA")
    assert last.result.verdict is Verdict.RIGHT
    assert last.result.left == 0
    assert [(each.gate, each.text) for each in last.standing] == [(Gate.TASK, "Add a sample")]
    with pytest.raises(NotAllowed, match="Add a sample"):
        packing.finish(order.id)
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKING
    closed = command(seat, Command.DONE)
    assert closed.happened is Happened.CLOSED
    assert "Add a sample" in closed.said
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKED
    assert "task-done" in shop.history(order.id)


def test_a_single_unit_order_waits_for_its_task_too():
    only(TaskRule(What.WRAP))
    order = shop.order(("CUP", 1))
    seat = Seat()
    run("UPDATE orders SET stage = stage")  # item-first finds it by its article
    opened = seat.show(order.id)
    assert opened.happened is Happened.OPENED
    assert scan(seat, "CUP").standing
    assert command(seat, Command.DONE).happened is Happened.CLOSED


def test_done_does_the_first_and_a_digit_the_one_of_its_number():
    only(TaskRule(What.OWN, text="One"), TaskRule(What.OWN, text="Two"), TaskRule(What.OWN, text="Three"))
    order = shop.order(("TEA", 1))
    seat = Seat()
    seat.show(order.id)
    command(seat, Command.DIGIT_2)
    assert [task.text for task in tasks.of(order.id) if task.done_at] == ["Two"]
    assert command(seat, Command.DONE).said == "Done: One"
    with pytest.raises(NotAllowed):
        command(seat, Command.DIGIT_5)
    three = tasks.standing(order.id)[0]
    assert seat.do(three).said == "Done: Three"
    with pytest.raises(NotAllowed):
        command(seat, Command.DONE)  # nothing is left that could be done
    assert scan(seat, "TEA").result.verdict is Verdict.COMPLETE


def test_a_task_that_is_done_stays_done_when_the_parcel_is_opened_again():
    only(TaskRule(What.WRAP))
    order = shop.order(("TEA", 1))
    seat = Seat()
    seat.show(order.id)
    scan(seat, "TEA")
    command(seat, Command.DONE)
    seat.reopen()
    assert [task.done_at is not None for task in tasks.of(order.id)] == [True]
    assert closing.standing(order.id) == []
    seat.undo()
    assert scan(seat, "TEA").result.verdict is Verdict.COMPLETE


def test_a_task_can_be_taken_back_and_stands_in_the_way_again():
    only(TaskRule(What.WRAP))
    order = shop.order(("TEA", 1))
    packing.open_order(order.id)
    task = tasks.of(order.id)[0]
    assert tasks.finish(task.id).done_at is not None
    assert tasks.finish(task.id).done_at is not None  # twice is once
    assert tasks.take_back(task.id).done_at is None
    assert len(tasks.standing(order.id)) == 1
    assert [action for action in shop.history(order.id) if action.startswith("task")] == ["task-done", "task-open"]
    with pytest.raises(NotFound):
        tasks.finish(task.id + 99)


def test_opening_twice_makes_a_task_and_prints_a_card_once():
    only(TaskRule(What.CARD))
    settings.change_bench(print_on_close=())
    order = shop.order(("TEA", 1))
    with changes.acting("Dewi", settings.bench().name):
        packing.open_order(order.id)
        packing.put_aside(order.id)
        packing.open_order(order.id)
    assert [task.text for task in tasks.of(order.id)] == ["Thank-you card for Ayu"]
    jobs = [(job.kind, job.order_id) for job in printing.queued(settings.bench().name)]
    assert jobs == [("thank-you-card", order.id)]


@pytest.mark.parametrize("language", ["id", "sv"])
def test_the_card_thanks_the_buyer_by_name_in_their_language(language):
    from desktop.services import papers
    from tests.documents import reading

    settings.change_shop(name="Sagara Rasa", web="sagara.example")
    only(TaskRule(What.CARD))
    order = shop.order(("TEA", 1))
    run("UPDATE orders SET language = ? WHERE id = ?", (language, order.id))
    packing.open_order(order.id)
    said = reading.text(papers.draw("thank-you-card", [order.id]))
    assert "Ayu!" in said
    assert ("Terima kasih" if language == "id" else "Tack för din beställning") in said
    assert "Sagara Rasa" in said
    settings.remember("thank-you-texts", {"id": "Salam hangat dari kami", "sv": "Varma hälsningar"})
    own = "Salam hangat dari kami" if language == "id" else "Varma hälsningar"
    assert own in reading.text(papers.draw("thank-you-card", [order.id]))


def test_conditions_look_at_the_real_order():
    only(
        TaskRule(What.OWN, When.TOTAL, "30", "total"), TaskRule(What.OWN, When.UNITS, "3", "units"),
        TaskRule(What.OWN, When.ARTICLE, "cup*", "article"), TaskRule(What.OWN, When.FRAGILE, "", "fragile"),
        TaskRule(What.OWN, When.FIRST, "", "first"), TaskRule(What.OWN, When.COURIER, "jne", "courier"),
        TaskRule(What.OWN, When.OPTION, "engraving", "option"), TaskRule(What.OWN, When.NOTE, "kado", "note"),
    )  # fmt: skip
    order = shop.order(("CUP-1", 3), note="kado")
    run("UPDATE orders SET courier = 'JNE', service = 'REG' WHERE id = ?", (order.id,))
    run("UPDATE order_line SET options = ? WHERE order_id = ?", ('[["Engraving", "Ayu"]]', order.id))
    article = run("SELECT article_id FROM order_line WHERE order_id = ?", (order.id,)).fetchone()[0]
    if article is not None:
        run("UPDATE article SET fragile = ? WHERE id = ?", (True, article))
    packing.open_order(order.id)
    made = {task.text for task in tasks.of(order.id)}
    assert made >= {"total", "units", "article", "first", "courier", "option", "note"}
    assert ("fragile" in made) is (article is not None)
    again = shop.order(("TEA", 1))
    packing.open_order(again.id)
    assert {task.text for task in tasks.of(again.id)} == set()  # the same buyer once more: not the first


@pytest.mark.parametrize(
    "rule",
    [
        TaskRule(What.OWN), TaskRule(What.WRAP, When.NOTE, " , "), TaskRule(What.WRAP, When.TOTAL, "much"),
        TaskRule(What.WRAP, When.UNITS, "0"), TaskRule(What.WRAP, When.ARTICLE, ""),
        TaskRule(What.WRAP, When.TOTAL, "NaN"),
    ],
)  # fmt: skip
def test_a_rule_that_says_nothing_is_refused(rule):
    before = tasks.rules()
    with pytest.raises(BadInput):
        tasks.save_rule(rule)
    assert tasks.rules() == before


def test_a_rule_is_changed_removed_and_brought_back():
    kept = tasks.save_rule(TaskRule(What.OWN, When.TOTAL, "500000", "Add a sample"))
    changed = tasks.save_rule(TaskRule(What.OWN, When.UNITS, "9", "Two samples", active=False, id=kept.id))
    assert tasks.rules()[-1] == changed
    tasks.remove_rule(kept.id)
    assert changed not in tasks.rules()
    with pytest.raises(NotFound):
        tasks.save_rule(changed)
    tasks.restore_rule(changed)
    assert changed in tasks.rules()


def test_notes_and_tasks_stand_side_by_side():
    only(TaskRule(What.WRAP, When.NOTE, "kado"))
    order = shop.order(("TEA", 1), note="Bungkus kado")
    seat = Seat()
    seat.show(order.id)
    assert [each.gate for each in scan(seat, "TEA").standing] == [Gate.NOTE, Gate.TASK]
    assert command(seat, Command.DONE).happened is Happened.DONE
    assert notes.standing(order.id)
    assert command(seat, Command.SEEN).happened is Happened.CLOSED
