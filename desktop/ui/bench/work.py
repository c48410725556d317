"""The middle of the packing screen while an order is open: what to take next, and what the last scan was."""

from PySide6.QtWidgets import QStackedWidget

from desktop.i18n import _
from desktop.services.bench import Ask, Label, Wants
from desktop.services.orders import OrderView
from desktop.services.packing import Article
from desktop.ui.bench.line_page import LinePage
from desktop.ui.bench.lines import Row
from desktop.ui.bench.order_bar import OrderBar
from desktop.ui.bench.wrong_page import WrongPage
from desktop.ui.widgets.panel import Hairline, Panel


class Work(Panel):
    """`show_order`, then `show_line` or `show_wrong` after each answer, `show_ask` where one asks back."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.bar = OrderBar()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(Hairline())
        self._pages = QStackedWidget()
        self.body.addWidget(self._pages, 1)
        self.line, self.wrong = LinePage(), WrongPage()
        self._pages.addWidget(self.line)
        self._pages.addWidget(self.wrong)

    def show_order(self, order: OrderView, zone: str) -> None:
        self.bar.show_order(order, zone)

    def show_note(self, note: str, others: str, *, seen: bool) -> None:
        """What the buyer asked for."""
        self.line.show_note(note, others, seen=seen)

    def show_line(self, row: Row | None, *, calm: bool = False) -> None:
        """What is to be scanned next; `calm` after a refusal, when nothing was counted."""
        self.line.show_line(row, calm=calm)
        self._pages.setCurrentWidget(self.line)

    def show_wrong(self, expected: Row | None, got: Article) -> None:
        """Both articles side by side, what tells them apart largest."""
        self.wrong.compare(expected, got)
        self._pages.setCurrentWidget(self.wrong)

    def show_wrong_label(self, label: Label, number: str) -> None:
        """The label that was scanned beside the one that this parcel needs."""
        self.wrong.compare_labels(label, number)
        self._pages.setCurrentWidget(self.wrong)

    def show_ask(self, ask: Ask) -> None:
        """A question below the count; for a quantity the count itself asks."""
        self._pages.setCurrentWidget(self.line)
        if ask.wants is Wants.QUANTITY:
            self.line.tile.ask(f"x {ask.detail}" if ask.detail else _("x ?"))
        else:
            self.line.show_ask(ask)

    def end_ask(self, row: Row | None) -> None:
        self.line.end_ask()
        self.line.show_line(row, calm=False)

    def use_height(self, height: int, width: int) -> None:
        self.line.use_size(height, width)
