"""A walk's answers in the lane's grammar."""

from desktop.domain.picking import Said, tote_name
from desktop.i18n import _, ngettext, number
from desktop.services.picking import Told
from desktop.services.waves import WaveOrder
from desktop.ui.bench.lines import Row, units_text
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name

OUTCOMES = {
    Said.OPENED: Outcome.SAVED,
    Said.TOTE_GIVEN: Outcome.SAVED,
    Said.ORDER: Outcome.SAVED,
    Said.BIN: Outcome.SAVED,
    Said.REPLANNED: Outcome.SAVED,
    Said.TAKE: Outcome.RIGHT,
    Said.PICKED: Outcome.RIGHT,
    Said.TICKED: Outcome.SAVED,
    Said.WRONG_BIN: Outcome.WRONG,
    Said.WRONG_ITEM: Outcome.WRONG,
    Said.WRONG_TOTE: Outcome.WRONG,
    Said.TOO_MANY: Outcome.TOO_MANY,
    Said.UNKNOWN: Outcome.UNKNOWN,
    Said.AMBIGUOUS: Outcome.ATTENTION,
    Said.HAND_FULL: Outcome.ATTENTION,
    Said.UNDONE: Outcome.SAVED,
    Said.LAID_DOWN: Outcome.SAVED,
    Said.SHORT: Outcome.ATTENTION,
    Said.ASIDE: Outcome.SAVED,
}


def said(told: Told) -> tuple[str, str]:
    """Headline ("" = the usual one) and detail of an answer."""
    stop, order = told.stop, told.order
    name = stop.name if stop else ""
    if told.said is Said.PICKED:
        if told.done:
            return _("All picked"), _("Bring it to the bench.")
        return "", joined(f"{number(told.units)} x {name}", into(order) if order and len(told.wave.orders) > 1 else "")
    if told.said is Said.TICKED:
        return _("Known already"), joined(name, number(told.units))
    if told.said is Said.TAKE:
        return "", joined(f"{number(told.units)} x {name}", into(order) if order else "")
    if told.said is Said.WRONG_TOTE:
        right = into(order) if order else _("No order of this list needs a tote.")
        return _("Wrong tote"), joined(_("Nothing was counted."), right)
    if told.said is Said.WRONG_BIN:
        right = _("Go to {bin}.").format(bin=told.bin) if told.bin else _("Nothing was counted.")
        return _("Wrong bin"), right
    if told.said is Said.WRONG_ITEM:
        what = _("Take {what} from {bin}.").format(what=name, bin=told.bin) if told.bin and stop else ""
        return "", " ".join(part for part in (_("Nothing was counted."), what) if part)
    if told.said is Said.TOO_MANY:
        back = _("Put this one back in {bin}.").format(bin=told.bin) if told.bin else _("Put it back.")
        return "", f"{name}. {back}"
    if told.said is Said.UNKNOWN:
        return "", _("{code} is on no product. Nothing was counted.").format(code=told.code[:60])
    if told.said is Said.AMBIGUOUS:
        return _("Two articles have this code"), _("Nothing was counted; choose by hand.")
    if told.said is Said.HAND_FULL:
        return _("Scan the tote first"), joined(name, _("Nothing was counted."))
    return _others(told, name)


def _others(told: Told, name: str) -> tuple[str, str]:
    order, stop = told.order, told.stop
    if told.said is Said.TOTE_GIVEN and order is not None:
        fresh = next((each for each in told.wave.orders if each.id == order.id), order)
        return into(fresh), joined(order_name(order.number), order.buyer)
    if told.said is Said.ORDER and order is not None:
        return order_name(order.number), joined(into(order), order.buyer)
    if told.said is Said.BIN:
        return told.bin, joined(stop.name, stop.variant) if stop else ""
    if told.said is Said.REPLANNED:
        return _("Look in {bin}").format(bin=told.bin), name or (stop.name if stop else "")
    if told.said is Said.UNDONE:
        return _("Undone"), f"{number(told.units)} x {name}"
    if told.said is Said.LAID_DOWN:
        return _("Laid down"), joined(name, _("Nothing was counted."))
    if told.said is Said.SHORT:
        return _("Missing"), joined(f"{number(told.units)} x {name}", order_name(order.number) if order else "")
    left = _("{left} left to pick").format(left=number(told.wave.left))
    return told.wave.name, left


def into(order: WaveOrder) -> str:
    """Where units of an order go: its letter and its tote."""
    names = ", ".join(tote_of(code) for code in order.totes)
    return _("Into {tote}").format(tote=" ".join(part for part in (order.letter, names) if part))


def tote_of(code: str) -> str:
    """A tote's name by its code."""
    return tote_name(int(code[2:-1]))


def rows_of(told_wave: Told) -> list[Row]:
    """The stops of a wave as the checklist shows them: by bin."""
    found = []
    for turn, stop in enumerate(told_wave.wave.stops):
        sub = joined(stop.bin or _("No bin"), stop.variant or stop.sku)
        found.append(Row(turn, turn, stop.name, stop.variant, sub, stop.sku, stop.bin, stop.photo,
                         stop.left + stop.picked, stop.left, ""))  # fmt: skip
    return found


def joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def size_text(orders: int, units: int) -> str:
    many = ngettext("{count} order", "{count} orders", orders).format(count=number(orders))
    return joined(many, units_text(units))
