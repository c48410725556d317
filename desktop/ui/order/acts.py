"""What the buttons of the order's page do at once, and the last of it that Ctrl Z takes back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from desktop.domain import merge
from desktop.domain.order import Action
from desktop.domain.tracking_mode import Mode
from desktop.i18n import _
from desktop.services import batch, duplicates, orders, remote, return_terms, store_parcels
from desktop.services.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.order.page import Page
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name


class Acts(QObject):
    """Each takes the page as it stands; `undo()` takes the last one back, or what `undone_by` was told."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._undone: Callable[[], object] | None = None

    def undone_by(self, back: Callable[[], object] | None) -> None:
        self._undone = back

    def undo(self) -> bool:
        back, self._undone = self._undone, None
        if back is not None:
            self.desk.tasks.run(back, self._taken_back, self.desk.lane.show_refused)
        return back is not None

    def hold(self, page: Page) -> None:
        self._do(page, Action.RELEASE if page.order.state.held else Action.HOLD)

    def confirm(self, page: Page) -> None:
        self._do(page, Action.CONFIRM)

    def cancel_double(self, page: Page) -> None:
        self.desk.tasks.run(partial(_cancel_double, page.order), self._done, self.desk.lane.show_refused)

    def keep_both(self, page: Page, twin_ids: list[int]) -> None:
        work, back = (
            partial(duplicates.keep_both, page.order.id),
            partial(duplicates.ask_again, page.order.id, twin_ids),
        )
        self.desk.tasks.run(work, partial(self._both_kept, back), self.desk.lane.show_refused)

    def print(self, page: Page, kind: str) -> None:
        work = partial(batch.print_papers, [page.order.id], kind)
        self.desk.tasks.run(work, self._queued, self.desk.lane.show_refused)

    def switch_returns(self, page: Page, on: bool) -> None:
        if page.terms is None or page.terms.allowed == on:
            return
        before = page.terms.allowed if page.terms.own else None
        self._undone = partial(return_terms.switch, page.order.id, before)
        work = partial(return_terms.switch, page.order.id, on)
        self.desk.tasks.run(work, self._switched, self.desk.lane.show_refused)

    def track(self, page: Page, mode: str) -> None:
        work = partial(store_parcels.set_mode, page.order.id, Mode(mode) if mode else None)
        self.desk.tasks.run(work, partial(self._tracked, page.order.id), self.desk.lane.show_refused)

    def decide(self, decision_id: int, outcome: str) -> None:
        work = partial(remote.decide, decision_id, merge.Outcome(outcome))
        self.desk.tasks.run(work, None, self.desk.lane.show_refused)

    def _do(self, page: Page, action: Action) -> None:
        self.desk.tasks.run(partial(orders.do, page.order.id, action), self._done, self.desk.lane.show_refused)

    # What the lane says of it

    def _taken_back(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Taken back"))

    def _done(self, order: OrderView) -> None:
        self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("Saved"))

    def _both_kept(self, back: Callable[[], object], _result: object) -> None:
        self._undone = back
        self.desk.lane.show_result(Outcome.SAVED, _("Both orders are kept"), _("Ctrl Z takes it back."))

    def _queued(self, result: batch.Batch) -> None:
        if result.refused:
            self.desk.lane.show_refused(result.refused[0])
        else:
            self.desk.lane.show_result(Outcome.SAVED, _("In the print queue"))

    def _switched(self, _terms: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Saved"), _("Ctrl Z takes it back."))

    def _tracked(self, order_id: int, before: Mode | None) -> None:
        self._undone = partial(store_parcels.set_mode, order_id, before)
        self.desk.lane.show_result(Outcome.SAVED, _("Tracking changed"), _("Ctrl Z takes it back."))


def _cancel_double(order: OrderView) -> OrderView:
    return orders.do(order.id, Action.CANCEL, duplicates.said(order.doubles))
