"""The label with which an order's goods come back to the shop."""

from desktop.documents import media, return_label
from desktop.documents.parts import Party
from desktop.documents.return_label import ReturnLabel
from desktop.services import orders, settings
from desktop.services.addresses import language_of
from desktop.services.papers.wanted import Wanted
from desktop.services.parties import receiver


def draw(wanted: Wanted) -> bytes:
    """In the buyer's language, to the shop's address."""
    view, shop = orders.show(wanted.order_id), settings.shop()
    data = ReturnLabel(
        order_number=view.number, order_code=view.code, to=Party(shop.name, shop.address), sender=receiver(view),
        days=shop.returns_days, phone=shop.phone,
    )  # fmt: skip
    spoken = wanted.language or language_of(view)
    return return_label.draw(data, spoken, wanted.dpi, media.named(wanted.media or "100x150"))
