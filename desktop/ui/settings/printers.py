"""Printers: where each paper comes out, how the printers are, and the papers that did not come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import _
from desktop.services import (
    export_lists,
    paper_media,
    paper_times,
    print_routes,
    printer_changes,
    printers,
    printing,
    settings,
)
from desktop.services.paper_kinds import PAPERS, Of
from desktop.services.paper_times import When
from desktop.services.printer_entry import LABEL_DPI, OFFICE_DPI
from desktop.services.printers import PrinterRow
from desktop.services.printing import Job
from desktop.services.settings import Bench, Shop
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.settings.page import SettingsPage, Undo
from desktop.ui.settings.paper_routes import PaperRoutes, Route
from desktop.ui.settings.print_jobs import PrintJobs
from desktop.ui.settings.printer_asked import Asked, ask, kick, look_around
from desktop.ui.settings.printer_panel import PrinterPanel
from desktop.ui.theme import theme
from desktop.ui.widgets.lane import Outcome

if TYPE_CHECKING:
    from desktop.devices.device import Condition
    from desktop.devices.discovery import Found

_ROUTED = tuple(kind.name for kind in PAPERS.values() if kind.of is not Of.PRINTER)
_SHOWN_JOBS = 300
# What a choice of printer holds: how it is meant, and its name.
_PRINTER, _FOUND, _ANOTHER, _NOWHERE = "printer:", "found:", "another", ""


@dataclass(frozen=True, slots=True)
class _Read:
    """`routes`: the printer that each kind would come out of; `missing`: why it could not."""

    shop: Shop
    bench: Bench
    printers: list[PrinterRow]
    routes: dict[str, PrinterRow | None]
    missing: dict[str, str]
    jobs: list[Job]


class PrintersPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._reading = self._once_more = False
        self._found: list[Found] = []
        self._shown = ""  # the printer in the panel
        self._kind = ""  # the kind of paper that another printer is asked for
        self._errands = Errands(self)
        self.routes, self.panel, self.jobs = PaperRoutes(), PrinterPanel(), PrintJobs(desk.tasks)
        self.jobs.add_action(exporting.button(desk, export_lists.maker("print-queue"), "jobs-export", bare=True))
        self.rows = self.routes.rows
        self._lay_out()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """One reading at a time: a batch that prints changes the queue more often than it can be read."""
        self._once_more = self._reading
        if not self._reading:
            self._reading = True
            self.desk.tasks.run(partial(_read, self._conditions()), self._show, self._unread)

    def back(self) -> bool:
        return self.panel.show_told()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_around()

    def look_around(self) -> None:
        """Find the printers that are here, on a thread of its own."""
        self._errands.run(look_around, self._know_found, _nothing_found)

    def _know_found(self, found: "list[Found]") -> None:
        if found != self._found:
            self._found = found
            self._fill()
            if self.panel.asking:
                self.panel.form.show_found(self._not_here())

    def _show(self, read: _Read) -> None:
        self._reading = False
        self._read = read
        self._fill()
        self.jobs.show_jobs(read.jobs, read.shop.zone, [row.name for row in read.printers])
        if self._once_more:
            self.reload()

    def _unread(self, error: Exception) -> None:
        self._reading = False
        raise error

    def _fill(self) -> None:
        read = self._read
        if read is None:
            return
        conditions = self._conditions()
        found = [(_FOUND + one.name, _("{printer} (found)").format(printer=one.name)) for one in self._not_here()]
        named = [*((_PRINTER + row.name, row.name) for row in read.printers), *found, (_ANOTHER, _("Another printer…"))]
        self.routes.show_routes(
            {
                kind: (self._route_of(read, kind, conditions), [*named, (_NOWHERE, self._unrouted(read, kind))])
                for kind in _ROUTED
            },
            read.bench.name,
        )
        shown = next((row for row in read.printers if row.name == self._shown), None)
        shown = shown or read.routes.get("parcel-label") or next(iter(read.printers), None)
        self._shown = shown.name if shown else ""
        papers = [kind for kind in _ROUTED if shown is not None and kind in shown.papers]
        self.panel.show_printers(read.printers, shown, conditions.get(self._shown), papers)

    @staticmethod
    def _route_of(read: _Read, kind: str, conditions: "dict[str, Condition]") -> Route:
        row, own = read.routes[kind], _own(read, kind)
        when = paper_times.of(read.bench, kind)
        trouble = read.missing.get(kind, "") if when is not When.NEVER else ""
        known = conditions.get(row.name) if row else None
        state = "missing" if row is None else "held" if row.held else str(known.state) if known else "unknown"
        state = "trouble" if trouble and state in ("ready", "busy", "unknown") else state
        media = _media(row, kind, read.shop)
        fitting = dict.fromkeys((*paper_media.fitting(kind), media))
        return Route(_PRINTER + own.name if own else _NOWHERE, state, trouble, media, tuple(fitting), when)

    @staticmethod
    def _unrouted(read: _Read, kind: str) -> str:
        """What a kind does that has no printer of its own."""
        like, row = PAPERS[kind].like, None
        if like:
            row = read.routes.get(like)
        if row is None:
            return _("Nowhere")
        title = _(PAPERS[like].title)
        return _("as {paper}: {printer}").format(paper=title[:1].lower() + title[1:], printer=row.name)

    def _conditions(self) -> "dict[str, Condition]":
        room = getattr(self.desk.app, "print_room", None)
        return dict(room.conditions()) if room is not None else {}

    def _not_here(self) -> "list[Found]":
        """The found ones that have not been added yet."""
        rows = self._read.printers if self._read else []
        here = {str(row.settings.get("queue") or row.settings.get("address") or row.name) for row in rows}
        return [one for one in self._found if str(one.settings.get("queue") or one.settings.get("address")) not in here]

    # What a person changes

    def _route(self, kind: str, chosen: object) -> None:
        if self._read is None:
            return
        meant, bench = str(chosen), self._read.bench.name
        if meant == _ANOTHER:
            self._begin(kind)
        elif meant.startswith(_FOUND):
            name = meant.removeprefix(_FOUND)
            found = next(one for one in self._not_here() if one.name == name)
            if found.driver == "raw":
                self._begin(kind, found)  # its language and width want a look
            else:
                is_label = PAPERS[kind].media not in ("A4", "A5")
                dpi = LABEL_DPI if is_label and found.dpi == OFFICE_DPI else found.dpi
                self._kind = kind
                self._keep_new(PrinterRow(self._free_name(name), found.driver, dict(found.settings), dpi=dpi))
        else:
            own = _own(self._read, kind)
            name = meant.removeprefix(_PRINTER)
            undo = partial(printers.assign, kind, own.name if own else "", bench)
            self._shown = name or self._shown
            self.save(partial(printers.assign, kind, name, bench), undo)
        self._fill()

    def _set_media(self, kind: str, media: str) -> None:
        row = self._read.routes[kind] if self._read else None
        if row is None or self._read is None:
            return
        self._shown = row.name
        before = _chosen_media(row, kind)
        self.save(partial(printer_changes.put_in, row.name, kind, media),
                  partial(printer_changes.put_in, row.name, kind, before))  # fmt: skip

    def _time(self, kind: str, when: object) -> None:
        if self._read is not None:
            before, after = paper_times.of(self._read.bench, kind), When(str(when))  # Qt makes a plain text of it
            self.save(partial(paper_times.choose, kind, after), partial(paper_times.choose, kind, before))

    def _look_at(self, kind: str) -> None:
        row = self._read.routes[kind] if self._read else None
        if row is not None and row.name != self._shown and not self.panel.asking:
            self._look_at_printer(row.name)

    def _look_at_printer(self, name: str) -> None:
        self._shown = name
        self._fill()

    # A printer is added, changed, tried

    def _begin(self, kind: str = "", found: "Found | None" = None) -> None:
        self._kind = kind
        listed = self._not_here()
        if found is not None:
            listed = [found, *(one for one in listed if one != found)]
        self.panel.form.begin(listed)
        self.panel.show_form()
        self.look_around()

    def _change(self) -> None:
        if self.panel.row is not None:
            self.panel.form.change(self.panel.row)
            self.panel.show_form()

    def _given(self, row: PrinterRow, sure: bool) -> None:
        form = self.panel.form
        if sure or row.driver == "folder":
            self._keep_given(row)
            return
        form.set_busy(True)
        self._errands.run(partial(ask, row, guess=form.is_new), self._answered, self._stumbled)

    def _answered(self, asked: Asked) -> None:
        form = self.panel.form
        form.set_busy(False)
        if not self.panel.asking:
            return  # a person went back meanwhile
        if asked.silent:
            form.show_wrong(asked.silent, anyway=True)
        else:
            self._keep_given(asked.row)

    def _stumbled(self, error: Exception) -> None:
        self.panel.form.set_busy(False)
        self._refused(None, error)

    def _keep_given(self, row: PrinterRow) -> None:
        before = self.panel.form.before
        self.panel.show_told()
        if before is None:
            self._keep_new(replace(row, name=self._free_name(row.name)))
        else:
            self._shown = row.name
            self.save(partial(printer_changes.change, before.name, row),
                      partial(printer_changes.change, row.name, before))  # fmt: skip

    def _keep_new(self, row: PrinterRow) -> None:
        if self._read is None:
            return
        bench, kind = self._read.bench.name, self._kind
        own = _own(self._read, kind) if kind else None
        self._shown, self._kind = row.name, ""
        self.save(partial(printer_changes.add, row, kind, bench), partial(_take_back, row.name, kind, own, bench))

    def _free_name(self, wanted: str) -> str:
        taken = {row.name for row in self._read.printers} if self._read else set()
        tries = (wanted, *(f"{wanted} {turn}" for turn in range(2, 100)))
        return next(name for name in tries if name not in taken)

    def _remove(self) -> None:
        row = self.panel.row
        if row is not None:
            self._shown = ""
            self.save(partial(printers.remove, row.name), partial(printers.save, row))

    def _hold(self) -> None:
        row = self.panel.row
        if row is not None:
            self.save(partial(printers.hold, row.name, held=not row.held),
                      partial(printers.hold, row.name, held=row.held))  # fmt: skip

    def _test(self) -> None:
        if self._shown:
            self.desk.tasks.run(partial(printing.queue_test, self._shown), self._queued)

    def _queued(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Test page"), self._shown)

    def _calibrate(self) -> None:
        from desktop.ui.settings.calibration import CalibrationSheet  # opened seldom

        if self.panel.row is not None:
            sheet = CalibrationSheet(self.desk, self.panel.row, self)
            sheet.changed.connect(self.reload)
            sheet.open()

    def _open_drawer(self) -> None:
        if self.panel.row is not None:
            self._errands.run(partial(kick, self.panel.row), self._opened, self._stumbled)

    def _opened(self, _result: object) -> None:
        self.say_trouble("")
        self.desk.lane.show_result(Outcome.SAVED, _("The drawer was told to open"), self._shown)

    # The queue

    def _do(self, deed: Callable[..., object], job_id: int, *more: object) -> None:
        self.desk.tasks.run(partial(deed, job_id, *more), self._reload, self._not_done)

    def _reload(self, _result: object) -> None:
        self.say_trouble("")
        self.reload()

    def _not_done(self, error: Exception) -> None:
        self._refused(None, error)
        self.reload()

    # Layout

    def _connect(self) -> None:
        routes, panel, jobs = self.routes, self.panel, self.jobs
        routes.routed.connect(self._route)
        routes.media_chosen.connect(self._set_media)
        routes.timed.connect(self._time)
        routes.looked_at.connect(self._look_at)
        panel.chosen.connect(self._look_at_printer)
        panel.form.given.connect(self._given)
        for button, deed in (
            (panel.add, self._begin_new), (panel.change, self._change), (panel.test, self._test),
            (panel.drawer, self._open_drawer), (panel.calibrate, self._calibrate), (panel.hold, self._hold),
            (panel.remove, self._remove),
        ):  # fmt: skip
            button.clicked.connect(deed)
        jobs.came_out.connect(partial(self._do, printing.came_out))
        jobs.again.connect(partial(self._do, printing.again))
        jobs.cancelled.connect(partial(self._do, printing.cancel))
        jobs.moved.connect(partial(self._do, print_routes.move_job))

    def _begin_new(self) -> None:
        self._begin()

    def _lay_out(self) -> None:
        look = theme()
        left = QVBoxLayout()
        left.setSpacing(look.px(16))
        left.addWidget(self.routes, 5)
        left.addWidget(self.trouble)
        left.addWidget(self.jobs, 4)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addLayout(left, 1)
        columns.addWidget(self.panel)
        self.panel.setFixedWidth(look.px(296))

    def retranslate(self) -> None:
        for part in (self.routes, self.panel, self.jobs):
            part.retranslate()
        self._fill()


def _read(conditions: "dict[str, Condition]") -> _Read:
    bench = settings.bench()
    doubtful = printing.jobs(_SHOWN_JOBS, ("unsure", "failed"))
    waiting = printing.jobs(_SHOWN_JOBS, ("queued",))
    rest = [job for job in printing.jobs(_SHOWN_JOBS) if job.state not in ("failed", "unsure", "queued")]
    ordered: Sequence[Job] = sorted(doubtful, key=lambda job: job.state, reverse=True)  # unsure before failed
    return _Read(
        settings.shop(), bench, printers.every(bench.name),
        {kind: printers.route(kind, bench.name) for kind in _ROUTED},
        dict(printers.missing(bench.name, conditions)), [*ordered, *reversed(waiting), *rest],
    )  # fmt: skip


def _own(read: _Read, kind: str) -> PrinterRow | None:
    """The printer that was chosen for this very kind."""
    row = read.routes.get(kind)
    return row if row is not None and kind in row.papers else None


def _chosen_media(row: PrinterRow, kind: str) -> str:
    chosen = row.settings.get("media")
    return str(chosen.get(kind, "")) if isinstance(chosen, dict) else ""


def _media(row: PrinterRow | None, kind: str, shop: Shop) -> str:
    chosen = row.chosen_media(kind) if row is not None else ""
    return chosen or (shop.slip_paper if kind == "packing-slip" else PAPERS[kind].media)


def _take_back(name: str, kind: str, own: PrinterRow | None, bench: str) -> None:
    printers.remove(name)
    if kind and own is not None:
        printers.assign(kind, own.name, bench)


def _nothing_found(_error: Exception) -> None:
    """A system without a print server has no queues; a folder and an address are always there."""
