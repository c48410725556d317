"""Waves: orders that are fetched from the shelves in one walk, and how far the walk has come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain import codes, picking
from desktop.domain.codes import Kind, gtin14
from desktop.domain.errors import KolliError, NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, is_packable
from desktop.domain.picking import letter, wave_name
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, utc
from desktop.services import bins, history, settings, totes
from desktop.services.changes import Work, actor, new_op_id, now, unit

_RULES = "picking"
_LOOKED_AT = 2000  # of the most urgent orders, when a wave is put together
# Units of a line that are off the shelf for it: fetched by waves, or in the box already.
_FETCHED = "(SELECT coalesce(sum(f.picked), 0) FROM pick f WHERE f.line_id = l.id AND f.part_id = coalesce(q.id, 0))"
_PICKS = (
    "SELECT k.id, k.order_id, k.line_id, coalesce(nullif(k.bin, ''), a.bin, ''), k.picked, k.short, w.position,"
    " coalesce(q.article_id, l.article_id), CASE WHEN q.id IS NULL THEN l.sku ELSE a.sku END,"
    " CASE WHEN q.id IS NULL THEN l.name ELSE a.name END,"
    " CASE WHEN q.id IS NULL THEN coalesce(nullif(l.variant, ''), a.variant, '') ELSE a.variant END,"
    " CASE WHEN q.id IS NULL THEN l.options ELSE '[]' END, CASE WHEN q.id IS NULL THEN l.barcodes ELSE '[]' END,"
    " coalesce(a.photo, ''), coalesce(a.sku, ''), (l.ordered - l.cancelled) * coalesce(q.units, 1),"
    f" coalesce(q.packed, l.packed), {_FETCHED},"
    " w.left_at IS NULL AND o.fulfilment IN ('open', 'picking') AND NOT o.held AND NOT o.conflict"
    " FROM pick k JOIN wave_order w ON w.wave_id = k.wave_id AND w.order_id = k.order_id"
    " JOIN orders o ON o.id = k.order_id JOIN order_line l ON l.id = k.line_id"
    " LEFT JOIN line_part q ON q.id = k.part_id"
    " LEFT JOIN article a ON a.id = coalesce(q.article_id, l.article_id) WHERE k.wave_id = ?"
    " ORDER BY w.position, l.position, k.part_id"
)


class InWave(KolliError):
    text = N_("Order {ref} is in pick list {wave} already. Finish that one, or take the order off it.")


@dataclass(frozen=True, slots=True)
class Rules:
    """How this shop picks. `totes` off: baskets without codes, so that the item's scan alone counts.

    `short`: what becomes of an order that misses units: "ask", or an Outcome.
    """

    most_orders: int = 12
    totes: bool = True
    short: str = "ask"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which orders of To pick a wave takes, the most urgent first. `zone`: those that lie wholly in it."""

    most: int = 0  # 0 = as the rules say
    courier: str | None = None
    zone: str = ""
    single: bool = False
    before: datetime | None = None  # promised before this moment


