"""In which language a buyer is spoken to."""

from desktop.i18n import LANGUAGES
from desktop.services import settings

_NATIVE = {"ID": "id", "SE": "sv"}


def spoken(language: str, country: str) -> str:
    """As the store says, else that of the country the parcel goes to, else the shop's."""
    for candidate in (language[:2].lower(), _NATIVE.get(country.upper(), "")):
        if candidate in LANGUAGES:
            return candidate
    return settings.shop().language
