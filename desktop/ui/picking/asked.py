"""What the picking screen asks for on the store thread."""

from dataclasses import dataclass
from functools import partial

from desktop.domain.codes import Code, Kind, read
from desktop.domain.errors import KolliError
from desktop.domain.order import Stage
from desktop.domain.picking import Outcome, Reason, Said
from desktop.i18n import N_
from desktop.services import orders, picking, put_backs, queue, queue_filter, shortages, tick_sheets, totes, waves
from desktop.services.changes import actor, new_op_id
from desktop.services.picking import Told
from desktop.services.put_backs import PutBack
from desktop.services.shortages import Needing
from desktop.services.slips import meant
from desktop.services.waves import WaveRow, Wish
from desktop.ui.picking.overview import Facts


@dataclass(frozen=True, slots=True)
class Held:
    """Units of a put-back in the hand; `tasks` are all that are open."""

    task: PutBack | None
    units: int
    tasks: tuple[PutBack, ...]
    unknown: bool = False  # what was scanned waits nowhere


@dataclass(frozen=True, slots=True)
class Missed:
    """A short pick that was kept, and who else will not find it."""

    told: Told
    others: tuple[Needing, ...]


Found = Told | Held


def facts() -> tuple[Facts, WaveRow | None]:
    open_waves = waves.page()
    mine = picking.unfinished(actor().bench)
    missing = sum(row.units for row in shortages.waiting() if row.outcome is not Outcome.PART)
    return (
        Facts(open_waves, queue.size(Stage.TO_PICK), queue_filter.couriers(Stage.TO_PICK), waves.zones(),
              put_backs.count(), missing, waves.rules().most_orders),
        next((wave for wave in open_waves if wave.id == mine), None),
    )  # fmt: skip


def make(courier: str, zone: str, single: bool) -> Told:
    """A new list of the orders that fit, walked from now on."""
    chosen = waves.choose(Wish(courier=courier or None, zone=zone, single=single))
    if not chosen:
        raise NotFitting
    return picking.open_wave(waves.make(chosen).wave.id)


class NotFitting(KolliError):
    text = N_("No order that waits fits this. Choose another courier or zone.")


class NotListed(KolliError):
    text = N_("Order {ref} is in no open pick list. Choose it under Orders, or pack it at the bench.")


def open_by(text: str) -> Found:
    """With nothing open: a list, an order of one, a tote of one, or an item that must be put back."""
    code = read(text)
    if code.kind in (Kind.ORDER, Kind.PARCEL, Kind.TOTE, Kind.MESSAGE):
        order_id = _meant(code, text)
        wave_id = waves.of_order(order_id)
        if wave_id is None:
            raise NotListed(ref=f"#{orders.show(order_id).number}")
        return picking.open_wave(wave_id)
    if code.kind is Kind.PICK_LIST:
        return picking.open_wave(waves.find(text))
    held = take(text, None, 0, 1)
    if held.task is None:
        return picking.open_wave(waves.find(text))
    return held


def _meant(code: Code, text: str) -> int:
    if code.kind is Kind.MESSAGE:
        return meant.order_of(text)
    return totes.order_in(text) if code.kind is Kind.TOTE else orders.find(code.value)


def tick(text: str, units: int | None) -> Told:
    """A ticked row of a wave sheet; its list is open here from then on."""
    if picking.unfinished(actor().bench) is None:
        picking.open_wave(tick_sheets.find(text).wave_id)
    return picking.tick(text, units)


def take(text: str, current: int | None, held: int, units: int) -> Held:
    """An item that must be put back is in the hand, once more if it was there already."""
    tasks = put_backs.of_item(text)
    every = tuple(put_backs.every())
    task = next((each for each in tasks if each.id == current), None) or next(iter(tasks), None)
    if task is None:
        return Held(next((each for each in every if each.id == current), None), held, every, unknown=True)
    many = held + units if task.id == current else units
    return Held(task, min(many, task.left), every, unknown=many > task.left)


def put(task_id: int, text: str, units: int) -> Held:
    """The units in the hand are in the bin that was scanned."""
    done = put_backs.back(task_id, text, units, new_op_id())
    return Held(done, 0, tuple(put_backs.every()))


def list_put_backs() -> Held:
    every = tuple(put_backs.every())
    return Held(next(iter(every), None), 0, every)


def short(wave_id: int, reason: Reason, units: int | None, outcome: Outcome | None) -> Missed:
    told = picking.short(wave_id, reason, units, outcome, new_op_id())
    stop = told.stop
    if told.said is not Said.SHORT or stop is None or stop.article_id is None:
        return Missed(told, ())
    missing = [order.id for order in told.wave.orders if order.short]
    return Missed(told, tuple(shortages.others_needing(stop.article_id, missing)))


def rule() -> str:
    return waves.rules().short


def scan(wave_id: int, text: str, units: int) -> partial[Told]:
    """One scan with its own name, made before its first try."""
    return partial(picking.scan, wave_id, text, new_op_id(), units)
