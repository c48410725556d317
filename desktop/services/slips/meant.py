"""A slip's square code away from the bench: it means its order, as the short code beside it does."""

from desktop.domain.errors import KolliError
from desktop.domain.slips import What
from desktop.i18n import N_
from desktop.services.slips import arriving, envelope, gathering


class MoreToScan(KolliError):
    text = N_("Code {have} of {count} of a slip is read. Scan its other codes, or the short code beside them.")


class NotHereYet(KolliError):
    text = N_("#{number} of {shop} is not known here yet. Scan its slip at the packing bench: the order comes with it.")


class ForTheBench(KolliError):
    text = N_("This square code is no order's. Scan it at the packing bench.")


def order_of(text: str) -> int:
    """The order of a slip whose last missing code this is. Nothing is taken from the slip.

    Raises:
        Torn: the code did not come whole.
        MoreToScan: the slip has several codes, and others of them are missing.
        ForTheBench: it is a shop's card, or what another bench has packed.
        NotHereYet: the order is not known here.
    """
    got = gathering.add(text)
    if got.message is None:
        raise MoreToScan(have=got.have, count=got.of)
    letter = envelope.opened(got.message)
    if letter.what is not What.SLIP:
        raise ForTheBench
    slip = letter.slip()
    found = arriving.find(slip)
    if found is None:
        raise NotHereYet(number=slip.number, shop=slip.shop)
    return found
