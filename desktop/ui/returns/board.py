"""The lists of the Returns page and the case that is shown beside them."""

from functools import partial
from typing import Any

from desktop.domain.errors import KolliError
from desktop.services import returns
from desktop.services.changes import Change, new_op_id
from desktop.services.returns import Case, Said, Tab, quarantine
from desktop.ui.desk import Desk
from desktop.ui.returns.facts import Facts, load
from desktop.ui.returns.layout import APART, ReturnsLayout


class Board(ReturnsLayout):
    """`_tab` is the list that is shown, `_wish` the case that becomes current when its list has come."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._tab = Tab.TO_ASSESS.value
        self._wish: int | None = None

    def search_focus(self) -> bool:
        self.cases.search.setFocus()
        self.cases.search.selectAll()
        return True

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
        self._again()

    def _count(self) -> None:
        self.desk.tasks.run(_counts, self._counted)

    def _counted(self, found: dict[str, int]) -> None:
        for key, count in found.items():
            self.tabs.set_count(key, count or None)
        self.desk.badge("returns", found[Tab.TO_ASSESS.value] + found[Tab.TO_SETTLE.value], False)

    # One case

    def _show_case(self, case_id: int, line_id: int | None = None) -> None:
        """Open a case wherever it stands: its tab, its row, itself."""
        self.desk.tasks.run(partial(returns.get, case_id), partial(self._go, line_id), self.desk.lane.show_refused)

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
        self.desk.tasks.run(
            partial(load, case_id, freight, less), partial(self._show, line_id=line_id), self.desk.lane.show_refused
        )

    def _show(self, facts: Facts | None, line_id: int | None = None) -> None:
        self.panel.show_case(facts, line_id)
        self.record.show_case(facts, self.panel.line())

    def _line_chosen(self, _line_id: int) -> None:
        self.record.show_case(self.panel.facts, self.panel.line())

    def _to_case(self, _row: object) -> None:
        """Enter: the first question of the case."""
        self.panel.reason.options[0].setFocus()

    def _again(self) -> None:
        """The case that is shown, as it is now."""
        if self.panel.facts is not None:
            self._read(self.panel.facts.case.id)

    def _said(self, line_id: int, said: Said) -> None:
        if self.panel.facts is not None:
            work = partial(returns.say, self.panel.facts.case.id, line_id, said, new_op_id())
            self.desk.tasks.run(work, partial(self._kept, line_id), self._not_said)

    def _kept(self, line_id: int | None, case: Case) -> None:
        self._read(case.id, line_id)

    def _not_said(self, error: Exception) -> None:
        self.desk.lane.show_refused(error)
        self._again()

    def retranslate(self) -> None:
        super().retranslate()
        self._count()


def _counts() -> dict[str, int]:
    found = {tab.value: count for tab, count in returns.counts().items() if tab is not Tab.OVER}
    return {**found, APART: quarantine.size()}
