"""Stores by the command line, over real HTTP to the double."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import fill
from tests.cli.process import Kolli


@pytest.fixture
def double() -> Iterator[StoreDouble]:
    with StoreDouble() as store:
        fill(store.state, orders=3, statuses=("processing",))
        yield store


@pytest.fixture
def connected(kolli: Kolli, double: StoreDouble) -> Kolli:
    """A shop with the double as its store "toko"."""
    shop = Kolli(kolli.data, KOLLI_SECRETS_PASSWORD="geheim", KOLLI_STORE_KEY=KEY, KOLLI_STORE_SECRET=SECRET)
    added = shop("store", "add", "toko", double.url, "--plain-http", "--json")
    assert added.code == 0, added.err
    assert [step["passed"] for step in added.json["steps"]] == [True] * len(added.json["steps"])
    assert added.json["not_told"] == []
    return shop


def test_a_store_is_tested_kept_and_listed(connected: Kolli, double: StoreDouble) -> None:
    tested = connected("store", "test", "toko", "--json")
    assert tested.code == 0
    assert tested.json["steps"][0]["step"] == "address"
    listed = connected("store", "list", "--json").json["stores"]
    assert [(store["name"], store["url"]) for store in listed] == [("toko", double.url)]


def test_a_fault_is_named_at_its_step_and_nothing_is_kept(kolli: Kolli, double: StoreDouble, tmp_path: Path) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_text(f"{KEY}\ncs_wrong\n")
    refused = kolli(
        "store",
        "add",
        "toko",
        double.url,
        "--plain-http",
        "--key-file",
        keys,
        "--json",
        KOLLI_SECRETS_PASSWORD="geheim",
    )
    assert refused.code == 1
    assert [step["passed"] for step in refused.json["steps"]].count(False) == 1
    assert refused.json["steps"][-1]["reason"]
    assert kolli("store", "list", "--json").json["stores"] == []


def test_a_round_reads_orders_and_tells_what_was_done(connected: Kolli, double: StoreDouble) -> None:
    first = connected("sync", "--once", "--json")
    assert first.code == 0, first.err
    assert first.json["stores"][0]["tally"]["orders_new"] == 3
    number = connected("orders", "list", "--json").json["orders"][0]["order"]
    connected("orders", "do", number, "cancel", "--comment", "test")
    waiting = connected("outbox", "--json").json
    assert [(message["order"], message["state"]) for message in waiting["messages"]] == [(number, "waiting")]
    second = connected("sync", "--once", "--json").json["stores"][0]["tally"]
    assert second["confirmed"] == 1
    assert connected("outbox", "list", "--state", "confirmed", "--json").json["messages"][0]["order"] == number


def test_a_message_is_parked_and_sent_again(connected: Kolli) -> None:
    connected("sync", "--once")
    number = connected("orders", "list", "--json").json["orders"][0]["order"]
    connected("orders", "do", number, "cancel")
    message = connected("outbox", "--json").json["messages"][0]["id"]
    assert connected("outbox", "park", message, "--reason", "look first", "--json").json["state"] == "parked"
    assert connected("doctor", "--json", QT_QPA_PLATFORM="offscreen").code == 1
    assert connected("outbox", "retry", message, "--json").json["state"] == "waiting"
    connected("sync", "--once")
    again = connected("outbox", "retry", message, "--json")
    assert again.code == 1
    assert "the store has it already" in again.err


def test_a_parked_message_is_shown_mended_left_and_taken_back(connected: Kolli) -> None:
    connected("sync", "--once")
    number = connected("orders", "list", "--json").json["orders"][0]["order"]
    connected("orders", "do", number, "cancel")
    message = connected("outbox", "--json").json["messages"][0]["id"]
    connected("outbox", "park", message, "--reason", "look first")
    shown = connected("outbox", "show", message, "--json").json
    assert (shown["reason"], shown["fields"][0]["name"]) == ("look first", "status")
    refused = connected("outbox", "edit", message, "--set", "colour=red")
    assert "no such field" in refused.err
    assert connected("outbox", "discard", message, "--json").json["state"] == "discarded"
    assert connected("outbox", "restore", message, "--json").json["state"] == "parked"
    edited = connected("outbox", "edit", message, "--set", "status=failed", "--json").json
    assert (edited["state"], edited["body"]["status"]) == ("waiting", "failed")
    assert connected("decisions", "--json").json == {"decisions": []}
    assert connected("decisions", "decide", "7", "ours").code == 1


def test_each_kind_says_what_it_asks_for_and_a_key_is_never_taken_from_the_command_line(kolli: Kolli) -> None:
    kinds = {kind["kind"]: kind for kind in kolli("store", "kinds", "--json").json["kinds"]}
    assert {"woocommerce", "opencart", "folder"} <= set(kinds)
    assert "transport" in [field["name"] for field in kinds["opencart"]["fields"]]
    words = ("store", "add", "toko", "https://toko.example", "--kind", "opencart", "--set")
    assert "Others could read it there" in kolli(*words, "key=secret").err
    assert "bridge, api, database" in kolli(*words, "transport=post").err
    folder = kolli.data.parent / "exports"
    folder.mkdir()
    added = kolli("store", "add", "Tokopedia", folder, "--kind", "folder", "--json", KOLLI_SECRETS_PASSWORD="geheim")
    assert added.code == 0, added.err
    assert added.json["store"]["url"] == str(folder)


def test_what_a_store_is_told_is_changed_and_a_wrong_change_is_refused(connected: Kolli) -> None:
    connected("sync", "--once")
    changed = connected(
        "store", "change", "toko", "--tell-stock", "yes", "--keep-back", "2", "--rename", "Sagara", "--json"
    )
    assert (changed.code, changed.json["name"], changed.json["tell_stock"]) == (0, "Sagara", True), changed.err
    assert connected("sync", "--once").code == 0
    told = [row for row in connected("outbox", "list", "--json").json["messages"] if row["kind"] == "stock"]
    assert told  # every article that the store counts has two units less there
    assert connected("store", "change", "Sagara").code == 1
    assert connected("store", "change", "Sagara", "--rename", " ").code == 1
    assert connected("store", "change", "Sagara", "--keep-back", "-1").code == 2
    assert connected("store", "change", "nobody", "--active", "no").code == 1


def test_one_shop_is_connected_once_and_a_file_that_cannot_be_read_is_named(kolli: Kolli, tmp_path: Path) -> None:
    folder = tmp_path / "pasar"
    folder.mkdir()
    assert kolli("store", "add", "Pasar", folder, "--kind", "folder").code == 0
    again = kolli("store", "add", "Pasar 2", folder, "--kind", "folder")
    assert again.code == 1
    assert "as Pasar" in again.err
    (folder / "orders.csv").write_text("these are\nno orders\n", encoding="utf-8")
    told = kolli("sync", "--once")
    assert "orders.csv" in told.out
    assert (folder / "refused" / "orders.csv").exists()


def test_a_store_that_is_away_is_said_and_work_goes_on(connected: Kolli, double: StoreDouble) -> None:
    connected("sync", "--once")
    double.stop()
    ended = connected("sync", "--once", "--json")
    assert ended.code == 1
    assert ended.json["stores"][0]["error"]
    assert len(connected("orders", "list", "--json").json["orders"]) == 3


def test_keys_are_shown_nowhere(connected: Kolli) -> None:
    said = [
        connected(*words) for words in (["store", "list"], ["store", "test", "toko", "--json"], ["doctor", "--json"])
    ]
    assert not [each for each in said if SECRET in each.out + each.err]
    held = b"".join(file.read_bytes() for file in connected.data.rglob("*") if file.is_file())
    assert SECRET.encode() not in held
    assert KEY.encode() not in held
