"""The credit note, A4: it corrects an invoice that was issued, in part or whole, in the invoice's own layout."""

from dataclasses import dataclass
from datetime import date

from desktop import i18n
from desktop.documents import bill_page
from desktop.documents.bill import Bill, Form
from desktop.documents.page import DPI


@dataclass(frozen=True, slots=True)
class CreditNote(Bill):
    """A credit note with everything it says; its amounts are what is given back, so they are above zero.

    `corrects` is the number of the invoice, `positions` are the places that its lines have there, from 1. `reason` is
    in the words of who issued it.
    """

    corrects: str = ""
    corrects_on: date | None = None
    reason: str = ""
    positions: tuple[int, ...] = ()
    shipping_minor: int = 0


def draw(data: CreditNote, language: str, dpi: int = DPI) -> bytes:
    """The credit note as PDF, in the reader's language."""
    return bill_page.draw([(data, _form(data, language))], language, dpi)


def _form(data: CreditNote, language: str) -> Form:
    _ = i18n.words(language).gettext
    facts = [(_("Corrects invoice"), data.corrects)]
    if data.corrects_on:
        facts.append((_("Invoice date"), i18n.date(data.corrects_on, language)))
    return Form(
        title=_("Credit note"),
        numbered=_("Credit note {number}").format(number=data.number),
        total=_("Total credited"),
        facts=tuple(facts),
        reason=(_("Reason"), data.reason),
    )
