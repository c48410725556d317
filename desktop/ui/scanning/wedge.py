"""Scanners that type: keys that come faster than hands become a scan, wherever the focus is (M1).

Keys that may be the beginning of a burst are held. If a suffix ends a fast burst, they are a scan and no widget sees
any of them, nor the suffix, nor its release. If not, they were typed: they are replayed as they came. The events' own
timestamps decide, not the clock: a window that was busy for a moment reads a queue of keys whose stamps still tell how
fast they were sent.

Keys that were let through are remembered with what the field held before, for a moment: where they turn out to be the
first part of a scan, the field gets its text back. A code in two pieces is refused, unless the whole proves itself and
only its first keys came early.

The filter sits on the windows (every one that gets the focus, so dialogs too), not on the application: keys pass there
before any widget, and Python is not called for each paint and mouse event.
"""

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow

from desktop.domain import codes, gs1, keyboards, scanners
from desktop.domain.keyboards import Board
from desktop.domain.scanners import Profile, Stroke, Suffix, median
from desktop.ui.scanning import fields, pace
from desktop.ui.scanning.fields import Snapshot
from desktop.ui.scanning.habits import Habits, from_profile, sends_none
from desktop.ui.scanning.native import RawKeys
from desktop.ui.scanning.strokes import (
    CHORD,
    MODIFIERS,
    SEPARATORS,
    board,
    ends,
    is_printed,
    is_tab,
    may_end,
    stamp_of,
    stroke_of,
)

_KEY_EVENTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_ALONE_MS = 1000  # nothing typed for so long before: a single key is more likely the scanner's than a hand's
_SOON_MS = 700
_TAP_MS = 20
_RHYTHM_MS = 160  # a key that follows another one within this is of the same hand
_LATE_MS = 200  # a first key that a machine tapped may come so long before the others
_RECENT = 120  # keys: a code of 1,200 is not looked at from its beginning for each of them
_STALL_MS = 110  # a busy computer holds a scanner's keys up for so long; nobody lets go of a key and pulls a trigger


class Trouble(StrEnum):
    """Why keys of a scanner were not taken for a code. Nothing was counted."""

    TWO_PIECES = "two-pieces"
    NO_END = "no-end"


@dataclass(frozen=True, slots=True)
class Burst:
    """What a scanner typed. `typed`: what the computer's layout made of it."""

    strokes: tuple[Stroke, ...]
    typed: str
    suffix: Suffix
    rival: "Burst | None" = None  # the same without the keys that may have been typed before; then the shop decides
    doubt: bool = False  # believed only if the shop knows the code
    before: Snapshot | None = None  # what the field gets back where these are the code


@dataclass(slots=True)
class _Held:
    event: QKeyEvent | QInputMethodEvent
    target: QObject
    code: int = 0


@dataclass(frozen=True, slots=True)
class _Let:
    """Keys that went to the window, or, `swallowed`, a piece of a code that went nowhere."""

    strokes: tuple[Stroke, ...]
    typed: str
    before: Snapshot
    swallowed: bool = False
    tapped: bool = False  # the first key was let go at once, as a machine does

    @property
    def stamps(self) -> list[int]:
        return [stroke.stamp for stroke in self.strokes]

    @property
    def last(self) -> int:
        return self.strokes[-1].stamp


class _Trust(StrEnum):
    """Whether keys and what came before them are one code."""

    SURE = "sure"
    ASK = "ask"  # if the shop knows it
    NOT = "not"


class _End(StrEnum):
    """What a key that may end a code is here."""

    KEY = "key"  # a key like any other
    SCAN = "scan"
    SLOW = "slow"  # the end of a slow scan, whose keys were let through
    TAIL = "tail"  # the end of the second piece of a code
    AGAIN = "again"  # one more suffix after the first


