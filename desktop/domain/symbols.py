"""Which bar codes Kolli makes, and what each may hold. A wrong check digit is refused, never put right in silence.

Makers of bar codes differ: python-barcode prints another last digit than it was given, and none of those looked at
checks the digit of an SSCC. What a label says must be what the shop's books say, so it is checked here.
"""

import re
from enum import StrEnum

from desktop.domain.codes import check_digit
from desktop.domain.errors import KolliError
from desktop.i18n import N_


class Symbology(StrEnum):
    """The bar codes and square codes that Kolli makes."""

    CODE128 = "code128"
    EAN13 = "ean13"
    EAN8 = "ean8"
    UPCA = "upca"
    ITF14 = "itf14"
    GS1_128 = "gs1-128"
    QR = "qr"
    DATA_MATRIX = "data-matrix"
    GS1_DATA_MATRIX = "gs1-data-matrix"


class WrongDigit(KolliError):
    text = N_("{code} has a wrong check digit: {digit} would be right. Compare the number with where it comes from.")


class WrongDigits(KolliError):
    text = N_("{code} is no {kind}: that has {digits} digits. Check the number.")


class WrongForm(KolliError):
    text = N_("{code} cannot be a {kind}: {reason}")


NAMES = {
    Symbology.CODE128: "Code 128",
    Symbology.EAN13: "EAN-13",
    Symbology.EAN8: "EAN-8",
    Symbology.UPCA: "UPC-A",
    Symbology.ITF14: "ITF-14",
    Symbology.GS1_128: "GS1-128",
    Symbology.QR: "QR",
    Symbology.DATA_MATRIX: "Data Matrix",
    Symbology.GS1_DATA_MATRIX: "GS1 DataMatrix",
}
DIGITS = {Symbology.EAN13: 13, Symbology.EAN8: 8, Symbology.UPCA: 12, Symbology.ITF14: 14}
_ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
# How long the values are that need no separator, by their first two digits. Source: GS1 General Specifications,
# "Element strings with pre-defined length".
_FIXED = {
    **dict.fromkeys(("01", "02", "03"), 14),
    **dict.fromkeys(("11", "12", "13", "15", "16", "17"), 6),
    "00": 18, "20": 2, **{str(ai): 6 for ai in range(31, 37)}, "41": 13,
}  # fmt: skip
_CHECKED = {"00", "01", "02", "03", "41"}  # the last of their digits is a check digit
_LONGEST_SKU = 48  # signs of a Code 128, as GS1-128 allows; more would fit no label


def checked(kind: Symbology, text: str) -> str:
    """The text as it may stand in this kind of code: digits with their check digit, elements in parentheses.

    Raises:
        WrongDigit: its check digit is not the one that its other digits give.
        WrongDigits, WrongForm: it cannot be such a code at all.
    """
    plain = text.strip()
    if kind in DIGITS:
        if len(plain) != DIGITS[kind] or not _digits(plain):
            raise WrongDigits(code=plain or '""', kind=NAMES[kind], digits=DIGITS[kind])
        refuse_wrong_digit(plain)
        return plain
    if kind in (Symbology.GS1_128, Symbology.GS1_DATA_MATRIX):
        for ai, value in elements(plain):
            _check_element(ai, value, kind)
        return plain
    if not plain:
        raise WrongForm(code='""', kind=NAMES[kind], reason=N_("it is empty."))
    if kind is Symbology.CODE128 and not fits_code128(plain):
        raise WrongForm(code=plain, kind=NAMES[kind], reason=N_("it is too long, or has letters beyond A to Z."))
    return plain


def fits_code128(text: str) -> bool:
    """Whether bars can carry a text: plain letters, digits and signs, and not too many of them."""
    return 0 < len(text) <= _LONGEST_SKU and text.isascii() and text.isprintable()


def refuse_wrong_digit(digits: str) -> None:
    """
    Raises:
        WrongDigit: the last digit is not what the others give.
    """
    right = check_digit(digits[:-1])
    if digits[-1] != str(right):
        raise WrongDigit(code=digits, digit=right)


def elements(text: str) -> list[tuple[str, str]]:
    """The application identifiers and values of "(01)07350000000016(10)A7".

    Raises:
        WrongForm: it is not written so.
    """
    found = _ELEMENT.findall(text)
    if not found or "".join(f"({ai}){value}" for ai, value in found) != text:
        raise WrongForm(code=text, kind="GS1-128", reason=N_("each part starts with its number in parentheses."))
    return found


def _check_element(ai: str, value: str, kind: Symbology) -> None:
    wanted = _FIXED.get(ai[:2])
    if wanted is not None and (len(value) != wanted or not _digits(value)):
        raise WrongDigits(code=f"({ai}){value}", kind=NAMES[kind], digits=wanted)
    if wanted is None and not (len(value) <= 90 and value.isascii() and value.isprintable()):
        raise WrongForm(code=f"({ai}){value}", kind=NAMES[kind], reason=N_("it has letters beyond A to Z."))
    if ai[:2] in _CHECKED:
        refuse_wrong_digit(value)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def of_product(number: str) -> Symbology | None:
    """The bars in which a product's printed number is known to tills, by its length; None where it is none."""
    plain = number.strip()
    if not _digits(plain) or not plain.strip("0") or len(plain) not in DIGITS.values():
        return None
    if plain[-1] != str(check_digit(plain[:-1])):
        return None
    return next(kind for kind, digits in DIGITS.items() if digits == len(plain))


def sscc(prefix: str, serial: int) -> str:
    """The 18 digits of a parcel: extension digit 0, the shop's GS1 company prefix, a serial number, a check digit.

    The extension digit counts on where the serial numbers are used up.

    Raises:
        WrongForm: the prefix is none, or no number is left.
    """
    refuse_no_prefix(prefix)
    room = 16 - len(prefix)
    extension, rest = divmod(serial, 10**room)
    if serial < 0 or extension > 9:
        raise WrongForm(code=prefix, kind="SSCC", reason=N_("all of its numbers are used."))
    body = f"{extension}{prefix}{rest:0{room}d}"
    return body + str(check_digit(body))


def refuse_no_prefix(prefix: str) -> None:
    """
    Raises:
        WrongForm: it cannot be a GS1 company prefix, which has 4 to 12 digits.
    """
    if not (_digits(prefix) and 4 <= len(prefix) <= 12):
        raise WrongForm(code=prefix or '""', kind="GS1 company prefix", reason=N_("it has 4 to 12 digits."))
