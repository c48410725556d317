"""Any list as a file: `offer` asks where, writes beside the window's work, tells how far it is and where it lies."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.i18n import _, money, ngettext, number
from desktop.services import exporting
from desktop.services.changes import now
from desktop.services.exporting import Table, Written
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.tasks import Runner, Tasks
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome

MakeTable = Callable[[], Table]
KEY = "Ctrl+E"


def button(desk: Desk, make_table: MakeTable, name: str, key: str = KEY) -> KeyButton:
    """A button that offers this list; `make_table` is called off the window's thread, when the file is known.

    Its text is set by the screen: `button.setText(_("Export"))` in retranslate().
    """
    made = KeyButton(_("Export"), "file-down", key, role="quiet", name=name)
    made.clicked.connect(partial(_offer_from, desk, made, make_table))
    return made


def offer(desk: Desk, parent: QWidget, make_table: MakeTable, name: str = "") -> "Going | None":
    """Ask for a file (.xlsx or .csv by its name) and write the list there; None where the person thought better of it.

    The window goes on meanwhile. `name` is proposed for the file, without its ending.
    """
    file = choose_target(parent, _("Export the list"), f"{name or _usual_name(parent)}.xlsx")
    if file is None:
        return None
    if not file.suffix:
        file = file.with_suffix(".xlsx")
    going = Going(desk, parent.window(), file)
    going.start(make_table)
    return going


def _offer_from(desk: Desk, parent: QWidget, make_table: MakeTable, _checked: bool = False) -> None:
    offer(desk, parent, make_table)


def _usual_name(parent: QWidget) -> str:
    page: QWidget | None = parent
    while page is not None and not page.objectName().startswith("screen-"):
        page = page.parentWidget()
    kind = page.objectName().removeprefix("screen-") if page is not None else "kolli"
    return f"{kind}-{now():%Y-%m-%d}"


class Going(QFrame):
    """What is being written, at the foot of the window: how many rows, and a button that stops it."""

    told = Signal(int)

    def __init__(self, desk: Desk, window: QWidget, file: Path) -> None:
        super().__init__(window)
        self.setObjectName("export-going")
        self.setProperty("class", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._file = desk, file
        self._stop = threading.Event()
        self._own: Runner | None = None
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        row.setSpacing(look.px(12))
        self._far = ElideLabel("", "body", weight=600)
        self.stop = KeyButton(_("Stop"), "x", name="export-stop")
        self.stop.clicked.connect(self._stop.set)
        row.addWidget(self._far, 1)
        row.addWidget(self.stop)
        self.told.connect(self._show)
        self._place()

    def start(self, make_table: MakeTable) -> None:
        self._show(0)
        self.show()
        self.raise_()
        work = partial(_write, make_table, self._file, self.told.emit, self._stop.is_set)
        self._threads().run(work, self._written, self._refused)

    def _show(self, rows: int) -> None:
        words = ngettext("{file}: {count} row written", "{file}: {count} rows written", rows)
        self._far.setText(words.format(file=self._file.name, count=number(rows)))

    def _written(self, done: Written) -> None:
        self._over()
        if done.stopped:
            self._desk.lane.show_result(Outcome.ATTENTION, _("Stopped"), _("No file was written."))
            return
        said = [ngettext("{count} row", "{count} rows", done.rows).format(count=number(done.rows))]
        said += [money(minor, currency) for currency, minor in done.totals.items()]
        said.append(str(self._file.parent))
        self._desk.lane.show_result(
            Outcome.SAVED, _("{file} is written.").format(file=self._file.name), " · ".join(said)
        )

    def _refused(self, error: Exception) -> None:
        self._over()
        self._desk.lane.show_refused(error)

    def _over(self) -> None:
        if isinstance(self._own, Tasks):
            self._own.close()
        self._own = None
        self.hide()
        self.deleteLater()

    def _threads(self) -> Runner:
        """A thread of its own, which ends with the shop: a million rows must not hold up a scan's answer."""
        app = getattr(self._desk, "app", None)
        if app is None:
            return self._desk.tasks
        own = Tasks(closing=app.leave_thread)
        self._own = own
        app.run(_stopper(self._stop, own))
        return own

    def _place(self) -> None:
        look, window = theme(), self.window()
        width = min(look.px(520), window.width() - look.px(48))
        self.resize(width, look.px(60))
        self.move(window.width() - width - look.px(24), window.height() - look.px(60 + 48))


def _write(make_table: MakeTable, file: Path, told: Callable[[int], object], stop: Callable[[], bool]) -> Written:
    return exporting.to_file(make_table(), file, told, stop)


def _stopper(stop: threading.Event, own: Tasks) -> Callable[[], Callable[[], None]]:
    def end() -> None:
        stop.set()
        own.close()

    return lambda: end
