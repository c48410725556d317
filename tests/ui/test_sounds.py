"""Each outcome has a tone of its own, and audio that is missing disturbs nobody."""

import wave

import pytest

from desktop import paths
from desktop.ui.sounds import TONES, Sounds, _stream
from desktop.ui.widgets.lane import Outcome


class Player:
    def __init__(self, fail=False):
        self.played, self.fail, self.closed = [], fail, False

    def play(self, file):
        if self.fail:
            raise OSError("no device")
        self.played.append(file.stem)

    def close(self):
        self.closed = True


def samples(tone):
    with wave.open(str(paths.resources() / "sounds" / f"{tone}.wav")) as file:
        return file.readframes(file.getnframes()), file.getnframes() / file.getframerate()


def test_the_tones_are_short_and_all_different():
    heard = {tone: samples(tone) for tone in TONES}
    assert len({data for data, _length in heard.values()}) == len(TONES)
    assert max(length for _data, length in heard.values()) <= 0.5
    assert heard["right"][1] <= 0.1


def test_every_outcome_has_its_tone_and_idle_none(qtbot):
    player = Player()
    sounds = Sounds(player)
    for kind in Outcome:
        sounds.play(kind)
        if kind is not Outcome.IDLE:
            wanted = "right" if kind is Outcome.SAVED else kind.value
            qtbot.waitUntil(lambda wanted=wanted: player.played[-1:] == [wanted])
    sounds.close()
    assert player.closed
    assert len(player.played) == len(Outcome) - 1


def test_a_device_that_fails_is_silence_and_no_error(qtbot):
    sounds = Sounds(Player(fail=True))
    for _turn in range(3):
        sounds.play("wrong")
    qtbot.waitUntil(lambda: not sounds.device)
    sounds.play("unknown")  # the system's bell, at most
    sounds.close()
    assert sounds.last == "unknown"


def test_the_tones_can_be_decoded_and_streamed():
    player = pytest.importorskip("miniaudio")
    decoded = player.decode_file(str(paths.resources() / "sounds" / "right.wav"), nchannels=1, sample_rate=44100)
    data = decoded.samples.tobytes()
    stream = _stream(data)
    next(stream)
    first = stream.send(1000)
    rest = b"".join(stream.send(1000) for _turn in range(10))
    assert len(first) == 2000
    assert (first + rest).startswith(data)
    assert set((first + rest)[len(data) :]) == {0}


def test_no_sound_card_is_only_silence():
    """On a machine without one the device raises, which Sounds takes for silence."""
    pytest.importorskip("miniaudio")
    sounds = Sounds()
    sounds.play("right")
    sounds.close()
    assert sounds.last == "right"
