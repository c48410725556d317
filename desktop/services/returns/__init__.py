"""Returns: what comes back, why, in what state, and what is done about it (H1-H6).

A case goes opened, approved (the buyer has the label), received, assessed, settled or rejected; each step can be taken
back. `opening` begins it, `hearing` understands scans, `worth` says what it comes to, `settling` does it as one unit,
`goods` lets stock follow, `quarantine` keeps what is not sold, `packed` shows how the order was packed.
"""

from desktop.domain.returns import Tab, name_of
from desktop.services.returns.allowing import Allowed, NothingLeft, NothingShipped, NotReturnable, allowed
from desktop.services.returns.cases import (
    Case,
    CaseLine,
    CaseRow,
    counts,
    find,
    get,
    listed,
    of_order,
    size,
    tab_of,
)
from desktop.services.returns.hearing import Answer, Heard, hear
from desktop.services.returns.hearing import of_order as arrived
from desktop.services.returns.opening import Said, TooMany, approve, assess, open_case, receive, say, track, withdraw
from desktop.services.returns.packed import PackRecord, pack_record
from desktop.services.returns.returnable import left, shipped
from desktop.services.returns.settling import Decision, repaired, settle
from desktop.services.returns.undoing import CannotUndo, undo
from desktop.services.returns.worth import Offer, Swap, offer

__all__ = [
    "Allowed", "Answer", "CannotUndo", "Case", "CaseLine", "CaseRow", "Decision", "Heard", "NotReturnable",
    "NothingLeft", "NothingShipped", "Offer", "PackRecord", "Said", "Swap", "Tab", "TooMany", "allowed", "approve",
    "arrived", "assess", "counts", "find", "get", "hear", "left", "listed", "name_of", "of_order", "offer", "open_case",
    "pack_record", "receive", "repaired", "say", "settle", "shipped", "size", "tab_of", "track", "undo", "withdraw",
]  # fmt: skip
