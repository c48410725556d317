"""Sync: what the stores are told, what they refused, where they and the bench differ, and whether they answer."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import N_, _
from desktop.services import export_lists, orders
from desktop.services.changes import Change
from desktop.services.exporting import Table
from desktop.services.slips.meant import order_of
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.screen import Screen
from desktop.ui.settings.page import both_ways
from desktop.ui.sync.decisions_page import DecisionsPage
from desktop.ui.sync.facts import Facts, read
from desktop.ui.sync.listed import side_by_side
from desktop.ui.sync.mails_page import MailsTab
from desktop.ui.sync.outbox_page import OutboxPage
from desktop.ui.sync.proof_page import ProofPage
from desktop.ui.sync.stock_page import StockPage
from desktop.ui.sync.store_list import StoreList
from desktop.ui.sync.store_panel import StorePanel
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.words import order_name

TABS = ("outbox", "stores", "decisions", "stock", "proof", "mails")


class SyncScreen(Screen):
    name, title, icon, letter = "sync", N_("Sync"), "refresh-cw", "Y"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._facts = Facts()
        self._store: int | None = None  # the one on the Stores tab
        self._order: int | None = None  # only this order's changes are listed
        self._shown: set[str] = set()  # tabs that have been filled once
        self.head, self.tabs = PageHead(), StageTabs("sync-tabs")
        self.pause = KeyButton("", "pause", "F8", name="sync-pause")
        self.now_ = KeyButton("", "refresh-cw", "F9", name="sync-now")
        self.list = StoreList()
        self.outbox, self.store = OutboxPage(desk), StorePanel(desk)
        self.decisions, self.stock, self.proof = DecisionsPage(desk), StockPage(desk), ProofPage(desk)
        self.mails = MailsTab(desk)
        self._lists: dict[str, OutboxPage | DecisionsPage | StockPage | ProofPage | MailsTab] = {
            "outbox": self.outbox, "decisions": self.decisions, "stock": self.stock, "proof": self.proof,
            "mails": self.mails,
        }  # fmt: skip
        self.connect_ = KeyButton("", "store", "C", role="primary", name="sync-connect")
        self.no_store = EmptyState("plug", button=self.connect_)
        self._tabs_pages, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        kinds = {"outbox", "store", "contact", "decision", "settings", "proof", "article", "stock", "person", "mail"}
        desk.hub.watch(self, kinds, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self._read()
        self.outbox.table.setFocus()

    def left(self) -> None:
        self._order = None

    def open(self, id: int | None) -> None:
        """Show the changes of one order."""
        if id is not None:
            self._show_order(id)

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(_find, text), self._show_scanned, self._refused)

    def back(self) -> bool:
        if self._order is not None:
            self._show_order(None)
            return True
        if self.tabs.current() != "outbox":
            self.tabs.choose("outbox")
            return True
        return False

    def undo(self) -> bool:
        return self.mails.undo() if self.tabs.current() == "mails" else self.outbox.undo()

    def help(self) -> list[tuple[str, str]]:
        return [("1 – 6", _("Outbox, stores, decisions, stock, proof, mails")), ("Ctrl Z", _("Take a discarding back"))]

    # What is shown

    def _read(self) -> None:
        self.desk.tasks.run(read, self._show)

    def _show(self, facts: Facts) -> None:
        again = self._facts.zone != facts.zone
        if again:
            self._shown.clear()
        self._facts = facts
        self._pages.setCurrentIndex(0 if facts.stores or facts.writes or facts.mails else 1)
        if not facts.stores and self._pages.currentIndex() == 0 and self.tabs.current() != "mails":
            self.tabs.choose("mails")
        unconfirmed = sum(facts.counts.get(state, 0) for state in ("waiting", "sending", "sent", "parked", "asking"))
        self.tabs.set_count("outbox", unconfirmed)
        self.tabs.set_count("stores", len(facts.stores))
        self.tabs.set_count("decisions", facts.open)
        self.tabs.set_count("mails", facts.mails)
        self.list.show_stores(facts.stores, self._paused(), facts.zone)
        ids = [one.row.id for one in facts.stores]
        if self._store not in ids:
            shut = [one.row.id for one in facts.stores if one.row.fault]
            self._store = next(iter([*shut, *ids]), None)
        self._show_store()
        self._say_pause()
        self._fill(self.tabs.current())

    def _fill(self, key: str) -> None:
        """Give a tab what is known; the others wait until they are opened."""
        page = self._lists.get(key)
        if page is not None and (self._facts.stores or key == "mails"):
            page.show_facts(self._facts, key not in self._shown)
            self._shown.add(key)
        if key == "proof":
            self.proof.show_store(self._store)

    def _show_tab(self, key: str) -> None:
        self._tabs_pages.setCurrentIndex(TABS.index(key))
        self._show_store()
        self._fill(key)
        (self._lists[key].table if key in self._lists else self.list).setFocus()

    def _show_order(self, order_id: int | None) -> None:
        self._order = order_id
        self.tabs.choose("outbox")
        self.outbox.show_order(order_id)

    def _show_store(self) -> None:
        facts = next((one for one in self._facts.stores if one.row.id == self._store), None)
        self.list.set_current(self._store if self.tabs.current() in ("stores", "proof") else None)
        self.store.show_store(facts, self._facts.zone)

    def _choose_store(self, store_id: int) -> None:
        self._store = store_id
        if self.tabs.current() == "proof":
            self.proof.show_store(store_id)
        else:
            self.tabs.choose("stores")
        self._show_store()

    def _show_scanned(self, found: tuple[int, str]) -> None:
        self._show_order(found[0])
        self.desk.lane.show_result(Outcome.SAVED, order_name(found[1]), _("Its changes are listed; Esc shows all."))

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

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        outcome = Outcome.UNKNOWN if isinstance(error, NotFound) else Outcome.ATTENTION
        self.desk.lane.show_result(outcome, "" if outcome is Outcome.UNKNOWN else _("Not done"), error.say())

    def _open_order(self, order_id: int) -> None:
        self.desk.open("order", order_id)

    def _connect_store(self) -> None:
        self.desk.open("settings", 2)

    def _table(self) -> Table:
        tab = self.tabs.current()
        if tab == "mails":
            return export_lists.table("mails")
        return export_lists.table("decisions" if tab == "decisions" else "outbox", self._order)

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        self.head.add_action(exporting.button(self.desk, self._table, "sync-export", bare=True))
        self.head.add_action(self.pause)
        self.head.add_action(self.now_)
        of_store = QWidget()  # the panel hides itself where there is no store; a page of the stack must not
        side_by_side(of_store, self.store)
        for page in (self.outbox, of_store, self.decisions, self.stock, self.proof, self.mails):
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
        for page in self._lists.values():
            page.opened.connect(self._open_order)
        self.outbox.done.connect(self._read)
        self.decisions.done.connect(self._read)
        self.mails.done.connect(self._read)
        self.store.tested.connect(self._sync_now)

    def retranslate(self) -> None:
        self.head.set_title(_("Sync"))
        words = (_("Outbox"), _("Stores"), _("Decisions"), _("Stock"), _("Proof"), _("Mails"))
        self.tabs.set_tabs(list(zip(TABS, words, strict=True)))
        self.now_.setText(_("Sync now"))
        self.connect_.setText(_("Connect a store"))
        self.no_store.say(
            _("No store yet"), _("Orders can be typed in or read from a file until a store is connected."), "plug"
        )
        for part in (self.list, self.outbox, self.decisions, self.stock, self.proof, self.mails, self.store):
            part.retranslate()
        self._shown.clear()
        self._show(self._facts)


def _find(text: str) -> tuple[int, str]:
    code = codes.read(text)
    order_id = order_of(code.value) if code.kind is Kind.MESSAGE else orders.find(text)
    return order_id, orders.show(order_id).number
