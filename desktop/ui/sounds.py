"""One short tone for each outcome. Sound is help, never a condition: without a device nothing is said about it."""

import logging
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from PySide6.QtWidgets import QApplication

from desktop import paths

log = logging.getLogger(__name__)

TONES = ("right", "wrong", "too-many", "unknown", "attention", "done")


class Player(Protocol):
    """Plays one file and returns when it has begun; raises OSError or RuntimeError when there is no sound."""

    def play(self, file: Path) -> None: ...

    def close(self) -> None: ...


class Sounds:
    """`play("right")` returns at once. A tone that comes while another sounds takes its place."""

    def __init__(self, player: Player | None = None, *, on: bool = True) -> None:
        self.on = on
        self._player = player
        self._queue: SimpleQueue[str | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self.last = ""
        self.device = True  # False after a failure: then the system's bell rings for what needs a look

    def play(self, tone: str) -> None:
        """Play one of TONES; "saved" sounds like right, "idle" is silence."""
        tone = {"saved": "right"}.get(tone, tone)
        if tone not in TONES:
            return
        self.last = tone
        if not self.on:
            return
        if not self.device:
            if tone not in ("right", "done"):
                QApplication.beep()
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="kolli-sound", daemon=True)
            self._thread.start()
        self._queue.put(tone)

    def close(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(3)
            self._thread = None

    def _work(self) -> None:
        player = self._player or _player()
        while (tone := self._queue.get()) is not None:
            if not self._queue.empty():
                continue  # only the newest counts
            try:
                player.play(paths.resources() / "sounds" / f"{tone}.wav")
            except Exception as error:  # noqa: BLE001 - the top of a thread; audio never disturbs work
                log.info("no sound: %s", type(error).__name__)
                self.device = False
                player = Silence()
        player.close()


class Silence:
    def play(self, file: Path) -> None:
        return

    def close(self) -> None:
        return


class Miniaudio:
    """Plays through the system's default device, which is opened for the first tone and kept for a while."""

    def __init__(self) -> None:
        import miniaudio

        self._audio = miniaudio
        self._device: object | None = None
        self._wave: dict[Path, bytes] = {}

    def play(self, file: Path) -> None:
        wave = self._wave.get(file)
        if wave is None:
            decoded = self._audio.decode_file(str(file), nchannels=1, sample_rate=44100)
            wave = self._wave[file] = decoded.samples.tobytes()
        self.close()
        device = self._audio.PlaybackDevice(nchannels=1, sample_rate=44100, buffersize_msec=40)
        stream = _stream(wave)
        next(stream)
        device.start(stream)
        self._device = device

    def close(self) -> None:
        if self._device is not None:
            self._device.close()  # type: ignore[attr-defined]
            self._device = None


def _stream(wave: bytes):  # type: ignore[no-untyped-def]
    """Hand out the samples as the device asks for frames, then silence."""
    at = 0
    wanted = yield b""
    while True:
        part = wave[at : at + wanted * 2]
        at += wanted * 2
        wanted = yield part + bytes(wanted * 2 - len(part))


def _player() -> Player:
    try:
        return Miniaudio()
    except (ImportError, OSError) as error:
        log.info("no sound: %s", type(error).__name__)
        return Silence()
