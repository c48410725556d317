"""The right column of a walk: its stops in walking order, and what is left of them."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.picking import Told
from desktop.ui.bench.checklist import Checklist
from desktop.ui.picking.words import rows_of, tote_of
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel


class Stops(Panel):
    """`show_told(told)`: the current stop is marked, done ones are crossed off."""

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
        self.checklist = Checklist()
        self.checklist.setObjectName("picking-stops")
        self._totes = Label("", "body", "ink.secondary", wrap=True)
        self._totes.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        for part in (head, Hairline(), self.checklist, Hairline(), self._totes):
            self.body.addWidget(part, 1 if part is self.checklist else 0)
        self._shown, self._count = "", 0
        self.retranslate()

    def show_told(self, told: Told) -> None:
        rows, current = rows_of(told), told.current
        place = told.wave.stops.index(current) if current is not None else None
        if self._shown == told.wave.code and len(rows) == self._count:
            self.checklist.update_rows(rows, place)
        else:
            self.checklist.show_rows(rows, place)
        self._shown, self._count = told.wave.code, len(rows)
        self._left.setText(number(told.wave.left))
        self._of.setText(_("left of {all}").format(all=number(told.wave.units)))
        names = [
            f"{order.letter} {', '.join(tote_of(code) for code in order.totes) or '–'}" for order in told.wave.orders
        ]
        self._totes.setText(_("Totes: {totes}").format(totes=" · ".join(names)) if len(names) > 1 else "")
        self._totes.setVisible(len(names) > 1)

    def retranslate(self) -> None:
        self._title.setText(_("The walk"))
