"""Whether what is to be printed fits what lies in the printer. Sizes in mm; a height of 0 is a roll.

A printer that knows only how long its labels are says a width of 0.
"""

from collections.abc import Sequence

from desktop.i18n import _

Size = tuple[int, int]
_CLOSE_MM = 2  # drivers round to points, hundredths of a mm and whole mm, one after the other
_NAMES = {(210, 297): "A4", (148, 210): "A5", (105, 148): "A6", (216, 279): "Letter"}


def fits(size: Size, loaded: Sequence[Size]) -> bool:
    """Whether paper of this size is among what lies in the printer; True where it cannot say what lies in it."""
    return not loaded or any(_same(size, one) or (one[0] and _same(size, one[::-1])) for one in loaded)


def named(size: Size) -> str:
    """A size as people say it: A4, 100 × 150 mm, 80 mm."""
    for known, name in _NAMES.items():
        if all(size) and _same(size, known):
            return name
    across, down = (f"{side}\u00a0mm" for side in size)
    if all(size):
        return f"{size[0]}\u00a0×\u00a0{down}"
    return down if size[1] else across


def wrong_paper(size: Size, lying: Sequence[Size]) -> str:
    """What a paper waits for whose size does not lie in the printer, in the screen's language."""
    has = ", ".join(named(one) for one in lying)
    return _("It needs {paper}; the printer has {loaded}.").format(paper=named(size), loaded=has)


def _same(size: Size, other: Size) -> bool:
    return all(not one or not two or abs(one - two) <= _CLOSE_MM for one, two in zip(size, other, strict=True))
