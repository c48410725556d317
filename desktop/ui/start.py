"""What `kolli` without a command does: open the shop, show the window, and let go of everything at the end."""

import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.app import App, keep_log
from desktop.domain.errors import InUse, KolliError
from desktop.i18n import _
from desktop.services import benches, changes, packing, people, settings
from desktop.services.changes import Change
from desktop.services.settings import Bench, Shop
from desktop.ui import search
from desktop.ui.at_work import AtBench, AtWork, look
from desktop.ui.dialogs import FaultReport
from desktop.ui.hub import Hub
from desktop.ui.payments.count import Count
from desktop.ui.refusal import Refusal
from desktop.ui.screens import SCREENS
from desktop.ui.sounds import Sounds
from desktop.ui.status import Status
from desktop.ui.tasks import Tasks
from desktop.ui.theme import theme
from desktop.ui.widgets.command_bar import Found
from desktop.ui.window import Window

log = logging.getLogger(__name__)
_RAISE_MS = 1500


def run(data: Path, url: str | None = None, argv: Sequence[str] = ()) -> int:
    """Show the shop in this folder until its window is closed; returns the process's exit code.

    A second start on the same folder brings the first window to the front and ends.
    """
    qt = QApplication.instance() or QApplication(["kolli", *argv])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("Kolli")
    keep_log(data)
    theme().apply()
    session = Session(data, url)
    sys.excepthook = session.report
    threading.excepthook = session.report_thread
    session.begin()
    code = qt.exec()
    session.end()
    return code or session.code


class Session(QObject):
    """One opened shop: its App on the store thread, and the window on this one."""

    def __init__(self, data: Path, url: str | None = None) -> None:
        super().__init__()
        self.app = App(data, url)
        self.code = 0
        self._ended = False
        self._packs = False  # whether this computer is a bench at work
        self.window: Window | None = None
        self.refusal: Refusal | None = None
        self.sounds = Sounds()
        self.tasks = Tasks(closing=self.app.close)
        self.hub = Hub(_listen)
        self.status: Status | None = None
        self._door = QLocalServer(self)
        self._door.newConnection.connect(self._knocked)

    def begin(self) -> None:
        """Open the database on the store thread; the window follows when it is open."""
        self.tasks.run(self._open, self._opened, self._refused)

    def end(self) -> None:
        """Stop everything, in the reverse order of its start; work that was begun is finished first."""
        if self._ended:
            return
        self._ended = True
        self._door.close()
        if self.window is not None:
            self.window.shut()
        self.hub.close()
        self.sounds.close()
        self.tasks.close()

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A fault that nothing caught: into the log, and one dialog; the work goes on."""
        log.error("fault", exc_info=(kind, error, trace))
        if self.window is not None and isinstance(error, Exception) and not self.window.findChildren(FaultReport):
            self.window.show_error(error)

    def report_thread(self, fault: threading.ExceptHookArgs) -> None:
        """The same on a thread beside the window, which must not touch it: into the log only."""
        log.error("fault in %s", fault.thread.name if fault.thread else "a thread", exc_info=fault.exc_value)

    def _open(self) -> tuple[Shop, Bench, bool, int | None, AtBench]:
        self.app.start(window=True)
        if people.enforced():
            people.sign_out()  # whoever starts the program says who they are
        bench = settings.bench()
        self._packs = benches.packs(bench.name)
        return settings.shop(), bench, settings.is_new(), packing.unfinished(bench.name), look()

    def _opened(self, found: tuple[Shop, Bench, bool, int | None, AtBench]) -> None:
        shop, bench, is_new, unfinished, here = found
        theme().apply(mode=bench.theme, scale=bench.text_percent)
        self.sounds.use(bench)
        self.window = window = Window(self.app, self.tasks, self.hub, self.sounds, SCREENS)
        window.set_zone(shop.zone)
        window.set_search(partial(_find, window))
        self._listen()
        if is_new:
            window.open("welcome")
        elif unfinished is not None:
            window.open("packing", None if here.asks else unfinished)
        else:
            window.open("packing" if self._packs else "queue")  # where the work was
        AtWork(window).show(here)
        window.show()
        QTimer.singleShot(0, self._start_parts)

    def _start_parts(self) -> None:
        """After the first paint: what runs beside the window, and all that it needs to import."""
        if self.window is None:
            return
        self.status = Status(self.window)
        self.payments = Count(self.window.desk, self.window)
        self.window.scanners.begin()
        self.tasks.run(partial(_start_beside, self.app))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InUse) and self._ask_to_raise():
            QApplication.quit()
            return
        self.code = 1
        if not isinstance(error, KolliError):
            log.error("the shop could not be opened", exc_info=error)
        self.refusal = Refusal(error, self.app.data)
        self.refusal.show()

    def _listen(self) -> None:
        name = _door_name(self.app.data)
        QLocalServer.removeServer(name)
        if not self._door.listen(name):
            log.warning("a second start cannot find this window: %s", self._door.errorString())

    @Slot()
    def _knocked(self) -> None:
        while self._door.hasPendingConnections():
            caller = self._door.nextPendingConnection()
            caller.disconnectFromServer()
            caller.deleteLater()
        if self.window is not None:
            self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()

    def _ask_to_raise(self) -> bool:
        call = QLocalSocket()
        call.connectToServer(_door_name(self.app.data))
        reached = call.waitForConnected(_RAISE_MS)
        call.disconnectFromServer()
        return bool(reached)


def _listen(heard: Callable[[frozenset[Change]], object]) -> Callable[[], None]:
    def tell(changed: frozenset[Change]) -> None:
        heard(changed)

    return changes.listen(tell)


def _find(window: Window, typed: str) -> list[Found]:
    """What the command bar finds, and the pages that are not on the rail."""
    wanted = typed.casefold().strip()
    pages = [
        Found(_("Go to"), _(page.title), partial(window.open, page.name), icon=page.icon)
        for page in SCREENS
        if page.name in ("import", "welcome") and wanted and wanted in _(page.title).casefold()
    ]
    return [*search.find(window, typed), *pages]


def _door_name(data: Path) -> str:
    return "kolli-" + hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]


def _start_beside(app: App) -> None:
    # Imported here and not above: HTTP and PDF cost more than the window, and nobody waits for them.
    from desktop.services import printers
    from desktop.services.print_room import PrintRoom
    from desktop.sync.post import Postman
    from desktop.sync.worker import Worker

    printers.make_first(paths.documents_folder(app.data))
    room = PrintRoom(leave=app.leave_thread)
    app.print_room = room
    app.run(room.start)
    worker = Worker(at_end=app.leave_thread)
    app.sync = worker
    app.run(worker.start)
    postman = Postman(at_end=app.leave_thread)
    app.post = postman
    app.run(postman.start)
    if app.url.startswith("postgres"):
        from desktop.services.hearing import Hearing

        app.run(Hearing(app.url).start)
