"""The outbox: what waits, goes, is confirmed by reading back, and what a store has refused, with the way to mend it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import N_, _, clock, day_time, ngettext, number
from desktop.services import mending, outbox
from desktop.services.changes import now
from desktop.services.outbox import Answer, OutboxRow, Question
from desktop.services.outbox.editing import Editable
from desktop.ui.desk import Desk
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.status import age_words
from desktop.ui.sync.facts import Facts
from desktop.ui.sync.listed import Figure, figure_row, listed, side_by_side
from desktop.ui.sync.message_panel import MessagePanel
from desktop.ui.sync.words import STATES, change_words
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.paged_table import PagedTable

MESSAGES = (Column(N_("Change"), 200, stretch=1), Column(N_("Made"), 64), Column(N_("State"), 140))
# The figures above the list: states that count, words, icon.
_FIGURES = (
    (("waiting", "asking"), N_("waiting"), "clock"),
    (("sending", "sent"), N_("sent"), "send"),
    (("confirmed",), N_("confirmed today"), "circle-check"),
    (("parked",), N_("parked"), "attention"),
)
# As the list is sorted: within each the newest first.
_GROUPS = (("parked", "asking"), ("sending", "sent"), ("waiting",), ("confirmed", "discarded", "skipped"))


class QuestionBar(QWidget):
    """Before many customers are written to at once: one question. `answered(store_id, answer)`."""

    answered = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._question: Question | None = None
        self.note = NoteBar(kind="attention")
        self.send = KeyButton("", "send", "F6", role="primary", name="sync-notices-send")
        self.silent = KeyButton("", "volume-x", "", name="sync-notices-silent")
        self.look = KeyButton("", "eye", "", name="sync-notices-look")
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addStretch(1)
        for button in (self.look, self.silent, self.send):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        column.setSpacing(look.px(8))
        column.addWidget(self.note)
        column.addLayout(buttons)
        for button, answer in ((self.send, Answer.SEND), (self.silent, Answer.SILENT), (self.look, Answer.LOOK)):
            button.clicked.connect(partial(self._answer, answer))
        self.hide()
        self.retranslate()

    def show_question(self, question: Question | None, zone: str, may: bool) -> None:
        self._question = question
        self.setVisible(question is not None)
        if question is None:
            return
        many = ngettext(
            "{store}: {count} customer would be written to now", "{store}: {count} customers would be written to now",
            question.count,
        ).format(store=question.store, count=number(question.count))  # fmt: skip
        since = day_time(question.oldest, zone=zone)
        asked = _("The oldest is from {time}. Should the store tell them all?").format(time=since)
        self.note.say(many, asked if may else _("Who may decide differences with a store is asked."), "attention")
        for button in (self.send, self.silent, self.look):
            button.setVisible(may)
        self.silent.setVisible(may and question.silent > 0)

    def _answer(self, answer: Answer, _checked: bool = False) -> None:
        if self._question is not None:
            self.answered.emit(self._question.store_id, answer.value)

    def retranslate(self) -> None:
        self.send.setText(_("Send all"))
        self.silent.setText(_("No mails"))
        self.look.setText(_("Look first"))


class OutboxPage(QWidget):
    """`show_facts(facts)`, `show_order(id)`; `opened(order_id)`, `done()` after something was changed."""

    opened = Signal(int)
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._facts = Facts()
        self._order: int | None = None
        self._undo: Callable[[], object] | None = None
        self.figures = [Figure() for _turn in _FIGURES]
        self.table = PagedTable(desk.tasks, MESSAGES, name="sync-messages")
        self.message, self.question, self.empty = MessagePanel(), QuestionBar(), EmptyState("send")
        self._messages = QStackedWidget()
        side_by_side(
            self,
            listed(self.table, self._messages, self.empty, figure_row(self.figures), self.question),
            self.message,
        )
        self.table.current_changed.connect(self._read_message)
        self.table.opened.connect(self._open_row)
        self.table.settled.connect(self._settled)
        self.message.again.connect(self._send_again)
        self.message.dropped.connect(self._discard)
        self.message.opened.connect(self.opened.emit)
        self.question.answered.connect(self._answer)

    def show_facts(self, facts: Facts, anew: bool) -> None:
        self._facts = facts
        for figure, (states, words, icon) in zip(self.figures, _FIGURES, strict=True):
            figure.show_figure(sum(facts.counts.get(state, 0) for state in states), _(words), icon)
        self.question.show_question(next(iter(facts.questions), None), facts.zone, facts.decides)
        self.show_order(self._order) if anew else self.table.reload()

    def show_order(self, order_id: int | None) -> None:
        """Only the changes of one order; None is all."""
        self._order = order_id
        show = partial(_message_row, self._facts.zone)
        self.table.show_source(Source(page=partial(_messages, order_id), show=show, id=_id))

    def undo(self) -> bool:
        """Take back the last discarding."""
        if self._undo is None:
            return False
        undo, self._undo = self._undo, None
        self.desk.tasks.run(undo, self._restored, self.desk.lane.show_refused)
        return True

    def _read_message(self, row: object = None) -> None:
        row = self.table.current()
        if isinstance(row, OutboxRow) and row.state == "parked":
            self.desk.tasks.run(
                partial(outbox.editable, row.id), partial(self._show_message, row), self.desk.lane.show_refused
            )
        else:
            self._show_message(row if isinstance(row, OutboxRow) else None, ())

    def _show_message(self, row: OutboxRow | None, fields: tuple[Editable, ...]) -> None:
        self.message.show_message(row, fields, self._facts.zone, self._facts.decides)

    def _settled(self, count: int) -> None:
        self._messages.setCurrentIndex(0 if count else 1)
        if not count:
            self.message.show_message(None)
            self.empty.say(
                _("The store has not been told anything about it") if self._order is not None
                else _("Nothing has been told yet"),
                _("What is packed, shipped or cancelled here goes to the store by itself."), "send",
            )  # fmt: skip

    def _send_again(self, message_id: int, body: dict[str, object]) -> None:
        self.desk.tasks.run(partial(mending.send_again, message_id, **body), self._sent_again, self._cannot_send)

    def _sent_again(self, row: OutboxRow) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("It goes out again"), change_words(row))
        self.done.emit()

    def _cannot_send(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.message.say_wrong(error.say())

    def _discard(self, message_id: int) -> None:
        discarded = partial(self._discarded, partial(mending.restore, message_id))
        self.desk.tasks.run(partial(mending.discard, message_id), discarded, self.desk.lane.show_refused)

    def _discarded(self, undo: Callable[[], object], _result: object) -> None:
        self._undo = undo
        self.desk.lane.show_result(Outcome.SAVED, _("Discarded"), _("The store is not told. Ctrl Z takes it back."))
        self.done.emit()

    def _restored(self, _row: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Undone"))
        self.done.emit()

    def _answer(self, store_id: int, answer: str) -> None:
        self.desk.tasks.run(
            partial(outbox.answer, store_id, Answer(answer)), self._answered, self.desk.lane.show_refused
        )

    def _answered(self, gone: int) -> None:
        words = ngettext("{count} message goes out", "{count} messages go out", gone).format(count=number(gone))
        self.desk.lane.show_result(Outcome.SAVED, words)
        worker = getattr(self.desk.app, "sync", None)
        if worker is not None and gone:
            worker.wake()
        self.done.emit()

    def _open_row(self, row: Any) -> None:
        if isinstance(row, OutboxRow) and row.order_id is not None:
            self.opened.emit(row.order_id)

    def retranslate(self) -> None:
        self.table.setAccessibleName(_("Changes for the stores"))
        self.message.retranslate()
        self.question.retranslate()


def _id(row: OutboxRow) -> int:
    return row.id


def _messages(order_id: int | None, after: OutboxRow | None, limit: int) -> Sequence[OutboxRow]:
    """The next rows in the list's order: group by group, in each the newest first."""
    found: list[OutboxRow] = []
    begun = after is None
    for group in _GROUPS:
        before = after.id if after is not None and after.state in group else None
        begun = begun or before is not None
        if begun and len(found) < limit:
            found += outbox.rows(group, limit - len(found), order_id=order_id, before=before)
    return found


