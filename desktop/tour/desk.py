"""The owner's desk: payments with a bank's lines, a customer's file, complaints, and how the queue is narrowed."""

from desktop.i18n import ngettext, number
from desktop.services import bank, customer_file, orders
from desktop.services.changes import now
from desktop.tour.bench import ORDERS
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.office import tab
from desktop.tour.tale import Tale

_HEAD = "Date,Description,Branch,Amount,,Balance\n"


def look_around(hands: Hands, tale: Tale, home: str) -> None:
    """A statement of the bank is read; then a look at each of the owner's pages."""
    lines = _statement(hands)
    hands.go("payments")
    tab(hands, "lines")
    hands.settle(400)
    hands.picture("06-payments")
    hands.go("customers", customer_file.of_order(orders.find(ORDERS[home])))
    hands.picture("09-customer")
    tab(hands, "complaints")
    hands.picture("09-complaints")
    hands.go("queue")
    if not hands.click("queue-filter"):
        raise TourStopped(what="the queue has no filter", out=hands.out)
    hands.picture("01-queue-filter")
    hands.click("queue-filter")
    tale.tell(ngettext("{count} new line", "{count} new lines", lines).format(count=number(lines)), bank_lines=lines)


def _statement(hands: Hands) -> int:
    day, rows, balance = f"{now():%d/%m/%Y}", [], 0
    for who, amount in (("DEWI ANGGRAINI", 189000), ("BUDI SANTOSO", 245500), ("SETIAWAN", 77000)):
        balance += amount
        said = f"TRSF E-BANKING CR {now():%d%m}/FTSCY/WS95018 {amount}.00{who}"
        rows.append(f"'{day},{said},'0000,{amount}.00,CR,{balance}.00\n")
    file = hands.out / "bca.csv"
    file.write_text(_HEAD + "".join(rows), encoding="utf-8")
    try:
        return bank.import_file(file).new
    finally:
        file.unlink()
