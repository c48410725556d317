"""A card with an amount in large type: a bank's line, an order, a claim."""

from PySide6.QtWidgets import QHBoxLayout, QLabel

from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.panel import Panel


class Side(Panel):
    """`show_side(head, amount, lines)`: what it is, how much, and up to three lines under it."""

    def __init__(self, icon: str, name: str, current: bool = False, compact: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._icon = icon
        self._sign = QLabel()
        self._head = ElideLabel("", "caption", "ink.secondary", weight=600)
        self.amount = ElideLabel("", "title" if compact else "figure")
        self._first = ElideLabel("", "body", weight=500)
        self._rest = [ElideLabel("", "body", "ink.secondary") for _turn in range(2)]
        look = theme()
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self._sign)
        head.addWidget(self._head, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.amount)
        self.body.addWidget(self._first)
        for label in self._rest:
            self.body.addWidget(label)
        self.body.setSpacing(look.px(4 if compact else 8))
        self.body.addStretch(1)
        if current:
            self.set_current(True)
        self.retheme()

    def show_side(self, head: str, amount: str, lines: tuple[str, str, str]) -> None:
        self._head.setText(head)
        self.amount.setText(amount)
        self._first.setText(lines[0])
        for label, text in zip(self._rest, lines[1:], strict=True):
            label.setText(text)
        self.setAccessibleName(", ".join(part for part in (head, amount, *lines) if part))

    def retheme(self) -> None:
        super().retheme()
        self._sign.setPixmap(icons.icon(self._icon, "ink.secondary", 16))
