"""A few fields with a button: what the page asks before it writes. One at a time, in the place of what it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextArea, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Asked:
    """One field. `choices` (value, words) make it a choice, `lines` above one a text of several lines."""

    name: str
    title: str
    value: str = ""
    lines: int = 1
    choices: tuple[tuple[str, str], ...] = ()


class Form(Panel):
    """`ask(title, fields, button, then)`; `then(values)` is called with what was typed, stripped. Esc closes it."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._title, self._detail = Label("", "benchBody", weight=600), Label("", "body", "ink.secondary", wrap=True)
        self._fields: dict[str, tuple[LabelledField, QWidget]] = {}
        self._then: Callable[[dict[str, str]], object] | None = None
        self.save = KeyButton("", "check", "Ctrl+Return", role="primary", name="customers-form-save")
        self.cancel = KeyButton("", "x", name="customers-form-cancel")
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self._foot = foot
        self.body.addWidget(self._title)
        self.body.addWidget(self._detail)
        self.body.addLayout(foot)
        self.save.clicked.connect(self._give)
        self.cancel.clicked.connect(self.close_form)
        self.hide()

    def ask(
        self, title: str, fields: Sequence[Asked], button: str, then: Callable[[dict[str, str]], object],
        detail: str = "", *, danger: bool = False,
    ) -> None:  # fmt: skip
        self._clear()
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        for asked in fields:
            shown = LabelledField(asked.title, _widget(asked))
            shown.setObjectName(f"customers-form-{asked.name}-row")
            self.body.insertWidget(self.body.count() - 1, shown)
            field = shown.findChild(QWidget, f"customers-form-{asked.name}")
            assert field is not None
            self._fields[asked.name] = (shown, field)
        self.save.setText(button)
        self.save.set_role("danger" if danger else "primary")
        self.cancel.setText(_("Cancel"))
        self._then = then
        self.show()
        first = next((field for _shown, field in self._fields.values()), self.save)
        first.setFocus()
        if isinstance(first, TextField):
            first.selectAll()

    def field(self, name: str) -> QWidget:
        """One field of those that are asked now."""
        return self._fields[name][1]

    def close_form(self) -> None:
        if self.isVisible() or self._fields:
            self._clear()
            self.hide()

    def say_wrong(self, text: str) -> None:
        """What is wrong stands under the first field."""
        for shown, _field in self._fields.values():
            shown.say_wrong(text)
            return

    def _give(self) -> None:
        if self._then is not None and self.isVisible():
            self._then({name: _typed(field) for name, (_shown, field) in self._fields.items()})

    def _clear(self) -> None:
        for shown, _field in self._fields.values():
            self.body.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        self._fields.clear()
        self._then = None


def _widget(asked: Asked) -> QWidget:
    name = f"customers-form-{asked.name}"
    if asked.choices:
        choice = Choice(name, asked.title)
        choice.set_choices([(value, words) for value, words in asked.choices])
        choice.choose(asked.value)
        return choice
    if asked.lines > 1:
        area = TextArea(name, asked.title, lines=asked.lines)
        area.setPlainText(asked.value)
        return area
    field = TextField(name, asked.title)
    field.setText(asked.value)
    return field


def _typed(field: QWidget) -> str:
    if isinstance(field, Choice):
        return str(field.value() or "")
    if isinstance(field, TextArea):
        return field.toPlainText().strip()
    return field.text().strip() if isinstance(field, TextField) else ""
