"""What is read about an open order behind its answers: its parcels, what stands against closing, what must come out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.closing import Gate, Standing
from desktop.domain.tasks import What
from desktop.i18n import _, clock
from desktop.services import closing, orders, parcel_contents, settings, take_outs, tasks
from desktop.services.orders import OrderView
from desktop.services.take_outs import Changed, UnitMove
from desktop.ui.bench.lines import Row
from desktop.ui.bench.move_cards import MoveCard
from desktop.ui.bench.parcel_foot import Filled

_ICONS = {What.CARD: "mail", What.WRAP: "gift", What.FRAGILE: "triangle-alert", What.OWN: "list-checks"}


@dataclass(frozen=True, slots=True)
class Live:
    """`tasks` are all of them with their icons, also those that are done; `cards` what must come out and go in, and
    who said so.
    """

    order_id: int
    parcels: tuple[Filled, ...]
    standing: tuple[Standing, ...] = ()
    tasks: tuple[tuple[Standing, str], ...] = ()
    cards: tuple[MoveCard, ...] = ()
    moves: tuple[tuple[int, int], ...] = ()  # line and units; below zero they come out
    told: str = ""
    why: str = ""
    by_store: bool = False  # else somebody of the house

    @property
    def out(self) -> int:
        return -sum(units for _line, units in self.moves if units < 0)

    @property
    def into(self) -> int:
        return sum(units for _line, units in self.moves if units > 0)


def read_all(order_id: int) -> tuple[OrderView, Live]:
    """The order as it stands now, whoever changed it."""
    return orders.show(order_id), read(order_id)


def read(order_id: int) -> Live:
    parcels = tuple(
        Filled(parcel.position, sum(parcel_contents.units(parcel.id).values())) for parcel in orders.parcels(order_id)
    )
    changed = take_outs.of(order_id)
    pack_tasks = tuple((Standing(Gate.TASK, task.text, task.id), _ICONS[task.what]) for task in tasks.of(order_id))
    found = Live(order_id, parcels or (Filled(1, 0),), tuple(closing.standing(order_id)), pack_tasks)
    return found if changed is None else _with_change(found, changed)


def _with_change(found: Live, changed: Changed) -> Live:
    by_store = changed.source == "store"
    who = changed.who or (_("The store") if by_store else _("Somebody"))
    when = clock(changed.at, zone=settings.shop().zone)
    words = _("{who} cancelled the order at {time}") if changed.cancels else _("{who} changed the order at {time}")
    return replace(
        found, cards=tuple(_card(move) for move in changed.moves),
        moves=tuple((move.line_id, move.units) for move in changed.moves), told=words.format(who=who, time=when),
        why=f"“{changed.why}”" if changed.why else "", by_store=by_store,
    )  # fmt: skip


def _card(move: UnitMove) -> MoveCard:
    name = ", ".join(text for text in (move.name or move.sku, move.variant) if text)
    if move.units < 0:
        place = _("From parcel {place}, already packed").format(place=move.parcel) if move.parcel else move.bin
        return MoveCard(move.units, name, place, move.photo, _("Scan it as you take it out"), move.sku)
    place = _("Bin {bin}").format(bin=move.bin) if move.bin else _("No bin")
    return MoveCard(move.units, name, place, move.photo, _("Scan it as you put it in"), move.sku)


def marked(rows: Sequence[Row], found: Live) -> list[Row]:
    """The rows with what must go into them by a change; what must come out of them they know themselves."""
    into = {line: units for line, units in found.moves if units > 0}
    return [replace(row, into=into.get(row.line_id, 0)) for row in rows]
