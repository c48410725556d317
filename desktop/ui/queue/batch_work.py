"""Doing something with the ticked orders: beside the window where they are many, each refusal named, undone once."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.order import Stage
from desktop.i18n import _, ngettext, number
from desktop.services import batch, queue
from desktop.services.batch import Batch
from desktop.ui.desk import Desk
from desktop.ui.going import Going, Stop, Told
from desktop.ui.queue.deeds import Act, Deed
from desktop.ui.widgets.lane import Outcome

T = TypeVar("T")
_AT_ONCE = 20  # orders; more are worked on beside, and can be stopped


class BatchWork(QObject):
    """`do(deed, ids, stage)` for what has a Deed, `run(...)` for papers; `finished(batch)` when it is over."""

    finished = Signal(object)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._back: Callable[[], object] | None = None

    def do(self, deed: Deed, ids: Collection[int], stage: Stage | None, comment: str = "") -> None:
        held = deed.text == "Release"
        work = partial(_do, deed.act, ids, stage, comment, held)
        self._start(work, len(ids), partial(self._done_deed, deed))

    def run(self, act: Callable[[list[int]], Batch], ids: Collection[int], stage: Stage | None, words: str) -> None:
        """Papers: they are queued, and come out by themselves."""
        self._desk.tasks.run(partial(_print, act, ids, stage), partial(self.tell, words), self._desk.lane.show_refused)

    def undo(self) -> bool:
        back, self._back = self._back, None
        if back is not None:
            back()
        return back is not None

    def undone_by(self, back: Callable[[], object]) -> None:
        self._back = back

    def tell(self, words: str, result: Batch) -> None:
        """What it came to, in the lane."""
        if result.refused:
            many = _("{done} done, {refused} refused").format(done=result.done, refused=len(result.refused))
            self._desk.lane.show_result(Outcome.ATTENTION, many, result.refused[0].say())
        else:
            orders_ = ngettext("{count} order", "{count} orders", result.done).format(count=number(result.done))
            self._desk.lane.show_result(Outcome.SAVED, _("Stopped") if result.stopped else words, orders_)
        self.finished.emit(result)

    def _done_deed(self, deed: Deed, found: tuple[Batch, dict[int, str]]) -> None:
        result, reasons = found
        if deed.back is not None and result.ids:
            self._back = partial(self._take_back, deed.back, result.ids, reasons)
        self.tell(_(deed.said), result)

    def _take_back(self, act: Act, ids: Sequence[int], reasons: dict[int, str]) -> None:
        work = partial(_take_back, act, ids, reasons)
        self._start(work, len(ids), partial(self.tell, _("Taken back")))

    def _start(self, work: Callable[[Told, Stop], T], many: int, done: Callable[[T], object]) -> None:
        if many <= _AT_ONCE:
            self._desk.tasks.run(partial(work, _nobody, _never), done, self._desk.lane.show_refused)
            return
        going = Going(self._desk, self._page.window(), partial(_say, many))
        going.start(work, done, self._desk.lane.show_refused)


def _do(
    act: Act, ids: Collection[int], stage: Stage | None, comment: str, held: bool, told: Told, stop: Stop
) -> tuple[Batch, dict[int, str]]:
    """Done, and why they were held before, where that is taken off them."""
    ordered = queue.sequence(stage, ids)
    reasons = batch.hold_reasons(ordered) if held else {}
    return act(ordered, comment, told, stop), reasons


def _take_back(act: Act, ids: Sequence[int], reasons: dict[int, str], told: Told, stop: Stop) -> Batch:
    if not reasons:
        return act(ids, "", told, stop)
    return batch.each(ids, lambda order_id: _again(act, order_id, reasons), told, stop)


def _again(act: Act, order_id: int, reasons: dict[int, str]) -> None:
    """One order, with the reason that it had.

    Raises:
        KolliError: as the act itself has it.
    """
    result = act([order_id], reasons.get(order_id, ""), _nobody, _never)
    if result.refused:
        raise result.refused[0]


def _print(act: Callable[[list[int]], Batch], ids: Collection[int], stage: Stage | None) -> Batch:
    return act(queue.sequence(stage, ids))


def _nobody(_done: int, _of: int) -> None:
    return


def _never() -> bool:
    return False


def _say(many: int, done: int, _of: int) -> str:
    return _("{done} of {all} orders").format(done=number(done), all=number(many))
