"""How a unit of a kit is counted: its parts on their own, or all of them by the kit's code where that is allowed."""

from desktop.domain.codes import Code
from desktop.domain.packing import Line
from desktop.models.base import is_postgres, run
from desktop.services import kits, serials
from desktop.services.packing.memory import Opened

_OPEN = (
    "SELECT EXISTS (SELECT 1 FROM order_line o WHERE o.order_id = ? AND o.needs_packing"
    " AND o.packed < o.ordered - o.cancelled)"
)


def line_of(line: Line | None) -> int | None:
    """The order's line that a row of the bench belongs to."""
    return None if line is None else line.id if line.of is None else line.of


def part_of(line: Line | None) -> int | None:
    """The kit's part that a row of the bench is."""
    return None if line is None or line.of is None else -line.id


def lock(opened: Opened) -> None:
    """Of two benches, the second waits here and then sees what the first has counted."""
    if is_postgres():
        run("SELECT 1 FROM orders WHERE id = ? FOR UPDATE", (opened.order_id,))


def may(opened: Opened) -> tuple[int, int, int]:
    return opened.order_id, opened.session_id, opened.parcel_id


def kit_parts(opened: Opened, line: Line, units: int) -> list[tuple[int, int]]:
    """Which parts a scan counts, and how many units of each."""
    if line.of is not None:
        return [(-line.id, units)]
    each = run("SELECT id, units FROM line_part WHERE line_id = ? ORDER BY id", (line.id,)).fetchall()
    return [(int(part), int(many) * units) for part, many in each]


def add_parts(opened: Opened, line: Line, parts: list[tuple[int, int]]) -> tuple[bool, int] | None:
    """Count them: whether the order has open units left, and how many kits are complete by it.

    None where the disk does not let it count: then the caller must end its unit with an error or count nothing else.
    """
    for part_id, units in parts:
        if opened.lines[-part_id].left < units:  # the whole kit, of which a part lies in the box already
            return None
    for place, (part_id, units) in enumerate(parts):
        if not kits.count(part_id, opened.lines[-part_id].packed, units, may(opened)):
            if place:
                raise RuntimeError("a kit was counted in part; nothing of it may stay")
            return None
    completed = kits.level(int(line_of(line) or 0))
    return is_open(opened.order_id), completed


def is_open(order_id: int) -> bool:
    """Whether the order has units that are still to be packed."""
    return bool(run(_OPEN, (order_id,)).fetchone()[0])


def write_units(opened: Opened, line: Line, parts: list[tuple[int, int]], units: int, said: Code) -> list[int]:
    """Write down which units they were, where their articles are tracked; the rows' ids."""
    if not line.kit:
        return (
            [serials.keep(opened.order_id, int(line_of(line) or 0), part_of(line), units, said)] if line.tracks else []
        )
    return [
        serials.keep(opened.order_id, line.id, part_id, many, said)
        for part_id, many in parts
        if opened.lines[-part_id].tracks
    ]
