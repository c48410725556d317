"""Amounts, quantities and identifiers as people and programs write them."""

import re
from decimal import Decimal
from functools import lru_cache

from desktop.formats.errors import BadNumber, BadQuantity

LARGEST = Decimal(10) ** 15  # of a currency's main unit; its minor units still fit into 64 bits
MOST_PIECES = 10**9

_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?", re.ASCII)
_CURRENCY = re.compile(r"(?i)(?:rp\.?|idr|sek|nok|dkk|kr\.?|eur|usd|gbp|sgd|myr|rm|[€$£¥])")
_BLANKS = str.maketrans("", "", " \t\r\n\u00a0\u202f\u2009\u2007\u200b'\u2019")
_DIGITS = re.compile(r"(-?)(\d[\d.,]*|[.,]\d+)", re.ASCII)
_POWER = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}", re.ASCII)
_WHOLE_FLOAT = re.compile(r"(-?\d+)[.,]0+", re.ASCII)


@lru_cache(maxsize=16384)
def amount(text: str, mark: str = "") -> Decimal:
    """The amount in a text such as `Rp 12.500`, `1 284,60 kr` or `(4.50)`; every decimal is kept.

    `mark` is the file's decimal mark, "." or ","; "" when nothing is known, then a single mark with three digits
    behind it separates thousands.

    Raises:
        BadNumber: it is not one amount, or too large for any currency.
    """
    if mark != "," and len(text) < 24 and _PLAIN.fullmatch(text) and (mark or "." not in text):
        return Decimal(text)
    bare = _CURRENCY.sub("", text.replace("\u2212", "-")).translate(_BLANKS).removesuffix(",-").removesuffix(":-")
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1], True
    elif bare.endswith("-"):
        bare, negative = bare[:-1], True
    found = _DIGITS.fullmatch(bare.lstrip("+"))
    if found is None or len(bare) > 40:
        raise BadNumber(value=text[:60], column="")
    whole, part = _split(found[2], mark)
    if not _grouped_well(whole):
        raise BadNumber(value=text[:60], column="")
    digits = whole.replace(".", "").replace(",", "") or "0"
    value = Decimal(f"{digits}.{part}" if part else digits)
    if value >= LARGEST:
        raise BadNumber(value=text[:60], column="")
    return -value if negative or found[1] else value


def _split(digits: str, mark: str) -> tuple[str, str]:
    """The part before and the part behind the decimal mark."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        last = "." if digits.rfind(".") > digits.rfind(",") else ","
        whole, _, part = digits.rpartition(last)
        return whole, part
    one = "." if dots else ","
    if dots + commas == 0 or dots + commas > 1:
        return digits, ""
    whole, _, part = digits.partition(one)
    if len(part) == 3 and one != mark and 1 <= len(whole) <= 3 and whole != "0":
        return whole + part, ""
    return whole, part


def _grouped_well(whole: str) -> bool:
    """Whether thousands marks, if any, stand before three digits each (Indian lakhs, two digits, are let through)."""
    marks = {sign for sign in whole if not sign.isdigit()}
    if not marks:
        return True
    groups = re.split(r"[.,]", whole)
    return len(marks) == 1 and 1 <= len(groups[0]) <= 3 and all(len(group) in (2, 3) for group in groups[1:])


@lru_cache(maxsize=16384)
def mark_in(text: str) -> str:
    """The decimal mark that this amount proves, or "" when it proves nothing."""
    bare = _CURRENCY.sub("", text).translate(_BLANKS).strip("-+()")
    if not re.fullmatch(r"[\d.,]+", bare, re.ASCII):
        return ""
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        return "." if bare.rfind(".") > bare.rfind(",") else ","
    if dots + commas == 0:
        return ""
    one = "." if dots else ","
    if dots + commas > 1:
        return "," if dots else "."
    whole, _, part = bare.partition(one)
    return one if len(part) != 3 or len(whole) > 3 or whole in ("", "0") else ""


@lru_cache(maxsize=4096)
def quantity(text: str) -> int:
    """A whole number of pieces: `6`, `-12`, `6.0`, `1 000`.

    Raises:
        BadQuantity: it is not whole, or beyond a thousand million.
    """
    bare = text.replace("\u2212", "-").translate(_BLANKS).removeprefix("+")
    whole = _WHOLE_FLOAT.fullmatch(bare)
    if whole:
        bare = whole[1]
    if not re.fullmatch(r"-?\d{1,12}", bare, re.ASCII) or abs(int(bare)) > MOST_PIECES:
        raise BadQuantity(value=text[:60], column="")
    return int(bare)


def identifier(text: str) -> str:
    """An order, customer, postal or telephone number as it was before a spreadsheet had it: `17850.0` is 17850."""
    if text.isalnum():
        return text
    bare = text.strip(" \t\r\n\u00a0\ufeff")
    if bare.startswith("'") and len(bare) > 1:
        bare = bare[1:]
    if bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1]  # ="0123" is how programs make Excel keep zeros
    whole = _WHOLE_FLOAT.fullmatch(bare)
    return whole[1] if whole else bare


def is_rounded(text: str) -> bool:
    """Whether it is a number in powers of ten (`5.8E+17`): digits that cannot be had back."""
    return "+" in text and _POWER.fullmatch(text.strip()) is not None
