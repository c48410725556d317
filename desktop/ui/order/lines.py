"""The lines of an order with their prices, and what stands between them and the total."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.money import to_minor
from desktop.i18n import N_, _, money, ngettext, number
from desktop.services.order_links import Kin
from desktop.services.orders import LineView, OrderView
from desktop.services.stock import Shortage
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo
from desktop.ui.words import order_name

_RIGHT = Qt.AlignmentFlag.AlignRight
_MOST = 60  # lines drawn as widgets; the packing list shows all of a longer order


_NARROW = 640  # px of the panel below which a line's bin and unit price stand under its name


class Lines(Panel):
    """`show_order(order, shortages)`; `opened` asks for a linked order."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._rows: list[_Row] = []
        self._narrow = False
        head = QWidget()
        head.setFixedHeight(look.px(52))
        row = QHBoxLayout(head)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        self._title = Label("", "benchBody", weight=600)
        self._count = ElideLabel("", "body", "ink.secondary")
        self._note = Badge("", "warn", "message-square-text")
        row.addWidget(self._title)
        row.addWidget(self._count, 1)
        self.change = KeyButton("", "pencil", "E", role="quiet", name="order-change")
        self._first = Badge("", "go", "arrow-up")
        row.addWidget(self._first)
        row.addWidget(self._note)
        row.addWidget(self.change)
        self._links = QHBoxLayout()
        self._links.setContentsMargins(0, 0, 0, 0)
        self._links.setSpacing(look.px(8))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        foot = QWidget()
        foot.setFixedHeight(look.px(44))
        sums = QHBoxLayout(foot)
        sums.setContentsMargins(look.px(16), 0, look.px(16), 0)
        self._extras = ElideLabel("", "body", "ink.secondary")
        self._total_word = Label("", "body", "ink.secondary")
        self._total = Label("", "heading", weight=600)
        sums.addWidget(self._extras, 1)
        sums.addWidget(self._total_word)
        sums.addSpacing(look.px(14))
        sums.addWidget(self._total)
        self.body.setSpacing(0)
        self.body.addWidget(head)
        self.body.addLayout(self._links)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(Hairline())
        self.body.addWidget(foot)

    def show_order(
        self, order: OrderView, shortages: list[Shortage], *, prices: bool = True, can_change: bool = False
    ) -> None:
        """`prices`: who works here may see them; `can_change`: may change the lines, and it has not left."""
        self.change.setVisible(can_change)
        self.change.setText(_("Change lines"))
        self._title.setText(_("Lines"))
        self._first.setVisible(order.expedited_at is not None)
        self._first.show_state(_("First"), "go", "arrow-up")
        self._show_links(order)
        lines = ngettext("{lines} line", "{lines} lines", len(order.lines)).format(lines=number(len(order.lines)))
        units = ngettext("{units} unit", "{units} units", order.units).format(units=number(order.units))
        self._count.setText(f"{lines} · {units}")
        note = " ".join(order.note.split())
        self._note.setVisible(bool(note))
        self._note.show_state(note if len(note) <= 44 else note[:43] + "…", "warn", "message-square-text")
        self._note.setToolTip("")
        missing = {shortage.line_id: shortage.missing for shortage in shortages}
        self._rows.clear()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in order.lines[:_MOST]:
            if column.count():
                column.addWidget(Hairline())
            row = _Row(line, order.currency if prices else "", missing.get(line.id, 0))
            row.fold(self._narrow)
            self._rows.append(row)
            column.addWidget(row)
        if len(order.lines) > _MOST:
            rest = number(len(order.lines) - _MOST)
            column.addWidget(Label("  " + _("and {count} more lines").format(count=rest), "body", "ink.secondary"))
        column.addStretch(1)
        self._scroll.setWidget(box)
        box.setAutoFillBackground(False)
        self._extras.setText(_extras(order) if prices else "")
        self._total_word.setVisible(prices)
        self._total.setVisible(prices)
        self._total_word.setText(_("Total"))
        self._total.setText(money(order.total_minor, order.currency))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < theme().px(_NARROW)
        for row in self._rows:
            row.fold(self._narrow)

    def _show_links(self, order: OrderView) -> None:
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # at once: it is deleted when the program has time
                widget.deleteLater()
        for link in order.links:
            words = _(_LINKS[link.kind, link.made]).format(number=order_name(link.number))
            button = KeyButton(words, "link", "", role="quiet", name=f"order-link-{link.order_id}")
            button.clicked.connect(partial(self.opened.emit, link.order_id))
            self._links.addWidget(button)
        pad = theme().px(16)
        self._links.setContentsMargins(*((pad, 0, pad, theme().px(6)) if order.links else (0, 0, 0, 0)))
        if order.links:
            self._links.addStretch(1)


