"""One store: its address and keys, the test step by step, and what it calls its states."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import N_, _
from desktop.services import stores
from desktop.services.stores import StoreRow
from desktop.sync.connector import Fault, SignInFailed
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_file
from desktop.ui.errands import Errands
from desktop.ui.settings.page import SettingRow, pair
from desktop.ui.settings.status_map import Statuses, StatusMap
from desktop.ui.settings.store_steps import StoreSteps
from desktop.ui.settings.unlock import Unlock
from desktop.ui.tasks import Job
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from desktop.sync.examine import Examined

KIND = "woocommerce"
# Which field a fault is about; the clock is about none.
_ABOUT = {
    Fault.KEY_MISSING: "key",
    Fault.KEY_UNKNOWN: "key",
    Fault.NO_READ: "key",
    Fault.NO_WRITE: "key",
    Fault.NOT_STAFF: "key",
    Fault.SECRET_WRONG: "secret",
    Fault.CERTIFICATE: "ca_file",
    Fault.CLOCK: "",
}
_LABELS = {
    "name": N_("Name, as you call it"),
    "url": N_("Address, as the browser shows it"),
    "key": N_("Key (ck_…)"),
    "secret": N_("Secret (cs_…)"),
    "ca_file": N_("Own certificate authority, if there is one"),
}


class StoreForm(QWidget):
    """`begin(row)`: None connects a new store. `kept(row, before)` when it is saved, `left` when not."""

    kept = Signal(object, object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._row: StoreRow | None = None
        self._found: Examined | None = None
        self._job: Job | None = None
        self._errands = Errands(self)
        self.fields = {name: TextField(f"store-{name.replace('_', '-')}", codes=name != "name") for name in _LABELS}
        self._fields = {name: LabelledField("", field) for name, field in self.fields.items()}
        self.fields["secret"].setEchoMode(QLineEdit.EchoMode.Password)
        self.plain = Switch("store-plain-http")
        self.active = Switch("store-active", on=True)
        self._plain, self._active = SettingRow(self.plain), SettingRow(self.active)
        self.choose = KeyButton("", "folder", name="store-choose-ca")
        self.how = NoteBar(kind="hint")
        self.steps, self.map, self.unlock = StoreSteps(), StatusMap(), Unlock(desk)
        self.trouble = NoteBar(kind="refused")
        self._title, self._second = Label("", "heading"), Label("", "benchBody", weight=600)
        self._facts = ElideLabel("", "body", "ink.secondary")
        self.back_ = KeyButton("", "arrow-left", "Escape", name="store-back")
        self.states = KeyButton("", "list-checks", "F2", name="store-states")
        self.again = KeyButton("", "plug", "Ctrl+T", name="store-test")
        self.primary = KeyButton("", "plug", "Ctrl+Return", role="primary", name="store-primary")
        self._pages = QStackedWidget()
        self._lay_out()
        self.primary.clicked.connect(self._press)
        self.again.clicked.connect(self.test)
        self.states.clicked.connect(self._show_states)
        self.back_.clicked.connect(self.leave)
        self.choose.clicked.connect(self._choose_file)
        for name, field in self.fields.items():
            field.textEdited.connect(partial(self._touched, name))
        self.retranslate()

    def begin(self, row: StoreRow | None) -> None:
        self._row, self._found = row, None
        self._stop()
        values = {"name": row.name, "url": row.url, "ca_file": str(row.settings.get("ca_file", ""))} if row else {}
        for name, field in self.fields.items():
            field.setText(values.get(name, ""))
            self._fields[name].say_wrong("")
        self.plain.setChecked(bool(row and row.settings.get("plain_http")))
        self.active.setChecked(row is None or row.active)
        self._active.setVisible(row is not None)
        self.trouble.hide()
        self.steps.clear()
        self.map.clear()
        self._facts.setText("")
        self.unlock.check()
        if row is not None and row.settings.get("statuses"):
            self._show_map(_statuses(row), _mapping(row, "status_map"), {}, _mapping(row, "meanings"))
        self._pages.setCurrentIndex(0)
        self.retranslate()
        self.fields["name" if row is None else "url"].setFocus()

    def leave(self) -> None:
        """Esc: from the states back to the address, from there to the list. What was asked is forgotten."""
        asking = self._job is not None
        self._stop()
        if asking:
            self.steps.clear()
        elif self._pages.currentIndex() == 1:
            self._pages.setCurrentIndex(0)
        else:
            self.left.emit()
        self.retranslate()

    def test(self) -> None:
        """Ask the store, on a thread of its own."""
        if self._job is not None or not self._complete():
            return
        self._found = None
        self.steps.begin()
        self._pages.setCurrentIndex(0)
        url, settings, keys = self.fields["url"].text().strip(), self._settings(), self._keys()
        if keys or self._row is None:
            work = partial(_examine, KIND, url, settings, keys)
        else:
            work = partial(_examine_kept, self._row, url, settings)
        self._job = self._errands.run(work, self._answered, self._failed)
        self.retranslate()

    def _answered(self, found: "Examined") -> None:
        self._job = None
        self.steps.show_steps(found.steps)
        for step in found.steps:
            if isinstance(step.error, SignInFailed):
                about = _ABOUT.get(step.error.fault, "url")
                if about:
                    self.fields[about].set_wrong(True)
                    self.fields[about].setFocus()
        if found.passed and found.facts is not None:
            self._found = found
            row = self._row
            told = _mapping(row, "status_map") if row and row.settings.get("status_map") else dict(found.words)
            meanings = _mapping(row, "meanings") if row else {}
            self._show_map(found.facts.statuses, told, found.known, meanings)
            parts = [found.facts.name, found.facts.version and f"WooCommerce {found.facts.version}"]
            self._facts.setText(" · ".join(part for part in (*parts, found.facts.currency) if part))
            self._pages.setCurrentIndex(1)
        self.retranslate()
        if found.passed:
            self.primary.setFocus()

    def _failed(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, KolliError):
            raise error
        self.steps.failed(error.say())
        self.retranslate()

    def _press(self) -> None:
        if self._pages.currentIndex() == 0 and (self._row is None or self._touched_address()):
            self.test()
        elif self._complete():
            self._save()

    def _touched_address(self) -> bool:
        """Whether something is changed that only the store can say is right."""
        row = self._row
        before = (row.url, str(row.settings.get("ca_file", "")), bool(row.settings.get("plain_http"))) if row else ()
        now = (self.fields["url"].text().strip(), self.fields["ca_file"].text().strip(), self.plain.isChecked())
        return before != now or bool(self._keys())

    def _save(self) -> None:
        self.primary.setEnabled(False)
        name, url = self.fields["name"].text().strip(), self.fields["url"].text().strip()
        settings, keys = self._settings(), self._keys()
        work = (
            partial(stores.add, KIND, name, url, settings, keys)
            if self._row is None
            else partial(_change, self._row.id, name, url, settings, self.active.isChecked(), keys)
        )
        self.desk.tasks.run(work, self._saved, self._refused)

    def _saved(self, row: StoreRow) -> None:
        self.primary.setEnabled(True)
        self.trouble.hide()
        for name in ("key", "secret"):
            self.fields[name].clear()
        before, self._row = self._row, row
        self.kept.emit(row, before)

    def _refused(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        if not isinstance(error, KolliError):
            raise error
        self.trouble.say(error.say())
        self.trouble.show()
        self.unlock.check()

    def _complete(self) -> bool:
        """Whether everything is there; what is missing is marked."""
        needed = ["name", "url"]
        if self._row is None or self._keys():
            needed += ["key", "secret"]
        missing = [name for name in needed if not self.fields[name].text().strip()]
        for name in needed:
            self._fields[name].say_wrong(_("This is needed") if name in missing else "")
        if missing:
            self._pages.setCurrentIndex(0)
            self.fields[missing[0]].setFocus()
        return not missing

    def _touched(self, name: str, _text: str) -> None:
        self._fields[name].say_wrong("")
        if name != "name":
            self._found = None
            if self._job is None:
                self.steps.clear()
        self.retranslate()

    def _keys(self) -> dict[str, str]:
        found = {name: self.fields[name].text().strip() for name in ("key", "secret")}
        return found if any(found.values()) else {}

    def _settings(self) -> dict[str, object]:
        kept = dict(self._row.settings) if self._row else {}
        kept |= {"ca_file": self.fields["ca_file"].text().strip(), "plain_http": self.plain.isChecked()}
        if self.map.choices:
            kept |= {
                "status_map": self.map.told(),
                "meanings": {**_mapping(self._row, "meanings"), **self.map.meanings()},
            }
        if self._found is not None and self._found.facts is not None:
            kept["statuses"] = [list(one) for one in self._found.facts.statuses]
            kept["known"] = dict(self._found.known)
        return kept

    def _show_map(
        self, statuses: Statuses, told: dict[str, str], known: "dict[str, str] | object", meanings: dict[str, str]
    ) -> None:
        shared = dict(known) if isinstance(known, dict) and known else _mapping(self._row, "known")
        self.map.show_map(statuses, told, shared, meanings)

    def _choose_file(self) -> None:
        file = choose_file(self, _("Certificate authority"), [(_("Certificates"), "*.pem *.crt *.cer")])
        if file is not None:
            self.fields["ca_file"].setText(str(file))
            self._touched("ca_file", "")

    def _show_states(self) -> None:
        self._pages.setCurrentIndex(1)
        self.retranslate()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        form, states = QWidget(), QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addLayout(pair((self._fields["name"], 2), (self._fields["url"], 3)))
        column.addLayout(pair((self._fields["key"], 1), (self._fields["secret"], 1)))
        column.addWidget(self.how)
        column.addWidget(Hairline())
        authority = QHBoxLayout()
        authority.setSpacing(look.px(8))
        authority.addWidget(self._fields["ca_file"], 1)
        side = QVBoxLayout()
        side.addStretch(1)
        side.addWidget(self.choose)
        authority.addLayout(side)
        column.addLayout(authority)
        column.addWidget(self._plain)
        column.addWidget(self._active)
        column.addStretch(1)
        listed = QVBoxLayout(states)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(look.px(8))
        listed.addWidget(self._facts)
        listed.addWidget(self.map, 1)
        self._pages.addWidget(form)
        self._pages.addWidget(states)
        left = Panel(bench=True)
        left.body.setSpacing(look.px(10))
        left.body.addWidget(self._title)
        left.body.addWidget(self._pages, 1)
        left.body.addWidget(self.unlock)
        left.body.addWidget(self.trouble)
        right = Panel()
        right.body.addWidget(self._second)
        right.body.addSpacing(look.px(8))
        right.body.addWidget(self.steps, 1)
        for button in (self.back_, self.states, self.again, self.primary):
            right.body.addWidget(button)
        right.setFixedWidth(look.px(312))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(left, 1)
        columns.addWidget(right)

    def retranslate(self) -> None:
        states = self._pages.currentIndex() == 1
        if self._row is None:
            self._title.setText(_("What the store calls its states") if states else _("Connect a WooCommerce store"))
        else:
            self._title.setText(self._row.name)
        for name, label in _LABELS.items():
            self._fields[name].set_label(_(label))
        self.fields["url"].setPlaceholderText("https://")
        kept = _("kept on this computer") if self._row is not None else ""
        for name in ("key", "secret"):
            self.fields[name].setPlaceholderText(kept)
        self.how.say(
            _("Make the key in the store: WooCommerce, Settings, Advanced, REST API, Add key, Read/Write."),
            _("It goes into this computer's keyring, never into the database or a log."),
        )
        self._plain.say(_("Without encryption"), _("Only for a store in your own network."))
        self._active.say(_("Switched on"), _("Off: nothing is read or told; what waits stays."))
        self.choose.setText(_("Choose"))
        self._second.setText(_("Step by step"))
        self.steps.retranslate()
        self.map.retranslate()
        self._say_buttons(states)

    def _say_buttons(self, states: bool) -> None:
        asking = self._job is not None
        self.back_.setText(_("Stop") if asking else _("Back"))
        self.states.setVisible(not states and bool(self.map.choices) and not asking)
        self.states.setText(_("What its states are called"))
        self.again.setVisible(self._row is not None or states)
        self.again.setText(_("Test now"))
        self.again.setEnabled(not asking)
        self.primary.setEnabled(not asking)
        if asking:
            self.primary.setText(_("Asking the store…"))
        elif self._row is None:
            self.primary.setText(_("Connect the store") if states else _("Test the connection"))
        else:
            self.primary.setText(_("Save"))
        self.primary.set_icon("plug" if self._row is None or asking else "check")


def _statuses(row: StoreRow) -> Statuses:
    found = row.settings.get("statuses")
    return tuple((str(one[0]), str(one[1])) for one in found) if isinstance(found, list) else ()


def _mapping(row: StoreRow | None, name: str) -> dict[str, str]:
    found = row.settings.get(name) if row is not None else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _change(
    store_id: int, name: str, url: str, settings: dict[str, object], active: bool, keys: dict[str, str]
) -> StoreRow:
    more = {"keys": keys} if keys else {}
    return stores.change(store_id, name=name, url=url.rstrip("/"), settings=settings, active=active, **more)


def _examine(kind: str, url: str, settings: dict[str, object], keys: dict[str, str]) -> "Examined":
    from desktop.sync.examine import examine  # HTTP is not needed for the first paint

    return examine(kind, url, settings, keys)


def _examine_kept(row: StoreRow, url: str, settings: dict[str, object]) -> "Examined":
    from dataclasses import replace

    from desktop.sync.examine import examine_kept

    return examine_kept(replace(row, url=url, settings=settings))
