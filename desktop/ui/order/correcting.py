"""An order's documents with numbers: credit an invoice in part or whole, void one, print one again.

A document that was issued never changes: what is wrong with it is said by another one, with a reason.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import N_, _, date, money, number
from desktop.services import orders
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rolling import rolling

if TYPE_CHECKING:  # with the services come the letters of papers, which the window does not wait for
    from desktop.services.invoicing import Creditable, IssuedRow

_TITLES = {"invoice": N_("Invoice"), "credit-note": N_("Credit note"), "receipt": N_("Receipt")}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Issued:
    """An order's documents, newest first, and what may still be credited of its invoices by their ids."""

    order_id: int
    rows: "list[IssuedRow]"
    left: "dict[int, Creditable]"
    zone: str
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person wants credited: units by place, freight, and why."""

    document_id: int
    units: dict[int, int]
    shipping_minor: int
    reason: str


def read(order_id: int, zone: str, *, paid: bool) -> Issued:
    """To be called on the store thread."""
    from desktop.services import invoicing

    rows = invoicing.issued(200, order_id=order_id)
    left = {row.id: invoicing.creditable(row.id) for row in rows if row.kind == "invoice"}
    return Issued(order_id, rows, left, zone, paid)


class Correcting(Panel):
    """`show_issued(...)`; `credited(Typed)`, `voided(id, reason)` and `printed(kind)` ask for it, `ended` leaves."""

    credited = Signal(object)
    voided = Signal(int, str)
    printed = Signal(str)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._issued: Issued | None = None
        self._fields: dict[int, TextField] = {}
        self._shown = 0  # the id of the document that the fields are of
        self._title = Label("", "benchBody", weight=600)
        self.which = Choice("correct-which")
        self.note = NoteBar(kind="hint")
        self.shipping = TextField("correct-shipping")
        self._shipping = LabelledField("", self.shipping)
        self.why = TextField("correct-why")
        self.why.setMaxLength(200)
        self._why = LabelledField("", self.why)
        self.leave = KeyButton("", "x", "Escape", role="quiet", name="correct-leave")
        self.receipt = KeyButton("", "receipt", "Ctrl+R", role="quiet", name="correct-receipt")
        self.print = KeyButton("", "printer", "Ctrl+P", role="quiet", name="correct-print")
        self.void = KeyButton("", "ban", "Ctrl+D", role="danger", name="correct-void")
        self.credit = KeyButton("", "check", "Ctrl+Return", role="primary", name="correct-credit")
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._lay_out()
        self.which.picked.connect(self._show)
        self.leave.clicked.connect(self.ended)
        self.receipt.clicked.connect(self._print_receipt)
        self.print.clicked.connect(self._print)
        self.void.clicked.connect(self._void)
        self.credit.clicked.connect(self._credit)
        self.retranslate()

    @property
    def row(self) -> "IssuedRow | None":
        """The chosen document."""
        rows = self._issued.rows if self._issued else []
        return next((row for row in rows if row.id == self.which.value()), None)

    def show_issued(self, issued: Issued) -> None:
        """Show an order's documents; chosen is the one just made, else the newest invoice that stands."""
        before = self._issued
        fresh = before is None or [row.id for row in issued.rows] != [row.id for row in before.rows]
        made = before is not None and before.order_id == issued.order_id and len(issued.rows) > len(before.rows)
        self._issued = issued
        self.receipt.setVisible(issued.paid)
        self.which.setVisible(bool(issued.rows))
        self.which.set_choices([(row.id, self._named(row)) for row in issued.rows])
        if fresh:
            standing = [row for row in issued.rows if not row.void_reason]
            bills = [row for row in standing if row.kind == "invoice"]
            for row in issued.rows[:1] if made else (bills or standing)[:1]:
                self.which.choose(row.id)
            self.why.clear()
        self._show()

    def focus(self) -> None:
        first = next(iter(self._fields.values()), None)
        (first if first is not None and self.credit.isVisibleTo(self) else self.why).setFocus()

    def retranslate(self) -> None:
        self._title.setText(_("Documents of this order"))
        self.which.setAccessibleName(_("Document"))
        self._shipping.set_label(_("Freight to credit"))
        self._why.set_label(_("Why"))
        self.why.setPlaceholderText(_("It stands on the document"))
        self.leave.setText(_("Back"))
        self.receipt.setText(_("Receipt"))
        self.print.setText(_("Print"))
        self.void.setText(_("Void it"))
        self.credit.setText(_("Issue credit note"))
        if self._issued is not None:
            self.show_issued(self._issued)

    # What is shown

    def _named(self, row: "IssuedRow") -> str:
        assert self._issued is not None
        day = date(row.issued_at, zone=self._issued.zone)
        parts = [f"{_(_TITLES[row.kind])} {row.number}", day, _("voided") if row.void_reason else ""]
        return " · ".join(part for part in parts if part)

    def _show(self, _chosen: object = None) -> None:
        row, issued = self.row, self._issued
        typed = {place: field.text() for place, field in self._fields.items()} if row and row.id == self._shown else {}
        freight = self.shipping.text() if typed else "0"
        self._shown = row.id if row is not None else 0
        self._clear()
        left = issued.left.get(row.id) if row is not None and issued is not None else None
        stands = row is not None and not row.void_reason
        open_ = left is not None and stands and left.left_minor > 0
        self._lines.setVisible(open_)
        self._shipping.setVisible(open_ and left is not None and left.shipping_minor > 0)
        self.credit.setVisible(open_)
        self._why.setVisible(stands)
        corrected = (
            issued is not None
            and row is not None
            and any(other.corrects == row.id and not other.void_reason for other in issued.rows)
        )
        self.void.setVisible(stands and not corrected)
        self.print.setVisible(stands and row is not None and row == self._newest(row.kind))
        if open_ and left is not None:
            self._show_left(left, typed)
            self.shipping.setText(freight)
            self.shipping.set_unit(left.currency)
        self._say(row, left, corrected=corrected)

    def _clear(self) -> None:
        for widget in self._lines.findChildren(QWidget):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._fields = {}

    def _show_left(self, left: "Creditable", typed: dict[int, str]) -> None:
        for at, line in enumerate(left.lines):
            field = TextField(
                f"correct-line-{line.position}", _("Units of {article} to credit").format(article=line.name)
            )
            field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,7}"), field))
            field.setAlignment(_RIGHT)
            field.setFixedWidth(theme().px(84))
            field.setText(typed.get(line.position, "0"))
            field.setEnabled(line.left > 0)
            self._grid.addWidget(ElideLabel(line.name, "body", weight=500), at, 0)
            of = Label(_("{left} of {quantity} left").format(left=number(line.left), quantity=number(line.quantity)),
                       "caption", "ink.secondary")  # fmt: skip
            self._grid.addWidget(of, at, 1)
            self._grid.addWidget(field, at, 2)
            self._fields[line.position] = field
            for widget in (of, field):
                widget.show()  # at once: it may get the focus

    def _say(self, row: "IssuedRow | None", left: "Creditable | None", *, corrected: bool) -> None:
        if row is None:
            text = _("This order has no document with a number yet. Print its invoice or its receipt first.")
        elif row.void_reason:
            text = _("Voided: {reason}").format(reason=row.void_reason)
        elif left is not None and left.left_minor > 0:
            text = _("{amount} can still be credited. Nothing typed credits all of it.").format(
                amount=money(left.left_minor, left.currency)
            )
        elif corrected:
            text = _("It is credited in full.")
        else:
            text = _("A document that is voided keeps its number, and says why.")
        self.note.say(text, "", "hint")

    def _newest(self, kind: str) -> "IssuedRow | None":
        rows = self._issued.rows if self._issued else []
        return next((row for row in rows if row.kind == kind and not row.void_reason), None)

    # What is done

    def _print(self) -> None:
        if self.row is not None:
            self.printed.emit(self.row.kind)

    def _print_receipt(self) -> None:
        self.printed.emit("receipt")

    def _void(self) -> None:
        if self.row is not None and self._has_reason():
            self.voided.emit(self.row.id, self.why.text().strip())

    def _credit(self) -> None:
        row = self.row
        left = self._issued.left.get(row.id) if self._issued and row is not None else None
        if row is None or left is None or not self.credit.isVisibleTo(self) or not self._has_reason():
            return
        try:
            shipping = orders.amount(self.shipping.text() or "0", left.currency)
        except KolliError as error:
            self._shipping.say_wrong(error.say())
            return
        units = {place: int(field.text() or 0) for place, field in self._fields.items()}
        if not any(units.values()) and not shipping:  # nothing typed: all that is left
            units = {line.position: line.left for line in left.lines if line.left}
            shipping = left.shipping_minor
        self.credited.emit(Typed(row.id, units, shipping, self.why.text().strip()))

    def _has_reason(self) -> bool:
        missing = not self.why.text().strip()
        self._why.say_wrong(_("Say why; it stands on the document.") if missing else "")
        if missing:
            self.why.setFocus()
        return not missing

    def _lay_out(self) -> None:
        look = theme()
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.which)
        self.body.addLayout(head)
        self.body.addWidget(self.note)
        self._grid.setContentsMargins(0, 0, look.px(8), 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(look.px(12))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._lines)
        column.addStretch(1)
        self.body.addWidget(rolling(inside), 1)
        fields = QHBoxLayout()
        self._shipping.setFixedWidth(look.px(180))
        fields.addWidget(self._shipping)
        fields.addWidget(self._why, 1)
        self.body.addLayout(fields)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        for button in (self.receipt, self.print, self.void, self.credit):
            row.addWidget(button)
        self.body.addLayout(row)
