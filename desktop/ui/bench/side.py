"""The right column while an order is open: what is left, line by line, and the parcel."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.i18n import _, number
from desktop.ui import icons
from desktop.ui.bench.checklist import Checklist
from desktop.ui.bench.lines import Row, left_of, units_text
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel


class Side(Panel):
    """`show_rows` for another order, `update_rows` after each answer."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.body.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(look.px(55))
        row = QHBoxLayout(head)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        self._title = Label("", "benchBody", weight=600)
        self._left = Label("", "title", weight=700)
        self._of = Label("", "benchBody", "ink.secondary")
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._left)
        row.addWidget(self._of)
        self.body.addWidget(head)
        self.body.addWidget(Hairline())
        self.checklist = Checklist()
        self.body.addWidget(self.checklist, 1)
        self.body.addWidget(Hairline())
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(look.px(16), 0, look.px(16), 0)
        foot.setSpacing(look.px(12))
        self._box = QLabel()
        self._parcel = Label("", "body")
        self._units = Label("", "body", "ink.secondary")
        foot.addWidget(self._box)
        foot.addWidget(self._parcel)
        foot.addStretch(1)
        foot.addWidget(self._units)
        self._foot.setFixedHeight(look.px(44))
        self.body.addWidget(self._foot)
        self.retranslate()
        self.retheme()

    def show_rows(self, rows: Sequence[Row], current: int | None, parcel: int) -> None:
        self.checklist.show_rows(rows, current)
        self._parcel.setText(_("Parcel {place}").format(place=parcel))
        self._count(rows)

    def update_rows(self, rows: Sequence[Row], current: int | None, warned: int | None = None) -> None:
        self.checklist.update_rows(rows, current, warned)
        self._count(rows)

    def _count(self, rows: Sequence[Row]) -> None:
        left, of = left_of(rows)
        self._left.setText(number(left))
        self._of.setText(_("left of {all}").format(all=number(of)))
        self._units.setText(units_text(of - left))

    def retranslate(self) -> None:
        self._title.setText(_("Checklist"))

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_box"):
            self._box.setPixmap(icons.icon("package", "ink.secondary", 22))
