"""The right column of the order page: what happened so far, and the next word about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.order import Action, allowed
from desktop.i18n import LANGUAGES, _
from desktop.services.orders import OrderView
from desktop.ui.order_panel import history_widget
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.field import Choice, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import ACTIONS, STAGES, order_name

# Packing and shipping are done at their own pages, with their scans and numbers.
_ELSEWHERE = (Action.START, Action.FINISH, Action.SHIP, Action.PICK, Action.PUT_ASIDE, Action.PART)
# What a buyer would want to hear of without being asked.
_TELL = (Action.CANCEL, Action.DELIVER, Action.REFUND, Action.REFUND_PART)


class Story(Panel):
    """History above, composer below; emits `added(action or "", comment, notify)`."""

    added = Signal(str, str, bool)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        pad = look.px(16)
        self._title = Label("", "benchBody", weight=600)
        self.packer = Badge("", "go", "in-work")  # who packs it now, and where
        head = QHBoxLayout()
        head.setContentsMargins(pad, look.px(14), pad, look.px(4))
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.packer)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self.status = Choice("order-status")
        self.comment = TextArea("order-comment")
        self.comment.setFixedHeight(look.px(72))
        self.notify = Tick("order-notify", "")
        self._spoken = Label("", "caption", "ink.secondary", weight=400)
        self._preview = QFrame()
        self._preview.setProperty("class", "sunken")
        shown = QVBoxLayout(self._preview)
        shown.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        shown.setSpacing(look.px(4))
        self._who = Label("", "caption", "ink.secondary", weight=600)
        self._subject = Label("", "body", weight=600, wrap=True)
        self._words = Label("", "body", "ink.secondary", wrap=True)
        for label in (self._who, self._subject, self._words):
            shown.addWidget(label)
        self.add = KeyButton("", "send", "Ctrl+Return", name="order-add")
        told = QHBoxLayout()
        told.addWidget(self.notify)
        told.addStretch(1)
        told.addWidget(self._spoken)
        form = QVBoxLayout()
        form.setContentsMargins(pad, look.px(12), pad, pad)
        form.setSpacing(look.px(10))
        for part in (self.status, self.comment, told, self._preview, self.add):
            form.addLayout(part) if isinstance(part, QHBoxLayout) else form.addWidget(part)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(Hairline())
        self.body.addLayout(form)
        self._order: OrderView | None = None
        self._language = "en"
        self.add.clicked.connect(self._add)
        self.comment.textChanged.connect(self._show_preview)
        self.notify.toggled.connect(self._show_preview)
        self.status.picked.connect(self._picked)
        self.retranslate()

    def show_order(self, order: OrderView, language: str, zone: str, waiting: frozenset[str]) -> None:
        """Another order, or the same one with news; what is being typed stays."""
        self._order, self._language = order, language
        self.packer.setVisible(bool(order.packer))
        self.packer.show_state(order.packer, "go", "in-work")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(theme().px(16), theme().px(12), theme().px(16), theme().px(8))
        column.setSpacing(theme().px(8))
        for entry in order.history[:60]:
            column.addWidget(history_widget(entry, zone, waiting))
        column.addStretch(1)
        self._scroll.setWidget(box)
        box.setAutoFillBackground(False)
        stage = _(STAGES[order.stage]) if order.stage is not None else "–"
        choices: list[tuple[object, str]] = [("", _("Status stays {stage}").format(stage=stage))]
        choices += [(action.value, _(ACTIONS[action])) for action in allowed(order.state) if action not in _ELSEWHERE]
        self.status.set_choices(choices)
        self.notify.setVisible(order.store_id is not None)
        self._spoken.setText(LANGUAGES.get(language, ""))
        self._spoken.setVisible(order.store_id is not None)
        self._show_preview()

    def offer(self, text: str) -> None:
        """Words that may be sent, unless something is typed already."""
        if not self.comment.toPlainText().strip():
            self.comment.setPlainText(text)
            self.notify.setChecked(self.notify.isVisibleTo(self))

    def clear(self) -> None:
        """After it was kept: an empty composer."""
        self.comment.clear()
        self.status.choose("")
        self.notify.setChecked(False)

    def _picked(self, action: object) -> None:
        if self._order is not None and self._order.store_id is not None:
            self.notify.setChecked(action in {told.value for told in _TELL})

    def _show_preview(self) -> None:
        order = self._order
        text = self.comment.toPlainText().strip()
        shown = order is not None and order.store_id is not None and self.notify.isChecked() and bool(text)
        self._preview.setVisible(shown)
        if order is None or not shown:
            return
        self._who.setText(_("What {name} will read").format(name=order.buyer.split(" ")[0] or order.buyer))
        self._subject.setText(order_name(order.number))
        self._words.setText(text)

    def _add(self) -> None:
        self.added.emit(str(self.status.value() or ""), self.comment.toPlainText(), self.notify.isChecked())

    def retranslate(self) -> None:
        self._title.setText(_("History"))
        self.status.setAccessibleName(_("Status"))
        self.comment.setAccessibleName(_("Comment"))
        self.comment.setPlaceholderText(_("Comment"))
        self.notify.setText(_("Notify customer"))
        self.add.setText(_("Add to history"))
