"""One kind of mail in one language: on or off, its words, and how the buyer of a real order reads them."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.domain.holes import put_in
from desktop.i18n import LANGUAGES, _, language, number
from desktop.services.mail.reviews import Average
from desktop.services.messages import texts
from desktop.services.messages.events import MAY_CARRY, NAMES, Event
from desktop.services.messages.fields import FIELDS
from desktop.services.messages.texts import Habit, Template
from desktop.ui.settings.page import SettingField, SettingRow
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.switch import Switch

Save = Callable[..., None]


class MailText(QWidget):
    """`show_mail(template, habit, values, order)`; `spoken(language)` when another language is chosen."""

    spoken = Signal(str)

    def __init__(self, save: Save) -> None:
        super().__init__()
        look = theme()
        self._save = save
        self._template: Template | None = None
        self._values: dict[str, str] = {}
        self._order = ""
        self._title = Label("", "heading")
        self.language = Choice("mail-language")
        self.on, self.paper = Switch("mail-event-on"), Switch("mail-event-paper")
        self._on, self._paper = SettingRow(self.on), SettingRow(self.paper)
        self.subject, self.body = SettingField("mail-subject"), TextArea("mail-body", lines=11)
        self._subject, self._body = LabelledField("", self.subject), LabelledField("", self.body)
        self.usual = KeyButton("", "rotate-ccw", name="mail-usual")
        self.opinions = Label("", "caption", "ink.secondary", weight=600, wrap=True)
        self.opinions.hide()
        self._known = Label("", "caption", "ink.secondary", weight=400, wrap=True)
        self._preview = QFrame()
        self._preview.setProperty("class", "sunken")
        shown = QVBoxLayout(self._preview)
        shown.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        shown.setSpacing(look.px(6))
        self._who = Label("", "caption", "ink.secondary", weight=600, wrap=True)
        self.read_subject = Label("", "body", weight=600, wrap=True)
        self.read_body = Label("", "body", wrap=True)
        for label in (self._who, self.read_subject, self.read_body):
            shown.addWidget(label)
        shown.addStretch(1)
        self._typed = QTimer(self)  # what is typed is kept when the hands rest, and when the field is left
        self._typed.setSingleShot(True)
        self._typed.setInterval(800)
        self._lay_out()
        self.language.picked.connect(self._speak)
        self.on.clicked.connect(self._switch)
        self.paper.clicked.connect(self._switch_paper)
        self.subject.textChanged.connect(self._show_preview)
        self.body.textChanged.connect(self._show_preview)
        self.subject.given.connect(self._give)
        self.body.textChanged.connect(self._rest)
        self._typed.timeout.connect(self._give)
        self.usual.clicked.connect(self._back_to_usual)
        self.retranslate()

    def show_mail(self, template: Template, habit: Habit, values: dict[str, str], order: str) -> None:
        """Another mail, or the same one with news; what is being typed stays."""
        other = self._template is None or (self._template.event, self._template.language) != (
            template.event, template.language)  # fmt: skip
        typing = not other and (self.body.hasFocus() or self.subject.hasFocus())
        self._template, self._values, self._order = template, values, order
        self.language.choose(template.language)
        self._title.setText(_(NAMES[template.event]))
        if not typing:
            self.subject.show_text(template.subject)
            self.body.blockSignals(True)
            self.body.setPlainText(template.body)
            self.body.blockSignals(False)
        self.on.setChecked(habit.on)
        self.paper.setChecked(habit.paper)
        self._on.setVisible(template.event is not Event.NOTE)
        self._paper.setVisible(template.event in MAY_CARRY)
        self.usual.setVisible(template.own)
        self._show_preview()

    def show_opinions(self, found: Sequence[Average]) -> None:
        """What buyers thought, of the shop and by courier."""
        words = [
            _("{courier} {mean} of 5 ({count})").format(
                courier=each.courier or _("All orders"),
                mean=number(Decimal(f"{each.mean:.1f}")),
                count=number(each.ratings),
            )
            for each in found
        ]
        self.opinions.setText(" · ".join(words))
        self.opinions.setVisible(bool(words))

    def keep_now(self) -> None:
        """Keep what is typed, before another mail is shown."""
        if self._typed.isActive():
            self._typed.stop()
            self._give()

    def _rest(self) -> None:
        self._typed.start()

    def _show_preview(self) -> None:
        subject, body = self.subject.text(), self.body.toPlainText()
        for field, text in ((self._subject, subject), (self._body, body)):
            try:
                texts.check(text if field is self._subject else "-", text if field is self._body else "-")
                field.say_wrong("")
            except KolliError as error:
                field.say_wrong(error.say())
        if self._template is None:
            return
        made = Template(self._template.event, self._template.language, subject, body, own=True)
        shown = texts.fill(made, self._values, "") if self._values else None
        self._preview.setVisible(True)
        if shown is None:
            self._who.setText(_("No order is here yet to show it with."))
            self.read_subject.setText(put_in(subject, {}).text)
            self.read_body.setText(put_in(body, {}).text)
            return
        reads = _("What the buyer of order {order} would read").format(order=self._order)
        left = ", ".join(_(FIELDS[name]) for name in shown.left_out if name in FIELDS)
        without = _("left out, nothing is known: {fields}").format(fields=left) if left else ""
        self._who.setText(" · ".join(part for part in (reads, without) if part))
        self.read_subject.setText(shown.subject)
        self.read_body.setText(shown.body)

    def _give(self, _text: str = "") -> None:
        self._typed.stop()
        now = self._template
        subject, body = self.subject.text().strip(), self.body.toPlainText().strip()
        if now is None or (subject, body) == (now.subject.strip(), now.body.strip()):
            return
        try:
            texts.check(subject, body)
        except KolliError:
            return  # it is said at the field; what was kept before stands
        change = partial(texts.change, now.event, now.language)
        before = partial(change, now.subject, now.body) if now.own else partial(texts.reset, now.event, now.language)
        self._save(partial(change, subject, body), before)

    def _back_to_usual(self) -> None:
        now = self._template
        if now is not None and now.own:
            self._typed.stop()
            self._template = None
            again = partial(texts.change, now.event, now.language, now.subject, now.body)
            self._save(partial(texts.reset, now.event, now.language), again)

    def _switch(self) -> None:
        if self._template is not None:
            choose, on = partial(texts.choose, self._template.event), self.on.isChecked()
            self._save(partial(choose, on=on), partial(choose, on=not on))

    def _switch_paper(self) -> None:
        if self._template is not None:
            choose, on = partial(texts.choose, self._template.event), self.paper.isChecked()
            self._save(partial(choose, paper=on), partial(choose, paper=not on))

    def _speak(self, chosen: object) -> None:
        self.keep_now()
        self.spoken.emit(str(chosen))

    def _lay_out(self) -> None:
        look = theme()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.language)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addLayout(head)
        column.addWidget(self._on)
        column.addWidget(self._paper)
        column.addWidget(self.opinions)
        sides = QHBoxLayout()
        sides.setSpacing(look.px(16))
        written = QVBoxLayout()
        written.setSpacing(look.px(10))
        written.addWidget(self._subject)
        written.addWidget(self._body)
        written.addStretch(1)
        sides.addLayout(written, 1)
        sides.addWidget(self._preview, 1)
        column.addLayout(sides, 1)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(16))
        foot.addWidget(self._known, 1)
        foot.addWidget(self.usual)
        column.addLayout(foot)

    def retranslate(self) -> None:
        spoken = self.language.value()
        self.language.set_choices(list(LANGUAGES.items()))
        self.language.choose(spoken or language())
        self.language.setAccessibleName(_("The buyer's language"))
        self._on.say(_("Send this mail"), _("By itself when it happens; on the order's page it can always be chosen."))
        self._paper.say(_("The invoice goes with it"), _("As a PDF, where one was issued."))
        self._subject.set_label(_("Subject"))
        self._body.set_label(_("What the buyer reads"))
        self._known.setText(" · ".join(f"{{{name}}} {_(words)}" for name, words in FIELDS.items()))
        self.usual.setText(_("Kolli's own text"))
        if self._template is not None:
            self._title.setText(_(NAMES[self._template.event]))
            self._show_preview()
