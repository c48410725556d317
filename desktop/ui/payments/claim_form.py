"""The buyer says they have paid: how much, when, how, with what reference, and the picture they sent."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.domain.money import to_decimal
from desktop.i18n import _
from desktop.services import claim_pictures, order_making, payment_claims
from desktop.services.payments import OrderFacts
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_file
from desktop.ui.payments.picture import Picture
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.words import order_name

ENDINGS = (".png", ".jpg", ".jpeg", ".pdf")


@dataclass(frozen=True, slots=True)
class _Typed:
    amount: str
    paid_on: str
    way: str
    reference: str
    picture: bytes | None


class ClaimForm(QDialog):
    """A window of its own about one order; `exec()` is 1 when the claim was kept. A picture is dropped or pasted."""

    def __init__(self, desk: Desk, parent: QWidget | None, order: OrderFacts, today: date) -> None:
        super().__init__(parent)
        self.desk, self._order, self._today = desk, order, today
        self._data: bytes | None = None
        self.setObjectName("claim-form")
        self.setAcceptDrops(True)
        look = theme()
        self.amount, self.day = TextField("claim-amount", unit=order.currency), TextField("claim-day")
        self.way, self.reference = TextField("claim-way"), TextField("claim-reference")
        self.picture = Picture("claim-picture")
        self.choose = KeyButton(_("Choose a file"), "file-up", "Ctrl+O", name="claim-choose")
        self.paste = KeyButton(_("Paste"), "copy", "Ctrl+Shift+V", name="claim-paste")
        self.save = KeyButton(_("Keep"), "check", "Ctrl+Return", role="primary", name="claim-save")
        self.cancel = KeyButton(_("Cancel"), name="claim-cancel")
        self.setWindowTitle(_("Buyer says paid"))
        self.setAccessibleName(_("Buyer says paid"))
        words = (_("Amount"), _("Paid on"), _("Bank or way of paying"), _("Reference"))
        typed = (self.amount, self.day, self.way, self.reference)
        self.fields = [LabelledField(label, field) for label, field in zip(words, typed, strict=True)]
        self.amount.setText(str(to_decimal(order.due_minor, order.currency)))
        self.day.setText(today.isoformat())
        left = QVBoxLayout()
        left.setSpacing(look.px(8))
        for box in self.fields:
            left.addWidget(box)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(look.px(8))
        right.addWidget(self.picture, 1)
        right.addWidget(Label(_("Drop a PNG, JPG or PDF here."), "caption", "ink.secondary", wrap=True))
        files = QHBoxLayout()
        files.addWidget(self.choose)
        files.addWidget(self.paste)
        right.addLayout(files)
        both = QHBoxLayout()
        both.setSpacing(look.px(16))
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(look.px(12))
        title = _("Order {number}: what does the buyer say?").format(number=order_name(order.number))
        column.addWidget(Label(title, "heading", wrap=True))
        column.addLayout(both, 1)
        self.wrong = Label("", "body", "stop.ink", wrap=True)
        column.addWidget(self.wrong)
        column.addLayout(foot)
        self.setMinimumWidth(look.px(680))
        self.choose.clicked.connect(self._choose)
        self.paste.clicked.connect(self._paste)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.amount.setFocus()
        self.amount.selectAll()

    def take_file(self, file: Path) -> None:
        self.desk.tasks.run(partial(claim_pictures.read, file), self.take_picture, self._refused)

    def take_picture(self, data: bytes) -> None:
        """Show what will be kept; the service says whether it can be."""
        self.desk.tasks.run(partial(_looked_at, data), partial(self._show_picture, data), self._refused)

    def _show_picture(self, data: bytes, png: bytes | None) -> None:
        self._data = data
        self.wrong.setText("")
        self.picture.show_picture(png)

    def _choose(self) -> None:
        pattern = " ".join(f"*{ending}" for ending in ENDINGS)
        file = choose_file(self, _("Choose a file"), [(_("Pictures and PDF"), pattern)])
        if file is not None:
            self.take_file(file)

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime.hasUrls() and mime.urls()[0].isLocalFile():
            self.take_file(Path(mime.urls()[0].toLocalFile()))
        elif mime.hasImage():
            self.take_picture(png_of(QGuiApplication.clipboard().image()))
        else:
            self.wrong.setText(_("There is no picture to paste. Copy one first, or choose a file."))

    def _save(self) -> None:
        typed = _Typed(self.amount.text(), self.day.text(), self.way.text(), self.reference.text(), self._data)
        self.desk.tasks.run(partial(_keep, self._order, typed), self._kept, self._refused)

    def _kept(self, _claim_id: int) -> None:
        self.accept()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.wrong.setText(error.say())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasUrls():
            self.take_file(Path(event.mimeData().urls()[0].toLocalFile()))


def png_of(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _looked_at(data: bytes) -> bytes | None:
    return claim_pictures.shown(claim_pictures.keep(data))


def _keep(order: OrderFacts, typed: _Typed) -> int:
    amount = order_making.amount(typed.amount, order.currency)
    return payment_claims.say(
        order.id, amount, paid_on=payment_claims.day(typed.paid_on), way=typed.way, reference=typed.reference,
        picture=typed.picture,
    )  # fmt: skip
