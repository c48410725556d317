"""A simulated store in a process of its own, so that its work is in nobody's figures, and what was asked of it."""

import copy
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from urllib.parse import parse_qsl, urlencode, urlsplit

from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_api import Request
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connectors.woocommerce.auth import Signed

Asked = list[tuple[str, str, str]]  # method, path with its query, body
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Store:
    """The store as its client sees it; `ids` are its orders."""

    url: str
    ids: list[str]
    line: Connection

    def heard(self) -> Asked:
        """Every request since this was asked last."""
        self.line.send("heard")
        return self.line.recv()

    def restore(self) -> None:
        """Make every order again what it was at first."""
        self.line.send("restore")
        self.line.recv()


@contextmanager
def open_store(orders: int) -> Iterator[Store]:
    """A shop of paid orders, 37 minutes apart."""
    here, there = _SPAWN.Pipe()
    server = _SPAWN.Process(target=_serve, args=(there, orders))
    server.start()
    try:
        yield Store(*here.recv(), here)
    finally:
        here.send("stop")
        server.join()


def signed_again(url: str, asked: Asked) -> Asked:
    """The same requests as whole addresses with signatures of their own: the store takes each only once."""
    sign = Signed(KEY, SECRET)
    again = []
    for method, path, body in asked:
        parts = urlsplit(path)
        query = {name: value for name, value in parse_qsl(parts.query) if not name.startswith("oauth_")}
        sign(method, url + parts.path, query)
        again.append((method, f"{url}{parts.path}?{urlencode(query)}", body))
    return again


def _serve(line: Connection, orders: int) -> None:
    heard: Asked = []
    with StoreDouble() as double:
        fill(double.state, orders, statuses=("processing",))
        at_first = copy.deepcopy(double.state.orders)

        def note(request: Request) -> None:
            heard.append((request.method, request.path, request.body.decode()))

        double.choose = note
        line.send((double.url, [str(ref) for ref in double.state.orders]))
        while (word := line.recv()) != "stop":
            with double.state.lock:
                if word == "restore":
                    double.state.orders = copy.deepcopy(at_first)
                line.send(list(heard))
                heard.clear()
