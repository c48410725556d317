"""A scanner on a line that tests and the tour drive: it sends what it is told, and can be unplugged."""

import threading
from collections import deque

from desktop.devices.scanners import Line, Setting


class SimulatedScanner:
    """`ScannerRoom(heard, told, open_line=scanner.open)` reads it; `send` as a scanner would, its line end included."""

    def __init__(self) -> None:
        self.plugged = True
        self._bytes: deque[int] = deque()
        self._came = threading.Condition()

    def send(self, data: bytes) -> None:
        with self._came:
            self._bytes.extend(data)
            self._came.notify_all()

    def unplug(self) -> None:
        with self._came:
            self.plugged = False
            self._bytes.clear()
            self._came.notify_all()

    def plug(self) -> None:
        self.plugged = True

    def open(self, setting: Setting) -> Line:
        """As a system opens the port.

        Raises:
            OSError: it is not plugged in.
        """
        if not self.plugged:
            raise FileNotFoundError(setting.port)
        return _Line(self)

    def _read(self, size: int) -> bytes:
        with self._came:
            if not self._bytes and self.plugged:
                self._came.wait(0.02)
            if not self.plugged:
                raise OSError("unplugged")
            return bytes(self._bytes.popleft() for _turn in range(min(size, len(self._bytes))))


class _Line:
    def __init__(self, scanner: SimulatedScanner) -> None:
        self._scanner = scanner

    def read(self, size: int) -> bytes:
        return self._scanner._read(size)

    def close(self) -> None:
        """Nothing to let go of."""
