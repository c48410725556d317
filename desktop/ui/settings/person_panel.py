"""One person: the badge, the role, what is switched on or off, a new PIN."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.rights import ROLE_WORDS, Right, Role
from desktop.i18n import LANGUAGES, N_, _
from desktop.services.people import Person
from desktop.services.permits import tail
from desktop.ui import icons
from desktop.ui.settings.page import SettingField, scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import Segments
from desktop.ui.widgets.switch import Switch

_ROLES = (Role.PACKER, Role.CASHIER, Role.OFFICE, Role.OWNER)
# What the owner switches for one person; several rights where people think of them as one.
SWITCHED: tuple[tuple[str, str, tuple[Right, ...]], ...] = (
    ("pack", N_("Pack and seal parcels"), (Right.PACK, Right.PICK)),
    ("manual", N_("Confirm a unit by hand"), (Right.MANUAL,)),
    ("quantity", N_("Type a quantity over {limit}"), (Right.QUANTITY,)),
    ("part", N_("Send part of an order"), (Right.PART,)),
    ("prices", N_("See customers and prices"), (Right.CUSTOMERS, Right.PRICES)),
)


class PersonPanel(Panel):
    """Tells what a person at the screen wants; the page does it."""

    role_chosen = Signal(object)
    switched = Signal(object, bool)  # the rights
    supervises = Signal(bool)
    language_chosen = Signal(str)
    renamed = Signal(str)
    pin_given = Signal(str)
    badge_given = Signal()
    badge_printed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(flush=True)
        self._person: Person | None = None
        self._card, self._limit = "", 0
        self.name_, self.language = SettingField("person-name"), Choice("person-language")
        self.role = Segments("person-role")
        self.switches = {key: Switch(f"person-{key}") for key, _text, _rights in SWITCHED}
        self.supervisor = Switch("person-supervisor")
        self.pin = TextField("person-pin")
        self.pin.setEchoMode(TextField.EchoMode.Password)
        self.pin.setMaxLength(8)
        self.give = KeyButton("", "check", role="primary", name="person-give-badge")
        self.new_pin = KeyButton("", "key-round", name="person-new-pin")
        self.print_ = KeyButton("", "printer", name="person-print-badge")
        self.leave = KeyButton("", "log-out", role="quiet", name="person-leave")
        self._title = ElideLabel("", "benchBody", weight=600)
        self._badge, self._badge_note = ElideLabel("", "benchBody", weight=600, codes=True), ElideLabel("", "caption")
        self._badge_mark = QLabel()
        self._role_word = Label("", "caption", "ink.secondary", weight=600)
        self._rows: dict[str, ElideLabel] = {}
        self._note = Label("", "caption", "ink.muted", wrap=True)
        self._name, self._language = LabelledField("", self.name_), LabelledField("", self.language)
        self._pin = LabelledField("", self.pin)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_person(self, person: Person | None, card: str = "", limit: int = 5) -> None:
        """`card` is a badge that was read just now and belongs to nobody; `limit` of a typed quantity."""
        if person is None or self._person is None or person.id != self._person.id:
            self._ask_pin(False)
        self._person, self._card, self._limit = person, card, limit
        self.setVisible(person is not None)
        if person is None:
            return
        self._title.setText(person.name)
        self.name_.show_text(person.name)
        self.language.choose(person.language)
        self._quietly(self.role, partial(self.role.choose, person.role.value))
        owner = person.role is Role.OWNER
        for key, _text, rights in SWITCHED:
            self.switches[key].setChecked(set(rights) <= person.rights)
            self.switches[key].setEnabled(not owner)
        self.supervisor.setChecked(person.approves)
        self.supervisor.setEnabled(not owner)
        self._say()

    def retheme(self) -> None:
        super().retheme()
        self._badge_mark.setPixmap(icons.icon("id-card", "go.ink", 32))

    def retranslate(self) -> None:
        self._role_word.setText(_("Role"))
        self.role.setAccessibleName(_("Role"))
        self._quietly(self.role, partial(self.role.set_choices, [(role.value, _(ROLE_WORDS[role])) for role in _ROLES]))
        self.language.set_choices([("", _("As the bench")), *LANGUAGES.items()])
        self._name.set_label(_("Name"))
        self._language.set_label(_("Language"))
        self._pin.set_label(_("New PIN: 4 to 8 digits, then Enter"))
        self._note.setText(_("A switched-off action can still be approved once by a supervisor's badge at the bench."))
        self.give.setText(_("Give"))
        self.new_pin.setText(_("New PIN"))
        self.print_.setText(_("Print badge"))
        self.leave.setText(_("Has left"))
        self._say()

    def _say(self) -> None:
        person = self._person
        texts = {key: text for key, text, _rights in SWITCHED} | {"supervisor": N_("Approves for others by badge")}
        for key, label in self._rows.items():
            words = _(texts[key]).format(limit=self._limit)
            label.setText(words)
            (self.supervisor if key == "supervisor" else self.switches[key]).setAccessibleName(words)
        if person is None:
            return
        badge = self._card or person.badge
        self._badge.setText(f"… {tail(badge)}" if badge else _("No badge"))
        note = _("new card just read") if self._card else _("on the card") if badge else _("Scan a card to give it")
        self._badge_note.setText(note)
        self.give.setVisible(bool(self._card))

    def _ask_pin(self, asks: bool) -> None:
        self._pin.setVisible(asks)
        self.pin.clear()
        if asks:
            self.pin.setFocus()

    def _give_pin(self) -> None:
        if self.pin.text():
            self.pin_given.emit(self.pin.text())

    def end_pin(self) -> None:
        """It was taken."""
        self._ask_pin(False)

    def _quietly(self, part: QWidget, act: Callable[[], object]) -> None:
        part.blockSignals(True)
        act()
        part.blockSignals(False)

    def _pick_role(self, role: str) -> None:
        self.role_chosen.emit(Role(role))

    def _pick_language(self, language: object) -> None:
        self.language_chosen.emit(str(language))

    def _switch(self, key: str) -> None:
        rights = next(rights for own, _text, rights in SWITCHED if own == key)
        self.switched.emit(rights, self.switches[key].isChecked())

    def _connect(self) -> None:
        self.role.chosen.connect(self._pick_role)
        self.language.picked.connect(self._pick_language)
        self.name_.given.connect(self.renamed)
        for key, switch in self.switches.items():
            switch.clicked.connect(partial(self._switch, key))
        self.supervisor.clicked.connect(self.supervises)
        self.give.clicked.connect(self.badge_given)
        self.print_.clicked.connect(self.badge_printed)
        self.leave.clicked.connect(self.left)
        self.new_pin.clicked.connect(partial(self._ask_pin, True))
        self.pin.returnPressed.connect(self._give_pin)

    def _lay_out(self) -> None:
        look = theme()
        pad = look.px(16)
        head = QHBoxLayout()
        head.setContentsMargins(pad, look.px(8), look.px(8), look.px(8))
        head.addWidget(self._title, 1)
        head.addWidget(self.leave)
        box = QFrame()
        box.setProperty("class", "sunken")
        inside = QHBoxLayout(box)
        inside.setContentsMargins(pad, look.px(10), look.px(12), look.px(10))
        inside.setSpacing(look.px(14))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._badge)
        words.addWidget(self._badge_note)
        inside.addWidget(self._badge_mark)
        inside.addLayout(words, 1)
        inside.addWidget(self.give)
        column = QVBoxLayout()
        column.setContentsMargins(pad, look.px(10), pad, look.px(8))
        column.setSpacing(look.px(6))
        column.addWidget(box)
        column.addWidget(self._role_word)
        column.addWidget(self.role)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for key in (*self.switches, "supervisor"):
            rows.addLayout(self._row(key))
            rows.addWidget(Hairline())
        column.addLayout(rows)
        column.addWidget(self._note)
        fields = QHBoxLayout()
        fields.setSpacing(look.px(12))
        fields.addWidget(self._name, 1, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self._language, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(fields)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addWidget(self.new_pin, 1)
        buttons.addWidget(self.print_, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(pad, look.px(8), pad, pad)
        foot.setSpacing(look.px(8))
        foot.addWidget(self._pin)
        foot.addLayout(buttons)
        middle = QWidget()
        middle.setLayout(column)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(scrolling(middle), 1)
        self.body.addLayout(foot)
        self._pin.hide()
        self.retheme()

    def _row(self, key: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self._rows[key] = ElideLabel("", "body", weight=500)
        control = self.supervisor if key == "supervisor" else self.switches[key]
        control.setFixedHeight(theme().px(36))
        row.addWidget(self._rows[key], 1)
        row.addWidget(control)
        return row
