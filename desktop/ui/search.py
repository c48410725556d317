"""What the command bar finds: orders and products, and what can be done at once with the best of them."""

from collections.abc import Sequence
from functools import partial

from desktop.domain.errors import KolliError
from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import _, money, number
from desktop.services import batch, permits, search
from desktop.services.batch import Batch
from desktop.services.queue import QueueRow
from desktop.services.search import ArticleRow
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.lane import Outcome
from desktop.ui.window import Window
from desktop.ui.words import STAGES, order_name

_ORDERS, _PRODUCTS = 6, 4
_PACKABLE = (Stage.TO_PICK, Stage.TO_PACK)
_RETURNABLE = (Stage.SHIPPED, Stage.DONE, Stage.RETURNS)


def find(window: Window, typed: str) -> Sequence[Found]:
    """On the store thread: what a typed text finds. Pages and the page's own buttons the bar knows by itself."""
    orders = search.rows(typed, limit=_ORDERS)
    products = search.articles(typed, limit=_PRODUCTS)
    found = [_order(window, row) for row in orders]
    found += [_product(window, row) for row in products]
    if orders:
        found += _deeds(window, orders[0])
    words = _("New return")
    if typed.strip() and typed.strip().casefold() in words.casefold():
        found.append(Found(_("Do"), words, partial(window.open, "returns", 0), icon="undo-2"))
    return found


def _order(window: Window, row: QueueRow) -> Found:
    stage = _(STAGES[Stage(row.stage)]) if row.stage else ""
    total = money(row.total_minor, row.currency) if permits.may(Right.PRICES) else ""
    detail = " · ".join(part for part in (stage, total) if part)
    act = partial(window.open, "order", row.id)
    return Found(_("Orders"), row.buyer, act, icon="inbox", strong=order_name(row.number), detail=detail)


def _product(window: Window, row: ArticleRow) -> Found:
    name = " · ".join(part for part in (row.name or row.sku, row.variant) if part)
    there = _("{count} available").format(count=number(row.available))
    apart = _("{count} kept apart").format(count=number(row.apart)) if row.apart else ""
    detail = " · ".join(part for part in (row.bin or row.sku, there, apart) if part)
    act = partial(_show_needing, window, row.id, row.name or row.sku)
    return Found(_("Products"), name, act, icon="boxes", detail=detail)


def _deeds(window: Window, row: QueueRow) -> list[Found]:
    name = order_name(row.number)
    deeds = []
    if row.stage in _PACKABLE:
        act = partial(window.open, "packing", row.id)
        deeds.append(Found(_("Do"), _("Pack {order}").format(order=name), act, icon="package-open"))
    if row.stage in _RETURNABLE:
        words = _("Return of order {order}").format(order=name)
        deeds.append(Found(_("Do"), words, partial(window.open, "returns", -row.id), icon="undo-2"))
    if row.stage:
        words = _("Print packing slip of {order}").format(order=name)
        deeds.append(Found(_("Do"), words, partial(_print_slip, window, row.id), icon="printer"))
    return deeds


def _show_needing(window: Window, article_id: int, name: str) -> None:
    window.open("queue")
    from desktop.ui.screens.queue import QueueScreen  # it is there by now: the page was opened in the line above

    if isinstance(window.page, QueueScreen):
        window.page.show_needing(article_id, name)


def _print_slip(window: Window, order_id: int) -> None:
    work = partial(batch.print_papers, [order_id], "packing-slip")
    window.tasks.run(work, partial(_printed, window), window.show_error)


def _printed(window: Window, result: Batch) -> None:
    refused: KolliError | None = result.refused[0] if result.refused else None
    if refused is not None:
        window.lane.show_result(Outcome.ATTENTION, _("Not done"), refused.say())
    else:
        window.lane.show_result(Outcome.SAVED, _("In the print queue"))
