"""What each kind of paper can be printed on: names of documents.media, the usual one first."""

from desktop.documents.media import MEDIA
from desktop.services.paper_kinds import PAPERS

_LABELS = ("100x150", "A6", "A4-4xA6", "A4-2x1", "A4")
_SMALL = tuple(name for name, media in MEDIA.items() if media.height and media.height <= 100)
_SHEETS = tuple(name for name, media in MEDIA.items() if media.cells is not None and media.cells.height < 100)
_ROLLS = ("roll-80", "roll-58")
_ALSO = {
    "packing-slip": ("A4", "A5"),
    "parcel-label": _LABELS,
    "return-label": _LABELS,
}


def fitting(kind: str) -> tuple[str, ...]:
    """What this kind can be printed on, the usual one first."""
    usual = PAPERS[kind].media
    if kind in _ALSO:
        also: tuple[str, ...] = _ALSO[kind]
    elif usual in _ROLLS:
        also = _ROLLS
    elif usual in _SMALL:
        also = (*_SMALL, *_SHEETS)
    else:
        also = ()
    return tuple(dict.fromkeys((usual, *(name for name in also if name in MEDIA))))
