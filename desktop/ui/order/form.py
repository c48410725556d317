"""A small window with a few fields: one change of an order. Enter keeps it, Escape leaves everything as it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextArea, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.rolling import rolling
from desktop.ui.widgets.tick import Tick


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: text, area, choice or tick ("1" is ticked). `choices` are (value, words). `half`: before the next."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    unit: str = ""
    half: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: words for the lane, how it is taken back, an order to open instead."""

    said: str
    detail: str = ""
    undo: Callable[[], object] | None = None
    opens: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A form: `work` is done on the store thread with what was typed."""

    title: str
    detail: str
    save: str
    fields: tuple[Field, ...]
    work: Callable[[Mapping[str, str]], Kept]


class Form(QDialog):
    """`saved(values)` asks to keep it; the window stays until `done` or `say_refused`."""

    saved = Signal(object)

    def __init__(self, asked: Asked, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("order-form")
        self.setWindowTitle(asked.title)
        self.setAccessibleName(asked.title)
        self.asked = asked
        self.fields: dict[str, QWidget] = {}
        self._boxes: dict[str, LabelledField] = {}
        self.wrong = NoteBar(kind="refused")
        self.wrong.hide()
        self.save = KeyButton(asked.save, "check", "Ctrl+Return", role="primary", name="form-save")
        self.cancel = KeyButton(_("Cancel"), "", "Escape", name="form-cancel")
        self._lay_out(self._rows())
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        first = next((widget for name, widget in self.fields.items() if widget.isEnabled()), None)
        if first is not None:
            first.setFocus()
            if isinstance(first, TextField):
                first.selectAll()

    def _rows(self) -> QWidget:
        """The fields below each other, a half one beside the next."""
        look, inside = theme(), QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, look.px(4), 0)
        rows.setSpacing(look.px(6))
        beside: QHBoxLayout | None = None
        for field in self.asked.fields:
            widget = self._make(field)
            if beside is not None:
                beside.addWidget(widget, 1)
                beside = None
            elif field.half:
                beside = QHBoxLayout()
                beside.setSpacing(look.px(12))
                beside.addWidget(widget, 1)
                rows.addLayout(beside)
            else:
                rows.addWidget(widget)
        rows.addStretch(1)
        return inside

    def _lay_out(self, inside: QWidget) -> None:
        look, asked, scroll = theme(), self.asked, rolling(inside)
        scroll.setMinimumHeight(min(inside.sizeHint().height() + look.px(4), look.px(440)))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        column.setSpacing(look.px(12))
        column.addWidget(Label(asked.title, "heading", wrap=True))
        if asked.detail:
            column.addWidget(Label(asked.detail, "body", "ink.secondary", wrap=True))
        column.addWidget(scroll, 1)
        column.addWidget(self.wrong)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addLayout(foot)
        wide = look.px(520)
        self.setMinimumWidth(wide)
        # Words that wrap are higher than a window is made for by itself.
        self.resize(wide, max(self.sizeHint().height(), column.totalHeightForWidth(wide)))

    def values(self) -> dict[str, str]:
        """What stands in the fields, by their names."""
        found = {}
        for name, widget in self.fields.items():
            if isinstance(widget, TextField):
                found[name] = widget.text()
            elif isinstance(widget, TextArea):
                found[name] = widget.toPlainText()
            elif isinstance(widget, Choice):
                found[name] = str(widget.value() or "")
            elif isinstance(widget, Tick):
                found[name] = "1" if widget.isChecked() else ""
        return found

    def say_refused(self, error: Exception) -> None:
        """It was not kept: why, and which field it is about."""
        if not isinstance(error, KolliError):
            raise error
        self.save.setEnabled(True)
        self.wrong.say(error.say(), "", "refused")
        self.wrong.show()
        field = str(getattr(error, "field", ""))
        for name, box in self._boxes.items():
            box.say_wrong(" " if name == field else "")
        if field in self.fields:
            self.fields[field].setFocus()

    def _make(self, field: Field) -> QWidget:
        widget: QWidget
        if field.kind == "tick":
            tick = Tick(f"form-{field.name}", field.label)
            tick.setChecked(bool(field.value))
            tick.setEnabled(field.enabled)
            self.fields[field.name] = tick
            return tick
        if field.kind == "choice":
            choice = Choice(f"form-{field.name}")
            choice.set_choices([*field.choices])
            choice.choose(field.value)
            widget = choice
        elif field.kind == "area":
            area = TextArea(f"form-{field.name}", hint=field.hint, lines=4)
            area.setPlainText(field.value)
            widget = area
        else:
            text = TextField(f"form-{field.name}", hint=field.hint, unit=field.unit)
            text.setText(field.value)
            text.returnPressed.connect(self._save)
            widget = text
        widget.setEnabled(field.enabled)
        self.fields[field.name] = widget
        self._boxes[field.name] = LabelledField(field.label, widget)
        return self._boxes[field.name]

    def _save(self) -> None:
        if self.save.isEnabled():
            self.save.setEnabled(False)
            self.saved.emit(self.values())
