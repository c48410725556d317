"""A bad network between a bench and a store: a proxy on 127.0.0.1 that breaks requests as it is told.

It knows enough of HTTP to break one request at a time, before or after the store has done the work, and nothing of
what the requests mean. For the histories of the tests, and for the rehearsal of the exactly-once proof.
"""

import contextlib
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_JSON = b"Content-Type: application/json\r\n"
_MOST_AT_ONCE = 65536
_DRIPS = 8
_REPEATED = ("GET", "HEAD", "PUT", "DELETE")  # what others on the way may send again: RFC 9110, 9.2.2


class Fault(StrEnum):
    """What becomes of one request. Before: the store has not heard it. After: it is done, and we do not hear it."""

    REFUSED = "refused"  # the line is reset before a byte of it was read
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    ERROR_BEFORE = "error-before"
    ERROR_AFTER = "error-after"
    TOO_MANY = "too-many"
    TRUNCATED = "truncated"  # half of the answer
    DUPLICATE = "duplicate"  # a proxy on the way sends it twice, where it may
    DELAY = "delay"  # it arrives in the store after we have given up, and is done then
    CUT_REQUEST = "cut-request"  # half of the request reaches the store
    DRIP = "drip"  # the answer comes in drops
    PORTAL = "portal"  # a network that answers everything itself


