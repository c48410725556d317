"""What is known of a shop that says nothing of itself: by its backup, by its owner, else as a fresh OpenCart has it."""

from dataclasses import replace
from typing import Any

from desktop.i18n import decimals
from desktop.sync.connector import Account
from desktop.sync.connectors.opencart.profile import Family, Profile

# Statuses that every OpenCart comes with. This way the store tells neither its own nor which keep goods reserved.
_STATUSES = (
    ("1", "Pending"), ("2", "Processing"), ("3", "Shipped"), ("5", "Complete"), ("7", "Canceled"), ("8", "Denied"),
    ("9", "Canceled Reversal"), ("10", "Failed"), ("11", "Refunded"), ("12", "Reversed"), ("13", "Chargeback"),
    ("14", "Expired"), ("15", "Processed"), ("16", "Voided"),
)  # fmt: skip
_RESERVED = frozenset({"1", "2", "3", "5", "12"})  # as a fresh OpenCart ticks them: Processing and Complete


def profile(account: Account, family: Family, told: Profile | None, **seen: Any) -> Profile:
    """`told`: what the shop's newest backup says; `seen`: what the connection itself showed."""
    ticked = _refs(str(account.options.get("api_processing") or ""))
    reserved = ticked or (told.keeps_reserved if told else frozenset()) or _RESERVED
    statuses = dict(told.statuses if told and told.statuses else _STATUSES)
    # What its owner has explained exists there, too.
    statuses |= {ref: ref for ref in (*account.meanings, *sorted(reserved)) if ref not in statuses}
    known = Profile(
        family=family, version=family.value, processing=reserved,
        statuses=tuple((ref, name) for ref, name in statuses.items() if ref.isdigit() and int(ref)),
        **_shop_of(told, account),
    )  # fmt: skip
    return replace(known, **seen)


def _shop_of(told: Profile | None, account: Account) -> dict[str, Any]:
    """What this way itself does not say of a shop: as its backup has it, else as our own shop is set."""
    zone, currency = (str(account.options.get(name) or "") for name in ("zone", "currency"))
    digits = {code: decimals(code) for code in (currency, "IDR", "SEK", "EUR", "USD", "GBP") if code}
    return {
        "zone": told.zone if told and told.zone else zone,
        "currency": told.currency if told and told.currency else currency,
        "decimals": {**digits, **(told.decimals if told else {})},
        "languages": told.languages if told else {},
    }


def _refs(said: str) -> frozenset[str]:
    return frozenset(part for part in said.replace(",", " ").split() if part.isdigit())
