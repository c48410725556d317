"""Returns: cases by state, one of them with what becomes of it, the record of its packing beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.devices import cameras
from desktop.domain import codes
from desktop.domain.codes import Command, Kind
from desktop.domain.errors import Ambiguous, KolliError, NotFound
from desktop.domain.returns import WAITING, CaseState
from desktop.i18n import N_, _, money
from desktop.services import bench_devices, orders, papers, printing, returns, search
from desktop.services.changes import Change, new_op_id
from desktop.services.exporting import Table
from desktop.services.orders import OrderView
from desktop.services.returns import Answer, Case, Heard, NotReturnable, Said, Tab, photos, quarantine
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.errands import Errands
from desktop.ui.returns import listing, lists
from desktop.ui.returns.apart import ApartList
from desktop.ui.returns.case_panel import CasePanel
from desktop.ui.returns.facts import Facts, load
from desktop.ui.returns.listing import CaseList
from desktop.ui.returns.opening import Opening
from desktop.ui.returns.record_panel import RecordPanel
from desktop.ui.screen import Screen
from desktop.ui.settings.page import both_ways
from desktop.ui.theme import theme
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.stage_tabs import StageTabs

APART = "apart"
_MOST_UNDO = 50


class ReturnsScreen(Screen):
    name, title, icon, letter = "returns", N_("Returns"), "undo-2", "R"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._tab = Tab.TO_ASSESS.value
        self._undo: list[int] = []
        self._wish: int | None = None
        self.head, self.tabs = PageHead(), StageTabs("returns-tabs")
        self.new = KeyButton("", "plus", "Ctrl+N", name="returns-new")
        self._errands = Errands(self)
        self.export = exporting.button(desk, self._table, "returns-export", bare=True)
        self.cases, self.panel, self.record = CaseList(desk), CasePanel(), RecordPanel()
        self.opening, self.apart = Opening(), ApartList(desk)
        self._middle, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"return", "settings"}, self._changed)
        self.retranslate()
        self.tabs.choose(self._tab)
        self._show_tab(self._tab)

    # What the window asks

    def open(self, id: int | None) -> None:
        """Show a case; below zero: the return of the order with that id is opened; 0: a new one is asked for."""
        if id == 0:
            self._new()
        elif id is not None and id < 0:
            self._open_for(-id)
        elif id is not None:
            self._show_case(id)

    def entered(self) -> None:
        self.desk.lane.set_idle(_("Ready to scan"), _("A slip, a label or a receipt opens its return."))
        self._count()
        self._read_again()
        self.cases.table.setFocus()

    def scanned(self, text: str) -> None:
        read = codes.read(text)
        if read.kind is Kind.COMMAND:
            self._command(Command(read.value))
            return
        case = self.panel.facts.case.id if self.panel.facts is not None and self._shows_cases() else None
        work = partial(returns.hear, text, case, "", new_op_id())
        self.desk.tasks.run(work, self._heard, partial(self._not_heard, text))

    def back(self) -> bool:
        if self._middle.currentWidget() is self.opening:
            self._middle.setCurrentWidget(self.panel)
            self.cases.table.setFocus()
            return True
        if self.cases.search.text():
            self.cases.search.clear()
            return True
        return False

    def undo(self) -> bool:
        """The last step done here; else nothing."""
        if not self._undo:
            return False
        self.desk.tasks.run(partial(returns.undo, self._undo.pop(), "", new_op_id()), self._undone, self._refused)
        return True

    def search_focus(self) -> bool:
        self.cases.search.setFocus()
        self.cases.search.selectAll()
        return True

    def commands(self, typed: str) -> Sequence[Found]:
        return ()

    def help(self) -> Sequence[tuple[str, str]]:
        return (("← →", _("Choose an answer")), ("↑ ↓", _("To the next question")))

    def retranslate(self) -> None:
        self.head.set_title(_("Returns"))
        self._narrow()
        self.export.set_accessible(_("Export"))
        self.tabs.set_tabs([
            (Tab.WAITING.value, _("Waiting")), (Tab.TO_ASSESS.value, _("To assess")),
            (Tab.TO_SETTLE.value, _("To settle")), (Tab.REPAIR.value, _("Repair")), (Tab.OVER.value, _("Closed")),
            (APART, _("Kept apart")),
        ])  # fmt: skip
        for part in (self.cases, self.panel, self.record, self.opening, self.apart):
            part.retranslate()
        self.cases.set_title(listing.title_of(self._tab))
        self._count()

    # Lists

    def _table(self) -> Table:
        """The list that is shown, as it is exported; called off this thread."""
        if self._tab == APART:
            return lists.apart()
        return lists.cases(Tab(self._tab), self.cases.search.text())

    def _show_tab(self, key: str) -> None:
        self._tab = key
        if key == APART:
            self._pages.setCurrentWidget(self.apart)
            self.apart.start()
            self.apart.table.setFocus()
            return
        self._pages.setCurrentIndex(0)
        self.cases.show_tab(Tab(key))

    def _shows_cases(self) -> bool:
        return self._pages.currentIndex() == 0 and self._middle.currentWidget() is self.panel

    def _current(self, row: Any) -> None:
        wanted = self._wish
        if row is None:
            if wanted is None:
                self._show(None)
            return
        if wanted is not None and row.id != wanted:
            return
        self._wish = None
        if self.panel.facts is None or self.panel.facts.case.id != row.id:
            self._read(row.id)

    def _listed(self, _count: int) -> None:
        """The list stands: the case that is wanted becomes its current row."""
        if self._wish is not None:
            self.cases.table.select_id(self._wish)
            self._wish = None

    def _changed(self, heard: frozenset[Change]) -> None:
        self._count()
        if self.isVisible():
            self._read_again()

    def _read_again(self) -> None:
        if self._tab == APART:
            self.apart.reload()
        else:
            self.cases.table.reload()
        if self.panel.facts is not None:
            self._read(self.panel.facts.case.id)

    def _count(self) -> None:
        self.desk.tasks.run(_counts, self._counted)

    def _counted(self, found: dict[str, int]) -> None:
        for key, count in found.items():
            self.tabs.set_count(key, count or None)
        self.desk.badge("returns", found[Tab.TO_ASSESS.value] + found[Tab.TO_SETTLE.value], False)

    # One case

    def _show_case(self, case_id: int, line_id: int | None = None) -> None:
        """Open a case wherever it stands: its tab, its row, itself."""
        self.desk.tasks.run(partial(returns.get, case_id), partial(self._go, line_id), self._refused)

    def _go(self, line_id: int | None, case: Case) -> None:
        self._middle.setCurrentWidget(self.panel)
        self._wish = case.id
        tab = returns.tab_of(case.state).value
        if tab != self._tab:
            self.tabs.choose(tab)
            self._show_tab(tab)
        else:
            self.cases.table.reload()
        self._read(case.id, line_id)

    def _read(self, case_id: int, line_id: int | None = None) -> None:
        same = self.panel.facts is not None and self.panel.facts.case.id == case_id
        try:
            freight, less = self.panel.money.amounts() if same and self.panel.money.touched() else (None, 0)
        except KolliError:
            freight, less = None, 0
        self.desk.tasks.run(partial(load, case_id, freight, less), partial(self._show, line_id=line_id), self._refused)

    def _show(self, facts: Facts | None, line_id: int | None = None) -> None:
        self.panel.show_case(facts, line_id)
        self.record.show_case(facts, self.panel.line())

    def _said(self, line_id: int, said: Said) -> None:
        if self.panel.facts is not None:
            work = partial(returns.say, self.panel.facts.case.id, line_id, said, new_op_id())
            self.desk.tasks.run(work, partial(self._kept, line_id), self._not_said)

    def _kept(self, line_id: int, case: Case) -> None:
        self._read(case.id, line_id)

    def _not_said(self, error: Exception) -> None:
        self._refused(error)
        if self.panel.facts is not None:
            self._read(self.panel.facts.case.id)

    # Scans

    def _heard(self, answer: Answer) -> None:
        words = {
            Heard.OPENED: _("{case} opened"), Heard.FOUND: _("{case} found"), Heard.RECEIVED: _("{case} has arrived"),
            Heard.LINE: _("Counted in {case}"), Heard.CHOSEN: _("All of it is counted in {case}"),
        }  # fmt: skip
        case = answer.case
        right = answer.said in (Heard.LINE, Heard.CHOSEN)
        detail = _("Order {number}, {buyer}").format(number=f"#{case.order}", buyer=case.buyer)
        self.desk.lane.show_result(
            Outcome.RIGHT if right else Outcome.SAVED, words[answer.said].format(case=case.number), detail
        )
        if answer.said in (Heard.OPENED, Heard.RECEIVED):
            self._keep_undo(case.id)
        self._go(answer.line_id, case)

    def _not_heard(self, text: str, error: Exception) -> None:
        if isinstance(error, NotReturnable):
            self._ask(text, error)
        else:
            self.desk.lane.show_refused(error)

    # Opening

    def _new(self) -> None:
        if self._tab == APART:
            self.tabs.choose(Tab.TO_ASSESS.value)
            self._show_tab(Tab.TO_ASSESS.value)
        self._pages.setCurrentIndex(0)
        self._middle.setCurrentWidget(self.opening)
        self.opening.begin()

    def _ask(self, text: str, error: KolliError) -> None:
        """It may not come back: who may takes it all the same, with a reason."""
        self.desk.lane.show_refused(error)
        self._pages.setCurrentIndex(0)
        self._middle.setCurrentWidget(self.opening)
        self.opening.begin(text, error.say())

    def _open_typed(self, text: str, words: str, override: str) -> None:
        work = partial(_open, text, words, override, new_op_id())
        self.desk.tasks.run(work, self._opened, partial(self._not_heard, text))

    def _open_for(self, order_id: int) -> None:
        work = partial(_open_or_find, order_id, "", "", new_op_id())
        self.desk.tasks.run(work, self._opened, partial(self._not_heard_of, order_id))

    def _not_heard_of(self, order_id: int, error: Exception) -> None:
        if isinstance(error, NotReturnable):
            self.desk.tasks.run(partial(orders.show, order_id), partial(self._ask_for, error))
        else:
            self.desk.lane.show_refused(error)

    def _ask_for(self, error: KolliError, view: OrderView) -> None:
        self._ask(view.code, error)

    def _opened(self, case: Case) -> None:
        detail = _("Order {number}, {buyer}").format(number=f"#{case.order}", buyer=case.buyer)
        self.desk.lane.show_result(Outcome.SAVED, _("{case} opened").format(case=case.number), detail)
        self._go(None, case)

    # Steps

    def _step(self, work: Callable[[], Case], words: str) -> None:
        self.desk.tasks.run(work, partial(self._stepped, words), self._refused)

    def _stepped(self, words: str, case: Case) -> None:
        self._keep_undo(case.id)
        self.desk.lane.show_result(Outcome.SAVED, words.format(case=case.number), self._amount(case))
        self._go(None, case)

    def _approve(self) -> None:
        """The one large button: the label goes out, the case is settled, or the goods are mended."""
        facts = self.panel.facts
        if facts is None:
            return
        case = facts.case
        if case.state in WAITING:
            self._step(partial(returns.approve, case.id, new_op_id()), _("{case}: the label may go out"))
        elif case.state is CaseState.REPAIRING:
            self._step(partial(returns.repaired, case.id, new_op_id()), _("{case}: it goes out again"))
        else:
            try:
                decision = self.panel.money.decision(notify=self.panel.notify.isChecked())
            except KolliError as error:
                self.desk.lane.show_refused(error)
                return
            self._step(partial(returns.settle, case.id, decision, new_op_id()), _("{case} is settled"))

    def _receive(self) -> None:
        if self.panel.facts is not None:
            self._step(partial(returns.receive, self.panel.facts.case.id, new_op_id()), _("{case} has arrived"))

    def _assess(self) -> None:
        if self.panel.facts is not None:
            self._step(partial(returns.assess, self.panel.facts.case.id, new_op_id()), _("{case} is assessed"))

    def _withdraw(self) -> None:
        if self.panel.facts is not None:
            self._step(partial(returns.withdraw, self.panel.facts.case.id, "", new_op_id()), _("{case} is withdrawn"))

    def _track(self, text: str) -> None:
        if self.panel.facts is not None:
            *carrier, tracking = text.split()
            work = partial(returns.track, self.panel.facts.case.id, " ".join(carrier), tracking)
            self.desk.tasks.run(work, partial(self._kept, self.panel.line_id or 0), self._refused)

    def _label(self) -> None:
        """The return label on its printer; it carries the case's code."""
        if self.panel.facts is not None:
            work = partial(printing.queue, "return-label", self.panel.facts.case.order_id)
            self.desk.tasks.run(work, self._printed, self._refused)

    def _printed(self, _job: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("The label is printed"))

    def _photo(self, picture: bytes) -> None:
        if self.panel.facts is not None:
            work = partial(photos.add, self.panel.facts.case.id, picture, self.panel.line_id)
            self.desk.tasks.run(work, partial(self._kept, self.panel.line_id or 0), self._refused)

    def _save_label(self) -> None:
        """As a PDF for the buyer, with what to do above it."""
        facts = self.panel.facts
        if facts is None:
            return
        file = choose_target(self, _("Save the label as a PDF"), f"{facts.case.number}.pdf")
        if file is not None:
            work = partial(_write_label, facts.case.order_id, file)
            self.desk.tasks.run(work, self._saved, self._refused)

    def _saved(self, file: Path) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("The label is saved"), str(file))

    def _shoot(self) -> None:
        self.desk.tasks.run(_camera, self._aim, self._refused)

    def _aim(self, chosen: dict[str, object]) -> None:
        self._errands.run(partial(_picture, chosen), self._photo, self._refused)

    def _undone(self, case: Case) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Undone"), case.number)
        self._go(None, case)

    def _amount(self, case: Case) -> str:
        facts = self.panel.facts
        if not case.refund_minor or facts is None or not facts.sees_prices:
            return _("Order {number}, {buyer}").format(number=f"#{case.order}", buyer=case.buyer)
        return _("{amount} goes back to {buyer}").format(
            amount=money(case.refund_minor, case.currency), buyer=case.buyer
        )

    def _keep_undo(self, case_id: int) -> None:
        self._undo.append(case_id)
        del self._undo[:-_MOST_UNDO]

    def _refused(self, error: Exception) -> None:
        self.desk.lane.show_refused(error)

    def _command(self, command: Command) -> None:
        """The command card: what is asked is answered, the last step is taken back."""
        if command is Command.DONE:
            self.panel.approve.click()
        elif command is Command.UNDO:
            self.undo()
        elif command in (Command.NO, Command.CANCEL):
            self.back()
        else:
            self.desk.lane.show_result(Outcome.ATTENTION, _("Not done"), _("That command is for the packing bench."))

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.new.clicked.connect(self._new)
        self.cases.table.current_changed.connect(self._current)
        self.cases.table.settled.connect(self._listed)
        self.cases.table.opened.connect(self._to_case)
        self.panel.said.connect(self._said)
        self.panel.tracked.connect(self._track)
        self.panel.line_chosen.connect(self._line_chosen)
        self.panel.money.changed.connect(self._again)
        self.panel.approve.clicked.connect(self._approve)
        self.panel.receive.clicked.connect(self._receive)
        self.panel.assess.clicked.connect(self._assess)
        self.panel.withdraw.clicked.connect(self._withdraw)
        self.panel.label.clicked.connect(self._label)
        self.panel.photos.added.connect(self._photo)
        self.panel.photos.from_camera.connect(self._shoot)
        self.panel.label_file.clicked.connect(self._save_label)
        self.opening.opening.connect(self._open_typed)
        self.opening.left.connect(self.back)
        self.apart.opened.connect(self._show_case)

    def _to_case(self, _row: object) -> None:
        """Enter: the first question of the case."""
        self.panel.reason.options[0].setFocus()

    def _line_chosen(self, _line_id: int) -> None:
        self.record.show_case(self.panel.facts, self.panel.line())

    def _again(self) -> None:
        if self.panel.facts is not None:
            self._read(self.panel.facts.case.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow()

    def _narrow(self) -> None:
        """On a small window what stands beside the case gives way to it."""
        look = theme()
        small = self.width() < look.px(1100)
        self.new.setText("" if small else _("New return"))
        self.new.setAccessibleName(_("New return"))
        self.cases.setFixedWidth(look.px(196 if small else 248))
        self.record.setFixedWidth(look.px(236 if small else 304))

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        self.head.add_action(self.export)
        self.head.add_action(self.new)
        self._middle.addWidget(self.panel)
        self._middle.addWidget(self.opening)
        columns = QWidget()
        beside = QHBoxLayout(columns)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.px(16))
        self._narrow()
        beside.addWidget(self.cases)
        beside.addWidget(self._middle, 1)
        beside.addWidget(self.record)
        self._pages.addWidget(both_ways(columns))
        self._pages.addWidget(self.apart)
        column: QVBoxLayout = page_column(self)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)


