"""Keeps the status strip true: bench, person, the line to the stores, what waits, the printers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.domain.rights import ROLE_WORDS, Role
from desktop.i18n import _, ngettext
from desktop.services import complaints, outbox, people, printing, settings, stores
from desktop.services.changes import now
from desktop.services.mail import listing
from desktop.services.printers_now import Now
from desktop.ui.printer_watch import PrinterWatch
from desktop.ui.window import Window

_AGE_MS = 5_000
_PRINTERS = ("printers", "printers-2", "printers-3")
_LONGEST_NAME = 16  # letters of a printer's name that the strip has room for


@dataclass(frozen=True, slots=True)
class _Facts:
    bench: str
    person: str
    role: Role | None  # of who is signed in; None in a shop where nobody signs in
    zone: str
    stores: tuple[int, ...]
    paused: int
    last_contact: datetime | None
    waiting: int
    parked: int
    failed_papers: int
    mails: int = 0  # that wait for a person
    complaints: int = 0  # that should have been answered by now


class Status(QObject):
    """Reads once after each commit that matters, and lets the ages grow by itself. It never blinks."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._facts: _Facts | None = None
        self._printers = Now()
        window.desk.hub.watch(
            self, {"outbox", "store", "contact", "print", "settings", "person", "mail", "complaint"}, self._changed
        )
        self._printer_watch = PrinterWatch(window.desk, self)
        self._printer_watch.changed.connect(self._keep_printers)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_MS)
        self._ages.timeout.connect(self._show_line)
        self._ages.start()
        self._read()
        self._printer_watch.look()

    def retranslate(self) -> None:
        self._show()

    def _changed(self, changes: frozenset[Any]) -> None:
        self._read()

    def _read(self) -> None:
        self._window.tasks.run(_read_facts, self._keep)

    def _keep(self, facts: _Facts) -> None:
        self._facts = facts
        self._show()

    def _keep_printers(self, now: Now) -> None:
        self._printers = now
        self._show_printers()

    def _show_printers(self) -> None:
        """Each printer of every day with a tick; what stands in the way of one, in amber."""
        used = list(self._printers.used)
        if len(used) > len(_PRINTERS):  # there is room for three: first those that want a look
            used.sort(key=lambda one: not one[1])
        used += [("", False)] * len(_PRINTERS)
        for item, (name, stopped) in zip(_PRINTERS, used, strict=False):
            short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
            ink, end = ("warn.ink", "attention") if stopped else ("ink.secondary", "check")
            icon = "printer" if item == _PRINTERS[0] else ""
            self._window.strip.show_item(item, icon=icon, text=short, ink=ink, end=end, page="settings:3")

    def _show(self) -> None:
        facts = self._facts
        if facts is None:
            return
        self._window.set_zone(facts.zone)
        strip = self._window.strip
        strip.show_item("bench", icon="monitor", strong=facts.bench, page="settings")
        if facts.role is not None:
            role = _(ROLE_WORDS[facts.role]) if facts.person else ""
            name = facts.person or _("Not signed in")
            strip.show_item("person", icon="circle-user-round", strong=name, text=role, page="sign-in")
        else:
            strip.show_item("person", icon="circle-user-round", strong=facts.person, page="settings")
        waiting = facts.waiting + facts.parked
        strip.show_item(
            "outbox", icon="send", text=_("Outbox {count}").format(count=waiting) if facts.stores else "", page="sync"
        )
        many = ngettext("{count} paper did not come out", "{count} papers did not come out", facts.failed_papers)
        papers = many.format(count=facts.failed_papers) if facts.failed_papers else ""
        mails = ngettext("{count} mail needs a look", "{count} mails need a look", facts.mails)
        if not papers and facts.mails:
            strip.show_item(
                "notice", icon="attention", text=mails.format(count=facts.mails), ink="warn.ink", page="sync"
            )
        else:
            strip.show_item("notice", icon="attention", text=papers, ink="warn.ink", page="settings:3")
        self._window.rail.set_badge("sync", facts.parked + facts.paused + facts.mails, True)
        self._window.rail.set_badge("customers", facts.complaints, True)
        self._show_printers()
        self._show_line()

    def _show_line(self) -> None:
        facts = self._facts
        if facts is None:
            return
        if not facts.stores:
            text, icon = "", "wifi-off"
        elif facts.last_contact is None:
            text, icon = _("No contact yet"), "wifi-off"
        else:
            age_s = (now() - facts.last_contact).total_seconds()
            online = age_s < 180 and facts.paused < len(facts.stores) and not self._all_lost(facts.stores)
            age = age_words(age_s)
            icon = "wifi" if online else "wifi-off"
            text = _("Online · synced {age} ago") if online else _("Offline {age} · {count} waiting")
            text = text.format(age=age, count=facts.waiting)
        self._window.strip.show_item("line", icon=icon, text=text, page="sync")

    def _all_lost(self, store_ids: tuple[int, ...]) -> bool:
        """Whether no store answered the last time it was asked."""
        sync = getattr(self._window.desk.app, "sync", None)
        return sync is not None and all(sync.online(store_id) is False for store_id in store_ids)


def age_words(seconds: float) -> str:
    """A short age: 12 s, 4 min, 3 h, 2 d."""
    for unit_s, words in ((86_400, _("{count} d")), (3_600, _("{count} h")), (60, _("{count} min"))):
        if seconds >= unit_s:
            return words.format(count=int(seconds // unit_s))
    return _("{count} s").format(count=max(0, int(seconds)))


def _read_facts() -> _Facts:
    bench, rows, told = settings.bench(), stores.active(), outbox.counts()
    contacts = [row.last_contact for row in rows if row.last_contact is not None]
    return _Facts(
        bench.name, bench.person, _role(), settings.shop().zone, tuple(row.id for row in rows),
        sum(bool(row.fault) for row in rows), max(contacts, default=None),
        told.get("waiting", 0) + told.get("sending", 0) + told.get("sent", 0), told.get("parked", 0),
        len(printing.jobs(states=("failed", "unsure"))), listing.problems(), complaints.overdue(),
    )  # fmt: skip


def _role() -> Role | None:
    if not people.enforced():
        return None
    person = people.current()
    return person.role if person is not None else Role.PACKER
