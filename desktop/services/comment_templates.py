"""What a buyer is told with each status: a text a language with fields to be filled in, and whether to tell by itself.

The store passes the text on, so it is what the buyer reads, word for word. A line whose field has nothing to say for
this order (no tracking number yet) is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain import holes
from desktop.domain.errors import KolliError
from desktop.domain.holes import Filled, put_in
from desktop.domain.order import Action
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_, words
from desktop.services import couriers, permits, settings
from desktop.services.addresses import language_of
from desktop.services.orders import OrderView

_KEY = "comment-templates"
LONGEST = 2000  # signs; what a store's mail and its note can hold

FIELDS = {
    "name": N_("the buyer's first name"),
    "number": N_("the order's number"),
    "tracking": N_("the tracking numbers"),
    "link": N_("where the parcel can be followed"),
    "shop": N_("the shop's name"),
}
# The moves that a buyer may be told of on the order's page, in the order of the day, and the text that comes with it.
TEXTS: dict[str, str] = {
    Action.CONFIRM: N_("Hello {name}, your payment for order {number} is here. We get it ready now.\n{shop}"),
    Action.HOLD: N_("Hello {name}, order {number} has to wait a little. We will write to you again soon.\n{shop}"),
    Action.RELEASE: N_("Hello {name}, order {number} goes on now.\n{shop}"),
    Action.DELIVER: N_("Hello {name}, order {number} has arrived. We hope that you like it.\n{shop}"),
    Action.CANCEL: N_("Hello {name}, order {number} is cancelled. Just answer if you did not expect this.\n{shop}"),
    Action.REFUND_PART: N_("Hello {name}, a part of the money for order {number} is on its way back to you.\n{shop}"),
    Action.REFUND: N_("Hello {name}, the money for order {number} is on its way back to you.\n{shop}"),
    "": N_("Hello {name}, about order {number}:\n{tracking}\n{link}\n{shop}"),
}
_TELL = (Action.CANCEL, Action.DELIVER, Action.REFUND, Action.REFUND_PART)  # without being asked


class TooLong(KolliError):
    text = N_("The text has {count} signs; stores keep {longest}. Make it shorter.")


class LongMail(TooLong):
    text = N_("The text has {count} signs, and a mail of this shop holds {longest}. Make it shorter.")


@dataclass(frozen=True, slots=True)
class Template:
    """`action` is the move's value, "" for a comment alone; `own`: its owner wrote it; `tell`: the tick's default."""

    action: str
    language: str
    text: str
    tell: bool
    own: bool


def get(action: str, language: str) -> Template:
    """The text and the tick for a move, in a language; an unknown move has neither."""
    kept = _kept()
    own = kept.texts.get(language, {}).get(action)
    usual = words(language).gettext(TEXTS[action]) if action in TEXTS else ""
    tell = kept.tell.get(action, action in _TELL)
    return Template(action, language, usual if own is None else own, tell, own is not None)


def every(language: str) -> list[Template]:
    return [get(action, language) for action in TEXTS]


def change(action: str, language: str, text: str | None) -> Template:
    """Keep a text; None goes back to Kolli's own.

    Raises:
        UnknownHole: it has a field that cannot be filled in.
        TooLong: no store would keep it.
    """
    permits.require(Right.SETTINGS)
    if text is not None:
        check(text)
    kept = _kept()
    of_language = {name: each for name, each in kept.texts.get(language, {}).items() if name != action}
    if text is not None:
        of_language[action] = text.strip()
    settings.remember(_KEY, {"tell": dict(kept.tell), "texts": {**kept.texts, language: of_language}})
    return get(action, language)


def tell_by_itself(action: str, tell: bool) -> None:
    """Whether "Notify customer" is ticked when this move is chosen."""
    permits.require(Right.SETTINGS)
    kept = _kept()
    settings.remember(_KEY, {"tell": {**kept.tell, action: tell}, "texts": dict(kept.texts)})


def check(text: str, longest: int = LONGEST) -> None:
    """Refuse what could not be sent as it stands; a mail of Kolli's own may be longer than what a store keeps.

    Raises:
        UnknownHole: it has a field that cannot be filled in.
        TooLong: no store would keep it.
    """
    holes.check(text, FIELDS)
    _check_length(text, longest)


def fill(text: str, order: OrderView, longest: int = LONGEST) -> Filled:
    """The text as the buyer of this order will read it.

    Raises:
        UnknownHole: it has a field that cannot be filled in.
        TooLong: no store would keep it.
    """
    check(text, longest)
    filled = put_in(text, values(order))
    _check_length(filled.text, longest)
    return filled


def for_order(action: str, order: OrderView) -> tuple[Filled, bool]:
    """The text of a move for this order in its buyer's language, and whether to tell it by itself."""
    template = get(action, language_of(order))
    return put_in(template.text, values(order)), template.tell


def values(order: OrderView) -> dict[str, str]:
    """What each field says for this order, "" where it has nothing to say."""
    going = [parcel for parcel in order.parcels if parcel.tracking]
    links = [couriers.link(parcel.carrier or order.courier, parcel.tracking) for parcel in going]
    shop = settings.shop()
    return {
        "name": order.buyer.split(" ")[0] or order.buyer,
        "number": order.number,
        "tracking": ", ".join(f"{parcel.carrier} {parcel.tracking}".strip() for parcel in going),
        "link": " ".join(link for link in dict.fromkeys(links) if link),
        "shop": shop.name or order.store,
    }


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise (TooLong if longest == LONGEST else LongMail)(count=len(text), longest=longest)


@dataclass(frozen=True, slots=True)
class _Kept:
    tell: Mapping[str, bool]
    texts: Mapping[str, Mapping[str, str]]


def _kept() -> _Kept:
    found = settings.value(_KEY, {})
    texts = found.get("texts", {}) if isinstance(found, dict) else {}
    tell = found.get("tell", {}) if isinstance(found, dict) else {}
    return _Kept(dict(tell), {language: dict(each) for language, each in texts.items() if language in LANGUAGES})
