"""The shop's card: one scan, and a bench that knows nothing trusts the shop's slips and packs as the shop does."""

from dataclasses import asdict

from desktop.domain import long_codes
from desktop.domain.slips import Card, What
from desktop.models.base import run
from desktop.services import settings
from desktop.services.changes import unit
from desktop.services.slips import envelope, keys
from desktop.services.slips.envelope import Letter
from desktop.services.slips.keys import Role, State

# What decides when a parcel closes.
_RULES = ("weigh", "usual_tare_g", "photo", "carton", "notes", "quantity_limit", "seal")


def codes() -> list[str]:
    """The texts of the card's square codes.

    Raises:
        SecretsLocked ...: see `keys.own`.
    """
    keys.own()
    return long_codes.parts(envelope.sealed(What.CARD, of_shop()))


def of_shop() -> Card:
    """The card as the shop is now."""
    shop, usual, rules = settings.shop(), asdict(settings.Rules()), asdict(settings.rules())
    own = keys.listed(Role.OWN)
    return Card(
        shop=shop.name, keys=tuple(row.key for row in own if row.state is State.IN_USE),
        old=tuple(row.key for row in own if row.state is State.OLD), address=shop.address, web=shop.web,
        country=shop.country, zone=shop.zone, language=shop.language, returns_days=shop.returns_days,
        slip_paper=shop.slip_paper, rules={name: rules[name] for name in _RULES if rules[name] != usual[name]},
        phone=shop.phone, email=shop.email,
    )  # fmt: skip


def learn(letter: Letter, card: Card) -> None:
    """Trust the keys on a card; a bench that no shop has set up takes the shop's name, address and rules as well.

    Somebody who may has agreed to it.
    """
    with unit():
        for key in (*card.keys, letter.key):
            keys.trust(key, Role.SHOP, card.shop)
        for key in card.old:
            keys.trust(key, Role.SHOP, card.shop, State.OLD)
        if not run("SELECT 1 FROM setting WHERE key = 'shop'").fetchone():
            settings.change_shop(
                name=card.shop, address=tuple(card.address), web=card.web, country=card.country, zone=card.zone,
                language=card.language, returns_days=card.returns_days, slip_paper=card.slip_paper, phone=card.phone,
                email=card.email,
            )  # fmt: skip
            known = {name: value for name, value in card.rules.items() if name in _RULES}
            if known:
                settings.change_rules(**known)


def is_known(letter: Letter) -> bool:
    """Whether all that the card says is trusted here already."""
    card = letter.card()
    return all(keys.state_of(key, Role.SHOP) is not None for key in (*card.keys, *card.old, letter.key))
