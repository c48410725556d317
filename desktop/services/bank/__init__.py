"""Statements of banks: their files become lines, a line finds the orders that it pays, a person confirms or undoes.

A file may be given again, and overlap with others: a line is kept once. Lines and orders are settled together.
"""

from desktop.domain.bank_book import Certainty, Kind, Part, Proposal
from desktop.domain.bank_words import Said
from desktop.services.bank.importing import Imported, Refusal, import_file
from desktop.services.bank.proposing import counts, lines, proposals, sweep, waiting
from desktop.services.bank.rows import LineView, MatchView, State, Which, line, of_order
from desktop.services.bank.settling import (
    LineSettled,
    NothingFits,
    as_payout,
    confirm,
    confirm_certain,
    set_aside,
    take_up,
    unconfirmed,
    undo,
)

__all__ = [
    "Certainty", "Imported", "Kind", "LineSettled", "LineView", "MatchView", "NothingFits", "Part", "Proposal",
    "Refusal", "Said", "State", "Which", "as_payout", "confirm", "confirm_certain", "counts", "import_file", "line",
    "lines", "of_order", "proposals", "set_aside", "sweep", "take_up", "unconfirmed", "undo",
    "waiting",
]  # fmt: skip
