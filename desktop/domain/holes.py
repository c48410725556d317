"""Texts that an owner wrote, with holes such as {name}: filled by name, and by nothing else.

A hole is a name of a fixed list. There are no attributes, no places and no formats in it, so a text can neither reach
into the program nor open a file, and what is filled in is never looked at for holes again.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_HOLE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is read in the end. `left_out` are holes that had nothing to say, whose lines are not there."""

    text: str
    left_out: tuple[str, ...] = ()


def unknown(text: str, known: Collection[str]) -> str | None:
    """The first hole that cannot be filled in, with its braces; None where all can."""
    return next((f"{{{name}}}" for name in _HOLE.findall(text) if name not in known), None)


def put_in(text: str, values: Mapping[str, str]) -> Filled:
    """Fill the holes; a line that has a hole without a value is left out, and a hole of no list stands as it is."""
    lines, left_out = [], []
    for line in text.splitlines():
        empty = [name for name in _HOLE.findall(line) if name in values and not values[name]]
        left_out += empty
        if not empty:
            lines.append(_HOLE.sub(lambda hole: values.get(hole[1], hole[0]), line))
    return Filled("\n".join(lines).strip(), tuple(dict.fromkeys(left_out)))
