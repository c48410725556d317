"""What a change in the store means for the box."""

import json
from dataclasses import dataclass

from desktop.services import packing
from desktop.services.packing import Article
from desktop.services.remote import DecisionRow


@dataclass(frozen=True, slots=True)
class Move:
    """Units of an article that go into a parcel, or out of it where below zero."""

    units: int
    article: Article


def moves(decision: DecisionRow) -> list[Move]:
    """What the store's side of a difference about lines would take out of the parcel and put into it."""
    before, after = _units_by_sku(decision.ours), _units_by_sku(decision.theirs)
    changed = {sku: after.get(sku, 0) - before.get(sku, 0) for sku in {**before, **after}}
    return [
        Move(units, packing.article_of(sku) or Article(sku, "", "", "", "")) for sku, units in changed.items() if units
    ]


def _units_by_sku(lines: str) -> dict[str, int]:
    # As services.intake.seen writes them: remote id, SKU, quantity, refunded, ...
    found: dict[str, int] = {}
    for line in json.loads(lines) or []:
        found[str(line[1])] = found.get(str(line[1]), 0) + int(line[2]) - int(line[3])
    return found
