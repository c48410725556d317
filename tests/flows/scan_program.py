"""The real program with an ear: says on standard output what its scan bus heard, and obeys words on standard input.

    python -m tests.flows.scan_program DATA [deaf|eager]     lines of JSON, out and in

    ["open", NAME, ID]   show a page        ["dialog", KIND]   report, help, search, file, or "" to close them
    ["focus", N]         the nth field that can be typed in, -1 for none of them
    ["state"]            page, dialogs, the text of each field, what has the focus
    ["quit"]

Two versions are broken on purpose, so that the harness shows that it sees it: `deaf` has the filter on the first window
only, `eager` believes a burst without waiting for its end.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from desktop.app import keep_log
from desktop.ui.dialogs import Ask, FaultReport
from desktop.ui.screens import SCREENS, settings
from desktop.ui.start import Session
from desktop.ui.theme import theme


def say(kind: str, *words: object) -> None:
    os.write(1, json.dumps([kind, *words]).encode() + b"\n")


class Ear:
    """Obeys, and tells."""

    def __init__(self, session: Session, broken: str) -> None:
        self._session, self._broken = session, broken
        self._cut = b""
        self._dialogs: list[QWidget] = []
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def wait(self) -> None:
        """Until the window stands there."""
        window = self._session.window
        if window is None or not window.isVisible() or self._session.status is None or not self._session.tasks.idle:
            QTimer.singleShot(5, self.wait)
            return
        bus = window.wedge
        bus.scanned.connect(lambda text: say("scan", text))
        bus.refused.connect(lambda reason: say("refused", reason))
        bus.repaired.connect(lambda what, layout: say("repaired", what, layout))
        bus.learned.connect(lambda profile: say("learned", profile.decode.value, profile.suffix.value, profile.layout))
        window.opened.connect(lambda name: say("opened", name))
        window.lane.shown.connect(lambda outcome, headline, detail: say("lane", outcome, headline, detail))
        if self._broken == "deaf":
            QApplication.instance().focusWindowChanged.disconnect(bus.wedge._watch_window)
        if self._broken == "eager":
            bus.wedge._wake = None
            bus.wedge._timer.timeout.disconnect()
            bus.wedge._timer.timeout.connect(bus.wedge._replay)
            bus.wedge._usual = bus.wedge.habits = type(bus.wedge.habits)(gap_ms=6, hold_ms=7, tear_ms=6)
        kinds = [kind for kind in SCREENS if not getattr(kind, "alone", False)]
        pages = [[kind.name, 1 if kind.name == "order" else None] for kind in kinds if kind.name != "settings"]
        pages += [["settings", at + 1] for at in range(len(settings.PAGES))]
        say("window", int(window.winId()), pages)

    def _read(self) -> None:
        got = os.read(0, 65536)
        if not got:
            QApplication.quit()
            return
        *lines, self._cut = (self._cut + got).split(b"\n")
        for line in lines:
            word, *more = json.loads(line)
            getattr(self, f"_{word}")(*more)

    def _open(self, name: str, id: int | None = None) -> None:
        window = self._session.window
        assert window is not None
        window.open(name, id)
        self._settled("open")

    def _settled(self, word: str) -> None:
        if not self._session.tasks.idle:
            QTimer.singleShot(5, lambda: self._settled(word))
            return
        say("done", word)

    def _dialog(self, kind: str) -> None:
        window = self._session.window
        assert window is not None
        for dialog in self._dialogs:
            dialog.close()
            dialog.deleteLater()
        self._dialogs.clear()
        window.command_bar.close_bar()
        if window.help_sheet.isVisible():
            window.help_sheet.close_sheet()
        if kind == "help":
            window._help()
        elif kind == "search":
            window.search()
        elif kind:
            dialog = self._made(kind, window)
            self._dialogs.append(dialog)
            dialog.open()
            dialog.activateWindow()
        QTimer.singleShot(50, lambda: self._settled("dialog"))

    def _made(self, kind: str, window: QWidget) -> QDialog:
        if kind == "report":
            return FaultReport(window, ValueError("made up"))
        if kind == "file":
            dialog = QFileDialog(window)
            dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
            return dialog
        return Ask(window, "A question", "Yes or no?", [("Yes", "danger")])

    def _focus(self, which: int) -> None:
        fields = self._fields()
        if 0 <= which < len(fields):
            fields[which].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            top = QApplication.activeModalWidget() or self._session.window
            buttons = [one for one in top.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
            (buttons[-which % len(buttons)] if buttons and which < -1 else top).setFocus()
        QTimer.singleShot(20, lambda: self._settled("focus"))

    def _state(self) -> None:
        window = self._session.window
        assert window is not None
        focus = QApplication.focusWidget()
        fields = self._fields()
        texts = [[one.objectName(), _text(one), bool(getattr(one, "takes_scan", False))] for one in fields]
        at = fields.index(focus) if focus in fields else -1
        say("state", {
            "page": window.page.name if window.page else "", "fields": texts, "at": at, "idle": window.wedge.idle,
            "focus": focus.objectName() if focus else "", "modal": bool(QApplication.activeModalWidget()),
            "bar": window.command_bar.isVisible(), "help": window.help_sheet.isVisible(),
        })  # fmt: skip

    def _quit(self) -> None:
        QApplication.quit()

    def _fields(self) -> list[Any]:
        top = QApplication.activeModalWidget() or self._session.window
        assert top is not None
        found = [*top.findChildren(QLineEdit), *top.findChildren(QPlainTextEdit)]
        return [one for one in found if one.isVisible() and one.isEnabled() and not one.isReadOnly()]


def _text(field: Any) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _broken(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    say("broken", "".join(traceback.format_exception(kind, error, trace)))
    os._exit(3)


def main(data: Path, broken: str = "") -> None:
    sys.excepthook = _broken
    qt = QApplication(["kolli"])
    keep_log(data)
    theme().apply()
    session = Session(data)
    session.begin()
    ear = Ear(session, broken)
    ear.wait()
    qt.exec()
    session.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
