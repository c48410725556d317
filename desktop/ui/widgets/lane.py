"""The lane: the one slot that tells the result of the last scan, and the way to the command bar."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import _
from desktop.ui import icons
from desktop.ui.marks import mark
from desktop.ui.theme import theme


class Outcome(StrEnum):
    """What a scan came to. It decides fill, mark, stripes, sound and how long the lane shows it."""

    IDLE = "idle"
    RIGHT = "right"
    WRONG = "wrong"
    TOO_MANY = "too-many"
    UNKNOWN = "unknown"
    ATTENTION = "attention"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str
    on: str
    mark: str
    stripes: bool = False


_LOOKS = {
    Outcome.IDLE: _Look("bg.surface", "ink.primary", ""),
    Outcome.RIGHT: _Look("go.solid", "go.on", "right"),
    Outcome.SAVED: _Look("go.solid", "go.on", "right"),
    Outcome.WRONG: _Look("stop.solid", "stop.on", "wrong", stripes=True),
    Outcome.TOO_MANY: _Look("warn.solid", "warn.on", "too-many", stripes=True),
    Outcome.UNKNOWN: _Look("bg.surface", "ink.primary", "unknown"),
    Outcome.ATTENTION: _Look("warn.solid", "warn.on", "attention"),
}


class ScanLane(QWidget):
    """Tells what the last scan came to; called only after the fact is on disk.

    `show_result` paints in one frame. `set_idle` says what the lane shows when nothing is to be told.
    """

    searched = Signal()  # the command field was pressed
    shown = Signal(str, str, str)  # outcome, headline, detail: for sound and for tests

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lane")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._outcome = Outcome.IDLE
        self._headline = self._detail = ""
        self._idle: tuple[str, str] | None = None
        self._bench = self._low = False
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self.clear)
        self.command = CommandField(self)
        self.command.clicked.connect(self.searched)
        self.clear()
        self._measure()

    @property
    def outcome(self) -> Outcome:
        return self._outcome

    @property
    def headline(self) -> str:
        return self._headline

    @property
    def detail(self) -> str:
        return self._detail

    def show_refused(self, error: Exception) -> None:
        """What was asked for could not be done, and why; a fault of ours is raised on.

        Raises:
            Exception: it is no KolliError.
        """
        if not isinstance(error, KolliError):
            raise error
        self.show_result(Outcome.ATTENTION, _("Not done"), error.say())

    def show_result(self, kind: Outcome, headline: str = "", detail: str = "", hold_ms: int | None = None) -> None:
        """Show an outcome. Without a headline its usual words stand there.

        hold_ms None: the usual time (right 1.5 s, saved 4 s, the others until the next result or `clear`).
        """
        self._outcome = kind
        self._headline = headline or _usual_words(kind)
        self._detail = detail
        usual = {Outcome.RIGHT: "laneHold.right", Outcome.SAVED: "laneHold.info"}
        if hold_ms is None:
            hold_ms = theme().duration(usual[kind]) if kind in usual else 0
        if hold_ms:
            self._hold.start(hold_ms)
        else:
            self._hold.stop()
        self._tell()
        self.shown.emit(kind.value, self._headline, self._detail)

    def set_idle(self, headline: str = "", detail: str = "") -> None:
        """What stands here when nothing is to be told; empty means "Ready to scan"."""
        self._idle = (headline, detail) if headline or detail else None
        if self._outcome is Outcome.IDLE:
            self.clear()

    def clear(self) -> None:
        """Back to idle."""
        self._hold.stop()
        self._outcome = Outcome.IDLE
        usual = (_("Ready to scan"), _("Orders, slips, parcels and items open from any screen"))
        headline, detail = self._idle or usual
        self._headline = headline or usual[0]
        self._detail = detail
        self._tell(quiet=True)

    def set_bench(self, bench: bool, *, low: bool = False) -> None:
        """88 px on the pages for standing work (72 in a low window), 56 on the others."""
        if (bench, low) != (self._bench, self._low):
            self._bench, self._low = bench, low
            self._measure()

    def retranslate(self) -> None:
        self.command.retranslate()
        if self._outcome is Outcome.IDLE:
            self.clear()

    def retheme(self) -> None:
        self._measure()

    def _measure(self) -> None:
        look = theme()
        height = look.size("lane") if not self._bench else look.px(72) if self._low else look.size("laneBench")
        self.setFixedHeight(height)
        self._place_field()
        self.update()

    def _place_field(self) -> None:
        look = theme()
        width, height = look.px(300), look.px(40)
        right = look.px(24 if self._bench else 16) + (3 if self._outcome is Outcome.UNKNOWN else 0)
        self.command.setGeometry(self.width() - right - width, (self.height() - height) // 2, width, height)

    def _tell(self, *, quiet: bool = False) -> None:
        self.setAccessibleName(f"{self._headline}. {self._detail}" if self._detail else self._headline)
        self._place_field()
        self.command.set_fill(_LOOKS[self._outcome].fill, _LOOKS[self._outcome].on)
        self.update()
        if not quiet:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_field()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        state = _LOOKS[self._outcome]
        painter = QPainter(self)
        fill, on = look.colour(state.fill), look.colour(state.on)
        painter.fillRect(self.rect(), fill)
        x: float = look.px(20 if self._bench else 16)
        if state.stripes:
            width = look.px(36 if self._bench else 20)
            _paint_stripes(painter, QRectF(0, 0, width, self.height()), on, look.px(24 if self._bench else 16))
            x += width - (0 if self._bench else look.px(4))
        if self._outcome is Outcome.UNKNOWN:
            painter.fillRect(self.rect(), on)
            painter.fillRect(self.rect().adjusted(3, 3, -3, -3), fill)
            x += 3
        elif self._outcome is Outcome.IDLE:
            painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour("line.subtle"))
        elif self._outcome is Outcome.WRONG and look.mode == "dark":
            # Dark red alone is 2.4:1 against the canvas.
            painter.setPen(QPen(look.colour("stop.line"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        self._paint_words(painter, x, fill, on)

    def _paint_words(self, painter: QPainter, x: float, fill: QColor, on: QColor) -> None:
        look = theme()
        idle = self._outcome is Outcome.IDLE
        size = look.px(48 if self._bench else 28)
        top = (self.height() - size) / 2
        if idle:
            icons.draw(painter, "scan-line", "ink.secondary", x, top, 48 if self._bench else 28)
        else:
            mark(painter, _LOOKS[self._outcome].mark, QRectF(x, top, size, size), on, fill)
        x += size + look.px(20 if self._bench else 12) - (look.px(4) if idle and self._bench else 0)
        end = self.command.x() - look.px(16)
        painter.setFont(look.font("figure") if self._bench else look.font("benchBody", weight=600))
        metrics = painter.fontMetrics()
        headline = metrics.elidedText(self._headline, Qt.TextElideMode.ElideRight, int(end - x))
        base = (self.height() + metrics.capHeight()) / 2 + look.px(0.6 if self._bench else 0)
        painter.setPen(on)
        painter.drawText(QPointF(x, round(base)), headline)
        x += metrics.horizontalAdvance(headline) + look.px(20 if self._bench else 12)
        painter.setFont(look.font("heading", weight=500) if self._bench else look.font("body"))
        if idle:
            painter.setFont(look.font("heading", weight=400) if self._bench else look.font("body"))
            painter.setPen(look.colour("ink.muted"))
        if end - x > look.px(40):
            detail = painter.fontMetrics().elidedText(self._detail, Qt.TextElideMode.ElideRight, int(end - x))
            painter.drawText(QPointF(x, round(base - look.px(0.6 if self._bench else 0))), detail)


class CommandField(QAbstractButton):
    """Looks like a search field and opens the command bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("command-field")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fill, self._on = "bg.surface", "ink.primary"
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(_("Search or jump to..."))
        self.setAccessibleName(_("Search or jump to..."))
        self.setAccessibleDescription("Ctrl K")

    def set_fill(self, fill: str, on: str) -> None:
        self._fill, self._on = fill, on
        self.update()

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = self._fill == "bg.surface"
        focus = self.hasFocus()
        border = look.colour("line.strong") if plain else look.colour(self._on)
        if focus and plain:
            border = look.colour("line.focus")
        width = 2 if focus else 1
        inset = width / 2
        painter.setPen(QPen(border, width))
        painter.setBrush(look.colour(self._fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        pad = look.px(13)
        icons.draw(
            painter, "search", "ink.secondary" if plain else self._on, pad, (self.height() - look.px(18)) / 2, 18
        )
        painter.setFont(look.font("caption"))
        key = "Ctrl K"
        wide = painter.fontMetrics().horizontalAdvance(key)
        right = self.width() - look.px(9)
        painter.setPen(look.colour("ink.primary" if plain else self._on))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(right - wide, 0, wide + 4, self.height()), middle, key)
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("ink.muted" if plain else self._on))
        left = look.px(39)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(right - wide - 8 - left))
        painter.drawText(QRectF(left, 0, right - left, self.height()), middle, text)


def _usual_words(kind: Outcome) -> str:
    words: dict[Outcome, Callable[[], str]] = {
        Outcome.IDLE: lambda: _("Ready to scan"),
        Outcome.RIGHT: lambda: _("Right item"),
        Outcome.WRONG: lambda: _("Wrong item"),
        Outcome.TOO_MANY: lambda: _("Too many"),
        Outcome.UNKNOWN: lambda: _("Unknown code"),
        Outcome.ATTENTION: lambda: _("Needs attention"),
        Outcome.SAVED: lambda: _("Saved"),
    }
    return words[kind]()


def _paint_stripes(painter: QPainter, box: QRectF, colour: QColor, period: float) -> None:
    """Slanted bars, rising to the right: refused, nothing counted."""
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    step = period * 1.414
    y = box.y() - box.width()
    while y < box.bottom() + box.width():
        left, right = box.x(), box.right()
        half = step / 2
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(left, y), QPointF(right, y - box.width()),
                    QPointF(right, y - box.width() + half), QPointF(left, y + half),
                ]
            )
        )  # fmt: skip
        y += step
    painter.restore()
