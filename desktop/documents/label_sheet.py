"""Labels, one a page or in the cells of a sheet: what draws a label draws it the same way on both."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from desktop.documents.media import Media
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
