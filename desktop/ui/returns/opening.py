"""A new return without a parcel in the hand: which order, the buyer's words, and why it is taken all the same."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField, ScanField, TextArea, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Panel


class Opening(Panel):
    """`opening(text, words, override)` is the order's name, the buyer's message, and the reason against the terms."""

    opening = Signal(str, str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._title = Label("", "heading")
        self.order, self.words = ScanField("returns-order"), TextArea("returns-message")
        self.override = TextField("returns-override")
        self._order, self._words = LabelledField("", self.order), LabelledField("", self.words)
        self._override = LabelledField("", self.override)
        self._refused = NoteBar("", "attention")
        self.open_it = KeyButton("", "undo-2", "Ctrl+Return", role="primary", name="returns-open")
        self.cancel = KeyButton("", "x", "", role="quiet", name="returns-open-cancel")
        self.words.setFixedHeight(look.px(120))
        for part in (self._title, self._order, self._words, self._refused, self._override):
            self.body.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.open_it)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.order.returnPressed.connect(self._open)
        self.override.returnPressed.connect(self._open)
        self.order.scanned.connect(self._open)
        self.open_it.clicked.connect(self._open)
        self.cancel.clicked.connect(self.left)
        self.begin()
        self.retranslate()

    def begin(self, text: str = "", refused: str = "") -> None:
        """Ask for an order; `refused`: it may not come back, and who may can say why it is taken."""
        if not refused:
            self.words.setPlainText("")
        self.order.setText(text)
        self.override.clear()
        self._refused.say(refused)
        self._refused.setVisible(bool(refused))
        self._override.setVisible(bool(refused))
        (self.override if refused else self.order).setFocus()

    def retranslate(self) -> None:
        self._title.setText(_("New return"))
        self._order.set_label(_("Order, parcel, tracking number, receipt or name"))
        self._words.set_label(_("What the buyer wrote, if there is a message"))
        self._override.set_label(_("Why it is taken all the same"))
        self.open_it.setText(_("Open the return"))
        self.cancel.setText(_("Cancel"))

    def _open(self, _text: str = "") -> None:
        if self.order.text().strip():
            self.opening.emit(self.order.text().strip(), self.words.toPlainText().strip(), self.override.text().strip())
