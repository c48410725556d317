"""The parts of the queue's page and where they stand; what they do is the page's business."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.order import Stage
from desktop.i18n import _
from desktop.ui import order_rows as rows
from desktop.ui.desk import Desk
from desktop.ui.order_panel import OrderPanel
from desktop.ui.paper_foot import PaperFoot
from desktop.ui.queue.ask_bar import AskBar
from desktop.ui.queue.deeds import DEEDS
from desktop.ui.queue.filter_panel import FilterPanel
from desktop.ui.queue.popover import Popover
from desktop.ui.queue.refused_panel import RefusedPanel
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.batch_bar import BatchBar
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import TAB_WORDS

TABS = (Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED, Stage.ON_HOLD, Stage.RETURNS)
FILTERS, BATCH, ASKED = range(3)  # pages of the bar above the list
_NARROW = 1100  # px of the page; below them the list has the room of the panel beside it
_TYPING_MS = 60
_CALM_MS = 250


class QueueLayout(Screen):
    """Everything that can be seen of the queue."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head, self.tabs = PageHead(), StageTabs("queue-tabs")
        self.news = KeyButton("", "bell", "N", role="quiet", name="queue-news")
        self.new = KeyButton("", "plus", "Ctrl+N", name="queue-new")
        self.all = Tick("queue-all")
        self.search = TextField("queue-search", icon="search", key="/")
        self.store, self.courier = Choice("queue-store"), Choice("queue-courier")
        self.sort = Choice("queue-sort")
        self.misses = KeyButton("", "clock-alert", "M", name="queue-misses")
        self.views = KeyButton("", "eye", "V", role="quiet", name="queue-views")
        self.filter = KeyButton("", "list-filter", "L", role="quiet", name="queue-filter")
        self.table = PagedTable(desk.tasks, rows.COLUMNS, ticks=True, name="queue-list")
        self.table_head = TableHead(self.table)
        self.sums = ElideLabel("", "caption", "ink.secondary")
        self.panel, self.filters, self.refused = OrderPanel(), FilterPanel(), RefusedPanel()
        self.empty = EmptyState("inbox")
        self._side: QWidget = self.panel
        self.bar, self.foot = BatchBar(), PaperFoot(desk)
        self.confirm = KeyButton("", "wallet", "B", role="primary", name="queue-confirm")
        self.pick = KeyButton("", "list-checks", "P", role="primary", name="queue-pick")
        self.slips = KeyButton("", "printer", "S", name="queue-slips")
        self.invoices = KeyButton("", "receipt-text", "I", name="queue-invoices")
        self.hold = KeyButton("", "pause", "H", name="queue-hold")
        self.more = KeyButton("", "ellipsis", ".", name="queue-more")
        self.show_all = KeyButton("", "x", "Escape", role="quiet", name="queue-show-all")
        self.asked = AskBar("queue-ask", self._asked)
        self.popover = Popover(self)
        self.bars, self.lists = QStackedWidget(), QStackedWidget()
        self.soon, self.minute, self.calm = QTimer(self), QTimer(self), QTimer(self)
        for timer, milliseconds in ((self.soon, _TYPING_MS), (self.calm, _CALM_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
        self.minute.setInterval(30_000)

    def _asked(self) -> None:
        """The question in the bar is answered or left."""
        self.bars.setCurrentIndex(BATCH if self.table.ticked() else FILTERS)
        self.table.setFocus()

    def lay_out(self, exports: KeyButton) -> None:
        look = theme()
        self.exports = exports
        self.head.add_middle(self.tabs)
        self.head.add_action(self.news)
        self.head.add_action(self.new)
        for button in (self.confirm, self.pick, self.slips, self.invoices, self.hold, self.more):
            self.bar.add(button)
        for page in (self._filter_bar(), self.bar, self.asked):
            self.bars.addWidget(page)
        self.bars.setFixedHeight(look.px(59))
        self.lists.addWidget(self._listed())
        self.lists.addWidget(self.empty)
        box = Panel(flush=True)
        box.body.setSpacing(0)
        box.body.addWidget(self.bars)
        box.body.addWidget(Hairline())
        box.body.addWidget(self.lists, 1)
        box.body.addWidget(self.foot)
        columns = QHBoxLayout()
        columns.setSpacing(look.px(16))
        columns.addWidget(box, 1)
        for panel in (self.panel, self.filters, self.refused):
            panel.setFixedWidth(look.size("panelSide"))
            columns.addWidget(panel)
        column = page_column(self)
        column.addWidget(self.head)
        column.addLayout(columns, 1)
        self.panel.show_order(None, "UTC")

    def _filter_bar(self) -> QWidget:
        look = theme()
        filters = QWidget()
        row = QHBoxLayout(filters)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(8))
        self.all.setFixedWidth(look.px(29))  # the field begins where the first column does
        for widget in (self.all, self.search, self.show_all, self.misses, self.sort, self.store, self.courier):
            row.addWidget(widget, 1 if widget is self.search else 0)
        filters.setFixedHeight(look.px(59))
        return filters

    def _listed(self) -> QWidget:
        look = theme()
        inside = QWidget()
        listed = QVBoxLayout(inside)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(self.table_head)
        listed.addWidget(self.table, 1)
        listed.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), 0, look.px(8), 0)
        foot.addWidget(self.sums, 1)
        foot.setSpacing(0)
        for button in (self.views, self.filter, self.exports):
            foot.addWidget(button)
        listed.addLayout(foot)
        return inside

    def show_side(self, side: QWidget) -> None:
        """One of the three panels beside the list."""
        self._side = side
        narrow = self.width() < theme().px(_NARROW)
        self.panel.away = side is not self.panel or narrow
        self.panel.setVisible(not self.panel.away and self.panel.order is not None)
        for panel in (self.filters, self.refused):
            panel.setVisible(panel is side)

    def retranslate(self) -> None:
        self.head.set_title(_("Orders"))
        self.tabs.set_tabs([(stage.value, _(TAB_WORDS[stage])) for stage in TABS])
        self.new.set_accessible(_("New order"))
        self.new.setText("" if self.width() < theme().px(_NARROW) else _("New order"))
        self.search.setPlaceholderText(_("Number, name, phone, tracking, SKU or barcode"))
        self.search.setAccessibleName(_("Search in the list"))
        self.show_all.setText(_("Show all"))
        self.all.setAccessibleName(_("Select all"))
        self.sort.setAccessibleName(_("Order of work"))
        self.store.setAccessibleName(_("Store"))
        self.courier.setAccessibleName(_("Courier"))
        self.views.setText(_("Views"))
        self.exports.setText(_("Export"))
        self.more.set_accessible(_("More"))
        self.confirm.setText(_(DEEDS["confirm"].text))
        self.pick.setText(_("Pick list"))
        self.slips.setText(_("Packing slips"))
        self.invoices.setText(_("Invoices"))
        self.hold.setText(_(DEEDS["hold"].text))
        for part in (self.foot, self.panel, self.filters, self.refused, self.bar):
            part.retranslate()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        wide, narrow = self.width() > theme().px(1600), self.width() < theme().px(_NARROW)
        self.new.setText("" if narrow else _("New order"))
        self.show_side(self._side)
        for panel in (self.panel, self.filters, self.refused):
            panel.setFixedWidth(theme().size("panelSideWide" if wide else "panelSide"))
