"""The fields of a store's form, drawn from what its connector asks for."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.services.stores import StoreRow
from desktop.sync.address import Line, line_to
from desktop.sync.fields import Field, Keep, Shape
from desktop.ui.dialogs import choose_file, choose_folder
from desktop.ui.settings.page import SettingRow
from desktop.ui.settings.store_habits import StoreHabits
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline
from desktop.ui.widgets.switch import Switch

NAME = Field("name", N_("Name, as you call it"))
_CA = Field("ca_file", N_("Own certificate authority, if there is one"), shape=Shape.FILE, needed=False)


class FieldRow(QWidget):
    """One field with its label, its hint below, and a button that chooses a file or folder where it is one."""

    edited = Signal(str)

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        name = f"store-{field.name.replace('_', '-')}"
        self.input: TextField | Choice
        if field.shape is Shape.CHOICE:
            self.input = Choice(name)
            self.input.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.input.setMinimumContentsLength(8)
            self.input.picked.connect(self._edited)
        else:
            self.input = TextField(name, codes=field is not NAME)
            self.input.textEdited.connect(self._edited)
            if field.shape is Shape.SECRET:
                self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.labelled = LabelledField("", self.input)
        self._hint = Label("", "caption", "ink.muted", weight=400, wrap=True)
        self.choose: KeyButton | None = None
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.labelled, 1)
        if field.shape in (Shape.FILE, Shape.FOLDER):
            self.choose = KeyButton("", "folder", name=f"{name}-choose")
            self.choose.clicked.connect(self._choose)
            side = QVBoxLayout()
            side.addSpacing(theme().px(22))
            side.addWidget(self.choose)
            side.addStretch(1)
            row.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        column.addLayout(row)
        column.addWidget(self._hint)
        self.retranslate()

    @property
    def is_wide(self) -> bool:
        return self.field.shape in (Shape.CHOICE, Shape.FILE, Shape.FOLDER)

    def value(self) -> str:
        if isinstance(self.input, Choice):
            return str(self.input.value() or "")
        return self.input.text().strip()

    def put(self, value: str) -> None:
        if isinstance(self.input, Choice):
            self.input.choose(value or self.field.choices[0][0])
        else:
            self.input.setText(value)

    def retranslate(self) -> None:
        self.labelled.set_label(_(self.field.label))
        self._hint.setText(_(self.field.hint) if self.field.hint else "")
        self._hint.setVisible(bool(self.field.hint))
        if isinstance(self.input, Choice):
            self.input.set_choices([(value, _(text)) for value, text in self.field.choices])
        if self.choose is not None:
            self.choose.setText(_("Choose"))

    def _choose(self) -> None:
        folder = self.field.shape is Shape.FOLDER
        label = _(self.field.label)
        found = choose_folder(self, label) if folder else choose_file(self, label, [(_("Files"), "*")])
        if found is not None:
            self.put(str(found))
            self._edited()

    def _edited(self, _value: object = None) -> None:
        self.edited.emit(self.field.name)


class StoreFields(QWidget):
    """`begin(fields, row)`; then `name()`, `url()`, `settings(kept)` and `keys()` are what was typed in."""

    edited = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, FieldRow] = {}
        self._is_new = True
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme().px(16))
        self._grid.setVerticalSpacing(theme().px(10))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.keyring, self.plain_note = NoteBar(kind="hint"), NoteBar(kind="attention")
        self.plain, self.active = Switch("store-plain-http"), Switch("store-active", on=True)
        self._plain, self._active = SettingRow(self.plain), SettingRow(self.active)
        self.habits = StoreHabits()
        self.plain.toggled.connect(self._say_plain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme().px(8), 0)
        column.setSpacing(theme().px(10))
        column.addLayout(self._grid)
        column.addWidget(self.plain_note)
        column.addWidget(self._plain)
        column.addWidget(self.keyring)
        self._line = Hairline()
        column.addWidget(self._line)
        column.addWidget(self._active)
        column.addWidget(self.habits)
        column.addStretch(1)
        self.retranslate()

    def begin(self, fields: tuple[Field, ...], row: StoreRow | None) -> None:
        """Draw the fields of another store; None is a new one."""
        self._is_new = row is None
        for old in self.rows.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        over_network = any(field.keep is Keep.ADDRESS and field.shape is Shape.TEXT for field in fields)
        more = () if not over_network or any(field.name == _CA.name for field in fields) else (_CA,)
        self.rows = {field.name: FieldRow(field, self) for field in (NAME, *fields, *more)}
        for name, each in self.rows.items():
            each.edited.connect(self._touched)
            if row is not None and each.field.keep is not Keep.KEYRING:
                kept = {"name": row.name, "url": row.url}.get(name, str(row.settings.get(name, "") or ""))
                each.put(kept)
            if each.field.keep is Keep.ADDRESS and over_network and isinstance(each.input, TextField):
                each.input.setPlaceholderText("https://")
        self.plain.setChecked(bool(row and row.settings.get("plain_http")))
        self.active.setChecked(row is None or row.active)
        self._active.setVisible(row is not None)
        self.habits.begin(row.settings if row is not None else {})
        self.habits.setVisible(row is not None and over_network)  # a folder has no stock, and mails nobody
        self._line.setVisible(row is not None)
        self._arrange()
        self.retranslate()

    def focus_first(self) -> None:
        first = self.rows["name" if self._is_new else self._address()]
        first.input.setFocus()

    def name(self) -> str:
        return self.rows["name"].value()

    def url(self) -> str:
        return self.rows[self._address()].value()

    def settings(self, kept: Mapping[str, object]) -> dict[str, object]:
        """What is kept with what was typed over it; fields that are not shown stay as they were."""
        typed: dict[str, object] = {
            name: row.value()
            for name, row in self.rows.items()
            if row.field is not NAME and row.field.keep is Keep.SETTING and self.is_shown(name)
        }
        return {**kept, **typed, "plain_http": self.plain.isChecked()}

    def keys(self) -> dict[str, str]:
        """What was typed for the keyring; {} where nothing was."""
        found = {name: self.rows[name].value() for name in self._secret()}
        return found if any(found.values()) else {}

    def missing(self) -> list[str]:
        """Mark what is needed and empty, and name it."""
        asks_keys = self._is_new or bool(self.keys())
        absent = []
        for name, row in self.rows.items():
            wanted = row.field.needed and self.is_shown(name) and (row.field.keep is not Keep.KEYRING or asks_keys)
            empty = wanted and not row.value()
            row.labelled.say_wrong(_("This is needed") if empty else "")
            absent += [name] if empty else []
        return absent

    def mark_wrong(self, name: str) -> None:
        if name in self.rows and isinstance(self.rows[name].input, TextField):
            self.rows[name].input.set_wrong(True)  # type: ignore[union-attr]
            self.rows[name].input.setFocus()

    def secret_field(self, turn: int) -> str:
        """The first key of the store, or the one after it where there is one."""
        found = self._secret()
        return found[min(turn, len(found) - 1)] if found else self._address()

    def clear_keys(self) -> None:
        for name in self._secret():
            self.rows[name].put("")

    def is_shown(self, name: str) -> bool:
        asks = self.rows[name].field.shown_for
        return asks is None or (asks[0] in self.rows and self.rows[asks[0]].value() in asks[1])

    def _address(self) -> str:
        return next((name for name, row in self.rows.items() if row.field.keep is Keep.ADDRESS), "name")

    def _secret(self) -> list[str]:
        return [name for name, row in self.rows.items() if row.field.keep is Keep.KEYRING and self.is_shown(name)]

    def _touched(self, name: str) -> None:
        row = self.rows[name]
        row.labelled.say_wrong("")
        if isinstance(row.input, Choice):
            self._arrange()
        self._say_plain()
        self.edited.emit(name)

    def _arrange(self) -> None:
        """Two short fields side by side, long ones in a row of their own."""
        line = place = 0
        for name, row in self.rows.items():
            self._grid.removeWidget(row)
            row.setVisible(self.is_shown(name))
            if not self.is_shown(name):
                continue
            if row.is_wide:
                line, place = line + (1 if place else 0), 0
                self._grid.addWidget(row, line, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
                line += 1
            else:
                self._grid.addWidget(row, line, place, Qt.AlignmentFlag.AlignTop)
                line, place = line + place, 1 - place
        self._say_plain()
        self.keyring.setVisible(bool(self._secret()))

    def _say_plain(self, _on: object = None) -> None:
        plain = bool(self.rows) and line_to(self.url()) is Line.PLAIN
        self._plain.setVisible(plain)
        self.plain_note.setVisible(plain and self.plain.isChecked())

    def retranslate(self) -> None:
        for row in self.rows.values():
            row.retranslate()
            if row.field.keep is Keep.KEYRING and isinstance(row.input, TextField):
                row.input.setPlaceholderText("" if self._is_new else _("kept on this computer"))
        self.keyring.say(_("Keys go into this computer's keyring, never into the database or a log."))
        self.plain_note.say(
            _("The key and your customers' addresses travel unprotected"),
            _("Anybody on the way can read them. Allow it only inside your own network."),
        )
        self._plain.say(_("Without encryption"), _("Only for a store in your own network."))
        self.habits.retranslate()
        self._active.say(_("Switched on"), _("Off: nothing is read or told; what waits stays."))
