"""The labels of an order's parcels: of one, or of all of them, a page each."""

from zoneinfo import ZoneInfo

from desktop.documents import parcel_label
from desktop.documents.parcel_label import ParcelLabel
from desktop.domain.errors import NotAllowed
from desktop.i18n import N_
from desktop.services import orders, settings, templates
from desktop.services.addresses import language_of
from desktop.services.changes import now
from desktop.services.orders import OrderView, ParcelView
from desktop.services.papers.order_words import of_order
from desktop.services.papers.wanted import Wanted
from desktop.services.parties import on_label


def draw(wanted: Wanted) -> bytes:
    """One label a parcel.

    Raises:
        NotAllowed: the order has no parcel yet.
    """
    view = orders.show(wanted.order_id)
    spoken = wanted.language or language_of(view)
    chosen = [parcel for parcel in view.parcels if wanted.parcel_id in (None, parcel.id)]
    if not chosen:
        raise NotAllowed(ref=f"#{view.number}", reason=N_("it has no parcel yet; pack it first."), action="print")
    return parcel_label.draw_all(tuple(_label(view, parcel, spoken) for parcel in chosen), spoken, wanted.dpi)


def _label(view: OrderView, parcel: ParcelView, language: str) -> ParcelLabel:
    shop, together = settings.shop(), [each.id for each in view.parcels if each.consignment == parcel.consignment]
    return ParcelLabel(
        code=parcel.code, order_number=view.number, to=on_label(view), carrier=parcel.carrier or view.courier,
        service=parcel.service or view.service, parcel=together.index(parcel.id) + 1,
        parcels=len(together),
        phone=view.ship_to.phone or view.phone, instruction=view.ship_to.instruction, tracking=parcel.tracking,
        sender=shop.name, sender_address=", ".join(shop.address), weight_g=parcel.weight_g,
        shipped_on=now().astimezone(ZoneInfo(shop.zone)).date(),
        template=templates.of("parcel-label", language, **of_order(view)),
    )  # fmt: skip
