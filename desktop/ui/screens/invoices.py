"""Invoices: every document with a legal number, searched and summed; credited, voided, printed, audited, archived."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_, _, ngettext, number
from desktop.services import orders, printing, settings
from desktop.services.changes import Change
from desktop.services.exporting import Table
from desktop.services.invoicing import Fault, IssuedRow, archiving, audit, audit_words, credit, find, listing, void
from desktop.services.invoicing.archiving import Archived
from desktop.services.invoicing.auditing import Stop, Told
from desktop.services.invoicing.listing import Asked, Entry, Sum
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.invoices import rows
from desktop.ui.invoices.filters import Filters
from desktop.ui.invoices.side import Side
from desktop.ui.invoices.working import Working
from desktop.ui.order import correcting
from desktop.ui.order.correcting import Correcting, Issued, Typed
from desktop.ui.screen import Screen
from desktop.ui.settings.page import both_ways
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import StageTabs

TABS = ("", "invoice", "credit-note", "receipt")
_MOST_SAID = 4


@dataclass(frozen=True, slots=True)
class _Facts:
    zone: str
    years: list[int]
    sums: list[Sum]


class InvoicesScreen(Screen):
    name, title, icon, letter = "invoices", N_("Invoices"), "receipt-text", "I"
    right = Right.PRICES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._zone, self._asked = "UTC", Asked()
        self.faults: list[Fault] = []  # that the last audit has found
        self.head, self.tabs, self.filters = PageHead(), StageTabs("invoices-tabs"), Filters()
        self.audit = KeyButton("", "badge-check", "F9", name="invoices-audit")
        self.archive = KeyButton("", "package", "F8", name="invoices-archive")
        self.export = exporting.button(desk, self._table, "invoices-export")
        self.table = PagedTable(desk.tasks, rows.COLUMNS, name="invoices-list", row_px=55)
        self.empty, self.side, self.working = EmptyState("receipt-text"), Side(desk), Working(desk)
        self.correcting, self.said = Correcting(), NoteBar(kind="hint")
        self._sum = Label("", "body", "ink.secondary")
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"order", "settings", "money"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self._read(anew=not self.table.count())
        self.table.setFocus()

    def back(self) -> bool:
        if self._pages.currentWidget() is self.correcting:
            self._leave()
        elif self.said.isVisible():
            self.said.hide()
        else:
            return self.filters.clear()
        return True

    def search_focus(self) -> bool:
        self.filters.search.setFocus()
        self.filters.search.selectAll()
        return True

    def scanned(self, text: str) -> None:
        """An order's code, or a document's number: its documents are listed."""
        self.desk.tasks.run(partial(_meant, text), self._show_scanned, self.desk.lane.show_refused)

    def help(self) -> list[tuple[str, str]]:
        return [("1 – 4", _("All, invoices, credit notes, receipts")), ("Enter", _("Open the order"))]

    # What is shown

    def _read(self, anew: bool = False) -> None:
        self._asked = self.filters.asked(self.tabs.current())
        self.desk.tasks.run(partial(_facts, self._asked), self._show, self.desk.lane.show_refused)
        if anew:
            self.table.show_source(rows.source(self._asked, self._zone))
        else:
            self.table.reload()

    def _show(self, facts: _Facts) -> None:
        self.filters.show_years(facts.years)
        again, self._zone = self._zone != facts.zone, facts.zone
        count = sum(each.documents for each in facts.sums)
        text = ngettext("{count} document", "{count} documents", count).format(count=number(count))
        self._sum.setText(" · ".join(part for part in (text, rows.summed(facts.sums)) if part))
        if again:
            self.table.show_source(rows.source(self._asked, self._zone))

    def _again(self, _chosen: object = None) -> None:
        self._read(anew=True)

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count else 1)
        if not count:
            typed = self.filters.search.text()
            if typed or self._asked != Asked(self._asked.kind):
                self.empty.say(_("Nothing found"), _("No document fits what is asked for. Esc shows all."), "search-x")
            else:
                self.empty.say(_("No document yet"), _("What is issued on an order is listed here."), "receipt-text")
            self.side.show_entry(None, self._zone)

    def _show_current(self, entry: object) -> None:
        self.side.show_entry(entry if isinstance(entry, Entry) else None, self._zone)

    def _show_scanned(self, typed: str) -> None:
        self.filters.search.setText(typed)
        self._again()

    def _changed(self, heard: frozenset[Change]) -> None:
        if self.isVisible() and not self.working.busy:
            self._read()

    # What is done

    def _open_order(self, _entry: object = None) -> None:
        entry = self.table.current()
        if isinstance(entry, Entry):
            self.desk.open("order", entry.order_id)

    def _print(self) -> None:
        entry = self.table.current()
        if isinstance(entry, Entry):
            self._queue(entry)

    def _queue(self, row: Entry | IssuedRow) -> None:
        work = partial(printing.queue, row.kind, row.order_id, document_id=row.id)
        self.desk.tasks.run(work, partial(self._printed, row.number), self.desk.lane.show_refused)

    def _printed(self, document: str, _job: int) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("{number} is in the print queue").format(number=document))

    def _correct(self) -> None:
        entry = self.table.current()
        if isinstance(entry, Entry):
            work = partial(_read_issued, entry, self._zone)
            self.desk.tasks.run(work, self._show_issued, self.desk.lane.show_refused)

    def _show_issued(self, read: tuple[int, Issued]) -> None:
        chosen, issued = read
        self.correcting.show_issued(issued)
        self.correcting.which.choose(chosen)
        self.correcting.show_issued(issued)
        self._pages.setCurrentWidget(self.correcting)
        self.correcting.focus()

    def _leave(self) -> None:
        self._pages.setCurrentIndex(0)
        self._read()
        self.table.setFocus()

    def _credit(self, typed: Typed) -> None:
        work = partial(_credited, typed)
        self.desk.tasks.run(partial(_and_again, work, self._zone), self._corrected, self.desk.lane.show_refused)

    def _void(self, document_id: int, reason: str) -> None:
        work = partial(_voided, document_id, reason)
        self.desk.tasks.run(partial(_and_again, work, self._zone), self._corrected, self.desk.lane.show_refused)

    def _corrected(self, read: tuple[str, Issued]) -> None:
        self.correcting.show_issued(read[1])
        self.desk.lane.show_result(Outcome.SAVED, _("{number} is kept").format(number=read[0]))

    def _print_kind(self, _kind: str) -> None:
        row = self.correcting.row
        if row is not None:
            self._queue(row)

    # What takes long

    def _audit(self) -> None:
        self.working.start(_("Looking at every number"), _audited, self._show_audit)

    def _show_audit(self, found: tuple[list[Fault], bool]) -> None:
        faults, signed = found
        self.faults = faults
        if not faults:
            detail = _("Every day is sealed and signed.") if signed else _("The days are sealed; the keys are locked,"
                                                                           " so they are not signed.")  # fmt: skip
            self.said.say(_("No number is missing, and no document was changed."), detail, "note")
        else:
            lines = [audit_words.sentence(fault) for fault in faults[:_MOST_SAID]]
            if len(faults) > _MOST_SAID:
                lines.append(_("{count} more stand in the archive's audit.").format(
                    count=number(len(faults) - _MOST_SAID)))  # fmt: skip
            text = ngettext("The audit has found {count} fault.", "The audit has found {count} faults.", len(faults))
            self.said.say(text.format(count=number(len(faults))), "\n".join(lines), "refused")
        self.said.show()
        outcome = Outcome.SAVED if not faults else Outcome.ATTENTION
        self.desk.lane.show_result(outcome, self.said.text().splitlines()[0] if self.said.text() else "")

    def _archive(self) -> None:
        year = self.filters.chosen_year() or self.filters.newest_year()
        if year is None:
            self.desk.lane.show_result(Outcome.ATTENTION, _("No document yet"))
            return
        folder = choose_target(self, _("Archive of {year}").format(year=year), str(year))
        if folder is not None:
            work = partial(archiving.archive, year, folder)
            self.working.start(_("Archive of {year}").format(year=year), work, self._show_archive)

    def _show_archive(self, done: Archived) -> None:
        text = ngettext("{count} document", "{count} documents", done.documents).format(count=number(done.documents))
        self.said.say(_("The archive is written: {folder}").format(folder=done.folder), text,
                      "refused" if done.faults else "note")  # fmt: skip
        self.said.show()
        self.desk.lane.show_result(Outcome.SAVED, _("The archive is written"), text)

    def _table(self) -> Table:
        return rows.table(self._asked)

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        for button in (self.export, self.archive, self.audit):
            self.head.add_action(button)
        listed = Panel(flush=True)
        top = QHBoxLayout()
        top.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        top.addWidget(self.filters)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TableHead(self.table))
        column.addWidget(self.table, 1)
        self._lists.addWidget(inside)
        self._lists.addWidget(self.empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        foot.addWidget(self._sum)
        foot.addWidget(self.working, 1)
        listed.body.setSpacing(0)
        listed.body.addLayout(top)
        listed.body.addWidget(Hairline())
        listed.body.addWidget(self._lists, 1)
        listed.body.addWidget(Hairline())
        listed.body.addLayout(foot)
        listed.setMinimumWidth(look.px(420))
        body = QWidget()
        both = QHBoxLayout(body)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(look.px(16))
        both.addWidget(listed, 5)
        both.addWidget(self.side, 3)
        self._pages.addWidget(both_ways(body))
        self._pages.addWidget(self.correcting)
        self.said.hide()
        page = page_column(self)
        page.addWidget(self.head)
        page.addWidget(self.said)
        page.addSpacing(look.px(4))
        page.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._again)
        self.filters.changed.connect(self._again)
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(self._open_order)
        self.table.settled.connect(self._settled)
        self.side.opened.connect(self._open_order)
        self.side.printed.connect(self._print)
        self.side.corrected.connect(self._correct)
        self.correcting.ended.connect(self._leave)
        self.correcting.credited.connect(self._credit)
        self.correcting.voided.connect(self._void)
        self.correcting.printed.connect(self._print_kind)
        self.audit.clicked.connect(self._audit)
        self.archive.clicked.connect(self._archive)

    def retranslate(self) -> None:
        self.head.set_title(_("Invoices"))
        words = (_("All"), _("Invoices"), _("Credit notes"), _("Receipts"))
        self.tabs.set_tabs(list(zip(TABS, words, strict=True)))
        self.audit.setText(_("Audit numbers"))
        self.archive.setText(_("Archive"))
        self.export.setText(_("Export"))
        self.table.setAccessibleName(_("Documents"))
        for part in (self.filters, self.side, self.working, self.correcting):
            part.retranslate()
        self._read()


def _facts(asked: Asked) -> _Facts:
    return _Facts(settings.shop().zone, listing.years(), listing.sums(asked))


def _audited(told: Told, stop: Stop) -> tuple[list[Fault], bool]:
    signed = archiving.seal_and_sign()
    return audit(told, stop), signed


def _meant(text: str) -> str:
    try:
        return find(text).number
    except NotFound:  # then it is an order, or nothing
        return orders.show(orders.find(text)).number


def _read_issued(entry: Entry, zone: str) -> tuple[int, Issued]:
    return entry.id, correcting.read(entry.order_id, zone, paid=not entry.due_minor)


def _and_again(work: Callable[[], str], zone: str) -> tuple[str, Issued]:
    row = find(work())
    return row.number, correcting.read(row.order_id, zone, paid=False)


def _credited(typed: Typed) -> str:
    return credit(typed.document_id, typed.units, typed.shipping_minor, typed.reason).number


def _voided(document_id: int, reason: str) -> str:
    void(document_id, reason)
    return find(document_id).number
