"""The order at the bench as the screen holds it: what each line still needs, counted on by each answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.i18n import ngettext, number
from desktop.services.orders import LineView, OrderView
from desktop.services.packing import ScanResult


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the checklist, with its words ready to paint."""

    id: int
    name: str
    variant: str
    sub: str  # variant or SKU, and the bin
    sku: str
    bin: str
    photo: str
    wanted: int
    left: int
    note: str
    out: int = 0  # units that are in a box and must come out again
    into: int = 0  # units that were added after the order was opened
    kit: str = ""  # the kit that this is a part of

    @property
    def done(self) -> bool:
        return self.left <= 0


def rows_of(order: OrderView) -> list[Row]:
    """The lines that need packing, in the order of the document."""
    return [_row(line) for line in order.lines if line.needs_packing and line.wanted > 0]


def counted(rows: Sequence[Row], result: ScanResult) -> list[Row]:
    """The rows after an answer that counted a unit, or took one back."""
    return [replace(row, left=row.wanted - result.packed) if row.id == result.line_id else row for row in rows]


def next_open(rows: Sequence[Row]) -> Row | None:
    """The line to fetch next: the first open one by its bin, those without a place last."""
    still = [row for row in rows if not row.done]
    return min(still, key=lambda row: (not row.bin, row.bin), default=None)


def _row(line: LineView) -> Row:
    variant = line.variant or ", ".join(value for _key, value in line.options)
    name = line.name.strip() or line.sku
    sub = " · ".join(text for text in (variant or line.sku, line.bin) if text)
    return Row(line.id, name, variant, sub, line.sku, line.bin, line.photo, line.wanted, line.left, line.note)


def left_of(rows: Sequence[Row]) -> tuple[int, int]:
    """Units left and units in all."""
    return sum(row.left for row in rows), sum(row.wanted for row in rows)


def units_text(units: int) -> str:
    return ngettext("{units} unit", "{units} units", units).format(units=number(units))
