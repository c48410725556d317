"""The documents with legal numbers: the list, and the audit of every number."""

from desktop.i18n import ngettext, number
from desktop.services.invoicing import listing
from desktop.services.invoicing.listing import Asked
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.tale import Tale
from desktop.ui.screens.invoices import InvoicesScreen


def look_through(hands: Hands, tale: Tale, _home: str) -> None:
    """The day's documents are audited, and nothing is wrong with them."""
    hands.go("invoices")
    page = hands.window.page
    if not isinstance(page, InvoicesScreen):
        raise TourStopped(what="there is no page for invoices", out=hands.out)
    hands.press("F9")
    hands.wait(page.said.isVisible, "the audit did not end")
    hands.settle()
    hands.picture("13-invoices-audited")
    faults, documents = page.faults, listing.size(Asked())
    if faults:
        raise TourStopped(what="; ".join(str(fault) for fault in faults), out=hands.out)
    tale.tell(
        ngettext("Audited {count} document with a legal number: nothing is wrong.",
                 "Audited {count} documents with legal numbers: nothing is wrong.", documents).format(
            count=number(documents)),
        audited={"documents": documents, "faults": 0},
    )  # fmt: skip
