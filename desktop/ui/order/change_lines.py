"""The lines of an order while the office changes them: other quantities, other articles, and why.

Nothing is changed before Ctrl Enter. What the change means for a box at a bench is said while it is typed.
"""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.domain.order import Fulfilment
from desktop.i18n import _, money, ngettext, number
from desktop.services import line_changes
from desktop.services.line_changes import Foreseen, Typed
from desktop.services.order_entry import DraftLine, Offered
from desktop.services.orders import OrderView
from desktop.ui.article_finder import ArticleFinder
from desktop.ui.new_order.lines import plain
from desktop.ui.order.changed_row import AddedRow, ChangedRow, KnownRow
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel


class ChangeLines(Panel):
    """`begin(order, typed, ...)`; `typed()` is the draft. `saved` asks to keep it, `ended` to leave it as it was."""

    saved = Signal()
    ended = Signal()
    scanned = Signal(str)

    def __init__(self, tasks: Runner) -> None:
        super().__init__(flush=True)
        self._order: OrderView | None = None
        self._prices, self._own_currency = True, "IDR"
        self._known: list[KnownRow] = []
        self._added: list[AddedRow] = []
        self.finder = ArticleFinder(tasks, "change", self)
        self.why = TextField("change-why")
        self.why.setMaxLength(200)
        self._why = LabelledField("", self.why)
        self.meaning = NoteBar(kind="hint")
        self.start_over = KeyButton("", "rotate-ccw", "Ctrl+D", role="quiet", name="change-start-over")
        self.leave = KeyButton("", "x", "Escape", role="quiet", name="change-leave")
        self.save = KeyButton("", "check", "Ctrl+Return", role="primary", name="change-save")
        self._title = Label("", "benchBody", weight=600)
        self._total_word, self._total = Label("", "body", "ink.secondary"), Label("", "heading", weight=600)
        self._pages = QStackedWidget()
        self._lay_out()
        self.finder.chosen.connect(self.add)
        self.finder.scanned.connect(self.scanned)
        self.finder.searching.connect(self._show_found)
        self.why.textEdited.connect(self._clear_why)
        self.why.returnPressed.connect(self.save.click)
        self.start_over.clicked.connect(self._start_over)
        self.leave.clicked.connect(self.ended)
        self.save.clicked.connect(self.saved)
        self.retranslate()

    @property
    def order(self) -> OrderView | None:
        """The order as it was read last."""
        return self._order

    def begin(self, order: OrderView, typed: Typed, own_currency: str, *, prices: bool) -> None:
        """Show the order's lines with what was typed before; the first number has the focus."""
        self._prices, self._own_currency = prices, own_currency
        self.finder.currency = order.currency
        self._build(order, typed)
        self.finder.clear()
        (self._rows()[0].focus if self._rows() else self.finder.field.setFocus)()

    def show_order(self, order: OrderView) -> None:
        """It has changed meanwhile: a bench has packed, a store has spoken. What is typed stays."""
        if [line.id for line in order.lines] == [row.line.id for row in self._known]:
            self._order = order
            for row, line in zip(self._known, order.lines, strict=True):
                row.show_line(line)
            self._show_meaning()
        else:
            self._build(order, self.typed())

    def typed(self) -> Typed:
        touched = {row.line.id: row.quantity.text() for row in self._known if row.touched}
        priced = {row.line.id: row.price.text() for row in self._known if row.repriced}
        return Typed(touched, tuple(row.draft() for row in self._added), self.why.text(), priced)

    def add(self, article: Offered) -> ChangedRow:
        """One unit more of an article: its line counts up, or a new one comes."""
        found = next((row for row in self._rows() if article.sku and row.sku == article.sku), None)
        if found is None:
            priced = (
                article.price is not None and self._order is not None and self._order.currency == self._own_currency
            )
            price = plain(article.price) if priced and article.price is not None else ""
            self._append(DraftLine(article.sku, article.name, "1", price, article.photo, article.variant))
            found = self._added[-1]
            self._show_meaning()
        else:
            found.step(1)
        self._scroll.ensureWidgetVisible(found)
        return found

    def say_wrong(self, faults: Mapping[str, KolliError]) -> None:
        """Mark what must be mended and say the first of it; nothing is wrong where it is empty."""
        self._why.say_wrong(faults["why"].say() if "why" in faults else "")
        fields: list[TextField] = [self.why] if "why" in faults else []
        for known in reversed(self._known):
            known.say_wrong(faults[f"line-{known.line.id}"].say() if f"line-{known.line.id}" in faults else "")
            known.say_wrong_price(faults[f"cost-{known.line.id}"].say() if f"cost-{known.line.id}" in faults else "")
            fields += [known.price] if f"cost-{known.line.id}" in faults else []
            fields += [known.quantity] if f"line-{known.line.id}" in faults else []
        for at, added in enumerate(self._added):
            added.say_wrong(faults[f"quantity-{at}"].say() if f"quantity-{at}" in faults else "")
            added.say_wrong_price(faults[f"price-{at}"].say() if f"price-{at}" in faults else "")
            fields += [added.quantity] if f"quantity-{at}" in faults else []
            fields += [added.price] if f"price-{at}" in faults else []
        first = next((error for key, error in faults.items() if key != "why"), None)
        if first is not None:
            self.meaning.say(first.say(), "", "refused")
        if fields:
            fields[-1].setFocus()

    def retranslate(self) -> None:
        self._title.setText(_("Change lines"))
        self.finder.retranslate()
        self._why.set_label(_("Why"))
        self.why.setPlaceholderText(_("The bench reads it"))
        self.start_over.setText(_("Start over"))
        self.leave.setText(_("Leave it as it was"))
        self.save.setText(_("Save the change"))
        self._total_word.setText(_("Total"))
        for row in self._rows():
            row.retranslate()
        self._show_meaning()

    # Rows

    def _rows(self) -> list[ChangedRow]:
        return [*self._known, *self._added]

    def _build(self, order: OrderView, typed: Typed) -> None:
        for row in self._rows():
            self._list.removeWidget(row)
            row.deleteLater()
        self._order, self._known, self._added = order, [], []
        for line in order.lines:
            known = KnownRow(line, order.currency, prices=self._prices)
            if line.id in typed.quantities:
                known.put(typed.quantities[line.id])
            if line.id in typed.prices:
                known.put_price(typed.prices[line.id])
            self._known.append(known)
            self._put(known)
        for new in typed.added:
            self._append(new)
        self.why.setText(typed.why)
        self._why.say_wrong("")
        self._show_meaning()

    def _append(self, draft: DraftLine) -> None:
        currency = self._order.currency if self._order is not None else "IDR"
        row = AddedRow(draft, currency, len(self._added), prices=self._prices)
        self._added.append(row)
        row.removed.connect(partial(self._remove, row))
        self._put(row)

    def _put(self, row: ChangedRow) -> None:
        row.typed.connect(self._show_meaning)
        row.wants_row.connect(partial(self._focus_beside, row))
        self._list.insertWidget(self._list.count() - 1, row)

    def _remove(self, row: AddedRow) -> None:
        self._added.remove(row)
        self._list.removeWidget(row)
        row.deleteLater()
        self._show_meaning()
        (self._rows()[-1].focus if self._rows() else self.finder.field.setFocus)()

    def _focus_beside(self, row: ChangedRow, step: int) -> None:
        """The next number; past the last one the reason, before the first one the search."""
        at = self._rows().index(row) + step
        if at < 0:
            self.finder.field.setFocus()
        elif at >= len(self._rows()):
            self.why.setFocus()
        else:
            self._rows()[at].focus()
            self._scroll.ensureWidgetVisible(self._rows()[at])

    def _start_over(self) -> None:
        if self._order is not None:
            self._build(self._order, Typed())
            (self._rows()[0].focus if self._rows() else self.finder.field.setFocus)()

    def _clear_why(self) -> None:
        self._why.say_wrong("")
        self._show_meaning()

    # What it means

    def _show_meaning(self) -> None:
        if self._order is None:
            return
        found = line_changes.foresee(self._order, self.typed())
        self.meaning.say(*_meaning(self._order, found))
        self.start_over.setEnabled(self.typed() != Typed())
        for label in (self._total_word, self._total):
            label.setVisible(self._prices)
        self._total.setText(money(found.total_minor, self._order.currency))

    def _show_found(self, searching: bool) -> None:
        self._pages.setCurrentIndex(1 if searching else 0)

    def _lay_out(self) -> None:
        look = theme()
        pad = look.px(16)
        head = QHBoxLayout()
        head.setContentsMargins(pad, look.px(7), pad, look.px(7))
        head.setSpacing(pad)
        head.addWidget(self._title)
        head.addWidget(self.finder.field, 1)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.finder.found)
        told = QHBoxLayout()
        told.setSpacing(look.px(14))
        told.addWidget(self.meaning, 1)
        told.addWidget(self._total_word)
        told.addWidget(self._total)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addWidget(self.start_over)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.save)
        foot = QVBoxLayout()
        foot.setContentsMargins(pad, look.px(12), pad, pad)
        foot.setSpacing(look.px(12))
        foot.addLayout(told)
        foot.addWidget(self._why)
        foot.addLayout(buttons)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(Hairline())
        self.body.addLayout(foot)


def _meaning(order: OrderView, found: Foreseen) -> tuple[str, str, str]:
    """What will happen, who is told, and how loud that is."""
    if found.empty:
        return _("Nothing is changed yet."), "", "hint"
    begun = order.state.fulfilment in (Fulfilment.PACKING, Fulfilment.PACKED)
    into = (
        ngettext("{count} goes in", "{count} go in", found.into)
        if begun
        else ngettext("{count} more to pack", "{count} more to pack", found.into)
    )
    parts = [
        (found.out, ngettext("{count} comes out of the box", "{count} come out of the box", found.out)),
        (found.into, into),
        (found.fewer, ngettext("{count} fewer to pack", "{count} fewer to pack", found.fewer)),
    ]
    said = ", ".join(text.format(count=number(units)) for units, text in parts if units) or _("Other prices")
    if order.packer:
        detail = _("{bench} hears it at once.").format(bench=order.packer)
    elif order.state.fulfilment is Fulfilment.PACKED:
        detail = _("The parcel is opened again.")
    else:
        detail = ""
    return said, detail, "attention" if begun else "hint"
