"""Quality checks per article: a question for each unit, line or order; a fault puts the order on hold."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from desktop.domain import checks as decide
from desktop.domain.checks import CheckRule, Kind, Per
from desktop.domain.closing import Gate, Standing
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.order import Action
from desktop.domain.tasks import listed, matches
from desktop.i18n import N_, _, number
from desktop.models.base import insert, ms, run, storable
from desktop.services import box_photos, history
from desktop.services.changes import actor, new_op_id, now, unit

__all__ = [
    "CheckRule", "Kind", "Per", "Question", "answer", "due", "remove_rule", "restore_rule", "rules", "save_rule",
    "standing",
]  # fmt: skip

_FIELDS = "articles, question, kind, unit, low, high, per, active, id"
_SKUS = N_("Give SKUs with commas between; * stands for any signs.")
_YES, _NO = ("yes", "1"), ("no", "2")


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered; `left` times. `line_id` None: for the order as a whole."""

    rule: CheckRule
    line_id: int | None
    left: int
    article: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was kept. `passed` False: the order is on hold now, and `reason` says why."""

    passed: bool
    said: str
    reason: str = ""


def rules() -> list[CheckRule]:
    return [_rule(row) for row in run(f"SELECT {_FIELDS} FROM check_rule ORDER BY id").fetchall()]


def save_rule(rule: CheckRule) -> CheckRule:
    """Keep a rule, or what was changed of it.

    Raises:
        BadInput: no article, no question, or limits that no value fits.
        NotFound: it was removed meanwhile.
    """
    _check(rule)
    with unit() as work:
        work.changed("settings", 0)
        if not rule.id:
            new = insert(f"INSERT INTO check_rule ({_FIELDS.removesuffix(', id')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         _values(rule))  # fmt: skip
            return replace(rule, id=new)
        changed = run(
            "UPDATE check_rule SET articles = ?, question = ?, kind = ?, unit = ?, low = ?, high = ?, per = ?,"
            " active = ? WHERE id = ?",
            (*_values(rule), rule.id),
        ).rowcount
        if not changed:
            raise NotFound(what=N_("rule"), ref=rule.id)
        return rule


def restore_rule(rule: CheckRule) -> None:
    """Bring back a rule that was removed, with its own id."""
    with unit() as work:
        run(f"INSERT INTO check_rule ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*_values(rule), rule.id))
        work.changed("settings", 0)


def remove_rule(rule_id: int) -> None:
    """Forget a rule; what was answered stays."""
    with unit() as work:
        run("DELETE FROM check_rule WHERE id = ?", (rule_id,))
        work.changed("settings", 0)


def due(order_id: int) -> list[Question]:
    """The questions that units in the box still leave open, in the order of the rules and of the lines."""
    active = [_rule(row) for row in run(f"SELECT {_FIELDS} FROM check_rule WHERE active ORDER BY id").fetchall()]
    if not active:
        return []
    lines = run(
        "SELECT l.id, l.sku, l.name, CASE WHEN l.packed > l.ordered - l.cancelled THEN l.ordered - l.cancelled"
        " ELSE l.packed END FROM order_line l WHERE l.order_id = ? AND l.needs_packing AND l.packed > 0"
        " ORDER BY l.position, l.id",
        (order_id,),
    ).fetchall()
    answers = run(
        "SELECT rule_id, line_id, count(*) FROM check_answer WHERE order_id = ? AND passed GROUP BY rule_id, line_id",
        (order_id,),
    ).fetchall()
    found = []
    for rule in active:
        packed = {line: int(units) for line, sku, _name, units in lines if matches(sku, rule.articles)}
        passed = {line: int(count) for rule_id, line, count in answers if rule_id == rule.id}
        names = {line: name.strip() or sku for line, sku, name, _units in lines}
        found += [Question(rule, line, left, names.get(line, "") if line is not None else "")
                  for line, left in decide.due(rule, packed, passed)]  # fmt: skip
    return found


def standing(order_id: int) -> list[Standing]:
    """The gate: every question that has no good answer."""
    return [Standing(Gate.CHECK, _say(question), question.rule.id, question.line_id) for question in due(order_id)]


def answer(order_id: int, rule_id: int, line_id: int | None, text: str, op_id: str = "") -> Answered:
    """Keep an answer: yes or no, a value, or a photo's file. One that is not good puts the order on hold.

    Raises:
        NotFound: the rule was removed meanwhile.
        BadInput: it is no answer to this question.
        PhotoRefused: the file is no picture.
    """
    row = run(f"SELECT {_FIELDS} FROM check_rule WHERE id = ?", (rule_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("question"), ref=rule_id)
    rule = _rule(row)
    kept, passed = _judged(rule, text)
    if rule.kind is Kind.PHOTO:
        kept = _photo(order_id, kept)
    said = _told(rule, kept, passed)
    reason = "" if passed else _("Check failed: {question} {answer}").format(question=rule.question, answer=said)
    here = actor()
    with unit() as work:
        written = run(
            "INSERT INTO check_answer (op_id, order_id, line_id, rule_id, question, answer, passed, at, who, bench)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (op_id) DO NOTHING",
            (op_id or new_op_id(), order_id, line_id, rule_id, rule.question, kept, passed, ms(now()), here.who,
             here.bench),
        ).rowcount  # fmt: skip
        if written:
            history.note(work, order_id, "checked" if passed else "check-failed", f"{rule.question} {said}")
        if written and not passed:
            history.move(work, order_id, Action.HOLD, reason)
            run("UPDATE orders SET hold_reason = ? WHERE id = ?", (reason, order_id))
    return Answered(passed, said, reason)


def _judged(rule: CheckRule, text: str) -> tuple[str, bool]:
    """What to keep of an answer, and whether it is good."""
    given = storable(text.strip())
    if rule.kind is Kind.PHOTO:
        return given, True
    if rule.kind is Kind.YES_NO:
        if given.casefold() not in (*_YES, *_NO):
            raise BadInput(what=N_("The answer"), value=given[:40], next=N_("Answer yes or no."))
        passed = given.casefold() in _YES
        return "yes" if passed else "no", passed
    value = decide.measured(given, rule.unit)
    if value is None:
        raise BadInput(what=N_("The value"), value=given[:40], next=N_("Give a number, such as 12.5."))
    return _plain(value), decide.is_good(rule, value)


def _photo(order_id: int, file: str) -> str:
    """Keep the picture beside the other photos; returns its name there."""
    try:
        picture = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise box_photos.PhotoRefused(reason=N_("its file cannot be read.")) from error
    return box_photos.store(picture, f"check-{order_id}")


def _told(rule: CheckRule, kept: str, passed: bool) -> str:
    if rule.kind is Kind.YES_NO:
        return _("Yes") if passed else _("No")
    if rule.kind is Kind.PHOTO:
        return _("photo kept")
    return f"{number(Decimal(kept))}\u00a0{rule.unit}".strip()


def _say(question: Question) -> str:
    text = f"{question.article}: {question.rule.question}" if question.article else question.rule.question
    return f"{text} × {number(question.left)}" if question.left > 1 else text


def _rule(row: tuple[object, ...]) -> CheckRule:
    articles, text, kind, measure, low, high, per, active, row_id = row
    return CheckRule(
        str(articles), str(text), Kind(str(kind)), str(measure), Decimal(str(low)) if low else None,
        Decimal(str(high)) if high else None, Per(str(per)), bool(active), int(str(row_id)),
    )  # fmt: skip


def _values(rule: CheckRule) -> tuple[object, ...]:
    low, high = ("" if limit is None else _plain(limit) for limit in (rule.low, rule.high))
    return (rule.articles.strip(), rule.question.strip(), rule.kind.value, rule.unit.strip(), low, high,
            rule.per.value, rule.active)  # fmt: skip


def _plain(value: Decimal) -> str:
    """Without an exponent, and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check(rule: CheckRule) -> None:
    if not listed(rule.articles):
        raise BadInput(what=N_("The article"), value="", next=_SKUS)
    if not rule.question.strip():
        raise BadInput(what=N_("The question"), value="", next=N_("Write what the packer is to look at."))
    if rule.low is not None and rule.high is not None and rule.low > rule.high:
        raise BadInput(what=N_("The lowest value"), value=_plain(rule.low), next=N_("Give one below the highest."))
