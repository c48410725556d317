"""The parts of the order's page and where they stand; what they do is the page's business."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.order import Action, allowed, is_packable
from desktop.domain.rights import Right
from desktop.i18n import _
from desktop.ui.desk import Desk
from desktop.ui.difference import Difference
from desktop.ui.order.cards import Delivery, Documents, PaymentCard
from desktop.ui.order.change_lines import ChangeLines
from desktop.ui.order.correcting import Correcting
from desktop.ui.order.lines import Lines
from desktop.ui.order.page import STEPS, Page, is_paid
from desktop.ui.order.story import Story
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.twin_card import TwinCard
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.words import order_name

_NARROW = 1180  # px of the page below which its story and the heads of its cards are narrower


class OrderLayout(Screen):
    """Everything that can be seen of an order: `show_page(page)`, `show_instead(panel, on)`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
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
        self._lay_out()

    @property
    def is_changing(self) -> bool:
        """Whether the lines are being changed; nothing of that is kept before it is saved."""
        return self.changing.isVisibleTo(self)

    @property
    def is_correcting(self) -> bool:
        """Whether the order's documents are shown, to credit or void one."""
        return self.correcting.isVisibleTo(self)

    def show_page(self, page: Page) -> None:
        """The order as it stands now, in every part but the two panels that may stand instead of it."""
        order, zone = page.order, page.zone
        self.head.set_title(order_name(order.number))
        self.steps.show_steps([_(text) for _stage, text in STEPS], page.step)
        self.show_ways(page)
        self.hold.setText(_("Release") if order.state.held else _("Hold"))
        self.hold.set_icon("play" if order.state.held else "pause")
        prices = Right.PRICES in page.rights
        self.lines.show_order(order, page.shortages, prices=prices, can_change=page.can_change)
        self.delivery.show_order(order, page.address, page.pick_up, page.promise)
        self.delivery.road.show_road(page.road, zone, Right.SHIP in page.rights)
        self.delivery.customer.setVisible(Right.CUSTOMERS in page.rights)
        self.twin.show_pairs(order.id, order.doubles, zone)
        self.payment.setVisible(prices)
        can_confirm = Action.CONFIRM in allowed(order.state) and Right.ORDERS in page.rights
        self.payment.show_order(order, can_confirm, page.moves, page.credits, zone)
        may_correct = Right.CORRECT in page.rights and (bool(order.documents) or is_paid(order))
        self.documents.show_order(order, page.jobs, zone, may_correct=may_correct, outdated=page.outdated)
        self.documents.show_terms(page.terms, zone, may_switch=Right.ORDERS in page.rights)
        self.difference.show_decisions(page.decisions)
        self.story.show_order(order, page.language, zone, page.waiting, page.telling)

    def show_ways(self, page: Page) -> None:
        """Hold and Pack, where the order may; while its lines are changed, saving that is the one thing to do."""
        state, changing = page.order.state, self.is_changing or self.is_correcting
        holds = Action.HOLD in allowed(state) or Action.RELEASE in allowed(state)
        self.hold.setVisible(holds and Right.ORDERS in page.rights and not changing)
        self.more.setVisible(Right.ORDERS in page.rights and not changing)
        self.pack.setVisible(is_packable(state) and not changing)

    def show_instead(self, panel: QWidget, on: bool) -> None:
        """Instead of the order: its lines while they are changed, its documents while one is corrected."""
        panel.setVisible(on)
        self.lines.setVisible(not on)
        self._cards.setVisible(not on)
        self.story.add.set_key("" if on else "Ctrl+Return")  # it saves the change meanwhile

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

    def retranslate(self) -> None:
        self.go_back.set_accessible(_("Back to the orders"))
        self.pack.setText(_("Pack this order"))
        self.hold.setText(_("Hold"))
        self.more.set_accessible(_("More"))
        self.story.retranslate()
        self.changing.retranslate()
        self.correcting.retranslate()
