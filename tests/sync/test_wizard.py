"""Connecting a store names the fault, one step after the other, and says what to do. Measured refusals only."""

import socket
from datetime import UTC, datetime, timedelta

import pytest

from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_state import Key, State
from desktop.sync.connector import Account, Check, Fault, SignInFailed, Step
from desktop.sync.connectors.woocommerce.store import WooCommerce


def _last(account: Account) -> Step:
    connector = WooCommerce(account)
    try:
        return connector.test()[-1]
    finally:
        connector.close()


def _fault(step: Step) -> Fault:
    assert isinstance(step.error, SignInFailed)
    assert "{" not in step.error.say()
    return step.error.fault


@pytest.mark.parametrize(
    ("key", "check", "fault"),
    [
        (Key(SECRET, may_write=False), Check.WRITE, Fault.NO_WRITE),
        (Key(SECRET, may_read=False), Check.READ, Fault.NO_READ),
        (Key(SECRET, staff=False), Check.KEY, Fault.NOT_STAFF),
        (Key("cs_" + "9" * 40), Check.KEY, Fault.SECRET_WRONG),
    ],
)
def test_what_is_wrong_with_a_key_is_named(key: Key, check: Check, fault: Fault) -> None:
    state = State(keys={KEY: key})
    with StoreDouble(state) as double:
        step = _last(Account(double.url, KEY, SECRET))
        assert (step.check, _fault(step)) == (check, fault)
        assert not double.writes


def test_an_unknown_key_is_named() -> None:
    with StoreDouble() as double:
        step = _last(Account(double.url, "ck_" + "0" * 40, SECRET))
        assert (step.check, _fault(step)) == (Check.KEY, Fault.KEY_UNKNOWN)


def test_a_clock_that_is_far_off_is_named() -> None:
    late = State(now=lambda: datetime.now(UTC) - timedelta(hours=2))
    with StoreDouble(late) as double:
        step = _last(Account(double.url, KEY, SECRET))
        assert (step.check, _fault(step)) == (Check.CLOCK, Fault.CLOCK)
        assert step.error is not None
        assert "2 h 0 min" in step.error.say()


def test_a_bench_whose_clock_is_off_is_let_in_all_the_same() -> None:
    late = State(now=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2))
    with StoreDouble(late) as double:
        connector = WooCommerce(Account(double.url, KEY, SECRET))
        assert connector.read_order("1") is None
        connector.close()


def test_nobody_at_the_address_is_named_with_this_machines_own() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        step = _last(Account(f"http://127.0.0.1:{taken.getsockname()[1]}", KEY, SECRET))
    assert (step.check, _fault(step)) == (Check.ADDRESS, Fault.NO_ANSWER)
    assert step.error is not None
    assert "127.0.0.1" in step.error.say()


def test_a_firewall_is_named_with_this_machines_address() -> None:
    with StoreDouble() as double:
        double.fail(Trouble.FIREWALL, times=9)
        step = _last(Account(double.url, KEY, SECRET))
        assert (step.check, _fault(step)) == (Check.ADDRESS, Fault.BLOCKED)


def test_a_page_that_is_no_store_is_named() -> None:
    with StoreDouble() as double:
        double.fail(Trouble.PORTAL, times=9)
        step = _last(Account(double.url, KEY, SECRET))
        assert (step.check, _fault(step)) == (Check.SHOP, Fault.NOT_A_STORE)


def test_wordpress_without_woocommerce_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.simulated import woocommerce_api

    bare = {"name": "x", "home": "http://x", "namespaces": ["wp/v2"]}
    monkeypatch.setattr(woocommerce_api, "_index", lambda _state: bare)
    with StoreDouble() as double:
        step = _last(Account(double.url, KEY, SECRET))
        assert (step.check, _fault(step)) == (Check.SHOP, Fault.NO_SHOP_PLUGIN)


@pytest.mark.parametrize(
    "url", ["", "shop", "ftp://shop.example", "https://", "https://a:b@shop.example", "httpss://x y"]
)
def test_what_is_no_address_is_named(url: str) -> None:
    with pytest.raises(SignInFailed) as failed:
        WooCommerce(Account(url, KEY, SECRET))
    assert failed.value.fault is Fault.ADDRESS


def test_plain_http_in_the_open_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(SignInFailed) as failed:
        WooCommerce(Account("http://shop.example", KEY, SECRET))
    assert failed.value.fault is Fault.PLAIN_HTTP
    WooCommerce(Account("http://shop.example", KEY, SECRET, allow_plain_http=True)).close()


def test_a_redirect_to_another_host_does_not_get_the_key() -> None:
    with StoreDouble() as other, StoreDouble() as double:
        double.elsewhere = other.url
        double.fail(Trouble.MOVED, times=9)
        step = _last(Account(double.url, KEY, SECRET))
        assert (step.check, _fault(step)) == (Check.ADDRESS, Fault.MOVED)
        assert step.error is not None
        assert other.url in step.error.say()
        assert other.requests == []


def test_each_fault_has_a_sentence_without_empty_holes_in_every_language() -> None:
    from desktop.sync.connector import SENTENCES

    assert set(SENTENCES) == set(Fault)
    for fault in Fault:
        assert "{" not in SignInFailed(fault=fault, host="h", url="u", detail="d", address="a").say()
