"""Questions of quality about articles: what counts as an answer, and whether it is good."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

_GRAMS = {"g": Decimal(1), "kg": Decimal(1000)}


class Kind(StrEnum):
    YES_NO = "yes-no"
    VALUE = "value"
    PHOTO = "photo"


class Per(StrEnum):
    """How often it is asked."""

    UNIT = "unit"
    LINE = "line"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A question about every article that `articles` names: SKUs, * for any signs. Yes is good, no is a fault.

    A value is good from `low` to `high`, both included; None is no limit. `id` 0: not kept yet.
    """

    articles: str
    question: str
    kind: Kind = Kind.YES_NO
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    per: Per = Per.UNIT
    active: bool = True
    id: int = 0


def due(rule: CheckRule, packed: dict[int, int], passed: dict[int | None, int]) -> list[tuple[int | None, int]]:
    """Which lines still need how many answers; (None, 1) is the order's.

    `packed` are the units in the box of each line that the rule names, `passed` the good answers of each line.
    """
    if rule.per is Per.ORDER:
        return [(None, 1)] if any(packed.values()) and not sum(passed.values()) else []
    wanted = {line: units if rule.per is Per.UNIT else min(units, 1) for line, units in packed.items()}
    return [(line, count - passed.get(line, 0)) for line, count in wanted.items() if count > passed.get(line, 0)]


def is_good(rule: CheckRule, value: Decimal) -> bool:
    return (rule.low is None or value >= rule.low) and (rule.high is None or value <= rule.high)


def measured(text: str, unit: str) -> Decimal | None:
    """A value as people type it and scales send it: 12.5, 12,5, "812 g"; None where it is none.

    A weight in the other of g and kg is converted to the rule's.
    """
    found = re.fullmatch(r"\s*([+-]?[0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*(\D*?)\s*", text)
    if found is None:
        return None
    try:
        value = Decimal(found[1].replace(",", "."))
    except InvalidOperation:  # no digits that we know
        return None
    given, wanted = found[2].casefold(), unit.strip().casefold()
    if given in ("", wanted):
        return value
    if given in _GRAMS and wanted in _GRAMS:
        return value * _GRAMS[given] / _GRAMS[wanted]
    return None
