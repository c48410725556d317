"""The invoice, A4: the layout of a bill with an invoice's words."""

from dataclasses import dataclass

from desktop import i18n
from desktop.documents import bill_page
from desktop.documents.bill import Amount, Bill, Extra, Form, InvoiceLine, Tax
from desktop.documents.page import DPI

__all__ = ["Amount", "Extra", "Invoice", "InvoiceLine", "Tax", "draw", "draw_all"]


@dataclass(frozen=True, slots=True)
class Invoice(Bill):
    """An invoice with everything it says."""


def draw(data: Invoice, language: str, dpi: int = DPI) -> bytes:
    """The invoice as PDF, in the reader's language, with bars of whole dots for a printer of `dpi`."""
    return draw_all((data,), language, dpi)


def draw_all(invoices: tuple[Invoice, ...], language: str, dpi: int = DPI) -> bytes:
    """Several invoices in one file, each with page numbers of its own."""
    return bill_page.draw([(data, _form(data, language)) for data in invoices], language, dpi)


def _form(data: Invoice, language: str) -> Form:
    _ = i18n.words(language).gettext
    return Form(
        title=_("Invoice"), numbered=_("Invoice {number}").format(number=data.number), total=_("Total"), due=_("To pay")
    )
