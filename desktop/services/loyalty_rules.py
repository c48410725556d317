"""The shop's own rules of loyalty, kept beside its other settings and evaluated here, with or without a network."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from desktop.domain.errors import BadInput
from desktop.domain.loyalty import Rules, Tier
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, storable
from desktop.services import permits, settings
from desktop.services.changes import now

_KEY = "loyalty"
WHENS = ("paid", "delivered")
_HIGHEST = 10**12
_MOST_TIERS = 9


def get() -> Rules:
    kept = settings.value(_KEY)
    if not isinstance(kept, dict):
        return Rules()
    known: dict[str, Any] = {name: value for name, value in kept.items() if name in Rules.__dataclass_fields__}
    known["tiers"] = tuple(Tier(**tier) for tier in known.get("tiers", ()))
    return Rules(**known)


def change(rules: Rules) -> Rules:
    """Keep other rules; what was earned by the old ones stays.

    Raises:
        BadInput: a number that it cannot be.
    """
    permits.require(Right.SETTINGS)
    _check(rules)
    before = get()
    if rules.earns and not before.earns:  # what was bought before there was a promise earns nothing
        rules = replace(rules, since_ms=ms(now()))
    else:
        rules = replace(rules, since_ms=before.since_ms)
    tiers = sorted((replace(tier, name=storable(tier.name).strip()) for tier in rules.tiers),
                   key=lambda tier: tier.from_minor)  # fmt: skip
    rules = replace(rules, tiers=tuple(tiers))
    settings.remember(_KEY, asdict(rules))
    return rules


def change_some(values: Mapping[str, Any]) -> Rules:
    """Keep other values of some rules, whatever the others are now; as `change`."""
    return change(replace(get(), **values))


def _check(rules: Rules) -> None:
    if rules.when not in WHENS:
        raise BadInput(what=N_("The moment"), value=rules.when, next=N_("Choose paid or delivered."))
    for name in Rules.__dataclass_fields__:
        value = getattr(rules, name)
        if isinstance(value, int) and not 0 <= value <= _HIGHEST and name != "since_ms":
            raise BadInput(what=N_("The number"), value=value, next=N_("Use 0 or more."))
    if rules.stamps and not rules.stamp_minor:
        raise BadInput(what=N_("The worth of a full card"), value="", next=N_("Give an amount, or no stamps."))
    if len(rules.tiers) > _MOST_TIERS:
        raise BadInput(what=N_("The tiers"), value=len(rules.tiers), next=N_("Use at most nine."))
    if len({tier.from_minor for tier in rules.tiers}) < len(rules.tiers):
        raise BadInput(what=N_("The tiers"), value=len(rules.tiers), next=N_("Each begins at another amount."))
    for tier in rules.tiers:
        if not tier.name.strip():
            raise BadInput(what=N_("The tier's name"), value="", next=N_("Give one, such as Silver."))
        if not 0 <= tier.from_minor <= _HIGHEST or not 100 <= tier.points_percent <= 1000:
            raise BadInput(what=N_("The points of a tier"), value=tier.points_percent, next=N_("Use 100 to 1000."))
