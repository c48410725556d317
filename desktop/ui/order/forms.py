"""The forms by which an order is changed, each with what stands in it now; to be made on the store thread."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import partial
from zoneinfo import ZoneInfo

from desktop.domain.errors import BadInput
from desktop.domain.money import to_decimal, to_minor
from desktop.domain.remote import RemoteAddress
from desktop.domain.tax import Case
from desktop.i18n import LANGUAGES, N_, _, clock, date, money, ngettext, number
from desktop.services import expediting, order_entry, return_terms, settings, shipping_options, taxes, unique_codes
from desktop.services.editing import combining, copying, fields, papers, prices, splitting, undoing
from desktop.services.editing.keeping import Edit
from desktop.services.orders import OrderView
from desktop.ui.order import loyal_forms
from desktop.ui.order.form import Asked, Field, Kept
from desktop.ui.order.money_forms import pay
from desktop.ui.words import order_name

_ADDRESS = (
    ("name", N_("Name")), ("company", N_("Company")), ("line1", N_("Street")),
    ("line2", N_("More of the address")), ("village", N_("Village, kelurahan")),
    ("district", N_("District, kecamatan")), ("city", N_("Town")), ("postcode", N_("Postcode")),
    ("region", N_("Region, province")), ("country", N_("Country")), ("phone", N_("Telephone")),
    ("instruction", N_("Wish for the courier")),
)  # fmt: skip


def address(order: OrderView) -> Asked:
    detail = _("Parcels that have left keep their address; print labels and slips again.")
    return Asked(_("Where it goes"), detail, _("Save"), _address_fields(order.ship_to),
                 partial(_keep_address, fields.change_ship_to, order.id))  # fmt: skip


def bill_to(order: OrderView) -> Asked:
    return Asked(_("Who the invoice is for"), "", _("Save"), _address_fields(order.bill_to),
                 partial(_keep_address, fields.change_bill_to, order.id))  # fmt: skip


def contact(order: OrderView) -> Asked:
    spoken = (("", _("As their country speaks")), *((code, name) for code, name in LANGUAGES.items()))
    known = order.language if order.language in LANGUAGES else ""
    asked = (Field("email", _("E-mail"), order.email), Field("phone", _("Telephone"), order.phone),
             Field("language", _("Language"), known, "choice", spoken))  # fmt: skip
    return Asked(_("How the buyer is reached"), "", _("Save"), asked, partial(_keep_contact, order.id))


def courier(order: OrderView) -> Asked:
    """E2: every way with its price, when it is fetched and when it arrives."""
    zone = settings.shop().zone
    ways = tuple((f"{way.courier}\n{way.service}", _way(way, order.currency, zone))
                 for way in shipping_options.of_order(order.id))  # fmt: skip
    now = f"{order.courier}\n{order.service}"
    choices = ways or ((now, _("None yet")),)
    asked = (
        Field("way", _("Courier and service"), ways[0][0] if ways else now, "choice", choices),
        Field("courier", _("Another courier"), hint=_("only if it is not in the list"), half=True),
        Field("service", _("Its service")),
        Field("shipping", _("What the buyer pays for it"), _amount_text(order.shipping_minor, order.currency),
              unit=order.currency),
    )  # fmt: skip
    return Asked(_("Courier and service"), "", _("Save"), asked, partial(_keep_courier, order))


def note(order: OrderView) -> Asked:
    """A7: whoever packs it must read the wishes again."""
    asked = [Field("order", _("Wish for the whole order"), order.note, "area")]
    asked += [
        Field(str(line.id), f"{line.name.strip() or line.sku} · {line.sku}", line.note) for line in order.lines[:30]
    ]
    return Asked(_("Notes"), _("The bench must acknowledge what is changed again."), _("Save"), tuple(asked),
                 partial(_keep_notes, order))  # fmt: skip


def ship_by(order: OrderView) -> Asked:
    zone = ZoneInfo(settings.shop().zone)
    value = order.ship_by.astimezone(zone).strftime("%Y-%m-%d %H:%M") if order.ship_by else ""
    asked = (Field("at", _("Ship by"), value, hint="2026-12-24 15:00"),)
    return Asked(_("Ship by"), _("Leave it empty to promise no day."), _("Save"), asked,
                 partial(_keep_ship_by, order.id))  # fmt: skip


def method(order: OrderView) -> Asked:
    asked = (Field("method", _("Way of paying"), order.payment_method),
             Field("later", _("May be packed before it is paid, as with cash on delivery"),
                   "1" if order.state.pay_later else "", "tick"))  # fmt: skip
    return Asked(_("Way of paying"), "", _("Save"), asked, partial(_keep_method, order.id))


def discount(order: OrderView) -> Asked:
    kinds = (("coupon", _("Coupon")), ("gift", _("Gift")), ("other", _("Other discount")))
    asked = [
        Field("kind", _("What it is"), "coupon", "choice", kinds),
        Field("code", _("Coupon or voucher code, or the reason"), hint="KADO12"),
        Field("off", _("What it takes off"), hint=_("an amount, or 10%")),
    ]
    asked += [
        Field(f"drop-{each.id}", _("Take {what} off again").format(
            what=f"{each.code or each.reason} {money(-each.amount_minor, order.currency)}"), "", "tick")
        for each in order.discounts
    ]  # fmt: skip
    return Asked(_("Coupon and discount"), _("Taken off the goods; split over the lines to the last minor unit."),
                 _("Save"), tuple(asked), partial(_keep_discount, order))  # fmt: skip


def returns(order: OrderView) -> Asked:
    terms = return_terms.terms(order.id)
    usual = _("As the shop has set")
    choices = (("", usual), ("yes", _("Returns allowed")), ("no", _("No returns")))
    value = "" if not terms.own else "yes" if terms.allowed else "no"
    zone = ZoneInfo(settings.shop().zone)
    until = terms.until.astimezone(zone).strftime("%Y-%m-%d") if terms.own and terms.until else ""
    asked = (Field("allowed", _("Returns"), value, "choice", choices),
             Field("until", _("Until"), until, hint=_("empty: the shop's days")))  # fmt: skip
    return Asked(_("Returns"), terms.policy, _("Save"), asked, partial(_keep_returns, order.id))


def tax(order: OrderView) -> Asked:
    before = taxes.of_order(order.id)
    choices = (
        (Case.DOMESTIC.value, _("Taxed here, as its articles are")),
        (Case.EU.value, _("A business in another EU country: no tax here")),
        (Case.EXPORT.value, _("The goods leave the country: no tax")),
    )
    asked = (Field("case", _("This order"), before.case.value, "choice", choices),
             Field("vat", _("The buyer's tax number"), before.buyer_vat, hint="DE123456789"))  # fmt: skip
    invoice = papers.standing_invoice(order.id)
    detail = _("Documents that were issued stay as they are.") if invoice else ""
    return Asked(_("Tax"), detail, _("Save"), asked, partial(_keep_tax, order.id))


def split(order: OrderView) -> Asked:
    short = splitting.missing(order.id)
    asked = tuple(
        Field(str(line.id), f"{line.name.strip() or line.sku} · {line.sku}",
              str(short[line.id]) if line.id in short else "",
              hint=_("of {count}").format(count=number(splitting.free_units(line))))
        for line in order.lines if splitting.free_units(line)
    )  # fmt: skip
    detail = _("Type how many units go with the new order.")
    if short:
        detail += " " + _("What is not in stock now is filled in.")
    return Asked(_("Split the order"), detail, _("Split"), asked, partial(_split, order.id))


def merge(order: OrderView) -> Asked:
    found = combining.candidates(order.id)
    asked = tuple(
        Field(str(each.order_id), " · ".join(part for part in (
            order_name(each.number), ngettext("{units} unit", "{units} units", each.units).format(
                units=number(each.units)), money(each.total_minor, each.currency), each.why_not) if part),
            "" if each.why_not else "1", "tick", enabled=not each.why_not)
        for each in found
    )  # fmt: skip
    detail = (
        _("They are packed, sent and paid with this order; each store hears of its own.")
        if found
        else _("No other open order goes to this buyer or address.")
    )
    return Asked(_("Merge orders"), detail, _("Merge"), asked, partial(_merge, order.id))


def copy(order: OrderView) -> Asked:
    choices = (("same", _("The prices of this order")), ("today", _("Today's prices")))
    asked = (Field("prices", _("Prices"), "same", "choice", choices),)
    return Asked(_("Duplicate the order"), "", _("Make it"), asked, partial(_copy, order.id))


FORMS: dict[str, Callable[[OrderView], Asked]] = {
    "address": address, "bill-to": bill_to, "contact": contact, "courier": courier, "note": note, "ship-by": ship_by,
    "pay": pay, "method": method, "discount": discount, "returns": returns, "tax": tax, "split": split, "merge": merge,
    "copy": copy,
    "voucher": loyal_forms.voucher, "affiliate": loyal_forms.affiliate,
}  # fmt: skip


def do(name: str, order: OrderView) -> Kept:
    """What needs no form: on or off."""
    if name == "expedite":
        if order.expedited_at is None:
            expediting.expedite(order.id)
            return Kept(_("Goes first"), undo=partial(expediting.ease, order.id))
        expediting.ease(order.id)
        return Kept(_("Waits in its turn"), undo=partial(expediting.expedite, order.id))
    if order.unique_code_minor:
        unique_codes.take(order.id)
        return Kept(_("The unique code is taken off"), undo=partial(unique_codes.give, order.id))
    code = unique_codes.give(order.id)
    return Kept(_("Unique code {code}").format(code=code), undo=partial(unique_codes.take, order.id))


def _address_fields(known: RemoteAddress) -> tuple[Field, ...]:
    return tuple(Field(name, _(label), str(getattr(known, name)), half=at % 2 == 0)
                 for at, (name, label) in enumerate(_ADDRESS))  # fmt: skip


def _keep_address(change: Callable[[int, RemoteAddress], Edit], order_id: int, typed: Mapping[str, str]) -> Kept:
    return _kept(change(order_id, RemoteAddress(**{name: typed[name] for name, _label in _ADDRESS})))


def _keep_contact(order_id: int, typed: Mapping[str, str]) -> Kept:
    return _kept(fields.change_contact(order_id, email=typed["email"], phone=typed["phone"],
                                       language=typed["language"]))  # fmt: skip


def _keep_courier(order: OrderView, typed: Mapping[str, str]) -> Kept:
    name, _line, service = typed["way"].partition("\n")
    if typed["courier"].strip():
        name, service = typed["courier"], typed["service"]
    shipping = _minor(typed["shipping"], order.currency)
    done = [fields.change_courier(order.id, name, service)]
    if shipping != order.shipping_minor:
        done.append(prices.change_shipping(order.id, shipping))
    return _kept(*done)


def _keep_notes(order: OrderView, typed: Mapping[str, str]) -> Kept:
    done = [fields.change_note(order.id, typed["order"])]
    wanted = {line.id: typed.get(str(line.id), line.note) for line in order.lines}
    done += [fields.change_note(order.id, wanted[line.id], line.id)
             for line in order.lines if wanted[line.id].strip() != line.note.strip()]  # fmt: skip
    return _kept(*done)


def _keep_ship_by(order_id: int, typed: Mapping[str, str]) -> Kept:
    text = typed["at"].strip()
    return _kept(fields.change_ship_by(order_id, _moment(text, time(23, 59)) if text else None))


def _keep_method(order_id: int, typed: Mapping[str, str]) -> Kept:
    return _kept(fields.change_method(order_id, typed["method"], bool(typed["later"])))


def _keep_discount(order: OrderView, typed: Mapping[str, str]) -> Kept:
    done = [prices.remove_discount(order.id, each.id) for each in order.discounts if typed.get(f"drop-{each.id}")]
    off = typed["off"].strip()
    if typed["kind"] == "coupon" and not off and not done and loyal_forms.is_voucher(typed["code"]):
        return loyal_forms.pay(order, typed["code"])
    if off or typed["code"].strip() or not done:
        percent = _percent(off)
        minor = None if percent is not None else _minor(off, order.currency)
        if typed["kind"] == "coupon":
            done.append(prices.add_coupon(order.id, typed["code"], percent=percent, amount_minor=minor))
        else:
            gift = typed["kind"] == "gift"
            done.append(
                prices.add_discount(order.id, typed["code"], percent=percent, amount_minor=minor, gift=gift)
            )  # fmt: skip
    return _kept(*done)


def _keep_returns(order_id: int, typed: Mapping[str, str]) -> Kept:
    before = return_terms.terms(order_id)
    until = _moment(typed["until"].strip(), time(23, 59, 59)) if typed["until"].strip() else None
    allowed = {"": None, "yes": True, "no": False}[typed["allowed"]]
    return_terms.switch(order_id, allowed, until if allowed else None)
    was = before.allowed if before.own else None
    return Kept(_("Saved"), undo=partial(return_terms.switch, order_id, was, before.until if was else None))


def _keep_tax(order_id: int, typed: Mapping[str, str]) -> Kept:
    before = taxes.of_order(order_id)
    taxes.change_order(order_id, Case(typed["case"]), typed["vat"])
    if taxes.of_order(order_id) == before:
        return Kept(_("Nothing was changed"))
    invoice = papers.standing_invoice(order_id)
    detail = _("Invoice {number} says otherwise: D corrects it.").format(number=invoice) if invoice else ""
    return Kept(_("Saved"), detail, partial(taxes.change_order, order_id, before.case, before.buyer_vat))


def _split(order_id: int, typed: Mapping[str, str]) -> Kept:
    wanted = {int(line_id): order_entry.units(text) or 0 for line_id, text in typed.items() if text.strip()}
    if any(not units for units in wanted.values()):
        raise BadInput(what=N_("The quantity"), value="0", next=N_("Type a whole number above zero."))
    part = splitting.split(order_id, wanted)
    return Kept(_("Order {number} holds the rest").format(number=order_name(part.number)), undo=_undo(order_id))


def _merge(order_id: int, typed: Mapping[str, str]) -> Kept:
    combining.merge(order_id, [int(other) for other, ticked in typed.items() if ticked])
    return Kept(_("Merged"), undo=_undo(order_id))


def _copy(order_id: int, typed: Mapping[str, str]) -> Kept:
    made = copying.copy(order_id, todays_prices=typed["prices"] == "today")
    return Kept(_("Order {number} was made").format(number=order_name(made.number)), opens=made.id)


def _undo(order_id: int) -> Callable[[], object]:
    last = undoing.edits(order_id)[0]
    return partial(undoing.undo, last.id)


def _kept(*done: Edit) -> Kept:
    ids = [edit.id for edit in done if edit.id is not None]
    if not ids:
        return Kept(_("Nothing was changed"))
    invoice = papers.outdated_invoice(done[0].order_id)
    detail = _("Ctrl Z takes it back.")
    if invoice:
        detail = _("Invoice {number} says otherwise: D corrects it.").format(number=invoice)
    return Kept(_("Saved"), detail, partial(_undo_all, ids))


def _undo_all(ids: list[int]) -> None:
    for edit_id in reversed(ids):
        undoing.undo(edit_id)


def _way(way: shipping_options.Option, currency: str, zone: str) -> str:
    parts = [" ".join(part for part in (way.courier, way.service) if part)]
    if way.price_minor is not None:
        parts.append(money(way.price_minor, currency))
    if way.cut_off is not None:
        parts.append(_("pick-up {time}").format(time=clock(way.cut_off, zone=zone)))
    if way.promise_days:
        parts.append(ngettext("{days} day", "{days} days", way.promise_days).format(days=number(way.promise_days)))
    if way.told_on is not None:
        parts.append(_("there by {date}").format(date=date(way.told_on)))
    return " · ".join(parts)


def _amount_text(minor: int, currency: str) -> str:
    return f"{to_decimal(minor, currency):f}"


def _minor(text: str, currency: str) -> int:
    typed = order_entry.amount(text, currency)
    if typed is None:
        raise BadInput(what=N_("The price"), value=text, next=N_("Type digits, such as 89000 or 12,50."))
    return to_minor(typed, currency)


def _percent(text: str) -> Decimal | None:
    if not text.endswith("%"):
        return None
    try:
        return Decimal(text[:-1].strip().replace(",", "."))
    except InvalidOperation:
        raise BadInput(
            what=N_("The discount"), value=text, next=N_("Type an amount, or so many percent: 10%")
        ) from None


def _moment(text: str, usual: time) -> datetime:
    """A day, or a day with its hour, by the shop's clock.

    Raises:
        BadInput: it is neither.
    """
    zone = ZoneInfo(settings.shop().zone)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(what=N_("The day"), value=text, next=N_("Type it as 2026-12-24.")) from None
    if len(text) <= 10:
        found = datetime.combine(found.date(), usual)
    return found.replace(tzinfo=zone)
