"""What is missing at the door: each parcel with its shelf or what it lacks, and the orders that will come too late."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, ngettext, number
from desktop.services.parcels import ParcelRow
from desktop.services.radar import Risk
from desktop.ui.theme import theme
from desktop.ui.words import order_name

_ROW = 34
_MOST = 60  # rows that are listed; the rest is counted


class Missing(QWidget):
    """`show_missing(rows, risks, numberless)`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ParcelRow] = []
        self._risks: list[Risk] = []
        self._numberless: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_missing(self, rows: list[ParcelRow], risks: list[Risk], numberless: frozenset[str]) -> None:
        self._rows, self._risks, self._numberless = rows, risks, numberless
        self.setAccessibleName(", ".join(f"{name} {text}".strip() for name, text, _ink in self._entries()[:_MOST]))
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        self.show_missing(self._rows, self._risks, self._numberless)

    def retheme(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        many = len(self._rows) + len(self._risks)
        return QSize(theme().px(200), theme().px(_ROW) * (min(many, _MOST) + (many > _MOST)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _entries(self) -> list[tuple[str, str, str]]:
        """What stands in each line: a code, words beside it, and their ink. Orders not packed yet come last."""
        entries = [(row.code, *self._lacks(row)) for row in self._rows]
        late = _("will miss it")
        return [*entries, *((order_name(risk.number), late, "warn.ink") for risk in self._risks)]

    def _lacks(self, row: ParcelRow) -> tuple[str, str]:
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
        entries = self._entries()
        for turn, (name, text, ink) in enumerate(entries[:_MOST]):
            line = QRectF(0, turn * high, self.width(), high)
            painter.setFont(look.font("caption", weight=600 if ink == "warn.ink" else 500))
            painter.setPen(look.colour(ink))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(self.width() * 0.55))
            wide = painter.fontMetrics().horizontalAdvance(shown)
            painter.drawText(line, middle | int(Qt.AlignmentFlag.AlignRight), shown)
            painter.setFont(look.font("body", weight=500, codes=True))
            painter.setPen(look.colour("ink.primary"))
            code = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.width() - wide - look.px(8))
            painter.drawText(line, middle, code)
        rest = len(entries) - _MOST
        if rest > 0:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("ink.secondary"))
            said = ngettext("and {count} more", "and {count} more", rest).format(count=number(rest))
            painter.drawText(QRectF(0, _MOST * high, self.width(), high), middle, said)
