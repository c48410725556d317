"""The print queue: what did not come out, what nobody can know, what waits, and what went before."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import N_, _, clock, day_time, ngettext, number
from desktop.services.changes import now
from desktop.services.printing import Job
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.settings.paper_words import PAPERS, STATES
from desktop.ui.tables import Source
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.widgets.panel import Hairline, Panel

_COLUMNS = (Column(N_("Document"), 220, stretch=1), Column(N_("State"), 150, RIGHT))
_DOUBTFUL = ("unsure", "failed")


class PrintJobs(Panel):
    """`show_jobs(jobs, zone, printers)`: those that need a person first. What a person says of the current one:"""

    came_out = Signal(int)
    again = Signal(int)
    cancelled = Signal(int)
    moved = Signal(int, str)  # to the printer of this name

    def __init__(self, tasks: Runner) -> None:
        super().__init__(flush=True)
        self._jobs: tuple[Job, ...] = ()
        self._zone = "UTC"
        self._printers: tuple[str, ...] = ()
        self._job: Job | None = None
        self._go_on = False  # the next one that needs a look becomes the current one
        self.table = PagedTable(tasks, _COLUMNS, name="print-jobs", row_px=56)
        self._title = Label("", "benchBody", weight=600)
        self._count = ElideLabel("", "body", "ink.secondary", align=Qt.AlignmentFlag.AlignRight)
        self._empty = Label("", "body", "ink.muted")
        self._ask = ElideLabel("", "body", weight=600)
        self.yes = KeyButton("", "check", "Y", name="job-yes")
        self.no = KeyButton("", "printer", "N", name="job-again")
        self.cancel = KeyButton("", "x", name="job-cancel")
        self.move_ = Choice("job-move")
        self._lay_out()
        self.table.show_source(Source(page=self._page, size=self._size, show=self._row, id=_id))
        self.table.current_changed.connect(self._look)
        self.table.settled.connect(self._settled)
        for button, signal in ((self.yes, self.came_out), (self.no, self.again), (self.cancel, self.cancelled)):
            button.clicked.connect(partial(self._say, signal))
        self.move_.picked.connect(self._move)
        self.retranslate()

    def add_action(self, button: KeyButton) -> None:
        """A button beside the title, for all of the list."""
        self._head.addWidget(button)

    def show_jobs(self, jobs: Sequence[Job], zone: str, printers: Sequence[str]) -> None:
        if (tuple(jobs), zone, tuple(printers)) == (self._jobs, self._zone, self._printers):
            return
        self._jobs, self._zone, self._printers = tuple(jobs), zone, tuple(printers)
        self._lists.setCurrentIndex(0 if jobs else 1)
        self._count.setText(self._counted())
        self.table.reload()

    def _counted(self) -> str:
        doubtful = sum(job.state in _DOUBTFUL for job in self._jobs)
        waiting = sum(job.state == "queued" for job in self._jobs)
        look_at = ngettext("{count} needs a look", "{count} need a look", doubtful).format(count=number(doubtful))
        wait = ngettext("{count} waits", "{count} wait", waiting).format(count=number(waiting))
        return " · ".join(text for text, count in ((look_at, doubtful), (wait, waiting)) if count)

    # The list is made on the store thread, from what was shown last.

    def _page(self, after: Job | None, limit: int) -> Sequence[Job]:
        jobs = self._jobs
        start = 0 if after is None else next((at + 1 for at, job in enumerate(jobs) if job.id == after.id), len(jobs))
        return jobs[start : start + limit]

    def _size(self) -> int:
        return len(self._jobs)

    def _row(self, job: Job) -> Row:
        text, kind, icon = STATES.get(job.state, (job.state, "plain", ""))
        badge = (kind, icon, _(text))
        return Row((Cell(_name(job), _detail(job, self._zone)), Cell(badge=badge)), dim=job.state == "reprinted")

    # The current one

    def _look(self, job: Job | None) -> None:
        self._job = job
        state = job.state if job else ""
        self._ask.setText(_("Did it come out?") if state == "unsure" else _name(job) if job else "")
        self.yes.setVisible(state == "unsure")
        self.no.setVisible(state in ("unsure", "failed", "done", "cancelled"))
        self.no.setText(_("No, print") if state == "unsure" else _("Print again"))
        self.cancel.setVisible(state in ("queued", "failed"))
        others = [name for name in self._printers if job is None or name != job.printer]
        self.move_.setVisible(state in ("queued", "failed") and bool(others))
        self.move_.set_choices([("", _("Another printer…")), *((name, name) for name in others)])
        self.move_.choose("")
        self._foot.setVisible(job is not None)

    def _settled(self, _count: int) -> None:
        if self._go_on and self._jobs and self._jobs[0].state in _DOUBTFUL:
            self.table.select_row(0)
        self._go_on = False

    def _say(self, signal: SignalInstance) -> None:
        if self._job is not None:
            self._go_on = True
            signal.emit(self._job.id)

    def _move(self, name: object) -> None:
        if self._job is not None and name:
            self._go_on = True
            self.moved.emit(self._job.id, str(name))

    def _lay_out(self) -> None:
        look = theme()
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(14))
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        self._head = head
        self._foot = QWidget()
        self._foot.setFixedHeight(look.px(56))
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(8))
        row.addWidget(self._ask, 1)
        self.move_.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.move_.setMinimumContentsLength(14)
        for widget in (self.move_, self.cancel, self.yes, self.no):
            row.addWidget(widget)
        self._lists = QStackedWidget()
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(Hairline())
        column.addWidget(self._foot)
        self._lists.addWidget(full)
        self._empty.setContentsMargins(look.px(16), look.px(16), 0, 0)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lists.addWidget(self._empty)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._lists, 1)

    def retranslate(self) -> None:
        self._title.setText(_("Print queue"))
        self._empty.setText(_("Nothing has been printed yet."))
        self.yes.setText(_("Yes"))
        self.cancel.setText(_("Cancel"))
        self.move_.setAccessibleName(_("Another printer…"))
        self._count.setText(self._counted())
        self._lists.setCurrentIndex(0 if self._jobs else 1)
        self.table.setAccessibleName(_("Print queue"))
        self.table.retranslate()
        self._look(self._job)


def _id(job: Job) -> int:
    return job.id


def _name(job: Job) -> str:
    title, _icon = PAPERS.get(job.kind, (job.kind, ""))
    return " ".join(part for part in (_(title), job.title) if part)


def _detail(job: Job, zone: str) -> str:
    at = job.done_at or job.queued_at
    hours = (now() - at).total_seconds() / 3600
    when = clock(at, zone=zone) if hours < 12 else day_time(at, zone=zone)
    copy = _("marked as a copy") if job.copy else ""
    return " · ".join(part for part in (when, job.printer, job.reason, copy) if part)
