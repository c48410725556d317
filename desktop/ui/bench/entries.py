"""What the checklist shows of an order's lines: each of them, or in a long list those that are still open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.i18n import _, number
from desktop.ui.bench.lines import Row

MOST = 8  # lines that are shown whatever their state; above it, done ones fold into one entry


@dataclass(frozen=True, slots=True)
class Kit:
    """The head of a kit's parts."""

    name: str
    left: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Folded:
    """So many lines that are done and not shown each."""

    lines: int


Entry = Row | Kit | Folded


def entries_of(rows: Sequence[Row], kept: Iterable[int | None] = ()) -> list[Entry]:
    """The entries for these lines, in their order; `kept` are lines that stay in sight although they are done."""
    found: list[Entry] = []
    kit = ""
    fold = len(rows) > MOST
    stays = set(kept)
    for row in rows:
        if fold and row.done and not row.out and row.id not in stays:
            continue
        if row.kit and row.kit != kit:
            parts = [part for part in rows if part.kit == row.kit]
            found.append(Kit(row.kit, sum(part.left for part in parts), sum(part.wanted for part in parts)))
        kit = row.kit
        found.append(row)
    hidden = len(rows) - sum(isinstance(entry, Row) for entry in found)
    return [*found, Folded(hidden)] if hidden else found


def folded_words(entry: Folded) -> str:
    return _("{count} done").format(count=number(entry.lines))
