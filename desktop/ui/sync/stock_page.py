"""Stock in the stores: where a store says another number than we do, and what is promised and not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.rights import Right
from desktop.i18n import N_, _, day_time, ngettext, number
from desktop.services import drift, oversold, permits
from desktop.services.drift import Drift
from desktop.services.oversold import Alarm, Loses
from desktop.ui.desk import Desk
from desktop.ui.marks import mark_pixmap
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.settings.page import scrolling
from desktop.ui.sync.facts import Facts
from desktop.ui.sync.listed import listed, rows_after, side_by_side
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name

DRIFT = (Column(N_("Article"), 160, stretch=1), Column(N_("Here"), 72, RIGHT), Column(N_("There"), 72, RIGHT),
         Column(N_("Difference"), 96, RIGHT), Column(N_("Since"), 130))  # fmt: skip
_RULES = {
    Loses.NEWEST: N_("The newest order"),
    Loses.CHEAPEST: N_("The lowest total"),
    Loses.LATEST: N_("The latest promised day"),
}
_MOST_ALARMS = 50


@dataclass(frozen=True, slots=True)
class _Read:
    alarms: list[Alarm]
    rule: Loses
    may: bool


class StockPage(QWidget):
    """`show_facts(facts)`; `opened(order_id)`."""

    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._read: _Read | None = None
        self._zone = "UTC"
        look = theme()
        self.table = PagedTable(desk.tasks, DRIFT, name="sync-drift")
        self.empty = EmptyState("circle-check")
        self._title, self._told = Label("", "benchBody", weight=600), ElideLabel("", "body", "ink.secondary")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        head.setSpacing(look.px(12))
        head.addWidget(self._title)
        head.addWidget(self._told, 1)
        self._pages = QStackedWidget()
        self.alarms = Panel(flush=True)
        self._alarm_mark = QLabel()
        self._alarm_title = Label("", "benchBody", weight=600)
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        top.setSpacing(look.px(10))
        top.addWidget(self._alarm_mark)
        top.addWidget(self._alarm_title, 1)
        self.rule = Choice("sync-oversold-rule")
        self._rule = LabelledField("", self.rule)
        self._area = scrolling(QWidget())
        self.buttons: list[KeyButton] = []
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        inner.setSpacing(look.px(10))
        inner.addWidget(self._area, 1)
        inner.addWidget(self._rule)
        self.alarms.body.setSpacing(0)
        self.alarms.body.addLayout(top)
        self.alarms.body.addWidget(Hairline())
        self.alarms.body.addLayout(inner, 1)
        side_by_side(self, listed(self.table, self._pages, self.empty, head), self.alarms)
        self.table.settled.connect(self._settled)
        self.rule.picked.connect(self._choose_rule)

    def show_facts(self, facts: Facts, anew: bool) -> None:
        again = self._zone != facts.zone
        self._zone = facts.zone
        if anew or again:
            show = partial(_drift_row, facts.zone)
            self.table.show_source(Source(page=_drift, show=show, id=_id))
        else:
            self.table.reload()
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        count = len(read.alarms)
        self._alarm_mark.setPixmap(mark_pixmap("attention" if count else "done", 20))
        self._alarm_title.setText(
            ngettext("{count} article is oversold", "{count} articles are oversold", count).format(count=number(count))
            if count else _("Nothing is oversold")
        )  # fmt: skip
        self.rule.choose(read.rule)
        self.rule.setEnabled(read.may)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme().px(6), 0)
        column.setSpacing(theme().px(8))
        self.buttons = []
        for alarm in read.alarms[:_MOST_ALARMS]:
            self._add(column, alarm)
        if not count:
            column.addWidget(Label(_("What is promised is there, as far as it was counted."), "body", "ink.secondary",
                                   wrap=True))  # fmt: skip
        column.addStretch(1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)

    def _add(self, column: QVBoxLayout, alarm: Alarm) -> None:
        column.addWidget(ElideLabel(alarm.name or alarm.sku, "body", weight=600))
        missing = _("{sku}: {count} missing").format(sku=alarm.sku, count=number(alarm.missing))
        column.addWidget(ElideLabel(missing, "caption", "warn.ink", codes=True))
        for loser in alarm.losers:
            units = ngettext("{count} unit", "{count} units", loser.units).format(count=number(loser.units))
            button = KeyButton(f"{order_name(loser.number)} · {units}", "file-text", name=f"loser-{loser.order_id}")
            button.setToolTip(" · ".join(part for part in (loser.buyer, loser.store) if part))
            button.clicked.connect(partial(self._open, loser.order_id))
            self.buttons.append(button)
            column.addWidget(button)
        column.addWidget(Hairline())

    def _open(self, order_id: int, _checked: bool = False) -> None:
        self.opened.emit(order_id)

    def _choose_rule(self, chosen: object) -> None:
        self.desk.tasks.run(partial(oversold.choose_rule, str(chosen)), self._chosen, self.desk.lane.show_refused)

    def _chosen(self, _rule: Loses) -> None:
        self.desk.tasks.run(_read, self._show)

    def _settled(self, count: int) -> None:
        self._pages.setCurrentIndex(0 if count else 1)
        many = ngettext("{count} article differs", "{count} articles differ", count)
        self._told.setText(many.format(count=number(count)) if count else "")

    def retranslate(self) -> None:
        self._title.setText(_("Stock in the stores"))
        self.table.setAccessibleName(_("Articles whose stock differs"))
        self._rule.set_label(_("Who goes without"))
        self.rule.set_choices([(rule, _(words)) for rule, words in _RULES.items()])
        self.empty.say(
            _("No store says another number"),
            _("What a store counts is compared with ours once a day."),
            "circle-check",
        )
        if self._read is not None:
            self._show(self._read)


def _read() -> _Read:
    return _Read(oversold.alarms(), oversold.rule(), permits.may(Right.SETTINGS))


def _id(row: Drift) -> int:
    return hash((row.store_id, row.sku))


def _drift(after: Drift | None, limit: int) -> Sequence[Drift]:
    return rows_after(drift.report(), after, limit)


def _drift_row(zone: str, row: Drift) -> Row:
    sub = " · ".join(part for part in (row.sku, row.store, "" if row.told else _("the store is not told")) if part)
    since: Any = day_time(row.since, zone=zone) if row.since else ""
    return Row((
        Cell(row.name or row.sku, sub, codes=not row.name),
        Cell("–" if row.ours is None else number(row.ours)),
        Cell(number(row.theirs)),
        Cell(f"{row.difference:+d}".replace("-", "−"), ink="warn.ink", strong=True),
        Cell(since, _("read {time}").format(time=day_time(row.read_at, zone=zone)), ink="ink.secondary"),
    ))  # fmt: skip
