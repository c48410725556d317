"""The label with which an order's goods come back to the shop."""

from desktop.documents import media, return_label
from desktop.documents.parts import Party
from desktop.documents.return_label import ReturnLabel
from desktop.services import orders, settings, templates
from desktop.services.addresses import language_of
from desktop.services.order_words import of_order
from desktop.services.papers.wanted import Wanted
from desktop.services.parties import receiver
from desktop.services.returns import cases


def draw(wanted: Wanted) -> bytes:
    """In the buyer's language, to the shop's address; with the code of the order's return where one waits for it."""
    view, shop = orders.show(wanted.order_id), settings.shop()
    case = cases.waiting(wanted.order_id)
    spoken = wanted.language or language_of(view)
    data = ReturnLabel(
        order_number=view.number, order_code=case.code if case else view.code,
        to=Party(shop.name, shop.address), sender=receiver(view),
        case=case.number if case else "", days=shop.returns_days, phone=shop.phone,
        template=templates.of("return-label", spoken, **of_order(view)),
    )  # fmt: skip
    return return_label.draw(data, spoken, wanted.dpi, media.named(wanted.media or "100x150"))
