"""kolli people: who works here, their roles, badges and PINs. The way back in for who owns the computer."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of
from desktop.domain.errors import NotFound
from desktop.domain.rights import ROLE_WORDS, Role
from desktop.i18n import N_, _
from desktop.services import people, printing, staff
from desktop.services.people import Person
from desktop.services.permits import tail

_ROLES = tuple(role.value for role in Role)


def declare(parser: ArgumentParser) -> None:
    """Everybody with role and badge; somebody new; another role, badge or PIN."""
    parser.set_defaults(run=_list)
    doing = parser.add_subparsers(metavar="list|add|role|badge|pin|leave")
    listing = doing.add_parser("list", help=_("everybody, with role and badge"))
    listing.set_defaults(run=_list)
    adding = doing.add_parser("add", help=_("somebody new; the first one is the owner"))
    adding.set_defaults(run=_add)
    role = doing.add_parser("role", help=_("another role"))
    role.set_defaults(run=_role)
    badge = doing.add_parser("badge", help=_("a new badge, or a card that somebody carries already"))
    badge.add_argument("--card", default="", metavar="CODE", help=_("what a scanner reads from the card"))
    badge.add_argument("--print", dest="paper", action="store_true", help=_("print it"))
    badge.set_defaults(run=_badge)
    pin = doing.add_parser("pin", help=_("a new PIN, typed or from standard input"))
    pin.set_defaults(run=_pin)
    leaving = doing.add_parser("leave", help=_("somebody who does not work here any more"))
    leaving.set_defaults(run=_leave)
    for each in (adding, role, badge, pin, leaving):
        each.add_argument("name", metavar="NAME")
    for each, needed in ((adding, False), (role, True)):
        kind = one_of(N_("The role"), _ROLES)
        words = ", ".join(_ROLES)
        if needed:
            each.add_argument("role", type=kind, metavar="ROLE", help=words)
        else:
            each.add_argument("--role", type=kind, default=Role.PACKER.value, metavar="ROLE", help=words)
    adding.add_argument("--language", default="", metavar="en|id|sv")
    approves = role.add_mutually_exclusive_group()
    approves.add_argument("--supervisor", action="store_true", default=None, help=_("approves for others by badge"))
    approves.add_argument("--no-supervisor", dest="supervisor", action="store_false", help=_("does not any more"))
    for each in (listing, adding, role, badge, pin, leaving):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = people.everyone()
        console.answer({"people": [_person(each) for each in found]}, _table(found))
    return 0


def _add(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(staff.add(given.name, Role(given.role), given.language), console)
    return 0


def _role(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(staff.change(_named(given.name), role=Role(given.role), supervisor=given.supervisor), console)
    return 0


def _badge(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        person_id = _named(given.name)
        person = staff.bind_badge(person_id, given.card) if given.card else staff.new_badge(person_id)
        if given.paper:
            printing.queue_own("badge", person.name)
        _told(person, console)
    return 0


def _pin(given: Namespace, console: Console) -> int:
    """The PIN is never a word of the command: those stand in histories and in lists of processes."""
    with shop.opened(given):
        person_id = _named(given.name)
        typed = getpass.getpass(_("New PIN: ")) if sys.stdin.isatty() else sys.stdin.readline()
        _told(staff.set_pin(person_id, typed.strip()), console)
    return 0


def _leave(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(staff.leave(_named(given.name)), console)
    return 0


def _named(name: str) -> int:
    found = next((own for own in people.everyone() if own.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise NotFound(what=N_("person"), ref=name)
    return found.id


def _told(person: Person, console: Console) -> None:
    console.answer(_person(person), _table((person,)))


def _person(person: Person) -> dict[str, object]:
    return {
        "id": person.id, "name": person.name, "role": person.role.value, "supervisor": person.approves,
        "badge": tail(person.badge) if person.badge else "", "pin": person.has_pin, "active": person.active,
        "language": person.language, "seen_at": person.seen_at,
    }  # fmt: skip


def _table(found: tuple[Person, ...]) -> list[str]:
    headings = (_("Name"), _("Role"), _("Badge"), _("PIN"), _("Language"))
    rows = [
        (
            own.name if own.active else _("{name} (has left)").format(name=own.name),
            _(ROLE_WORDS[own.role]) + (" *" if own.approves else ""),
            f"… {tail(own.badge)}" if own.badge else "–",
            _("yes") if own.has_pin else "–",
            own.language or "–",
        )
        for own in found
    ]
    return table(headings, rows)
