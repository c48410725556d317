"""What several papers show alike: the shop, a person with an address, a number with its sign."""

from dataclasses import dataclass
from decimal import Decimal

from desktop import i18n


@dataclass(frozen=True, slots=True)
class Shop:
    """Who sends: every text as it is to be printed, in the order of the lines."""

    name: str
    legal_name: str = ""
    address: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()  # tax numbers, approvals, telephone, mail
    bank: tuple[str, ...] = ()
    site: str = ""
    logo: bytes = b""  # PNG or JPEG; b"" = none


@dataclass(frozen=True, slots=True)
class Party:
    """A buyer or a receiver, in the lines of their country's addresses."""

    name: str
    lines: tuple[str, ...] = ()


def numbered(number: str) -> str:
    """An order's number as people write it: #10482; a number with letters stands as it is."""
    return f"#{number}" if number.isdigit() else number


def joined(*texts: str) -> str:
    """The texts that are not empty, with a dot between."""
    return " · ".join(text for text in texts if text)


def price(amount: Decimal, currency: str, language: str) -> str:
    """A price of one unit; one with more decimals than its currency keeps them and loses the currency's sign."""
    minor = amount.scaleb(i18n.decimals(currency))
    if minor == minor.to_integral_value():
        return i18n.money(int(minor), currency)
    return i18n.number(amount.normalize(), language)


def percent(rate: Decimal, language: str) -> str:
    """A rate of tax: 25 %, 11%, 12,5 %."""
    text = i18n.number(rate.normalize() if rate != rate.to_integral_value() else Decimal(int(rate)), language)
    return f"{text}\u00a0%" if language == "sv" else f"{text}%"
