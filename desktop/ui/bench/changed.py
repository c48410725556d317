"""The middle of the packing screen when the store has changed the order: what changed, both sides, one decision."""

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import N_, _
from desktop.services.orders import OrderView
from desktop.services.remote import DecisionRow
from desktop.ui.bench.order_bar import OrderBar
from desktop.ui.theme import theme
from desktop.ui.widgets.compare_cards import CompareCards, Compared
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

_FIELDS = {
    "lines": N_("Articles"),
    "address": N_("Address"),
    "fulfilment": N_("Status"),
    "payment": N_("Payment"),
    "hold": N_("On hold"),
    "note": N_("Note"),
}
_WORDS = {
    "cancelled": N_("Cancelled"),
    "refunded": N_("Refunded"),
    "part-refunded": N_("Partly refunded"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "packing": N_("Being packed"),
    "packed": N_("Packed"),
    "open": N_("Not started"),
    "picking": N_("Being picked"),
    "paid": N_("Paid"),
    "unpaid": N_("Unpaid"),
}


class Changed(Panel):
    """`show_decision(order, rows)`; emits `decided(id, "ours" or "theirs")`."""

    decided = Signal(int, str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._id = 0
        self.bar = OrderBar()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(Hairline())
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(16))
        inner.setSpacing(look.px(12))
        self.cards = CompareCards()
        self.sentence = Label("", "heading", wrap=True)
        inner.addWidget(self.cards, 1)
        inner.addWidget(self.sentence)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        self.theirs = KeyButton("", "check", "F5", bench=True, role="primary", name="packing-take-theirs")
        self.ours = KeyButton("", "x", "F6", bench=True, name="packing-keep-ours")
        buttons.addWidget(self.theirs)
        buttons.addWidget(self.ours)
        buttons.addStretch(1)
        inner.addLayout(buttons)
        self.body.addLayout(inner, 1)
        self.theirs.clicked.connect(self._take)
        self.ours.clicked.connect(self._keep)
        self.retranslate()

    def show_decision(self, order: OrderView, rows: Sequence[DecisionRow], zone: str) -> None:
        self.bar.show_order(order, zone)
        if not rows:
            return
        row = rows[0]
        self._id = row.id
        name = _(_FIELDS.get(row.field, row.field))
        self.cards.compare(
            Compared("go", _("Here"), name, _said(row.field, row.ours)),
            Compared("warn", _("In the store"), name, _said(row.field, row.theirs)),
        )
        self.sentence.setText(_in_words(row))

    def _take(self) -> None:
        self.decided.emit(self._id, "theirs")

    def _keep(self) -> None:
        self.decided.emit(self._id, "ours")

    def retranslate(self) -> None:
        self.theirs.setText(_("Take over the change"))
        self.ours.setText(_("Leave it as it is here"))


def _said(field: str, value: str) -> str:
    """One side of a difference in a few words."""
    if field == "lines":
        kept = json.loads(value) or []
        return ", ".join(f"{int(line[2]) - int(line[3])} x {line[1]}" for line in kept)
    if field == "address":
        return ", ".join(part for part in json.loads(value) or [] if part)
    return _(_WORDS[value]) if value in _WORDS else value


def _in_words(row: DecisionRow) -> str:
    if row.field == "fulfilment" and row.theirs == "cancelled":
        return _("The order was cancelled in the store. If you take it over, put everything back.")
    if row.field == "lines":
        out, into = _moves(row.ours, row.theirs)
        return _("Take out: {out}. Add: {into}. Everything else stays.").format(out=out or "–", into=into or "–")
    if row.field == "payment":
        return _("The money went back. If you take it over, do not send the parcel.")
    return _("{store} has other words for this order. Nothing closes before you have decided.").format(store=row.store)


def _moves(ours: str, theirs: str) -> tuple[str, str]:
    """What must come out of the box and what must go in, in words."""
    before, after = _units(ours), _units(theirs)
    out = ", ".join(f"{before[sku] - after.get(sku, 0)} x {sku}" for sku in before if before[sku] > after.get(sku, 0))
    into = ", ".join(f"{after[sku] - before.get(sku, 0)} x {sku}" for sku in after if after[sku] > before.get(sku, 0))
    return out, into


def _units(lines: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in json.loads(lines) or []:
        found[str(line[1])] = found.get(str(line[1]), 0) + int(line[2]) - int(line[3])
    return found
