"""kolli printers: what papers come out of, by address, and what the bench is told before its day begins."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop import i18n
from desktop.cli import main


@pytest.fixture
def kolli(data_folder: Path, capsys: pytest.CaptureFixture[str]):
    """Commands in this process: a process of its own for each would cost a second."""

    def run(*words: object) -> SimpleNamespace:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return SimpleNamespace(code=code, err=said.err, json=json.loads(said.out) if "--json" in words else None)

    yield run
    i18n.use("en")


def test_a_printer_is_added_routed_tried_held_and_forgotten(kolli, tmp_path) -> None:
    added = kolli("printers", "add", "Labels", tmp_path / "labels", "--json")
    assert added.code == 0, added.err
    assert kolli("printers", "route", "parcel-label", "Labels", "--json").json["printer"] == "Labels"
    assert kolli("printers", "media", "badge", "A6").code == 1  # a badge has one size
    assert kolli("printers", "test", "Labels", "--json").json == {"printer": "Labels", "state": "done", "reason": ""}
    assert len(list((tmp_path / "labels").glob("*.pdf"))) == 1
    kolli("queue", "hold", "Labels")
    told = kolli("printers", "list", "--json")
    assert told.code == 1  # a paper could not come out now
    assert {one["name"]: one["state"] for one in told.json["printers"]} == {"Folder": "ready", "Labels": "held"}
    assert [one["kind"] for one in told.json["missing"]] == ["parcel-label"]
    bench = kolli("doctor", "--bench", "--test-pages", "--json").json["checks"]
    said = [(one["state"], one["text"]) for one in bench if one["what"] in ("printer", "test page")]
    assert ("person", "parcel-label: The printer Labels is held; what waits for it stays.") in said
    assert ("ok", "Folder: it came out.") in said
    kolli("printers", "remove", "Labels")
    gone = kolli("doctor", "--json").json["checks"]
    assert [one["text"] for one in gone if one["what"] == "printer"] == ["parcel-label: No printer is chosen for it."]


def test_a_wrong_word_is_one_sentence(kolli) -> None:
    for words, part in (
        (("add", "X", "http://192.0.2.7"), "Begin with queue:"),
        (("add", "X", "tcp://192.0.2.7:port"), "such as 192.168.1.20"),
        (("route", "parcel-label", "Nix"), "There is no printer Nix"),
        (("route", "poster", "Nix"), "The kind of paper cannot be poster"),
        (("when", "pick-list", "closing"), "Choose by hand or never"),
    ):
        ended = kolli("printers", *words)
        assert ended.code in (1, 2), words
        assert part in ended.err
        assert len(ended.err.strip().splitlines()) == 1
