"""The print queue: what did not come out, what nobody can know, and what went before."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, clock, day_time, ngettext, number
from desktop.services.changes import now
from desktop.services.printing import Job
from desktop.ui.settings.page import scrolling
from desktop.ui.settings.paper_words import PAPERS, STATES
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel


class JobRow(QWidget):
    """One paper. `came_out(id)` and `again(id)` are what a person says of it."""

    came_out = Signal(int)
    again = Signal(int)

    def __init__(self, job: Job, zone: str, *, first: bool) -> None:
        super().__init__()
        look = theme()
        self.job = job
        self.setFixedHeight(look.px(56))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addStretch(1)
        words.addWidget(ElideLabel(" ".join((_(PAPERS[job.kind][0]), job.title)), "body"))
        words.addWidget(ElideLabel(_detail(job, zone), "caption", "ink.muted", weight=400))
        words.addStretch(1)
        row.addLayout(words, 1)
        if job.state == "unsure":
            row.addWidget(Label(_("Did it come out?"), "body", weight=600))
            yes = KeyButton(_("Yes"), "check", "Y" if first else "", name=f"job-{job.id}-yes")
            yes.clicked.connect(partial(self.came_out.emit, job.id))
            row.addWidget(yes)
            self._add_again(row, _("No, print"), first)
        elif job.state == "failed":
            self._add_again(row, _("Print again"), first)
        else:
            text, kind, icon = STATES[job.state]
            row.addWidget(Badge(_(text), kind, icon))

    def _add_again(self, row: QHBoxLayout, text: str, first: bool) -> None:
        button = KeyButton(text, "printer", "N" if first else "", name=f"job-{self.job.id}-again")
        button.clicked.connect(partial(self.again.emit, self.job.id))
        row.addWidget(button)


class PrintJobs(Panel):
    """`show_jobs(jobs, zone)`: those that need a person first, then the newest."""

    came_out = Signal(int)
    again = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._shown: tuple[list[Job], str] = ([], "UTC")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(14))
        self._title = Label("", "benchBody", weight=600)
        self._count = ElideLabel("", "body", "ink.secondary", align=Qt.AlignmentFlag.AlignRight)
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self._area = scrolling(QWidget())
        self.body.addWidget(self._area, 1)
        self.retranslate()

    def show_jobs(self, jobs: list[Job], zone: str) -> None:
        if (jobs, zone) == self._shown:
            return
        self._shown = (jobs, zone)
        self._build()

    def _build(self) -> None:
        jobs, zone = self._shown
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for at, job in enumerate(jobs):
            row = JobRow(job, zone, first=at == 0)
            row.came_out.connect(self.came_out)
            row.again.connect(self.again)
            column.addWidget(row)
            column.addWidget(Hairline())
        if not jobs:
            empty = Label(_("Nothing has been printed yet."), "body", "ink.muted")
            empty.setContentsMargins(theme().px(16), theme().px(16), 0, 0)
            column.addWidget(empty)
        column.addStretch(1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)
        look_at = sum(job.state in ("failed", "unsure") for job in jobs)
        words = ngettext("{count} needs a look", "{count} need a look", look_at).format(count=number(look_at))
        self._count.setText(words if look_at else "")

    def retranslate(self) -> None:
        self._title.setText(_("Print queue"))
        self._build()


def _detail(job: Job, zone: str) -> str:
    at = job.done_at or job.queued_at
    hours = (now() - at).total_seconds() / 3600
    when = clock(at, zone=zone) if hours < 12 else day_time(at, zone=zone)
    copy = _("marked as a copy") if job.copy else ""
    return " · ".join(part for part in (when, job.printer, job.reason, copy) if part)
