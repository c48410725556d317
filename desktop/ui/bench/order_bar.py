"""The line above the work: which order, who carries it, how long there is, which parcel."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.changes import now
from desktop.services.orders import OrderView
from desktop.ui.ship_by import ship_by
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.words import order_name


class OrderBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        self._number = Label("", "title", weight=700, px=28)
        self._courier = ElideLabel("", "benchBody", "ink.secondary")
        self._due = Badge("", "plain", "")
        self._parcel = Label("", "benchBody", "ink.secondary")
        self._position = Label("", "benchBody", weight=700)
        for widget in (self._number, self._courier, self._due):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._parcel)
        row.addSpacing(look.px(-6))
        row.addWidget(self._position)
        self.setFixedHeight(look.px(55))

    def show_order(self, order: OrderView, zone: str) -> None:
        self._number.setText(order_name(order.number))
        self._courier.setText(" ".join(text for text in (order.courier, order.service) if text))
        due = ship_by(order.ship_by, now(), zone)
        self._due.setVisible(due.urgent)
        if due.urgent:
            self._due.show_state(due.words, due.kind, due.icon)
        position = max((parcel.position for parcel in order.parcels), default=1)
        self._parcel.setText(_("Parcel"))
        self._position.setText(str(position))

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(55))
