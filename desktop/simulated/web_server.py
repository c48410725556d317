"""The web server under every store's double: it takes whole requests, and hangs up when it is told to.

Python's small web server takes a request whose head was cut off for one without a body. Real ones pass on only whole
requests, and so do the doubles.
"""

import contextlib
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any


class WebServer(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, *values: Any) -> None:
        self.lines: set[socket.socket] = set()
        super().__init__(*values)

    def hang_up(self) -> None:
        """Close what clients keep open, so that no thread waits for their next request."""
        for line in list(self.lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


class _Heard:
    """A line's reading end that remembers the last line that was read from it."""

    def __init__(self, inner: BufferedIOBase) -> None:
        self._inner, self.last = inner, b""

    def readline(self, size: int | None = -1, /) -> bytes:
        self.last = self._inner.readline(size)
        return self.last

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


class WholeRequests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: WebServer

    def setup(self) -> None:
        self.request.settimeout(30)
        self.server.lines.add(self.request)
        super().setup()
        self._heard = _Heard(self.rfile)
        self.rfile = self._heard  # type: ignore[assignment]  # it is read like one

    def finish(self) -> None:
        self.server.lines.discard(self.request)
        with contextlib.suppress(OSError):
            super().finish()

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self._heard.last not in (b"\r\n", b"\n"):  # the head ends with an empty line, and this one ended before
            self.close_connection = True
            return False
        return True

    def whole_body(self) -> bytes | None:
        """The request's body; None where it was cut off on its way, and then the line is dropped."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            self.drop()
            return None
        return body

    def drop(self) -> None:
        """End the line without another word."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: addresses hold signatures, and tests look at the requests themselves."""
