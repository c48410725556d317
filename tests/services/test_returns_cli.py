"""`kolli returns` from an opened case to its label and its undoing, in this process."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, paths
from desktop.models.schema import open_database
from desktop.services import exporting, orders, papers, returns
from desktop.services.returns import Tab
from desktop.ui.returns import lists
from tests.documents import reading
from tests.services.returned import BLUE, MUG, START, came, level, line_of, open_shop, sent


@pytest.fixture
def order(sqlite_database: Path) -> int:
    open_shop()
    return sent({MUG: 2})


def kolli(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert cli.main([*words, "--json"]) == code, capsys.readouterr()
    return json.loads(capsys.readouterr().out) if code == 0 else None


def test_a_return_by_the_command_line(order: int, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    number = orders.show(order).number
    assert level() == (START - 2, 0)
    case = kolli(capsys, "returns", "open", number, f"{MUG}=1", "--reason", "fit")["case"]["number"]
    assert kolli(capsys, "returns", "label", case, "--out", str(tmp_path / "label.pdf"))["case"] == case
    assert kolli(capsys, "returns", "receive", case)["offer"]["cash"] == 0
    kolli(capsys, "returns", "settle", case, code=1)  # nobody has said how it came back
    done = kolli(capsys, "returns", "settle", case, "--condition", "sellable", "--outcome", "refund")
    assert (done["case"]["state"], done["case"]["refund_minor"]) == ("settled", 14_900)
    assert kolli(capsys, "returns", "undo", case)["case"]["state"] == "assessed"
    assert (
        kolli(capsys, "returns", "reject", case, "--why", "Used", "--keep", "--condition", "damaged")["case"]["state"]
        == "rejected"
    )
    assert [row["number"] for row in kolli(capsys, "returns", "list", "--tab", "over")["returns"]] == [case]
    kolli(capsys, "returns", "show", "R-9999", code=1)
    open_database(str(paths.data_folder() / "kolli.db"))  # each command has closed it
    assert level() == (START - 1, 1)  # kept, and not sold


def test_an_exchange_without_a_word_is_for_the_same_again(
    order: int, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = kolli(capsys, "returns", "open", orders.show(order).number, f"{MUG}=1", "--reason", "fit")["case"]["number"]
    assert cli.main(["returns", "label", case, "--out", str(tmp_path / "none" / "x.pdf")]) == 1
    assert f"There is no folder {tmp_path / 'none'}." in capsys.readouterr().err
    kolli(capsys, "returns", "receive", case)
    exchange = ("returns", "settle", case, "--condition", "sellable", "--outcome", "exchange")
    assert kolli(capsys, *exchange, "--swap", BLUE)["case"]["lines"][0]["swap"] == BLUE
    kolli(capsys, "returns", "undo", case)
    assert kolli(capsys, *exchange)["case"]["lines"][0]["swap"] == ""


def test_the_label_carries_the_code_of_its_return(order: int) -> None:
    pdf = papers.draw("return-label", [order])
    assert {orders.show(order).code} == _codes(pdf)
    case = returns.open_case(order, {line_of(order, MUG): 1})
    assert _codes(papers.draw("return-label", [order], media="A4")) == {case.code}
    assert returns.hear(case.code).case.id == case.id


def test_the_list_is_exported_with_its_sums(order: int, tmp_path: Path) -> None:
    returns.settle(came(order, MUG, 1).id)
    written = exporting.to_csv(lists.cases(Tab.OVER), tmp_path / "returns.csv")
    assert (written.rows, written.totals) == (1, {"SEK": 14_900})


def _codes(pdf: bytes) -> set[str]:
    return {text for _kind, text in reading.codes(reading.image(pdf, dpi=300, one_bit=False))}
