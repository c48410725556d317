"""ESC/POS, the language of receipt printers.

Source: Epson, "ESC/POS Command Reference": GS v 0, GS ( L, ESC p, GS V, DLE EOT, GS r, and GS ( D on what is obeyed
inside of a picture.
"""

import re
from collections.abc import Sequence
from struct import pack

from desktop.devices.raw import language
from desktop.devices.raw.dots import Dots
from desktop.devices.raw.language import Job, Language, Said

_BAND = 128  # rows sent at once; small printers hold few
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_START = b"\x1b@"
_KICK = b"\x1bp\x00\x19\xfa"  # 50 ms on the drawer's first pin
_CUT = b"\x1dVB\x00"  # feed to the knife, leave a small bridge
_TEAR = b"\x1bd\x05"  # lines from the head to where one tears
_FINISHED = b"\x1dr\x01"


def draw(pages: Sequence[Dots], job: Job) -> bytes:
    """The pages below each other, cut behind each copy of the whole."""
    return _framed(b"".join([band for page in pages for band in _bands(page.trimmed(), stored=job.stored)]), job)


def _framed(paper: bytes, job: Job) -> bytes:
    # GS ( K, function 49: 250 to 255 are lighter, 1 to 6 darker than usual.
    dark = b"\x1d(K\x02\x001%c" % (min(6, max(-6, job.darkness)) & 0xFF) if job.darkness else b""
    end = _CUT if job.cut else _TEAR if job.feed else b""
    return _START + (_KICK if job.kick else b"") + dark + (paper + end) * job.copies


def _bands(page: Dots, *, stored: bool) -> list[bytes]:
    size, band = _BAND * page.across, _stored_band if stored else _band
    return [band(harmless(page.rows[at : at + size]), page.across) for at in range(0, len(page.rows), size)]


def _band(rows: bytes, across: int) -> bytes:
    return b"\x1dv0\x00" + pack("<HH", across, len(rows) // across) + rows


def _stored_band(rows: bytes, across: int) -> bytes:
    """Functions 112 (keep a picture) and 50 (print it)."""
    head = b"0p0\x01\x011" + pack("<HH", across * 8, len(rows) // across)
    return b"\x1d(L" + pack("<H", len(head) + len(rows)) + head + rows + b"\x1d(L\x02\x0002"


def harmless(picture: bytes) -> bytes:
    """The picture without the bytes that are obeyed even inside of one: DLE EOT, DLE ENQ, DLE DC4 (opens the drawer).

    It costs one lone dot of a letter or a photo; the bars of our codes are at least two dots wide.
    """
    return _REAL_TIME.sub(b"\0", picture)


def understand(answer: bytes) -> Said | None:
    """The answers to DLE EOT 1, 2, 3, 4, a byte each; other bytes between them are not ours."""
    said = [byte for byte in answer if byte & 0x93 == 0x12]
    if len(said) < 4:
        return None
    printer, offline, fault, paper = said[-4:]
    for wrong, words in (
        (offline & 0x04, language.COVER_OPEN),
        (offline & 0x20 or paper & 0x60, language.NO_PAPER),
        (fault & 0x08, language.CUTTER),
        (fault & 0x40, language.HOT),
        (offline & 0x40 or fault & 0x24, language.FAULT),
        (printer & 0x08, language.PAUSED),
    ):
        if wrong:
            return Said(words)
    return Said()


def is_finished(answer: bytes) -> bool:
    """Whether the answer to GS r is there: a status byte whose bits 4 and 7 are never set."""
    return any(byte & 0x90 == 0 for byte in answer)


def dressed(written: bytes, job: Job) -> bytes:
    """A receipt in text, cut behind each copy."""
    return _framed(written, job)


ESCPOS = Language(
    "escpos", "ESC/POS", draw, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", understand, dressed,
    finished=_FINISHED, is_finished=is_finished, rolls=True,
)  # fmt: skip
