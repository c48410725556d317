"""Pack tasks by rule: made when an order comes to the bench, and in the way of closing until they are done."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from desktop.domain import tasks as decide
from desktop.domain.closing import Gate, Standing
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.tasks import Facts, What, When
from desktop.i18n import N_, _, decimals
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, orders, printing
from desktop.services.addresses import language_of
from desktop.services.changes import Work, actor, now, unit
from desktop.services.orders import OrderView

WORDS = {
    What.CARD: N_("Thank-you card for {name}"),
    What.WRAP: N_("Gift wrap"),
    What.FRAGILE: N_("Fragile: pad it well"),
}
_CARD = "thank-you-card"
_SKUS = N_("Give SKUs with commas between; * stands for any signs.")


@dataclass(frozen=True, slots=True)
class TaskRule:
    """`value` belongs to `when`; `text` is what the packer reads, "" for our own words. `id` 0: not kept yet."""

    what: What
    when: When = When.ALWAYS
    value: str = ""
    text: str = ""
    active: bool = True
    id: int = 0


@dataclass(frozen=True, slots=True)
class PackTask:
    """One thing to do for one order; `done_at` None: it is still open. `text` is in the screen's language."""

    id: int
    what: What
    text: str
    done_at: datetime | None = None
    done_by: str = ""


def rules() -> list[TaskRule]:
    """All rules in the order in which they were made."""
    rows = run("SELECT what, condition, value, text, active, id FROM task_rule ORDER BY id").fetchall()
    return [TaskRule(What(row[0]), When(row[1]), row[2], row[3], bool(row[4]), row[5]) for row in rows]


def save_rule(rule: TaskRule) -> TaskRule:
    """Keep a rule, or what was changed of it; orders that come to the bench from now on follow it.

    Raises:
        BadInput: its condition or its task says nothing.
        NotFound: it was removed meanwhile.
    """
    _check(rule)
    values = (rule.active, rule.what.value, rule.when.value, rule.value.strip(), rule.text.strip())
    with unit() as work:
        work.changed("settings", 0)
        if not rule.id:
            new = insert("INSERT INTO task_rule (active, what, condition, value, text) VALUES (?, ?, ?, ?, ?)", values)
            return TaskRule(rule.what, rule.when, rule.value.strip(), rule.text.strip(), rule.active, new)
        changed = run("UPDATE task_rule SET active = ?, what = ?, condition = ?, value = ?, text = ? WHERE id = ?",
                      (*values, rule.id)).rowcount  # fmt: skip
        if not changed:
            raise NotFound(what=N_("rule"), ref=rule.id)
        return TaskRule(rule.what, rule.when, rule.value.strip(), rule.text.strip(), rule.active, rule.id)


def restore_rule(rule: TaskRule) -> None:
    """Bring back a rule that was removed, with its own id."""
    with unit() as work:
        run("INSERT INTO task_rule (active, what, condition, value, text, id) VALUES (?, ?, ?, ?, ?, ?)",
            (rule.active, rule.what.value, rule.when.value, rule.value, rule.text, rule.id))  # fmt: skip
        work.changed("settings", 0)


def remove_rule(rule_id: int) -> None:
    """Forget a rule; tasks that it has made stay."""
    with unit() as work:
        run("DELETE FROM task_rule WHERE id = ?", (rule_id,))
        work.changed("settings", 0)


def make(work: Work, order_id: int) -> None:
    """Give an order that comes to the bench its tasks; those it has stay as they are. Part of the caller's unit.

    A thank-you card is printed with its task, once.
    """
    active = [rule for rule in rules() if rule.active]
    if not active:
        return
    facts = _facts(orders.show(order_id))
    for rule in active:
        if not decide.applies(rule.when, rule.value, facts):
            continue
        made = run(
            "INSERT INTO pack_task (order_id, rule_id, what, text, made_at, done_by, bench)"
            " VALUES (?, ?, ?, ?, ?, '', '') ON CONFLICT (order_id, what, text) DO NOTHING",
            (order_id, rule.id, rule.what.value, rule.text, ms(now())),
        ).rowcount
        if made and rule.what is What.CARD:
            printing.queue_automatic(work, _CARD, order_id, None, version=1)


def planned(view: OrderView) -> list[tuple[What, str]]:
    """What would still be to do if the order came to a bench now, with the rules' own words; nothing is made."""
    facts = _facts(view)
    wanted = dict.fromkeys(
        (rule.what, rule.text) for rule in rules() if rule.active and decide.applies(rule.when, rule.value, facts)
    )
    rows = run("SELECT what, text, done_at FROM pack_task WHERE order_id = ? ORDER BY id", (view.id,)).fetchall()
    there = {(What(what), str(text)): done_at for what, text, done_at in rows}
    return [task for task in (there | wanted) if there.get(task) is None]


