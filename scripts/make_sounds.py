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
TONES = {
    "right": [(1568, 1568, 90, 0.5, "sine")],  # short high
    "wrong": [(196, 196, 130, 0.7, "square"), (0, 0, 60, 0, "sine"), (196, 196, 190, 0.7, "square")],  # low double
    "too-many": [(880, 392, 320, 0.6, "sine")],  # falling
    "unknown": [(110, 110, 380, 0.6, "saw")],  # buzz
    "attention": [(659, 659, 130, 0.55, "sine"), (0, 0, 70, 0, "sine"), (659, 659, 130, 0.55, "sine")],  # two mid
    "done": [(1047, 1047, 90, 0.5, "sine"), (1319, 1319, 90, 0.5, "sine"), (1568, 1568, 160, 0.5, "sine")],  # rising
}


def sample(shape: str, phase: float) -> float:
    turn = phase % 1.0
    if shape == "square":
        return 0.6 if turn < 0.5 else -0.6
    if shape == "saw":
        return 1.2 * turn - 0.6
    return math.sin(2 * math.pi * turn)


def draw(parts: list[tuple[float, float, float, float, str]]) -> bytes:
    """16-bit samples; each part swells and fades for 6 ms, so that it does not click."""
    out, phase = bytearray(), 0.0
    for start, end, length_ms, loud, shape in parts:
        count = int(RATE * length_ms / 1000)
        fade = max(1, int(RATE * 0.006))
        for at in range(count):
            phase += (start + (end - start) * at / count) / RATE
            level = loud * min(1.0, at / fade, (count - at) / fade)
            out += struct.pack("<h", int(32000 * level * sample(shape, phase)))
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
