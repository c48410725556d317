"""What is known of a scanner that types: its pace, what it puts around a code, and where its signs land.

One code teaches all of it: the 95 signs that ASCII prints, each once. What the computer made of them is compared with
what was sent.
"""

import itertools
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain import codes, keyboards
from desktop.domain.errors import KolliError
from desktop.i18n import N_

# Letters and digits first: a head that most layouts have. The blank stands inside, where no scanner cuts it off.
CALIBRATION = (
    string.ascii_uppercase + string.digits + "-" + " " + string.ascii_lowercase + "!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~"
)
# The same in short pieces, for scanners that read bars only; each begins with what no other begins with.
PARTS = tuple(CALIBRATION[at : at + 24] for at in range(0, len(CALIBRATION), 24))
assert len(CALIBRATION) == len(set(CALIBRATION)) == 95
_FEWEST = 70  # signs of the 95 that must have come for anything to be learned


class NotTheCalibration(KolliError):
    text = N_("That was not the calibration code, or it came in pieces. Scan it again, a little closer or farther.")


class Suffix(StrEnum):
    """What a scanner sends after a code."""

    UNKNOWN = ""
    ENTER = "enter"
    TAB = "tab"
    NONE = "none"
    OTHER = "other"  # another key, such as F10 or an arrow


class Decode(StrEnum):
    """How its keys are read."""

    UNKNOWN = ""
    TYPED = "typed"  # as the computer's layout has them
    PLACES = "places"  # by the keys' places on a US board, or by what the calibration taught


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key that prints. `text`: what the computer made of it, "" for nothing; `place`: see keyboards, 0 unknown."""

    text: str
    stamp: int  # ms
    place: int = 0
    shift: bool = False
    altgr: bool = False
    control: bool = False
    caps: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What was learned of the scanners of a bench that type; they cannot be told apart. Times are ms, 0 = not learned.

    `signs`: place, Shift, AltGr and the sign, for a scanner that is set to another board than US.
    `separator`: a sign that stands for the GS1 separator, "" where it comes as itself.
    """

    pace_ms: float = 0.0
    slowest_ms: int = 0
    prefix: str = ""
    suffix: Suffix = Suffix.UNKNOWN
    symbology: bool = False
    separator: str = ""
    decode: Decode = Decode.UNKNOWN
    signs: tuple[tuple[int, bool, bool, str], ...] = ()
    lost: str = ""  # signs that never arrive
    layout: str = ""  # of the computer, as far as it can be told: "Swedish"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what a scanner typed."""

    text: str
    way: str  # "typed", "places", "caps"


@dataclass(frozen=True, slots=True)
class Choice:
    """`text` is sure; None: `ask` which one of these is a code that the shop knows."""

    text: str | None
    way: str
    ask: tuple[Reading, ...] = ()


def typed(strokes: Sequence[Stroke]) -> str:
    return "".join(stroke.text for stroke in strokes)


def placed(strokes: Sequence[Stroke], profile: Profile | None = None) -> str | None:
    """The text by the keys' places; None where one of them is not known."""
    table = {(place, shift, altgr): sign for place, shift, altgr, sign in profile.signs} if profile else {}
    signs = []
    for stroke in strokes:
        sign = table.get((stroke.place, stroke.shift, stroke.altgr)) if table else ""
        sign = sign or keyboards.sign(stroke.place, shift=stroke.shift)
        if stroke.control and sign in _CONTROLS:
            sign = _CONTROLS[sign]
        if not sign:
            return None
        signs.append(sign)
    return "".join(signs)


# Ctrl and a sign of a US board: separators of GS1 and of the courier's square codes.
_CONTROLS = {"]": "\x1d", "}": "\x1d", "^": "\x1e", "6": "\x1e", "d": "\x04", "D": "\x04", "_": "\x1f", "-": "\x1f"}


def readings(strokes: Sequence[Stroke], profile: Profile, as_typed: str | None = None) -> list[Reading]:
    """The ways to read these keys, the likeliest first; no text twice.

    `as_typed`: what the computer made of them, where keys were lost or joined on the way.
    """
    text = typed(strokes) if as_typed is None else as_typed
    found = [Reading(text, "typed")] if text and (len(text) >= len(strokes) or profile.decode is Decode.TYPED) else []
    if any(stroke.caps for stroke in strokes) and text.swapcase() != text:
        found.insert(0, Reading(text.swapcase(), "caps"))
        if len(text) < len(strokes):
            found = []
    by_place = placed(strokes, profile)
    if by_place is not None:
        at = 0 if profile.decode is Decode.PLACES else len(found)
        found.insert(at, Reading(by_place, "places"))
    seen: dict[str, Reading] = {}
    for reading in found:
        seen.setdefault(reading.text, reading)
    return list(seen.values())


