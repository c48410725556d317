"""When a kind of paper comes out at this bench: by itself on closing, when a person asks, or never."""

from enum import StrEnum

from desktop.domain.errors import BadInput, KolliError
from desktop.i18n import N_
from desktop.services import settings
from desktop.services.paper_kinds import PAPERS
from desktop.services.settings import Bench

# What can lie in a parcel or on it, so that its closing can ask for it.
CLOSING = tuple(
    kind for kind in ("parcel-label", "packing-slip", "invoice", "return-label", "thank-you-card") if kind in PAPERS
)


class When(StrEnum):
    CLOSING = "closing"
    HAND = "hand"
    NEVER = "never"


class NeverHere(KolliError):
    text = N_("This bench never prints: {paper}. Settings, Printers has it so.")


def choices(kind: str) -> tuple[When, ...]:
    """The times that this kind of paper can have."""
    return tuple(When) if kind in CLOSING else (When.HAND, When.NEVER)


def of(bench: Bench, kind: str) -> When:
    if kind in bench.print_never:
        return When.NEVER
    return When.CLOSING if kind in bench.print_on_close else When.HAND


def choose(kind: str, when: When) -> Bench:
    """Set it for this bench, at once.

    Raises:
        BadInput: no such kind of paper, or one that no parcel's closing can ask for.
    """
    if kind not in PAPERS:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    if when not in choices(kind):
        raise BadInput(what=PAPERS[kind].title, value=when.value, next=N_("Choose by hand or never."))
    bench = settings.bench()
    known = dict.fromkeys((*CLOSING, *bench.print_on_close))
    closing = tuple(one for one in known if (when is When.CLOSING if one == kind else one in bench.print_on_close))
    never = tuple(one for one in PAPERS if (when is When.NEVER if one == kind else one in bench.print_never))
    return settings.change_bench(print_on_close=closing, print_never=never)


def require(kind: str) -> None:
    """
    Raises:
        NeverHere: this bench never prints it.
    """
    if kind in settings.bench().print_never:
        raise NeverHere(paper=PAPERS[kind].title)
