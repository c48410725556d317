"""What a scanned text does at the packing bench: it opens an order, counts a unit, gives a command or an answer."""

from collections.abc import Callable
from dataclasses import replace

from desktop.domain import codes
from desktop.domain.closing import Standing
from desktop.domain.codes import Code, Command, Kind
from desktop.i18n import _
from desktop.models.base import storable
from desktop.services import packing, people, sscc
from desktop.services.bench import binding_asks, commands, counting, duties, parcel_commands, persons, sealing
from desktop.services.bench import units as units_of
from desktop.services.bench.answers import Answer, Happened, Wants, nothing_open
from desktop.services.bench.fitting import FREE_TEXT, fits
from desktop.services.bench.handlers import ASKED_BY_ITSELF, HANDLERS
from desktop.services.bench.items import open_by_article
from desktop.services.bench.place import Place
from desktop.services.changes import new_op_id


class Seat(Place):
    """A bench's place at work: every scan, key and answer of its packer goes through here."""

    def scan(self, text: str, op_id: str, units: int = 1) -> Answer:
        """Do what a scan says. With nothing open, an article opens the most urgent order that needs it, and is counted
        in it by the same scan.

        Raises:
            KolliError: nothing was counted; the sentence says why.
        """
        text = sscc.meant(storable(text))  # a serial scanner's line noise must not reach the database
        code = codes.read(text)
        if people.is_badge(text):  # also a card of another kind that somebody was given as a badge
            code = Code(Kind.BADGE, code.value)
        if self.waiting is not None and fits(self.waiting.ask, code):
            digit = Command(code.value).digit if code.kind is Kind.COMMAND else ""
            if self.waiting.ask.wants is Wants.VALUE:  # a scanned 7 is a digit of it, a typed 7 is the whole
                digit = text
            as_scanned = self.waiting.ask.wants in FREE_TEXT  # GS1 says more than its product
            return self.answer(digit or (text if as_scanned else code.value), op_id)
        if code.kind is Kind.COMMAND and code.value == Command.CANCEL:
            return self.cancel()
        if (sealed := sealing.before(self, code, op_id)) is not None:
            return sealed
        handler = HANDLERS.get(code.kind)
        if handler is not None:
            return self._ask_next(self.keep(handler(self, code, op_id)), op_id)
        many = counting.take_quantity(self) if units == 1 else units
        return self._ask_next(
            self._attempt(lambda: self._count(text, op_id, many), _("{units} units").format(units=many)), op_id
        )

    def answer(self, text: str, op_id: str) -> Answer:
        """Give what the open question wants: typed, scanned, or the key of a choice.

        Raises:
            NotAllowed: nothing is asked.
            KolliError: it is no answer to this; the question stays open.
        """
        waiting = self.waiting
        if waiting is None:
            raise nothing_open()
        answer = waiting.reply(storable(text), op_id)
        if self.waiting is waiting:  # it asks nothing more
            self.waiting = None
        return self._ask_next(self.keep(answer), op_id)

    def cancel(self) -> Answer:
        """What was asked is not given."""
        self.waiting = None
        return Answer(Happened.CANCELLED)

    def show(self, order_id: int) -> Answer:
        """Open an order here, or show one that is packed; where another bench has it, ask whether to take it over."""
        return self._ask_next(units_of.resume(self, persons.show(self, order_id)))

    def confirm(self, line_id: int, reason: str) -> Answer:
        """Count one unit of a line by hand."""
        order_id = self.opened()
        return self._attempt(
            lambda: units_of.follow(self, counting.counted(order_id, packing.confirm(order_id, line_id, reason))),
            reason,
        )

    def undo(self) -> Answer:
        return commands.undo(self, new_op_id())

    def reopen(self) -> Answer:
        return self._attempt(lambda: commands.reopen(self, new_op_id()), _("reopen"))

    def put_aside(self) -> Answer:
        return commands.put_aside(self, new_op_id())

    def finish(self) -> Answer:
        """Close an order that has nothing left to scan."""
        return self._ask_next(self.keep(Answer(Happened.CLOSED, packing.finish(self.opened()))))

    def see_note(self) -> Answer:
        return self._ask_next(commands.see_note(self, new_op_id()))

    def print_again(self) -> Answer:
        return commands.print_again(self, new_op_id())

    def go_on(self) -> Answer:
        """To the next order; one that has nothing left to scan is closed first."""
        return self._ask_next(parcel_commands.go_on(self, new_op_id()))

    def next_parcel(self) -> Answer:
        """The parcel is full: the next one of the order that is open."""
        return parcel_commands.following(self, new_op_id())

    def send_part(self) -> Answer:
        """Ask why, then let go what is packed so far."""
        return parcel_commands.ask_part(self, new_op_id())

    def do(self, standing: Standing) -> Answer:
        """What stands against closing was clicked: a task is done, a question asked."""
        return self._ask_next(self.keep(duties.do(self, standing)))

    def keep(self, answer: Answer) -> Answer:
        """As every place, and the question of a counted unit is asked."""
        return duties.follow(self, super().keep(answer))

    def leave(self) -> None:
        """The screen shows no order any more; one that was open stays open, and can be resumed."""
        self.order_id = self.closed_id = self.waiting = None

    def _ask_next(self, answer: Answer, op_id: str = "") -> Answer:
        """Ask by itself for what comes next: a device or an answer before closing, labels after it."""
        answer = sealing.ask_after(self, answer)
        answer = binding_asks.ask_after(self, answer)
        if not answer.standing or answer.ask is not None or self.waiting is not None or self.order_id is None:
            return answer
        does = ASKED_BY_ITSELF.get(answer.standing[0].gate)
        question = does(self, op_id or new_op_id()) if does is not None else None
        return answer if question is None else replace(answer, ask=question.ask)

    def _attempt(self, does: Callable[[], Answer], reason: str) -> Answer:
        """Do it, or ask for the badge of somebody who may let it be done."""
        answer = persons.attempt(self, does, reason)
        assert answer is not None
        return self.keep(answer)

    def _count(self, text: str, op_id: str, units: int) -> Answer:
        order_id = self.order_id
        if order_id is None:
            return units_of.attempt(
                self, lambda: units_of.follow(self, open_by_article(codes.without_symbology(text), op_id, units))
            )
        return units_of.attempt(
            self,
            lambda: units_of.follow(
                self, counting.counted(order_id, packing.scan(order_id, text, units=units, op_id=op_id))
            ),
        )
