"""A question with a few answers side by side: buttons of one or two lines, of which one is chosen; arrows move."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import plain_tip
from desktop.ui.widgets.label import Label

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its key for the program, its words, a second line, a Lucide icon."""

    key: str
    text: str
    sub: str = ""
    icon: str = ""


class Option(QAbstractButton):
    """One answer; 44 px, or 64 with a second line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.answer = Answer("", "")
        self._hover = False
        self.setObjectName(name)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_answer(self, answer: Answer) -> None:
        self.answer = answer
        self.setText(answer.text.replace("&", "&&"))
        self.setAccessibleName(answer.text)
        self.setAccessibleDescription(answer.sub)
        self.setToolTip(plain_tip(f"{answer.text}\n{answer.sub}" if answer.sub else answer.text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        words = QFontMetrics(look.font("body", weight=600)).horizontalAdvance(self.answer.text)
        return QSize(words + look.px(26 + (28 if self.answer.icon else 0)), look.px(58 if self.answer.sub else 44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(44), self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()
        super().leaveEvent(event)

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, focus = self.isChecked(), self.hasFocus()
        width = 2 if chosen or focus else 1
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        border = look.colour("line.focus" if chosen or focus else "line.strong")
        painter.setPen(QPen(border, width) if self.isEnabled() else Qt.PenStyle.NoPen)
        fill = "bg.selected" if chosen else "bg.hover" if self._hover or not self.isEnabled() else "bg.surface"
        painter.setBrush(look.colour(fill))
        painter.drawRoundedRect(box, look.radius("control"), look.radius("control"))
        if focus and chosen:
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), look.radius("control") - 2, look.radius("control") - 2)
        ink = "go.ink" if chosen else "ink.primary" if self.isEnabled() else "ink.muted"
        self._words(painter, ink)

    def _words(self, painter: QPainter, ink: str) -> None:
        look = theme()
        left = look.px(13)
        if self.answer.icon:
            size = look.px(20)
            icons.draw(painter, self.answer.icon, ink, left, (self.height() - size) // 2, size)
            left += size + look.px(10)
        room = self.width() - left - look.px(10)
        font = look.font("body", weight=600 if self.isChecked() else 500)
        painter.setFont(font)
        painter.setPen(look.colour(ink))
        text = QFontMetrics(font).elidedText(self.answer.text, Qt.TextElideMode.ElideRight, room)
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if not self.answer.sub:
            painter.drawText(QRectF(left, 0, room, self.height()), align, text)
            return
        half = self.height() / 2
        painter.drawText(QRectF(left, look.px(8), room, half - look.px(8)), align, text)
        small = look.font("caption")
        painter.setFont(small)
        painter.setPen(look.colour(ink if self.isChecked() else "ink.secondary"))
        sub = QFontMetrics(small).elidedText(self.answer.sub, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, half, room, half - look.px(8)), align, sub)


class Group(QWidget):
    """`set_answers(...)`, `choose(key)` without telling, `chosen(key)` by people. Left and Right move."""

    chosen = Signal(str)

    def __init__(self, name: str, columns: int, most: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self._columns = columns
        self._title = Label("", "caption", "ink.secondary", weight=600)
        self.options = [Option(f"{name}-{turn}") for turn in range(1, most + 1)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(3))
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        column.addLayout(self._head)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme().px(8))
        column.addLayout(self._grid)
        for option in self.options:
            option.setParent(self)  # one that is shown without a parent would be a window of its own
            option.clicked.connect(self._clicked)
            option.installEventFilter(self)

    def put_beside(self, widget: QWidget) -> None:
        """Something small at the right of the question itself."""
        self._head.addWidget(widget)

    def set_title(self, text: str) -> None:
        self._title.setText(text)
        self.setAccessibleName(text)

    def set_answers(self, answers: Sequence[Answer]) -> None:
        for turn, option in enumerate(self.options):
            self._grid.removeWidget(option)
            shown = turn < len(answers)
            if shown:
                option.show_answer(answers[turn])
                self._grid.addWidget(option, turn // self._columns, turn % self._columns)
            option.setVisible(shown)
        for place in range(self._columns):
            self._grid.setColumnStretch(place, 1)

    def choose(self, key: str) -> None:
        """Mark an answer, "" for none."""
        for option in self.options:
            option.setChecked(bool(key) and option.answer.key == key and not option.isHidden())
            option.update()

    def current(self) -> str:
        return next((option.answer.key for option in self.options if option.isChecked()), "")

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, Option):
            way = _ARROWS.get(Qt.Key(event.key()))
            if way is not None:
                self._move(watched, way)
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
                return True
        return False

    def _move(self, at: Option, way: int) -> None:
        shown = [option for option in self.options if not option.isHidden() and option.isEnabled()]
        if at in shown:
            following = shown[(shown.index(at) + way) % len(shown)]
            following.setFocus(Qt.FocusReason.OtherFocusReason)
            following.click()

    def _clicked(self) -> None:
        option = self.sender()
        if isinstance(option, Option):
            self.choose(option.answer.key)
            self.chosen.emit(option.answer.key)