@dataclass(frozen=True, slots=True)
class Part:
    """What one line gets at a stop. `left` is still to be picked."""

    pick_id: int
    order_id: int
    line_id: int
    letter: str
    picked: int
    left: int
    short: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One article at one bin, for every order of the wave that wants it."""

    key: str  # the article
    article_id: int | None
    bin: str
    sku: str
    name: str
    variant: str
    photo: str
    codes: frozenset[str]
    parts: tuple[Part, ...]

    @property
    def left(self) -> int:
        return sum(part.left for part in self.parts)

    @property
    def picked(self) -> int:
        return sum(part.picked for part in self.parts)

    @property
    def short(self) -> int:
        return sum(part.short for part in self.parts)


@dataclass(frozen=True, slots=True)
class WaveOrder:
    """An order of a wave. `here`: it may still be picked in it. `totes` are the codes of those it lies in."""

    id: int
    number: str
    code: str
    letter: str
    buyer: str
    courier: str
    totes: tuple[str, ...]
    left: int
    picked: int
    short: int
    here: bool


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave as it stands on disk; its stops in walking order, those without a place last."""

    id: int
    code: str
    state: str
    bench: str
    made_at: datetime
    printed_at: datetime | None
    orders: tuple[WaveOrder, ...]
    stops: tuple[Stop, ...]

    @property
    def name(self) -> str:
        return wave_name(self.id)

    @property
    def left(self) -> int:
        return sum(stop.left for stop in self.stops)

    @property
    def units(self) -> int:
        """Units that this walk fetches, with those that it has."""
        return sum(stop.left + stop.picked for stop in self.stops)

    @property
    def open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave in a list; `left` of `units` are still to be picked, `walkers` are the benches that walk it now."""

    id: int
    code: str
    state: str
    bench: str
    made_at: datetime
    orders: int
    left: int
    units: int
    walkers: tuple[str, ...]

    @property
    def name(self) -> str:
        return wave_name(self.id)


@dataclass(frozen=True, slots=True)
class Made:
    """A new wave, and why some of the orders are not in it."""

    wave: WaveView
    refused: tuple[KolliError, ...] = ()


def rules() -> Rules:
    kept = settings.value(_RULES, {})
    return Rules(**{name: kept[name] for name in Rules.__slots__ if name in kept})


def change_rules(**values: object) -> Rules:
    """Set some of them, at once."""
    changed = replace(rules(), **values)  # type: ignore[arg-type]
    settings.remember(_RULES, {name: getattr(changed, name) for name in Rules.__slots__})
    return changed


def choose(wish: Wish) -> list[int]:
    """Orders of To pick that fit the wish and are in no open wave, the most urgent first."""
    where, values = ["o.stage = 'to-pick'", "NOT o.conflict"], list[object]()
    if wish.courier is not None:
        where.append("o.courier = ?")
        values.append(wish.courier)
    if wish.before is not None:
        where.append("o.due_at <= ?")
        values.append(ms(wish.before))
    rows = run(
        f"SELECT o.id FROM orders o WHERE {' AND '.join(where)} AND NOT EXISTS"
        " (SELECT 1 FROM wave_order w WHERE w.order_id = o.id AND w.left_at IS NULL) ORDER BY o.due_at, o.id LIMIT ?",
        (*values, _LOOKED_AT),
    ).fetchall()
    most, chosen = wish.most or rules().most_orders, list[int]()
    for (order_id,) in rows:
        if len(chosen) == most:
            break
        if not (wish.zone or wish.single) or _fits(int(order_id), wish):
            chosen.append(int(order_id))
    return chosen


def zones() -> list[str]:
    """The zones that orders of To pick need something from, by name."""
    rows = run(
        "SELECT DISTINCT a.bin FROM (SELECT id FROM orders WHERE stage = 'to-pick' ORDER BY due_at LIMIT 2000) AS o"
        " JOIN order_line l ON l.order_id = o.id JOIN article a ON a.id = l.article_id WHERE a.bin <> ''"
    ).fetchall()
    return sorted({picking.zone(str(row[0])) for row in rows} - {""})


def make(order_ids: Sequence[int]) -> Made:
    """Put orders into a new wave, in the sequence given: the first is A.

    Raises:
        KolliError: not one of them can be picked; the first reason.
    """
    refused: list[KolliError] = []
    with unit() as work:
        here = actor()
        wave_id = insert(
            "INSERT INTO wave (code, state, bench, who, made_at) VALUES (?, 'open', ?, ?, ?)",
            (new_op_id(), here.bench, here.who, ms(now())),
        )
        run("UPDATE wave SET code = ? WHERE id = ?", (codes.pick_list_code(wave_id), wave_id))
        taken = 0
        for order_id in dict.fromkeys(order_ids):
            try:
                _take_in(work, wave_id, order_id, taken)
                taken += 1
            except KolliError as error:
                refused.append(error)
        if not taken:
            run("DELETE FROM wave WHERE id = ?", (wave_id,))  # it may be part of a unit that goes on
            raise refused[0] if refused else NotFound(what=N_("order"), ref="")
        work.changed("wave", wave_id)
        return Made(show(wave_id), tuple(refused))


def show(wave_id: int) -> WaveView:
    """The wave as it is now.

    Raises:
        NotFound: there is none.
    """
    row = run("SELECT code, state, bench, made_at, printed_at FROM wave WHERE id = ?", (wave_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("pick list"), ref=wave_id)
    code, state, bench, made_at, printed_at = row
    stops = _stops(wave_id)
    return WaveView(wave_id, code, state, bench, utc(made_at), utc(printed_at) if printed_at else None,
                    tuple(_orders(wave_id, stops)), tuple(stops))  # fmt: skip


def find(text: str) -> int:
    """The wave that a scan or a person means, by its code, its name (W-0412) or its number.

    Raises:
        NotFound: there is none.
    """
    code = codes.read(text)
    if code.kind is Kind.PICK_LIST:
        row = run("SELECT id FROM wave WHERE code = ?", (code.value,)).fetchone()
    else:
        digits = text.strip().upper().removeprefix("W").removeprefix("-")
        plain = digits.isascii() and digits.isdigit() and len(digits) < 10
        row = run("SELECT id FROM wave WHERE id = ?", (int(digits),)).fetchone() if plain else None
    if row is None:
        raise NotFound(what=N_("pick list"), ref=text)
    return int(row[0])


def of_order(order_id: int) -> int | None:
    """The open wave that an order is in."""
    row = run("SELECT wave_id FROM wave_order WHERE order_id = ? AND left_at IS NULL", (order_id,)).fetchone()
    return int(row[0]) if row else None


def page(state: str = "open", limit: int = 50) -> list[WaveRow]:
    """Waves of a state, the newest first."""
    rows = run(
        "SELECT id, code, state, bench, made_at FROM wave WHERE state = ? ORDER BY id DESC LIMIT ?", (state, limit)
    ).fetchall()
    return [_row(*row) for row in rows]


def take_off(wave_id: int, order_id: int) -> WaveView:
    """Let an order go its own way again: it waits under To pick, and what was picked of it stays picked.

    Raises:
        NotFound: it is not in this wave.
    """
    with unit() as work:
        if not _leave(work, wave_id, order_id):
            raise NotFound(what=N_("order"), ref=order_id)
        _end_if_empty(work, wave_id)
        return show(wave_id)


def finish(wave_id: int) -> WaveView:
    """End the walk: orders that have everything go to To pack, the others wait under To pick with what they have.

    Raises:
        NotFound: there is no such wave.
        NotAllowed: it has ended already.
    """
    with unit() as work:
        view = lock(wave_id)
        if not view.open:
            raise NotAllowed(ref=view.name, reason=N_("it has ended already."), action="finish")
        end(work, view)
        return show(wave_id)


def cancel(wave_id: int) -> WaveView:
    """Give up a wave: every order waits under To pick again, with what was picked of it.

    Raises:
        NotFound, NotAllowed: as `finish`.
    """
    with unit() as work:
        view = lock(wave_id)
        if not view.open:
            raise NotAllowed(ref=view.name, reason=N_("it has ended already."), action="cancel")
        for order in view.orders:
            _leave(work, wave_id, order.id)
        _end(work, wave_id, "cancelled")
        return show(wave_id)


def printed(work: Work, wave_id: int) -> None:
    """The list is in somebody's hand: its orders are picked from now on. Part of the caller's unit."""
    run("UPDATE wave SET printed_at = coalesce(printed_at, ?) WHERE id = ?", (ms(now()), wave_id))
    for (order_id,) in run(
        "SELECT order_id FROM wave_order WHERE wave_id = ? AND left_at IS NULL ORDER BY order_id", (wave_id,)
    ).fetchall():
        state = history.state_of(int(order_id), lock=True)
        if state.fulfilment is Fulfilment.OPEN and is_packable(state):
            history.move(work, int(order_id), Action.PICK, wave_name(wave_id))
    work.changed("wave", wave_id)


def lock(wave_id: int) -> WaveView:
    """The wave, kept from other benches until this unit ends; lines that were added to its orders are in it now."""
    if is_postgres():
        run("SELECT 1 FROM wave WHERE id = ? FOR UPDATE", (wave_id,))
    for (order_id,) in run(
        "SELECT order_id FROM wave_order WHERE wave_id = ? AND left_at IS NULL", (wave_id,)
    ).fetchall():
        _add_lines(wave_id, int(order_id))
    return show(wave_id)


def end(work: Work, view: WaveView) -> None:
    """End a wave that is locked; part of the caller's unit."""
    moment = ms(now())
    for order in sorted(view.orders, key=lambda each: each.id):
        if not order.here:
            continue
        state = history.state_of(order.id, lock=True)
        if order.left == 0 and state.fulfilment is Fulfilment.OPEN and is_packable(state):
            history.move(work, order.id, Action.PICK, view.name)
        if order.left and not order.picked:
            run("UPDATE tote SET order_id = NULL, given_at = NULL WHERE order_id = ?", (order.id,))
        work.changed("order", order.id)
    run("UPDATE wave_order SET left_at = ? WHERE wave_id = ? AND left_at IS NULL", (moment, view.id))
    _end(work, view.id, "done")


