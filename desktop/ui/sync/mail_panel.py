"""One mail to a buyer: what it says, what became of it, and what a person can do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import LANGUAGES, _, day_time
from desktop.services.mail.listing import PROBLEMS, MailRow
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name


class MailPanel(Panel):
    """`show_mail(row, zone)`; `again(id, address)`, `arrived(id)`, `dropped(id)`, `opened(order_id)`."""

    again = Signal(int, str)
    arrived = Signal(int)
    dropped = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.row: MailRow | None = None
        self._title = ElideLabel("", "benchBody", weight=600)
        self._when = Label("", "caption", "ink.secondary", weight=400, wrap=True)
        self.note = NoteBar(kind="attention")
        self._subject, self._body = Label("", "body", weight=600, wrap=True), Label("", "body", wrap=True)
        self.address = TextField("mail-address")
        self._address = LabelledField("", self.address)
        self.resend = KeyButton("", "send", "R", name="mail-again")
        self.came = KeyButton("", "mail-check", "A", name="mail-arrived")
        self.drop = KeyButton("", "x", "X", name="mail-drop")
        self.order = KeyButton("", "file-text", "Return", role="quiet", name="mail-order")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        head.addWidget(self._title, 1)
        words = QWidget()
        said = QVBoxLayout(words)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(look.px(6))
        for label in (self._subject, self._body):
            said.addWidget(label)
        said.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(look.px(60))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(words)
        words.setAutoFillBackground(False)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        inner.setSpacing(look.px(10))
        inner.addWidget(self._when)
        inner.addWidget(self.note)
        inner.addWidget(scroll, 1)
        for part in (self._address, self.order, self.resend, self.came, self.drop):
            inner.addWidget(part)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addLayout(inner, 1)
        for part in (self._address, self.resend, self.came, self.drop):
            part.hide()  # until a mail is shown: the tallest page of the tabs is the height of all
        self.resend.clicked.connect(self._resend)
        self.came.clicked.connect(self._came)
        self.drop.clicked.connect(self._drop)
        self.order.clicked.connect(self._open)
        self.retranslate()

    def show_mail(self, row: MailRow | None, zone: str) -> None:
        other = self.row is None or row is None or self.row.id != row.id
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self._title.setText(f"{order_name(row.number)} · {row.to_address}")
        sent = _("sent {when}").format(when=day_time(row.sent_at, zone=zone)) if row.sent_at else ""
        made = _("written {when}").format(when=day_time(row.created_at, zone=zone))
        self._when.setText(" · ".join(part for part in (LANGUAGES.get(row.language, ""), made, sent) if part))
        self.note.say(row.reason, "", "attention" if row.state in PROBLEMS else "hint")
        self.note.setVisible(bool(row.reason))
        self._subject.setText(row.subject)
        self._body.setText(row.body)
        waits = row.state in ("waiting", *PROBLEMS)
        if other:
            self.address.setText(row.to_address)
        self._address.setVisible(row.state in ("parked", "bounced"))
        self.resend.setVisible(waits)
        self.came.setVisible(row.state == "unsure")
        self.drop.setVisible(waits)
        self.resend.setText(_("Send now") if row.state == "waiting" else _("Send again"))

    def _resend(self) -> None:
        if self.row is not None:
            typed = self.address.text().strip() if self._address.isVisible() else ""
            self.again.emit(self.row.id, "" if typed == self.row.to_address else typed)

    def _came(self) -> None:
        if self.row is not None:
            self.arrived.emit(self.row.id)

    def _drop(self) -> None:
        if self.row is not None:
            self.dropped.emit(self.row.id)

    def _open(self) -> None:
        if self.row is not None:
            self.opened.emit(self.row.order_id)

    def retranslate(self) -> None:
        self._address.set_label(_("To this address"))
        self.resend.setText(_("Send again"))
        self.came.setText(_("It has arrived"))
        self.drop.setText(_("Leave it out"))
        self.order.setText(_("Open order"))
