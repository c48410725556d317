"""The online store, over real HTTP: orders come, the network goes, work goes on, the network comes back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from desktop.i18n import _
from desktop.services import changes, orders, outbox, queue, shipping, stores, take_outs
from desktop.services.orders import OrderView
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_orders import update
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connectors import CONNECTORS
from desktop.tour.bench import expect, scan_last
from desktop.tour.hands import Hands, TourStopped, look
from desktop.tour.tale import Tale
from desktop.ui.settings.store_form import StoreForm
from desktop.ui.widgets.stage_tabs import StageTabs

_ORDERS = 6
_LOOKED_MS = 500  # the bench looks again soon after somebody else has written about its order
_BACK_S = 60.0  # a store that is back is noticed within half a minute


def sync_and_lose_the_network(hands: Hands, tale: Tale, home: str) -> None:
    """An order of the store is packed and shipped while nothing gets through; then the store hears of it, once."""
    with _shop(hands) as double:
        _show_form(hands)
        _connect(hands, double)
        came = [row.id for row in queue.page(None, limit=500) if row.store_id is not None]
        hands.go("queue")
        hands.picture("10-queue-with-store")
        hands.go("settings", 2)
        hands.picture("11-settings-stores")
        hands.go("sync")
        hands.picture("10-sync")
        _show_tabs(hands)
        tale.tell(_("A store was connected over HTTP: {count} orders came.").format(count=len(came)),
                  store_orders=len(came))  # fmt: skip
        order = _work_offline(hands, double, came)
        waiting = outbox.counts().get("waiting", 0) + outbox.counts().get("sending", 0)
        hands.go("sync")
        hands.picture("10-sync-offline")
        double.choose = lambda _request: None
        began = time.monotonic()
        hands.session.app.sync.wake()
        hands.wait(_all_told, "the store was not told", _BACK_S)
        hands.settle()
        hands.picture("10-sync-told")
        told = _told(double, order)
        tale.tell(
            _("With the network away #{number} was packed and shipped; {waiting} messages waited, and the store heard"
              " of it {seconds} s after it was back: {told}.").format(
                number=order.number, waiting=waiting, seconds=round(time.monotonic() - began, 1),
                told=", ".join(f"{word} {count}" for word, count in told.items()),
            ),
            packed_offline={"order": order.number, "units": order.units}, waited=waiting, told=told,
            outbox=outbox.counts(),
        )  # fmt: skip
        _changed_while_packing(hands, tale, double, [order_id for order_id in came if order_id != order.id])


def _show_form(hands: Hands) -> None:
    """What a store's form asks, kind by kind."""
    hands.go("settings", 2)
    hands.press("C")
    hands.picture("11-settings-store-kinds")
    form = hands.window.findChild(StoreForm)
    if form is None:
        raise TourStopped(what="there is no form for a store", out=hands.out)
    for kind in ("woocommerce", "opencart", "folder"):
        form.choose_kind(kind)
        hands.settle()
        hands.picture(f"11-settings-store-{kind}")
    for _level in range(2):
        form.leave()
    hands.settle()


def _show_tabs(hands: Hands) -> None:
    """Every tab of the sync screen."""
    page = hands.window.page
    for tabs in page.findChildren(StageTabs) if page is not None else []:
        for key in ("stores", "decisions", "stock", "proof"):
            tabs.choose(key)
            hands.settle()
            hands.picture(f"10-sync-{key}")
        tabs.choose("outbox")
    hands.settle()


@contextmanager
def _shop(hands: Hands) -> Iterator[StoreDouble]:
    """A store on this computer, with some orders of the tour's own day."""
    with StoreDouble() as double:
        double.state.now = changes.now
        fill(double.state, orders=_ORDERS, statuses=("processing",))
        double.state.now = lambda: datetime.now(UTC).replace(microsecond=0)
        try:
            yield double
        finally:
            for row in stores.active():
                stores.change(row.id, active=False)
            hands.settle()


