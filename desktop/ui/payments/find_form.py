"""Whose payment is it? A small window in which the order is found."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.payments.order_finder import OrderFinder
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label


class FindForm(QDialog):
    """`exec()`; then `order_id` is the chosen order, or None."""

    def __init__(self, tasks: Runner, parent: QWidget | None, zone: str) -> None:
        super().__init__(parent)
        self.order_id: int | None = None
        look = theme()
        self.setObjectName("claim-find")
        self.setWindowTitle(_("Which order does the buyer say is paid?"))
        self.setAccessibleName(self.windowTitle())
        self.finder = OrderFinder(tasks, "claim")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(look.px(12))
        column.addWidget(Label(self.windowTitle(), "heading", wrap=True))
        column.addWidget(self.finder, 1)
        self.setMinimumSize(look.px(640), look.px(420))
        self.finder.chosen.connect(self._choose)
        self.finder.left.connect(self.reject)
        self.finder.begin(zone)

    def _choose(self, order_id: int) -> None:
        self.order_id = order_id
        self.accept()
