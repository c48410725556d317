"""Random days between a bench and a store whose network breaks all the time; then both sides are compared.

One history: some orders, and steps in any order: the bench packs, ships and writes, the owner changes things in the
store, the sync runs while requests are lost before or after they did their work, the program is killed and restarted.
"""

import contextlib
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from desktop.domain.errors import KolliError
from desktop.services import changes, intake, orders, outbox, packing, shipping, stores
from desktop.services.changes import unit
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_api import Request
from desktop.simulated.woocommerce_seed import add_order
from desktop.sync.connector import Account, Outcome, Push
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.connectors.woocommerce.write import TARGETS, mark
from desktop.sync.link import Link

LOSSES = (
    Trouble.DROP_BEFORE, Trouble.DROP_AFTER, Trouble.ERROR_BEFORE, Trouble.ERROR_AFTER, Trouble.TOO_MANY,
    Trouble.TRUNCATED, Trouble.MAINTENANCE, Trouble.GATEWAY, Trouble.DATABASE_DOWN, Trouble.PORTAL,
)  # fmt: skip
READ_S = 0.3


class Killed(BaseException):
    """The program ends here, wherever it is."""


class MortalConnector(WooCommerce):
    """Ends the program just before or just after a write, when its chance says so."""

    chance: random.Random | None = None

    def perform(self, push: Push) -> Outcome:
        if self.chance and self.chance.random() < 0.05:
            raise Killed
        outcome = super().perform(push)
        if self.chance and self.chance.random() < 0.05:
            raise Killed
        return outcome


@dataclass
class World:
    """A shop, its store and the time; shared by many histories, each with orders of its own."""

    double: StoreDouble
    store_id: int
    offset_s: float = 0.0
    slow: bool = False
    pushes: int = 0
    losses: int = 0
    kills: int = 0
    refs: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_s)

    def later(self, seconds: float) -> None:
        self.offset_s += seconds
        if self.slow:  # a request that we gave up is still at work in the store; time must really pass for it
            time.sleep(READ_S)
            self.slow = False


def begin(double: StoreDouble) -> World:
    store = stores.add("woocommerce", f"Shop {double.port}", double.url, {"status_map": TARGETS}, {})
    world = World(double, store.id)
    changes.set_clock(world.now)
    return world


def run_history(world: World, seed: int) -> list[str]:
    """Live through one history; returns what differs at its end, in words. Empty is right."""
    chance = random.Random(seed)
    refs = [str(add_order(world.double.state, chance)["id"]) for _ in range(chance.choice((1, 1, 2, 3)))]
    world.refs = refs
    link = _start(world, chance)
    if chance.random() < 0.8:
        _round(link)
    for _step in range(chance.randrange(8, 18)):
        act = chance.choice((_sync, _sync, _sync, _ship, _ship, _write, _write, _edit, _restart))
        link = act(world, chance, link)
    wrong = _calm_down(world, link, refs)
    for ref in refs:  # the next history is not to read these again
        world.double.state.delete_for_good(int(ref))
    return wrong


def _start(world: World, chance: random.Random | None) -> Link:
    account = Account(world.double.url, KEY, SECRET, read_s=READ_S)
    connector = MortalConnector(account)
    connector.chance = chance
    return Link(stores.get(world.store_id), connector, settle_s=20.0)


def _sync(world: World, chance: random.Random, link: Link) -> Link:
    world.double.choose = lambda _request: _loss(world, chance, _request)
    try:
        _round(link)
    except Killed:
        world.kills += 1
        return _restart(world, chance, link)
    finally:
        world.double.choose = lambda _request: None
        world.later(chance.choice((1.0, 30.0, 90.0)))
    return link


def _round(link: Link) -> None:
    with contextlib.suppress(KolliError):
        link.push_due()
    with contextlib.suppress(KolliError):
        while link.pull_changes():
            continue


def _loss(world: World, chance: random.Random, request: Request) -> tuple[Trouble, float] | None:
    if chance.random() < 0.7:
        return None
    world.losses += 1
    if chance.random() < 0.02:
        world.slow = True
        return Trouble.DELAY, READ_S * 1.5
    return chance.choice(LOSSES), 1.0


