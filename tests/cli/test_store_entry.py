"""What the command line takes for a store: keys that may be left out, and addresses that cannot be."""

import pytest

from desktop.cli.store_entry import keys_of
from desktop.domain.errors import BadInput
from desktop.sync.connectors.opencart.fields import FIELDS
from tests.cli.process import Kolli

DATABASE = {"transport": "database"}


def test_a_key_that_is_not_needed_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOLLI_STORE_API_KEY", raising=False)
    monkeypatch.setenv("KOLLI_STORE_DB_PASSWORD", "geheim")
    assert keys_of(FIELDS, DATABASE, None) == {"db_password": "geheim"}
    monkeypatch.setenv("KOLLI_STORE_API_KEY", "abc")
    assert keys_of(FIELDS, DATABASE, None) == {"db_password": "geheim", "api_key": "abc"}


def test_the_key_that_lacks_is_named_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_STORE_API_KEY", "abc")
    monkeypatch.delenv("KOLLI_STORE_DB_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(BadInput) as refused:
        keys_of(FIELDS, DATABASE, None)
    assert "KOLLI_STORE_DB_PASSWORD" in refused.value.say()
    assert "KOLLI_STORE_API_KEY" not in refused.value.say()


def test_an_address_with_half_a_bracket_is_no_web_address(kolli: Kolli) -> None:
    refused = kolli("store", "add", "toko", "http://[::1", KOLLI_STORE_KEY="k", KOLLI_STORE_SECRET="s")
    assert refused.code == 1
    assert "http://[::1 is not a web address" in refused.out + refused.err
