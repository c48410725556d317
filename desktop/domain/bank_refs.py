"""Payment references: numbers with a check digit (Sweden's OCR), and an order's number inside a free text."""

import re
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+", re.ASCII)
_PREFIXES = frozenset(
    "inv invoice fv fakt faktura fakturanr fakturanummer nr no nomor num nummer order ordernr ordernummer pesanan"
    " tagihan so ocr ref referens kd ord trx betalning bayar pembayaran utk untuk payment for id m".split()
)
SHORTEST = 4  # digits of a number that says something by itself


def luhn_digit(digits: str) -> str:
    """The check digit of the modulus 10 that OCR references end with."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def is_checked(digits: str) -> bool:
    return len(digits) > 1 and digits.isascii() and digits.isdigit() and luhn_digit(digits[:-1]) == digits[-1]


def only_digits(text: str) -> str:
    return "".join(_NUMBER.findall(text))


@lru_cache(maxsize=65536)
def ocr_of(number: str) -> tuple[str, ...]:
    """The references that a document of this number may have been given: with its check digit alone, and with a digit
    for the reference's length before it (Bankgirot's levels); none for a number without digits."""
    digits = only_digits(number)
    if len(digits) < 2:
        return ()
    with_length = digits + str((len(digits) + 2) % 10)
    return (digits + luhn_digit(digits), with_length + luhn_digit(with_length))


@lru_cache(maxsize=65536)
def folded(number: str) -> str:
    """A document's number for comparing: letters and digits in capitals, nothing else."""
    return "".join(_TOKEN.findall(number.upper()))


@lru_cache(maxsize=16384)
def numbers_in(text: str) -> frozenset[str]:
    """Every number that a free text may mean, folded: "inv 2026-00004" means INV202600004 and 202600004.

    A number inside another is none of them: neither 1048 in 21048 nor in 10482.
    """
    tokens = [token.upper() for token in _TOKEN.findall(text)][:80]
    parts: list[str] = []
    for token in tokens:
        parts += re.findall(r"\d+|[^\W\d]+", token) if _is_prefixed(token) else [token]
    found: set[str] = set()
    for start in range(len(parts)):
        joined = ""
        for end in range(start, min(start + 5, len(parts))):
            if end > start and not _may_join(parts[end - 1], parts[end]):
                break
            joined += parts[end]
            if any(sign.isdigit() for sign in joined) and len(joined) <= 40 and _stands_alone(parts, start, end):
                found.add(joined)
    return frozenset(found)


def _is_prefixed(token: str) -> bool:
    """A word that a number is glued to: INV1048, FAKTURA20260029."""
    found = re.fullmatch(r"([^\W\d]+)(\d+)", token)
    return bool(found) and found[1].casefold() in _PREFIXES  # type: ignore[index]


def _may_join(before: str, behind: str) -> bool:
    """Numbers are written in groups, and letters stand before them or between."""
    return behind.isdigit() or before.isdigit() or before.casefold() in _PREFIXES


def _stands_alone(parts: list[str], start: int, end: int) -> bool:
    """Whether a run of groups begins and ends where the number does: `2026 0001 5` is not 20260001."""
    if start == end or not parts[start].isdigit() or not parts[end].isdigit():
        return True
    before = parts[start - 1] if start else ""
    behind = parts[end + 1] if end + 1 < len(parts) else ""
    return not before.isdigit() and not behind.isdigit()


def without_rf(reference: str) -> str:
    """The national reference inside an international one (ISO 11649: `RF`, two check digits, the reference)."""
    bare = "".join(reference.split()).upper()
    if not re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", bare, re.ASCII):
        return reference
    moved = "".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])
    return bare[4:] if int(moved) % 97 == 1 else reference
