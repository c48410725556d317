"""What a row of a list says. It is made on the store thread; widgets/row_paint.py paints it."""

from dataclasses import dataclass, field

from PySide6.QtCore import Qt

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `title` is marked with N_(); `width` is px at 100 % text size, `stretch` its share of the rest."""

    title: str
    width: int
    align: Qt.AlignmentFlag = LEFT
    stretch: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` over `sub`. `badge` (kind, icon, words) is instead of the text; `flag` after the sub line."""

    text: str = ""
    sub: str = ""
    strong: bool = False
    ink: str = "ink.primary"
    sub_ink: str = "ink.muted"
    codes: bool = False
    badge: tuple[str, str, str] | None = None
    flag: str = ""
    flag_icon: str = "message-square-text"
    mark: str = ""  # a state mark or a Lucide name before the text
    mark_ink: str = ""
    photo: str | None = None  # a picture before the text; "" is the placeholder
    avatar: str = ""  # a person's name: their initials stand in a circle before the text
    inset: int = 0  # px that a right column's plain text keeps from the edge, to stand under a pill's words


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, one a column; `dim` for what is done; `alarm` fills the row in amber."""

    cells: tuple[Cell, ...]
    dim: bool = False
    alarm: bool = False
    tip: str = field(default="")

    def spoken(self) -> str:
        """The row in words, for a screen reader."""
        parts = [
            part
            for cell in self.cells
            for part in (cell.text, cell.badge[2] if cell.badge else "", cell.sub, cell.flag)
            if part
        ]
        return ", ".join(parts)
