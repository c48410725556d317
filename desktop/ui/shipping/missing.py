"""What is missing at the door: each parcel with its shelf, or what it still lacks."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, ngettext, number
from desktop.services.parcels import ParcelRow
from desktop.ui.theme import theme

_ROW = 34
_MOST = 60  # rows that are listed; the rest is counted


class Missing(QWidget):
    """`show_missing(rows, numberless)`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ParcelRow] = []
        self._numberless: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_missing(self, rows: list[ParcelRow], numberless: frozenset[str]) -> None:
        self._rows, self._numberless = rows, numberless
        self.setAccessibleName(", ".join(f"{row.code} {self._lacks(row)[0]}" for row in rows[:_MOST]))
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        self.show_missing(self._rows, self._numberless)

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        shown = min(len(self._rows), _MOST) + (len(self._rows) > _MOST)
        return QSize(theme().px(200), theme().px(_ROW) * shown)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _lacks(self, row: ParcelRow) -> tuple[str, str]:
        """What stands beside a code, and its ink."""
        if not row.may_go:
            return _("must stay"), "warn.ink"
        if not row.tracking and row.courier not in self._numberless:
            return _("no tracking"), "warn.ink"
        return (_("shelf {name}").format(name=row.shelf), "ink.muted") if row.shelf else ("", "ink.muted")

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        high = look.px(_ROW)
        for turn, row in enumerate(self._rows[:_MOST]):
            text, ink = self._lacks(row)
            line = QRectF(0, turn * high, self.width(), high)
            painter.setFont(look.font("caption", weight=600 if ink == "warn.ink" else 500))
            painter.setPen(look.colour(ink))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(self.width() * 0.55))
            wide = painter.fontMetrics().horizontalAdvance(shown)
            painter.drawText(line, middle | int(Qt.AlignmentFlag.AlignRight), shown)
            painter.setFont(look.font("body", weight=500, codes=True))
            painter.setPen(look.colour("ink.primary"))
            room = self.width() - wide - look.px(8)
            code = painter.fontMetrics().elidedText(row.code, Qt.TextElideMode.ElideRight, room)
            painter.drawText(line, middle, code)
        rest = len(self._rows) - _MOST
        if rest > 0:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("ink.secondary"))
            said = ngettext("and {count} more", "and {count} more", rest).format(count=number(rest))
            painter.drawText(QRectF(0, _MOST * high, self.width(), high), middle, said)
