"""Waiting for something outside (a store, a print server) off this thread and off the store thread.

Each errand has a thread of its own that ends with it: one that hangs for a minute holds up nobody. Errands touch no
database.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.ui.tasks import Done, Failed, Job, deliver

T = TypeVar("T")


class Errands(QObject):
    """`run(work, done, failed)` as Tasks has it; the answers come back on this thread, in the order of their coming."""

    failed_unheard = Signal(object)
    _answered = Signal(object, object, object)  # job, result, error

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], done: Done[T] | None = None, failed: Failed | None = None) -> Job:
        job = Job(work, done, failed)  # type: ignore[arg-type]
        # A daemon: a store that does not answer must not keep a closed window's process alive.
        threading.Thread(target=_go, args=(job, self), name="kolli-errand", daemon=True).start()
        return job

    @Slot(object, object, object)
    def _answer(self, job: Job, result: object, error: Exception | None) -> None:
        deliver(job, result, error, self.failed_unheard.emit)


def _go(job: Job, errands: Errands) -> None:
    result: object = None
    failure: Exception | None = None
    try:
        result = job.work()
    except Exception as error:  # noqa: BLE001 - the top of a thread: it is reported on the other side
        failure = error
    try:
        errands._answered.emit(job, result, failure)
    except RuntimeError:
        return  # the window was closed meanwhile
