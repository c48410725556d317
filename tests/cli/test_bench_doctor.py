"""kolli doctor --bench: what the morning check names, in one command."""

import time

from tests.cli.process import Kolli


def states(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in answer.json["checks"]:
        found.setdefault(each["what"], []).append(each["state"])
    return found


def test_the_morning_check_names_every_part_of_the_bench_within_a_minute(shop: Kolli) -> None:
    began = time.monotonic()
    done = shop("doctor", "--bench", "--json")
    assert time.monotonic() - began < 60
    assert set(states(done)) == {"scanner", "printer", "sound", "scale", "clock", "disk", "backup", "sync"}
    assert done.json["needs_person"] is (done.code == 1)
    assert done.err.strip() == "" or "ALSA" not in done.err


def test_a_printer_that_every_paper_goes_to_is_ready(shop: Kolli) -> None:
    shop("print", "invoice", "1001")  # makes the folder that every shop begins with
    checks = shop("doctor", "--bench", "--json").json["checks"]
    told = [each for each in checks if each["what"] == "printer"]
    assert [each["state"] for each in told] == ["ok"], told


def test_a_command_card_is_written_and_printed(shop: Kolli, tmp_path) -> None:
    done = shop("print", "command-card", "--out", tmp_path / "card.pdf", "--lang", "id", "--json")
    assert done.code == 0, done.err
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    printed = shop("print", "command-card", "--json").json
    assert [(each["kind"], each["state"]) for each in printed["papers"]] == [("command-card", "done")]


def test_a_paper_of_orders_still_wants_orders(shop: Kolli) -> None:
    done = shop("print", "invoice")
    assert done.code == 2
    assert "REF" in done.err
