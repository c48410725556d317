"""The list of the queue's page: what it shows, what follows it, and how it stands still while orders come in."""

from datetime import datetime
from functools import partial

from desktop.domain.order import Stage
from desktop.services import orders
from desktop.services.changes import Change, now
from desktop.services.orders import OrderView
from desktop.services.queue_filter import Only, Sort, usual
from desktop.services.queue_views import View
from desktop.ui.desk import Desk
from desktop.ui.queue import facts, said
from desktop.ui.queue.batch_work import BatchWork
from desktop.ui.queue.facts import Facts
from desktop.ui.queue.forecast import Forecast
from desktop.ui.queue.layout import TABS, QueueLayout
from desktop.ui.queue.listing import Listing
from desktop.ui.queue.views import Views


class Board(QueueLayout):
    """`listing` says what is shown; `_show_list` shows it anew, and everything else follows the database."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.listing = Listing()
        self._facts: Facts | None = None
        self._seen_at: datetime = now()
        self._wanted: OrderView | None = None  # to be made current when the list has come
        self._first = True
        self._heard: set[Change] = set()
        self.work = BatchWork(desk, self)
        self.forecast = Forecast(desk.tasks, self.listing.words.ahead, self.misses, self.sort, self._forecast)
        self.known_views = Views(desk, self, self.listing, self.show_view, self.work.undone_by)

    def entered(self) -> None:
        self._read_facts()
        self.foot.entered()
        if not self._first:
            self.table.reload()
        self.table.setFocus()

    def open(self, id: int | None) -> None:
        """Show this order in the panel, whatever the list shows."""
        if id is not None:
            self.desk.tasks.run(partial(orders.show, id), self._show_found)

    def show_needing(self, article_id: int, name: str) -> None:
        """Only the orders that still need this article, whatever their stage of work."""
        self._widen()
        self.listing.needed = (article_id, name)
        self._show_list()

    def back(self) -> bool:
        if self.listing.narrow or self.search.text():
            self._widen()
        elif self.listing.only.count or self.listing.stage is None:
            self.listing.show_stage(self.listing.stage or Stage(self.tabs.current()))
        else:
            return False
        self._show_list()
        self._read_facts()
        return True

    def search_focus(self) -> bool:
        self.search.setFocus()
        self.search.selectAll()
        return True

    def _show_stage(self, key: str) -> None:
        self._widen()
        self.listing.show_stage(Stage(key))
        self._show_list()
        self._read_facts()

    def show_view(self, view: View) -> None:
        self._widen()
        self.listing.show_view(view)
        if view.stage in TABS:
            self.tabs.choose(view.stage.value)
        self._show_list()
        self._read_facts()
        self.table.setFocus()

    def _choose(self, only: Only, sort: Sort | None) -> None:
        """What the panel or the bar narrows the list to."""
        listing = self.listing
        listing.only, listing.sort = only, None if sort is usual(listing.stage) else sort
        self._show_list()
        self._read_facts()

    def _widen(self) -> None:
        self.listing.widen()
        self.search.blockSignals(True)
        self.search.setText("")
        self.search.blockSignals(False)
        self.soon.stop()

    def _search(self) -> None:
        if self.isVisible():
            self.listing.typed = self.search.text().strip()
            self._show_list()

    def _show_list(self) -> None:
        self._show_choices()
        self.table.columns = self.listing.columns()
        self.table.retheme()
        self.table_head.update()
        self.table.show_source(self.listing.source())

    def _narrowed(self) -> None:
        store, courier = self.store.value(), self.courier.value()
        self.listing.best = self.sort.value() == "best"
        self.listing.only = said.narrowed(self.listing.only, store, courier)
        self._show_list()
        self._read_facts()
        self.table.setFocus()

    def _show_choices(self) -> None:
        said.show_choices(self, self.listing, self._facts, self.forecast.saves)

    def _forecast(self, again: bool) -> None:
        self._show_choices()
        if again and self.isVisible():
            self.table.reload()

    def _show_misses(self) -> None:
        self._widen()
        self.listing.only_missing = True
        self._show_list()
        self.table.setFocus()

    def _settled(self, count: int) -> None:
        self._first = False
        self.forecast.look()
        self.lists.setCurrentIndex(0 if count else 1)
        if not count:
            self.panel.show_order(None, self.listing.words.zone)
            self.empty.say(*said.why_empty(self.listing))
        elif self._wanted is not None:
            self._show_wanted(self._wanted)
        elif self.table.current() is None:
            self.table.select_row(0)

    def _show_wanted(self, order: OrderView) -> None:
        """Make it current; far down in a long stage it is shown alone, and Esc brings the rest back."""
        self._wanted = None
        if not self.table.select_id(order.id):
            self.listing.alone = order
            self._show_list()
        self._show_panel(order)

    def _show_current(self) -> None:
        row = self.table.current()
        if row is not None and (self.panel.order is None or self.panel.order.id != row.id):
            self.desk.tasks.run(partial(orders.show, row.id), self._show_order)

    def _show_order(self, order: OrderView) -> None:
        row = self.table.current()
        if row is None or row.id == order.id:
            self._show_panel(order)

    def _show_panel(self, order: OrderView) -> None:
        self.panel.show_order(order, self.listing.words.zone)

    def _show_found(self, order: OrderView) -> None:
        if order.stage in TABS:
            self._wanted = order
            self.tabs.choose(order.stage.value)
            self._show_stage(order.stage.value)
        else:
            self._widen()
            self.listing.alone = order
            self._show_list()

    # What changes by itself

    def _changed(self, changes: frozenset[Change]) -> None:
        self._heard |= changes
        if not self.calm.isActive():  # an import commits many times a second: the list follows at its own pace
            self.calm.start()

    def _follow(self) -> None:
        heard, self._heard = self._heard, set()
        if not self.window().isVisible():
            return  # it has been closed meanwhile: the shop may be too
        if any(change.kind in ("settings", "courier") for change in heard):
            self.listing.words.forget()
        self._read_facts()
        if not self.isVisible():
            return
        self.table.reload()
        shown = self.panel.order
        if shown is not None and Change("order", shown.id) in heard:
            self.desk.tasks.run(partial(orders.show, shown.id), self._show_order)

    def _pass_time(self) -> None:
        if self.isVisible():
            self.forecast.look()
            self.table.reload()

    def _read_facts(self) -> None:
        choices = self.filters.isVisible()
        work = partial(facts.read, self._seen_at, self.listing.stage, self.listing.only, choices)
        self.desk.tasks.run(work, self._show_facts)

    def _show_facts(self, found: Facts) -> None:
        known, self._facts = self._facts, found
        words = self.listing.words
        again = known is None or (known.zone, known.stores) != (found.zone, found.stores)
        words.zone, words.stores, self.forecast.zone = found.zone, found.stores, found.zone
        self.known_views.show_known(found.views, found.stuck)
        said.show_facts(self, self.listing, found)
        if again or known is None or known.couriers != found.couriers or self.filters.isVisible() or self._first:
            self._show_choices()
        if self._first:
            if not found.counts[Stage.TO_PICK]:
                self.listing.stage = next((stage for stage in TABS if found.counts.get(stage)), Stage.TO_PICK)
            self.tabs.choose((self.listing.stage or Stage.TO_PICK).value)
        if again or self._first:
            self._show_list()

    def _show_new(self) -> None:
        """Those that have come in, wherever their payment puts them; Esc brings the list back."""
        if self._facts is not None:
            self._widen()
            self.listing.fresh = self._facts.new
            self._show_list()
        self._seen_at = now()
        self._read_facts()
