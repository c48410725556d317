"""A bench's place at work, as handlers and commands find it: what is open, and what it waits for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.domain.order import Fulfilment, is_packable
from desktop.domain.packing import Verdict
from desktop.services import closing, orders, packing
from desktop.services.bench.answers import Answer, Ask, Happened, OtherOrderOpen, Wants, nothing_open

Reply = Callable[[str, str], Answer]  # (what was scanned, typed or chosen; the scan's operation id)

# Questions about a thing that stands against closing stay open when a unit is counted; the others are over then.
_STAYS = {
    Wants.LABEL,
    Wants.SERIAL,
    Wants.LOT,
    Wants.EXPIRY,
    Wants.YES_NO,
    Wants.VALUE,
    Wants.PHOTO,
    Wants.CARTON,
    Wants.WEIGHT,
}
_NEW_ORDER = {Happened.OPENED, Happened.SEALED, Happened.ASIDE, Happened.NEXT, Happened.PART, Happened.EMPTIED}


@dataclass(frozen=True, slots=True)
class Waiting:
    ask: Ask
    reply: Reply


class Place:
    """Which order is open here, which was closed last, and the question that is open.

    It belongs to one thread: scans that come faster than their answers are still taken one after the other, each
    knowing what the one before it did.
    """

    def __init__(self) -> None:
        self.order_id: int | None = None
        self.closed_id: int | None = None
        self.waiting: Waiting | None = None
        self.line_id: int | None = None  # of the last scan, which the screen shows large

    def opened(self) -> int:
        """The open order.

        Raises:
            NotAllowed: there is none.
        """
        if self.order_id is None:
            raise nothing_open()
        return self.order_id

    def closed(self) -> int:
        """The order that was closed last here, or is shown.

        Raises:
            NotAllowed: there is none.
        """
        if self.closed_id is None:
            raise nothing_open()
        return self.closed_id

    def ask(self, question: Ask, reply: Reply, happened: Happened = Happened.ASKED) -> Answer:
        """Wait for what the question wants; `reply` is called with what was scanned, typed or chosen."""
        self.waiting = Waiting(question, reply)
        return Answer(happened, ask=question)

    def show(self, order_id: int) -> Answer:
        """Open an order at the bench, or show one that is packed already.

        Another one that is open here goes back to where it was, if nothing has been counted of it.

        Raises:
            OtherOrderOpen: another one is open here, and units of it lie in a box.
            NotAllowed: its state does not let it be packed.
        """
        view = orders.show(order_id)
        if self.order_id is not None and self.order_id != order_id:
            if not is_packable(view.state) and view.state.fulfilment is not Fulfilment.PACKED:
                packing.open_order(order_id)  # refuses, and says why; the one that is open stays
            if not packing.release(self.order_id):
                raise OtherOrderOpen(ref=f"#{orders.show(self.order_id).number}")
            self.order_id = self.line_id = None
        if view.state.fulfilment is Fulfilment.PACKED:
            return self.keep(Answer(Happened.SEALED, view))
        return self.keep(Answer(Happened.OPENED, packing.open_order(order_id)))

    def settle(self, happened: Happened, said: str = "") -> Answer:
        """Something that stood against closing is gone: the parcel closes by itself if nothing is left of it."""
        order_id = self.opened()
        closed = packing.close_if_done(order_id)
        if closed is not None:
            return self.keep(Answer(Happened.CLOSED, closed, said=said))
        return self.keep(Answer(happened, orders.show(order_id), standing=tuple(closing.standing(order_id)), said=said))

    def keep(self, answer: Answer) -> Answer:
        """Remember what is open now, and what is still asked."""
        closed = answer.happened in (Happened.SEALED, Happened.CLOSED) or (
            answer.result is not None and answer.result.verdict is Verdict.COMPLETE
        )
        if answer.result is not None and answer.result.line_id is not None:
            self.line_id = answer.result.line_id
        if (closed or answer.happened is Happened.PART) and answer.order is not None:
            self.order_id, self.closed_id, self.line_id = None, answer.order.id, None
        elif answer.happened is Happened.OPENED and answer.order is not None:
            self.order_id, self.closed_id = answer.order.id, None
        elif answer.happened in (Happened.ASIDE, Happened.EMPTIED):
            self.order_id = self.line_id = None
        if answer.ask is not None:
            return answer
        if self.waiting is not None and _is_over(self.waiting, answer, closed):
            self.waiting = None
        return replace(answer, ask=self.waiting.ask) if self.waiting is not None else answer


def _is_over(waiting: Waiting, answer: Answer, closed: bool) -> bool:
    counted = answer.result is not None and answer.result.verdict.counts
    return (
        closed
        or answer.happened in _NEW_ORDER
        or waiting.ask.wants is Wants.BIND  # is about the scan before this one
        or (counted and waiting.ask.wants not in _STAYS)
    )
