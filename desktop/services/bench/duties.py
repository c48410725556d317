"""Pack tasks and questions of quality at the bench: done and answered by key, by click, or by the command card."""

from dataclasses import replace
from functools import partial

from desktop.domain import codes
from desktop.domain.checks import Kind
from desktop.domain.closing import Gate, Standing
from desktop.domain.codes import Command
from desktop.domain.errors import NotAllowed
from desktop.domain.packing import Verdict
from desktop.i18n import N_, _
from desktop.services import checks, orders, packing, tasks
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place, Waiting
from desktop.services.checks import Question

_WANTS = {Kind.YES_NO: Wants.YES_NO, Kind.VALUE: Wants.VALUE, Kind.PHOTO: Wants.PHOTO}
_ASKS = {Happened.OPENED, Happened.DONE, Happened.SEEN, Happened.COUNTED}


def done(place: Place, op_id: str) -> Answer | None:
    """DONE: the first open task is done; without one, the first open question is asked."""
    order_id = place.opened()
    for task in tasks.of(order_id):
        if task.done_at is None:
            return _finish(place, task.id)
    for question in checks.due(order_id):
        return _ask(place, question)
    return None


def digit(place: Place, op_id: str, *, key: str) -> Answer | None:
    """A digit with nothing asked: the task of that number is done, counted as they stand before closing."""
    standing = tasks.standing(place.opened()) if place.order_id is not None else []
    turn = int(key)
    return _finish(place, standing[turn - 1].id) if 1 <= turn <= len(standing) else None


def do(place: Place, wanted: Standing) -> Answer:
    """What a click on a task or a question does.

    Raises:
        NotAllowed: it is no longer open.
    """
    if wanted.gate is Gate.TASK:
        return _finish(place, wanted.id)
    for question in checks.due(place.opened()):
        if (question.rule.id, question.line_id) == (wanted.id, wanted.line_id):
            return _ask(place, question)
    raise NotAllowed(ref=N_("This bench"), reason=N_("it has no use for this command now."), action="check")


def follow(place: Place, answer: Answer) -> Answer:
    """After a scan: ask the question of the unit that was counted; forget one whose unit was taken out again."""
    order_id = place.order_id
    undone = answer.result is not None and answer.result.verdict is Verdict.UNDONE
    if undone and place.waiting is not None and _is_ours(place.waiting):
        place.waiting = None
        answer = replace(answer, ask=None)
    counted = answer.result is None or answer.result.verdict.counts
    if order_id is None or place.waiting is not None or answer.ask or answer.happened not in _ASKS or not counted:
        return answer
    open_ = checks.due(order_id)
    if not open_:
        return answer
    line_id = answer.result.line_id if answer.result is not None else None
    question = next((each for each in open_ if each.line_id == line_id), open_[0])
    return replace(answer, ask=_ask(place, question).ask)


def _finish(place: Place, task_id: int) -> Answer:
    task = tasks.finish(task_id)
    return place.settle(Happened.DONE, _("Done: {task}").format(task=task.text))


def _ask(place: Place, question: Question, given: str = "") -> Answer:
    rule = question.rule
    choices = (Choice("1", _("Yes")), Choice("2", _("No"))) if rule.kind is Kind.YES_NO else ()
    ask = Ask(_WANTS[rule.kind], rule.question, question.line_id, choices, rule.unit, given or _limits(question))
    return place.ask(ask, partial(_reply, place, question, given))


def _reply(place: Place, question: Question, given: str, text: str, op_id: str) -> Answer:
    """One answer: typed or chosen, the card's YES and NO, a scale's weight, a photo's file.

    Digits of the card are put together until DONE or YES gives them.
    """
    code = codes.read(text)
    command = Command(code.value) if code.kind is codes.Kind.COMMAND else None
    if question.rule.kind is Kind.VALUE and command is not None:
        if command.digit:
            return _ask(place, question, given + command.digit)
        text = given
    order_id = place.opened()
    kept = checks.answer(order_id, question.rule.id, question.line_id, text.lower() if command else text, op_id)
    place.waiting = None
    if not kept.passed:
        packing.put_aside(order_id)
        return place.keep(Answer(Happened.ASIDE, orders.show(order_id), said=kept.reason))
    return place.settle(Happened.DONE, f"{question.rule.question} {kept.said}")


def _limits(question: Question) -> str:
    """What is good, for who measures: the article, and from where to where."""
    low, high, unit = question.rule.low, question.rule.high, question.rule.unit
    within = ""
    if question.rule.kind is Kind.VALUE and low is not None and high is not None:
        within = _("{low} to {high} {unit}").format(low=f"{low:f}", high=f"{high:f}", unit=unit).strip()
    elif question.rule.kind is Kind.VALUE and low is not None:
        within = _("at least {low} {unit}").format(low=f"{low:f}", unit=unit).strip()
    elif question.rule.kind is Kind.VALUE and high is not None:
        within = _("at most {high} {unit}").format(high=f"{high:f}", unit=unit).strip()
    return " · ".join(text for text in (question.article, within) if text)


def _is_ours(waiting: Waiting) -> bool:
    return getattr(waiting.reply, "func", None) is _reply
