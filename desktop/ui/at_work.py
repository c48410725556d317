"""Who works at this window: it asks for a badge when nobody does, and hears badges on every page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer

from desktop import i18n
from desktop.domain import codes
from desktop.domain.codes import Command, Kind
from desktop.domain.errors import KolliError
from desktop.domain.rights import ROLE_WORDS
from desktop.i18n import _
from desktop.services import claims, people, settings
from desktop.services.people import Person
from desktop.ui.widgets.lane import Outcome
from desktop.ui.window import Window

_BEAT_MS = 60_000  # how often a bench says that it still works on what it has open
_LOOK_MS = 2_000
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
     QEvent.Type.TouchBegin}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AtBench:
    """`person` is None where nobody is signed in; `asks` where somebody must be."""

    asks: bool
    person: Person | None
    badges: frozenset[str]
    language: str
    lock_minutes: int


class AtWork(QObject):
    """Follows what is committed: signing in and out can happen on any page, by the bench, or by another program."""

    def __init__(self, window: Window, clock_s: Callable[[], float] = monotonic) -> None:
        super().__init__(window)
        self._window, self._clock_s = window, clock_s
        self._here = AtBench(asks=False, person=None, badges=frozenset(), language="", lock_minutes=0)
        self._touched = clock_s()
        window.gate = self._take
        window.desk.hub.watch(self, {"person", "settings"}, self._changed)
        self._beat, self._idle = QTimer(self), QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._idle.setInterval(_LOOK_MS)
        self._beat.timeout.connect(self._say_alive)
        self._idle.timeout.connect(self.look_whether_idle)
        self._beat.start()
        self._idle.start()
        self._watched: QObject | None = None

    def show(self, here: AtBench) -> None:
        """Follow what is true now: lock or give back the page, hide what this person may not see."""
        before, self._here = self._here, here
        if here.language and here.language != i18n.language():
            self._window.use_language(here.language)
        if here.asks and here.person is None:
            self._window.open("sign-in")
            self._window.set_rights(None)
            return
        self._window.set_rights(here.person.rights if here.asks and here.person is not None else None)
        if here.person is None or before.person is None or before.person.id != here.person.id:
            self._touched = self._clock_s()
            self._window.give_back()
            if here.person is not None:
                role = _(ROLE_WORDS[here.person.role])
                self._window.lane.show_result(Outcome.SAVED, here.person.name, role)
        self._watch()

    def look_whether_idle(self) -> None:
        """Ask for a badge when nobody has touched anything for as long as the shop allows."""
        minutes = self._here.lock_minutes
        if minutes and self._here.person is not None and self._clock_s() - self._touched >= minutes * 60:
            self._window.tasks.run(people.sign_out)

    def _take(self, text: str) -> bool:
        """A scan, before any page: a badge where the page does not want it, and the command that locks."""
        self._touched = self._clock_s()
        page = self._window.page
        if page is None or page.takes_badges():
            return False
        code = codes.read(text)
        if code.kind is Kind.BADGE or code.value in self._here.badges:
            self._window.tasks.run(partial(people.sign_in_badge, text), None, self._refused)
            return True
        if code.kind is Kind.COMMAND and code.value == Command.LOCK and self._here.asks:
            self._window.tasks.run(people.sign_out)
            return True
        return False

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self._window.lane.show_result(Outcome.UNKNOWN, "", error.say())

    def _changed(self, _changes: object) -> None:
        self._window.tasks.run(look, self.show)

    def _say_alive(self) -> None:
        if self._here.person is not None or not self._here.asks:
            self._window.tasks.run(claims.touch_all)

    def _watch(self) -> None:
        """See hands on the window, but only where the time since the last one matters: Python is slow for each move."""
        handle = self._window.windowHandle() if self._here.lock_minutes else None
        if handle is not self._watched:
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            self._watched = handle
            if handle is not None:
                handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = self._clock_s()
        return False


def look() -> AtBench:
    """Who works at this bench, and whether somebody must."""
    asks, person, bench = people.enforced(), people.current(), settings.bench()
    badges = frozenset(own.badge for own in people.everyone() if own.active and own.badge)
    return AtBench(asks, person, badges, bench.screen_language, settings.rules().lock_minutes)
