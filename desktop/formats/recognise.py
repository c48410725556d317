"""Which layout a file has: by the names of its columns, wherever its header stands in the first ten rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.formats.errors import ColumnsMissing, FileRefused, LayoutUnknown
from desktop.formats.layout import ArticleFormat, OrderFormat
from desktop.formats.tables import Row
from desktop.formats.text import heading
from desktop.i18n import N_, _

HEADER_WITHIN = 10
MOST_NAMED = 30

F = TypeVar("F", OrderFormat, ArticleFormat)


@dataclass(frozen=True, slots=True)
class Match(Generic[F]):
    """The layout, its header and where our columns stand in it."""

    format: F
    row: int
    header: tuple[str, ...]
    places: Mapping[str, int]


def recognise(file: str, head: Sequence[Row], formats: Sequence[F], wanted: str) -> Match[F]:
    """Find the layout of a file by its first rows; `wanted` is a layout's name or "auto".

    Raises:
        ColumnsMissing: it nearly is one, or is not the one wanted.
        LayoutUnknown: it is none.
        FileRefused: no layout has the wanted name.
    """
    tried = [each for each in formats if wanted in ("auto", each.name)]
    if not tried:
        raise FileRefused(file=file, reason=N_("there is no layout of that name."))
    best: tuple[float, F, list[str]] | None = None
    for each in tried:
        for number, cells in head[:HEADER_WITHIN]:
            places = places_of(each.columns, cells)
            missing = [need for need in sorted(each.needs) if not _there(need, places)]
            if not missing:
                return Match(each, number, tuple(cells), places)
            share = 1 - len(missing) / len(each.needs)
            if best is None or share > best[0]:
                best = (share, each, missing)
    if best is not None and (wanted != "auto" or best[0] >= 0.6):
        names = ", ".join(_name(best[1], need) for need in best[2])
        raise ColumnsMissing(file=file, layout=best[1].title, columns=names)
    widest = max((cells for _number, cells in head[:HEADER_WITHIN]), key=len, default=[])
    seen = ", ".join(cell.strip()[:40] for cell in widest[:MOST_NAMED] if cell.strip())
    raise LayoutUnknown(file=file, columns=seen)


def places_of(columns: Mapping[str, Sequence[str]], cells: Sequence[str]) -> dict[str, int]:
    """Our columns' places in this row; of two with one heading the first counts."""
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells):
        seen.setdefault(heading(cell), place)
    places = {}
    for name, headings in columns.items():
        found = [seen[heading(each)] for each in headings if heading(each) in seen]
        if found:
            places[name] = found[0]
    return places


def _there(need: str, places: Mapping[str, int]) -> bool:
    """`a|b`: one of them is enough."""
    return any(name in places for name in need.split("|"))


def _name(layout: OrderFormat | ArticleFormat, need: str) -> str:
    return _(" or ").join(layout.columns[name][0] for name in need.split("|"))
