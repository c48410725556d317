"""The owner's desk: payments with a bank's lines, a customer's file, complaints, and how the queue is narrowed."""

from collections.abc import Callable, Sequence

from desktop.domain.order import Stage
from desktop.i18n import ngettext, number
from desktop.services import bank, customer_file, orders, queue
from desktop.services.changes import now
from desktop.tour.bench import ORDERS
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.office import CURRENCY, tab
from desktop.tour.tale import Tale


def look_around(hands: Hands, tale: Tale, home: str) -> None:
    """A statement of the bank is read; then a look at each of the owner's pages."""
    lines = _statement(hands, home)
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


def _statement(hands: Hands, home: str) -> int:
    """What two buyers have paid, and somebody unknown; as a bank of the tour's country writes it."""
    waiting = [orders.show(order_id) for order_id in queue.ids(Stage.TO_CONFIRM, limit=20)]
    owed = [(view.buyer, view.due_minor) for view in waiting if view.currency == CURRENCY[home] and view.due_minor > 0]
    file = hands.out / "statement.csv"
    file.write_text(_WRITERS[home]([*owed[:2], ("SETIAWAN", 7_700_000 if home == "sv" else 77_000)]), encoding="utf-8")
    try:
        return bank.import_file(file).new
    finally:
        file.unlink()


def _bca(paid: Sequence[tuple[str, int]]) -> str:
    day, rows, balance = f"{now():%d/%m/%Y}", ["Date,Description,Branch,Amount,,Balance\n"], 0
    for who, amount in paid:
        balance += amount
        said = f"TRSF E-BANKING CR {now():%d%m}/FTSCY/WS95018 {amount}.00{who.upper()}"
        rows.append(f"'{day},{said},'0000,{amount}.00,CR,{balance}.00\n")
    return "".join(rows)


def _named_columns(paid: Sequence[tuple[str, int]]) -> str:
    rows = (f"{now():%Y-%m-%d};{who};{amount // 100},{amount % 100:02d}\n" for who, amount in paid)
    return "".join(("Datum;Text;Belopp\n", *rows))


_WRITERS: dict[str, Callable[[Sequence[tuple[str, int]]], str]] = {"id": _bca, "sv": _named_columns}