def _is_tapped(held: list[_Held]) -> bool:
    """Whether the first key was let go within a time that no finger needs."""
    first = next((own for own in held if own.code), None)
    if first is None or not isinstance(first.event, QKeyEvent):
        return False
    for own in held:
        event = own.event
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease and event.key() == first.code:
            return 0 <= stamp_of(event) - stamp_of(first.event) <= _TAP_MS
    return False


def _joined(lets: list[_Let], strokes: list[Stroke]) -> tuple[Stroke, ...]:
    return (*(stroke for let in lets for stroke in let.strokes), *strokes)


def _stamps_of(lets: list[_Let], strokes: list[Stroke]) -> list[int]:
    return [stroke.stamp for stroke in _joined(lets, strokes)]


class Wedge(QObject):
    """The one filter for scanned keys: `heard(Burst)`, `refused(Trouble)`."""

    heard = Signal(object)
    refused = Signal(str)

    def __init__(self, habits: Habits | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.habits = self._usual = habits or Habits()
        self.profile = Profile()
        self.on = True
        self._board = Board.NONE
        self._raw = RawKeys()
        self._held: list[_Held] = []  # presses and releases, in their order
        self._strokes: list[Stroke] = []
        self._typed = ""
        self._pause = 0  # the longest inside the burst
        self._in_text = True  # where its first key would go
        self._beats: deque[float] = deque(maxlen=6)  # the paces of the last scans here
        self._trail: deque[_Let] = deque(maxlen=80)
        self._eaten: set[int] = set()  # keys whose release belongs to a scan
        self._ended = -(10**9)
        self._said = -(10**9)
        self._suffix_seen = self._none_seen = False
        self._replaying = self._second_chance = self._sure = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._wake)
        self._watched: list[QWindow] = []
        self._focus: QObject | None = None

    def watch(self) -> None:
        """Filter every window of the program from now on."""
        app = QGuiApplication.instance()
        if not isinstance(app, QGuiApplication):
            return
        self._board = board()
        app.focusWindowChanged.connect(self._watch_window)
        for window in app.allWindows():
            self._watch_window(window)
        if self._board is Board.X11:
            self._raw.begin()
            app.focusObjectChanged.connect(self._watch_focus)
            self._watch_focus(app.focusObject())

    def close(self) -> None:
        self._timer.stop()
        self._forget()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and self._watched:
            app.focusWindowChanged.disconnect(self._watch_window)
            if self._board is Board.X11:
                app.focusObjectChanged.disconnect(self._watch_focus)
        self._watch_focus(None)
        self._raw.close()
        for window in self._watched:
            if shiboken6.isValid(window):
                window.removeEventFilter(self)
        self._watched.clear()

    @property
    def holding(self) -> bool:
        """Whether keys are held back that may be a scan."""
        return bool(self._held)

    def use(self, profile: Profile) -> None:
        """Listen as this scanner types."""
        self._replay()
        self.profile = profile
        self.habits = from_profile(profile, self._usual)
        self._none_seen = sends_none(profile)
        self._suffix_seen = profile.suffix not in (Suffix.UNKNOWN, Suffix.NONE)

    def set_prefix(self, prefix: str) -> None:
        """One character that scanners send first; empty: any burst is looked at."""
        self._replay()
        self.habits = replace(self.habits, prefix=prefix)
        self.profile = replace(self.profile, prefix=prefix)

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None and all(own is not window for own in self._watched):
            self._watched = [own for own in self._watched if shiboken6.isValid(own)]
            window.installEventFilter(self)
            self._watched.append(window)

    def _watch_focus(self, target: QObject | None) -> None:
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.removeEventFilter(self)
        self._focus = target
        if target is not None and not isinstance(target, QWindow):
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self._replaying or not self.on:
            return False
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._committed(watched, event)
        if kind not in _KEY_EVENTS or not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            # Accepted: no shortcut fires for a key that may belong to a scan; it comes again as a press.
            if self._may_take(event):
                event.accept()
                return True
            if Qt.Key(event.key()) not in MODIFIERS:
                self._part()  # what was typed before a shortcut comes before it
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(watched, event)
        return self._press(watched, event)

    # Keys

    def _press(self, window: QWindow, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) in MODIFIERS:
            return False
        stamp = stamp_of(event)
        missed = self._raw.take(event.nativeScanCode(), stamp) if self._board is Board.X11 else []
        self._part_before(stamp)
        if self._strokes:
            self._miss([stroke for stroke in missed if stroke.stamp >= self._strokes[0].stamp])
        if ends(event) or may_end(event):
            return self._end(event, stamp)
        if not self._is_character(event):
            self._part()
            return False
        if not self._strokes:
            near = stamp - self.habits.gap_ms
            self._miss([stroke for stroke in missed if stroke.stamp >= near])
        self._hold(window, event)
        return True

    def _release(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in self._eaten:
            if not event.isAutoRepeat():
                self._eaten.discard(event.key())
            return True
        if any(own.code == event.key() for own in self._held):
            self._held.append(_Held(event.clone(), window))
            return True
        return False

    def _committed(self, focus: QObject, event: QInputMethodEvent) -> bool:
        """A sign that the input method put together of a dead key and another: typed, or two signs of a code."""
        text = event.commitString()
        if not text or len(text) > 2 or event.preeditString() or event.replacementLength():
            return False
        stamp = self._raw.waiting()
        if not stamp:
            return False
        self._part_before(stamp)
        if self.habits.prefix and not self._strokes:
            return False
        self._held.append(_Held(event.clone(), focus))
        self._typed += text
        if not self._strokes:
            self._in_text = fields.in_text()
            self._strokes.append(Stroke("", stamp))  # its place is told by the next key
        self._second_chance = False
        self._timer.start(self._patience() + (self.habits.hold_ms - self.habits.gap_ms))
        return True

    def _is_character(self, event: QKeyEvent) -> bool:
        """Whether this key can be a character of a code."""
        if event.isAutoRepeat() and not self._strokes:
            return False  # a key that is held down; equal digits of a very fast scanner look the same inside a burst
        text = event.text()
        if event.modifiers() & CHORD and not (self._strokes and text and text in SEPARATORS):
            altgr = is_printed(text) and text not in SEPARATORS and bool(stroke_of(event, self._board).altgr)
            if not altgr:
                return False
        if not is_printed(text):
            stroke = stroke_of(event, self._board)
            if not stroke.text:  # a dead key, or one that prints nothing in this layout
                return stroke.place in keyboards.US and not self.habits.prefix
        prefix = self.habits.prefix
        return bool(not prefix or self._strokes or text == prefix)

    def _may_take(self, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) in MODIFIERS:
            return False
        stamp = stamp_of(event)
        if ends(event) or may_end(event):
            self._part_before(stamp)
            return self._meaning(event, stamp) is not _End.KEY
        return self._is_character(event)

    def _hold(self, window: QWindow, event: QKeyEvent) -> None:
        stroke = stroke_of(event, self._board)
        if not self._strokes:
            self._in_text = fields.in_text() or event.text() == " "  # a blank presses buttons; no code begins with it
        if self._strokes:
            self._pause = max(self._pause, stroke.stamp - self._strokes[-1].stamp)
        self._held.append(_Held(event.clone(), window, event.key()))
        self._strokes.append(stroke)
        self._typed += stroke.text
        self._eaten.discard(event.key())
        self._second_chance = self._sure = False
        patience = min(self._patience(), self.habits.none_ms) if self._none_seen else self._patience()
        self._timer.start(patience + (self.habits.hold_ms - self.habits.gap_ms))

    def _miss(self, missed: list[Stroke]) -> None:
        """Keys that the input method kept for itself: they have a place and no text."""
        if missed and self._strokes and not self._strokes[0].place and not self._strokes[0].text:
            del self._strokes[0]  # stood for them
        self._strokes.extend(missed)

    # Time

    def _patience(self) -> int:
        """How long the next key may stay out."""
        habits = self.habits
        if habits.prefix:
            return habits.prefix_ms
        if not self._in_text:
            return max(habits.gap_ms, habits.away_ms)
        stamps = [stroke.stamp for stroke in self._strokes[-_RECENT:]]
        torn = self._pause > habits.gap_ms and not pace.is_held_up(stamps, None, habits, self._beats)
        if torn or not (pace.is_fast(stamps, habits) or pace.is_beat(stamps, habits, self._beats)):
            return habits.gap_ms
        return habits.tear_ms

    def _joins(self, stamp: int) -> bool:
        pause = stamp - self._strokes[-1].stamp
        if self._none_seen and pause > self.habits.none_ms and self._proves(self._strokes, self._typed, closed=True):
            return False
        return 0 <= pause <= self._patience()

    def _part_before(self, stamp: int) -> None:
        if self._strokes and not self._joins(stamp):
            self._part(stamp)

    def _wake(self) -> None:
        if not self._second_chance:
            # Keys that were sent in time may wait behind this timer in a window that was busy.
            self._second_chance = True
            self._timer.start(self.habits.chance_ms)
        elif not self._sure and self._may_be_unended():
            self._sure = True  # a code that proves itself, from a scanner of which it is not known how it ends
            self._timer.start(max(1, self.habits.sure_ms - self.habits.tear_ms))
        elif not self._sure and self._none_seen and self._may_go_on():
            self._sure = True
            self._timer.start(max(1, self.habits.tear_ms - self.habits.none_ms))
        else:
            self._part()

    def _may_be_unended(self) -> bool:
        if self.habits.prefix or self._suffix_seen or self._none_seen:
            return False
        return pace.is_piece(self._stamps(), self.habits) and self._proves(self._strokes, self._typed, closed=True)

    def _may_go_on(self) -> bool:
        fast = not self.habits.prefix and pace.is_piece(self._stamps(), self.habits)
        return fast and not self._proves(self._strokes, self._typed, closed=True)

    # Ends

    def _meaning(self, event: QKeyEvent, stamp: int) -> _End:
        """What a suffix is now. Changes nothing."""
        if self._strokes:
            if self.habits.prefix:
                return _End.SCAN if len(self._typed) > len(self.habits.prefix) else _End.KEY
            stamps = self._stamps()
            if may_end(event):
                fast = pace.is_scan(stamps, stamp, self.habits) and len(stamps) >= self.habits.length
                return _End.SCAN if fast and stamp - stamps[-1] <= self.habits.gap_ms else _End.KEY
            if self._is_end(stamps, stamp):
                return _End.SCAN
            return _End.TAIL if self._is_tail(stamp) else _End.KEY
        if may_end(event) or self.habits.prefix:
            return _End.KEY
        if 0 <= stamp - self._ended <= self.habits.end_ms:
            return _End.AGAIN
        if self._slow(stamp):
            return _End.SLOW
        return _End.TAIL if self._is_tail(stamp) else _End.KEY

    def _is_end(self, stamps: list[int], stamp: int) -> bool:
        """Whether Enter or Tab ends a scan now, if only one that the shop is asked about."""
        if self._is_believed(stamps, stamp) or pace.is_doubtful(stamps, stamp, self.habits, in_text=self._in_text):
            return True
        if self._is_machine(stamps, stamp) and self._proves(self._strokes, self._typed):
            return True
        if not self._chain(stamps[0]):
            return False
        lets, trust = self._with_lead(self._strokes, self._typed, stamp)
        return bool(lets) and trust is _Trust.SURE

    def _end(self, event: QKeyEvent, stamp: int) -> bool:
        meaning = self._meaning(event, stamp)
        if meaning is _End.KEY:
            self._part()
            return False
        self._eaten.add(event.key())
        suffix = Suffix.TAB if is_tab(event) else Suffix.ENTER if ends(event) else Suffix.OTHER
        if meaning is _End.SCAN:
            self._finish(suffix, stamp)
        elif meaning is _End.SLOW:
            self._hear_lets(self._slow(stamp), [], "", suffix, stamp)
        elif meaning is _End.TAIL:
            piece = self._trail[-1]
            self._swallow()
            self._refuse_pieces([piece])
        self._ended = stamp
        return True

    def _finish(self, suffix: Suffix, stamp: int) -> None:
        """A burst came to its end: believe it, or say why not."""
        strokes, typed = self._strokes, self._typed
        if self.habits.prefix:
            self._swallow()
            self._hear(tuple(strokes), typed, suffix, stamp)
            return
        certain = self._proves(strokes, typed)
        split = not certain and self._split()
        if split:
            strokes, typed = self._strokes, self._typed
        lets, trust = self._with_lead(strokes, typed, stamp, typed_before=split)
        burst = Burst(tuple(strokes), typed, suffix)
        rest = self._rest(burst, stamp) if not (lets or certain or split) else None
        stamps = self._stamps()
        self._swallow()
        if trust is _Trust.NOT:
            self._refuse_pieces(lets)
        elif trust is _Trust.ASK:
            self._ask_lets(lets, burst, stamp)
        elif lets:
            self._hear_lets(lets, strokes, typed, suffix, stamp)
        elif rest is not None:
            self._ask(replace(burst, rival=rest, doubt=True), stamp)
        elif certain or self._is_believed(stamps, stamp):
            self._hear(tuple(strokes), typed, suffix, stamp)
        else:
            self._ask(replace(burst, doubt=True), stamp)

    def _is_believed(self, stamps: list[int], stamp: int) -> bool:
        fast = pace.is_scan(stamps, stamp, self.habits, beats=self._beats)
        return fast or self._is_held_up(stamps, stamp)

    def _is_machine(self, stamps: list[int], end: int) -> bool:
        """A pace at which a code is believed that proves itself."""
        habits = self.habits
        return (
            pace.is_even(stamps, end, habits)
            or pace.is_torn_scan(stamps, end, habits)
            or pace.is_quick(stamps, end, habits)
        )

    def _is_held_up(self, stamps: list[int], end: int) -> bool:
        return pace.is_held_up(stamps, end, self.habits, self._beats)

    def _rest(self, burst: Burst, stamp: int) -> Burst | None:
        """A burst outside of fields that may begin with a key that somebody pressed: the burst without it."""
        stamps = [stroke.stamp for stroke in burst.strokes]
        between = pace.gaps(stamps)
        if _is_tapped(self._held) and between[0] <= _LATE_MS:
            return None
        if self._in_text or len(stamps) < 4 or len(burst.typed) != len(stamps) or between[0] <= self.habits.gap_ms:
            return None
        return replace(burst, strokes=burst.strokes[1:], typed=burst.typed[1:])

    def _chain(self, first: int, most: int = 6) -> list[_Let]:
        """Keys that were let through right before, oldest first, none of them further from the next than a stall."""
        chain: list[_Let] = []
        for let in reversed(self._trail):
            if let.swallowed or not 0 <= first - let.last <= self.habits.tear_ms or len(chain) == most:
                break
            chain.insert(0, let)
            first = let.strokes[0].stamp
        return chain

    def _with_lead(  # noqa: C901 - the rules in their order
        self, strokes: list[Stroke], typed: str, end: int, *, typed_before: bool = False
    ) -> tuple[list[_Let], _Trust]:
        """Which keys that were let through belong to this burst, and whether the whole is believed."""
        first = strokes[0].stamp
        near = [let for let in self._trail if 0 <= first - let.last <= self.habits.piece_ms]
        if not near:
            return [], _Trust.SURE
        last, alone = near[-1], self._meanings(strokes, typed)
        away, chain = first - last.last, self._chain(first)
        for count in range(1, max(3, len(chain)) + 1):
            lets = near[-count:]
            if len(lets) < count:
                break
            keys = sum(len(let.strokes) for let in lets)
            joined = self._meanings([*(stroke for let in lets for stroke in let.strokes), *strokes],
                                    "".join(let.typed for let in lets) + typed)  # fmt: skip
            same = joined & alone and not pace.is_piece(last.stamps, self.habits)
            if joined and not same:  # a blank that was typed in front changes nothing
                early = keys <= 3 and away <= self.habits.lead_ms and not any(let.swallowed for let in lets)
                stamps = _stamps_of(lets, strokes)
                held_up = count <= len(chain) and keys > 1 and self._is_held_up(stamps, end)
                quick = count <= len(chain) and pace.is_quick(stamps, end, self.habits)
                sure = held_up or ((early or quick) and not alone)
                return lets, _Trust.SURE if sure else _Trust.NOT
        if alone:
            return [], _Trust.SURE
        if typed_before:
            pass
        elif machine := self._machine_part(chain, strokes, end):
            return machine, _Trust.SURE
        elif (trust := self._trust(chain, near, strokes, end)) is not None:
            return chain, trust
        elif not self._is_believed([stroke.stamp for stroke in strokes], end):
            return [], _Trust.SURE  # not a scan, or one in doubt by itself
        elif self._is_stalled(last, first):
            return [last], _Trust.ASK
        soon = away <= _SOON_MS and " " not in last.typed
        if last.swallowed or (pace.is_piece(last.stamps, self.habits) and soon):
            return [last], _Trust.NOT
        nobody_typed = sum(len(let.strokes) for let in near if first - let.last <= _ALONE_MS) == len(last.strokes)
        few = len(last.strokes) == 1 or (len(last.strokes) < 6 and pace.is_fast(last.stamps, self.habits))
        if nobody_typed and few and away <= self.habits.lead_ms:
            return [last], _Trust.ASK if away <= self.habits.tear_ms else _Trust.NOT
        return [], _Trust.SURE

    def _is_stalled(self, let: _Let, first: int) -> bool:
        """Whether keys that were let through right before may be the beginning of a code whose scanner was held up."""
        between = pace.gaps(let.stamps)
        return first - let.last <= _STALL_MS and (not between or max(between) <= self.habits.gap_ms)

    def _split(self) -> bool:
        """Somebody typed right before the scan: those keys go to the window, the rest is the burst."""
        count = pace.outlier(self._stamps())
        if not count:
            return False
        rest, typed = self._strokes[count:], self._typed[count:]
        first = self._strokes[0].stamp
        typing = any(0 <= first - let.last <= _SOON_MS and not let.swallowed for let in self._trail)
        apart = rest[0].stamp - self._strokes[count - 1].stamp > self.habits.gap_ms
        if apart and self._in_text:
            return False  # held for so long because they came as a scanner's do
        typing = typing and not apart
        if len(self._typed) != len(self._strokes) or not (self._proves(rest, typed) or typing):
            return False
        presses = [at for at, own in enumerate(self._held) if own.code]
        cut = presses[count] if len(presses) > count else len(self._held)
        head, held = self._strokes[:count], self._held[cut:]
        early, self._held = self._held[:cut], held
        before = fields.snapshot()
        self._send(early)
        self._trail.append(_Let(tuple(head), self._typed[:count], before))
        self._strokes, self._typed = rest, typed
        return True

    def _is_tail(self, stamp: int) -> bool:
        """Whether what is held, and the suffix now, are the end of a code whose beginning came before."""
        if not self._trail:
            return False
        piece, stamps = self._trail[-1], self._stamps()
        away = (stamps[0] if stamps else stamp) - piece.last
        if not (0 <= away <= self.habits.piece_ms) or not (piece.swallowed or pace.is_piece(piece.stamps, self.habits)):
            return False
        if stamps:
            return max(pace.gaps(stamps, stamp)) <= self.habits.gap_ms
        return piece.swallowed or (away <= _SOON_MS and self._proves(list(piece.strokes), piece.typed))

    def _machine_part(self, chain: list[_Let], strokes: list[Stroke], end: int) -> list[_Let]:
        """The keys before a burst from the first on that no hand typed, whatever was typed before."""
        for at, let in enumerate(chain):
            quick = len(let.strokes) > 1 and max(pace.gaps(let.stamps)) <= self.habits.short_mean_ms
            if quick and self._is_held_up(_stamps_of(chain[at:], strokes), end):
                return chain[at:]
        return []

    def _trust(self, chain: list[_Let], near: list[_Let], strokes: list[Stroke], end: int) -> _Trust | None:
        """Whether keys right before a burst are its beginning, which proves nothing; None where a hand typed them."""
        single = sum(len(let.strokes) == 1 for let in chain)
        if not chain or single > 1:
            return None
        first = chain[0].strokes[0].stamp
        alone = _RHYTHM_MS if chain[0].tapped else _ALONE_MS
        if any(first - let.last <= alone for let in near[: -len(chain)]):
            return None
        stamps = _stamps_of(chain, strokes)
        late = chain[0].tapped and len(chain) == 1 and strokes[0].stamp - chain[0].last <= _LATE_MS
        if (single < len(chain) or late) and self._is_held_up(stamps, end):
            return _Trust.SURE
        burst = self._is_believed([stroke.stamp for stroke in strokes], end)
        return _Trust.ASK if burst and pace.is_quick(stamps, end, self.habits) else None

    def _slow(self, stamp: int) -> list[_Let]:
        """Keys let through that are a slow scan, or one that was held up before its end; it ended now."""
        lets = self._chain(stamp, 80)
        for skip in range(len(lets)):
            rest = lets[skip:]
            strokes = [stroke for let in rest for stroke in let.strokes]
            if len(strokes) < self.habits.length:
                break
            stamps = [stroke.stamp for stroke in strokes]
            even = pace.is_even(stamps, stamp, self.habits) or pace.is_quick(stamps, stamp, self.habits)
            if even and self._proves(strokes, "".join(let.typed for let in rest)):
                return rest
        if lets and self._is_held_up(_stamps_of(lets, []), stamp):
            before = [let for let in self._trail if 0 < lets[0].strokes[0].stamp - let.last <= _ALONE_MS]
            return [] if before else lets
        return []

    def _part(self, next_stamp: int | None = None) -> None:
        """No suffix came: a scan of a scanner that sends none, a piece of a code, or typing."""
        if not self._strokes:
            return
        if self.habits.prefix or not pace.is_piece(self._stamps(), self.habits):
            self._replay()
            return
        last = self._strokes[-1].stamp
        if self._none_seen:
            strokes, typed = tuple(self._strokes), self._typed
            self._swallow()
            self._hear(strokes, typed, Suffix.NONE, last)
            return
        certain = self._proves(self._strokes, self._typed, closed=True)
        going_on = next_stamp is not None and next_stamp - last < self.habits.sure_ms
        if certain and not self._suffix_seen and not going_on and self._pause <= self.habits.gap_ms:
            strokes, typed = tuple(self._strokes), self._typed
            self._swallow()
            self._none_seen = True
            self._hear(strokes, typed, Suffix.NONE, last)
        elif certain or (not fields.in_text() and len(self._strokes) >= self.habits.length):
            self._trail.append(_Let(tuple(self._strokes), self._typed, fields.snapshot(), swallowed=True))
            self._swallow()
            if next_stamp is None:
                self._said = last
                self.refused.emit(Trouble.NO_END)
        else:
            self._replay()

    def _hear_lets(self, lets: list[_Let], strokes: list[Stroke], typed: str, suffix: Suffix, stamp: int) -> None:
        """A code whose first keys were let through: the field gets back what it held."""
        lets[0].before.restore()
        self._hear(_joined(lets, strokes), "".join(let.typed for let in lets) + typed, suffix, stamp)

    def _ask_lets(self, lets: list[_Let], burst: Burst, stamp: int) -> None:
        whole = "".join(let.typed for let in lets) + burst.typed
        before = lets[0].before
        if not self._typed_before(lets):
            before.restore()
        self._ask(Burst(_joined(lets, list(burst.strokes)), whole, burst.suffix, burst, True, before), stamp)

    def _ask(self, burst: Burst, stamp: int) -> None:
        """A burst that the shop must know to be believed."""
        self._trail.clear()
        self._ended = stamp
        self.heard.emit(burst)

    def _typed_before(self, lets: list[_Let]) -> bool:
        """Whether these are a single key of somebody who was typing."""
        first = lets[0].strokes[0].stamp
        earlier = any(0 < first - let.last <= _SOON_MS and not let.swallowed for let in self._trail)
        return earlier and len(lets[0].strokes) == 1

    def _refuse_pieces(self, lets: list[_Let]) -> None:
        """Say that it was no whole code; the field gets its text back, but never loses what somebody was typing."""
        if lets and not lets[0].swallowed and not self._typed_before(lets):
            lets[0].before.restore()
        self._trail.clear()
        self.refused.emit(Trouble.TWO_PIECES)

    def _hear(self, strokes: tuple[Stroke, ...], typed: str, suffix: Suffix, stamp: int) -> None:
        if suffix is not Suffix.NONE:
            self._suffix_seen = True
            if not sends_none(self.profile):
                self._none_seen = False
        between = pace.gaps([stroke.stamp for stroke in strokes])
        if len(between) >= 5:
            self._beats.append(median(between))
        self._trail.clear()
        self._ended = stamp
        self.heard.emit(Burst(strokes, typed, suffix))

    def _proves(self, strokes: list[Stroke], typed: str, *, closed: bool = False) -> bool:
        """Whether one way to read these keys is a code that proves itself; `closed`: and that cannot go on."""
        return bool(self._meanings(strokes, typed, closed=closed))

    def _meanings(self, strokes: list[Stroke], typed: str, *, closed: bool = False) -> set[codes.Code]:
        found = set()
        for reading in scanners.readings(strokes, self.profile, typed):
            text = scanners.clean(reading.text, self.profile)
            if codes.is_certain(text) and not (closed and gs1.is_element_string(text)):
                found.add(codes.read(text))
        return found

    def _stamps(self) -> list[int]:
        return [stroke.stamp for stroke in self._strokes]

    # What is held

    def _swallow(self) -> None:
        """These keys go nowhere, and their releases neither."""
        pressed = {own.code for own in self._held if own.code}
        released = {own.event.key() for own in self._held
                    if isinstance(own.event, QKeyEvent) and own.event.type() == QEvent.Type.KeyRelease}  # fmt: skip
        self._eaten |= pressed - released
        self._forget()

    def _replay(self) -> None:
        """It was typed: give the keys to the window, in their order."""
        held, strokes, typed = self._held, tuple(self._strokes), self._typed
        self._forget()
        if not held:
            return
        if strokes:
            self._trail.append(_Let(strokes, typed, fields.snapshot(), tapped=_is_tapped(held)))
        self._send(held)

    def _send(self, held: list[_Held]) -> None:
        self._replaying = True
        try:
            for own in held:
                if shiboken6.isValid(own.target):
                    own.event.setAccepted(True)
                    QCoreApplication.sendEvent(own.target, own.event)
        finally:
            self._replaying = False

    def _forget(self) -> None:
        self._timer.stop()
        self._held = []
        self._strokes = []
        self._typed = ""
        self._pause = 0
        self._second_chance = self._sure = False
