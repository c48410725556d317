"""The packing slip of an order: what lies in the parcels that go together."""

import logging
from collections.abc import Sequence

from desktop import i18n
from desktop.documents import packing_slip
from desktop.documents.packing_slip import PackingSlip, SlipLine, SlipSize
from desktop.documents.parts import joined
from desktop.domain.errors import KolliError
from desktop.domain.long_codes import TooLong
from desktop.i18n import words
from desktop.services import estimates, orders, packing, pictures, serials, settings, templates
from desktop.services.addresses import language_of
from desktop.services.order_words import of_order
from desktop.services.orders import LineView, OrderView, ParcelView
from desktop.services.papers.wanted import Wanted
from desktop.services.parties import sender
from desktop.services.slips import carried

log = logging.getLogger(__name__)


def draw(wanted: Wanted) -> bytes:
    view = orders.show(wanted.order_id)
    spoken = wanted.language or language_of(view)
    return packing_slip.draw(_slip(view, spoken, wanted.parcel_id, wanted.media), spoken, wanted.dpi)


def _slip(view: OrderView, language: str, parcel_id: int | None = None, media: str = "") -> PackingSlip:
    """What lies in the parcels that go together: of an order that goes in parts, the ones that `parcel_id` is among."""
    shop, going = settings.shop(), _going(view, parcel_id)
    promise = estimates.of_order(view.id, [parcel.id for parcel in going])
    _ = words(language).gettext
    said = of_order(view)
    name, template = said["name"], templates.of("packing-slip", language, **said)
    returns = ""
    if shop.returns_days:
        returns = _("Something missing or wrong? Answer our message within {days} days; scan the order code to return.")
    return PackingSlip(
        order_number=view.number, order_code=view.code, shop=sender(shop),
        lines=_slip_lines(view, going, language),
        carrier=joined(view.courier, view.service).replace(" · ", " "), ship_by=view.ship_by, zone=shop.zone,
        there_by=promise.on if promise and promise.may_tell else None, note=view.note, template=template,
        thanks=template.text("thanks", _("Thank you, {name}!").format(name=name) if name else ""),
        returns=_of_parts(view, going, language) + template.text("returns", returns.format(days=shop.returns_days)),
        qr=view.code, codes=_codes(view),
        parcels=_parcel_range(going),
        size=SlipSize.A5 if (media or shop.slip_paper) == "A5" else SlipSize.A4,
    )  # fmt: skip


def _going(view: OrderView, parcel_id: int | None) -> Sequence[ParcelView]:
    """The parcels that go together with this one, or with the last."""
    chosen = next((parcel for parcel in view.parcels if parcel.id == parcel_id), None) or (view.parcels or (None,))[-1]
    return [parcel for parcel in view.parcels if chosen is not None and parcel.consignment == chosen.consignment]


def _slip_lines(view: OrderView, going: Sequence[ParcelView], language: str) -> tuple[SlipLine, ...]:
    known = _known_units(view.id, language)
    if not any(parcel.part for parcel in view.parcels):
        return tuple(
            _slip_line(line, line.wanted, known) for line in view.lines if line.needs_packing and line.wanted > 0
        )
    units: dict[int, int] = {}
    for content in packing.contents(view.id):
        if content.parcel_id in {parcel.id for parcel in going}:
            units[content.line_id] = units.get(content.line_id, 0) + content.units
    return tuple(_slip_line(line, units[line.id], known) for line in view.lines if line.id in units)


def _of_parts(view: OrderView, going: Sequence[ParcelView], language: str) -> str:
    _ = words(language).gettext
    if any(parcel.part for parcel in going):
        return _("This is a part of your order; the rest follows.") + " "
    if any(parcel.part for parcel in view.parcels):
        return _("This is the rest of your order.") + " "
    return ""


def _known_units(order_id: int, language: str) -> dict[int, list[str]]:
    """What is known of the units of each line: serial numbers, lots and dates, as the buyer reads them."""
    _ = words(language).gettext
    found: dict[int, list[str]] = {}
    for row in serials.of_order(order_id):
        said = [
            *([_("Serial number {serial}").format(serial=row.serial)] if row.serial else []),
            *([_("Lot {lot}").format(lot=row.lot)] if row.lot else []),
            *([_("Use by {date}").format(date=i18n.date(row.expiry, language))] if row.expiry else []),
        ]
        if said and row.line_id is not None:
            found.setdefault(row.line_id, []).append(" · ".join(said))
    return found


def _slip_line(line: LineView, units: int, known: dict[int, list[str]]) -> SlipLine:
    parts = [f"{part.units * units} × {part.name or part.sku}" for part in line.parts]
    return SlipLine(
        name=line.name.strip() or line.sku, quantity=units, variant=line.variant or line.options_text,
        sku=line.sku.strip(), bin=line.bin, note=line.note, picture=pictures.of(line.photo),
        details=(*parts, *known.get(line.id, ())),
    )  # fmt: skip


def _parcel_range(parcels: Sequence[ParcelView]) -> str:
    return "" if not parcels else "1" if len(parcels) == 1 else f"1-{len(parcels)}"


def _codes(view: OrderView) -> tuple[str, ...]:
    """The whole order in square codes, for a bench without a network; none where its key cannot be read now."""
    try:
        return tuple(carried.codes(view))
    except (KolliError, TooLong) as error:
        log.info("a slip was drawn without its order: %s", type(error).__name__)
        return ()  # the paper comes out all the same, with the order's code
