"""Credit notes: a document that corrects an invoice, for a part of it or for all that is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop.documents import credit_note as paper
from desktop.documents.bill import Amount, Extra, InvoiceLine, Tax
from desktop.documents.credit_note import CreditNote
from desktop.documents.invoice import Invoice
from desktop.domain import crediting as rules
from desktop.domain.deducting import deduct
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.money import to_decimal
from desktop.domain.rights import Right
from desktop.domain.tax import Case
from desktop.domain.tax_profiles import profile
from desktop.i18n import N_, money
from desktop.models.base import run
from desktop.services import history, orders, permits, settings, taxes, templates
from desktop.services.changes import now, unit
from desktop.services.invoicing import figures, kept, series
from desktop.services.invoicing.kept import IssuedRow
from desktop.services.order_words import of_order
from desktop.services.orders import DocumentRow

LONGEST_REASON = 200


class NothingToCredit(KolliError):
    text = N_("{number} cannot be credited: {reason}. Choose an invoice that stands and is not credited in full.")


class CreditTooMuch(KolliError):
    text = N_("{what} was invoiced only so far that {left} is left to credit. Credit that much or less.")


@dataclass(frozen=True, slots=True)
class CreditableLine:
    """One line of an invoice; `position` counts from 1, `left` are the units that no credit note has given back."""

    position: int
    name: str
    quantity: int
    left: int


@dataclass(frozen=True, slots=True)
class Creditable:
    """What may still be credited of an invoice, in minor units as the invoice shows them."""

    document_id: int
    number: str
    currency: str
    lines: tuple[CreditableLine, ...]
    shipping_minor: int
    left_minor: int


def creditable(document_id: int) -> Creditable:
    """What may still be credited of an invoice; nothing is left of one that is voided.

    Raises:
        NotFound: there is no such document.
        NothingToCredit: it is no invoice.
    """
    row = kept.find(document_id)
    invoice, left = _left(row)
    lines = tuple(
        CreditableLine(place, line.name, line.quantity, 0 if row.void_reason else rest.units)
        for place, (line, rest) in enumerate(zip(invoice.lines, left.lines, strict=True), 1)
    )
    shipping, total = (0, 0) if row.void_reason else (left.shipping_minor, left.total_minor)
    return Creditable(row.id, row.number, invoice.currency, lines, shipping, total)


def credit(
    document_id: int, lines: Mapping[int, int] | None = None, shipping_minor: int | None = None, reason: str = "",
    *, deduction_minor: int = 0,
) -> DocumentRow:  # fmt: skip
    """Issue a credit note for an invoice: so many units of the lines at these positions (from 1), and so much freight.

    Without `lines` and `shipping_minor` it is for all that is left. Units cost what they cost on the invoice, with
    their part of its discount and tax; all parts together are exactly the invoice. `deduction_minor` is kept of what
    the goods cost, as for wear: it stays invoiced for good.

    Raises:
        BadInput: no reason, or a line that the invoice does not have.
        NothingToCredit: no invoice, voided, or nothing would be given back.
        CreditTooMuch: more than was invoiced less what was credited.
        NoRight: who works here may not.
    """
    permits.require(Right.CORRECT)
    why = " ".join(reason.split())
    if not why:
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why; it stands on the credit note."))
    if len(why) > LONGEST_REASON:
        raise BadInput(what=N_("The reason"), value=f"{why[:40]}…", next=N_("Say it in 200 signs or fewer."))
    with unit() as work:
        row = kept.find(document_id)
        history.state_of(row.order_id, lock=True)  # one credit note after the other
        row = kept.find(document_id)
        invoice, left = _left(row)
        if row.void_reason:
            raise NothingToCredit(number=row.number, reason=N_("it is voided"))
        units = {place - 1: count for place, count in (lines or {}).items() if count}
        shipping = shipping_minor or 0
        if lines is None and shipping_minor is None:
            units = {place: line.units for place, line in enumerate(left.lines) if line.units}
            shipping = left.shipping_minor
        whole = _credited(invoice, left, units, shipping)
        given = _deducted(whole, deduction_minor, invoice.currency)
        if given.total_minor <= 0:
            raise NothingToCredit(number=row.number, reason=N_("nothing would be given back"))
        moment = now()
        local = moment.astimezone(ZoneInfo(settings.shop().zone))
        number = series.next_number("credit-note", series.prefix("credit-note"), local)
        view, back = orders.show(row.order_id), _taxes(invoice, given)
        template = templates.of("credit-note", row.language, **of_order(view))
        data = CreditNote(
            number=number, issued_on=local.date(), order_number=invoice.order_number, order_code=invoice.order_code,
            currency=invoice.currency, shop=invoice.shop, buyer=invoice.buyer,
            lines=_lines(invoice, whole), subtotal_minor=sum(line.amount_minor for line in whole.lines),
            total_minor=given.total_minor, extras=_extras(invoice, whole, given), taxes=back,
            prices_include_tax=invoice.prices_include_tax, zone=invoice.zone, note=template.text("note"),
            template=template, corrects=row.number, corrects_on=invoice.issued_on, reason=why,
            positions=tuple(place + 1 for place in sorted(units)), shipping_minor=shipping,
            tax_profile=invoice.tax_profile, tax_case=invoice.tax_case, buyer_vat=invoice.buyer_vat,
            law=taxes.texts(profile(invoice.tax_profile), Case(invoice.tax_case), invoice.buyer_vat, back,
                            invoice.currency, invoice.issued_on, row.language),
        )  # fmt: skip
        document = kept.keep("credit-note", number, row.order_id, moment, row.language, data,
                             paper.draw(data, row.language), row.id)  # fmt: skip
        history.note(work, row.order_id, "credited", f"{number}: {why}")
        return document


def credits_of(document_id: int) -> list[int]:
    """The ids of the credit notes of an invoice that stand, oldest first."""
    rows = run(
        "SELECT c.id FROM document d JOIN document c ON c.order_id = d.order_id AND c.corrects = d.id"
        " WHERE d.id = ? AND c.void_reason = '' ORDER BY c.id",
        (document_id,),
    ).fetchall()
    return [int(row[0]) for row in rows]


def _left(row: IssuedRow) -> tuple[Invoice, rules.Bill]:
    """An invoice, and what earlier credit notes have left of it."""
    if row.kind != "invoice":
        raise NothingToCredit(number=row.number, reason=N_("it is no invoice"))
    invoice: Invoice = kept.figures(row.id)
    left = figures.left_of(invoice)
    for credit_id in credits_of(row.id):
        note: CreditNote = kept.figures(credit_id)
        units = {place - 1: line.quantity for place, line in zip(note.positions, note.lines, strict=True)}
        _given, left = rules.credit(left, units, note.shipping_minor)
    return invoice, left


def _credited(invoice: Invoice, left: rules.Bill, units: Mapping[int, int], shipping: int) -> rules.Bill:
    for place in units:
        if not 0 <= place < len(invoice.lines):
            raise BadInput(what=N_("The line"), value=place + 1, next=N_("Give its place on the invoice, from 1."))
    try:
        return rules.credit(left, units, shipping)[0]
    except rules.TooMuch as much:
        if much.place is None:
            raise CreditTooMuch(what=N_("The freight"), left=money(much.left, invoice.currency)) from much
        line = invoice.lines[much.place]
        raise CreditTooMuch(what=line.name or line.sku, left=much.left) from much


def _deducted(given: rules.Bill, deduction_minor: int, currency: str) -> rules.Bill:
    try:
        return deduct(given, deduction_minor)
    except rules.TooMuch as much:
        raise CreditTooMuch(what=N_("The deduction"), left=money(much.left, currency)) from much


def _lines(invoice: Invoice, given: rules.Bill) -> tuple[InvoiceLine, ...]:
    pairs = zip(invoice.lines, given.lines, strict=True)
    return tuple(
        InvoiceLine(line.name, part.units, line.unit_price or to_decimal(part.amount_minor, invoice.currency),
                    part.amount_minor, line.variant, line.sku, line.tax_percent)
        for line, part in pairs if part.units
    )  # fmt: skip


def _extras(invoice: Invoice, whole: rules.Bill, given: rules.Bill) -> tuple[Amount, ...]:
    """The extras of the invoice in its own sequence, each with the part that is given back; then what is deducted."""
    place, found = 0, []
    for extra in invoice.extras:
        if extra.kind is Extra.SHIPPING:
            amount = whole.shipping_minor
        elif extra.kind is Extra.TAX:
            amount = sum(given.taxes_minor.values())
        else:
            amount = sum(line.extras_minor[place] for line in whole.lines)
            place += 1
        found.append(Amount(extra.kind, amount, extra.name))
    told = sum(line.amount_minor for line in whole.lines) + sum(extra.amount_minor for extra in found)
    found.append(Amount(Extra.DEDUCTION, given.total_minor - told))
    return tuple(extra for extra in found if extra.amount_minor)


def _taxes(invoice: Invoice, given: rules.Bill) -> tuple[Tax, ...]:
    worth = given.by_rate()
    for place, extra in enumerate(extra for extra in invoice.extras if extra.kind not in (Extra.SHIPPING, Extra.TAX)):
        if extra.kind is Extra.UNIQUE_CODE:  # it goes back, and was never taxed
            for line in given.lines:
                worth[line.percent] = worth.get(line.percent, 0) - (line.extras_minor[place] if line.units else 0)
    return tuple(
        Tax(rate, worth.get(rate, 0) - (0 if given.on_top else tax), tax)
        for rate, tax in given.taxes_minor.items()
        if rate is not None and (tax or worth.get(rate, 0))
    )
