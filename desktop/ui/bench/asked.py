"""What the packing screen asks for on the store thread."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.domain import merge
from desktop.domain.order import Fulfilment, is_packable
from desktop.services import (
    bench,
    claims,
    orders,
    packing,
    parcel_contents,
    printers,
    printing,
    queue,
    remote,
    settings,
)
from desktop.services.bench import Answer, Happened, Idle
from desktop.services.changes import actor, new_op_id, now
from desktop.services.claims import Claim
from desktop.services.orders import OrderView
from desktop.services.printing import Job
from desktop.services.queue import QueueRow
from desktop.services.remote import DecisionRow

Difference = tuple[OrderView, list[DecisionRow], list[bench.Move]]
Papers = tuple[OrderView, list[Job], QueueRow | None, tuple[str, ...], dict[int, int], bool]


@dataclass(frozen=True, slots=True)
class IdlePage:
    """What the page shows with nothing open; `rule` says which order an item opens, `claims` who is at which order."""

    idle: Idle
    zone: str
    rule: str
    claims: dict[int, Claim]


def read_idle() -> IdlePage:
    shop = settings.shop()
    local = now().astimezone(ZoneInfo(shop.zone))
    midnight: datetime = local.replace(hour=0, minute=0, second=0, microsecond=0)
    idle = bench.idle(actor().bench, midnight)
    claimed = claims.of_orders(row.id for row, _photos in idle.urgent)
    return IdlePage(idle, shop.zone, settings.rules().item_first, claimed)


def read_papers(order_id: int) -> Papers:
    jobs = [_at_its_printer(job) for job in printing.jobs(limit=50, order_id=order_id)]
    following = next((row for row in queue.urgent(2) if row.id != order_id), None)
    order, pictures = orders.show(order_id), bench.photos(following.id) if following is not None else ()
    units = {parcel.position: sum(parcel_contents.units(parcel.id).values()) for parcel in order.parcels}
    return order, jobs, following, pictures, units, settings.rules().seal != "off"


def _at_its_printer(job: Job) -> Job:
    """One that waits knows no printer yet: the one that it would come out of."""
    if job.printer or job.state != "queued":
        return job
    row = printers.route(job.kind, job.bench)
    return replace(job, printer=row.name if row is not None else "")


def read_difference(order_id: int) -> Difference:
    decisions = remote.open_decisions(order_id)
    moves = bench.moves(decisions[0]) if decisions and decisions[0].field == merge.Field.LINES else []
    return orders.show(order_id), decisions, moves


def decide(seat: bench.Seat, order_id: int, decision_id: int, outcome: merge.Outcome) -> Answer:
    remote.decide(decision_id, outcome)
    seat.leave()
    packing.forget_all()
    view = orders.show(order_id)
    if not is_packable(view.state) and view.state.fulfilment is not Fulfilment.PACKED:
        return Answer(Happened.NEXT, view)
    return seat.show(order_id)


def open_typed(seat: bench.Seat, typed: str) -> Answer:
    return seat.show(orders.find(typed))


def retype(seat: bench.Seat, command: str, digits: str) -> Answer:
    """Ask for the quantity again, with the digits that are left of it."""
    answer = seat.scan(command, new_op_id())
    for digit in digits:
        answer = seat.answer(digit, new_op_id())
    return answer
