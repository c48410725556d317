"""Two roads from a bench to the store double: one in this process, with a time of its own, and one of real sockets.

Near: a request is answered at once and the clock says what it took; a request that was given up is carried out when
the clock passes the moment. Hundreds of thousands of histories need that. Far: the proxy of `desktop.simulated.faults`,
real connections, real time-outs, which no model of ours can be wrong about.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from desktop.simulated.faults import Fault, FaultProxy, Seen
from desktop.simulated.woocommerce import StoreDouble
from desktop.simulated.woocommerce_api import Reply, Request, answer
from desktop.simulated.woocommerce_orders import fatal
from desktop.simulated.woocommerce_state import Key, State
from desktop.sync import http
from desktop.sync.connector import Offline
from desktop.sync.http import Answer, Http

KEY, SECRET = "ck_" + "a" * 40, "cs_" + "a" * 40
_BEFORE = (Fault.REFUSED, Fault.DROP_BEFORE, Fault.CUT_REQUEST)
_LOST = (Fault.DROP_AFTER, Fault.TRUNCATED, Fault.DRIP)
_REPEATED = ("GET", "HEAD", "PUT", "DELETE")
FAR_READ_S = 0.3


@dataclass
class Road:
    """How requests get to the store, and what time it is. `choose` breaks one; `end` may end the program at one."""

    state: State
    url: str = ""
    read_s: float = 60.0
    offset_s: float = 0.0
    happened: Counter[Fault] = field(default_factory=Counter)
    choose: Callable[[], Fault | None] = lambda: None
    end: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        raise NotImplementedError

    def later(self, seconds: float) -> None:
        raise NotImplementedError


@dataclass
class Near(Road):
    """No socket. `late`: what was given up and is still on its way into the store."""

    url: str = "https://shop.example"
    late: list[tuple[datetime, Request]] = field(default_factory=list)
    dice: random.Random = field(default_factory=random.Random)

    def now(self) -> datetime:
        return datetime(2026, 11, 2, 8, tzinfo=UTC) + timedelta(seconds=self.offset_s)

    def later(self, seconds: float) -> None:
        end = self.offset_s + seconds
        for due, request in sorted(self.late, key=lambda each: each[0]):
            if due <= datetime(2026, 11, 2, 8, tzinfo=UTC) + timedelta(seconds=end):
                self.late.remove((due, request))
                self.offset_s = max(self.offset_s, (due - datetime(2026, 11, 2, 8, tzinfo=UTC)).total_seconds())
                answer(self.state, request)
        self.offset_s = end

    def exchange(
        self,
        talking: Http,
        method: str,
        url: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        content: bytes | None,
        _started: float,
        read_s: float,
    ) -> Answer:
        self.end()
        self.later(0.2)
        fault = self.choose()
        if fault:
            self.happened[fault] += 1
        path = url.removeprefix(self.url) + (f"?{urlencode(query)}" if query else "")
        names = {name.lower(): value for name, value in headers.items()}
        request = Request(method, path, names, content or b"", secure=True)
        if fault in _BEFORE:
            raise Offline(host=talking.host, detail="the connection broke off.")
        if fault is Fault.DELAY:
            self.late.append((self.now() + timedelta(seconds=read_s + self.dice.uniform(0, 15)), request))
            self.later(read_s)
            raise Offline(host=talking.host, detail="no answer in time.")
        reply = _INSTEAD[fault]() if fault in _INSTEAD else answer(self.state, request)
        if fault is Fault.DUPLICATE and method in _REPEATED:
            reply = answer(self.state, request)
        if fault in _LOST:
            raise Offline(host=talking.host, detail="the connection broke off.")
        if fault is Fault.ERROR_AFTER:
            reply = _fatal()
        self.end()
        return _answer(reply)


@dataclass
class Far(Road):
    """The proxy. A request that was given up is still at work in the store, so time must really pass for it."""

    read_s: float = FAR_READ_S
    slow: bool = False

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_s)

    def later(self, seconds: float) -> None:
        self.offset_s += seconds
        if self.slow:
            time.sleep(FAR_READ_S * 1.2)
            self.slow = False

    def pick(self, _seen: Seen) -> Fault | None:
        fault = self.choose()
        if fault:
            self.happened[fault] += 1
        self.slow = self.slow or fault is Fault.DELAY
        return fault


class _NoClient:
    def __init__(self, **_how: object) -> None: ...

    def close(self) -> None: ...


@contextmanager
def near(patch: pytest.MonkeyPatch, **facts: Any) -> Iterator[Near]:
    state = State(home="https://shop.example", **facts)
    state.keys[KEY] = Key(SECRET)
    road = Near(state)
    state.now = lambda: road.now().replace(microsecond=0)
    # No line is opened: the client and the authorities that it would trust are half of a history's time.
    patch.setattr(http, "trust", lambda _file: None, raising=False)
    patch.setattr(http.httpx, "Client", _NoClient)
    patch.setattr(Http, "_exchange", lambda *values: road.exchange(*values))  # noqa: PLW0108 - bound methods are not bound twice
    yield road


@contextmanager
def far(patch: pytest.MonkeyPatch) -> Iterator[Far]:
    with StoreDouble() as double, FaultProxy(double.port, delay_s=FAR_READ_S * 1.3) as proxy:
        double.state.home = proxy.url
        road = Far(double.state, proxy.url)
        proxy.choose = road.pick
        real = Http._exchange

        def exchange(talking: Http, *values: Any) -> Answer:
            road.end()
            said = real(talking, *values)
            road.end()
            return said

        patch.setattr(Http, "_exchange", exchange)
        try:
            yield road
        finally:
            proxy.choose = lambda _seen: None


def _fatal() -> Reply:
    bad = fatal()
    return Reply(bad.status, bad.body)


def _answer(reply: Reply) -> Answer:
    kind = "text/html" if isinstance(reply.body, str) else "application/json"
    headers = {"content-type": kind} | {name.lower(): value for name, value in reply.headers.items()}
    return Answer(reply.status, headers, reply.encoded(), 0.0)


_INSTEAD: dict[Fault | None, Callable[[], Reply]] = {
    Fault.ERROR_BEFORE: _fatal,
    Fault.TOO_MANY: lambda: Reply(429, {"code": "too_many", "message": "Slow down."}, {"Retry-After": "1"}),
    Fault.PORTAL: lambda: Reply(200, "<!DOCTYPE html><p>Sign in to use this network.</p>"),
}
