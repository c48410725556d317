"""One store: its kind, its address and keys, the test step by step, and what it calls its states."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import _
from desktop.services import stores
from desktop.services.stores import StoreRow
from desktop.sync.address import line_to
from desktop.sync.connector import Check, Fault, SignInFailed
from desktop.sync.fields import Keep, Shape
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.settings.page import scrolling
from desktop.ui.settings.status_map import Shown, Statuses, StatusMap
from desktop.ui.settings.store_facts import StoreFactsBox
from desktop.ui.settings.store_fields import StoreFields
from desktop.ui.settings.store_kinds import StoreKinds
from desktop.ui.settings.store_steps import FOLDER, StoreSteps
from desktop.ui.settings.unlock import Unlock
from desktop.ui.stores.guide import Guide
from desktop.ui.stores.names import kind_name
from desktop.ui.tasks import Job
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from desktop.sync.examine import Examined

KINDS, FIELDS, STATES, GUIDE = range(4)
# The fault is about the first key, about the one after it, or about a field of this name; the clock is about none.
_FIRST_KEY = {Fault.KEY_MISSING, Fault.KEY_UNKNOWN, Fault.NO_READ, Fault.NO_WRITE, Fault.NOT_STAFF, Fault.UNKNOWN,
              Fault.ADDRESS_REFUSED}  # fmt: skip
_ABOUT = {Fault.CERTIFICATE: "ca_file", Fault.CLOCK: "", Fault.DATABASE: "db_host", Fault.NO_MODULE: ""}


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
        self.kind = ""
        self.kinds, self.entry, self.guide = StoreKinds(), StoreFields(), Guide()
        self.steps, self.map, self.unlock = StoreSteps(), StatusMap(), Unlock(desk)
        self.facts = StoreFactsBox()
        self.trouble = NoteBar(kind="refused")
        self._title, self._second = Label("", "heading"), Label("", "benchBody", weight=600)
        self.back_ = KeyButton("", "arrow-left", "Escape", name="store-back")
        self.states = KeyButton("", "list-checks", "F2", name="store-states")
        self.help = KeyButton("", "info", "F4", name="store-guide")
        self.again = KeyButton("", "plug", "Ctrl+T", name="store-test")
        self.primary = KeyButton("", "plug", "Ctrl+Return", role="primary", name="store-primary")
        self._pages = QStackedWidget()
        self._lay_out()
        self.kinds.chosen.connect(self.choose_kind)
        self.entry.edited.connect(self._touched)
        self.guide.tested.connect(self.test)
        self.primary.clicked.connect(self._press)
        self.again.clicked.connect(self.test)
        self.states.clicked.connect(partial(self._show_page, STATES))
        self.help.clicked.connect(partial(self._show_page, GUIDE))
        self.back_.clicked.connect(self.leave)
        self.retranslate()

    @property
    def fields(self) -> dict[str, TextField | Choice]:
        """What is typed into, by the field's name."""
        return {name: row.input for name, row in self.entry.rows.items()}

    def begin(self, row: StoreRow | None) -> None:
        self._row, self._found = row, None
        self._stop()
        self.trouble.hide()
        self.map.clear()
        self.facts.clear()
        self.guide.show_fault(None)
        self.unlock.check()
        if row is None:
            self.kind = ""
            self.steps.clear()
            self.kinds.show_kinds()
            self._show_page(KINDS)
            self.kinds.cards[0].setFocus()
        else:
            self.choose_kind(row.kind)

    def choose_kind(self, kind: str) -> None:
        """Ask what this kind of store needs."""
        from desktop.sync.connectors import CONNECTORS

        self.kind = kind
        fields = CONNECTORS[kind].FIELDS if kind in CONNECTORS else ()
        is_folder = any(field.keep is Keep.ADDRESS and field.shape is Shape.FOLDER for field in fields)
        self.steps.set_checks(FOLDER if is_folder else tuple(Check))
        self.entry.begin(fields, self._row)
        row = self._row
        if row is not None and row.settings.get("statuses"):
            self.map.show_map(
                Shown(_pairs(row, "statuses"), _mapping(row, "status_map"), _mapping(row, "known"),
                      _mapping(row, "meanings"), _words(row, "restocks_on"), _words(row, "mails_on"))
            )  # fmt: skip
        self._show_page(FIELDS)
        self.entry.focus_first()

    def leave(self) -> None:
        """Esc: from the states or the guide back to the fields, from there to the kinds or the list. What was asked is
        forgotten."""
        asking = self._job is not None
        self._stop()
        if asking:
            self.steps.clear()
        elif self._pages.currentIndex() in (STATES, GUIDE):
            self._pages.setCurrentIndex(FIELDS)
        elif self._pages.currentIndex() == FIELDS and self._row is None:
            self._pages.setCurrentIndex(KINDS)
            self.steps.clear()
            self.kinds.show_kinds()
        else:
            self.left.emit()
        self.retranslate()

    def test(self) -> None:
        """Ask the store, on a thread of its own."""
        if self._job is not None or not self.kind or not self._complete():
            return
        self._found = None
        self.steps.begin()
        url, settings, keys = self.entry.url(), self._settings(), self.entry.keys()
        if keys or self._row is None:
            work = partial(_examine, self.kind, url, settings, keys)
        else:
            work = partial(_examine_kept, self._row, url, settings)
        self._job = self._errands.run(work, self._answered, self._failed)
        if self._pages.currentIndex() != GUIDE:
            self._pages.setCurrentIndex(FIELDS)
        self.retranslate()

    def _answered(self, found: "Examined") -> None:
        self._job = None
        self.steps.show_steps(found.steps, line_to(self.entry.url()))
        error = next((step.error for step in found.steps if step.error is not None), None)
        if isinstance(error, SignInFailed):
            self._explain(error)
        if found.passed and found.facts is not None:
            self._passed(found)
        self.retranslate()
        if found.passed:
            self.primary.setFocus()

    def _explain(self, error: SignInFailed) -> None:
        """Mark the field that the fault is about; where there are steps to take, show them."""
        about = _ABOUT.get(error.fault, self.entry.secret_field(0) if error.fault in _FIRST_KEY else "url")
        if error.fault is Fault.SECRET_WRONG:
            about = self.entry.secret_field(1)
        guided = Guide.has_steps(error)
        if about and not guided:
            self.entry.mark_wrong(about)
        self.guide.show_fault(error if guided else None, self.kind, self.entry.url())
        self._pages.setCurrentIndex(GUIDE if guided else FIELDS)
        self.steps.fault.setVisible(not guided)  # the guide says it already
        if guided:
            self.guide.focus_first()

    def _passed(self, found: "Examined") -> None:
        assert found.facts is not None
        self._found = found
        row, facts = self._row, found.facts
        told = _mapping(row, "status_map") if row and row.settings.get("status_map") else dict(found.words)
        known = found.known or _mapping(row, "known")
        self.map.show_map(Shown(facts.statuses, told, known, _mapping(row, "meanings"), facts.restocks_on,
                                facts.mails_on))  # fmt: skip
        self.facts.show_facts(kind_name(self.kind), facts)
        self.guide.show_fault(None)
        self._pages.setCurrentIndex(STATES)

    def _failed(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, KolliError):
            raise error
        self.steps.failed(error.say())
        self.retranslate()

    def _press(self) -> None:
        at = self._pages.currentIndex()
        if at == GUIDE or (at == FIELDS and (self._row is None or self._touched_address())):
            self.test()
        elif at != KINDS and self._complete() and not self._map_is_wrong():
            self._save()

    def _map_is_wrong(self) -> bool:
        """A map that would put goods back is not kept; it is shown."""
        if not self.map.wrong():
            return False
        self._show_page(STATES)
        return self.map.say_wrong()

    def _touched_address(self) -> bool:
        """Whether something is changed that only the store can say is right."""
        row = self._row
        if row is None:
            return True
        typed = {name: value for name, value in self.entry.settings({}).items() if value not in ("", False)}
        before = {name: row.settings.get(name) for name in typed}
        gone = [name for name, value in self.entry.settings({}).items() if not value and row.settings.get(name)]
        defaults = {name: str(row.settings.get(name) or "") for name in self.entry.rows}
        chosen = {
            name: field.value()
            for name, field in self.entry.rows.items()
            if isinstance(field.input, Choice) and field.value() == field.field.choices[0][0] and not defaults[name]
        }
        return (
            self.entry.url() != row.url
            or bool(gone)
            or any(before[name] != value for name, value in typed.items() if name not in chosen)
            or bool(self.entry.keys())
        )

    def _save(self) -> None:
        self.primary.setEnabled(False)
        name, url, settings, keys = self.entry.name(), self.entry.url(), self._settings(), self.entry.keys()
        work = (
            partial(stores.add, self.kind, name, url, settings, keys)
            if self._row is None
            else partial(_change, self._row.id, name, url, settings, self.entry.active.isChecked(), keys)
        )
        self.desk.tasks.run(work, self._saved, self._refused)

    def _saved(self, row: StoreRow) -> None:
        self.primary.setEnabled(True)
        self.trouble.hide()
        self.entry.clear_keys()
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
        missing = self.entry.missing()
        if missing:
            self._show_page(FIELDS)
            self.entry.rows[missing[0]].input.setFocus()
        return not missing

    def _touched(self, name: str) -> None:
        if name != "name":
            self._found = None
            self.guide.show_fault(None)
            if self._job is None:
                self.steps.clear()
        self.retranslate()

    def _settings(self) -> dict[str, object]:
        kept = self.entry.settings(dict(self._row.settings) if self._row else {})
        if self.map.choices:
            kept |= {
                "status_map": self.map.told(),
                "meanings": {**_mapping(self._row, "meanings"), **self.map.meanings()},
            }
        if self._row is not None:
            kept |= self.entry.habits.settings()
        if self._found is not None and self._found.facts is not None:
            facts = self._found.facts
            kept |= {
                "statuses": [list(one) for one in facts.statuses], "known": dict(self._found.known),
                "restocks_on": sorted(facts.restocks_on), "mails_on": sorted(facts.mails_on),
            }  # fmt: skip
        return kept

    def _show_page(self, page: int, _checked: bool = False) -> None:
        self._pages.setCurrentIndex(page)
        self.retranslate()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        states = QWidget()
        listed = QVBoxLayout(states)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(look.px(8))
        listed.addWidget(self.facts)
        listed.addWidget(self.map, 1)
        for page in (self.kinds, scrolling(self.entry), states, scrolling(self.guide)):
            self._pages.addWidget(page)
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
        for button in (self.back_, self.states, self.help, self.again, self.primary):
            right.body.addWidget(button)
        right.setFixedWidth(look.px(312))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(left, 1)
        columns.addWidget(right)

    def retranslate(self) -> None:
        at = self._pages.currentIndex()
        name = kind_name(self.kind) if self.kind else ""
        if at == KINDS:
            self._title.setText(_("What kind of store is it?"))
        elif at == STATES:
            self._title.setText(_("What the store calls its states"))
        elif self._row is None:
            self._title.setText(_("Connect: {kind}").format(kind=name))
        else:
            self._title.setText(self._row.name)
        self._second.setText(_("Step by step"))
        for part in (self.kinds, self.entry, self.steps, self.map, self.facts, self.guide):
            part.retranslate()
        self._say_buttons(at)

    def _say_buttons(self, at: int) -> None:
        asking = self._job is not None
        self.guide.set_busy(asking)
        self.back_.setText(_("Stop") if asking else _("Back"))
        self.states.setVisible(at == FIELDS and bool(self.map.choices) and not asking)
        self.states.setText(_("What its states are called"))
        self.help.setVisible(at == FIELDS and bool(self.guide.ways) and not asking)
        self.help.setText(_("What to do"))
        self.again.setVisible(at == STATES or (at == FIELDS and self._row is not None))
        self.again.setText(_("Test now"))
        self.again.setEnabled(not asking)
        self.primary.setVisible(at not in (KINDS, GUIDE))
        self.primary.setEnabled(not asking)
        if asking:
            self.primary.setText(_("Asking the store…"))
        elif self._row is None:
            self.primary.setText(_("Connect the store") if at == STATES else _("Test the connection"))
        else:
            self.primary.setText(_("Save"))
        self.primary.set_icon("plug" if self._row is None or asking else "check")


def _pairs(row: StoreRow, name: str) -> Statuses:
    found = row.settings.get(name)
    return tuple((str(one[0]), str(one[1])) for one in found) if isinstance(found, list) else ()


def _words(row: StoreRow, name: str) -> tuple[str, ...]:
    found = row.settings.get(name)
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def _mapping(row: StoreRow | None, name: str) -> dict[str, str]:
    found = row.settings.get(name) if row is not None else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, Mapping) else {}


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
