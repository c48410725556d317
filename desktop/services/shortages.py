"""Short picks: what was not there, why, and what becomes of the order; and who else needed the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.domain.picking import Outcome, Reason
from desktop.domain.rights import Right
from desktop.i18n import N_, words
from desktop.models.base import ms, run, utc
from desktop.services import history, orders, permits, settings, stock
from desktop.services.addresses import language_of
from desktop.services.changes import Change, Work, actor, now, unit

DRAFT = "short-pick"
REASONS: dict[Reason, str] = {
    Reason.NOT_THERE: N_("Not there"),
    Reason.DAMAGED: N_("Damaged"),
    Reason.WRONG_ITEM: N_("Another item lies there"),
    Reason.OUT_OF_REACH: N_("Cannot be reached now"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.OPEN: N_("Not decided"),
    Outcome.WAIT: N_("The order waits"),
    Outcome.PART: N_("Send what is there"),
    Outcome.CANCEL: N_("Cancel what is missing"),
}
_IN_THE_HOUSE = "o.fulfilment IN ('open', 'picking', 'packing')"
_COLUMNS = (
    "SELECT s.id, s.order_id, o.number, s.line_id, coalesce(a.sku, l.sku), coalesce(nullif(l.name, ''), l.sku),"
    " s.units, s.reason, s.outcome, s.at, s.who, s.article_id FROM short_pick s JOIN orders o ON o.id = s.order_id"
    " JOIN order_line l ON l.id = s.line_id LEFT JOIN article a ON a.id = s.article_id"
)


@dataclass(frozen=True, slots=True)
class ShortRow:
    """Units of one line that could not be picked."""

    id: int
    order_id: int
    number: str
    line_id: int
    sku: str
    name: str
    units: int
    reason: Reason
    outcome: Outcome
    at: datetime
    who: str
    article_id: int | None


@dataclass(frozen=True, slots=True)
class Needing:
    """Another order that the shelf cannot fill now."""

    order_id: int
    number: str
    missing: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Words for a buyer, in the buyer's language, that nobody has sent yet."""

    id: int
    order_id: int
    language: str
    text: str
    made_at: datetime


def declare(
    work: Work, op_id: str, wave_id: int | None, missing: Sequence[tuple[int, int, int]], article_id: int | None,
    reason: Reason, outcome: Outcome,
) -> None:  # fmt: skip
    """Keep what was missing, as (order, line, units); part of the caller's unit.

    The stock is corrected where the reason says what really lies there. With no outcome chosen the order waits on hold
    until somebody chooses.
    """
    _correct(article_id, reason, sum(units for _order, _line, units in missing), op_id)
    for turn, (order_id, line_id, units) in enumerate(missing):
        run(
            "INSERT INTO short_pick (op_id, wave_id, order_id, line_id, article_id, units, reason, outcome, at, who)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)",
            (f"{op_id}/{turn}" if turn else op_id, wave_id, order_id, line_id, article_id, units, reason.value,
             ms(now()), actor().who),
        )  # fmt: skip
        history.note(work, order_id, "short", f"{units} x {_sku(line_id)}: {REASONS[reason]}")
    for order_id in dict.fromkeys(order_id for order_id, _line, _units in missing):
        _settle(work, order_id, outcome)


def decide(order_id: int, outcome: Outcome) -> None:
    """Choose what becomes of an order that misses units.

    Raises:
        NotAllowed: nothing is missing for it.
    """
    with unit() as work:
        if not of_order(order_id):
            raise NotAllowed(ref=history.called(order_id), reason=N_("nothing is missing for it."), action="decide")
        _settle(work, order_id, outcome)


def of_order(order_id: int) -> list[ShortRow]:
    """What is missing for an order and has not ended, the oldest first."""
    return _select("s.order_id = ? AND s.ended_at IS NULL", (order_id,))


def waiting(limit: int = 200) -> list[ShortRow]:
    """Everything that is missing for orders in the house, the oldest first."""
    return _select(f"s.ended_at IS NULL AND {_IN_THE_HOUSE} AND s.outcome <> 'cancel'", (), limit)


