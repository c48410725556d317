"""The shipping page, side by side as it looks."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.ui.settings.page import both_ways
from desktop.ui.shipping.listing import Listing
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.page import PageHead, page_column


def lay_out(
    page: QWidget, head: PageHead, read_file: KeyButton, listing: Listing, pages: QStackedWidget, file: QWidget
) -> None:
    """Couriers, list and panel side by side; the file's preview instead of all of them."""
    look = theme()
    head.add_middle(listing.tabs)
    head.add_action(read_file)
    for part in (listing.manifest, listing.panel):
        listing.side.addWidget(part)
    listing.side.setFixedWidth(look.px(304))
    columns = QWidget()
    beside = QHBoxLayout(columns)
    beside.setContentsMargins(0, 0, 0, 0)
    beside.setSpacing(look.px(16))
    beside.addWidget(listing.couriers)
    beside.addWidget(listing.lists, 1)
    beside.addWidget(listing.side)
    pages.addWidget(both_ways(columns))
    pages.addWidget(file)
    column = page_column(page)
    column.addWidget(head)
    column.addWidget(pages, 1)
    listing.panel.show_parcel(None)
