"""The built-in fault injector: a shop and a store of its own, a network that breaks, and the count of what came of it.

Nothing of the real shop is touched: its folder, its keys and its stores are not even looked for. Runs in a process
of its own, because a process has one shop open.
"""

import contextlib
import os
import random
import secrets
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop import paths
from desktop.app import App
from desktop.domain.errors import KolliError
from desktop.domain.proof import Verdict
from desktop.services import changes, intake, notes, orders, outbox, packing, permits, settings, shipping, stores, tasks
from desktop.services.secrets import PASSWORD
from desktop.simulated.faults import Fault, FaultProxy, Seen
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import add_goods, add_order
from desktop.sync.connector import Account, Outcome, Push
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.link import Link
from desktop.sync.proving import prove

READ_S = 0.3  # so long an answer is waited for here: a fault that is a delay costs that much
_HELD_S = READ_S * 1.3
_SETTLE_S = 20.0  # on the rehearsal's own clock
_BREAKS = 0.3  # of the requests while the network is bad
_ENDS = 0.06  # of the messages: the program is ended just before or after


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was done to it, and what came of it. `lost`, `double` and `different` name orders, in words."""

    seed: int
    orders: int
    messages: int
    faults: int
    kills: int
    happened: dict[str, int]
    lost: tuple[str, ...]
    double: tuple[str, ...]
    different: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not (self.lost or self.double or self.different)


class _Ended(BaseException):
    """The program ends here."""


class _Mortal(WooCommerce):
    """Ends the program just before or just after a message reached the store."""

    dice: random.Random | None = None

    def perform(self, push: Push) -> Outcome:
        self._end()
        outcome = super().perform(push)
        self._end()
        return outcome

    def _end(self) -> None:
        if self.dice and self.dice.random() < _ENDS:
            raise _Ended


def rehearse(faults: int = 200, seed: int | None = None) -> Rehearsal:
    """Pack, ship and write while at least so many requests break; then count what the store and its customers got."""
    chosen = secrets.randbelow(2**31) if seed is None else seed
    with _stage() as (double, proxy):
        show = _Show(double, proxy, random.Random(chosen))  # noqa: S311 - to be repeated by its seed
        try:
            while show.faults < faults:
                show.turn()
            show.calm_down()
            return show.judge(chosen)
        finally:
            show.close()


class _Show:
    """The shop while it is rehearsed."""

    def __init__(self, double: StoreDouble, proxy: FaultProxy, dice: random.Random) -> None:
        self._double, self._proxy, self._dice = double, proxy, dice
        self._store = stores.add(
            "woocommerce", "Rehearsal", proxy.url, {"status_map": dict(WooCommerce.STATUS_MAP)}, {}
        )
        self._offset_s, self._delayed, self._kills = 0.0, False, 0
        self._refs: list[str] = []
        self._texts: dict[str, list[str]] = {}  # what each customer is to be told, once
        self._happened: Counter[str] = Counter()
        changes.set_clock(lambda: datetime.now(UTC) + timedelta(seconds=self._offset_s))
        self._link = self._open()

    @property
    def faults(self) -> int:
        return sum(self._happened.values())

    def turn(self) -> None:
        """Some orders come, people work, and the sync runs on a bad network."""
        with self._double.state.lock:
            fresh = [str(add_order(self._double.state, self._dice)["id"]) for _order in range(3)]
        self._refs += fresh
        for _round in range(6):
            self._sync()
            for ref in fresh:
                self._work(ref)

    def calm_down(self) -> None:
        """The network is back for good: whatever can go out goes out."""
        self._proxy.choose = lambda _seen: None
        self._restart(mortal=False)
        for _round in range(60):
            self._later(700)
            self._talk()
            for ref in self._refs:
                self._work(ref)
            if not outbox.counts(self._store.id).keys() - {"confirmed"} and all(
                ref in self._texts for ref in self._refs
            ):
                break

    def judge(self, seed: int) -> Rehearsal:
        lost, double = [], []
        for ref in self._refs:
            written = [note["note"] for note in self._double.state.notes.get(int(ref), [])]
            left = sum("on its way" in mail.subject for mail in self._double.emails if mail.order_id == int(ref))
            heard = {"shipped": left} | {
                text: sum(text in note for note in written) for text in self._texts.get(ref, ["packed"])
            }
            lost += [f"#{ref}: {what}" for what, times in heard.items() if times == 0]
            double += [f"#{ref}: {what} ({times})" for what, times in heard.items() if times > 1]
        done = prove(self._store.id, self._link.connector, self._talk)
        rows = done.rows if done else ()
        return Rehearsal(
            seed=seed, orders=len(self._refs), messages=len(outbox.rows(limit=1_000_000)), faults=self.faults,
            kills=self._kills, happened=dict(sorted(self._happened.items())), lost=tuple(lost), double=tuple(double),
            different=tuple(f"#{row.number}: {row.why}" for row in rows if row.verdict is not Verdict.SAME),
        )  # fmt: skip

    def close(self) -> None:
        self._link.close()

    def _sync(self) -> None:
        self._proxy.choose = self._break
        try:
            self._talk()
        except _Ended:
            self._kills += 1
            self._restart()
        finally:
            self._proxy.choose = lambda _seen: None
            self._later(self._dice.choice((1.0, 30.0, 90.0)))

    def _talk(self) -> None:
        for act in (self._link.push_due, self._pull):
            with contextlib.suppress(KolliError):
                act()

    def _pull(self) -> bool:
        while self._link.pull_changes():
            continue
        return False

    def _work(self, ref: str) -> None:
        """Pack and ship an order that is here, and thank its buyer."""
        order_id = intake.find(f"store:{self._store.id}", ref)
        if order_id is None or ref in self._texts:
            return
        packing.open_order(order_id)
        for wish in notes.of(order_id):
            notes.see(order_id, wish.line_id)
        for task in tasks.of(order_id):
            tasks.finish(task.id)
        for line in orders.lines(order_id):
            if line.needs_packing:
                packing.confirm(order_id, line.id, "rehearsal", line.ordered)
        number, thanks = f"REHEARSAL{order_id:07d}", f"Thank you, {order_id:07d}"
        shipping.ship(order_id, "JNE", number)
        with changes.unit() as work:
            outbox.tell_note(work, order_id, thanks)
        self._texts[ref] = [number, thanks]

    def _break(self, _seen: Seen) -> Fault | None:
        if self._dice.random() > _BREAKS:
            return None
        fault = self._dice.choice(tuple(Fault))
        self._happened[fault.value] += 1
        self._delayed = self._delayed or fault is Fault.DELAY
        return fault

    def _later(self, seconds: float) -> None:
        if self._delayed:  # what was given up is still on its way: that takes real time
            time.sleep(_HELD_S)
            self._delayed = False
        self._offset_s += seconds

    def _open(self, mortal: bool = True) -> Link:
        connector = _Mortal(Account(self._proxy.url, KEY, SECRET, read_s=READ_S))
        connector.dice = self._dice if mortal else None
        return Link(stores.get(self._store.id), connector, settle_s=_SETTLE_S)

    def _restart(self, mortal: bool = True) -> None:
        self._link.close()
        packing.forget_all()
        self._link = self._open(mortal)


@contextmanager
def _stage() -> Iterator[tuple[StoreDouble, FaultProxy]]:
    """A shop in a temporary folder with keys of its own, a store, and the network between them."""
    folder = Path(tempfile.mkdtemp(prefix="kolli-rehearsal-"))
    kept = {name: os.environ.get(name) for name in (PASSWORD, "KOLLI_DATA", "KOLLI_DATABASE")}
    # With a password for keys the system's keyring is not used, and the file lies in the folder.
    os.environ |= {PASSWORD: secrets.token_hex(8), "KOLLI_DATA": str(folder)}
    os.environ.pop("KOLLI_DATABASE", None)
    before = paths.choose(folder)
    app = App(folder, str(paths.database_file(folder)))
    try:
        app.start()
        permits.trust_process()
        settings.change_rules(duplicate_minutes=0)  # its few buyers order the same more than once
        with StoreDouble() as double, FaultProxy(double.port, delay_s=_HELD_S) as proxy:
            double.state.home = proxy.url
            add_goods(double.state)
            yield double, proxy
    finally:
        changes.set_clock(None)
        permits.trust_process(False)
        app.close()
        paths.choose(before)
        for name, value in kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)
