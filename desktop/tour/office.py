"""Away from the bench: the welcome, the queue and one order, handing over, reading a file, the settings."""

from PySide6.QtGui import QKeySequence

from desktop import paths
from desktop.domain.order import Stage
from desktop.i18n import _
from desktop.services import manifests, orders, printing, queue
from desktop.services.messages import sender
from desktop.tour.bench import ORDERS
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.tale import Tale
from desktop.ui.screens.importing import ImportScreen
from desktop.ui.screens.order import OrderScreen
from desktop.ui.screens.settings import PAGES
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.stage_tabs import StageTabs

CURRENCY = {"id": "IDR", "sv": "SEK"}
# The courier's numbers of the order's parcels, as their labels would say them.
_TRACKING = {
    "id": ("JNE", ("010480057142891", "010480057142909")),
    "sv": ("PostNord", ("UB123456785SE", "UB123456799SE")),
}
_OTHER = {"id": "sv", "sv": "id"}
_LIST_MS = 600  # a list is read again when hands rest


def welcome(hands: Hands, tale: Tale, home: str) -> None:
    """The first start: a sample shop is wanted."""
    hands.picture("12a-welcome")
    currency = hands.window.findChild(Choice, "welcome-currency")
    if currency is not None:
        currency.choose(CURRENCY[home])
    hands.keys(QKeySequence("4"))
    hands.press("Return")
    hands.wait(lambda: hands.window.page is not None and hands.window.page.name != "welcome", "the welcome did not end")
    hands.settle()
    made = sum(queue.counts().values())
    tale.tell(_("A first start made a sample shop with {count} orders to work on.").format(count=made), waiting=made)


def _changes_of_an_order(hands: Hands, order_id: int) -> None:
    """What else can be done with it: the menu, and one of its windows; nothing is changed."""
    page = hands.window.page
    if not isinstance(page, OrderScreen) or not hands.click("order-more") or page.deeds.menu is None:
        return
    hands.picture("02-order-menu", page.deeds.menu)
    page.deeds.menu.close()
    page.deeds.ask("address", orders.show(order_id))
    hands.settle()
    if page.deeds.form is not None:
        hands.picture("02-order-form", page.deeds.form)
        page.deeds.form.reject()


def queue_and_order(hands: Hands, tale: Tale, home: str) -> None:
    """The list of orders by keys, three of them chosen; the command bar; one order whole."""
    hands.go("queue")
    tab(hands, "to-pick")
    hands.picture("01-queue")
    hands.press("Ctrl+K")
    hands.type(ORDERS[home][:4])
    hands.picture("01-command-bar")
    hands.keys(QKeySequence("Escape"))
    hands.press("Ctrl+H")
    hands.picture("01-keys")
    hands.keys(QKeySequence("Escape"))
    hands.go("order", orders.find(ORDERS[home]))
    hands.picture("02-order-detail")
    _changes_of_an_order(hands, orders.find(ORDERS[home]))
    hands.click("order-print-invoice")
    hands.wait(nothing_to_print, "the invoice did not come out")
    hands.settle()
    hands.picture("02-order-invoiced")
    hands.go("queue")
    tab(hands, "to-pick")
    for key in ("Down", "Space", "Down", "Space", "Down", "Space", "Up"):
        hands.keys(QKeySequence(key))
    hands.picture("01-queue-chosen")
    hands.press("P")
    hands.wait(nothing_to_print, "the pick list did not come out")
    hands.settle(_LIST_MS)
    hands.picture("01-queue-picking")
    for stage in ("to-confirm", "to-ship", "on-hold"):
        hands.go("queue")
        tab(hands, stage)
        hands.picture(f"01-queue-{stage}")
    if hands.go("new-order"):
        hands.picture("01-new-order")
    tale.tell(
        _("Looked through the queue by keys; an invoice and the pick list of three orders were printed."),
        stages={stage.value: count for stage, count in queue.counts().items()},
    )


def nothing_to_print() -> bool:
    """Every paper has come out."""
    return not printing.jobs(limit=1, states=("queued", "sending", "sent"))


