"""What a tracking number can be, and the check digits of the carriers that have a public rule for one. A wrong digit is
asked about, never refused."""

import re
from dataclasses import dataclass

from desktop.domain.codes import check_digit
from desktop.domain.errors import BadInput
from desktop.i18n import N_

LONGEST = 60  # characters; the longest number in use (SSCC with its identifiers) has 20

_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_SSCC = re.compile(r"(?:00)?([0-9]{18})")
_UPS = re.compile(r"1Z[0-9A-Z]{15}[0-9]")
_DHL = re.compile(r"[0-9]{10}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # UPU standard S10-12


@dataclass(frozen=True, slots=True)
class Checked:
    """Which kind of number it is, "" for one without a check digit, and whether its check digit is right."""

    kind: str = ""
    right: bool = True


def tracking_number(text: str) -> str:
    """The number as the carrier writes it, blanks at its ends removed.

    Raises:
        BadInput: it is empty, far too long, or holds control characters.
    """
    number = text.strip()
    if not number:
        raise BadInput(what=N_("The tracking number"), value=text, next=N_("Scan or type the courier's number."))
    if len(number) > LONGEST or not number.isprintable():
        raise BadInput(what=N_("The tracking number"), value=number[:80], next=N_("Scan the courier's label again."))
    return number


def check(number: str, courier: str = "") -> Checked:
    """Look at a number's check digit. Ten digits are DHL Express's only where `courier` says DHL: many count so."""
    plain = re.sub(r"[\s-]", "", number).upper()
    if _S10.fullmatch(plain):
        return Checked("S10", s10_digit(plain[2:10]) == int(plain[10]))
    sscc = _SSCC.fullmatch(plain)
    if sscc is not None:
        return Checked("SSCC", check_digit(sscc[1][:-1]) == int(sscc[1][-1]))
    if _UPS.fullmatch(plain):
        return Checked("UPS", _ups_digit(plain[2:17]) == int(plain[17]))
    if _DHL.fullmatch(plain) and courier.casefold().startswith("dhl"):
        return Checked("DHL", int(plain[:9]) % 7 == int(plain[9]))
    return Checked()


def s10_digit(serial: str) -> int:
    """The ninth digit of an S10 number from the eight before it."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def _ups_digit(signs: str) -> int:
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in signs]
    return -sum(value * (2 if place % 2 else 1) for place, value in enumerate(values)) % 10
