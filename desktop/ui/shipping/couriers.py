"""The couriers at the left of the shipping screen: what waits for each, and until when."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.changes import now
from desktop.services.parcels import CourierRow
from desktop.ui.settings.page import scrolling
from desktop.ui.ship_by import ship_by
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Card


class CourierCard(Card):
    """A courier: its name and the time left, its services, how many parcels have their number."""

    def __init__(self, row: CourierRow, zone: str, act: Callable[[], object]) -> None:
        super().__init__(act)
        look = theme()
        self.row = row
        self.setObjectName(f"courier-{row.name}")
        name = courier_name(row.name)
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        top.addWidget(ElideLabel(name, "heading", weight=600), 1)
        due = ship_by(row.ship_by, now(), zone)
        badge = Badge(due.words, due.kind if due.urgent else "done", due.icon if due.urgent else "clock")
        badge.setVisible(bool(due.words))
        top.addWidget(badge)
        middle = QHBoxLayout()
        middle.setSpacing(look.px(4))
        middle.addWidget(ElideLabel(", ".join(row.services), "caption", "ink.secondary"), 1)
        # i18n: tracked parcels of all, as "9 of 14"
        count = _("{count} of {total}").format(count=number(row.tracked), total=number(row.parcels))
        middle.addWidget(Label(count, "body", weight=600))
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, max(1, row.parcels))
        bar.setValue(row.tracked)
        bar.setAccessibleName(_("Parcels with a number"))
        self.body.setSpacing(look.px(8))
        self.body.addLayout(top)
        self.body.addLayout(middle)
        self.body.addWidget(bar)
        self.setAccessibleName(f"{name}, {count}, {due.words}")


class Couriers(QWidget):
    """`show_couriers(rows, zone)`; emits `chosen(name)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.cards: list[CourierCard] = []
        self._shown: tuple[list[CourierRow], str] = ([], "UTC")
        self._current: str | None = None
        self._area = scrolling(QWidget())
        self._foot = Label("", "caption", "ink.muted", wrap=True)
        self._foot.setContentsMargins(look.px(4), 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self._area, 1)
        column.addWidget(self._foot)
        self.setFixedWidth(look.px(264))
        self.retranslate()

    def show_couriers(self, rows: list[CourierRow], zone: str) -> None:
        self._shown = (rows, zone)
        focused = next((card.row.name for card in self.cards if card.hasFocus()), None)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        self.cards = [CourierCard(row, zone, partial(self._choose, row.name)) for row in rows]
        for card in self.cards:
            column.addWidget(card)
            if card.row.name == focused:
                card.setFocus()
        column.addStretch(1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)
        self.set_current(self._current)

    def set_current(self, name: str | None) -> None:
        self._current = name
        for card in self.cards:
            card.set_current(card.row.name == name)

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)

    def retranslate(self) -> None:
        self._foot.setText(_("A parcel without a number stays here and holds up nobody."))
        self.show_couriers(*self._shown)


def courier_name(name: str) -> str:
    return name or _("No courier")
