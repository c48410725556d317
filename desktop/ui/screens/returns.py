"""Returns: cases by state, one of them with what becomes of it, the record of its packing beside it."""

from collections.abc import Sequence
from functools import partial

from desktop.domain import codes
from desktop.domain.codes import Command, Kind
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _
from desktop.services import orders, returns
from desktop.services.changes import new_op_id
from desktop.services.exporting import Table
from desktop.services.orders import OrderView
from desktop.services.returns import Answer, Case, Heard, NotReturnable, Tab, asking
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.returns import lists
from desktop.ui.returns.board import Board
from desktop.ui.returns.case_work import CaseWork
from desktop.ui.returns.facts import order_words
from desktop.ui.returns.layout import APART
from desktop.ui.widgets.lane import Outcome


class ReturnsScreen(Board):
    name, title, icon, letter = "returns", N_("Returns"), "undo-2", "R"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.work = CaseWork(desk, self.panel)
        self.lay_out(exporting.button(desk, self._table, "returns-export", bare=True))
        self._connect()
        desk.hub.watch(self, {"return", "settings"}, self._changed)
        self.retranslate()
        self.tabs.choose(self._tab)
        self._show_tab(self._tab)

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
        return self.work.undo()

    def help(self) -> Sequence[tuple[str, str]]:
        return (("← →", _("Choose an answer")), ("↑ ↓", _("To the next question")))

    def _table(self) -> Table:
        """The list that is shown, as it is exported; called off this thread."""
        if self._tab == APART:
            return lists.apart()
        return lists.cases(Tab(self._tab), self.cases.search.text())

    # Scans

    def _heard(self, answer: Answer) -> None:
        words = {
            Heard.OPENED: _("{case} opened"), Heard.FOUND: _("{case} found"), Heard.RECEIVED: _("{case} has arrived"),
            Heard.LINE: _("Counted in {case}"), Heard.CHOSEN: _("All of it is counted in {case}"),
        }  # fmt: skip
        case = answer.case
        right = answer.said in (Heard.LINE, Heard.CHOSEN)
        outcome = Outcome.RIGHT if right else Outcome.SAVED
        self.desk.lane.show_result(outcome, words[answer.said].format(case=case.number), order_words(case))
        if answer.said in (Heard.OPENED, Heard.RECEIVED):
            self.work.undone_with(case.id)
        self._go(answer.line_id, case)

    def _not_heard(self, text: str, error: Exception) -> None:
        if isinstance(error, NotReturnable):
            self._ask(text, error)
        else:
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
        work = partial(asking.open_named, text, words, override, new_op_id())
        self.desk.tasks.run(work, self._opened, partial(self._not_heard, text))

    def _open_for(self, order_id: int) -> None:
        work = partial(asking.open_or_find, order_id, "", "", new_op_id())
        self.desk.tasks.run(work, self._opened, partial(self._not_heard_of, order_id))

    def _not_heard_of(self, order_id: int, error: Exception) -> None:
        if isinstance(error, NotReturnable):
            self.desk.tasks.run(partial(orders.show, order_id), partial(self._ask_for, error))
        else:
            self.desk.lane.show_refused(error)

    def _ask_for(self, error: KolliError, view: OrderView) -> None:
        self._ask(view.code, error)

    def _opened(self, case: Case) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("{case} opened").format(case=case.number), order_words(case))
        self._go(None, case)

    def _connect(self) -> None:
        for signal, act in (
            (self.tabs.chosen, self._show_tab), (self.new.clicked, self._new),
            (self.cases.table.current_changed, self._current), (self.cases.table.settled, self._listed),
            (self.cases.table.opened, self._to_case), (self.panel.said, self._said),
            (self.panel.line_chosen, self._line_chosen), (self.panel.money.changed, self._again),
            (self.work.stepped, partial(self._go, None)), (self.work.kept, self._kept),
            (self.opening.opening, self._open_typed), (self.opening.left, self.back),
            (self.apart.opened, self._show_case),
        ):  # fmt: skip
            signal.connect(act)
