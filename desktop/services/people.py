"""People at work: signing in by badge or PIN, and approving by badge.

Asking for rights is `permits`, and its names are here too; the owner's changes are `staff`.
"""

from dataclasses import dataclass

from desktop.domain import codes
from desktop.domain.codes import Kind, without_symbology
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.rights import WORDS, Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, storable
from desktop.services import changes, history, permits, pins, settings
from desktop.services.changes import acting, actor, now, unit
from desktop.services.permits import NoRight, Person, current, enforced, everyone, granting, may, require

__all__ = [
    "NoRight", "Person", "approve", "by_badge", "current", "enforced", "everyone", "find", "granting", "is_badge",
    "may", "require", "sign_in_badge", "sign_in_pin", "sign_out",
]  # fmt: skip


class NotABadge(KolliError):
    text = N_("This badge belongs to nobody here. Ask the owner to give it to a person.")


class CannotApprove(KolliError):
    text = N_("{person} cannot approve this: {right}. Scan a supervisor's badge.")


@dataclass(frozen=True, slots=True)
class Approval:
    """One thing that a supervisor allowed once."""

    who: str
    asked_by: str
    right: Right
    reason: str


def find(person_id: int) -> Person:
    """
    Raises:
        NotFound: there is no such person.
    """
    found = next((person for person in everyone() if person.id == person_id), None)
    if found is None:
        raise NotFound(what=N_("person"), ref=person_id)
    return found


def by_badge(code: str) -> Person | None:
    """Who carries the badge that was scanned; None where nobody at work here does."""
    wanted = badge_of(code)
    return next((person for person in everyone() if person.active and wanted and person.badge == wanted), None)


def is_badge(code: str) -> bool:
    """Whether a scanned code is a badge: one of ours, or a card that was given to somebody. Reads no disk."""
    return codes.read(code).kind is Kind.BADGE or by_badge(code) is not None


def sign_in_badge(code: str) -> Person:
    """Let who carries this badge work at this bench; also in the place of another.

    Raises:
        NotABadge: it belongs to nobody who works here.
    """
    person = by_badge(code)
    if person is None:
        raise NotABadge
    return _sign_in(person)


def sign_in_pin(person_id: int, pin: str) -> Person:
    """Let somebody work here by name and PIN.

    Raises:
        pins.WrongPin, pins.PinLocked: not now; the wait grows with every wrong PIN, and is kept.
        NotFound: there is no such person at work.
    """
    person = find(person_id)
    if not person.active:
        raise NotFound(what=N_("person"), ref=person.name)
    pins.check(person_id, pin)
    return _sign_in(person)


def sign_out() -> None:
    """Nobody works here until the next badge; an order that is open stays open and waits."""
    work_as("")


def approve(badge: str, right: Right, order_id: int | None, reason: str) -> Person:
    """Let a supervisor allow one thing once. It is kept who allowed whom what, and why; the order's history says so.

    What was allowed is then done `with granting(right)`.

    Raises:
        NotABadge: it belongs to nobody.
        CannotApprove: this person supervises nobody, or may not do it either.
    """
    person = by_badge(badge)
    if person is None:
        raise NotABadge
    if not person.approves or right not in person.rights:
        raise CannotApprove(person=person.name, right=WORDS[right])
    here, why = actor(), storable(" ".join(reason.split()))
    with unit() as work:
        insert(
            'INSERT INTO approval (at, person_id, who, asked_by, bench, "right", order_id, reason)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (ms(now()), person.id, person.name, here.who, here.bench, right.value, order_id, why),
        )
        if order_id is not None:
            with acting(person.name):
                history.note(work, order_id, "approved", f"{right.value}: {why}" if why else right.value)
    return person


def approvals(order_id: int) -> list[Approval]:
    """What supervisors allowed at this order, in turn."""
    rows = run(
        'SELECT who, asked_by, "right", reason FROM approval WHERE order_id = ? ORDER BY id', (order_id,)
    ).fetchall()
    return [Approval(who, asked_by, Right(right), reason) for who, asked_by, right, reason in rows]


def _sign_in(person: Person) -> Person:
    with unit() as work:
        run("UPDATE person SET seen_at = ? WHERE id = ?", (ms(now()), person.id))
        work.changed("person", person.id)
    permits.forget()
    work_as(person.name, person.language)
    return find(person.id)


def work_as(name: str, language: str = "") -> None:
    with permits.trusting():
        chosen: dict[str, object] = {"person": name}
        if language:
            chosen["screen_language"] = language
        bench = settings.change_bench(**chosen)
    changes.work_at(bench.name, bench.person)


def badge_of(code: str) -> str:
    """A card's code as it is kept: whatever a scanner puts around it, and the letters of ours in one case."""
    text = storable(without_symbology(code))
    ours = codes.read(text)
    return ours.value if ours.kind is Kind.BADGE else text
