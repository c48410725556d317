"""Customers by the command line; in this process, for each new one costs half a second."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import i18n
from desktop.cli import main
from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import orders
from desktop.services.loyalty import affiliates
from tests.cli.conftest import ORDERS

Answer = Callable[..., Any]


@pytest.fixture
def ask(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Answer]:
    """`kolli WORDS --json` on a shop with three orders: what it answers."""

    def do(*words: object, code: int = 0) -> Any:
        done = main([*map(str, words), "--json"])
        said = capsys.readouterr()
        assert done == code, said.err
        return json.loads(said.out)

    assert do("import", "orders", ORDERS)["new"] == 3
    yield do
    i18n.use("en")


def test_people_are_found_merged_parted_exported_and_erased(ask: Answer, tmp_path: Path) -> None:
    found = ask("customers", "find")
    assert len(found) == 3
    one, two = found[0]["id"], found[1]["id"]
    assert ask("customers", "show", one)["contact"]["name"] == found[0]["name"]
    assert ask("customers", "merge", one, two, "--preview")["moves"]
    merge = ask("customers", "merge", one, two)["merge"]
    assert len(ask("customers", "find")) == 2
    assert ask("customers", "merge", merge, "--undo") == {"undone": merge}
    assert Path(ask("customers", "export", one, tmp_path / "a.zip")["file"]).stat().st_size > 500
    prevents = ask("customers", "erase", one)["prevents"]
    assert len(prevents) == 1
    ask("customers", "erase", one, "--yes", code=1)
    ask("orders", "do", found[0]["orders"] and prevents[0].rpartition("#")[2], "cancel")
    assert ask("customers", "erase", one, "--yes")[-1]["what"] == "copies"
    assert found[0]["name"] not in json.dumps(ask("customers", "find"))
    ask("customers", "show", 999, code=1)


def test_points_vouchers_and_affiliates(ask: Answer, data_folder: Path) -> None:
    who = ask("customers", "find")[0]["id"]
    assert ask("customers", "points", who, 5, "--why", "thanks")["points"] == 5
    ask("customers", "points", who, -9, "--why", "too many", code=1)
    code = ask("customers", "voucher", "--value", 100)["code"]
    assert [each["code"] for each in ask("customers", "voucher")] == [code]
    ask("customers", "voucher", "NOBODY", code=1)
    assert ask("customers", "affiliates") == {"affiliates": [], "payouts": []}
    open_database(str(data_folder / "kolli.db"))
    affiliates.save("Ratna", "RTN", "10")
    forget()
    number = ask("customers", "show", who)["orders"][0]["number"]
    ask("customers", "affiliates", "--order", number, "--code", "NOBODY", code=1)
    for code, has in (("rtn", "RTN"), ("", "")):
        ask("customers", "affiliates", "--order", number, "--code", code)
        open_database(str(data_folder / "kolli.db"))
        assert affiliates.of_order(orders.find(number)) == has
        forget()


def test_what_cannot_be_is_refused_in_a_sentence(
    ask: Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*words: object) -> str:
        assert main([*map(str, words)]) == 1
        return capsys.readouterr().err

    who = ask("customers", "find")[0]["id"]
    assert "There is no folder" in refused("customers", "export", who, tmp_path / "nowhere" / "a.zip")
    assert "Name a file" in refused("customers", "export", who, tmp_path)
    assert list(tmp_path.glob("*.zip")) == []
    assert "Type digits" in refused("customers", "voucher", "--value", "x")
    number = ask("customers", "show", who)["orders"][0]["number"]
    assert "The voucher's code is missing" in refused("customers", "voucher", "--order", number)
