"""The example of desktop/ui/README.md, running."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.i18n import N_, _
from desktop.ui.desk import Desk
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.screen import Screen
from desktop.ui.tables import Source
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.stage_tabs import StageTabs

COLUMNS = (Column(N_("Case"), 120), Column(N_("Customer"), 160, stretch=1), Column(N_("Total"), 110, RIGHT))


@dataclass(frozen=True, slots=True)
class Case:
    id: int
    number: str
    buyer: str


CASES = [Case(n, f"RMA-{n:04}", f"Buyer {n}") for n in range(1, 301)]


def _page(stage: str, after: Case | None, limit: int) -> list[Case]:
    begin = CASES.index(after) + 1 if after else 0
    return CASES[begin : begin + limit]


def _row(case: Case) -> Row:
    return Row((Cell(case.number, "open", strong=True), Cell(case.buyer), Cell("Rp10.000", "Paid")))


def _id(case: Case) -> int:
    return case.id


class ReturnsScreen(Screen):
    name, title, icon, letter = "returns", N_("Returns"), "undo-2", "R"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.heard: list[str] = []
        self.head = PageHead()
        self.tabs = StageTabs("returns-tabs")
        self.new = KeyButton("", "plus", "Ctrl+N", role="primary", name="returns-new")
        self.head.add_middle(self.tabs)
        self.head.add_action(self.new)
        self.table = PagedTable(desk.tasks, COLUMNS, ticks=True, name="returns-list")
        panel = Panel(flush=True)
        panel.body.addWidget(TableHead(self.table))
        panel.body.addWidget(self.table, 1)
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(panel, 1)
        self.tabs.chosen.connect(self._show_stage)
        self.table.opened.connect(self._open_case)
        self.new.clicked.connect(self._make)
        self.retranslate()
        self._show_stage("open")

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(str.upper, text), self._show)

    def _show(self, text: str) -> None:
        self.heard.append(text)
        self.desk.lane.show_result(Outcome.SAVED, _("Return slip scanned"), text)

    def _show_stage(self, stage: str) -> None:
        source = Source(page=partial(_page, stage), size=partial(len, CASES), show=_row, id=_id)
        self.table.show_source(source)

    def _open_case(self, case: Case) -> None:
        self.heard.append(f"opened {case.number}")

    def _make(self) -> None:
        self.heard.append("new")

    def retranslate(self) -> None:
        self.head.set_title(_("Returns"))
        self.tabs.set_tabs([("open", _("Open")), ("done", _("Done"))])
        self.new.setText(_("New return"))


def test_the_example_screen_lists_hears_scans_and_answers_its_keys(make_window, qtbot):
    window = make_window([ReturnsScreen])
    window.open("returns")
    page = window.page
    qtbot.waitUntil(lambda: page.table.count() == 300)
    assert page.table.current() is CASES[0]
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    QTest.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    type_keys(window.windowHandle(), "rma-0007")
    assert page.heard == ["opened RMA-0001", "new", "RMA-0007"]
    assert (window.lane.outcome, window.lane.headline) == (Outcome.SAVED, "Return slip scanned")
