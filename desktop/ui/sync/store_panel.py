"""One store: that all is well, or why it does not let us in, with this computer's address and what to do."""

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import _, ngettext, number
from desktop.services import stores
from desktop.services.stores import StoreRow
from desktop.sync.address import line_to
from desktop.sync.connector import Fault, SignInFailed
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.marks import mark_pixmap
from desktop.ui.settings.page import scrolling
from desktop.ui.settings.store_steps import StoreSteps
from desktop.ui.stores.guide import Guide
from desktop.ui.stores.names import admin_url
from desktop.ui.sync.facts import StoreFacts
from desktop.ui.sync.store_list import since_words
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.ways import Box, Way

if TYPE_CHECKING:
    from desktop.sync.examine import Examined


class StorePanel(Panel):
    """`show_store(facts, zone)`; `tested` after a test that passed."""

    tested = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(flush=True)
        self.desk = desk
        self._facts: StoreFacts | None = None
        self._zone = "UTC"
        self._errands = Errands(self)
        self._asked: int | None = None  # the store whose test is under way
        self._results: dict[int, Examined | str] = {}
        self._addresses: dict[str, str] = {}
        self._mark = QLabel()
        self._title = ElideLabel("", "benchBody", weight=600)
        self._since = Label("", "body", "ink.secondary")
        self._sentence = Label("", "benchBody", wrap=True)
        self.address = Label("", "benchName", codes=True)
        self._caption = Label("", "body", "ink.secondary")
        self.copy = KeyButton("", "copy", "C", role="primary", bench=True, name="sync-copy-address")
        self.admin = KeyButton("", "external-link", "A", name="sync-open-admin")
        self.test = KeyButton("", "plug", "T", name="sync-test")
        self.setup = KeyButton("", "settings", "E", name="sync-store-settings")
        self.ways = [Way(1, self.admin), Way(2, self.setup), Way(3, self.test)]
        self.steps, self.guide = StoreSteps(), Guide()
        self._bodies = QStackedWidget()
        self._lay_out()
        self.guide.tested.connect(self._test)
        self.copy.clicked.connect(self._copy)
        self.admin.clicked.connect(self._open_admin)
        self.test.clicked.connect(self._test)
        self.setup.clicked.connect(self._open_settings)
        self.retranslate()

    def show_store(self, facts: StoreFacts | None, zone: str) -> None:
        self._facts, self._zone = facts, zone
        self.setVisible(facts is not None)
        if facts is None:
            return
        row = facts.row
        shut, away = bool(row.fault), facts.state.online is False and row.active
        error = self._error(row.id) if shut else None
        refused = error is not None and error.fault is Fault.ADDRESS_REFUSED
        title = _("{store} refuses this computer") if refused else _("{store} does not let Kolli in")
        self._title.setText(title.format(store=row.name) if shut else row.name)
        usual = icons.icon("wifi-off" if away else "circle-check", "ink.secondary", 24)
        self._mark.setPixmap(mark_pixmap("wrong", 24) if shut else usual)
        self._since.setText(since_words(row, zone))
        well = _("The store answers. What is packed here is told there, and new orders come in by themselves.")
        quiet = _("The store has not been reached yet.") if row.last_contact is None else well
        quiet = facts.state.trouble if away else quiet
        self._sentence.setText(row.fault if shut else quiet if row.active else _("The store is switched off."))
        self._box.setVisible(shut)
        host = urlsplit(row.url).hostname or ""
        address = self._addresses.get(host, "…")
        self.address.setText(address or _("no network"))
        self.copy.setEnabled(address not in ("", "…"))
        if shut and host not in self._addresses:
            self._addresses[host] = "…"
            self._errands.run(partial(_own_address, host), partial(self._know_address, host), _no_address)
        waits = self._say_ways(facts)
        guided = Guide.has_steps(error)
        self.guide.show_fault(error if guided else None, row.kind, row.url, waits)
        self._bodies.setCurrentIndex(1 if guided else 0)
        self._show_result()

    def _error(self, store_id: int) -> SignInFailed | None:
        """What the store said when it did not let us in: the last test's word, else the sync's own."""
        result = self._results.get(store_id)
        told = [step.error for step in result.steps] if result is not None and not isinstance(result, str) else []
        worker = getattr(self.desk.app, "sync", None)
        told.append(getattr(worker, "trouble", lambda _id: None)(store_id))
        return next((error for error in told if isinstance(error, SignInFailed)), None)

    def _say_ways(self, facts: StoreFacts) -> str:
        many = facts.unconfirmed
        waits = (
            ngettext(
                "Nothing is lost: {count} change waits and goes out by itself",
                "Nothing is lost: {count} changes wait and go out by themselves",
                facts.unconfirmed,
            ).format(count=number(many))
            if many
            else _("Nothing waits for this store")
        )
        shut = bool(facts.row.fault)
        one, two, three = self.ways
        one.say(_("Open the store's admin"), admin_url(facts.row.kind, facts.row.url).toDisplayString())
        two.say(
            _("Do what the sentence says") if shut else _("Address, key and statuses"),
            _("A changed address or key is entered in the settings") if shut else _("They stand in the settings"),
        )
        three.say(_("Come back and test") if shut else _("Test the connection"), waits)
        return waits

    def _know_address(self, host: str, address: str) -> None:
        self._addresses[host] = address
        self.show_store(self._facts, self._zone)

    def _test(self) -> None:
        if self._facts is None or self._asked is not None:
            return
        row = self._facts.row
        self._asked = row.id
        self._results.pop(row.id, None)
        self._show_result()
        self._errands.run(partial(_examine, row), partial(self._answered, row.id), partial(self._failed, row.id))

    def _answered(self, store_id: int, found: "Examined") -> None:
        self._asked = None
        before = self._error(store_id)
        self._results[store_id] = found
        if found.passed:
            address = str(before.values.get("address", "")) if before is not None else ""
            refused = before is not None and before.fault is Fault.ADDRESS_REFUSED
            work = partial(_let_go_on, store_id, address if refused else "")
            self.desk.tasks.run(work, partial(self._passed, store_id))
        self.show_store(self._facts, self._zone)

    def _passed(self, store_id: int, _row: StoreRow) -> None:
        self.tested.emit(store_id)

    def _failed(self, store_id: int, error: Exception) -> None:
        self._asked = None
        if not isinstance(error, KolliError):
            raise error
        self._results[store_id] = error.say()
        self._show_result()

    def _show_result(self) -> None:
        if self._facts is None:
            return
        asking = self._asked == self._facts.row.id
        self.test.setText(_("Asking the store…") if asking else _("Test now"))
        self.test.setEnabled(self._asked is None)
        result = self._results.get(self._facts.row.id)
        self.steps.setVisible(asking or result is not None)
        if asking:
            self.steps.begin()
        elif isinstance(result, str):
            self.steps.failed(result)
        elif result is not None:
            self.steps.show_steps(result.steps, line_to(self._facts.row.url))
        self.guide.set_busy(asking)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address.text())

    def _open_admin(self) -> None:
        if self._facts is not None:
            QDesktopServices.openUrl(admin_url(self._facts.row.kind, self._facts.row.url))

    def _open_settings(self) -> None:
        self.desk.open("settings", 2)

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(18), look.px(16), look.px(18))
        head.setSpacing(look.px(12))
        head.addWidget(self._mark)
        head.addWidget(self._title, 1)
        head.addWidget(self._since)
        self._box = Box()
        box = QHBoxLayout(self._box)
        box.setContentsMargins(look.px(24), look.px(14), look.px(20), look.px(14))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self._caption)
        words.addWidget(self.address)
        box.addLayout(words, 1)
        box.addWidget(self.copy)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(18), look.px(24), look.px(16))
        inner.setSpacing(look.px(14))
        inner.addWidget(self._sentence)
        inner.addWidget(self._box)
        ways = QVBoxLayout()
        ways.setSpacing(0)
        for way in self.ways:
            ways.addWidget(way)
            ways.addWidget(Hairline())
        lower = QHBoxLayout()
        lower.setSpacing(look.px(24))
        lower.addLayout(ways, 3)
        lower.addWidget(self.steps, 2)
        ways.addStretch(1)
        inner.addLayout(lower, 1)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        usual, guided = QWidget(), QWidget()
        usual.setLayout(inner)
        around = QVBoxLayout(guided)
        around.setContentsMargins(look.px(24), look.px(18), look.px(24), look.px(16))
        around.addWidget(self.guide)
        self._bodies.addWidget(usual)
        self._bodies.addWidget(scrolling(guided))
        self.body.addWidget(self._bodies, 1)

    def retranslate(self) -> None:
        self._caption.setText(_("This computer's address in its own network"))
        self.copy.setText(_("Copy"))
        self.admin.setText(_("Open admin"))
        self.setup.setText(_("Settings"))
        self.steps.retranslate()
        self.guide.retranslate()
        self.show_store(self._facts, self._zone)


def _examine(row: StoreRow) -> "Examined":
    from desktop.sync.examine import examine_kept  # HTTP is not needed for the first paint

    return examine_kept(row)


def _own_address(host: str) -> str:
    from desktop.sync.http import own_address

    return own_address(host)


def _no_address(_error: Exception) -> None:
    """Without an address the sentence still says what to do."""


def _let_go_on(store_id: int, address: str = "") -> StoreRow:
    """The store lets us in again: its pause ends. `address`: ours, which it has on its list from now on."""
    row = stores.get(store_id)
    kept = {**row.settings, "last_address": address} if address else row.settings
    return stores.change(store_id, active=row.active, settings=kept)
