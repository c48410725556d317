"""A picker's day from a seed, and a look at a database file from outside: what is lost, doubled or half there."""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from desktop.domain.errors import KolliError
from desktop.domain.order import Action, Stage
from desktop.services import bins, changes, orders, packing, picking, put_backs, queue, totes, waves
from desktop.services.changes import new_op_id
from tests.hard.day import Fact
from tests.services import shop, storage
from tests.services.storage import PLACES

BENCH = "Bench 1"


class PickDay:
    """`pending` is a scan that was tried before the last kill and never answered: it is tried again first.

    The day looks at the database to know what to do next, so it goes on after a kill as a person would.
    """

    def __init__(self, seed: int, say: Callable[[Fact], None], pending: Fact | None = None) -> None:
        self._dice = Random(seed)
        self._say = say
        self._pending = pending

    def start(self) -> None:
        changes.work_at(BENCH, "Dewi")
        packing.forget_all()
        if self._pending is not None:
            _try, op_id, wave_id, text = self._pending
            self._pending = None
            self._scan(int(str(wave_id)), str(text), str(op_id))

    def step(self) -> None:
        wave_id = picking.unfinished(BENCH)
        if wave_id is not None:
            self._walk(wave_id)
        elif tasks := put_backs.every():
            task = put_backs.back(tasks[0].id, tasks[0].bin, 1, new_op_id())
            self._say(["back", task.id, task.back])
        elif waiting := waves.page():
            picking.open_wave(waiting[0].id)
        elif chosen := waves.choose(waves.Wish(most=3)):
            wave = waves.make(chosen).wave
            self._say(["wave", wave.id, wave.code])
        elif packable := queue.page(Stage.TO_PACK, limit=1):
            packing.open_order(packable[0].id)  # frees its tote
            orders.do(packable[0].id, Action.CANCEL)
            self._say(["cancelled", packable[0].id])
        else:
            rows = [
                (self._dice.choice(list(PLACES)), self._dice.randint(1, 3)) for _ in range(self._dice.randint(1, 3))
            ]
            self._say(["order", shop.order(*rows).id])

    def _walk(self, wave_id: int) -> None:
        told = picking.open_wave(wave_id)
        if self._dice.random() < 0.08:
            self._undo(wave_id)
            return
        if told.wave.left == 0:
            waves.finish(wave_id)
            self._say(["finished", wave_id])
            return
        self._scan(wave_id, self._next(told), new_op_id())

    def _next(self, told: picking.Told) -> str:
        """What a picker scans next: mostly the right thing."""
        free = [tote.code for tote in totes.every() if tote.order_id is None]
        bare = [order for order in told.wave.orders if order.here and order.left and not order.totes]
        if bare and len(told.wave.orders) > 1:
            return free[0]
        stop = told.current
        assert stop is not None
        if self._dice.random() < 0.15:
            return self._dice.choice(["rubbish", "A-2-1", *PLACES])
        if told.step.hand:
            part = picking.destination(stop)
            order = next(order for order in told.wave.orders if part is not None and order.id == part.order_id)
            return self._dice.choice([*order.totes, stop.sku])
        return stop.sku

    def _scan(self, wave_id: int, text: str, op_id: str) -> None:
        self._say(["try", op_id, wave_id, text])
        try:
            told = picking.scan(wave_id, text, op_id)
        except KolliError:
            self._say(["refused", op_id])
            return
        self._say(["pick", op_id, told.said.value, told.units if told.said == "picked" else 0])

    def _undo(self, wave_id: int) -> None:
        try:
            told = picking.undo(wave_id, new_op_id())
        except KolliError:
            return
        self._say(["undone", told.units])


def fill() -> None:
    storage.fill()
    storage.free_totes(40)
    bins.stage_at("STAGING")


def faults(file: Path, facts: Iterable[Fact]) -> list[str]:
    """What is wrong, a sentence each; nothing when every fact that was said is there and all laws hold."""
    db = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        return [*_lost(db, facts), *_bent(db)]
    finally:
        db.close()


def _lost(db: sqlite3.Connection, facts: Iterable[Fact]) -> list[str]:
    said: dict[str, str] = dict(db.execute("SELECT op_id, said FROM pick_scan"))
    units: dict[str, int] = {}
    for op_id, counted in db.execute("SELECT op_id, units FROM pick_scan WHERE said = 'picked'"):
        name = str(op_id).partition("/")[0]
        units[name] = units.get(name, 0) + int(counted)
    orders_ = {int(row[0]) for row in db.execute("SELECT id FROM orders")}
    codes = dict(db.execute("SELECT id, code FROM wave"))
    states = dict(db.execute("SELECT id, state FROM wave"))
    back = dict(db.execute("SELECT id, back FROM put_back"))
    found = []
    for fact in facts:
        match fact:
            case ["pick", op_id, word, counted]:
                there = said.get(op_id) == word and units.get(op_id, 0) == counted
            case ["order", order_id]:
                there = order_id in orders_
            case ["wave", wave_id, code]:
                there = codes.get(wave_id) == code
            case ["finished", wave_id]:
                there = wave_id in states
            case ["back", task_id, many]:
                there = back.get(task_id, 0) >= int(str(many))
            case _:
                there = True
        if not there:
            found.append(f"lost: {fact}")
    return found


_CHECKS = {
    "doubled: line {} holds more picked units than were ordered": "SELECT l.id FROM order_line l JOIN pick k"
    " ON k.line_id = l.id GROUP BY l.id, l.ordered, l.cancelled HAVING sum(k.picked) > l.ordered - l.cancelled",
    "half: pick {} is not the sum of its scans": "SELECT k.id FROM pick k LEFT JOIN pick_scan s ON s.pick_id = k.id"
    " GROUP BY k.id, k.picked HAVING k.picked <> coalesce(sum(s.units), 0)",
    "half: order {} is in two open waves": "SELECT order_id FROM wave_order WHERE left_at IS NULL GROUP BY order_id"
    " HAVING count(*) > 1",
    "half: wave {} has ended with an order in it": "SELECT w.id FROM wave w JOIN wave_order o ON o.wave_id = w.id"
    " WHERE w.state <> 'open' AND o.left_at IS NULL",
    "half: put-back {} is not the sum of its scans": "SELECT p.id FROM put_back p LEFT JOIN put_back_scan s"
    " ON s.put_back_id = p.id GROUP BY p.id, p.back HAVING p.back <> coalesce(sum(s.units), 0)",
    "half: the stock of article {} is not the sum of its moves": "SELECT a.id FROM article a LEFT JOIN stock_move m"
    " ON m.article_id = a.id GROUP BY a.id, a.on_hand, a.reserved"
    " HAVING a.on_hand <> coalesce(sum(m.on_hand), 0) OR a.reserved <> coalesce(sum(m.reserved), 0)",
    "half: article {} promises other units than its orders and its put-backs want": "SELECT a.id FROM article a"
    " WHERE a.reserved <> (SELECT coalesce(sum(l.ordered - l.cancelled), 0) FROM order_line l JOIN orders o"
    "  ON o.id = l.order_id WHERE l.article_id = a.id AND o.fulfilment IN ('open', 'picking', 'packing'))"
    " + (SELECT coalesce(sum(p.units - p.back), 0) FROM put_back p WHERE p.article_id = a.id)",
}


def _bent(db: sqlite3.Connection) -> list[str]:
    return [words.format(row[0]) for words, statement in _CHECKS.items() for row in db.execute(statement)]
