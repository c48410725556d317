"""Price labels for the shelves."""

from desktop.documents import price_label
from desktop.services import labels
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """As for product labels; the price is the article's own, in its currency."""
    asked, media = labels.asked(wanted.ref, wanted.media, "57x32")
    return price_label.draw(labels.prices(asked), wanted.screen, wanted.dpi, media, asked.start)
