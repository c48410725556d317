"""A Vendure shop on this machine: real HTTP on 127.0.0.1, with faults to order. For tests and the tour."""

import json
import threading
from collections.abc import Callable
from email.utils import formatdate
from enum import StrEnum
from typing import Any, Self

from desktop.simulated.vendure_api import Reply, answer, encoded
from desktop.simulated.vendure_state import State
from desktop.simulated.web_server import WebServer, WholeRequests


class Trouble(StrEnum):
    """What can go wrong on the way. Before: nothing was done. After: it was done, unheard."""

    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    TRUNCATED = "truncated"
    TOO_MANY = "too-many"
    FIREWALL = "firewall"
    PORTAL = "portal"  # a network that answers everything itself with a page of its own


class VendureDouble:
    """`with VendureDouble(state) as shop:` ... `shop.url`, `shop.state`; everything may be looked at and changed."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.requests: list[str] = []  # the queries
        self.choose: Callable[[str], Trouble | None] = lambda _query: None
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/admin-api"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="vendure double", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()


class _Server(WebServer):
    double: VendureDouble
    lock = threading.Lock()


class _Handler(WholeRequests):
    server: _Server
    wbufsize = -1  # head and body in one packet: two wait for each other (RFC 896), 40 ms a request

    def do_POST(self) -> None:
        sent = self.whole_body()
        if sent is None:
            return
        body: dict[str, Any] = json.loads(sent)
        double = self.server.double
        with self.server.lock:
            query = str(body.get("query", ""))
            double.requests.append(query)
            trouble = double.choose(query)
            if trouble is Trouble.DROP_BEFORE:
                self.close_connection = True
                return
            if trouble is Trouble.TOO_MANY:
                self._send(Reply(429, {"error": "too many"}, {"Retry-After": "1"}))
                return
            if trouble in (Trouble.FIREWALL, Trouble.PORTAL):
                self._page(403 if trouble is Trouble.FIREWALL else 200)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = answer(double.state, self.path, headers, body)
        if trouble is Trouble.DROP_AFTER:
            self.close_connection = True
            return
        self._send(reply, whole=trouble is not Trouble.TRUNCATED)

    def do_GET(self) -> None:
        self._send(Reply(400, {"errors": [{"message": "only POST", "extensions": {"code": "BAD_REQUEST"}}]}))

    def _send(self, reply: Reply, *, whole: bool = True) -> None:
        body = encoded(reply)
        self._write(reply.status, "application/json; charset=utf-8", body if whole else body[:20], reply.headers)

    def _page(self, status: int) -> None:
        self._write(status, "text/html", b"<html><body>Please sign in</body></html>", {})

    def _write(self, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(timestamp, usegmt=True)