def open_again(work: Work, view: WaveView) -> None:
    """A wave that was done is walked again, because its last pick is taken back. Part of the caller's unit.

    Raises:
        NotAllowed: one of its orders is worked on already.
    """
    for order in sorted(view.orders, key=lambda each: each.id):
        state = history.state_of(order.id, lock=True)
        if state.fulfilment is Fulfilment.PICKING:
            if view.printed_at is None:
                history.move(work, order.id, Action.PUT_ASIDE, view.name)
        elif state.fulfilment is not Fulfilment.OPEN:
            continue
        taken = run(
            "UPDATE wave_order SET left_at = NULL WHERE wave_id = ? AND order_id = ? AND NOT EXISTS"
            " (SELECT 1 FROM wave_order w WHERE w.order_id = ? AND w.left_at IS NULL)",
            (view.id, order.id, order.id),
        ).rowcount
        if not taken:
            raise NotAllowed(ref=f"#{order.number}", reason=N_("it is in another pick list already."), action="undo")
    run("UPDATE wave SET state = 'open', done_at = NULL WHERE id = ?", (view.id,))
    work.changed("wave", view.id)


def leave_with(work: Work, wave_id: int, order_id: int) -> None:
    """Take an order off a wave that goes on; part of the caller's unit."""
    _leave(work, wave_id, order_id)


