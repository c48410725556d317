"""The one road of all scans: keys, serial lines, simulated scanners. What was refused is said, never guessed."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.domain import codes, keyboards, scanners
from desktop.domain.scanners import Choice, NotTheCalibration, Profile, Reading
from desktop.ui.scanning.habits import Habits
from desktop.ui.scanning.wedge import Burst, Trouble, Wedge

if TYPE_CHECKING:
    from desktop.devices.device import Condition
    from desktop.devices.framing import Frame
    from desktop.devices.scanners import ScannerRoom, Setting

log = logging.getLogger(__name__)

# Which of these texts are codes of the shop; the answer comes later, on this thread.
Known = Callable[[Sequence[str], Callable[[set[str]], object]], object]


class Doubt:
    """Why a whole code was not taken, beside `Trouble`."""

    LAYOUT = "layout"
    CAPS = "caps"
    CALIBRATION = "calibration"


@dataclass(frozen=True, slots=True)
class Heard:
    """One scan: what it said, and how it came. `device` is a line's name, "" for keys; `burst` of keys."""

    text: str
    device: str = ""
    burst: Burst | None = None
    way: str = "typed"


@dataclass(slots=True)
class _Turn:
    """A scan in its place in the row; one that waits for an answer holds up those after it."""

    heard: Heard | None = None
    reason: str = ""
    ready: bool = False


