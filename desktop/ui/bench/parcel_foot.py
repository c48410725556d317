"""The foot of the checklist: the parcel that is being filled and its units; several stand side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, number
from desktop.ui import icons
from desktop.ui.bench.lines import units_text
from desktop.ui.theme import theme

MOST = 2  # parcels side by side; of more, the one that is filled and how many there are


@dataclass(frozen=True, slots=True)
class Filled:
    """A parcel's place among the order's, and how many units are in it."""

    position: int
    units: int


class ParcelFoot(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._parcels: tuple[Filled, ...] = ()
        self._current = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_parcels((Filled(1, 0),), 1)

    def show_parcels(self, parcels: Sequence[Filled], current: int) -> None:
        told = (tuple(parcels), current)
        if told == (self._parcels, self._current):
            return
        self._parcels, self._current = told
        self.setAccessibleName(". ".join(f"{_title(each)}: {units_text(each.units)}" for each in parcels))
        self.retheme()
        self.update()

    def count(self, units: int) -> None:
        """So many more units are in the current parcel; below zero: fewer."""
        filled = [Filled(each.position, max(0, each.units + units)) if each.position == self._current else each
                  for each in self._parcels]  # fmt: skip
        self.show_parcels(filled, self._current)

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(68 if self._side_by_side else 44))

    @property
    def _side_by_side(self) -> bool:
        return 1 < len(self._parcels) <= MOST

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), theme().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._side_by_side:
            self._paint_segments(painter)
        else:
            self._paint_one(painter)

    def _paint_one(self, painter: QPainter) -> None:
        look = theme()
        one = next((each for each in self._parcels if each.position == self._current), None)
        if one is None:
            return
        pad, middle = look.px(16), self.height() / 2
        icons.draw(painter, "package", "ink.secondary", pad, middle - look.px(11), 22)
        title = _title(one)
        if len(self._parcels) > 1:
            title = _("Parcel {place} of {all}").format(place=number(one.position), all=number(len(self._parcels)))
        box = QRectF(look.px(50), 0, self.width() - look.px(66), self.height())
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("ink.primary"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), title)
        painter.setPen(look.colour("ink.secondary"))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(box, right, units_text(one.units))

    def _paint_segments(self, painter: QPainter) -> None:
        look = theme()
        frame = QRectF(look.px(16), look.px(12), self.width() - look.px(32), look.px(44)).adjusted(0.5, 0.5, -0.5, -0.5)
        radius, part = look.radius("control"), frame.width() / len(self._parcels)
        for at, parcel in enumerate(self._parcels):
            cell = QRectF(frame.x() + at * part, frame.y(), part, frame.height())
            current = parcel.position == self._current
            if current:
                painter.save()
                painter.setClipRect(cell)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("bg.selected"))
                painter.drawRoundedRect(frame, radius, radius)
                painter.restore()
            self._paint_cell(painter, cell, parcel, "go.ink" if current else "ink.primary", current)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("line.strong"), 1))
        painter.drawRoundedRect(frame, radius, radius)
        for at in range(1, len(self._parcels)):
            x = round(frame.x() + at * part) + 0.5
            painter.drawLine(round(x), round(frame.y()), round(x), round(frame.bottom()))

    def _paint_cell(self, painter: QPainter, cell: QRectF, parcel: Filled, ink: str, strong: bool) -> None:
        look = theme()
        title, units = _title(parcel), units_text(parcel.units)
        title_font, units_font = look.font("body", weight=600 if strong else 500), look.font("caption", weight=500)
        painter.setFont(title_font)
        title_width = painter.fontMetrics().horizontalAdvance(title)
        painter.setFont(units_font)
        units_width = painter.fontMetrics().horizontalAdvance(units)
        icon, gap = look.px(20), look.px(8)
        x = cell.x() + max(0.0, (cell.width() - icon - title_width - units_width - 2 * gap) / 2)
        icons.draw(painter, "package", ink, x, cell.center().y() - icon / 2, 20)
        x += icon + gap
        for font, text, width in ((title_font, title, title_width), (units_font, units, units_width)):
            painter.setFont(font)
            painter.setPen(look.colour(ink))
            painter.drawText(QRectF(x, cell.y(), width + 2, cell.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
            x += width + gap


def _title(parcel: Filled) -> str:
    return _("Parcel {place}").format(place=number(parcel.position))