def _take_in(work: Work, wave_id: int, order_id: int, place: int) -> None:
    state = history.state_of(order_id, lock=True)
    ref = "#" + str(run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
    if not is_packable(state):
        raise NotAllowed(
            ref=ref, reason=N_("it cannot be picked now; look at its payment and its state."), action="pick"
        )
    if state.fulfilment is Fulfilment.PACKING:
        raise NotAllowed(ref=ref, reason=N_("it is being packed already."), action="pick")
    taken = run(
        "INSERT INTO wave_order (wave_id, order_id, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (wave_id, order_id, place),
    ).rowcount
    if not taken:
        raise InWave(ref=ref, wave=wave_name(of_order(order_id) or 0))
    if not _add_lines(wave_id, order_id):
        run("DELETE FROM wave_order WHERE wave_id = ? AND order_id = ?", (wave_id, order_id))
        raise NotAllowed(ref=ref, reason=N_("nothing is left to fetch for it."), action="pick")
    history.note(work, order_id, "wave", wave_name(wave_id))


def _add_lines(wave_id: int, order_id: int) -> int:
    """Picks for the lines that still want something; how many lines that are."""
    rows = run(
        "SELECT l.id, coalesce(q.id, 0), (l.ordered - l.cancelled) * coalesce(q.units, 1),"
        f" coalesce(q.packed, l.packed), {_FETCHED} FROM order_line l LEFT JOIN line_part q ON q.line_id = l.id"
        " WHERE l.order_id = ? AND l.needs_packing",
        (order_id,),
    ).fetchall()
    wanting = [(int(row[0]), int(row[1])) for row in rows if row[2] > max(int(row[3]), int(row[4]))]
    for line_id, part_id in wanting:
        run(
            "INSERT INTO pick (wave_id, order_id, line_id, part_id, bin, picked, short) VALUES (?, ?, ?, ?, '', 0, 0)"
            " ON CONFLICT (wave_id, line_id, part_id) DO NOTHING",
            (wave_id, order_id, line_id, part_id),
        )
    return len(wanting)


def _leave(work: Work, wave_id: int, order_id: int) -> bool:
    left = run(
        "UPDATE wave_order SET left_at = ? WHERE wave_id = ? AND order_id = ? AND left_at IS NULL",
        (ms(now()), wave_id, order_id),
    ).rowcount
    if left and not run("SELECT 1 FROM pick WHERE order_id = ? AND picked > 0 LIMIT 1", (order_id,)).fetchone():
        run("UPDATE tote SET order_id = NULL, given_at = NULL WHERE order_id = ?", (order_id,))
    work.changed("order", order_id)
    work.changed("wave", wave_id)
    return bool(left)


def _end_if_empty(work: Work, wave_id: int) -> None:
    if not run("SELECT 1 FROM wave_order WHERE wave_id = ? AND left_at IS NULL", (wave_id,)).fetchone():
        _end(work, wave_id, "done")


def _end(work: Work, wave_id: int, state: str) -> None:
    moment = ms(now())
    run("UPDATE wave SET state = ?, done_at = ? WHERE id = ?", (state, moment, wave_id))
    run("UPDATE walk SET closed_at = ?, hand = '', hand_units = 0 WHERE wave_id = ? AND closed_at IS NULL",
        (moment, wave_id))  # fmt: skip
    work.changed("wave", wave_id)


def _fits(order_id: int, wish: Wish) -> bool:
    rows = run(
        "SELECT coalesce(a.bin, ''), l.ordered - l.cancelled FROM order_line l LEFT JOIN article a"
        " ON a.id = l.article_id WHERE l.order_id = ? AND l.needs_packing AND l.ordered > l.cancelled",
        (order_id,),
    ).fetchall()
    if wish.single and sum(int(row[1]) for row in rows) != 1:
        return False
    return not wish.zone or all(picking.zone(str(row[0])) == wish.zone.upper() for row in rows)


def _stops(wave_id: int) -> list[Stop]:
    article_codes: dict[int, set[str]] = {}
    for article_id, code, gtin in run(
        "SELECT b.article_id, b.code, b.gtin14 FROM barcode b WHERE b.article_id IN"
        " (SELECT coalesce(q.article_id, l.article_id) FROM pick k JOIN order_line l ON l.id = k.line_id"
        " LEFT JOIN line_part q ON q.id = k.part_id WHERE k.wave_id = ?)",
        (wave_id,),
    ).fetchall():
        article_codes.setdefault(article_id, set()).update(value for value in (code, gtin) if value)
    found: dict[tuple[str, str], Stop] = {}
    for row in run(_PICKS, (wave_id,)).fetchall():
        pick_id, order_id, line_id, bin_name, picked, short, position, article_id, sku, name, variant, *more = row
        options, barcodes, photo, article_sku, wanted, packed, fetched, here = more
        left = max(0, int(wanted) - max(int(fetched), int(packed)) - int(short)) if here else 0
        part = Part(pick_id, order_id, line_id, letter(position), int(picked), left, int(short))
        variant = variant or ", ".join(value for _key, value in json.loads(options or "[]"))
        key = f"article:{article_id}" if article_id is not None else f"sku:{sku.strip()}:{variant}"
        own = {str(code) for code in json.loads(barcodes or "[]")}
        own |= {gtin for gtin in map(gtin14, own) if gtin} | article_codes.get(article_id, set())
        own |= {article_sku, sku.strip()} - {""}
        stop = found.get((bin_name, key)) or Stop(
            key, article_id, bin_name, article_sku or sku.strip(), name.strip() or sku.strip(), variant, photo,
            frozenset(own), (),
        )  # fmt: skip
        found[bin_name, key] = replace(stop, parts=(*stop.parts, part), codes=stop.codes | own)
    way = bins.paths()
    return sorted(
        found.values(),
        key=lambda stop: (not stop.bin, way.get(stop.bin, picking.path(stop.bin)), stop.bin, stop.name, stop.sku),
    )


def _orders(wave_id: int, stops: Sequence[Stop]) -> list[WaveOrder]:
    parts: dict[int, list[Part]] = {}
    for stop in stops:
        for part in stop.parts:
            parts.setdefault(part.order_id, []).append(part)
    lying = totes.of_wave(wave_id)
    rows = run(
        "SELECT o.id, o.number, o.code, w.position, o.buyer, o.courier,"
        " w.left_at IS NULL AND o.fulfilment IN ('open', 'picking') AND NOT o.held AND NOT o.conflict"
        " FROM wave_order w JOIN orders o ON o.id = w.order_id WHERE w.wave_id = ? ORDER BY w.position",
        (wave_id,),
    ).fetchall()
    return [
        WaveOrder(
            order_id, number, code, letter(position), buyer, courier,
            tuple(lying.get(order_id, ())),
            sum(part.left for part in parts.get(order_id, [])), sum(part.picked for part in parts.get(order_id, [])),
            sum(part.short for part in parts.get(order_id, [])), bool(here),
        )
        for order_id, number, code, position, buyer, courier, here in rows
    ]  # fmt: skip


def _row(wave_id: int, code: str, state: str, bench: str, made_at: int) -> WaveRow:
    view = show(wave_id)
    walkers = run("SELECT bench FROM walk WHERE wave_id = ? AND closed_at IS NULL ORDER BY id", (wave_id,)).fetchall()
    return WaveRow(wave_id, code, state, bench, utc(made_at), len(view.orders), view.left, view.units,
                   tuple(str(row[0]) for row in walkers))  # fmt: skip
