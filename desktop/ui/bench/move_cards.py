"""What must come out of the box and what must go in: one amber card each, its number readable from two metres."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, number
from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.photo import paint_photo

MOST = 2  # cards beside each other; the sentence below names the rest


@dataclass(frozen=True, slots=True)
class MoveCard:
    """Units below zero come out. `place` says from where or into which box, `hint` what resolves the card."""

    units: int
    name: str
    place: str
    photo: str = ""
    hint: str = ""
    sku: str = ""


class MoveCards(QWidget):
    """`show_cards(cards)`: those that go out first."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[MoveCard] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_cards(self, cards: Sequence[MoveCard]) -> None:
        out, into = [card for card in cards if card.units < 0], [card for card in cards if card.units > 0]
        self._cards = ([out[0], into[0]] if out and into else [*out, *into])[:MOST]
        self.setAccessibleName(". ".join(f"{_title(card)}: {_signed(card)} {card.name}" for card in self._cards))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(600), theme().px(380))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme().px(16)
        width = (self.width() - gap) / 2
        for at, card in enumerate(self._cards):
            self._paint_card(painter, card, QRectF(round(at * (width + gap)), 0, round(width), self.height()))

    def _paint_card(self, painter: QPainter, card: MoveCard, box: QRectF) -> None:
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
        icon = "package-minus" if card.units < 0 else "package-plus"
        icons.draw(painter, icon, "warn.on", box.x() + look.px(18), box.y() + (head - look.px(28)) / 2, 28)
        title = QRectF(box.x() + look.px(55), box.y(), box.width() - look.px(65), head)
        self._line(painter, _title(card), title, "heading", "warn.on")
        self._paint_body(painter, card, inside.adjusted(look.px(16), look.px(16), -look.px(16), -look.px(10)))

    def _paint_body(self, painter: QPainter, card: MoveCard, box: QRectF) -> None:
        look = theme()
        words = look.px(100)
        roomy = box.height() > look.px(420)  # a large screen
        most = min(look.px(360), round(box.width() * 0.6)) if roomy else look.px(176)
        side = max(0, min(most, round(box.height() - words - look.px(8))))
        paint_photo(painter, card.photo, box.x(), box.y(), side, 10)
        count = QRectF(box.x() + side + look.px(20), box.y(), box.width() - side - look.px(20), side)
        text = _signed(card)
        px = 104
        while px > 26 and QFontMetricsF(look.font("total", px=px)).horizontalAdvance(text) > count.width():
            px -= 6
        self._line(painter, text, count, "total", "ink.primary", px)
        top = min(box.bottom() - words, box.y() + side + look.px(30))
        name = QRectF(box.x(), top, box.width(), look.px(34))
        self._line(painter, card.name, name, "title", "ink.primary", 26)
        self._line(painter, card.place, name.translated(0, look.px(29)), "benchBody", "ink.secondary")
        below = name.translated(0, look.px(61))
        if card.hint:
            icons.draw(painter, "scan-barcode", "warn.ink", below.x(), below.center().y() - look.px(10), 20)
            self._line(painter, card.hint, below.adjusted(look.px(28), 0, 0, 0), "benchBody", "warn.ink", weight=600)
        else:
            self._line(painter, card.sku, below, "body", "ink.muted")

    def _line(
        self, painter: QPainter, text: str, box: QRectF, kind: str, ink: str, px: int | None = None,
        weight: int | None = None,
    ) -> None:  # fmt: skip
        painter.setFont(theme().font(kind, px=px, weight=weight))
        painter.setPen(theme().colour(ink))
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)


def _title(card: MoveCard) -> str:
    return _("Take out") if card.units < 0 else _("Add")


def _signed(card: MoveCard) -> str:
    sign = "\N{MINUS SIGN}" if card.units < 0 else "+"
    return f"{sign}{number(abs(card.units))}"
