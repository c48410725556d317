"""What people and programs are told of an order: the JSON keys here are stable."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.cli.console import table
from desktop.domain.remote import RemoteAddress
from desktop.i18n import _, money
from desktop.services import settings
from desktop.services.changes import now
from desktop.services.orders import LineView, OrderView, ParcelView
from desktop.services.packing import Counted
from desktop.services.queue import QueueRow, late


def amount(minor: int, currency: str) -> str:
    """An amount as a plain decimal, for programs."""
    places = i18n.decimals(currency)
    if not places:
        return str(minor)
    whole, part = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}.{part:0{places}d}"


def moment(when: datetime) -> str:
    """A day and a time in the shop's zone, with the year when it is another one than this."""
    zone = settings.shop().zone
    here = ZoneInfo(zone) if zone else None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    if aware.astimezone(here).year == now().astimezone(here).year:
        return i18n.day_time(aware, zone=zone)
    return f"{i18n.date(aware, zone=zone)} {i18n.clock(aware, zone=zone)}"


def row(found: QueueRow) -> dict[str, object]:
    """One order of a list."""
    return {
        "id": found.id, "order": found.number, "source": found.source, "stage": found.stage, "payment": found.payment,
        "pay_later": found.pay_later, "buyer": found.buyer, "place": found.place, "note": found.has_note,
        "units": found.units, "lines": found.lines, "courier": found.courier, "service": found.service,
        "currency": found.currency, "total": amount(found.total_minor, found.currency),
        "total_minor": found.total_minor, "placed_at": found.placed_at, "ship_by": found.ship_by,
        "late": late(found), "conflict": found.conflict,
    }  # fmt: skip


def rows(found: list[QueueRow]) -> list[str]:
    """A list of orders as a table."""
    return table(
        [_("Order"), _("Stage"), _("Buyer"), _("Place"), _("Units"), _("Courier"), _("Total"), _("Ship by")],
        [
            (
                f"#{each.number}", each.stage, each.buyer, each.place, str(each.units), each.courier,
                money(each.total_minor, each.currency), moment(each.ship_by) if each.ship_by else "",
            )
            for each in found
        ],
    )  # fmt: skip


def order(view: OrderView) -> dict[str, object]:
    """Everything about an order."""
    return {
        **state(view), "code": view.code, "source": view.source, "store": view.store, "remote_id": view.remote_id,
        "remote_status": view.remote_status, "kind": view.kind, "conflict": view.conflict,
        "placed_at": view.placed_at, "ship_by": view.ship_by, "buyer": view.buyer, "place": view.place,
        "phone": view.phone, "email": view.email, "language": view.language, "courier": view.courier,
        "service": view.service, "payment_method": view.payment_method, "note": view.note,
        "note_seen_at": view.note_seen_at, "currency": view.currency,
        **{
            name: amount(minor, view.currency)
            for name, minor in (
                ("total", view.total_minor), ("shipping", view.shipping_minor), ("discount", view.discount_minor),
                ("tax", view.tax_minor), ("paid", view.paid_minor), ("refunded", view.refunded_minor),
                ("due", view.due_minor), ("to_pay_back", view.to_pay_back_minor),
            )
        },
        "bill_to": address(view.bill_to), "ship_to": address(view.ship_to),
        "units": view.units, "left": view.units_left,
        "lines": [line(each, view.currency) for each in view.lines], "parcels": [parcel(each) for each in view.parcels],
        "documents": [{"kind": each.kind, "number": each.number, "issued_at": each.issued_at}
                      for each in view.documents],
        "history": [{"at": each.at, "who": each.who, "bench": each.bench, "action": each.action, "from": each.was,
                     "to": each.became, "comment": each.comment, "notified": each.notified} for each in view.history],
    }  # fmt: skip


def state(view: OrderView) -> dict[str, object]:
    """Where an order stands now."""
    return {
        "id": view.id, "order": view.number, "stage": view.stage.value if view.stage else None,
        "payment": view.state.payment.value, "fulfilment": view.state.fulfilment.value, "held": view.state.held,
        "pay_later": view.state.pay_later,
    }  # fmt: skip


