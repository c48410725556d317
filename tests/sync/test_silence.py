"""The planted key, and what customers told the store, are looked for in everything that the program leaves behind."""

import logging
from pathlib import Path

import pytest

from desktop.services import stores
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import Key
from desktop.sync.connector import Account, Fault, SignInFailed
from desktop.sync.worker import Pace, Worker

CUSTOMERS = ("Rahmawati", "Sjölund", "Diponegoro", "+62 812", "example.com")


def test_neither_keys_nor_customers_are_in_logs_database_or_errors(
    sqlite_database: Path, data_folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    caplog.set_level(logging.INFO)  # what the program's own log keeps
    caplog.set_level(logging.DEBUG, "desktop")  # and more than it keeps of ours
    said = []
    with StoreDouble() as double:
        fill(double.state)
        store = stores.add("woocommerce", "Shop", double.url, {}, {"key": KEY, "secret": SECRET})
        for trouble in [None, *Trouble]:
            if trouble:
                double.elsewhere = "http://127.0.0.1:1"
                double.fail(trouble, times=2, wait_s=0.01)
            said += [report.error for report in Worker(pace=Pace(settle_s=0.0)).run_once()]
        double.state.keys[KEY] = Key("another")
        said += [report.error for report in Worker(pace=Pace(settle_s=0.0)).run_once()]
        said.append(stores.get(store.id).fault)
    assert any(said)
    assert "GET /wp-json/wc/v3/orders -> 200" in caplog.text
    left = {file.name: file.read_bytes() for file in data_folder.rglob("*") if file.is_file()}
    assert "kolli.db" in left
    for secret in (KEY, SECRET, "oauth_signature", "Authorization"):
        assert secret not in caplog.text
        assert not any(secret in sentence for sentence in said)
        assert [name for name, content in left.items() if secret.encode() in content] == []
    for customer in CUSTOMERS:
        assert customer not in caplog.text


def test_an_account_and_its_errors_do_not_show_the_key() -> None:
    account = Account("https://shop.example", KEY, SECRET)
    error = SignInFailed(fault=Fault.SECRET_WRONG, host="shop.example")
    for text in (repr(account), str(account), repr(error), str(error), error.say()):
        assert KEY not in text
        assert SECRET not in text
