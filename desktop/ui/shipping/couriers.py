"""The couriers at the left of the shipping screen: what waits for each, and until when."""

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.i18n import _, ngettext, number
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
    """A courier: its name and the time left, its services, how many parcels are on its manifest."""

    def __init__(self, row: CourierRow, zone: str, risks: int, act: Callable[[], object]) -> None:
        super().__init__(act)
        look = theme()
        self.row = row
        self.setObjectName(f"courier-{row.name}")
        name = courier_name(row.name)
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        top.addWidget(ElideLabel(name, "heading", weight=600), 1)
        due = ship_by(row.due, now(), zone)
        badge = Badge(due.words, due.kind if due.urgent else "done", due.icon if due.urgent else "clock")
        badge.setVisible(bool(due.words))
        top.addWidget(badge)
        middle = QHBoxLayout()
        middle.setSpacing(look.px(4))
        middle.addWidget(ElideLabel(", ".join(row.services), "caption", "ink.secondary"), 1)
        # i18n: scanned parcels of all, as "9 of 14"
        count = _("{count} of {total}").format(count=number(row.scanned), total=number(row.parcels))
        middle.addWidget(Label(number(row.scanned), "body", weight=700))
        rest = count.removeprefix(number(row.scanned)).strip()
        middle.addWidget(Label(rest, "body", "ink.secondary"))
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, max(1, row.parcels))
        bar.setValue(row.scanned)
        bar.setAccessibleName(_("Parcels on the manifest"))
        self.body.setSpacing(look.px(8))
        self.body.addLayout(top)
        self.body.addLayout(middle)
        self.body.addWidget(bar)
        warning = ngettext("{count} order will miss it", "{count} orders will miss it", risks).format(
            count=number(risks)
        )
        if risks:
            self.body.addWidget(Badge(warning, "warn", "attention"))
        self.setAccessibleName(", ".join([name, count, due.words, *([warning] if risks else [])]))


class Couriers(QWidget):
    """`show_couriers(rows, zone, risks)`; emits `chosen(name)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.cards: list[CourierCard] = []
        self._shown: tuple[list[CourierRow], str, dict[str, int]] = ([], "UTC", {})
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

    def show_couriers(self, rows: list[CourierRow], zone: str, risks: dict[str, int]) -> None:
        """`risks`: how many orders will miss each courier at the present pace."""
        self._shown = (rows, zone, risks)
        self._say_zone(zone)
        focused = next((card.row.name for card in self.cards if card.hasFocus()), None)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        self.cards = [CourierCard(row, zone, risks.get(row.name, 0), partial(self._choose, row.name)) for row in rows]
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

    def _say_zone(self, zone: str) -> None:
        place = now().astimezone(ZoneInfo(zone)).tzname() or zone
        self._foot.setText(
            _("Cut-offs are in shop time, {zone}. Change them in Settings, Couriers.").format(zone=place)
        )

    def retranslate(self) -> None:
        self.show_couriers(*self._shown)


def courier_name(name: str) -> str:
    return name or _("No courier")
