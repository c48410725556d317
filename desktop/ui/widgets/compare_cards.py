"""Expected beside scanned: two cards whose largest word is what differs."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.marks import mark
from desktop.ui.theme import theme
from desktop.ui.widgets.photo import paint_photo


@dataclass(frozen=True, slots=True)
class Compared:
    """One side: `kind` is go, stop or warn; `differs` is the attribute people confuse; `aside` stands at the right."""

    kind: str
    title: str
    name: str
    differs: str
    bin: str = ""
    sku: str = ""
    photo: str = ""
    aside: str = ""
    aside_word: str = ""


_MARKS = {"go": "target", "stop": "wrong", "warn": "attention"}


class CompareCards(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[Compared, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def compare(self, *cards: Compared) -> None:
        self._cards = cards
        spoken = []
        for card in cards:
            title = " ".join(filter(None, (card.title, card.aside, card.aside_word)))
            spoken.append(f"{title}: {', '.join(filter(None, (card.name, card.differs, card.bin)))}")
        self.setAccessibleName(". ".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(600), theme().px(378))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._cards:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme().px(16)
        width = (self.width() - gap * (len(self._cards) - 1)) / len(self._cards)
        for at, card in enumerate(self._cards):
            self._paint_card(painter, card, QRectF(round(at * (width + gap)), 0, round(width), self.height()))

    def _paint_card(self, painter: QPainter, card: Compared, box: QRectF) -> None:
        look = theme()
        solid, on = look.colour(f"{card.kind}.solid"), look.colour(f"{card.kind}.on")
        radius = look.radius("panel")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(solid)
        painter.drawRoundedRect(box, radius, radius)
        head = look.px(52)
        inner = QPainterPath()
        inner.setFillRule(Qt.FillRule.WindingFill)
        inside = QRectF(box.x() + 3, box.y() + head, box.width() - 6, box.height() - head - 3)
        inner.addRoundedRect(inside, radius - 3, radius - 3)
        inner.addRect(QRectF(inside.x(), inside.y(), inside.width(), 20))
        painter.fillPath(inner, look.colour("bg.surface"))
        self._paint_head(painter, card, QRectF(box.x(), box.y(), box.width(), head), on, solid)
        self._paint_body(painter, card, inside.adjusted(look.px(16), look.px(16), -look.px(16), -look.px(8)))

    def _paint_head(self, painter: QPainter, card: Compared, head: QRectF, on: QColor, solid: QColor) -> None:
        look = theme()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        size = look.px(28)
        x = head.x() + look.px(18)
        name = _MARKS[card.kind]
        if name == "target":
            icons.draw(painter, name, "go.on", x, head.y() + (head.height() - size) / 2, 28)
        else:
            mark(painter, name, QRectF(x, head.y() + (head.height() - size) / 2, size, size), on, solid)
        painter.setPen(on)
        painter.setFont(look.font("heading"))
        painter.drawText(head.adjusted(look.px(55), 0, -10, 0), middle, card.title)
        right = head.right() - look.px(20)
        if card.aside_word:
            wide = painter.fontMetrics().horizontalAdvance(card.aside_word)
            painter.drawText(QRectF(right - wide, head.y() + 1, wide + 4, head.height()), middle, card.aside_word)
            right -= wide + look.px(8)
        if card.aside:
            painter.setFont(look.font("figure", weight=700))
            wide = painter.fontMetrics().horizontalAdvance(card.aside)
            painter.drawText(QRectF(right - wide, head.y(), wide + 4, head.height()), middle, card.aside)

    def _paint_body(self, painter: QPainter, card: Compared, box: QRectF) -> None:
        look = theme()
        words = look.px(110)  # name, what differs, bin
        side = max(0, min(look.px(240), round(box.height() - words)))
        if side > 40:
            paint_photo(painter, card.photo, box.x() + (box.width() - side) / 2, box.y(), side, 10)
        y = box.bottom() - words + look.px(8)
        self._line(painter, card.name, QRectF(box.x(), y, box.width(), look.px(28)), "heading", "ink.primary", 20)
        ink = f"{card.kind}.ink"
        self._line(
            painter, card.differs, QRectF(box.x(), y + look.px(29), box.width(), look.px(44)), "benchName", ink, 36
        )
        base = QRectF(box.x(), y + look.px(74), box.width(), look.px(26))
        if card.bin:
            icons.draw(painter, "map-pin", "ink.secondary", base.x(), base.y() + (base.height() - look.px(20)) / 2)
            self._line(
                painter, card.bin, base.adjusted(look.px(28), 0, 0, 0), "benchBody", "ink.secondary", 17, codes=True
            )
        right = Qt.AlignmentFlag.AlignRight
        self._line(
            painter, card.sku, base.adjusted(look.px(150), 0, 0, 0), "body", "ink.muted", 15, align=right, codes=True
        )

    def _line(
        self, painter: QPainter, text: str, box: QRectF, kind: str, ink: str, px: int,
        *, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft, codes: bool = False,
    ) -> None:  # fmt: skip
        painter.setFont(theme().font(kind, px=px, codes=codes))
        painter.setPen(theme().colour(ink))
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter), text)
