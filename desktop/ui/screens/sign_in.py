"""Sign-in: a badge, or a name and its PIN. An open parcel waits, and it is said for whom."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel

from desktop.domain.errors import KolliError
from desktop.i18n import N_, _, number
from desktop.services import claims, orders, packing, people, settings
from desktop.services.people import Person
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.printer_watch import PrinterWatch
from desktop.ui.screen import Screen
from desktop.ui.sign_in.badge_picture import BadgePicture
from desktop.ui.sign_in.hearing_test import HearingTest
from desktop.ui.sign_in.pin_pad import PinPad
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.paper_note import PaperNote
from desktop.ui.words import order_name

_IN_A_ROW = 4
_MOST_NAMES = 12  # who is not among them has a badge


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The parcel that is open at this bench."""

    number: str
    left: int
    who: str


class SignInScreen(Screen):
    name, title, icon, rail, bench, alone = "sign-in", N_("Sign in"), "circle-user-round", "", True, True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._people: tuple[Person, ...] = ()
        self._chosen: Person | None = None
        self._waiting: _Waiting | None = None
        self.names: dict[int, KeyButton] = {}
        self.pad, self.hearing = PinPad(), HearingTest(desk.sounds)
        self.papers, self._printers = PaperNote(), PrinterWatch(desk, self)
        self._printers.changed.connect(self.papers.show_now)
        self._picture = BadgePicture()
        self._title, self._detail = Label("", "figure"), Label("", "heading", "ink.muted", weight=400)
        self._grid = QGridLayout()
        self._waits_mark = QLabel()
        self._waits = Label("", "body", "ink.secondary")
        self._lay_out()
        self.pad.given.connect(self._give_pin)
        self.hearing.answered.connect(self._sounds_answered)
        desk.hub.watch(self, {"person", "order"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self._choose(None)
        self.hearing.stop()
        self.desk.lane.set_idle(_("Ready to scan"), _("Scan your badge to sign in"))
        self._read()
        self._printers.look()
        self.setFocus()

    def left(self) -> None:
        self.hearing.stop()
        self._choose(None)

    def takes_badges(self) -> bool:
        return True

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(people.sign_in_badge, text), self._signed_in, self._refused)

    def back(self) -> bool:
        """Somebody is signed in and only wanted to change: their page comes back."""
        self.desk.tasks.run(people.current, self._give_back)
        return True

    def _give_back(self, person: Person | None) -> None:
        give_back = getattr(self.window(), "give_back", None)
        if person is not None and give_back is not None:
            give_back()

    def _changed(self, _changes: object) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self.desk.tasks.run(_look, self._show)

    def _show(self, found: tuple[tuple[Person, ...], _Waiting | None]) -> None:
        able, self._waiting = found
        if able != self._people:
            self._people = able
            self._show_names()
        self._say_waiting()

    def _show_names(self) -> None:
        for button in self.names.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.names = {}
        firsts = [person.name.split()[0] for person in self._people]
        for turn, person in enumerate(self._people):
            first = person.name.split()[0]
            short = first if firsts.count(first) == 1 else person.name
            button = KeyButton(short, "circle-user-round", bench=True, name=f"sign-in-{person.id}")
            button.clicked.connect(partial(self._choose, person))
            self.names[person.id] = button
            self._grid.addWidget(button, turn // _IN_A_ROW, turn % _IN_A_ROW)
        self._choose(next((person for person in self._people if self._chosen and person.id == self._chosen.id), None))
        self._say_or()

    def _choose(self, person: Person | None) -> None:
        self._chosen = person
        self.pad.show_person(person)
        for person_id, button in self.names.items():
            button.set_role("chosen" if person is not None and person_id == person.id else "default")
        self.setFocus()

    def _give_pin(self, person_id: int, pin: str) -> None:
        self.desk.tasks.run(partial(people.sign_in_pin, person_id, pin), self._signed_in, self._refused_pin)

    def _signed_in(self, person: Person) -> None:
        # The page goes when the commit is heard; the lane belongs to the page that comes then.
        self._choose(None)

    def _refused_pin(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.pad.clear(error.say())
        self.desk.sounds.play("wrong")

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.desk.lane.show_result(Outcome.UNKNOWN, "", error.say())

    def _sounds_answered(self, heard: bool) -> None:
        if heard:
            self.desk.lane.show_result(Outcome.SAVED, _("Sounds checked"))
            self.desk.tasks.run(partial(settings.remember, "sounds-checked", True))
        else:
            words = _("Turn the loudspeaker up, then check the sounds again.")
            self.desk.lane.show_result(Outcome.ATTENTION, _("Not heard"), words)

    def _say_waiting(self) -> None:
        waiting = self._waiting
        for part in (self._waits, self._waits_mark):
            part.setVisible(waiting is not None)
        if waiting is None:
            return
        words = _("Parcel {number} is open at this bench, {left} left. It waits for {name}.")
        if not waiting.who:
            words = _("Parcel {number} is open at this bench, {left} left.")
        name = waiting.who.split()[0] if waiting.who else ""
        self._waits.setText(words.format(number=order_name(waiting.number), left=number(waiting.left), name=name))

    def _say_or(self) -> None:
        self._detail.setText(_("or choose your name, then type the PIN") if self._people else "")
        self.pad.setVisible(bool(self._people))

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        self._grid.setSpacing(look.px(12))
        names, waits = QHBoxLayout(), QHBoxLayout()
        names.addStretch(1)
        names.addLayout(self._grid)
        names.addStretch(1)
        waits.setSpacing(look.px(12))
        waits.addStretch(1)
        waits.addWidget(self._waits_mark)
        waits.addWidget(self._waits)
        waits.addStretch(1)
        body = panel.body
        body.setSpacing(look.px(14))
        body.addStretch(3)
        body.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addSpacing(look.px(8))
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            body.addWidget(label)
        body.addLayout(names)
        body.addLayout(waits)
        body.addStretch(2)
        body.addWidget(self.papers)
        body.addWidget(self.hearing)
        self.pad.setFixedWidth(look.px(400))
        row = QHBoxLayout(self)
        pad = look.px(24)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(pad)
        row.addWidget(panel, 1)
        row.addWidget(self.pad)
        self._say_waiting()
        self.retheme()

    def retheme(self) -> None:
        self._waits_mark.setPixmap(icons.icon("package-open", "ink.secondary", 20))

    def retranslate(self) -> None:
        self._title.setText(_("Scan your badge"))
        self._say_or()
        self.pad.retranslate()
        self.hearing.retranslate()
        self.papers.retranslate()
        self._say_waiting()
        if self.isVisible():
            self.desk.lane.set_idle(_("Ready to scan"), _("Scan your badge to sign in"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.pad.take_key(event):
            super().keyPressEvent(event)


def _look() -> tuple[tuple[Person, ...], _Waiting | None]:
    able = [person for person in people.everyone() if person.active and person.has_pin]
    latest = sorted(able, key=lambda person: person.seen_at.timestamp() if person.seen_at else 0.0, reverse=True)
    order_id = packing.unfinished(settings.bench().name)
    if order_id is None:
        return tuple(latest[:_MOST_NAMES]), None
    view, claim = orders.show(order_id), claims.of(order_id)
    return tuple(latest[:_MOST_NAMES]), _Waiting(view.number, view.units_left, claim.who if claim else "")
