"""Whether the person at the bench can tell the three sounds of an error apart."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.sounds import Sounds
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label

_TONES = ("wrong", "too-many", "unknown")
_APART_MS = 1200


class HearingTest(QWidget):
    """`begin` plays the three; then it asks. `answered(heard)` tells what was said."""

    answered = Signal(bool)

    def __init__(self, sounds: Sounds) -> None:
        super().__init__()
        self._sounds = sounds
        self._left: list[str] = []
        self._asks = False
        self.start = KeyButton("", "volume-2", bench=True, name="sign-in-sounds")
        self.yes, self.no = (
            KeyButton("", bench=True, name="sign-in-heard", role="primary"),
            KeyButton("", bench=True, name="sign-in-not-heard"),
        )
        self._question = Label("", "body", "ink.secondary", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        row.addStretch(1)
        row.addWidget(self.start)
        row.addWidget(self._question, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(_APART_MS)
        self._timer.timeout.connect(self._play)
        self.start.clicked.connect(self.begin)
        self.yes.clicked.connect(self._heard)
        self.no.clicked.connect(self._not_heard)
        self.stop()

    def begin(self) -> None:
        self._left = list(_TONES)
        self._show(asks=True)
        self._play()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._show(asks=False)

    def retranslate(self) -> None:
        self.start.setText(_("Check the sounds"))
        self.yes.setText(_("Yes"))
        self.no.setText(_("No"))
        self._question.setText(_("Did you hear three different sounds?"))

    def _play(self) -> None:
        if self._left:
            self._sounds.try_out(self._left.pop(0))
        else:
            self._timer.stop()

    def _heard(self) -> None:
        self.stop()
        self.answered.emit(True)

    def _not_heard(self) -> None:
        self.stop()
        self.answered.emit(False)

    def _show(self, *, asks: bool) -> None:
        self.start.setVisible(not asks)
        for part in (self._question, self.yes, self.no):
            part.setVisible(asks)
