"""Kits: one line of an order, several things in the box. Each is verified by its own code.

What a kit is made of is written to the line when it is sold (`line_part`), so that a kit which is composed anew later
leaves orders that have begun as they are. Stock lives on the components.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.errors import BadInput, NotFound
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, stock
from desktop.services.changes import Work, unit

# Where the bench may count: the order is being packed here, and its parcel is open.
_MAY_COUNT = (
    " AND EXISTS (SELECT 1 FROM orders WHERE id = ? AND fulfilment = 'packing' AND NOT conflict AND NOT held)"
    " AND EXISTS (SELECT 1 FROM packing_session WHERE id = ? AND closed_at IS NULL)"
    " AND EXISTS (SELECT 1 FROM parcel WHERE id = ? AND state = 'open')"
)
_COUNT = (
    "UPDATE line_part SET packed = packed + ? WHERE id = ? AND packed = ? AND packed + ? <="
    " (SELECT (l.ordered - l.cancelled) * line_part.units FROM order_line l WHERE l.id = line_part.line_id)"
    + _MAY_COUNT
)
_TAKE_OUT = (
    "UPDATE line_part SET packed = packed - ? WHERE id = ? AND packed = ? AND packed - ? >="
    " (SELECT (l.ordered - l.cancelled) * line_part.units FROM order_line l WHERE l.id = line_part.line_id)"
    + _MAY_COUNT
)


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of an article in one kit."""

    sku: str
    units: int


def parts(sku: str) -> tuple[Part, ...]:
    """What a kit is made of; () for an article that is none."""
    rows = run(
        "SELECT p.sku, k.units FROM kit_part k JOIN article a ON a.id = k.article_id JOIN article p ON p.id = k.part_id"
        " WHERE a.sku = ? ORDER BY k.id",
        (sku,),
    ).fetchall()
    return tuple(Part(str(name), int(units)) for name, units in rows)


def compose(sku: str, made_of: Sequence[Part]) -> None:
    """Say what an article is made of; nothing makes it a plain article again.

    Orders that wait for it are packed by the new parts from now on; those with a unit in a box stay as they are.

    Raises:
        NotFound: there is no such article, or no such part.
        BadInput: a part is the kit itself, a kit, named twice, or has no units.
    """
    with unit() as work:
        kit = _id(sku)
        if run("SELECT 1 FROM kit_part WHERE part_id = ?", (kit,)).fetchone() and made_of:
            raise BadInput(what=N_("The kit"), value=sku, next=N_("It is a part of another kit; name its parts there."))
        rows = [(kit, _id(part.sku), part.units) for part in made_of]
        for part, (_kit, part_id, units) in zip(made_of, rows, strict=True):
            if not 0 < units <= 10_000:
                raise BadInput(what=N_("The quantity"), value=units, next=N_("Type a number above zero."))
            is_kit = run("SELECT 1 FROM kit_part WHERE article_id = ?", (part_id,)).fetchone()
            if part_id == kit or is_kit or [row[1] for row in rows].count(part_id) > 1:
                raise BadInput(what=N_("A part of the kit"), value=part.sku,
                               next=N_("Name plain articles, each once with its number."))  # fmt: skip
        run("DELETE FROM kit_part WHERE article_id = ?", (kit,))
        for row in rows:
            run("INSERT INTO kit_part (article_id, part_id, units) VALUES (?, ?, ?)", row)
        work.changed("article", kit)
        _compose_waiting(work, kit)


def explode(order_id: int) -> bool:
    """Write the parts of an order's kits to its lines; part of the caller's unit. Whether there were any."""
    made = run(
        "INSERT INTO line_part (line_id, article_id, units, packed) SELECT l.id, k.part_id, k.units, l.packed * k.units"
        " FROM order_line l JOIN kit_part k ON k.article_id = l.article_id WHERE l.order_id = ? AND l.needs_packing"
        " AND NOT EXISTS (SELECT 1 FROM line_part q WHERE q.line_id = l.id) ORDER BY l.id, k.id",
        (order_id,),
    )
    return int(made.rowcount) > 0


def any_kits() -> bool:
    """Whether the shop has kits at all: most have none, and their orders need not be looked at."""
    return run("SELECT 1 FROM kit_part LIMIT 1").fetchone() is not None


def count(part_id: int, packed: int, units: int, may: tuple[int, int, int]) -> bool:
    """Add units of a component, where `packed` of it are still what is on disk; False: nothing was counted.

    Part of the caller's unit. `may` are the order, its session and its open parcel. `level` must follow.
    """
    return int(run(_COUNT, (units, part_id, packed, units, *may)).rowcount) == 1


def take_out(part_id: int, packed: int, units: int, may: tuple[int, int, int]) -> bool:
    """Take units of a component off that are no longer wanted, in the same way."""
    return int(run(_TAKE_OUT, (units, part_id, packed, units, *may)).rowcount) == 1


def level(line_id: int) -> int:
    """Let the line of a kit follow its parts; returns how many kits were completed (below zero: broken up)."""
    was = int(run("SELECT packed FROM order_line WHERE id = ?", (line_id,)).fetchone()[0])
    now = int(run("SELECT min(packed / units) FROM line_part WHERE line_id = ?", (line_id,)).fetchone()[0])
    if now != was:
        run("UPDATE order_line SET packed = ? WHERE id = ?", (now, line_id))
    return now - was


def log(op_id: str, counted: Sequence[tuple[int, int]]) -> None:
    """Write which components a scan has counted: (part, units)."""
    for part_id, units in counted:
        run("INSERT INTO part_scan (scan_id, part_id, units) SELECT id, ?, ? FROM packing_scan WHERE op_id = ?",
            (part_id, units, op_id))  # fmt: skip


def of_scan(scan_id: int) -> list[tuple[int, int]]:
    """The components that a scan has counted: (part, units)."""
    found = run("SELECT part_id, units FROM part_scan WHERE scan_id = ?", (scan_id,)).fetchall()
    return [(int(part), int(units)) for part, units in found]


def _compose_waiting(work: Work, kit: int) -> None:
    """Lines of orders in the house of which nothing is packed get the parts of now, and their claims on stock."""
    for order_id, line_id in run(
        "SELECT o.id, l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.article_id = ?"
        " AND o.fulfilment IN ('open', 'picking', 'packing') AND l.packed = 0"
        " AND NOT EXISTS (SELECT 1 FROM line_part q WHERE q.line_id = l.id AND q.packed > 0) ORDER BY o.id, l.id",
        (kit,),
    ).fetchall():
        state = history.state_of(order_id, lock=True)
        row_id = history.note(work, order_id, "kit-changed")
        run("UPDATE order_line SET cancelled = cancelled + ordered WHERE id = ?", (line_id,))
        stock.settle(work, order_id, state, f"history:{row_id}/old")
        run("UPDATE order_line SET cancelled = cancelled - ordered WHERE id = ?", (line_id,))
        run("DELETE FROM line_part WHERE line_id = ?", (line_id,))
        explode(order_id)
        stock.settle(work, order_id, state, f"history:{row_id}/new")


def _id(sku: str) -> int:
    row = run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()
    if row is None:
        raise NotFound(what=N_("article"), ref=sku)
    return int(row[0])
