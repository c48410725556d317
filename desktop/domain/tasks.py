"""Which pack tasks an order gets: rules over what is known of it. Plain values in, plain values out."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase


class What(StrEnum):
    """What is to be done before the parcel closes."""

    CARD = "thank-you-card"  # printed with the buyer's name, and laid in
    WRAP = "gift-wrap"
    FRAGILE = "fragile"
    OWN = "own"  # the rule's own text says it


class When(StrEnum):
    """What must be so. The rule's `value` says of what: words, articles, an amount, a number of units."""

    ALWAYS = "always"
    NOTE = "note"  # a word in the buyer's note or in a line's
    OPTION = "option"  # a word in what was chosen for a line, such as "Engraving: Ayu"
    ARTICLE = "article"  # SKUs, * for any signs
    FRAGILE = "fragile"  # an article that is marked as fragile
    TOTAL = "total"  # from this amount, in the shop's currency
    FIRST = "first"  # the buyer's first order
    COURIER = "courier"  # a word in the courier's or the service's name
    UNITS = "units"  # from so many units


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at. `total` is in whole money; texts are as their writers left them."""

    language: str
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    fragile: bool = False
    total: Decimal = Decimal(0)
    first: bool = False
    courier: str = ""
    units: int = 0


def applies(when: When, value: str, facts: Facts) -> bool:
    """Whether a rule's condition is met."""
    match when:
        case When.ALWAYS:
            return True
        case When.NOTE:
            return any(has_word(text, words(value, facts.language)) for text in facts.notes)
        case When.OPTION:
            return any(has_word(text, words(value, facts.language)) for text in facts.options)
        case When.COURIER:
            return has_word(facts.courier, words(value, facts.language))
        case When.ARTICLE:
            return any(matches(sku, value) for sku in facts.skus)
        case When.FRAGILE:
            return facts.fragile
        case When.FIRST:
            return facts.first
        case When.TOTAL:
            return facts.total >= Decimal(value)
        case When.UNITS:
            return facts.units >= int(value)


def words(value: str, language: str = "") -> list[str]:
    """The words of a rule; one written as "sv:present" counts for buyers of that language only."""
    found = []
    for part in listed(value):
        only, colon, word = part.partition(":")
        if colon and len(only) == 2:
            if only.casefold() == language:
                found.append(word.strip())
        else:
            found.append(part)
    return [word for word in found if word]


def listed(value: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in re.split(r"[,;\n]", value) if part.strip()]


def has_word(text: str, wanted: list[str]) -> bool:
    """Whether one of the words stands in the text, or begins a longer one there: "kado" also finds "kadonya"."""
    folded = " ".join(text.casefold().split())
    return any(
        re.search(rf"(?<!\w){re.escape(' '.join(word.casefold().split()))}", folded) is not None for word in wanted
    )


def matches(sku: str, patterns: str) -> bool:
    """Whether an article's number is one of these; capitals do not count, * stands for any signs."""
    folded = sku.strip().casefold()
    return any(fnmatchcase(folded, pattern.casefold()) for pattern in listed(patterns))
