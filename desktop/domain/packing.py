"""What a scan is to an order. A unit is counted once; a wrong, surplus or unknown code counts nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    RIGHT = "right"
    COMPLETE = "complete"  # right, and the last one
    WRONG = "wrong"  # an article of the shop that is not in this order
    TOO_MANY = "too-many"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"  # fits two articles that differ only in capitals
    SCAN_EACH = "scan-each"  # a quantity, a case or a whole kit, where every unit is to be scanned
    OUT = "out"  # it was packed, is no longer wanted, and has come out of the box
    UNDONE = "undone"

    @property
    def counts(self) -> bool:
        return self is Verdict.RIGHT or self is Verdict.COMPLETE


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the bench needs it. `codes` are its SKU and barcodes as printed, and its GTINs in 14 digits.

    A kit is a row of its own that counts nothing itself (`kit`), and one row for each of its parts, whose `of` is the
    kit's line and whose `id` is below zero. Only where `whole` the kit's code stands for all of them: then `left` is
    how many whole kits are still open.
    """

    id: int
    sku: str
    codes: frozenset[str]
    ordered: int  # less what was cancelled
    packed: int
    scan_each: bool = False
    tracks: str = ""
    of: int | None = None
    kit: bool = False
    whole: bool = False

    @property
    def left(self) -> int:
        return max(0, self.ordered - self.packed)

    def with_packed(self, packed: int) -> "Line":
        """The same row with another count; every scan needs one, and `dataclasses.replace` costs five times as much."""
        return Line(
            self.id, self.sku, self.codes, self.ordered, packed, self.scan_each, self.tracks, self.of, self.kit,
            self.whole,
        )  # fmt: skip

    @property
    def over(self) -> int:
        """Units that lie in a box and are no longer wanted."""
        return max(0, self.packed - self.ordered)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scan was. `line_id` is the line that counts it, or the one that is already complete; else None."""

    verdict: Verdict
    line_id: int | None = None


def check(lines: Iterable[Line], code: str, gtin14: str | None = None, units: int = 1, left: int | None = None) -> Scan:
    """Say what scanned units are to this order; the first open line that has the code wins.

    A code matches exactly before it matches with its capitals folded; one that folds to two articles, or is
    printed on two that the order has, is ambiguous.
    `gtin14` is the code's GTIN in 14 digits where it is one. More units than a line still needs are too many, all of
    them: nothing is counted in part. `left` is what the whole order still needs where `lines` are not all of it.
    What a change of the order has left in the box without need comes out again by the same scan.
    """
    rows = list(lines)
    matching = [line for line in rows if code in line.codes or (gtin14 is not None and gtin14 in line.codes)]
    if not matching:
        folded = code.casefold()
        matching = [line for line in rows if any(folded == own.casefold() for own in line.codes)]
        if len({line.sku for line in matching}) > 1:
            return Scan(Verdict.AMBIGUOUS)
    elif len({line.sku.casefold() for line in matching}) > 1:  # two articles carry this barcode
        matching = [line for line in matching if line.sku == code]
        if not matching:
            return Scan(Verdict.AMBIGUOUS)
    if not matching:
        return Scan(Verdict.UNKNOWN)
    for line in matching:
        each = line.scan_each or line.tracks == "serial"  # each unit has a number of its own
        if (line.kit and not line.whole) or (units > 1 and each):
            return Scan(Verdict.SCAN_EACH, line.id)
    for line in matching:
        if line.ordered - line.packed >= units:
            open_units = sum(row.left for row in rows) if left is None else left
            return Scan(Verdict.COMPLETE if open_units == units else Verdict.RIGHT, line.id)
    for line in matching:
        if line.over >= units and not line.kit:
            return Scan(Verdict.OUT, line.id)
    return Scan(Verdict.TOO_MANY, matching[0].id)
