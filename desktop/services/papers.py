"""The papers of an order: what the database knows, as the documents want it, drawn."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.documents import DOCUMENTS, badge_card, carton_card, command_card, scanner_check, test_page
from desktop.documents.badge_card import BadgeCard
from desktop.documents.carton_card import CartonLine
from desktop.documents.command_card import CommandCard
from desktop.documents.packing_slip import PackingSlip, SlipLine, SlipSize
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import joined
from desktop.documents.pick_list import PickLine, PickList, PickOrder
from desktop.documents.scanner_check import ScannerCheck
from desktop.documents.test_page import TestPage
from desktop.documents.thank_you_card import ThankYouCard
from desktop.domain import picking
from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.rights import ROLE_WORDS
from desktop.i18n import N_, words
from desktop.services import (
    bins,
    cartons,
    handover_sheet,
    invoicing,
    orders,
    packing,
    permits,
    pictures,
    serials,
    settings,
    storage_papers,
)
from desktop.services.addresses import language_of
from desktop.services.changes import actor, now
from desktop.services.orders import LineView, OrderView, ParcelView
from desktop.services.parties import on_label, sender

DPI = 203


def draw(kind: str, order_ids: Sequence[int], parcel_id: int | None = None, *, copy: bool = False,
         dpi: int = DPI, language: str = "") -> bytes:  # fmt: skip
    """One PDF with this kind of paper for these orders, in the sequence given.

    `language` "" is the customer's, and the screen's for a pick list. An invoice is issued if the order has none yet;
    with `copy` it is the marked copy.

    Raises:
        BadInput: no such kind of paper, or no order.
        NotAllowed: a label of an order that has no parcel yet.
    """
    if kind not in DOCUMENTS or not order_ids:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    if kind == "pick-list":
        return DOCUMENTS[kind](_pick_list(order_ids), language or i18n.language(), dpi)
    return merged([_one(kind, order_id, parcel_id, copy, dpi, language) for order_id in order_ids])


def draw_own(kind: str, ref: str, *, dpi: int = DPI, language: str = "") -> bytes:
    """A paper of the house, one of OWN; `ref` says of what it is, `language` "" is the screen's.

    Raises:
        BadInput: no such kind of paper.
    """
    if kind not in OWN:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    return OWN[kind](ref, language or i18n.language(), dpi)


def draw_test(printer: str, *, label: bool, dpi: int) -> bytes:
    """A printer's test page, in the language of the screen."""
    shop, language = settings.shop(), i18n.language()
    moment = f"{i18n.date(now(), language, shop.zone)} {i18n.clock(now(), language, shop.zone)}"
    page = TestPage(printer=printer, bench=actor().bench, when=moment, label=label)
    return test_page.draw(page, language, dpi)


def _command_card(bench: str, language: str, dpi: int) -> bytes:
    return command_card.draw(CommandCard(bench or actor().bench), language, dpi)


def _scanner_check(bench: str, language: str, dpi: int) -> bytes:
    return scanner_check.draw(ScannerCheck(bench or actor().bench), language, dpi)


def _carton_card(_ref: str, language: str, dpi: int) -> bytes:
    lines = [
        CartonLine(own.code, own.name, own.length_mm, own.width_mm, own.height_mm, own.weight_g)
        for own in cartons.cartons()
    ]
    return carton_card.draw(lines, language, dpi)


def _badge(name: str, language: str, dpi: int) -> bytes:
    person = next((own for own in permits.everyone() if own.name == name and own.badge), None)
    if person is None:
        raise NotFound(what=N_("badge of"), ref=name)
    own = person.language or language
    role = words(own).gettext(ROLE_WORDS[person.role])
    card = BadgeCard(person.badge, person.name, role, settings.shop().name, permits.tail(person.badge))
    return badge_card.draw(card, own, dpi)


# Kind -> what draws it from its ref, the language and the printer's dots per inch. Each is in printing.OWN_KINDS, too.
OWN: dict[str, Callable[[str, str, int], bytes]] = {
    "command-card": _command_card,
    "carton-card": _carton_card,
    "scanner-check": _scanner_check,
    "badge": _badge,
    "manifest": handover_sheet.draw,
    "wave-list": storage_papers.draw_wave,
    "bin-label": storage_papers.draw_bins,
    "tote-label": storage_papers.draw_totes,
}


