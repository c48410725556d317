"""A storage in a few words a test: articles in bins, totes, and a walk through them."""

from decimal import Decimal

from desktop.domain.remote import RemoteArticle
from desktop.services import bins, remote, totes
from desktop.services.changes import unit

CUP, KOPI, SAMBAL, TEH = "CUP-300", "KGA-250", "SMB-ROA", "TEH-80"
PLACES = {CUP: "B-01-4", KOPI: "A-10-2", SAMBAL: "A-2-1", TEH: ""}
CODES = {CUP: "8991234000017", KOPI: "8991234000024", SAMBAL: "8991234000031", TEH: "8991234000048"}


def article(sku: str, *places: str, stock: int = 50, code: str = "") -> None:
    """An article in these bins, the first being the one that it is fetched from."""
    with unit():
        remote.intake_article(
            RemoteArticle("", sku, f"The {sku}", "", Decimal(10), "IDR", (code,) if code else (), stock=stock)
        )
    bins.put(sku, places)


def fill() -> None:
    """Four articles: two in zone A, one in zone B, one without a place."""
    for sku, place in PLACES.items():
        article(sku, *([place] if place else []), code=CODES[sku])


def free_totes(count: int = 3) -> list[str]:
    """The codes of new totes."""
    return [tote.code for tote in totes.make(count)]
