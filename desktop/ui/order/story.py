"""The right column of the order page: what happened so far, and the next word about it."""

from urllib.parse import quote

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.domain.holes import Filled, put_in
from desktop.domain.order import Action, allowed
from desktop.i18n import LANGUAGES, _
from desktop.services import comment_templates, messages
from desktop.services.comment_templates import FIELDS
from desktop.services.orders import OrderView
from desktop.ui.order.history_kinds import KINDS, moved, of_kind
from desktop.ui.order.telling import EVENTS, Telling
from desktop.ui.order_panel import history_widget
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.field import Choice, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import ACTIONS, STAGES

# Packing and shipping are done at their own pages, with their scans and numbers.
_ELSEWHERE = (Action.START, Action.FINISH, Action.SHIP, Action.PICK, Action.PUT_ASIDE, Action.PART)


class Story(Panel):
    """History above, composer below; emits `added(action or "", comment, notify)`, and `copied()` when the words lie
    on the clipboard for a chat.

    A status brings its text in the buyer's language, and its tick; what somebody has typed is never overwritten.
    """

    added = Signal(str, str, bool)
    copied = Signal()

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._title = Label("", "benchBody", weight=600)
        self.packer = Badge("", "go", "in-work")  # who packs it now, and where
        self.kinds = Choice("order-history-of")
        self.kinds.setFixedWidth(look.px(132))
        self.rate = KeyButton("", "badge-check", "Alt+R", role="quiet", name="order-rate")
        self._scroll = QScrollArea()
        self.status = Choice("order-status")
        self.comment = TextArea("order-comment")
        self.comment.setFixedHeight(look.px(72))
        self.notify = Tick("order-notify", "")
        self._spoken = Label("", "caption", "ink.secondary", weight=400)
        self._preview, self._read = QFrame(), QScrollArea()
        self._who = Label("", "caption", "ink.secondary", weight=600)
        self._words = Label("", "body", "ink.secondary", wrap=True)
        self._subject = Label("", "body", weight=600, wrap=True)
        self.note = NoteBar(kind="hint")
        self.template = KeyButton("", "file-text", "Alt+T", name="order-template")
        self.chat = KeyButton("", "copy", "Alt+C", name="order-chat")
        self.dial = KeyButton("", "phone-call", "Alt+W", name="order-dial")
        self.add = KeyButton("", "send", "Ctrl+Return", name="order-add")
        self._order: OrderView | None = None
        self._language = "en"
        self._zone, self._waiting = "UTC", frozenset[str]()
        self._telling = Telling()
        self._is_narrow = False
        self._offered = ""  # the text that was put in by itself and may be replaced
        self.body.setSpacing(0)
        self._lay_out_history()
        self.body.addWidget(Hairline())
        self._lay_out_composer()
        self.add.clicked.connect(self._add)
        self.template.clicked.connect(self._insert)
        self.chat.clicked.connect(self._copy)
        self.dial.clicked.connect(self._dial)
        self.comment.textChanged.connect(self._show_preview)
        self.notify.toggled.connect(self._show_preview)
        self.status.picked.connect(self._picked)
        self.kinds.picked.connect(self._narrow)
        self.retranslate()

    def _lay_out_history(self) -> None:
        look = theme()
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(4))
        head.addWidget(self._title)
        head.addStretch(1)
        for part in (self.packer, self.kinds, self.rate):
            head.addWidget(part)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setMinimumHeight(look.px(36))
        self.body.addLayout(head)
        self.body.addWidget(self._scroll, 1)

    def _lay_out_composer(self) -> None:
        look = theme()
        self._lay_out_preview()
        told = QHBoxLayout()
        told.addWidget(self.notify)
        told.addStretch(1)
        told.addWidget(self._spoken)
        told.addWidget(self.template)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addWidget(self.chat)
        buttons.addWidget(self.dial)
        buttons.addWidget(self.add, 1)
        form = QVBoxLayout()
        form.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        form.setSpacing(look.px(10))
        for part in (self.status, self.comment, told, self._read, self.note, buttons):
            form.addLayout(part) if isinstance(part, QHBoxLayout) else form.addWidget(part)
        self.body.addLayout(form)

    def _lay_out_preview(self) -> None:
        """A whole mail is longer than the column has room for beside the history: it scrolls."""
        look = theme()
        self._preview.setProperty("class", "sunken")
        shown = QVBoxLayout(self._preview)
        shown.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        shown.setSpacing(look.px(4))
        for label in (self._who, self._subject, self._words):
            shown.addWidget(label)
        self._read.setFrameShape(QFrame.Shape.NoFrame)
        self._read.setWidgetResizable(True)
        self._read.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._read.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._read.setWidget(self._preview)
        self._read.setMaximumHeight(look.px(150))

    def fold(self, narrow: bool) -> None:
        """On a small screen the language is not named beside the tick, and the button says less."""
        self._spoken.setVisible(not narrow and self.notify.isVisibleTo(self))
        self._is_narrow = narrow
        self._say_add()

    def _say_add(self) -> None:
        self.add.setText(_("Add") if self._is_narrow else _("Add to history"))
        self.add.set_accessible(_("Add to history"))

    def show_order(
        self, order: OrderView, language: str, zone: str, waiting: frozenset[str], telling: Telling | None = None
    ) -> None:
        """Another order, or the same one with news; what is being typed stays."""
        self._order, self._language, self._telling = order, language, telling or Telling()
        self._zone, self._waiting = zone, waiting
        self.packer.setVisible(bool(order.packer))
        self.packer.show_state(order.packer, "go", "in-work")
        self._show_history(order)
        stage = _(STAGES[order.stage]) if order.stage is not None else "–"
        choices: list[tuple[object, str]] = [("", _("Status stays {stage}").format(stage=stage))]
        choices += [(action.value, _(ACTIONS[action])) for action in allowed(order.state) if action not in _ELSEWHERE]
        self.status.set_choices(choices)
        for part in (self.notify, self.template, self._spoken):
            part.setVisible(self._telling.tells)
        self.dial.setVisible(bool(self._telling.dial))
        self.rate.setVisible(self._telling.may_rate)
        self._spoken.setText(LANGUAGES.get(language, ""))
        self.fold(self._is_narrow)
        self._show_preview()

    def _show_history(self, order: OrderView) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(theme().px(16), theme().px(12), theme().px(16), theme().px(8))
        column.setSpacing(theme().px(8))
        shown = of_kind(order.history, str(self.kinds.value() or ""))[:60]
        for entry in shown:
            column.addWidget(history_widget(entry, self._zone, self._waiting, self._telling.on_the_way, moved(entry)))
        if not shown:
            column.addWidget(Label(_("Nothing of this kind yet"), "body", "ink.secondary"))
        column.addStretch(1)
        self._scroll.setWidget(box)
        box.setAutoFillBackground(False)

    def offer(self, text: str) -> None:
        """Words that may be sent, unless something is typed already."""
        if not self.comment.toPlainText().strip():
            self.comment.setPlainText(text)
            self.notify.setChecked(self.notify.isVisibleTo(self))

    def clear(self) -> None:
        """After it was kept: an empty composer."""
        self._offered = ""
        self.comment.clear()
        self.status.choose("")
        self.notify.setChecked(False)

    def say_wrong(self, sentence: str) -> None:
        """Why it was not kept."""
        self.note.say(sentence, "", "refused")
        self.note.setVisible(bool(sentence))

    def _narrow(self, _kind: object) -> None:
        if self._order is not None:
            self._show_history(self._order)

    def _picked(self, action: object) -> None:
        offer, tell = self._telling.offers.get(str(action or ""), (Filled(""), False))
        untouched = self.comment.toPlainText().strip() in ("", self._offered)
        if untouched:
            self._put(offer.text if action and tell else "")
        self.notify.setChecked(bool(action) and tell)
        self._show_preview()

    def _insert(self) -> None:
        """The text of the chosen status, whatever is typed: a person asked for it."""
        action = str(self.status.value() or "")
        self._put(self._telling.offers.get(action, (Filled(""), False))[0].text)
        self.notify.setChecked(True)
        self.comment.setFocus()

    def _put(self, text: str) -> None:
        self._offered = text
        self.comment.setPlainText(text)

    def _show_preview(self) -> None:
        order = self._order
        text = self.comment.toPlainText().strip()
        tells = order is not None and self._telling.tells and self.notify.isChecked() and bool(text)
        filled, wrong = self._filled(text) if tells else (Filled(""), "")
        self._read.setVisible(tells and not wrong)
        mailed = str(self.status.value() or "") in self._telling.mailed and not self._telling.to
        if wrong:
            self.say_wrong(wrong)
        elif filled.left_out:
            nothing = ", ".join(_(FIELDS[name]) for name in filled.left_out)
            self.note.say(_("Left out, nothing is known: {fields}").format(fields=nothing), "", "hint")
        elif mailed:
            self.note.say(_("The store mails the customer about this by itself."), "", "hint")
        self.note.setVisible(bool(wrong or filled.left_out or mailed))
        if order is None or not tells:
            return
        reads = _("What {name} will read").format(name=order.buyer.split(" ")[0] or order.buyer)
        self._who.setText(" · ".join(part for part in (reads, self._telling.to) if part))
        subject = self._telling.subjects.get(str(self.status.value() or ""), "") if self._telling.to else ""
        self._subject.setText(subject)
        self._subject.setVisible(bool(subject))
        self._words.setText(filled.text)

    def _filled(self, text: str) -> tuple[Filled, str]:
        """What the buyer will read, or why it cannot be sent so."""
        try:
            comment_templates.check(text, self._telling.longest)
        except KolliError as error:
            return Filled(""), error.say()
        return put_in(text, self._telling.values), ""

    def _copy(self) -> None:
        """What there is to say lies on the clipboard; the next key pastes it into a chat."""
        said = self._said()
        if said is None:
            return
        QGuiApplication.clipboard().setText(said)
        self.note.say(_("Copied. Paste it into the chat."), "", "hint")
        self.note.show()
        self.copied.emit()

    def _dial(self) -> None:
        """The buyer's chat is opened with the words typed in; a person sends them there."""
        said = self._said()
        if said is not None and self._telling.dial:
            QDesktopServices.openUrl(QUrl(self._telling.dial + quote(said, safe=""), QUrl.ParsingMode.StrictMode))

    def _said(self) -> str | None:
        """What is typed, as the buyer would read it, else what there is to say; None where it cannot be said so."""
        typed = self.comment.toPlainText().strip()
        filled, wrong = self._filled(typed) if typed else (Filled(""), "")
        if wrong:
            self.say_wrong(wrong)
            return None
        said = messages.for_chat(filled.text) or self._telling.chat.get(str(self.status.value() or ""), "")
        sign = [line for line in self._telling.sign.splitlines() if line not in said.splitlines()]
        return "\n".join([said, *sign]).strip()

    def _add(self) -> None:
        action, typed = str(self.status.value() or ""), self.comment.toPlainText()
        if self._telling.to and self.notify.isChecked() and action in EVENTS and typed.strip() == self._offered.strip():
            typed = ""  # the mail of this status as it stands; the history need not repeat it
        self.added.emit(action, typed, self.notify.isChecked())

    def retranslate(self) -> None:
        self._title.setText(_("History"))
        self.kinds.setAccessibleName(_("What the history shows"))
        self.kinds.set_choices([(kind, _(text)) for kind, text in KINDS])
        self.status.setAccessibleName(_("Status"))
        self.comment.setAccessibleName(_("Comment"))
        self.comment.setPlaceholderText(_("Comment"))
        self.notify.setText(_("Notify customer"))
        self.template.set_accessible(_("Template of this status"))
        self.chat.set_accessible(_("Copy for a chat"))
        self.dial.set_accessible(_("Open the chat in WhatsApp"))
        self.rate.set_accessible(_("Note what the buyer thought"))
        self._say_add()
