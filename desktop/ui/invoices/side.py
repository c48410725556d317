"""Beside the list: the current document as it was issued, and what can be done with it."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.i18n import _, date, money
from desktop.services import template_preview
from desktop.services.invoicing.listing import Entry
from desktop.services.template_preview import Seen
from desktop.ui.desk import Desk
from desktop.ui.invoices.rows import KINDS
from desktop.ui.settings.paper_view import PaperView
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class _Drawn:
    document_id: int
    seen: Seen


class Side(Panel):
    """`show_entry(entry, zone)`; `opened`, `printed` and `corrected` ask for what the buttons say."""

    opened = Signal()
    printed = Signal()
    corrected = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entry: Entry | None = None
        self._zone = "UTC"
        self._title = ElideLabel("", "benchBody", weight=600)
        self._sub = ElideLabel("", "body", "ink.secondary")
        self._note = Label("", "caption", "ink.secondary", wrap=True)
        self.paper = PaperView("invoices-paper")
        self.order = KeyButton("", "file-text", "O", role="quiet", name="invoices-order")
        self.correct = KeyButton("", "undo-2", "C", role="quiet", name="invoices-correct")
        self.copy = KeyButton("", "printer", "P", name="invoices-print")
        for widget in (self._title, self._sub):
            self.body.addWidget(widget)
        self.body.addWidget(self.paper, 1)
        self.body.addWidget(self._note)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.order)
        row.addWidget(self.copy)
        self.body.addLayout(row)
        self.body.addWidget(self.correct)
        self.order.clicked.connect(self.opened)
        self.copy.clicked.connect(self.printed)
        self.correct.clicked.connect(self.corrected)
        self.setMinimumWidth(theme().px(330))
        self.retranslate()

    def show_entry(self, entry: Entry | None, zone: str) -> None:
        self._entry, self._zone = entry, zone
        self._say()
        if entry is not None:
            width, height = self.paper.room()
            work = partial(_draw, entry.id, max(width, 200), max(height, 200))
            self._desk.tasks.run(work, self._show, self._desk.lane.show_refused)

    def retranslate(self) -> None:
        self.order.setText(_("Order"))
        self.correct.setText(_("Credit or void"))
        self.copy.setText(_("Print"))
        self._say()

    def _say(self) -> None:
        entry = self._entry
        for widget in (self._title, self._sub, self.paper, self.order, self.correct, self.copy):
            widget.setVisible(entry is not None)
        if entry is None:
            self._note.setText("")
            return
        self._title.setText(f"{_(KINDS.get(entry.kind, entry.kind))} {entry.number}")
        total = money(entry.total_minor, entry.currency)
        self._sub.setText(" · ".join(text for text in (date(entry.issued_at, zone=self._zone), total, entry.buyer)
                                     if text))  # fmt: skip
        notes = []
        if entry.void_reason:
            notes.append(_("Voided: {reason}").format(reason=entry.void_reason))
        if entry.corrects:
            notes.append(_("Corrects {number}").format(number=entry.corrects))
        if entry.credited_minor:
            amount = money(entry.credited_minor, entry.currency)
            notes.append(_("{amount} credited").format(amount=amount))
        if entry.due_minor:
            notes.append(_("{amount} to pay").format(amount=money(entry.due_minor, entry.currency)))
        self._note.setText(" · ".join(notes))

    def _show(self, drawn: _Drawn) -> None:
        if self._entry is not None and self._entry.id == drawn.document_id:
            seen = drawn.seen
            self.paper.show_page(seen.width, seen.height, seen.data)


def _draw(document_id: int, width: int, height: int) -> _Drawn:
    from desktop.services import invoicing

    return _Drawn(document_id, template_preview.picture(invoicing.original(document_id), 0, width, height))
