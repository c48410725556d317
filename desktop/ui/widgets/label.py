"""Text on the screen: always plain text, in a font of the type table and an ink of the palette."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.theme import theme


class Label(QLabel):
    """One text that wraps if asked to. For one line that must fit its place, use ElideLabel.

    `kind` names the type table (caption, body, bodyStrong, benchBody, heading, title, figure, benchName, total);
    `ink` one of ink.primary, ink.secondary, ink.muted, go.ink, warn.ink, stop.ink, done.ink.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "body",
        ink: str = "ink.primary",
        *,
        weight: int | None = None,
        px: int | None = None,
        wrap: bool = False,
        codes: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._weight, self._px, self._codes = kind, weight, px, codes
        self.setTextFormat(Qt.TextFormat.PlainText)  # customer text is data, never markup
        self.setWordWrap(wrap)
        self.setText(text)
        self.setProperty("ink", ink)
        self.retheme()

    def set_ink(self, ink: str) -> None:
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)

    def look(self) -> QFont:
        return theme().font(self._kind, weight=self._weight, px=self._px, codes=self._codes)

    def retheme(self) -> None:
        self.setFont(self.look())
