"""Make the spoken cues, resources/sounds/<language>/*.ogg. Needs espeak-ng and oggenc (vorbis-tools) on this computer.

usage: .venv/bin/python scripts/cues.py

They are made once and kept in the repository; neither the program nor its build needs a synthesiser.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import wave
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from desktop.ui import cues

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sounds"
RATE = 22050
_SILENT = 400  # below it a sample of 16 bits is not heard
_LEAD_MS, _TAIL_MS, _FADE_MS = 4, 40, 4
_LEVEL = 26000  # the highest sample of each file
_LONGEST_S = 1.4

# Voice, words a minute, pitch; then the words of each cue.
VOICES = {"en": ("en-gb", 165, 52), "id": ("id", 165, 50), "sv": ("sv", 165, 50)}
WORDS = {
    "wrong": ("wrong item", "salah barang", "fel vara"),
    "too-many": ("too many", "kelebihan", "för många"),
    "unknown": ("unknown code", "kode tidak dikenal", "okänd kod"),
    "changed": ("order changed", "pesanan berubah", "ordern ändrad"),
    "supervisor": ("supervisor's badge", "kartu pengawas", "chefens bricka"),
    "taken-over": ("taken over", "diambil alih", "övertagen"),
    "note": ("read the note", "baca catatan", "läs önskemålet"),
    "task": ("task left", "masih ada tugas", "uppgift kvar"),
    "check": ("check it", "periksa barang", "kontrollera varan"),
    "value": ("give the value", "masukkan nilai", "ange värdet"),
    "photo": ("take a photo", "ambil foto", "ta ett foto"),
    "weigh": ("weigh it", "timbang paket", "väg kollit"),
    "weight": ("wrong weight", "berat tidak cocok", "fel vikt"),
    "carton": ("which carton?", "kardus yang mana?", "vilken kartong?"),
    "serial": ("serial number", "nomor seri", "serienummer"),
    "lot": ("batch number", "nomor batch", "partinummer"),
    "expiry": ("best before date", "tanggal kedaluwarsa", "bäst före datum"),
    "take-out": ("take it out", "keluarkan", "ta ut"),
    "all": ("all packed", "semua terkemas", "allt är packat"),
    "label": ("scan the label", "pindai label", "skanna etiketten"),
    "wrong-label": ("wrong label", "label tertukar", "fel etikett"),
    "wrong-tote": ("wrong basket", "salah keranjang", "fel korg"),
    "tote": ("basket", "keranjang", "korg"),
    "parcel": ("parcel", "paket", "kolli"),
    "aside": ("put aside", "disisihkan", "undanlagd"),
    "next": ("next parcel", "paket baru", "nytt kolli"),
    "again": ("scan again", "pindai lagi", "skanna igen"),
    "twice": ("scanned twice?", "terpindai dua kali?", "skannad två gånger?"),
    "left": ("left", "lagi", "kvar"),
}
_AT = {"en": 0, "id": 1, "sv": 2}
# Spelled out, because a synthesiser reads bare digits of Indonesian and Swedish in ways of its own.
_ONES = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty",
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua_belas tiga_belas empat_belas"
    " lima_belas enam_belas tujuh_belas delapan_belas sembilan_belas dua_puluh",
    "sv": "noll en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
    " tjugo",
}
_TENS = {
    "en": "thirty forty fifty sixty seventy eighty ninety one_hundred",
    "id": "tiga_puluh empat_puluh lima_puluh enam_puluh tujuh_puluh delapan_puluh sembilan_puluh seratus",
    "sv": "trettio fyrtio femtio sextio sjuttio åttio nittio hundra",
}


def words(name: str, language: str) -> str:
    """What a file says."""
    if name in WORDS:
        return WORDS[name][_AT[language]]
    if name.startswith("left-"):
        return f"{words(name.removeprefix('left-'), language)} {WORDS['left'][_AT[language]]}"
    number = int(name)
    spoken = _ONES[language].split()[number] if number <= 20 else _TENS[language].split()[number // 10 - 3]
    return spoken.replace("_", " ")


def spoken(text: str, voice: str, rate: int, pitch: int) -> array[int]:
    """The samples as the synthesiser makes them."""
    # A WAV on standard output has no length in its head: a file has.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        command = [
            "espeak-ng",
            "-v",
            voice,
            "-s",
            str(rate),
            "-p",
            str(pitch),
            "-a",
            "160",
            "-z",
            "-w",
            str(file),
            text,
        ]
        subprocess.run(command, check=True)
        with wave.open(str(file)) as opened:
            assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (RATE, 1, 2)
            return array("h", opened.readframes(opened.getnframes()))


def trimmed(samples: array[int]) -> array[int]:
    """Without silence before and behind, as loud as all others, faded at both ends so that nothing clicks."""
    heard = [at for at, sample in enumerate(samples) if abs(sample) > _SILENT]
    begin = max(0, heard[0] - RATE * _LEAD_MS // 1000)
    end = min(len(samples), heard[-1] + RATE * _TAIL_MS // 1000)
    part = samples[begin:end]
    factor = _LEVEL / max(abs(sample) for sample in part)
    fade = RATE * _FADE_MS // 1000
    return array(
        "h",
        (int(sample * factor * min(1.0, at / fade, (len(part) - at) / fade)) for at, sample in enumerate(part)),
    )


def wav(samples: array[int]) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(RATE)
        opened.writeframes(samples.tobytes())
    return buffer.getvalue()


def make(name: str, language: str) -> bytes:
    """One cue as Ogg Vorbis; what is too long is spoken faster."""
    voice, rate, pitch = VOICES[language]
    samples = trimmed(spoken(words(name, language), voice, rate, pitch))
    while len(samples) > RATE * _LONGEST_S:
        rate += 15
        samples = trimmed(spoken(words(name, language), voice, rate, pitch))
    command = ["oggenc", "--quiet", "--quality=0", "--serial=1", "--discard-comments", "-o", "-", "-"]
    return subprocess.run(command, input=wav(samples), stdout=subprocess.PIPE, check=True).stdout


def main() -> None:
    total = 0
    for language in VOICES:
        folder = FOLDER / language
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.ogg"):
            old.unlink()
        for name in cues.names():
            data = make(name, language)
            (folder / f"{name}.ogg").write_bytes(data)
            total += len(data)
    print(f"{len(VOICES) * len(cues.names())} files, {total / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
