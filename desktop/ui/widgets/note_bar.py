"""A line that asks to be read: a buyer's note (amber), a refusal (dark red), a quiet hint (sunken)."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.marks import MARKS, mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label

# kind: class of the frame, ink, usual icon, fill under a mark
_KINDS = {
    "note": ("note", "warn.ink", "message-square-text", "warn.soft"),
    "attention": ("note", "warn.ink", "attention", "warn.soft"),
    "refused": ("refused", "stop.ink", "wrong", "stop.soft"),
    "hint": ("sunken", "ink.secondary", "info", "bg.sunken"),
}


class NoteBar(QFrame):
    def __init__(
        self, text: str = "", kind: str = "note", *, detail: str = "", icon: str = "", bench: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._kind, self._icon, self._bench = kind, icon, bench
        self._row = QHBoxLayout(self)
        self._mark = QLabel()
        self._title = Label(text, "heading" if bench else "body", wrap=True)
        self._detail = Label(detail, "body", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(theme().px(2))
        words.addWidget(self._title)
        words.addWidget(self._detail)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(words, 1)
        self.say(text, detail, kind)

    def say(self, text: str, detail: str = "", kind: str = "") -> None:
        self._kind = kind or self._kind
        frame, ink, _icon, _on = _KINDS[self._kind]
        self.setProperty("class", frame)
        self.style().unpolish(self)
        self.style().polish(self)
        weight = 600 if detail and self._kind != "hint" else 500 if self._kind != "hint" else 400
        for label, words in ((self._title, text), (self._detail, detail)):
            label.setText(words)
            label.set_ink(ink)
        self._title._weight = 600 if self._bench else weight
        self._title.retheme()
        self._title.setVisible(bool(text) or not detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{text} {detail}".strip())
        self.retheme()

    def text(self) -> str:
        return self._title.text()

    def add_button(self, button: QPushButton) -> None:
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def retheme(self) -> None:
        look = theme()
        self._row.setContentsMargins(look.px(14), look.px(8), look.px(10), look.px(8))
        self._row.setSpacing(look.px(12))
        self._mark.setPixmap(self._picture())
        self.setMinimumHeight(look.px(64 if self._bench else 36))

    def _picture(self) -> QPixmap:
        _frame, ink, usual, on = _KINDS[self._kind]
        name, px = self._icon or usual, 28 if self._bench else 20
        return mark_pixmap(name, px, ink, on) if name in MARKS else icons.icon(name, ink, px)
