"""Python's small web server takes a request whose head was cut off for one without a body. Real ones pass on only whole
requests, and so do the doubles."""

from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase


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
    def setup(self) -> None:
        super().setup()
        self._heard = _Heard(self.rfile)
        self.rfile = self._heard  # type: ignore[assignment]  # it is read like one

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self._heard.last not in (b"\r\n", b"\n"):  # the head ends with an empty line, and this one ended before
            self.close_connection = True
            return False
        return True
