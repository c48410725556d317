"""The order at the bench as the screen holds it: what each line still needs, counted on by each answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.i18n import ngettext, number
from desktop.services import notes
from desktop.services.orders import LineView, OrderView, PartView
from desktop.services.packing import ScanResult


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the checklist, with its words ready to paint."""

    id: int  # the line's own; below zero it is a component of a kit
    line_id: int
    name: str
    variant: str
    sub: str  # variant or SKU, and the bin
    sku: str
    bin: str
    photo: str
    wanted: int
    left: int
    note: str  # what the buyer asks for with this line
    note_seen: bool = True
    out: int = 0  # units that are in a box and must come out again
    into: int = 0  # units that were added after the order was opened
    kit: str = ""  # the kit that this is a part of

    @property
    def done(self) -> bool:
        return self.left <= 0


def rows_of(order: OrderView) -> list[Row]:
    """The lines that need packing, in the order of the document; a kit as its components."""
    found: list[Row] = []
    for line in order.lines:
        if line.parts:
            found += [_part(line, part) for part in line.parts if part.wanted > 0 or part.out]
        elif line.needs_packing and (line.wanted > 0 or line.out):
            found.append(_row(line))
    return found


def counted(rows: Sequence[Row], result: ScanResult) -> list[Row]:
    """The rows after an answer that counted a unit, took one back or out."""
    meant = meant_by(result)
    return [
        replace(row, left=max(0, row.wanted - result.packed), out=max(0, result.packed - row.wanted))
        if row.id == meant
        else row
        for row in rows
    ]


def meant_by(result: ScanResult) -> int | None:
    """The row that an answer is about: a line, or a component of a kit."""
    return result.line_id if result.part_id is None else -abs(result.part_id)


def next_open(rows: Sequence[Row]) -> Row | None:
    """The line to fetch next: the first open one by its bin, those without a place last."""
    still = [row for row in rows if not row.done]
    return min(still, key=lambda row: (not row.bin, row.bin), default=None)


def _row(line: LineView) -> Row:
    variant = line.variant or ", ".join(value for _key, value in line.options)
    name = line.name.strip() or line.sku
    sub = " · ".join(text for text in (variant or line.sku, line.bin) if text)
    return Row(
        line.id, line.id, name, variant, sub, line.sku, line.bin, line.photo, line.wanted, line.left, notes.wish(line),
        note_seen=line.note_seen_at is not None, out=line.out,
    )  # fmt: skip


def _part(line: LineView, part: PartView) -> Row:
    sub = " · ".join(text for text in (part.variant or part.sku, part.bin) if text)
    return Row(
        -part.id, line.id, part.name or part.sku, part.variant, sub, part.sku, part.bin, part.photo, part.wanted,
        part.left, notes.wish(line), note_seen=line.note_seen_at is not None, out=part.out,
        kit=line.name.strip() or line.sku,
    )  # fmt: skip


def left_of(rows: Sequence[Row]) -> tuple[int, int]:
    """Units left and units in all."""
    return sum(row.left for row in rows), sum(row.wanted for row in rows)


def units_text(units: int) -> str:
    return ngettext("{units} unit", "{units} units", units).format(units=number(units))
