"""Reads ZPL back, by the guide and not by our writer: commands with their texts, and pictures as dots."""

import base64
import binascii
import re
import zlib
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Command:
    """One command: its name as ^FO or ~HS, and what follows it. The text of a field is what the printer would print."""

    name: str
    data: str


def commands(stream: bytes) -> list[Command]:
    """Every command of a stream in UTF-8, in order. Between commands there is nothing but line ends."""
    found = []
    text = stream.decode("utf-8")
    hexadecimal = False
    lead, *parts = re.split(r"(?=[\^~])", text)
    assert not lead.strip("\r\n"), f"loose text {lead!r}"
    for part in parts:
        name, data = part[:3], part[3:]
        if name[:2] == "^A" and name != "^A@":
            name, data = "^A", part[2:]
        if name == "^FH":
            assert not data, "another sign than _ for bytes"
            hexadecimal = True
        if name == "^FD":
            data = _bytes(data) if hexadecimal else data
        elif name == "^FS":
            hexadecimal = False
            assert not data.strip("\r\n"), f"text behind a field: {data!r}"
        elif name == "^XZ":
            assert not data.strip("\r\n"), f"text behind a label: {data!r}"
            data = ""
        found.append(Command(name, data))
    return found


def _bytes(data: str) -> str:
    """_HH is a byte of UTF-8."""
    raw = re.sub(rb"_([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data.encode("utf-8"))
    return raw.decode("utf-8")


def pictures(stream: bytes) -> list[Image.Image]:
    """Each label's picture, as wide and high as the label; black is 0."""
    found = []
    for label in re.findall(rb"\^XA(.*?)\^XZ", stream, re.DOTALL):
        width, height = (int(_one(rb"\^%b(\d+)" % name, label)) for name in (b"PW", b"LL"))
        x, y, total, size, across, data, crc = re.findall(
            rb"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS", label
        )[0]
        assert (x, y) == (b"0", b"0")
        assert total == size
        assert binascii.crc_hqx(data, 0) == int(crc, 16)
        rows = zlib.decompress(base64.b64decode(data, validate=True))
        assert len(rows) == int(size) == int(across) * height
        picture = Image.frombytes("1", (int(across) * 8, height), bytes(255 - byte for byte in rows))
        found.append(picture.crop((0, 0, width, height)).convert("L"))
    return found


def _one(pattern: bytes, data: bytes) -> bytes:
    found = re.findall(pattern, data)
    assert len(found) == 1, (pattern, found)
    return bytes(found[0])
