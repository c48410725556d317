"""What an audit has found, in sentences."""

from desktop.i18n import N_, _, words
from desktop.services.invoicing.auditing import Fault, What

WORDS = {
    What.MISSING: N_("{number} was given out, and its document is not there"),
    What.UNKNOWN: N_("{number} was never given out, and there is a document with it"),
    What.DOUBLE: N_("{number} stands on two documents"),
    What.CHANGED: N_("{number} is not what was issued: it was changed afterwards"),
    What.ORDER: N_("{number} was issued at a time that does not fit its place in the series"),
    What.CHAIN: N_("The list of {number} was changed after it was sealed, or a list before it is gone"),
    What.SIGNATURE: N_("The list of {number} has a signature that does not fit"),
    What.SUMS: N_("{number} does not add up"),
    What.TOTAL: N_("{number} comes to another total than its order does now; credit it, or issue it anew"),
    What.MONEY: N_("{number}: the order's payments are not those of the ledger"),
    What.STORE: N_("{number}: the store has another total for this order"),
    What.PRINTED: N_("{number} was printed with other contents than were issued"),
}


def sentence(fault: Fault, language: str = "") -> str:
    """The fault for a person, in the screen's language or the one that is named."""
    translate = words(language).gettext if language else _
    return translate(WORDS[fault.what]).format(number=fault.number)
