"""From sound files to the loudspeaker. Used on the thread of the sounds alone; the device pulls on its own."""

import logging
from array import array
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

RATE = 44100  # frames a second, one channel of 16 bits
_AHEAD_MS = 40  # what the device asks for at once: a new tone is heard at most this much later
_LEAST, _MOST = -32768, 32767


class Player(Protocol):
    """Plays 16-bit samples; raises OSError, RuntimeError or the like when there is no sound."""

    def tone(self, samples: bytes) -> None:
        """Begin now, in the place of whatever sounds."""

    def voice(self, samples: bytes) -> None:
        """Begin now, in the place of another voice; a tone goes on below it."""

    def rest(self) -> None:
        """Nothing is to be played for a while."""

    def close(self) -> None: ...


class Silence:
    def tone(self, samples: bytes) -> None:
        return

    def voice(self, samples: bytes) -> None:
        return

    def rest(self) -> None:
        return

    def close(self) -> None:
        return


class Mixer:
    """A tone and a voice as one stream; the tone is lower while the voice speaks."""

    def __init__(self) -> None:
        # Each is replaced as a whole, so that the device's thread never sees a half.
        self._tone, self._voice = [b""], [b""]

    def tone(self, samples: bytes) -> None:
        self._voice, self._tone = [b""], [samples]

    def voice(self, samples: bytes) -> None:
        self._voice = [samples]

    def frames(self) -> Generator[bytes, int, None]:
        """Hand out as many frames as the device asks for, then silence."""
        wanted = yield b""
        while True:
            wanted = yield self._mixed(wanted * 2)

    def _mixed(self, size: int) -> bytes:
        tone, voice = _taken(self._tone, size), _taken(self._voice, size)
        if not voice:
            return tone.ljust(size, b"\0")
        if not tone:
            return voice.ljust(size, b"\0")
        low, high = array("h", tone.ljust(size, b"\0")), array("h", voice.ljust(size, b"\0"))
        both = (max(_LEAST, min(_MOST, one // 3 + other)) for one, other in zip(low, high, strict=True))
        return array("h", both).tobytes()


def _taken(channel: list[bytes], size: int) -> bytes:
    """Take the next bytes off a channel, whose only item is what is left of it."""
    left = channel[0]
    channel[0] = left[size:]
    return left[:size]


class Miniaudio:
    """Plays through the system's default device, which is opened for the first sound and let go of while it rests."""

    def __init__(self) -> None:
        import miniaudio

        self._audio = miniaudio
        self._mixer = Mixer()
        self._device: object | None = None

    def tone(self, samples: bytes) -> None:
        self._mixer.tone(samples)
        self._open()

    def voice(self, samples: bytes) -> None:
        self._mixer.voice(samples)
        self._open()

    def rest(self) -> None:
        """The device is let go of: the next sound goes to whatever is the system's default by then."""
        if self._device is not None:
            self._device.close()  # type: ignore[attr-defined]
            self._device = None

    def close(self) -> None:
        self.rest()

    def _open(self) -> None:
        if self._device is None:
            device = self._audio.PlaybackDevice(nchannels=1, sample_rate=RATE, buffersize_msec=_AHEAD_MS)
            stream = self._mixer.frames()
            next(stream)
            device.start(stream)
            self._device = device


def best() -> Player:
    """What this computer can play with."""
    try:
        return Miniaudio()
    except (ImportError, OSError) as error:
        log.info("no sound: %s", type(error).__name__)
        return Silence()


def loudspeaker() -> str:
    """The name of the system's default loudspeaker, after a moment of silence was played on it; "" for none."""
    try:
        import miniaudio

        with miniaudio.PlaybackDevice(nchannels=1, sample_rate=RATE, buffersize_msec=_AHEAD_MS) as device:
            stream = Mixer().frames()
            next(stream)
            device.start(stream)
        names = [str(found["name"]) for found in miniaudio.Devices().get_playbacks()]
    except Exception as error:  # noqa: BLE001 - its errors have no common kind, and any of them means: no sound
        log.info("no sound: %s", type(error).__name__)
        return ""
    return names[0] if names else ""


def decoded(file: Path, volume: int) -> bytes:
    """The samples of a WAV or Ogg file, as loud as `volume` says: 0 to 100, where half is heard as half."""
    import miniaudio

    samples = miniaudio.decode_file(str(file), nchannels=1, sample_rate=RATE).samples
    if volume >= 100:
        return bytes(samples.tobytes())
    factor = round(65536 * (volume / 100) ** 2)  # the ear hears ratios
    return array("h", (sample * factor >> 16 for sample in samples)).tobytes()