def _connect(hands: Hands, double: StoreDouble) -> None:
    settings: dict[str, object] = {"status_map": dict(CONNECTORS["woocommerce"].STATUS_MAP), "plain_http": True}
    store = stores.add("woocommerce", "sagara.example", double.url, settings, {"key": KEY, "secret": SECRET})
    hands.wait(lambda: _came(store.id) >= _ORDERS, "the store's orders did not come")
    hands.settle()


def _came(store_id: int) -> int:
    return sum(row.store_id == store_id for row in queue.page(None, limit=500))


def _work_offline(hands: Hands, double: StoreDouble, came: list[int]) -> OrderView:
    """Pack and ship one of the store's orders with every request dropped."""
    double.choose = lambda _request: (Trouble.DROP_BEFORE, 0.0)
    order = min((orders.show(order_id) for order_id in came), key=lambda view: view.units)
    hands.go("packing")
    hands.scan(order.code)
    *units, last = [line.sku for line in order.lines for _unit in range(line.left)]
    expect(hands, tuple(units), "right")
    scan_last(hands, last, order.id)
    hands.picture("03-pack-offline")
    shipping.ship(order.id, "JNE", "010480057142917")
    hands.settle()
    packed = orders.show(order.id)
    if packed.units_left or str(packed.stage) != "shipped":
        raise TourStopped(what=f"#{order.number} was not packed and shipped without the network", out=hands.out)
    return packed


def _changed_while_packing(hands: Hands, tale: Tale, double: StoreDouble, came: list[int]) -> None:
    """The customer asks the store for one unit less of what is packed and two more of something else: nothing closes
    before the one is scanned on its way out.
    """
    views = [orders.show(order_id) for order_id in came]
    order = max(views, key=lambda view: (len(view.lines) > 1, max(line.wanted for line in view.lines)))
    line = max(order.lines, key=lambda each: each.wanted)
    hands.go("packing")
    heard = len(hands.answers)
    hands.scan(order.code)
    for _unit in range(line.wanted):
        hands.scan(line.sku)
    lines = double.state.orders[int(order.remote_id)]["line_items"]
    less = next(item for item in lines if item["sku"] == line.sku)
    more = next((item for item in lines if item is not less), less)
    changed = [
        {"id": less["id"], "quantity": less["quantity"] - 1},
        {"id": more["id"], "quantity": more["quantity"] + 2},
    ]
    update(double.state, int(order.remote_id), {"line_items": changed if more is not less else changed[:1]})
    hands.session.app.sync.wake()
    hands.wait(lambda: take_outs.of(order.id) is not None, "the change in the store was not seen", _BACK_S)
    look(_LOOKED_MS)
    hands.settle()
    hands.picture("03g-pack-changed")
    hands.scan(line.sku)
    look(_LOOKED_MS)
    hands.picture("03g-pack-taken-out")
    del hands.answers[heard:]  # the order stays open: its units are not compared with what is packed
    after = orders.show(order.id)
    tale.tell(
        _("#{number} was changed in the store while it was packed: one unit came out by its scan, {units} units now.")
        .format(number=order.number, units=after.units),
        changed={"order": order.number, "before": order.units, "after": after.units, "open": after.conflict,
                 "out": sum(each.out for each in after.lines)},
    )  # fmt: skip


def _all_told() -> bool:
    counts = outbox.counts()
    return not any(counts.get(state) for state in ("waiting", "sending", "sent"))


def _told(double: StoreDouble, order: OrderView) -> dict[str, int]:
    """How often the store was told each thing about an order."""
    told: dict[str, int] = {}
    for write in double.writes:
        if f"/orders/{order.remote_id}" not in write.path:
            continue
        body = write.body if isinstance(write.body, dict) else {}
        words = [f"status {body['status']}"] if "status" in body else [write.path.rsplit("/", 1)[-1]]
        for word in words:
            told[word] = told.get(word, 0) + 1
    return told
