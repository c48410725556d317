"""The print queue by the command line: what waits is listed, moved, cancelled, printed again and printed now."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop import paths
from desktop.cli import main
from desktop.services import lease
from tests.cli.process import Kolli


def test_the_queue_is_listed_held_moved_and_printed(shop: Kolli, capsys: pytest.CaptureFixture[str]) -> None:
    def do(*words: object, code: int = 0) -> Any:
        assert main(["--data", str(shop.data), "--json", *map(str, words)]) == code
        return json.loads(capsys.readouterr().out)

    do("print", "packing-slip", "1001", "1003")
    papers = do("queue")["papers"]
    assert [paper["state"] for paper in papers] == ["done", "done"]
    again = do("queue", "again", papers[0]["id"])
    assert (again["copy"], again["reprint_of"], again["state"]) == (True, papers[0]["id"], "queued")
    assert do("queue", "hold", "Folder") == {"printer": "Folder", "held": True}
    do("queue", "now", code=1)
    do("queue", "resume", "Folder")
    assert do("queue", "move", "--from", "Folder", "--to", "Folder") == {"moved": 1, "printer": "Folder"}
    assert [paper["state"] for paper in do("queue", "now", "Folder")["papers"]] == ["done"]
    assert do("queue", "list", "--state", "reprinted")["papers"][0]["id"] == papers[0]["id"]


def test_a_killed_programs_half_sent_paper_is_looked_up_and_comes_out_once(
    shop: Kolli, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed before the printer had it: it is sent again. Killed after: it is known to be out."""
    assert main(["--data", str(shop.data), "print", "packing-slip", "1001", "1003"]) == 0
    files = sorted(shop.data.rglob("*.pdf"))
    assert len(files) == 2
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    with sqlite3.connect(paths.database_file(shop.data)) as db:
        db.execute("UPDATE print_job SET state = 'sending', done_at = NULL, claimed_by = ?",
                   (lease.owner(int(ended.stdout)),))  # fmt: skip
    files[0].unlink()
    capsys.readouterr()
    assert main(["--data", str(shop.data), "--json", "queue", "now"]) == 0
    assert [paper["state"] for paper in json.loads(capsys.readouterr().out)["papers"]] == ["done", "done"]
    assert len(list(shop.data.rglob("*.pdf"))) == 2


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["queue", "again", "x"], 2, "The paper's number cannot be x"),
        (["queue", "again", "99"], 1, "There is no paper in the queue 99 here"),
        (["queue", "cancel", "99", "--batch"], 1, "There is no batch 99 here"),
        (["queue", "came-out", "1"], 1, "There is no paper in the queue 1 here"),
        (["queue", "move", "--to", "Folder"], 2, "ID, --from is missing"),
        (["queue", "move", "1", "--from", "a", "--to", "b"], 2, "ID, --from is missing"),
        (["queue", "move", "1"], 2, "--to is missing"),
        (["queue", "move", "--from", "a", "--to", "b"], 1, "There is no printer a here"),
        (["queue", "hold", "nix"], 1, "There is no printer nix here"),
        (["queue", "list", "--state", "lost"], 2, "The state cannot be lost"),
        (["queue", "fly"], 2, "'fly' is not known"),
        (["print", "invoice", "1001", "--out", ""], 1, "Name a file"),
        (["print", "invoice", "1001", "--out", "x" * 300], 1, "Name a file"),
        (["print", "invoice", "1001", "--out", "a.pdf", "--media", "57x32"], 1, "57x32"),
    ],
)
def test_wrong_words_about_the_queue_are_said_in_one_sentence(
    data_folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, part: str
) -> None:
    assert main(words) == code
    said = capsys.readouterr()
    assert part in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
