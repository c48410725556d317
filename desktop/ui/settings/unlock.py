"""Where there is no keyring, keys lie in a file that a password opens: the password is asked for here, once a start."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop.domain.errors import KolliError
from desktop.i18n import _
from desktop.services import secrets
from desktop.ui.desk import Desk
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label


class Unlock(QFrame):
    """`check()` shows it where a password is needed and hides it where not; `opened` when keys can be kept."""

    opened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look = theme()
        self.setProperty("class", "note")
        self._desk = desk
        self._new = False
        self._words = Label("", "body", "warn.ink", wrap=True)
        self.password = TextField("store-password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._field = LabelledField("", self.password)
        self.unlock = KeyButton("", "lock", name="store-unlock")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self._field, 1)
        row.addWidget(self.unlock)
        column.addLayout(row)
        row.setAlignment(self.unlock, row.alignment())
        self.unlock.clicked.connect(self._give)
        self.password.returnPressed.connect(self._give)
        self.hide()
        self.retranslate()

    def check(self) -> None:
        self._desk.tasks.run(_read, self._show)

    def _show(self, state: tuple[bool, bool]) -> None:
        locked, self._new = state
        self.setVisible(locked)
        self.retranslate()

    def _give(self) -> None:
        password = self.password.text()
        if not password:
            self._field.say_wrong(_("Type the password"))
            return
        self.unlock.setEnabled(False)
        self._desk.tasks.run(partial(secrets.unlock, password), self._unlocked, self._refused)

    def _unlocked(self, _result: object) -> None:
        self.unlock.setEnabled(True)
        self.password.clear()
        self._field.say_wrong("")
        self.hide()
        self.opened.emit()

    def _refused(self, error: Exception) -> None:
        self.unlock.setEnabled(True)
        if not isinstance(error, KolliError):
            raise error
        self._field.say_wrong(error.say())
        self.password.selectAll()
        self.password.setFocus()

    def retranslate(self) -> None:
        if self._new:
            words = _("This computer has no keyring, so the stores' keys go into a file. Choose a password for it.")
        else:
            words = _("The stores' keys lie in a file that a password opens. Until then stores are not synced.")
        self._words.setText(words)
        self._field.set_label(_("Choose a password for keys") if self._new else _("Password for keys"))
        self.unlock.setText(_("Use this password") if self._new else _("Unlock"))


def _read() -> tuple[bool, bool]:
    return secrets.is_locked(), not secrets.has_file()
