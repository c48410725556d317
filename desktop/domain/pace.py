"""Which orders will miss their courier at the present pace, and in which order most of them make it."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from statistics import median


@dataclass(frozen=True, slots=True)
class Pace:
    """How quick a bench is: seconds for an order and for each unit in it. `benches` are at work; `known` by how many
    orders.
    """

    order_s: float
    unit_s: float
    benches: int = 1
    known: int = 0

    def needs(self, units: int) -> float:
        return self.order_s + self.unit_s * units


@dataclass(frozen=True, slots=True)
class Job:
    """Work on one order: `needs` seconds, and `due` seconds from now until it must be done."""

    id: int
    needs: float
    due: float


def measure(orders: Sequence[tuple[int, float]], benches: int = 1) -> Pace | None:
    """The pace behind packed orders, as (units, seconds from one order's end to the next); None without any.

    A line through the medians of the smaller and the larger half: one order that lay over lunch bends nothing.
    """
    if not orders:
        return None
    ranked = sorted(orders)
    middle = len(ranked) // 2
    few, many = ranked[: max(1, middle)], ranked[middle:]
    units_few, units_many = median(units for units, _s in few), median(units for units, _s in many)
    seconds_few, seconds_many = median(s for _units, s in few), median(s for _units, s in many)
    slope = (seconds_many - seconds_few) / (units_many - units_few) if units_many > units_few else 0.0
    every, typical = median(s for _units, s in ranked), median(units for units, _s in ranked)
    unit_s = min(max(0.0, slope), every / max(1.0, typical))
    return Pace(max(0.0, every - unit_s * typical), unit_s, max(1, benches), len(ranked))


def misses(jobs: Sequence[Job], benches: int = 1) -> list[Job]:
    """The jobs that end after they are due when they are done in this sequence, each by the next free bench."""
    free = [0.0] * max(1, benches)
    late = []
    for job in jobs:
        end = free[0] + job.needs
        heapreplace(free, end)
        if end > job.due:
            late.append(job)
    return late


def best_order(jobs: Sequence[Job], benches: int = 1) -> list[Job]:
    """The sequence in which most jobs are done in time: the earliest due first, less those that cost most of it.

    Moore and Hodgson's rule, exact for one bench; several count as one that is as quick as all of them. What cannot be
    saved comes last, the earliest due first.
    """
    kept: list[tuple[float, int]] = []
    by_id = {job.id: job for job in jobs}
    spent, dropped = 0.0, []
    heapify(kept)
    for job in sorted(jobs, key=lambda job: (job.due, job.id)):
        heappush(kept, (-job.needs, job.id))
        spent += job.needs / max(1, benches)
        if spent > job.due:
            longest, job_id = heappop(kept)
            spent += longest / max(1, benches)
            dropped.append(by_id[job_id])
    saved = sorted((by_id[job_id] for _needs, job_id in kept), key=lambda job: (job.due, job.id))
    return [*saved, *sorted(dropped, key=lambda job: (job.due, job.id))]
