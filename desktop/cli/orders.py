"""kolli orders list | show | do | change | duplicates | tracking, and kolli ship."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from itertools import chain

from desktop.cli import order_desk, shop, tell
from desktop.cli.console import Console, safe, table
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import BadInput
from desktop.domain.order import Action, Stage
from desktop.domain.tracking_mode import Mode
from desktop.i18n import N_, _, day_time
from desktop.services import (
    duplicates,
    order_entry,
    orders,
    packing,
    queue,
    search,
    settings,
    shipping,
    store_parcels,
    stores,
)
from desktop.services.orders import NewLine, OrderView
from desktop.services.queue import QueueRow

_WORDS = ("list", "show", "do", "change", "duplicates", "tracking", *order_desk.WORDS)
_MOST = 1000
_MOST_FOUND = 10_000  # by a search, over all its pages


def declare(parser: ArgumentParser) -> None:
    """What is here, one order whole, and moving one."""
    doing = parser.add_subparsers(required=True, metavar="|".join(_WORDS))
    listing = doing.add_parser("list", help=_("the orders of a stage, or those that hold a text"))
    listing.add_argument("--stage", type=one_of(N_("The stage"), Stage), metavar="STAGE", help=", ".join(Stage))
    listing.add_argument("--search", metavar="TEXT", help=_("number, name, phone, tracking number, SKU or barcode"))
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, _MOST), default=100, metavar="N")
    listing.add_argument("--after", type=_cursor, metavar="CURSOR", help=_("where the last page ended: its `next`"))
    listing.set_defaults(run=_list)
    showing = doing.add_parser("show", help=_("one order: lines, parcels, papers, history"))
    showing.add_argument("ref", metavar="REF", help=_("its number, our code or its tracking number"))
    showing.set_defaults(run=_show)
    moving = doing.add_parser("do", help=_("move an order: confirm, hold, release, cancel, ..."))
    moving.add_argument("ref", metavar="REF")
    moving.add_argument("action", type=one_of(N_("The action"), Action), metavar="ACTION", help=", ".join(Action))
    moving.add_argument("--comment", default="", metavar="TEXT", help=_("why; it stands in the history"))
    moving.add_argument("--notify", action="store_true", help=_("the store passes the comment on to the customer"))
    moving.set_defaults(run=_do)
    changing = doing.add_parser("change", help=_("other quantities of its lines, or more lines, before it has left"))
    changing.add_argument("order", metavar="NUMBER")
    changing.add_argument("--want", action="append", default=[], metavar="SKU*2",
                          help=_("how many of a line are wanted now; 0 takes it away"))  # fmt: skip
    changing.add_argument("--add", action="append", default=[], metavar="SKU*2",
                          help=_("a line more; SKU*2@12.50 says what a unit costs"))  # fmt: skip
    changing.add_argument("--why", required=True, metavar="TEXT", help=_("the reason; the bench reads it"))
    changing.set_defaults(run=_change)
    add_everywhere(changing)
    doubles = doing.add_parser("duplicates", help=_("orders that may be the same order twice, and wait for a look"))
    doubles.add_argument("--keep", metavar="REF", help=_("this one is an order of its own: release it"))
    doubles.set_defaults(run=_duplicates)
    tracking = doing.add_parser("tracking", help=_("who says what becomes of an order's parcels, and what was said"))
    tracking.add_argument("ref", metavar="REF")
    tracking.add_argument("mode", nargs="?", type=one_of(N_("The tracking"), (*Mode, "usual")), metavar="MODE",
                          help=", ".join((*Mode, "usual")))  # fmt: skip
    tracking.set_defaults(run=_tracking)
    for each in (listing, showing, moving, doubles, tracking):
        add_everywhere(each)
    order_desk.declare(doing)


def declare_ship(parser: ArgumentParser) -> None:
    """Hand a packed order over."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--carrier", default="", metavar="NAME", help=_("who takes it"))
    parser.add_argument("--tracking", default="", metavar="NUMBER", help=_("the carrier's number"))
    parser.add_argument("--comment", default="", metavar="TEXT")
    parser.set_defaults(run=_ship)


def _list(given: Namespace, console: Console) -> int:
    stage = Stage(given.stage) if given.stage else None
    with shop.opened(given):
        if given.search is not None:
            found = _search(given.search, stage, given.after, given.limit + 1)
        else:
            found = queue.page(stage, given.after, given.limit + 1)
        more = len(found) > given.limit
        shown = found[: given.limit]
        following = f"{shown[-1].sort_key}.{shown[-1].id}" if more else None
        document = {"orders": [tell.row(each) for each in shown], "next": following}
        console.answer(document, tell.rows(shown))
        if following and not console.as_json:
            console.say(_("There are more: kolli orders list --after {cursor}").format(cursor=following))
    return 0


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        view = orders.show(orders.find(given.ref))
        packed = packing.record(view.id)
        document = {**tell.order(view), "packed": tell.packed(packed)}
        console.answer(document, chain(tell.lines(view), tell.packed_lines(packed)))
    return 0


