r"""Reads TSPL back, by the manual and not by our writer: commands with their texts, and pictures as dots."""

import re
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Command:
    """One line: its name, its numbers and words, the text between its quotation marks, the bytes of its picture."""

    name: str
    values: tuple[str, ...] = ()
    text: str | None = None
    picture: bytes = b""


# In a text \["] is a quotation mark, \[R] and \[L] are line ends; a bare mark ends it.
_TEXT = re.compile(r'"((?:\\\["\]|[^"])*)"')


def commands(stream: bytes) -> list[Command]:
    found, place = [], 0
    while place < len(stream):
        bitmap = re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),(\d+),").match(stream, place)
        if bitmap:
            values = tuple(value.decode() for value in bitmap.groups())
            end = bitmap.end() + int(values[2]) * int(values[3])
            found.append(Command("BITMAP", values, picture=stream[bitmap.end() : end]))
            assert stream[end : end + 2] == b"\r\n", "the picture is not as long as it says"
            place = end + 2
            continue
        end = stream.index(b"\r\n", place)
        found.append(_line(stream[place:end].decode("utf-8")))
        place = end + 2
    return found


def _line(line: str) -> Command:
    assert not re.search(r"[\x00-\x1f\x7f]", line), f"a control character in {line!r}"
    name, _blank, rest = line.partition(" ")
    assert re.fullmatch(r"[A-Z]+", name), f"no command: {line!r}"
    pieces = _TEXT.split(rest)  # outside, inside, outside, ...
    outside, texts = "".join(pieces[::2]), pieces[1::2]
    assert '"' not in outside, f"a text that does not end: {line!r}"
    wanted = {"TEXT": 2, "BARCODE": 2, "QRCODE": 1}.get(name, 0)  # the first of two names the font or the kind of code
    assert len(texts) == wanted, f"{len(texts)} texts in {line!r}"
    values = tuple(part.strip() for part in outside.split(",") if part.strip())
    return Command(name, (*values, *texts[:-1]), texts[-1].replace('\\["]', '"') if texts else None)


def pictures(stream: bytes, dpi: int) -> list[Image.Image]:
    """Each label's picture, as wide and high as the label; black is 0."""
    found, size, picture = [], (0, 0), Image.new("L", (1, 1))
    for command in commands(stream):
        if command.name == "SIZE":
            width, height = (float(value.removesuffix(" mm")) * dpi / 25.4 for value in command.values)
            size = (round(width), round(height))
        elif command.name == "BITMAP":
            x, y, across, height, mode = (int(value) for value in command.values)
            assert (x, y, mode) == (0, 0, 0)
            assert height == size[1]
            picture = Image.frombytes("1", (across * 8, height), command.picture).crop((0, 0, *size)).convert("L")
        elif command.name == "PRINT":
            found.append(picture)
    return found
