"""Who signs slips and results: this computer's key, and the keys of others that somebody here has trusted.

The private key is kept as a store's keys are (law 10). The public one stands in the database, so that every bench of a
shop knows the slips of every other, and on the shop's card.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.domain.errors import NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run, utc, when_forgotten
from desktop.services import permits, secrets
from desktop.services.changes import actor, now, unit

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_NAME = "signing"  # of the secret
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no letter that reads like a digit


class Role(StrEnum):
    OWN = "own"  # this shop's: a key of one of its computers
    SHOP = "shop"  # another shop's database, whose slips are packed here
    BENCH = "bench"  # a bench that packed by our slips


class State(StrEnum):
    IN_USE = "in-use"
    OLD = "old"  # signs no more; what it has signed still counts
    REVOKED = "revoked"  # lost or stolen: nothing that it signed counts


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A public key, 32 bytes, and whose it is."""

    key: bytes
    role: Role
    name: str
    state: State
    at: datetime
    who: str

    @property
    def short(self) -> str:
        return fingerprint(self.key)


_own: "Ed25519PrivateKey | None" = None  # reading it from a keyring or a sealed file takes up to half a second


def _let_go() -> None:
    global _own
    _own = None


when_forgotten(_let_go)


def fingerprint(key: bytes) -> str:
    """A key as people compare it: ABCD-EFGH-JKLM."""
    number = int.from_bytes(hashlib.sha256(key).digest()[:8], "big") >> 4
    signs = "".join(_SIGNS[number >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(signs[at : at + 4] for at in range(0, 12, 4))


def own() -> "Ed25519PrivateKey":
    """This computer's key, made when it is first needed.

    Raises:
        SecretsLocked, KeyringRefused ...: see `secrets.read`.
    """
    global _own
    if _own is not None:
        return _own
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    kept = secrets.read(_NAME).get("private", "")
    if kept:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
        _register(private.public_key().public_bytes_raw())
    else:
        private = _make()
    _own = private
    return private


def renew() -> KeyRow:
    """A new key for this computer from now on; slips that were signed with the old one are still good."""
    permits.require(Right.SETTINGS)
    before = own().public_key().public_bytes_raw()
    private = _make()
    set_state(before, Role.OWN, State.OLD)
    global _own
    _own = private
    return of(private.public_key().public_bytes_raw(), Role.OWN)


def public() -> bytes:
    return own().public_key().public_bytes_raw()


def listed(*roles: Role) -> list[KeyRow]:
    """The keys that are known here, of these roles or all, the oldest first."""
    rows = run("SELECT key, role, name, state, at, who FROM slip_key ORDER BY at, key").fetchall()
    found = [KeyRow(bytes.fromhex(key), Role(role), name, State(state), utc(at), who)
             for key, role, name, state, at, who in rows]  # fmt: skip
    return [row for row in found if not roles or row.role in roles]


def of(key: bytes, role: Role) -> KeyRow:
    """
    Raises:
        NotFound: it is not known here in this role.
    """
    for row in listed(role):
        if row.key == key:
            return row
    raise NotFound(what=N_("key"), ref=fingerprint(key))


def named(short: str) -> KeyRow:
    """The key that people call so.

    Raises:
        NotFound: there is none.
    """
    plain = short.strip().upper().replace("-", "")
    for row in listed():
        if plain and row.short.replace("-", "").startswith(plain):
            return row
    raise NotFound(what=N_("key"), ref=short)


def state_of(key: bytes, *roles: Role) -> State | None:
    """What is thought of a key in any of these roles; None: it is not known. Revoked once is revoked."""
    found = [row.state for row in listed(*roles) if row.key == key]
    return State.REVOKED if State.REVOKED in found else found[0] if found else None


def trust(key: bytes, role: Role, name: str, state: State = State.IN_USE) -> None:
    """Take what this key signs from now on; part of the caller's unit, or one of its own. A revoked one stays so."""
    with unit() as work:
        run(
            "INSERT INTO slip_key (key, role, name, state, at, who) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key, role) DO UPDATE SET name = excluded.name",
            (key.hex(), role.value, name, state.value, ms(now()), actor().who),
        )
        work.changed("settings", 0)


def set_state(key: bytes, role: Role, state: State) -> None:
    """
    Raises:
        NotFound: it is not known here in this role.
    """
    permits.require(Right.SETTINGS)
    with unit() as work:
        changed = run("UPDATE slip_key SET state = ? WHERE key = ? AND role = ?",
                      (state.value, key.hex(), role.value)).rowcount  # fmt: skip
        if not changed:
            raise NotFound(what=N_("key"), ref=fingerprint(key))
        work.changed("settings", 0)


def _make() -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    secrets.keep(_NAME, {"private": private.private_bytes_raw().hex()})
    _register(private.public_key().public_bytes_raw())
    return private


def _register(key: bytes) -> None:
    if state_of(key, Role.OWN) is None:
        from desktop.services import settings

        trust(key, Role.OWN, settings.bench().name)