def _write_label(order_id: int, file: Path) -> Path:
    part = file.with_name(file.name + ".part")
    part.write_bytes(papers.draw("return-label", [order_id], media="A4"))
    part.replace(file)
    return file


def _camera() -> dict[str, object]:
    return bench_devices.camera_settings(bench_devices.read(), bench_devices.camera_password())


def _picture(chosen: dict[str, object]) -> bytes:
    """What the bench's camera sees now.

    Raises:
        CameraAway: there is none, or it does not answer.
    """
    camera = cameras.made(chosen)
    if camera is None:
        raise cameras.CameraAway(reason=N_("none is set."))
    return camera.shoot()


def _counts() -> dict[str, int]:
    found = {tab.value: count for tab, count in returns.counts().items() if tab is not Tab.OVER}
    return {**found, APART: quarantine.size()}


def _open_or_find(order_id: int, words: str, override: str, op_id: str) -> Case:
    """The order's open case, else a new one."""
    known = [row for row in returns.of_order(order_id) if returns.tab_of(row.state) is not Tab.OVER]
    if known and not words:
        return returns.get(known[-1].id)
    source = "message" if words else "order"
    return returns.open_case(order_id, _only(order_id), source=source, text=words, override=override, op_id=op_id)


def _only(order_id: int) -> dict[int, int]:
    """The one unit that it could be, where there is only one."""
    left = {line: units for line, units in returns.left(order_id).items() if units}
    return left if sum(left.values()) == 1 else {}


def _open(text: str, words: str, override: str, op_id: str) -> Case:
    """A new case for the order that somebody typed; a buyer's name is enough where it is only one order's.

    Raises:
        NotFound, Ambiguous: no order is meant, or several are.
    """
    known = returns.find(text)
    if known is not None:
        return returns.get(known)
    try:
        order_id = orders.find(text)
    except Ambiguous:
        raise
    except NotFound:
        found = search.orders(text, 3)
        if not found:
            raise
        if len(found) > 1:
            rows = search.rows(text, 5)
            raise Ambiguous(ref=text, found=", ".join(f"#{row.number} {row.buyer}" for row in rows)) from None
        order_id = found[0]
    return _open_or_find(order_id, words, override, op_id)
