"""Sync: what the stores are told, what they refused, where they and the bench differ, and whether they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain import merge
from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import N_, _, clock, day_time, number
from desktop.services import mending, orders, outbox, remote, settings, stores
from desktop.services.changes import Change, now
from desktop.services.outbox import OutboxRow
from desktop.services.remote import DecisionRow
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.dialogs import Ask
from desktop.ui.marks import mark_pixmap
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.screen import Screen
from desktop.ui.settings.page import both_ways
from desktop.ui.sync.decision_panel import DecisionPanel
from desktop.ui.sync.message_panel import MessagePanel
from desktop.ui.sync.store_list import StoreFacts, StoreList
from desktop.ui.sync.store_panel import StorePanel
from desktop.ui.sync.words import STATES, change_words, field_words, side_words
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.words import order_name

MESSAGES = (Column(N_("Change"), 200, stretch=1), Column(N_("Made"), 64), Column(N_("State"), 140))
DECISIONS = (Column(N_("Order"), 110), Column(N_("Here"), 90, stretch=1), Column(N_("In the store"), 90, stretch=1),
             Column(N_("State"), 130))  # fmt: skip
# The figures above the list: states that count, words, icon.
_FIGURES = (
    (("waiting", "sending"), N_("waiting"), "clock"),
    (("sent",), N_("sent"), "send"),
    (("confirmed",), N_("confirmed today"), "circle-check"),
    (("parked",), N_("parked"), "attention"),
)


@dataclass(frozen=True, slots=True)
class _Facts:
    stores: list[StoreFacts]
    counts: dict[str, int]
    open: int
    zone: str


class Figure(QWidget):
    """A number with its word and sign."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        self._sign = QLabel()
        self._value, self._words = Label("", "title"), Label("", "caption", "ink.secondary")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._value)
        words.addWidget(self._words)
        row.addWidget(self._sign)
        row.addLayout(words)

    def show_figure(self, value: int, words: str, icon: str) -> None:
        alarm = icon == "attention" and value > 0
        self._value.setText(number(value))
        self._value.set_ink("warn.ink" if alarm else "ink.primary")
        self._words.setText(words)
        self._words.set_ink("warn.ink" if alarm else "ink.secondary")
        sign = mark_pixmap(icon, 24) if alarm else icons.icon("triangle-alert" if icon == "attention" else icon,
                                                              "ink.secondary", 24)  # fmt: skip
        self._sign.setPixmap(sign)


