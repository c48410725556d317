"""The labels of an order's parcels: of one, or of all of them; a page each, or in the cells of a sheet."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from desktop.documents import media, parcel_label
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.spoken import parcel_label as in_letters
from desktop.domain.errors import NotAllowed
from desktop.i18n import N_
from desktop.services import money, orders, settings, sscc, templates
from desktop.services.addresses import language_of
from desktop.services.changes import now
from desktop.services.order_views import address
from desktop.services.order_words import of_order
from desktop.services.orders import OrderView, ParcelView
from desktop.services.papers.wanted import Wanted
from desktop.services.parties import on_label

_ON_OFFICE = {"A4": "A4-2x1"}  # a label at its own size, two on a page


def draw(wanted: Wanted) -> bytes:
    """One label a parcel; of several orders one after the other, as on a sheet.

    Raises:
        NotAllowed: the order has no parcel yet.
    """
    drawn, spoken = _labels(wanted)
    name = wanted.media or "100x150"
    return parcel_label.draw_all(drawn, spoken, wanted.dpi, media.named(_ON_OFFICE.get(name, name)))


def write(wanted: Wanted, printer_language: str) -> bytes | None:
    """The same in a printer's own letters; None where one of the labels must be drawn.

    Raises:
        NotAllowed: the order has no parcel yet.
    """
    labels, spoken = _labels(wanted)
    written = in_letters.draw_all(labels, spoken, wanted.dpi, printer_language)
    return b"".join(label for label in written if label) if None not in written else None


def _labels(wanted: Wanted) -> tuple[tuple[ParcelLabel, ...], str]:
    """What is on each, and the language that all of them are in."""
    views = [orders.show(order_id) for order_id in wanted.order_ids]
    spoken, drawn = wanted.language or language_of(views[0]), []
    for view in views:
        chosen = [parcel for parcel in view.parcels if wanted.parcel_id in (None, parcel.id)]
        if not chosen:
            raise NotAllowed(ref=f"#{view.number}", reason=N_("it has no parcel yet; pack it first."), action="print")
        drawn += [_label(view, parcel, spoken) for parcel in chosen]
    return tuple(drawn), spoken


def _label(view: OrderView, parcel: ParcelView, language: str) -> ParcelLabel:
    if parcel.ship_to_id is not None:  # its order goes somewhere else since; this parcel does not
        view = replace(view, ship_to=address(parcel.ship_to_id))
    shop, together = settings.shop(), [each.id for each in view.parcels if each.consignment == parcel.consignment]
    return ParcelLabel(
        code=parcel.code, order_number=view.number, to=on_label(view), carrier=parcel.carrier or view.courier,
        service=parcel.service or view.service, parcel=together.index(parcel.id) + 1,
        parcels=len(together),
        phone=view.ship_to.phone or view.phone, instruction=view.ship_to.instruction, tracking=parcel.tracking,
        sscc=sscc.of_parcel(view.id, parcel.id),
        sender=shop.name, sender_address=", ".join(shop.address), weight_g=parcel.weight_g,
        shipped_on=now().astimezone(ZoneInfo(shop.zone)).date(),
        # Several parcels are paid for once, at the first of them.
        collect_minor=money.to_collect(view.id) if parcel.id == view.parcels[0].id else 0,
        currency=view.currency,
        template=templates.of("parcel-label", language, **of_order(view)),
    )  # fmt: skip
