"""How the payments page says things."""

from desktop.domain.bank_book import Certainty, Kind, Proposal
from desktop.i18n import N_, _
from desktop.services.bank import LineView
from desktop.services.payments import OrderFacts

MARKS = {Certainty.CERTAIN: "right", Certainty.PROBABLE: "in-work", Certainty.NONE: "not-begun"}
_KINDS = {
    Kind.EXACT: N_("one order fits"),
    Kind.SEVERAL: N_("several orders fit together"),
    Kind.WITHOUT_CODE: N_("fits without its unique code"),
    Kind.PART: N_("a part of an order"),
    Kind.TWO_PARTS: N_("one of two parts"),
    Kind.OVER: N_("more than the order asks"),
    Kind.DEDUCTED: N_("an order less its credit note"),
    Kind.AGAIN: N_("paid once more"),
    Kind.PAYOUT: N_("payout of a marketplace"),
}

_BANKS = {"bca": "BCA", "mandiri": "Mandiri", "bgmax": "Bankgirot", "camt053": "camt.053"}


def fit(line: LineView) -> str:
    """What fits a line, in few words."""
    best = line.proposal
    if best is None or (best.certainty is Certainty.NONE and best.kind is not Kind.PAYOUT and not best.parts):
        return _("no order fits")
    if best.kind is Kind.EXACT:
        return _("one order fits") if best.certainty is Certainty.CERTAIN else _("probably one order")
    return _(_KINDS[best.kind])


def sign(line: LineView, proposal: Proposal, order: OrderFacts | None) -> str:
    """What stands between the two amounts."""
    if order is None or len(proposal.parts) > 1:
        return "="
    return "=" if line.arrived_minor == order.due_minor else "<" if line.arrived_minor < order.due_minor else ">"


def who(line: LineView) -> str:
    return line.payer or line.said or line.text or line.bank


def bank_name(bank: str) -> str:
    """How people call the bank, or the layout that a statement came in."""
    return _("Bank") if bank == "columns" else _BANKS.get(bank, bank)