def _duplicates(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        if given.keep:
            duplicates.keep_both(orders.find(given.keep))
        pairs = duplicates.waiting(_MOST)
        named = {store.id: store.name for store in stores.every()}
        rows = [
            (
                pair.number, pair.twin_number, named.get(pair.twin_store_id or 0, ""), day_time(pair.placed_at),
                day_time(pair.twin_placed_at), pair.twin_stage,
            )
            for pair in pairs
        ]  # fmt: skip
        heads = [_("Waits"), _("May be"), _("The other's store"), _("Placed"), _("The other placed"),
                 _("The other is")]  # fmt: skip
        none = [_("No order waits as a double.")]
        console.answer({"duplicates": [asdict(pair) for pair in pairs]}, table(heads, rows) if rows else none)
    return 0


def _tracking(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.ref)
        if given.mode:
            store_parcels.set_mode(order_id, None if given.mode == "usual" else Mode(given.mode))
        road = store_parcels.road(order_id)
        said = [(event.parcel, event.kind.value, day_time(event.at), event.source.value, event.who)
                for event in road.events]  # fmt: skip
        said += [(told.parcel or told.number, told.state, day_time(told.at), "store", "")
                 for told in road.told if not (told.used and told.state == "delivered")]  # fmt: skip
        heads = [_("Parcel"), _("Event"), _("When"), _("Source"), _("Who")]
        console.answer({"tracking": asdict(road)}, [road.mode.value, *(table(heads, said) if said else [])])
    return 0


def _change(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        view = orders.show(orders.find(given.order))
        wanted: dict[int, int] = {}
        for text in given.want:
            sku, _star, units = text.rpartition("*")
            line = next((each for each in view.lines if each.sku == sku and each.id not in wanted), None)
            if line is None or not units.isdigit():
                raise BadInput(what=N_("The quantity"), value=text, next=N_("Write SKU*2, with a SKU of this order."))
            wanted[line.id] = int(units)
        if not (wanted or given.add):
            raise BadInput(what=N_("The change"), value="", next=N_("Give --want SKU*2 or --add SKU*2."))
        view = orders.change_lines(view.id, wanted, [_added(text, view.currency) for text in given.add], given.why)
        console.answer(tell.order(view), tell.lines(view))
    return 0


def _added(text: str, currency: str) -> NewLine:
    """A line as it was written, at the article's own price where none is given."""
    rest, _at, cost = text.partition("@")
    sku, _star, units = rest.rpartition("*")
    article = order_entry.by_code(sku)
    if article is None or not units.isdigit():
        raise BadInput(what=N_("The article"), value=text, next=N_("Write SKU*2, with a SKU of this shop."))
    known = article.price if currency == settings.shop().currency else None
    price = orders.price(cost) if cost else known
    if price is None:
        raise BadInput(what=N_("The price"), value=text, next=N_("Write SKU*2@12.50: no price is known for it."))
    return NewLine(article.sku, article.name, int(units), price, article.variant)


def _do(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(_moved(orders.find(given.ref), Action(given.action), given), console)
    return 0


def _moved(order_id: int, action: Action, given: Namespace) -> OrderView:
    if action is Action.PUT_ASIDE:  # frees the bench too
        packing.put_aside(order_id)
        return orders.show(order_id)
    return orders.do(order_id, action, given.comment, given.notify or None)


def _ship(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(shipping.ship(orders.find(given.ref), given.carrier, given.tracking, given.comment), console)
    return 0


def _told(view: OrderView, console: Console) -> None:
    document = {**tell.state(view), "parcels": [tell.parcel(each) for each in view.parcels]}
    console.answer(document, [safe(text) for text in tell.short(view)])


def _cursor(text: str) -> QueueRow:
    """A place in a list, as `next` named it."""
    key, dot, row_id = text.partition(".")
    if not (dot and key.lstrip("-").isdigit() and row_id.isdigit() and len(text) < 40):
        raise BadInput(what=N_("The cursor"), value=text, next=N_("Give what `next` said, unchanged."))
    return queue.place(int(key), int(row_id))


def _search(text: str, stage: Stage | None, after: QueueRow | None, limit: int) -> list[QueueRow]:
    """What the text finds, best first; after the row that the cursor names."""
    found = search.orders(text, _MOST_FOUND, stage)
    begin = found.index(after.id) + 1 if after and after.id in found else 0
    return queue.of_orders(found[begin : begin + limit])
