"""What papers are printed on. Sizes in mm; `height` 0 = a roll that is cut after the last line."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Cells:
    """The labels of a sheet, row by row: how many, their size, the first one's corner, and the steps to the next.

    `turned`: a label stands on its side, its top at the left of its cell; `width` and `height` are the label's own.
    """

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float
    turned: bool = False
    sheet: tuple[float, float] = (210, 297)

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corner(self, cell: int) -> tuple[float, float]:
        """The upper left corner of a cell, counted from 0."""
        row, column = divmod(cell, self.columns)
        return self.left + column * self.across, self.top + row * self.down


@dataclass(frozen=True, slots=True)
class Media:
    """One size of paper, or a sheet of labels."""

    name: str
    width: float
    height: float
    cells: Cells | None = None

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height

    @property
    def label(self) -> tuple[float, float]:
        """What one label has room for: a cell of a sheet, else the whole paper."""
        return (self.cells.width, self.cells.height) if self.cells else self.size

    @property
    def inset(self) -> float:
        """How far from a label's edge letters must stay. Office printers leave 4 mm of a sheet's edge white."""
        if self.cells is None:
            return 2.0
        beside = min(self.cells.left, self.cells.top) if not self.cells.turned else 4.2
        return max(1.5, 4.2 - beside)


def _sheet(name: str, columns: int, rows: int, width: float, height: float, left: float, top: float,
           across: float = 0.0, down: float = 0.0, *, turned: bool = False) -> Media:  # fmt: skip
    return Media(
        name, 210, 297, Cells(columns, rows, width, height, left, top, across or width, down or height, turned)
    )


_ALL = (
    Media("A4", 210, 297),
    Media("A5", 148, 210),
    Media("A6", 105, 148),
    Media("100x150", 100, 150),
    Media("100x100", 100, 100),
    Media("100x50", 100, 50),
    Media("70x37", 70, 37),
    Media("62x29", 62, 29),
    Media("58x40", 58, 40),
    Media("57x32", 57, 32),
    Media("50x30", 50, 30),
    Media("50x25", 50, 25),
    Media("40x30", 40, 30),
    Media("roll-80", 80, 0),
    Media("roll-58", 58, 0),
    # Sheets as they are sold under many numbers. Source of the corners and steps: the makers' templates, by size.
    _sheet("A4-3x8", 3, 8, 70, 37, 0, 0.5),
    _sheet("A4-3x7", 3, 7, 63.5, 38.1, 7.2, 15.15, 66.04),
    _sheet("A4-2x7", 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6),
    _sheet("A4-2x8", 2, 8, 99.1, 33.9, 4.65, 12.9, 101.6),
    _sheet("A4-2x4", 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6),
    _sheet("A4-4x10", 4, 10, 48.5, 25.4, 8, 21.5),
    _sheet("A4-5x13", 5, 13, 38.1, 21.2, 4.75, 10.7, 40.6),
    # Parcel labels on an office printer: four of A6, two of 100 x 150 mm on their side.
    _sheet("A4-4xA6", 2, 2, 105, 148, 0, 0.5),
    _sheet("A4-2x1", 1, 2, 100, 150, 30, 24, down=148.5, turned=True),
)
MEDIA: dict[str, Media] = {media.name: media for media in _ALL}
_OWN = re.compile(r"([0-9]{2,3}(?:\.[0-9])?)x([0-9]{2,3}(?:\.[0-9])?)")


@lru_cache(maxsize=200)
def named(name: str) -> Media:
    """The paper of this name; "45x22.5" is a label of that width and height, whoever sells it.

    Raises:
        KeyError: there is none, or it is smaller than 25 x 15 mm or larger than A4.
    """
    if name in MEDIA:
        return MEDIA[name]
    size = _OWN.fullmatch(name)
    if size is None:
        raise KeyError(name)
    width, height = float(size[1]), float(size[2])
    if not (25 <= width <= 210 and 15 <= height <= 297):
        raise KeyError(name)
    return Media(name, width, height)
