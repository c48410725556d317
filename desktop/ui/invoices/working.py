"""Work on very many documents beside the window's: the audit and the archive, with how far it is and a stop."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _, ngettext, number
from desktop.services.invoicing import Stopped
from desktop.ui.desk import Desk
from desktop.ui.tasks import Runner, Tasks
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton

Work = Callable[[Callable[[int], object], Callable[[], bool]], Any]


class Working(QWidget):
    """`start(words, work, done)`: one at a time, in a thread of its own; `work(told, stop)` may raise Stopped."""

    _told = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._words = ""
        self._done: Callable[[Any], object] | None = None
        self._stop = threading.Event()
        self._own: Runner | None = None
        self._far = ElideLabel("", "body", weight=600)
        self.stop = KeyButton("", "x", name="invoices-stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        row.addWidget(self._far, 1)
        row.addWidget(self.stop)
        self.stop.clicked.connect(self._end)
        self._told.connect(self._show)
        self.retranslate()
        self.hide()

    @property
    def busy(self) -> bool:
        return self._done is not None

    def start(self, words: str, work: Work, done: Callable[[Any], object]) -> None:
        if self.busy:
            return
        self._words, self._done = words, done
        self._stop.clear()
        self._show(0)
        self.show()
        self._threads().run(partial(work, self._told.emit, self._stop.is_set), self._finish, self._refused)

    def retranslate(self) -> None:
        self.stop.setText(_("Stop"))

    def _show(self, count: int) -> None:
        text = ngettext("{count} document", "{count} documents", count).format(count=number(count))
        self._far.setText(f"{self._words} · {text}")

    def _end(self) -> None:
        self._stop.set()

    def _finish(self, result: Any) -> None:
        done = self._over()
        if done is not None:
            done(result)

    def _refused(self, error: Exception) -> None:
        self._over()
        if not isinstance(error, Stopped):
            self._desk.lane.show_refused(error)

    def _over(self) -> Callable[[Any], object] | None:
        done, self._done = self._done, None
        if isinstance(self._own, Tasks):
            self._own.close()
        self._own = None
        self.hide()
        return done

    def _threads(self) -> Runner:
        """A thread of its own, which ends with the shop: reading every document must not hold up a scan's answer."""
        app = getattr(self._desk, "app", None)
        if app is None:
            return self._desk.tasks
        own = Tasks(closing=app.leave_thread)
        self._own = own
        app.run(_stopper(self._stop, own))
        return own


def _stopper(stop: threading.Event, own: Tasks) -> Callable[[], Callable[[], None]]:
    def end() -> None:
        stop.set()
        own.close()

    return lambda: end
