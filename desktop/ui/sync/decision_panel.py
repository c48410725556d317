"""One difference between the store and the bench: both sides, and which stands."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import _, day_time
from desktop.services.remote import DecisionRow
from desktop.ui.sync.words import field_words, side_words
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name


class DecisionPanel(Panel):
    """`show_decision(row, zone)`; `decided(id, "ours" | "theirs")`, `opened(order_id)`."""

    decided = Signal(int, str)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.row: DecisionRow | None = None
        self.may = True  # whether who works here may decide
        self._zone = "UTC"
        self._title = ElideLabel("", "benchBody", weight=600)
        self._when = Label("", "body", "ink.secondary", wrap=True)
        self._heads = [Label("", "caption", "ink.secondary", weight=600) for _turn in range(2)]
        self._sides = [Label("", "heading", wrap=True) for _turn in range(2)]
        self.note = NoteBar(kind="hint")
        self.ours = KeyButton("", "package-check", "B", name="decision-ours")
        self.theirs = KeyButton("", "store", "S", name="decision-theirs")
        self.order = KeyButton("", "file-text", "Return", role="quiet", name="decision-order")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        head.addWidget(self._title, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        inner.setSpacing(look.px(8))
        inner.addWidget(self._when)
        for label, side in zip(self._heads, self._sides, strict=True):
            inner.addSpacing(look.px(4))
            inner.addWidget(label)
            inner.addWidget(side)
        inner.addSpacing(look.px(8))
        inner.addWidget(self.note)
        inner.addStretch(1)
        for button in (self.order, self.ours, self.theirs):
            inner.addWidget(button)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addLayout(inner, 1)
        self.ours.clicked.connect(self._keep)
        self.theirs.clicked.connect(self._take)
        self.order.clicked.connect(self._open)
        self.retranslate()

    def show_decision(self, row: DecisionRow | None, zone: str) -> None:
        self.row, self._zone = row, zone
        self.setVisible(row is not None)
        if row is None:
            return
        waits = row.outcome == "open"
        self._title.setText(f"{order_name(row.number)} · {field_words(row)}")
        self._when.setText(" · ".join(part for part in (row.store, day_time(row.at, zone=zone)) if part))
        elsewhere = row.field == "slip"
        self._heads[1].setText(_("At the other bench") if elsewhere else _("In the store"))
        self.theirs.setText(_("Take theirs") if elsewhere else _("Take the store's"))
        for side, value in zip(self._sides, (row.ours, row.theirs), strict=True):
            side.setText(side_words(row.field, value) or "–")
        for button in (self.ours, self.theirs):
            button.setVisible(waits and self.may)
        if waits:
            self.note.say(
                _("Another bench packed it by its slip. A person must say which parcel goes.")
                if elsewhere
                else _("The store and the bench differ, and no rule can tell which is right."),
                "" if self.may else _("Who may decide differences with a store is asked."),
                "attention",
            )
        else:
            kept = (
                _("Ours was kept")
                if row.outcome == "ours"
                else _("Theirs was taken over")
                if elsewhere
                else _("The store's was taken over")
            )
            by = _("decided by {name}").format(name=row.decided_by) if row.decided_by else _("decided by rule")
            self.note.say(kept, by, "hint")

    def _keep(self) -> None:
        if self.row is not None:
            self.decided.emit(self.row.id, "ours")

    def _take(self) -> None:
        if self.row is not None:
            self.decided.emit(self.row.id, "theirs")

    def _open(self) -> None:
        if self.row is not None:
            self.opened.emit(self.row.order_id)

    def retranslate(self) -> None:
        for label, text in zip(self._heads, (_("Here at the bench"), _("In the store")), strict=True):
            label.setText(text)
        self.ours.setText(_("Keep ours"))
        self.theirs.setText(_("Take the store's"))
        self.order.setText(_("Open order"))
        self.show_decision(self.row, self._zone)
