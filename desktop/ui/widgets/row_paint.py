"""How a row of a list is painted: two lines a cell, one hairline, a 4 px bar on the current one."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.ui import icons
from desktop.ui.marks import MARKS, mark
from desktop.ui.rows import LEFT, RIGHT, Cell, Column, Row
from desktop.ui.theme import theme
from desktop.ui.widgets.avatar import paint_avatar
from desktop.ui.widgets.badge import badge_width, paint_badge
from desktop.ui.widgets.photo import paint_photo


def column_boxes(columns: tuple[Column, ...], width: int, ticks: bool, gap: int = 12) -> list[tuple[int, int]]:
    """Left edge and width of each column in a row of this width."""
    look = theme()
    left = look.px(53 if ticks else 16)
    fixed = sum(look.px(column.width) for column in columns) + look.px(gap) * (len(columns) - 1)
    rest = max(0, width - left - look.px(16) - fixed)
    shares = sum(column.stretch for column in columns)
    boxes = []
    for column in columns:
        own = look.px(column.width) + (rest * column.stretch // shares if shares else 0)
        boxes.append((left, own))
        left += own + look.px(gap)
    return boxes


def paint_row(
    painter: QPainter, box: QRectF, row: Row, columns: tuple[Column, ...], boxes: list[tuple[int, int]],
    *, current: bool = False, ticked: bool = False, hover: bool = False, ring: bool = False,
) -> None:  # fmt: skip
    """Paint one row; the tick box is the table's business."""
    look = theme()
    if row.alarm:
        painter.fillRect(box, look.colour("warn.soft"))
    elif current or ticked:
        painter.fillRect(box, look.colour("bg.selected"))
    elif hover:
        painter.fillRect(box, look.colour("bg.hover"))
    painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), look.colour("line.subtle"))
    if current:
        painter.fillRect(QRectF(box.x(), box.y(), 4, box.height() - 1), look.colour("go.ink"))
    for column, (left, width), cell in zip(columns, boxes, row.cells, strict=False):
        _paint_cell(painter, QRectF(box.x() + left, box.y(), width, box.height() - 1), cell, column.align, row.dim)
    if ring:
        painter.setPen(look.colour("line.focus"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for inset in (0.5, 1.5):
            painter.drawRect(box.adjusted(inset, inset, -inset, -inset - 1))


def paint_skeleton(painter: QPainter, box: QRectF, boxes: list[tuple[int, int]]) -> None:
    """Grey bars where a row will stand."""
    look = theme()
    painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), look.colour("line.subtle"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("done.fill"))
    for left, width in boxes:
        for top, share in ((12, 0.8), (32, 0.5)):
            bar = QRectF(box.x() + left, box.y() + look.px(top), max(8.0, width * share), look.px(10))
            painter.drawRoundedRect(bar, 4, 4)


def _paint_cell(painter: QPainter, box: QRectF, cell: Cell, align: Qt.AlignmentFlag, dim: bool) -> None:
    look = theme()
    if cell.photo is not None:
        side = look.size("thumb")
        paint_photo(painter, cell.photo, box.x(), box.y() + (box.height() - side) / 2, side, dim=dim)
        box = box.adjusted(side + look.px(12), 0, 0, 0)
    if cell.avatar:
        side = look.px(40)
        paint_avatar(painter, QRectF(box.x(), box.y() + (box.height() - side) / 2, side, side), cell.avatar)
        box = box.adjusted(side + look.px(12), 0, 0, 0)
    two = bool(cell.sub or cell.flag)
    centre = box.height() * (0.34 if two else 0.5)
    line = QRectF(box.x(), box.y() + centre - look.px(14), box.width(), look.px(28))
    if cell.mark:
        line = _paint_mark(painter, line, cell, dim)
    if cell.badge is not None:
        kind, icon, words = cell.badge
        width = min(badge_width(kind, icon, words), box.width() + look.px(20))
        x = box.right() - width if align == RIGHT else box.x()
        high = look.size("badge")
        paint_badge(
            painter, QRectF(x, line.center().y() - high / 2 - (1.5 if two else 0), width, high), kind, icon, words
        )
    elif cell.text:
        painter.setFont(look.font("body", weight=600 if cell.strong else 500, codes=cell.codes))
        painter.setPen(look.colour("ink.muted" if dim and cell.ink == "ink.primary" else cell.ink))
        _line(painter, line.adjusted(0, 0, -look.px(cell.inset), 0), cell.text, align)
    if two:
        sub = QRectF(box.x(), box.y() + box.height() * 0.7 - look.px(10), box.width(), look.px(20))
        _paint_sub(painter, sub.adjusted(0, 0, -look.px(cell.inset), 0), cell, align)


def _paint_mark(painter: QPainter, line: QRectF, cell: Cell, dim: bool) -> QRectF:
    look = theme()
    size = look.px(20)
    spot = QRectF(line.x(), line.center().y() - size / 2, size, size)
    if cell.mark in MARKS:
        mark(painter, cell.mark, spot, look.colour(cell.mark_ink) if cell.mark_ink else None)
    else:
        icons.draw(painter, cell.mark, cell.mark_ink or ("ink.muted" if dim else "ink.secondary"), spot.x(), spot.y())
    return line.adjusted(size + look.px(8), 0, 0, 0)


def _paint_sub(painter: QPainter, box: QRectF, cell: Cell, align: Qt.AlignmentFlag) -> None:
    look = theme()
    painter.setFont(look.font("caption", weight=400))
    painter.setPen(look.colour(cell.sub_ink))
    if not cell.flag:
        _line(painter, box, cell.sub, align)
        return
    flag_font = look.font("caption", weight=600)
    words = cell.sub + " · " if cell.sub else ""
    painter.setFont(flag_font)
    flag_width = painter.fontMetrics().horizontalAdvance(cell.flag) + look.px(18)
    painter.setFont(look.font("caption", weight=400))
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width() - flag_width))
    _line(painter, box, words, LEFT)
    x = box.x() + painter.fontMetrics().horizontalAdvance(words)
    icons.draw(painter, cell.flag_icon, "warn.ink", x, box.center().y() - look.px(8), 16)
    painter.setFont(flag_font)
    painter.setPen(look.colour("warn.ink"))
    _line(painter, QRectF(x + look.px(18), box.y(), flag_width, box.height()), cell.flag, LEFT)


def _line(painter: QPainter, box: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > box.width() + 1:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
