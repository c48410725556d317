"""The parts of the Returns page and where they stand; what they do is the page's business."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.i18n import _
from desktop.ui.desk import Desk
from desktop.ui.returns.apart import ApartList
from desktop.ui.returns.case_panel import CasePanel
from desktop.ui.returns.listing import TABS, CaseList
from desktop.ui.returns.opening import Opening
from desktop.ui.returns.record_panel import RecordPanel
from desktop.ui.screen import Screen
from desktop.ui.settings.page import both_ways
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.stage_tabs import StageTabs

APART = "apart"  # the tab beside those of cases
_NARROW = 1100  # px of the page; below them what stands beside the case gives way to it


class ReturnsLayout(Screen):
    """Everything that can be seen of the Returns page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head, self.tabs = PageHead(), StageTabs("returns-tabs")
        self.new = KeyButton("", "plus", "Ctrl+N", name="returns-new")
        self.cases, self.panel, self.record = CaseList(desk), CasePanel(), RecordPanel()
        self.opening, self.apart = Opening(), ApartList(desk)
        self._middle, self._pages = QStackedWidget(), QStackedWidget()

    def lay_out(self, export: KeyButton) -> None:
        look = theme()
        self.export = export
        self.head.add_middle(self.tabs)
        self.head.add_action(export)
        self.head.add_action(self.new)
        self._middle.addWidget(self.panel)
        self._middle.addWidget(self.opening)
        columns = QWidget()
        beside = QHBoxLayout(columns)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.px(16))
        beside.addWidget(self.cases)
        beside.addWidget(self._middle, 1)
        beside.addWidget(self.record)
        self._pages.addWidget(both_ways(columns))
        self._pages.addWidget(self.apart)
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)

    def retranslate(self) -> None:
        self.head.set_title(_("Returns"))
        self._narrow()
        self.export.set_accessible(_("Export"))
        self.tabs.set_tabs([*((tab.value, _(text)) for tab, text in TABS.items()), (APART, _("Kept apart"))])
        for part in (self.cases, self.panel, self.record, self.opening, self.apart):
            part.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow()

    def _narrow(self) -> None:
        look = theme()
        small = self.width() < look.px(_NARROW)
        self.new.setText("" if small else _("New return"))
        self.new.setAccessibleName(_("New return"))
        self.cases.setFixedWidth(look.px(196 if small else 248))
        self.record.setFixedWidth(look.px(236 if small else 304))
