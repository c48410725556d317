"""Documents with legal numbers: given once, in the transaction that makes the document; never changed afterwards.

An invoice, a credit note that corrects it, a receipt. Each kind has a series of its own, by year and by the bench's
letter, without a gap. A document is voided with a reason, never deleted; a reprint is marked as a copy.
"""

from desktop.services.invoicing.auditing import Fault, Stopped, What, audit
from desktop.services.invoicing.crediting import (
    Creditable,
    CreditableLine,
    CreditTooMuch,
    NothingToCredit,
    credit,
    creditable,
)
from desktop.services.invoicing.issuing import NothingToInvoice, issue
from desktop.services.invoicing.kept import IssuedRow, copy, find, issued, newest, of_day, original, to_print
from desktop.services.invoicing.receipts import NotPaid, issue_receipt
from desktop.services.invoicing.series import gaps, next_number
from desktop.services.invoicing.voiding import StillCredited, VoidAlready, void

__all__ = [
    "CreditTooMuch", "Creditable", "CreditableLine", "Fault", "IssuedRow", "NotPaid", "NothingToCredit",
    "NothingToInvoice", "StillCredited", "Stopped", "VoidAlready", "What", "audit", "copy", "credit", "creditable",
    "find", "gaps", "issue", "issue_receipt", "issued", "newest", "next_number", "of_day", "original", "to_print",
    "void",
]  # fmt: skip
