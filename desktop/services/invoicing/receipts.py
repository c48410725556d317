"""Receipts of orders that are paid."""

from zoneinfo import ZoneInfo

from desktop.documents import receipt as paper
from desktop.documents.receipt import Payment, Receipt, ReceiptLine
from desktop.domain.errors import KolliError
from desktop.domain.order import Payment as Paid
from desktop.domain.remote import Kind
from desktop.i18n import N_, words
from desktop.services import history, orders, settings, templates
from desktop.services.addresses import language_of
from desktop.services.changes import Work, actor, now, unit
from desktop.services.invoicing import figures, kept, series
from desktop.services.invoicing.issuing import returns
from desktop.services.orders import DocumentRow, OrderView
from desktop.services.parties import sender

_PAID = (Paid.PAID, Paid.PART_REFUNDED, Paid.REFUNDED)


class NotPaid(KolliError):
    text = N_("Order {ref} is not paid, so that there is no receipt of it. Confirm its payment first.")


def issue_receipt(order_id: int, media: str = "roll-80") -> DocumentRow:
    """The order's receipt, made now if it has none; `media` is what it is laid out for.

    Raises:
        NotPaid: it is not paid, or not an order.
    """
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        found = kept.newest(order_id, "receipt")
        if found is not None:
            return found
        view = orders.show(order_id)
        if state.payment not in _PAID or view.kind != Kind.ORDER:
            raise NotPaid(ref=f"#{view.number}")
        return _issue(work, view, media)


def _issue(work: Work, view: OrderView, media: str) -> DocumentRow:
    shop, moment, language, here = settings.shop(), now(), language_of(view), actor()
    number = series.next_number("receipt", series.prefix("receipt"), moment.astimezone(ZoneInfo(shop.zone)))
    said = figures.of_order(view, shop)
    _ = words(language).gettext
    paid = view.paid_minor or view.total_minor
    thanks = " ".join(part for part in (returns(shop, language), _("Thank you!")) if part)
    data = Receipt(
        number=number, at=moment, code=view.code, currency=view.currency, shop=sender(shop),
        lines=tuple(
            ReceiptLine(line.name, line.quantity, line.unit_price, line.total_minor, line.variant)
            for line in said.lines
        ),
        total_minor=view.total_minor, payments=(Payment(view.payment_method or _("Paid"), paid),),
        change_minor=max(0, paid - view.total_minor), extras=said.extras, taxes=said.taxes, zone=shop.zone,
        order_number=view.number, place=here.bench, person=here.who, footer=thanks, media=media,
        template=templates.of("receipt", language, number=view.number),
    )  # fmt: skip
    document = kept.keep("receipt", number, view.id, moment, language, data, paper.draw(data, language))
    history.note(work, view.id, "receipt", number)
    return document
