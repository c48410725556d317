"""After an unknown code: a supervisor may give it to the article of a line, and it counts at once."""

from dataclasses import replace
from functools import partial

from desktop.domain.codes import Command
from desktop.domain.packing import Verdict
from desktop.domain.rights import Right
from desktop.i18n import _
from desktop.services import binding, orders, packing, people
from desktop.services.bench import counting, persons
from desktop.services.bench.answers import Answer, Ask, Choice, Wants
from desktop.services.bench.place import Place

_MOST = 9  # lines that a digit can choose


def ask_after(place: Place, answer: Answer) -> Answer:
    """The same answer, and the question which article an unknown code belongs to, where this can be asked."""
    result = answer.result
    if result is None or result.verdict is not Verdict.UNKNOWN or place.order_id is None:
        return answer
    if not binding.may_be_bound(result.code) or not (people.may(Right.BIND) or people.current()):
        return answer
    current = counting.current_line(place)
    lines = [line for line in orders.lines(place.order_id) if line.left and line.article_id and not line.parts]
    lines.sort(key=lambda line: line.id != current)
    if not lines:
        return answer
    choices = tuple(
        Choice(str(turn), ", ".join(part for part in (line.name.strip() or line.sku, line.variant) if part))
        for turn, line in enumerate(lines[:_MOST], start=1)
    )
    text = _("Does {code} belong to one of these?").format(code=result.code[:40])
    ids = [line.id for line in lines[:_MOST]]
    question = Ask(Wants.BIND, text, line_id=ids[0], choices=choices, detail=result.code)
    place.ask(question, partial(_reply, place, ids, result.code))
    return replace(answer, ask=question)


def _reply(place: Place, line_ids: list[int], code: str, text: str, op_id: str) -> Answer:
    order_id = place.opened()

    def bind(line_id: int) -> Answer:
        binding.bind(order_id, line_id, code)
        return place.keep(counting.counted(order_id, packing.scan(order_id, code, op_id=op_id)))

    if text.isdecimal() and 0 < int(text) <= len(line_ids):
        line_id = line_ids[int(text) - 1]
        return persons.allowed(place, Right.BIND, code, partial(bind, line_id), order_id)
    if text == Command.YES:
        return persons.allowed(place, Right.BIND, code, partial(bind, line_ids[0]), order_id)
    people.approve(text, Right.BIND, order_id, code)  # a badge: the first line is meant
    with people.granting(Right.BIND):
        return bind(line_ids[0])