def line(view: LineView, currency: str) -> dict[str, object]:
    """One row; `line` is its place in the order, from 1, as `kolli pack` names it."""
    return {
        "line": view.position, "sku": view.sku, "name": view.name, "variant": view.variant,
        "options": [list(pair) for pair in view.options], "note": view.note, "bin": view.bin,
        "ordered": view.ordered, "cancelled": view.cancelled, "packed": view.packed, "left": view.left,
        "needs_packing": view.needs_packing, "unit_price": view.unit_price,
        "total": amount(view.total_minor, currency), "barcodes": list(view.barcodes),
    }  # fmt: skip


def parcel(view: ParcelView) -> dict[str, object]:
    return {
        "parcel": view.position, "code": view.code, "state": view.state, "carrier": view.carrier,
        "service": view.service, "tracking": view.tracking, "weight_g": view.weight_g, "closed_at": view.closed_at,
        "shipped_at": view.shipped_at, "sealed_at": view.sealed_at, "part": view.part, "consignment": view.consignment,
    }  # fmt: skip


def packed(found: Sequence[Counted]) -> list[dict[str, object]]:
    """Who packed what, with which method per unit."""
    return [
        {"at": each.at, "who": each.who, "bench": each.bench, "method": each.method, "units": each.units,
         "sku": each.sku, "parcel": each.parcel, "reason": each.reason}
        for each in found
    ]  # fmt: skip


def packed_lines(found: Sequence[Counted]) -> Iterator[str]:
    """The same as a person reads it."""
    if not found:
        return
    yield ""
    yield from table(
        [_("When"), _("Who"), _("Method"), _("SKU"), _("Units"), _("Parcel"), _("Reason")],
        [
            (
                moment(each.at), each.who or each.bench, each.method, each.sku, f"{each.units:+d}",
                str(each.parcel or ""), each.reason,
            )
            for each in found
        ],
    )  # fmt: skip


def address(found: RemoteAddress) -> dict[str, str]:
    return {name: text for name, text in asdict(found).items() if text}


def lines(view: OrderView) -> Iterator[str]:
    """An order as a person reads it."""
    yield from short(view)
    yield ""
    yield from table(
        [_("Line"), _("SKU"), _("Article"), _("Bin"), _("Packed"), _("Total")],
        [
            (
                str(each.position), each.sku, f"{each.name.strip()} {each.variant}".strip(), each.bin,
                _("{packed} of {ordered}").format(packed=each.packed, ordered=each.wanted),
                money(each.total_minor, view.currency),
            )
            for each in view.lines
        ],
    )  # fmt: skip
    if view.parcels:
        yield ""
        yield from table(
            [_("Parcel"), _("Code"), _("State"), _("Courier"), _("Tracking number")],
            [(str(each.position), each.code, each.state, each.carrier, each.tracking) for each in view.parcels],
        )
    yield ""
    yield from table(
        [_("When"), _("Who"), _("What"), _("Comment")],
        [
            (moment(each.at), each.who or each.bench, f"{each.action} {each.became}".strip(), each.comment)
            for each in view.history
        ],
    )


def short(view: OrderView) -> Iterator[str]:
    """The first lines about an order: what, where it stands, for whom, for how much."""
    yield f"#{view.number}  {view.code}  {view.stage or view.kind}  {view.buyer}, {view.place}"
    if view.surplus_minor:
        standing = _("{payment}, {fulfilment}; {total}, {surplus} too much")
    else:
        standing = _("{payment}, {fulfilment}; {total}, still to pay {due}")
    yield standing.format(
        payment=view.state.payment.value,
        fulfilment=view.state.fulfilment.value,
        total=money(view.total_minor, view.currency),
        due=money(view.due_minor, view.currency),
        surplus=money(view.surplus_minor, view.currency),
    )
    if view.to_pay_back_minor and not view.surplus_minor:
        yield _("To pay back: {amount}").format(amount=money(view.to_pay_back_minor, view.currency))
    if view.ship_by:
        yield _("Ship by {when}").format(when=moment(view.ship_by))
    if view.note:
        yield _("Note: {note}").format(note=view.note)
