"""How an address is written, and in which language its reader is spoken to."""

from desktop.domain.remote import RemoteAddress
from desktop.services import settings
from desktop.services.buyers_language import spoken
from desktop.services.orders import OrderView


def language_of(view: OrderView) -> str:
    """The customer's language: as the store says, else that of the country the parcel goes to, else the shop's."""
    return spoken(view.language, view.ship_to.country)


def lines(address: RemoteAddress) -> tuple[str, ...]:
    """The lines below the name: Indonesian ones go village, district, city; most put the code before the town."""
    street, town = _street(address), _town(address)
    return tuple(line for line in (*street, town, address.region, _abroad(address)) if line.strip())


def label_lines(address: RemoteAddress) -> tuple[str, ...]:
    """The same for a parcel's label: the town, which the courier sorts by, comes last, with the country where it is
    another one.
    """
    last = ", ".join(part for part in (_town(address), _abroad(address)) if part)
    return tuple(line for line in (*_street(address), address.region, last) if line.strip())


def _street(address: RemoteAddress) -> tuple[str, ...]:
    quarter = ", ".join(part for part in (address.village, address.district) if part)
    return (address.line1, address.line2, quarter)


def _town(address: RemoteAddress) -> str:
    code_last = address.country.upper() in ("ID", "GB", "US", "AU", "IE")
    parts = (address.city, address.postcode) if code_last else (address.postcode, address.city)
    return " ".join(part for part in parts if part)


def _abroad(address: RemoteAddress) -> str:
    """The country, unless it is the shop's own."""
    home = settings.shop().country.upper()
    return address.country if address.country.upper() not in ("", home) else ""
