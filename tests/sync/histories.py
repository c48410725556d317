"""Random days between a bench and a store whose network breaks all the time; then both sides are compared.

One history: some orders, and steps in any order: the bench packs, ships, writes, the owner changes things in the
store, the sync runs while requests are lost before or after they did their work, the program is killed and restarted.
"""

import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from desktop.domain.errors import KolliError
from desktop.domain.order import Action, Payment
from desktop.models.base import run
from desktop.services import changes, intake, notes, orders, outbox, packing, shipping, stores, tasks
from desktop.services.changes import unit
from desktop.services.orders import OrderView
from desktop.simulated.faults import NINE, Fault
from desktop.simulated.woocommerce_seed import add_order
from desktop.simulated.woocommerce_state import Json
from desktop.sync.connector import Account
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.connectors.woocommerce.write import TARGETS, mark
from desktop.sync.link import Link
from tests.sync.roads import KEY, SECRET, Road

FAULTS = (*NINE, Fault.CUT_REQUEST, Fault.PORTAL)
SETTLE_S = 20.0


class Killed(BaseException):
    """The program ends here, wherever it is."""


@dataclass
class World:
    """A shop, its store and the time; shared by many histories, each with orders of its own."""

    road: Road
    store_id: int
    figures: Counter[str] = field(default_factory=Counter)
    refs: list[str] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)  # orders that the owner changed in the store
    shut: bool = False  # the network is gone altogether

    @property
    def losses(self) -> int:
        return sum(self.road.happened.values())


def begin(road: Road) -> World:
    store = stores.add("woocommerce", "Shop", road.url, {"status_map": TARGETS}, {})
    changes.set_clock(road.now)
    return World(road, store.id)


def run_history(world: World, seed: int) -> list[str]:
    """Live through one history; returns what differs at its end, in words. Empty is right."""
    chance = random.Random(seed)
    world.refs = [str(add_order(world.road.state, chance)["id"]) for _ in range(chance.choice((1, 1, 2, 3)))]
    world.touched = set()
    link = _start(world)
    if chance.random() < 0.8:
        _round(link)
    for _step in range(chance.randrange(8, 18)):
        act = chance.choice((_sync, _sync, _sync, _ship, _ship, _write, _write, _office, _edit, _restart))
        link = act(world, chance, link)
    wrong = _calm_down(world, link)
    for ref in world.refs:  # the next history is not to read these again
        world.road.state.delete_for_good(int(ref))
    world.road.state.emails.clear()
    world.road.state.writes.clear()
    return wrong


def _start(world: World) -> Link:
    account = Account(world.road.url, KEY, SECRET, read_s=world.road.read_s)
    return Link(stores.get(world.store_id), WooCommerce(account, world.road.now), settle_s=SETTLE_S)


def _sync(world: World, chance: random.Random, link: Link) -> Link:
    world.shut = chance.random() < 0.05
    world.road.choose = lambda: _fault(world, chance)
    world.road.end = lambda: _end(world, chance)
    try:
        _round(link)
    except Killed:
        world.figures["kills"] += 1
        return _restart(world, chance, link)
    finally:
        _mend(world)
        world.road.later(chance.choice((1.0, 30.0, 90.0)))
    return link


def _mend(world: World) -> None:
    world.road.choose = lambda: None
    world.road.end = lambda: None


def _round(link: Link) -> None:
    with contextlib.suppress(KolliError):
        link.push_due()
    with contextlib.suppress(KolliError):
        while link.pull_changes():
            continue


def _fault(world: World, chance: random.Random) -> Fault | None:
    if world.shut:
        return Fault.REFUSED
    if chance.random() < 0.75:
        return None
    # A real time-out costs a real wait: on the far road it is the rarest.
    fault = chance.choice(FAULTS)
    return fault if fault is not Fault.DELAY or world.road.read_s > 1 or chance.random() < 0.3 else Fault.DROP_AFTER


def _end(world: World, chance: random.Random) -> None:
    if chance.random() < 0.015:
        raise Killed


def _find(world: World, chance: random.Random) -> int | None:
    return intake.find(f"store:{world.store_id}", chance.choice(world.refs))


def _ship(world: World, chance: random.Random, link: Link) -> Link:
    order_id = _find(world, chance)
    if order_id is None:
        return link
    with contextlib.suppress(KolliError):  # cancelled, in conflict, shipped already: refused, as it should be
        packing.open_order(order_id)
        for wish in notes.of(order_id):
            notes.see(order_id, wish.line_id)
        for task in tasks.of(order_id):
            tasks.finish(task.id)
        for line in orders.lines(order_id):
            if line.needs_packing and line.ordered - line.cancelled > line.packed:
                packing.confirm(order_id, line.id, "no barcode", line.ordered - line.cancelled - line.packed)
        shipping.ship(order_id, "JNE", f"JP{order_id:09d}")
    return link


def _write(world: World, chance: random.Random, link: Link) -> Link:
    order_id = _find(world, chance)
    if order_id is not None:
        with unit() as work:
            work.send("note", world.store_id, order_id, text=f"Thanks {chance.random()}", to_customer=True)
    return link


def _office(world: World, chance: random.Random, link: Link) -> Link:
    order_id = _find(world, chance)
    if order_id is not None and chance.random() < 0.2:
        with contextlib.suppress(KolliError):
            orders.do(order_id, Action.CANCEL, "changed their mind")
    return link


