"""Where a shop that reckons in a currency usually is: what a first start proposes, and a person may change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """A country by its ISO code, and its time zones by their IANA names, the most peopled first."""

    country: str
    zones: tuple[str, ...]

    def zone(self, here: str) -> str:
        """`here`, the computer's zone, if the country has it; else the country's first one."""
        return here if here in self.zones else self.zones[0]


HOMES = {
    "IDR": Home("ID", ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak")),
    "SEK": Home("SE", ("Europe/Stockholm",)),
    "EUR": Home("DE", ("Europe/Berlin",)),
    "USD": Home("US", ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")),
    "GBP": Home("GB", ("Europe/London",)),
    "NOK": Home("NO", ("Europe/Oslo",)),
    "DKK": Home("DK", ("Europe/Copenhagen",)),
    "SGD": Home("SG", ("Asia/Singapore",)),
    "MYR": Home("MY", ("Asia/Kuala_Lumpur", "Asia/Kuching")),
    "JPY": Home("JP", ("Asia/Tokyo",)),
}
_OF_LANGUAGE = {"id": "IDR", "sv": "SEK"}


def likely_currency(language: str, of_computer: str) -> str:
    """The currency that somebody with this language, on a computer set to `of_computer`, most likely has."""
    return _OF_LANGUAGE.get(language) or (of_computer if of_computer in HOMES else "USD")
