"""Badges at the bench: who works here now, what a supervisor allows once, and orders that another bench has."""

from collections.abc import Callable

from desktop.domain.codes import Code, Command
from desktop.domain.errors import NotAllowed
from desktop.domain.rights import ROLE_WORDS, WORDS, Right
from desktop.i18n import N_, _
from desktop.services import claims, packing, people
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place


def sign_in(place: Place, code: Code, op_id: str) -> Answer:
    """A badge that nobody waits for: its person works here now, and the open order stays."""
    person = people.sign_in_badge(code.value)
    return Answer(Happened.DONE, said=f"{person.name} · {_(ROLE_WORDS[person.role])}")


def lock(place: Place, op_id: str) -> Answer:
    """Nobody works here until the next badge; the open order stays and waits.

    Raises:
        NotAllowed: the shop has no people who could sign in again.
    """
    if not people.enforced():
        raise NotAllowed(ref=N_("This bench"), reason=N_("nobody has a badge or a PIN yet."), action=Command.LOCK)
    people.sign_out()
    return Answer(Happened.DONE, said=_("Scan your badge to go on."))


def allowed(place: Place, right: Right, reason: str, does: Callable[[], Answer], order_id: int | None = None) -> Answer:
    """Do it if who works here may; else ask for a supervisor's badge, and do it once under its approval.

    `reason` is kept with the approval.
    """
    if people.may(right):
        return does()

    def approve(badge: str, _op_id: str) -> Answer:
        people.approve(badge, right, order_id or place.order_id or place.closed_id, reason)
        with people.granting(right):
            return does()

    return place.ask(Ask(Wants.BADGE, _("Needs a supervisor: scan the badge"), detail=_(WORDS[right])), approve)


def attempt(place: Place, does: Callable[[], Answer | None], reason: str) -> Answer | None:
    """Do it; where a right is missing, ask for a supervisor's badge and do it once under its approval.

    Raises:
        NoRight: nobody is signed in, whom a supervisor could allow something.
    """
    try:
        return does()
    except people.NoRight as refused:
        if people.current() is None:
            raise
        return allowed(place, refused.needs, reason, lambda: does() or Answer(Happened.DONE))


def show(place: Place, order_id: int) -> Answer:
    """Open an order, or ask whether to take it over where another bench is packing it."""
    try:
        return Place.show(place, order_id)
    except claims.ClaimedElsewhere as claimed:
        said = claimed.say()
    choices = (Choice("1", _("Take it over")), Choice("2", _("Leave it")))

    def reply(text: str, _op_id: str) -> Answer:
        if text not in ("1", Command.YES.value):
            return Answer(Happened.CANCELLED)
        return allowed(place, Right.TAKE_OVER, said, lambda: _take(place, order_id), order_id)

    return place.ask(Ask(Wants.TAKE_OVER, said, choices=choices), reply)


def _take(place: Place, order_id: int) -> Answer:
    return place.keep(Answer(Happened.OPENED, packing.open_order(order_id, take_over=True)))
