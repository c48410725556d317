"""Users and badges: who works here, what they may do, and the badge that was scanned just now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.rights import ROLE_WORDS, Right, Role
from desktop.i18n import LANGUAGES, N_, _, clock, day_time, ngettext
from desktop.services import people, printing, settings, staff
from desktop.services.changes import now
from desktop.services.people import Person
from desktop.services.permits import tail
from desktop.ui.desk import Desk
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.settings.page import SettingsPage, Undo
from desktop.ui.settings.person_panel import PersonPanel
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel

COLUMNS = (
    Column(N_("Name"), 190, stretch=3),
    Column(N_("Role"), 76, stretch=1),
    Column(N_("Badge"), 72, stretch=1),
    Column(N_("PIN"), 36),
    Column(N_("Language"), 128),
)
_LOCK_MINUTES = (0, 1, 2, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class _Read:
    people: tuple[Person, ...]
    zone: str
    quantity_limit: int
    lock_minutes: int


class PeoplePage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._seen: _Read | None = None
        self._chosen: int | None = None
        self._wanted: int | None = None  # who must become current when the list has been read
        self._card = ""
        self.table = PagedTable(desk.tasks, COLUMNS, name="people-list", row_px=64)
        self.panel = PersonPanel()
        self.add = KeyButton("", "user-plus", "N", name="people-add")
        self.new_name = TextField("people-new-name")
        self.lock = Choice("people-lock")
        self._title, self._count = Label("", "benchBody", weight=600), Label("", "body", "ink.secondary")
        self._lock_word = Label("", "body", "ink.secondary")
        self._first = KeyButton("", "user-plus", "Return", role="primary", name="people-first")
        self.empty = EmptyState("users", button=self._first)
        self._lists = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def back(self) -> bool:
        if self.new_name.isVisible():
            self._ask_name(False)
            return True
        return False

    def takes_badges(self) -> bool:
        return True

    def scanned(self, text: str) -> None:
        """A card: whose it is, or that it can be given to the person shown."""
        self.desk.tasks.run(partial(_whose, text), partial(self._read_card, text), self._said)

    def _read_card(self, text: str, owner: Person | None) -> None:
        if owner is not None:
            self._chosen, self._card = owner.id, ""
            self.desk.lane.show_result(Outcome.SAVED, _("Badge read"), owner.name)
        else:
            self._card = people.badge_of(text)
            words = _("Card {code} can now be given to a person").format(code=f"… {tail(self._card)}")
            self.desk.lane.show_result(Outcome.SAVED, _("Badge read"), words)
        self._show_current()
        if self._chosen is not None:
            self.table.select_id(self._chosen)

    def _show(self, read: _Read) -> None:
        first, self._seen = self._seen is None, read
        there = [person for person in read.people if person.active]
        self._lists.setCurrentIndex(0 if there else 1)
        self._count.setText(ngettext("{count} active", "{count} active", len(there)).format(count=len(there)))
        self.lock.choose(read.lock_minutes)
        if self._chosen not in {person.id for person in there}:
            self._chosen = there[0].id if there else None
        self._wanted = self._chosen
        if first:
            self.table.show_source(Source(page=self._page, size=self._size, show=self._row, id=_id))
        else:
            self.table.reload()
        if self._wanted is not None:
            self.table.select_id(self._wanted)
        self._show_current()

    # The list is read on the store thread, from what was seen last and does not change.

    def _there(self) -> tuple[Person, ...]:
        return tuple(person for person in self._seen.people if person.active) if self._seen else ()

    def _page(self, after: Person | None, limit: int) -> Sequence[Person]:
        there = self._there()
        start = 0 if after is None else [person.id for person in there].index(after.id) + 1
        return there[start : start + limit]

    def _size(self) -> int:
        return len(self._there())

    def _row(self, person: Person) -> Row:
        return _row(self._seen.zone if self._seen else "", person)

    def _show_current(self) -> None:
        limit = self._seen.quantity_limit if self._seen else 0
        self.panel.show_person(self._person(), self._card, limit)

    def _person(self) -> Person | None:
        found = self._seen.people if self._seen else ()
        return next((person for person in found if person.id == self._chosen), None)

    def _current_changed(self, person: Person | None) -> None:
        if person is None:
            return
        wanted, self._wanted = self._wanted, None
        if wanted not in (None, person.id) and self.table.select_id(wanted):
            return
        if person.id != self._chosen:
            self._chosen = person.id
            self._show_current()

    # What is changed

    def _change(self, undo: dict[str, object], **values: object) -> None:
        person = self._person()
        if person is not None:
            self._do(partial(staff.change, person.id, **values), partial(staff.change, person.id, **undo))  # type: ignore[arg-type]

    def _role(self, role: Role) -> None:
        person = self._person()
        if person is not None and person.role is not role:
            self._change({"role": person.role}, role=role)

    def _language(self, language: str) -> None:
        person = self._person()
        if person is not None:
            self._change({"language": person.language}, language=language)

    def _rename(self, name: str) -> None:
        person = self._person()
        if person is not None:
            self._change({"name": person.name}, name=name)

    def _supervises(self, on: bool) -> None:
        self._change({"supervisor": not on}, supervisor=on)

    def _switch(self, rights: tuple[Right, ...], on: bool) -> None:
        person = self._person()
        if person is not None:
            self._do(partial(_switch_all, person.id, rights, on), partial(_switch_all, person.id, rights, not on))

    def _give_badge(self) -> None:
        person = self._person()
        if person is not None and self._card:
            card, self._card = self._card, ""
            self._do(partial(staff.bind_badge, person.id, card), partial(staff.bind_badge, person.id, person.badge))

    def _give_pin(self, pin: str) -> None:
        person = self._person()
        if person is not None:
            self.desk.tasks.run(partial(staff.set_pin, person.id, pin), self._pin_given, self._said)

    def _pin_given(self, _person: Person) -> None:
        self.panel.end_pin()
        self.say_trouble("")
        self.desk.lane.show_result(Outcome.SAVED, _("New PIN"), _("It holds from now on."))

    def _print_badge(self) -> None:
        person = self._person()
        if person is not None:
            self.desk.tasks.run(partial(_print, person), self._printed, self._said)

    def _printed(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Print badge"), _("The papers are in the print queue."))

    def _leave(self) -> None:
        self._change({"active": True}, active=False)

    def _begin_person(self) -> None:
        self._ask_name(True)

    def _ask_name(self, asks: bool) -> None:
        self.new_name.setVisible(asks)
        self.new_name.clear()
        if asks:
            self._lists.setCurrentIndex(0)
            self.new_name.setFocus()

    def _add(self) -> None:
        name = self.new_name.text()
        if name.strip():
            self.desk.tasks.run(partial(staff.add, name), self._added, self._said)

    def _added(self, person: Person) -> None:
        self._chosen = person.id
        self._ask_name(False)
        self.say_trouble("")
        self.reload()

    def _set_lock(self, minutes: object) -> None:
        before = self._seen.lock_minutes if self._seen else 0
        self._do(
            partial(settings.change_rules, lock_minutes=minutes), partial(settings.change_rules, lock_minutes=before)
        )

    def _do(self, change: Callable[[], object], undo: Undo) -> None:
        self.desk.tasks.run(change, partial(self._done, undo), self._said)

    def _done(self, undo: Undo, _result: object) -> None:
        self._keep(undo)
        self.say_trouble("")

    def _said(self, error: Exception) -> None:
        self.say_refused(error)
        self.reload()  # a switch that was refused stands where it was

    def _connect(self) -> None:
        self.table.current_changed.connect(self._current_changed)
        self.add.clicked.connect(self._begin_person)
        self._first.clicked.connect(self._begin_person)
        self.new_name.returnPressed.connect(self._add)
        self.lock.picked.connect(self._set_lock)
        panel = self.panel
        panel.role_chosen.connect(self._role)
        panel.language_chosen.connect(self._language)
        panel.renamed.connect(self._rename)
        panel.supervises.connect(self._supervises)
        panel.switched.connect(self._switch)
        panel.badge_given.connect(self._give_badge)
        panel.pin_given.connect(self._give_pin)
        panel.badge_printed.connect(self._print_badge)
        panel.left.connect(self._leave)

    def _lay_out(self) -> None:
        look = theme()
        list_panel = Panel(flush=True)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))
        head.setSpacing(look.px(12))
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.new_name, 1)
        head.addWidget(self.add)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        foot.addWidget(self._lock_word, 1)
        foot.addWidget(self.lock)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TableHead(self.table))
        column.addWidget(self.table, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)
        self._lists.addWidget(full)
        self._lists.addWidget(self.empty)
        list_panel.body.setSpacing(0)
        list_panel.body.addLayout(head)
        list_panel.body.addWidget(Hairline())
        list_panel.body.addWidget(self._lists, 1)
        left = QVBoxLayout()
        left.setSpacing(look.px(8))
        left.addWidget(self.trouble)
        left.addWidget(list_panel, 1)
        self.panel.setFixedWidth(look.px(344))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.new_name.hide()

    def retranslate(self) -> None:
        self._title.setText(_("Users"))
        self.add.setText(_("Add person"))
        self.new_name.setPlaceholderText(_("Name, then Enter"))
        self.new_name.setAccessibleName(_("Name"))
        self._lock_word.setText(_("Asks who is there when nobody touched the bench"))
        minutes = [(own, ngettext("after {count} min", "after {count} min", own).format(count=own)) for own in
                   _LOCK_MINUTES[1:]]  # fmt: skip
        self.lock.set_choices([(0, _("never")), *minutes])
        self.lock.setAccessibleName(_("Asks who is there when nobody touched the bench"))
        self._first.setText(_("Add person"))
        self.empty.say(
            _("Nobody is listed yet"),
            _("Everybody may do everything. The first person you add is the owner; give them a badge or a PIN."),
        )
        self.panel.retranslate()
        if self._seen is not None:
            self._show(self._seen)


def _read() -> _Read:
    rules = settings.rules()
    return _Read(people.everyone(), settings.shop().zone, rules.quantity_limit, rules.lock_minutes)


def _id(person: Person) -> int:
    return person.id


def _row(zone: str, person: Person) -> Row:
    return Row((
        Cell(person.name, _seen(person, zone), avatar=person.name),
        Cell(_(ROLE_WORDS[person.role])),
        Cell(f"… {tail(person.badge)}", codes=True) if person.badge else Cell(_("none"), ink="ink.muted"),
        Cell(mark="check") if person.has_pin else Cell(),
        Cell(LANGUAGES.get(person.language, _("As the bench"))),
    ))  # fmt: skip


def _seen(person: Person, zone: str) -> str:
    if person.seen_at is None:
        return _("never signed in")
    today = day_time(now(), zone=zone).rpartition(" ")[0]
    words = day_time(person.seen_at, zone=zone)
    return _("today {time}").format(time=clock(person.seen_at, zone=zone)) if words.startswith(f"{today} ") else words


def _whose(code: str) -> Person | None:
    return people.by_badge(code)


def _switch_all(person_id: int, rights: tuple[Right, ...], on: bool) -> None:
    for right in rights:
        staff.switch(person_id, right, on)


def _print(person: Person) -> None:
    """A badge that is not lost is printed again as it is; who has none gets one."""
    if not person.badge:
        staff.new_badge(person.id)
    printing.queue_own("badge", person.name)
