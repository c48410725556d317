"""The fields of a typed order: who gets it and where, how it travels, what was paid."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.services.order_entry import Draft
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel

_BUYER = (
    (("name", N_("Name")),),
    (("phone", N_("Phone")), ("email", N_("Email"))),
    (("line1", N_("Street and number")),),
    (("line2", N_("Address line 2")),),
    (("village", N_("Village")), ("district", N_("District"))),
    (("city", N_("City")), ("postcode", N_("Postcode"))),
    (("region", N_("Region")), ("country", N_("Country"))),
)
_TRAVEL = (("courier", N_("Courier")), ("service", N_("Service")), ("shipping", N_("Shipping")))
_PAYMENTS = (
    ("unpaid", N_("Waits for payment")),
    ("paid", N_("Paid already")),
    ("later", N_("Pay on delivery")),
)
_CHANNELS = (
    ("", N_("Not said")),
    ("phone", N_("Telephone")),
    ("chat", N_("Chat")),
    ("marketplace", N_("Marketplace")),
    ("counter", N_("At the counter")),
)


class Fields(Panel):
    """Named text fields with a sentence each for what is wrong. `typed` tells of every change by a person."""

    typed = Signal()

    def __init__(self, *, flush: bool) -> None:
        super().__init__(flush=flush)
        self.fields: dict[str, LabelledField] = {}
        self._texts: dict[str, str] = {}

    def add(self, name: str, text: str, unit: str = "") -> LabelledField:
        field = TextField(f"new-{name}", unit=unit)
        field.setMaxLength(4000 if name == "note" else 200)  # the note takes what is left of a chat
        field.textEdited.connect(self._edited)
        self.fields[name] = LabelledField(_(text), field)
        self._texts[name] = text
        return self.fields[name]

    def texts(self) -> Iterator[tuple[str, str]]:
        for name, labelled in self.fields.items():
            yield name, _line(labelled).text()

    def show_draft(self, draft: Draft) -> None:
        for name, labelled in self.fields.items():
            _line(labelled).setText(str(getattr(draft, name)))
            labelled.say_wrong("")

    def say_wrong(self, name: str, sentence: str) -> None:
        self.fields[name].say_wrong(sentence)

    def focus(self, name: str) -> None:
        _line(self.fields[name]).setFocus()

    def retranslate(self) -> None:
        for name, labelled in self.fields.items():
            labelled.set_label(_(self._texts[name]))

    def _edited(self) -> None:
        for labelled in self.fields.values():
            if labelled.field is self.sender():
                labelled.say_wrong("")
        self.typed.emit()


class BuyerForm(Fields):
    """Name, phone and the address as this country and Indonesia write it; it scrolls where the window is low."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._heading = Label("", "benchBody", weight=600)
        self.known = KeyButton("", "user", "Alt+U", role="quiet", name="new-known")
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.known)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(16), look.px(13), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addLayout(head)
        for row in _BUYER:
            line = QHBoxLayout()
            line.setSpacing(look.px(12))
            for name, text in row:
                line.addWidget(self.add(name, text), 1)
            column.addLayout(line)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._scroll = scroll
        self.body.addWidget(scroll)
        self.retranslate()

    def focus(self, name: str) -> None:
        super().focus(name)
        self._scroll.ensureWidgetVisible(self.fields[name])

    def retranslate(self) -> None:
        super().retranslate()
        self._heading.setText(_("Buyer and address"))
        self.known.set_accessible(_("The last address of this telephone number"))


class TravelForm(Fields):
    """Courier, service and shipping; how it is paid; the wish that the packer reads."""

    def __init__(self) -> None:
        super().__init__(flush=False)
        look = theme()
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        for name, text in _TRAVEL:
            row.addWidget(self.add(name, text), 2)
        self.payment = Choice("new-payment")
        self.payment.picked.connect(self._edited)
        self._paid = LabelledField(_("Payment"), self.payment)
        row.addWidget(self._paid, 3)
        self.body.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(look.px(12))
        self.channel = Choice("new-channel")
        self.channel.picked.connect(self._edited)
        self._from = LabelledField(_("Came by"), self.channel)
        below.addWidget(self._from, 2)
        below.addWidget(self.add("channel_ref", N_("Its number there")), 2)
        below.addWidget(self.add("note", N_("Note for the packer")), 5)
        self.body.addLayout(below)
        self.retranslate()

    def show_draft(self, draft: Draft) -> None:
        super().show_draft(draft)
        self.payment.choose(draft.payment)
        self.channel.choose(draft.channel)

    def retranslate(self) -> None:
        super().retranslate()
        self._paid.set_label(_("Payment"))
        self._from.set_label(_("Came by"))
        self.channel.set_choices([(value, _(text)) for value, text in _CHANNELS])
        self.payment.set_choices([(value, _(text)) for value, text in _PAYMENTS])


def _line(labelled: LabelledField) -> TextField:
    assert isinstance(labelled.field, TextField)
    return labelled.field
