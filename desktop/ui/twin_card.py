"""The card of an order that may be the same order twice: it names the other one, and asks what is to be done."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.domain.order import Stage
from desktop.i18n import _, day_time, ngettext, number
from desktop.services.duplicates import Pair
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.words import STAGES, order_name


class TwinCard(QFrame):
    """`show_pairs`; hidden where nothing is asked. Cancelling asks once more, because its buyer will hear of it."""

    kept = Signal()
    cancelled = Signal()
    opened = Signal(int)

    def __init__(self, place: str) -> None:
        """`place` names its buttons: "order" or "queue"."""
        super().__init__()
        self._pairs: list[Pair] = []
        self._order_id: int | None = None
        self._sure = False
        self._wide = place == "order"  # then there is width, and no height to spare
        self.words = NoteBar("", "attention")
        self.keep = KeyButton("", "check", "A", name=f"{place}-keep-both")
        self.cancel = KeyButton("", "x", "X", name=f"{place}-cancel-double")
        self.open_twin = KeyButton("", "copy", "V", role="quiet", name=f"{place}-open-twin")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(6))
        column.addWidget(self.words)
        for button in (self.keep, self.cancel, self.open_twin):
            if self._wide:
                self.words.add_button(button)
            else:
                column.addWidget(button)
        self.keep.clicked.connect(self.kept)
        self.cancel.clicked.connect(self._cancel)
        self.open_twin.clicked.connect(self._open)
        self.hide()

    def show_pairs(self, order_id: int | None, pairs: Sequence[Pair], zone: str) -> None:
        """`pairs` of this order, as the one that waits or as the one that came first."""
        if order_id != self._order_id:
            self._sure = False
        self._order_id, self._pairs = order_id, list(pairs)
        self.setVisible(bool(pairs))
        if not pairs:
            return
        own = self.is_asked
        self.keep.setVisible(own)
        self.cancel.setVisible(own)
        self.keep.setText(_("Keep both"))
        self.cancel.setText(_("Yes, cancel it") if self._sure else _("Cancel this one"))
        self.cancel.set_role("danger" if self._sure else "default")
        opens = _("Open {number}").format(number=order_name(self._other[1]))
        if self._wide:
            self.open_twin.set_accessible(opens)
        else:
            self.open_twin.setText(opens)
        self.words.say(*(_asked(self._mine, zone) if own else _told(self._pairs[0])))

    @property
    def is_asked(self) -> bool:
        """Whether the order that is shown is the one that waits."""
        return bool(self._mine)

    @property
    def twin_ids(self) -> list[int]:
        return [pair.twin_id for pair in self._mine]

    @property
    def _mine(self) -> list[Pair]:
        return [pair for pair in self._pairs if pair.order_id == self._order_id]

    @property
    def _other(self) -> tuple[int, str]:
        """The order that the link leads to: of several the first that came."""
        if self._mine:
            first = min(self._mine, key=lambda pair: (pair.twin_placed_at, pair.twin_id))
            return first.twin_id, first.twin_number
        return self._pairs[0].order_id, self._pairs[0].number

    def _cancel(self) -> None:
        if self._sure:
            self._sure = False
            self.cancelled.emit()
            return
        self._sure = True
        self.cancel.setText(_("Yes, cancel it"))
        self.cancel.set_role("danger")

    def _open(self) -> None:
        if self._pairs:
            self.opened.emit(self._other[0])


def _asked(pairs: Sequence[Pair], zone: str) -> tuple[str, str]:
    first = min(pairs, key=lambda pair: (pair.twin_placed_at, pair.twin_id))
    names = ", ".join(order_name(pair.twin_number) for pair in sorted(pairs, key=lambda pair: pair.twin_id))
    title = _("This may be {number} once more").format(number=names)
    stage = _(STAGES[Stage(first.twin_stage)]) if first.twin_stage else ""
    place = "" if first.same_place else _("goes to another address")
    same = _("Same buyer, articles and total; {apart}").format(apart=_apart(first.placed_at, first.twin_placed_at))
    return title, " · ".join(part for part in (same, day_time(first.twin_placed_at, zone=zone), stage, place) if part)


def _told(pair: Pair) -> tuple[str, str]:
    title = _("{number} may be this order once more").format(number=order_name(pair.number))
    return title, _("It waits on hold until somebody has looked.")


def _apart(one: datetime, other: datetime) -> str:
    minutes = round(abs((one - other).total_seconds()) / 60)
    return ngettext("{minutes} minute apart", "{minutes} minutes apart", minutes).format(minutes=number(minutes))
