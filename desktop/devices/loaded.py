"""Whether what is to be printed fits what lies in the printer. Sizes in mm; a height of 0 is a roll.

A printer that knows only how long its labels are says a width of 0.
"""

from collections.abc import Sequence

Size = tuple[int, int]
_CLOSE_MM = 2  # drivers round to points, hundredths of a mm and whole mm, one after the other
_NAMES = {(210, 297): "A4", (148, 210): "A5", (105, 148): "A6", (216, 279): "Letter"}


def fits(size: Size, loaded: Sequence[Size]) -> bool:
    """Whether paper of this size is among what lies in the printer; True where it cannot say what lies in it."""
    return not loaded or any(_same(size, one) or (one[0] and _same(size, one[::-1])) for one in loaded)


def named(size: Size) -> str:
    """A size as people say it: A4, 100 × 150 mm, 80 mm."""
    for known, name in _NAMES.items():
        if _same(size, known):
            return name
    across, down = size
    no_break = "\u00a0"
    return f"{across or '?'}{no_break}×{no_break}{down}{no_break}mm" if down else f"{across}{no_break}mm"


def _same(size: Size, other: Size) -> bool:
    across = not other[0] or abs(size[0] - other[0]) <= _CLOSE_MM
    return across and (not size[1] or not other[1] or abs(size[1] - other[1]) <= _CLOSE_MM)