def others_needing(article_id: int, except_orders: Iterable[int] = ()) -> list[Needing]:
    """Orders that need this article and will find the shelf empty, by their promise."""
    shelf, named, left_out = _on_shelf(article_id), [], set(except_orders)
    rows = run(
        "SELECT o.id, o.number, sum(l.ordered - l.cancelled - CASE WHEN l.packed > f.fetched THEN l.packed"
        " ELSE f.fetched END) FROM orders o JOIN order_line l ON l.order_id = o.id JOIN"
        " (SELECT x.id, (SELECT coalesce(sum(k.picked), 0) FROM pick k WHERE k.line_id = x.id) AS fetched"
        "  FROM order_line x WHERE x.article_id = ?) AS f ON f.id = l.id"
        " WHERE o.stage IN ('to-pick', 'to-pack') AND l.needs_packing GROUP BY o.id, o.number, o.due_at"
        " ORDER BY o.due_at, o.id",
        (article_id,),
    ).fetchall()
    for order_id, number, units in rows:
        wanted = int(units)
        if int(order_id) in left_out or wanted <= 0:
            continue
        if wanted > shelf:
            named.append(Needing(int(order_id), str(number), wanted - max(0, shelf)))
        shelf -= wanted
    return named


def release_ready(article_ids: Iterable[int] | None = None) -> list[int]:
    """Let orders go on whose missing units have come, the earliest promise first; returns them."""
    released: list[int] = []
    with unit() as work:
        rows = run(
            "SELECT DISTINCT s.order_id, o.due_at FROM short_pick s JOIN orders o ON o.id = s.order_id"
            f" WHERE s.ended_at IS NULL AND s.outcome IN ('wait', 'part') AND {_IN_THE_HOUSE}"
            " ORDER BY o.due_at, s.order_id"
        ).fetchall()
        shelf: dict[int, int] = {}
        only = None if article_ids is None else set(article_ids)
        for order_id, _due in rows:
            if _come(work, int(order_id), shelf, only):
                released.append(int(order_id))
    return released


def hear(changes: frozenset[Change]) -> None:
    """What was committed: where an article's stock has changed, orders that waited for it may go on."""
    articles = {change.id for change in changes if change.kind == "article"}
    if articles and run("SELECT 1 FROM short_pick WHERE ended_at IS NULL LIMIT 1").fetchone():
        release_ready(articles)


