"""Documents with legal numbers: given once, in the transaction that makes the document; never changed afterwards."""

import hashlib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from desktop.documents import invoice as paper
from desktop.documents.invoice import Amount, Extra, Invoice, InvoiceLine, Tax
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.money import included_tax
from desktop.domain.remote import Kind
from desktop.i18n import N_, words
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, orders, settings
from desktop.services.addresses import language_of
from desktop.services.changes import Work, now, unit
from desktop.services.orders import DocumentRow, OrderView
from desktop.services.parties import buyer, receiver, sender
from desktop.services.settings import Shop


class NothingToInvoice(KolliError):
    text = N_("Order {ref} cannot be invoiced: it is {reason}. Choose another order.")


def issue(order_id: int) -> DocumentRow:
    """The order's invoice, made now if it has none: number, figures, texts and the PDF itself, in one transaction.

    Raises:
        NothingToInvoice: it is cancelled, or not an order.
    """
    with unit() as work:
        history.state_of(order_id, lock=True)
        found = _existing(order_id)
        if found is not None:
            return found
        view = orders.show(order_id)
        if view.kind != Kind.ORDER or view.stage == "cancelled":
            raise NothingToInvoice(ref=f"#{view.number}", reason=N_("cancelled or no order"))
        return _issue(work, view, settings.shop())


def original(document_id: int) -> bytes:
    """The very bytes that were issued.

    Raises:
        NotFound: there is no such document.
    """
    row = run("SELECT pdf FROM document WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("document"), ref=document_id)
    return bytes(row[0])


def copy(document_id: int) -> bytes:
    """The same document drawn again from the figures and texts kept with it, marked as a copy; always the same bytes.

    Raises:
        NotFound: there is no such document.
    """
    row = run("SELECT data, language FROM document WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("document"), ref=document_id)
    kept = msgspec.json.decode(row[0].encode(), type=Invoice)
    return paper.draw(replace(kept, copy=True), row[1])


def void(document_id: int, reason: str) -> None:
    """Say why a document no longer stands; it keeps its number and its bytes, and the order may get a new one."""
    with unit() as work:
        row = run("SELECT order_id, number FROM document WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise NotFound(what=N_("document"), ref=document_id)
        run("UPDATE document SET void_reason = ? WHERE id = ? AND void_reason = ''", (reason, document_id))
        history.note(work, int(row[0]), "voided", f"{row[1]}: {reason}")


def gaps() -> list[str]:
    """Numbers that a series has given out without a document: always none, or something is broken."""
    missing = []
    for kind, prefix, year, after_last in run("SELECT kind, prefix, year, next FROM number_series").fetchall():
        for turn in range(1, int(after_last)):
            number = _number(prefix, year, turn)
            if run("SELECT 1 FROM document WHERE kind = ? AND number = ?", (kind, number)).fetchone() is None:
                missing.append(number)
    return missing


def next_number(kind: str, prefix: str, at: datetime) -> str:
    """Take the next number of a series; only inside the unit that makes its document, so that none is ever lost."""
    statement = (
        "INSERT INTO number_series (kind, prefix, year, next) VALUES (?, ?, ?, 2)"
        " ON CONFLICT (kind, prefix, year) DO UPDATE SET next = number_series.next + 1 RETURNING next"
    )
    taken = int(run(statement, (kind, prefix, at.year)).fetchone()[0]) - 1
    return _number(prefix, at.year, taken)


def _issue(work: Work, view: OrderView, shop: Shop) -> DocumentRow:
    moment = now()
    local = moment.astimezone(ZoneInfo(shop.zone))
    language = language_of(view)
    number = next_number("invoice", shop.invoice_prefix, local)
    data = _data(view, shop, number, local, language)
    pdf = paper.draw(data, language)
    document_id = insert(
        "INSERT INTO document (kind, number, order_id, issued_at, language, data, pdf, sha256, void_reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
        ("invoice", number, view.id, ms(moment), language, msgspec.json.encode(data).decode(), pdf,
         hashlib.sha256(pdf).hexdigest()),
    )  # fmt: skip
    history.note(work, view.id, "invoiced", number)
    return DocumentRow(document_id, "invoice", number, moment)


def _data(view: OrderView, shop: Shop, number: str, local: datetime, language: str) -> Invoice:
    percent = Decimal(shop.tax_percent.replace(",", ".")) if shop.tax_percent else None
    subtotal = sum(line.total_minor for line in view.lines)
    extras, added_tax = _extras(view, subtotal)
    taxes: tuple[Tax, ...] = ()
    if percent is not None and view.total_minor:
        tax = view.tax_minor if added_tax or view.tax_minor else included_tax(view.total_minor, percent)
        taxes = (Tax(percent, view.total_minor - tax, tax),)
    to = receiver(view)
    return Invoice(
        number=number, issued_on=local.date(), order_number=view.number, order_code=view.code, currency=view.currency,
        shop=sender(shop), buyer=buyer(view), lines=tuple(_line(line, percent) for line in view.lines),
        subtotal_minor=subtotal, total_minor=view.total_minor, extras=extras, taxes=taxes,
        ship_to=None if to == buyer(view) else to, payment_method=view.payment_method,
        paid_minor=view.paid_minor, zone=shop.zone, note=_returns(shop, language),
    )  # fmt: skip


def _line(line: orders.LineView, percent: Decimal | None) -> InvoiceLine:
    return InvoiceLine(
        name=line.name.strip() or line.sku, quantity=line.ordered, unit_price=line.unit_price,
        total_minor=line.total_minor, variant=line.variant, sku=line.sku.strip(), tax_percent=percent,
    )  # fmt: skip


def _extras(view: OrderView, subtotal: int) -> tuple[tuple[Amount, ...], bool]:
    """What stands between the lines and the total, so that the paper adds up to the last minor unit.

    Sources differ in whether their lines hold tax and discount already: what makes the sum come out is taken. Returns
    the extras, and whether tax was added on top.
    """
    rest = view.total_minor - subtotal - view.shipping_minor
    taxes, discounts = (0, view.tax_minor), (0, view.discount_minor)
    ways = [(tax, discount, rest - tax + discount) for discount in discounts for tax in taxes]
    exact = [way for way in ways if way[2] == 0]
    coded = [way for way in ways if view.currency == "IDR" and 0 < way[2] < 1000]
    tax, discount, rest = (exact or coded or [(0, max(0, -rest), max(0, rest))])[0]
    extras = [
        Amount(Extra.DISCOUNT, -discount),
        Amount(Extra.SHIPPING, view.shipping_minor, view.service),
        Amount(Extra.TAX, tax),
        Amount(Extra.UNIQUE_CODE if coded and not exact else Extra.FEE, rest),
    ]
    return tuple(extra for extra in extras if extra.amount_minor), bool(tax)


def _returns(shop: Shop, language: str) -> str:
    if not shop.returns_days:
        return ""
    text = words(language).ngettext(
        "Returns are accepted within {days} day.", "Returns are accepted within {days} days.", shop.returns_days
    )
    return text.format(days=shop.returns_days)


def _existing(order_id: int) -> DocumentRow | None:
    row = run(
        "SELECT id, kind, number, issued_at FROM document WHERE order_id = ? AND kind = 'invoice' AND void_reason = ''",
        (order_id,),
    ).fetchone()
    return None if row is None else DocumentRow(row[0], row[1], row[2], utc(row[3]))


def _number(prefix: str, year: int, turn: int) -> str:
    return f"{prefix}/{year}/{turn:06d}"
