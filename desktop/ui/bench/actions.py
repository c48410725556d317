"""The row of large buttons under the work, and the reasons for counting by hand."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.i18n import N_, _
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label

REASONS = (
    (N_("Damaged barcode"), "damaged"),
    (N_("No barcode"), "none"),
    (N_("Scanner fails"), "scanner"),
)


class Actions(QStackedWidget):
    """`show_work()`, `show_sealed()`, `ask_reason()`; each button is an attribute."""

    reason_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[list[KeyButton]] = []
        self._icons: dict[KeyButton, str] = {}
        self.quantity = KeyButton("", "hash", "F2", bench=True, name="packing-quantity")
        self.manual = KeyButton("", "scan-line", "F3", bench=True, name="packing-manual")
        self.undo = KeyButton("", "undo-2", "F8", bench=True, name="packing-undo")
        self.aside = KeyButton("", "inbox", "F9", bench=True, name="packing-aside")
        self.reopen = KeyButton("", "package-open", "F8", bench=True, name="packing-reopen")
        self.again = KeyButton("", "printer", "F7", bench=True, name="packing-print-again")
        self.give_up = KeyButton("", "x", "Escape", bench=True, name="packing-reason-cancel")
        self.take_over = KeyButton("", "check", "F5", bench=True, role="primary", name="packing-take-theirs")
        self.keep = KeyButton("", "x", "F6", bench=True, name="packing-keep-ours")
        self._ask = Label("", "benchBody", weight=600)
        self._reasons = [
            KeyButton("", "", str(turn), bench=True, name=f"packing-reason-{name}")
            for turn, (_text, name) in enumerate(REASONS, start=1)
        ]
        self._add(self.quantity, self.manual, self.undo, self.aside)
        self._add(self.reopen, self.again)
        self._add(self._ask, *self._reasons, self.give_up)
        self._add()
        self._add(self.take_over, self.keep)
        for (text, _name), button in zip(REASONS, self._reasons, strict=True):
            button.setProperty("reason", text)
            button.clicked.connect(self._reason)
        self.give_up.clicked.connect(self.show_work)
        self.setFixedHeight(theme().size("controlBench"))
        self.retranslate()

    def show_work(self) -> None:
        self.setCurrentIndex(0)

    def show_sealed(self) -> None:
        self.setCurrentIndex(1)

    def ask_reason(self) -> None:
        """Why it cannot be scanned: one key, one line counted by hand."""
        self.setCurrentIndex(2)
        self._reasons[0].setFocus()

    def show_nothing(self) -> None:
        self.setCurrentIndex(3)

    def show_decision(self) -> None:
        self.setCurrentIndex(4)

    @property
    def asking(self) -> bool:
        return self.currentIndex() == 2

    def _fit(self) -> None:
        """Where the words of a language are long, the icons give them their room."""
        for row in self._rows:
            for button in row:
                button.set_icon(self._icons[button])
            if sum(button.sizeHint().width() + theme().px(8) for button in row) > self.width():
                for button in row:
                    button.set_icon("")

    def _reason(self) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.show_work()
            self.reason_given.emit(str(button.property("reason")))

    def _add(self, *widgets: QWidget) -> None:
        buttons = [widget for widget in widgets if isinstance(widget, KeyButton)]
        self._rows.append(buttons)
        self._icons.update({button: button.icon_name for button in buttons})
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.addWidget(page)

    def retranslate(self) -> None:
        self.quantity.setText(_("Quantity"))
        self.manual.setText(_("Can't scan"))
        self.undo.setText(_("Undo"))
        self.aside.setText(_("Put aside"))
        self.reopen.setText(_("Reopen"))
        self.again.setText(_("Print again"))
        self.give_up.setText(_("Cancel"))
        self.take_over.setText(_("Take over the change"))
        self.keep.setText(_("Leave it as it is here"))
        self._ask.setText(_("Why?"))
        for (text, _name), button in zip(REASONS, self._reasons, strict=True):
            button.setText(_(text))
        self._fit()

    def retheme(self) -> None:
        self.setFixedHeight(theme().size("controlBench"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
