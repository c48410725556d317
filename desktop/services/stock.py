"""Stock is the sum of its moves, and every move names its one cause."""

from dataclasses import dataclass

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.order import State
from desktop.domain.stock import Claim, claim, claims_nothing
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.models.catalogue import Article
from desktop.services import levels
from desktop.services.changes import Work, actor, now, unit

_LINES = " FROM order_line l WHERE l.order_id = ? AND l.needs_packing AND l.article_id IS NOT NULL"
_IS_KIT = " EXISTS (SELECT 1 FROM line_part p WHERE p.line_id = l.id)"
_UNCLAIMED = "SELECT l.id, l.article_id, l.ordered - l.cancelled, l.packed, 0, 0, 0, 0," + _IS_KIT + _LINES
_CLAIMS = (
    " (SELECT coalesce(sum(m.reserved), 0) FROM stock_move m WHERE m.line_id = l.id AND m.article_id = {of}),"
    " (SELECT coalesce(sum(-m.on_hand), 0) FROM stock_move m WHERE m.line_id = l.id AND m.article_id = {of}),"
)
# Units in parcels that go ahead of the rest of their order, and in parcels that have left.
_AHEAD, _LEFT = "p.part AND p.state <> 'open'", "p.state = 'shipped'"
_IN = (
    " (SELECT coalesce(sum(s.units), 0) FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id"
    " WHERE s.line_id = l.id AND {which}),"
)
_PART_IN = (
    " (SELECT coalesce(sum(c.units), 0) FROM part_scan c JOIN packing_scan s ON s.id = c.scan_id"
    " JOIN parcel p ON p.id = s.parcel_id WHERE c.part_id = q.id AND {which}),"
)
_CLAIMED = (
    "SELECT l.id, l.article_id, l.ordered - l.cancelled, l.packed," + _CLAIMS.format(of="l.article_id")
    + _IN.format(which=_AHEAD) + _IN.format(which=_LEFT) + _IS_KIT + _LINES
)  # fmt: skip
# A kit is not on any shelf: its components are, and they are what an order of it promises and takes.
_PARTS_CLAIMED = (
    "SELECT l.id, q.article_id, (l.ordered - l.cancelled) * q.units, q.packed,"
    + _CLAIMS.format(of="q.article_id")
    + _PART_IN.format(which=_AHEAD)
    + _PART_IN.format(which=_LEFT)
    + " FALSE FROM order_line l JOIN line_part q ON q.line_id = l.id WHERE l.order_id = ? AND l.needs_packing"
)
_NOTHING = Claim(0, 0)


@dataclass(frozen=True, slots=True)
class Level:
    """Units of one article. What is available may be below zero: more is promised than is there."""

    article_id: int
    sku: str
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Shortage:
    """An order line that the shelf cannot fill: `missing` of its units are promised to nobody's shelf."""

    line_id: int
    sku: str
    missing: int


def level(sku: str) -> Level:
    """What is there of an article.

    Raises:
        NotFound: no article has this SKU.
    """
    article = Article.get_or_none(Article.sku == sku)
    if article is None:
        raise NotFound(what=N_("article"), ref=sku)
    return Level(article.id, article.sku, article.on_hand, article.reserved)


def adjust(sku: str, units: int, kind: str, cause: str) -> Level:
    """Add units to what is on hand (negative: take away), once for each `cause`.

    Raises:
        NotFound: no article has this SKU.
        BadInput: a kind of move that only an order makes.
    """
    if kind not in ("receive", "count", "return", "write-off"):
        raise BadInput(what=N_("The kind of move"), value=kind, next=N_("Use receive, count, return or write-off."))
    with unit() as work:
        article_id = level(sku).article_id
        _move(work, article_id, kind, on_hand=units, reserved=0, cause=cause)
        run("UPDATE article SET counted = ? WHERE id = ?", (True, article_id))
        levels.tell(work, article_id)
        return level(sku)


def count(sku: str, counted: int, cause: str) -> Level:
    """Say how many are really there; the difference becomes a move."""
    with unit():
        return adjust(sku, counted - level(sku).on_hand, "count", cause)


