"""What an invoice and the credit note that corrects it say: all texts and figures, as they were issued with."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from desktop.documents.parts import Party, Shop
from desktop.documents.template import PLAIN, Template


class Extra(StrEnum):
    """What stands between the sum of the lines and the total."""

    DISCOUNT = "discount"
    SHIPPING = "shipping"
    FEE = "fee"
    TAX = "tax"
    ROUNDING = "rounding"
    DEDUCTION = "deduction"  # of a credit note: what is kept of it, as for wear
    UNIQUE_CODE = "unique-code"  # the last digits that tell one bank transfer from another


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    name: str
    quantity: int
    unit_price: Decimal  # in major units, with all its decimals
    total_minor: int
    variant: str = ""
    sku: str = ""
    tax_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """One extra of the total; `name` is the voucher, the service, ..., or nothing."""

    kind: Extra
    amount_minor: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    percent: Decimal
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill with everything it says. A reprint is drawn from the same values with `copy` set."""

    number: str
    issued_on: date
    order_number: str
    order_code: str
    currency: str
    shop: Shop
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    subtotal_minor: int
    total_minor: int
    extras: tuple[Amount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    prices_include_tax: bool = True
    due_on: date | None = None
    ship_to: Party | None = None  # None = to the buyer
    payment_method: str = ""
    paid_minor: int = 0
    paid_at: datetime | None = None
    zone: str = "UTC"
    note: str = ""  # the shop's own words on returns; "" = none
    copy: bool = False
    template: Template = PLAIN  # as its shop had chosen when it was issued
    law: tuple[str, ...] = ()  # what a country's law wants said, in its own words
    tax_profile: str = ""  # the rules that it was reckoned by, a name of domain.tax_profiles
    tax_case: str = ""
    buyer_vat: str = ""
    freight_shared: bool = False  # the freight bears each rate for a part, not only the leading one


@dataclass(frozen=True, slots=True)
class Form:
    """What tells one kind of bill from the other, in its reader's language.

    `numbered` is the title above the pages that follow; `due` is what the last line of the sums is called where
    something was paid already, and `total` where not.
    """

    title: str
    numbered: str
    total: str
    due: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # beside the dates: a caption and what it says
    reason: tuple[str, str] = ("", "")  # a caption and the reason why the bill was made
