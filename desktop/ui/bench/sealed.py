"""The middle of the packing screen when the parcel is closed: its papers, and what comes next."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop.i18n import _, number
from desktop.services.orders import OrderView
from desktop.services.printing import Job
from desktop.services.queue import QueueRow
from desktop.ui.bench.order_bar import OrderBar
from desktop.ui.bench.paper_rows import NextInLine, Paper, PaperRow, papers_of
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

_MOST_ROWS = 4


class Sealed(Panel):
    """`show_order(order, jobs, next)`: how many were packed, each parcel and paper with its state, the next order."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.bar = OrderBar()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(Hairline())
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(28), look.px(24), look.px(16))
        inner.setSpacing(0)
        self.body.addLayout(inner, 1)
        top = QHBoxLayout()
        top.setSpacing(look.px(28))
        self._mark = QLabel()
        self._title = Label("", "benchName")
        self._detail = Label("", "heading", "ink.secondary", weight=500, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(look.px(4))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        top.addWidget(self._mark)
        top.addLayout(words, 1)
        inner.addLayout(top)
        inner.addSpacing(look.px(28))
        self._rows = [PaperRow() for _turn in range(_MOST_ROWS)]
        inner.addWidget(Hairline())
        for row in self._rows:
            inner.addWidget(row)
        inner.addStretch(1)
        self.next = NextInLine()
        inner.addWidget(self.next)
        self.retheme()

    def show_order(
        self, order: OrderView, jobs: Sequence[Job], following: QueueRow | None, photos: Sequence[str],
        units: dict[int, int], seal: bool, zone: str,
    ) -> None:  # fmt: skip
        """`jobs` are this order's papers, `photos` of the order that follows, `units` stand by the parcel's place.

        `seal`: each label is scanned onto its parcel.
        """
        self.bar.show_order(order, zone)
        all_, left = order.units, order.units_left
        self._title.setText(_("{count} of {all} packed").format(count=number(all_ - left), all=number(all_)))
        several = len(order.parcels) > 1
        words = _("Stick each label, then scan it on its parcel.") if several else _("Stick the label, then scan it.")
        if not seal:
            words = _("Stick the label on the parcel. Scan the next order or item to go on.")
        elif all(parcel.sealed_at is not None for parcel in order.parcels):
            words = _("Every label is on its parcel. Scan the next order or item.")
        self._detail.setText(words)
        papers = papers_of(order, jobs, units, seal=seal)
        shown = _in_sight(papers)
        for row, paper in zip(self._rows, (*shown, *([None] * _MOST_ROWS)), strict=False):
            row.setVisible(paper is not None)
            if paper is not None:
                row.show_paper(paper)
        self.next.show_row(following if len(shown) < _MOST_ROWS else None, photos, zone)

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_mark"):
            self._mark.setPixmap(mark_pixmap("right", 108, "go.solid", "go.on"))


def _in_sight(papers: Sequence[Paper]) -> Sequence[Paper]:
    """As many as there is room for: from the one before the label that is wanted now."""
    at = next((turn for turn, paper in enumerate(papers) if paper.sign == "in-work"), 0)
    begin = max(0, min(at - 1, len(papers) - _MOST_ROWS))
    return papers[begin : begin + _MOST_ROWS]
