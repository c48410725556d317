"""A watched folder: whole files come in once, nothing is lost, answers are written once, trouble is named."""

import csv
import errno
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.order import Fulfilment
from desktop.domain.remote import RemoteOrder
from desktop.formats import detect
from desktop.services import orders, packing, settings, shipping, stores
from desktop.sync import proving
from desktop.sync.connector import Account, Fault, Offline, Push, Refused, Result, SignInFailed
from desktop.sync.connectors.folder import reading
from desktop.sync.connectors.folder.store import Folder
from desktop.sync.worker import Worker

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "exports"
HEAD = "order,placed,status,article,sku,quantity,price,name,line1,email\n"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture
def store(folder: Path) -> Iterator[Folder]:
    made = opened(folder)
    yield made
    made.close()


def opened(folder: Path, **options: object) -> Folder:
    said = {"currency": "IDR", "zone": "Asia/Jakarta", "shop": "a", "store": 1, **options}
    return Folder(Account(str(folder), "", "", options=said), now=lambda: NOON, steady_s=0.01)


def drop(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def row(number: str, status: str = "new", units: int = 1) -> str:
    return f"{number},2026-11-20 10:00,{status},Cup,CUP,{units},100,Ayu,Jl. Braga 12,ayu@example.com"


def pulled(store: Folder, cursor: str = "") -> tuple[list[RemoteOrder], str]:
    """Everything, as the link asks for it."""
    found: list[RemoteOrder] = []
    for _turn in range(100):
        pull = store.pull_orders(cursor)
        found += pull.orders
        cursor = pull.cursor
        if not pull.more:
            return found, cursor
    raise AssertionError("it reads without end")


def said_of(folder: Path, name: str) -> str:
    return (folder / f"{name}.txt").read_text(encoding="utf-8-sig").strip()


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("file", "layout", "count"),
    [
        ("shopee_order_export.xlsx", "shopee", 60), ("tokopedia_tiktokshop_orders.csv", "tokopedia-tiktok", 60),
        ("tokopedia_legacy_orders.xlsx", "tokopedia-legacy", 60), ("shopify_orders_export.csv", "shopify", 60),
    ],
)  # fmt: skip
def test_the_marketplaces_own_exports_come_in_and_lie_among_the_read(
    folder: Path, store: Folder, file: str, layout: str, count: int
) -> None:
    shutil.copy(EXPORTS / file, folder)
    found, _cursor = pulled(store)
    assert len(found) == len({order.remote_id for order in found}) == count
    assert {order.remote_id.partition(":")[0] for order in found} == {layout}
    assert (folder / "read" / file).read_bytes() == (EXPORTS / file).read_bytes()
    assert said_of(folder / "read", file) == f"{count} orders were read from this file."
    assert not [path for path in folder.iterdir() if path.name != "read"]


def test_the_same_content_is_read_once_under_whatever_name(folder: Path, store: Folder) -> None:
    drop(folder, "monday.csv", row("1"), row("2"))
    first, cursor = pulled(store)
    for name in ("monday.csv", "copy.csv"):
        drop(folder, name, row("1"), row("2"))
    again, _cursor = pulled(store, cursor)
    assert (len(first), len(again)) == (2, 0)
    kept = {path.name for path in (folder / "read").iterdir()}
    assert kept == {name + end for name in ("monday.csv", "monday (2).csv", "copy.csv") for end in ("", ".txt")}
    assert "nothing in it is new" in said_of(folder / "read", "monday (2).csv")


