"""What a scanned text does at the packing bench: it opens an order, counts a unit, or gives a command."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from desktop.domain import codes
from desktop.domain.codes import Command, Kind
from desktop.domain.errors import KolliError, NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, Stage, is_packable
from desktop.domain.packing import Verdict
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import orders, packing, printing, queue
from desktop.services.orders import OrderView
from desktop.services.packing import Article, ScanResult
from desktop.services.queue import QueueRow, Today
from desktop.services.remote import DecisionRow


class Happened(StrEnum):
    """What one scan came to, beside what its result says of a unit."""

    OPENED = "opened"
    COUNTED = "counted"  # see `result`: right, wrong, too many, unknown ...
    CLOSED = "closed"  # nothing was left to scan, and the parcel was closed by hand or by command
    SEALED = "sealed"  # an order that is packed already was shown; it can be reopened
    ASIDE = "aside"
    SEEN = "seen"
    PRINTED = "printed"
    ASK_QUANTITY = "ask-quantity"
    ASK_REASON = "ask-reason"
    NEXT = "next"
    NOTHING = "nothing"  # the code is on no order and no product


class OtherOrderOpen(KolliError):
    text = N_("Order {ref} is still open at this bench. Finish it or put it aside first. Nothing was counted.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show. `order` is set whenever the lines on the screen must be read anew."""

    happened: Happened
    order: OrderView | None = None
    result: ScanResult | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """What the bench shows with nothing open: the most urgent orders with photos of their first lines."""

    urgent: tuple[tuple[QueueRow, tuple[str, ...]], ...]
    waiting: int
    today: Today
    unfinished: QueueRow | None


@dataclass(frozen=True, slots=True)
class Move:
    """Units of an article that go into a parcel, or out of it where below zero."""

    units: int
    article: Article


class Seat:
    """A bench's place at work: which order is open, and which was closed last.

    It belongs to one thread: scans that come faster than their answers are still taken one after the other, each
    knowing what the one before it did.
    """

    def __init__(self) -> None:
        self.order_id: int | None = None
        self.closed_id: int | None = None

    def scan(self, text: str, op_id: str, units: int = 1) -> Answer:
        """Do what a scan says. With nothing open, an article opens the most urgent order that needs it, and is counted
        in it by the same scan.

        Raises:
            KolliError: nothing was counted; the sentence says why.
        """
        code = codes.read(text)
        if code.kind is Kind.COMMAND:
            return self._keep(self._command(Command(code.value)))
        if code.kind in (Kind.ORDER, Kind.PARCEL):
            return self.show(orders.find(code.value))
        if self.order_id is None:
            return self._keep(_open_by_article(codes.without_symbology(text), op_id))
        order_id = self.order_id
        result = packing.scan(order_id, text, units=units, op_id=op_id)
        closed = result.verdict is Verdict.COMPLETE
        return self._keep(Answer(Happened.COUNTED, orders.show(order_id) if closed else None, result))

    def show(self, order_id: int) -> Answer:
        """Open an order at the bench, or show one that is packed already.

        Raises:
            OtherOrderOpen: another one is open here.
            NotAllowed: its state does not let it be packed.
        """
        if self.order_id is not None and self.order_id != order_id:
            raise OtherOrderOpen(ref=f"#{orders.show(self.order_id).number}")
        view = orders.show(order_id)
        if view.state.fulfilment is Fulfilment.PACKED:
            return self._keep(Answer(Happened.SEALED, view))
        return self._keep(Answer(Happened.OPENED, packing.open_order(order_id)))

    def confirm(self, line_id: int, reason: str) -> Answer:
        """Count one unit of a line by hand."""
        order_id = self._open()
        result = packing.confirm(order_id, line_id, reason)
        closed = result.verdict is Verdict.COMPLETE
        return self._keep(Answer(Happened.COUNTED, orders.show(order_id) if closed else None, result))

    def undo(self) -> Answer:
        order_id = self._open()
        result = packing.undo(order_id)
        return Answer(Happened.COUNTED, None, result)

    def reopen(self) -> Answer:
        """Open the parcel again that was closed last here, or is shown."""
        if self.closed_id is None:
            raise _nothing_open()
        return self._keep(Answer(Happened.OPENED, packing.reopen(self.closed_id)))

    def put_aside(self) -> Answer:
        order_id = self._open()
        packing.put_aside(order_id)
        return self._keep(Answer(Happened.ASIDE, orders.show(order_id)))

    def finish(self) -> Answer:
        """Close an order that has nothing left to scan."""
        return self._keep(Answer(Happened.CLOSED, packing.finish(self._open())))

    def see_note(self) -> Answer:
        orders.see_note(self._open())
        return Answer(Happened.SEEN)

    def print_again(self) -> Answer:
        """Every paper of the parcel that was closed last once more, marked as copies."""
        if self.closed_id is None:
            raise _nothing_open()
        for kind in ("parcel-label", "packing-slip"):
            printing.queue(kind, self.closed_id)
        return Answer(Happened.PRINTED)

    def leave(self) -> None:
        """The screen shows no order any more; one that was open stays open, and can be resumed."""
        self.order_id = self.closed_id = None

    def go_on(self) -> Answer:
        """To the next order, as Space does: one that has nothing left to scan is closed first."""
        view = orders.show(self.order_id) if self.order_id is not None else None
        if view is not None and not (view.units_left or view.conflict or view.state.held):
            return self.finish()
        self.leave()
        return Answer(Happened.NEXT)

    def _command(self, command: Command) -> Answer:
        does: dict[Command, Callable[[], Answer]] = {
            Command.NEXT: self.go_on,
            Command.UNDO: self.undo,
            Command.REOPEN: self.reopen,
            Command.ASIDE: self.put_aside,
            Command.SEEN: self.see_note,
            Command.REPRINT: self.print_again,
            Command.QUANTITY: partial(Answer, Happened.ASK_QUANTITY),
            Command.MANUAL: partial(Answer, Happened.ASK_REASON),
        }
        if command not in does:
            raise NotAllowed(ref=N_("This bench"), reason=N_("it does not know this command yet."), action=command)
        if command in (Command.QUANTITY, Command.MANUAL):
            self._open()
        return does[command]()

    def _open(self) -> int:
        if self.order_id is None:
            raise _nothing_open()
        return self.order_id

    def _keep(self, answer: Answer) -> Answer:
        """Remember what is open now."""
        closed = answer.happened in (Happened.SEALED, Happened.CLOSED) or (
            answer.result is not None and answer.result.verdict is Verdict.COMPLETE
        )
        if closed and answer.order is not None:
            self.order_id, self.closed_id = None, answer.order.id
        elif answer.happened is Happened.OPENED and answer.order is not None:
            self.order_id, self.closed_id = answer.order.id, None
        elif answer.happened is Happened.ASIDE:
            self.order_id = None
        return answer


