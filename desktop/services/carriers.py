"""Which couriers a tracking number may belong to, by its shape. A suggestion: no number is refused for it."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from desktop import paths


@dataclass(frozen=True, slots=True)
class Shape:
    """`sure`: hardly anybody else's numbers look so. `country` "" is any."""

    name: str
    country: str
    pattern: re.Pattern[str]
    sure: bool


def suggest(number: str, country: str = "") -> tuple[str, ...]:
    """Names of couriers whose numbers look like this, the likeliest first: sure ones, then those of the country."""
    compact = re.sub(r"[\s-]", "", number).upper()
    fitting = [shape for shape in _shapes() if shape.pattern.fullmatch(compact)]
    fitting.sort(key=lambda shape: (not shape.sure, shape.country != country, bool(shape.country)))
    return tuple(dict.fromkeys(shape.name for shape in fitting))


def surely(number: str) -> str:
    """The one courier that such a number can only be of; "" if there are several or none."""
    compact = re.sub(r"[\s-]", "", number).upper()
    found = {shape.name for shape in _shapes() if shape.sure and shape.pattern.fullmatch(compact)}
    return found.pop() if len(found) == 1 else ""


def same(one: str, other: str) -> bool:
    """Whether two names mean one courier: "JNE" and "JNE Express", "J&T" and "J&T Express"."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return bool(short) and long.startswith(short)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


@cache
def _shapes() -> tuple[Shape, ...]:
    with (paths.resources() / "carriers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Shape(row["name"], row["country"], re.compile(row["shape"]), row["sure"] == "yes")
            for row in csv.DictReader(file)
        )
