"""What can be chosen of one kind of paper: its texts in a language, the parts it shows, and the logo."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.shapes import HOLES, SHAPES, Shape
from desktop.documents.template import LogoPlace
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _
from desktop.services import templates
from desktop.services.templates import Own
from desktop.ui.settings.page import SettingRow
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline
from desktop.ui.widgets.switch import Switch
from desktop.ui.widgets.tick import Tick

_PLACES = {LogoPlace.LEFT: N_("Left"), LogoPlace.CENTRE: N_("In the middle"), LogoPlace.RIGHT: N_("Right")}
_TEXTS = {part: words for shape in SHAPES.values() for part, words in shape.texts.items()}
_PARTS = {part: title for shape in SHAPES.values() for part, title in shape.parts.items()}


class _Area(TextArea):
    """Tells when it is left."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class PaperForm(QWidget):
    """`show_choice(kind, own, language)`; `chosen` is to be kept, `tried` tells of typing: see `draft`."""

    chosen = Signal(object)
    tried = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kind, self._own, self._language = "", Own(), ""
        self.areas = {part: _Area(f"paper-text-{part}", lines=words.lines) for part, words in _TEXTS.items()}
        self._fields = {part: LabelledField("", area) for part, area in self.areas.items()}
        self.ticks = {part: Tick(f"paper-part-{part}") for part in _PARTS}
        self._holes = Label("", "caption", "ink.secondary", weight=400, wrap=True)
        self._words, self._shown, self._logo = (Label("", "benchBody", weight=600) for _turn in range(3))
        self.logo = Switch("paper-logo")
        self._logo_row = SettingRow(self.logo)
        self.height_, self.place = Choice("paper-logo-height"), Choice("paper-logo-place")
        self._size, self._place = LabelledField("", self.height_), LabelledField("", self.place)
        self.pick, self.drop = (
            KeyButton("", "image", name="paper-logo-pick"),
            KeyButton("", "trash-2", name="paper-logo-drop"),
        )
        self._logo_box, self._parts_box = QWidget(), QWidget()
        self._parts = QVBoxLayout(self._parts_box)
        self._lay_out()
        for part, area in self.areas.items():
            area.textChanged.connect(partial(self._typed, part))
            area.left.connect(partial(self._give, part))
        for part, tick in self.ticks.items():
            tick.clicked.connect(partial(self._tick, part))
        self.logo.clicked.connect(self._switch)
        self.height_.picked.connect(self._pick_height)
        self.place.picked.connect(self._pick_place)

    def show_choice(self, kind: str, own: Own, language: str, *, has_logo: bool) -> None:
        """What is kept; a text that is being typed in stays."""
        same = (kind, language) == (self._kind, self._language)
        self._kind, self._own, self._language = kind, own, language
        shape = SHAPES[kind]
        for part, area in self.areas.items():
            words = shape.texts.get(part)
            self._fields[part].setVisible(words is not None)
            if words is not None:
                self._fields[part].set_label(_(words.title))
                kept = own.texts.get(language, {}).get(part, "")
                if not (same and area.hasFocus()) and area.toPlainText() != kept:
                    area.setPlainText(kept)
                    self._fields[part].say_wrong("")
        self._show_parts(shape)
        self._show_logo(shape, has_logo)
        self._holes.setText(" · ".join(f"{{{name}}} {_(HOLES[name])}" for name in shape.holes))

    def draft(self) -> Own | None:
        """The choice with what is being typed; None where that could not be kept."""
        said = {part: area.toPlainText().strip() for part, area in self.areas.items() if part in self._shape().texts}
        for part, text in said.items():
            try:
                templates.check_text(self._kind, part, text)
            except KolliError:
                return None
        return self._with_texts({part: text for part, text in said.items() if text})

    def retranslate(self) -> None:
        self._words.setText(_("Own words"))
        self._shown.setText(_("Shown"))
        self._logo.setText(_("Logo"))
        self._logo_row.say(_("The logo is on this paper"), _("Colour is in the logo only."))
        self._size.set_label(_("Height"))
        self._place.set_label(_("Place"))
        self.pick.setText(_("Choose a picture"))
        self.drop.setText(_("Take it away"))
        for area in self.areas.values():
            area.setPlaceholderText(_("Kolli's own words, or none"))
        for part, tick in self.ticks.items():
            tick.setText(_(_PARTS[part]))

    def _shape(self) -> Shape:
        return SHAPES.get(self._kind, Shape())

    def _with_texts(self, said: dict[str, str]) -> Own:
        others = {language: texts for language, texts in self._own.texts.items() if language != self._language}
        return replace(self._own, texts={**others, self._language: said} if said else others)

    def _show_parts(self, shape: Shape) -> None:
        for part, tick in self.ticks.items():
            tick.setVisible(part in shape.parts)
            tick.setText(_(shape.parts.get(part, _PARTS[part])))
            tick.setChecked(part not in self._own.hidden)
        self._shown.setVisible(bool(shape.parts))
        self._parts_box.setVisible(bool(shape.parts))

    def _show_logo(self, shape: Shape, has_logo: bool) -> None:
        self._logo_box.setVisible(bool(shape.logo_at))
        on = shape.logo_usual if self._own.logo is None else self._own.logo
        self.logo.setChecked(on)
        least, _usual, most = shape.logo_mm
        self.height_.set_choices([(0.0, _("Usual")), (float(least), _("Small")), (float(most), _("Large"))])
        self.height_.choose(self._own.logo_mm)
        self.place.set_choices([(place, _(_PLACES[place])) for place in shape.logo_at])
        self.place.choose(self._own.logo_at or next(iter(shape.logo_at), None))
        self._place.setVisible(len(shape.logo_at) > 1)
        for part in (self.height_, self.place):
            part.setEnabled(on and has_logo)
        self.drop.setVisible(has_logo)

    def _typed(self, part: str) -> None:
        if not self.areas[part].hasFocus():
            return
        try:
            templates.check_text(self._kind, part, self.areas[part].toPlainText().strip())
        except KolliError as error:
            self._fields[part].say_wrong(error.say())
            return
        self._fields[part].say_wrong("")
        self.tried.emit()

    def _give(self, part: str) -> None:
        made = self.draft() if part in self._shape().texts else None
        if made is not None and made != self._own:
            self.chosen.emit(made)

    def _tick(self, part: str) -> None:
        hidden = tuple(
            own
            for own in self._shape().parts
            if (not self.ticks[own].isChecked() if own == part else own in self._own.hidden)
        )
        self.chosen.emit(replace(self._own, hidden=hidden))

    def _switch(self) -> None:
        on = self.logo.isChecked()
        self.chosen.emit(replace(self._own, logo=None if on == self._shape().logo_usual else on))

    def _pick_height(self, height: object) -> None:
        self.chosen.emit(replace(self._own, logo_mm=float(str(height))))

    def _pick_place(self, place: object) -> None:
        chosen = LogoPlace(str(place))
        usual = next(iter(self._shape().logo_at), None)
        self.chosen.emit(replace(self._own, logo_at=None if chosen == usual else chosen))

    def _lay_out(self) -> None:
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self._words)
        for field in self._fields.values():
            column.addWidget(field)
        column.addWidget(self._holes)
        column.addWidget(Hairline())
        column.addWidget(self._shown)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(0)
        for tick in self.ticks.values():
            self._parts.addWidget(tick)
        column.addWidget(self._parts_box)
        box = QVBoxLayout(self._logo_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(8))
        box.addWidget(self._logo)
        box.addWidget(self._logo_row)
        sizes = QHBoxLayout()
        sizes.setSpacing(look.px(16))
        sizes.addWidget(self._size)
        sizes.addWidget(self._place)
        box.addLayout(sizes)
        for button in (self.pick, self.drop):
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._logo_box)
