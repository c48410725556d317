"""How it stands with printing at a bench: which printers are used, what could not come out, which labels wait."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.models.base import ms, run
from desktop.services import printers, settings
from desktop.services.changes import now
from desktop.services.printers import PrinterRow

if TYPE_CHECKING:  # the devices are not needed for the first paint
    from desktop.devices.device import Condition

_SOON_MS = 30_000  # a label that was queued just now is on its way, and nothing is said of it
_EVERY_DAY = ("parcel-label", "packing-slip", "invoice", "pick-list")


@dataclass(frozen=True, slots=True)
class Now:
    """`used`: the printers of every day, and those of what cannot come out; each with whether it wants a look.

    `missing`: (the kinds of paper, the reason why they could not come out), one row a reason, what prints by itself
    first. `labels`: parcels of this bench that are packed and whose label has not come out.
    """

    used: tuple[tuple[str, bool], ...] = ()
    missing: tuple[tuple[tuple[str, ...], str], ...] = ()
    labels: int = 0


def look(conditions: "Mapping[str, Condition] | None" = None) -> Now:
    """`conditions` as PrintRoom.conditions() knows them."""
    bench = settings.bench()
    reasons: dict[str, list[str]] = {}
    for kind, reason in printers.missing(bench.name, conditions):
        if kind not in bench.print_never:
            reasons.setdefault(reason, []).append(kind)
    stopped = [kind for kinds in reasons.values() for kind in kinds]
    every_day = dict.fromkeys((*bench.print_on_close, *_EVERY_DAY, *stopped))
    routes = {kind: printers.route(kind, bench.name) for kind in every_day if kind not in bench.print_never}
    used: dict[str, bool] = {}
    for kind, row in routes.items():
        if row is not None:
            used[row.name] = used.get(row.name, False) or kind in stopped
    missing = tuple((tuple(kinds), reason) for reason, kinds in reasons.items())
    return Now(tuple(used.items()), missing, _labels_waiting(bench.name))


def _labels_waiting(bench: str) -> int:
    row = run(
        "SELECT count(*) FROM print_job WHERE kind = 'parcel-label' AND bench = ? AND order_id IS NOT NULL"
        " AND (state IN ('failed', 'unsure') OR state = 'queued' AND (reason <> '' OR queued_at < ?))",
        (bench, ms(now()) - _SOON_MS),
    ).fetchone()
    return int(row[0])


def ask(rows: Sequence[PrinterRow], wait_s: float = 5.0) -> "dict[str, Condition]":
    """Ask the printers themselves, side by side; one that takes longer is away. For who has no print room."""
    from desktop.devices import DRIVERS
    from desktop.devices.device import Condition, PrinterAway, State

    told: dict[str, Condition] = {}

    def one(row: PrinterRow) -> None:
        told[row.name] = DRIVERS[row.driver](row.name, row.dpi, row.settings).condition()

    asked = [row for row in rows if row.driver in DRIVERS]
    threads = [threading.Thread(target=one, args=(row,), daemon=True) for row in asked]
    for thread in threads:
        thread.start()
    end = time.monotonic() + wait_s
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    late = [row for row in asked if row.name not in told]
    return told | {row.name: Condition(State.AWAY, PrinterAway(printer=row.name).say()) for row in late}
