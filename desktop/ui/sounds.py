"""One short tone for each outcome, and where the bench wants it a short spoken cue.

Sound is help, never a condition: without a device nothing is said about it, and nothing waits for it.
"""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtWidgets import QApplication

from desktop import i18n, paths
from desktop.i18n import N_
from desktop.services.settings import Bench
from desktop.ui import audio, cues
from desktop.ui.audio import Player, Silence

__all__ = ["TONES", "TONE_NAMES", "Player", "Silence", "Sounds"]

log = logging.getLogger(__name__)

# What each tone means, and what it sounds like. In the order in which a sound check plays them.
TONE_NAMES = {
    "right": (N_("Right item"), N_("One short high tone")),
    "wrong": (N_("Wrong item"), N_("Two low tones")),
    "too-many": (N_("Too many"), N_("A falling tone")),
    "unknown": (N_("Unknown code"), N_("A buzz")),
    "attention": (N_("Needs a look"), N_("Two middle tones")),
    "done": (N_("All packed"), N_("Three rising tones")),
}
TONES = tuple(TONE_NAMES)
_REST_S = 20.0  # without a sound for so long, the device is let go of
_TRY_AGAIN_S = 30.0  # after a failure: by then somebody may have plugged a loudspeaker in


@dataclass(frozen=True, slots=True)
class _Wish:
    tone: str = ""
    files: tuple[Path, ...] = ()
    volume: int = 100


class Sounds:
    """`play("right")` and `say("left", 3)` return at once. What comes while another sounds takes its place."""

    def __init__(self, player: Player | None = None, *, on: bool = True) -> None:
        self.on, self.volume = on, 80
        self.spoken, self.counts = False, True
        self._player = player
        self._queue: SimpleQueue[_Wish | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self.last, self.said = "", ""
        self.device = True  # False after a failure: then the system's bell rings for what needs a look
        self._failed_at = 0.0

    def use(self, bench: Bench) -> None:
        """As this bench wants to hear it, from the next sound on."""
        self.on, self.volume = bench.sounds, bench.volume
        self.spoken, self.counts = bench.spoken, bench.spoken_counts

    def play(self, tone: str) -> None:
        """Play one of TONES, and say what it means where the bench speaks; "saved" sounds like right, "idle" not."""
        tone = {"saved": "right"}.get(tone, tone)
        if tone not in TONES:
            return
        self.last = tone
        if not self.on:
            return
        if not self._can():
            if tone not in ("right", "done"):
                QApplication.beep()
            return
        self._put(_Wish(tone=tone, volume=self.volume))
        if tone in cues.OF_TONE:
            self.say(cues.OF_TONE[tone])

    def try_out(self, tone: str) -> None:
        """Play a tone also on a bench that is silent, as a sound check does; with its words where the bench speaks."""
        self.last = tone
        if self._can():
            self._put(_Wish(tone=tone, volume=self.volume))
            words = cues.files(cues.OF_TONE[tone]) if self.spoken and tone in cues.OF_TONE else ()
            if words:
                self._put(_Wish(files=words, volume=self.volume))
        else:
            QApplication.beep()

    def say(self, cue: str, number: int | None = None) -> None:
        """Speak a cue of `cues.CUES` in the language of the screen, where the bench speaks; behind its tone's start."""
        if not (self.on and self.spoken) or (cue == "left" and not self.counts):
            return
        files = cues.files(cue, number, i18n.language())
        if files:
            self.said = cue if number is None else f"{cue} {number}"
            if self._can():
                self._put(_Wish(files=files, volume=self.volume))

    def close(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(3)
            self._thread = None

    def _can(self) -> bool:
        if not self.device and time.monotonic() - self._failed_at > _TRY_AGAIN_S:
            self.device = True
        return self.device

    def _put(self, wish: _Wish) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="kolli-sound", daemon=True)
            self._thread.start()
        self._queue.put(wish)

    def _work(self) -> None:
        player = self._player or audio.best()
        clips: dict[tuple[Path, int], bytes] = {}
        while True:
            try:
                wish = self._queue.get(timeout=_REST_S)
            except Empty:
                player.rest()
                continue
            wishes = [wish]
            while not self._queue.empty():
                wishes.append(self._queue.get())
            try:
                for each in newest(wishes):
                    _sound(player, each, clips)
            except Exception as error:  # noqa: BLE001 - the top of a thread; audio never disturbs work
                log.info("no sound: %s", type(error).__name__)
                self._failed_at, self.device = time.monotonic(), False
            if None in wishes:
                break
        player.close()


def newest(wishes: list[_Wish | None]) -> list[_Wish]:
    """Of wishes that came together: the last tone, and the last voice behind it."""
    left = [wish for wish in wishes if wish is not None]
    tones = [at for at, wish in enumerate(left) if wish.tone]
    behind = left[tones[-1] + 1 :] if tones else left
    return [*(left[at] for at in tones[-1:]), *behind[-1:]]


def _sound(player: Player, wish: _Wish, clips: dict[tuple[Path, int], bytes]) -> None:
    files = wish.files or (paths.resources() / "sounds" / f"{wish.tone}.wav",)
    for file in files:
        if (file, wish.volume) not in clips:
            clips[file, wish.volume] = audio.decoded(file, wish.volume)
    samples = b"".join(clips[file, wish.volume] for file in files)
    if wish.tone:
        player.tone(samples)
    else:
        player.voice(samples)
