"""Which orders will miss their courier at the present pace, and the order of work that saves most of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.domain import cutoff, pace
from desktop.domain.pace import Job, Pace
from desktop.models.base import ms, run, utc
from desktop.services import couriers, settings
from desktop.services.changes import now

_ENOUGH = 5  # packed orders; fewer say nothing about a pace
_MOST = 2000  # orders that are looked at, the most urgent ones
_LONGEST_S = 3600.0  # an order that lay open over lunch is no pace
_AT_WORK = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class Risk:
    """An order that will be packed at `done_at`, after its courier's cut-off `due`."""

    order_id: int
    number: str
    courier: str
    service: str
    due: datetime
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """`misses` at the present pace in the usual sequence. `sequence` are the orders as they should be packed, `saved`
    how many more of them make it so. `pace` None: nothing has been packed yet, and nothing is said.
    """

    pace: Pace | None
    misses: tuple[Risk, ...] = ()
    sequence: tuple[int, ...] = ()
    saved: int = 0


def will_miss(at: datetime | None = None) -> list[Risk]:
    """Orders that will not be packed before their courier comes, the earliest cut-off first."""
    return list(plan(at).misses)


def plan(at: datetime | None = None) -> Plan:
    """Look at what is still to be packed, as it stands in the queue: picked before not picked, then by promise."""
    moment = at or now()
    speed = present_pace(moment)
    if speed is None:
        return Plan(None)
    waiting = run(
        "SELECT id, number, courier, service, ship_by, unit_count FROM orders"
        " WHERE stage IN ('to-pack', 'to-pick') AND kind = 'order'"
        " ORDER BY CASE stage WHEN 'to-pack' THEN 0 ELSE 1 END, due_at, id LIMIT ?",
        (_MOST,),
    ).fetchall()
    targets = _targets(waiting, moment)
    jobs = [Job(row[0], speed.needs(row[5]), _seconds(targets[row[0]], moment)) for row in waiting]
    late = {job.id for job in pace.misses(jobs, speed.benches)}
    ends = _ends(jobs, speed.benches)
    risks = [
        Risk(row[0], row[1], row[2], row[3], due, moment + timedelta(seconds=ends[row[0]]))
        for row in waiting if row[0] in late and (due := targets[row[0]]) is not None and due > moment
    ]  # fmt: skip
    best = pace.best_order(jobs, speed.benches)
    saved = len(late) - len(pace.misses(best, speed.benches))
    return Plan(speed, tuple(sorted(risks, key=_due)), tuple(job.id for job in best), max(0, saved))


def present_pace(at: datetime) -> Pace | None:
    """How quick this shop packs: the last hour, else the last day, else what it ever was; None for a new shop."""
    benches = run(
        "SELECT count(DISTINCT bench) FROM packing_session WHERE opened_at >= ? OR closed_at >= ?",
        (ms(at - _AT_WORK), ms(at - _AT_WORK)),
    ).fetchone()[0]
    found: list[Any] = []
    for since in (timedelta(hours=1), timedelta(days=1), timedelta(days=365)):
        found = run(
            "SELECT o.unit_count, s.closed_at - s.opened_at FROM packing_session s JOIN orders o ON o.id = s.order_id"
            " WHERE s.outcome = 'packed' AND s.closed_at >= ? AND s.closed_at <= ? ORDER BY s.id DESC LIMIT 200",
            (ms(at - since), ms(at)),
        ).fetchall()
        if len(found) >= _ENOUGH:
            break
    took = [(int(units), seconds / 1000) for units, seconds in found if 0 <= seconds / 1000 <= _LONGEST_S]
    return pace.measure(took, int(benches)) if len(took) >= _ENOUGH else None


def _targets(waiting: Sequence[Any], moment: datetime) -> dict[int, datetime | None]:
    """Until when each order must be packed: its courier's last cut-off before its promise, else its promise."""
    zone, known = settings.shop().zone, couriers.every()
    tables: dict[tuple[str, str], cutoff.Timetable | None] = {}
    targets: dict[int, datetime | None] = {}
    for order_id, _number, courier, service, ship_by, _units in waiting:
        if (courier, service) not in tables:
            found = couriers.meant(courier, known)
            tables[courier, service] = couriers.timetable(found, service) if found else None
        table, promised = tables[courier, service], None if ship_by is None else utc(ship_by)
        if table is None or table.empty:
            targets[order_id] = promised
        elif promised is None:
            targets[order_id] = cutoff.look(table, moment, zone).next
        else:
            targets[order_id] = cutoff.last_by(table, promised, zone) or promised
    return targets


def _ends(jobs: Sequence[Job], benches: int) -> dict[int, float]:
    """When each job ends, in seconds from now."""
    free = [0.0] * max(1, benches)
    ends = {}
    for job in jobs:
        at = min(range(len(free)), key=free.__getitem__)
        free[at] += job.needs
        ends[job.id] = free[at]
    return ends


def _seconds(due: datetime | None, moment: datetime) -> float:
    return float("inf") if due is None else (due - moment).total_seconds()


def _due(risk: Risk) -> datetime:
    return risk.due