def _message_row(zone: str, row: OutboxRow) -> Row:
    made = clock(row.created_at, zone=zone)
    if (now() - row.created_at).total_seconds() > 12 * 3600:
        made = day_time(row.created_at, zone=zone)
    if row.state == "parked":
        state = Cell(badge=("warn", "attention", _("Parked")))
    else:
        words, mark, mark_ink, ink = STATES[row.state]
        state = Cell(_(words), mark=mark, mark_ink=mark_ink, ink=ink)
    comment = _("with a comment") if row.kind == "order_status" and row.body.get("text") else ""
    back = ""
    if row.confirmed_at is not None:
        back = _("read back {time}").format(time=clock(row.confirmed_at, zone=zone))
    given = str(row.body.get("number", "")) if row.kind == "tracking" else ""
    sub = " · ".join(part for part in (row.store, given, comment, back, _tried(row)) if part)
    return Row((Cell(change_words(row), sub), Cell(made, ink="ink.secondary"), state), tip=row.reason)


def _tried(row: OutboxRow) -> str:
    """That a try has failed, and when the next one is: such a message was not sent."""
    if row.state != "waiting" or not row.tries:
        return row.reason if row.state in ("waiting", "skipped") else ""
    wait_s = (row.next_at - now()).total_seconds()
    tried = ngettext("tried {count} time", "tried {count} times", row.tries).format(count=number(row.tries))
    again = _("again in {wait}").format(wait=age_words(wait_s)) if wait_s > 0 else ""
    return " · ".join(part for part in (tried, again, row.reason) if part)