class ScanBus(QObject):
    """`scanned(text)` for each code, in the order they came; `refused(reason)` for what was no whole code.

    `known` asks the shop which reading is a code, where a scanner's layout is in doubt; without it such are refused.
    """

    scanned = Signal(str)
    came = Signal(object)  # Heard: how it came, for who sets scanners up; before `scanned`
    refused = Signal(str)  # Trouble or Doubt
    repaired = Signal(str, str)  # "layout", its name; "caps", ""
    learned = Signal(object)  # Profile
    told = Signal(str, object)  # a line's name and its Condition
    _frame = Signal(str, object)
    _condition = Signal(str, object)

    def __init__(self, habits: Habits | None = None, parent: QObject | None = None, known: Known | None = None) -> None:
        super().__init__(parent)
        self.wedge = Wedge(habits, self)
        self.wedge.heard.connect(self._keys)
        self.wedge.refused.connect(self._refuse)
        self._known = known
        self._row: deque[_Turn] = deque()
        self._parts: dict[int, Burst] = {}
        self._room: ScannerRoom | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._frame.connect(self._line, queued)
        self._condition.connect(self.told, queued)

    @property
    def habits(self) -> Habits:
        return self.wedge.habits

    @habits.setter
    def habits(self, habits: Habits) -> None:
        self.wedge.habits = habits

    @property
    def profile(self) -> Profile:
        return self.wedge.profile

    @property
    def idle(self) -> bool:
        """Whether no key is held back and no scan waits for its turn."""
        return not self.wedge.holding and not self._row

    @property
    def on(self) -> bool:
        return self.wedge.on

    @on.setter
    def on(self, on: bool) -> None:
        self.wedge.on = on

    def watch(self) -> None:
        """Hear the keys of every window from now on."""
        self.wedge.watch()

    def use(self, profile: Profile) -> None:
        """Listen as this bench's scanner types."""
        if profile != self.wedge.profile:
            self.wedge.use(profile)

    def set_prefix(self, prefix: str) -> None:
        self.wedge.set_prefix(prefix)

    def use_lines(self, settings: Sequence["Setting"]) -> None:
        """Read these serial scanners, and no others."""
        if self._room is None:
            if not settings:
                return
            from desktop.devices.scanners import ScannerRoom  # with it comes pyserial, when a line is opened

            self._room = ScannerRoom(self._frame.emit, self._condition.emit)
        self._room.use(settings)

    def conditions(self) -> "dict[str, Condition]":
        return self._room.conditions() if self._room is not None else {}

    def hear(self, text: str, device: str = "") -> None:
        """A scan from a simulated scanner, or any other device; call it on this thread."""
        self._take(Heard(text, device))

    def close(self) -> None:
        if self._room is not None:
            self._room.close()
            self._room = None
        self.wedge.close()

    # Keys

    @Slot(object)
    def _keys(self, burst: Burst) -> None:
        profile = self.wedge.profile
        if scanners.is_calibration(burst.strokes):
            self._learn(burst)
            return
        part = scanners.part_of(burst.strokes, burst.typed)
        if part >= 0:
            self._learn_part(part, burst)
            return
        if burst.doubt:
            self._ask_shop(burst)
            return
        found = scanners.readings(burst.strokes, profile, burst.typed)
        choice = scanners.choose(found, profile)
        if choice.text is not None:
            self._take(self._of(burst, choice.text, choice.way))
        elif not choice.ask or self._known is None:
            self._doubt(_reason(choice.ask))
        else:
            self._ask(burst, choice)

    def _ask(self, burst: Burst, choice: Choice) -> None:
        turn = _Turn()
        self._row.append(turn)
        texts = [scanners.clean(reading.text, self.wedge.profile) for reading in choice.ask]
        assert self._known is not None
        self._known(texts, partial(self._answered, turn, burst, choice.ask))

    def _answered(self, turn: _Turn, burst: Burst, asked: Sequence[Reading], known: set[str]) -> None:
        fitting = [reading for reading in asked if scanners.clean(reading.text, self.wedge.profile) in known]
        turn.ready = True
        if len(fitting) == 1:
            turn.heard = self._of(burst, fitting[0].text, fitting[0].way)
        else:
            turn.reason = _reason(asked)
        self._flow()

    def _ask_shop(self, burst: Burst) -> None:
        """A burst whose pace leaves a doubt: the way to read it that the shop knows, if it is the only one."""
        ways = [
            (own, reading, scanners.clean(reading.text, self.wedge.profile))
            for own in (burst, burst.rival)
            if own is not None
            for reading in scanners.readings(own.strokes, self.wedge.profile, own.typed)
        ]
        if self._known is None:
            self._doubt(Trouble.TWO_PIECES)
            return
        turn = _Turn()
        self._row.append(turn)

        def answered(known: set[str]) -> None:
            fitting = {text: (own, reading) for own, reading, text in reversed(ways) if text in known}
            turn.ready = True
            if len(fitting) == 1:
                own, reading = next(iter(fitting.values()))
                if own.before is not None:
                    own.before.restore()
                turn.heard = self._of(own, reading.text, reading.way)
            else:
                turn.reason = Trouble.TWO_PIECES
            self._flow()

        self._known([text for _own, _reading, text in ways], answered)

    def _of(self, burst: Burst, text: str, way: str) -> Heard:
        self._say_repair(burst, text, way)
        return Heard(scanners.clean(text, self.wedge.profile), "", burst, way)

    def _say_repair(self, burst: Burst, text: str, way: str) -> None:
        if way == "typed" or burst.typed == text:
            return
        if burst.typed.swapcase() == text:
            self.repaired.emit("caps", "")
            return
        pairs = zip(text, burst.typed, strict=True) if len(text) == len(burst.typed) else ()
        self.repaired.emit("layout", keyboards.layout_of(pairs))

    def _learn(self, burst: Burst) -> None:
        try:
            profile = scanners.learn(burst.strokes, burst.suffix, self.wedge.profile, burst.typed)
        except NotTheCalibration:
            self._doubt(Doubt.CALIBRATION)
            return
        self.wedge.use(profile)
        self.came.emit(Heard(scanners.CALIBRATION, "", burst, profile.decode.value))
        self.learned.emit(profile)

    def _learn_part(self, part: int, burst: Burst) -> None:
        """The calibration code in pieces, for scanners that read bars only: learned with the last that was missing."""
        self._parts[part] = burst
        self.came.emit(Heard(scanners.PARTS[part], "", burst))
        if len(self._parts) < len(scanners.PARTS):
            return
        parts = [self._parts[at] for at in range(len(scanners.PARTS))]
        self._parts.clear()
        strokes, at = [], 0
        for own in parts:  # as if they had come in one go: the pauses between them are nobody's pace
            first = own.strokes[0].stamp
            strokes += [replace(stroke, stamp=at + stroke.stamp - first) for stroke in own.strokes]
            at = strokes[-1].stamp + 1
        self._learn(Burst(tuple(strokes), "".join(own.typed for own in parts), burst.suffix))

    # Lines

    @Slot(str, object)
    def _line(self, name: str, frame: "Frame") -> None:
        if frame.whole:
            self._take(Heard(frame.text, name))
        else:
            self._doubt(Trouble.TWO_PIECES)

    # The row

    @Slot(str)
    def _refuse(self, reason: str) -> None:
        self._doubt(reason)

    def _doubt(self, reason: str) -> None:
        self._row.append(_Turn(reason=reason, ready=True))
        self._flow()

    def _take(self, heard: Heard) -> None:
        self._row.append(_Turn(heard, ready=True))
        self._flow()

    def _flow(self) -> None:
        """Give on what is ready, up to the first that waits for its answer."""
        while self._row and self._row[0].ready:
            turn = self._row.popleft()
            if turn.heard is None:
                log.info("scan refused: %s", turn.reason)
                self.refused.emit(turn.reason)
            elif codes.without_symbology(turn.heard.text):
                self.came.emit(turn.heard)
                self.scanned.emit(turn.heard.text)


def _reason(asked: Sequence[Reading]) -> str:
    ways = {reading.way for reading in asked}
    return Doubt.CAPS if "caps" in ways and "places" not in ways else Doubt.LAYOUT
