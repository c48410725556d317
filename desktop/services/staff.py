"""Who works here, as the owner sets it: names, roles, what is switched on or off, PINs and badges."""

import json
import os
import re

from desktop.domain import codes
from desktop.domain.codes import Kind, badge_code
from desktop.domain.errors import AlreadyExists, BadInput, KolliError
from desktop.domain.rights import Right, Role, rights_of
from desktop.i18n import LANGUAGES, N_
from desktop.models.base import insert, is_postgres, run, storable
from desktop.services import permits, pins
from desktop.services.changes import actor, unit
from desktop.services.people import badge_of, find, work_as
from desktop.services.permits import Person, enforced, everyone, require

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHORTEST_CARD = 6  # signs of a foreign card; shorter ones are read from anything


class LastOwner(KolliError):
    text = N_("{person} is the only owner who can sign in. Let another owner sign in first.")


def add(name: str, role: Role = Role.PACKER, language: str = "") -> Person:
    """Somebody new. The shop's first person is an owner, and is who works at this bench from now on.

    Raises:
        BadInput: no name, or a language that Kolli does not speak.
        AlreadyExists: somebody is called so, also if they have left.
    """
    require(Right.PEOPLE)
    called = _name(name)
    _check_language(language)
    first = not any(person.role is Role.OWNER and person.active for person in everyone())
    with unit() as work:
        _check_free(called, None)
        person_id = insert(
            "INSERT INTO person (name, role, language) VALUES (?, ?, ?)",
            (called, (Role.OWNER if first else role).value, language),
        )
        work.changed("person", person_id)
    permits.forget()
    if first:
        work_as(called)
    return find(person_id)


def change(
    person_id: int,
    *,
    name: str | None = None,
    role: Role | None = None,
    supervisor: bool | None = None,
    language: str | None = None,
    active: bool | None = None,
) -> Person:
    """Change what is given. Another name also holds for who is signed in; histories keep the old one.

    Raises:
        BadInput, AlreadyExists: as `add`.
        LastOwner: nobody could change anything any more.
    """
    require(Right.PEOPLE)
    before = find(person_id)
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = _name(name)
    if role is not None:
        values["role"] = role.value
    if supervisor is not None:
        values["supervisor"] = supervisor
    if language is not None:
        _check_language(language)
        values["language"] = language
    if active is not None:
        values["active"] = active
    with unit() as work:
        _lock_people()
        if "name" in values:
            _check_free(str(values["name"]), person_id)
        if active is False or (role is not None and role is not Role.OWNER):
            _check_owner_remains(before)
        if active is False:
            values["badge"] = None  # the card can be given to another
        for column, value in values.items():
            run(f"UPDATE person SET {column} = ? WHERE id = ?", (value, person_id))
        work.changed("person", person_id)
    permits.forget()
    after = find(person_id)
    if after.name != before.name and actor().who == before.name:
        work_as(after.name)
    return after


def leave(person_id: int) -> Person:
    """Somebody does not work here any more: they cannot sign in, and their badge is free."""
    return change(person_id, active=False)


def switch(person_id: int, right: Right, on: bool) -> Person:
    """Let one person do, or not do, what the role says otherwise."""
    require(Right.PEOPLE)
    person = find(person_id)
    switched = {**person.switched, right: on}
    plain = rights_of(person.role, supervisor=person.supervisor)
    kept = {own.value: value for own, value in switched.items() if (own in plain) is not value}
    with unit() as work:
        run("UPDATE person SET switched = ? WHERE id = ?", (json.dumps(kept, sort_keys=True), person_id))
        work.changed("person", person_id)
    permits.forget()
    return find(person_id)


