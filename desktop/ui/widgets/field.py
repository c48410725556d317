"""Fields: a search field with icon and key, a labelled field that says what is wrong, a drop-down with our arrow."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label


class TextField(QLineEdit):
    """One line of text. `icon` stands before it, `unit` or the hint `key` after it.

    With `takes_scan` a scan that comes while it has the focus is put here (`scanned` tells), and not to the screen.
    """

    scanned = Signal(str)

    def __init__(
        self, name: str = "", spoken: str = "", *, hint: str = "", icon: str = "", unit: str = "", key: str = "",
        takes_scan: bool = False, codes: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.key, self._icon, self._unit, self._codes = key, icon, unit, codes
        self.takes_scan = takes_scan
        self.setObjectName(name)
        self.setAccessibleName(spoken or hint)
        self.setPlaceholderText(hint)
        self.retheme()

    def take_scan(self, text: str) -> None:
        """The window hands over a scan."""
        self.setText(text)
        self.scanned.emit(text)

    def set_unit(self, unit: str) -> None:
        """What the number is of, after the text: "g", "cm"."""
        self._unit = unit
        self.retheme()
        self.update()

    def set_wrong(self, wrong: bool) -> None:
        self.setProperty("wrong", "true" if wrong else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def retheme(self) -> None:
        look = theme()
        self.setFont(look.font("body", codes=self._codes))
        tail = (
            self.fontMetrics().horizontalAdvance(self._unit or self.key) + look.px(12) if self._unit or self.key else 0
        )
        self.setTextMargins(look.px(26) if self._icon else 0, 0, tail, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme()
        painter = QPainter(self)
        if self._icon:
            icons.draw(painter, self._icon, "ink.secondary", look.px(13), (self.height() - look.px(20)) / 2)
        if self._unit or (self.key and not self.text()):
            painter.setFont(look.font("body" if self._unit else "caption"))
            painter.setPen(look.colour("ink.muted" if self._unit else "ink.primary"))
            box = QRectF(0, 0, self.width() - look.px(13), self.height())
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, int(align), self._unit or self.key)


class TextArea(QPlainTextEdit):
    """Several lines. Tab leaves it."""

    def __init__(
        self, name: str = "", spoken: str = "", *, hint: str = "", lines: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.takes_scan = False
        self._lines = lines
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.retheme()

    def retheme(self) -> None:
        self.setFont(theme().font("body"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + theme().px(30))


class Choice(QComboBox):
    """A drop-down with our arrow. `set_choices([(value, text), ...])`, `value()`, `choose(value)`.

    `bare`: in a row of a list, without a frame. `picked(value)` comes only when a person chose, never when the program
    did.
    """

    picked = Signal(object)

    def __init__(self, name: str = "", spoken: str = "", parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(parent)
        self._bare = bare
        self.setProperty("bare", "true" if bare else "false")
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._pick)
        self.retheme()

    def set_choices(self, choices: list[tuple[object, str]]) -> None:
        """Replace the choices; the chosen value stays chosen if it is still there."""
        now = self.value()
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.choose(now)

    def value(self) -> object:
        return self.currentData()

    def choose(self, value: object) -> None:
        for at in range(self.count()):
            if self.itemData(at) == value:
                self.setCurrentIndex(at)
                return

    def retheme(self) -> None:
        self.setFont(theme().font("body"))

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """What does not fit ends in …; the rest is in the open list."""
        super().initStyleOption(option)
        room = (
            self.style()
            .subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self)
            .width()
        )
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def showPopup(self) -> None:
        """The open list is as wide as its longest choice, however narrow the closed one is."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + theme().px(20))
        super().showPopup()

    def wheelEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        event.ignore()  # a wheel that meant to scroll the page must not change a setting

    def _pick(self, at: int) -> None:
        self.picked.emit(self.itemData(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size, edge = theme().px(20), theme().px(3 if self._bare else 12)
        ink = "ink.secondary" if self.isEnabled() else "ink.muted"
        icons.draw(painter, "chevron-down", ink, self.width() - size - edge, (self.height() - size) / 2)


class LabelledField(QWidget):
    """A label above a field, and below it what is wrong and what fits."""

    def __init__(self, text: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._label = Label(text, "caption", "ink.secondary", weight=600)
        self._label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text)
        self._mark = QLabel()
        self._mark.setPixmap(mark_pixmap("wrong", 14))
        self._wrong = ElideLabel("", "caption", "stop.ink")
        row = QHBoxLayout()
        row.setSpacing(theme().px(7))
        row.addWidget(self._mark)
        row.addWidget(self._wrong, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(5))
        column.addWidget(self._label)
        column.addWidget(field)
        column.addLayout(row)
        self.say_wrong("")

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self.field.setAccessibleName(text)

    def say_wrong(self, text: str) -> None:
        """Mark the field with one sentence; an empty one clears it."""
        self._wrong.setText(text)
        for part in (self._mark, self._wrong):
            part.setVisible(bool(text))
        set_wrong = getattr(self.field, "set_wrong", None)
        if set_wrong is not None:
            set_wrong(bool(text))
        self.field.setAccessibleDescription(text)


class ScanField(TextField):
    """A field that the next scan may fill: tracking number, barcode, badge."""

    def __init__(self, name: str = "", spoken: str = "", *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            name, spoken, hint=hint or _("Scan or type"), icon="scan-line", takes_scan=True, codes=True, parent=parent
        )
