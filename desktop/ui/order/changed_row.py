"""One line while an order is changed: how many are wanted now, by plus and minus or by digits."""

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.domain.money import to_decimal, to_minor
from desktop.i18n import _, money, number
from desktop.services import line_changes, order_entry, orders
from desktop.services.order_entry import DraftLine
from desktop.services.orders import LineView
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.photo import Photo

_STEPS = {"+": 1, "-": -1}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ChangedRow(QFrame):
    """`typed` tells of every change; `wants_row(+1)` asks for the next row's field; `removed` is the cross's."""

    typed = Signal()
    wants_row = Signal(int)
    removed = Signal()

    def __init__(self, name: str, shown: tuple[str, str, str, str], currency: str) -> None:
        """`shown`: SKU, name, variant, photo."""
        super().__init__()
        look = theme()
        self.setProperty("class", "row")
        self.sku, self.name_, self.variant, photo = shown
        self._currency, self._sub = currency, " · ".join(text for text in (self.variant, self.sku.strip()) if text)
        self.quantity = TextField(f"change-quantity-{name}")
        self.quantity.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,7}"), self.quantity))
        self.quantity.setAlignment(_RIGHT)
        self.quantity.setFixedWidth(look.px(64))
        self.quantity.textEdited.connect(self._edited)
        self.quantity.installEventFilter(self)
        self.less = KeyButton("", "minus", role="quiet", name=f"change-less-{name}")
        self.more = KeyButton("", "plus", role="quiet", name=f"change-more-{name}")
        for button, step in ((self.less, self._less), (self.more, self._more)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # + and - do it in the field: Tab goes from line to line
            button.clicked.connect(step)
        self.state = Badge("", "warn", "")
        self.under = ElideLabel(self._sub, "caption", "ink.muted", weight=400, codes=True)
        self.sum = Label("", "body", weight=600)
        self.sum.setAlignment(_RIGHT)
        self.sum.setFixedWidth(look.px(116))
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addStretch(1)
        words.addWidget(ElideLabel(self.name_.strip() or self.sku, "body", weight=500))
        words.addWidget(self.under)
        words.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(5), look.px(16), look.px(5))
        row.setSpacing(look.px(8))
        row.addWidget(Photo(40, source=photo, spoken=self.name_))
        row.addSpacing(look.px(4))
        row.addLayout(words, 1)
        for widget in (self.state, self.less, self.quantity, self.more, self.sum):
            row.addWidget(widget)

    def units(self) -> int | None:
        return line_changes.count(self.quantity.text())

    def step(self, by: int) -> None:
        self.quantity.setText(str(max(0, (self.units() or 0) + by)))
        self._edited()

    def focus(self) -> None:
        self.quantity.setFocus()
        self.quantity.selectAll()

    def say_wrong(self, sentence: str) -> None:
        self.quantity.set_wrong(bool(sentence))
        self.quantity.setAccessibleDescription(sentence)

    def show_state(self) -> None:
        """What the typed number means, beside it."""

    def retranslate(self) -> None:
        self.quantity.setAccessibleName(_("Quantity of {article}").format(article=self.name_ or self.sku))
        self.less.set_accessible(_("One less"))
        self.more.set_accessible(_("One more"))
        self.show_state()

    def _less(self) -> None:
        self.step(-1)

    def _more(self) -> None:
        self.step(1)

    def _edited(self) -> None:
        self.say_wrong("")
        self.show_state()
        self.typed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.quantity and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.text() in _STEPS:
                self.step(_STEPS[event.text()])
                return True
            rows = {Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Up: -1}
            if Qt.Key(event.key()) in rows and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.wants_row.emit(rows[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)


class KnownRow(ChangedRow):
    """A line that the order has."""

    def __init__(self, line: LineView, currency: str, *, prices: bool) -> None:
        variant = line.variant or ", ".join(value for _key, value in line.options)
        super().__init__(str(line.id), (line.sku, line.name, variant, line.photo), currency)
        self.line, self._touched, self._repriced = line, False, False
        self.sum.setVisible(prices)
        self.price = TextField(f"change-cost-{line.id}")
        self.price.setAlignment(_RIGHT)
        self.price.setMaxLength(20)
        self.price.setFixedWidth(theme().px(100))
        self.price.setText(_shown_price(line, currency))
        self.price.setVisible(prices)
        self.price.textEdited.connect(self._edited_price)
        self._row.insertWidget(self._row.indexOf(self.sum), self.price)
        self.quantity.setText(str(line.wanted))
        self.retranslate()

    @property
    def touched(self) -> bool:
        return self._touched and self.units() != self.line.wanted

    @property
    def repriced(self) -> bool:
        """Whether somebody has typed another price."""
        return self._repriced and self.price.text().strip() != _shown_price(self.line, self._currency)

    def put_price(self, text: str) -> None:
        """A price from a draft."""
        self._repriced = True
        self.price.setText(text)
        self.show_state()

    def say_wrong_price(self, sentence: str) -> None:
        self.price.set_wrong(bool(sentence))
        self.price.setAccessibleDescription(sentence)

    def show_line(self, line: LineView) -> None:
        """The line as it stands now; a number that somebody typed stays."""
        if not self.touched:
            self._touched = False
            if self.units() != line.wanted:
                self.quantity.setText(str(line.wanted))
        self.line = line
        self.show_state()

    def put(self, text: str) -> None:
        """A number from a draft."""
        self._touched = True
        self.quantity.setText(text)
        self.show_state()

    def show_state(self) -> None:
        units, line = self.units(), self.line
        inside = sum(part.packed for part in line.parts) if line.parts else line.packed
        boxed = _("{count} in the box").format(count=number(inside)) if inside else ""
        self.under.setText(" · ".join(text for text in (self._sub, boxed) if text))
        self.less.setEnabled(units != 0)
        changed = units is not None and units != line.wanted
        self.state.setVisible(changed)
        if changed:
            words = _("taken out") if units == 0 else _("was {count}").format(count=number(line.wanted))
            self.state.show_state(words, "warn", "minus" if (units or 0) < line.wanted else "plus")
        price = line_changes.price(line, units or 0, self.price.text(), self._currency) if self.repriced else None
        worth = orders.worth(line, units, self._currency, price) if units is not None else None
        self.sum.setText("–" if worth is None else money(worth, self._currency))

    def retranslate(self) -> None:
        self.price.setAccessibleName(_("What one costs, or what comes off the line, such as -5000"))
        self.price.setToolTip(_("What one costs, or what comes off the line, such as -5000"))
        super().retranslate()

    def _edited(self) -> None:
        self._touched = True
        super()._edited()

    def _edited_price(self) -> None:
        self._repriced = True
        self.say_wrong_price("")
        self.show_state()
        self.typed.emit()


def _shown_price(line: LineView, currency: str) -> str:
    """What stands in the field before somebody types: the price of one, or what is off the line."""
    if line.discount_minor:
        return f"-{to_decimal(line.discount_minor, currency):f}"
    return f"{line.unit_price.normalize():f}"


class AddedRow(ChangedRow):
    """A line that is to be added, with what a unit costs; 0 or the cross takes it away again."""

    def __init__(self, draft: DraftLine, currency: str, at: int, *, prices: bool) -> None:
        super().__init__(f"new-{at}", (draft.sku, draft.name, draft.variant, draft.photo), currency)
        self._photo = draft.photo
        self.price = TextField(f"change-price-{at}")
        self.price.setAlignment(_RIGHT)
        self.price.setMaxLength(20)
        self.price.setFixedWidth(theme().px(116))
        self.price.setText(draft.price if prices or draft.price else "0")
        self.price.setVisible(prices)
        self.price.textEdited.connect(self._edited)
        self.sum.hide()  # the price stands there: it is what must be typed
        self.cross = KeyButton("", "x", "", role="quiet", name=f"change-remove-{at}")
        self.cross.clicked.connect(self.removed)
        self._row.insertWidget(self._row.indexOf(self.state), self.cross)
        self._row.addWidget(self.price)
        self.quantity.setText(draft.quantity)
        self.retranslate()

    def draft(self) -> DraftLine:
        return DraftLine(self.sku, self.name_, self.quantity.text(), self.price.text(), self._photo, self.variant)

    def say_wrong_price(self, sentence: str) -> None:
        self.price.set_wrong(bool(sentence))
        self.price.setAccessibleDescription(sentence)

    def show_state(self) -> None:
        self.state.show_state(_("new"), "go", "plus")
        self.less.setEnabled((self.units() or 0) > 1)
        each = order_entry.amount(self.price.text(), self._currency)
        whole = None if each is None or self.units() is None else to_minor(each * (self.units() or 0), self._currency)
        self.price.setToolTip("" if whole is None else money(whole, self._currency))

    def retranslate(self) -> None:
        super().retranslate()
        self.price.setAccessibleName(_("Price of {article}").format(article=self.name_ or self.sku))
        self.price.setPlaceholderText(_("Price"))
        self.cross.set_accessible(_("Remove this line"))

    def _edited(self) -> None:
        self.say_wrong_price("")
        super()._edited()
