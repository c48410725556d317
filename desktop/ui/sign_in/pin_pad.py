"""A person, the dots of the PIN, and the digits: given by fingers or by keys, complete without Enter."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.rights import ROLE_WORDS
from desktop.i18n import _
from desktop.services.people import Person
from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.avatar import Avatar
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel


class Dots(QWidget):
    """How many digits there are and how many are typed; never which."""

    def __init__(self) -> None:
        super().__init__()
        self._of, self._typed, self._wrong = 4, 0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_typed(self, typed: int, of: int, *, wrong: bool = False) -> None:
        self._typed, self._of, self._wrong = typed, of, wrong
        self.setAccessibleName(_("{typed} of {digits} digits").format(typed=typed, digits=of))
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("stop.ink"), 2) if self._wrong else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("bg.canvas"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        side, step = look.px(16), look.px(34)
        x = (self.width() - step * (self._of - 1) - side) / 2
        for turn in range(self._of):
            box = QRectF(x + turn * step, (self.height() - side) / 2, side, side)
            painter.setPen(QPen(look.colour("ink.primary" if turn < self._typed else "line.strong"), 2))
            painter.setBrush(look.colour("ink.primary") if turn < self._typed else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)


class Digit(KeyButton):
    """A key of the pad, with a figure that is read from where one stands."""

    def _text_font(self) -> QFont:
        return theme().font("title", weight=500)


class PinPad(Panel):
    given = Signal(int, str)  # the person's id and a PIN of as many digits as theirs has

    def __init__(self) -> None:
        super().__init__(bench=True)
        look = theme()
        self._person: Person | None = None
        self._typed = ""
        self.avatar, self.dots = Avatar(), Dots()
        self._name, self._role = ElideLabel("", "heading"), ElideLabel("", "caption", "ink.muted", weight=400)
        self.trouble = Label("", "body", "stop.ink", wrap=True)
        self.digits = {digit: Digit(digit, bench=True, name=f"pin-{digit}") for digit in "1234567890"}
        self.erase = KeyButton("", "delete", bench=True, name="pin-erase")
        self._hint_mark = QLabel()
        self._hint = Label("", "caption", "ink.muted", wrap=True)
        head, words = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(look.px(12))
        words.setSpacing(look.px(1))
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._role)
        words.addStretch(1)
        head.addWidget(self.avatar)
        head.addLayout(words, 1)
        grid = QGridLayout()
        grid.setSpacing(look.px(8))
        for turn, digit in enumerate("123456789"):
            grid.addWidget(self.digits[digit], turn // 3, turn % 3)
        grid.addWidget(self.digits["0"], 3, 1)
        grid.addWidget(self.erase, 3, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.body.setSpacing(look.px(12))
        self.body.addLayout(head)
        self.body.addWidget(self.dots)
        self.body.addWidget(self.trouble)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        hint = QHBoxLayout()
        hint.setSpacing(look.px(8))
        hint.addWidget(self._hint_mark, 0, Qt.AlignmentFlag.AlignTop)
        hint.addWidget(self._hint, 1)
        self.body.addLayout(hint)
        for digit, button in self.digits.items():
            button.clicked.connect(partial(self._type, digit))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.erase.clicked.connect(self._erase)
        self.retheme()

    def show_person(self, person: Person | None) -> None:
        self._person = person
        self.clear()
        self.avatar.show_person(person.name if person else "")
        self._name.setText(person.name if person else _("Your name first"))
        self._role.setText(_(ROLE_WORDS[person.role]) if person else "")
        for button in (*self.digits.values(), self.erase):
            button.setEnabled(person is not None)

    def clear(self, wrong: str = "") -> None:
        """Begin the PIN again; `wrong` says why."""
        self._typed = ""
        self.trouble.setText(wrong)
        self.trouble.setVisible(bool(wrong))
        self._show_dots(wrong=bool(wrong))

    def take_key(self, event: QKeyEvent) -> bool:
        """A key that the page was given; True if it was one of the pad's."""
        if event.text() in self.digits:
            self._type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._erase()
        else:
            return False
        return True

    def retheme(self) -> None:
        super().retheme()
        for button in (*self.digits.values(), self.erase):
            button.setFixedHeight(theme().px(64))
        self._hint_mark.setPixmap(icons.icon("info", "ink.muted", 18))

    def retranslate(self) -> None:
        self.erase.set_accessible(_("Erase the last digit"))
        self._hint.setText(_("PIN forgotten? Ask the owner to scan their badge."))
        self.show_person(self._person)

    def _type(self, digit: str) -> None:
        if self._person is None:
            return
        self.trouble.hide()
        self._typed += digit
        self._show_dots()
        if len(self._typed) == self._person.pin_digits:
            self.given.emit(self._person.id, self._typed)
            self._typed = ""

    def _erase(self) -> None:
        self._typed = self._typed[:-1]
        self._show_dots()

    def _show_dots(self, *, wrong: bool = False) -> None:
        self.dots.show_typed(len(self._typed), self._person.pin_digits if self._person else 4, wrong=wrong)
