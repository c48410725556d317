"""Labels, one a page or in the cells of a sheet: what draws a label draws it the same way on both."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from desktop.documents.media import Cells, Media
from desktop.documents.page import Paper

T = TypeVar("T")


def draw(
    labels: Sequence[T], each: Callable[[Paper, T], None], media: Media, title: str, dpi: int, start: int = 1
) -> bytes:
    """Every label with `each`, from the cell `start` of the first sheet on; cells are counted from 1, row by row."""
    count = media.cells.count if media.cells else 1
    paper = Paper(media.label, title, dpi, media.cells, (start - 1) % count + 1)
    for place, label in enumerate(labels):
        if place:
            paper.new_page()
        each(paper, label)
    return paper.finish()


def holding(size: tuple[float, float], media: Media) -> Media:
    """The same paper with labels of this size in the middle of its own; a little lower where its own are lower.

    On what is smaller than the label by more than a few millimetres, the label keeps its size.
    """
    (width, height), (wide, high) = size, media.label
    if (wide, high) == size:
        return media
    height = min(height, max(height - 4, high - 1.5))
    aside, above = max(0.0, (wide - width) / 2), max(0.0, (high - height) / 2)
    own = media.cells or Cells(1, 1, wide, high, 0, 0, wide, high, sheet=media.size)
    left, top = (own.left + above, own.top + aside) if own.turned else (own.left + aside, own.top + above)
    return replace(media, cells=replace(own, width=width, height=height, left=left, top=top))
