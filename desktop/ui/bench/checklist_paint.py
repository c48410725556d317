"""How the entries of the checklist are painted."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.i18n import _, number
from desktop.ui import icons
from desktop.ui.bench.entries import Folded, Kit, folded_words
from desktop.ui.bench.lines import Row
from desktop.ui.marks import mark
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import badge_width, paint_badge
from desktop.ui.widgets.photo import paint_photo

_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def paint_row(painter: QPainter, box: QRectF, row: Row, standing: str, low: bool) -> None:
    """One line; `standing` is "current", "warned" (a unit too many was scanned for it) or ""."""
    look = theme()
    ground = {"warned": "warn.soft", "current": "bg.selected"}.get(standing)
    if ground:
        painter.fillRect(box, look.colour(ground))
        painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), look.colour("line.subtle"))
    if standing == "current":
        painter.fillRect(QRectF(box.x(), box.y(), look.px(4), box.height()), look.colour("go.solid"))
    size = look.px(36 if low else 44)
    left = box.x() + look.px(32 if row.kit else 16)
    paint_photo(painter, row.photo, left, box.y() + (box.height() - size) / 2, size, dim=row.done and not row.out)
    right = _paint_state(painter, row, box, standing)
    strong = 600 if standing == "current" else 400 if row.done else 500
    inks = ("ink.secondary" if row.done else "ink.primary", "ink.muted")
    _paint_words(painter, box, left + size + look.px(12), right, (row.name, row.sub), inks, strong, low)


def paint_kit(painter: QPainter, box: QRectF, kit: Kit, low: bool) -> None:
    """The head of a kit's parts: its name, and what is left of them."""
    look = theme()
    size, middle = look.px(24), box.center().y()
    icons.draw(painter, "boxes", "ink.secondary", box.x() + look.px(16), middle - size / 2, 24)
    words = _("{left} left of {all}").format(left=number(kit.left), all=number(kit.wanted))
    painter.setFont(look.font("caption", weight=500))
    width = painter.fontMetrics().horizontalAdvance(words) + 2
    painter.setPen(look.colour("ink.secondary"))
    end = box.right() - look.px(16)
    painter.drawText(QRectF(end - width, box.y(), width, box.height()), _MIDDLE, words)
    _elided(painter, QRectF(box.x() + look.px(52), box.y(), end - width - look.px(60) - box.x(), box.height()),
            kit.name, "ink.primary", 600)  # fmt: skip


def paint_folded(painter: QPainter, box: QRectF, folded: Folded) -> None:
    """The lines that are done."""
    look = theme()
    size, right = look.px(24), box.right() - look.px(16)
    icons.draw(painter, "circle-check", "ink.secondary", right - size, box.center().y() - size / 2, 24)
    icons.draw(painter, "list-checks", "ink.secondary", box.x() + look.px(16), box.center().y() - size / 2, 24)
    _elided(painter, QRectF(box.x() + look.px(52), box.y(), right - size - look.px(60) - box.x(), box.height()),
            folded_words(folded), "ink.secondary", 500)  # fmt: skip


def _paint_state(painter: QPainter, row: Row, box: QRectF, standing: str) -> float:
    """The state mark and the count; returns where the words must end."""
    look = theme()
    right, middle = box.right() - look.px(16), box.center().y()
    asked = _asked(row, standing)
    if asked:
        sign, words = asked
        width, high = badge_width("warn-solid", sign, words), look.px(26)
        paint_badge(painter, QRectF(right - width, middle - high / 2, width, high), "warn-solid", sign, words)
        return right - width - look.px(8)
    size = look.px(24)
    if row.done:
        icons.draw(painter, "circle-check", "ink.secondary", right - size, middle - size / 2, 24)
    else:
        current = standing == "current"
        begun = current or row.left < row.wanted
        ink = look.colour("go.ink" if current else "ink.muted") if begun else None
        mark(painter, "in-work" if begun else "not-begun", QRectF(right - size, middle - size / 2, size, size), ink)
    text = _("{count} done").format(count=number(row.wanted)) if row.done else number(row.left)
    painter.setFont(look.font("body") if row.done else look.font("title", weight=700))
    painter.setPen(look.colour("ink.secondary" if row.done else "ink.primary"))
    width = painter.fontMetrics().horizontalAdvance(text) + 2
    end = right - size - look.px(8 if row.done else 12)
    painter.drawText(QRectF(end - width, box.y(), width, box.height()), _MIDDLE, text)
    return end - width - look.px(8)


def _asked(row: Row, standing: str) -> tuple[str, str] | None:
    """The mark and words of a line that asks for something else than to be scanned."""
    if row.out:
        return "attention", _("{units} out").format(units=number(row.out))
    if standing == "warned":
        return "too-many", _("1 too many")
    if row.into and row.left:
        return "attention", _("{units} in").format(units=number(min(row.into, row.left)))
    return None


def _paint_words(
    painter: QPainter, box: QRectF, x: float, right: float, words: tuple[str, str], inks: tuple[str, str],
    weight: int, low: bool,
) -> None:  # fmt: skip
    look, middle = theme(), box.center().y()
    painter.setFont(look.font("body", weight=weight))
    painter.setPen(look.colour(inks[0]))
    _line(painter, QRectF(x, middle - look.px(18 if low else 20), right - x, look.px(19)), words[0])
    painter.setFont(look.font("caption", weight=400, codes=True))
    painter.setPen(look.colour(inks[1]))
    _line(painter, QRectF(x, middle + look.px(-1 if low else 1), right - x, look.px(19)), words[1])


def _elided(painter: QPainter, box: QRectF, text: str, ink: str, weight: int) -> None:
    painter.setFont(theme().font("body", weight=weight))
    painter.setPen(theme().colour(ink))
    _line(painter, box, text)


def _line(painter: QPainter, box: QRectF, text: str) -> None:
    text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, _MIDDLE, text)