def _edit(world: World, chance: random.Random, link: Link) -> Link:
    """The owner at work in the store's own pages."""
    state, ref = world.road.state, chance.choice(world.refs)
    order = state.orders[int(ref)]
    world.touched.add(ref)
    with state.lock:
        what = chance.choice(("address", "address", "wish", "cancel", "complete", "bin"))
        if what == "address":
            order["shipping"] |= {"address_1": f"Jl. Baru {chance.randrange(99)}", "city": "Solo"}
            state.touch(order, always=True)
        elif what == "wish":
            order["customer_note"] = f"Ring {chance.randrange(9)} times"
            state.touch(order, always=True)
        elif what == "cancel" and order["status"] != "trash":
            state.change_status(order, "cancelled")
        elif what == "complete" and order["status"] == "processing":
            state.change_status(order, "completed")
        elif what == "bin" and chance.random() < 0.3 and order["status"] != "trash":
            state.trash(order)
    return link


def _restart(world: World, chance: random.Random, link: Link) -> Link:
    link.close()
    packing.forget_all()
    return _start(world)


def _calm_down(world: World, link: Link) -> list[str]:
    """The network is back for good: everything that can go through goes through; then both sides are looked at."""
    _mend(world)
    link.close()
    packing.forget_all()
    link = _start(world)
    for _turn in range(30):
        world.road.later(700)
        _round(link)
        if outbox.next_due(world.store_id, world.road.now() + timedelta(days=1)) is None:
            break
    link.close()
    packing.forget_all()
    return [f"order {ref}: {text}" for ref in world.refs for text in _compare(world, ref)]


@dataclass(frozen=True)
class Told:
    """One message, and how often the store shows its mark."""

    kind: str
    state: str
    reason: str
    written: int


def _compare(world: World, ref: str) -> list[str]:
    """What differs between the bench, the store, and what was asked for."""
    state = world.road.state
    raw = state.orders[int(ref)]
    order_id = intake.find(f"store:{world.store_id}", ref)
    if order_id is None:
        return ["it never arrived"]
    ours = orders.show(order_id)
    notes = " ".join(note["note"] for note in state.notes.get(int(ref), []))
    told = [
        Told(kind, held, reason, notes.count(mark(op_id)))
        for op_id, kind, held, reason in run(
            "SELECT op_id, kind, state, reason FROM outbox WHERE order_id = ? ORDER BY id", (order_id,)
        ).fetchall()
    ]
    world.figures["pushes"] += len(told)
    stuck = any(row.state in ("parked", "asking") for row in told)
    mails = [mail.subject for mail in state.emails if mail.order_id == int(ref)]
    wrong = [*_about_messages(told, mails, stuck), *_about_both(ours, raw, stuck, bool(told))]
    if ref not in world.touched:
        wrong += _about_echoes(order_id, ours, stuck)
    return wrong


def _about_messages(told: list[Told], mails: list[str], stuck: bool) -> list[str]:
    wrong = []
    for row in told:
        done = row.state == "confirmed"
        if not done and row.state != "discarded" and not stuck:
            wrong.append(f"{row.kind} is {row.state} and nothing holds it up: {row.reason}")
        if row.kind in ("note", "tracking") and row.written != int(done):
            wrong.append(f"{row.kind} is {row.state} and was written {row.written} times")
    written = sum(row.written for row in told if row.kind in ("note", "tracking"))
    if sum("A note has been added" in mail for mail in mails) != written:
        wrong.append(f"{written} notes and {mails}")
    if sum("on its way" in mail for mail in mails) > 1:
        wrong.append("the customer heard more than once that it is on its way")
    return wrong


def _about_both(ours: OrderView, raw: Json, stuck: bool, told: bool) -> list[str]:
    wrong = []
    if ours.remote_status != raw["status"]:
        wrong.append(f"we believe {ours.remote_status}, the store says {raw['status']}")
    seen = raw["shipping"] if raw["shipping"]["address_1"] else raw["billing"]
    waits = ours.stage is not None and ours.stage.value in ("to-pick", "to-confirm")
    if waits and ours.ship_to.line1 != seen["address_1"]:
        wrong.append(f"it would go to {ours.ship_to.line1}")
    if told and ours.state.fulfilment.value == "shipped" and not stuck and raw["status"] == "processing":
        wrong.append("shipped here, and the store was not told")
    if told and ours.state.fulfilment.value == "cancelled" and not stuck and raw["status"] == "processing":
        wrong.append("cancelled here, and the store was not told")
    return wrong


def _about_echoes(order_id: int, ours: OrderView, stuck: bool) -> list[str]:
    """Nobody but us has changed this order there: what comes back is our own word, and news to nobody."""
    wrong = []
    if stuck:
        wrong.append("a message waits for a person, and nobody but us has changed the order")
    asked = run("SELECT field, outcome FROM decision WHERE order_id = ?", (order_id,)).fetchall()
    if asked:
        wrong.append(f"our own word was taken for the store's: {asked}")
    if ours.state.pay_later and ours.state.payment is Payment.PAID:
        wrong.append("paid for on delivery, and our own closing has made it paid")
    return wrong
