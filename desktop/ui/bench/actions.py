"""The row of large buttons under the work. One row takes another's place; all have the same height."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton


class Actions(QStackedWidget):
    """`show_work()`, `show_sealed()`, ...; each button is an attribute.

    The rarer actions stand beside the others where there is room, else behind "…": `show_more()`. Their keys act all
    the same: the screen plays them (`key_of`).
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, QWidget] = {}
        self._icons: dict[KeyButton, str] = {}
        self.quantity = self._button("hash", "F2", "packing-quantity")
        self.manual = self._button("scan-line", "F3", "packing-manual")
        self.parcel = self._button("package-plus", "F4", "packing-next-parcel")
        self.undo = self._button("undo-2", "F8", "packing-undo")
        self.more = self._button("ellipsis", "", "packing-more")
        self.part = self._button("split", "F6", "packing-part")
        self.aside = self._button("pause", "F9", "packing-aside")
        self.again = self._button("printer", "F7", "packing-print-again")
        self.photo = self._button("image", "", "packing-photo")
        self.weigh = self._button("weight", "", "packing-weigh")
        self.less = self._button("arrow-left", "Escape", "packing-less")
        self.bind = self._button("badge-check", "F3", "packing-bind")
        self.undo_unknown = self._button("undo-2", "F8", "packing-undo-unknown")
        self.cancel = self._button("x", "Escape", "packing-answer-cancel")
        self.reopen = self._button("package-open", "F8", "packing-reopen")
        self.copies = self._button("printer", "F7", "packing-copies")
        self.take_over = self._button("check", "F5", "packing-take-theirs", role="primary")
        self.keep = self._button("x", "F6", "packing-keep-ours")
        self.rare = (self.part, self.aside, self.again, self.photo, self.weigh)
        self._shown_rare = 0
        self._add("work", self.quantity, self.manual, self.parcel, self.undo, self.more)
        self._add("more", self.less)
        self._add("sealed", self.reopen, self.copies)
        self._add("unknown", self.bind, self.undo_unknown)
        self._add("ask", self.cancel)
        self._add("decision", self.take_over, self.keep)
        self._add("nothing")
        self.more.clicked.connect(self.show_more)
        self.less.clicked.connect(self.show_work)
        for button in self.rare:
            button.clicked.connect(self._back_from_more)
        self.setFixedHeight(theme().size("controlBench"))
        self.retranslate()

    def show_work(self) -> None:
        self._show("work")

    def show_more(self) -> None:
        self._show("more")

    def show_sealed(self) -> None:
        self._show("sealed")

    def show_unknown(self) -> None:
        """After a code that is on no product: one who may can bind it."""
        self._show("unknown")

    def show_ask(self) -> None:
        self._show("ask")

    def show_decision(self) -> None:
        self._show("decision")

    def show_nothing(self) -> None:
        self._show("nothing")

    @property
    def row(self) -> str:
        """Which row is shown."""
        return next(name for name, page in self._rows.items() if page is self.currentWidget())

    def play(self, key: str) -> bool:
        """Press the rarer action that has this key, although it is out of sight; False where none has."""
        for button in self.rare:
            if button.key == key and self.row in ("work", "more", "unknown") and not button.isVisible():
                button.click()
                return True
        return False

    def _show(self, name: str) -> None:
        if self.currentWidget() is not self._rows[name]:
            self.setCurrentWidget(self._rows[name])

    def _back_from_more(self) -> None:
        if self.row == "more":
            self.show_work()

    def _button(self, icon: str, key: str, name: str, role: str = "default") -> KeyButton:
        button = KeyButton("", icon, key, bench=True, role=role, name=name)
        self._icons[button] = icon
        return button

    def _add(self, name: str, *buttons: KeyButton) -> None:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self._rows[name] = page
        self.addWidget(page)

    def _fit(self) -> None:
        """Share the room: the rarer actions beside the others where they fit, else behind "…"; where the words of a
        language are long, the icons give them their room.
        """
        gap = theme().px(8)
        usual = (self.quantity, self.manual, self.parcel, self.undo)
        for button, icon in self._icons.items():
            button.set_icon(icon)
        wanted = sum(button.sizeHint().width() + gap for button in (*usual, *self.rare[:2]))
        beside = 2 if wanted + self.more.sizeHint().width() <= self.width() else 0
        self._place_rare(beside)
        for row in self._rows.values():
            buttons = [part for part in row.children() if isinstance(part, KeyButton)]
            if sum(button.sizeHint().width() + gap for button in buttons) - gap > self.width():
                for button in buttons:
                    button.set_icon("" if button.label() else self._icons[button])

    def _place_rare(self, beside: int) -> None:
        """The first `beside` rarer actions stand in the usual row before Undo, the others behind "…"."""
        work, more = self._rows["work"].layout(), self._rows["more"].layout()
        if not isinstance(work, QHBoxLayout) or not isinstance(more, QHBoxLayout):
            return
        for turn, button in enumerate(self.rare):
            if turn < beside:
                work.insertWidget(3 + turn, button)
            else:
                more.insertWidget(turn - beside, button)

    def retranslate(self) -> None:
        for button, words in (
            (self.quantity, _("Quantity")), (self.manual, _("Can't scan")), (self.parcel, _("Next parcel")),
            (self.undo, _("Undo")), (self.part, _("Send part")), (self.aside, _("Put aside")),
            (self.again, _("Print again")), (self.photo, _("Photo")), (self.weigh, _("Weigh")), (self.less, _("Back")),
            (self.bind, _("Ask supervisor to bind it")), (self.undo_unknown, _("Undo")), (self.cancel, _("Cancel")),
            (self.reopen, _("Reopen")), (self.copies, _("Print again")), (self.take_over, _("Take over the change")),
            (self.keep, _("Leave it as it is here")),
        ):  # fmt: skip
            button.setText(words)
        self.more.set_accessible(_("More"))
        self._fit()

    def retheme(self) -> None:
        self.setFixedHeight(theme().size("controlBench"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
