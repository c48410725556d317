"""What is ordered: one field that finds or scans, the rows with quantity and price, and their sum."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.money import to_minor
from desktop.i18n import _, money, ngettext, number
from desktop.services import order_entry
from desktop.services.order_entry import DraftLine, Offered
from desktop.ui.article_finder import ArticleFinder
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo


class ArticleLines(Panel):
    """`show_lines`, `lines()`; `typed` tells of changes, `removed(at)` of the cross, `scanned(text)` of a scan."""

    typed = Signal()
    removed = Signal(int)
    scanned = Signal(str)

    def __init__(self, tasks: Runner) -> None:
        super().__init__(flush=True)
        self._currency = "IDR"
        self._shipping = Decimal(0)
        self._rows: list[_LineRow] = []
        self.finder = ArticleFinder(tasks, "new", self)
        self.field, self.found = self.finder.field, self.finder.found
        self.empty = EmptyState("shopping-cart")
        self._wrong = Label("", "body", "stop.ink", weight=500)
        self._lay_out()
        self.finder.chosen.connect(self.add)
        self.finder.scanned.connect(self.scanned)
        self.finder.searching.connect(self._show_found)
        self.retranslate()

    def lines(self) -> tuple[DraftLine, ...]:
        return tuple(row.line() for row in self._rows)

    def show_lines(self, lines: Sequence[DraftLine], currency: str) -> None:
        """These rows and no others; the place under the hand stays."""
        self._currency = self.finder.currency = currency
        for row in self._rows:
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for line in lines:
            self._append(line)
        self._show_sum()
        self._show_list()

    def add(self, article: Offered) -> None:
        """One unit more of an article: its row counts up, or a new row comes."""
        for row in self._rows:
            if article.sku and row.sku == article.sku:
                row.count_up()
                break
        else:
            price = "" if article.price is None else plain(article.price)
            self._append(DraftLine(article.sku, article.name, "1", price, article.photo, article.variant))
        self.finder.clear()
        self.say_wrong("")
        self._changed()

    def say_wrong(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def row(self, at: int) -> "_LineRow":
        return self._rows[at]

    def show_shipping(self, amount: Decimal | None) -> None:
        self._shipping = amount or Decimal(0)
        self._show_sum()

    def retranslate(self) -> None:
        self.finder.retranslate()
        self._total_word.setText(_("Total"))
        self.empty.say(_("No articles yet"), _("Scan them, or find them by SKU or name. Enter adds what is marked."))
        for row in self._rows:
            row.retranslate()
        self._show_sum()

    # Rows

    def _append(self, line: DraftLine) -> None:
        row = _LineRow(line, self._currency, len(self._rows))
        row.typed.connect(self._changed)
        row.cross.clicked.connect(partial(self._remove, row))
        self._rows.append(row)
        self._list.insertWidget(self._list.count() - 1, row)

    def _remove(self, row: "_LineRow") -> None:
        self.removed.emit(self._rows.index(row))

    def _changed(self) -> None:
        self._show_sum()
        self.typed.emit()

    def _show_found(self, searching: bool) -> None:
        if searching:
            self._pages.setCurrentIndex(1)
        else:
            self._show_list()

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(0 if self._rows else 2)

    def _show_sum(self) -> None:
        sums = [row.sum_minor() for row in self._rows]
        whole = sum(part for part in sums if part is not None) + to_minor(self._shipping, self._currency)
        self._total.setText(money(whole, self._currency))
        units = sum(row.units() for row in self._rows)
        lines = ngettext("{lines} line", "{lines} lines", len(sums)).format(lines=number(len(sums)))
        self._count.setText(
            lines + " · " + ngettext("{units} unit", "{units} units", units).format(units=number(units))
        )
        self._count.setVisible(bool(sums))

    def _lay_out(self) -> None:
        look = theme()
        pad = look.px(16)
        head = QVBoxLayout()
        head.setContentsMargins(pad, look.px(7), pad, look.px(7))
        head.setSpacing(look.px(4))
        head.addWidget(self.field)
        head.addWidget(self._wrong)
        self._wrong.hide()
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._pages = QStackedWidget()
        for page in (scroll, self.found, self.empty):
            self._pages.addWidget(page)
        foot = QWidget()
        foot.setFixedHeight(look.px(44))
        sums = QHBoxLayout(foot)
        sums.setContentsMargins(pad, 0, pad, 0)
        sums.setSpacing(look.px(14))
        self._count = ElideLabel("", "body", "ink.secondary")
        self._total_word, self._total = Label("", "body", "ink.secondary"), Label("", "heading", weight=600)
        sums.addWidget(self._count, 1)
        sums.addStretch(0)
        sums.addWidget(self._total_word)
        sums.addWidget(self._total)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(Hairline())
        self.body.addWidget(foot)


class _LineRow(QFrame):
    """One ordered article: its name, how many, for how much each."""

    typed = Signal()

    def __init__(self, line: DraftLine, currency: str, at: int) -> None:
        super().__init__()
        look = theme()
        self.setProperty("class", "row")
        self._line, self._currency, self.sku = line, currency, line.sku
        self.quantity = TextField(f"new-quantity-{at}")
        self.price = TextField(f"new-price-{at}")
        self.quantity.setText(line.quantity)
        self.price.setText(line.price)
        self._sum = Label("", "body", weight=600)
        self._sum.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cross = KeyButton("", "x", "", role="quiet", name=f"new-remove-{at}")
        sub = " · ".join(text for text in (line.variant, line.sku) if text)
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addStretch(1)
        words.addWidget(ElideLabel(line.name or line.sku, "body", weight=500))
        if sub:
            words.addWidget(ElideLabel(sub, "caption", "ink.muted", weight=400, codes=True))
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(6), look.px(8), look.px(6))
        row.setSpacing(look.px(12))
        row.addWidget(Photo(40, source=line.photo, spoken=line.name))
        row.addLayout(words, 1)
        for field, width in ((self.quantity, 72), (self.price, 124), (self._sum, 116)):
            field.setFixedWidth(look.px(width))
            row.addWidget(field)
        row.addWidget(self.cross)
        for field in (self.quantity, self.price):
            field.setMaxLength(20)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(self._edited)
        self._show()
        self.retranslate()

    def line(self) -> DraftLine:
        return DraftLine(
            self._line.sku, self._line.name, self.quantity.text(), self.price.text(), self._line.photo,
            self._line.variant,
        )  # fmt: skip

    def count_up(self) -> None:
        self.quantity.setText(str(self.units() + 1))
        self._edited()

    def units(self) -> int:
        return order_entry.units(self.quantity.text()) or 0

    def sum_minor(self) -> int | None:
        """Quantity by price; None while one of them cannot be."""
        each = order_entry.amount(self.price.text(), self._currency)
        units = order_entry.units(self.quantity.text())
        return None if each is None or units is None else to_minor(each * units, self._currency)

    def say_wrong(self, field: str, sentence: str) -> None:
        part = self.quantity if field == "quantity" else self.price
        part.set_wrong(bool(sentence))
        part.setAccessibleDescription(sentence)
        if sentence:
            part.setFocus()

    def retranslate(self) -> None:
        name = self._line.name or self._line.sku
        self.quantity.setAccessibleName(_("Quantity of {article}").format(article=name))
        self.price.setAccessibleName(_("Price of {article}").format(article=name))
        self.price.setPlaceholderText(_("Price"))
        self.cross.set_accessible(_("Remove this line"))

    def _edited(self) -> None:
        for field in (self.quantity, self.price):
            field.set_wrong(False)
            field.setAccessibleDescription("")
        self._show()
        self.typed.emit()

    def _show(self) -> None:
        minor = self.sum_minor()
        self._sum.setText("–" if minor is None else money(minor, self._currency))


def plain(price: Decimal) -> str:
    """As a person would type it: no trailing zeros, no power of ten."""
    return format(price.normalize(), "f")
