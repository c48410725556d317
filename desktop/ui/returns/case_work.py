"""What the buttons of a case do: each step is told in the lane, and the last ones can be taken back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.devices import cameras
from desktop.domain.errors import KolliError
from desktop.domain.returns import WAITING, CaseState
from desktop.i18n import N_, _, money
from desktop.services import bench_devices, papers, printing, returns
from desktop.services.changes import new_op_id
from desktop.services.returns import Case, photos
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.errands import Errands
from desktop.ui.returns.case_panel import CasePanel
from desktop.ui.returns.facts import order_words
from desktop.ui.widgets.lane import Outcome

_MOST_UNDO = 50


class CaseWork(QObject):
    """Works with the case that the panel shows. `stepped(case)`: it stands elsewhere now; `kept(line_id, case)`:
    only what is known of it is more.
    """

    stepped = Signal(object)
    kept = Signal(object, object)

    def __init__(self, desk: Desk, panel: CasePanel) -> None:
        super().__init__(panel)
        self._desk, self._panel = desk, panel
        self._errands = Errands(self)
        self._undo: list[int] = []
        for button, press in (
            (panel.approve, self._approve), (panel.receive, self._receive), (panel.assess, self._assess),
            (panel.withdraw, self._withdraw), (panel.label, self._label), (panel.label_file, self._save_label),
        ):  # fmt: skip
            button.clicked.connect(press)
        panel.tracked.connect(self._track)
        panel.photos.added.connect(self._photo)
        panel.photos.from_camera.connect(self._shoot)

    def undo(self) -> bool:
        """Take back the last step done here; False where there is none."""
        if not self._undo:
            return False
        self._desk.tasks.run(
            partial(returns.undo, self._undo.pop(), "", new_op_id()), self._undone, self._desk.lane.show_refused
        )
        return True

    def undone_with(self, case_id: int) -> None:
        """A step that was done elsewhere on the page is the next to be taken back."""
        self._undo.append(case_id)
        del self._undo[:-_MOST_UNDO]

    def _approve(self) -> None:
        """The one large button: the label goes out, the case is settled, or the goods are mended."""
        facts = self._panel.facts
        if facts is None:
            return
        case = facts.case
        if case.state in WAITING:
            self._step(partial(returns.approve, case.id, new_op_id()), _("{case}: the label may go out"))
        elif case.state is CaseState.REPAIRING:
            self._step(partial(returns.repaired, case.id, new_op_id()), _("{case}: it goes out again"))
        else:
            try:
                decision = self._panel.money.decision(notify=self._panel.notify.isChecked())
            except KolliError as error:
                self._desk.lane.show_refused(error)
                return
            self._step(partial(returns.settle, case.id, decision, new_op_id()), _("{case} is settled"))

    def _receive(self) -> None:
        if self._panel.facts is not None:
            self._step(partial(returns.receive, self._panel.facts.case.id, new_op_id()), _("{case} has arrived"))

    def _assess(self) -> None:
        if self._panel.facts is not None:
            self._step(partial(returns.assess, self._panel.facts.case.id, new_op_id()), _("{case} is assessed"))

    def _withdraw(self) -> None:
        if self._panel.facts is not None:
            self._step(partial(returns.withdraw, self._panel.facts.case.id, "", new_op_id()), _("{case} is withdrawn"))

    def _step(self, work: Callable[[], Case], words: str) -> None:
        self._desk.tasks.run(work, partial(self._stepped, words), self._desk.lane.show_refused)

    def _stepped(self, words: str, case: Case) -> None:
        self.undone_with(case.id)
        self._desk.lane.show_result(Outcome.SAVED, words.format(case=case.number), self._amount(case))
        self.stepped.emit(case)

    def _amount(self, case: Case) -> str:
        facts = self._panel.facts
        if not case.refund_minor or facts is None or not facts.sees_prices:
            return order_words(case)
        return _("{amount} goes back to {buyer}").format(
            amount=money(case.refund_minor, case.currency), buyer=case.buyer
        )

    def _undone(self, case: Case) -> None:
        self._desk.lane.show_result(Outcome.SAVED, _("Undone"), case.number)
        self.stepped.emit(case)

    def _track(self, text: str) -> None:
        if self._panel.facts is not None:
            *carrier, tracking = text.split()
            work = partial(returns.track, self._panel.facts.case.id, " ".join(carrier), tracking)
            self._desk.tasks.run(work, partial(self._kept, self._panel.line_id), self._desk.lane.show_refused)

    def _photo(self, picture: bytes) -> None:
        if self._panel.facts is not None:
            work = partial(photos.add, self._panel.facts.case.id, picture, self._panel.line_id)
            self._desk.tasks.run(work, partial(self._kept, self._panel.line_id), self._desk.lane.show_refused)

    def _kept(self, line_id: int | None, case: Case) -> None:
        self.kept.emit(line_id, case)

    def _shoot(self) -> None:
        self._desk.tasks.run(_camera, self._aim, self._desk.lane.show_refused)

    def _aim(self, chosen: dict[str, object]) -> None:
        self._errands.run(partial(_picture, chosen), self._photo, self._desk.lane.show_refused)

    def _label(self) -> None:
        """The return label on its printer; it carries the case's code."""
        if self._panel.facts is not None:
            work = partial(printing.queue, "return-label", self._panel.facts.case.order_id)
            self._desk.tasks.run(work, self._printed, self._desk.lane.show_refused)

    def _printed(self, _job: object) -> None:
        self._desk.lane.show_result(Outcome.SAVED, _("The label is printed"))

    def _save_label(self) -> None:
        """As a PDF for the buyer, with what to do above it."""
        facts = self._panel.facts
        if facts is None:
            return
        file = choose_target(self._panel, _("Save the label as a PDF"), f"{facts.case.number}.pdf")
        if file is not None:
            work = partial(_write_label, facts.case.order_id, file)
            self._desk.tasks.run(work, self._saved, self._desk.lane.show_refused)

    def _saved(self, file: Path) -> None:
        self._desk.lane.show_result(Outcome.SAVED, _("The label is saved"), str(file))


def _write_label(order_id: int, file: Path) -> Path:
    part = file.with_name(file.name + ".part")
    part.write_bytes(papers.draw("return-label", [order_id], media="A4"))
    part.replace(file)
    return file


def _camera() -> dict[str, object]:
    return bench_devices.camera_settings(bench_devices.read(), bench_devices.camera_password())


def _picture(chosen: dict[str, object]) -> bytes:
    """What the bench's camera sees now.

    Raises:
        CameraAway: there is none, or it does not answer.
    """
    camera = cameras.made(chosen)
    if camera is None:
        raise cameras.CameraAway(reason=N_("none is set."))
    return camera.shoot()
