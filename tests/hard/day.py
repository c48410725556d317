"""A bench's day, from a seed: orders come in, are paid, packed, invoiced, shipped and told to their store.

What has been said to a person (a service has returned) goes to `say` as a fact. The day looks at the database to know
what to do next, so it goes on after a kill as a person would: with the order that is open.
"""

import contextlib
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Stage
from desktop.services import changes, invoicing, orders, outbox, packing, queue, seals, shipping
from desktop.services.orders import NewLine, NewOrder
from tests.services import shop

Fact = list[object]
BENCH = "Bench 1"
SKUS = ("CUP", "PLATE", "SPOON", "LAMP")


class Day:
    """`pending` is a scan that was tried before the last kill and never answered: it is tried again first."""

    def __init__(self, seed: int, say: Callable[[Fact], None], pending: Fact | None = None) -> None:
        self._dice = Random(seed)
        self._say = say
        self._pending = pending
        self._store = 1

    def start(self) -> None:
        """What the program does when it starts."""
        changes.work_at(BENCH, "Dewi")
        packing.forget_all()
        if self._pending is not None:
            _try, op_id, order_id, code = self._pending
            self._scan(int(str(order_id)), str(code), str(op_id))
            self._pending = None

    def step(self) -> None:
        """The next thing that a person does here."""
        if self._dice.random() < 0.2 and self._tell_the_store():
            return
        order_id = packing.unfinished(BENCH)
        if order_id is not None:
            self._pack(order_id)
        elif ready := queue.page(Stage.TO_SHIP, limit=1):
            self._send_off(ready[0].id)
        elif waiting := queue.urgent(limit=1):
            packing.open_order(waiting[0].id)
            self._moved(waiting[0].id)
        elif unpaid := queue.page(Stage.TO_CONFIRM, limit=1):
            orders.do(unpaid[0].id, Action.CONFIRM)
            self._moved(unpaid[0].id)
        else:
            self._order_comes_in()

    def _order_comes_in(self) -> None:
        rows = [(self._dice.choice(SKUS), self._dice.randint(1, 3)) for _ in range(self._dice.randint(1, 3))]
        if self._dice.random() < 0.5:
            self._moved(shop.sold(self._store, shop.remote(*rows, remote_id=changes.new_op_id())))
        else:
            lines = tuple(NewLine(sku, sku, units, Decimal("12.345")) for sku, units in rows)
            shop.sells_to_one_buyer()
            self._moved(orders.create(NewOrder(shop.AYU, lines, paid=self._dice.random() < 0.5)).id)

    def _pack(self, order_id: int) -> None:
        chance = self._dice.random()
        open_lines = [line for line in orders.lines(order_id) if line.left]
        begun = packing.contents(order_id) and any(line.left for line in open_lines)
        if begun and chance > 0.97:
            self._may_refuse(packing.send_part, order_id)
        elif begun and chance > 0.92:
            self._may_refuse(packing.next_parcel, order_id)
        elif chance < 0.08 and any(line.packed for line in orders.lines(order_id)):
            self._may_refuse(packing.undo, order_id)
        elif chance < 0.2:
            self._scan(order_id, self._dice.choice(SKUS), changes.new_op_id())
        elif open_lines:
            self._scan(order_id, self._dice.choice(open_lines).sku, changes.new_op_id())
        else:
            packing.finish(order_id)
            self._moved(order_id)

    def _scan(self, order_id: int, code: str, op_id: str) -> None:
        self._say(["try", op_id, order_id, code])
        found = packing.scan(order_id, code, op_id=op_id)
        self._say(["scan", op_id, order_id, found.verdict.value])

    def _send_off(self, order_id: int) -> None:
        if self._dice.random() < 0.25 and not orders.show(order_id).documents:
            issued = invoicing.issue(order_id)
            self._say(["issued", issued.number, hashlib.sha256(invoicing.original(issued.id)).hexdigest()])
        while self._dice.random() < 0.7 and (wanted := seals.wanted(order_id)) is not None:
            op_id = changes.new_op_id()
            seals.seal(order_id, wanted.label, op_id)
            self._say(["scan", op_id, order_id, "right"])
        shipping.ship(order_id, "JNE", f"JX{order_id:06d}")
        self._moved(order_id)

    def _tell_the_store(self) -> bool:
        message = outbox.next_due(self._store, datetime.now(UTC) + timedelta(seconds=1))
        if message is None:
            return False
        outbox.mark_sending(message)
        self._say(["sending", message.op_id])
        outbox.mark_confirmed(message, {"status": message.body.get("status")})
        self._say(["confirmed", message.op_id])
        return True

    def _may_refuse(self, does: Callable[[int], object], order_id: int) -> None:
        """What a person tries at this order, which may be refused in a sentence: an empty parcel, nothing to undo."""
        with contextlib.suppress(NotAllowed):
            does(order_id)
        self._moved(order_id)

    def _moved(self, order_id: int) -> None:
        """The order as the screen now shows it: how much has happened to it, and how much is packed."""
        view = orders.show(order_id)
        self._say(["order", order_id, len(view.history), sum(line.packed for line in view.lines)])
