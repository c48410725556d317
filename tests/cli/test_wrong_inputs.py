"""Whatever is typed wrong: one clear sentence on stderr, the right exit code, nothing changed, never a traceback.

(`Kolli.__call__` refuses a traceback in every test of this folder.)
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, Kolli


def one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and text.strip()[-1] in ".!?"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["bogus"], "'bogus' is not known"),
        (["orders"], "is missing"),
        (["orders", "show"], "REF is missing"),
        (["orders", "list", "--limit", "many"], "The limit cannot be many"),
        (["orders", "list", "--limit", "0"], "The limit cannot be 0"),
        (["orders", "list", "--limit", "-5"], "The limit cannot be -5"),
        (["orders", "list", "--stage", "elsewhere"], "The stage cannot be elsewhere"),
        (["orders", "list", "--after", "x"], "The cursor cannot be x"),
        (["orders", "do", "1001", "fly"], "The action cannot be fly"),
        (["orders", "list", "--colour"], "--colour is not understood"),
        (["orders", "list", "--limit"], "--limit needs a value"),
        (["pack", "1001"], "--scans is missing"),
        (["pack", "1001", "--scans", "-", "--op-prefix", "a b"], "--op-prefix cannot be a b"),
        (["print", "poster", "1001"], "The kind of paper cannot be poster"),
        (["print", "invoice", "1001", "--out", "a.pdf", "--printer", "b"], "does not go together"),
        (["--lang", "xx", "orders", "list"], "The language cannot be xx"),
        (["--database", "mysql://root:secret@host/db", "orders", "list"], "The database cannot be mysql://..."),
        (["tour", "--out", "x", "--size", "10x10"], "The size cannot be 10x10"),
        (["outbox", "retry", "x"], "The message's number cannot be x"),
    ],
)
def test_wrong_usage_is_said_in_one_sentence(kolli: Kolli, words: list[str], part: str) -> None:
    ended = kolli(*words)
    assert ended.code == 2, ended.err
    assert part in ended.err
    assert one_sentence(ended.err), ended.err
    assert "secret" not in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["orders", "show", "nix"], "There is no order nix here"),
        (["orders", "show", ""], "There is no order"),
        (["orders", "show", "'; DROP TABLE orders; --"], "There is no order"),
        (["orders", "do", "nix", "hold"], "There is no order nix here"),
        (["orders", "do", "1001", "deliver"], "#1001"),
        (["orders", "do", "1001", "start"], "packing is done by scanning"),
        (["ship", "1001", "--carrier", "JNE", "--tracking", "1"], "it has not been packed yet"),
        (["pack", "nix", "--scans", "-"], "There is no order nix here"),
        (["pack", "1002", "--scans", "-"], "it is not paid"),
        (["print", "parcel-label", "1001", "--out", "label.pdf"], "it has no parcel yet"),
        (["print", "invoice", "1001", "--out", "no/such/folder/a.pdf"], "There is no folder no/such/folder"),
        (["store", "test", "nix"], "There is no store nix here"),
        (["store", "add", "toko", "http://127.0.0.1:1"], "Set KOLLI_STORE_KEY"),
        (["sync", "--once", "--store", "nix"], "There is no store nix here"),
        (["outbox", "retry", "99"], "There is no message 99 here"),
        (["outbox", "park", "99"], "There is no message 99 here"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(shop: Kolli, words: list[str], part: str) -> None:
    before = shop("orders", "list", "--json").json
    ended = shop(*words, "--json", pipe="")
    assert ended.code == 1, ended.err
    assert part in ended.err
    assert one_sentence(ended.err), ended.err
    assert ended.json["error"] == ended.err.strip()
    assert shop("orders", "list", "--json").json == before


def test_files_that_are_none_are_refused_with_their_name(kolli: Kolli, tmp_path: Path) -> None:
    empty, binary, folder = tmp_path / "empty.csv", tmp_path / "binary.csv", tmp_path / "folder.csv"
    empty.touch()
    binary.write_bytes(Path(sys.executable).read_bytes()[:20_000])
    folder.mkdir()
    for what in ("orders", "articles"):
        for file in (empty, binary, folder, tmp_path / "missing.csv"):
            ended = kolli("import", what, file, "--json")
            assert ended.code == 1
            assert file.name in ended.err
            assert one_sentence(ended.err), ended.err


def test_a_format_that_is_unknown_names_those_that_are_known(kolli: Kolli, tmp_path: Path) -> None:
    ended = kolli("import", "orders", tmp_path / "a.csv", "--format", "fax")
    assert ended.code == 2
    assert "shopify" in ended.err


def test_woocommerce_own_list_is_refused_with_the_way_out(kolli: Kolli) -> None:
    from tests.shared import REPO

    ended = kolli("import", "orders", REPO / "tests/data/exports/woocommerce_analytics_orders.csv", "--json")
    assert ended.code == 1
    assert "Connect the store" in ended.err


def test_scans_that_are_no_text_change_nothing(shop: Kolli, tmp_path: Path) -> None:
    for name, held in (("empty", b"\n \n"), ("binary", b"\x00\x01\xff"), ("latin", b"\xe5\xe4\xf6")):
        file = tmp_path / name
        file.write_bytes(held)
        ended = shop("pack", "1001", "--scans", file)
        assert ended.code == 1
        assert one_sentence(ended.err)
        assert ended.out == ""
    assert shop("orders", "show", "1001", "--json").json["stage"] == "to-pick"


def test_messages_are_in_the_persons_language(kolli: Kolli) -> None:
    english = kolli("orders", "show", "nix").err
    swedish = kolli("orders", "show", "nix", "--lang", "sv").err
    by_system = kolli("orders", "list", "--limit", "x", LANG="sv_SE.UTF-8").err
    assert "nix" in swedish
    assert swedish != english
    assert by_system != kolli("orders", "list", "--limit", "x").err


def test_bytes_that_are_no_text_are_answered(shop: Kolli) -> None:
    ended = shop("orders", "show", os.fsdecode(b"\xff\xfe"))
    assert ended.code == 1
    assert one_sentence(ended.err)
    assert shop("orders", "do", "1001", "hold", "--comment", os.fsdecode(b"caf\xe9")).code in (0, 1)


def test_a_folder_that_is_a_file_is_said(kolli: Kolli, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    ended = kolli("--data", file, "orders", "list")
    assert ended.code == 1
    assert str(file) in ended.err


def test_a_file_that_is_no_database_is_kept_and_said(kolli: Kolli) -> None:
    file = kolli.data / "kolli.db"
    file.write_bytes(b"not a database" * 1000)
    ended = kolli("orders", "list")
    assert ended.code == 1
    assert "kolli.db" in ended.err
    assert file.read_bytes().startswith(b"not a database")


def test_a_database_server_that_is_away_is_said_without_its_password(kolli: Kolli) -> None:
    ended = kolli("--database", "postgresql://shop:geheim@127.0.0.1:1/kolli", "orders", "list")
    assert ended.code == 1
    assert one_sentence(ended.err), ended.err
    assert "geheim" not in ended.err + kolli.log()


def test_a_reader_that_has_enough_is_no_error(shop: Kolli) -> None:
    process = shop.start("orders", "list")
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read().decode()
    process.wait(60)
    process.stderr.close()
    process.stdin.close()
    assert "Traceback" not in said
    assert "Exception" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_answer_that_finds_no_room_is_said(shop: Kolli) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([*COMMAND, "orders", "list"], stdout=full, stderr=subprocess.PIPE, env=shop.environment)
    said = ended.stderr.decode()
    assert ended.returncode == 1
    assert "full" in said
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_is_said_and_keeps_what_was_done(shop: Kolli) -> None:
    # Tests that were started in the background ignore Ctrl+C, and so would what they start.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = shop.start("pack", "1001", "--scans", "-")
    signal.signal(signal.SIGINT, heard)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(b"SR-KOPI\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["verdict"] == "right"
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert one_sentence(err.decode()), err
    assert shop("orders", "show", "1001", "--json").json["left"] == 3


def test_a_fault_of_ours_is_logged_and_said_in_one_sentence(shop: Kolli) -> None:
    broken = (
        "import desktop.services.orders as o, desktop.cli as c, sys\no.find = lambda ref: 1 // 0\nsys.exit(c.main())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", broken, "orders", "show", "1001", "--json"], capture_output=True, env=shop.environment
    )
    said = ended.stderr.decode()
    assert ended.returncode == 1
    assert one_sentence(said), said
    assert "kolli.log" in said
    assert json.loads(ended.stdout)["kind"] == "Unexpected"
    assert "ZeroDivisionError" in shop.log()


def test_the_window_without_a_display_is_refused_in_one_sentence(kolli: Kolli) -> None:
    without = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    if sys.platform != "linux":
        pytest.skip("only here a system may have no display")
    ended = kolli(**without)
    assert ended.code == 1
    assert "no display" in ended.err
