"""Scales: their languages, on a real line of two ends."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from desktop.devices import scales
from desktop.devices.scales import Reading, ScaleAway, SerialScale

pytestmark = pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo terminals")


@contextmanager
def line(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A scale that answers each request; the name of its line."""
    import tty

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    tty.setraw(ours)
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            try:
                asked = os.read(ours, 64)
            except OSError:
                return
            if asked:
                os.write(ours, answer(asked))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield os.ttyname(theirs)
    finally:
        ended.set()
        os.write(theirs, b"\r")  # wakes the reader
        thread.join(2)
        os.close(theirs)
        os.close(ours)


@pytest.mark.parametrize(
    ("kind", "told", "reading"),
    [
        ("toledo-8217", b"\x0201.234\r", Reading(1234.0, stable=True)),
        ("toledo-8217", b"\x02?\x01\r", Reading(0.0, stable=False)),
        ("toledo-8217", b"\x02?\x02\r", Reading(0.0, stable=False, trouble="over")),
        ("sma", b"\n 1G       0.785kg \r", Reading(785.0, stable=True)),
        ("sma", b"\n 1GM      0.785kg \r", Reading(785.0, stable=False)),
        ("sma", b"\nO1G       0.000kg \r", Reading(0.0, stable=False, trouble="over")),
        ("mt-sics", b"S S     123.45 g\r\n", Reading(123.45, stable=True)),
        ("mt-sics", b"S D       1.20 kg\r\n", Reading(1200.0, stable=False)),
        ("mt-sics", b"S +\r\n", Reading(0.0, stable=False, trouble="over")),
    ],
)
def test_a_scale_that_is_asked(kind: str, told: bytes, reading: Reading) -> None:
    with line(lambda asked: told) as port:
        scale = SerialScale(port, scales.TALKS[kind], plain_bits=True)
        try:
            found = scale.read()
        finally:
            scale.close()
    assert (found.stable, found.trouble) == (reading.stable, reading.trouble)
    assert found.grams == pytest.approx(reading.grams)


@pytest.mark.parametrize(
    ("heard", "reading"),
    [
        (b"ST,GS,+  1.234kg\r\n", Reading(1234.0, stable=True)),
        (b"US,GS,+  1.234kg\r\n", Reading(1234.0, stable=False)),
        (b"ST,NT,-  0.050kg\r\n", Reading(-50.0, stable=True)),
        (b"   785.5 g\r\n", Reading(785.5, stable=True)),
        (b"OL,GS,+  9.999kg\r\n", Reading(0.0, stable=False, trouble="over")),
        (b"hello\r\n", None),
    ],
)
def test_a_scale_that_speaks_by_itself(heard: bytes, reading: Reading | None) -> None:
    found = scales.continuous(heard)
    assert (found is None) == (reading is None)
    if found and reading:
        assert (found.stable, found.trouble, found.grams) == (
            reading.stable,
            reading.trouble,
            pytest.approx(reading.grams),
        )


@pytest.mark.parametrize(
    ("report", "reading"),
    [
        (bytes([3, 4, 2, 0, 0x2C, 0x01]), Reading(300.0, stable=True)),
        (bytes([3, 4, 3, 0xFD, 0xD2, 0x04]), Reading(1234.0, stable=True)),
        (bytes([3, 3, 2, 0, 10, 0]), Reading(10.0, stable=False)),
        (bytes([3, 6, 2, 0, 0, 0]), Reading(0.0, stable=False, trouble="over")),
        (bytes([3, 4, 11, 0xFF, 100, 0]), Reading(283.495, stable=True)),
        (bytes([9, 4, 2, 0, 0, 0]), None),
        (b"", None),
    ],
)
def test_a_usb_scale(report: bytes, reading: Reading | None) -> None:
    found = scales.hid_reading(report)
    assert (found is None) == (reading is None)
    if found and reading:
        assert (found.stable, found.trouble) == (reading.stable, reading.trouble)
        assert found.grams == pytest.approx(reading.grams, abs=0.01)


def test_a_scale_that_is_not_there_is_named() -> None:
    scale = SerialScale("/dev/kolli-no-such-line", scales.TALKS["sma"])
    with pytest.raises(ScaleAway) as said:
        scale.read()
    assert "/dev/kolli-no-such-line" in said.value.say()


def test_a_scale_that_talks_nonsense_is_not_believed() -> None:
    with line(lambda asked: b"\xff\x00garbage\r") as port:
        scale = SerialScale(port, scales.TALKS["mt-sics"])
        try:
            with pytest.raises(ScaleAway):
                scale.read()
        finally:
            scale.close()
