"""What is to be done before the parcel closes: tasks, notes, questions, the carton, the weight, the photo."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.closing import Gate, Standing
from desktop.i18n import _, number
from desktop.ui import icons
from desktop.ui.marks import mark
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import plain_tip
from desktop.ui.widgets.label import Label

MOST = 5  # rows; what more there is stands in the last one
_ICONS = {
    Gate.NOTE: "message-square-text", Gate.OUT: "package-minus", Gate.TASK: "gift", Gate.CHECK: "list-checks",
    Gate.CARTON: "package", Gate.WEIGHT: "weight", Gate.PHOTO: "image",
    Gate.UNIT: "scan-barcode",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing before closing, and whether it is done."""

    standing: Standing
    done: bool = False
    icon: str = ""  # "": that of its kind


class BeforeClosing(QWidget):
    """`show_steps(steps, folded)`: one row each, or all of them in one row where the lines need the room."""

    chosen = Signal(object)  # the Standing that a person wants to do now

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self._folded = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._title = Label("", "caption", "ink.muted", weight=600)
        self._title.setContentsMargins(theme().px(16), theme().px(14), 0, theme().px(4))
        column.addWidget(self._title)
        self.rows = [StepRow() for _turn in range(MOST)]
        for row in self.rows:
            row.clicked.connect(self._choose)
            column.addWidget(row)
        self.retranslate()
        self.show_steps((), folded=False)

    def show_steps(self, steps: Sequence[Step], *, folded: bool) -> None:
        self._steps, self._folded = tuple(steps), folded
        self.setVisible(bool(steps))
        self._title.setVisible(not folded)
        room = 1 if folded else MOST
        first = sorted(steps, key=lambda step: step.done) if folded or len(steps) > MOST else list(steps)
        for turn, row in enumerate(self.rows):
            row.setVisible(turn < min(room, len(first)))
            if turn < len(first):
                several = turn == room - 1 and len(first) > room
                done = sum(step.done for step in steps)
                row.show_step(first[turn], (done, len(steps)) if several else None)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._steps

    def retranslate(self) -> None:
        self._title.setText(_("Before closing"))
        self.show_steps(self._steps, folded=self._folded)

    def _choose(self) -> None:
        row = self.sender()
        if isinstance(row, StepRow) and row.step is not None and not row.step.done:
            self.chosen.emit(row.step.standing)


class StepRow(QAbstractButton):
    """One thing to do; pressing it does it."""

    def __init__(self) -> None:
        super().__init__()
        self.step: Step | None = None
        self._of: tuple[int, int] | None = None
        self.setObjectName("packing-step")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retheme()

    def show_step(self, step: Step, of: tuple[int, int] | None) -> None:
        """`of`: how many of how many are done, where this row stands for several."""
        if (step, of) == (self.step, self._of) and self.text():
            return
        self.step, self._of = step, of
        self.setText(step.standing.text)
        self.setToolTip(plain_tip(step.standing.text))
        state = _("{done} of {all} done").format(done=of[0], all=of[1]) if of else _("done") if step.done else _("open")
        self.setAccessibleName(f"{step.standing.text}: {state}")
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(44))
        self.setFont(theme().font("body", weight=500))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.step is None:
            return
        look, done = theme(), self.step.done
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        if self.isDown() or (self.underMouse() and not done):
            painter.fillRect(self.rect(), look.colour("bg.hover"))
        ink = "ink.muted" if done else "ink.primary"
        icons.draw(
            painter, self.step.icon or _ICONS[self.step.standing.gate], ink, look.px(16), middle - look.px(11), 22
        )
        right = self._paint_mark(painter, middle, done)
        painter.setFont(look.font("body", weight=400 if done else 500))
        painter.setPen(look.colour(ink))
        left = look.px(50)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(QRectF(left, 0, right - left, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("line.focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 1, -3, -1), 6, 6)

    def _paint_mark(self, painter: QPainter, middle: float, done: bool) -> float:
        look = theme()
        size, right = look.px(24), self.width() - look.px(16)
        box = QRectF(right - size, middle - size / 2, size, size)
        if self._of is not None:
            mark(painter, "in-work" if self._of[0] else "not-begun", box, look.colour("ink.muted"))
            words = _("{done} of {all}").format(done=number(self._of[0]), all=number(self._of[1]))
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("ink.muted"))
            width = painter.fontMetrics().horizontalAdvance(words) + 2
            end = box.x() - look.px(10)
            painter.drawText(QRectF(end - width, 0, width, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
            return end - width - look.px(8)
        if done:
            icons.draw(painter, "circle-check", "ink.secondary", box.x(), box.y(), 24)
        else:
            mark(painter, "not-begun", box)
        return box.x() - look.px(8)
