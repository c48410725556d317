"""Who says what becomes of an order's parcels: its store, a person, or both."""

from enum import StrEnum


class Mode(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"
    HYBRID = "hybrid"

    @property
    def hears_store(self) -> bool:
        return self is not Mode.MANUAL

    @property
    def takes_hand(self) -> bool:
        return self is not Mode.AUTOMATIC


def effective(own: str, usual: str, has_store: bool) -> Mode:
    """What counts for an order: its own choice, else the shop's. Without a store nobody could tell by itself."""
    chosen = Mode(own or usual)
    return Mode.HYBRID if chosen is Mode.AUTOMATIC and not has_store else chosen
