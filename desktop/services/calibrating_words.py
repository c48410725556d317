"""What a calibration says, in sentences for the screen and the terminal."""

from collections.abc import Iterable
from decimal import Decimal

from desktop.domain.calibration import Calibration
from desktop.domain.self_check import Finding, Layout
from desktop.i18n import N_, _, language, number
from desktop.services.calibrating import Result

_LEAST_MM, _LEAST_SHARE, _LEAST_TURN = 0.05, 0.0005, 0.02  # less than this nobody sees
_MOVED = {
    "offset_x_mm": (N_("{mm} mm too far to the right"), N_("{mm} mm too far to the left")),
    "offset_y_mm": (N_("{mm} mm too low"), N_("{mm} mm too high")),
}
_SIZED = {
    "scale_x": (N_("{share} too wide"), N_("{share} too narrow")),
    "scale_y": (N_("{share} too tall"), N_("{share} too short")),
}
_TURNED = (N_("turned by {degrees}° clockwise"), N_("turned by {degrees}° anticlockwise"))
TRIM, ALONG, ACROSS = "9", "A", "B"  # as they stand on the page


def misprint(found: Calibration) -> list[str]:
    """How pages come out: "1.2 mm too far to the left", ...; [] = as they should."""
    said = []
    for name, words in _MOVED.items():
        off = getattr(found, name)
        if abs(off) >= _LEAST_MM:
            said.append(_(words[off < 0]).format(mm=_figure(abs(off), 1 if abs(off) >= 0.1 else 2)))
    for name, words in _SIZED.items():
        off = getattr(found, name) - 1
        if abs(off) >= _LEAST_SHARE:
            said.append(_(words[off < 0]).format(share=_share(abs(off))))
    if abs(found.rotation_deg) >= _LEAST_TURN:
        turned = _(_TURNED[found.rotation_deg < 0])
        said.append(turned.format(degrees=_figure(abs(found.rotation_deg), 2)))
    return said


def sentences(result: Result, page: Layout) -> list[str]:
    """A result, a sentence a line."""
    said = []
    if result.rest is not None:
        said += misprint(result.rest) or [_("Everything is in its place.")]
        if result.true:
            said.append(_("That is as true as folds and rulers can tell; nothing needs to be changed."))
        elif result.finding is not None:
            said.append(_("Right to about {mm} mm.").format(mm=_figure(max(0.1, result.doubt_mm), 1)))
            said.append(_("Use this, print the page again, corrected, and scan that: it is more exact then."))
    if result.least_dots:
        mm = _figure(result.least_dots * page.dot, 2)
        said.append(_("Narrowest bars that read: {dots} dots, {mm} mm.").format(dots=result.least_dots, mm=mm))
    if result.lighter:
        said.append(_("Only wide bars read: it burns too dark, or prints too fast. It should print lighter."))
    finding = result.finding
    if finding is not None and finding.along and finding.across and finding.across > finding.along + 1:
        said.append(_("Bars across the feed read worse: print slower, and clean the head and the roller."))
    return said


def still_open(finding: Finding | None, page: Layout) -> list[str]:
    """The signs of the places on the page that nothing was scanned of, as they stand there."""
    places = [str(place) for place in (finding.open_places if finding else range(1, 9))] if page.steps else []
    if page.steps and not (finding and finding.trim):
        places.append(TRIM)
    return [*places, *([] if finding and finding.along else [ALONG]), *([] if finding and finding.across else [ACROSS])]


def listed(signs: Iterable[str]) -> str:
    return ", ".join(signs)


def _figure(value: float, places: int) -> str:
    return number(Decimal(f"{value:.{places}f}"))


def _share(value: float) -> str:
    return f"{_figure(value * 100, 1 if value >= 0.001 else 2)}{chr(0xA0) if language() == 'sv' else ''}%"
