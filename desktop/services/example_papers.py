"""Papers of an order that nobody has placed, to look at a template in a shop that has no orders yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from desktop.documents import (
    credit_note,
    invoice,
    manifest,
    packing_slip,
    parcel_label,
    pick_list,
    receipt,
    return_label,
    thank_you_card,
)
from desktop.documents.bill import Amount, Extra, InvoiceLine
from desktop.documents.credit_note import CreditNote
from desktop.documents.invoice import Invoice
from desktop.documents.manifest import ManifestLine, ManifestSheet
from desktop.documents.media import named
from desktop.documents.packing_slip import PackingSlip, SlipLine, SlipSize
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import Party
from desktop.documents.pick_list import PickLine, PickList, PickOrder
from desktop.documents.receipt import Payment, Receipt, ReceiptLine
from desktop.documents.return_label import ReturnLabel
from desktop.documents.template import Template
from desktop.documents.thank_you_card import ThankYouCard
from desktop.domain.codes import order_code, parcel_code, pick_list_code
from desktop.i18n import decimals, words
from desktop.services import settings, templates
from desktop.services.changes import now
from desktop.services.parties import sender

_NUMBER = "10482"
_CODE = str(order_code(_NUMBER))


@dataclass(frozen=True, slots=True)
class _Home:
    buyer: Party
    phone: str
    courier: str
    service: str
    freight: int
    goods: tuple[tuple[str, str, str, str, int, int], ...]  # name, variant, SKU, bin, how many, price in major units


_HERE = _Home(
    Party("Ayu Larasati Wirawan", ("Jl. Kenari Timur No. 18", "Cibeunying Kaler", "Kota Bandung 40191")),
    "0812-5550-0182", "JNE", "REG", 18_000,
    (
        ("Cangkir Sagara 300\u00a0ml", "Biru laut", "CUP-300-BL", "B-01-4", 4, 89_000),
        ("Kopi Gayo Arabika 250\u00a0g", "Biji utuh", "KGA-250-B", "A-03-2", 2, 98_000),
        ("Kain batik tulis Parang 2,1\u00a0m", "Sogan", "BTK-PRG-SG", "D-04-3", 1, 745_000),
    ),
)  # fmt: skip
_SWEDEN = _Home(
    Party("Göran Öhman", ("Björkbackevägen 12, lgh 1204", "921 31 Lycksele")),
    "070-000 01 82", "PostNord", "MyPack Collect", 49,
    (
        ("Emaljmugg 35\u00a0cl", "Havsblå", "MUG-35-BL", "B-01-4", 4, 149),
        ("Kaffebryggaravkalkningsmedel", "250\u00a0ml", "AVK-250", "C-02-1", 2, 79),
        ("Kökshandduk Tuva, linne", "randig", "LIN-TUV-R", "D-04-3", 2, 229),
    ),
)  # fmt: skip


def draw(kind: str, language: str, media: str, dpi: int) -> bytes:
    """The example of a kind as its template has it now."""
    home = _SWEDEN if settings.shop().currency == "SEK" else _HERE
    said = {"name": home.buyer.name.split(" ")[0], "number": _NUMBER, "courier": f"{home.courier} {home.service}"}
    template = templates.of(kind, language, **said, person="Dewi")
    return _DRAWN[kind](home, template, language, media, dpi)


def _card(home: _Home, template: Template, language: str, _media: str, dpi: int) -> bytes:
    shop, name = settings.shop(), home.buyer.name.split(" ")[0]
    card = ThankYouCard(name, shop.name, "", shop.web, "Dewi", sender(shop).logo, template)
    return thank_you_card.draw(card, language, dpi)


def _slip(home: _Home, template: Template, language: str, media: str, dpi: int) -> bytes:
    shop = settings.shop()
    _ = words(language).gettext
    thanks = _("Thank you, {name}!").format(name=home.buyer.name.split(" ")[0])
    data = PackingSlip(
        order_number=_NUMBER, order_code=_CODE, shop=sender(shop),
        lines=tuple(SlipLine(name, count, variant, sku, place) for name, variant, sku, place, count, _p in home.goods),
        carrier=f"{home.courier} {home.service}", ship_by=now() + timedelta(hours=2), zone=shop.zone,
        thanks=template.text("thanks", thanks), returns=template.text("returns"), qr=_CODE, parcels="1",
        size=SlipSize.A5 if media == "A5" else SlipSize.A4, template=template,
    )  # fmt: skip
    return packing_slip.draw(data, language, dpi)


def _label(home: _Home, template: Template, language: str, _media: str, dpi: int) -> bytes:
    shop = settings.shop()
    data = ParcelLabel(
        code=parcel_code(_CODE, 1), order_number=_NUMBER, to=home.buyer, carrier=home.courier, service=home.service,
        phone=home.phone, tracking="010480057142891", sender=shop.name, sender_address=", ".join(shop.address),
        weight_g=2600, shipped_on=now().date(), template=template,
    )  # fmt: skip
    return parcel_label.draw(data, language, dpi)


def _return(home: _Home, template: Template, language: str, media: str, dpi: int) -> bytes:
    shop = settings.shop()
    to = Party(shop.name, shop.address)
    data = ReturnLabel(_NUMBER, _CODE, to, home.buyer, days=shop.returns_days, phone=shop.phone, template=template)
    return return_label.draw(data, language, dpi, named(media or "100x150"))


def _receipt(home: _Home, template: Template, language: str, media: str, dpi: int) -> bytes:
    shop, unit = settings.shop(), 10 ** decimals(settings.shop().currency)
    lines = tuple(
        ReceiptLine(name, count, Decimal(price), count * price * unit, variant)
        for name, variant, _sku, _bin, count, price in home.goods
    )
    total = sum(line.total_minor for line in lines)
    _ = words(language).gettext
    data = Receipt(
        number="KV/000017", at=now(), code=_CODE, currency=shop.currency, shop=sender(shop), lines=lines,
        total_minor=total, payments=(Payment(_("Cash"), total),), zone=shop.zone, media=media or "roll-80",
        template=template,
    )  # fmt: skip
    return receipt.draw(data, language, dpi)


def _picks(home: _Home, template: Template, language: str, _media: str, dpi: int) -> bytes:
    shop = settings.shop()
    data = PickList(
        number="W-0001", code=pick_list_code(1), printed_at=now(), shop=shop.name, zone=shop.zone, by_path=True,
        orders=(PickOrder(_NUMBER, _CODE, f"{home.buyer.name} · {home.courier}"),),
        lines=tuple(PickLine(name, count, place, variant, sku) for name, variant, sku, place, count, _p in home.goods),
        template=template,
    )  # fmt: skip
    return pick_list.draw(data, language, dpi)


def _manifest(home: _Home, template: Template, language: str, _media: str, dpi: int) -> bytes:
    shop = settings.shop()
    line = ManifestLine(
        parcel_code(_CODE, 1), _NUMBER, 1, 1, "010480057142891", home.service, home.buyer.lines[-1], 2600
    )
    data = ManifestSheet(
        code="KM000001", courier=home.courier, closed_at=now(), lines=(line,), shop=shop.name,
        address=", ".join(shop.address), by="Dewi", zone=shop.zone, template=template,
    )  # fmt: skip
    return manifest.draw(data, language, dpi)


def _bill(home: _Home, template: Template) -> dict[str, object]:
    shop, unit = settings.shop(), 10 ** decimals(settings.shop().currency)
    lines = tuple(
        InvoiceLine(name, count, Decimal(price), count * price * unit, variant, sku)
        for name, variant, sku, _bin, count, price in home.goods
    )
    total = sum(line.total_minor for line in lines)
    return {
        "number": f"{shop.invoice_prefix}/{now().year}/000001", "issued_on": now().date(), "order_number": _NUMBER,
        "order_code": _CODE, "currency": shop.currency, "shop": sender(shop), "buyer": home.buyer, "lines": lines,
        "subtotal_minor": total, "total_minor": total + home.freight * unit,
        "extras": (Amount(Extra.SHIPPING, home.freight * unit, home.service),), "zone": shop.zone,
        "payment_method": "Transfer", "note": template.text("note"), "template": template,
    }  # fmt: skip


def _invoice(home: _Home, template: Template, language: str, _media: str, dpi: int) -> bytes:
    return invoice.draw(Invoice(**_bill(home, template)), language, dpi)  # type: ignore[arg-type]


def _credit(home: _Home, template: Template, language: str, _media: str, dpi: int) -> bytes:
    values = {**_bill(home, template), "corrects": f"{settings.shop().invoice_prefix}/{now().year}/000001"}
    return credit_note.draw(CreditNote(**values), language, dpi)  # type: ignore[arg-type]


_DRAWN: dict[str, Callable[[_Home, Template, str, str, int], bytes]] = {
    "packing-slip": _slip, "parcel-label": _label, "invoice": _invoice, "credit-note": _credit,
    "thank-you-card": _card, "receipt": _receipt, "return-label": _return,
    "pick-list": _picks, "wave-list": _picks, "manifest": _manifest,
}  # fmt: skip
