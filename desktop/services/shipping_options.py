"""How an order could go: each courier's services with their price, when they are fetched, and when they arrive (E2)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desktop.domain.money import to_minor
from desktop.services import couriers, estimates, settings
from desktop.services.order_views import show


@dataclass(frozen=True, slots=True)
class Option:
    """One way. `price_minor` None: the shop has set no price; `told_on` None: nobody knows when it arrives.

    `promise_days` is the courier's own word in working days, 0 for none; `cut_off` when it is fetched next.
    """

    courier: str
    service: str
    price_minor: int | None
    promise_days: int
    cut_off: datetime | None
    told_on: date | None
    chosen: bool


def of_order(order_id: int) -> list[Option]:
    """Every way that the shop has set up, and the order's own where that is none of them; the chosen one first.

    Raises:
        NotFound: there is no such order.
    """
    view = show(order_id)
    region = (view.ship_to.region or view.ship_to.city).strip().casefold()
    own, found = couriers.meant(view.courier), []
    name = own.name if own else view.courier
    for courier in couriers.every():
        if not courier.id and courier.name != name:
            continue  # of the country, and nothing is agreed with it
        for service in courier.services or (couriers.Service(""),):
            chosen = courier.name == name and service.name.casefold() == view.service.strip().casefold()
            found.append(_option(courier.name, service, region, view.currency, chosen))
    if view.courier and not any(option.chosen for option in found):
        found.append(_option(view.courier, couriers.Service(view.service), region, view.currency, True))
    return sorted(found, key=lambda option: not option.chosen)


def _option(courier: str, service: couriers.Service, region: str, currency: str, chosen: bool) -> Option:
    guess = estimates.guess(courier, service.name, region)
    priced = service.price and currency == settings.shop().currency
    return Option(
        courier, service.name, to_minor(Decimal(service.price), currency) if priced else None, service.days,
        couriers.cut_off(courier, service.name).next, guess.told_on if guess else None, chosen,
    )  # fmt: skip
