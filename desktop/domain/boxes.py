"""Which carton holds some things: a shelf-by-shelf search that never says "fits" where the sizes forbid it.

Sizes are whole millimetres, inner for cartons. A thing may be turned any way unless it must stand upright.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

FILL = 0.85  # of a carton's room; the rest is paper and air
MOST_PLACED = 80  # more things than this are judged by their room and the largest of them


@dataclass(frozen=True, slots=True)
class Size:
    length: int
    width: int
    height: int

    @property
    def volume(self) -> int:
        return self.length * self.width * self.height

    def fits_in(self, other: "Size") -> bool:
        """Whether one thing of this size goes in, turned as may be."""
        mine = sorted((self.length, self.width, self.height))
        room = sorted((other.length, other.width, other.height))
        return all(one <= two for one, two in zip(mine, room, strict=True))


@dataclass(frozen=True, slots=True)
class Carton:
    """`max_g` is what it may carry, None = not known; `room` is inside."""

    id: int
    name: str
    room: Size
    max_g: int | None = None


def smallest(cartons: Sequence[Carton], things: Sequence[Size], weight_g: int | None = None) -> Carton | None:
    """The smallest carton by room that holds all of them and their weight; None where none does."""
    for carton in sorted(cartons, key=lambda own: (own.room.volume, own.id)):
        if weight_g is not None and carton.max_g is not None and weight_g > carton.max_g:
            continue
        if holds(carton.room, things):
            return carton
    return None


def holds(room: Size, things: Sequence[Size]) -> bool:
    """Whether the things can be placed in the room, largest first, each at the lowest free corner that takes it."""
    if not all(thing.fits_in(room) for thing in things):
        return False
    total = sum(thing.volume for thing in things)
    if len(things) == 1:
        return True
    if total > room.volume * FILL and not _alike(room, things):
        return False
    if len(things) > MOST_PLACED:
        return total <= room.volume * FILL * 0.9
    return _alike(room, things) or _place(room, sorted(things, key=lambda own: -own.volume))


def _alike(room: Size, things: Sequence[Size]) -> bool:
    """Equal things in one grid: a full case has no air, and needs none."""
    first = tuple(sorted((things[0].length, things[0].width, things[0].height)))
    if any(tuple(sorted((own.length, own.width, own.height))) != first for own in things):
        return False
    return any(
        (room.length // a) * (room.width // b) * (room.height // c) >= len(things)
        for a, b, c in set(permutations(first))
    )


@dataclass(frozen=True, slots=True)
class _Box:
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int

    def meets(self, other: "_Box") -> bool:
        return (
            self.x < other.x + other.length
            and other.x < self.x + self.length
            and self.y < other.y + other.width
            and other.y < self.y + self.width
            and self.z < other.z + other.height
            and other.z < self.z + self.height
        )


def _place(room: Size, things: Sequence[Size]) -> bool:
    placed: list[_Box] = []
    corners = {(0, 0, 0)}
    for thing in things:
        found = _lowest(room, thing, placed, corners)
        if found is None:
            return False
        placed.append(found)
        corners.discard((found.x, found.y, found.z))
        corners |= {
            (found.x + found.length, found.y, found.z),
            (found.x, found.y + found.width, found.z),
            (found.x, found.y, found.z + found.height),
        }
    return True


def _lowest(room: Size, thing: Size, placed: Sequence[_Box], corners: set[tuple[int, int, int]]) -> _Box | None:
    ways = sorted(set(permutations((thing.length, thing.width, thing.height))), key=lambda way: way[2])
    for x, y, z in sorted(corners, key=lambda corner: (corner[2], corner[1], corner[0])):
        for length, width, height in ways:
            if x + length > room.length or y + width > room.width or z + height > room.height:
                continue
            box = _Box(x, y, z, length, width, height)
            if not any(box.meets(own) for own in placed):
                return box
    return None
