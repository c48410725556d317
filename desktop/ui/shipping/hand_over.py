"""The right panel: how many numbers are missing, the number of one parcel, and the two ways to hand over."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, ngettext, number
from desktop.services.parcels import CourierRow, ParcelRow
from desktop.ui.shipping.couriers import courier_name
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, ScanField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.panel import Hairline, Panel


class HandOver(Panel):
    """`show_courier(row, zone)`, `show_parcel(row)`. `number_given(parcel_id, courier, number)`."""

    number_given = Signal(object, str, str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._courier: CourierRow | None = None
        self.parcel: ParcelRow | None = None
        self._title = ElideLabel("", "benchBody", weight=600)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(4), look.px(8), look.px(4))
        head.addWidget(self._title, 1)
        self.left = Left()
        self._whose, self._where = (
            ElideLabel("", "body", weight=600, codes=True),
            ElideLabel("", "caption", "ink.muted"),
        )
        self.number, self.carrier = ScanField("ship-number"), TextField("ship-courier")
        self._number, self._carrier = LabelledField("", self.number), LabelledField("", self.carrier)
        self.save = KeyButton("", "check", "F4", name="ship-save-number")
        self.one = KeyButton("", "truck", "F6", name="ship-one")
        self.all = KeyButton("", "truck", "F12", role="primary", bench=True, name="ship-all")
        self.order = KeyButton("", "file-text", "Return", role="quiet", name="ship-open-order")
        head.addWidget(self.order)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        inner.setSpacing(look.px(8))
        for widget in (self._whose, self._where, self._number):
            inner.addWidget(widget)
        beside, below = QHBoxLayout(), QVBoxLayout()
        beside.setSpacing(look.px(8))
        beside.addWidget(self._carrier, 1, Qt.AlignmentFlag.AlignBottom)
        beside.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        inner.addLayout(beside)
        below.setSpacing(look.px(8))
        inner.addStretch(1)
        for button in (self.one, self.all):
            below.addWidget(button)
        inner.addLayout(below)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.left)
        self.body.addLayout(inner, 1)
        self.save.clicked.connect(self._give)
        self.number.returnPressed.connect(self._give)
        self.number.scanned.connect(self._scanned)
        self.carrier.returnPressed.connect(self._give)
        self.number.textEdited.connect(self._clear_wrong)
        self.retranslate()

    def show_courier(self, row: CourierRow | None) -> None:
        self._courier = row
        self._title.setText(_("Hand over to {courier}").format(courier=courier_name(row.name)) if row else _("Parcel"))
        self.left.setVisible(row is not None)
        if row is not None:
            self.left.show_left(row.parcels - row.tracked, row.parcels)
        self.all.setVisible(row is not None)
        self._say_all()

    def show_parcel(self, row: ParcelRow | None, *, keep: bool = False) -> None:
        """`keep`: what is being typed stays."""
        same = self.parcel is not None and row is not None and self.parcel.id == row.id
        self.parcel = row
        for part in (self._whose, self._where, self._number, self._carrier, self.save, self.one, self.order):
            part.setVisible(row is not None)
        if row is None:
            return
        self._whose.setText(f"{row.code} · {row.position}/{row.of}")
        self._where.setText(" · ".join(part for part in (row.buyer, row.place) if part))
        typing = (self.number.hasFocus() or self.carrier.hasFocus()) and keep
        if not (same and typing):
            self.number.setText(row.tracking)
            self.carrier.setText(row.courier)
            self.say_wrong("")
        self.one.setVisible(row.state != "shipped")

    def say_wrong(self, sentence: str) -> None:
        self._number.say_wrong(sentence)

    def focus_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def show_ready(self, orders: int) -> None:
        """How many orders could leave now."""
        self._ready = orders
        self._say_all()

    _ready = 0

    def _say_all(self) -> None:
        words = ngettext("Ship {count} ready", "Ship {count} ready", self._ready)
        self.all.setText(words.format(count=number(self._ready)) if self._ready else _("Nothing is ready"))
        self.all.setEnabled(self._ready > 0)

    def _scanned(self, _text: str) -> None:
        self._give()

    def _give(self) -> None:
        if self.parcel is not None:
            self.number_given.emit(self.parcel, self.carrier.text().strip(), self.number.text().strip())

    def _clear_wrong(self) -> None:
        self.say_wrong("")

    def retranslate(self) -> None:
        self._number.set_label(_("Tracking number"))
        self._carrier.set_label(_("Courier"))
        self.save.setText(_("Save"))
        self.one.setText(_("Ship this order"))
        self.order.set_accessible(_("Open order"))
        self.left.retranslate()
        self.show_courier(self._courier)
        self.show_parcel(self.parcel, keep=True)


class Left(QWidget):
    """The largest thing of the page: how many parcels still lack their number."""

    def __init__(self) -> None:
        super().__init__()
        self._left, self._of = 0, 0
        self.setFixedHeight(theme().px(126))

    def show_left(self, left: int, of: int) -> None:
        self._left, self._of = left, of
        self.setAccessibleName(f"{number(left)} {self._words()} {self._total()}")
        self.update()

    def retranslate(self) -> None:
        self.show_left(self._left, self._of)

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(126))

    def _words(self) -> str:
        return _("without a number") if self._left else _("all have a number")

    def _total(self) -> str:
        return _("of {total}").format(total=number(self._of))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(126))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("bg.selected"))
        shown = number(self._left)
        size = 104 if len(shown) < 3 else 64
        painter.setFont(look.font("total", px=size))
        painter.setPen(look.colour("ink.primary"))
        x = look.px(16)
        width = painter.fontMetrics().horizontalAdvance(shown)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(x, 0, width + 4, self.height()), middle, shown)
        x += width + look.px(16)
        room = self.width() - x - look.px(8)
        for kind, weight, ink, text, top in (
            ("heading", 600, "ink.primary", self._words(), 64),
            ("body", 500, "ink.secondary", self._total(), 90),
        ):
            painter.setFont(look.font(kind, weight=weight))
            painter.setPen(look.colour(ink))
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(x, look.px(top), room + 2, look.px(26)), middle, text)