def idle(bench: str, since: datetime) -> Idle:
    """The page of a bench with nothing open; `since` is the start of the day here."""
    rows = queue.urgent(5)
    waiting = queue.counts()
    unfinished = packing.unfinished(bench)
    return Idle(
        tuple((row, photos(row.id)) for row in rows), waiting[Stage.TO_PICK] + waiting[Stage.TO_PACK],
        queue.today(since), queue.of_orders([unfinished])[0] if unfinished is not None else None,
    )  # fmt: skip


def _nothing_open() -> NotAllowed:
    return NotAllowed(ref=N_("This bench"), reason=N_("no order is open here; scan one first."), action="command")


def _open_by_article(text: str, op_id: str) -> Answer:
    article = packing.article_of(text)
    if article is None:
        try:
            view = orders.show(orders.find(text))
        except NotFound:
            return Answer(Happened.NOTHING)
        if view.state.fulfilment is Fulfilment.PACKED:
            return Answer(Happened.SEALED, view)
        return Answer(Happened.OPENED, packing.open_order(view.id))
    row = run("SELECT id FROM article WHERE sku = ?", (article.sku,)).fetchone()
    for candidate in queue.needing(int(row[0]), limit=5):
        view = orders.show(candidate.id)
        if is_packable(view.state) and not view.conflict:
            packing.open_order(candidate.id)
            result = packing.scan(candidate.id, text, op_id=op_id)
            return Answer(Happened.OPENED, orders.show(candidate.id), result)
    raise NotAllowed(ref=article.name or article.sku, reason=N_("no order that waits needs it."), action=Action.START)


def moves(decision: DecisionRow) -> list[Move]:
    """What the store's side of a difference about lines would take out of the parcel and put into it."""
    before, after = _units_by_sku(decision.ours), _units_by_sku(decision.theirs)
    changed = {sku: after.get(sku, 0) - before.get(sku, 0) for sku in {**before, **after}}
    return [
        Move(units, packing.article_of(sku) or Article(sku, "", "", "", "")) for sku, units in changed.items() if units
    ]


def _units_by_sku(lines: str) -> dict[str, int]:
    # As services.intake.seen writes them: remote id, SKU, quantity, refunded, ...
    found: dict[str, int] = {}
    for line in json.loads(lines) or []:
        found[str(line[1])] = found.get(str(line[1]), 0) + int(line[2]) - int(line[3])
    return found


def photos(order_id: int) -> tuple[str, ...]:
    """Pictures of an order's first two lines."""
    rows = run(
        "SELECT coalesce(a.photo, '') FROM order_line l LEFT JOIN article a ON a.id = l.article_id"
        " WHERE l.order_id = ? AND l.needs_packing ORDER BY l.position LIMIT 2",
        (order_id,),
    ).fetchall()
    return tuple(row[0] for row in rows)
