"""A printer on a serial line: serial:///dev/ttyUSB0?baud=115200, serial:///COM3?flow=xonxoff.

`flow` is how the printer says "wait": rtscts, dsrdtr, xonxoff or none. Without it a long paper overruns its buffer.
"""

import re
import time
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote

from desktop.devices.raw.line import STALL_S, LineBroke

BAUD = 9600
_PIECE = 1024


class SerialLine:
    """The port, at the speed and with the flow control that the address names."""

    two_way = True

    def __init__(self, address: SplitResult) -> None:
        import serial  # on first use: most benches have no such printer

        wanted = dict(parse_qsl(address.query))
        flow = wanted.get("flow", "none")
        self._port: Any = serial.Serial(
            port_name(address), _number(wanted.get("baud", "")), timeout=0, write_timeout=STALL_S,
            rtscts=flow == "rtscts", dsrdtr=flow == "dsrdtr", xonxoff=flow == "xonxoff",
        )  # fmt: skip

    def write(self, data: bytes) -> None:
        sent = 0
        try:
            while sent < len(data):
                sent += self._port.write(data[sent : sent + _PIECE])
        except OSError as fault:  # pyserial's errors are such
            raise LineBroke(max(sent, 1)) from fault  # a piece may have left before its time was over

    def read(self, wait_s: float) -> bytes:
        self._port.timeout = wait_s
        first: bytes = self._port.read(1)
        return first + self._port.read(self._port.in_waiting) if first else b""

    def finish(self) -> None:
        """Wait until the last byte is on the wire."""
        waiting, since = self._port.out_waiting, time.monotonic()
        while waiting:
            time.sleep(0.02)
            before, waiting = waiting, self._port.out_waiting
            if waiting != before:
                since = time.monotonic()
            elif time.monotonic() - since > STALL_S:
                raise LineBroke(1)

    def close(self) -> None:
        self._port.close()


def port_name(address: SplitResult) -> str:
    """The port as the system calls it: /dev/ttyUSB0, COM3."""
    path = unquote(address.path)
    return path[1:] if re.fullmatch(r"/COM\d+", path, re.IGNORECASE) else path


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and int(text) else BAUD