def shortages(order_id: int) -> list[Shortage]:
    """The lines of an order whose article has less on hand than is promised, in the order's own sequence.

    An article that nobody has ever counted or received is not named: nothing is known of its shelf.
    """
    rows = run(
        "SELECT l.id, a.sku, (l.ordered - l.cancelled) * coalesce(q.units, 1) - coalesce(q.packed, l.packed),"
        " a.reserved - a.on_hand FROM order_line l LEFT JOIN line_part q ON q.line_id = l.id"
        " JOIN article a ON a.id = coalesce(q.article_id, l.article_id)"
        " WHERE l.order_id = ? AND a.counted AND a.on_hand < a.reserved"
        " AND (l.ordered - l.cancelled) * coalesce(q.units, 1) > coalesce(q.packed, l.packed)"
        " ORDER BY l.position, q.id",
        (order_id,),
    ).fetchall()
    return [Shortage(line_id, sku, min(open_units, short)) for line_id, sku, open_units, short in rows]


def settle(work: Work, order_id: int, state: State, cause: str, *, fresh: bool = False) -> None:
    """Make the moves that bring the order's lines to what their state claims; none if they are there already.

    Part of the caller's unit. `cause` names the one event behind it, such as "history:12". A `fresh` order has just
    been made, and so has no moves.
    """
    if fresh and claims_nothing(state):
        return
    rows = run(_UNCLAIMED if fresh else _CLAIMED, (order_id,)).fetchall()
    parts = run(_PARTS_CLAIMED, (order_id,)).fetchall() if any(row[8] for row in rows) else []
    for line_id, article_id, ordered, packed, reserved, taken, ahead, left, is_kit in (*rows, *parts):
        # What lies in a box and is no longer wanted is promised to nobody else before it has come out.
        wanted = _NOTHING if is_kit else claim(state, max(ordered, packed), packed, int(ahead), int(left))
        if wanted == Claim(int(reserved), int(taken)):
            continue
        _move(
            work,
            article_id,
            _kind(wanted, int(taken)),
            on_hand=int(taken) - wanted.taken,
            reserved=wanted.reserved - int(reserved),
            cause=f"{cause}/line:{line_id}" + (f"/article:{article_id}" if parts else ""),
            order_id=order_id,
            line_id=line_id,
        )


def promise(work: Work, article_id: int, units: int, kind: str, cause: str, order_id: int | None = None) -> None:
    """Keep units that are in the house from being promised to anybody (negative: let them be), once for each `cause`.

    For what belongs to no line any more, such as units that wait to be put back. Part of the caller's unit.
    """
    _move(work, article_id, kind, on_hand=0, reserved=units, cause=cause, order_id=order_id)


def returned(
    work: Work, article_id: int, on_hand: int, reserved: int, kind: str, cause: str, order_id: int | None
) -> None:
    """Units that have come back, or leave again, once for each `cause`; part of the caller's unit.

    They name no line: what its parcels took stays taken.
    """
    _move(work, article_id, kind, on_hand=on_hand, reserved=reserved, cause=cause, order_id=order_id)


def _kind(wanted: Claim, taken: int) -> str:
    if wanted.taken > taken:
        return "pack"
    if wanted.taken < taken:
        return "unpack"
    return "reserve" if wanted.reserved else "release"


def _move(
    work: Work,
    article_id: int,
    kind: str,
    *,
    on_hand: int,
    reserved: int,
    cause: str,
    order_id: int | None = None,
    line_id: int | None = None,
) -> None:
    # A replayed cause inserts nothing, and so moves nothing.
    inserted = run(
        "INSERT INTO stock_move (article_id, order_id, line_id, kind, on_hand, reserved, cause, at, who)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cause) DO NOTHING",
        (article_id, order_id, line_id, kind, on_hand, reserved, cause, ms(now()), actor().who),
    ).rowcount
    if inserted:
        run(
            "UPDATE article SET on_hand = on_hand + ?, reserved = reserved + ? WHERE id = ?",
            (on_hand, reserved, article_id),
        )
        work.changed("article", article_id)
        if on_hand != reserved:  # else as many are free as before
            levels.tell(work, article_id)
