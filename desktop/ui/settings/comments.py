"""Messages to customers: what a buyer is told with each status, a text a language, and whether to tell by itself."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.domain.errors import KolliError
from desktop.domain.holes import put_in
from desktop.domain.order import Action
from desktop.i18n import LANGUAGES, _, language
from desktop.services import comment_templates, settings
from desktop.services.comment_templates import FIELDS, TEXTS, Template
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingRow, SettingsPage, Undo
from desktop.ui.settings.side_list import SideList
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.switch import Switch
from desktop.ui.words import ACTIONS

_ICONS = {
    Action.CONFIRM: "wallet", Action.HOLD: "pause", Action.RELEASE: "play", Action.DELIVER: "check",
    Action.CANCEL: "x", Action.REFUND_PART: "coins", Action.REFUND: "coins", "": "message-square-text",
}  # fmt: skip
# An order that nobody has placed; only for the eye.
_SAMPLE = {
    "name": "Ayu", "number": "10482", "tracking": "JNE 010480057142891", "link": "https://www.jne.co.id/tracking-package",
}  # fmt: skip


class CommentsPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        look = theme()
        self._templates: dict[str, Template] = {}
        self._shop = ""
        self._shown: tuple[str, str] | None = None
        self.moves = SideList("comment-moves")
        self.language = Choice("comment-language")
        self.text = _Area("comment-text", lines=6)
        self._text = LabelledField("", self.text)
        self.tell = Switch("comment-tell")
        self._tell = SettingRow(self.tell)
        self.usual = KeyButton("", "rotate-ccw", name="comment-usual")
        self._title, self._fields = Label("", "heading"), Label("", "caption", "ink.secondary", weight=400, wrap=True)
        self._preview = QFrame()
        self._preview.setProperty("class", "sunken")
        shown = QVBoxLayout(self._preview)
        shown.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        shown.setSpacing(look.px(4))
        self._who, self._words = Label("", "caption", "ink.secondary", weight=600), Label("", "body", wrap=True)
        shown.addWidget(self._who)
        shown.addWidget(self._words)
        self._lay_out()
        self.moves.chosen.connect(self._show_move)
        self.language.picked.connect(self._choose_language)
        self.text.textChanged.connect(self._show_preview)
        self.text.left.connect(self._give)
        self.tell.clicked.connect(self._switch)
        self.usual.clicked.connect(self._usual)
        self.retranslate()

    def reload(self) -> None:
        spoken = str(self.language.value() or "")
        self.desk.tasks.run(partial(_read, spoken), self._show)

    def _show(self, read: tuple[str, list[Template], str]) -> None:
        spoken, found, self._shop = read
        self.language.choose(spoken)
        self._templates = {template.action: template for template in found}
        self._show_move()

    def _show_move(self, _key: str = "") -> None:
        template = self._templates.get(self._action())
        if template is None:
            return
        place = (template.action, template.language)
        typing = self.text.hasFocus() and self._shown == place
        self._shown = place
        self._title.setText(_move_words(template.action))
        if not typing:
            self.text.setPlainText(template.text)
            self._text.say_wrong("")
        self.tell.setChecked(template.tell)
        self._tell.setVisible(bool(template.action))
        self.usual.setVisible(template.own)
        self._show_preview()

    def _show_preview(self) -> None:
        typed = self.text.toPlainText()
        try:
            comment_templates.check(typed)
        except KolliError as error:
            self._text.say_wrong(error.say())
            self._preview.hide()
            return
        self._text.say_wrong("")
        self._preview.show()
        self._words.setText(put_in(typed, {**_SAMPLE, "shop": self._shop}).text)

    def _give(self) -> None:
        template = self._templates.get(self._action())
        typed = self.text.toPlainText().strip()
        if template is None or typed == template.text.strip() or self._shown != (template.action, template.language):
            return
        before = template.text if template.own else None
        self._change(template, typed, before)

    def _usual(self) -> None:
        template = self._templates.get(self._action())
        if template is not None and template.own:
            self._shown = None
            self._change(template, None, template.text)

    def _change(self, template: Template, text: str | None, before: str | None) -> None:
        change = partial(comment_templates.change, template.action, template.language)
        self.save(partial(change, text), partial(change, before))

    def _switch(self) -> None:
        action, on = self._action(), self.tell.isChecked()
        self.save(
            partial(comment_templates.tell_by_itself, action, on),
            partial(comment_templates.tell_by_itself, action, not on),
        )

    def _choose_language(self, _language: object) -> None:
        self.reload()

    def _action(self) -> str:
        return self.moves.current().removeprefix("move:")

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.language)
        panel.body.addLayout(head)
        panel.body.addWidget(self._tell)
        panel.body.addWidget(self._text)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(16))
        foot.addWidget(self._fields, 1)
        foot.addWidget(self.usual)
        panel.body.addLayout(foot)
        panel.body.addWidget(self._preview)
        panel.body.addStretch(1)
        panel.body.addWidget(self.trouble)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(self.moves)
        columns.addWidget(panel, 1)

    def retranslate(self) -> None:
        self.moves.set_items([(f"move:{action}", _ICONS[action], _move_words(action)) for action in TEXTS])
        spoken = self.language.value()
        self.language.set_choices(list(LANGUAGES.items()))
        self.language.choose(spoken or language())
        self.language.setAccessibleName(_("The buyer's language"))
        self._text.set_label(_("What the buyer reads"))
        self._tell.say(
            _("Notify the customer by itself"), _("The tick is set when this is chosen; it can always be taken out.")
        )
        self._fields.setText(" · ".join(f"{{{name}}} {_(words)}" for name, words in FIELDS.items()))
        self._who.setText(_("What Ayu will read"))
        self.usual.setText(_("Kolli's own text"))
        self._show_move()


class _Area(TextArea):
    """Tells when it is left."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _move_words(action: str) -> str:
    return _(ACTIONS[Action(action)]) if action else _("A comment")


def _read(spoken: str) -> tuple[str, list[Template], str]:
    shop = settings.shop()
    spoken = spoken or shop.language
    return spoken, comment_templates.every(spoken), shop.name
