"""The shop's own bins for what came back and is not sold as new; "" where it has named none."""

from collections.abc import Mapping

from desktop.domain.errors import BadInput
from desktop.domain.returns import Goes
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import storable
from desktop.services import permits, settings

_KEYS = {Goes.OUTLET: "outlet-bin", Goes.QUARANTINE: "quarantine-bin"}
_LONGEST = 20  # signs; what a bin's label holds in large letters


def places() -> Mapping[Goes, str]:
    return {where: str(settings.value(key, "")) for where, key in _KEYS.items()}


def name_place(where: Goes, name: str) -> Mapping[Goes, str]:
    """Set the bin of outlet or quarantine; "" for none.

    Raises:
        BadInput: another place, or a name that is too long.
        NoRight: who works here may not change settings.
    """
    permits.require(Right.SETTINGS)
    plain = " ".join(storable(name).split())
    if where not in _KEYS or len(plain) > _LONGEST:
        raise BadInput(what=N_("The bin"), value=plain[:40], next=N_("Give a name of at most 20 letters, as B-01-3."))
    settings.remember(_KEYS[where], plain)
    return places()
