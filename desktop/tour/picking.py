"""The shelves: three orders fetched in one walk with a tote each, a wrong tote, a missing unit, and the bench after."""

from desktop.i18n import _
from desktop.services import picking, printing, totes, waves
from desktop.services.changes import actor
from desktop.services.picking import destination
from desktop.services.totes import ToteRow
from desktop.services.waves import WaveView
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.office import nothing_to_print
from desktop.tour.tale import Tale

_ORDERS, _STEPS = 3, 200


def pick(hands: Hands, tale: Tale, home: str) -> None:
    """A wave is made by one key, walked by scans alone, and each tote opens its order at the bench."""
    heard = len(hands.answers)
    waves.change_rules(most_orders=_ORDERS)
    boxes = totes.make(_ORDERS)
    for kind in ("bin-label", "tote-label"):
        printing.queue_own(kind, "")
    hands.go("picking")
    hands.picture("15-pick-idle")
    hands.press("F2")
    hands.settle()
    wave_id = picking.unfinished(actor().bench)
    if wave_id is None:
        raise TourStopped(what="no pick list was made", out=hands.out)
    _give(hands, boxes, len(waves.show(wave_id).orders))
    hands.picture("15-pick-first-bin")
    hands.press("F7")
    refused = _walk(hands, wave_id, boxes)
    done = waves.show(wave_id)
    if done.state != "done" or done.left:
        raise TourStopped(what=f"{done.name} was not picked to its end", out=hands.out)
    hands.picture("15-pick-done")
    hands.go("packing")
    hands.scan(boxes[0].code)
    hands.settle()
    hands.picture("15-pick-tote-at-the-bench")
    hands.press("F9")
    hands.settle()
    hands.wait(nothing_to_print, "the labels and the list did not come out")
    del hands.answers[heard:]  # they were of the shelves, and no units of a parcel
    tale.tell(
        _(
            "{list}: {orders} orders, {units} units picked in one walk by scans; {refused} wrong totes were refused."
        ).format(list=done.name, orders=len(done.orders), units=done.units, refused=refused),
        picked={"list": done.name, "orders": len(done.orders), "units": done.units, "refused": refused},
    )


def _give(hands: Hands, boxes: list[ToteRow], orders: int) -> None:
    for box in boxes[: orders if orders > 1 else 0]:
        hands.scan(box.code)


def _walk(hands: Hands, wave_id: int, boxes: list[ToteRow]) -> int:
    """Bin, item, all of it, tote; the first tote is a wrong one where there is another. How many were refused."""
    refused = 0
    for _turn in range(_STEPS):
        told = picking.open_wave(wave_id) if waves.show(wave_id).open else None
        stop = told.current if told is not None else None
        if told is None or stop is None:
            break
        if stop.bin and stop.bin != told.step.at_bin:
            hands.scan(stop.bin)
            continue
        hands.scan(next(iter(sorted(stop.codes)), stop.sku))
        if len(told.wave.orders) == 1:
            continue
        hands.press("Space")
        if not refused and (wrong := _wrong_tote(told.wave, stop.key)):
            hands.picture("15-pick-take")
            hands.scan(wrong)
            hands.picture("15-pick-wrong-tote")
            refused += 1
        while (part := destination(_stop(wave_id, stop.key, stop.bin))) is not None and waves.show(wave_id).open:
            order = next(order for order in waves.show(wave_id).orders if order.id == part.order_id)
            hands.scan(order.totes[0])
    return refused


def _stop(wave_id: int, key: str, place: str) -> waves.Stop:
    return next(stop for stop in waves.show(wave_id).stops if (stop.key, stop.bin) == (key, place))


def _wrong_tote(wave: WaveView, key: str) -> str:
    """A tote of this walk whose order does not want the article, "" if all do."""
    wanting = {part.order_id for stop in wave.stops if stop.key == key for part in stop.parts if part.left}
    return next((order.totes[0] for order in wave.orders if order.id not in wanting and order.totes), "")
