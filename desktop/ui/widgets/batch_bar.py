"""What can be done with the ticked rows. It takes the place of the filter bar, at the same height."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop.i18n import _, ngettext, number
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import Tick


class BatchBar(QWidget):
    """`add(button)` for each action, then `show_count(n)`; `cleared` when the person wants none ticked."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch")
        self.setFixedHeight(theme().px(59))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(16), 0, theme().px(16), 0)
        row.setSpacing(theme().px(8))
        self.tick: QCheckBox = Tick("batch-tick", _("Clear the selection"))
        self.tick.setTristate(True)
        self.tick.setCheckState(Qt.CheckState.PartiallyChecked)
        self.tick.clicked.connect(self._clear)
        self._count = Label("", "body", weight=600)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme().px(8))
        self._none = KeyButton(_("Clear"), "x", "Escape", role="quiet", name="batch-clear")
        self._none.clicked.connect(self._clear)
        row.addWidget(self.tick)
        row.addSpacing(theme().px(4))
        row.addWidget(self._count)
        row.addSpacing(theme().px(8))
        row.addLayout(self._actions)
        row.addStretch(1)
        row.addWidget(self._none)

    def add(self, button: KeyButton) -> None:
        self._actions.addWidget(button)

    def show_count(self, count: int) -> None:
        self._count.setText(ngettext("{n} selected", "{n} selected", count).format(n=number(count)))

    def retranslate(self) -> None:
        self._none.setText(_("Clear"))
        self.tick.setAccessibleName(_("Clear the selection"))

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(59))

    def _clear(self) -> None:
        self.tick.setCheckState(Qt.CheckState.PartiallyChecked)
        self.cleared.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.radius("panel") - 1
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)  # round above, square below: it is the head of a panel
        path.addRoundedRect(QRectF(0, 0, self.width(), self.height()), radius, radius)
        path.addRect(QRectF(0, self.height() / 2, self.width(), self.height() / 2))
        painter.fillPath(path, look.colour("bg.selected"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour("line.subtle"))
