"""An OpenCart store with its own interface on this machine: real HTTP on 127.0.0.1. For tests and the tour."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qsl

from desktop.simulated.opencart_api import Call, Said, answer
from desktop.simulated.opencart_api_state import PHP_SESSION, ApiState, Version
from desktop.simulated.web_server import WebServer, WholeRequests


class Trouble(StrEnum):
    """What happens to one request. Before: nothing was done. After: it was done, unheard."""

    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    TRUNCATED = "truncated"
    TOO_MANY = "too-many"
    PORTAL = "portal"
    FIREWALL = "firewall"


_INSTEAD = {
    Trouble.TOO_MANY: Said(429, "text/html", b"Slow down"),
    Trouble.PORTAL: Said(200, "text/html", b"<!DOCTYPE html><p>Sign in to use this network.</p>"),
    Trouble.FIREWALL: Said(403, "text/html", b"<html><h1>403 Forbidden</h1></html>"),
}


class ApiDouble:
    """`with ApiDouble(state) as store:` ... `store.url`; `choose` is asked about each request, None lets it pass."""

    def __init__(self, state: ApiState | None = None, folder: str = "") -> None:
        self.state = state or ApiState()
        self.folder = folder  # a shop that does not stand at the root of its host
        self.choose: Callable[[Call], Trouble | None] = lambda _call: None
        self.requests: list[tuple[str, str]] = []  # method and route
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}{folder}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="opencart", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join(5)

    def reply(self, call: Call) -> tuple[Said | None, bool]:
        """The answer, and whether only half of it is sent; None breaks the line."""
        with self._lock:
            self.requests.append((call.method, call.query.get("route", "")))
            trouble = self.choose(call)
            if trouble in _INSTEAD:
                return _INSTEAD[trouble], False
            if trouble is Trouble.DROP_BEFORE:
                return None, False
            said = answer(self.state, call)
        return (None if trouble is Trouble.DROP_AFTER else said), trouble is Trouble.TRUNCATED


class _Server(WebServer):
    double: ApiDouble


class _Handler(WholeRequests):
    server: _Server

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        body = self.whole_body()
        if body is not None:
            self._serve(body)

    def _serve(self, body: bytes) -> None:
        double = self.server.double
        is_form = "form-urlencoded" in self.headers.get("Content-Type", "")
        form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True) if is_form else []
        call = Call(
            self.command, self.path, form, remote=self.client_address[0], host=self.headers.get("Host", ""),
            forwarded=self.headers.get("X-Forwarded-For", ""), cookie=self.headers.get("Cookie", ""),
        )  # fmt: skip
        said, half = double.reply(call)
        if said is None:
            self.close_connection = True
            return
        moment = datetime.fromtimestamp(double.state.store_time(), UTC)
        self.send_response_only(said.status)
        self.send_header("Date", format_datetime(moment, usegmt=True))
        self.send_header("Content-Type", said.kind)
        name = "PHPSESSID" if double.state.version in (Version.V20, Version.V23) else "OCSESSID"
        self.send_header("Set-Cookie", f"{name}={PHP_SESSION}; path=/")
        self.send_header("Set-Cookie", "language=en-gb; path=/")
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body[: len(said.body) // 2] if half else said.body)
        self.close_connection = half or self.close_connection
