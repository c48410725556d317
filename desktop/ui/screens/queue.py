"""The order queue: what waits, by stage and by promise. The page that the day begins on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.order import Action, Stage
from desktop.i18n import N_, _, clock, ngettext, number
from desktop.services import batch, duplicates, orders, queue, queue_filter, radar, settings, stores, waves
from desktop.services.batch import Batch
from desktop.services.changes import Change, now
from desktop.services.orders import OrderView
from desktop.services.paper_kinds import PAPERS
from desktop.services.queue import QueueRow
from desktop.services.queue_filter import Only
from desktop.services.radar import Plan
from desktop.ui import order_rows as rows
from desktop.ui.desk import Desk
from desktop.ui.order_panel import OrderPanel
from desktop.ui.paper_foot import PaperFoot
from desktop.ui.screen import Screen
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.batch_bar import BatchBar
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import TAB_WORDS, order_name

TABS = (Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED, Stage.ON_HOLD, Stage.RETURNS)
# What the batch bar offers in each stage: as many as fit in the longest language.
_BATCH = {
    Stage.TO_CONFIRM: ("confirm", "hold"),
    Stage.TO_PICK: ("pick", "slips", "hold"),
    Stage.TO_PACK: ("pick", "slips", "hold"),
    Stage.TO_SHIP: ("slips", "invoices", "hold"),
    Stage.ON_HOLD: ("hold",),
}
_TYPING_MS = 60
_CALM_MS = 250
_LOOK_AGAIN_S = 30  # how old the forecast may be
_WORK = (Stage.TO_PICK, Stage.TO_PACK)


@dataclass(frozen=True, slots=True)
class _Facts:
    counts: dict[Stage, int]
    zone: str
    stores: dict[int, str]
    new: int
    couriers: list[str]


class QueueScreen(Screen):
    name, title, icon, letter = "queue", N_("Orders"), "inbox", "O"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stage: Stage | None = Stage.TO_PICK
        self._zone = "UTC"
        self._stores: dict[int, str] = {}
        self._couriers: list[str] = []
        self._seen_at: datetime = now()
        self._needed: tuple[int, str] | None = None  # an article whose orders alone are shown
        self._wanted: OrderView | None = None  # to be made current when the list has come
        self._alone: OrderView | None = None  # the one order that is shown, far down in its stage or in none
        self._ahead, self._looked_at = rows.Ahead(), float("-inf")  # the forecast, and when it was asked for
        self._plan: Plan | None = None
        self._only_missing = False
        self._first = True
        self._undone: Callable[[], object] | None = None
        self.head, self.tabs = PageHead(), StageTabs("queue-tabs")
        self.news = KeyButton("", "bell", "N", role="quiet", name="queue-news")
        self.new = KeyButton("", "plus", "Ctrl+N", name="queue-new")
        self.all = Tick("queue-all")
        self.search = TextField("queue-search", icon="search", key="/")
        self.store, self.courier = Choice("queue-store"), Choice("queue-courier")
        self.sort = Choice("queue-sort")
        self.misses = KeyButton("", "clock-alert", "M", name="queue-misses")
        self.table = PagedTable(desk.tasks, rows.COLUMNS, ticks=True, name="queue-list")
        self.panel = OrderPanel()
        self.empty = EmptyState("inbox")
        self.bar, self.foot = BatchBar(), PaperFoot(desk)
        self.confirm = KeyButton("", "wallet", "B", role="primary", name="queue-confirm")
        self.pick = KeyButton("", "list-checks", "P", role="primary", name="queue-pick")
        self.slips = KeyButton("", "printer", "S", name="queue-slips")
        self.invoices = KeyButton("", "receipt-text", "I", name="queue-invoices")
        self.hold = KeyButton("", "pause", "H", name="queue-hold")
        self._bars, self._lists = QStackedWidget(), QStackedWidget()
        self.show_all = KeyButton("", "x", "Escape", role="quiet", name="queue-show-all")
        self._heard: set[Change] = set()
        self._soon, self._minute, self._calm = QTimer(self), QTimer(self), QTimer(self)
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"order", "store", "settings"}, self._changed)
        self.retranslate()

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

    def commands(self, typed: str) -> Sequence[Found]:
        title = _("Pick")
        if typed.casefold() not in title.casefold():
            return ()
        return [Found(_("Go to"), title, partial(self.desk.open, "picking", None), icon="list-checks", key="G W")]

    def scanned(self, text: str) -> None:
        if codes.read(text).kind in (Kind.PICK_LIST, Kind.TICK):
            self.desk.tasks.run(
                partial(waves.find, text), partial(self.desk.open, "picking"), self.desk.lane.show_refused
            )
            return
        self.desk.tasks.run(partial(rows.find, text), self._show_scanned, self.desk.lane.show_refused)

    def show_needing(self, article_id: int, name: str) -> None:
        """Only the orders that still need this article, whatever their stage of work."""
        self._widen()
        self._needed = (article_id, name)
        self._show_list()

    def back(self) -> bool:
        if self._narrow():
            self._widen()
            self._show_list()
            return True
        return False

    def _narrow(self) -> bool:
        """Whether something else than a whole stage is shown: found, needed by an article, or one order."""
        return bool(self._needed or self._alone or self._only_missing or self.search.text())

    def _widen(self) -> None:
        self._needed = self._alone = None
        self._only_missing = False
        self._set_search("")

    def search_focus(self) -> bool:
        self.search.setFocus()
        self.search.selectAll()
        return True

    # The list

    def _show_stage(self, key: str) -> None:
        self._stage = Stage(key)
        self._widen()
        self._show_list()
        self._read_facts()

    def _search(self) -> None:
        if self.isVisible():
            self._show_list()

    def _set_search(self, text: str) -> None:
        """Put it there without asking for the list again."""
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._soon.stop()

    def _show_list(self) -> None:
        typed = self.search.text().strip()
        show = partial(rows.show, self._zone, self._stores, self._ahead)
        self._show_choices()
        if typed:
            found = partial(rows.found, typed)
            source: Source[QueueRow] = Source(page=found, show=show, id=rows.row_id)
        elif self._alone is not None:
            source = Source(page=partial(rows.alone, self._alone.id), show=show, id=rows.row_id)
        elif self._needed is not None:
            source = Source(page=partial(rows.needing, self._needed[0]), show=show, id=rows.row_id)
        elif self._only_missing:
            source = Source(page=partial(rows.missing, self._ahead), show=show, id=rows.row_id)
        elif self._stage is not None and self._stage in _WORK and self.sort.value() == "best":
            page = partial(rows.best, self._ahead, self._stage, self._only())
            source = Source(page=page, show=show, id=rows.row_id)
        else:
            stage, only = self._stage, self._only()
            source = Source(
                page=partial(queue.page, stage, only=only), show=show, id=rows.row_id,
                size=partial(queue.size, stage, only=only), marks=partial(queue.marks, stage, only=only),
                page_at=partial(queue.page_at, stage, only=only),
            )  # fmt: skip
        self.table.show_source(source)

    def _only(self) -> Only:
        """What the two choices leave of the stage; the archive is not narrowed: it is searched."""
        if self._stage not in _BATCH:
            return queue_filter.ALL
        store, courier = self.store.value(), self.courier.value()
        return Only(store if isinstance(store, int) else None, courier if isinstance(courier, str) else None)

    def _narrowed(self) -> None:
        self._show_list()
        self.table.setFocus()

    def _show_choices(self) -> None:
        """One choice alone is none: the field has the room."""
        narrowed = self._narrow()
        self.show_all.setVisible(narrowed)
        narrow = self._stage in _BATCH and not narrowed
        stores_ = [(None, _("Store: all")), *self._stores.items()]
        couriers = [(None, _("Courier: all")), *((name, name) for name in self._couriers)]
        for choice, values in ((self.store, stores_), (self.courier, couriers)):
            choice.set_choices(list(values))
            choice.setVisible(narrow and len(values) > 2)

        saves = self._plan is not None and self._plan.saved > 0
        self.sort.setVisible(narrow and self._stage in _WORK and (saves or self.sort.value() == "best"))
        self.misses.setVisible(bool(self._ahead.misses) and not narrowed)

    # What the pace of now says

    def _look_ahead(self) -> None:
        """Ask again whether the present pace is enough, not more often than each half minute, behind what is shown."""
        if time.monotonic() - self._looked_at >= _LOOK_AGAIN_S:
            self._looked_at = time.monotonic()
            self.desk.tasks.run(radar.plan, self._show_plan)

    def _show_plan(self, plan: Plan) -> None:
        again = (plan.misses, plan.sequence) != ((self._plan.misses, self._plan.sequence) if self._plan else ((), ()))
        self._plan = plan
        self._ahead.misses = {risk.order_id: risk.due for risk in plan.misses}
        self._ahead.sequence = plan.sequence
        self._say_misses()
        self._show_choices()
        if again and self.isVisible():
            self.table.reload()

    def _say_misses(self) -> None:
        plan = self._plan
        if plan is None:
            return
        many, meant = len(plan.misses), {(risk.courier, risk.due) for risk in plan.misses}
        if len(meant) == 1:
            courier, due = meant.pop()
            words = ngettext("{count} will miss {courier} {time}", "{count} will miss {courier} {time}", many)
            said = words.format(count=number(many), courier=courier, time=clock(due, zone=self._zone))
        else:
            said = ngettext("{count} will miss its courier", "{count} will miss their couriers", many)
            said = said.format(count=number(many))
        self.misses.setText(said)
        better = ngettext("Saves {count} more", "Saves {count} more", plan.saved).format(count=number(plan.saved))
        self.sort.set_choices([("promise", _("By promise")), ("best", better if plan.saved else _("Saves most"))])

    def _show_misses(self) -> None:
        self._widen()
        self._only_missing = True
        self._show_list()
        self.table.setFocus()

    def _settled(self, count: int) -> None:
        self._first = False
        self._look_ahead()
        self._lists.setCurrentIndex(0 if count else 1)
        if not count:
            self.panel.show_order(None, self._zone)
            self._say_empty()
        elif self._wanted is not None:
            self._show_wanted(self._wanted)
        elif self.table.current() is None:
            self.table.select_row(0)

    def _show_wanted(self, order: OrderView) -> None:
        """Make it current; far down in a long stage it is shown alone, and Esc brings the rest back."""
        self._wanted = None
        if not self.table.select_id(order.id):
            self._alone = order
            self._show_list()
        self.panel.show_order(order, self._zone)

    def _say_empty(self) -> None:
        typed = self.search.text().strip()
        if typed:
            self.empty.say(_("Nothing found"), _("No order has “{text}” in it.").format(text=typed), "search-x")
        elif self._only_missing:
            self.empty.say(_("Every order makes its courier"), _("At the present pace."), "inbox")
        elif self._needed is not None:
            self.empty.say(_("No order that waits needs it"), self._needed[1], "inbox")
        else:
            self.empty.say(_("Nothing waits here"), _("New orders appear by themselves."), "inbox")

    def _show_current(self) -> None:
        row = self.table.current()
        if row is not None and (self.panel.order is None or self.panel.order.id != row.id):
            self.desk.tasks.run(partial(orders.show, row.id), self._show_order)

    def _show_order(self, order: OrderView) -> None:
        row = self.table.current()
        if row is None or row.id == order.id:
            self.panel.show_order(order, self._zone)

    def _show_found(self, order: OrderView) -> None:
        if order.stage in TABS:
            self._wanted = order
            self.tabs.choose(order.stage.value)
            self._show_stage(order.stage.value)
        else:
            self._widen()
            self._alone = order
            self._show_list()

    def _show_scanned(self, found: OrderView | tuple[int, str] | None) -> None:
        if found is None:
            self.desk.lane.show_result(Outcome.UNKNOWN, "", _("It is on no order and no product."))
        elif isinstance(found, OrderView):
            self._show_found(found)
            self.desk.lane.show_result(Outcome.SAVED, order_name(found.number), found.buyer)
        else:
            self.show_needing(*found)
            self.desk.lane.show_result(Outcome.SAVED, _("Orders that need it"), found[1])

    # What changes by itself

    def _changed(self, changes: frozenset[Change]) -> None:
        self._heard |= changes
        if not self._calm.isActive():  # an import commits many times a second: the list follows at its own pace
            self._calm.start()

    def _follow(self) -> None:
        heard, self._heard = self._heard, set()
        if not self.window().isVisible():
            return  # it has been closed meanwhile: the shop may be too
        self._read_facts()
        if not self.isVisible():
            return
        self.table.reload()
        shown = self.panel.order
        if shown is not None and Change("order", shown.id) in heard:
            self.desk.tasks.run(partial(orders.show, shown.id), self._show_order)

    def _pass_time(self) -> None:
        if self.isVisible():
            self._look_ahead()
            self.table.reload()

    def _read_facts(self) -> None:
        self.desk.tasks.run(partial(_read_facts, self._seen_at, self._stage), self._show_facts)

    def _show_facts(self, facts: _Facts) -> None:
        for stage in TABS:
            self.tabs.set_count(stage.value, facts.counts.get(stage))
        again = (self._zone, self._stores) != (facts.zone, facts.stores)
        self._zone, self._stores = facts.zone, facts.stores
        if again or self._couriers != facts.couriers or self._first:
            self._couriers = facts.couriers
            self._show_choices()
        self.news.setVisible(facts.new > 0)
        self.news.setText(ngettext("{count} new", "{count} new", facts.new).format(count=number(facts.new)))
        self.desk.badge("queue", facts.counts[Stage.TO_CONFIRM], False)
        self.desk.badge("packing", facts.counts[Stage.TO_PICK] + facts.counts[Stage.TO_PACK], False)
        self.desk.badge("shipping", facts.counts[Stage.TO_SHIP], False)
        if self._first and not facts.counts[Stage.TO_PICK]:
            waiting = next((stage for stage in TABS if facts.counts.get(stage)), Stage.TO_PICK)
            self._stage = waiting
        if self._first:
            self.tabs.choose((self._stage or Stage.TO_PICK).value)
        if again or self._first:
            self._show_list()

    def _show_new(self) -> None:
        """Go to the newest: they wait where their payment puts them."""
        self._seen_at = now()
        self._read_facts()
        self.table.reload()

    # What is done with orders

    def _ticks(self) -> None:
        many = len(self.table.ticked())
        fitting = _BATCH.get(self._stage, ("invoices",)) if self._stage is not None else ("slips", "invoices")
        for name in ("confirm", "pick", "slips", "invoices", "hold"):
            getattr(self, name).setVisible(name in fitting)
        self.hold.setText(_("Release") if self._stage is Stage.ON_HOLD else _("Hold"))
        self._bars.setCurrentIndex(1 if many else 0)
        self.foot.offer(bool(many))
        self.panel.pack.set_role("default" if many else "primary")
        self.bar.show_count(many)

    def _show_all(self) -> None:
        self.back()
        self.table.setFocus()

    def _tick_all(self) -> None:
        self.all.setChecked(False)  # the batch bar takes its place, with a box of its own
        self.table.tick_all()
        self.table.setFocus()

    def _run(self, act: Callable[[list[int]], Batch], words: str) -> None:
        """Do it for the ticked orders, first to last; for the current one if none is ticked."""
        row = self.table.current()
        chosen = self.table.ticked() or ({row.id} if row is not None else frozenset())
        if chosen:
            work = partial(rows.in_sequence, self._stage, chosen, act)
            self.desk.tasks.run(work, partial(self._done, words), self.desk.lane.show_refused)

    def _done(self, words: str, result: Batch) -> None:
        self.table.clear_ticks()
        if result.refused:
            detail = result.refused[0].say()
            many = _("{done} done, {refused} refused").format(done=result.done, refused=len(result.refused))
            self.desk.lane.show_result(Outcome.ATTENTION, many, detail)
        else:
            orders_ = ngettext("{count} order", "{count} orders", result.done).format(count=number(result.done))
            self.desk.lane.show_result(Outcome.SAVED, words, orders_)

    def _pick(self) -> None:
        self._run(partial(batch.print_papers, kind="pick-list"), _("Pick list"))

    def _slips(self) -> None:
        self._print("packing-slip")

    def _invoices(self) -> None:
        self._print("invoice")

    def _print(self, kind: str) -> None:
        self._run(partial(batch.print_papers, kind=kind, by=self.foot.by), _(PAPERS[kind].title))

    def _save_papers(self, kind: str) -> None:
        self.foot.write(self.table.ticked(), self._stage, kind)

    def _confirm(self) -> None:
        self._run(partial(batch.do, action=Action.CONFIRM), _("Payment confirmed"))

    def _hold(self) -> None:
        held = self._stage is Stage.ON_HOLD
        action = Action.RELEASE if held else Action.HOLD
        self._run(partial(batch.do, action=action), _("Released") if held else _("Put on hold"))

    def _pack(self) -> None:
        if self.panel.order is not None:
            self.desk.open("packing", self.panel.order.id)

    def _open_order(self, record: Any = None) -> None:
        row = record if isinstance(record, QueueRow) else None
        chosen = row.id if row is not None else self.panel.order.id if self.panel.order is not None else None
        if chosen is not None:
            self.desk.open("order", chosen)

    def _keep_both(self) -> None:
        order, known = self.panel.order, self.panel.twin.twin_ids
        if order is not None:
            self.desk.tasks.run(
                partial(duplicates.keep_both, order.id), partial(self._kept, order, known), self.desk.lane.show_refused
            )

    def _kept(self, order: OrderView, known: list[int], _result: object) -> None:
        self._undone = partial(duplicates.ask_again, order.id, known)
        self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("Both orders are kept"))

    def undo(self) -> bool:
        undone, self._undone = self._undone, None
        if undone is not None:
            self.desk.tasks.run(undone, None, self.desk.lane.show_refused)
        return undone is not None

    def _cancel_double(self) -> None:
        order = self.panel.order
        if order is not None:
            work = partial(batch.do, [order.id], Action.CANCEL, duplicates.said(order.doubles))
            self.desk.tasks.run(work, partial(self._done, _("Cancelled")), self.desk.lane.show_refused)

    def _open_twin(self, order_id: int) -> None:
        self.desk.open("order", order_id)

    def _new(self) -> None:
        self.desk.open("new-order", None)

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        self.head.add_action(self.news)
        self.head.add_action(self.new)
        filters = QWidget()
        row = QHBoxLayout(filters)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(8))
        self.all.setFixedWidth(look.px(29))  # the field begins where the first column does
        row.addWidget(self.all)
        row.addWidget(self.search, 1)
        row.addWidget(self.show_all)
        row.addWidget(self.misses)
        for choice in (self.sort, self.store, self.courier):
            row.addWidget(choice)
        filters.setFixedHeight(look.px(59))
        for button in (self.confirm, self.pick, self.slips, self.invoices, self.hold):
            self.bar.add(button)
        self._bars.addWidget(filters)
        self._bars.addWidget(self.bar)
        self._bars.setFixedHeight(look.px(59))
        inside = QWidget()
        listed = QVBoxLayout(inside)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(TableHead(self.table))
        listed.addWidget(self.table, 1)
        self._lists.addWidget(inside)
        self._lists.addWidget(self.empty)
        box = Panel(flush=True)
        box.body.setSpacing(0)
        box.body.addWidget(self._bars)
        box.body.addWidget(Hairline())
        box.body.addWidget(self._lists, 1)
        box.body.addWidget(self.foot)
        columns = QHBoxLayout()
        columns.setSpacing(look.px(16))
        columns.addWidget(box, 1)
        self.panel.setFixedWidth(look.size("panelSide"))
        columns.addWidget(self.panel)
        column = page_column(self)
        column.addWidget(self.head)
        column.addLayout(columns, 1)
        self.panel.show_order(None, self._zone)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_stage)
        self.news.clicked.connect(self._show_new)
        self.new.clicked.connect(self._new)
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(self._open_order)
        self.table.ticks_changed.connect(self._ticks)
        self.table.settled.connect(self._settled)
        self.bar.cleared.connect(self.table.clear_ticks)
        self.foot.printing.connect(self._print)
        self.foot.saving.connect(self._save_papers)
        self.all.clicked.connect(self._tick_all)
        self.misses.clicked.connect(self._show_misses)
        self.sort.picked.connect(self._narrowed)
        self.store.picked.connect(self._narrowed)
        self.courier.picked.connect(self._narrowed)
        for button, act in (
            (self.pick, self._pick), (self.slips, self._slips), (self.invoices, self._invoices),
            (self.confirm, self._confirm), (self.hold, self._hold), (self.panel.pack, self._pack),
            (self.panel.open_order, self._open_order), (self.panel.twin.keep, self._keep_both),
        ):  # fmt: skip
            button.clicked.connect(act)
        self.panel.twin.cancelled.connect(self._cancel_double)
        self.panel.twin.opened.connect(self._open_twin)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._search)
        self.search.textChanged.connect(self._soon.start)
        self._minute.setInterval(30_000)
        self._minute.timeout.connect(self._pass_time)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._follow)
        self.show_all.clicked.connect(self._show_all)
        self._minute.start()

    def retranslate(self) -> None:
        self.head.set_title(_("Orders"))
        self.tabs.set_tabs([(stage.value, _(TAB_WORDS[stage])) for stage in TABS])
        self.tabs.choose((self._stage or Stage.TO_PICK).value)
        self.new.setText(_("New order"))
        self.search.setPlaceholderText(_("Number, name, phone, tracking, SKU or barcode"))
        self.search.setAccessibleName(_("Search in the list"))
        self.show_all.setText(_("Show all"))
        self.foot.retranslate()
        self.all.setAccessibleName(_("Select all"))
        self.sort.setAccessibleName(_("Order of work"))
        self._say_misses()
        self.store.setAccessibleName(_("Store"))
        self.courier.setAccessibleName(_("Courier"))
        self._show_choices()
        self.confirm.setText(_("Confirm"))
        self.pick.setText(_("Pick list"))
        self.slips.setText(_("Packing slips"))
        self.invoices.setText(_("Invoices"))
        self.hold.setText(_("Hold"))
        self.panel.retranslate()
        if not self._first:
            self._read_facts()
            self._show_list()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        wide = self.width() > theme().px(1600)
        self.panel.setFixedWidth(theme().size("panelSideWide" if wide else "panelSide"))


def _read_facts(since: datetime, stage: Stage | None) -> _Facts:
    names = {row.id: row.name for row in stores.every()}
    couriers = queue_filter.couriers(stage) if stage in _BATCH else []
    return _Facts(queue.counts(), settings.shop().zone, names, len(queue.newer_than(since)), couriers)
