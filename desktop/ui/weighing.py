"""The scale of the bench, watched on a thread of its own while a parcel is packed."""

import threading
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from desktop.devices import scales
from desktop.devices.scales import Scale, ScaleAway

EVERY_S = 0.2
LEAST_G = 10.0  # less than this lies on an empty scale
APART_G = 4.0  # a weight is another one from here on


class Weighing(QObject):
    """`settled(grams)` once for each weight that came to rest; `trouble(sentence)` when the scale goes, "" after it."""

    settled = Signal(int)
    trouble = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._end = threading.Event()

    @property
    def runs(self) -> bool:
        return self._thread is not None

    def start(self, settings: Mapping[str, object]) -> bool:
        """Watch the scale of these settings; False where none is set."""
        self.stop()
        scale = scales.made(settings)
        if scale is None:
            return False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(scale, self._end), name="kolli-scale", daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._end.set()
            thread.join(2)

    def _work(self, scale: Scale, end: threading.Event) -> None:
        told, before, away = 0.0, 0.0, False
        while not end.wait(EVERY_S):
            try:
                reading = scale.read()
            except ScaleAway as error:
                if not away:
                    away = True
                    self._tell_trouble(error.say())
                end.wait(1.0)
                continue
            if away:
                away = False
                self._tell_trouble("")
            if not reading.stable or reading.trouble:
                before = 0.0
                continue
            if reading.grams < LEAST_G:
                told = 0.0  # taken off: the next one is new, even if it weighs the same
            elif abs(reading.grams - before) < APART_G and abs(reading.grams - told) >= APART_G:
                told = reading.grams
                self._tell(round(reading.grams))
            before = reading.grams
        scale.close()

    def _tell(self, grams: int) -> None:
        try:
            self.settled.emit(grams)
        except RuntimeError:
            return  # the window was closed meanwhile

    def _tell_trouble(self, sentence: str) -> None:
        try:
            self.trouble.emit(sentence)
        except RuntimeError:
            return
