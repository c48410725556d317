"""What of an order is changed besides its lines: addresses, contact, courier, notes, dates, the way of paying."""

from dataclasses import astuple, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.domain.address_checks import Weight, check
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.ledger import NOT_CHECKED
from desktop.domain.order import Fulfilment, State
from desktop.domain.remote import RemoteAddress
from desktop.formats.addresses import country
from desktop.i18n import LANGUAGES, N_, words
from desktop.models.base import ms, run, storable
from desktop.services import blocking, history, intake, settings
from desktop.services.editing.keeping import Edit, keeping
from desktop.services.editing.rights import Part
from desktop.services.order_views import show

_MOST = 2000  # letters of a note
_SHORT = 200
_NOTHING = "–"


class BadAddress(BadInput):
    """`field` is the first field that must be mended, by its name in RemoteAddress."""

    field: str = ""


def change_ship_to(order_id: int, address: RemoteAddress) -> Edit:
    """Let the parcels that have not left go somewhere else; those that have keep the address that they went to.

    Raises:
        BadAddress: a parcel cannot be sent there.
        NotAllowed, MergedAway: it has left the house, or is cancelled.
    """
    new = _checked(address)
    with keeping(order_id, Part.SHIP_TO) as edit:
        view = show(order_id)
        if new != view.ship_to:
            old = run("SELECT ship_to_id FROM orders WHERE id = ?", (order_id,)).fetchone()[0]
            run("UPDATE parcel SET ship_to_id = ? WHERE order_id = ? AND state = 'shipped' AND ship_to_id IS NULL",
                (old, order_id))  # fmt: skip
            run("UPDATE orders SET ship_to_id = ?, place = ?, buyer = ? WHERE id = ?",
                (intake.insert_address(new), intake.place_of(new), new.name or new.company, order_id))  # fmt: skip
            edit.said = f"{_written(view.ship_to)} → {_written(new)}"
            edit.tell = _told(N_("Ship to: {what}"), _written(new))
    return edit


def change_bill_to(order_id: int, address: RemoteAddress) -> Edit:
    """Let the invoice be made out to somebody else; one that was issued stays as it is."""
    new = _checked(address)
    with keeping(order_id, Part.BILL_TO) as edit:
        view = show(order_id)
        if new != view.bill_to:
            run("UPDATE orders SET bill_to_id = ? WHERE id = ?", (intake.insert_address(new), order_id))
            edit.said = f"{_written(view.bill_to)} → {_written(new)}"
            edit.tell = _told(N_("Bill to: {what}"), _written(new))
    return edit


def change_contact(
    order_id: int, *, email: str | None = None, phone: str | None = None, language: str | None = None
) -> Edit:
    """How the buyer is reached, and in which language they are spoken to; "" as their country speaks.

    Raises:
        BadInput: no such language, or an e-mail address that cannot be.
    """
    wanted = {"email": email, "phone": phone, "language": language}
    new = {name: storable(value.strip()) for name, value in wanted.items() if value is not None}
    if new.get("language") and new["language"] not in LANGUAGES:
        raise BadInput(what=N_("The language"), value=new["language"], next=N_("Choose en, id or sv."))
    if new.get("email") and (new["email"].count("@") != 1 or " " in new["email"] or len(new["email"]) > 254):
        raise BadInput(what=N_("The e-mail address"), value=new["email"], next=N_("Type it as name@example.com."))
    with keeping(order_id, Part.CONTACT) as edit:
        view = show(order_id)
        said = []
        for name, value in new.items():
            if value != getattr(view, name):
                run(f"UPDATE orders SET {name} = ? WHERE id = ?", (value[:_SHORT], order_id))
                said.append(f"{getattr(view, name) or _NOTHING} → {value or _NOTHING}")
        edit.said = ", ".join(said)
        edit.tell = _told(N_("Contact: {what}"), edit.said) if said and set(new) != {"language"} else ""
    return edit


def change_courier(order_id: int, courier: str, service: str = "") -> Edit:
    """Let another courier or service take the parcels that have not left.

    A parcel that has its courier's number already goes with that courier.

    Raises:
        NotAllowed, MergedAway: it has left the house, or is cancelled.
    """
    new = (storable(courier.strip())[:_SHORT], storable(service.strip())[:_SHORT])
    with keeping(order_id, Part.COURIER) as edit:
        view = show(order_id)
        if new != (view.courier, view.service):
            run("UPDATE parcel SET carrier = ?, service = ? WHERE order_id = ? AND tracking <> '' AND carrier = ''",
                (view.courier, view.service, order_id))  # fmt: skip
            run("UPDATE parcel SET carrier = '', service = '' WHERE order_id = ? AND tracking = ''"
                " AND state <> 'shipped'", (order_id,))  # fmt: skip
            run("UPDATE orders SET courier = ?, service = ? WHERE id = ?", (*new, order_id))
            edit.said = f"{_joined(view.courier, view.service)} → {_joined(*new)}"
            edit.tell = _told(N_("Courier: {what}"), _joined(*new))
    return edit


