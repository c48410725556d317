"""Orders out of a plain list, one row a line: what the columns mean is said by the adapter that uses this."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import Kind, RemoteLine, RemoteOrder
from desktop.formats.addresses import address
from desktop.formats.errors import Missing, UnknownStatus
from desktop.formats.layout import BuildOrder, Sheet, read_lines
from desktop.formats.numbers import is_rounded
from desktop.formats.tables import Row
from desktop.formats.text import decoded, unguarded

# The words for an order's state in English, Swedish and Indonesian lists, and our own values.
_FULFILMENTS = {
    Fulfilment.OPEN: "open new processing ny nya behandlas baru diproses perlu-dikirim",
    Fulfilment.SHIPPED: "shipped sent skickad dikirim",
    Fulfilment.DELIVERED: "delivered done complete completed levererad klar slutförd selesai diterima",
    Fulfilment.CANCELLED: "cancelled canceled avbruten annullerad makulerad batal dibatalkan",
}
_PAYMENTS = {
    Payment.PAID: "paid yes betald betalt ja lunas dibayar",
    Payment.UNPAID: "unpaid no pending obetald obetalt nej belum belum-bayar",
    Payment.CLAIMED: "claimed",
    Payment.PART_REFUNDED: "part-refunded",
    Payment.REFUNDED: "refunded återbetald dikembalikan",
}
_TEXTS = ("status", "payment", "courier", "service", "paid_with", "email", "language", "currency")
_AMOUNTS = ("shipping", "discount", "order_total", "tax")

_NO_WORDS = dict.fromkeys(_TEXTS, "")
_NO_MONEY = dict.fromkeys(_AMOUNTS, Decimal(0))


def _words(table: dict[Any, str]) -> dict[str, Any]:
    return {word.replace("-", " "): state for state, words in table.items() for word in words.split()}


_FULFILMENT_OF: dict[str, Fulfilment] = _words(_FULFILMENTS)
_PAYMENT_OF: dict[str, Payment] = _words(_PAYMENTS)


def open_list(sheet: Sheet) -> BuildOrder:
    """Make orders of rows; the order's own cells are read from its first row."""
    number_of = sheet.number_of("number")
    # Only what is there is read: most lists have a quarter of these columns.
    texts = {each: sheet.text(each) for each in _TEXTS if each in sheet.places}
    amounts = {each: sheet.amount(each) for each in _AMOUNTS if each in sheet.places}
    placed_at, ship_by = sheet.moment("placed"), sheet.moment_or_none("ship_by")
    ship_of, bill_of = address(sheet, "ship"), address(sheet, "buyer")
    note_of, customer_of = sheet.cell("note"), sheet.code("customer")
    has_buyer = any(place.startswith("buyer_") for place in sheet.places)
    line, says_total = line_reader(sheet), "order_total" in sheet.places

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[0]
        number, placed, due = number_of(first), placed_at(first), ship_by(first)
        money = _NO_MONEY | {each: read(first) for each, read in amounts.items()}
        lines = read_lines(rows, line)
        words = _NO_WORDS | {each: read(first) for each, read in texts.items()}
        payment, fulfilment, known = _state(words, sheet)
        if not known:
            status = " / ".join(filter(None, (words["status"], words["payment"])))
            sheet.notice(row, UnknownStatus(order=number, status=status))
        ship_to = ship_of(first)
        worth = sum([each.total for each in lines], Decimal(0))
        return RemoteOrder(
            remote_id=number, number=number.removeprefix("#"), status=words["status"], payment=payment,
            fulfilment=fulfilment, held=not known, currency=words["currency"].upper() or sheet.currency,
            placed_at=placed, lines=tuple(lines),
            total=money["order_total"] if says_total else worth + money["shipping"] - money["discount"],
            kind=_kind(lines), shipping=money["shipping"], discount=money["discount"], tax=money["tax"],
            buyer=bill_of(first) if has_buyer else ship_to, ship_to=ship_to, email=words["email"],
            phone=ship_to.phone, language=words["language"].casefold()[:2], note=unguarded(note_of(first)),
            courier=words["courier"], service=words["service"], payment_method=words["paid_with"], ship_by=due,
            customer_ref=customer_of(first),
        )  # fmt: skip

    return build


def line_reader(sheet: Sheet) -> Callable[[int, list[str]], RemoteLine]:
    """Read a line from the columns sku, barcode, name, variant, options, line_note, quantity, price and line_total."""
    sku_of, code_of, name_of = sheet.text("sku"), sheet.code("barcode"), sheet.cell("name")
    variant_of, note_of = sheet.text("variant"), sheet.cell("line_note")
    pieces_of, price_of, worth_of = sheet.quantity("quantity"), sheet.amount("price"), sheet.amount("line_total")
    says_worth, price_text = sheet.cell("line_total"), sheet.cell("price")
    needs_packing = sheet.needs_packing()

    def line(position: int, cells: list[str]) -> RemoteLine:
        sku, name, pieces, code = unguarded(sku_of(cells)), decoded(name_of(cells)), pieces_of(cells), code_of(cells)
        if not sku and not code and not name.strip():
            raise Missing(column=sheet.title("sku"))
        price, worth = price_of(cells), worth_of(cells)
        if not says_worth(cells).strip():
            worth = price * pieces
        elif not price_text(cells).strip() and pieces:
            price = worth / pieces
        return RemoteLine(
            str(position), sku, unguarded(name), pieces, price, worth, note=unguarded(note_of(cells)),
            variant=variant_of(cells), barcodes=(code,) if code and not is_rounded(code) else (),
            needs_packing=pieces > 0 and needs_packing(sku),
        )  # fmt: skip

    return line


def _state(words: dict[str, str], sheet: Sheet) -> tuple[Payment, Fulfilment, bool]:
    """Payment and fulfilment, and whether both words were known; a list without such columns holds open orders."""
    if not words["status"] and not words["payment"]:
        return sheet.choices.payment, Fulfilment.OPEN, True
    word, paid = (words[each].casefold().replace("-", " ").strip() for each in ("status", "payment"))
    fulfilment = _FULFILMENT_OF.get(word, Fulfilment.OPEN)
    payment = _PAYMENT_OF.get(paid, sheet.choices.payment if not paid else Payment.UNPAID)
    if not paid and word in _PAYMENT_OF:  # a list whose one column of states is about money
        payment = _PAYMENT_OF[word]
    known = (not word or word in _FULFILMENT_OF or word in _PAYMENT_OF) and (not paid or paid in _PAYMENT_OF)
    return payment, fulfilment, known


def _kind(lines: Sequence[RemoteLine]) -> Kind:
    """Pieces below zero are what came back or was taken off: all of them a cancellation, some an adjustment."""
    if all(line.quantity > 0 for line in lines):
        return Kind.ORDER
    return Kind.CANCELLATION if all(line.quantity < 0 for line in lines) else Kind.ADJUSTMENT
