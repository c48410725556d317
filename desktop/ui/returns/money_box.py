"""What approving does, in words and amounts, before anybody approves; and the fields that change it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.domain.money import to_decimal
from desktop.domain.returns import REJECTING, Outcome
from desktop.i18n import _
from desktop.services import orders
from desktop.services.returns import Decision
from desktop.ui.returns.facts import Facts, Sold, money_words
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, ScanField, TextField
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.ways import Box

_MOST = 9


class _Row(QWidget):
    """One sentence with its amount at the right; a second line under it."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._sub = Label("", "body", weight=500, wrap=True), ElideLabel("", "caption", "ink.secondary")
        self._amount = Label("", "body", weight=600)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._text)
        words.addWidget(self._sub)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self._amount)

    def say(self, text: str, amount: str) -> None:
        first, _line, second = text.partition("\n")
        self._text.setText(first)
        self._sub.setText(second)
        self._sub.setVisible(bool(second))
        self._amount.setText(amount)
        self.setAccessibleName(f"{text} {amount}")


class MoneyBox(QWidget):
    """`show_case(facts, line)`; `box` says what will happen, and stands where it is always seen.

    `changed()` when an amount was typed, `swapped(sku)` when another article goes out.
    """

    changed = Signal()
    swapped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._facts: Facts | None = None
        self._sku, self.says_something = "", False
        self.box, self._rows = Box(), [_Row() for _turn in range(_MOST)]
        inner = QVBoxLayout(self.box)
        inner.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        inner.setSpacing(look.px(6))
        for row in self._rows:
            inner.addWidget(row)
        self._wrong = Label("", "body", "stop.ink", wrap=True)
        self.freight, self.deduction = TextField("returns-freight"), TextField("returns-deduction")
        self.why, self.swap = TextField("returns-why"), ScanField("returns-swap")
        self.method = TextField("returns-method")
        self._freight, self._deduction = LabelledField("", self.freight), LabelledField("", self.deduction)
        self._why, self._swap = LabelledField("", self.why), LabelledField("", self.swap)
        self._method = LabelledField("", self.method)
        for part in (self.freight, self.deduction, self.why, self.swap, self.method):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        fields = QGridLayout(self)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(look.px(8))
        fields.addWidget(self._swap, 0, 0, 1, 2)
        fields.addWidget(self._freight, 0, 2)
        fields.addWidget(self._deduction, 0, 3)
        fields.addWidget(self._method, 0, 4, 1, 2)
        fields.addWidget(self._why, 1, 0, 1, 6)
        fields.addWidget(self._wrong, 2, 0, 1, 6)
        for place in range(6):
            fields.setColumnStretch(place, 1)
        for field in (self.freight, self.deduction):
            field.editingFinished.connect(self._typed)
        self.swap.editingFinished.connect(self._other)
        self.swap.scanned.connect(self._other)
        self.retranslate()

    def show_case(self, facts: Facts, line: Sold | None, *, fresh: bool) -> None:
        """`fresh`: another case than before, so that what was typed for that one is forgotten."""
        self._facts = facts
        outcomes = facts.case.outcomes
        offer = facts.offer
        if fresh:
            for field in (self.freight, self.deduction, self.why, self.method):
                field.clear()
        if offer is not None and not self.freight.hasFocus():
            self.freight.setText(_plain(offer.shipping_minor, offer.currency))
            self.freight.set_unit(offer.currency)
            self.deduction.set_unit(offer.currency)
        rows = money_words(facts) if outcomes - {None} else []
        for turn, row in enumerate(self._rows):
            row.setVisible(turn < len(rows))
            if turn < len(rows):
                row.say(*rows[turn])
        self.says_something = bool(rows)
        self.box.setVisible(bool(rows))
        self._wrong.setText(facts.wrong)
        self._wrong.setVisible(bool(facts.wrong))
        paid = bool(outcomes & {Outcome.REFUND, Outcome.EXCHANGE}) and facts.gives_money and facts.sees_prices
        self._freight.setVisible(paid and bool(offer and offer.shipping_most_minor))
        self._deduction.setVisible(paid)
        self._method.setVisible(paid)
        rejected = bool(outcomes & set(REJECTING))
        self._why.setVisible(rejected or (paid and bool(self.deduction.text().strip())))
        self._why.set_label(_("Why it is not taken back") if rejected else _("Why less goes back"))
        said = line.said if line is not None else None
        swaps = said is not None and said.outcome is Outcome.EXCHANGE and facts.gives_money
        self._swap.setVisible(swaps)
        if swaps and said is not None and not self.swap.hasFocus():
            self._sku = said.swap or said.sku
            self.swap.setText(self._sku)

    def amounts(self) -> tuple[int | None, int]:
        """The freight and the deduction as typed, in minor units; no freight typed: as is proposed.

        Raises:
            KolliError: it is no amount.
        """
        if self._facts is None or self._facts.offer is None:
            return None, 0
        currency = self._facts.offer.currency
        freight, less = self.freight.text().strip(), self.deduction.text().strip()
        shown = not self._freight.isHidden()
        return (
            orders.amount(freight, currency) if freight and shown and self.freight.isModified() else None,
            orders.amount(less, currency) if less and not self._deduction.isHidden() else 0,
        )

    def touched(self) -> bool:
        """Whether a person has typed an amount for this case."""
        return self.freight.isModified() or bool(self.deduction.text().strip())

    def decision(self, *, notify: bool) -> Decision:
        """What was typed, as it is settled."""
        freight, less = self.amounts()
        why = self.why.text().strip() if not self._why.isHidden() else ""
        return Decision(freight, less, why, self.method.text().strip(), why, notify)

    def retranslate(self) -> None:
        self._freight.set_label(_("Freight back"))
        self._deduction.set_label(_("Deduction"))
        self._method.set_label(_("Paid back by"))
        self._swap.set_label(_("Goes out instead"))
        self.method.setPlaceholderText(_("Bank, card, Swish"))

    def _typed(self) -> None:
        try:
            self.amounts()
        except KolliError as error:
            self._wrong.setText(error.say())
            self._wrong.setVisible(True)
            return
        self.changed.emit()

    def _other(self, _text: str = "") -> None:
        typed = self.swap.text().strip()
        if typed and typed != self._sku:
            self._sku = typed
            self.swapped.emit(typed)


def _plain(amount_minor: int, currency: str) -> str:
    value = to_decimal(amount_minor, currency)
    return f"{value.normalize():f}" if value else "0"
