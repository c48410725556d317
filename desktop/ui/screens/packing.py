"""The packing bench: scan, hear right or wrong, next. Every answer is on disk before it is shown."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from desktop.domain import merge
from desktop.domain.errors import KolliError
from desktop.domain.packing import Verdict
from desktop.i18n import N_, _, clock, number
from desktop.services import bench, settings
from desktop.services.bench import Answer, Happened, Idle
from desktop.services.changes import Change, new_op_id, now
from desktop.services.orders import OrderView
from desktop.services.packing import OrderChanged, ScanResult
from desktop.ui.bench import asked
from desktop.ui.bench.actions import Actions
from desktop.ui.bench.changed import Changed
from desktop.ui.bench.idle import Prompt, Urgent
from desktop.ui.bench.lines import Row, counted, next_open, rows_of
from desktop.ui.bench.sealed import Sealed
from desktop.ui.bench.side import Side
from desktop.ui.bench.work import Work
from desktop.ui.desk import Desk
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name

_DIGITS = 6  # of a typed quantity
_LANE = {
    Verdict.RIGHT: Outcome.RIGHT,
    Verdict.COMPLETE: Outcome.RIGHT,
    Verdict.WRONG: Outcome.WRONG,
    Verdict.TOO_MANY: Outcome.TOO_MANY,
    Verdict.UNKNOWN: Outcome.UNKNOWN,
    Verdict.AMBIGUOUS: Outcome.ATTENTION,
    Verdict.UNDONE: Outcome.SAVED,
}


class PackingScreen(Screen):
    name, title, icon, letter, bench = "packing", N_("Pack"), "package-check", "K", True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._seat = bench.Seat()  # touched on the store thread only
        self._order: OrderView | None = None
        self._rows: list[Row] = []
        self._current: int | None = None
        self._typed: str | None = None  # quantity mode: the digits typed so far
        self._zone = "UTC"
        self._last_sealed: OrderView | None = None
        self._unfinished: int | None = None
        self._decision: int | None = None
        self.prompt, self.work, self.sealed, self.changed = Prompt(), Work(), Sealed(), Changed()
        self.urgent, self.side = Urgent(), Side()
        self.keys = Actions()
        self.primary = KeyButton("", "", "", bench=True, name="packing-primary")
        self._pages, self._sides = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"order", "print", "decision", "settings"}, self._changed)
        self.retranslate()
        desk.tasks.run(settings.shop, self._know_shop)

    def entered(self) -> None:
        self._tell_idle()
        if self._order is None:
            self._read_idle()

    def open(self, id: int | None) -> None:
        if id is not None:
            self._ask(partial(self._seat.show, id))

    def scanned(self, text: str) -> None:
        units = int(self._typed) if self._typed else 1
        self._end_quantity()
        self._ask(partial(self._seat.scan, text, new_op_id(), units))

    def back(self) -> bool:
        if self._typed is not None:
            self._end_quantity()
            return True
        if self.prompt.typing:
            self.prompt.end_typing()
            return True
        if self._pages.currentWidget() is self.sealed:
            self._next()
            return True
        return False

    def undo(self) -> bool:
        if self._order is None:
            return False
        self._ask(self._seat.undo)
        return True

    # What came back

    def _ask(self, work: partial[Answer] | object) -> None:
        self.desk.tasks.run(work, self._answered, self._refused)  # type: ignore[arg-type]

    def _answered(self, answer: Answer) -> None:
        if answer.happened is Happened.OPENED and answer.order is not None:
            self._show_order(answer.order)
        if answer.result is not None:
            self._show_result(answer.result, answer.order)
        elif answer.happened is Happened.CLOSED and answer.order is not None:
            self._show_closed(answer.order, answer.order.parcels[-1].code)
        elif answer.happened is Happened.SEALED and answer.order is not None:
            self._show_sealed(answer.order)
            self.desk.lane.show_result(Outcome.SAVED, _("Already packed"), _("Scan Reopen or press F8 to open it."))
        elif answer.happened is Happened.OPENED and answer.order is not None:
            self._say_opened(answer.order)
        else:
            self._carry_out(answer)

    def _carry_out(self, answer: Answer) -> None:
        """What a scan came to that neither opened an order nor concerned a unit."""
        does: dict[Happened, Callable[[], object]] = {
            Happened.NOTHING: partial(self._say, Outcome.UNKNOWN, "", _("It is on no order and no product.")),
            Happened.ASIDE: partial(self._say_aside, answer.order),
            Happened.SEEN: self._say_seen,
            Happened.PRINTED: partial(
                self._say, Outcome.SAVED, _("Print again"), _("The papers are in the print queue.")
            ),
            Happened.ASK_QUANTITY: self._ask_quantity,
            Happened.ASK_REASON: self._ask_reason,
            Happened.NEXT: partial(self._leave, answer.order),
        }
        act = does.get(answer.happened)
        if act is not None:
            act()

    def _say(self, outcome: Outcome, headline: str, detail: str = "") -> None:
        self.desk.lane.show_result(outcome, headline, detail)

    def _say_aside(self, order: OrderView | None) -> None:
        self._show_prompt()
        self._say(Outcome.SAVED, _("Put aside"), order_name(order.number) if order else "")

    def _say_seen(self) -> None:
        self.work.line.show_note(self._order.note if self._order else "", seen=True)
        self._say(Outcome.SAVED, _("Seen"))

    def _leave(self, order: OrderView | None) -> None:
        """To the next order; `order` is one that is not to be sent any more."""
        self._show_prompt()
        if order is not None:
            words = _("It is not sent. Put everything back where it was.")
            self._say(Outcome.ATTENTION, order_name(order.number), words)
        else:
            self._say(Outcome.SAVED, _("Next order"))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, OrderChanged) and self._order is not None:
            self.desk.tasks.run(partial(asked.read_difference, self._order.id), self._show_changed)
            return
        if not isinstance(error, KolliError):
            raise error
        headline = _("Nothing was counted") if self._order is not None else _("Not done")
        self.desk.lane.show_result(Outcome.ATTENTION, headline, error.say())

    def _show_result(self, result: ScanResult, order: OrderView | None) -> None:
        verdict = result.verdict
        row = next((row for row in self._rows if row.id == result.line_id), None)
        if verdict.counts or verdict is Verdict.UNDONE:
            self._rows = counted(self._rows, result)
            row = next((row for row in self._rows if row.id == result.line_id), None)
        if verdict is Verdict.COMPLETE and order is not None:
            self._show_closed(order, result.parcel)
            return
        if (verdict.counts or verdict is Verdict.UNDONE) and row is not None:
            following = row if not row.done else next_open(self._rows)
            self._current = following.id if following else None
            self.work.show_line(following)
            self.side.update_rows(self._rows, self._current)
        elif verdict is Verdict.WRONG and result.got is not None:
            self.work.show_wrong(self._current_row(), result.got)
            self.side.update_rows(self._rows, self._current)
        else:
            self.work.show_line(self._current_row(), calm=True)
            warned = result.line_id if verdict is Verdict.TOO_MANY else None
            self.side.update_rows(self._rows, self._current, warned)
        self.desk.lane.show_result(_LANE[verdict], *asked.words(verdict, result, row))
        if verdict.counts and result.left == 1:  # the next scan may close it
            self._look_in_store()

    def _show_closed(self, order: OrderView, parcel: str) -> None:
        self._show_sealed(order)
        self.desk.lane.show_result(Outcome.RIGHT, _("All packed"), f"{order_name(order.number)} · {parcel}", 4000)
        self.desk.sounds.play("done")

    def _show_order(self, order: OrderView) -> None:
        self._order = order
        self._rows = rows_of(order)
        following = next_open(self._rows)
        self._current = following.id if following else None
        self._typed = None
        self.work.show_order(order, self._zone)
        self.work.show_line(following)
        position = max((parcel.position for parcel in order.parcels), default=1)
        self.side.show_rows(self._rows, self._current, position)
        self._show(self.work, self.side)
        self.keys.show_work()
        self._say_close()
        self._look_in_store()
        if order.conflict:
            self.desk.tasks.run(partial(asked.read_difference, order.id), self._show_changed)

    def _show_sealed(self, order: OrderView) -> None:
        self._order = None
        self._rows = rows_of(order)
        self._current = None
        self.side.show_rows(self._rows, None, max((parcel.position for parcel in order.parcels), default=1))
        self._last_sealed = order
        self.desk.tasks.run(partial(asked.read_papers, order.id), self._show_papers)
        self._show(self.sealed, self.side)
        self.keys.show_sealed()
        self.primary.set_role("primary")
        self.primary.set_key("Space")
        self.primary.set_icon("arrow-right")
        self.primary.setText(_("Next order"))
        self.primary.setEnabled(True)
        self._tell_idle()

    def _show_papers(self, found: asked.Papers) -> None:
        self.sealed.show_order(*found, self._zone)

    def _show_changed(self, found: asked.Difference) -> None:
        order, decisions, moves = found
        if not decisions:
            self._ask(partial(self._seat.show, order.id))
            return
        self._decision = decisions[0].id
        self.changed.show_decision(order, decisions[0], moves, self._zone)
        self._show(self.changed, self.side)
        self.keys.show_decision()
        self.desk.lane.show_result(Outcome.ATTENTION, _("Order changed"), _("Nothing closes before you have decided."))

    def _take_over(self) -> None:
        self._decide(merge.Outcome.THEIRS)

    def _keep(self) -> None:
        self._decide(merge.Outcome.OURS)

    def _decide(self, outcome: merge.Outcome) -> None:
        if self._order is not None and self._decision is not None:
            self._ask(partial(asked.decide, self._seat, self._order.id, self._decision, outcome))

    def _look_in_store(self) -> None:
        """Let the store be asked whether this order still stands; an answer that differs comes as a decision."""
        sync = getattr(self.desk.app, "sync", None)
        if sync is not None and self._order is not None and self._order.store_id is not None:
            sync.recheck(self._order.id)

    def _say_opened(self, order: OrderView) -> None:
        left = sum(row.left for row in self._rows)
        if order.units_left == 0:
            self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("Nothing is left to scan. Close it."))
        else:
            words = _("{left} left to scan").format(left=number(left))
            self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), words)

    # Nothing open

    def _read_idle(self) -> None:
        self.desk.tasks.run(asked.read_idle, self._show_idle)

    def _show_idle(self, found: tuple[Idle, str]) -> None:
        idle, self._zone = found
        self.urgent.show_idle(idle, self._zone)
        self.prompt.show_unfinished(idle.unfinished)
        self._unfinished = idle.unfinished.id if idle.unfinished else None
        self.desk.badge("packing", idle.waiting, False)
        if self._order is None and self._pages.currentWidget() is not self.sealed:
            self._show(self.prompt, self.urgent)
            self.keys.show_nothing()

    def _next(self) -> None:
        """Back to the prompt; an order that was open waits under Resume."""
        self.desk.tasks.run(self._seat.leave)
        self._show_prompt()

    def _show_prompt(self) -> None:
        # Without leaving the seat: an answer that leads here has done so, and the scan after it may be at work already.
        self._order = None
        self._typed = None
        self._show(self.prompt, self.urgent)
        self.keys.show_nothing()
        self.desk.lane.clear()
        self._tell_idle()
        self._read_idle()

    def _resume(self) -> None:
        if self._unfinished is not None:
            self.open(self._unfinished)

    def _tell_idle(self) -> None:
        sealed = self._last_sealed
        last = ""
        if sealed is not None:
            at = max((parcel.closed_at for parcel in sealed.parcels if parcel.closed_at), default=None)
            last = _("Last: {number} sealed at {time}").format(
                number=order_name(sealed.number), time=clock(at or now(), zone=self._zone)
            )
        self.desk.lane.set_idle(_("Ready to scan"), last)

    def _changed(self, changes: frozenset[Change]) -> None:
        if any(change.kind == "settings" for change in changes):
            self.desk.tasks.run(settings.shop, self._know_shop)
        page = self._pages.currentWidget()
        if page is self.sealed and self._last_sealed is not None:
            self.desk.tasks.run(partial(asked.read_papers, self._last_sealed.id), self._show_papers)
        elif page is self.prompt:
            self._read_idle()
        elif self._order is not None and Change("decision", self._order.id) in changes:
            self.desk.tasks.run(partial(asked.read_difference, self._order.id), self._show_changed)

    def _know_shop(self, shop: settings.Shop) -> None:
        self._zone = shop.zone

    # Buttons and keys

    def _press_primary(self) -> None:
        if self._order is None:
            self._next()
        else:
            self._ask(self._seat.finish)

    def _say_close(self) -> None:
        done = not any(row.left for row in self._rows)
        self.primary.set_role("primary" if done else "default")
        self.primary.set_key("Space" if done else "")
        self.primary.set_icon("")
        self.primary.setText(_("Close the parcel") if done else _("Closes by itself at 0 left"))
        self.primary.setEnabled(done)

    def _manual(self) -> None:
        if self._current_row() is not None:
            self.keys.ask_reason()

    def _confirm(self, reason: str) -> None:
        row = self._current_row()
        if row is not None:
            self._ask(partial(self._seat.confirm, row.id, reason))

    def _begin_quantity(self) -> None:
        self._typed = ""
        self.work.ask_quantity(_("x ?"))
        self.setFocus()

    def _ask_quantity(self) -> None:
        self._begin_quantity()
        self._say(Outcome.SAVED, _("Quantity"))

    def _ask_reason(self) -> None:
        self.keys.ask_reason()
        self._say(Outcome.SAVED, _("Can't scan"))

    def _end_quantity(self) -> None:
        if self._typed is not None:
            self._typed = None
            self.work.show_line(self._current_row())

    def _undo(self) -> None:
        self._ask(self._seat.undo)

    def _reopen(self) -> None:
        self._ask(self._seat.reopen)

    def _put_aside(self) -> None:
        self._ask(self._seat.put_aside)

    def _seen(self) -> None:
        self._ask(self._seat.see_note)

    def _again(self) -> None:
        self._ask(self._seat.print_again)

    def _current_row(self) -> Row | None:
        return next((row for row in self._rows if row.id == self._current), None)

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        for page in (self.prompt, self.work, self.sealed, self.changed):
            self._pages.addWidget(page)
        for panel in (self.urgent, self.side):
            self._sides.addWidget(panel)
        grid = QGridLayout(self)
        pad = look.px(16)
        grid.setContentsMargins(pad, pad, pad, look.px(12))
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(12))
        grid.addWidget(self._pages, 0, 0)
        grid.addWidget(self._sides, 0, 1, 1, 1)
        grid.addWidget(self.keys, 1, 0)
        grid.addWidget(self.primary, 1, 1)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(0, 1)
        self._sides.setFixedWidth(look.size("checklist"))
        self.primary.setFixedWidth(look.size("checklist"))
        self._show(self.prompt, self.urgent)
        self.keys.show_nothing()

    def _connect(self) -> None:
        self.prompt.number_given.connect(self._open_number)
        self.prompt.resume.clicked.connect(self._resume)
        self.urgent.chosen.connect(self.open)
        self.keys.quantity.clicked.connect(self._begin_quantity)
        self.keys.manual.clicked.connect(self._manual)
        self.keys.undo.clicked.connect(self._undo)
        self.keys.aside.clicked.connect(self._put_aside)
        self.keys.reopen.clicked.connect(self._reopen)
        self.keys.again.clicked.connect(self._again)
        self.keys.reason_given.connect(self._confirm)
        self.work.line.seen.clicked.connect(self._seen)
        self.keys.take_over.clicked.connect(self._take_over)
        self.keys.keep.clicked.connect(self._keep)
        self.primary.clicked.connect(self._press_primary)

    def _open_number(self, typed: str) -> None:
        self._ask(partial(asked.open_typed, self._seat, typed))

    def _show(self, page: QWidget, side: QWidget) -> None:
        if page is not self._pages.currentWidget() and self.isVisible():
            # Qt would give the focus to the next button, and Space or Enter would press it.
            self.setFocus()
        self._pages.setCurrentWidget(page)
        self._sides.setCurrentWidget(side)
        self.primary.setVisible(page is not self.prompt)
        self.keys.setVisible(page is not self.prompt)

    def retranslate(self) -> None:
        for part in (self.prompt, self.urgent, self.side, self.keys, self.work.line):
            part.retranslate()
        if self._order is not None:
            self._say_close()
        self._tell_idle()

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        text = event.text()
        if self._typed is not None and text.isdigit() and len(self._typed) < _DIGITS:
            self._typed = (self._typed + text).lstrip("0")
            self.work.ask_quantity(f"x {self._typed}" if self._typed else _("x ?"))
        elif self._typed and event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            self.work.ask_quantity(f"x {self._typed}" if self._typed else _("x ?"))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > theme().px(1600)
        side = theme().size("checklistWide" if wide else "checklist")
        self._sides.setFixedWidth(side)
        self.primary.setFixedWidth(side)
        self.work.use_height(self.height(), self.width() - side)
