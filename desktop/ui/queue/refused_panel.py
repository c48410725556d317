"""Beside the list: the orders that something could not be done for, each with its sentence; Enter opens one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.i18n import _, ngettext, number
from desktop.services.batch import Batch
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel

_MOST = 500


class RefusedPanel(Panel):
    """`show_refused(batch)`; `opened(order id)` and `closed`."""

    opened = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("queue-refused")
        self._title = Label("", "heading", wrap=True)
        self.rows = QListWidget()
        self.rows.setObjectName("queue-refused-list")
        self.rows.setWordWrap(True)
        self.rows.setFont(theme().font("body"))
        self.shut = KeyButton("", "x", name="queue-refused-close")
        self.body.addWidget(self._title)
        self.body.addWidget(self.rows, 1)
        self.body.addWidget(self.shut)
        self.rows.itemActivated.connect(self._open)
        self.shut.clicked.connect(self.closed)
        self.hide()
        self.retranslate()

    def show_refused(self, result: Batch) -> None:
        self.rows.clear()
        many = len(result.failed)
        words = ngettext("{count} order was refused", "{count} orders were refused", many)
        self._title.setText(words.format(count=number(many)))
        for one in result.failed[:_MOST]:
            item = QListWidgetItem(f"{one.number}\n{one.error.say()}")
            item.setData(0x0100, one.order_id)
            self.rows.addItem(item)
        self.setVisible(many > 0)

    def retranslate(self) -> None:
        self.shut.setText(_("Close"))
        self.rows.setAccessibleName(_("What was refused"))

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(int(item.data(0x0100)))
