"""An OpenCart store with our module on this machine: real HTTP on 127.0.0.1, with faults to order."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qs, urlsplit

from desktop.simulated import opencart_bridge
from desktop.simulated.opencart_state import State
from desktop.simulated.web_server import WebServer, WholeRequests

_PAGE = '<!DOCTYPE html>\n<html dir="ltr" lang="en">\n<head><title>{title}</title></head>\n<body>{title}</body></html>'
_OLD, _NEW = "extension/module/kolli", "extension/kolli/module/kolli"


class Trouble(StrEnum):
    """What becomes of one request. Before: nothing was done. After: it was done, unheard."""

    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    ERROR_AFTER = "error-after"
    TRUNCATED = "truncated"
    TOO_MANY = "too-many"
    PORTAL = "portal"
    FIREWALL = "firewall"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; `op` is the module's, "" at the store's own door."""

    route: str
    op: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    kind: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class OpenCartDouble:
    """`with OpenCartDouble() as store:` ... `store.url`, `store.state`; everything may be looked at and changed.

    `choose` is asked about each request, None lets it pass. `drops_headers`: a host that passes only known ones on.
    """

    def __init__(self, state: State | None = None) -> None:
        self.state = state or State()
        self.choose: Callable[[Asked], Trouble | None] = lambda _asked: None
        self.requests: list[tuple[str, str]] = []  # route and op
        self.sessions = 0  # visitors that the shop has counted: everybody without its cookie is a new one
        self.drops_headers = False
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="opencart double", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def answer(self, asked: Asked) -> tuple[Said | None, bool]:
        """What is said, and whether only half of it; None breaks the line."""
        with self.state.lock:
            self.requests.append((asked.route, asked.op))
            self.sessions += "OCSESSID=" not in asked.headers.get("cookie", "")
        trouble = self.choose(asked)
        if trouble in _INSTEAD:
            return _INSTEAD[trouble], False
        if trouble is Trouble.DROP_BEFORE:
            return None, False
        said = self._store(asked)
        if trouble is Trouble.ERROR_AFTER:
            return Said(500, "text/html", b""), False
        return (None if trouble is Trouble.DROP_AFTER else said), trouble is Trouble.TRUNCATED

    def _store(self, asked: Asked) -> Said:
        is_new = self.state.version.startswith("4")
        if asked.route.startswith("api"):
            return self._door(asked.route)
        if self.state.maintenance:
            page = _PAGE.format(title="Maintenance").encode()
            return Said(503, "text/html; charset=utf-8", page, (("Retry-After", "3600"),))
        if asked.route != (_NEW if is_new else _OLD) or not self.state.installed:
            return _not_found()
        headers = {} if self.drops_headers else asked.headers
        status, told = opencart_bridge.answer(self.state, headers, asked.body)
        return Said(status, "application/json; charset=utf-8", json.dumps(told, ensure_ascii=False).encode())

    def _door(self, route: str) -> Said:
        """What the store itself says to somebody without a key: each family something else."""
        if self.state.version.startswith("4.0"):
            known = route == "api/account/login"
            return Said(200, "application/json", b'{"error":"Warning: Incorrect API Key!"}') if known else _not_found()
        if self.state.version.startswith("4"):
            denied = b'{"error":"You do not have permission to access this page."}'
            return Said(403, "text/html; charset=utf-8", denied)
        if route != "api/login":
            return _not_found()
        warning = b"<b>Notice</b>: Undefined index: key" if self.state.version.startswith("2") else b""
        return Said(200, "application/json", warning + b"[]")


def _not_found() -> Said:
    return Said(404, "text/html; charset=utf-8", _PAGE.format(title="The page cannot be found!").encode())


_INSTEAD = {
    Trouble.TOO_MANY: Said(429, "text/html", b"Slow down", (("Retry-After", "1"),)),
    Trouble.PORTAL: Said(200, "text/html", b"<!DOCTYPE html><p>Sign in to use this network.</p>"),
    Trouble.FIREWALL: Said(403, "text/html", b"<html><h1>403 Forbidden</h1></html>"),
}


class _Server(WebServer):
    double: OpenCartDouble


class _Handler(WholeRequests):
    server: _Server

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.whole_body()
        if body is None:
            return
        query = parse_qs(urlsplit(self.path).query)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(query.get("route", [""])[0], query.get("op", [""])[0], headers, body)
        said, half = self.server.double.answer(asked)
        if said is None:
            self.drop()
            return
        self.send_response_only(said.status)
        self.send_header("Date", format_datetime(self.server.double.state.now(), usegmt=True))
        self.send_header("Content-Type", said.kind)
        self.send_header("Set-Cookie", "OCSESSID=0123456789abcdef0123456789; path=/; HttpOnly")
        for name, value in said.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body[: len(said.body) // 2] if half else said.body)
        if half:
            self.drop()
