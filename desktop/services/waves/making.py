"""A wave is made: orders are taken in, each with the lines that still want something."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain import codes
from desktop.domain.errors import KolliError, NotAllowed, NotFound
from desktop.domain.order import Fulfilment, is_packable
from desktop.domain.picking import wave_name
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services import history
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.waves.showing import FETCHED, of_order, show
from desktop.services.waves.views import WaveView


class InWave(KolliError):
    text = N_("Order {ref} is in pick list {wave} already. Finish that one, or take the order off it.")


@dataclass(frozen=True, slots=True)
class Made:
    """A new wave, and why some of the orders are not in it."""

    wave: WaveView
    refused: tuple[KolliError, ...] = ()


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


def _take_in(work: Work, wave_id: int, order_id: int, place: int) -> None:
    state = history.state_of(order_id, lock=True)
    ref = history.called(order_id)
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
    if not add_lines(wave_id, order_id):
        run("DELETE FROM wave_order WHERE wave_id = ? AND order_id = ?", (wave_id, order_id))
        raise NotAllowed(ref=ref, reason=N_("nothing is left to fetch for it."), action="pick")
    history.note(work, order_id, "wave", wave_name(wave_id))


def add_lines(wave_id: int, order_id: int) -> int:
    """Picks for the lines that still want something; how many lines that are."""
    rows = run(
        "SELECT l.id, coalesce(q.id, 0), (l.ordered - l.cancelled) * coalesce(q.units, 1),"
        f" coalesce(q.packed, l.packed), {FETCHED} FROM order_line l LEFT JOIN line_part q ON q.line_id = l.id"
        " WHERE l.order_id = ? AND l.needs_packing ORDER BY l.position, q.id",
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
