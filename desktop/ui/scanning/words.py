"""How a scan came and what was learned of a scanner, in words."""

from collections.abc import Sequence
from itertools import pairwise

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.scanners import Decode, Profile, Suffix, median
from desktop.i18n import N_, _
from desktop.services.scanners import LineEnd
from desktop.ui.scanning.bus import Heard
from desktop.ui.scanning.wedge import Burst

SUFFIXES = {
    Suffix.UNKNOWN: N_("Not known yet: Enter, Tab or nothing"),
    Suffix.ENTER: N_("Enter"),
    Suffix.TAB: N_("Tab"),
    Suffix.NONE: N_("Nothing"),
    Suffix.OTHER: N_("Another key"),
}
ENDS = {
    LineEnd.ANY: N_("CR, LF or ETX, whichever comes"),
    LineEnd.CR: "CR",
    LineEnd.LF: "LF",
    LineEnd.CRLF: "CR LF",
    LineEnd.ETX: "ETX",
    LineEnd.SILENCE: N_("Nothing: a pause"),
}
_WAYS = {"typed": N_("as typed"), "places": N_("by the keys' places"), "caps": N_("Caps Lock repaired")}
_DECODES = {
    Decode.UNKNOWN: N_("Not calibrated"),
    Decode.TYPED: N_("as the computer's keyboard has them"),
    Decode.PLACES: N_("by the keys' places"),
}
_KINDS = {
    Kind.ORDER: N_("an order"), Kind.PARCEL: N_("a parcel"), Kind.PICK_LIST: N_("a pick list"),
    Kind.TOTE: N_("a tote"), Kind.TICK: N_("a row of a wave sheet"),
    Kind.CARTON: N_("a carton"), Kind.BIN: N_("a bin"), Kind.MANIFEST: N_("a manifest"), Kind.RETURN: N_("a return"),
    Kind.BADGE: N_("a badge"), Kind.COMMAND: N_("a command"), Kind.PRODUCT: N_("a product"),
    Kind.OTHER: N_("another text"),
}  # fmt: skip
_FAULTS = {
    "check": N_("wrong check digit"),
    "separator": N_("the separator is lost: lot and serial run together"),
    "form": N_("not GS1, although it says so"),
}
# The first letter of a symbology identifier (ISO/IEC 15424).
_SYMBOLOGIES = {
    "A": "Code 39", "C": "Code 128", "E": "EAN/UPC", "I": "ITF", "d": "Data Matrix", "Q": "QR", "e": "GS1 DataBar",
    "F": "Codabar", "G": "Code 93", "L": "PDF417", "z": "Aztec", "J": "DotCode",
}  # fmt: skip


def came_words(heard: Heard) -> list[tuple[str, str]]:
    """Six rows: what it said, what that is, speed, end, keyboard, symbology."""
    code = codes.read(heard.text)
    burst = heard.burst
    what = " · ".join(
        part for part in (_(_KINDS[code.kind]), _(_FAULTS.get(code.fault, "")) if code.fault else "") if part
    )
    return [
        (_("Code"), heard.text.replace("\x1d", "␝")),
        (_("It is"), what),
        (_("Speed"), _speed(burst) if burst else heard.device),
        (_("End"), _(SUFFIXES[burst.suffix]) if burst else ""),
        (_("Keyboard"), _(_WAYS.get(heard.way, "as typed")) if burst else ""),
        (_("Symbology"), symbology_words(code.symbology)),
    ]


def symbology_words(mark: str) -> str:
    if not mark:
        return _("not told by the scanner")
    return f"{_SYMBOLOGIES.get(mark[1], mark)} ({mark})"


def learned_rows(profile: Profile) -> Sequence[tuple[str, str]]:
    """Five rows: speed, end, keyboard, layout, lost signs."""
    pace = _("{pace} ms a key, at most {slowest}")
    layout = _(profile.layout) if profile.layout else ""
    return [
        (_("Keyboard"), _(_DECODES[profile.decode])),
        (_("Speed"), pace.format(pace=_round(profile.pace_ms), slowest=profile.slowest_ms) if profile.pace_ms else ""),
        (_("End"), _(SUFFIXES[profile.suffix])),
        (_("The computer is set to"), layout),
        (_("Never arrives"), " ".join(profile.lost)),
    ]


def _speed(burst: Burst) -> str:
    between = [later.stamp - one.stamp for one, later in pairwise(burst.strokes)]
    return _("{pace} ms a key").format(pace=_round(median(between))) if between else ""


def _round(pace: float) -> str:
    return f"{pace:.0f}" if pace >= 2 else f"{pace:.1f}"