class SyncScreen(Screen):
    name, title, icon, letter = "sync", N_("Sync"), "refresh-cw", "Y"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._facts = _Facts([], {}, 0, "UTC")
        self._store: int | None = None  # the one on the Stores tab
        self._order: int | None = None  # only this order's changes are listed
        self.head, self.tabs = PageHead(), StageTabs("sync-tabs")
        self.pause = KeyButton("", "pause", "F8", name="sync-pause")
        self.now_ = KeyButton("", "refresh-cw", "F9", name="sync-now")
        self.list = StoreList()
        self.table = PagedTable(desk.tasks, MESSAGES, name="sync-messages")
        self.decisions = PagedTable(desk.tasks, DECISIONS, name="sync-decisions")
        self.message, self.decision, self.store = MessagePanel(), DecisionPanel(), StorePanel(desk)
        self.connect_ = KeyButton("", "store", "C", role="primary", name="sync-connect")
        self.no_store = EmptyState("plug", button=self.connect_)
        self.empty, self.agreed = EmptyState("send"), EmptyState("circle-check")
        self._figures = [Figure() for _turn in _FIGURES]
        self._tabs_pages, self._messages, self._differences = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"outbox", "store", "contact", "decision", "settings"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self._read()
        self.table.setFocus()

    def left(self) -> None:
        self._order = None

    def open(self, id: int | None) -> None:
        """Show the changes of one order."""
        if id is not None:
            self._order = id
            self.tabs.choose("outbox")
            self._show_messages()

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(_find, text), self._show_scanned, self._refused)

    def back(self) -> bool:
        if self._order is not None:
            self._order = None
            self._show_messages()
            return True
        if self.tabs.current() != "outbox":
            self.tabs.choose("outbox")
            return True
        return False

    # What is shown

    def _read(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, facts: _Facts) -> None:
        first = not self._facts.stores
        again = self._facts.zone != facts.zone
        self._facts = facts
        self._pages.setCurrentIndex(0 if facts.stores else 1)
        counts = facts.counts
        unconfirmed = sum(counts.get(state, 0) for state in ("waiting", "sending", "sent", "parked"))
        self.tabs.set_count("outbox", unconfirmed)
        self.tabs.set_count("stores", len(facts.stores))
        self.tabs.set_count("decisions", facts.open)
        for figure, (states, words, icon) in zip(self._figures, _FIGURES, strict=True):
            figure.show_figure(sum(counts.get(state, 0) for state in states), _(words), icon)
        self.list.show_stores(facts.stores, self._paused())
        ids = [one.row.id for one in facts.stores]
        if self._store not in ids:
            shut = [one.row.id for one in facts.stores if one.row.fault]
            self._store = next(iter([*shut, *ids]), None)
        self._show_store()
        self._say_pause()
        if first or again:
            self._show_messages()
            self._show_decisions()
        else:
            self.table.reload()
            self.decisions.reload()

    def _show_tab(self, key: str) -> None:
        self._tabs_pages.setCurrentIndex(("outbox", "stores", "decisions").index(key))
        self._show_store()
        {"outbox": self.table, "decisions": self.decisions}.get(key, self.list).setFocus()

    def _show_messages(self) -> None:
        page = partial(_messages, self._order)
        self.table.show_source(Source(page=page, show=partial(_message_row, self._facts.zone), id=_id))

    def _show_decisions(self) -> None:
        show = partial(_decision_row, self._facts.zone)
        self.decisions.show_source(Source(page=_decisions, show=show, id=_id))

    def _show_message(self, row: Any = None) -> None:
        row = self.table.current()
        found = [one.row for one in self._facts.stores if row is not None and one.row.name == row.store]
        self.message.show_message(row, next(iter(found), None), self._facts.zone)

    def _show_decision(self, row: Any = None) -> None:
        self.decision.show_decision(self.decisions.current(), self._facts.zone)

    def _show_store(self) -> None:
        facts = next((one for one in self._facts.stores if one.row.id == self._store), None)
        self.list.set_current(self._store if self.tabs.current() == "stores" else None)
        self.store.show_store(facts, self._facts.zone)

    def _choose_store(self, store_id: int) -> None:
        self._store = store_id
        self.tabs.choose("stores")
        self._show_store()

    def _show_scanned(self, found: tuple[int, str]) -> None:
        self._order = found[0]
        self.tabs.choose("outbox")
        self._show_messages()
        self.desk.lane.show_result(Outcome.SAVED, order_name(found[1]), _("Its changes are listed; Esc shows all."))

    def _settled(self, count: int) -> None:
        self._messages.setCurrentIndex(0 if count else 1)
        if not count:
            self.message.show_message(None, None, self._facts.zone)
            of_order = self._order is not None
            self.empty.say(
                _("The store has not been told anything about it") if of_order else _("Nothing has been told yet"),
                _("What is packed, shipped or cancelled here goes to the store by itself."), "send",
            )  # fmt: skip

    def _settled_decisions(self, count: int) -> None:
        self._differences.setCurrentIndex(0 if count else 1)
        self.decision.setVisible(count > 0)

    def _changed(self, heard: frozenset[Change]) -> None:
        if self.isVisible():
            self._read()

    # What is done

    def _sync_now(self) -> None:
        worker = getattr(self.desk.app, "sync", None)
        if worker is None:
            return
        if worker.paused:
            worker.pause(False)
        worker.wake()
        self._read()
        self.desk.lane.show_result(Outcome.SAVED, _("Syncing now"))

    def _pause(self) -> None:
        worker = getattr(self.desk.app, "sync", None)
        if worker is not None:
            worker.pause(not worker.paused)
            self._read()

    def _paused(self) -> bool:
        return bool(getattr(getattr(self.desk.app, "sync", None), "paused", False))

    def _say_pause(self) -> None:
        paused = self._paused()
        self.pause.setText(_("Go on") if paused else _("Pause sync"))
        self.pause.set_icon("play" if paused else "pause")
        self.pause.set_role("chosen" if paused else "default")

    def _send_again(self, message_id: int, body: dict[str, object]) -> None:
        self.desk.tasks.run(partial(mending.send_again, message_id, **body), self._sent_again, self._cannot_send)

    def _sent_again(self, row: OutboxRow) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("It goes out again"), change_words(row))
        self._read()

    def _cannot_send(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.message.say_wrong(error.say())

    def _discard(self, message_id: int) -> None:
        ask = Ask(
            self, _("Discard this change?"), _("The store will never hear of it. Nothing changes here."),
            [(_("Discard"), "danger")],
        )  # fmt: skip
        if ask.ask() == 0:
            self.desk.tasks.run(partial(outbox.discard, message_id), self._discarded, self._refused)

    def _discarded(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Discarded"), _("The store is not told."))
        self._read()

    def _decide(self, decision_id: int, side: str) -> None:
        outcome = merge.Outcome(side)
        self.desk.tasks.run(partial(remote.decide, decision_id, outcome), partial(self._decided, side), self._refused)

    def _decided(self, side: str, _result: object) -> None:
        words = _("Ours was kept") if side == "ours" else _("The store's was taken over")
        self.desk.lane.show_result(Outcome.SAVED, words)
        self._read()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        outcome = Outcome.UNKNOWN if isinstance(error, NotFound) else Outcome.ATTENTION
        self.desk.lane.show_result(outcome, "" if outcome is Outcome.UNKNOWN else _("Not done"), error.say())

    def _open_order(self, order_id: int) -> None:
        self.desk.open("order", order_id)

    def _open_row(self, row: Any) -> None:
        if isinstance(row, OutboxRow | DecisionRow) and row.order_id is not None:
            self.desk.open("order", row.order_id)

    def _connect_store(self) -> None:
        self.desk.open("settings", 2)

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        self.head.add_action(self.pause)
        self.head.add_action(self.now_)
        figures = QHBoxLayout()
        figures.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        figures.setSpacing(look.px(24))
        for figure in self._figures:
            figures.addWidget(figure)
        figures.addStretch(1)
        told = _listed(self.table, self._messages, self.empty, figures)
        differ = _listed(self.decisions, self._differences, self.agreed)
        self.message.setFixedWidth(look.px(376))
        self.decision.setFixedWidth(look.px(376))
        for parts in ((told, self.message), (self.store,), (differ, self.decision)):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(look.px(16))
            for part in parts:
                row.addWidget(part, 1 if part is parts[0] else 0)
            self._tabs_pages.addWidget(page)
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(self.list)
        columns.addWidget(self._tabs_pages, 1)
        self._pages.addWidget(both_ways(body))
        self._pages.addWidget(self.no_store)
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.list.chosen.connect(self._choose_store)
        self.pause.clicked.connect(self._pause)
        self.now_.clicked.connect(self._sync_now)
        self.connect_.clicked.connect(self._connect_store)
        self.table.current_changed.connect(self._show_message)
        self.table.opened.connect(self._open_row)
        self.table.settled.connect(self._settled)
        self.decisions.current_changed.connect(self._show_decision)
        self.decisions.opened.connect(self._open_row)
        self.decisions.settled.connect(self._settled_decisions)
        self.message.again.connect(self._send_again)
        self.message.dropped.connect(self._discard)
        self.message.opened.connect(self._open_order)
        self.decision.decided.connect(self._decide)
        self.decision.opened.connect(self._open_order)
        self.store.tested.connect(self._sync_now)

    def retranslate(self) -> None:
        self.head.set_title(_("Sync"))
        self.tabs.set_tabs([("outbox", _("Outbox")), ("stores", _("Stores")), ("decisions", _("Decisions"))])
        self.now_.setText(_("Sync now"))
        self.connect_.setText(_("Connect a store"))
        self.table.setAccessibleName(_("Changes for the stores"))
        self.decisions.setAccessibleName(_("Differences"))
        self.no_store.say(
            _("No store yet"), _("Orders can be typed in or read from a file until a store is connected."), "plug"
        )
        self.agreed.say(_("Stores and bench agree"), _("What differs and no rule can settle is shown here."),
                        "circle-check")  # fmt: skip
        for part in (self.list, self.message, self.decision, self.store):
            part.retranslate()
        self._show(self._facts)


def _listed(table: PagedTable, pages: QStackedWidget, empty: EmptyState, top: QHBoxLayout | None = None) -> Panel:
    """A panel with a list, and what stands there when it is empty."""
    panel = Panel(flush=True)
    panel.setMinimumWidth(theme().px(420))
    panel.body.setSpacing(0)
    if top is not None:
        panel.body.addLayout(top)
        panel.body.addWidget(Hairline())
    rows = QWidget()
    column = QVBoxLayout(rows)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(TableHead(table))
    column.addWidget(table, 1)
    pages.addWidget(rows)
    pages.addWidget(empty)
    panel.body.addWidget(pages, 1)
    return panel


def _id(row: OutboxRow | DecisionRow) -> int:
    return row.id


def _messages(order_id: int | None, after: OutboxRow | None, limit: int) -> Sequence[OutboxRow]:
    if after is not None:
        return ()
    found = outbox.rows(limit=limit if order_id is None else 10_000)
    return [row for row in found if order_id is None or row.order_id == order_id][:limit]


def _decisions(after: DecisionRow | None, limit: int) -> Sequence[DecisionRow]:
    return () if after is not None else remote.decisions(only_open=False, limit=limit)


def _message_row(zone: str, row: OutboxRow) -> Row:
    made = clock(row.created_at, zone=zone)
    if (now() - row.created_at).total_seconds() > 12 * 3600:
        made = day_time(row.created_at, zone=zone)
    if row.state == "parked":
        state = Cell(badge=("warn", "attention", _("Parked")))
    else:
        words, mark, mark_ink, ink = STATES[row.state]
        state = Cell(_(words), mark=mark, mark_ink=mark_ink, ink=ink)
    waits = row.reason if row.state in ("waiting", "sending") else ""
    comment = _("with a comment") if row.kind == "order_status" and row.body.get("text") else ""
    back = ""
    if row.confirmed_at is not None:
        back = _("read back {time}").format(time=clock(row.confirmed_at, zone=zone))
    given = str(row.body.get("number", "")) if row.kind == "tracking" else ""
    sub = " · ".join(part for part in (row.store, given, comment, back, waits) if part)
    return Row((Cell(change_words(row), sub), Cell(made, ink="ink.secondary"), state))


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


def _find(text: str) -> tuple[int, str]:
    order_id = orders.find(text)
    return order_id, orders.show(order_id).number


def _read() -> _Facts:
    rows = stores.every()
    found = [StoreFacts(row, outbox.counts(row.id)) for row in rows]
    waiting = len(remote.decisions(only_open=True, limit=1000))
    return _Facts(found, outbox.counts(), waiting, settings.shop().zone)
