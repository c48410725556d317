"""Nothing is walked: the lists that wait, and what a new one may be made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, ngettext, number
from desktop.services.waves import WaveRow
from desktop.ui.bench.idle import _Sign
from desktop.ui.picking.words import joined, size_text
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

_ROWS = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page shows: open lists, orders that wait to be picked, what is missing and what must go back."""

    waves: Sequence[WaveRow]
    waiting: int
    couriers: Sequence[str]
    zones: Sequence[str]
    put_back: int
    missing: int
    most: int


class Prompt(Panel):
    """Scan a list, or make one of the orders that wait: `made` with courier ("" all), zone and single."""

    made = Signal(str, str, bool)

    def __init__(self) -> None:
        super().__init__(bench=True)
        look = theme()
        self.sign = _Sign()
        self.sentence = Label("", "figure", weight=600, wrap=True)
        self.detail = Label("", "benchBody", "ink.secondary", wrap=True)
        self.courier, self.zone = Choice("picking-courier"), Choice("picking-zone")
        self.make = KeyButton("", "list-checks", "F2", bench=True, role="primary", name="picking-make")
        self.single = KeyButton("", "package", "F3", bench=True, name="picking-make-single")
        self.resume = KeyButton("", "rotate-cw", "F4", bench=True, name="picking-resume")
        self.put_back = KeyButton("", "undo-2", "F6", bench=True, name="picking-put-back")
        for part in (self.sentence, self.detail):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for choice in (self.courier, self.zone):
            choice.setMinimumHeight(look.px(44))
        choices = _row(self.courier, self.zone)
        buttons = _row(self.make, self.single)
        more = _row(self.resume, self.put_back)
        self.body.setSpacing(look.px(12))
        self.body.addStretch(1)
        self.body.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addSpacing(look.px(8))
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.detail)
        self.body.addSpacing(look.px(8))
        for line in (choices, buttons, more):
            self.body.addLayout(line)
        self.body.addStretch(1)
        self.make.clicked.connect(self._make)
        self.single.clicked.connect(self._make_single)
        self.retranslate()

    def show_facts(self, facts: Facts, unfinished: WaveRow | None) -> None:
        self.courier.set_choices([("", _("Courier: all")), *((name, name) for name in facts.couriers)])
        self.zone.set_choices(
            [("", _("Zone: all")), *((zone, _("Zone {zone}").format(zone=zone)) for zone in facts.zones)]
        )
        self.courier.setVisible(len(facts.couriers) > 1)
        self.zone.setVisible(len(facts.zones) > 1)
        waits = ngettext("{count} order waits to be picked.", "{count} orders wait to be picked.", facts.waiting)
        most = _("A list takes up to {most} of them, the most urgent first.").format(most=number(facts.most))
        self.detail.setText(f"{waits.format(count=number(facts.waiting))} {most}")
        for button in (self.make, self.single):
            button.setEnabled(facts.waiting > 0)
        self.resume.setVisible(unfinished is not None)
        if unfinished is not None:
            self.resume.setText(_("Go on with {name}").format(name=unfinished.name))
        self.put_back.setVisible(facts.put_back > 0)
        self.put_back.setText(_("Put back {units}").format(units=number(facts.put_back)))

    def use_height(self, height: int) -> None:
        self.sign.setVisible(height > theme().px(560))

    def retranslate(self) -> None:
        self.sentence.setText(_("Scan a pick list"))
        self.make.setText(_("Make a list"))
        self.single.setText(_("Single units only"))
        self.courier.setAccessibleName(_("Courier"))
        self.zone.setAccessibleName(_("Zone"))

    def _make(self) -> None:
        self.made.emit(str(self.courier.value() or ""), str(self.zone.value() or ""), False)

    def _make_single(self) -> None:
        self.made.emit(str(self.courier.value() or ""), str(self.zone.value() or ""), True)


class Lists(Panel):
    """The open lists; `chosen(wave_id)`."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(10))
        self._title = Label("", "benchBody", weight=600)
        self._count = Label("", "body", "ink.secondary")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.rows = [ListRow() for _turn in range(_ROWS)]
        for row in self.rows:
            row.chosen.connect(self.chosen)
            self.body.addWidget(row)
        self._none = Label("", "body", "ink.secondary", wrap=True)
        self._none.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        self.body.addWidget(self._none)
        self.body.addStretch(1)
        self.body.addWidget(Hairline())
        self._missing = Label("", "body", wrap=True)
        self._missing.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self.body.addWidget(self._missing)
        self.retranslate()

    def show_facts(self, facts: Facts) -> None:
        for turn, row in enumerate(self.rows):
            row.setVisible(turn < len(facts.waves))
            if turn < len(facts.waves):
                row.show_wave(facts.waves[turn])
        self._none.setVisible(not facts.waves)
        self._count.setText(number(len(facts.waves)) if facts.waves else "")
        words = ngettext("{count} unit is missing for orders on hold.", "{count} units are missing for orders on hold.",
                         facts.missing)  # fmt: skip
        self._missing.setText(words.format(count=number(facts.missing)) if facts.missing else _("Nothing is missing."))

    def retranslate(self) -> None:
        self._title.setText(_("Open pick lists"))
        self._none.setText(_("No list is open. Choose orders under Orders, or make one here."))


class ListRow(QWidget):
    """A list's name, its size, who walks it, and how much is left."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._wave_id = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        self._name = ElideLabel("", "body", weight=600)
        self._sub = ElideLabel("", "caption", "ink.secondary", weight=400)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._sub)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._left = Badge("", "plain", "")
        row.addWidget(self._left)
        self.setFixedHeight(look.px(60))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_wave(self, wave: WaveRow) -> None:
        self._wave_id = wave.id
        self._name.setText(wave.name)
        self._sub.setText(joined(size_text(wave.orders, wave.units), *wave.walkers))
        begun = wave.left < wave.units or bool(wave.walkers)
        self._left.show_state(_("{left} left").format(left=number(wave.left)), "go" if begun else "plain",
                              "in-work" if begun else "")  # fmt: skip
        self.setAccessibleName(f"{self._name.text()} {self._sub.text()}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self._wave_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._wave_id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        if self.hasFocus():
            painter.fillRect(self.rect(), look.colour("bg.hover"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour("line.subtle"))


def _row(*parts: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().px(8))
    line.addStretch(1)
    for part in parts:
        line.addWidget(part)
    line.addStretch(1)
    return line
