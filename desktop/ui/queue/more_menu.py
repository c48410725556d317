"""Everything that can be done with the ticked orders, in a list: the batch bar has room for three."""

from collections.abc import Callable
from functools import partial

from desktop.i18n import _
from desktop.services import permits
from desktop.services.paper_kinds import PAPERS
from desktop.ui.queue.deeds import DEEDS, EVERYTHING
from desktop.ui.queue.popover import Offer

PAPER_KINDS = {"pick": "pick-list", "slips": "packing-slip", "labels": "parcel-label", "invoices": "invoice"}


def offers(act: Callable[[str], object]) -> list[Offer]:
    """`act(name)` hears what was chosen. What a person may not do is not in it."""
    found = []
    for name in EVERYTHING:
        deed = DEEDS.get(name)
        if deed is None:
            found.append(Offer(_(PAPERS[PAPER_KINDS[name]].title), partial(act, name), "printer"))
        elif permits.may(deed.right):
            found.append(Offer(_(deed.text), partial(act, name), deed.icon))
    return found
