"""What is wrong with an address before a parcel goes there: what must be mended, and what to look at again."""

import re
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.remote import RemoteAddress
from desktop.i18n import N_

# How a postcode is written, spaces and hyphens left out. Source: the Universal Postal Union's addressing sheets.
_POSTCODES = {
    "ID": r"[1-9]\d{4}", "SE": r"[1-9]\d{4}", "NO": r"\d{4}", "DK": r"\d{4}", "FI": r"\d{5}", "DE": r"\d{5}",
    "SG": r"\d{6}", "MY": r"\d{5}", "AU": r"\d{4}", "US": r"\d{5}(\d{4})?", "NL": r"\d{4}[A-Z]{2}", "FR": r"\d{5}",
}  # fmt: skip


class Weight(StrEnum):
    MUST = "must"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` is one of RemoteAddress; `sentence` is marked for translation."""

    field: str
    sentence: str
    weight: Weight


def check(address: RemoteAddress) -> tuple[Fault, ...]:
    """Everything that stands against sending a parcel there, in the order of the fields."""
    found = []
    if not (address.name or address.company).strip():
        found.append(Fault("name", N_("Type who gets the parcel."), Weight.MUST))
    if not (address.line1 or address.line2).strip():
        found.append(Fault("line1", N_("Type the street and the number."), Weight.MUST))
    if not (address.city or address.district or address.postcode).strip():
        found.append(Fault("city", N_("Type the town or the postcode."), Weight.MUST))
    plain = re.sub(r"[\s-]", "", address.postcode).upper()
    pattern = _POSTCODES.get(address.country.upper())
    if pattern and plain and not re.fullmatch(pattern, plain):
        found.append(Fault("postcode", N_("A postcode of this country is written another way."), Weight.LOOK))
    if address.country and not re.fullmatch(r"[A-Za-z]{2}", address.country.strip()):
        found.append(Fault("country", N_("Type the country's two letters, such as ID or SE."), Weight.MUST))
    digits = sum(letter.isdigit() for letter in address.phone)
    if address.phone.strip() and not 6 <= digits <= 15:
        found.append(Fault("phone", N_("A telephone number has 6 to 15 digits."), Weight.LOOK))
    return tuple(found)
