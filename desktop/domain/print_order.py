"""In which sequence the papers of many orders come out: as the list is, or as one packs them quickest."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.i18n import N_


class By(StrEnum):
    LISTED = "listed"
    SKU = "sku"  # orders of one article first, the same articles after each other
    BIN = "bin"  # along the walk through the storage
    TOTAL = "total"  # the largest sum first


BY_WORDS = {
    By.LISTED: N_("As listed"),
    By.SKU: N_("One article first"),
    By.BIN: N_("By bin"),
    By.TOTAL: N_("Largest total first"),
}


@dataclass(frozen=True, slots=True)
class Packed:
    """What the sequence follows from: the units by SKU, the turns of their bins in the walk ("" = no bin), the sum."""

    order_id: int
    units: tuple[tuple[str, int], ...] = ()
    turns: tuple[str, ...] = ()
    total_minor: int = 0


def in_order(orders: Sequence[Packed], by: By) -> list[int]:
    """The ids in the sequence in which their papers come out; what is alike stays as it was listed."""
    if by is By.SKU:
        return [order.order_id for order in sorted(orders, key=_by_sku)]
    if by is By.BIN:
        return [order.order_id for order in sorted(orders, key=_by_bin)]
    if by is By.TOTAL:
        return [order.order_id for order in sorted(orders, key=lambda order: -order.total_minor)]
    return [order.order_id for order in orders]


def _by_sku(order: Packed) -> tuple[bool, str, int]:
    if len(order.units) != 1:
        return True, "", 0
    sku, units = order.units[0]
    return False, sku.casefold(), units


def _by_bin(order: Packed) -> tuple[bool, tuple[str, ...]]:
    turns = tuple(sorted(turn for turn in order.turns if turn))
    return not turns, turns  # what lies nowhere comes last
