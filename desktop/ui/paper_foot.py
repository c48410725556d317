"""Under a list of orders: the papers of the ticked ones, in which sequence they come out, and how far they are."""

import threading
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.order import Stage
from desktop.domain.print_order import BY_WORDS, By
from desktop.i18n import N_, _, ngettext, number
from desktop.services import merged_file, print_batches, queue
from desktop.services.changes import actor
from desktop.services.merged_file import Saved
from desktop.services.paper_kinds import PAPERS
from desktop.services.print_batches import Progress
from desktop.ui.desk import Desk
from desktop.ui.tasks import Runner, Tasks
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome

KINDS = ("packing-slip", "parcel-label", "invoice")
_CALM_MS = 250
_PDF = N_("One PDF")


class PaperFoot(QWidget):
    """`offer(True)` while orders are ticked; `printing(kind)` and `saving(kind)` are what a person wants of them.

    `by` is the sequence chosen. What is going is shown whoever asked for it, and stopped by its button.
    """

    printing = Signal(str)
    saving = Signal(str)
    _told = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.kind, self.sequence = Choice("papers-kind"), Choice("papers-by")
        self.print = KeyButton("", "printer", "T", name="papers-print")
        self.save = KeyButton("", "file-down", "F", name="papers-save")
        self.stop = KeyButton("", "x", name="papers-stop")
        self._far = ElideLabel("", "body", weight=600)
        self._going: Progress | None = None
        self._stop = threading.Event()
        self._own: Runner | None = None
        self._writing = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._look)
        self._lay_out()
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.stop.clicked.connect(self._cancel)
        self._told.connect(self._show_written)
        desk.hub.watch(self, {"print"}, self._heard)
        self.retranslate()

    @property
    def by(self) -> By:
        return By(str(self.sequence.value() or By.LISTED.value))

    def offer(self, offered: bool) -> None:
        self._choices.setVisible(offered)

    def entered(self) -> None:
        self._look()

    def write(self, chosen: Collection[int], stage: Stage | None, kind: str) -> None:
        """Ask for a file and write these orders' papers into it, beside the work at the window."""
        name = f"{kind}-{len(chosen)}.pdf"
        file, _filter = QFileDialog.getSaveFileName(self, _(_PDF), name, "PDF (*.pdf)")
        if not file or self._writing:
            return
        path = Path(file if file.lower().endswith(".pdf") else f"{file}.pdf")
        self._stop.clear()
        self._writing = True
        self._show_written(0, len(chosen))
        work = partial(_write, frozenset(chosen), stage, kind, path, self.by, self._told.emit, self._stop.is_set)
        self._threads().run(work, partial(self._written, path), self._not_written)

    def _print(self) -> None:
        self.printing.emit(str(self.kind.value()))

    def _save(self) -> None:
        self.saving.emit(str(self.kind.value()))

    def _cancel(self) -> None:
        if self._writing:
            self._stop.set()
        elif self._going is not None:
            self.desk.tasks.run(partial(print_batches.cancel, self._going.id), self._dropped)

    def _dropped(self, left: Progress) -> None:
        words = _("{done} came out, {dropped} are dropped, {left} are at the printer.")
        said = words.format(done=number(left.done), dropped=number(left.cancelled), left=number(left.left))
        self.desk.lane.show_result(Outcome.SAVED, _(PAPERS[left.kind].title), said)

    # How far it is

    def _heard(self, _changes: object) -> None:
        if not self._calm.isActive():
            self._calm.start()

    def _look(self) -> None:
        self.desk.tasks.run(_going_here, self._show_going)

    def _show_going(self, going: list[Progress]) -> None:
        self._going = next((one for one in going if one.papers > 1), None)
        if self._writing:
            return
        self._progress.setVisible(self._going is not None)
        if self._going is not None:
            now = self._going
            words = _("{paper}: {done} of {all} printed").format(
                paper=_(PAPERS[now.kind].title), done=number(now.done), all=number(now.papers - now.cancelled)
            )
            look = ngettext("{count} needs a look", "{count} need a look", now.failed).format(count=number(now.failed))
            self._far.setText(f"{words} · {look}" if now.failed else words)

    def _show_written(self, done: int, of: int) -> None:
        self._progress.setVisible(True)
        words = _("{paper}: {done} of {all} drawn")
        self._far.setText(words.format(paper=_(_PDF), done=number(done), all=number(of)))

    def _written(self, path: Path, saved: Saved) -> None:
        self._over()
        if saved.stopped:
            self.desk.lane.show_result(Outcome.ATTENTION, _("Stopped"), _("No file was written."))
        elif saved.refused:
            many = _("{done} done, {refused} refused").format(done=saved.papers, refused=len(saved.refused))
            self.desk.lane.show_result(Outcome.ATTENTION, many, saved.refused[0].say())
        else:
            pages = ngettext("{count} page", "{count} pages", saved.pages).format(count=number(saved.pages))
            self.desk.lane.show_result(Outcome.SAVED, _("{file} is written.").format(file=path.name), pages)

    def _not_written(self, error: Exception) -> None:
        self._over()
        self.desk.lane.show_refused(error)

    def _over(self) -> None:
        self._writing = False
        self._progress.setVisible(False)
        self._look()

    def _threads(self) -> Runner:
        """A thread of its own, which ends with the shop: two hundred papers must not hold up a scan's answer."""
        app = getattr(self.desk, "app", None)
        if self._own is None and app is not None:
            own = Tasks(closing=app.leave_thread)
            self._own = own
            app.run(_stopper(self._stop, own))
        return self._own or self.desk.tasks

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self._choices, self._progress = QWidget(), QWidget()
        row, far = QHBoxLayout(self._choices), QHBoxLayout(self._progress)
        for line in (row, far):
            line.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
            line.setSpacing(look.px(8))
        row.addWidget(self.kind)
        row.addWidget(self.sequence)
        row.addStretch(1)
        row.addWidget(self.print)
        row.addWidget(self.save)
        far.addWidget(self._far, 1, Qt.AlignmentFlag.AlignVCenter)
        far.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._choices)
        column.addWidget(self._progress)
        self._choices.hide()
        self._progress.hide()

    def retranslate(self) -> None:
        self.kind.set_choices([(kind, _(PAPERS[kind].title)) for kind in KINDS])
        self.sequence.set_choices([(by.value, _(words)) for by, words in BY_WORDS.items()])
        self.kind.setAccessibleName(_("Paper"))
        self.sequence.setAccessibleName(_("Sequence"))
        self.print.setText(_("Print"))
        self.save.setText(_("Save as one PDF…"))
        self.stop.setText(_("Stop"))


def _going_here() -> list[Progress]:
    return print_batches.going(actor().bench)


def _write(
    chosen: frozenset[int], stage: Stage | None, kind: str, path: Path, by: By,
    told: Callable[[int, int], object], stop: Callable[[], bool],
) -> Saved:  # fmt: skip
    return merged_file.save(queue.sequence(stage, chosen), kind, path, by, told, stop)


def _stopper(stop: threading.Event, own: Tasks) -> Callable[[], Callable[[], None]]:
    def end() -> None:
        stop.set()
        own.close()

    return lambda: end
