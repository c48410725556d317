"""R15: files that were damaged on their way. Whatever comes, it is refused in words; nothing crashes, nothing hangs."""

import io
import os
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.formats import ARTICLE_FORMATS, ORDER_FORMATS
from desktop.formats.errors import FileRefused
from desktop.formats.layout import Found, FoundArticle, Noticed, Refused
from desktop.formats.reading import open_articles, open_orders, read_articles, read_orders
from tests.formats.expected import EXPORTS

SAMPLES = sorted(file for file in EXPORTS.iterdir() if file.suffix in (".csv", ".xlsx"))
SEED = int(os.environ.get("KOLLI_SEED", "20261121"))
LONGEST = 1.0  # seconds of one file of some 60 kB; a hundred times what it takes

_NASTY = (
    b'"', b"'", b"\0", b"\xff", b"\r", b"\n", b",", b";", b"\t", b"\xef\xbb\xbf", b"=", b"&#0;", b"&#xD800;", b"1e999",
    b"9" * 5000, b"-", b"\xed\xa0\x80", b"\x81", b"\xe2\x80\xae", "٣".encode(), b"NaN", b"0" * 30 + b".", b"PK\x03\x04",
)  # fmt: skip


def _flip(data: bytearray, pick: random.Random) -> None:
    for _ in range(pick.randint(1, 40)):
        data[pick.randrange(len(data))] = pick.randrange(256)


def _cut(data: bytearray, pick: random.Random) -> None:
    start = pick.randrange(len(data))
    del data[start : start + pick.randint(1, len(data))]


def _insert(data: bytearray, pick: random.Random) -> None:
    for _ in range(pick.randint(1, 20)):
        at = pick.randrange(len(data) + 1)
        data[at:at] = pick.choice(_NASTY)


def _repeat(data: bytearray, pick: random.Random) -> None:
    start = pick.randrange(len(data))
    part = bytes(data[start : start + pick.randint(1, 500)])
    data[start:start] = part * pick.randint(1, 20)


def _swap_cells(data: bytearray, pick: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    for _ in range(pick.randint(1, 30)):
        row = pick.randrange(len(lines))
        cells = lines[row].split(b",")
        cells[pick.randrange(len(cells))] = pick.choice(_NASTY)
        pick.shuffle(cells) if pick.random() < 0.1 else None
        lines[row] = b",".join(cells)
    data[:] = b"\n".join(lines)


_WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _cut, _insert, _repeat, _swap_cells)


def mutated(sample: Path, pick: random.Random) -> bytes:
    """The file with some damage; a workbook is damaged as a whole or inside one of its parts."""
    data = sample.read_bytes()
    if sample.suffix == ".xlsx" and pick.random() < 0.8:
        return _inside(data, pick)
    damaged = bytearray(data)
    for _ in range(pick.randint(1, 3)):
        if damaged:
            pick.choice(_WAYS)(damaged, pick)
    return bytes(damaged)


def _inside(data: bytes, pick: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(made, "w") as other:
        names = book.namelist()
        chosen = pick.choice([name for name in names if "sheet" in name or "shared" in name or "workbook" in name])
        for name in names:
            part = bytearray(book.read(name))
            if name == chosen and part:
                pick.choice((_flip, _cut, _insert, _repeat))(part, pick)
            other.writestr(name, bytes(part))
    return made.getvalue()


def read_all(file: Path, wanted: str) -> None:
    """Read it in every way; only refusals may come out of it."""
    try:
        for order in read_orders(open_orders(file, wanted)):
            assert isinstance(order, Found | Refused | Noticed)
            if isinstance(order, Found):
                order.order.number.encode()
            else:
                assert order.row >= 1
                assert order.reason.say()
    except FileRefused as refusal:
        refusal.say()
    try:
        for article in read_articles(open_articles(file)):
            assert isinstance(article, FoundArticle | Refused | Noticed)
    except FileRefused as refusal:
        refusal.say()


def fuzz(folder: Path, files: int) -> float:
    """Read so many damaged files; returns the longest time that one took."""
    pick = random.Random(SEED)
    names = [each.name for each in (*ORDER_FORMATS, *ARTICLE_FORMATS)]
    longest = 0.0
    for turn in range(files):
        sample = pick.choice(SAMPLES)
        file = folder / f"damaged{sample.suffix}"
        file.write_bytes(mutated(sample, pick))
        wanted = "auto" if pick.random() < 0.8 else pick.choice(names)
        begun = time.process_time()
        try:
            read_all(file, wanted)
        except BaseException:
            print(f"seed {SEED}, file {turn} of {sample.name} as {wanted}")
            raise
        longest = max(longest, time.process_time() - begun)
    return longest


def test_damaged_files_are_refused_in_words(tmp_path: Path) -> None:
    assert fuzz(tmp_path, 300) < LONGEST


@pytest.mark.hard
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_damaged_files(tmp_path: Path) -> None:
    files = int(os.environ.get("KOLLI_FUZZ_FILES", "100000"))
    longest = fuzz(tmp_path, files)
    print(f"R15 files: {files} damaged files, seed {SEED}, 0 crashes, longest {longest:.2f} s")
    assert longest < LONGEST
