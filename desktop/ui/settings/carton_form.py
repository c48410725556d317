"""The shop's cartons: choose one to change it, or add one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.services import cartons
from desktop.services.cartons import CartonRow
from desktop.ui.settings.page import SettingField, SettingRow, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.switch import Switch

_NEW = 0
_NUMBERS = {
    "length_mm": (N_("Length inside"), "mm"),
    "width_mm": (N_("Width inside"), "mm"),
    "height_mm": (N_("Height inside"), "mm"),
    "weight_g": (N_("Its own weight"), "g"),
    "max_g": (N_("Carries up to"), "g"),
}


class CartonForm(QWidget):
    """`save(change, undo, field)` is the page's; `show_cartons(rows)` after each reading."""

    wanted_label = Signal(int)

    def __init__(self, save: Callable[..., object]) -> None:
        super().__init__()
        self._save = save
        self._rows: dict[int, CartonRow] = {}
        self._title = Label("", "benchBody", weight=600)
        self.which = Choice("carton-which")
        self.name_ = SettingField("carton-name")
        self.fields = {name: SettingField(f"carton-{name}", unit=sign) for name, (_t, sign) in _NUMBERS.items()}
        self.active = Switch("carton-active", on=True)
        self.code = Label("", "body", "ink.secondary", codes=True)
        self.add = KeyButton("", "plus", name="carton-add")
        self._labels = {name: LabelledField("", field) for name, field in self.fields.items()}
        self._which, self._name = LabelledField("", self.which), LabelledField("", self.name_)
        self._active = SettingRow(self.active)
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self._title)
        column.addLayout(pair((self._which, 1), (self._name, 1)))
        column.addLayout(pair(*((self._labels[name], 1) for name in ("length_mm", "width_mm", "height_mm"))))
        column.addLayout(pair(*((self._labels[name], 1) for name in ("weight_g", "max_g"))))
        column.addWidget(self._active)
        foot = QHBoxLayout()
        foot.addWidget(self.code)
        foot.addStretch(1)
        foot.addWidget(self.add)
        column.addLayout(foot)
        self.which.picked.connect(self._choose)
        self.add.clicked.connect(self._add)
        self.name_.given.connect(partial(self._change, "name", self.name_))
        for name, field in self.fields.items():
            field.given.connect(partial(self._change_number, name, field))
        self.active.clicked.connect(self._switch)
        self.retranslate()

    def show_cartons(self, rows: list[CartonRow]) -> None:
        new = {row.id for row in rows} - set(self._rows)
        known = bool(self._rows)
        self._rows = {row.id: row for row in rows}
        self._fill()
        if known and len(new) == 1:
            self.which.choose(new.pop())
        elif self.which.value() not in self._rows and rows:
            self.which.choose(rows[0].id)
        self._choose(self.which.value())

    def _fill(self) -> None:
        sizes = {
            row.id: f"{row.name} · {row.length_mm} × {row.width_mm} × {row.height_mm} mm" for row in self._rows.values()
        }
        self.which.set_choices([*sizes.items(), (_NEW, _("New carton"))])

    def _choose(self, carton_id: object) -> None:
        row = self._rows.get(carton_id) if isinstance(carton_id, int) else None
        self.name_.show_text(row.name if row else "")
        for name, field in self.fields.items():
            kept = getattr(row, name) if row else None
            field.show_text("" if kept is None else str(kept))
        self.active.setChecked(row is None or row.active)
        self._active.setVisible(row is not None)
        self.add.setVisible(row is None)
        self.code.setText(row.code if row else "")

    def _now(self) -> CartonRow | None:
        value = self.which.value()
        return self._rows.get(value) if isinstance(value, int) else None

    def _change(self, column: str, field: SettingField, value: object) -> None:
        row = self._now()
        if row is not None:
            undo = partial(cartons.change, row.id, **{column: getattr(row, column)})
            self._save(partial(cartons.change, row.id, **{column: value}), undo, field)

    def _change_number(self, column: str, field: SettingField, typed: str) -> None:
        if self._now() is not None:
            self._change(column, field, _whole(typed, empty=None if column == "max_g" else 0))

    def _switch(self, on: bool) -> None:
        row = self._now()
        if row is not None:
            undo = partial(cartons.change, row.id, active=row.active)
            self._save(partial(cartons.change, row.id, active=on), undo, None)

    def _add(self) -> None:
        sizes = [_whole(self.fields[name].text(), empty=0) or 0 for name in ("length_mm", "width_mm", "height_mm")]
        weight = _whole(self.fields["weight_g"].text(), empty=0) or 0
        made: list[CartonRow] = []
        self._save(
            partial(_add, made, self.name_.text(), *sizes, weight, _whole(self.fields["max_g"].text(), empty=None)),
            partial(_unmake, made),
            self.name_,
        )

    def retranslate(self) -> None:
        self._title.setText(_("Cartons"))
        self._which.set_label(_("Carton"))
        self._name.set_label(_("Name, as you call it"))
        for name, (text, _sign) in _NUMBERS.items():
            self._labels[name].set_label(_(text))
        self._active.say(_("In use"), _("Is suggested at the bench."))
        self.add.setText(_("Add carton"))
        if self._rows or self.which.count():
            self._fill()


def _whole(typed: str, empty: int | None) -> int | None:
    """A typed number; what is none is refused by the service, as -1."""
    plain = "".join(typed.split()).removesuffix("mm").removesuffix("g")
    if not plain:
        return empty
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else -1


def _add(made: list[CartonRow], *values: object) -> CartonRow:
    row = cartons.add(*values)  # type: ignore[arg-type]
    made.append(row)
    return row


def _unmake(made: list[CartonRow]) -> object:
    return cartons.change(made[-1].id, active=False) if made else None
