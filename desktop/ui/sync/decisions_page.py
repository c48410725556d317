"""Where store and bench differ: what waits for a person, and every automatic decision, each with both sides."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.domain import merge
from desktop.i18n import N_, _, day_time
from desktop.services import remote
from desktop.services.remote import DecisionRow
from desktop.ui.desk import Desk
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.sync.decision_panel import DecisionPanel
from desktop.ui.sync.facts import Facts
from desktop.ui.sync.listed import listed, rows_after, side_by_side
from desktop.ui.sync.words import field_words, side_words
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.words import order_name

DECISIONS = (Column(N_("Order"), 110), Column(N_("Here"), 90, stretch=1), Column(N_("In the store"), 90, stretch=1),
             Column(N_("State"), 130))  # fmt: skip
ALL, OPEN, BY_RULE, BY_PEOPLE = "all", "open", "rule", "people"
_FILTERS = {
    ALL: N_("All"),
    OPEN: N_("Waiting for a person"),
    BY_RULE: N_("Decided by rule"),
    BY_PEOPLE: N_("Decided by people"),
}
_MOST = 5000


class DecisionsPage(QWidget):
    """`show_facts(facts)`; `opened(order_id)`, `done()` after something was decided."""

    opened = Signal(int)
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._zone = "UTC"
        look = theme()
        self.table = PagedTable(desk.tasks, DECISIONS, name="sync-decisions")
        self.panel, self.empty = DecisionPanel(), EmptyState("circle-check")
        self.filter = Choice("sync-decisions-filter")
        self._filter = Label("", "body", "ink.secondary")
        self._pages = QStackedWidget()
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        top.setSpacing(look.px(12))
        top.addWidget(self._filter)
        top.addWidget(self.filter)
        top.addStretch(1)
        side_by_side(self, listed(self.table, self._pages, self.empty, top), self.panel)
        self.table.current_changed.connect(self._show_row)
        self.table.opened.connect(self._open_row)
        self.table.settled.connect(self._settled)
        self.filter.picked.connect(self._choose)
        self.panel.decided.connect(self._decide)
        self.panel.opened.connect(self.opened.emit)

    def show_facts(self, facts: Facts, anew: bool) -> None:
        again = self._zone != facts.zone
        self._zone = facts.zone
        self.panel.may = facts.decides
        self._choose() if anew or again else self.table.reload()

    def _choose(self, _value: object = None) -> None:
        page = partial(_decisions, str(self.filter.value() or ALL))
        self.table.show_source(Source(page=page, show=partial(_decision_row, self._zone), id=_id))

    def _show_row(self, _row: object = None) -> None:
        self.panel.show_decision(self.table.current(), self._zone)

    def _settled(self, count: int) -> None:
        self._pages.setCurrentIndex(0 if count else 1)
        self.panel.setVisible(count > 0)

    def _decide(self, decision_id: int, side: str) -> None:
        outcome = merge.Outcome(side)
        self.desk.tasks.run(
            partial(remote.decide, decision_id, outcome), partial(self._decided, side), self.desk.lane.show_refused
        )

    def _decided(self, side: str, _result: object) -> None:
        words = _("Ours was kept") if side == "ours" else _("The store's was taken over")
        self.desk.lane.show_result(Outcome.SAVED, words)
        self.done.emit()

    def _open_row(self, row: Any) -> None:
        if isinstance(row, DecisionRow):
            self.opened.emit(row.order_id)

    def retranslate(self) -> None:
        self.table.setAccessibleName(_("Differences"))
        self._filter.setText(_("Show"))
        self.filter.setAccessibleName(_("Which differences are listed"))
        self.filter.set_choices([(value, _(words)) for value, words in _FILTERS.items()])
        self.empty.say(_("Stores and bench agree"), _("What differs and no rule can settle is shown here."),
                       "circle-check")  # fmt: skip
        self.panel.retranslate()


def _id(row: DecisionRow) -> int:
    return row.id


def _decisions(shown: str, after: DecisionRow | None, limit: int) -> Sequence[DecisionRow]:
    found = remote.decisions(only_open=shown == OPEN, limit=_MOST)
    if shown in (BY_RULE, BY_PEOPLE):
        found = [row for row in found if row.outcome != "open" and bool(row.decided_by) == (shown == BY_PEOPLE)]
    return rows_after(found, after, limit)


def _decision_row(zone: str, row: DecisionRow) -> Row:
    if row.outcome == "open":
        state = Cell(badge=("warn", "attention", _("Decide")))
    else:
        by = row.decided_by or _("by rule")
        ours = row.outcome == "ours"
        state = Cell(_("Ours kept") if ours else _("Store's taken"), by, mark="circle-check", mark_ink="ink.muted",
                     ink="ink.secondary")  # fmt: skip
    return Row((
        Cell(order_name(row.number), field_words(row), strong=True),
        Cell(side_words(row.field, row.ours), day_time(row.at, zone=zone)),
        Cell(side_words(row.field, row.theirs), row.store),
        state,
    ))  # fmt: skip
