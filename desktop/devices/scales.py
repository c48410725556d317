"""Scales at the bench: what they say on a serial line or as a USB (HID) scale, in grams.

A scale is asked for each weight, or speaks by itself; both end in a Reading. The protocols are what the makers publish:
Toledo 8217 (also called 8213/8217 point of sale), SMA level 1 (Scale Manufacturers Association SCP-0499), MT-SICS
level 0 and the plain continuous line of CAS, A&D and many others ("ST,GS,+  1.234kg").
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.domain.errors import KolliError
from desktop.i18n import N_

_GRAMS = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "oz": 28.349523125, "t": 1_000_000.0}
ANSWER_S = 0.6  # a scale that says nothing for so long is not there


class ScaleAway(KolliError):
    text = N_("The scale does not answer: {reason} Check its cable and Settings, Boxes and scale.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the scale shows. `stable`: it no longer moves. `trouble` is "" or "over", "under", "fault"."""

    grams: float
    stable: bool
    trouble: str = ""


class Scale(Protocol):
    """One scale. `read` may wait up to ANSWER_S."""

    def read(self) -> Reading: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Talk:
    """How a scale is spoken to: what it is asked, what ends its answer, and what an answer means (None: no weight)."""

    ask: bytes
    end: bytes
    understand: Callable[[bytes], Reading | None]
    bits: int = 8
    parity: str = "N"
    baud: int = 9600


def toledo_8217(answer: bytes) -> Reading | None:
    """`STX 01.234 CR` is a stable weight in kg; `STX ? status CR` says why there is none."""
    found = re.search(rb"\x02\s*([0-9]*\.?[0-9]+)N?\r", answer)
    if found:
        return Reading(float(found[1]) * 1000, stable=True)
    status = re.search(rb"\x02\?(.)\r", answer, re.DOTALL)
    if status is None:
        return None
    bits = status[1][0]
    if bits & 0x02:
        return Reading(0.0, stable=False, trouble="over")
    if bits & 0x04:
        return Reading(0.0, stable=False, trouble="under")
    return Reading(0.0, stable=False)


def sma(answer: bytes) -> Reading | None:
    """`LF status range mode motion future weight(10) unit(3) CR`."""
    found = re.search(rb"\n([ ZOUEIT])(.)([GTNgn])([ M])(.)([ 0-9.+-]{10})([A-Za-z ]{2,3})\r", answer)
    if found is None:
        return None
    status, motion, unit = found[1], found[4], found[7].decode().strip().lower()
    trouble = {b"O": "over", b"U": "under", b"E": "fault", b"I": "fault", b"T": "fault"}.get(status, "")
    digits = found[6].replace(b" ", b"")
    if trouble or unit not in _GRAMS or not digits or digits == b"-":
        return Reading(0.0, stable=False, trouble=trouble or "fault")
    return Reading(float(digits) * _GRAMS[unit], stable=motion == b" ")


def mt_sics(answer: bytes) -> Reading | None:
    """`S S     123.45 g` is stable, `S D` still moves, `S +` and `S -` are out of range, `S I` is busy."""
    found = re.search(rb"S ([SD])\s+(-?[0-9]*\.?[0-9]+)\s*([A-Za-z]+)", answer)
    if found:
        unit = found[3].decode().lower()
        if unit not in _GRAMS:
            return Reading(0.0, stable=False, trouble="fault")
        return Reading(float(found[2]) * _GRAMS[unit], stable=found[1] == b"S")
    other = re.search(rb"(?:S ([+\-I])|E[STL])", answer)
    if other is None:
        return None
    return Reading(0.0, stable=False, trouble={b"+": "over", b"-": "under"}.get(other[1] or b"", ""))


def continuous(answer: bytes) -> Reading | None:
    """`ST,GS,+  1.234kg`: ST stable, US not, OL over; some send the weight and its unit alone."""
    found = re.search(
        rb"(?:(ST|US|OL)\s*,\s*(?:GS|NT|TR|G|N)?\s*,?)?\s*([+-]?)\s*([0-9]*\.?[0-9]+)\s*(kg|g|lb|oz)",
        answer,
        re.IGNORECASE,
    )
    if found is None:
        return Reading(0.0, stable=False, trouble="over") if b"OL" in answer else None
    if found[1] == b"OL":
        return Reading(0.0, stable=False, trouble="over")
    grams = float(found[3]) * _GRAMS[found[4].decode().lower()] * (-1 if found[2] == b"-" else 1)
    return Reading(grams, stable=found[1] != b"US")


TALKS: dict[str, Talk] = {
    "toledo-8217": Talk(b"W", b"\r", toledo_8217, bits=7, parity="E"),
    "sma": Talk(b"\nW\r", b"\r", sma),
    "mt-sics": Talk(b"SI\r\n", b"\r\n", mt_sics),
    "continuous": Talk(b"", b"\n", continuous),
}


