"""The most urgent orders beside the prompt, who is at them already, and how the day goes."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.bench import Idle
from desktop.services.changes import now
from desktop.services.claims import Claim
from desktop.services.queue import QueueRow
from desktop.ui.bench.lines import units_text
from desktop.ui.ship_by import ship_by, span
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo
from desktop.ui.words import order_name

_ROWS = 5


class Urgent(Panel):
    """The most urgent orders, and what was done today."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(10))
        self._title = Label("", "benchBody", weight=600)
        self._waiting = Label("", "body", "ink.secondary")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._waiting)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self._rows = [UrgentRow() for _turn in range(_ROWS)]
        for row in self._rows:
            row.chosen.connect(self.chosen)
            self.body.addWidget(row)
        self.body.addStretch(1)
        self.body.addWidget(Hairline())
        figures = QHBoxLayout()
        figures.setContentsMargins(look.px(16), look.px(18), look.px(16), look.px(18))
        self._figures = [Figure() for _turn in range(3)]
        for figure in self._figures:
            figures.addWidget(figure, 1)
        self.body.addLayout(figures)
        self.retranslate()

    def show_idle(self, idle: Idle, claims: Mapping[int, Claim], zone: str) -> None:
        self._waiting.setText(_("{count} to pack").format(count=number(idle.waiting)))
        for turn, row in enumerate(self._rows):
            row.setVisible(turn < len(idle.urgent))
            if turn < len(idle.urgent):
                order, photos = idle.urgent[turn]
                row.show_row(order, photos, claims.get(order.id), zone)
        minutes, seconds = divmod(idle.today.seconds_per_order, 60)
        pace = _("{minutes} m {seconds} s").format(minutes=minutes, seconds=seconds) if minutes < 60 else span(minutes)
        for figure, value in zip(
            self._figures, (number(idle.today.packed), number(idle.today.errors_caught), pace), strict=True
        ):
            figure.value.setText(value if idle.today.packed or figure is not self._figures[2] else "–")

    def retranslate(self) -> None:
        self._title.setText(_("Most urgent"))
        for figure, words in zip(self._figures, (_("packed today"), _("errors caught"), _("per order")), strict=True):
            figure.words.setText(words)


class Figure(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(2))
        self.value = ElideLabel("", "title")
        self.words = ElideLabel("", "caption", "ink.secondary", weight=400)
        column.addWidget(self.value)
        column.addWidget(self.words)


class UrgentRow(QWidget):
    """Photos of the first lines, number, units and courier, and how long there is."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._order_id = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(4))
        self._photos = [Photo(44), Photo(44)]
        for photo in self._photos:
            row.addWidget(photo)
        row.addSpacing(look.px(8))
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        self._number = ElideLabel("", "body", weight=600)
        self._sub = ElideLabel("", "caption", "ink.secondary", weight=400)
        words.addStretch(1)
        words.addWidget(self._number)
        words.addWidget(self._sub)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._due = Badge("", "plain", "")
        row.addWidget(self._due)
        self.setFixedHeight(look.px(68))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_row(self, row: QueueRow, photos: tuple[str, ...], claim: Claim | None, zone: str) -> None:
        """`claim`: who has it open at this moment."""
        self._order_id = row.id
        for turn, photo in enumerate(self._photos):
            there = turn < max(1, len(photos))
            photo.show_photo(photos[turn] if turn < len(photos) else "")
            policy = photo.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            photo.setSizePolicy(policy)
            photo.setVisible(there)
        self._number.setText(order_name(row.number))
        courier = " ".join(text for text in (row.courier, row.service) if text)
        facts = (units_text(row.units), courier)
        self._sub.setText(" · ".join(text for text in facts if text))
        taken = claim is not None and not claim.here and not claim.stale
        if taken and claim is not None:
            self._sub.setText(_("{who} is packing it").format(who=claim.say()))
        self._sub.set_ink("warn.ink" if taken else "ink.secondary")
        due = ship_by(row.ship_by, now(), zone)
        self._due.setVisible(bool(due.words))
        self._due.show_state(due.words, due.kind, due.icon)
        self.setAccessibleName(f"{self._number.text()} {self._sub.text()} {due.words}")

    def mouseReleaseEvent(self, event: object) -> None:
        self.chosen.emit(self._order_id)

    def keyPressEvent(self, event: object) -> None:
        if getattr(event, "key", int)() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._order_id)
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme()
        if self.hasFocus():
            painter.fillRect(self.rect(), look.colour("bg.hover"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour("line.subtle"))
