"""The thank-you card of an order."""

from desktop.documents import thank_you_card
from desktop.documents.thank_you_card import ThankYouCard
from desktop.services import orders, settings
from desktop.services.addresses import language_of
from desktop.services.orders import OrderView
from desktop.services.papers.wanted import Wanted
from desktop.services.parties import sender


def draw(wanted: Wanted) -> bytes:
    view = orders.show(wanted.order_id)
    spoken = wanted.language or language_of(view)
    return thank_you_card.draw(_thank_you_card(view, spoken), spoken, wanted.dpi)


def _thank_you_card(view: OrderView, language: str) -> ThankYouCard:
    shop = settings.shop()
    texts = settings.value("thank-you-texts", {})
    name = (view.ship_to.name or view.buyer).split(" ")[0]
    by_hand = [event for event in view.history if event.action == "start"]
    return ThankYouCard(
        name=name, shop=shop.name, text=str(texts.get(language, "")), site=shop.web or shop.email,
        packed_by=by_hand[0].who if by_hand else "", logo=sender(shop).logo,
    )  # fmt: skip
