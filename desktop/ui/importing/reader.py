"""Reads files beside the store thread, so that no scan waits for a long import; told as it goes, stopped any time."""

import threading
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.formats.preview import Preview
from desktop.services import imports
from desktop.services.imports import ImportResult
from desktop.ui.tasks import Job, Runner, Tasks


class Reader(QObject):
    """Emits, on the window's thread, `previewed`, `progressed(row, rows)`, `imported`, `failed`.

    `app` is the App, which ends the reading when the shop is closed; None reads by `tasks`, as tests do.
    """

    previewed = Signal(object)
    progressed = Signal(int, int)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(self, app: Any, tasks: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._runner, self._own = app, tasks, False
        self._stop = threading.Event()
        self._job: Job | None = None

    def preview(self, path: Path, articles: bool) -> None:
        self._begin()
        read = imports.preview_articles if articles else imports.preview
        self._job = self._threads().run(partial(read, path), self._tell_preview, self._tell_failure)

    def run(self, path: Path, articles: bool) -> None:
        self._begin()
        work = imports.run_articles if articles else imports.run
        self._job = self._threads().run(
            partial(work, path, "auto", self.progressed.emit, self._stop.is_set), self._tell_result, self._tell_failure
        )

    def stop(self) -> None:
        """Stop after the unit that is being kept; what was read until then stays."""
        self._stop.set()

    def forget(self) -> None:
        """Throw away the answer that is still to come."""
        if self._job is not None:
            self._job.cancel()

    def _begin(self) -> None:
        self.forget()
        self._stop.clear()

    def _threads(self) -> Runner:
        if self._app is not None and not self._own:
            own = Tasks(closing=self._app.leave_thread)
            self._runner, self._own = own, True
            self._app.run(partial(_stopper, self._stop, own))
        return self._runner

    def _tell_preview(self, preview: Preview) -> None:
        self.previewed.emit(preview)

    def _tell_result(self, result: ImportResult) -> None:
        self.imported.emit(result)

    def _tell_failure(self, error: Exception) -> None:
        self.failed.emit(error)


def _stopper(stop: threading.Event, own: Tasks) -> Any:
    def end() -> None:
        stop.set()
        own.close()

    return end
