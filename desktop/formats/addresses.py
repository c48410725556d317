"""An address out of columns that share a prefix: `ship_name`, `ship_city`, ..."""

from collections.abc import Callable

from desktop.domain.remote import RemoteAddress
from desktop.formats.layout import Sheet
from desktop.formats.text import unguarded

PARTS = ("name", "company", "line1", "line2", "village", "district", "city", "region", "postcode", "country", "phone")
_NUMBERS = ("postcode", "phone")

# Only the countries whose addresses Kolli lays out itself; others stay as they were written.
_COUNTRIES = {"indonesia": "ID", "sweden": "SE", "sverige": "SE", "swedia": "SE", "id": "ID", "se": "SE"}


def address(sheet: Sheet, side: str, without: frozenset[str] = frozenset()) -> Callable[[list[str]], RemoteAddress]:
    """Read the address whose columns begin with `side`; the texts stay as they were typed."""
    readers = {}
    for part in PARTS:
        if part not in without and f"{side}_{part}" in sheet.places:
            readers[part] = sheet.code(f"{side}_{part}") if part in _NUMBERS else sheet.cell(f"{side}_{part}")

    def read(cells: list[str]) -> RemoteAddress:
        values = {part: unguarded(cell(cells)) for part, cell in readers.items()}
        values["country"] = country(values.get("country", ""))
        return RemoteAddress(**values)

    return read


def country(text: str) -> str:
    return _COUNTRIES.get(text.strip().casefold(), text.strip())
