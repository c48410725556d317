"""The packing bench: one order packed by scanned keys, with a wrong, a surplus and an unknown code on the way."""

import csv
from datetime import timedelta

from desktop import paths
from desktop.domain.codes import Command, command_code
from desktop.i18n import _
from desktop.services import changes, orders, printing, queue
from desktop.services.orders import OrderView
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.tale import Tale

# The order of the design's pictures, and the article that looks like its first line.
ORDERS = {"id": "10482", "sv": "20741"}
_LOOKALIKE = {"id": "CUP-300-HL", "sv": "MUG-35-MG"}
_UNKNOWN = "4006381333931"
_FOR_DISK_S = 30.0


def pack(hands: Hands, tale: Tale, home: str) -> None:
    """#10482: nine units; the wrong, the surplus and the unknown code count nothing; the last right one closes it."""
    view = orders.show(orders.find(ORDERS[home]))
    codes = barcodes(home)
    hands.go("packing")
    hands.picture("03a-pack-idle")
    hands.scan(view.code)
    hands.picture("03-pack-opened")
    first, second, third, fourth = (codes[line.sku] for line in view.lines)
    expect(hands, (first, second, second, first), "right")
    hands.picture("03b-pack-progress")
    expect(hands, (codes[_LOOKALIKE[home]],), "wrong")
    hands.picture("03c-pack-wrong")
    expect(hands, (second,), "too-many")
    hands.picture("03d-pack-toomany")
    expect(hands, (_UNKNOWN,), "unknown")
    hands.picture("03e-pack-unknown")
    hands.scan(command_code(Command.SEEN))
    hands.picture("03-pack-seen")
    expect(hands, (first, first, third, third, fourth), "right")
    hands.wait(lambda: _papers_out(view.id), "the papers of the closed parcel did not come out", _FOR_DISK_S)
    hands.settle()
    hands.picture("03f-pack-sealed")
    done = orders.show(view.id)
    tale.tell(
        _("Packed #{number}: {units} units scanned; a wrong, a surplus and an unknown code counted nothing.").format(
            number=view.number, units=done.units - done.units_left
        ),
        packed={"order": view.number, "units": done.units, "left": done.units_left, "stage": str(done.stage)},
    )
    _reopen_and_close(hands, tale, done)


def expect(hands: Hands, codes: tuple[str, ...], outcome: str) -> None:
    """Scan these, and see each answered so.

    Raises:
        TourStopped: one was answered otherwise.
    """
    for code in codes:
        answered = hands.scan(code)
        if answered != outcome:
            hands.picture("stopped-here")
            raise TourStopped(what=f"{code} was answered {answered} and not {outcome}", out=hands.out)


def barcodes(home: str) -> dict[str, str]:
    """What is printed on the articles of the sample shop: SKU -> barcode."""
    with (paths.resources() / "sample" / f"articles-{home}.csv").open(encoding="utf-8", newline="") as file:
        return {row["sku"]: row["barcode"] for row in csv.DictReader(file)}


def count(hands: Hands, tale: Tale, packed: list[int]) -> None:
    """Compare the scanned articles with what the database has of them, and say it. `packed` are the orders' ids."""
    counted = [answer for answer in hands.answers if answer[1] in ("right", "wrong", "too-many", "unknown")]
    on_disk = sum(line.packed for order_id in packed for line in orders.lines(order_id))
    on_disk += queue.today(changes.now() - timedelta(days=1)).errors_caught
    tale.scans(counted, on_disk)


def _reopen_and_close(hands: Hands, tale: Tale, sealed: OrderView) -> None:
    """The parcel is opened again by one command scan, and closed as it was."""
    hands.scan(command_code(Command.REOPEN))
    hands.picture("03-pack-reopened")
    reopened = orders.show(sealed.id)
    tale.tell(_("Reopened #{number} by the command card.").format(number=sealed.number), reopened=str(reopened.stage))
    hands.press("Space")


def _papers_out(order_id: int) -> bool:
    mine = [job for job in printing.jobs(limit=500) if job.order_id == order_id]
    return bool(mine) and all(job.state == "done" for job in mine)