def _ship(world: World, chance: random.Random, link: Link) -> Link:
    order_id = intake.find(f"store:{world.store_id}", chance.choice(world.refs))
    if order_id is None:
        return link
    with contextlib.suppress(KolliError):  # cancelled, in conflict, shipped already: refused, as it should be
        packing.open_order(order_id)
        for line in orders.lines(order_id):
            if line.needs_packing and line.ordered - line.cancelled > line.packed:
                packing.confirm(order_id, line.id, "no barcode", line.ordered - line.cancelled - line.packed)
        shipping.ship(order_id, "JNE", f"JP{order_id:09d}")
    return link


def _write(world: World, chance: random.Random, link: Link) -> Link:
    order_id = intake.find(f"store:{world.store_id}", chance.choice(world.refs))
    if order_id is not None:
        with unit() as work:
            work.send("note", world.store_id, order_id, text=f"Thanks {chance.random()}", to_customer=True)
    return link


def _edit(world: World, chance: random.Random, link: Link) -> Link:
    """The owner at work in the store's own pages."""
    state = world.double.state
    order = state.orders[int(chance.choice(world.refs))]
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
    return _start(world, chance)


def _calm_down(world: World, link: Link, refs: list[str]) -> list[str]:
    """The network is back for good: everything that can go through goes through; then both sides are looked at."""
    link.close()
    packing.forget_all()
    link = _start(world, None)
    for _turn in range(30):
        world.later(700)
        _round(link)
        if outbox.next_time(world.store_id) is None or not _moving(world):
            break
    link.close()
    return [text for ref in refs for text in _compare(world, ref)]


def _moving(world: World) -> bool:
    return outbox.next_due(world.store_id, world.now() + timedelta(days=1)) is not None


def _compare(world: World, ref: str) -> list[str]:
    """What differs between the bench, the store, and what was asked for."""
    state = world.double.state
    raw = state.orders[int(ref)]
    order_id = intake.find(f"store:{world.store_id}", ref)
    if order_id is None:
        return [f"order {ref} never arrived"]
    ours = orders.show(order_id)
    wrong = []
    rows = [row for row in outbox.rows(limit=10_000) if row.order_id == order_id]
    stuck = any(row.state == "parked" for row in rows)
    notes = [note["note"] for note in state.notes.get(int(ref), [])]
    mails = [mail.subject for mail in state.emails if mail.order_id == int(ref)]
    written = 0
    for row in rows:
        done = row.state == "confirmed"
        if not done and not stuck:
            wrong.append(f"order {ref}: {row.kind} is {row.state} and nothing holds it up: {row.reason}")
        if row.kind in ("note", "tracking"):
            times = sum(mark(_op_id(row.id)) in note for note in notes)
            written += times
            if times != int(done):
                wrong.append(f"order {ref}: {row.kind} is {row.state} and was written {times} times")
    if sum("A note has been added" in mail for mail in mails) != written:
        wrong.append(f"order {ref}: {written} notes and {mails}")
    if sum("on its way" in mail for mail in mails) > 1:
        wrong.append(f"order {ref}: the customer heard more than once that it is on its way")
    told = [row for row in rows if row.kind == "order_status" and row.state == "confirmed"]
    if told and sum("on its way" in mail for mail in mails) != 1:
        wrong.append(f"order {ref}: confirmed as completed, and the customer never heard")
    if ours.remote_status != raw["status"]:
        wrong.append(f"order {ref}: we believe {ours.remote_status}, the store says {raw['status']}")
    seen = raw["shipping"] if raw["shipping"]["address_1"] else raw["billing"]
    if (
        ours.stage is not None
        and ours.stage.value in ("to-pick", "to-confirm")
        and ours.ship_to.line1 != seen["address_1"]
    ):
        wrong.append(f"order {ref}: it would go to {ours.ship_to.line1}")
    if rows and ours.state.fulfilment.value == "shipped" and not stuck and raw["status"] == "processing":
        wrong.append(f"order {ref}: shipped here, and the store was not told")
    world.pushes += len(rows)
    return wrong


def _op_id(message_id: int) -> str:
    from desktop.models.outbox import Outbox

    return str(Outbox.get_by_id(message_id).op_id)