# What another order is to this one: (how they are linked, whether the other came out of this one).
_LINKS = {
    (Kin.SPLIT, True): N_("The rest is {number}"), (Kin.SPLIT, False): N_("Split from {number}"),
    (Kin.MERGED, True): N_("Packed with {number}"), (Kin.MERGED, False): N_("With {number}"),
    (Kin.COPY, True): N_("Copied to {number}"), (Kin.COPY, False): N_("Copy of {number}"),
    (Kin.EXCHANGE, True): N_("Exchanged for {number}"), (Kin.EXCHANGE, False): N_("Exchange for {number}"),
}  # fmt: skip


class _Row(QFrame):
    """One line; `fold(True)` puts its bin and unit price under its name. `currency` "" shows no prices."""

    def __init__(self, line: LineView, currency: str, missing: int) -> None:
        super().__init__()
        look = theme()
        self.setProperty("class", "row")
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(look.px(16), look.px(7), look.px(16), look.px(7))
        self.setMinimumHeight(look.px(55))
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(0)
        variant = line.variant or ", ".join(value for _key, value in line.options)
        sub = " · ".join(text for text in (variant, line.sku.strip(), line.note.strip()) if text)
        grid.addWidget(Photo(40, source=line.photo, spoken=line.name), 0, 0, 2, 1)
        grid.addWidget(ElideLabel(line.name.strip() or line.sku, "body", weight=500), 0, 1)
        grid.addWidget(ElideLabel(sub, "caption", "ink.muted", weight=400, codes=True), 1, 1)
        more = [f"{number(part.wanted)} × {part.name or part.sku}" for part in line.parts] + list(line.known)
        if more:  # what a kit is made of; which units they were
            grid.addWidget(ElideLabel(" · ".join(more), "caption", "ink.secondary", weight=400, codes=True), 2, 1)
        if missing:
            words = _("{count} missing").format(count=number(missing))
            grid.addWidget(Badge(words, "warn", "attention"), 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        place = ElideLabel(line.bin, "body", "ink.secondary", codes=True)
        place.setFixedWidth(look.px(72))
        price = _unit_price(line, currency) if currency else ""
        each = _figure(price, 400, "ink.secondary")
        total = _figure(money(line.total_minor, currency) if currency else "", 600)
        self._folding: list[tuple[QWidget, int, int]] = [(place, 3, 72), (each, 5, 104)]
        for at, (widget, width) in enumerate(
            ((place, 72), (_figure(number(line.wanted), 600), 40), (each, 104), (total, 112)), start=3
        ):
            grid.addWidget(widget, 0, at, 2, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.setColumnMinimumWidth(at, look.px(width))
        under = " · ".join(text for text in (line.bin.strip(), f"× {price}" if price else "") if text)
        self._under = ElideLabel(under, "caption", "ink.secondary", weight=400, codes=True)
        self._under.hide()
        grid.addWidget(self._under, 3, 1)
        grid.setColumnStretch(1, 1)

    def fold(self, narrow: bool) -> None:
        for widget, at, width in self._folding:
            widget.setVisible(not narrow)
            self._grid.setColumnMinimumWidth(at, 0 if narrow else theme().px(width))
        self._grid.setHorizontalSpacing(theme().px(6 if narrow else 12))
        self._under.setVisible(narrow)


def _figure(text: str, weight: int, ink: str = "ink.primary") -> Label:
    label = Label(text, "body", ink, weight=weight)
    label.setAlignment(_RIGHT | Qt.AlignmentFlag.AlignVCenter)
    return label


def _unit_price(line: LineView, currency: str) -> str:
    """As money, or with all its decimals where the currency has fewer."""
    minor = to_minor(line.unit_price, currency)
    exact = to_minor(line.unit_price * 1000, currency)
    return money(minor, currency) if exact == minor * 1000 else number(line.unit_price)


def _extras(order: OrderView) -> str:
    parts = []
    if order.shipping_minor:
        parts.append(_("Shipping {amount}").format(amount=money(order.shipping_minor, order.currency)))
    if order.discount_minor:
        parts.append(_("Discount {amount}").format(amount=money(-order.discount_minor, order.currency)))
    if order.unique_code_minor:
        parts.append(_("Unique code {amount}").format(amount=money(order.unique_code_minor, order.currency)))
    if order.tax_minor:
        parts.append(_("Tax {amount}").format(amount=money(order.tax_minor, order.currency)))
    if order.refunded_minor:
        parts.append(_("Refunded {amount}").format(amount=money(-order.refunded_minor, order.currency)))
    return " · ".join(parts)
