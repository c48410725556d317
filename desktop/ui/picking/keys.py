"""The row of large buttons under a walk."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton


class Keys(QStackedWidget):
    """`show_walk`, `show_put_back`, `show_ask`, `show_nothing`; each button is an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.quantity = KeyButton("", "hash", "F2", bench=True, name="picking-quantity")
        self.missing = KeyButton("", "package-minus", "F3", bench=True, name="picking-missing")
        self.printed = KeyButton("", "printer", "F7", bench=True, name="picking-print")
        self.undo = KeyButton("", "undo-2", "F8", bench=True, name="picking-undo")
        self.aside = KeyButton("", "inbox", "F9", bench=True, name="picking-aside")
        self.cancel = KeyButton("", "x", "Escape", bench=True, name="picking-cancel")
        self.leave = KeyButton("", "arrow-left", "Escape", bench=True, name="put-back-leave")
        self._rows = [
            [self.quantity, self.missing, self.printed, self.undo, self.aside],
            [self.leave],
            [self.cancel],
            [],
        ]
        self._icons = {button: button.icon_name for row in self._rows for button in row}
        for buttons in self._rows:
            page = QWidget()
            line = QHBoxLayout(page)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(theme().px(8))
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
            self.addWidget(page)
        self.setFixedHeight(theme().size("controlBench"))
        self.retranslate()

    def show_walk(self) -> None:
        self.setCurrentIndex(0)

    def show_put_back(self) -> None:
        self.setCurrentIndex(1)

    def show_ask(self) -> None:
        self.setCurrentIndex(2)

    def show_nothing(self) -> None:
        self.setCurrentIndex(3)

    def retranslate(self) -> None:
        self.quantity.setText(_("Quantity"))
        self.missing.setText(_("Missing"))
        self.printed.setText(_("Print"))
        self.undo.setText(_("Undo"))
        self.aside.setText(_("Put aside"))
        self.cancel.setText(_("Cancel"))
        self.leave.setText(_("Back"))
        self._fit()

    def retheme(self) -> None:
        self.setFixedHeight(theme().size("controlBench"))
        self._fit()

    def _fit(self) -> None:
        """Where the words of a language are long, the icons give them their room."""
        for row in self._rows:
            for button in row:
                button.set_icon(self._icons[button])
            if sum(button.sizeHint().width() + theme().px(8) for button in row) > self.width():
                for button in row:
                    button.set_icon("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
