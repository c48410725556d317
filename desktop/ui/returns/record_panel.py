"""How the order was packed, beside what comes back of it: photo, people, units by code and by hand, weight, road."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.returns.facts import Facts, Sold, record_note
from desktop.ui.settings.page import scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Panel

_ROWS = 12


class _Picture(QWidget):
    """The photo of the open box, as wide as the panel."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().px(128))

    def show_file(self, file: str) -> None:
        self._picture = QPixmap(file)
        self.setVisible(not self._picture.isNull())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            return
        painter, path = QPainter(self), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(path)
        whole = self._picture.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                     Qt.TransformationMode.SmoothTransformation)  # fmt: skip
        painter.drawPixmap((self.width() - whole.width()) // 2, (self.height() - whole.height()) // 2, whole)


class _Fact(QFrame):
    """A caption and what it says, with a hairline under it."""

    def __init__(self) -> None:
        super().__init__()
        self.caption = Label("", "body", "ink.secondary")
        self.said = ElideLabel("", "body", weight=500, align=Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme().px(6), 0, theme().px(6))
        row.addWidget(self.caption)
        row.addWidget(self.said, 1)
        self.setProperty("class", "hairline-below")


class RecordPanel(Panel):
    """`show_case(facts, line)`: the record of its order; with nothing known it says so."""

    def __init__(self) -> None:
        super().__init__("…")
        look = theme()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self._picture, self._taken = _Picture(), ElideLabel("", "caption", "ink.secondary")
        self._facts = [_Fact() for _turn in range(_ROWS)]
        self.note = NoteBar("", "attention")
        self._none = Label("", "body", "ink.secondary", wrap=True)
        column.addWidget(self._picture)
        column.addWidget(self._taken)
        column.addWidget(self._none)
        for fact in self._facts:
            column.addWidget(fact)
        column.addSpacing(look.px(6))
        column.addWidget(self.note)
        column.addStretch(1)
        self.body.addWidget(scrolling(inside), 1)
        self.retranslate()

    def show_case(self, facts: Facts | None, line: Sold | None) -> None:
        rows = facts.packed if facts is not None else ()
        boxes = facts.record.boxes if facts is not None else ()
        photo = next((box for box in boxes if box.photo is not None), None)
        self._picture.show_file(str(photo.photo) if photo is not None else "")
        self._taken.setText(facts.taken if facts is not None else "")
        self._taken.setVisible(photo is not None)
        unknown = facts is not None and not facts.record.units
        self._none.setText(_("It was not packed at a bench here: nothing is known of its units.") if unknown else "")
        self._none.setVisible(unknown)
        for turn, fact in enumerate(self._facts):
            fact.setVisible(turn < len(rows))
            if turn < len(rows):
                fact.caption.setText(rows[turn][0])
                fact.said.setText(rows[turn][1])
        said = record_note(facts, line) if facts is not None else ""
        self.note.say(said)
        self.note.setVisible(bool(said))

    def retranslate(self) -> None:
        if self.title is not None:
            self.title.setText(_("How it was packed"))
