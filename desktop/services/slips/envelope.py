"""Messages are signed (Ed25519) and their signatures checked: what was changed on its way is refused, and says so.

1 byte   the kind
32       the public key
64       the signature over a fixed word, the kind, the key and the body
rest     the body, see domain.slips
"""

from dataclasses import dataclass

from desktop.domain import long_codes, slips
from desktop.domain.errors import KolliError
from desktop.domain.slips import Card, Packed, Slip, What
from desktop.i18n import N_
from desktop.services.slips import keys

_WORD = b"kolli message 1\0"
_KEY, _SIGNATURE = 32, 64
_HEAD = 1 + _KEY + _SIGNATURE


class Forged(KolliError):
    text = N_("This code was changed after it was signed, or is none of Kolli's. Nothing was taken from it.")


class OfLaterVersion(KolliError):
    text = N_("This code is from a later version of Kolli. Update this bench, then scan it again.")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message whose signature is right; whether its key is anybody's we know, it does not say."""

    what: What
    key: bytes
    data: bytes
    tag: str
    message: bytes

    def slip(self) -> Slip:
        return _read(self.data, Slip)

    def card(self) -> Card:
        return _read(self.data, Card)

    def packed(self) -> Packed:
        return _read(self.data, Packed)


def sealed(what: What, body: Slip | Card | Packed) -> bytes:
    """The message, signed by this computer. The same body gives the same bytes.

    Raises:
        SecretsLocked ...: see `keys.own`.
    """
    private, data = keys.own(), slips.written(what, body)
    key = private.public_key().public_bytes_raw()
    return data[:1] + key + private.sign(_WORD + data[:1] + key + data[1:]) + data[1:]


def opened(message: bytes) -> Letter:
    """Check who signed a message.

    Raises:
        Forged: the signature is not of this key and this body.
        OfLaterVersion: a kind that we do not know.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(message) <= _HEAD:
        raise Forged
    kind, key = message[:1], message[1 : 1 + _KEY]
    signature, body = message[1 + _KEY : _HEAD], message[_HEAD:]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _WORD + kind + key + body)
    except (InvalidSignature, ValueError):
        raise Forged from None
    what = slips.what_of(kind)
    if what is None:
        raise OfLaterVersion
    return Letter(what, key, kind + body, long_codes.tag_of(message), message)


def _read(data: bytes, kind: type[slips.T]) -> slips.T:
    try:
        return slips.read(data, kind)
    except slips.Unreadable:
        raise OfLaterVersion from None
