"""The order queue: what waits, by stage and by promise. The page that the day begins on."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.order import Action, Stage
from desktop.i18n import N_, _
from desktop.services import batch, duplicates, queue, queue_export, waves
from desktop.services.batch import Batch
from desktop.services.exporting import Table
from desktop.services.orders import OrderView
from desktop.services.paper_kinds import PAPERS
from desktop.services.queue import QueueRow
from desktop.ui import exporting
from desktop.ui import order_rows as rows
from desktop.ui.desk import Desk
from desktop.ui.queue import more_menu, said
from desktop.ui.queue.board import Board
from desktop.ui.queue.deeds import BAR, DEEDS
from desktop.ui.queue.layout import ASKED, BATCH, FILTERS
from desktop.ui.queue.more_menu import PAPER_KINDS
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name


class QueueScreen(Board):
    name, title, icon, letter = "queue", N_("Orders"), "inbox", "O"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lay_out(exporting.button(desk, self._table, "queue-export"))
        self._connect()
        desk.hub.watch(self, {"order", "store", "settings", "courier", "queue-view"}, self._changed)
        self.retranslate()

    def commands(self, typed: str) -> Sequence[Found]:
        title = _("Pick")
        found = [Found(_("Go to"), title, partial(self.desk.open, "picking", None), icon="list-checks", key="G W")]
        if typed:
            found += said.view_commands(self.known_views.known, self.show_view)
            found += exporting.commands(self.desk, self, typed)
        return [one for one in found if typed.casefold() in one.text.casefold()]

    def help(self) -> Sequence[tuple[str, str]]:
        return said.help_rows()

    def scanned(self, text: str) -> None:
        if codes.read(text).kind in (Kind.PICK_LIST, Kind.TICK):
            self.desk.tasks.run(
                partial(waves.find, text), partial(self.desk.open, "picking"), self.desk.lane.show_refused
            )
            return
        self.desk.tasks.run(partial(rows.find, text), self._show_scanned, self.desk.lane.show_refused)

    def undo(self) -> bool:
        return self.work.undo()

    def _show_scanned(self, found: OrderView | tuple[int, str] | None) -> None:
        if found is None:
            self.desk.lane.show_result(Outcome.UNKNOWN, "", _("It is on no order and no product."))
        elif isinstance(found, OrderView):
            self._show_found(found)
            self.desk.lane.show_result(Outcome.SAVED, order_name(found.number), found.buyer)
        else:
            self.show_needing(*found)
            self.desk.lane.show_result(Outcome.SAVED, _("Orders that need it"), found[1])

    def _ticks(self) -> None:
        many = len(self.table.ticked())
        fitting: Sequence[str] = BAR.get(self.listing.stage, ("invoices",)) if self.listing.stage else ("slips", "hold")
        for name in ("confirm", "pick", "slips", "invoices"):
            getattr(self, name).setVisible(name in fitting)
        released = "release" in fitting
        self.hold.setVisible(released or "hold" in fitting)
        self.hold.setText(_(DEEDS["release" if released else "hold"].text))
        self.bars.setCurrentIndex(BATCH if many else FILTERS)
        self.foot.offer(bool(many))
        self.panel.pack.set_role("default" if many else "primary")
        self.bar.show_count(many)

    def _tick_all(self) -> None:
        """All that the list has, however long it is; the batch bar says how many they are."""
        self.all.setChecked(False)  # the batch bar takes its place, with a box of its own
        if self.listing.narrow or self.listing.best:
            self.table.tick_all()
        else:
            work = partial(queue.ids, self.listing.stage, self.listing.only)
            self.desk.tasks.run(work, self._tick_these)
        self.table.setFocus()

    def _tick_these(self, ids: list[int]) -> None:
        self.table.set_ticked(set(ids))

    def _chosen(self) -> frozenset[int]:
        """The ticked orders; the current one if none is ticked."""
        row = self.table.current()
        return self.table.ticked() or (frozenset({row.id}) if row is not None else frozenset())

    def act(self, name: str) -> None:
        """Do one of the things of the bar or of "More" with what is chosen."""
        if name in PAPER_KINDS:
            self._print(PAPER_KINDS[name])
            return
        deed, chosen, stage = DEEDS[name], self._chosen(), self.listing.stage
        if not chosen:
            return
        if deed.asks:
            self.bars.setCurrentIndex(ASKED)
            self.asked.ask(_(deed.asks), _(deed.text), partial(self.work.do, deed, chosen, stage), must=deed.must)
        else:
            self.work.do(deed, chosen, stage)

    def _hold(self) -> None:
        self.act("release" if self.listing.stage is Stage.ON_HOLD else "hold")

    def _print(self, kind: str) -> None:
        chosen = self._chosen()
        if chosen:
            make = (
                partial(batch.print_papers, kind=kind)
                if kind == "pick-list"
                else partial(batch.print_papers, kind=kind, by=self.foot.by)
            )
            self.work.run(make, chosen, self.listing.stage, _(PAPERS[kind].title))

    def _finished(self, result: Batch) -> None:
        self.table.clear_ticks()
        if len(result.failed) > 1:
            self.refused.show_refused(result)
            self.show_side(self.refused)

    def _save_papers(self, kind: str) -> None:
        self.foot.write(self.table.ticked(), self.listing.stage, kind)

    def _more(self) -> None:
        self.popover.offer(self.more, more_menu.offers(self.act), "queue-more-menu", self.table)

    def _filter(self) -> None:
        open_ = not self.filters.isVisible()
        self.show_side(self.filters if open_ else self.panel)
        if open_:
            self._read_facts()
            self.filters.sort.setFocus()
        else:
            self.table.setFocus()

    def _close_side(self) -> None:
        self.show_side(self.panel)
        self.table.setFocus()

    def _table(self) -> Table:
        """What is shown, as a file: the ticked orders, else the whole list."""
        return queue_export.table(said.exported(self.listing, self.table.ticked()))

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
        ask = partial(duplicates.ask_again, order.id, known)
        self.work.undone_by(partial(self.desk.tasks.run, ask, None, self.desk.lane.show_refused))
        self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("Both orders are kept"))

    def _cancel_double(self) -> None:
        order = self.panel.order
        if order is not None:
            work = partial(batch.do, [order.id], Action.CANCEL, duplicates.said(order.doubles))
            self.desk.tasks.run(work, partial(self.work.tell, _("Cancelled")), self.desk.lane.show_refused)

    def _open_named(self, order_id: int) -> None:
        self.desk.open("order", order_id)

    def _new(self) -> None:
        self.desk.open("new-order", None)

    def _connect(self) -> None:
        table = self.table
        for signal, act in (
            (self.tabs.chosen, self._show_stage), (table.current_changed, self._show_current),
            (table.opened, self._open_order), (table.ticks_changed, self._ticks), (table.settled, self._settled),
            (self.bar.cleared, table.clear_ticks), (self.foot.printing, self._print),
            (self.foot.saving, self._save_papers), (self.sort.picked, self._narrowed),
            (self.store.picked, self._narrowed), (self.courier.picked, self._narrowed),
            (self.work.finished, self._finished), (self.filters.chosen, self._choose),
            (self.filters.closed, self._close_side), (self.refused.closed, self._close_side),
            (self.refused.opened, self._open_named), (self.panel.twin.cancelled, self._cancel_double),
            (self.panel.twin.opened, self._open_named), (self.soon.timeout, self._search),
            (self.search.textChanged, self.soon.start), (self.minute.timeout, self._pass_time),
            (self.calm.timeout, self._follow),
        ):  # fmt: skip
            signal.connect(act)
        for button, press in (
            (self.news, self._show_new), (self.new, self._new), (self.all, self._tick_all), (self.hold, self._hold),
            (self.misses, self._show_misses), (self.views, self.known_views.open_menu), (self.filter, self._filter),
            (self.more, self._more), (self.confirm, partial(self.act, "confirm")),
            (self.pick, partial(self.act, "pick")),
            (self.slips, partial(self.act, "slips")), (self.invoices, partial(self.act, "invoices")),
            (self.show_all, self.back), (self.panel.pack, self._pack), (self.panel.open_order, self._open_order),
            (self.panel.twin.keep, self._keep_both),
        ):  # fmt: skip
            button.clicked.connect(press)
        self.minute.start()

    def retranslate(self) -> None:
        super().retranslate()
        self.tabs.choose((self.listing.stage or Stage.TO_PICK).value)
        self.forecast.say()
        self._show_choices()
        self._ticks()
        if not self._first:
            self._read_facts()
            self._show_list()
