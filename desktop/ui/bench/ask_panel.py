"""What the bench asks for, without a dialog: the question in large type, its answers with their digits, or a field.

A scan answers as well as a key: the next scan that fits is the answer, and everything else is handled as ever.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.bench import Ask, Choice, Wants
from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel, plain_tip
from desktop.ui.widgets.field import ScanField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel

_MOST = 9  # choices: the digits from 1
_LONG = 20  # letters from which two choices stand side by side, and not three
_ICONS = {
    Wants.QUANTITY: "hash", Wants.REASON: "scan-line", Wants.SERIAL: "scan-barcode", Wants.LOT: "tag",
    Wants.EXPIRY: "calendar", Wants.BADGE: "badge-check", Wants.YES_NO: "list-checks", Wants.VALUE: "pencil",
    Wants.PHOTO: "image", Wants.CARTON: "package", Wants.LABEL: "tag", Wants.PART_REASON: "split", Wants.BIND: "link",
    Wants.WEIGHT: "weight", Wants.TAKE_OVER: "users", Wants.TRUST: "badge-check",
}  # fmt: skip
# What is typed where it cannot be scanned. A badge is never typed, and a label proves that it was there.
TYPED = frozenset({Wants.SERIAL, Wants.LOT, Wants.EXPIRY, Wants.VALUE, Wants.WEIGHT})


class AskPanel(QWidget):
    """`show_ask(ask)`; `answered(text)` is a choice's digit or what was typed, `scanned` a scan into the field."""

    answered = Signal(str)
    scanned = Signal(str)

    def __init__(self, *, large: bool = False) -> None:
        super().__init__()
        self._large = large
        self.ask: Ask | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._icon = QLabel()
        self._text = Label("", "title", weight=600, px=30 if large else 26, wrap=True)
        self._detail = ElideLabel("", "benchBody", "ink.secondary")
        self.field = ScanField("packing-answer", _("Scan or type"))
        self.field.setMaximumWidth(theme().px(460))
        self.give = KeyButton("", "check", "Return", bench=True, role="primary", name="packing-answer-give")
        self._keys: dict[KeyButton, str] = {}
        self.choices = [
            KeyButton("", "", str(turn), bench=True, name=f"packing-choice-{turn}") for turn in range(1, _MOST + 1)
        ]
        self._lay_out()
        self.field.returnPressed.connect(self._give)
        self.field.scanned.connect(self._pass_scan)
        self.give.clicked.connect(self._give)
        for button in self.choices:
            button.clicked.connect(partial(self._choose, button))
        self.retranslate()

    def show_ask(self, ask: Ask) -> None:
        """Ask this; the field is empty and has the focus where one is."""
        self.ask = ask
        self._icon.setPixmap(icons.icon(_ICONS[ask.wants], "warn.ink", 40 if self._large else 28))
        self._text.setText(ask.text)
        detail = "" if ask.detail in ask.text else ask.detail
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{ask.text} {ask.detail}".strip())
        self._show_choices(_answers(ask), ask.wants)
        typed = ask.wants in TYPED and not ask.choices
        self.field.clear()
        for part in (self.field, self.give):
            part.setVisible(typed)
        self.field.set_unit(ask.unit)
        if typed and self.isVisible():
            self.field.setFocus()

    def retranslate(self) -> None:
        self.give.setText(_("OK"))
        self.field.setPlaceholderText(_("Scan or type"))

    def retheme(self) -> None:
        if self.ask is not None:
            self._icon.setPixmap(icons.icon(_ICONS[self.ask.wants], "warn.ink", 40 if self._large else 28))

    def _show_choices(self, choices: Sequence[Choice], wants: Wants) -> None:
        look = theme()
        long = max((len(choice.text) for choice in choices), default=0) > _LONG
        columns = 2 if long else 3 if len(choices) > 4 else 2 if len(choices) == 4 else max(1, len(choices))
        many = len(choices) > 2 * columns
        for button in self.choices:
            self._grid.removeWidget(button)
            button.setVisible(False)
        for turn, (button, choice) in enumerate(zip(self.choices, choices, strict=False)):
            self._keys[button] = choice.key
            # Taking over has its key on every page; the digit chooses it as well, by the command card.
            button.set_key("F5" if wants is Wants.TAKE_OVER and turn == 0 else choice.key)
            button.setText(choice.text)
            button.setFixedHeight(look.px(44 if many else 56))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setToolTip(plain_tip(choice.text))
            self._grid.addWidget(button, turn // columns, turn % columns)
            button.setVisible(True)
        self._grid.setVerticalSpacing(look.px(4 if many else 8))
        self._column.setSpacing(look.px(4 if many else 8))

    def _choose(self, button: KeyButton) -> None:
        self.answered.emit(self._keys[button])

    def _give(self) -> None:
        typed = self.field.text().strip()
        if typed:
            self.field.clear()
            self.answered.emit(typed)

    def _pass_scan(self, text: str) -> None:
        self.field.clear()
        self.scanned.emit(text)

    def _lay_out(self) -> None:
        look = theme()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.give.setFixedHeight(look.px(44))
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self._text)
        words.addWidget(self._detail)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(8))
        typing = QHBoxLayout()
        typing.setSpacing(look.px(8))
        typing.addWidget(self.field, 1)
        typing.addWidget(self.give)
        typing.addStretch(1)
        column.addLayout(head)
        column.addSpacing(look.px(4))
        column.addLayout(self._grid)
        column.addLayout(typing)
        column.addStretch(1)


class AskPage(Panel):
    """The same where no line is shown to ask beneath it: nothing is open, or the parcel is closed."""

    def __init__(self) -> None:
        super().__init__(bench=True)
        self.panel = AskPanel(large=True)
        self.panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.panel.setMaximumWidth(theme().px(680))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.panel, 100)
        middle.addStretch(1)
        self.body.addStretch(2)
        self.body.addLayout(middle, 3)
        self.body.addStretch(1)


def _answers(ask: Ask) -> Sequence[Choice]:
    if ask.wants is Wants.YES_NO and not ask.choices:
        return Choice("1", _("Yes")), Choice("2", _("No"))
    return ask.choices[:_MOST]
