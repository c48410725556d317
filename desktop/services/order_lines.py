"""The lines of an order that is here already: other quantities, and lines that come to it."""

from collections.abc import Mapping, Sequence

from desktop.domain import order as rules
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.money import to_minor
from desktop.domain.order import Action
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, run
from desktop.services import duplicates, history, intake, kits, outbox, permits, take_outs
from desktop.services.changes import unit
from desktop.services.order_making import MOST_UNITS, NewLine, check_line, typed_line
from desktop.services.order_views import LineView, OrderView, lines, show


def change_lines(order_id: int, quantities: Mapping[int, int], add: Sequence[NewLine] = (), why: str = "") -> OrderView:
    """Let lines of an order that has not left want other quantities (0 takes one away), and add lines; `why` is told.

    What lies in a box and is no longer wanted must come out of it again before the order closes. The order's total
    follows at the lines' own prices; its store hears of it in a note of its own, because lines are the store's.

    Raises:
        BadInput: no reason, a quantity that cannot be, a line of another order, or nothing would be left.
        NotAllowed: it has left the house, or is cancelled.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    if not why.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why the order is changed; the bench reads it."))
    for line in add:
        check_line(line)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        rules.after(state, Action.CANCEL)  # what could still be cancelled can still be changed
        if take_outs.is_cancelling(order_id):
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("it is cancelled; its box is emptied first."), action="change"
            )
        before = {line.id: line for line in lines(order_id)}
        currency = str(run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
        wanted = {line_id: line.wanted for line_id, line in before.items()} | dict(quantities)
        if not set(quantities) <= set(before) or not all(0 <= units <= MOST_UNITS for units in quantities.values()):
            raise BadInput(what=N_("The quantity"), value=max(quantities.values(), default=0),
                           next=N_("Type how many of this line are wanted now; 0 takes it away."))  # fmt: skip
        if not add and not any(wanted.values()):
            raise BadInput(what=N_("The list of articles"), value="", next=N_("Cancel the order instead."))
        new = _add_lines(order_id, add)
        for line_id, units in quantities.items():
            was = before[line_id]
            amount = worth(was, units, currency)
            run("UPDATE order_line SET total_minor = ? WHERE id = ?", (amount, line_id))
            run("UPDATE orders SET total_minor = total_minor + ? WHERE id = ?", (amount - was.total_minor, order_id))
        take_outs.change(work, order_id, quantities, "office", why.strip(), new)
        outbox.tell_note(work, order_id, why.strip(), to_customer=False)
        work.changed("decision", order_id)
        duplicates.look(work, order_id)
        return show(order_id)


def _add_lines(order_id: int, add: Sequence[NewLine]) -> list[int]:
    """Write lines at the end of an order, with what they cost; their ids."""
    position, currency, store_id = run(
        "SELECT coalesce(max(l.position), 0), o.currency, o.store_id FROM orders o LEFT JOIN order_line l"
        " ON l.order_id = o.id WHERE o.id = ? GROUP BY o.currency, o.store_id",
        (order_id,),
    ).fetchone()
    known, made = intake.Known(), []
    for line in map(typed_line, add):
        position += 1
        article_id = intake.article_for(line, store_id, currency, known)
        made.append(insert(intake.LINE, intake.new_line_row(order_id, position, line, currency, article_id)))
        run("UPDATE orders SET total_minor = total_minor + ? WHERE id = ?", (to_minor(line.total, currency), order_id))
    if made and intake.has_kits(known):
        kits.explode(order_id)
    return made


def worth(line: LineView, units: int, currency: str) -> int:
    """What so many units of a line cost: at what its own units did, else at its unit price."""
    if line.wanted:
        return round(line.total_minor * units / line.wanted)
    return to_minor(line.unit_price * units, currency)
