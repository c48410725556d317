"""One order: its lines, where it goes, its money, its papers, its story, and every move that it may make."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.services import customer_file
from desktop.services.changes import Change
from desktop.services.editing import undoing
from desktop.services.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.order import page as pages
from desktop.ui.order import rating
from desktop.ui.order.acts import Acts
from desktop.ui.order.composing import Composing
from desktop.ui.order.correct_mode import CorrectMode
from desktop.ui.order.deeds import Deeds
from desktop.ui.order.form import Kept
from desktop.ui.order.layout import OrderLayout
from desktop.ui.order.lines_mode import LinesMode
from desktop.ui.order.page import Page
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name


class OrderScreen(OrderLayout):
    name, title, icon, letter, rail = "order", N_("Order"), "file-text", "", ""
    under = "queue"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._page: Page | None = None
        self._placed = False  # whether the focus has been given a place since the page was entered
        self.deeds, self._acts = Deeds(desk, self), Acts(desk, self)
        self._composing = Composing(desk, self.story)
        self._lines_mode = LinesMode(desk, self.changing, lambda: self.is_changing, self._open_scanned)
        self._correct_mode = CorrectMode(desk, self.correcting, lambda: self.is_correcting)
        self._connect()
        desk.hub.watch(self, {"order", "print", "decision", "settings", "money"}, self._changed)
        self.retranslate()

    def open(self, id: int | None) -> None:
        if id is None:
            return
        if self._page is not None and self._page.order.id != id:
            self._composing.leave(self._page.order.id)
            self._stop()
            self._acts.undone_by(None)
            self._composing.turn_to(id)
        self.desk.tasks.run(partial(pages.read, id), self._show, self.desk.lane.show_refused)

    def entered(self) -> None:
        if self._page is not None:
            self.open(self._page.order.id)

    def left(self) -> None:
        self._placed = False
        if self._page is not None:
            self._composing.leave(self._page.order.id)
        self._stop()

    def back(self) -> bool:
        if self.is_correcting:
            self._correct_mode.stop()
        elif self.is_changing:
            self._lines_mode.leave()
        else:
            self.desk.open("queue", None)
        return True

    def search_focus(self) -> bool:
        if self.is_changing:
            self.changing.finder.field.setFocus()
        return self.is_changing

    def scanned(self, text: str) -> None:
        if self.is_changing and codes.read(text).kind in (Kind.PRODUCT, Kind.OTHER):
            self._lines_mode.scanned(text)
        else:
            self._open_scanned(text)

    def undo(self) -> bool:
        return self._acts.undo()

    def retranslate(self) -> None:
        super().retranslate()
        if self._page is not None:
            self._show(self._page)

    # What is shown

    def _open_scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(pages.scan, text), self._show_scanned, self.desk.lane.show_refused)

    def _show_scanned(self, found: tuple[int, str]) -> None:
        order_id, number = found
        self.open(order_id)
        self.desk.lane.show_result(Outcome.SAVED, order_name(number))

    def _changed(self, changes: frozenset[Change]) -> None:
        if self._page is None or not self.isVisible():
            return
        order_id = self._page.order.id
        if any(change.kind in ("print", "settings") or change.id in (0, order_id) for change in changes):
            self.desk.tasks.run(partial(pages.read, order_id), self._show)

    def _show(self, page: Page) -> None:
        self._page = page
        self.show_page(page)
        if self.is_changing and not page.can_change:
            self._lines_mode.leave()
            self.desk.lane.show_result(
                Outcome.ATTENTION, _("The lines can no longer be changed"), order_name(page.order.number)
            )
        elif self.is_changing:
            self.changing.show_order(page.order)
        if self.is_correcting:
            self._correct_mode.show_page(page)
        if isinstance(self.focusWidget(), KeyButton | None) and self.pack.isVisible() and not self._placed:
            self.pack.setFocus()
            self._placed = True
        self._composing.offer(page.draft)

    def _show_panel(self, panel: QWidget, on: bool) -> None:
        self.show_instead(panel, on)
        if self._page is not None:
            self.show_ways(self._page)

    def _stop(self) -> None:
        self._lines_mode.stop()
        self._correct_mode.stop()

    # What is done

    def _correct(self, page: Page) -> None:
        if not self.is_changing:
            self._correct_mode.begin(page)

    def _lines_saved(self, order: OrderView) -> None:
        self._acts.undone_by(partial(_undo_last, order.id))

    def _open_customer(self, page: Page) -> None:
        self.desk.tasks.run(partial(customer_file.of_order, page.order.id), self._to_customer)

    def _to_customer(self, customer_id: int | None) -> None:
        if customer_id is not None:
            self.desk.open("customers", customer_id)

    def _open_more(self, page: Page) -> None:
        self.deeds.open_menu(self.more, page.order, page.may, page.rights)

    def _change_address(self, page: Page) -> None:
        if Right.ORDERS in page.rights:
            self.deeds.ask("address", page.order)

    def _kept(self, kept: Kept) -> None:
        self._acts.undone_by(kept.undo)
        if kept.opens is not None:
            self.desk.open("order", kept.opens)

    def _add(self, action: str, comment: str, notify: bool) -> None:
        if self._page is not None:
            self._composing.add(self._page.order.id, action, comment, notify)

    def _rate(self, page: Page) -> None:
        rating.rate(self.desk, self, page.order.id)

    def _pack(self, page: Page) -> None:
        self.desk.open("packing", page.order.id)

    def _print(self, kind: str) -> None:
        if self._page is not None:
            self._acts.print(self._page, kind)

    def _switch_returns(self, on: bool) -> None:
        if self._page is not None:
            self._acts.switch_returns(self._page, on)

    def _track(self, mode: str) -> None:
        if self._page is not None:
            self._acts.track(self._page, mode)

    def _keep_both(self, page: Page) -> None:
        self._acts.keep_both(page, self.twin.twin_ids)

    def _go_back(self) -> None:
        self.back()

    def _with_page(self, act: Callable[[Page], None], _checked: bool = False) -> None:
        """For a button: nothing happens before an order is shown."""
        if self._page is not None:
            act(self._page)

    def _connect(self) -> None:
        self.go_back.clicked.connect(self._go_back)
        for signal, act in (
            (self.lines.change.clicked, self._lines_mode.begin),
            (self.documents.correct.clicked, self._correct),
            (self.more.clicked, self._open_more),
            (self.delivery.edit.clicked, self._change_address),
            (self.delivery.customer.clicked, self._open_customer),
            (self.hold.clicked, self._acts.hold),
            (self.pack.clicked, self._pack),
            (self.payment.confirm.clicked, self._acts.confirm),
            (self.story.rate.clicked, self._rate),
            (self.twin.kept, self._keep_both),
            (self.twin.cancelled, self._acts.cancel_double),
        ):
            signal.connect(partial(self._with_page, act))
        self._lines_mode.shown.connect(partial(self._show_panel, self.changing))
        self._lines_mode.left.connect(self.lines.change.setFocus)
        self._lines_mode.saved.connect(self._lines_saved)
        self._correct_mode.shown.connect(partial(self._show_panel, self.correcting))
        self._correct_mode.left.connect(self.documents.correct.setFocus)
        self.changing.scanned.connect(self.scanned)
        self.correcting.printed.connect(self._print)
        self.deeds.kept.connect(self._kept)
        self.documents.printed.connect(self._print)
        self.documents.returns.toggled.connect(self._switch_returns)
        self.lines.opened.connect(self.open)
        self.story.added.connect(self._add)
        self.difference.decided.connect(self._acts.decide)
        self.twin.opened.connect(self.open)
        self.delivery.road.chosen.connect(self._track)


def _undo_last(order_id: int) -> None:
    kept = next((edit for edit in undoing.edits(order_id) if not edit.undone), None)
    if kept is not None:
        undoing.undo(kept.id)
