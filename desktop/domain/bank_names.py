"""Whether two names are one person's: as banks write them, in capitals, cut off, turned round, with initials."""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ä": "a", "ö": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th",
                          "ł": "l", "œ": "oe", "ı": "i"})  # fmt: skip
_WORDS = re.compile(r"[a-z]+")
_APOSTROPHES = re.compile(r"['\u2019\u2018`\u00b4]")
# What stands before or behind a name and is none: titles and kinds of company.
_NO_NAMES = frozenset(
    "bpk bapak ibu sdr sdri saudara tn ny nn mr mrs ms miss dr drs ir hj haji pt cv tbk ud pd toko ab hb kb aktiebolag"
    " handelsbolag ltd inc gmbh llc co och and dan".split()
)
_CUT_AT = 18  # letters that BCA keeps of a name, blanks included


class Alike(IntEnum):
    """How much two names are alike; UNKNOWN where one of them is missing."""

    DIFFERENT = 0
    UNKNOWN = 1
    LIKE = 2  # initials, a name left out, a slip of a letter
    SAME = 3


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case, titles and kinds of company."""
    plain = _APOSTROPHES.sub("", name.casefold()).translate(_LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    found = tuple(_WORDS.findall(plain))
    return tuple(word for word in found if word not in _NO_NAMES) or found


def best(payer: str, buyers: Iterable[str]) -> Alike:
    """The best of what the payer is to any of these names."""
    return max((alike(payer, each) for each in buyers if each.strip()), default=Alike.UNKNOWN)


@lru_cache(maxsize=65536)
def alike(payer: str, buyer: str) -> Alike:
    """What a payer's name, as the bank writes it, is to a buyer's."""
    ours, theirs = words(buyer), words(payer)
    if not ours or not theirs:
        return Alike.UNKNOWN
    if sorted(ours) == sorted(theirs) or "".join(ours) == "".join(theirs):
        return Alike.SAME if max(map(len, ours)) > 1 else Alike.LIKE
    if len(payer.strip()) >= _CUT_AT - 1 and _cut(theirs, ours):
        return Alike.SAME
    return Alike.LIKE if _like(ours, theirs) else Alike.DIFFERENT


def _cut(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a name was cut off at the end of its field."""
    said, full = " ".join(short), " ".join(whole)
    return len(said) >= 12 and full.startswith(said)


def _like(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Each word of the shorter name is one of the longer's, or its initial, or has one slip; one of them is whole."""
    few, many = sorted((ours, theirs), key=len)
    left, whole = list(many), 0
    for word in sorted(few, key=len, reverse=True):
        found = next((each for each in left if each == word), None)
        if found is None and len(word) > 3:
            found = next((each for each in left if len(each) > 3 and _one_slip(word, each)), None)
        if found is not None:
            whole += len(word) > 2
        else:
            found = next((each for each in left if each[0] == word[0] and 1 in (len(each), len(word))), None)
        if found is None:
            return False
        left.remove(found)
    return whole > 0


def _one_slip(one: str, other: str) -> bool:
    """One letter changed, left out, put in, or two changed places."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])
