"""Carton, scale and camera at the bench: what is scanned, weighed and photographed before a parcel closes."""

import re
from functools import partial
from pathlib import Path

from desktop.domain.codes import Code, Command
from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.domain.sentinel import Hint
from desktop.domain.weights import Fit
from desktop.i18n import N_, _, ngettext, number
from desktop.services import box_photos, cartons, sentinel, weights
from desktop.services.bench import persons
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place
from desktop.services.weights import Weighed

_AGAIN, _PASS = "1", "2"


def take_carton(place: Place, code: Code, op_id: str) -> Answer:
    """A carton's own code: the open parcel goes into it."""
    carton = cartons.take(place.opened(), cartons.find(code.value).id)
    return place.settle(Happened.DONE, _("Carton {name}").format(name=carton.name))


def ask_weight(place: Place, op_id: str) -> Answer:
    """Wait for what the scale says of the whole parcel."""
    place.opened()
    return place.ask(Ask(Wants.WEIGHT, _("Put the parcel on the scale"), unit="g"), partial(_weigh, place))


def ask_tare(place: Place, op_id: str) -> Answer:
    """Wait for what the empty carton weighs."""
    place.opened()
    return place.ask(Ask(Wants.WEIGHT, _("Put the empty carton on the scale"), unit="g"), partial(_tare, place))


def ask_photo(place: Place, op_id: str) -> Answer:
    """Wait for a picture of the open box; the reply is its file."""
    place.opened()
    without = Choice(_PASS, _("Go on without a photo"))
    return place.ask(Ask(Wants.PHOTO, _("Take a photo of the open box"), choices=(without,)), partial(_photo, place))


def _weigh(place: Place, text: str, op_id: str) -> Answer:
    if text == Command.WEIGH:
        return ask_weight(place, op_id)
    order_id = place.opened()
    told = weights.weigh(order_id, grams(text))
    if told.passes:
        return place.settle(Happened.DONE, _fits(told))
    choices = (Choice(_AGAIN, _("Weigh it again")), Choice(_PASS, _("Let it pass")))
    question = Ask(Wants.WEIGHT, _("The weight does not fit"), choices=choices, unit="g", detail=_differs(told))
    return place.ask(question, partial(_weigh_or_pass, place))


def _weigh_or_pass(place: Place, text: str, op_id: str) -> Answer:
    if text in (_AGAIN, Command.WEIGH):
        return ask_weight(place, op_id)
    if text != _PASS:
        return _weigh(place, text, op_id)
    reason = _("The weight does not fit")
    return persons.allowed(place, Right.FORCE, reason, partial(_accept, place))


def _accept(place: Place) -> Answer:
    weights.accept(place.opened())
    place.waiting = None
    return place.settle(Happened.DONE, _("Weight let pass"))


def _tare(place: Place, text: str, op_id: str) -> Answer:
    if text == Command.WEIGH:  # it is the parcel that is weighed now
        return ask_weight(place, op_id)
    weight = grams(text)
    weights.tare(place.opened(), weight)
    return place.settle(Happened.DONE, _("Carton: {weight} g").format(weight=number(weight)))


def _photo(place: Place, text: str, op_id: str) -> Answer:
    if text == _PASS:
        box_photos.go_without(place.opened())
        return place.settle(Happened.DONE, _("No photo"))
    if text == Command.PHOTO:  # scanned again: another picture
        return ask_photo(place, op_id)
    try:
        picture = Path(text).read_bytes()
    except OSError as error:
        raise box_photos.PhotoRefused(reason=N_("its file cannot be read.")) from error
    box_photos.keep(place.opened(), picture)
    return place.settle(Happened.DONE, _("Photo kept"))


def grams(text: str) -> int:
    """A weight as scales and people write it: 812, 812 g, 0,812 kg.

    Raises:
        BadInput: it is none.
    """
    found = re.fullmatch(r"\s*([0-9]{1,7}(?:[.,][0-9]{1,4})?)\s*(g|kg)?\s*", text.casefold())
    if found is None:
        raise BadInput(what=N_("The weight"), value=text[:40], next=N_("Give it in grams, such as 812."))
    value = float(found[1].replace(",", ".")) * (1000 if found[2] == "kg" else 1)
    return round(value)


def _fits(told: Weighed) -> str:
    if told.fit is Fit.UNKNOWN:
        return _("{weight} g, learned for next time").format(weight=number(told.weight_g))
    return _("{weight} g, as it should be").format(weight=number(told.weight_g))


def _differs(told: Weighed) -> str:
    words = _("It weighs {weight} g and should weigh {expected} g.").format(
        weight=number(told.weight_g), expected=number(told.expected_g)
    )
    if not told.units:
        return words
    item, count = told.name or told.sku, abs(told.units)
    if told.units > 0:
        more = ngettext("About {count} × {item} too many.", "About {count} × {item} too many.", count)
        return f"{words} " + more.format(count=number(count), item=item)
    missing = ngettext("About {count} × {item} is missing.", "About {count} × {item} are missing.", count)
    words = f"{words} " + missing.format(count=number(count), item=item)
    article_id = told.article_id
    if sentinel.after_weighing(told.parcel_id, article_id, told.units) is Hint.BOTH:
        words += " " + _("It was scanned very quickly: one unit may have been scanned twice.")
    return words
