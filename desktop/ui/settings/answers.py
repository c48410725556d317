"""The standard answers to complaints: in each language Kolli's words, or the shop's own instead."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import LANGUAGES, _, language
from desktop.services import complaints
from desktop.services.complaints import Standard
from desktop.services.complaints.answers import NAMES
from desktop.services.messages.fields import FIELDS
from desktop.ui.settings.page import SettingField
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label

_FRESH = "{hello}\n\n{shop}"
Read = dict[str, list[Standard]]


class Body(TextArea):
    """Several paragraphs, kept when they are left."""

    given = Signal(str)
    _kept = ""

    def show_text(self, text: str) -> None:
        if self.hasFocus() and self.toPlainText() != self._kept:
            return
        self._kept = text
        if self.toPlainText() != text:
            self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        typed = self.toPlainText().strip()
        if typed != self._kept.strip():
            self._kept = self.toPlainText()
            self.given.emit(typed)


class Answers(QWidget):
    """`show_answers(read())`; `save(change, undo, field)` is the page's."""

    def __init__(self, save: Callable[..., None]) -> None:
        super().__init__()
        look = theme()
        self._save, self._read, self._name = save, Read(), ""
        self.language, self.which = Choice("answers-language"), Choice("answers-which")
        self.body = Body("answers-body", lines=6)
        self.new = SettingField("answers-new")
        self._language, self._which = LabelledField("", self.language), LabelledField("", self.which)
        self._body, self._new = LabelledField("", self.body), LabelledField("", self.new)
        self._known = Label("", "caption", "ink.secondary", weight=400, wrap=True)
        self.usual = KeyButton("", "rotate-ccw", name="answers-usual")
        chosen, below = QHBoxLayout(), QHBoxLayout()
        for row in (chosen, below):
            row.setSpacing(look.px(12))
        chosen.addWidget(self._language, 1)
        chosen.addWidget(self._which, 2)
        below.addWidget(self._new, 1)
        below.addWidget(self.usual)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(chosen)
        column.addWidget(self._body)
        column.addWidget(self._known)
        column.addLayout(below)
        self.language.set_choices([*LANGUAGES.items()])
        self.language.choose(language())
        self.language.picked.connect(self._speak)
        self.which.picked.connect(self._choose)
        self.body.given.connect(self._give)
        self.new.given.connect(self._make)
        self.usual.clicked.connect(self._back_to_usual)
        self.retranslate()

    def show_answers(self, read: Read) -> None:
        """As they are kept now; the one that was chosen stays chosen."""
        self._read = read
        self._show()

    def retranslate(self) -> None:
        for labelled, field, text in (
            (self._language, self.language, _("Language")), (self._which, self.which, _("Standard answer")),
            (self._body, self.body, _("What it says")), (self._new, self.new, _("A new answer's name")),
        ):  # fmt: skip
            labelled.set_label(text)
            field.setAccessibleName(text)
        self.usual.setText(_("Kolli's words"))
        self._known.setText(_("Fields: {names}").format(names=", ".join(f"{{{name}}}" for name in FIELDS)))
        self._show()

    def _current(self) -> Standard | None:
        rows = self._read.get(str(self.language.value()), [])
        return next((row for row in rows if row.name == self._name), rows[0] if rows else None)

    def _show(self) -> None:
        row = self._current()
        if row is None:
            return
        self._name = row.name
        rows = self._read[row.language]
        self.which.set_choices([(each.name, _(each.title) + (" ·" if each.own else "")) for each in rows])
        self.which.choose(row.name)
        self.body.show_text(row.body)
        self.usual.setEnabled(row.own)
        self.usual.setText(_("Kolli's words") if row.name in NAMES else _("Remove"))

    def _speak(self, _chosen: object) -> None:
        self._show()

    def _choose(self, name: object) -> None:
        self._name = str(name)
        self._show()

    def _give(self, typed: str) -> None:
        row = self._current()
        if row is not None and typed != row.body:
            self._change(row, typed, self.body)

    def _back_to_usual(self) -> None:
        row = self._current()
        if row is not None and row.own:
            self._change(row, "", None)

    def _change(self, row: Standard, body: str, field: QWidget | None) -> None:
        before = row.body if row.own else ""
        self._save(
            partial(complaints.change, row.name, row.language, body),
            partial(complaints.change, row.name, row.language, before), field,
        )  # fmt: skip

    def _make(self, name: str) -> None:
        spoken = str(self.language.value())
        known = {row.name for rows in self._read.values() for row in rows}
        self.new.show_text("")
        if not name or name in known:
            return
        self._name = name
        self._save(partial(complaints.change, name, spoken, _FRESH),
                   partial(complaints.change, name, spoken, ""), self.new)  # fmt: skip


def read() -> Read:
    """All of them; to be called on the store thread."""
    return {code: complaints.standards(code) for code in LANGUAGES}
