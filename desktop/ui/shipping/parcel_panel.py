"""The right panel for one parcel: its number and courier, and what became of it on its road."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import _, day_time
from desktop.services.deliveries import Event, EventRow
from desktop.services.parcels import ParcelRow
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, ScanField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import SOURCES

_MOST_EVENTS = 5


class ParcelPanel(Panel):
    """`show_parcel(row, events)`. `number_given(parcel, courier, number)`, `happened(parcel, Event)`."""

    number_given = Signal(object, str, str)
    happened = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.parcel: ParcelRow | None = None
        self._events: list[EventRow] = []
        self.zone = "UTC"
        self._title = ElideLabel("", "benchBody", weight=600)
        self.order = KeyButton("", "file-text", "Return", role="quiet", name="ship-open-order")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(4), look.px(8), look.px(4))
        head.addWidget(self._title, 1)
        head.addWidget(self.order)
        self._whose = ElideLabel("", "body", weight=600, codes=True)
        self._where = ElideLabel("", "caption", "ink.muted")
        self.number, self.carrier = ScanField("ship-number"), TextField("ship-courier")
        self._number, self._carrier = LabelledField("", self.number), LabelledField("", self.carrier)
        self.save = KeyButton("", "check", "F4", name="ship-save-number")
        self.one = KeyButton("", "truck", "F6", name="ship-one")
        self._heard = [Label("", "caption", "ink.secondary", wrap=True) for _turn in range(_MOST_EVENTS)]
        self.events = {
            Event.DELIVERED: KeyButton("", "circle-check", "D", name="ship-delivered"),
            Event.FAILED: KeyButton("", "triangle-alert", "F", name="ship-failed"),
            Event.RETURNING: KeyButton("", "undo-2", "B", name="ship-returning"),
            Event.RETURNED: KeyButton("", "package-minus", "R", name="ship-returned"),
        }
        self._lay_out(head)
        for asked in (self.save.clicked, self.number.returnPressed, self.carrier.returnPressed):
            asked.connect(self._give)
        self.number.scanned.connect(self._scanned)
        self.number.textEdited.connect(self._clear_wrong)
        for kind, button in self.events.items():
            button.clicked.connect(partial(self._happened, kind))
        self.retranslate()

    def show_parcel(self, row: ParcelRow | None, events: list[EventRow] | None = None, *, keep: bool = False) -> None:
        """`keep`: what is being typed stays."""
        same = self.parcel is not None and row is not None and self.parcel.id == row.id
        self.parcel = row
        self._events = (self._events if same else []) if events is None else events
        parts = (self._whose, self._where, self._number, self._carrier, self.save, self.order)
        for part in parts:
            part.setVisible(row is not None)
        left = row is not None and row.state == "shipped"
        self.one.setVisible(row is not None and not left)
        for kind, button in self.events.items():
            button.setVisible(left and _may(row, kind))
        self._say_events()
        if row is None:
            return
        self._whose.setText(f"{row.code} · {row.position}/{row.of}")
        self._where.setText(" · ".join(part for part in (row.buyer, row.place) if part))
        typing = (self.number.hasFocus() or self.carrier.hasFocus()) and keep
        if not (same and typing):
            self.number.setText(row.tracking)
            self.carrier.setText(row.courier)
            self.say_wrong("")

    def say_wrong(self, sentence: str) -> None:
        self._number.say_wrong(sentence)

    def focus_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _say_events(self) -> None:
        """What was heard of it, the newest first, with who said so."""
        for turn, label in enumerate(self._heard):
            event = self._events[turn] if turn < len(self._events) else None
            label.setVisible(event is not None)
            if event is not None:
                who = " ".join(part for part in (_(SOURCES[event.source]), event.who) if part)
                said = (_words()[event.kind], day_time(event.at, zone=self.zone), who, event.note)
                label.setText(" · ".join(part for part in said if part))

    def _scanned(self, _text: str) -> None:
        self._give()

    def _give(self) -> None:
        if self.parcel is not None:
            self.number_given.emit(self.parcel, self.carrier.text().strip(), self.number.text().strip())

    def _happened(self, kind: Event) -> None:
        if self.parcel is not None:
            self.happened.emit(self.parcel, kind)

    def _clear_wrong(self) -> None:
        self.say_wrong("")

    def _lay_out(self, head: QHBoxLayout) -> None:
        look = theme()
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        inner.setSpacing(look.px(8))
        for widget in (self._whose, self._where, self._number):
            inner.addWidget(widget)
        beside = QHBoxLayout()
        beside.setSpacing(look.px(8))
        beside.addWidget(self._carrier, 1, Qt.AlignmentFlag.AlignBottom)
        beside.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        inner.addLayout(beside)
        for label in self._heard:
            inner.addWidget(label)
        inner.addStretch(1)
        for button in (*self.events.values(), self.one):
            inner.addWidget(button)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addLayout(inner, 1)

    def retranslate(self) -> None:
        self._title.setText(_("Parcel"))
        self._number.set_label(_("Tracking number"))
        self._carrier.set_label(_("Courier"))
        self.save.setText(_("Save"))
        self.one.setText(_("Ship this order"))
        self.order.set_accessible(_("Open order"))
        for kind, button in self.events.items():
            button.setText(_words()[kind])
        self.show_parcel(self.parcel, keep=True)


def _words() -> dict[Event, str]:
    return {
        Event.DELIVERED: _("Delivered"), Event.FAILED: _("Not delivered"), Event.RETURNING: _("Coming back"),
        Event.RETURNED: _("Came back"),
    }  # fmt: skip


def _may(row: ParcelRow | None, kind: Event) -> bool:
    """What may still happen to it; a parcel that has come somewhere stays there."""
    if row is None or row.road in ("returned", "delivered"):
        return False
    return kind is not Event.RETURNING or row.road != "returning"
