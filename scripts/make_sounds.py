"""Make the lane's tones, resources/sounds/*.wav: short, told apart without looking, and alike on each machine.

usage: .venv/bin/python scripts/make_sounds.py
"""

import math
import struct
import wave
from pathlib import Path

RATE = 22050
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sounds"

# Each tone is a row of (from Hz, to Hz, milliseconds, loudness, shape); 0 Hz is silence.
# The small loudspeaker of a cheap PC gives nothing back below some 400 Hz: what sounds low or rough has its strength
# in the overtones above that, and the ear adds the ground tone.
TONES = {
    "right": [(1760, 1760, 80, 0.6, "sine")],  # short high
    "wrong": [(220, 220, 140, 0.85, "low"), (0, 0, 70, 0, "sine"), (220, 220, 210, 0.85, "low")],  # low double
    "too-many": [(1320, 440, 360, 0.8, "reed")],  # falling
    "unknown": [(140, 140, 430, 1.0, "buzz")],  # buzz
    "attention": [(740, 740, 130, 0.8, "reed"), (0, 0, 80, 0, "sine"), (740, 740, 130, 0.8, "reed")],  # two mid
    "done": [(1047, 1047, 90, 0.5, "sine"), (1319, 1319, 90, 0.5, "sine"), (1568, 1568, 160, 0.5, "sine")],  # rising
}
# How strong each overtone is; 1 is the ground tone.
OVERTONES = {
    "sine": {1: 1.0},
    "reed": {1: 0.75, 3: 0.25},
    "low": {1: 0.2, 2: 0.36, 3: 0.36, 4: 0.26, 5: 0.18},
    "buzz": {1: 0.1, **{number: 0.42 / number**0.5 for number in range(3, 17)}},
}


def sample(shape: str, phase: float, at_s: float) -> float:
    # Each overtone begins at another point of its turn, so that their peaks do not meet: louder for the same height.
    value = sum(
        part * math.sin(2 * math.pi * phase * number + 0.35 * number * number)
        for number, part in OVERTONES[shape].items()
    )
    if shape == "buzz":  # it rattles 28 times a second
        return value * (1.0 if at_s * 28 % 1.0 < 0.6 else 0.25)
    return value


def draw(parts: list[tuple[float, float, float, float, str]]) -> bytes:
    """16-bit samples; each part swells and fades for 6 ms, so that it does not click."""
    out, phase = bytearray(), 0.0
    for start, end, length_ms, loud, shape in parts:
        count = int(RATE * length_ms / 1000)
        fade = max(1, int(RATE * 0.006))
        for at in range(count):
            phase += (start + (end - start) * at / count) / RATE
            level = loud * min(1.0, at / fade, (count - at) / fade)
            out += struct.pack("<h", int(30000 * max(-1.0, min(1.0, level * sample(shape, phase, at / RATE)))))
    return bytes(out)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, parts in TONES.items():
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(draw(parts))


if __name__ == "__main__":
    main()
