"""The kinds of paper that Kolli prints, a line each. The next one: a module in services/papers/, and a line here."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.i18n import N_


class Of(StrEnum):
    """What a paper is of."""

    ORDER = "order"  # printed for each order that is named
    HOUSE = "house"  # printed for a ref of its own: a bench, a manifest, a wave, an article, a day
    PRINTER = "printer"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper.

    `module` of services/papers has `draw(wanted: Wanted) -> bytes`; it is imported when the first paper is drawn.
    `like`: without a printer of its own it comes out where that kind does. `goods`: goods are fetched or sent by it.
    `media` is its usual size, a name of documents.media. `together`: several orders share one paper.
    """

    name: str
    title: str
    icon: str
    module: str
    of: Of = Of.ORDER
    like: str = ""
    goods: bool = False
    media: str = "A4"
    together: bool = False


_ALL = (
    Kind("parcel-label", N_("Parcel label"), "tag", "label", goods=True, media="100x150"),
    Kind("packing-slip", N_("Packing slip"), "file-text", "slip", goods=True),
    Kind("invoice", N_("Invoice"), "receipt-text", "bill"),
    Kind("credit-note", N_("Credit note"), "receipt-text", "credit", like="invoice"),
    Kind("receipt", N_("Receipt"), "receipt", "till_receipt", like="invoice", media="roll-80"),
    Kind("pick-list", N_("Pick list"), "list-checks", "picks", goods=True, together=True),
    Kind("thank-you-card", N_("Thank-you card"), "mail", "card", like="parcel-label", goods=True, media="100x150"),
    Kind("return-label", N_("Return label"), "undo-2", "return_label", like="parcel-label", media="100x150"),
    Kind("voucher", N_("Voucher"), "gift", "voucher", Of.HOUSE, like="thank-you-card", media="100x150"),
    Kind("command-card", N_("Command card"), "scan-barcode", "commands", Of.HOUSE, like="pick-list"),
    Kind("carton-card", N_("Carton codes"), "package", "carton_codes", Of.HOUSE, like="pick-list"),
    Kind("badge", N_("Badge"), "id-card", "badge", Of.HOUSE, like="parcel-label", media="100x150"),
    Kind("manifest", N_("Manifest"), "truck", "manifest", Of.HOUSE, like="pick-list"),
    Kind("wave-list", N_("Pick list of a wave"), "list-checks", "wave", Of.HOUSE, like="pick-list"),
    Kind("wave-sheet", N_("Wave sheet with tick codes"), "list-checks", "wave_sheet", Of.HOUSE, like="pick-list"),
    Kind("bin-label", N_("Bin labels"), "map-pin", "bin_labels", Of.HOUSE, like="parcel-label", media="100x50"),
    Kind("tote-label", N_("Tote labels"), "inbox", "tote_labels", Of.HOUSE, like="bin-label", media="100x50"),
    Kind("product-label", N_("Product labels"), "tag", "product_labels", Of.HOUSE, like="bin-label", media="57x32"),
    Kind("price-label", N_("Price labels"), "tag", "price_labels", Of.HOUSE, like="product-label", media="57x32"),
    Kind("z-report", N_("Z report"), "receipt", "z_report", Of.HOUSE, like="receipt", media="roll-80"),
    Kind("scanner-check", N_("Scanner check"), "scan-line", "scanner", Of.HOUSE, like="pick-list"),
    Kind("shop-card", N_("Shop card"), "badge-check", "shop_card", Of.HOUSE, like="pick-list"),
    Kind("packed-codes", N_("Packed by slips"), "scan-barcode", "packed_codes", Of.HOUSE, like="pick-list"),
    Kind("test-page", N_("Test page"), "target", "test", Of.PRINTER),
    Kind("calibration-target", N_("Calibration target"), "target", "calibration_target", Of.PRINTER),
    Kind("calibration-proof", N_("Calibration target, corrected"), "target", "calibration_target", Of.PRINTER),
    Kind("self-check", N_("Self-check"), "scan-line", "self_check", Of.PRINTER),
    Kind("self-check-proof", N_("Self-check, corrected"), "scan-line", "self_check", Of.PRINTER),
)  # fmt: skip
PAPERS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
KINDS = tuple(kind.name for kind in _ALL if kind.of is Of.ORDER)
OWN_KINDS = tuple(kind.name for kind in _ALL if kind.of is Of.HOUSE)
TEST_PAGE = "test-page"
