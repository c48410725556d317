"""The bank's files by the command line; in this process, for each new one costs half a second."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop import i18n
from desktop.cli import main
from tests import bank_files
from tests.bank_files import Booking
from tests.cli.conftest import ORDERS

Answer = Callable[..., Any]


@pytest.fixture
def payments(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Answer]:
    """`kolli WORDS --json` on a shop with three orders: what it answers."""

    def ask(*words: object, code: int = 0) -> Any:
        done = main([*map(str, words), "--json"])
        said = capsys.readouterr()
        assert done == code, said.err
        return json.loads(said.out)

    assert ask("import", "orders", ORDERS)["new"] == 3
    yield ask
    i18n.use("en")


def test_a_line_is_imported_shown_confirmed_and_taken_back(payments: Answer, tmp_path: Path) -> None:
    due, day = int(float(payments("orders", "show", "1002")["due"])), date(2026, 3, 5)
    file = tmp_path / "anything.bin"
    file.write_bytes(bank_files.mandiri([Booking(day, due, "SOMEBODY", "order 1002"), Booking(day, 77, "TOKOPEDIA")]))
    (done,) = payments("payments", "import", file)["imported"]
    assert (done["format"], done["new"], done["known"]) == ("mandiri-mcm", 2, 0)
    (line,) = payments("payments", "list", "--certain")["lines"]
    (proposal,) = payments("payments", "show", line["line"])["proposals"]
    assert "The payment names 1002, which is order #1002." in proposal["evidence"]
    assert payments("payments", "confirm", "--certain") == {"confirmed": [line["line"]]}
    assert payments("orders", "show", "1002")["payment"] == "paid"
    assert payments("payments", "confirm", line["line"], "1001", code=1)["kind"] == "LineSettled"
    assert payments("payments", "undo", line["line"])["state"] == "open"
    assert payments("orders", "show", "1002")["payment"] == "unpaid"
    (payout,) = payments("payments", "list", "--probable")["lines"]
    assert payments("payments", "payout", payout["line"])["reason"] == "Tokopedia"
    assert payments("payments", "aside", line["line"], "a gift")["state"] == "aside"


def test_a_line_says_what_is_still_due_and_what_is_too_much(
    payments: Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "anything.bin"
    file.write_bytes(bank_files.mandiri([Booking(date(2026, 3, 5), each, "SOMEBODY") for each in (60_000, 7_000)]))
    payments("payments", "import", file)
    big, small = sorted(payments("payments", "list")["lines"], key=lambda line: -int(line["arrived_minor"]))

    def said(*words: object) -> str:
        assert main([*map(str, words)]) == 0
        return capsys.readouterr().out

    assert "a part of #1002. #1002: Rp5.000 still to pay." in said("payments", "confirm", big["line"], "1002")
    assert "has paid #1002. #1002: Rp2.000 too much." in said("payments", "confirm", small["line"], "1002")
    assert "Rp65.000, Rp2.000 too much" in said("orders", "show", "1002")


def test_what_cannot_be_is_refused_in_a_sentence(payments: Answer, tmp_path: Path) -> None:
    file = tmp_path / "cut.csv"
    file.write_bytes(bank_files.bca_personal([Booking(date(2026, 3, 5), 5, "A B")])[:-40])
    assert "cut.csv is damaged or was cut off, line 10:" in payments("payments", "import", file, code=1)["error"]
    assert "--certain" in payments("payments", "confirm", code=2)["error"]
