"""Printers: where each paper comes out, how the printers are, and the papers that did not come out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from desktop.i18n import _
from desktop.services import printers, printing, settings
from desktop.services.printers import PrinterRow
from desktop.services.printing import Job
from desktop.services.settings import Bench, Shop
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_folder
from desktop.ui.errands import Errands
from desktop.ui.marks import MARKS, mark_pixmap
from desktop.ui.settings.page import SettingsPage, Undo
from desktop.ui.settings.paper_words import CONDITIONS, PAPERS, media
from desktop.ui.settings.print_jobs import PrintJobs
from desktop.ui.settings.printer_panel import PrinterPanel
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Hairline, Panel

if TYPE_CHECKING:
    from desktop.devices.device import Condition

KINDS = ("parcel-label", "packing-slip", "invoice", "pick-list")
_ALWAYS_BY_HAND = ("pick-list",)  # nothing closes that would ask for one
_SHOWN_JOBS = 30
_LABEL_DPI, _OFFICE_DPI = 203, 300
# What a choice of printer holds: how it is meant, and its name.
_PRINTER, _QUEUE, _FOLDER, _ADDRESS, _NOWHERE = "printer:", "queue:", "folder", "address", ""


@dataclass(frozen=True, slots=True)
class _Read:
    shop: Shop
    bench: Bench
    printers: list[PrinterRow]
    jobs: list[Job]


class PaperRow(QObject):
    """One kind of paper: its printer, what it is printed on, and when."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.icon = QLabel()
        self.name_ = Label("", "body", weight=500)
        self.mark = QLabel()
        self.printer, self.when = Choice(f"printer-{kind}"), Choice(f"when-{kind}")
        self.media = Label("", "body", "ink.secondary")
        self.mark.setFixedWidth(theme().px(20))
        for choice, letters in ((self.printer, 8), (self.when, 5)):
            choice.setMinimumContentsLength(letters)
            choice.setMinimumHeight(theme().size("control"))
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def show_mark(self, state: str) -> None:
        text, icon, ink = CONDITIONS[state]
        mark = mark_pixmap(icon, 18) if icon in MARKS else icons.icon(icon, ink or "ink.muted", 18)
        self.mark.setPixmap(mark)
        self.mark.setAccessibleName(_(text))

    def retranslate(self) -> None:
        text, icon = PAPERS[self.kind]
        self.name_.setText(_(text))
        self.icon.setPixmap(icons.icon(icon, "ink.primary", 20))
        self.printer.setAccessibleName(_("Printer for: {paper}").format(paper=_(text)))
        self.when.setAccessibleName(_("When it prints: {paper}").format(paper=_(text)))
        if self.kind in _ALWAYS_BY_HAND:
            self.when.set_choices([(False, _("by hand"))])
        else:
            self.when.set_choices([(True, _("on closing")), (False, _("by hand"))])


class PrintersPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._queues: list[str] = []
        self._shown = ""  # the printer in the panel
        self._errands = Errands(self)
        self.rows = {kind: PaperRow(kind) for kind in KINDS}
        self.panel = PrinterPanel()
        self.jobs = PrintJobs()
        self._title, self._where = Label("", "benchBody", weight=600), Label("", "body", "ink.secondary")
        self._heads = [Label("", "caption", "ink.secondary", weight=600) for _turn in range(4)]
        self._lay_out()
        for kind, row in self.rows.items():
            row.printer.picked.connect(partial(self._route, kind))
            row.printer.installEventFilter(self)
            row.when.picked.connect(partial(self._time, kind))
        self.panel.dpi_chosen.connect(self._give_dpi)
        self.panel.address_given.connect(self._add_address)
        self.panel.test.clicked.connect(self._test)
        self.panel.remove.clicked.connect(self._remove)
        self.jobs.came_out.connect(self._came_out)
        self.jobs.again.connect(self._again)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)
        self._errands.run(_queues, self._know_queues, _no_queues)

    def back(self) -> bool:
        return self.panel.end_address()

    def _know_queues(self, names: list[str]) -> None:
        if names != self._queues:
            self._queues = names
            self._fill()

    def _show(self, read: _Read) -> None:
        self._read = read
        self._where.setText(read.bench.name)
        self._fill()
        self.jobs.show_jobs(read.jobs, read.shop.zone)

    def _fill(self) -> None:
        read = self._read
        if read is None:
            return
        conditions = self._conditions()
        names = [row.name for row in read.printers]
        used = {str(row.settings.get("queue", row.name)) for row in read.printers if row.driver == "system"}
        choices: list[tuple[object, str]] = [(_PRINTER + name, name) for name in names]
        choices += [(_QUEUE + name, name) for name in self._queues if name not in used and name not in names]
        choices += [(_FOLDER, _("A folder…")), (_ADDRESS, _("A network printer…")), (_NOWHERE, _("Nowhere"))]
        for kind, row in self.rows.items():
            chosen = self._printer_of(kind)
            row.printer.set_choices(choices)
            row.printer.choose(_PRINTER + chosen.name if chosen else _NOWHERE)
            known = conditions.get(chosen.name) if chosen else None
            row.show_mark(known.state if known else "unknown" if chosen else "missing")
            row.when.choose(kind in read.bench.print_on_close)
            row.media.setText(media(kind, read.shop.slip_paper))
        shown = next((row for row in read.printers if row.name == self._shown), None)
        shown = shown or self._printer_of("parcel-label") or next(iter(read.printers), None)
        self._shown = shown.name if shown else ""
        papers = [kind for kind in KINDS if self._printer_of(kind) == shown]
        self.panel.show_printer(shown, conditions.get(self._shown), papers)

    def _conditions(self) -> dict[str, "Condition"]:
        room = getattr(self.desk.app, "print_room", None)
        return dict(room.conditions()) if room is not None else {}

    def _printer_of(self, kind: str) -> PrinterRow | None:
        read = self._read
        fitting = [row for row in read.printers if kind in row.papers] if read else []
        own = [row for row in fitting if read and row.bench == read.bench.name]
        return next(iter(own or fitting), None)

    # What a person changes

    def _route(self, kind: str, chosen: object) -> None:
        if self._read is None:
            return
        meant, bench = str(chosen), self._read.bench.name
        before = self._printer_of(kind)
        undo = partial(printers.assign, kind, before.name if before else "", bench)
        if meant == _ADDRESS:
            self.panel.begin_address(kind)
        elif meant == _FOLDER:
            folder = choose_folder(self, _("The folder for: {paper}").format(paper=_(PAPERS[kind][0])))
            if folder is not None:
                name = self._free_name(folder.name or _("Folder"))
                self.save(partial(_add, PrinterRow(name, "folder", {"folder": str(folder)}), kind, bench), undo)
        elif meant.startswith(_QUEUE):
            name = meant.removeprefix(_QUEUE)
            dpi = _LABEL_DPI if kind == "parcel-label" else _OFFICE_DPI
            self.save(partial(_add, PrinterRow(name, "system", {"queue": name}, dpi=dpi), kind, bench), undo)
            self._shown = name
        else:
            name = meant.removeprefix(_PRINTER)
            self.save(partial(printers.assign, kind, name, bench), undo)
            self._shown = name
        self._fill()

    def _add_address(self, kind: str, name: str, address: str) -> None:
        if self._read is not None:
            before, bench = self._printer_of(kind), self._read.bench.name
            undo = partial(printers.assign, kind, before.name if before else "", bench)
            dpi = _LABEL_DPI if kind == "parcel-label" else _OFFICE_DPI
            row = PrinterRow(self._free_name(name), "system", {"uri": address}, dpi=dpi)
            self._shown = row.name
            self.save(partial(_add, row, kind, bench), undo)

    def _free_name(self, wanted: str) -> str:
        taken = {row.name for row in self._read.printers} if self._read else set()
        tries = (wanted, *(f"{wanted} {turn}" for turn in range(2, 100)))
        return next(name for name in tries if name not in taken)

    def _time(self, kind: str, on_closing: object) -> None:
        if self._read is not None and kind not in _ALWAYS_BY_HAND:
            before = self._read.bench.print_on_close
            after = tuple(one for one in KINDS if (bool(on_closing) if one == kind else one in before))
            self.save(partial(_set_on_close, after), partial(_set_on_close, before))

    def _give_dpi(self, dpi: int) -> None:
        row = self._row_shown()
        if row is not None:
            self.save(partial(printers.save, replace(row, dpi=dpi)), partial(printers.save, row))

    def _remove(self) -> None:
        row = self._row_shown()
        if row is not None:
            self._shown = ""
            self.save(partial(printers.remove, row.name), partial(printers.save, row))

    def _test(self) -> None:
        if self._shown:
            self.desk.tasks.run(partial(printing.queue_test, self._shown), self._queued)

    def _queued(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Test page"), self._shown)

    def _came_out(self, job_id: int) -> None:
        self.desk.tasks.run(partial(printing.mark, job_id, "done"), self._reload)

    def _again(self, job_id: int) -> None:
        self.desk.tasks.run(partial(printing.again, job_id), self._reload)

    def _reload(self, _result: object) -> None:
        self.desk.tasks.run(_read, self._show)

    def _row_shown(self) -> PrinterRow | None:
        return next((row for row in self._read.printers if row.name == self._shown), None) if self._read else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel shows the printer of the row that has the focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Choice):
            value = str(watched.value())
            if value.startswith(_PRINTER) and value.removeprefix(_PRINTER) != self._shown:
                self._shown = value.removeprefix(_PRINTER)
                self._fill()
        return False

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        routes = Panel(flush=True)
        routes.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(14))
        head.addWidget(self._title, 1)
        head.addWidget(self._where)
        routes.body.addLayout(head)
        routes.body.addWidget(Hairline())
        grid = QGridLayout()
        grid.setContentsMargins(look.px(16), 0, look.px(16), 0)
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(0)
        for column, label in zip((0, 2, 4, 5), self._heads, strict=True):
            grid.addWidget(label, 0, column, 1, 2 if column in (0, 2) else 1)
        grid.setRowMinimumHeight(0, look.px(32))
        for at, row in enumerate(self.rows.values(), 1):
            grid.addWidget(Hairline(), 2 * at - 1, 0, 1, 6)
            for column, widget in enumerate((row.icon, row.name_, row.mark, row.printer, row.media, row.when)):
                grid.addWidget(widget, 2 * at, column)
            grid.setRowMinimumHeight(2 * at, look.px(53))
        grid.setColumnStretch(3, 3)
        grid.setColumnStretch(5, 2)
        routes.body.addLayout(grid)
        left = QVBoxLayout()
        left.setSpacing(look.px(16))
        left.addWidget(routes)
        left.addWidget(self.trouble)
        left.addWidget(self.jobs, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addLayout(left, 1)
        columns.addWidget(self.panel)
        self.panel.setFixedWidth(look.px(296))

    def retranslate(self) -> None:
        self._title.setText(_("Where each paper comes out"))
        for label, text in zip(self._heads, (_("Document"), _("Printer"), _("Media"), _("When")), strict=True):
            label.setText(text)
        for row in self.rows.values():
            row.retranslate()
        self._fill()


def _read() -> _Read:
    bench = settings.bench()
    doubtful = printing.jobs(_SHOWN_JOBS, ("failed", "unsure"))
    newest = [job for job in printing.jobs(_SHOWN_JOBS) if job.state not in ("failed", "unsure")]
    return _Read(settings.shop(), bench, printers.every(bench.name), [*doubtful, *newest])


def _add(row: PrinterRow, kind: str, bench: str) -> None:
    printers.save(row)
    printers.assign(kind, row.name, bench)


def _set_on_close(papers: tuple[str, ...]) -> object:
    return settings.change_bench(print_on_close=papers)


def _queues() -> list[str]:
    from desktop import devices  # what it needs is not needed for the first paint

    return [queue.name for queue in devices.system_queues()]


def _no_queues(_error: Exception) -> None:
    """A system without a print server has no queues; the folder is there."""
