"""An order once more, as an order of its own: the same goods for the same buyer, at the same or at today's prices."""

from decimal import Decimal

from desktop.domain import order_sums
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.money import portion, to_decimal, to_minor
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, order_links, permits, settings
from desktop.services.changes import unit
from desktop.services.editing.keeping import sums
from desktop.services.order_links import Kin
from desktop.services.order_making import NewLine, NewOrder, create
from desktop.services.order_views import LineView, OrderView, show


def copy(order_id: int, *, todays_prices: bool = False) -> OrderView:
    """Make an order like this one, unpaid and open; returns it. Discounts, codes and dates are not copied.

    Raises:
        BadInput: today's price of an article is not known.
        NotAllowed: it is no order, or in another currency than the shop sells in.
        NoRight: who works here may not take orders in.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        view = show(order_id)
        if view.kind != "order":
            raise NotAllowed(ref=f"#{view.number}", reason=N_("it is not an order."), action="copy")
        if view.currency != settings.shop().currency:
            raise NotAllowed(ref=f"#{view.number}", reason=N_("it is in another currency."), action="copy")
        net = order_sums.read(sums(order_id), view.currency).on_top and settings.shop().prices_include_tax
        lines = tuple(
            _today(line, view.currency) if todays_prices else _same(line, view.currency, with_tax=net)
            for line in view.lines if line.wanted and line.origin_id is None
        )  # fmt: skip
        made = create(
            NewOrder(
                ship_to=view.ship_to, lines=lines, email=view.email, courier=view.courier, service=view.service,
                note=view.note, shipping=to_decimal(view.shipping_minor, view.currency), language=view.language,
                pay_later=view.state.pay_later, payment_method=view.payment_method, bill_to=view.bill_to,
                channel=view.channel, vouched=True,
            )
        )  # fmt: skip
        order_links.link(work, order_id, made.id, Kin.COPY)
        history.note(work, order_id, "copied", f"#{made.number}")
        history.note(work, made.id, "copied-from", f"#{view.number}")
        return show(made.id)


def _same(line: LineView, currency: str, *, with_tax: bool) -> NewLine:
    """At what its units cost; the total of a line whose units were taken off in its store is still for all of them."""
    whole, part = to_minor(line.unit_price * line.ordered, currency), to_minor(line.unit_price * line.wanted, currency)
    sold = line.ordered if abs(whole - line.total_minor) < abs(part - line.total_minor) else line.wanted
    worth = line.total_minor + (line.tax_minor if with_tax else 0)
    return _line(line, line.unit_price, to_decimal(portion(worth, line.wanted, sold), currency))


def _today(line: LineView, currency: str) -> NewLine:
    row = None
    if line.article_id is not None:
        row = run("SELECT price, currency FROM article WHERE id = ?", (line.article_id,)).fetchone()
    if row is None or not row[0] or row[1] not in ("", currency):
        raise BadInput(what=N_("Today's price"), value="",
                       next=N_("Give the article a price, or copy the order at its own prices."))  # fmt: skip
    return _line(line, Decimal(row[0]), None)


def _line(line: LineView, price: Decimal, total: Decimal | None) -> NewLine:
    return NewLine(line.sku, line.name, line.wanted, price, line.variant, line.note, line.options, total)
