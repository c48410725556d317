"""What is read about an open order behind its answers: its parcels, what stands against closing, what must come out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.closing import Standing
from desktop.services import closing, orders, parcel_contents
from desktop.services.bench import Idle
from desktop.ui.bench.lines import Row
from desktop.ui.bench.move_cards import MoveCard
from desktop.ui.bench.parcel_foot import Filled

IdlePage = tuple[Idle, str]  # and the shop's zone


@dataclass(frozen=True, slots=True)
class Live:
    """`done` is what was done before closing, `cards` what must come out and go in, and who said so."""

    order_id: int
    parcels: tuple[Filled, ...]
    standing: tuple[Standing, ...] = ()
    done: tuple[Standing, ...] = ()
    cards: tuple[MoveCard, ...] = ()
    moves: tuple[tuple[int, int], ...] = ()  # line and units; below zero they come out
    told: str = ""
    why: str = ""

    @property
    def out(self) -> int:
        return -sum(units for _line, units in self.moves if units < 0)

    @property
    def into(self) -> int:
        return sum(units for _line, units in self.moves if units > 0)


def read(order_id: int) -> Live:
    parcels = tuple(
        Filled(parcel.position, sum(parcel_contents.units(parcel.id).values())) for parcel in orders.parcels(order_id)
    )
    return Live(order_id, parcels or (Filled(1, 0),), tuple(closing.standing(order_id)))


def marked(rows: Sequence[Row], found: Live) -> list[Row]:
    """The rows with what must come out of them and go into them."""
    out = {line: -units for line, units in found.moves if units < 0}
    into = {line: units for line, units in found.moves if units > 0}
    return [replace(row, out=out.get(row.id, 0), into=into.get(row.id, 0)) for row in rows]
