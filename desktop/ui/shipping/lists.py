"""The list in the middle of the shipping page."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.parcels import Of
from desktop.ui.shipping.rows import COLUMNS
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel


class Lists(Panel):
    """The list in the middle: its title, its search, its rows or why there are none."""

    def __init__(self, tasks: Runner) -> None:
        super().__init__(flush=True)
        look = theme()
        self.search = TextField("ship-search", icon="search", key="/")
        self.table = PagedTable(tasks, COLUMNS, name="ship-parcels", row_px=55)
        self.empty = EmptyState("truck")
        self.type_number = KeyButton("", "pencil", "T", role="quiet", name="ship-type-number")
        self.waybills = KeyButton("", "file-down", "E", role="quiet", name="ship-waybills")
        self._title, self._sub = ElideLabel("", "benchBody", weight=600), ElideLabel("", "body", "ink.secondary")
        self._stack = QStackedWidget()
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        top.setSpacing(look.px(12))
        top.addWidget(self._title)
        top.addWidget(self._sub, 1)
        top.addWidget(self.type_number)
        top.addWidget(self.waybills)
        self.search.setFixedWidth(look.px(216))
        top.addWidget(self.search)
        rows = QWidget()
        listed = QVBoxLayout(rows)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(TableHead(self.table))
        listed.addWidget(self.table, 1)
        self._stack.addWidget(rows)
        self._stack.addWidget(self.empty)
        self.body.setSpacing(0)
        self.body.addLayout(top)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._stack, 1)
        self.setMinimumWidth(look.px(360))  # with very large text the page scrolls rather than to cut

    def say(self, title: str, sub: str) -> None:
        self._title.setText(title)
        self._sub.setText(sub)

    def settle(self, count: int, of: Of, typed: str) -> None:
        """There are so many rows: none is said in words."""
        self._stack.setCurrentIndex(0 if count else 1)
        if count:
            return
        if typed:
            self.empty.say(_("Nothing found"), _("No parcel has “{text}” in it.").format(text=typed), "search-x")
        elif of is Of.HAND_OVER:
            self.empty.say(_("No parcel waits"), _("Packed orders appear here by themselves."), "truck")
        elif of is Of.NEEDS_TRACKING:
            self.empty.say(_("Every parcel has its number"), _("Nothing is missing."), "circle-check")
        elif of is Of.ON_THE_WAY:
            self.empty.say(_("Nothing is on its way"), _("What is handed over is listed here."), "truck")
        else:
            self.empty.say(_("Nothing has arrived yet"), _("Receipts come by hand, by a file or by the store."),
                           "circle-check")  # fmt: skip

    def retranslate(self) -> None:
        self.search.setPlaceholderText(_("Parcel, order, name"))
        self.search.setAccessibleName(_("Search in the list"))
        self.table.setAccessibleName(_("Parcels"))
        self.type_number.set_accessible(_("Type a tracking number"))
        self.waybills.set_accessible(_("Waybill file"))
