"""The proxy itself: every fault is seen by a client as it is meant, and the store has done the work or has not."""

import http.client
import socket
import time
from collections.abc import Iterator

import pytest

from desktop.simulated.faults import NINE, Fault, FaultProxy
from desktop.simulated.woocommerce import StoreDouble
from desktop.simulated.woocommerce_seed import fill
from desktop.sync.connector import Account, Busy, Offline, Push, Result
from desktop.sync.connectors.woocommerce.store import WooCommerce

READ_S = 0.3


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[StoreDouble, FaultProxy]]:
    with StoreDouble() as double, FaultProxy(double.port, delay_s=READ_S * 1.6) as proxy:
        double.state.home = proxy.url
        fill(double.state, 24)
        yield double, proxy


# Fault -> how often the store carried out a write that met it, and what the client heard.
EXPECTED: dict[Fault, tuple[int, type[Exception] | int]] = {
    Fault.REFUSED: (0, OSError),
    Fault.DROP_BEFORE: (0, http.client.HTTPException),
    Fault.CUT_REQUEST: (0, http.client.HTTPException),
    Fault.ERROR_BEFORE: (0, 500),
    Fault.TOO_MANY: (0, 429),
    Fault.PORTAL: (0, 200),
    Fault.DROP_AFTER: (1, http.client.HTTPException),
    Fault.ERROR_AFTER: (1, 500),
    Fault.TRUNCATED: (1, http.client.IncompleteRead),
    Fault.DUPLICATE: (2, 200),
    Fault.DELAY: (1, TimeoutError),
    Fault.DRIP: (1, 200),
}


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_breaks_before_or_after_the_work(shop: tuple[StoreDouble, FaultProxy], fault: Fault) -> None:
    double, proxy = shop
    double.state.writes.clear()
    proxy.choose = lambda _seen: fault
    times, heard = EXPECTED[fault]
    line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=READ_S)
    order_id = next(iter(double.state.orders))
    path = f"/wp-json/wc/v3/orders/{order_id}?consumer_key=ck_{'a' * 40}&consumer_secret=cs_{'a' * 40}"
    double._server.secure = True  # so that one key may come twice; a signature may not
    try:
        if isinstance(heard, int):
            assert _put(line, path) == heard
        else:
            with pytest.raises(heard):
                _put(line, path)
    finally:
        line.close()
        proxy.choose = lambda _seen: None
        _wait_for(double, times)
        double._server.secure = False
    assert len(double.state.writes) == times


def _put(line: http.client.HTTPConnection, path: str) -> int:
    line.request("PUT", path, b'{"customer_note": "Ring twice"}', {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    return answer.status


def _wait_for(double: StoreDouble, times: int) -> None:

    until = time.monotonic() + 10
    while len(double.state.writes) < times and time.monotonic() < until:
        time.sleep(0.01)


@pytest.mark.parametrize("fault", NINE)
def test_a_status_gets_there_once_through_each_of_the_nine(shop: tuple[StoreDouble, FaultProxy], fault: Fault) -> None:
    double, proxy = shop
    connector = WooCommerce(Account(proxy.url, *next((k, v.secret) for k, v in double.state.keys.items()),
                                    read_s=READ_S))  # fmt: skip
    order = next(o for o in double.state.orders.values() if o["status"] == "processing")
    push = Push("order_status", str(order["id"]), f"once-{fault}", {"status": "completed"})
    connector.probe()
    try:
        before = len(double.emails)
        proxy.choose = lambda seen: fault if seen.method == "PUT" else None
        try:
            connector.perform(push)
        except (Offline, Busy):
            proxy.choose = lambda _seen: None
            _settle(double, fault)
            assert connector.perform(push).result in (Result.DONE, Result.ALREADY)
        assert order["status"] == "completed"
        assert len(double.emails) - before == 1
    finally:
        proxy.choose = lambda _seen: None
        connector.close()


def _settle(double: StoreDouble, fault: Fault) -> None:
    if fault is Fault.DELAY:
        time.sleep(READ_S * 2)  # the link waits for what may still be at work; here that is this moment


def test_a_request_whose_head_is_cut_off_is_none(shop: tuple[StoreDouble, FaultProxy]) -> None:
    double, _proxy = shop
    double.state.writes.clear()
    order_id = next(iter(double.state.orders))
    keys = f"consumer_key=ck_{'a' * 40}&consumer_secret=cs_{'a' * 40}"
    double._server.secure = True
    try:
        with socket.create_connection(("127.0.0.1", double.port), timeout=10) as line:
            line.sendall(
                f"PUT /wp-json/wc/v3/orders/{order_id}?{keys} HTTP/1.1\r\nHost: store.test\r\nContent-Le".encode()
            )
            line.shutdown(socket.SHUT_WR)
            assert line.recv(100) == b""
    finally:
        double._server.secure = False
    assert double.state.writes == []
