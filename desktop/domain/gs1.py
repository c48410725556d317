"""GS1: what an element string, a Digital Link or an in-store number says of a product. Parsed by biip.

biip is imported when the first such code comes: it reads long tables, and nobody waits for them at the start.

Two of its habits are met here: without a symbology identifier it takes 13 digits with a wrong check digit for AI 400,
so that bare digits never come here; and where a scanner loses the separators, a lot and the serial after it run
together, so that such an end is said to be doubtful instead of read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

SEPARATOR = "\x1d"
# Symbology identifiers (ISO/IEC 15424) that say: GS1 element strings follow.
MARKED = ("]C1", "]e0", "]d2", "]Q3", "]J1")
_LINK = re.compile(r"https?://\S+/(?:01|gtin)/[0-9]{8,14}(?:[/?#]|$)", re.IGNORECASE)
_BRACKETS = re.compile(r"\((01|02|00)\)[0-9]{14,18}")
_PLAIN = re.compile(r"0[12][0-9]{14}")
_LOGISTIC = re.compile(r"00[0-9]{18}")
# AIs that shops meet after a lot or a serial; a value that could be cut before one of them is doubtful.
_FOLLOWERS = re.compile(
    r"(?:10|21|22|240|241|250|400|410)[!-z]{1,20}$|(?:11|12|13|15|16|17)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]|(?:30|37)[0-9]{1,8}$|310[0-5][0-9]{6}"
)
# Who says which in-store number holds a price or a weight. SE: GS1 Sweden, "Varor med varierande mått", by biip.
# ID: no public table was found; this one is our own, after the form that label scales use in most countries: 2x, five
# digits of the article, five of the measure; 20 and 21 the price in whole rupiah, 22 and 23 the weight in grams.
_BY_BIIP = frozenset({"SE", "DK", "NO", "FI", "GB", "DE", "EE", "LV", "LT"})
_INDONESIA = {"20": "price", "21": "price", "22": "weight", "23": "weight"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a code says. `gtin` has 14 digits. `fault`: "" nothing, "check" a wrong check digit, "separator" lot or
    serial may run together and are left out, "form" it is no GS1 code although it says so."""

    gtin: str = ""
    lot: str = ""
    expiry: date | None = None
    serial: str = ""
    units: int | None = None
    sscc: str = ""
    weight_g: int | None = None
    price: Decimal | None = None
    fault: str = ""


def is_element_string(text: str) -> bool:
    """Whether a scanned text is meant as GS1 data, marked by the scanner or by its own form."""
    if text.startswith(MARKED) or _LINK.match(text) or _BRACKETS.match(text):
        return True
    if _LOGISTIC.fullmatch(text):
        return _right(text[2:])
    return bool(_PLAIN.match(text)) and len(text) > 16 and _right(text[2:16])


def get_ready() -> None:
    """Read the parser's tables now, so that the first such scan need not wait for them."""
    parse("]C10109506000134352")


def parse(text: str) -> Facts:
    """Read element strings or a Digital Link, with or without its symbology identifier."""
    import biip
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    trusted = SEPARATOR in text or bool(_LINK.match(text) or _BRACKETS.match(text))
    body = text[3:] if text.startswith(MARKED) else text
    body = body.strip(SEPARATOR) if not _LINK.match(text) else body
    try:
        if _LINK.match(text):
            elements = list(GS1DigitalLinkURI.parse(text).element_strings)
        elif _BRACKETS.match(body):
            elements = list(GS1Message.parse_hri(body).element_strings)
        else:
            elements = list(GS1Message.parse(body).element_strings)
    except (biip.ParseError, ValueError):
        return Facts(fault="form")
    if not elements:
        return Facts(fault="form")
    facts = _facts(elements)
    if trusted or facts.fault:
        return facts
    last = elements[-1]
    if last.ai.separator_required and _could_be_two(last.value):
        return _without(facts, last.ai.ai)
    return facts


def in_store(digits: str, country: str) -> Facts | None:
    """The product of an in-store number that holds a price or a weight, by the country's table; None for any other.

    The product's own number is the same with the measure set to zero, as it stands in the shop's list.
    """
    if len(digits) == 14 and digits[0] == "0":
        digits = digits[1:]
    if len(digits) != 13 or digits[0] != "2" or not _right(digits):
        return None
    if country == "ID":
        return _indonesian(digits)
    if country not in _BY_BIIP:
        return None
    import biip
    from biip.rcn import Rcn

    config = biip.ParseConfig(rcn_region=country.lower(), rcn_verify_variable_measure=False)
    try:
        found = Rcn.parse(digits, config=config)
    except (biip.ParseError, ValueError):
        return None
    if not isinstance(found, Rcn) or (found.weight is None and found.price is None):
        return None
    weight = None if found.weight is None else int(found.weight * 1000)
    return Facts(gtin=found.without_variable_measure().as_gtin_14(), weight_g=weight, price=found.price)


def _indonesian(digits: str) -> Facts | None:
    kind = _INDONESIA.get(digits[:2])
    if kind is None:
        return None
    bare = digits[:7] + "00000"
    gtin = "0" + bare + _digit(bare)
    measure = int(digits[7:12])
    return Facts(gtin=gtin, weight_g=measure) if kind == "weight" else Facts(gtin=gtin, price=Decimal(measure))


def _facts(elements: Sequence[Any]) -> Facts:
    gtin, lot, expiry, serial, units, sscc, weight, price = "", "", None, "", None, "", None, None
    for element in elements:
        ai = element.ai.ai
        if element.gtin_error or element.sscc_error:
            return Facts(fault="check")
        if ai in ("01", "02"):
            gtin = gtin or (element.value.zfill(14) if _right(element.value) else "")
        elif ai == "00":
            sscc = element.value
        elif ai == "10":
            lot = element.value
        elif ai == "21":
            serial = element.value
        elif ai == "17" or (ai == "15" and expiry is None):
            expiry = element.date
        elif ai in ("30", "37"):
            units = int(element.value) if element.value.isdecimal() else units
        elif ai[:3] == "310" and element.decimal is not None:
            weight = int(element.decimal * 1000)
        elif ai[:3] in ("392", "393") and element.decimal is not None:
            price = element.decimal
    return Facts(gtin, lot, expiry, serial, units, sscc, weight, price)


def _could_be_two(value: str) -> bool:
    """Whether a value at the end may be two that lost the separator between them."""
    return any(_FOLLOWERS.match(value, at) for at in range(1, len(value) - 2))


def _without(facts: Facts, ai: str) -> Facts:
    doubtful = replace(facts, fault="separator")
    return replace(doubtful, lot="") if ai == "10" else replace(doubtful, serial="") if ai == "21" else doubtful


def _right(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and _digit(digits[:-1]) == digits[-1]


def _digit(digits: str) -> str:
    return str(-sum(int(sign) * (3 if at % 2 == 0 else 1) for at, sign in enumerate(reversed(digits))) % 10)
