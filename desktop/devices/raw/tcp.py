"""A printer on the network, at its port 9100: tcp://192.0.2.7:9100."""

import contextlib
import socket
import sys
import time
from urllib.parse import SplitResult

from desktop.devices.raw.line import CONNECT_S, STALL_S, LineBroke

PORT = 9100
_ARRIVE_S = 2.0


class TcpLine:
    """One connection, held for one paper only: other benches print on the same printer."""

    two_way = True

    def __init__(self, address: SplitResult, connect_s: float = CONNECT_S) -> None:
        self._socket = socket.create_connection((address.hostname or "", address.port or PORT), connect_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        self._socket.settimeout(STALL_S)
        view, sent = memoryview(data), 0
        try:
            while sent < len(data):
                sent += self._socket.send(view[sent : sent + 65536])
        except OSError as fault:
            raise LineBroke(sent) from fault

    def read(self, wait_s: float) -> bytes:
        self._socket.settimeout(wait_s)
        try:
            data = self._socket.recv(4096)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("closed by the printer")
        return data

    def finish(self) -> None:
        """Say that this was all, and wait for the printer to hang up or to have taken every byte."""
        self._socket.shutdown(socket.SHUT_WR)
        end = time.monotonic() + _ARRIVE_S
        self._socket.settimeout(0.1)
        while time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                if not self._socket.recv(4096):
                    return
            if self._taken():
                return
        raise LineBroke(0)

    def _taken(self) -> bool:
        """Whether every byte was acknowledged; systems that do not tell are believed."""
        if sys.platform != "linux":
            return True
        import fcntl
        import termios

        waiting = bytearray(4)
        fcntl.ioctl(self._socket, termios.TIOCOUTQ, waiting)
        return not int.from_bytes(waiting, sys.byteorder)

    def close(self) -> None:
        self._socket.close()
