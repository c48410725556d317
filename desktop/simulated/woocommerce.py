"""A WooCommerce store on this machine: real HTTP on 127.0.0.1, with faults to order. For tests and the tour."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from enum import StrEnum
from typing import Any, Self

from desktop.simulated.web_server import WebServer, WholeRequests
from desktop.simulated.woocommerce_api import Reply, Request, answer
from desktop.simulated.woocommerce_orders import fatal
from desktop.simulated.woocommerce_state import Key, State

KEY = "ck_" + "a" * 40
SECRET = "cs_" + "a" * 40
_PAGE = "<!DOCTYPE html>\n<html dir='ltr'>\n<head><title>{title}</title></head>\n<body>{text}</body></html>\n"


class Trouble(StrEnum):
    """What can go wrong between a bench and a store. Before: nothing was done. After: it was done, unheard."""

    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    ERROR_BEFORE = "error-before"
    ERROR_AFTER = "error-after"
    TOO_MANY = "too-many"
    TRUNCATED = "truncated"
    HALF = "half"  # the same, from a server that does not say how long its answers are
    DELAY = "delay"
    MAINTENANCE = "maintenance"
    DATABASE_DOWN = "database-down"
    GATEWAY = "gateway"
    FIREWALL = "firewall"
    MOVED = "moved"  # sent on to `elsewhere`
    PORTAL = "portal"  # a network that answers everything itself with a page of its own


@dataclass
class Ordered:
    """A trouble that waits for the next requests with this method; `wait_s` is its Retry-After or its delay."""

    trouble: Trouble
    times: int
    method: str
    wait_s: float


class StoreDouble:
    """`with StoreDouble() as store:` ... `store.url`, `store.state`; everything may be looked at and changed."""

    def __init__(self, state: State | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.state = state or State()
        self.state.keys.setdefault(KEY, Key(SECRET))
        self.elsewhere = ""
        self.requests: list[tuple[str, str]] = []
        self.choose: Callable[[Request], tuple[Trouble, float] | None] = lambda _request: None
        self._ordered: list[Ordered] = []
        self._tls = tls
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        self._server.secure = tls is not None
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self._server.server_address[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        if self.state.home == "http://127.0.0.1":
            self.state.home = self.url
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="store double", daemon=True
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Close the door; a second call does nothing. Requests on their way are waited for."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def fail(self, trouble: Trouble | str, times: int = 1, method: str = "", wait_s: float = 0.0) -> None:
        """Let the next requests (of this method, if one is named) meet this trouble."""
        self._ordered.append(Ordered(Trouble(trouble), times, method, wait_s))

    @property
    def emails(self) -> list[Any]:
        return self.state.emails

    @property
    def writes(self) -> list[Any]:
        return self.state.writes

    def trouble_for(self, request: Request) -> tuple[Trouble, float] | None:
        with self.state.lock:
            self.requests.append((request.method, request.path))
            for ordered in self._ordered:
                if ordered.times > 0 and ordered.method in ("", request.method):
                    ordered.times -= 1
                    return ordered.trouble, ordered.wait_s
        return self.choose(request)


class _Server(WebServer):
    double: StoreDouble
    secure = False


class _Handler(WholeRequests):
    server: _Server

    def _serve(self) -> None:
        double = self.server.double
        body = self.whole_body()
        if body is None:
            return
        names = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, names, body, self.server.secure)
        trouble, wait_s = double.trouble_for(request) or (None, 0.0)
        if trouble is Trouble.DELAY:
            time.sleep(wait_s)
        if trouble is Trouble.DROP_BEFORE:
            self.drop()
            return
        canned = _instead(trouble, wait_s, "json" in names.get("accept", ""))
        if trouble is Trouble.MOVED:
            canned = Reply(301, "", {"Location": double.elsewhere + self.path})
        reply = canned or answer(double.state, request)
        if trouble is Trouble.DROP_AFTER:
            self.drop()
            return
        if trouble is Trouble.ERROR_AFTER:
            bad = fatal()
            reply = Reply(bad.status, bad.body)
        self._send(reply, trouble)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _send(self, reply: Reply, trouble: Trouble | None) -> None:
        content = reply.encoded()
        cut = trouble in (Trouble.TRUNCATED, Trouble.HALF)
        kind = "text/html; charset=UTF-8" if isinstance(reply.body, str) else "application/json; charset=UTF-8"
        self.send_response_only(reply.status)
        self.send_header("Date", format_datetime(self.server.double.state.now(), usegmt=True))
        for name, value in ({"Content-Type": kind} | reply.headers).items():
            self.send_header(name, value)
        if trouble is Trouble.HALF:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.drop()


def _instead(trouble: Trouble | None, wait_s: float, json_wanted: bool) -> Reply | None:
    """What comes instead of the store's own answer, where nothing was done."""
    if trouble is Trouble.ERROR_BEFORE:
        bad = fatal()
        return Reply(bad.status, bad.body)
    if trouble is Trouble.TOO_MANY:
        return Reply(429, {"code": "too_many_requests", "message": "Slow down."}, {"Retry-After": f"{wait_s:g}"})
    if trouble is Trouble.MAINTENANCE:
        text = "Briefly unavailable for scheduled maintenance. Check back in a minute."
        return _died(503, "Maintenance", text, json_wanted, {"Retry-After": "600"})
    if trouble is Trouble.DATABASE_DOWN:
        text = "<h1>Error establishing a database connection</h1>"
        return _died(500, "Database Error", text, json_wanted, {})
    if trouble is Trouble.GATEWAY:
        return Reply(502, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n",
                     {"Content-Type": "text/html"})  # fmt: skip
    if trouble is Trouble.FIREWALL:
        return Reply(403, _PAGE.format(title="403 Forbidden", text="Your address is not on the list."))
    if trouble is Trouble.PORTAL:
        return Reply(200, _PAGE.format(title="Welcome to the café", text="Sign in to use this network."))
    return None


def _died(status: int, title: str, text: str, json_wanted: bool, headers: dict[str, str]) -> Reply:
    if not json_wanted:
        return Reply(status, _PAGE.format(title=title, text=text), headers)
    body = {"code": "wp_die", "message": text, "data": {"status": status}, "additional_errors": []}
    return Reply(status, body, headers)
