"""Each outcome has a tone that is told apart by ear, also on a small speaker; audio that is missing disturbs nobody."""

import itertools
import math
import threading
import time
import wave
from array import array

import pytest

from desktop import i18n, paths
from desktop.services.settings import Bench
from desktop.ui import audio, cues
from desktop.ui.sounds import TONES, Sounds, _Wish, newest
from desktop.ui.widgets.lane import Outcome

RATE = 22050
_FRAME = RATE // 50


class Player:
    """Notes what begins, and when."""

    def __init__(self, fail=False):
        self.played, self.fail, self.closed, self.rested = [], fail, False, 0
        self.at = []

    def tone(self, samples):
        self._note("tone", samples)

    def voice(self, samples):
        self._note("voice", samples)

    def _note(self, kind, samples):
        if self.fail:
            raise OSError("no device")
        self.played.append((kind, samples))
        self.at.append(time.monotonic())

    def rest(self):
        self.rested += 1

    def close(self):
        self.closed = True


def speaking(player, **bench):
    sounds = Sounds(player)
    sounds.use(Bench(**{"spoken": True, "volume": 100, **bench}))
    return sounds


def file_of(tone):
    return paths.resources() / "sounds" / f"{tone}.wav"


def samples(tone):
    with wave.open(str(file_of(tone))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return array("h", file.readframes(file.getnframes()))


def small_speaker(data):
    """What is left of it where everything below 400 Hz is lost: a high pass, twice."""
    keep = RATE / (RATE + 2 * math.pi * 400)
    for _turn in range(2):
        out, last, before = [], 0.0, 0.0
        for sample in data:
            last = keep * (last + sample - before)
            before = sample
            out.append(last)
        data = out
    return data


def power(data):
    return sum(sample * sample for sample in data) / max(1, len(data))


def strength(data, hertz):
    """Goertzel: how much of a pitch there is."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    one = two = 0.0
    for sample in data:
        one, two = sample + turn * one - two, one
    return one * one + two * two - turn * one * two


def pulses(data):
    """How often it begins to sound."""
    loud = [power(data[at : at + _FRAME]) > 1e5 for at in range(0, len(data), _FRAME)]
    return sum(now and not before for before, now in itertools.pairwise([False, *loud]))


def pitches(data):
    """The strongest pitch of each 20 ms that sound, of thirds of an octave."""
    scale = [100 * 2 ** (step / 6) for step in range(30)]
    frames = [data[at : at + _FRAME] for at in range(0, len(data) - _FRAME + 1, _FRAME)]
    return [max(scale, key=lambda hertz: strength(frame, hertz)) for frame in frames if power(frame) > 1e5]


def ground(data):
    """The pitch that the ear hears in overtones: how soon the wave repeats, in Hz."""
    part = data[len(data) // 6 : len(data) // 6 + 900]
    lags = range(RATE // 2000, RATE // 90)
    alike = {lag: sum(a * b for a, b in zip(part, part[lag:], strict=False)) / (len(part) - lag) for lag in lags}
    return RATE / next(lag for lag in lags if alike[lag] > 0.9 * max(alike.values()))


@pytest.fixture(scope="module")
def heard():
    return {tone: small_speaker(samples(tone)) for tone in TONES}


def test_right_is_one_short_high_tone(heard):
    assert len(samples("right")) / RATE <= 0.1
    assert pulses(heard["right"]) == 1
    assert min(pitches(heard["right"])) > 1400


def test_wrong_is_two_low_tones_and_attention_two_in_the_middle(heard):
    assert pulses(heard["wrong"]) == pulses(heard["attention"]) == 2
    assert ground(samples("wrong")) < 250
    assert 600 < ground(samples("attention")) < 900
    assert all(550 < pitch < 950 for pitch in pitches(heard["attention"]))


def test_too_many_falls_more_than_an_octave(heard):
    falling = pitches(heard["too-many"])
    assert pulses(heard["too-many"]) == 1
    assert falling[0] > 2 * falling[-1]
    assert falling[:4] == sorted(falling[:4], reverse=True)


def test_unknown_is_a_long_rattle(heard):
    data = heard["unknown"]
    assert len(data) / RATE > 0.4
    loud = [power(data[at : at + 110]) for at in range(0, len(data) - 110, 110)]
    middle = sum(loud) / len(loud)
    turns = sum((one > middle) is not (two > middle) for one, two in itertools.pairwise(loud))
    assert turns >= 20  # it rattles some ten times; the others swell once for each tone
    others = [heard[tone] for tone in TONES if tone != "unknown"]
    for other in others:
        loud = [power(other[at : at + 110]) for at in range(0, len(other) - 110, 110)]
        middle = sum(loud) / len(loud)
        assert sum((one > middle) is not (two > middle) for one, two in itertools.pairwise(loud)) < turns - 4


def test_done_rises(heard):
    rising = pitches(heard["done"])
    assert rising[-1] > 1.3 * rising[0]


@pytest.mark.parametrize("tone", TONES)
def test_a_small_loudspeaker_keeps_a_third_of_every_tone_and_none_is_much_quieter(tone, heard):
    data = samples(tone)
    assert power(heard[tone]) > power(data) / 3
    assert max(abs(sample) for sample in data) < 32000  # nothing is cut off
    loudest = max(power(other) for other in heard.values())
    assert power(heard[tone]) > loudest / 8  # 9 dB
    assert len(data) / RATE <= 0.5


def test_every_outcome_has_its_tone_and_idle_none(qtbot):
    player = Player()
    sounds = Sounds(player)
    count = 0
    for kind in Outcome:
        sounds.play(kind)
        if kind is not Outcome.IDLE:
            count += 1
            tone = "right" if kind is Outcome.SAVED else kind.value
            qtbot.waitUntil(lambda count=count: len(player.played) == count)
            assert player.played[-1] == ("tone", audio.decoded(file_of(tone), 80))
    sounds.close()
    assert player.closed


def test_of_tones_that_come_together_the_newest_sounds_with_its_voice_behind_it():
    wishes = [_Wish("right"), _Wish(files=("a",)), None, _Wish("wrong"), _Wish(files=("b",)), _Wish(files=("c",))]
    assert newest(wishes) == [_Wish("wrong"), _Wish(files=("c",))]
    assert newest([_Wish(files=("a",))]) == [_Wish(files=("a",))]


def test_the_volume_is_heard_as_it_is_set(qtbot):
    full, half = (array("h", audio.decoded(file_of("wrong"), volume)) for volume in (100, 50))
    assert len(full) == len(half)
    assert max(half) == pytest.approx(max(full) / 4, rel=0.02)
    assert set(audio.decoded(file_of("wrong"), 0)) == {0}
    player = Player()
    sounds = Sounds(player)
    sounds.use(Bench(volume=50))
    sounds.play("wrong")
    qtbot.waitUntil(lambda: bool(player.played))
    sounds.close()
    assert player.played == [("tone", half.tobytes())]


def test_a_bench_that_is_silent_hands_nothing_over(qtbot):
    player = Player()
    sounds = Sounds(player)
    sounds.use(Bench(sounds=False, spoken=True))
    sounds.play("wrong")
    sounds.say("left", 3)
    sounds.close()
    assert player.played == []
    assert threading.active_count() == len(threading.enumerate())
    assert sounds.last == "wrong"


def test_a_wrong_item_is_said_behind_its_tone_and_right_only_by_its_count(qtbot):
    player = Player()
    sounds = speaking(player)
    sounds.play("wrong")
    qtbot.waitUntil(lambda: len(player.played) == 2)
    word = paths.resources() / "sounds" / "en" / "wrong.ogg"
    assert player.played == [("tone", audio.decoded(file_of("wrong"), 100)), ("voice", audio.decoded(word, 100))]
    player.played.clear()
    sounds.play("right")
    qtbot.waitUntil(lambda: len(player.played) == 1)
    sounds.say("left", 3)
    qtbot.waitUntil(lambda: len(player.played) == 2)
    assert [kind for kind, _samples in player.played] == ["tone", "voice"]
    sounds.close()
    silent = speaking(Player(), spoken_counts=False)
    silent.say("left", 3)
    assert silent.said == ""


def test_cues_speak_the_language_of_the_screen(qtbot):
    player = Player()
    sounds = speaking(player)
    for language in ("id", "sv", "en"):
        i18n.use(language)
        sounds.say("tote", 12)
        folder = paths.resources() / "sounds" / language
        said = audio.decoded(folder / "tote.ogg", 100) + audio.decoded(folder / "12.ogg", 100)
        qtbot.waitUntil(lambda said=said: player.played[-1:] == [("voice", said)])
    sounds.close()


def test_what_a_bench_does_not_speak_has_no_cost(qtbot):
    player = Player()
    sounds = Sounds(player)
    sounds.play("wrong")
    qtbot.waitUntil(lambda: bool(player.played))
    sounds.close()
    assert [kind for kind, _samples in player.played] == ["tone"]


def test_a_cue_is_handed_over_within_80_ms_of_its_scan(qtbot):
    player = Player()
    sounds = speaking(player)
    sounds.play("right")
    qtbot.waitUntil(lambda: bool(player.played))
    player.played.clear(), player.at.clear()
    began = time.monotonic()
    sounds.play("unknown")  # neither file has been decoded yet
    handed = time.monotonic() - began
    qtbot.waitUntil(lambda: len(player.played) == 2)
    sounds.close()
    assert handed < 0.02  # the window waits for nothing
    assert player.at[-1] - began < 0.08 - 0.04  # the device asks 40 ms ahead


def test_a_device_that_fails_is_silence_and_no_error_and_is_tried_again_later(qtbot, monkeypatch):
    player = Player(fail=True)
    sounds = Sounds(player)
    for _turn in range(3):
        sounds.play("wrong")
    qtbot.waitUntil(lambda: not sounds.device)
    sounds.play("unknown")  # the system's bell, at most
    assert sounds.last == "unknown"
    player.fail = False
    monkeypatch.setattr("desktop.ui.sounds._TRY_AGAIN_S", 0.0)
    sounds.play("done")
    qtbot.waitUntil(lambda: bool(player.played))
    sounds.close()
    assert sounds.device


def test_the_device_is_let_go_of_while_nothing_sounds(qtbot, monkeypatch):
    monkeypatch.setattr("desktop.ui.sounds._REST_S", 0.02)
    player = Player()
    sounds = Sounds(player)
    sounds.play("right")
    qtbot.waitUntil(lambda: bool(player.rested))
    sounds.close()


def test_tone_and_voice_are_mixed_and_a_new_tone_ends_both():
    mixer = audio.Mixer()
    stream = mixer.frames()
    next(stream)
    assert stream.send(4) == bytes(8)
    mixer.tone(array("h", [3000] * 6).tobytes())
    assert array("h", stream.send(2)).tolist() == [3000, 3000]
    mixer.voice(array("h", [500, 32767, 500]).tobytes())
    assert array("h", stream.send(3)).tolist() == [1500, 32767, 1500]  # a third of the tone, and never too loud
    assert array("h", stream.send(2)).tolist() == [3000, 0]
    mixer.voice(array("h", [500] * 9).tobytes())
    mixer.tone(array("h", [7] * 2).tobytes())
    assert array("h", stream.send(3)).tolist() == [7, 7, 0]


def test_no_sound_card_is_only_silence():
    """On a machine without one the device raises, which Sounds takes for silence."""
    sounds = Sounds()
    sounds.play("right")
    sounds.close()
    assert sounds.last == "right"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_cue_is_there_starts_at_once_and_can_be_heard(language):
    folder = paths.resources() / "sounds" / language
    for name in cues.names():
        data = array("h", audio.decoded(folder / f"{name}.ogg", 100))
        seconds = len(data) / audio.RATE
        assert 0.1 < seconds < 1.5, (name, seconds)
        lead = next(at for at, sample in enumerate(data) if abs(sample) > 1000) / audio.RATE
        assert lead < 0.04, (name, lead)
        step = audio.RATE // 100
        loud = [power(data[at : at + step]) for at in range(0, len(data) - step, step)]
        assert max(loud) > 2e7, name
        # Speech swells and fades: neither hiss nor hum.
        assert sum(level > max(loud) / 20 for level in loud) >= 5, name
        assert min(loud) < max(loud) / 8, name
    size = sum(file.stat().st_size for file in folder.glob("*.ogg"))
    assert {file.stem for file in folder.glob("*.ogg")} == set(cues.names())
    assert size < 600_000


def test_a_cue_with_a_number_is_said_by_its_parts():
    def said(cue, number=None):
        return [file.stem for file in cues.files(cue, number, "sv")]

    assert said("wrong") == ["wrong"]
    assert said("left", 3) == ["left-3"]
    assert said("left", 47) == ["40", "7", "left"]
    assert said("left", 0) == ["0", "left"]
    assert said("tote", 100) == ["tote", "100"]
    assert said("tote", 123) == ["tote", "100", "20", "3"]
    assert said("left", 200) == said("left", -1) == said("nothing") == []
    for number in range(200):
        assert all(file.exists() for file in cues.files("left", number, "id")), number
        assert sum(cues.parts(number)) == number


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_four_cues_that_matter_most_differ_by_length_or_melody(language):
    folder = paths.resources() / "sounds" / language
    shapes = {}
    for name in ("wrong", "too-many", "unknown", "changed"):
        data = array("h", audio.decoded(folder / f"{name}.ogg", 100))
        step = audio.RATE // 20
        loud = [math.log(1 + power(data[at : at + step])) for at in range(0, len(data), step)]
        shapes[name] = (loud + [0.0] * 40)[:40]
    for one, other in itertools.combinations(shapes.values(), 2):
        assert math.dist(one, other) > 8
