"""Labels for articles, to be stuck onto them."""

from desktop.documents import product_label
from desktop.services import labels
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The labels that a line such as "CUP-300-BL*12 KGA*2 --media=A4-3x8 --start=5" asks for.

    Raises:
        BadInput: it is no such line.
        NotFound: there is no such article.
    """
    asked, media = labels.asked(wanted.ref, wanted.media, "57x32")
    return product_label.draw(labels.products(asked), wanted.screen, wanted.dpi, media, asked.start)
