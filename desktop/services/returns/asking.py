"""Opening a return from words: an order that somebody names, by its number or by its buyer."""

from desktop.domain.errors import Ambiguous, NotFound
from desktop.domain.returns import Tab
from desktop.services import orders, search
from desktop.services.returns import cases, opening, returnable
from desktop.services.returns.cases import Case


def open_named(text: str, words: str, override: str, op_id: str) -> Case:
    """A new case for the order that somebody typed; a buyer's name is enough where it is only one order's.

    Raises:
        NotFound, Ambiguous: no order is meant, or several are.
    """
    known = cases.find(text)
    if known is not None:
        return cases.get(known)
    try:
        order_id = orders.find(text)
    except Ambiguous:
        raise
    except NotFound:
        found = search.orders(text, 3)
        if not found:
            raise
        if len(found) > 1:
            rows = search.rows(text, 5)
            raise Ambiguous(ref=text, found=", ".join(f"#{row.number} {row.buyer}" for row in rows)) from None
        order_id = found[0]
    return open_or_find(order_id, words, override, op_id)


def open_or_find(order_id: int, words: str, override: str, op_id: str) -> Case:
    """The order's open case, else a new one."""
    known = [row for row in cases.of_order(order_id) if cases.tab_of(row.state) is not Tab.OVER]
    if known and not words:
        return cases.get(known[-1].id)
    source = "message" if words else "order"
    return opening.open_case(
        order_id, returnable.only_unit(order_id), source=source, text=words, override=override, op_id=op_id
    )
