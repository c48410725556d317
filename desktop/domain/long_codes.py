"""Codes that carry a whole message: an order on its packing slip, what a bench has packed, the card of a shop.

A message is bytes. It is cut into parts of one square code each:

    KS 0-9A-V ...    base 32 of: 4 bytes of the message's SHA-256, the part's number from 1, how many there are, its
                     bytes, and the CRC-32 of all that

Only digits and the letters A to V occur (RFC 4648 calls it base32hex): QR has them in its alphanumeric mode; the us,
id, se, no, dk and de layouts type them as they are (de swaps Y and Z), Caps Lock changes nothing, and none is a dead
key. A French layout moves some; there keys are read by their places, as ever. A part proves itself, so that a torn one
is never taken for whole; the parts of a message may come in any order.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

MARK = "KS"
MOST_SIGNS = 1200  # of one square code: more makes it too fine for a cheap scanner, and too long for its cable
_TAG, _HEAD, _CHECK = 4, 6, 4
_MOST_BYTES = (MOST_SIGNS - len(MARK)) * 5 // 8 - _HEAD - _CHECK
_MOST_PARTS = 255
_FEWEST_SIGNS = len(MARK) + 18  # a part of one byte
_NO_ARTICLE = 60  # signs
_ALPHABET = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUV")


class TooLong(ValueError):
    """The message needs more codes than a message may have."""


@dataclass(frozen=True, slots=True)
class Part:
    """One code of a message: `number` of `of`, from 1. `tag` names the message, 8 signs of 0-9a-f."""

    tag: str
    number: int
    of: int
    data: bytes


def tag_of(message: bytes) -> str:
    """What names a message on its parts and on paper."""
    return hashlib.sha256(message).digest()[:_TAG].hex()


def parts(message: bytes) -> list[str]:
    """The texts of the square codes that carry the message, about as long as each other.

    Raises:
        TooLong: it needs more than 255 codes.
    """
    count = max(1, -(-len(message) // _MOST_BYTES))
    if count > _MOST_PARTS:
        raise TooLong(f"{len(message)} bytes")
    each = -(-len(message) // count)
    tag = bytes.fromhex(tag_of(message))
    found = []
    for number in range(1, count + 1):
        body = tag + bytes((number, count)) + message[(number - 1) * each : number * each]
        found.append(MARK + _written(body + zlib.crc32(body).to_bytes(_CHECK, "big")))
    return found


def read(text: str) -> Part | None:
    """One part; None where the text is none, is torn, or has a wrong sign."""
    plain = text.strip().upper()
    if not plain.startswith(MARK) or len(plain) < _FEWEST_SIGNS:
        return None
    body = _bytes_of(plain[len(MARK) :])
    if body is None or len(body) <= _HEAD + _CHECK:
        return None
    said, check = body[:-_CHECK], int.from_bytes(body[-_CHECK:], "big")
    number, of = said[_TAG], said[_TAG + 1]
    if zlib.crc32(said) != check or not 1 <= number <= of:
        return None
    return Part(said[:_TAG].hex(), number, of, said[_HEAD:])


def looks_like(text: str) -> bool:
    """Whether a text wants to be a part, whole or not: so long a text of these signs is no article's code."""
    plain = text.strip().upper()
    return plain.startswith(MARK) and len(plain) >= _NO_ARTICLE and _ALPHABET.issuperset(plain[len(MARK) :])


def joined(found: Mapping[int, bytes], of: int, tag: str) -> bytes | None:
    """The message of all its parts by their numbers; None where one is missing or they do not make what `tag` names."""
    if set(found) != set(range(1, of + 1)):
        return None
    message = b"".join(found[number] for number in range(1, of + 1))
    return message if tag_of(message) == tag else None


def _written(data: bytes) -> str:
    return base64.b32hexencode(data).decode().rstrip("=")


def _bytes_of(text: str) -> bytes | None:
    try:
        data = base64.b32hexdecode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    return data if _written(data) == text else None  # the bits that no byte fills are nothing, or it is another text
