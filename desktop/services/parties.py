"""Sender, buyer and receiver as papers print them, and the language in which they are written."""

from desktop.documents.parts import Party
from desktop.documents.parts import Shop as Sender
from desktop.domain.remote import RemoteAddress
from desktop.i18n import LANGUAGES
from desktop.services import settings
from desktop.services.orders import OrderView
from desktop.services.settings import Shop

_NATIVE = {"ID": "id", "SE": "sv"}


def language_of(view: OrderView) -> str:
    """The customer's language: as the store says, else that of the country the parcel goes to, else the shop's."""
    for candidate in (view.language[:2].lower(), _NATIVE.get(view.ship_to.country.upper(), "")):
        if candidate in LANGUAGES:
            return candidate
    return settings.shop().language


def sender(shop: Shop) -> Sender:
    registrations = tuple(text for text in (shop.tax_id, shop.phone, shop.email) if text)
    return Sender(
        name=shop.name, legal_name=shop.name, address=shop.address, registrations=registrations,
        bank=(shop.bank_account,) if shop.bank_account else (), site=shop.web,
    )  # fmt: skip


def buyer(view: OrderView) -> Party:
    return party(view.bill_to if view.bill_to != RemoteAddress() else view.ship_to, view.buyer)


def receiver(view: OrderView) -> Party:
    return party(view.ship_to if view.ship_to != RemoteAddress() else view.bill_to, view.buyer)


def party(address: RemoteAddress, fallback: str = "") -> Party:
    """Name and lines as the country of the address writes them; empty lines left out."""
    name = address.name.strip() or address.company.strip() or fallback
    company = address.company if address.company and address.company != name else ""
    return Party(name, tuple(line for line in (company, *lines(address)) if line.strip()))


def lines(address: RemoteAddress) -> tuple[str, ...]:
    """The lines below the name: Indonesian ones go village, district, city; most put the code before the town."""
    if address.country.upper() == "ID":
        quarter = ", ".join(part for part in (address.village, address.district) if part)
        city = " ".join(part for part in (address.city, address.postcode) if part)
        found = (address.line1, address.line2, quarter, city, address.region)
    elif address.country.upper() in ("GB", "US", "AU", "IE"):
        found = (address.line1, address.line2, address.city, address.region, address.postcode)
    else:
        town = " ".join(part for part in (address.postcode, address.city) if part)
        found = (address.line1, address.line2, address.district, town, address.region)
    home = settings.shop().country.upper()
    country = address.country if address.country.upper() not in ("", home) else ""
    return tuple(line for line in (*found, country) if line.strip())
