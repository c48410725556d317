"""What a printer's language is to Kolli: dots become commands, and the printer's answers become words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.devices.raw.dots import Dots
from desktop.i18n import N_

NO_PAPER = N_("The printer has no paper.")
COVER_OPEN = N_("The printer's cover is open.")
PAUSED = N_("The printer is paused.")
JAM = N_("Paper is stuck in the printer.")
NO_RIBBON = N_("The printer has no ribbon.")
HOT = N_("The print head is too hot. It goes on when it has cooled.")
CUTTER = N_("The printer's cutter is stuck.")
FAULT = N_("The printer reports a fault. Look at it, turn it off and on again.")


@dataclass(frozen=True, slots=True)
class Job:
    """How the pages of one paper are wanted.

    `darkness` in steps of the language from what is set (+ is darker), `speed` in inches a second (0 = as it is set).
    `cut` behind the paper, `kick` the drawer before it: only where the printer has a cutter or drawer.
    `stored`: a receipt printer that knows newer pictures only (GS ( L instead of GS v 0).
    `feed`: there is no cutter, the paper is torn off by hand. `gap_mm` between two labels (None = as it is set).
    """

    dpi: int = 203
    copies: int = 1
    darkness: int = 0
    speed: int = 0
    cut: bool = False
    kick: bool = False
    feed: bool = True
    gap_mm: float | None = None
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a printer says of itself: what is wrong, in English ("" = nothing), and how much it has still to print.

    `length_dots` of the label that lies in it, 0 = it does not say or has a roll.
    """

    trouble: str = ""
    waiting: int = 0
    length_dots: int = 0


@dataclass(frozen=True, slots=True)
class Language:
    """One printer language.

    `draw` makes a paper. `ask` is answered at once, also by a printer that is stopped; `understand` an answer: None
    while more of it must come. `finished` is answered when all before it is printed, b"" where nothing is;
    `is_finished` finds that answer. `dressed` adds a job's wishes to a paper that is written in this language already.
    `rolls`: the paper is a roll that is wider than what the print head reaches.
    """

    name: str
    title: str
    draw: Callable[[Sequence[Dots], Job], bytes]
    ask: bytes
    understand: Callable[[bytes], Said | None]
    dressed: Callable[[bytes, Job], bytes]
    finished: bytes = b""
    is_finished: Callable[[bytes], bool] = lambda _answer: False
    rolls: bool = False
