"""TSPL, the language of TSC's and many cheap label printers.

Source: TSC, "TSPL/TSPL2 Programming Language": SIZE, GAP, DENSITY, SPEED, BITMAP (a 0 burns), PRINT, CUT, <ESC>!?.
"""

from collections.abc import Sequence

from desktop.devices.raw import language
from desktop.devices.raw.dots import Dots
from desktop.devices.raw.language import Job, Language, Said

_USUAL_DENSITY = 8  # of 0-15, as these printers are sold: the language has no "darker than it is set"
_LIGHT = bytes(255 - byte for byte in range(256))


def draw(pages: Sequence[Dots], job: Job) -> bytes:
    """Each page as one label; with copies of several pages the whole set again and again."""
    sets, each = (1, job.copies) if len(pages) == 1 else (job.copies, 1)
    return b"".join([_label(page, job, each) for page in pages]) * sets


def _label(page: Dots, job: Job, copies: int) -> bytes:
    width, height = page.width * 25.4 / job.dpi, page.height * 25.4 / job.dpi
    lines = [b"SIZE %.2f mm,%.2f mm" % (width, height), *_wishes(job)]
    picture = harmless(page.rows.translate(_LIGHT))
    lines += [b"REFERENCE 0,0", b"CLS", b"BITMAP 0,0,%d,%d,0,%b" % (page.across, page.height, picture)]
    lines.append(b"PRINT 1,%d" % copies)
    if job.cut:
        lines.append(b"CUT")
    return b"".join(line + b"\r\n" for line in lines)


def _wishes(job: Job) -> list[bytes]:
    lines = []
    if job.gap_mm is not None:
        lines.append(b"GAP %.1f mm,0 mm" % job.gap_mm)
    if job.darkness:
        lines.append(b"DENSITY %d" % min(15, max(0, _USUAL_DENSITY + job.darkness)))
    if job.speed:
        lines.append(b"SPEED %d" % job.speed)
    return lines


def dressed(written: bytes, job: Job) -> bytes:
    """Labels in text: a line begins with SIZE or ends with PRINT 1,1 only where a label does."""
    wishes = b"".join(line + b"\r\n" for line in _wishes(job))
    label = wishes + written
    if job.cut:
        label = label.replace(b"\r\nPRINT 1,1\r\n", b"\r\nPRINT 1,1\r\nCUT\r\n")
    return label * job.copies


def harmless(picture: bytes) -> bytes:
    """The picture without the two bytes that begin a command which is obeyed even inside of one (as <ESC>!R, reset).

    It costs one lone dot of a letter or a photo; the bars of our codes are at least three dots wide.
    """
    return picture.replace(b"\x1b!", b"\x1f!")


def understand(answer: bytes) -> Said | None:
    """The one byte of <ESC>!?."""
    if not answer:
        return None
    byte = answer[-1]
    for bit, words in (
        (0x01, language.COVER_OPEN),
        (0x04, language.NO_PAPER),
        (0x02, language.JAM),
        (0x08, language.NO_RIBBON),
        (0x10, language.PAUSED),
        (0x80, language.FAULT),
    ):
        if byte & bit:
            return Said(words, 1 if byte & 0x20 else 0)
    return Said("", 1 if byte & 0x20 else 0)


TSPL = Language("tspl", "TSPL (TSC)", draw, b"\x1b!?", understand, dressed)