def test_a_newer_export_has_the_last_word_on_an_order(folder: Path, store: Folder) -> None:
    os.utime(drop(folder, "z-old.csv", row("1", "new")), (1000, 1000))
    os.utime(drop(folder, "a-new.csv", row("1", "shipped", 2)), (2000, 2000))
    found, _cursor = pulled(store)
    assert [(order.fulfilment, order.lines[0].quantity) for order in found] == [
        (Fulfilment.OPEN, 1), (Fulfilment.SHIPPED, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.crdownload", "~$a.xlsx", ".a.csv", "desktop.ini"])
def test_what_is_not_a_whole_export_is_left_where_it_is(folder: Path, store: Folder, name: str) -> None:
    path = drop(folder, name, row("1"))
    assert pulled(store)[0] == []
    assert path.exists()


def test_a_file_that_still_grows_is_taken_when_it_has_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(folder)
    path = drop(folder, "a.csv", row("1"))

    def write_on(_seconds: float) -> bool:
        with path.open("a", encoding="utf-8") as file:
            file.write(row(str(file.tell())) + "\n")
        return False

    monkeypatch.setattr(store._closed, "wait", write_on)
    assert pulled(store)[0] == []
    assert pulled(store)[0] == []
    monkeypatch.undo()
    assert len(pulled(store)[0]) == 3
    store.close()


def test_what_cannot_be_read_says_why_in_the_shops_language(folder: Path) -> None:
    (folder / "scan.csv").write_bytes(b"%PDF-1.7")
    drop(folder, "empty.csv")
    (folder / "bad.csv").write_text(HEAD + "1,never,new,Cup,CUP,1,100,Ayu,,\n")
    for language, word in (("en", "PDF"), ("sv", "PDF")):
        store = opened(folder, language=language)
        pulled(store)
        store.close()
        assert word in said_of(folder / "refused", "scan.csv")
        said = said_of(folder / "refused", "scan.csv")
        (folder / "refused" / "scan.csv").rename(folder / "scan.csv")
        (folder / "refused" / "scan.csv.txt").unlink()
        assert ("cannot be read" in said) is (language == "en")
    assert said_of(folder / "read", "empty.csv") == "This file holds no orders."
    assert "Row 2: placed is not a date and time: never" in said_of(folder / "refused", "bad.csv")


def test_the_rows_that_were_left_out_are_named_and_the_rest_is_kept(folder: Path, store: Folder) -> None:
    drop(folder, "a.csv", row("1"), row("2").replace(",100,", ",much,"), row("3"))
    assert [order.number for order in pulled(store)[0]] == ["1", "3"]
    assert said_of(folder / "read", "a.csv").splitlines() == [
        "2 orders were read from this file; 1 rows were left out:", "Row 3: price is not an amount: much",
    ]  # fmt: skip


def test_a_file_larger_than_any_export_is_refused(folder: Path, store: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "MOST_BYTES", 60)
    drop(folder, "a.csv", row("1"))
    assert pulled(store)[0] == []
    assert "far larger than any export" in said_of(folder / "refused", "a.csv")


def test_of_two_shops_on_one_share_one_gets_each_file(folder: Path) -> None:
    ours, theirs = opened(folder, shop="a"), opened(folder, shop="b")
    for number in range(6):
        drop(folder, f"{number}.csv", row(str(number)))
    got: dict[str, list[str]] = {"a": [], "b": []}
    cursors = {"a": "", "b": ""}
    for turn in range(16):
        name, store = ("a", ours) if turn % 2 else ("b", theirs)
        pull = store.pull_orders(cursors[name])
        cursors[name] = pull.cursor
        got[name] += [order.number for order in pull.orders]
    assert sorted(got["a"] + got["b"]) == ["0", "1", "2", "3", "4", "5"]
    assert got["a"]
    assert got["b"]
    ours.close()
    theirs.close()
    assert len(list((folder / "read").glob("*.csv"))) == 6


def test_a_program_that_was_killed_reads_on_and_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    drop(folder, "a.csv", *(row(str(number)) for number in range(5)))
    kept, cursor = set[str](), ""
    for turn in range(12):
        store = opened(folder)
        pull = store.pull_orders(cursor)
        store._inbox.close()  # as when it dies: the lock goes, the file stays where it is
        if turn % 3 != 1:  # each third answer is lost before it is kept
            kept |= {order.number for order in pull.orders}
            cursor = pull.cursor
    assert kept == {"0", "1", "2", "3", "4"}
    assert [path.name for path in folder.iterdir()] == ["read"]
    assert (folder / "read" / "a.csv").exists()


def test_a_number_stands_once_in_the_days_file_with_the_marketplaces_columns(folder: Path) -> None:
    for _bench in range(2):
        store = opened(folder)
        for number in ("JP1", "JP2"):
            told = Push("tracking", "shopee:2301", f"key-{number}", {"number": number, "carrier": "JNE"})
            store.perform(told)
            assert store.perform(told).result is Result.ALREADY
        store.close()
    assert lines(folder / "out" / "tracking-2026-11-22-shopee.csv") == [
        ["No. Pesanan", "Opsi Pengiriman", "No. Resi", "kolli"],
        ["2301", "JNE", "JP1", "key-JP1"],
        ["2301", "JNE", "JP2", "key-JP2"],
    ]


def test_a_state_is_written_when_it_is_another_one(folder: Path, store: Folder) -> None:
    results = [
        store.perform(Push("order_status", "kolli:7", f"key-{turn}", {"status": status})).result
        for turn, status in enumerate(("packed", "packed", "shipped", "packed"))
    ]
    assert results == [Result.DONE, Result.ALREADY, Result.DONE, Result.DONE]
    assert [cells[1] for cells in lines(folder / "out" / "status-2026-11-22.csv")] == [
        "status", "packed", "shipped", "packed",
    ]  # fmt: skip


def test_the_owner_may_choose_columns_and_folder(folder: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.mkdir()
    store = opened(folder, answer="tokopedia-tiktok", out=str(answers))
    assert all(step.passed for step in store.test())
    store.perform(Push("tracking", "shopee:2301", "key", {"number": "JP1", "carrier": "J&T"}))
    assert lines(answers / "tracking-2026-11-22-tokopedia-tiktok.csv")[0][:3] == [
        "Order ID", "Shipping Provider Name", "Tracking ID",
    ]  # fmt: skip
    store.close()


def test_a_file_that_a_spreadsheet_saved_in_its_own_way_is_left_alone(folder: Path, store: Folder) -> None:
    store.perform(Push("tracking", "kolli:1", "key-1", {"number": "JP1", "carrier": "JNE"}))
    path = folder / "out" / "tracking-2026-11-22.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    assert store.perform(Push("tracking", "kolli:1", "key-1", {"number": "JP1"})).result is Result.ALREADY
    saved = path.read_bytes()
    assert store.perform(Push("tracking", "kolli:2", "key-2", {"number": "JP2"})).result is Result.DONE
    assert path.read_bytes() == saved
    assert lines(folder / "out" / "tracking-2026-11-22-2.csv")[1][0] == "2"


def test_a_customers_text_is_no_formula_for_a_spreadsheet(folder: Path, store: Folder) -> None:
    store.perform(Push("tracking", "kolli:=1+1", "key", {"number": "@SUM(A1)", "carrier": "J\nNE"}))
    assert lines(folder / "out" / "tracking-2026-11-22.csv")[1][:3] == ["'=1+1", "J NE", "'@SUM(A1)"]


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, Offline, "full"), (errno.EIO, Offline, "disk or the network"), (errno.ENOENT, Offline, "share"),
        (errno.EACCES, SignInFailed, "right"), (errno.EROFS, SignInFailed, "right"),
    ],
)  # fmt: skip
def test_trouble_with_a_disk_is_named_and_leaves_the_old_file(
    folder: Path, store: Folder, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception], words: str
) -> None:
    store.perform(Push("tracking", "kolli:1", "key-1", {"number": "JP1"}))
    before = (folder / "out" / "tracking-2026-11-22.csv").read_bytes()

    def broken(_file: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(kind) as failed:
        store.perform(Push("tracking", "kolli:1", "key-2", {"number": "JP2"}))
    assert words in failed.value.say()  # type: ignore[attr-defined]
    assert (folder / "out" / "tracking-2026-11-22.csv").read_bytes() == before
    assert [path.name for path in (folder / "out").iterdir()] == ["tracking-2026-11-22.csv"]
    monkeypatch.undo()
    assert store.perform(Push("tracking", "kolli:1", "key-2", {"number": "JP2"})).result is Result.DONE


def test_an_unplugged_share_is_offline_and_comes_back(folder: Path, store: Folder, tmp_path: Path) -> None:
    folder.rename(tmp_path / "gone")
    for ask in (
        lambda: store.pull_orders(""), lambda: store.perform(Push("tracking", "kolli:1", "key", {"number": "JP1"})),
    ):  # fmt: skip
        with pytest.raises(Offline) as offline:
            ask()
        assert "drive or share" in offline.value.say()
    last = store.test()[-1].error
    assert isinstance(last, SignInFailed)
    assert last.fault is Fault.FOLDER
    assert str(folder) in last.say()
    (tmp_path / "gone").rename(folder)
    drop(folder, "a.csv", row("1"))
    assert len(pulled(store)[0]) == 1


def test_nothing_can_be_asked_of_a_folder(store: Folder) -> None:
    with pytest.raises(Refused):
        store.read_order("kolli:1")
    assert store.missing(["kolli:1"]) == []
    assert store.open_orders("").orders == ()


def test_the_nights_proof_takes_no_export_away(folder: Path, store: Folder) -> None:
    path = drop(folder, "a.csv", row("1"))
    assert proving._listed(store, lambda: True) == {}
    assert path.exists()


def test_a_path_that_depends_on_where_one_stands_is_refused() -> None:
    with pytest.raises(SignInFailed) as refused:
        opened(Path("exports"))
    assert "whole path" in refused.value.say()


def test_an_export_becomes_work_and_its_number_and_states_come_out(folder: Path, sqlite_database: Path) -> None:
    settings.change_rules(notes=False)
    drop(folder, "a.csv", row("77"))
    store_id = stores.add("folder", "Pasar", str(folder), {"status_map": dict(Folder.STATUS_MAP)}, {}).id
    (report,) = Worker().run_once([stores.get(store_id)])
    assert (report.error, report.tally.orders_new) == ("", 1)
    order_id = orders.find("77")
    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    shipping.ship(order_id, "JNE", "JP77")
    for _turn in range(2):
        (report,) = Worker().run_once([stores.get(store_id)])
        assert report.error == ""
    (tracking,), (states,) = (list((folder / "out").glob(f"{kind}-*.csv")) for kind in ("tracking", "status"))
    assert [cells[:3] for cells in lines(tracking)[1:]] == [["77", "JNE", "JP77"]]
    assert [cells[:2] for cells in lines(states)[1:]] == [["77", "packed"], ["77", "shipped"]]
    drop(folder, "b.csv", row("77", "delivered"))
    Worker().run_once([stores.get(store_id)])
    assert orders.show(order_id).stage == "done"
    assert (folder / "read" / "b.csv").exists()
