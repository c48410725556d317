"""Long work beside the window: how far it is stands at the window's foot, with a button that stops it."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.desk import Desk
from desktop.ui.tasks import Runner, Tasks
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton

T = TypeVar("T")
Told = Callable[[int, int], object]
Stop = Callable[[], bool]


class Going(QFrame):
    """`start(work, done, refused)`; `work(told, stop)` runs on a thread of its own, so that no scan waits for it.

    `say(done, of)` puts into words how far it is. It goes by itself when the work is over.
    """

    _told = Signal(int, int)

    def __init__(self, desk: Desk, window: QWidget, say: Callable[[int, int], str]) -> None:
        super().__init__(window)
        self.setObjectName("going")
        self.setProperty("class", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._say = desk, say
        self._stop = threading.Event()
        self._own: Tasks | None = None
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        row.setSpacing(look.px(12))
        self._far = ElideLabel("", "body", weight=600)
        self.stop = KeyButton(_("Stop"), "x", name="going-stop")
        self.stop.clicked.connect(self._stop.set)
        row.addWidget(self._far, 1)
        row.addWidget(self.stop)
        self._told.connect(self._show)
        self._place()

    def start(
        self, work: Callable[[Told, Stop], T], done: Callable[[T], object], refused: Callable[[Exception], object]
    ) -> None:
        self._show(0, 0)
        self.show()
        self.raise_()
        self._threads().run(
            partial(work, self._told.emit, self._stop.is_set), partial(self._over, done), partial(self._over, refused)
        )

    def _show(self, done: int, of: int) -> None:
        self._far.setText(self._say(done, of))

    def _over(self, then: Callable[[T], object], result: T) -> None:
        if self._own is not None:
            self._own.close()
        self.hide()
        self.deleteLater()
        then(result)

    def _threads(self) -> Runner:
        app = getattr(self._desk, "app", None)
        if app is None:
            return self._desk.tasks
        self._own = Tasks(closing=app.leave_thread)
        app.run(_stopper(self._stop, self._own))
        return self._own

    def _place(self) -> None:
        look, window = theme(), self.window()
        width = min(look.px(520), window.width() - look.px(48))
        self.resize(width, look.px(60))
        self.move(window.width() - width - look.px(24), window.height() - look.px(60 + 48))


def _stopper(stop: threading.Event, own: Tasks) -> Callable[[], Callable[[], None]]:
    def end() -> None:
        stop.set()
        own.close()

    return lambda: end