class SerialScale:
    """A scale on a serial line; opened on its first reading, and again after it was unplugged."""

    def __init__(self, port: str, talk: Talk, *, baud: int = 0, plain_bits: bool = False) -> None:
        self._port, self._talk, self._baud, self._plain_bits = port, talk, baud or talk.baud, plain_bits
        self._line: Any = None

    def read(self) -> Reading:
        """The weight now.

        Raises:
            ScaleAway: no line, or no answer that is understood.
        """
        import serial  # on first use: most benches have no scale

        try:
            line = self._open(serial)
            answer = self._answer(line)
        except (serial.SerialException, OSError) as error:
            self.close()
            raise ScaleAway(reason=f"{self._port}.") from error
        found = self._talk.understand(answer)
        if found is None:
            raise ScaleAway(reason=f"{self._port}.")
        return found

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open(self, serial: Any) -> Any:
        if self._line is None:
            talk = self._talk
            self._line = serial.Serial(
                self._port,
                self._baud,
                bytesize=8 if self._plain_bits else talk.bits,
                parity="N" if self._plain_bits else talk.parity,
                timeout=0.05,
                write_timeout=ANSWER_S,
            )
        return self._line

    def _answer(self, line: Any) -> bytes:
        if self._talk.ask:
            line.reset_input_buffer()
            line.write(self._talk.ask)
        until = time.monotonic() + ANSWER_S
        heard = b""
        while time.monotonic() < until:
            heard += line.read(64)
            # A line that came on its own may begin in the middle: only what has a whole answer in it counts.
            if self._talk.end in heard and self._talk.understand(heard) is not None:
                return self._newest(heard)
        return heard

    def _newest(self, heard: bytes) -> bytes:
        if self._talk.ask:
            return heard
        whole = heard[: heard.rindex(self._talk.end) + 1].split(self._talk.end)
        return (whole[-2] if len(whole) > 1 else heard) + self._talk.end


class HidScale:
    """A USB scale (HID usage page 0x8D): no driver, no port; the first that is found, or one by its path."""

    USAGE_PAGE = 0x8D
    _UNITS: Mapping[int, float] = {1: 0.001, 2: 1.0, 3: 1000.0, 11: 28.349523125, 12: 453.59237}

    def __init__(self, path: str = "") -> None:
        self._path = path
        self._device: Any = None

    def read(self) -> Reading:
        """The weight now; ScaleAway when no scale is plugged in or it says nothing."""
        import hid

        try:
            if self._device is None:
                self._device = hid.device()
                self._device.open_path(self._path.encode() or self._first(hid))
            report = bytes(self._device.read(8, int(ANSWER_S * 1000)))
        except (OSError, ValueError) as error:
            self.close()
            raise ScaleAway(reason=N_("no USB scale was found.")) from error
        found = hid_reading(report)
        if found is None:
            raise ScaleAway(reason=N_("it sent nothing."))
        return found

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()

    def _first(self, hid: Any) -> bytes:
        for own in hid.enumerate():
            if own.get("usage_page") == self.USAGE_PAGE:
                return bytes(own["path"])
        raise OSError("no scale")


def hid_reading(report: bytes) -> Reading | None:
    """A weight report of the HID point of sale tables: id 3, status, unit, exponent (signed), weight low and high."""
    if len(report) < 6 or report[0] != 3:
        return None
    status, unit, power, low, high = report[1:6]
    trouble = {1: "fault", 5: "under", 6: "over", 7: "fault", 8: "fault"}.get(status, "")
    each = HidScale._UNITS.get(unit)
    if trouble or each is None:
        return Reading(0.0, stable=False, trouble=trouble or "fault")
    exponent = power - 256 if power > 127 else power
    return Reading((low + 256 * high) * 10.0**exponent * each, stable=status in (2, 4))


class SimulatedScale:
    """A scale without a scale: `put(grams)` lays something on it."""

    def __init__(self) -> None:
        self._grams = 0.0
        self._lock = threading.Lock()

    def put(self, grams: float) -> None:
        with self._lock:
            self._grams = grams

    def read(self) -> Reading:
        with self._lock:
            return Reading(self._grams, stable=True)

    def close(self) -> None:
        return


def made(settings: Mapping[str, object]) -> Scale | None:
    """The scale of these settings: {"driver": "toledo-8217" | ... | "hid" | "simulated", "port": ..., "baud": ...}."""
    driver = str(settings.get("driver", ""))
    if driver in TALKS:
        baud = settings.get("baud")
        return SerialScale(str(settings.get("port", "")), TALKS[driver], baud=baud if isinstance(baud, int) else 0)
    if driver == "hid":
        return HidScale(str(settings.get("port", "")))
    if driver == "simulated":
        return SimulatedScale()
    return None
