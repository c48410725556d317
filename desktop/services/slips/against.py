"""What speaks against writing what a bench has packed: then a person decides."""

from enum import StrEnum

from desktop.domain.order import Fulfilment, is_packable
from desktop.domain.slips import Packed
from desktop.i18n import N_
from desktop.models.base import run, utc
from desktop.services import history, orders
from desktop.services.orders import OrderView
from desktop.services.slips import carried


class Reason(StrEnum):
    """Why a result waits for a person."""

    NONE = ""
    TWICE = "twice"  # another bench packed by the same slip
    PACKED_HERE = "packed-here"
    CANCELLED = "cancelled"
    HELD = "held"  # or not paid
    CHANGED = "changed"  # other units are wanted now
    ADDRESS = "address"
    NO_ORDER = "no-order"
    SERIAL = "serial"  # one of its serial numbers left in another order
    LATER = "later"  # it went on there after it was merged, and here too


REASONS = {
    Reason.TWICE: N_("It was packed twice: another bench packed it by the same slip."),
    Reason.PACKED_HERE: N_("It was packed here meanwhile."),
    Reason.CANCELLED: N_("It was cancelled meanwhile."),
    Reason.HELD: N_("It is on hold, or not paid."),
    Reason.CHANGED: N_("The order was changed after the slip was printed."),
    Reason.ADDRESS: N_("The address was changed after the slip was printed."),
    Reason.NO_ORDER: N_("The order is not here yet."),
    Reason.SERIAL: N_("One of its serial numbers has left in another order."),
    Reason.LATER: N_("It was worked on both here and there after it was merged."),
}


def why(order_id: int | None, packed: Packed, result_id: int, done: tuple[int, int]) -> Reason:
    """The first thing that speaks against it; NONE: nothing does. `done`: scans and facts that were merged before."""
    if order_id is None:
        return Reason.NO_ORDER
    view = orders.show(order_id)
    if view.state.fulfilment is Fulfilment.CANCELLED:
        return Reason.CANCELLED
    if _gone_elsewhere(order_id, packed):
        return Reason.SERIAL
    if any(done):
        return Reason.NONE if _stands(view, packed, done) else Reason.LATER
    if view.state.fulfilment not in (Fulfilment.OPEN, Fulfilment.PICKING) or _lies(order_id):
        other = run("SELECT 1 FROM slip_result WHERE order_id = ? AND id <> ? AND state = 'merged'",
                    (order_id, result_id)).fetchone()  # fmt: skip
        return Reason.TWICE if other else Reason.PACKED_HERE
    if not is_packable(view.state) or view.conflict:
        return Reason.HELD
    if wanted(view) != asked(view, packed):
        return Reason.CHANGED
    if carried.digest(carried.address(view.ship_to)) != packed.to:
        return Reason.ADDRESS
    return Reason.NONE


def ours(order_id: int) -> str:
    """Who packed it here, in a few words; its state where nobody did."""
    row = run(
        "SELECT bench, who, coalesce(closed_at, opened_at) FROM packing_session WHERE order_id = ?"
        " ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    if row is None:
        state = history.state_of(order_id)
        return "on hold" if state.held else state.fulfilment.value
    return " · ".join(part for part in (row[0], row[1], f"{utc(row[2]):%Y-%m-%d %H:%M} UTC") if part)


def wanted(view: OrderView) -> dict[int, int]:
    """Units by line that a slip would ask for now."""
    away = carried.away(view)
    left = {line.id: line.wanted - away.get(line.id, 0) for line in view.lines if line.needs_packing}
    return {line_id: units for line_id, units in left.items() if units > 0}


def asked(view: OrderView, packed: Packed) -> dict[int | None, int]:
    """Units by line, as they are called here, that the slip asked for; None is a line that is here no more."""
    found: dict[int | None, int] = {}
    for line_id, units in zip(line_ids(view, packed), packed.asked, strict=True):
        found[line_id] = found.get(line_id, 0) + units
    return found


def line_ids(view: OrderView, packed: Packed) -> list[int | None]:
    """Which line here each of theirs is: by its id, else, where a store has said all lines anew, by its SKU."""
    here = {line.id: line.sku.strip() for line in view.lines}
    free = [line for line in view.lines if line.id not in {line_id for line_id, _sku in packed.lines}]
    found: list[int | None] = []
    for line_id, sku in packed.lines:
        if here.get(line_id) == sku.strip():
            found.append(line_id)
            continue
        match = next((line for line in free if line.sku.strip() == sku.strip() and sku.strip()), None)
        if match is not None:
            free.remove(match)
        found.append(match.id if match is not None else None)
    return found


def _lies(order_id: int) -> bool:
    """Whether units of it lie in a box here that has not gone ahead."""
    row = run(
        "SELECT coalesce(sum(s.units), 0), coalesce((SELECT sum(c.units) FROM part_scan c JOIN packing_scan k"
        " ON k.id = c.scan_id JOIN parcel q ON q.id = k.parcel_id WHERE k.order_id = ? AND NOT q.part"
        " AND q.state <> 'shipped'), 0) FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id WHERE s.order_id = ?"
        " AND NOT p.part AND p.state <> 'shipped'",
        (order_id, order_id),
    ).fetchone()
    return bool(row[0] or row[1])


def _stands(view: OrderView, packed: Packed, done: tuple[int, int]) -> bool:
    """Whether the order is as the first part of this result has left it."""
    last = [fact.became for fact in packed.facts[: done[1]] if fact.became]
    scans = run("SELECT count(*) FROM packing_scan WHERE order_id = ?", (view.id,)).fetchone()[0]
    return bool(last) and last[-1] == history.words(view.state) and int(scans) == done[0]


def _gone_elsewhere(order_id: int, packed: Packed) -> bool:
    serials = [unit.serial for unit in packed.units if unit.serial and unit.freed_ms is None]
    if not serials:
        return False
    marks = ", ".join("?" for _each in serials)
    return (
        run(
            f"SELECT 1 FROM packed_unit WHERE serial IN ({marks}) AND order_id <> ? AND freed_at IS NULL LIMIT 1",
            (*serials, order_id),
        ).fetchone()
        is not None
    )
