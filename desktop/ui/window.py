"""The shell: rail, lane, page, strip; the keys that hold everywhere; where a scan goes."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import i18n
from desktop.domain.errors import KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.services.changes import now
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.dialogs import FaultReport
from desktop.ui.hub import Hub
from desktop.ui.scanning.bus import ScanBus
from desktop.ui.scanning.care import ScannerCare
from desktop.ui.screen import Page, Screen
from desktop.ui.sounds import Sounds
from desktop.ui.tasks import AtOnce, Tasks
from desktop.ui.theme import theme
from desktop.ui.widgets.command_bar import CommandBar, Found, Search
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.help_sheet import HelpSheet
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome, ScanLane
from desktop.ui.widgets.rail import Place, Rail
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.widgets.strip import Strip

log = logging.getLogger(__name__)

_LOW = 720  # px of height below which lane and rail are smaller
_G_WAIT_MS = 1500
_EVERYWHERE = (
    ("Ctrl K", N_("Search, or do anything by its name")),
    ("G O", N_("G and a letter: go to a page")),
    ("/", N_("Search in the list")),
    ("Esc", N_("Back one level")),
    ("Ctrl Z", N_("Undo")),
    ("F11", N_("Full screen")),
    ("Ctrl H", N_("These keys")),
)


class Window(QWidget):
    """The one window. `open(name, id)` shows a page, which is built on its first visit."""

    closing = Signal()
    opened = Signal(str)  # the page's name

    def __init__(
        self,
        app: Any,
        tasks: Tasks | AtOnce,
        hub: Hub,
        sounds: Sounds,
        screens: Sequence[type[Screen] | Page],
        *,
        search: Search | None = None,
        wedge: ScanBus | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("kolli")
        self.setProperty("class", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Kolli")
        self.setWindowIcon(icons.app_icon())
        self._kinds = {kind.name: kind for kind in screens}
        self._pages: dict[str, Screen] = {}
        self._g_pending = False
        self._zone: str | None = None
        self._behind = ""  # the page that waits behind one that stands alone
        self._rights: frozenset[Right] | None = None  # of who works here; None where everybody may everything
        self.gate: Callable[[str], bool] | None = None  # sees every scan first; True where it is not for the page
        self.tasks = tasks
        self.pages = QStackedWidget()
        self._between = QWidget()  # shown for no time at all, when a page that stood alone goes
        self.pages.addWidget(self._between)
        self.rail, self.strip, self.lane = Rail(), Strip(), ScanLane()
        self.desk = Desk(app, tasks, hub, sounds, theme(), self.lane, self.strip, self.open, self.rail.set_badge)
        self._lay_out()
        self.command_bar = CommandBar(self, tasks, search or _nothing_found, self._commands)
        self.help_sheet = HelpSheet(self)
        self.wedge = wedge or ScanBus(parent=self, known=self._known_codes)
        self.scanners = ScannerCare(self.wedge, self.desk, self)
        self._connect(sounds)
        self.retranslate()
        self.resize(1366, 768)
        self.setMinimumSize(1024, 640)

    @property
    def page(self) -> Screen | None:
        """The page that is open."""
        shown = self.pages.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def open(self, name: str, id: int | None = None) -> None:
        """Show the page `name`, at the row `id` if one is given. An unknown name changes nothing."""
        kind = self._kinds.get(name)
        if kind is None:
            log.warning("there is no page %s", name)
            return
        before = self.page
        if not self.may_open(kind) or (before is not None and type(before).alone and not kind.alone):
            return
        if kind.alone and before is not None and not type(before).alone:
            self._behind = before.name
        if name not in self._pages:
            self._pages[name] = kind.load()(self.desk)
            self.pages.addWidget(self._pages[name])
        page = self._pages[name]
        if page is not before:
            if before is not None:
                before.left()
            self.lane.clear()
            self.lane.set_idle()
            self._show_frame(kind)
            self.pages.setCurrentWidget(page)
            self.rail.set_current(kind.under or name)
            page.entered()
            self.opened.emit(name)
        if id is not None:
            page.open(id)
        focus = QApplication.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            page.setFocus()

    def give_back(self) -> None:
        """From a page that stands alone to the one behind it, as it was left."""
        if self.page is None or not type(self.page).alone:
            return
        kind = self._kinds.get(self._behind)
        name = self._behind if kind is not None and self.may_open(kind) else "queue"
        self.page.left()
        self.pages.setCurrentWidget(self._between)
        self.open(name)

    def set_rights(self, rights: frozenset[Right] | None) -> None:
        """What may be opened by who works here; None is everything."""
        if rights != self._rights:
            self._rights = rights
            self._show_places()
            if self.page is not None and not self.may_open(type(self.page)):
                self.open("queue")

    def may_open(self, kind: type[Screen] | Page) -> bool:
        return kind.right is None or self._rights is None or kind.right in self._rights

    def rebuild(self) -> None:
        """Let go of all pages but the open one: they are built for one text size, and built again on the next visit."""
        for name, page in list(self._pages.items()):
            if page is not self.page:
                self.pages.removeWidget(page)
                page.deleteLater()
                del self._pages[name]

    def scan(self, text: str) -> None:
        """Give a scan to whoever waits for it: a field that asks for one, a dialog, or the page that is open."""
        self.command_bar.close_bar()
        if self.help_sheet.isVisible():
            self.help_sheet.close_sheet()
        if self.gate is not None and self.gate(text):
            return
        focus = QApplication.focusWidget()
        dialog = QApplication.activeModalWidget()
        if isinstance(focus, TextField) and focus.takes_scan and focus.isEnabled() and not focus.isReadOnly():
            focus.take_scan(text)
        elif dialog is not None and hasattr(dialog, "scanned"):
            dialog.scanned(text)
        elif self.page is not None:
            self.page.scanned(text)

    def _known_codes(self, texts: Sequence[str], answer: Callable[[set[str]], object]) -> None:
        self.scanners.ask(texts, answer)

    def show_error(self, error: Exception) -> None:
        """What nobody else answered: a sentence in the lane, or the report of a fault."""
        if isinstance(error, KolliError):
            self.lane.show_result(Outcome.ATTENTION, _("Not done"), error.say())
            return
        log.error("fault in the background", exc_info=error)
        report = FaultReport(self, error)
        report.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        report.open()

    def set_search(self, search: Search) -> None:
        """What the command bar looks for; it runs on the store thread."""
        self.command_bar.set_search(search)

    def set_zone(self, zone: str | None) -> None:
        """The shop's time zone, by its name, for the clock of the strip."""
        self._zone = zone
        self._tick()

    def use_language(self, language: str) -> None:
        i18n.use(language)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the language of now."""
        self._show_places()
        for part in self.findChildren(QObject):
            if not isinstance(part, Screen) and hasattr(part, "retranslate"):
                part.retranslate()
        for page in self._pages.values():
            page.setAccessibleName(_(page.title) if page.title else page.name)
            page.retranslate()
        self._tick()

    def _show_places(self) -> None:
        places = [
            Place(kind.name, _(kind.title), kind.icon, kind.letter, foot=kind.rail == "foot")
            for kind in self._kinds.values()
            if kind.rail and self.may_open(kind)
        ]
        self.rail.set_places(places)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.lane)
        middle.addWidget(self.pages, 1)
        grid.addWidget(self.rail, 0, 0)
        grid.addLayout(middle, 0, 1)
        grid.addWidget(self.strip, 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)

    def _connect(self, sounds: Sounds) -> None:
        self.rail.chosen.connect(self.open)
        self.strip.chosen.connect(self._open_named)
        self.lane.searched.connect(self.search)
        self.lane.shown.connect(self._sound)
        self.wedge.scanned.connect(self.scan)
        self.wedge.watch()
        self.tasks.failed_unheard.connect(self.show_error)
        for key, act in (
            ("Ctrl+K", self.search),
            ("F11", self._full_screen),
            ("Ctrl+H", self._help),
            ("Ctrl+Z", self._undo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self._g_wait = QTimer(self)
        self._g_wait.setSingleShot(True)
        self._g_wait.setInterval(_G_WAIT_MS)
        self._g_wait.timeout.connect(self._end_g)
        self._clock = QTimer(self)
        self._clock.setInterval(5000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    def _open_named(self, page: str) -> None:
        """As open; "settings:3" is the third page of the settings."""
        name, _mark, row = page.partition(":")
        self.open(name, int(row) if row else None)

    def _sound(self, outcome: str) -> None:
        self.desk.sounds.play(outcome)

    def search(self) -> None:
        """Open the command bar."""
        if self.page is None or (type(self.page).frame and not type(self.page).alone):
            self.command_bar.open()

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _undo(self) -> None:
        if self.page is not None:
            self.page.undo()

    def _help(self) -> None:
        if self.page is None:
            return
        buttons = [
            (button.accessibleDescription(), button.accessibleName()) for button in self._buttons() if button.key
        ]
        own = [*self.page.help(), *buttons]
        keys = [*dict.fromkeys(own), *((key, _(words)) for key, words in _EVERYWHERE)]
        self.help_sheet.open(_(self.page.title), keys)

    def _tick(self) -> None:
        moment = now()
        day = f"{i18n.weekday(moment, zone=self._zone)} {i18n.day_time(moment, zone=self._zone)}"
        date, _space, clock = day.rpartition(" ")
        self.strip.show_time(f"{date} · {clock}")

    def _show_frame(self, kind: type[Screen] | Page) -> None:
        for part in (self.rail, self.lane, self.strip):
            part.setVisible(kind.frame)
        if kind.alone:
            self.rail.hide()
        self.lane.command.setVisible(not kind.alone)
        self._measure(kind)

    def _measure(self, kind: type[Screen] | Page | None) -> None:
        low = self.height() < theme().px(_LOW)
        self.lane.set_bench(kind is not None and kind.bench, low=low)
        self.rail.set_low(low)

    def _commands(self, typed: str) -> Sequence[Found]:
        """What can be done here, then the pages, for what was typed."""
        wanted = typed.casefold()
        own = list(self.page.commands(typed)) if self.page is not None else []
        if self.page is not None:
            own += [
                Found(_("Do"), button.label(), button.click, icon=button.icon_name, key=button.accessibleDescription())
                for button in self._buttons()
                if button.label() and wanted in button.label().casefold()
            ]
        pages = [
            Found(_("Go to"), _(kind.title), self._opener(kind.name), icon=kind.icon, key=f"G {kind.letter}".strip())
            for kind in self._kinds.values()
            if kind.title and kind.rail and self.may_open(kind) and wanted in _(kind.title).casefold()
        ]
        return [*own[:8], *pages]

    def _opener(self, name: str):  # type: ignore[no-untyped-def]
        return lambda: self.open(name)

    def _buttons(self) -> list[KeyButton]:
        """The buttons of the page that can be pressed now."""
        page = self.page
        if page is None:
            return []
        return [button for button in page.findChildren(KeyButton) if button.isVisible() and button.isEnabled()]

    def _end_g(self) -> None:
        self._g_pending = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field and no list took."""
        key, text = Qt.Key(event.key()), event.text()
        chord = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if chord or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif self._g_pending:
            self._end_g()
            self._go(text.upper())
        elif not self._single_key(key, text) and text.upper() == "G":
            self._g_pending = True
            self._g_wait.start()

    def _go(self, letter: str) -> None:
        for kind in self._kinds.values():
            if letter and kind.letter == letter:
                self.open(kind.name)

    def _escape(self) -> None:
        for button in self._buttons():
            if button.key == "Escape":
                button.click()
                return
        if self.page is not None and not self.page.back():
            self.lane.clear()

    def _single_key(self, key: Qt.Key, text: str) -> bool:
        """Press the button, choose the tab or the search field that this key belongs to."""
        names = {Qt.Key.Key_Return: "Return", Qt.Key.Key_Enter: "Return", Qt.Key.Key_Space: "Space"}
        wanted = names.get(key, text.upper())
        if not wanted:
            return False
        for button in self._buttons():
            if button.single and button.key.upper() == wanted.upper():
                button.click()
                return True
        if wanted == "/" and self.page is not None:
            return self.page.search_focus()
        if wanted.isdigit() and self.page is not None:
            tabs = [tab for tab in self.page.findChildren(StageTabs) if tab.isVisible()]
            if tabs and 0 < int(wanted) <= tabs[0].count():
                tabs[0].setCurrentIndex(int(wanted) - 1)
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure(type(self.page) if self.page is not None else None)
        if self.command_bar.isVisible():
            self.command_bar.place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "lane"):
            self._measure(type(self.page) if self.page is not None else None)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.page is not None:
            self.page.left()
        self._clock.stop()
        self.closing.emit()
        super().closeEvent(event)

    def shut(self) -> None:
        """End what the window started; the store thread and the sounds belong to who made them."""
        self._clock.stop()
        self.wedge.close()


def _nothing_found(typed: str) -> Sequence[Found]:
    return ()
