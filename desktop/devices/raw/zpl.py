"""ZPL II, the language of Zebra's and many other label printers.

Source: Zebra, "ZPL II Programming Guide": ^GF with :Z64: (zlib, base64, CRC-16/XMODEM of the base64), ~HS, ^MD, ^MM.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Sequence

from desktop.devices.raw import language
from desktop.devices.raw.dots import Dots
from desktop.devices.raw.language import Job, Language, Said

_LINE = rb"\x02([^\x03]*)\x03"
_HOST_STATUS = re.compile(_LINE + rb"\s*" + _LINE + rb"\s*" + _LINE)
_CONTINUOUS = 128  # of the function settings: a roll without gaps has no label length of its own


def draw(pages: Sequence[Dots], job: Job) -> bytes:
    """Each page as one label; with copies of several pages the whole set again and again."""
    sets, each = (1, job.copies) if len(pages) == 1 else (job.copies, 1)
    return b"".join([_label(page, job, each) for page in pages]) * sets


def _label(page: Dots, job: Job, copies: int) -> bytes:
    head = b"^XA^PW%d^LL%d^LH0,0%b" % (page.width, page.height, _wishes(job))
    size = len(page.rows)
    picture = b"^FO0,0^GFA,%d,%d,%d,%b^FS" % (size, size, page.across, z64(page.rows))
    return head + picture + (b"^PQ%d" % copies if copies > 1 else b"") + b"^XZ\n"


def _wishes(job: Job) -> bytes:
    dark = b"^MD%d" % min(30, max(-30, job.darkness)) if job.darkness else b""  # from what ~SD has set
    speed = b"^PR%d" % job.speed if job.speed else b""
    return dark + speed + (b"^MMC" if job.cut else b"")


def dressed(written: bytes, job: Job) -> bytes:
    """Labels in text: each ^XA begins one, for what could be taken for it in a text is written as a number."""
    return written.replace(b"^XA", b"^XA" + _wishes(job)) * job.copies


def z64(data: bytes) -> bytes:
    """Dots as ZPL takes them: letters and digits only, so that no byte of a picture can be a command."""
    packed = base64.b64encode(zlib.compress(data, 6))
    return b":Z64:%b:%04X" % (packed, binascii.crc_hqx(packed, 0))


def understand(answer: bytes) -> Said | None:
    """The three lines of ~HS."""
    found = _HOST_STATUS.search(answer)
    if found is None:
        return None
    try:
        first, second = ([int(part) for part in found[line].split(b",")] for line in (1, 2))
        paper_out, paused, length, formats, over = (first[place] for place in (1, 2, 3, 4, 11))
        head_up, ribbon_out, left = second[2], second[3], second[8]
        continuous = int(found[2].split(b",")[0]) & _CONTINUOUS
    except (ValueError, IndexError):
        return Said(language.FAULT)
    # An open head looks like missing paper too: the cover is named first.
    for wrong, words in (
        (head_up, language.COVER_OPEN),
        (paper_out, language.NO_PAPER),
        (ribbon_out, language.NO_RIBBON),
        (over, language.HOT),
        (paused, language.PAUSED),
    ):
        if wrong:
            return Said(words, formats + left, 0 if continuous else length)
    return Said("", formats + left, 0 if continuous else length)


ZPL = Language("zpl", "ZPL (Zebra)", draw, b"~HS", understand, dressed)