def of(order_id: int) -> list[PackTask]:
    """The tasks of an order, done ones too, in the order of the rules."""
    rows = run(
        "SELECT t.id, t.what, t.text, t.done_at, t.done_by, o.buyer FROM pack_task t JOIN orders o ON o.id = t.order_id"
        " WHERE t.order_id = ? ORDER BY t.id",
        (order_id,),
    ).fetchall()
    return [
        PackTask(task_id, What(what), _say(What(what), text, buyer), utc(done_at) if done_at else None, done_by)
        for task_id, what, text, done_at, done_by, buyer in rows
    ]


def standing(order_id: int) -> list[Standing]:
    """The gate: the tasks that are still open."""
    return [Standing(Gate.TASK, task.text, task.id) for task in of(order_id) if task.done_at is None]


def finish(task_id: int) -> PackTask:
    """A task is done; one that was done before stays as it is.

    Raises:
        NotFound: there is no such task.
    """
    return _mark(task_id, done=True)


def take_back(task_id: int) -> PackTask:
    """A task is not done after all.

    Raises:
        NotFound: there is no such task.
    """
    return _mark(task_id, done=False)


def _mark(task_id: int, *, done: bool) -> PackTask:
    with unit() as work:
        row = run("SELECT order_id FROM pack_task WHERE id = ?", (task_id,)).fetchone()
        if row is None:
            raise NotFound(what=N_("task"), ref=task_id)
        here = actor()
        values = (ms(now()), here.who, here.bench) if done else (None, "", "")
        changed = run(
            "UPDATE pack_task SET done_at = ?, done_by = ?, bench = ? WHERE id = ? AND (done_at IS NULL) = ?",
            (*values, task_id, done),
        ).rowcount
        task = next(task for task in of(int(row[0])) if task.id == task_id)
        if changed:
            history.note(work, int(row[0]), "task-done" if done else "task-open", task.text)
        return task


def _facts(view: OrderView) -> Facts:
    lines = [line for line in view.lines if line.wanted > 0 and line.needs_packing]
    articles = [line.article_id for line in lines if line.article_id is not None]
    marks = ", ".join("?" for _each in articles) or "NULL"
    fragile = run(f"SELECT 1 FROM article WHERE id IN ({marks}) AND fragile LIMIT 1", tuple(articles)).fetchone()
    return Facts(
        language=language_of(view),
        notes=(view.note, *(line.note for line in lines)),
        options=tuple(f"{name}: {value}" for line in lines for name, value in line.options),
        skus=tuple(line.sku for line in lines),
        fragile=fragile is not None,
        total=Decimal(view.total_minor).scaleb(-decimals(view.currency)),
        first=_is_first(view.id),
        courier=f"{view.courier} {view.service}",
        units=sum(line.wanted for line in lines),
    )


def _is_first(order_id: int) -> bool:
    """Whether nothing was sold to this buyer before."""
    return not run(
        "SELECT 1 FROM orders o JOIN orders me ON me.id = ? WHERE o.customer_id = me.customer_id AND o.id <> me.id"
        " AND o.kind = 'order' AND o.fulfilment <> 'cancelled'"
        " AND (o.placed_at < me.placed_at OR (o.placed_at = me.placed_at AND o.id < me.id)) LIMIT 1",
        (order_id,),
    ).fetchone()


def _say(what: What, text: str, buyer: str) -> str:
    if text:
        return text
    if what is What.CARD and not buyer.strip():
        return _("Thank-you card")
    return _(WORDS[what]).format(name=" ".join(buyer.split(maxsplit=1)[:1]))


def _check(rule: TaskRule) -> None:
    value = rule.value.strip()
    if rule.what is What.OWN and not rule.text.strip():
        raise BadInput(what=N_("The task"), value="", next=N_("Say what is to be done."))
    if rule.when in (When.NOTE, When.OPTION, When.COURIER) and not decide.listed(value):
        raise BadInput(what=N_("The word"), value="", next=N_("Give one or more, with commas between."))
    if rule.when is When.ARTICLE and not decide.listed(value):
        raise BadInput(what=N_("The article"), value="", next=_SKUS)
    if rule.when is When.TOTAL and not _is_amount(value):
        raise BadInput(what=N_("The amount"), value=value, next=N_("Give a number, such as 500000."))
    if rule.when is When.UNITS and not (value.isdecimal() and int(value) > 0):
        raise BadInput(what=N_("The number of units"), value=value, next=N_("Give a number above zero."))


def _is_amount(value: str) -> bool:
    try:
        return Decimal(value) >= 0
    except InvalidOperation:
        return False
