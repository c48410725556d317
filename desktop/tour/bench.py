"""The packing bench: one order packed by scanned keys, with a wrong, a surplus and an unknown code on the way."""

import csv
from datetime import timedelta

from desktop import paths
from desktop.domain.closing import Gate
from desktop.domain.codes import Command, command_code
from desktop.domain.order import Stage
from desktop.i18n import _
from desktop.services import changes, closing, orders, printing, queue
from desktop.services.orders import OrderView
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.tale import Tale

# The order of the design's pictures, and the article that looks like its first line.
ORDERS = {"id": "10482", "sv": "20741"}
_LOOKALIKE = {"id": "CUP-300-HL", "sv": "MUG-35-MG"}
_UNKNOWN = "4006381333931"
_FOR_DISK_S = 30.0


def pack(hands: Hands, tale: Tale, home: str) -> None:
    """#10482: nine units in two parcels; the wrong, the surplus and the unknown code count nothing; what was asked for
    is done; the last right one closes it, and its labels are scanned back.
    """
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
    hands.press("F3")
    hands.picture("03-ask-bind")
    hands.scan(command_code(Command.CANCEL))
    hands.scan(command_code(Command.SEEN))
    hands.picture("03-pack-seen")
    _ask_around(hands)
    expect(hands, (first, first), "right")
    hands.scan(command_code(Command.NEXT))
    expect(hands, (third, third), "right")
    hands.picture("03-pack-second-parcel")
    scan_last(hands, fourth, view.id, "03-before-closing")
    hands.wait(lambda: _papers_out(view.id), "the papers of the closed parcel did not come out", _FOR_DISK_S)
    hands.settle()
    hands.picture("03f-pack-sealed")
    done = orders.show(view.id)
    tale.tell(
        _("Packed #{number}: {units} units scanned; a wrong, a surplus and an unknown code counted nothing.").format(
            number=view.number, units=done.units - done.units_left
        ),
        packed={"order": view.number, "units": done.units, "left": done.units_left, "stage": str(done.stage)},
        parcels=len(done.parcels),
    )
    _reopen_and_close(hands, tale, done)
    _seal(hands, orders.show(view.id))


def scan_last(hands: Hands, code: str, order_id: int, name: str = "") -> None:
    """The last unit of an order: it counts, and what the shop wants before closing is done; `name` is its picture.

    Raises:
        TourStopped: it did not count.
    """
    answered = hands.scan(code)
    if orders.show(order_id).units_left:
        hands.picture("stopped-here")
        raise TourStopped(what=f"{code} was answered {answered} and not right", out=hands.out)
    _code, _attention, ms = hands.answers[-1]
    hands.answers[-1] = (code, "right", ms)  # it counted; the lane asks for what comes before closing
    if orders.show(order_id).stage is not Stage.TO_SHIP:
        if name:
            hands.picture(name)
        _do_what_stands(hands, order_id)


def _ask_around(hands: Hands) -> None:
    """What the bench asks back, and what is behind "...": each is shown and given up."""
    for command, name in (
        (Command.QUANTITY, "quantity"), (Command.MANUAL, "reason"), (Command.PART, "part"), (Command.WEIGH, "weight"),
    ):  # fmt: skip
        hands.scan(command_code(command))
        if command is Command.QUANTITY:
            hands.scan(command_code(Command.DIGIT_1))
            hands.scan(command_code(Command.DIGIT_2))
        hands.picture(f"03-ask-{name}")
        hands.scan(command_code(Command.CANCEL))
    if hands.click("packing-more"):
        hands.picture("03-pack-more")
        hands.click("packing-less")


def _do_what_stands(hands: Hands, order_id: int) -> None:
    """Notes, tasks and questions by the command card, until the parcel closes by itself."""
    heard = len(hands.answers)
    for _turn in range(8):
        if orders.show(order_id).stage is Stage.TO_SHIP:
            break
        notes = any(each.gate is Gate.NOTE for each in closing.standing(order_id))
        hands.scan(command_code(Command.SEEN if notes else Command.DONE))
        if orders.show(order_id).stage is not Stage.TO_SHIP:
            hands.scan(command_code(Command.YES))
    del hands.answers[heard:]  # they were of the command card, and no units


def _seal(hands: Hands, order: OrderView) -> None:
    """Each label is scanned onto its parcel; one on the wrong parcel is refused."""
    codes, heard = [parcel.code for parcel in order.parcels], len(hands.answers)
    if len(codes) > 1:
        expect(hands, (codes[1],), "wrong")
        hands.picture("03-wrong-label")
    for turn, code in enumerate(codes):
        expect(hands, (code,), "saved")
        if turn == 0 and len(codes) > 1:
            hands.picture("03f-pack-label")
    hands.picture("03-pack-labelled")
    # Of labels, and no units; but the one on the wrong parcel is an error that was caught.
    hands.answers[heard:] = [answer for answer in hands.answers[heard:] if answer[1] == "wrong"]


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
        return {row["sku"]: row["barcode"].split()[0] for row in csv.DictReader(file) if row["barcode"].strip()}


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
