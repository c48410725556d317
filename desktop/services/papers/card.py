"""The thank-you card of an order."""

from desktop.documents import thank_you_card
from desktop.documents.thank_you_card import ThankYouCard
from desktop.services import logo, orders, settings, templates
from desktop.services.addresses import language_of
from desktop.services.order_words import of_order
from desktop.services.orders import OrderView
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    view = orders.show(wanted.order_id)
    spoken = wanted.language or language_of(view)
    return thank_you_card.draw(_thank_you_card(view, spoken), spoken, wanted.dpi)


def _thank_you_card(view: OrderView, language: str) -> ThankYouCard:
    shop = settings.shop()
    by_hand = [event for event in view.history if event.action == "start"]
    packed_by, said = by_hand[0].who if by_hand else "", of_order(view)
    return ThankYouCard(
        name=said["name"], shop=shop.name, site=shop.web or shop.email, packed_by=packed_by, logo=logo.get(),
        template=templates.of("thank-you-card", language, **said, person=packed_by.split(" ")[0]),
    )  # fmt: skip
