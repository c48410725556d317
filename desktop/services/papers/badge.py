"""A person's badge."""

from desktop.documents import badge_card
from desktop.documents.badge_card import BadgeCard
from desktop.domain.errors import NotFound
from desktop.domain.rights import ROLE_WORDS
from desktop.i18n import N_, words
from desktop.services import permits, settings
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The badge of the person with this name, in their own language.

    Raises:
        NotFound: nobody has this name and a badge.
    """
    person = next((own for own in permits.everyone() if own.name == wanted.ref and own.badge), None)
    if person is None:
        raise NotFound(what=N_("badge of"), ref=wanted.ref)
    own = person.language or wanted.screen
    role = words(own).gettext(ROLE_WORDS[person.role])
    card = BadgeCard(person.badge, person.name, role, settings.shop().name, permits.tail(person.badge))
    return badge_card.draw(card, own, wanted.dpi)
