"""What the command line takes for a store: keys that may be left out, and addresses that cannot be."""

import pytest

from desktop.cli.store_entry import keys_of
from desktop.domain.errors import BadInput
from desktop.sync.connector import Account
from desktop.sync.connectors.opencart.fields import FIELDS
from desktop.sync.connectors.opencart.mysql import Mysql
from desktop.sync.examine import examine

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


@pytest.mark.parametrize(
    ("kind", "options"),
    [("woocommerce", {}), ("vendure", {}), ("opencart", {"transport": "bridge"}), ("opencart", {"transport": "api"})],
)
def test_an_address_with_half_a_bracket_is_no_web_address(kind: str, options: dict[str, object]) -> None:
    found = examine(kind, "http://[::1", options, {"key": "k", "secret": "s", "api_key": "a"})
    assert not found.passed
    assert found.steps[-1].error is not None
    assert "is not a web address" in found.steps[-1].error.say()


def test_a_database_beside_half_an_address_is_looked_for_on_this_computer() -> None:
    assert Mysql(Account("http://[::1", "", "", options={"db_name": "shop"})).host == "localhost"
