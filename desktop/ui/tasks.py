"""The one thread for the window's database work. `run` is the only way there; the answer comes back on this thread."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)
T = TypeVar("T")
Done = Callable[[T], object]
Failed = Callable[[Exception], object]


class Job:
    """One piece of work. `cancel()`: it is not begun any more, or its answer is thrown away."""

    __slots__ = ("cancelled", "done", "failed", "work")

    def __init__(self, work: Callable[[], object], done: Done[object] | None, failed: Failed | None) -> None:
        self.work, self.done, self.failed = work, done, failed
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Runner(Protocol):
    """What a screen knows of it: Tasks in the program, AtOnce in tests."""

    def run(self, work: Callable[[], T], done: Done[T] | None = None, failed: Failed | None = None) -> Job: ...


class Tasks(QObject):
    """Does work in the order asked, on a thread of its own.

    opened and closing are called on that thread, first and last: they open and close its database connection.
    `failed_unheard` tells of an error whose caller gave no `failed`; `busy` tells whether work waits.
    """

    failed_unheard = Signal(object)
    busy = Signal(bool)
    _answered = Signal(object, object, object)  # job, result, error

    def __init__(self, opened: Callable[[], object] | None = None, closing: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._opened, self._closing = opened, closing
        self._waiting = 0
        self._closed = False
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="kolli-store", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], T], done: Done[T] | None = None, failed: Failed | None = None) -> Job:
        """Do `work` on the store thread; then call `done` with its result, or `failed` with its error, here.

        An answer for a widget that is gone meanwhile is dropped. After close() nothing is begun.
        """
        job = Job(work, done, failed)  # type: ignore[arg-type]
        if self._closed:
            job.cancel()
            return job
        self._waiting += 1
        if self._waiting == 1:
            self.busy.emit(True)
        self._queue.put(job)
        return job

    @property
    def idle(self) -> bool:
        """Whether all that was asked is answered."""
        return self._waiting == 0

    def close(self, wait_s: float = 10.0) -> None:
        """Finish what was begun and asked, close the connection, and end the thread."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join(wait_s)

    def _work(self) -> None:
        if self._opened is not None:
            self._opened()
        while (job := self._queue.get()) is not None:
            if job.cancelled:
                self._answered.emit(job, None, None)
                continue
            try:
                result = job.work()
            except Exception as error:  # noqa: BLE001 - the top of a thread: it is reported on the other side
                self._answered.emit(job, None, error)
            else:
                self._answered.emit(job, result, None)
            job = None
        if self._closing is not None:
            self._closing()

    @Slot(object, object, object)
    def _answer(self, job: Job, result: object, error: Exception | None) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy.emit(False)
        deliver(job, result, error, self.failed_unheard.emit)


class AtOnce(QObject):
    """Tasks for tests: everything happens inside `run`."""

    failed_unheard = Signal(object)
    busy = Signal(bool)
    idle = True

    def run(self, work: Callable[[], T], done: Done[T] | None = None, failed: Failed | None = None) -> Job:
        job = Job(work, done, failed)  # type: ignore[arg-type]
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as the thread does
            deliver(job, None, error, self.failed_unheard.emit)
        else:
            deliver(job, result, None, self.failed_unheard.emit)
        return job

    def close(self, wait_s: float = 10.0) -> None:
        return


def deliver(job: Job, result: object, error: Exception | None, unheard: Callable[[Exception], object]) -> None:
    """Hand the answer to who asked, unless nobody is there any more."""
    if job.cancelled:
        return
    if error is None:
        if job.done is not None and _there(job.done):
            job.done(result)
    elif job.failed is not None:
        if _there(job.failed):
            job.failed(error)
    else:
        unheard(error)


def _there(target: object) -> bool:
    """Whether the object behind a method still lives: its C++ half may be deleted before its Python half."""
    while isinstance(target, partial):
        target = target.func
    owner = getattr(target, "__self__", None)
    return not isinstance(owner, QObject) or bool(shiboken6.isValid(owner))
