"""What must come out of the box and what must go in: one amber card each, its number readable from two metres."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, number
from desktop.services.bench import Move
from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.photo import paint_photo

MOST = 2  # cards beside each other; the sentence below names the rest


class MoveCards(QWidget):
    """`show_moves(moves)`: those that go out first."""

    def __init__(self) -> None:
        super().__init__()
        self._moves: list[Move] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_moves(self, moves: Sequence[Move]) -> None:
        out, into = [move for move in moves if move.units < 0], [move for move in moves if move.units > 0]
        self._moves = ([out[0], into[0]] if out and into else [*out, *into])[:MOST]
        self.setAccessibleName(". ".join(f"{_title(move)}: {_signed(move)} {_name(move)}" for move in self._moves))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(600), theme().px(380))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme().px(16)
        width = (self.width() - gap) / 2
        for at, move in enumerate(self._moves):
            self._paint_card(painter, move, QRectF(round(at * (width + gap)), 0, round(width), self.height()))

    def _paint_card(self, painter: QPainter, move: Move, box: QRectF) -> None:
        look = theme()
        radius, head = look.radius("panel"), look.px(52)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("warn.solid"))
        painter.drawRoundedRect(box, radius, radius)
        inside = QRectF(box.x() + 3, box.y() + head, box.width() - 6, box.height() - head - 3)
        inner = QPainterPath()
        inner.setFillRule(Qt.FillRule.WindingFill)
        inner.addRoundedRect(inside, radius - 3, radius - 3)
        inner.addRect(QRectF(inside.x(), inside.y(), inside.width(), 20))
        painter.fillPath(inner, look.colour("bg.surface"))
        icon = "package-minus" if move.units < 0 else "package-plus"
        icons.draw(painter, icon, "warn.on", box.x() + look.px(18), box.y() + (head - look.px(28)) / 2, 28)
        title = QRectF(box.x() + look.px(55), box.y(), box.width() - look.px(65), head)
        self._line(painter, _title(move), title, "heading", "warn.on")
        self._paint_body(painter, move, inside.adjusted(look.px(16), look.px(16), -look.px(16), -look.px(14)))

    def _paint_body(self, painter: QPainter, move: Move, box: QRectF) -> None:
        look = theme()
        words = look.px(88)
        side = max(0, min(look.px(176), round(box.height() - words)))
        paint_photo(painter, move.article.photo, box.x(), box.y(), side, 10)
        count = QRectF(box.x() + side + look.px(20), box.y(), box.width() - side - look.px(20), side)
        text = _signed(move)
        px = 104 if len(text) <= 2 else 72 if len(text) <= 4 else 48
        self._line(painter, text, count, "total", "ink.primary", px)
        top = box.bottom() - words
        name = QRectF(box.x(), top, box.width(), look.px(36))
        self._line(painter, _name(move), name, "title", "ink.primary", 26)
        place = _("Bin {bin}").format(bin=move.article.bin) if move.article.bin else _("No bin")
        about = " · ".join(text for text in (move.article.variant, place) if text)
        self._line(painter, about, name.translated(0, look.px(34)), "benchBody", "ink.secondary")
        self._line(painter, move.article.sku, name.translated(0, look.px(60)), "body", "ink.muted")

    def _line(self, painter: QPainter, text: str, box: QRectF, kind: str, ink: str, px: int | None = None) -> None:
        painter.setFont(theme().font(kind, px=px))
        painter.setPen(theme().colour(ink))
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)


def _title(move: Move) -> str:
    return _("Take out") if move.units < 0 else _("Add")


def _name(move: Move) -> str:
    return move.article.name or move.article.sku


def _signed(move: Move) -> str:
    sign = "\N{MINUS SIGN}" if move.units < 0 else "+"
    return f"{sign}{number(abs(move.units))}"
