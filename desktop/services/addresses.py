"""How an address is written, and in which language its reader is spoken to."""

from desktop.domain.remote import RemoteAddress
from desktop.i18n import LANGUAGES
from desktop.services import settings
from desktop.services.orders import OrderView

_NATIVE = {"ID": "id", "SE": "sv"}


def language_of(view: OrderView) -> str:
    """The customer's language: as the store says, else that of the country the parcel goes to, else the shop's."""
    for candidate in (view.language[:2].lower(), _NATIVE.get(view.ship_to.country.upper(), "")):
        if candidate in LANGUAGES:
            return candidate
    return settings.shop().language


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