def draft(order_id: int) -> Draft | None:
    """The newest words that wait to be sent to the buyer of an order."""
    row = run(
        "SELECT id, language, text, made_at FROM draft WHERE order_id = ? AND used_at IS NULL ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    return None if row is None else Draft(int(row[0]), order_id, str(row[1]), str(row[2]), utc(row[3]))


def use_draft(order_id: int) -> None:
    """The draft was sent or thrown away."""
    with unit() as work:
        run("UPDATE draft SET used_at = ? WHERE order_id = ? AND used_at IS NULL", (ms(now()), order_id))
        work.changed("order", order_id)


def _settle(work: Work, order_id: int, outcome: Outcome) -> None:
    """Do what the outcome means for everything that is missing for an order. Cancelling is the office's right."""
    if outcome is Outcome.CANCEL:
        permits.require(Right.ORDERS)
    rows = of_order(order_id)
    state = history.state_of(order_id, lock=True)
    if outcome is Outcome.PART and _nothing_else(order_id, rows):
        outcome = Outcome.WAIT
    run("UPDATE short_pick SET outcome = ? WHERE order_id = ? AND ended_at IS NULL", (outcome.value, order_id))
    if outcome in (Outcome.OPEN, Outcome.WAIT):
        _wait(work, order_id, rows)
    else:
        if outcome is Outcome.CANCEL:
            _cancel(work, order_id, rows)
        if state.held and _held_for_this(order_id):
            run("UPDATE orders SET hold_reason = '' WHERE id = ?", (order_id,))
            history.move(work, order_id, Action.RELEASE, OUTCOMES[outcome])
    _write_draft(order_id, rows, outcome)
    work.changed("order", order_id)


def _wait(work: Work, order_id: int, rows: Sequence[ShortRow]) -> None:
    """On hold, with the missing lines named; it will begin again at To pick, with what was picked of it."""
    state = history.state_of(order_id)
    named = ", ".join(f"{row.units} x {row.sku}" for row in rows)
    if state.fulfilment is Fulfilment.PICKING:
        history.move(work, order_id, Action.PUT_ASIDE, named)
    if not state.held:
        history.move(work, order_id, Action.HOLD, named)
    run("UPDATE orders SET hold_reason = ? WHERE id = ?", (f"{_MISSING}{named}", order_id))


def _cancel(work: Work, order_id: int, rows: Sequence[ShortRow]) -> None:
    for row in rows:
        run(
            "UPDATE order_line SET cancelled = cancelled + ? WHERE id = ? AND packed + ? <= ordered - cancelled",
            (kits := _kits(row.line_id, row.article_id, row.units), row.line_id, kits),
        )
        run("UPDATE pick SET short = 0 WHERE line_id = ?", (row.line_id,))
        run("UPDATE short_pick SET ended_at = ? WHERE id = ?", (ms(now()), row.id))
    note = history.note(work, order_id, "line-cancelled", ", ".join(f"{row.units} x {row.sku}" for row in rows))
    stock.settle(work, order_id, history.state_of(order_id), f"history:{note}")
    if not run("SELECT 1 FROM order_line WHERE order_id = ? AND needs_packing AND ordered > cancelled LIMIT 1",
               (order_id,)).fetchone() and not history.state_of(order_id).held:  # fmt: skip
        history.move(work, order_id, Action.HOLD, N_("Nothing is left to send."))


def _come(work: Work, order_id: int, shelf: dict[int, int], only: set[int] | None) -> bool:
    """Whether everything that an order misses is there now; then it goes on."""
    rows = run(
        "SELECT id, article_id, units FROM short_pick WHERE order_id = ? AND ended_at IS NULL", (order_id,)
    ).fetchall()
    if only is not None and not any(row[1] in only for row in rows):
        return False
    for _id, article_id, units in rows:
        if article_id is None:
            return False
        there = shelf.setdefault(int(article_id), _on_shelf(int(article_id)))
        if there < int(units):
            return False
    for _id, article_id, units in rows:
        shelf[int(article_id)] -= int(units)
    run("UPDATE short_pick SET ended_at = ? WHERE order_id = ? AND ended_at IS NULL", (ms(now()), order_id))
    run("UPDATE pick SET short = 0 WHERE order_id = ? AND wave_id IN (SELECT id FROM wave WHERE state <> 'open')",
        (order_id,))  # fmt: skip
    if history.state_of(order_id, lock=True).held and _held_for_this(order_id):
        run("UPDATE orders SET hold_reason = '' WHERE id = ?", (order_id,))
        history.move(work, order_id, Action.RELEASE, N_("What was missing has come."))
    work.changed("order", order_id)
    return True


_MISSING = "Missing: "  # what a hold's reason begins with when it is ours to lift


def _held_for_this(order_id: int) -> bool:
    row = run("SELECT hold_reason FROM orders WHERE id = ?", (order_id,)).fetchone()
    return bool(row) and str(row[0]).startswith(_MISSING)


def _nothing_else(order_id: int, rows: Sequence[ShortRow]) -> bool:
    """Whether what is missing is all that the order wants."""
    wanted = run(
        "SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE order_id = ? AND needs_packing", (order_id,)
    ).fetchone()[0]
    return sum(row.units for row in rows) >= int(wanted)


def _correct(article_id: int | None, reason: Reason, units: int, op_id: str) -> None:
    """Bring the count to what is known to be there: an empty bin holds nothing, whatever the books say."""
    if article_id is None or reason is Reason.OUT_OF_REACH:
        return
    sku = str(run("SELECT sku FROM article WHERE id = ?", (article_id,)).fetchone()[0])
    shelf = _on_shelf(article_id)
    several = run("SELECT 1 FROM article_bin WHERE article_id = ? LIMIT 1", (article_id,)).fetchone() is not None
    gone = shelf if reason.empties and not several else min(units, shelf)
    kind = "write-off" if reason is Reason.DAMAGED else "count"
    stock.adjust(sku, -max(0, gone), kind, f"short:{op_id}")


def _on_shelf(article_id: int) -> int:
    """Units of an article that lie in its bins: on hand, less what was fetched and has not left the house."""
    on_hand = int(run("SELECT on_hand FROM article WHERE id = ?", (article_id,)).fetchone()[0])
    away = 0
    for packed, fetched, wanted, fulfilment, known in run(
        "SELECT l.packed, (SELECT coalesce(sum(k.picked), 0) FROM pick k WHERE k.line_id = l.id),"
        " l.ordered - l.cancelled, o.fulfilment, EXISTS (SELECT 1 FROM pick k WHERE k.order_id = o.id)"
        f" FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.article_id = ? AND {_IN_THE_HOUSE}",
        (article_id,),
    ).fetchall():
        paper = fulfilment == Fulfilment.PICKING and not known  # a printed list: nobody reports what was fetched
        away += int(wanted) if paper else max(int(packed), int(fetched))
    away += _in_kits(article_id)
    back = run("SELECT coalesce(sum(units - back), 0) FROM put_back WHERE article_id = ? AND done_at IS NULL",
               (article_id,)).fetchone()[0]  # fmt: skip
    return on_hand - away - int(back)


def _in_kits(article_id: int) -> int:
    """Units of a component that were fetched or packed for kits of orders in the house."""
    rows = run(
        "SELECT q.packed, (SELECT coalesce(sum(k.picked), 0) FROM pick k WHERE k.part_id = q.id) FROM line_part q"
        " JOIN order_line l ON l.id = q.line_id JOIN orders o ON o.id = l.order_id"
        f" WHERE q.article_id = ? AND {_IN_THE_HOUSE}",
        (article_id,),
    ).fetchall()
    return sum(max(int(packed), int(fetched)) for packed, fetched in rows)


def _kits(line_id: int, article_id: int | None, units: int) -> int:
    """How many of a line cannot be made without these units: kits where they are a component, else the units."""
    row = run("SELECT units FROM line_part WHERE line_id = ? AND article_id = ?", (line_id, article_id)).fetchone()
    return -(-units // int(row[0])) if row else units


def _write_draft(order_id: int, rows: Sequence[ShortRow], outcome: Outcome) -> None:
    """A message for the buyer, in the buyer's language; it replaces one that nobody has used."""
    run("UPDATE draft SET used_at = ? WHERE order_id = ? AND kind = ? AND used_at IS NULL",
        (ms(now()), order_id, DRAFT))  # fmt: skip
    if outcome is Outcome.OPEN or not rows:
        return
    view = orders.show(order_id)
    language = language_of(view)
    run(
        "INSERT INTO draft (order_id, kind, language, text, made_at) VALUES (?, ?, ?, ?, ?)",
        (order_id, DRAFT, language, _message(language, view.buyer, view.number, rows, outcome), ms(now())),
    )


def _message(language: str, buyer: str, number: str, rows: Sequence[ShortRow], outcome: Outcome) -> str:
    _ = words(language).gettext
    missing = ", ".join(f"{row.units} x {row.name}" for row in rows)
    if outcome is Outcome.WAIT:
        text = _(
            "Hello {name}, of your order {number} we do not have {missing} in stock right now. We send everything"
            " together as soon as it is here. Would you rather have the rest now? Just answer this message.\n{shop}"
        )
    elif outcome is Outcome.PART:
        text = _(
            "Hello {name}, of your order {number} we do not have {missing} in stock right now. The rest leaves"
            " today; what is missing follows at our cost as soon as it is here.\n{shop}"
        )
    else:
        text = _(
            "Hello {name}, of your order {number} we cannot deliver {missing}. We are sorry. The rest leaves today,"
            " and you get the money for what is missing back.\n{shop}"
        )
    first = buyer.split(" ", maxsplit=1)[0] or buyer
    return text.format(name=first, number=f"#{number}", missing=missing, shop=settings.shop().name).strip()


def _select(where: str, values: tuple[object, ...], limit: int = 500) -> list[ShortRow]:
    rows = run(f"{_COLUMNS} WHERE {where} ORDER BY s.id LIMIT ?", (*values, limit)).fetchall()
    return [ShortRow(*[*row[:7], Reason(row[7]), Outcome(row[8]), utc(row[9]), row[10], row[11]]) for row in rows]


def _sku(line_id: int) -> str:
    row = run("SELECT coalesce(nullif(sku, ''), name) FROM order_line WHERE id = ?", (line_id,)).fetchone()
    return str(row[0]).strip() if row else ""