# What the project's plan of tests names, "refused" among them; the others come on top.
NINE = (
    Fault.REFUSED, Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.TOO_MANY,
    Fault.TRUNCATED, Fault.DUPLICATE, Fault.DELAY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A request on its way. `count` is how many came before it."""

    method: str
    path: str
    count: int


Choose = Callable[[Seen], Fault | None]


class FaultProxy:
    """`with FaultProxy(port) as proxy:` ... `proxy.url`; `choose` is asked about each request, None lets it pass.

    `delay_s`: how long a delayed request is held back, and how long a dripping answer takes; longer than the client
    waits, or it is no fault. `happened` counts what was done.
    """

    def __init__(self, upstream_port: int, choose: Choose = lambda _seen: None, delay_s: float = 0.5) -> None:
        self.choose, self.delay_s = choose, delay_s
        self.happened: Counter[Fault] = Counter()
        self.requests = 0
        self._upstream = ("127.0.0.1", upstream_port)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._ended = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._door.settimeout(0.1)
        self.port = int(self._door.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._welcome)
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self.hang_up()
        for thread in list(self._threads):
            thread.join(5 + self.delay_s)
        self._door.close()

    def hang_up(self) -> None:
        """Break every line that is open now, as a cable that is pulled."""
        with self._lock:
            lines = list(self._open)
        for line in lines:
            _shut(line)

    def _start(self, act: Callable[..., None], *values: object) -> None:
        thread = threading.Thread(target=act, args=values, name="fault proxy", daemon=True)
        self._threads = [kept for kept in self._threads if kept.is_alive()] + [thread]
        thread.start()

    def _welcome(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                line, _address = self._door.accept()
                self._start(self._serve, line)

    def _serve(self, line: socket.socket) -> None:
        """One client's line, request after request, until somebody hangs up."""
        line.settimeout(30)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open.add(line)
        store: socket.socket | None = None
        try:
            while not self._ended.is_set() and (request := _read_message(line)):
                store = store or self._call()
                if not self._pass_on(line, store, request):
                    break
        except OSError:
            pass  # a broken line is what this is for
        finally:
            with self._lock:
                self._open.discard(line)
            for end in (line, store):
                if end is not None:
                    end.close()

    def _call(self) -> socket.socket:
        store = socket.create_connection(self._upstream, 10)
        store.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return store

    def _pass_on(self, line: socket.socket, store: socket.socket, request: bytes) -> bool:
        """Carry one request; False where the line is broken afterwards."""
        method, path = request.split(b" ", 2)[:2]
        with self._lock:
            seen = Seen(method.decode("latin-1"), path.decode("latin-1").partition("?")[0], self.requests)
            self.requests += 1
            fault = self.choose(seen)
            if fault:
                self.happened[fault] += 1
        instead = _INSTEAD.get(fault) if fault else None
        if instead:
            line.sendall(instead)
            return True
        if fault is Fault.REFUSED:
            # Closed with nothing lingering: the client gets a reset and not an end.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if fault is Fault.DROP_BEFORE:
            return False
        if fault is Fault.CUT_REQUEST:
            store.sendall(request[: len(request) * 2 // 3])
            return False
        if fault is Fault.DELAY:
            self._ended.wait(self.delay_s)
        store.sendall(request)
        answer = _read_message(store, head=seen.method == "HEAD")
        if fault is Fault.DUPLICATE and seen.method in _REPEATED:
            store.sendall(request)
            _read_message(store, head=seen.method == "HEAD")
        if fault in (Fault.DROP_AFTER, Fault.DELAY) or not answer:
            return False
        return self._answer(line, answer, fault)

    def _answer(self, line: socket.socket, answer: bytes, fault: Fault | None) -> bool:
        if fault is Fault.ERROR_AFTER:
            line.sendall(_INSTEAD[Fault.ERROR_BEFORE])
        elif fault is Fault.TRUNCATED:
            head = answer.find(b"\r\n\r\n") + 4
            line.sendall(answer[: head + (len(answer) - head) // 2])
            return False
        elif fault is Fault.DRIP:
            size = max(1, len(answer) // _DRIPS)
            for start in range(0, len(answer), size):
                line.sendall(answer[start : start + size])
                time.sleep(self.delay_s / _DRIPS)
        else:
            line.sendall(answer)
        return b"\r\nconnection: close" not in answer[:4096].lower()


def _said(status: str, headers: bytes, body: bytes) -> bytes:
    length = f"Content-Length: {len(body)}\r\n".encode()
    return f"HTTP/1.1 {status}\r\n".encode() + headers + length + b"\r\n" + body


_INSTEAD = {
    Fault.ERROR_BEFORE: _said(
        "500 Internal Server Error", _JSON, b'{"code":"internal_server_error","message":"There has been an error."}'
    ),
    Fault.TOO_MANY: _said(
        "429 Too Many Requests", _JSON + b"Retry-After: 1\r\n", b'{"code":"too_many","message":"Slow down."}'
    ),
    Fault.PORTAL: _said(
        "200 OK", b"Content-Type: text/html\r\n", b"<!DOCTYPE html><p>Sign in to use this network.</p>"
    ),
}


def _read_message(line: socket.socket, head: bool = False) -> bytes:
    """One whole request or answer; b"" where the other side has hung up before its end."""
    held = b""
    while b"\r\n\r\n" not in held:
        piece = line.recv(_MOST_AT_ONCE)
        if not piece:
            return b""
        held += piece
    size = held.find(b"\r\n\r\n") + 4
    named = {
        name.strip().lower(): value.strip().lower()
        for name, _colon, value in (row.partition(b":") for row in held[:size].split(b"\r\n")[1:])
    }
    if head or held[9:12] in (b"204", b"304"):
        return held
    if b"chunked" in named.get(b"transfer-encoding", b""):
        return _read_until(line, held, lambda whole: whole.endswith(b"0\r\n\r\n"))
    wanted = size + int(named.get(b"content-length", b"0") or b"0")
    if b"content-length" not in named and held.startswith(b"HTTP/"):
        return _read_until(line, held, lambda _whole: False)
    return _read_until(line, held, lambda whole: len(whole) >= wanted)


def _read_until(line: socket.socket, held: bytes, whole: Callable[[bytes], bool]) -> bytes:
    pieces = [held]
    while not whole(held):
        piece = line.recv(_MOST_AT_ONCE)
        if not piece:
            break
        pieces.append(piece)
        held = b"".join(pieces)
    return held


def _shut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
