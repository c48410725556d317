"""H1: whether an order may come back now, and who may take it although it may not."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.errors import KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.services import permits, return_terms
from desktop.services.changes import now
from desktop.services.returns import returnable


class NotReturnable(KolliError):
    """`may_override`: somebody with the right can take it all the same, and says why."""

    text = N_("Order {ref} does not come back: {reason} Who may credit invoices can take it and say why.")


class NothingShipped(KolliError):
    text = N_("Nothing of order {ref} has left the house, so nothing can come back. Cancel it instead.")


class NothingLeft(KolliError):
    text = N_("Everything of order {ref} is in another return already. Open that one.")


@dataclass(frozen=True, slots=True)
class Allowed:
    """`until`: the last moment, None for no end. `excluded` are lines that do not come back. `why` it may not."""

    yes: bool
    until: datetime | None
    policy: str
    why: str
    excluded: tuple[int, ...] = ()


def allowed(order_id: int) -> Allowed:
    """What the order's own terms say; what was shipped is not looked at.

    Raises:
        NotFound: there is no such order.
    """
    said = return_terms.terms(order_id)
    if not said.allowed:
        return Allowed(False, None, said.policy, N_("returns are switched off for it."), said.excluded)
    if said.until is not None and now() > said.until:
        return Allowed(False, said.until, said.policy, N_("the last day for it is over."), said.excluded)
    return Allowed(True, said.until, said.policy, "", said.excluded)


def check(order_id: int, called: str, wanted: set[int], override: str) -> str:
    """Refuse what may not come back; returns the reason for which it is taken all the same, "" where none is needed.

    Raises:
        NotReturnable: its terms do not allow it, and no reason was given.
        NothingShipped, NothingLeft: there is nothing that could come back.
        NoRight: a reason was given by somebody who may not.
    """
    shipped = returnable.shipped(order_id)
    if not any(shipped.values()):
        raise NothingShipped(ref=called)
    if not any(returnable.left(order_id).values()):
        raise NothingLeft(ref=called)
    terms = allowed(order_id)
    blocked = bool(wanted & set(terms.excluded))
    if terms.yes and not blocked:
        return ""
    why = " ".join(override.split())
    if not why:
        reason = terms.why or N_("an article in it does not come back.")
        raise NotReturnable(ref=called, reason=reason)
    permits.require(Right.CORRECT)
    return why[:300]
