"""A store does not let us in: its sentence, this computer's address to copy, and what to do, step by step."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.sync.connector import Fault, SignInFailed
from desktop.ui.dialogs import choose_folder
from desktop.ui.stores.guide_words import Help, Step, address, steps
from desktop.ui.stores.names import admin_url
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline
from desktop.ui.widgets.ways import Box, Way

_BUTTONS = {
    Help.ADMIN: ("external-link", "A"),
    Help.MODULE: ("download", "M"),
    Help.TEST: ("plug", "T"),
}


class Guide(QWidget):
    """`show_fault(error, kind, url, waits)`; `tested` when its owner has come back, `saved(folder)` the module."""

    tested = Signal()

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._error: SignInFailed | None = None
        self._kind = self._url = self._waits = ""
        self._shown: tuple[Step, ...] = ()
        self._busy = False
        self.buttons: dict[Help, KeyButton] = {}
        self.ways: list[Way] = []
        self._sentence = Label("", "benchBody", wrap=True)
        self._box = Box()
        self._caption = Label("", "body", "ink.secondary")
        self.address = Label("", "figure", px=44, weight=600, codes=True)
        self._before = Label("", "caption", "ink.secondary")
        self.copy = KeyButton("", "copy", "C", role="primary", name="guide-copy")
        self.told, self.often = NoteBar(kind="hint"), NoteBar(kind="hint")
        box = QHBoxLayout(self._box)
        box.setContentsMargins(look.px(24), look.px(14), look.px(20), look.px(14))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        for label in (self._caption, self.address, self._before):
            words.addWidget(label)
        box.addLayout(words, 1)
        box.addWidget(self.copy)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        column.addWidget(self._sentence)
        column.addWidget(self._box)
        column.addLayout(self._list)
        column.addWidget(self.told)
        column.addStretch(1)
        column.addWidget(self.often)
        self.copy.clicked.connect(self._copy)
        self.retranslate()

    def show_fault(self, error: SignInFailed | None, kind: str = "", url: str = "", waits: str = "") -> None:
        """None shows nothing; `waits` says that nothing is lost meanwhile."""
        self._error, self._kind, self._url, self._waits = error, kind, url, waits
        self.told.hide()
        self._draw()

    def set_busy(self, busy: bool) -> None:
        """The store is being asked."""
        self._busy = busy
        self._say_buttons()

    def focus_first(self) -> None:
        """Copy the address, or take the first step."""
        button = self.copy if self._box.isVisibleTo(self) else next(iter(self.buttons.values()), None)
        if button is not None:
            button.setFocus()

    @staticmethod
    def has_steps(error: object) -> bool:
        """Whether there is more to show than a sentence."""
        return isinstance(error, SignInFailed) and bool(steps(error))

    def _draw(self) -> None:
        error = self._error
        self._sentence.setText(error.say() if error is not None else "")
        here, before = address(error) if error is not None else ("", "")
        self._box.setVisible(bool(here))
        self.address.setText(here)
        self._before.setText(_("was {address} before").format(address=before) if before else "")
        self._before.setVisible(bool(before))
        seen = error is not None and error.fault is Fault.ADDRESS_REFUSED
        self.often.setVisible(seen)
        self.often.say(
            _("Does the address change often?"),
            _("Ask the line provider for a fixed one, or reach the shop by Kolli's module: it asks for no address."),
        )
        self._caption.setText(
            _("This computer's address as the store sees it") if seen
            else _("This computer's address in its own network")
        )  # fmt: skip
        found = steps(error, self._waits) if error is not None else ()
        if [step.help for step in found] != [step.help for step in self._shown] or not self.ways:
            self._build(found)
        self._shown = found
        for way, step in zip(self.ways, found, strict=True):
            way.say(step.title, step.detail)
        self._say_buttons()

    def _build(self, found: tuple[Step, ...]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons, self.ways = {}, []
        for turn, step in enumerate(found, start=1):
            button = None
            if step.help:
                icon, key = _BUTTONS[step.help]
                button = KeyButton("", icon, key, name=f"guide-{step.help.value}")
                button.clicked.connect({Help.ADMIN: self._open, Help.MODULE: self._save, Help.TEST: self.tested.emit}
                                       [step.help])  # fmt: skip
                self.buttons[step.help] = button
            self.ways.append(Way(turn, button))
            self._list.addWidget(self.ways[-1])
            self._list.addWidget(Hairline())

    def _say_buttons(self) -> None:
        words = {
            Help.ADMIN: _("Open admin"), Help.MODULE: _("Save the module"),
            Help.TEST: _("Asking the store…") if self._busy else _("Test now"),
        }  # fmt: skip
        for what, button in self.buttons.items():
            button.setText(words[what])
        if Help.TEST in self.buttons:
            self.buttons[Help.TEST].setEnabled(not self._busy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address.text())
        self.told.say(_("{address} is copied").format(address=self.address.text()))
        self.told.show()

    def _open(self) -> None:
        QDesktopServices.openUrl(admin_url(self._kind, self._url))

    def _save(self) -> None:
        folder = choose_folder(self, _("Where the module goes"))
        if folder is not None:
            self.save_module(folder)

    def save_module(self, folder: Path) -> None:
        """Write the module's installable files there, and say which."""
        from desktop.services.opencart_module import build

        try:
            made = build(folder)
        except OSError as error:
            self.told.say(_("{folder} cannot be written").format(folder=folder), error.strerror or "", "refused")
        else:
            self.told.say(_("Saved in {folder}").format(folder=folder), ", ".join(path.name for path in made), "hint")
        self.told.show()

    def retranslate(self) -> None:
        self.copy.setText(_("Copy"))
        self._draw()
