"""Who is at work here, and what they may do. Services ask this where a fact is written; screens ask to hide.

Rights hold from the moment when an owner can sign in, by badge or by PIN; until then everybody may everything, so that
a small shop needs no people and nobody can lock themselves out. It stands on tables alone, so that settings may ask it.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain import codes
from desktop.domain.errors import KolliError
from desktop.domain.rights import WORDS, Right, Role, rights_of
from desktop.i18n import N_
from desktop.models.base import db, run, utc
from desktop.services import changes
from desktop.services.changes import Change, actor

_READ = (
    "SELECT id, name, role, supervisor, language, coalesce(badge, ''), pin_digits, active, seen_at, switched"
    " FROM person ORDER BY lower(name), id"
)


class NoRight(KolliError):
    """`needs` is what a supervisor's badge would have to allow."""

    needs: Right = Right.PACK
    text = N_("{person} may not do this: {right}. Ask a supervisor, or sign in as somebody who may.")
    nobody = N_("Nobody is signed in at this bench. Scan your badge first.")

    def sentence(self) -> str:
        return self.text if self.values.get("person") else self.nobody


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `badge` is the code on the card, "" for none; `seen_at` is the last sign-in."""

    id: int
    name: str
    role: Role
    supervisor: bool
    language: str
    badge: str
    pin_digits: int  # how many the PIN has, so that it needs no Enter; 0 = no PIN
    active: bool
    seen_at: datetime | None
    switched: dict[Right, bool] = field(default_factory=dict)

    @property
    def has_pin(self) -> bool:
        return self.pin_digits > 0

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role, supervisor=self.supervisor, switched=self.switched)

    @property
    def approves(self) -> bool:
        """Whether this person's badge lets somebody else do a thing once."""
        return self.active and (self.supervisor or self.role is Role.OWNER)

    @property
    def signs_in(self) -> bool:
        return self.active and bool(self.badge or self.has_pin)


_lock = threading.Lock()
_kept: tuple[object, tuple[Person, ...]] | None = None  # of the database that is open
_trusts_process = False
_trusts: ContextVar[bool] = ContextVar("trusts", default=False)
_granted: ContextVar[frozenset[Right]] = ContextVar("granted", default=frozenset())


def everyone() -> tuple[Person, ...]:
    """All people by name, also those who have left."""
    global _kept
    kept = _kept
    if kept is not None and kept[0] is db.obj:
        return kept[1]
    found = tuple(_person(row) for row in run(_READ).fetchall())
    if not changes.in_unit():  # what a unit has written may be taken back
        with _lock:
            _kept = (db.obj, found)
    return found


def forget() -> None:
    """Read people anew when they are asked for next: they were changed."""
    global _kept
    with _lock:
        _kept = None


def tail(badge: str) -> str:
    """What tells a badge from others on a screen and on its card: its last signs, without the one that checks."""
    plain = badge[:-1] if codes.read(badge).kind is codes.Kind.BADGE else badge
    return plain[-4:]


def enforced() -> bool:
    """Whether rights hold here: an owner can sign in."""
    return any(person.role is Role.OWNER and person.signs_in for person in everyone())


def current() -> Person | None:
    """Who works here now; None where nobody is signed in, or the shop has no people."""
    name = actor().who
    return next((person for person in everyone() if person.active and person.name == name), None)


def may(right: Right) -> bool:
    """Whether who works here now may do this."""
    if _trusts_process or _trusts.get() or right in _granted.get() or not enforced():
        return True
    person = current()
    return person is not None and right in person.rights


def require(right: Right) -> None:
    """Refuse what may not be done here now.

    Raises:
        NoRight: who is signed in may not, or nobody is.
    """
    if not may(right):
        person = current()
        refused = NoRight(person=person.name if person else "", right=WORDS[right])
        refused.needs = right
        raise refused


@contextmanager
def granting(*rights: Right) -> Iterator[None]:
    """Everything inside may be done once: a supervisor has allowed it."""
    token = _granted.set(_granted.get() | set(rights))
    try:
        yield
    finally:
        _granted.reset(token)


@contextmanager
def trusting() -> Iterator[None]:
    """Everything inside is the program's own work (the sync, a timer), whoever is signed in."""
    token = _trusts.set(True)
    try:
        yield
    finally:
        _trusts.reset(token)


def trust_process(on: bool = True) -> None:
    """Commands of the command line are done for who owns the computer, also at night when nobody is signed in."""
    global _trusts_process
    _trusts_process = on


def _person(row: tuple[object, ...]) -> Person:
    (id, name, role, supervisor, language, badge, digits, active, seen_at, switched) = row
    known = set(Right)
    own = {Right(key): bool(on) for key, on in json.loads(str(switched)).items() if key in known}
    return Person(
        int(str(id)), str(name), Role(str(role)), bool(supervisor), str(language), str(badge), int(str(digits)),
        bool(active), None if seen_at is None else utc(int(str(seen_at))), own,
    )  # fmt: skip


def _heard(told: frozenset[Change]) -> None:
    if any(change.kind == "person" for change in told):
        forget()


changes.listen(_heard)
