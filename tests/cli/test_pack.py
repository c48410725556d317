"""kolli pack: one line a scan, on disk before it is said; killed at any moment, it goes on without loss or double."""

import json
import random
from pathlib import Path

import pytest

from desktop.domain.codes import Command, command_code
from tests.cli.process import Kolli

SCANS = ["SR-KOPI", "SR-KOPI", "NOSUCH", "SR-KOPI", "SR-KOPI", "SR-TEH"]  # order #1001: 3 + 1 units, one is too many


def pack(shop: Kolli, order: str, *codes: str, prefix: str = "") -> list[dict[str, object]]:
    named = ("--op-prefix", prefix) if prefix else ()
    return shop("pack", order, "--scans", "-", *named, pipe="".join(f"{code}\n" for code in codes)).lines


def packed(shop: Kolli, order: str) -> dict[str, int]:
    return {line["sku"]: line["packed"] for line in shop("orders", "show", order, "--json").json["lines"]}


def test_each_scan_is_one_line(shop: Kolli, tmp_path: Path) -> None:
    file = tmp_path / "scans.txt"
    file.write_text("\n".join(SCANS) + "\n\n")
    ended = shop("pack", "1001", "--scans", file)
    assert ended.code == 0, ended.err
    keys = ("code", "verdict", "line", "packed", "ordered", "left")
    assert [tuple(line[key] for key in keys) for line in ended.lines] == [
        ("SR-KOPI", "right", 1, 1, 3, 3),
        ("SR-KOPI", "right", 1, 2, 3, 2),
        ("NOSUCH", "unknown", None, 0, 0, 2),
        ("SR-KOPI", "right", 1, 3, 3, 1),
        ("SR-KOPI", "too-many", 1, 3, 3, 1),
        ("SR-TEH", "complete", 2, 1, 1, 0),
    ]
    assert ended.lines[-1]["parcel"].startswith("KP1001A")
    assert shop("orders", "show", "1001", "--json").json["stage"] == "to-ship"


def test_an_article_of_another_order_is_wrong(shop: Kolli) -> None:
    assert pack(shop, "1003", "SR-KOPI")[0]["verdict"] == "wrong"


def test_a_packed_order_is_reopened_by_the_command_and_closed_again_when_nothing_is_left(shop: Kolli) -> None:
    told = pack(shop, "1001", *SCANS, command_code(Command.REOPEN), "SR-TEH")
    assert [line["verdict"] for line in told[-2:]] == ["opened", "too-many"]
    order = shop("orders", "show", "1001", "--json").json
    assert order["stage"] == "to-ship"
    moved = [row["action"] for row in reversed(order["history"]) if row["to"]]
    assert moved == ["received", "start", "finish", "reopen", "finish"]


def test_put_aside_frees_the_bench_for_another_order(shop: Kolli) -> None:
    other = shop("orders", "show", "1003", "--json").json["code"]
    told = pack(shop, "1001", "SR-KOPI", other, command_code(Command.ASIDE), other, "SR-TEH")
    assert [line["verdict"] for line in told] == ["right", "refused", "aside", "opened", "right"]
    assert "#1001 is still open" in str(told[1]["message"])
    assert packed(shop, "1001") == {"SR-KOPI": 1, "SR-TEH": 0}
    assert packed(shop, "1003") == {"SR-TEH": 1}


def test_a_scan_that_cannot_be_counted_says_why_and_the_next_goes_on(shop: Kolli) -> None:
    ended = shop("pack", "1001", "--scans", "-", pipe="\n".join([*SCANS, "SR-TEH", command_code(Command.QUANTITY)]))
    assert ended.code == 1
    assert [line["verdict"] for line in ended.lines[-2:]] == ["refused", "refused"]
    assert all(line["message"] for line in ended.lines[-2:])
    assert packed(shop, "1001") == {"SR-KOPI": 3, "SR-TEH": 1}


def test_any_bytes_are_only_an_unknown_code(shop: Kolli) -> None:
    hostile = [
        b"\xff\xfe\x80",
        b"'; DROP TABLE orders;--",
        b"\x1b[2J",
        b"x" * 10_000,
        "ÄÖ\u202e\u00e9".encode(),
        b"a\x00b",
    ]
    ended = shop("pack", "1001", "--scans", "-", pipe=b"\n".join(hostile) + b"\nSR-TEH\n")
    assert [line["verdict"] for line in ended.lines] == ["unknown"] * len(hostile) + ["right"]
    assert "\x1b" not in ended.out


def test_the_same_scans_with_the_same_prefix_count_once(shop: Kolli) -> None:
    undo = command_code(Command.UNDO)
    input_ = ["SR-KOPI", "SR-KOPI", undo, "SR-TEH", undo]
    first = pack(shop, "1001", *input_, prefix="monday")
    again = pack(shop, "1001", *input_, prefix="monday")
    assert [line["verdict"] for line in again] == [line["verdict"] for line in first]
    assert packed(shop, "1001") == {"SR-KOPI": 1, "SR-TEH": 0}
    pack(shop, "1001", "SR-KOPI", prefix="tuesday")
    assert packed(shop, "1001") == {"SR-KOPI": 2, "SR-TEH": 0}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(shop: Kolli, seed: int) -> None:
    """#1003 has ten units. Each life of the process is killed after some answers were read, some more just fed."""
    print("seed", seed)
    chance = random.Random(seed)
    scans = ["SR-TEH", "NOSUCH"] * 5 + ["SR-TEH"] * 5
    acknowledged = 0
    for _life in range(6):
        process = shop.start("pack", "1003", "--scans", "-", "--op-prefix", f"kill{seed}")
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(f"{code}\n" for code in scans).encode())
        process.stdin.flush()
        for read in range(min(len(scans), acknowledged + chance.randint(1, 5))):
            line = process.stdout.readline()
            if not line:
                break
            assert json.loads(line)["verdict"] != "refused"
            acknowledged = max(acknowledged, read + 1)
        process.kill()
        process.communicate()
        counted = sum(packed(shop, "1003").values())
        said = sum(code == "SR-TEH" for code in scans[:acknowledged])
        assert said <= counted <= 10, f"{said} were acknowledged, {counted} are on disk"
        if acknowledged == len(scans):
            break
    told = pack(shop, "1003", *scans, prefix=f"kill{seed}")
    assert [line["verdict"] for line in told] == ["right", "unknown"] * 5 + ["right"] * 4 + ["complete"]
    assert packed(shop, "1003") == {"SR-TEH": 10}
    history = [row["action"] for row in shop("orders", "show", "1003", "--json").json["history"]]
    assert history.count("finish") == 1
