"""What the Indonesian marketplaces' files share: lines with masked buyers, and money that the marketplace holds."""

from collections.abc import Callable

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteLine
from desktop.formats.layout import Sheet
from desktop.formats.text import decoded, unguarded

_ON_DELIVERY = ("cod", "bayar di tempat", "cash on delivery")


def settle(fulfilment: Fulfilment | None, paid: bool, method: str) -> tuple[Payment, bool]:
    """The payment state, and whether the order may be packed before it is paid (cash on delivery)."""
    later = method.strip().casefold().startswith(_ON_DELIVERY)
    if fulfilment is Fulfilment.CANCELLED:
        return Payment.UNPAID, later
    received = fulfilment in (Fulfilment.DELIVERED, Fulfilment.SHIPPED) and not (
        later and fulfilment is Fulfilment.SHIPPED
    )
    return (Payment.PAID if paid or received else Payment.UNPAID), later


def line_reader(sheet: Sheet) -> Callable[[int, list[str]], RemoteLine]:
    """Read a line from the columns sku, parent_sku, name, variant, quantity, price, returned and note of the line."""
    sku_of, parent_of, name_of = sheet.text("sku"), sheet.text("parent_sku"), sheet.cell("name")
    variant_of, pieces_of, price_of = sheet.text("variant"), sheet.quantity("quantity"), sheet.amount("price")
    returned_of, off_of, article_of = sheet.amount("returned"), sheet.amount("line_discount"), sheet.code("article")
    needs_packing = sheet.needs_packing()

    def line(position: int, cells: list[str]) -> RemoteLine:
        pieces, price = pieces_of(cells), price_of(cells)
        sku, variant = sku_of(cells) or parent_of(cells), variant_of(cells)
        return RemoteLine(
            str(position), sku, unguarded(decoded(name_of(cells))), pieces, price, price * pieces - off_of(cells),
            variant="" if variant.casefold() == "default" else variant, article_remote_id=article_of(cells),
            needs_packing=pieces > 0 and needs_packing(sku), refunded=min(int(returned_of(cells)), max(pieces, 0)),
        )  # fmt: skip

    return line
