"""The customer's file: who they are, what they bought, said, complained of and agreed to; export and erase."""

from desktop.services.customer_file.consents import ConsentRow
from desktop.services.customer_file.consents import every as consents
from desktop.services.customer_file.consents import may as may_send
from desktop.services.customer_file.consents import say as say_consent
from desktop.services.customer_file.doubles import Double
from desktop.services.customer_file.doubles import of as doubles
from desktop.services.customer_file.editing import block, blocked, change, write_note
from desktop.services.customer_file.finding import CustomerRow, find
from desktop.services.customer_file.merging import MergeRow, Preview, merge, merges, moved, preview
from desktop.services.customer_file.merging import undo as undo_merge
from desktop.services.customer_file.people import of_order
from desktop.services.customer_file.showing import Contact, CustomerView, show

__all__ = [
    "ConsentRow", "Contact", "CustomerRow", "CustomerView", "Double", "MergeRow", "Preview", "block", "blocked",
    "change", "consents", "doubles", "find", "may_send", "merge", "merges", "moved", "of_order", "preview",
    "say_consent", "show", "undo_merge", "write_note",
]  # fmt: skip
