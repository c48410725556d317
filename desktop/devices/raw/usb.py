"""A USB printer as Linux shows it: usb:///dev/usb/lp0. (Windows: its queue; macOS: its queue.)"""

import os
import select
from urllib.parse import SplitResult, unquote

from desktop.devices.raw.line import STALL_S, LineBroke


class UsbLine:
    """The device file. The kernel opens it for one program only."""

    two_way = True

    def __init__(self, address: SplitResult) -> None:
        flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        self._file = os.open(unquote(address.path), flags)

    def write(self, data: bytes) -> None:
        view, sent = memoryview(data), 0
        try:
            while sent < len(data):
                if not select.select([], [self._file], [], STALL_S)[1]:
                    raise TimeoutError
                sent += os.write(self._file, view[sent : sent + 8192])
        except OSError as fault:
            raise LineBroke(sent) from fault

    def read(self, wait_s: float) -> bytes:
        if not select.select([self._file], [], [], wait_s)[0]:
            return b""
        try:
            return os.read(self._file, 4096)
        except BlockingIOError:
            return b""

    def finish(self) -> None:
        """A write has returned when the printer took the bytes; there is nothing to wait for."""

    def close(self) -> None:
        os.close(self._file)
