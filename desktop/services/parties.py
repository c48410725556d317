"""Sender, buyer and receiver as papers print them."""

from desktop.documents.parts import Party
from desktop.documents.parts import Shop as Sender
from desktop.domain.remote import RemoteAddress
from desktop.domain.tax_profiles import profile
from desktop.services import logo
from desktop.services.addresses import label_lines, lines
from desktop.services.orders import OrderView
from desktop.services.settings import Shop


def sender(shop: Shop) -> Sender:
    law = profile(shop.tax_profile)
    numbers = (
        _captioned(caption, text.strip())
        for caption, text in zip(law.captions, (shop.tax_id, shop.vat_id), strict=True)
    )
    approved = law.approved if shop.f_tax else ""
    registrations = tuple(text for text in (*numbers, approved, shop.phone, shop.email) if text)
    return Sender(
        name=shop.name, legal_name=shop.name, address=shop.address, registrations=registrations,
        bank=(shop.bank_account,) if shop.bank_account else (), site=shop.web, logo=logo.get(),
    )  # fmt: skip


def _captioned(caption: str, number: str) -> str:
    """A number with what it is called, unless the owner has typed that too."""
    bare = any(letter.isdigit() for letter in number) and " " not in number
    return f"{caption} {number}" if caption and bare else number


def buyer(view: OrderView) -> Party:
    return party(view.bill_to if view.bill_to != RemoteAddress() else view.ship_to, view.buyer)


def receiver(view: OrderView) -> Party:
    return party(view.ship_to if view.ship_to != RemoteAddress() else view.bill_to, view.buyer)


def on_label(view: OrderView) -> Party:
    """The receiver as a label prints them: the town in the last line."""
    address = view.ship_to if view.ship_to != RemoteAddress() else view.bill_to
    return _party(address, view.buyer, label_lines(address))


def party(address: RemoteAddress, fallback: str = "") -> Party:
    """Name and lines as the country of the address writes them; empty lines left out."""
    return _party(address, fallback, lines(address))


def _party(address: RemoteAddress, fallback: str, below: tuple[str, ...]) -> Party:
    name = address.name.strip() or address.company.strip() or fallback
    company = address.company if address.company and address.company != name else ""
    return Party(name, tuple(line for line in (company, *below) if line.strip()))
