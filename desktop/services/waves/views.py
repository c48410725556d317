"""What is told of waves: their orders, their stops, and what was chosen for them."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.picking import wave_name


@dataclass(frozen=True, slots=True)
class Part:
    """What one line gets at a stop. `left` is still to be picked."""

    pick_id: int
    order_id: int
    line_id: int
    letter: str
    picked: int
    left: int
    short: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One article at one bin, for every order of the wave that wants it."""

    key: str  # the article
    article_id: int | None
    bin: str
    sku: str
    name: str
    variant: str
    photo: str
    codes: frozenset[str]
    parts: tuple[Part, ...]

    @property
    def left(self) -> int:
        return sum(part.left for part in self.parts)

    @property
    def picked(self) -> int:
        return sum(part.picked for part in self.parts)

    @property
    def short(self) -> int:
        return sum(part.short for part in self.parts)


@dataclass(frozen=True, slots=True)
class WaveOrder:
    """An order of a wave. `here`: it may still be picked in it. `totes` are the codes of those it lies in."""

    id: int
    number: str
    code: str
    letter: str
    buyer: str
    courier: str
    totes: tuple[str, ...]
    left: int
    picked: int
    short: int
    here: bool


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave as it stands on disk; its stops in walking order, those without a place last."""

    id: int
    code: str
    state: str
    bench: str
    made_at: datetime
    printed_at: datetime | None
    orders: tuple[WaveOrder, ...]
    stops: tuple[Stop, ...]

    @property
    def name(self) -> str:
        return wave_name(self.id)

    @property
    def left(self) -> int:
        return sum(stop.left for stop in self.stops)

    @property
    def units(self) -> int:
        """Units that this walk fetches, with those that it has."""
        return sum(stop.left + stop.picked for stop in self.stops)

    @property
    def open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave in a list; `left` of `units` are still to be picked, `walkers` are the benches that walk it now."""

    id: int
    code: str
    state: str
    bench: str
    made_at: datetime
    orders: int
    left: int
    units: int
    walkers: tuple[str, ...]

    @property
    def name(self) -> str:
        return wave_name(self.id)
