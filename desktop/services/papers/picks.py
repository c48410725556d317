"""The pick list of some orders that are in no wave."""

from collections.abc import Sequence

from desktop import i18n
from desktop.documents import pick_list
from desktop.documents.parts import joined
from desktop.documents.pick_list import PickLine, PickList, PickOrder
from desktop.domain import picking
from desktop.services import bins, orders, pictures, settings, templates
from desktop.services.changes import actor, now
from desktop.services.orders import LineView, OrderView
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    return pick_list.draw(_pick_list(wanted.order_ids, wanted.screen), wanted.screen, wanted.dpi)


def _pick_list(order_ids: Sequence[int], language: str) -> PickList:
    views = [orders.show(order_id) for order_id in order_ids]
    shop, single = settings.shop(), len(views) == 1
    baskets = {view.id: "" if single else picking.letter(place) for place, view in enumerate(views)}
    fetched: dict[tuple[str, str, str], list[tuple[str, LineView]]] = {}
    for view in views:
        for line in view.lines:
            if line.left > 0:
                key = (line.bin, line.sku.strip(), line.variant or line.options_text)
                fetched.setdefault(key, []).append((baskets[view.id], line))
    way = bins.paths()
    walk = sorted(fetched, key=lambda key: (not key[0], way.get(key[0], picking.path(key[0])), key))
    return PickList(
        number=views[0].number, code=views[0].code, printed_at=now(),
        orders=tuple(_pick_order(view, baskets[view.id]) for view in views),
        lines=tuple(_pick_line(key, fetched[key], single) for key in walk), shop=shop.name,
        printed_by=actor().who, zone=shop.zone, template=templates.of("pick-list", language),
    )  # fmt: skip


def _pick_line(key: tuple[str, str, str], parts: list[tuple[str, LineView]], single: bool) -> PickLine:
    bin_code, sku, variant = key
    first = parts[0][1]
    shares: dict[str, int] = {}
    for basket, line in parts:
        shares[basket] = shares.get(basket, 0) + line.left
    return PickLine(
        name=first.name.strip() or sku, quantity=sum(shares.values()), bin=bin_code, variant=variant, sku=sku,
        baskets=() if single else tuple(shares.items()), picture=pictures.of(first.photo),
    )  # fmt: skip


def _pick_order(view: OrderView, basket: str) -> PickOrder:
    count = i18n.ngettext("{units} unit", "{units} units", view.units_left).format(units=view.units_left)
    detail = joined(view.buyer, joined(view.courier, view.service).replace(" · ", " "), count)
    return PickOrder(view.number, view.code, detail, basket)
