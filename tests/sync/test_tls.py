"""A store that cannot prove its name is not talked to, and nothing switches that off."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import State
from desktop.sync.connector import Account, Check, Fault, Offline, SignInFailed
from desktop.sync.connectors.woocommerce.store import WooCommerce
from tests.authority import NOW, Authority, make


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make(tmp_path)


@pytest.mark.parametrize("odd", [{"strips_header": True}, {"sees_proxy_only": True}])
def test_a_host_that_keeps_the_header_or_https_from_the_store_is_reached_by_signature(
    authority: Authority, odd: dict[str, bool]
) -> None:
    with StoreDouble(State(**odd), authority.server("127.0.0.1")) as double:  # type: ignore[arg-type]
        fill(double.state, 3)
        given = Account(double.url, KEY, SECRET, ca_file=str(authority.file))
        wizard, connector = WooCommerce(given), WooCommerce(given)
        assert [step.error for step in wizard.test()] == [None] * 7
        # What the wizard found out is not handed on: the connector that works later must find the way by itself.
        assert len(connector.pull_orders("").orders) == 3
        assert connector.probe().signed
        asked = len(double.requests)
        connector.pull_orders("")
        assert len(double.requests) == asked + 1  # the way is found once, then kept
        wizard.close()
        connector.close()


@pytest.mark.parametrize("odd", [{}, {"strips_header": True}, {"sees_proxy_only": True}])
@pytest.mark.parametrize(
    ("key", "secret", "fault"),
    [("ck_" + "0" * 40, SECRET, Fault.KEY_UNKNOWN), (KEY, "cs_" + "9" * 40, Fault.SECRET_WRONG)],
)
def test_a_wrong_key_is_named_over_https_whatever_the_host_does(
    authority: Authority, odd: dict[str, bool], key: str, secret: str, fault: Fault
) -> None:
    with StoreDouble(State(**odd), authority.server("127.0.0.1")) as double:  # type: ignore[arg-type]
        connector = WooCommerce(Account(double.url, key, secret, ca_file=str(authority.file)))
        error = connector.test()[-1].error
        assert isinstance(error, SignInFailed)
        assert error.fault is fault
        with pytest.raises(SignInFailed) as shut:
            connector.pull_orders("")
        assert shut.value.fault is fault
        connector.close()


def test_a_store_with_the_shops_own_authority_is_reached_with_its_file(authority: Authority) -> None:
    with StoreDouble(tls=authority.server("127.0.0.1")) as double:
        connector = WooCommerce(Account(double.url, KEY, SECRET, ca_file=str(authority.file)))
        assert [step.error for step in connector.test()] == [None] * 7
        assert not connector.probe().signed
        connector.close()


@pytest.mark.parametrize("wrong", ["name", "expired", "self-signed", "unknown authority"])
def test_a_certificate_that_proves_nothing_is_refused(authority: Authority, wrong: str) -> None:
    context = {
        "name": lambda: authority.server("shop.example"),
        "expired": lambda: authority.server("127.0.0.1", until=NOW - timedelta(days=1)),
        "self-signed": lambda: authority.server("127.0.0.1", own=True),
        "unknown authority": lambda: authority.server("127.0.0.1"),
    }[wrong]()
    ca_file = "" if wrong == "unknown authority" else str(authority.file)
    with StoreDouble(tls=context) as double:
        connector = WooCommerce(Account(double.url, KEY, SECRET, ca_file=ca_file))
        with pytest.raises(SignInFailed) as failed:
            connector.pull_orders("")
        assert failed.value.fault is Fault.CERTIFICATE
        step = connector.test()[-1]
        connector.close()
        assert step.check is Check.ADDRESS
        assert step.error is not None
        words = {"name": "another name", "expired": "expired", "self-signed": "itself", "unknown authority": "signed"}
        assert words[wrong] in step.error.say()
        assert double.requests == []


def test_old_tls_is_refused(authority: Authority) -> None:
    context = authority.server("127.0.0.1")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with StoreDouble(tls=context) as double:
        connector = WooCommerce(Account(double.url, KEY, SECRET, ca_file=str(authority.file)))
        with pytest.raises((SignInFailed, Offline)):
            connector.pull_orders("")
        connector.close()
        assert double.requests == []


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    file = tmp_path / "no.pem"
    file.write_text("hello")
    with pytest.raises(SignInFailed) as failed:
        WooCommerce(Account("https://127.0.0.1:1", KEY, SECRET, ca_file=str(file)))
    assert failed.value.fault is Fault.CERTIFICATE


def test_no_line_of_ours_switches_verification_off() -> None:
    for file in (Path(__file__).parents[2] / "desktop").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for forbidden in ("verify=False", "CERT_NONE", "check_hostname = False", "_create_unverified"):
            assert forbidden not in text, file
