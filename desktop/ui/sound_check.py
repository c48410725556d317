"""Every tone with its name: a new packer hears them, and whoever signs in hears whether the volume is right."""

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.sounds import TONE_NAMES, Sounds
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.panel import Hairline

_APART_MS = 1300  # from the beginning of one to that of the next, so that a spoken cue ends first
_MARKS = {
    "right": "right",
    "wrong": "wrong",
    "too-many": "too-many",
    "unknown": "unknown",
    "attention": "attention",
    "done": "right",
}


class SoundCheck(QWidget):
    """`play_all()` plays one after the other and shows which; `ended` comes behind the last."""

    ended = Signal()

    def __init__(self, sounds: Sounds) -> None:
        super().__init__()
        self._sounds = sounds
        self._left: list[str] = []
        self._turn = QTimer(self)
        self._turn.setInterval(_APART_MS)
        self._turn.timeout.connect(self._next)
        self.rows = {tone: _ToneRow(tone) for tone in TONE_NAMES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for place, (tone, row) in enumerate(self.rows.items()):
            if place:
                column.addWidget(Hairline())
            column.addWidget(row)
            row.play.clicked.connect(partial(self._play, tone))
        self.retranslate()

    def play_all(self) -> None:
        self._left = list(TONE_NAMES)
        self._turn.start()
        self._next()

    def stop(self) -> None:
        self._left = []
        self._next()

    def _next(self) -> None:
        was = self._turn.isActive()
        if self._left:
            self._play(self._left.pop(0))
        else:
            self._turn.stop()
            self._show("")
            if was:
                self.ended.emit()

    def _play(self, tone: str) -> None:
        self._show(tone)
        self._sounds.try_out(tone)

    def _show(self, playing: str) -> None:
        for tone, row in self.rows.items():
            row.show_playing(tone == playing)

    def hideEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        self._left = []
        self._turn.stop()
        self._show("")
        super().hideEvent(event)

    def retranslate(self) -> None:
        for row in self.rows.values():
            row.retranslate()


class _ToneRow(QWidget):
    def __init__(self, tone: str) -> None:
        super().__init__()
        look = theme()
        self.tone = tone
        self.play = KeyButton("", "play", name=f"sound-{tone}")
        self._mark = QLabel()
        self._sounding = QLabel()
        self._name, self._like = ElideLabel("", "body", weight=500), ElideLabel("", "caption", "ink.muted", weight=400)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(6), 0, look.px(6))
        row.setSpacing(look.px(12))
        row.addWidget(self._mark)
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(self._name)
        words.addWidget(self._like)
        row.addLayout(words, 1)
        row.addWidget(self._sounding)
        row.addWidget(self.play)
        self._is_playing = False
        self.retheme()

    def show_playing(self, playing: bool) -> None:
        self._is_playing = playing
        self.retheme()

    def retheme(self) -> None:
        self._mark.setPixmap(mark_pixmap(_MARKS[self.tone], 24))
        self._sounding.setPixmap(icons.icon("volume-2", "go.ink" if self._is_playing else "bg.surface", 22))

    def retranslate(self) -> None:
        name, like = TONE_NAMES[self.tone]
        self._name.setText(_(name))
        self._like.setText(_(like))
        self.play.setText(_("Play"))
        self.play.setAccessibleName(f"{_('Play')}: {_(name)}")
