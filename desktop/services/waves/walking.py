"""How far a walk has come: its list is printed, orders leave it, it ends, is given up, or goes on after all."""

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, is_packable
from desktop.domain.picking import wave_name
from desktop.i18n import N_
from desktop.models.base import is_postgres, ms, run
from desktop.services import history
from desktop.services.changes import Work, now, unit
from desktop.services.waves.making import add_lines
from desktop.services.waves.showing import show
from desktop.services.waves.views import WaveView


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
        add_lines(wave_id, int(order_id))
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
