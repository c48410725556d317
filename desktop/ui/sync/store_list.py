"""The stores at the left of the sync screen: whether each answers, and what waits for it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, clock, number
from desktop.services.changes import now
from desktop.services.stores import StoreRow
from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.settings.page import scrolling
from desktop.ui.status import age_words
from desktop.ui.stores.names import kind_name
from desktop.ui.sync.facts import StoreFacts
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Card

_AGE_MS = 1000


class SyncStoreCard(Card):
    def __init__(self, facts: StoreFacts, act: Callable[[], object], zone: str) -> None:
        super().__init__(act)
        look = theme()
        self.facts, self._zone = facts, zone
        self.setObjectName(f"sync-store-{facts.row.id}")
        self.body.setSpacing(look.px(7))
        self.body.addWidget(ElideLabel(facts.row.name, "benchBody", weight=600))
        self.body.addWidget(ElideLabel(kind_name(facts.row.kind), "caption", "ink.secondary"))
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        self._mark = QLabel()
        self._state = ElideLabel("", "body", "ink.secondary")
        line.addWidget(self._mark)
        line.addWidget(self._state, 1)
        self.body.addLayout(line)
        self._waits = ElideLabel("", "caption", "ink.secondary")
        self.body.addWidget(self._waits)
        self.age(False)

    def age(self, paused: bool) -> None:
        """Say how old the last contact is."""
        row, state = self.facts.row, self.facts.state
        if not row.active or paused:
            self._say(_("Paused") if row.active else _("Switched off"), "pause", "ink.secondary")
        elif row.fault:
            self._state.set_type("body", weight=600)
            self._say(_("Does not let Kolli in"), "", "stop.ink")
            self._state.setToolTip(row.fault)
        elif row.last_contact is None:
            self._say(_("Not reached yet"), "clock", "ink.secondary")
        elif state.online is False:
            self._say(
                _("Away since {time}").format(time=clock(row.last_contact, zone=self._zone)), "wifi-off", "warn.ink"
            )
            self._state.setToolTip(state.trouble)
        else:
            age = age_words((now() - row.last_contact).total_seconds())
            self._say(_("Reached {age} ago").format(age=age), "circle-check", "ink.secondary")
        confirmed = number(self.facts.counts.get("confirmed", 0))
        waits = _("{count} in the outbox, {confirmed} confirmed today")
        next_try = state.next_try_at if row.active and not paused else None
        if next_try is not None:
            wait_s = max(0.0, (next_try - now()).total_seconds())
            waits = _("{count} waiting, next try in {wait}") if wait_s else _("{count} waiting, tries now")
            waits = waits.replace("{wait}", age_words(wait_s))
        self._waits.setText(waits.format(count=number(self.facts.unconfirmed), confirmed=confirmed))
        self.setAccessibleName(f"{row.name}, {self._state.text()}")

    def _say(self, words: str, icon: str, ink: str) -> None:
        self._state.setText(words)
        self._state.set_ink(ink)
        self._mark.setPixmap(icons.icon(icon, "ink.secondary", 18) if icon else mark_pixmap("wrong", 18))


class StoreList(QWidget):
    """`show_stores(facts, paused)`; emits `chosen(store_id)`."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.cards: list[SyncStoreCard] = []
        self._paused = False
        self._current: int | None = None
        self._area = scrolling(QWidget())
        self._foot = Label("", "caption", "ink.muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self._area, 1)
        column.addWidget(self._foot)
        self._foot.setContentsMargins(look.px(4), 0, 0, 0)
        self.setFixedWidth(look.px(288))
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_MS)
        self._ages.timeout.connect(self._age)
        self.retranslate()

    def show_stores(self, found: list[StoreFacts], paused: bool, zone: str = "UTC") -> None:
        self._paused = paused
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        focused = next((card.facts.row.id for card in self.cards if card.hasFocus()), None)
        self.cards = [SyncStoreCard(facts, partial(self._choose, facts.row.id), zone) for facts in found]
        for card in self.cards:
            card.age(paused)
            column.addWidget(card)
        column.addStretch(1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)
        self.set_current(self._current)
        for card in self.cards:
            if card.facts.row.id == focused:
                card.setFocus()

    def set_current(self, store_id: int | None) -> None:
        """Ring the chosen store; None rings none."""
        self._current = store_id
        for card in self.cards:
            card.set_current(card.facts.row.id == store_id)

    def showEvent(self, event: object) -> None:
        self._ages.start()

    def hideEvent(self, event: object) -> None:
        self._ages.stop()

    def _choose(self, store_id: int) -> None:
        self.chosen.emit(store_id)

    def _age(self) -> None:
        for card in self.cards:
            card.age(self._paused)

    def retranslate(self) -> None:
        self._foot.setText(_("Packing, printing and shipping go on while a store cannot be reached."))
        self._age()


def since_words(row: StoreRow, zone: str) -> str:
    """When the store was reached last."""
    return _("last reached {time}").format(time=clock(row.last_contact, zone=zone)) if row.last_contact else ""
