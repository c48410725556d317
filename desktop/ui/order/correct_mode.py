"""While an order's documents are shown instead of it: one is credited or voided, with its reason."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.ui.desk import Desk
from desktop.ui.order.correcting import Correcting, Issued, Typed, read
from desktop.ui.order.page import Page, is_paid
from desktop.ui.widgets.lane import Outcome


class CorrectMode(QObject):
    """`begin(page)`, `stop()`. `shown(on)` asks for the panel or the order; `left` gives the focus back."""

    shown = Signal(bool)
    left = Signal()

    def __init__(self, desk: Desk, panel: Correcting, is_on: Callable[[], bool]) -> None:
        super().__init__(panel)
        self.desk, self.panel, self._is_on = desk, panel, is_on
        self._order_id = 0  # whose documents were asked for last
        panel.credited.connect(self._credit)
        panel.voided.connect(self._void)
        panel.ended.connect(self.stop)

    def begin(self, page: Page) -> None:
        self.shown.emit(True)
        self.show_page(page)

    def show_page(self, page: Page) -> None:
        """Its documents, as they are now."""
        self._order_id = page.order.id
        work = partial(read, page.order.id, page.zone, paid=is_paid(page.order))
        self.desk.tasks.run(work, self._show, self.desk.lane.show_refused)

    def stop(self) -> None:
        """Show the order as it is again."""
        if self._is_on():
            self.shown.emit(False)
            self.left.emit()

    def _show(self, issued: Issued) -> None:
        if self._is_on() and self._order_id == issued.order_id:
            self.panel.show_issued(issued)
            self.panel.focus()

    def _credit(self, typed: Typed) -> None:
        self.desk.tasks.run(partial(_credit, typed), self._done, self.desk.lane.show_refused)

    def _void(self, document_id: int, reason: str) -> None:
        self.desk.tasks.run(partial(_void, document_id, reason), self._done, self.desk.lane.show_refused)

    def _done(self, number: str) -> None:
        self.desk.lane.show_result(Outcome.SAVED, number, _("The document is kept with its reason."))


def _credit(typed: Typed) -> str:
    from desktop.services import invoicing  # with it come the letters of papers

    return invoicing.credit(typed.document_id, typed.units, typed.shipping_minor, typed.reason).number


def _void(document_id: int, reason: str) -> str:
    from desktop.services import invoicing

    invoicing.void(document_id, reason)
    return invoicing.find(document_id).number
