"""The right column while an order is open: what is left, what is to be done before closing, the parcel."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.ui.bench.before_closing import BeforeClosing, Step
from desktop.ui.bench.checklist import Checklist
from desktop.ui.bench.lines import Row, left_of
from desktop.ui.bench.parcel_foot import Filled, ParcelFoot
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

_FEW = 5  # lines up to which each thing before closing has a row of its own


class Side(Panel):
    """`show_rows` for another order, `update_rows` after each answer, `show_steps`, `show_parcels`."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.body.setSpacing(0)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        self._title = Label("", "benchBody", weight=600)
        self._left = Label("", "title", weight=700)
        self._of = Label("", "benchBody", "ink.secondary")
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._left)
        row.addWidget(self._of)
        self.body.addWidget(self._head)
        self.body.addWidget(Hairline())
        self.checklist = Checklist()
        self.steps, self.parcels = BeforeClosing(), ParcelFoot()
        self._room, self._room_low = QWidget(), QWidget()
        self._line, self._line_low = Hairline(), Hairline()
        # The list takes what its rows need, up to all there is, and scrolls then; the rest stays empty.
        self.body.addWidget(self.checklist, 100)
        for part, stretch in (
            (self._room_low, 1), (self._line_low, 0), (self.steps, 0), (self._room, 1), (self._line, 0),
            (self.parcels, 0),
        ):  # fmt: skip
            self.body.addWidget(part, stretch)
        self._low = False
        self._rows = 0
        self.retranslate()
        self.retheme()

    def show_rows(self, rows: Sequence[Row], current: int | None) -> None:
        self._rows = len(rows)
        self.checklist.show_rows(rows, current)
        self._share_room()
        self._count(rows)

    def update_rows(
        self, rows: Sequence[Row], current: int | None, warned: int | None = None, counted: int | None = None
    ) -> None:
        self.checklist.update_rows(rows, current, warned, counted)
        self._count(rows)

    def show_steps(self, steps: Sequence[Step]) -> None:
        self.steps.show_steps(steps, folded=self._rows > _FEW)
        self._share_room()

    def show_parcels(self, parcels: Sequence[Filled], current: int) -> None:
        self.parcels.show_parcels(parcels, current)

    def use_height(self, height: int) -> None:
        """In the lowest window the parcel's line makes room for the lines: the order's bar names it anyway."""
        self._low = height < theme().px(600)
        self._head.setFixedHeight(theme().px(51 if self._low else 55))
        self._share_room()

    def _share_room(self) -> None:
        self.checklist.setMaximumHeight(max(1, self.checklist.rows_height()))
        low = self._low and self._rows > _FEW
        for part in (self._room, self._line, self.parcels):
            part.setVisible(not low)
        self._room_low.setVisible(low)
        self._line_low.setVisible(low and bool(self.steps.steps))

    def _count(self, rows: Sequence[Row]) -> None:
        left, of = left_of(rows)
        self._left.setText(number(left))
        self._of.setText(_("left of {all}").format(all=number(of)))

    def retranslate(self) -> None:
        self._title.setText(_("Checklist"))

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_low"):
            self._head.setFixedHeight(theme().px(51 if self._low else 55))
            self._share_room()
