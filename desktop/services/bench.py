"""What a scanned text does at the packing bench: it opens an order, counts a unit, or gives a command."""

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
from desktop.services.packing import ScanResult
from desktop.services.queue import QueueRow, Today


class Happened(StrEnum):
    """What one scan came to, beside what its result says of a unit."""

    OPENED = "opened"
    COUNTED = "counted"  # see `result`: right, wrong, too many, unknown ...
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


def scan(order_id: int | None, text: str, op_id: str, units: int = 1) -> Answer:
    """Do what a scan says at a bench where `order_id` is open (None: nothing is).

    With nothing open, an article opens the most urgent order that needs it, and is counted in it by the same scan.

    Raises:
        KolliError: nothing was counted; the sentence says why.
    """
    code = codes.read(text)
    if code.kind is Kind.COMMAND:
        return _command(order_id, Command(code.value), op_id)
    if code.kind in (Kind.ORDER, Kind.PARCEL):
        return show(order_id, orders.find(code.value))
    if order_id is not None:
        result = packing.scan(order_id, text, units=units, op_id=op_id)
        closed = result.verdict is Verdict.COMPLETE
        return Answer(Happened.COUNTED, orders.show(order_id) if closed else None, result)
    return _open_by_article(codes.without_symbology(text), op_id)


def show(open_id: int | None, order_id: int) -> Answer:
    """Open an order at the bench, or show one that is packed already.

    Raises:
        OtherOrderOpen: another one is open here.
        NotAllowed: its state does not let it be packed.
    """
    if open_id is not None and open_id != order_id:
        raise OtherOrderOpen(ref=f"#{orders.show(open_id).number}")
    view = orders.show(order_id)
    if view.state.fulfilment is Fulfilment.PACKED:
        return Answer(Happened.SEALED, view)
    return Answer(Happened.OPENED, packing.open_order(order_id))


def idle(bench: str, since: datetime) -> Idle:
    """The page of a bench with nothing open; `since` is the start of the day here."""
    rows = queue.urgent(5)
    waiting = queue.counts()
    unfinished = packing.unfinished(bench)
    return Idle(
        tuple((row, _photos(row.id)) for row in rows), waiting[Stage.TO_PICK] + waiting[Stage.TO_PACK],
        queue.today(since), queue.of_orders([unfinished])[0] if unfinished is not None else None,
    )  # fmt: skip


def print_again(order_id: int) -> None:
    """Every paper of a closed parcel once more, marked as copies."""
    for kind in ("parcel-label", "packing-slip"):
        printing.queue(kind, order_id)


def _command(order_id: int | None, command: Command, op_id: str) -> Answer:
    if command is Command.NEXT:
        return Answer(Happened.NEXT)
    if order_id is None:
        raise NotAllowed(ref=N_("This bench"), reason=N_("no order is open here; scan one first."), action=command)
    does = {
        Command.UNDO: partial(_undo, order_id),
        Command.REOPEN: partial(_reopen, order_id),
        Command.ASIDE: partial(_aside, order_id),
        Command.SEEN: partial(_seen, order_id),
        Command.REPRINT: partial(_reprint, order_id),
        Command.QUANTITY: partial(Answer, Happened.ASK_QUANTITY),
        Command.MANUAL: partial(Answer, Happened.ASK_REASON),
    }
    if command not in does:
        raise NotAllowed(ref=N_("This bench"), reason=N_("it does not know this command yet."), action=command)
    return does[command]()


def _undo(order_id: int) -> Answer:
    result = packing.undo(order_id)
    return Answer(Happened.COUNTED, orders.show(order_id), result)


def _reopen(order_id: int) -> Answer:
    return Answer(Happened.OPENED, packing.reopen(order_id))


def _aside(order_id: int) -> Answer:
    packing.put_aside(order_id)
    return Answer(Happened.ASIDE, orders.show(order_id))


def _seen(order_id: int) -> Answer:
    orders.see_note(order_id)
    return Answer(Happened.SEEN, orders.show(order_id))


def _reprint(order_id: int) -> Answer:
    print_again(order_id)
    return Answer(Happened.PRINTED)


def _open_by_article(text: str, op_id: str) -> Answer:
    article = packing.article_of(text)
    if article is None:
        try:
            return show(None, orders.find(text))
        except NotFound:
            return Answer(Happened.NOTHING)
    row = run("SELECT id FROM article WHERE sku = ?", (article.sku,)).fetchone()
    for candidate in queue.needing(int(row[0]), limit=5):
        view = orders.show(candidate.id)
        if is_packable(view.state) and not view.conflict:
            packing.open_order(candidate.id)
            result = packing.scan(candidate.id, text, op_id=op_id)
            return Answer(Happened.OPENED, orders.show(candidate.id), result)
    raise NotAllowed(ref=article.name or article.sku, reason=N_("no order that waits needs it."), action=Action.START)


def _photos(order_id: int) -> tuple[str, ...]:
    rows = run(
        "SELECT coalesce(a.photo, '') FROM order_line l LEFT JOIN article a ON a.id = l.article_id"
        " WHERE l.order_id = ? AND l.needs_packing ORDER BY l.position LIMIT 2",
        (order_id,),
    ).fetchall()
    return tuple(row[0] for row in rows)