def set_pin(person_id: int, pin: str) -> Person:
    """Give a PIN of four to eight digits; "" takes it away. It also ends the wait after wrong ones.

    Raises:
        BadInput: not four to eight digits, or one that everybody tries first.
        LastOwner: the only owner who can sign in would have neither badge nor PIN.
    """
    require(Right.PEOPLE)
    hashed = pins.hashed(pin) if pin else ""
    person = find(person_id)
    with unit() as work:
        _lock_people()
        if not pin and not person.badge:
            _check_owner_remains(person)
        run(
            "UPDATE person SET pin = ?, pin_digits = ?, pin_failures = 0, pin_locked_until = 0 WHERE id = ?",
            (hashed, len(pin), person_id),
        )
        work.changed("person", person_id)
    permits.forget()
    return find(person_id)


def new_badge(person_id: int) -> Person:
    """A new secret for a card of ours; the badge before it signs nobody in any more."""
    secret = "".join(_SIGNS[byte % 36] for byte in os.urandom(64) if byte < 252)[:10]
    return bind_badge(person_id, badge_code(secret))


def bind_badge(person_id: int, code: str) -> Person:
    """Let a card be somebody's badge: one of ours, or any card that they carry already; "" takes it away.

    Raises:
        BadInput: too short, or a code that means something else here: a product, an order, a command.
        AlreadyExists: it is another person's.
        LastOwner: as `set_pin`.
    """
    require(Right.PEOPLE)
    person = find(person_id)
    badge = badge_of(code)
    if badge:
        _check_card(badge)
    with unit() as work:
        _lock_people()
        row = run("SELECT name FROM person WHERE badge = ? AND id <> ?", (badge or None, person_id)).fetchone()
        if row:
            raise AlreadyExists(what=N_("The badge of"), ref=row[0])
        if not badge and not person.has_pin:
            _check_owner_remains(person)
        run("UPDATE person SET badge = ? WHERE id = ?", (badge or None, person_id))
        work.changed("person", person_id)
    permits.forget()
    return find(person_id)


def _name(name: str) -> str:
    called = storable(" ".join(name.split()))
    if not called or len(called) > 80:
        raise BadInput(what=N_("The name"), value=called, next=N_("Type the name of one person."))
    return called


def _check_free(name: str, person_id: int | None) -> None:
    folded = name.casefold()
    rows = run("SELECT id, name FROM person").fetchall()
    if any(str(own).casefold() == folded and row_id != person_id for row_id, own in rows):
        raise AlreadyExists(what=N_("The name"), ref=name)


def _check_language(language: str) -> None:
    if language and language not in LANGUAGES:
        raise BadInput(what=N_("The language"), value=language, next=N_("Choose en, id or sv."))


def _check_owner_remains(person: Person) -> None:
    others = [own for own in everyone() if own.id != person.id and own.role is Role.OWNER and own.signs_in]
    if enforced() and person.role is Role.OWNER and person.signs_in and not others:
        raise LastOwner(person=person.name)


def _lock_people() -> None:
    """Two owners who demote each other at the same time would leave nobody; SQLite has one writer anyway."""
    if is_postgres():
        run("SELECT 1 FROM person ORDER BY id FOR UPDATE")
    permits.forget()


def _check_card(badge: str) -> None:
    kind = codes.read(badge).kind
    if kind is Kind.BADGE:
        return
    if len(badge) < _SHORTEST_CARD or not re.search(r"[0-9]", badge):
        raise BadInput(what=N_("A badge"), value=badge, next=N_("Read a card with at least six signs."))
    if kind is not Kind.OTHER and kind is not Kind.PRODUCT:
        raise BadInput(what=N_("A badge"), value=badge, next=N_("This code means something else here."))
    taken = run(
        "SELECT 1 FROM article WHERE sku = ? UNION ALL SELECT 1 FROM barcode WHERE code = ? OR gtin14 = ?"
        " UNION ALL SELECT 1 FROM orders WHERE number = ? LIMIT 1",
        (badge, badge, codes.gtin14(badge) or badge, badge),
    ).fetchone()
    if taken:
        raise BadInput(what=N_("A badge"), value=badge, next=N_("This code means something else here."))
