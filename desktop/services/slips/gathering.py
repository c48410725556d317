"""The parts of a long message, scanned in any order, until all of them are here."""

import threading
from dataclasses import dataclass

from desktop.domain import long_codes
from desktop.domain.errors import KolliError
from desktop.i18n import N_
from desktop.models.base import when_forgotten

_MOST = 8  # messages that are begun and not whole: then the oldest is forgotten


class Torn(KolliError):
    text = N_("This square code did not come whole. Nothing was taken from it; scan it again, a little slower.")


@dataclass(frozen=True, slots=True)
class Gathered:
    """`message` once all parts are here, None before; `have` of `of`, and the numbers that are `missing`."""

    message: bytes | None
    have: int
    of: int
    missing: tuple[int, ...] = ()


_lock = threading.Lock()
_begun: dict[str, dict[int, bytes]] = {}


def add(text: str) -> Gathered:
    """Take one part.

    Raises:
        Torn: it is none, or the parts do not belong together.
    """
    part = long_codes.read(text)
    if part is None:
        raise Torn
    with _lock:
        found = _begun.pop(part.tag, {})
        _begun[part.tag] = found  # the last one to be forgotten
        found[part.number] = part.data
        while len(_begun) > _MOST:
            del _begun[next(iter(_begun))]
        missing = tuple(number for number in range(1, part.of + 1) if number not in found)
        if missing:
            return Gathered(None, part.of - len(missing), part.of, missing)
        del _begun[part.tag]
    message = long_codes.joined(found, part.of, part.tag)
    if message is None:
        raise Torn
    return Gathered(message, part.of, part.of)


def forget() -> None:
    with _lock:
        _begun.clear()


when_forgotten(forget)
