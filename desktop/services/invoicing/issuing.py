"""Invoices: number, figures, texts and the PDF itself, in one transaction."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.documents import invoice as paper
from desktop.documents.invoice import Invoice
from desktop.domain.errors import KolliError
from desktop.domain.order import Payment
from desktop.domain.remote import Kind
from desktop.domain.tax_profiles import profile
from desktop.i18n import N_, words
from desktop.services import history, orders, payment_policies, settings, taxes, templates
from desktop.services.addresses import language_of
from desktop.services.changes import Work, now, unit
from desktop.services.invoicing import figures, kept, series
from desktop.services.order_words import of_order
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
        found = kept.newest(order_id, "invoice")
        if found is not None:
            return found
        view = orders.show(order_id)
        if view.kind != Kind.ORDER or view.stage == "cancelled":
            raise NothingToInvoice(ref=f"#{view.number}", reason=N_("cancelled or no order"))
        return _issue(work, view, settings.shop())


def _issue(work: Work, view: OrderView, shop: Shop) -> DocumentRow:
    moment = now()
    local = moment.astimezone(ZoneInfo(shop.zone))
    language = language_of(view)
    number = series.next_number("invoice", series.prefix("invoice"), local)
    taxed, law = taxes.of_order(view.id), profile(shop.tax_profile)
    said, to = figures.of_order(view, shop, local.date(), taxed.case), receiver(view)
    template = templates.of("invoice", language, **of_order(view))
    data = Invoice(
        number=number, issued_on=local.date(), order_number=view.number, order_code=view.code, currency=view.currency,
        shop=sender(shop), buyer=buyer(view), lines=said.lines, subtotal_minor=said.subtotal_minor,
        total_minor=view.total_minor, extras=said.extras, taxes=said.taxes,
        ship_to=None if to == buyer(view) else to, payment_method=view.payment_method,
        paid_minor=view.paid_minor, zone=shop.zone, due_on=_due_on(view, local.date()),
        note=template.text("note", returns(shop, language)), template=template,
        prices_include_tax=not said.on_top, paid_at=_paid_at(view), freight_shared=said.freight_shared,
        tax_profile=law.name, tax_case=taxed.case.value, buyer_vat=taxed.buyer_vat,
        law=taxes.texts(law, taxed.case, taxed.buyer_vat, said.taxes, view.currency, local.date(), language),
    )  # fmt: skip
    document = kept.keep("invoice", number, view.id, moment, language, data, paper.draw(data, language))
    history.note(work, view.id, "invoiced", number)
    return document


def _due_on(view: OrderView, issued_on: date) -> date | None:
    """The last day to pay, where something is due and its way of paying gives days."""
    days = payment_policies.of_order(view.id).due_days
    return issued_on + timedelta(days=days) if days and view.due_minor > 0 else None


def _paid_at(view: OrderView) -> datetime | None:
    """When the order was paid in full; None while it is not, or where nobody knows."""
    if view.paid_minor < view.total_minor or view.state.payment is not Payment.PAID:
        return None
    checked = [row.at for row in view.history if row.action == "confirm"]
    return max(checked) if checked else None


def returns(shop: Shop, language: str) -> str:
    """How long goods may come back, in a paper's language; "" where the shop has set no days."""
    if not shop.returns_days:
        return ""
    text = words(language).ngettext(
        "Returns are accepted within {days} day.", "Returns are accepted within {days} days.", shop.returns_days
    )
    return text.format(days=shop.returns_days)
