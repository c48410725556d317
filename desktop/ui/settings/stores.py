"""Online stores: the list, and the way to connect one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services import stores
from desktop.services.changes import now
from desktop.services.stores import StoreRow
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.marks import mark_pixmap
from desktop.ui.settings.page import SettingsPage, Undo, scrolling
from desktop.ui.settings.store_form import StoreForm
from desktop.ui.settings.unlock import Unlock
from desktop.ui.status import age_words
from desktop.ui.stores.names import kind_name
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Card, Panel


class StoreCard(Card):
    """A store: its name, its kind and address, and whether it answers."""

    def __init__(self, row: StoreRow, act: Callable[[], object]) -> None:
        super().__init__(act)
        look = theme()
        self.setObjectName(f"store-card-{row.id}")
        self.setAccessibleName(row.name)
        self.body.setSpacing(look.px(3))
        self.body.addWidget(ElideLabel(row.name, "benchBody", weight=600))
        self.body.addWidget(ElideLabel(f"{kind_name(row.kind)} · {row.url}", "caption", "ink.muted", weight=400))
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        sign = QLabel()
        text, ink = store_state(row)
        if ink == "stop.ink":
            sign.setPixmap(mark_pixmap("wrong", 18))
        else:
            sign.setPixmap(icons.icon("circle-check" if row.active and row.last_contact else "clock", "ink.muted", 18))
        line.addWidget(sign)
        line.addWidget(ElideLabel(text, "body", ink, weight=600 if ink == "stop.ink" else 400), 1)
        self.body.addLayout(line)


class StoresPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._rows: list[StoreRow] = []
        self.form = StoreForm(desk)
        self.unlock = Unlock(desk)
        self.connect_ = KeyButton("", "store", "C", role="primary", name="stores-connect")
        self.empty = EmptyState("plug")
        self._title = Label("", "heading")
        self._pages, self._lists = QStackedWidget(), QStackedWidget()
        self._area = scrolling(QWidget())
        self._lay_out()
        self.connect_.clicked.connect(self.begin)
        self.form.left.connect(self._list)
        self.form.kept.connect(self._kept)
        self.unlock.opened.connect(self._wake)
        self.form.unlock.opened.connect(self._wake)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(stores.every, self._show)
        self.unlock.check()

    def begin(self) -> None:
        """Connect a new store."""
        self._open(None)

    def back(self) -> bool:
        if self._pages.currentWidget() is self.form:
            self.form.leave()
            return True
        return False

    def _show(self, rows: list[StoreRow]) -> None:
        self._rows = rows
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme().px(8), 0)
        column.setSpacing(theme().px(8))
        for row in rows:
            column.addWidget(StoreCard(row, partial(self._open, row)))
        column.addStretch(1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)
        self._lists.setCurrentIndex(0 if rows else 1)

    def _open(self, row: StoreRow | None) -> None:
        self._pages.setCurrentWidget(self.form)
        self.form.begin(row)

    def _list(self) -> None:
        self._pages.setCurrentIndex(0)
        self.reload()
        self.connect_.setFocus()

    def _kept(self, row: StoreRow, before: StoreRow | None) -> None:
        if before is None:
            self._keep(partial(stores.change, row.id, active=False))
        else:
            self._keep(
                partial(stores.change, row.id, name=before.name, url=before.url, settings=before.settings,
                        active=before.active)
            )  # fmt: skip
        words = _("{store} is connected") if before is None else _("{store} is saved")
        self.desk.lane.show_result(Outcome.SAVED, words.format(store=row.name), _("Its orders are read now."))
        self._list()
        self._wake()

    def _wake(self) -> None:
        worker = getattr(self.desk.app, "sync", None)
        if worker is not None:
            worker.wake()
        self.unlock.check()

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(12))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.connect_)
        panel.body.addLayout(head)
        panel.body.addWidget(self.unlock)
        self._lists.addWidget(self._area)
        self._lists.addWidget(self.empty)
        panel.body.addWidget(self._lists, 1)
        self._pages.addWidget(panel)
        self._pages.addWidget(self.form)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def retranslate(self) -> None:
        self._title.setText(_("Online stores"))
        self.connect_.setText(_("Connect a store"))
        self.empty.say(_("No store yet"), _("Orders can be typed in or read from a file until a store is connected."))
        self.unlock.retranslate()
        self.form.retranslate()
        self._show(self._rows)


def store_state(row: StoreRow) -> tuple[str, str]:
    """Whether a store answers, in words, and their ink."""
    if not row.active:
        return _("Switched off"), "ink.muted"
    if row.fault:
        return row.fault, "stop.ink"
    if row.last_contact is None:
        return _("Not reached yet"), "ink.secondary"
    age = age_words((now() - row.last_contact).total_seconds())
    return _("Reached {age} ago").format(age=age), "ink.secondary"
