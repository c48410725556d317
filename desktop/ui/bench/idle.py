"""The packing screen with nothing open: what to do first."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.queue import QueueRow
from desktop.ui.theme import theme
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.paper_note import PaperNote
from desktop.ui.words import order_name

# Widths of the bars of the sign, in units of four pixels, bar and gap in turn: only a sign, it reads as nothing.
_SIGN = (2, 1, 1, 2, 1, 1, 3, 2, 1, 1, 2, 3, 1, 1, 1, 2, 2, 1, 1, 1, 3, 2, 2, 1, 1, 1, 2, 1, 1, 2, 2)


class Prompt(Panel):
    """The sign of a barcode, one sentence, and two ways in without a scanner."""

    number_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.sentence = Label("", "benchName", wrap=True)
        self.detail = Label("", "heading", "ink.secondary", weight=400, wrap=True)
        for label in (self.sentence, self.detail):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.detail.setFixedWidth(look.px(620))
        self.open_number = KeyButton("", "keyboard", "F2", bench=True, name="packing-open-number")
        self.resume = KeyButton("", "rotate-ccw", "F4", bench=True, name="packing-resume")
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(12))
        buttons.addStretch(1)
        buttons.addWidget(self.open_number)
        buttons.addWidget(self.resume)
        buttons.addStretch(1)
        self.body.setSpacing(0)
        self.body.addStretch(5)
        self.sign = _Sign()
        self.body.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addSpacing(look.px(32))
        self.body.addWidget(self.sentence)
        self.body.addSpacing(look.px(12))
        middle = QHBoxLayout()  # with stretches: an alignment would give it the height of one line
        middle.addStretch(1)
        middle.addWidget(self.detail)
        middle.addStretch(1)
        self.body.addLayout(middle)
        self.body.addSpacing(look.px(36))
        self.body.addLayout(buttons)
        self.unfinished: QueueRow | None = None
        self._rule = "due"
        self.field = TextField("packing-number", _("Order number"), icon="search", takes_scan=False, codes=True)
        self.field.setFixedWidth(look.px(360))
        self.field.setMinimumHeight(look.size("controlBench"))
        self.field.hide()
        self.body.addSpacing(look.px(12))
        self.body.addWidget(self.field, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch(5)
        self.papers = PaperNote()
        self.body.addWidget(self.papers)
        self.open_number.clicked.connect(self._begin_typing)
        self.field.returnPressed.connect(self._give_number)
        self.retranslate()

    @property
    def typing(self) -> bool:
        return self.field.isVisible()

    def end_typing(self) -> None:
        self.field.clear()
        self.field.hide()

    def _begin_typing(self) -> None:
        self.field.show()
        self.field.setFocus()

    def _give_number(self) -> None:
        typed = self.field.text().strip()
        self.end_typing()
        if typed:
            self.number_given.emit(typed)

    def show_rule(self, rule: str) -> None:
        """Which order an item opens: "due", "oldest" or "single"."""
        self._rule = rule
        self.retranslate()

    def show_unfinished(self, row: QueueRow | None) -> None:
        self.unfinished = row
        self.resume.setVisible(row is not None)
        if row is not None:
            self.resume.setText(_("Resume {number}").format(number=order_name(row.number)))

    def retranslate(self) -> None:
        self.sentence.setText(_("Scan an order, a slip or any item"))
        rules = {
            "oldest": _("An item opens the oldest order that needs it. A one-unit order is done in that single scan."),
            "single": _("An item opens a one-unit order first, done in that single scan; else the most urgent one."),
        }
        usual = _("An item opens the most urgent order that needs it. A one-unit order is done in that single scan.")
        self.detail.setText(rules.get(self._rule, usual))
        self.open_number.setText(_("Open by number"))
        self.field.setPlaceholderText(_("Order number"))
        self.papers.retranslate()


class _Sign(QWidget):
    """A barcode in a scan frame."""

    def sizeHint(self) -> QSize:
        return QSize(theme().px(298), theme().px(186))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.colour("go.solid"), look.px(5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        arm, bend = look.px(42), look.px(10)
        for x, y, dx, dy in (
            (box.left(), box.top(), 1, 1), (box.right(), box.top(), -1, 1),
            (box.left(), box.bottom(), 1, -1), (box.right(), box.bottom(), -1, -1),
        ):  # fmt: skip
            corner = QPainterPath(QPointF(x + dx * arm, y))
            corner.lineTo(x + dx * bend, y)
            corner.quadTo(x, y, x, y + dy * bend)
            corner.lineTo(x, y + dy * arm)
            painter.drawPath(corner)
        unit = look.px(4)
        x = round(self.width() / 2 - sum(_SIGN) * unit / 2)
        for turn, width in enumerate(_SIGN):
            if turn % 2 == 0:
                painter.fillRect(x, look.px(37), width * unit, look.px(112), look.colour("ink.primary"))
            x += width * unit