def merged(pages: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in sequence; a single one stays as it is to the last byte."""
    if len(pages) == 1:
        return pages[0]
    import io

    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for page in pages:
        part = pypdfium2.PdfDocument(page)
        whole.import_pages(part)
        part.close()
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def _one(kind: str, order_id: int, parcel_id: int | None, copy: bool, dpi: int, language: str) -> bytes:
    if kind == "invoice":
        document = invoicing.issue(order_id)
        return invoicing.copy(document.id) if copy else invoicing.original(document.id)
    view = orders.show(order_id)
    spoken = language or language_of(view)
    if kind == "packing-slip":
        return DOCUMENTS[kind](_slip(view, spoken, parcel_id), spoken, dpi)
    if kind == "thank-you-card":
        return DOCUMENTS[kind](_thank_you_card(view, spoken), spoken, dpi)
    wanted = [parcel for parcel in view.parcels if parcel_id in (None, parcel.id)]
    if not wanted:
        raise NotAllowed(ref=f"#{view.number}", reason=N_("it has no parcel yet; pack it first."), action="print")
    return merged([DOCUMENTS[kind](_label(view, parcel, spoken), spoken, dpi) for parcel in wanted])


def _slip(view: OrderView, language: str, parcel_id: int | None = None) -> PackingSlip:
    """What lies in the parcels that go together: of an order that goes in parts, the ones that `parcel_id` is among."""
    shop, going = settings.shop(), _going(view, parcel_id)
    _ = words(language).gettext
    name = (view.ship_to.name or view.buyer).split(" ")[0]
    returns = ""
    if shop.returns_days:
        returns = _("Something missing or wrong? Answer our message within {days} days; scan the order code to return.")
    return PackingSlip(
        order_number=view.number, order_code=view.code, shop=sender(shop),
        lines=_slip_lines(view, going, language),
        carrier=joined(view.courier, view.service).replace(" · ", " "), ship_by=view.ship_by, zone=shop.zone,
        note=view.note, thanks=_("Thank you, {name}!").format(name=name) if name else "",
        returns=f"{_of_parts(view, going, language)}{returns.format(days=shop.returns_days)}", qr=_square(view),
        parcels=_parcel_range(going),
        size=SlipSize.A5 if shop.slip_paper == "A5" else SlipSize.A4,
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
        name=line.name.strip() or line.sku, quantity=units, variant=line.variant or _options(line),
        sku=line.sku.strip(), bin=line.bin, note=line.note, picture=pictures.of(line.photo),
        details=(*parts, *known.get(line.id, ())),
    )  # fmt: skip


def _thank_you_card(view: OrderView, language: str) -> ThankYouCard:
    shop = settings.shop()
    texts = settings.value("thank-you-texts", {})
    name = (view.ship_to.name or view.buyer).split(" ")[0]
    by_hand = [event for event in view.history if event.action == "start"]
    return ThankYouCard(
        name=name, shop=shop.name, text=str(texts.get(language, "")), site=shop.web or shop.email,
        packed_by=by_hand[0].who if by_hand else "", logo=sender(shop).logo,
    )  # fmt: skip


def _label(view: OrderView, parcel: ParcelView, language: str) -> ParcelLabel:
    shop, together = settings.shop(), [each.id for each in view.parcels if each.consignment == parcel.consignment]
    return ParcelLabel(
        code=parcel.code, order_number=view.number, to=on_label(view), carrier=parcel.carrier or view.courier,
        service=parcel.service or view.service, parcel=together.index(parcel.id) + 1,
        parcels=len(together),
        phone=view.ship_to.phone or view.phone, instruction=view.ship_to.instruction, tracking=parcel.tracking,
        sender=shop.name, sender_address=", ".join(shop.address), weight_g=parcel.weight_g,
        shipped_on=now().astimezone(ZoneInfo(shop.zone)).date(),
    )  # fmt: skip


def _pick_list(order_ids: Sequence[int]) -> PickList:
    views = [orders.show(order_id) for order_id in order_ids]
    shop, single = settings.shop(), len(views) == 1
    baskets = {view.id: "" if single else picking.letter(place) for place, view in enumerate(views)}
    fetched: dict[tuple[str, str, str], list[tuple[str, LineView]]] = {}
    for view in views:
        for line in view.lines:
            if line.left > 0:
                key = (line.bin, line.sku.strip(), line.variant or _options(line))
                fetched.setdefault(key, []).append((baskets[view.id], line))
    way = bins.paths()
    walk = sorted(fetched, key=lambda key: (not key[0], way.get(key[0], picking.path(key[0])), key))
    return PickList(
        number=views[0].number, code=views[0].code, printed_at=now(),
        orders=tuple(_pick_order(view, baskets[view.id]) for view in views),
        lines=tuple(_pick_line(key, fetched[key], single) for key in walk), shop=shop.name,
        printed_by=actor().who, zone=shop.zone,
    )  # fmt: skip


def _pick_line(key: tuple[str, str, str], parts: list[tuple[str, LineView]], single: bool) -> PickLine:
    bin_code, sku, variant = key
    first = parts[0][1]
    shares: dict[str, int] = {}
    for basket, line in parts:
        shares[basket] = shares.get(basket, 0) + line.left
    return PickLine(
        name=first.name.strip() or sku, quantity=sum(shares.values()), bin=bin_code, variant=variant, sku=sku,
        baskets=() if single else tuple(shares.items()), picture=pictures.of(first.photo),
    )  # fmt: skip


def _pick_order(view: OrderView, basket: str) -> PickOrder:
    count = i18n.ngettext("{units} unit", "{units} units", view.units_left).format(units=view.units_left)
    detail = joined(view.buyer, joined(view.courier, view.service).replace(" · ", " "), count)
    return PickOrder(view.number, view.code, detail, basket)


def _options(line: LineView) -> str:
    return ", ".join(value for _name, value in line.options)


def _parcel_range(parcels: Sequence[ParcelView]) -> str:
    return "" if not parcels else "1" if len(parcels) == 1 else f"1-{len(parcels)}"


def _square(view: OrderView) -> str:
    """What the slip's square code says: the order's code and its units by SKU, for a bench without a network."""
    units = ";".join(f"{line.sku.strip()}*{line.wanted}" for line in view.lines if line.needs_packing and line.wanted)
    text = f"{view.code};{units}"
    return text if len(text) <= 600 else view.code