def hand_over(hands: Hands, tale: Tale, home: str) -> None:
    """The packed order gets its tracking number by a scan, and leaves."""
    order_id = orders.find(ORDERS[home])
    carrier, numbers = _TRACKING[home]
    if not hands.go("shipping"):
        raise TourStopped(what="there is no page for shipping", out=hands.out)
    hands.picture("04-ship")
    waiting = [parcel for parcel in orders.show(order_id).parcels if parcel.state == "closed"]
    for parcel, tracking in zip(waiting, numbers, strict=False):
        hands.scan(parcel.code)
        hands.picture("04-ship-parcel")
        hands.scan(tracking)
        hands.picture("04-ship-tracking")
    hands.press("F12")
    hands.wait(lambda: orders.show(order_id).stage is Stage.SHIPPED, "the manifest was not handed over")
    hands.settle()
    hands.picture("04-ship-handed-over")
    tab(hands, "on-the-way")
    hands.settle(_LIST_MS)
    hands.picture("04-ship-on-the-way")
    (manifest,) = manifests.newest(1)
    done = orders.show(order_id)
    if done.stage is not Stage.SHIPPED or not all(parcel.tracking for parcel in done.parcels):
        raise TourStopped(what=f"#{done.number} did not leave with its number", out=hands.out)
    tale.tell(
        _("Handed #{number} over: {carrier} {tracking}.").format(
            number=done.number, carrier=done.parcels[0].carrier or carrier, tracking=done.parcels[0].tracking
        ),
        shipped={"order": done.number, "stage": str(done.stage), "tracking": done.parcels[0].tracking},
        manifest={"courier": manifest.courier, "parcels": manifest.parcels, "state": manifest.state},
    )


def read_file(hands: Hands, tale: Tale, home: str) -> None:
    """A file of orders: shown before anything is written, then read."""
    hands.go("import")
    page = hands.window.page
    if not isinstance(page, ImportScreen):
        raise TourStopped(what="there is no page that reads a file", out=hands.out)
    before = queue.size(None)
    page.read_file(paths.resources() / "sample" / f"orders-{_OTHER[home]}.csv")
    hands.wait(page.go.isVisible, "the file was not shown")
    hands.settle()
    hands.picture("14-import-preview")
    hands.press("Ctrl+Return")
    hands.wait(page.see.isVisible, "the file was not read")
    hands.settle()
    hands.picture("14-import-done")
    made = queue.size(None) - before
    tale.tell(_("Read a file: {count} orders, shown before they were kept.").format(count=made), imported=made)
    hands.go("queue")
    tab(hands, "to-pick")
    hands.picture("14-import-queue")


def settings_pages(hands: Hands, tale: Tale, home: str) -> None:
    """Every page of the settings."""
    for turn, name in ((1, "shop"), (3, "printers"), (4, "language"), (5, "bench"), (9, "couriers"), (13, "picking"),
                       (14, "messages"), (15, "papers"), (16, "labels"), (17, "slips")):  # fmt: skip
        hands.go("settings", turn)
        hands.settle(_LIST_MS)
        hands.picture(f"11-settings-{name}")
    _mails(hands, home)


def _mails(hands: Hands, home: str) -> None:
    """What buyers are written: its settings, the composer on an order, the list; nothing leaves the tour."""
    sender.change(name="Kolli", address="halo@shop.example", host="127.0.0.1", port=9, security="none", grace_s=3600)
    sender.switch(True)
    try:
        hands.go("settings", [page[0] for page in PAGES].index("mails") + 1)
        hands.settle(_LIST_MS)
        hands.picture("11-settings-mails")
        hands.go("order", orders.find(ORDERS[home]))
        hands.settle()
        hands.press("Alt+T")
        hands.picture("02-order-composer")
        hands.go("sync")
        tab(hands, "mails")
        hands.settle(_LIST_MS)
        hands.picture("10-sync-mails")
    finally:
        sender.switch(False)


def tab(hands: Hands, key: str) -> None:
    """Choose a tab of the page that is open."""
    page = hands.window.page
    for tabs in page.findChildren(StageTabs) if page is not None else []:
        tabs.choose(key)
    hands.settle()
