"""Tells each answer of the seat on the stage and in the lane. It is on disk before it comes here."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal

from desktop.domain.closing import Gate
from desktop.domain.errors import KolliError
from desktop.domain.order import Fulfilment
from desktop.domain.packing import Verdict
from desktop.i18n import _, number
from desktop.services import orders
from desktop.services.bench import Answer, Happened, Wants
from desktop.services.orders import OrderView
from desktop.services.packing import OrderChanged, ScanResult, TakenOver
from desktop.ui.bench import asked, lane_words, live, voice
from desktop.ui.bench.lines import Row, counted, meant_by, next_open, rows_of
from desktop.ui.bench.note_words import note_words
from desktop.ui.bench.resting import Resting
from desktop.ui.bench.stage import Stage
from desktop.ui.desk import Desk
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name

_SOON_MS = 250  # so long after the last scan the order is read again: nothing is read between two scans


class Telling(Resting):
    """`tell(answer)` and `refuse(error)`."""

    show_again = Signal(int)  # an order's id: what was to be decided is decided elsewhere
    asks = Signal(object)  # the Ask that is open now, or None: scale and camera may answer it
    closing_soon = Signal()  # one unit is left, or the order has just been opened

    def __init__(self, stage: Stage, desk: Desk) -> None:
        super().__init__(stage, desk)
        self.waiting = 0  # scans and keys that are not answered yet
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.read_live)

    @property
    def row(self) -> Row | None:
        """The current line."""
        return next((row for row in self.rows if row.id == self.current), None)

    def tell(self, answer: Answer) -> None:
        """Show what came back, whatever it is."""
        order, happened = answer.order, answer.happened
        self.waiting = max(0, self.waiting - 1)
        if happened is Happened.OPENED and order is not None:
            self.show_order(order)
        closed = happened is Happened.CLOSED or (
            answer.result is not None and answer.result.verdict is Verdict.COMPLETE
        )
        if closed and order is not None:
            self._tell_closed(answer, order)
        elif answer.result is not None:
            self._tell_result(answer.result)
        else:
            self._tell_other(answer)
        if answer.standing or (order is not None and happened in (Happened.SEEN, Happened.DONE)):
            self.steps.know(answer.standing)
            self._show_steps()
            self._say_what_stands(answer)
        self._tell_ask(answer)
        self.asks.emit(self.asked)
        voice.speak(self.desk.sounds, answer)
        if order is not None and self.order is not None and happened is not Happened.COUNTED:
            self._read_more(order)

    def refuse(self, error: Exception) -> None:
        """Nothing was done; the sentence says why.

        Raises:
            Exception: it is no error that people can act on.
        """
        self.waiting = max(0, self.waiting - 1)
        voice.speak_refusal(self.desk.sounds, error)
        if isinstance(error, TakenOver):
            self.show_prompt()
            self.say(Outcome.ATTENTION, _("Taken over by {name}").format(name=error.values["who"]), error.say())
            voice.speak_refusal(self.desk.sounds, error)
            return
        if isinstance(error, OrderChanged) and self.order is not None:
            self.read_difference()
            voice.speak_refusal(self.desk.sounds, error)
            return
        if not isinstance(error, KolliError):
            raise error
        headline = _("Nothing was counted") if self.order is not None else _("Not done")
        self.desk.lane.show_result(Outcome.ATTENTION, headline, error.say())

    def retranslate(self) -> None:
        self._say_closing()
        self.tell_idle()

    # An order is open

    def show_order(self, order: OrderView) -> None:
        """Begin with this order, or show it anew where its lines have changed."""
        again = self.order is not None and self.order.id == order.id
        self.order = order
        self.decision = self.decision if order.conflict else None
        self.rows = rows_of(order)
        if not again or self.row is None or self.row.done:
            following = next_open(self.rows)
            self.current = following.id if following else self.current if again else None
        if not again:
            self.steps.begin()
            self.asked = None
        self.stage.work.show_order(order, self.zone)
        self._show_note()
        self.stage.work.end_ask(self.row)
        self.stage.work.show_line(self.row or (self.rows[-1] if self.rows else None))
        self.stage.side.show_rows(self.rows, self.current)
        self._show_steps()
        self.stage.show_work()

    def show_live(self, found: live.Live) -> None:
        """What is to be done before closing, the parcels, and what must come out: read behind the answer."""
        if self.order is None:
            super().show_live(found)
        elif self.order.id == found.order_id:
            super().show_live(found)
            self._say_closing()
            self._show_moves(found)

    def _read_more(self, order: OrderView) -> None:
        """What stands beside the lines; the answer itself does not wait for it."""
        self.desk.tasks.run(partial(live.read, order.id), self.show_live)
        self.closing_soon.emit()
        if order.conflict:
            self.read_difference()

    def look_again(self) -> None:
        """Somebody has written about this order: we ourselves, the office, or the store. Soon it is read again."""
        if self.order is not None:
            self._soon.start()

    def read_live(self) -> None:
        """Read it anew, after the scans that are waiting."""
        if self.order is not None and self.stage.isVisible():
            self.desk.tasks.run(partial(live.read_all, self.order.id), self._compare)

    def _compare(self, found: tuple[OrderView, live.Live]) -> None:
        """Show what is different from what was counted along."""
        order, lively = found
        if self.order is None or self.order.id != order.id or self.waiting:
            return
        if order.state.fulfilment is Fulfilment.CANCELLED:
            self._tell_next(order)
            return
        if rows_of(order) != [replace(row, into=0) for row in self.rows]:
            self.show_order(order)
        self.show_live(lively)
        if order.conflict and self.decision is None:
            self.read_difference()

    def _show_moves(self, found: live.Live) -> None:
        """Units that must come out and go in: one card each until they are scanned."""
        order, stage = self.order, self.stage
        if order is None or not (found.cards or stage.page is stage.changed):
            return
        self.rows = live.marked(self.rows, found)
        stage.side.update_rows(self.rows, None if found.cards else self.current)
        if not found.cards:
            if self.decision is None and stage.page is stage.changed:
                stage.show_work()
            return
        began = stage.page is not stage.changed
        stage.changed.show_moves(order, found.cards, found.told, found.why, self.zone, by_store=found.by_store)
        if self.asked is None:
            stage.show_moves()
        if began:
            self.say(Outcome.ATTENTION, _("Order changed"), lane_words.of_moves(found.out, found.into))

    def _tell_result(self, result: ScanResult) -> None:
        verdict, stage = result.verdict, self.stage
        moved, meant = verdict.counts or verdict in (Verdict.UNDONE, Verdict.OUT), meant_by(result)
        before = next((row for row in self.rows if row.id == meant), None)
        if moved:
            self.rows = counted(self.rows, result)
        row = next((row for row in self.rows if row.id == meant), None)
        if moved and row is not None and before is not None:
            following = row if not row.done else next_open(self.rows) or row
            self.current = following.id
            stage.work.show_line(following)
            stage.side.update_rows(self.rows, self.current, counted=row.id)
            stage.side.parcels.count(before.left - row.left + row.out - before.out)
            self._show_note()
            if stage.page is stage.changed:
                self.read_live()
            else:
                stage.show_work()
        elif moved:
            self._read_rows()  # a whole kit: all of its components were counted
        elif verdict is Verdict.WRONG and result.got is not None:
            stage.work.show_wrong(self.row, result.got)
            stage.show_work()
            stage.side.update_rows(self.rows, self.current)
        else:
            stage.work.show_line(self.row, calm=True)
            stage.side.update_rows(self.rows, self.current, meant if verdict is Verdict.TOO_MANY else None)
        if result.cancelled:
            self._tell_next(self.order)
            return
        self._say_closing()
        if verdict is Verdict.UNKNOWN:
            stage.keys.show_unknown()
        self.desk.lane.show_result(lane_words.OUTCOMES[verdict], *lane_words.of_verdict(result, row))
        if verdict.counts and result.left == 1:  # the next scan may close it
            self.closing_soon.emit()

    def _read_rows(self) -> None:
        if self.order is not None:
            self.desk.tasks.run(partial(orders.show, self.order.id), self._renew)

    def _renew(self, order: OrderView) -> None:
        if self.order is not None and self.order.id == order.id:
            self.show_order(order)

    def _tell_other(self, answer: Answer) -> None:
        """What neither concerned a unit nor closed anything."""
        order, said = answer.order, answer.said
        does: dict[Happened, Callable[[], object]] = {
            Happened.OPENED: partial(self._say_opened, order, said),
            Happened.SEALED: partial(self._tell_sealed, order),
            Happened.NOTHING: partial(self.say, Outcome.UNKNOWN, "", _("It is on no order and no product.")),
            Happened.ASIDE: partial(self._leave, answer, order_name(order.number) if order else ""),
            Happened.PART: partial(self._tell_part, order, said),
            Happened.EMPTIED: partial(self._tell_next, order),
            Happened.NEXT: partial(self._tell_next, order),
            Happened.LABELLED: partial(self._tell_label, answer.label, True),
            Happened.WRONG_LABEL: partial(self._tell_label, answer.label, False),
            Happened.PRINTED: partial(self._done, answer, _("The papers are in the print queue.")),
            Happened.SEEN: partial(self._done, answer, said),
            Happened.DONE: partial(self._done, answer, said),
            Happened.CANCELLED: partial(self._done, answer, said),
            Happened.PARCEL: partial(self._done, answer, said),
        }
        act = does.get(answer.happened)
        if act is not None:
            act()

    def _done(self, answer: Answer, detail: str) -> None:
        if answer.order is not None and self.order is not None:
            self.show_order(answer.order)
        self.say(Outcome.SAVED, lane_words.done(answer.happened), detail)

    def _say_opened(self, order: OrderView | None, said: str) -> None:
        if order is None:
            return
        if said:  # what was scanned is older than what is known here
            self.say(Outcome.ATTENTION, order_name(order.number), said)
            return
        left = sum(row.left for row in self.rows)
        words = _("{left} left to scan").format(left=number(left)) if left else _("Nothing is left to scan.")
        self.say(Outcome.SAVED, order_name(order.number), words)

    def _say_what_stands(self, answer: Answer) -> None:
        """All units are counted, and something is still to be done."""
        following = self.steps.next
        if following is None or self.order is None or any(row.left for row in self.rows) or answer.ask is not None:
            return
        self._say_closing()
        self.say(Outcome.ATTENTION, _("Before closing"), following.text)

    def _show_note(self) -> None:
        if self.order is not None:
            note, others, seen = note_words(self.order, self.rows, self.row)
            self.stage.work.show_note(note, others, seen=seen)

    def _show_steps(self) -> None:
        self.stage.side.show_steps(self.steps.steps)
        self._say_closing()

    def _say_closing(self) -> None:
        """The large button: what closes the parcel."""
        if self.order is None:
            return
        following, left = self.steps.next, any(row.left for row in self.rows)
        if left:
            self.stage.say_primary(_("Closes by itself at 0 left"), enabled=False)
        elif following is None:
            self.stage.say_primary(_("Close the parcel"), key="Space")
        elif following.gate is Gate.NOTE:
            self.stage.say_primary(_("Seen"), key="Space", icon="check")
        elif following.gate is Gate.TASK:
            self.stage.say_primary(_("Done: {task}").format(task=following.text), key="Space", icon="check")
        else:
            self.stage.say_primary(following.text, enabled=False)

    # A question

    def show_ask(self) -> None:
        """Show the question that is open."""
        if self.asked is not None:
            self.stage.show_ask(self.asked, self.row, in_order=self.order is not None)

    def _tell_ask(self, answer: Answer) -> None:
        ask, before = answer.ask, self.asked
        self.asked = ask
        if ask is None:
            if before is not None or self.stage.asking:
                self.stage.end_ask(self.row)
            return
        if ask.wants is Wants.LABEL:
            return  # the page says which label is wanted
        if ask.wants is Wants.BIND and answer.happened is Happened.COUNTED:
            return  # whoever may bind it presses the button, or scans the badge
        if ask != before or not self.stage.asking:
            self.show_ask()
        if answer.happened in (Happened.ASKED, Happened.ASK_QUANTITY, Happened.ASK_REASON):
            self.desk.lane.show_result(*lane_words.of_ask(ask))

    # The order was changed

    def read_difference(self) -> None:
        if self.order is not None:
            self.desk.tasks.run(partial(asked.read_difference, self.order.id), self._show_changed)

    def _show_changed(self, found: asked.Difference) -> None:
        order, decisions, moves = found
        if not decisions:
            self.decision = None
            self.show_again.emit(order.id)
            return
        self.decision = decisions[0].id
        self.stage.changed.show_decision(order, decisions[0], moves, self.zone)
        self.stage.show_decision()
        self.say(Outcome.ATTENTION, _("Order changed"), _("Nothing closes before you have decided."))