def choose(found: Sequence[Reading], profile: Profile) -> Choice:
    """Which reading is right: the only one, the one that proves itself, the one that was learned; else ask."""
    if not found:
        return Choice(None, "")
    certain = [reading for reading in found if codes.is_certain(_bare(reading.text, profile))]
    meanings = {_meaning(reading.text, profile) for reading in certain}
    if len(meanings) == 1:
        # They mean the same; the way that Caps Lock has no say in is the likeliest to be right to the letter.
        best = min(certain, key=lambda reading: ("places", "caps", "typed").index(reading.way))
        return Choice(best.text, best.way)
    if len(found) == 1 and (found[0].way != "places" or profile.decode is Decode.PLACES):
        return Choice(found[0].text, found[0].way)
    if profile.decode is not Decode.UNKNOWN and not certain and found[0].way != "caps":
        return Choice(found[0].text, found[0].way)
    return Choice(None, "", tuple(found))


def _bare(text: str, profile: Profile) -> str:
    return text.removeprefix(profile.prefix)


def _meaning(text: str, profile: Profile) -> tuple[codes.Kind, str]:
    code = codes.read(_bare(text, profile))
    return code.kind, code.value


def clean(text: str, profile: Profile) -> str:
    """The code itself: without the scanner's prefix, with real separators."""
    bare = _bare(text, profile)
    if profile.separator and bare.startswith(("]", "01", "02", "00", "8")):
        bare = bare.replace(profile.separator, "\x1d")
    return bare


def is_calibration(strokes: Sequence[Stroke]) -> bool:
    """Whether these keys can only be the calibration code: some ninety, and none of them twice."""
    if len(strokes) < _FEWEST:
        return False
    keys = {(stroke.text, stroke.place, stroke.shift, stroke.altgr) for stroke in strokes}
    return len(keys) >= len(strokes) - 2


def part_of(strokes: Sequence[Stroke], as_typed: str) -> int:
    """Which of PARTS these keys are, from 0; -1 for none."""
    came = (placed(strokes), as_typed, as_typed.swapcase())
    return next((at for at, part in enumerate(PARTS) if part in came), -1)


def learn(strokes: Sequence[Stroke], suffix: Suffix, before: Profile, as_typed: str | None = None) -> Profile:
    """What the calibration code taught.

    Raises:
        NotTheCalibration: it was another code, or too much of it is missing.
    """
    text = typed(strokes) if as_typed is None else as_typed
    by_place = placed(strokes)
    learned = replace(timed(strokes, before), suffix=suffix, signs=(), lost="", layout="")
    if by_place is not None and CALIBRATION in by_place:
        start = by_place.index(CALIBRATION)
        head = by_place[:start]
        mark, prefix = codes.symbology(head), head
        if mark and head.endswith(mark):
            prefix = head[: -len(mark)]
        pairs = zip(by_place, text, strict=True) if len(by_place) == len(text) else ()
        layout = keyboards.layout_of(pairs)
        return replace(learned, decode=Decode.PLACES, prefix=prefix, symbology=bool(mark), layout=layout)
    if CALIBRATION in text:
        head = text[: text.index(CALIBRATION)]
        return replace(
            _own_board(learned, strokes, text), prefix=head[: len(head) - 3] if codes.symbology(head[-3:]) else head,
            symbology=bool(codes.symbology(head[-3:])),
        )  # fmt: skip
    if len(strokes) == len(CALIBRATION) and all(stroke.place for stroke in strokes):
        return _own_board(replace(learned, decode=Decode.PLACES), strokes, CALIBRATION)
    for decode, came in ((Decode.PLACES, by_place), (Decode.TYPED, text)):
        if came and len(came) >= _FEWEST and _is_part(came, CALIBRATION):
            lost = "".join(sign for sign in CALIBRATION if sign not in came)
            return replace(learned, decode=decode, lost=lost)
    raise NotTheCalibration


def timed(strokes: Sequence[Stroke], before: Profile) -> Profile:
    """The pace of one more scan."""
    gaps = [later.stamp - one.stamp for one, later in itertools.pairwise(strokes)]
    if len(gaps) < 5:
        return before
    return replace(before, pace_ms=round(median(gaps), 1), slowest_ms=max(gaps))


def median(values: Sequence[int]) -> float:
    """The middle one; Python's own module for it would cost the start some milliseconds."""
    ordered, half = sorted(values), len(values) // 2
    return float(ordered[half]) if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _own_board(learned: Profile, strokes: Sequence[Stroke], text: str) -> Profile:
    """A scanner that is set to a board which is not US: each key is learned by itself."""
    if len(strokes) != len(text) or not all(stroke.place for stroke in strokes):
        return replace(learned, decode=Decode.TYPED)
    signs = tuple((stroke.place, stroke.shift, stroke.altgr, sign) for stroke, sign in zip(strokes, text, strict=True))
    if len({entry[:3] for entry in signs}) < len(signs):
        raise NotTheCalibration
    return replace(learned, decode=Decode.PLACES, signs=signs)


def _is_part(came: str, whole: str) -> bool:
    """Whether `came` is `whole` with some signs left out."""
    rest = iter(whole)
    return all(sign in rest for sign in came)
