"""One order: its lines, where it goes, its money, its papers, its story, and every move that it may make."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain import codes, merge
from desktop.domain.codes import Kind
from desktop.domain.order import Action, allowed, is_packable
from desktop.domain.rights import Right
from desktop.domain.tracking_mode import Mode
from desktop.i18n import N_, _
from desktop.services import (
    batch,
    comment_templates,
    customer_file,
    duplicates,
    messages,
    orders,
    remote,
    return_terms,
    shortages,
    store_parcels,
)
from desktop.services.changes import Change
from desktop.services.editing import undoing
from desktop.services.messages import texts
from desktop.services.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.difference import Difference
from desktop.ui.order import page as pages
from desktop.ui.order import rating
from desktop.ui.order.cards import Delivery, Documents, PaymentCard
from desktop.ui.order.change_lines import ChangeLines
from desktop.ui.order.correcting import Correcting, Issued
from desktop.ui.order.correcting import Typed as TypedCredit
from desktop.ui.order.correcting import read as read_issued
from desktop.ui.order.deeds import Deeds
from desktop.ui.order.form import Kept
from desktop.ui.order.lines import Lines
from desktop.ui.order.lines_mode import LinesMode
from desktop.ui.order.page import STEPS, Page
from desktop.ui.order.story import Story
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.twin_card import TwinCard
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.words import order_name

_NARROW = 1180  # px of the page below which its story and the heads of its cards are narrower


class OrderScreen(Screen):
    name, title, icon, letter, rail = "order", N_("Order"), "file-text", "", ""
    under = "queue"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._page: Page | None = None
        self._drafts: dict[int, str] = {}
        self._offered: set[int] = set()  # the drafts that were put into the composer once
        self._placed = False  # whether the focus has been given a place since the page was entered
        self._undone: Callable[[], object] | None = None
        self.head, self.steps = PageHead(), Stepper()
        self.go_back = KeyButton("", "arrow-left", "", name="order-back")
        self.more = KeyButton("", "ellipsis", "M", name="order-more")
        self.hold = KeyButton("", "pause", "H", name="order-hold")
        self.pack = KeyButton("", "package-open", "F5", role="primary", name="order-pack")
        self.lines, self.delivery, self.payment = Lines(), Delivery(), PaymentCard()
        self.documents, self.story = Documents(), Story()
        self.packer = self.story.packer
        self.twin = TwinCard("order")
        self.difference, self.changing = Difference(), ChangeLines(desk.tasks)
        self.correcting = Correcting()
        self.deeds = Deeds(desk, self)
        self._lines_mode = LinesMode(desk, self.changing, lambda: self.is_changing, self._open_scanned)
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"order", "print", "decision", "settings", "money"}, self._changed)
        self.retranslate()

    @property
    def is_changing(self) -> bool:
        """Whether the lines are being changed; nothing of that is kept before it is saved."""
        return self.changing.isVisibleTo(self)

    @property
    def is_correcting(self) -> bool:
        """Whether the order's documents are shown, to credit or void one."""
        return self.correcting.isVisibleTo(self)

    def open(self, id: int | None) -> None:
        if id is None:
            return
        if self._page is not None and self._page.order.id != id:
            self._keep_draft()
            self._stop()
            self._undone = None
            self.story.clear()
            self.story.comment.setPlainText(self._drafts.pop(id, ""))
        self.desk.tasks.run(partial(pages.read, id), self._show, self.desk.lane.show_refused)

    def entered(self) -> None:
        if self._page is not None:
            self.open(self._page.order.id)

    def left(self) -> None:
        self._placed = False
        self._keep_draft()
        self._stop()

    def back(self) -> bool:
        if self.is_correcting:
            self._stop_correcting()
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
        undone, self._undone = self._undone, None
        if undone is not None:
            self.desk.tasks.run(undone, self._taken_back, self.desk.lane.show_refused)
        return undone is not None

    def _taken_back(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Taken back"))

    def _open_scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(pages.scan, text), self._show_scanned, self.desk.lane.show_refused)

    def _show(self, page: Page) -> None:
        self._page = page
        order = page.order
        self.head.set_title(order_name(order.number))
        self.steps.show_steps([_(text) for _stage, text in STEPS], page.step)
        self._show_ways()
        self.hold.setText(_("Release") if order.state.held else _("Hold"))
        self.hold.set_icon("play" if order.state.held else "pause")
        prices = Right.PRICES in page.rights
        self.lines.show_order(order, page.shortages, prices=prices, can_change=page.can_change)
        if self.is_changing and not page.can_change:
            self._lines_mode.leave()
            self.desk.lane.show_result(
                Outcome.ATTENTION, _("The lines can no longer be changed"), order_name(order.number)
            )
        elif self.is_changing:
            self.changing.show_order(order)
        self.delivery.show_order(order, page.address, page.pick_up, page.promise)
        self.delivery.road.show_road(page.road, page.zone, Right.SHIP in page.rights)
        self.delivery.customer.setVisible(Right.CUSTOMERS in page.rights)
        self.twin.show_pairs(order.id, order.doubles, page.zone)
        self.payment.setVisible(prices)
        can_confirm = Action.CONFIRM in allowed(order.state) and Right.ORDERS in page.rights
        self.payment.show_order(order, can_confirm, page.moves, page.credits, page.zone)
        may_correct = Right.CORRECT in page.rights and (bool(order.documents) or pages.is_paid(order))
        self.documents.show_order(order, page.jobs, page.zone, may_correct=may_correct, outdated=page.outdated)
        self.documents.show_terms(page.terms, page.zone, may_switch=Right.ORDERS in page.rights)
        if self.is_correcting:
            self._read_issued(page)
        if isinstance(self.focusWidget(), KeyButton | None) and self.pack.isVisible() and not self._placed:
            self.pack.setFocus()
            self._placed = True
        self.difference.show_decisions(page.decisions)
        self.story.show_order(order, page.language, page.zone, page.waiting, page.telling)
        if page.draft is not None and page.draft.id not in self._offered:
            self._offered.add(page.draft.id)
            self.story.offer(page.draft.text)

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

    def _show_ways(self) -> None:
        """Hold and Pack, where the order may; while its lines are changed, saving that is the one thing to do."""
        if self._page is None:
            return
        state, changing = self._page.order.state, self.is_changing or self.is_correcting
        holds = Action.HOLD in allowed(state) or Action.RELEASE in allowed(state)
        self.hold.setVisible(holds and Right.ORDERS in self._page.rights and not changing)
        self.more.setVisible(Right.ORDERS in self._page.rights and not changing)
        self.pack.setVisible(is_packable(state) and not changing)

    # Instead of the order: its lines while they are changed, its documents while one is corrected

    def _show_instead(self, panel: QWidget, on: bool) -> None:
        panel.setVisible(on)
        self.lines.setVisible(not on)
        self._cards.setVisible(not on)
        self.story.add.set_key("" if on else "Ctrl+Return")  # it saves the change meanwhile
        self._show_ways()

    def _stop(self) -> None:
        self._lines_mode.stop()
        self._stop_correcting()

    def _change_lines(self) -> None:
        if self._page is not None:
            self._lines_mode.begin(self._page)

    def _lines_saved(self, order: OrderView) -> None:
        self._undone = partial(_undo_last, order.id)

    def _correct(self) -> None:
        if self._page is not None and not self.is_changing:
            self._show_instead(self.correcting, True)
            self._read_issued(self._page)

    def _read_issued(self, page: Page) -> None:
        work = partial(read_issued, page.order.id, page.zone, paid=pages.is_paid(page.order))
        self.desk.tasks.run(work, self._show_issued, self.desk.lane.show_refused)

    def _show_issued(self, issued: Issued) -> None:
        if self._page is not None and self._page.order.id == issued.order_id:
            self.correcting.show_issued(issued)
            self.correcting.focus()

    def _stop_correcting(self) -> None:
        if self.is_correcting:
            self._show_instead(self.correcting, False)
            self.documents.correct.setFocus()

    def _credit(self, typed: TypedCredit) -> None:
        self.desk.tasks.run(partial(pages.credit, typed), self._corrected, self.desk.lane.show_refused)

    def _void(self, document_id: int, reason: str) -> None:
        self.desk.tasks.run(partial(pages.void, document_id, reason), self._corrected, self.desk.lane.show_refused)

    def _corrected(self, number: str) -> None:
        self.desk.lane.show_result(Outcome.SAVED, number, _("The document is kept with its reason."))

    # What is done

    def _open_customer(self) -> None:
        if self._page is not None:
            self.desk.tasks.run(partial(customer_file.of_order, self._page.order.id), self._to_customer)

    def _to_customer(self, customer_id: int | None) -> None:
        if customer_id is not None:
            self.desk.open("customers", customer_id)

    def _open_more(self) -> None:
        if self._page is not None:
            self.deeds.open_menu(self.more, self._page.order, self._page.may, self._page.rights)

    def _ask(self, name: str) -> None:
        if self._page is not None and Right.ORDERS in self._page.rights:
            self.deeds.ask(name, self._page.order)

    def _kept(self, kept: Kept) -> None:
        self._undone = kept.undo
        if kept.opens is not None:
            self.desk.open("order", kept.opens)

    def _switch_returns(self, on: bool) -> None:
        page = self._page
        if page is None or page.terms is None or page.terms.allowed == on:
            return
        before = page.terms.allowed if page.terms.own else None
        self._undone = partial(return_terms.switch, page.order.id, before)
        self.desk.tasks.run(
            partial(return_terms.switch, page.order.id, on), self._switched, self.desk.lane.show_refused
        )

    def _switched(self, _terms: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Saved"), _("Ctrl Z takes it back."))

    def _add(self, action: str, comment: str, notify: bool) -> None:
        if self._page is not None:
            work = partial(_add, self._page.order.id, action, comment, notify)
            self.desk.tasks.run(work, self._added, self._not_added)

    def _not_added(self, error: Exception) -> None:
        self.desk.lane.show_refused(error)
        if isinstance(error, comment_templates.UnknownField | comment_templates.TooLong):
            self.story.say_wrong(error.say())

    def _rate(self) -> None:
        if self._page is not None:
            rating.rate(self.desk, self, self._page.order.id)

    def _added(self, notify: bool) -> None:
        self.story.clear()
        detail = _("The customer is told as soon as the store has it.") if notify else ""
        self.desk.lane.show_result(Outcome.SAVED, _("Added to the history"), detail)

    def _hold(self) -> None:
        if self._page is not None:
            held = self._page.order.state.held
            self._do(Action.RELEASE if held else Action.HOLD)

    def _confirm(self) -> None:
        self._do(Action.CONFIRM)

    def _do(self, action: Action) -> None:
        if self._page is not None:
            self.desk.tasks.run(
                partial(orders.do, self._page.order.id, action), self._done, self.desk.lane.show_refused
            )

    def _done(self, order: OrderView) -> None:
        self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("Saved"))

    def _pack(self) -> None:
        if self._page is not None:
            self.desk.open("packing", self._page.order.id)

    def _print(self, kind: str) -> None:
        if self._page is not None:
            work = partial(batch.print_papers, [self._page.order.id], kind)
            self.desk.tasks.run(work, self._queued, self.desk.lane.show_refused)

    def _queued(self, result: batch.Batch) -> None:
        if result.refused:
            self.desk.lane.show_refused(result.refused[0])
        else:
            self.desk.lane.show_result(Outcome.SAVED, _("In the print queue"))

    def _decide(self, decision_id: int, outcome: str) -> None:
        self.desk.tasks.run(
            partial(remote.decide, decision_id, merge.Outcome(outcome)), None, self.desk.lane.show_refused
        )

    def _keep_both(self) -> None:
        if self._page is not None:
            order, known = self._page.order, self.twin.twin_ids
            undo = partial(duplicates.ask_again, order.id, known)
            self.desk.tasks.run(
                partial(duplicates.keep_both, order.id), partial(self._both_kept, undo), self.desk.lane.show_refused
            )

    def _both_kept(self, undo: Callable[[], object], _result: object) -> None:
        self._undone = undo
        self.desk.lane.show_result(Outcome.SAVED, _("Both orders are kept"), _("Ctrl Z takes it back."))

    def _cancel_double(self) -> None:
        if self._page is not None:
            self.desk.tasks.run(partial(pages.cancel_double, self._page.order), self._done, self.desk.lane.show_refused)

    def _track(self, mode: str) -> None:
        if self._page is not None:
            work = partial(store_parcels.set_mode, self._page.order.id, Mode(mode) if mode else None)
            self.desk.tasks.run(work, partial(self._tracked, self._page.order.id), self.desk.lane.show_refused)

    def _tracked(self, order_id: int, before: Mode | None) -> None:
        self._undone = partial(store_parcels.set_mode, order_id, before)
        self.desk.lane.show_result(Outcome.SAVED, _("Tracking changed"), _("Ctrl Z takes it back."))

    def _keep_draft(self) -> None:
        typed = self.story.comment.toPlainText()
        if self._page is not None and typed.strip():
            self._drafts[self._page.order.id] = typed

    def _go_back(self) -> None:
        self.back()

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_before(self.go_back)
        self.head.add_middle(self.steps)
        self.head.add_action(self.more)
        self.head.add_action(self.hold)
        self.head.add_action(self.pack)
        self._cards = QWidget()
        self._cards.setMinimumHeight(look.px(258))  # four papers; the lines above scroll
        self._row = cards = QHBoxLayout(self._cards)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(look.px(16))
        for card in (self.delivery, self.payment, self.documents):
            cards.addWidget(card, 1)
        left = QVBoxLayout()
        left.setSpacing(look.px(16))
        left.addWidget(self.twin)
        left.addWidget(self.difference)
        left.addWidget(self.lines, 323)
        left.addWidget(self._cards, 261)
        left.addWidget(self.changing, 584)
        left.addWidget(self.correcting, 584)
        self.changing.hide()
        self.correcting.hide()
        columns = QHBoxLayout()
        columns.setSpacing(look.px(16))
        columns.addLayout(left, 1)
        self.story.setFixedWidth(look.size("panelSide"))
        columns.addWidget(self.story)
        column = page_column(self)
        column.addWidget(self.head)
        column.addLayout(columns, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look, narrow = theme(), self.width() < theme().px(_NARROW)
        self.story.setFixedWidth(look.px(272) if narrow else look.size("panelSide"))
        self._row.setSpacing(look.px(8 if narrow else 16))
        self.delivery.fold(narrow)
        self.payment.fold(narrow)
        self.story.fold(narrow)

    def _connect(self) -> None:
        self.go_back.clicked.connect(self._go_back)
        self.lines.change.clicked.connect(self._change_lines)
        self._lines_mode.shown.connect(partial(self._show_instead, self.changing))
        self._lines_mode.left.connect(self.lines.change.setFocus)
        self._lines_mode.saved.connect(self._lines_saved)
        self.changing.scanned.connect(self.scanned)
        self.more.clicked.connect(self._open_more)
        self.deeds.kept.connect(self._kept)
        self.delivery.edit.clicked.connect(partial(self._ask, "address"))
        self.delivery.customer.clicked.connect(self._open_customer)
        self.documents.returns.toggled.connect(self._switch_returns)
        self.lines.opened.connect(self.open)
        self.hold.clicked.connect(self._hold)
        self.pack.clicked.connect(self._pack)
        self.payment.confirm.clicked.connect(self._confirm)
        self.documents.printed.connect(self._print)
        self.documents.correct.clicked.connect(self._correct)
        self.correcting.printed.connect(self._print)
        self.correcting.credited.connect(self._credit)
        self.correcting.voided.connect(self._void)
        self.correcting.ended.connect(self._stop_correcting)
        self.story.added.connect(self._add)
        self.story.rate.clicked.connect(self._rate)
        self.difference.decided.connect(self._decide)
        self.twin.kept.connect(self._keep_both)
        self.twin.cancelled.connect(self._cancel_double)
        self.twin.opened.connect(self.open)
        self.delivery.road.chosen.connect(self._track)

    def retranslate(self) -> None:
        self.go_back.set_accessible(_("Back to the orders"))
        self.pack.setText(_("Pack this order"))
        self.hold.setText(_("Hold"))
        self.more.set_accessible(_("More"))
        self.story.retranslate()
        self.changing.retranslate()
        self.correcting.retranslate()
        if self._page is not None:
            self._show(self._page)


def _add(order_id: int, action: str, comment: str, notify: bool) -> bool:
    """Make the move with its comment, or add the comment alone; what the buyer will read has its fields filled in."""
    if notify and comment.strip():
        order = orders.show(order_id)
        mailed = messages.kolli_mails(order.store_id)
        longest = texts.LONGEST_BODY if mailed else comment_templates.LONGEST
        comment = comment_templates.fill(comment, order, longest).text
    if action:
        orders.do(order_id, Action(action), comment.strip(), notify)
    else:
        orders.comment(order_id, comment, notify)
    if comment.strip():
        shortages.use_draft(order_id)  # sent, or said in other words
    return notify


def _undo_last(order_id: int) -> None:
    kept = next((edit for edit in undoing.edits(order_id) if not edit.undone), None)
    if kept is not None:
        undoing.undo(kept.id)