def change_note(order_id: int, text: str, line_id: int | None = None) -> Edit:
    """Write another wish, of the order or of one line; the bench must read it again before the parcel closes.

    Raises:
        BadInput: it is too long, or the line is none of this order.
        NotAllowed, MergedAway: its parcel is closed already.
    """
    new = storable(text.strip())
    if len(new) > _MOST:
        raise BadInput(what=N_("The note"), value=len(new), next=N_("Write at most 2000 letters."))
    with keeping(order_id, Part.NOTE) as edit:
        table, row_id = ("orders", order_id) if line_id is None else ("order_line", line_id)
        owner = "id" if line_id is None else "order_id"
        row = run(f"SELECT note FROM {table} WHERE id = ? AND {owner} = ?", (row_id, order_id)).fetchone()
        if row is None:
            raise BadInput(what=N_("The line"), value=line_id, next=N_("Choose a line of this order."))
        if row[0] != new:
            run(f"UPDATE {table} SET note = ?, note_seen_at = NULL WHERE id = ?", (new, row_id))
            edit.said = f"{row[0].strip() or _NOTHING} → {new or _NOTHING}"
            edit.tell = _told(N_("Note: {what}"), new) if new else ""
    return edit


def change_ship_by(order_id: int, ship_by: datetime | None) -> Edit:
    """Promise another day; None: no day is promised, and the order waits by its age."""
    with keeping(order_id, Part.SHIP_BY) as edit:
        view = show(order_id)
        if ship_by != view.ship_by:
            at = None if ship_by is None else ms(ship_by)
            run("UPDATE orders SET ship_by = ?, due_at = ? WHERE id = ?", (at, at or ms(view.placed_at), order_id))
            edit.said = f"{_day(view.ship_by)} → {_day(ship_by)}"
    return edit


def change_method(order_id: int, method: str, pay_later: bool | None = None) -> Edit:
    """Let the order be paid another way. `pay_later`: it may be worked on before it is paid, as with cash on delivery.

    Raises:
        NotAllowed, MergedAway: it is cancelled; or work on it has begun, which unpaid it may not be.
    """
    new = storable(method.strip())[:_SHORT]
    with keeping(order_id, Part.METHOD) as edit:
        view = show(order_id)
        later = view.state.pay_later if pay_later is None else pay_later
        begun = view.state.fulfilment in (Fulfilment.PACKING, Fulfilment.PACKED)
        if view.state.pay_later and not later and begun and view.state.payment in NOT_CHECKED:
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("it is being packed; put it aside first."), action="method"
            )
        if later and not view.state.pay_later and blocking.of_order(order_id):
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("its customer may not pay later."), action="method"
            )
        if new != view.payment_method:
            run("UPDATE orders SET payment_method = ? WHERE id = ?", (new, order_id))
            edit.said = f"{view.payment_method or _NOTHING} → {new or _NOTHING}"
        if later != view.state.pay_later:
            _pay_later(edit, view.state, later)
    return edit


def _pay_later(edit: Edit, was: State, later: bool) -> None:
    became = replace(was, pay_later=later)
    run("UPDATE orders SET pay_later = ? WHERE id = ?", (later, edit.order_id))
    history.put(edit.work, edit.order_id, was, became, "method-changed", edit.said)
    edit.state, edit.noted = became, True


def _checked(address: RemoteAddress) -> RemoteAddress:
    """The address as it is kept.

    Raises:
        BadAddress: a parcel cannot be sent there.
    """
    plain = RemoteAddress(*(storable(" ".join(part.split()))[:_SHORT] for part in astuple(address)))
    plain = replace(plain, country=country(plain.country).upper() or settings.shop().country)
    fault = next((each for each in check(plain) if each.weight is Weight.MUST), None)
    if fault is not None:
        error = BadAddress(what=N_("The address"), value=getattr(plain, fault.field), next=fault.sentence)
        error.field = fault.field
        raise error
    return plain


def _written(address: RemoteAddress) -> str:
    parts = (address.name or address.company, address.line1, address.line2, address.village, address.district,
             address.city, address.region, address.postcode, address.country, address.phone)  # fmt: skip
    return ", ".join(part for part in parts if part) or _NOTHING


def _told(text: str, what: str) -> str:
    """What the store's own people read, in the shop's language."""
    return words(settings.shop().language).gettext(text).format(what=what)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part) or _NOTHING


def _day(moment: datetime | None) -> str:
    return _NOTHING if moment is None else moment.astimezone(ZoneInfo(settings.shop().zone)).strftime("%Y-%m-%d %H:%M")
