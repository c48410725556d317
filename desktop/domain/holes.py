"""Texts that an owner wrote, with holes such as {name}: filled by name, and by nothing else.

A hole is a name of a fixed list. There are no attributes, no places and no formats in it, so a text can neither reach
into the program nor open a file, and what is filled in is never looked at for holes again.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop.domain.errors import KolliError
from desktop.i18n import N_

_HOLE = re.compile(r"\{([^{}\n]*)\}")


class UnknownHole(KolliError):
    text = N_("“{field}” is no field that Kolli can fill in. Use {known}, or write it without braces.")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is read in the end. `left_out` are holes that had nothing to say, whose lines are not there."""

    text: str
    left_out: tuple[str, ...] = ()


def check(text: str, known: Collection[str]) -> None:
    """Refuse a text with a hole that could not be filled in; every text is checked when it is kept.

    Raises:
        UnknownHole: it names the first such hole, and those that there are.
    """
    strange = next((name for name in _HOLE.findall(text) if name not in known), None)
    if strange is not None:
        raise UnknownHole(field=f"{{{strange}}}", known=", ".join(f"{{{name}}}" for name in known))


def without(text: str) -> str:
    """What is left of a text when its holes are taken out: a brace in it belongs to none."""
    return _HOLE.sub("", text)


def put_in(text: str, values: Mapping[str, str]) -> Filled:
    """Fill the holes; a line that has a hole without a value is left out, and a hole of no list stands as it is."""
    lines, left_out = [], []
    for line in text.splitlines():
        empty = [name for name in _HOLE.findall(line) if name in values and not values[name]]
        left_out += empty
        if not empty:
            lines.append(_HOLE.sub(lambda hole: values.get(hole[1], hole[0]), line))
    return Filled("\n".join(lines).strip(), tuple(dict.fromkeys(left_out)))
