"""One line of text that ends in … when its place is too small, with the whole text as tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOption, QWidget

from desktop.ui.theme import theme


class ElideLabel(QWidget):
    def __init__(
        self,
        text: str = "",
        kind: str = "body",
        ink: str = "ink.primary",
        *,
        weight: int | None = None,
        px: int | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        codes: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._ink, self._align = "", ink, align
        self._kind, self._weight, self._px, self._codes = kind, weight, px, codes
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retheme()
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        text = " ".join(text.split("\n"))
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._tip()
            self.updateGeometry()
            self.update()

    def set_ink(self, ink: str) -> None:
        self._ink = ink
        self.update()

    def set_type(self, kind: str, *, px: int | None = None, weight: int | None = None) -> None:
        """Another size of text, such as benchNameLong for a long name."""
        self._kind, self._px, self._weight = kind, px, weight
        self.retheme()

    def natural_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._text) + 1

    def retheme(self) -> None:
        self.setFont(theme().font(self._kind, weight=self._weight, px=self._px, codes=self._codes))
        self.updateGeometry()
        self.update()

    def _tip(self) -> None:
        # The style sheet parser would read markup in a tooltip: escape it by showing plain text only.
        cut = self.natural_width() > self.width()
        self.setToolTip(plain_tip(self._text) if cut else "")

    def sizeHint(self) -> QSize:
        return QSize(self.natural_width(), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(
            min(self.natural_width(), self.fontMetrics().horizontalAdvance("Mmm…")), self.fontMetrics().height()
        )

    def resizeEvent(self, event: object) -> None:
        self._tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setFont(self.font())
        painter.setPen(theme().colour(self._ink))
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        flags = self._align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(self.rect(), int(flags), text)


def plain_tip(text: str) -> str:
    """The text for setToolTip, which would otherwise take < for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text else text
