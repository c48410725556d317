"""Goods come back: the parcel is scanned, the case assessed, the money given back."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton

from desktop.i18n import ngettext
from desktop.services import orders, returns
from desktop.services.returns import Tab
from desktop.tour.bench import ORDERS
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.tale import Tale


def take_back(hands: Hands, tale: Tale, home: str) -> None:
    """The order that was handed over comes back in part, and its money goes back."""
    order_id = orders.find(ORDERS[home])
    if not hands.go("returns"):
        raise TourStopped(what="there is no page for returns", out=hands.out)
    hands.scan(orders.show(order_id).code)
    hands.wait(lambda: bool(returns.of_order(order_id)), "no return was opened")
    hands.settle()
    for name in ("returns-more-1", "returns-reason-4", "returns-condition-1", "returns-outcome-1"):
        _press(hands, name)
    hands.picture("08-returns")
    hands.press("Ctrl+Return")
    hands.wait(lambda: returns.tab_of(returns.of_order(order_id)[-1].state) is Tab.OVER, "it was not settled")
    hands.settle()
    hands.picture("08-returns-settled")
    hands.keys(QKeySequence("Escape"))
    case = returns.get(returns.of_order(order_id)[-1].id)
    tale.tell(
        ngettext("Took {count} unit of #{number} back.", "Took {count} units of #{number} back.", case.units).format(
            count=case.units, number=case.order
        ),
        returned={"case": case.number, "order": case.order, "refund": case.refund_minor, "state": case.state.value},
    )


def _press(hands: Hands, name: str) -> None:
    found = hands.window.findChild(QAbstractButton, name)
    if found is None:
        raise TourStopped(what=f"there is no {name}", out=hands.out)
    found.click()
    hands.settle()
