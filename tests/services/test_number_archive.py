"""A year's archive opens without Kolli, tells whatever was bent in it, and is never there by half."""

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.errors import BadInput
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, invoicing, settings
from desktop.services.invoicing import archive_check, archiving
from desktop.services.invoicing.archiving import NothingToArchive
from desktop.services.slips import keys
from tests.documents import reading
from tests.services import shop


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Path]:
    """The archive of a shop with six documents."""
    place = tmp_path_factory.mktemp("archive")
    shutil.copyfile(_sqlite_template, place / "kolli.db")
    open_database(str(place / "kolli.db"))
    keys._own = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    changes.set_clock(lambda: datetime(2026, 11, 3, 5, tzinfo=UTC))
    settings.change_shop(name="Lingonviken", tax_percent="25", currency="SEK", language="sv")
    orders = [shop.order(("CUP", 2)).id for _turn in range(3)]
    bills = [invoicing.issue(order_id) for order_id in orders]
    invoicing.issue_receipt(orders[0])
    invoicing.credit(bills[0].id, reason="=1+1")
    invoicing.void(bills[1].id, "fel köpare")
    changes.set_clock(None)
    done = archiving.archive(2026, place / "2026")
    assert (done.documents, done.faults, done.signed) == (5, (), True)
    yield place / "2026"
    forget()


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "2026"))


def alone(folder: Path) -> tuple[int, str]:
    """What the script in the archive says where there is no Kolli."""
    done = subprocess.run([sys.executable, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True,
                          check=False)  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_an_archive_has_every_document_as_it_was_issued(folder: Path) -> None:
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["kind"] for row in rows] == ["invoice", "invoice", "invoice", "receipt", "credit-note"]
    for row in rows:
        assert (folder / row["file"]).read_bytes() == invoicing.original(invoicing.find(row["number"]).id)
    assert (rows[4]["corrects"], rows[1]["void_reason"]) == (rows[0]["number"], "fel köpare")
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(row["file"] in page for row in rows)
    assert "verify.py" in (folder / "README.txt").read_text(encoding="utf-8")
    text = reading.text((folder / "audit.pdf").read_bytes())
    assert all(row["number"] in text for row in rows)
    assert "fel köpare" in text
    assert alone(folder) == (0, "All is as it was written: 5 numbers.\n")
    assert archive_check.verify(folder) == []


def _edit(name: str, was: str, becomes: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes().replace(was.encode(), becomes.encode()))

    return edit


def _with_its_sum(edit: Callable[[Path], None], name: str) -> Callable[[Path], None]:
    """The same, by somebody who knows of SHA256SUMS."""

    def both(folder: Path) -> None:
        edit(folder)
        sums = folder / "SHA256SUMS"
        lines = [line for line in sums.read_text().splitlines() if not line.endswith(f"  {name}")]
        sums.write_text("\n".join([*lines, f"{archiving._digest(folder / name)}  {name}"]) + "\n")

    return both


_PDF = "invoice/INV-2026-000001.pdf"
BENT: dict[str, Callable[[Path], None]] = {
    "a byte of a document": _edit(_PDF, "%PDF-1", "%PDF-2"),
    "a byte and its sum": _with_its_sum(_edit(_PDF, "%PDF-1", "%PDF-2"), _PDF),
    "a document gone": lambda folder: (folder / _PDF).unlink(),
    "a file more": lambda folder: (folder / "invoice" / "INV-2026-000009.pdf").write_bytes(b"%PDF"),
    "a total in a day's list": _with_its_sum(_edit("days.jsonl", '\\"total\\":', '\\"totals\\":'), "days.jsonl"),
    "a number in the index": _with_its_sum(_edit("index.csv", "INV/2026/000003", "INV/2026/000004"), "index.csv"),
    "a signature": _with_its_sum(_edit("days.jsonl", '"signature": "', '"signature": "00'), "days.jsonl"),
}


@pytest.mark.parametrize("bent", BENT)
def test_whatever_is_bent_in_an_archive_is_told(folder: Path, bent: str) -> None:
    BENT[bent](folder)
    code, said = alone(folder)
    assert code == 1, said
    assert archive_check.verify(folder) != []


def test_an_archive_of_another_shop_is_told(folder: Path) -> None:
    settings.remember("shop-id", "another")
    run("UPDATE number_day SET hash = 'x' || hash")
    try:
        assert any("not in the books" in line for line in archive_check.verify(folder))
    finally:
        run("UPDATE number_day SET hash = substr(hash, 2)")


def test_what_was_begun_is_gone_on_with_and_never_half(written: Path, tmp_path: Path) -> None:
    with pytest.raises(invoicing.Stopped):
        archiving.archive(2026, tmp_path / "again", stop=_after(4))
    assert not (tmp_path / "again").exists()
    begun = list((tmp_path / ".again.part").rglob("*.pdf"))
    assert begun
    stamps = {path.name: path.stat().st_mtime_ns for path in begun}
    (tmp_path / ".again.part" / "invoice" / "INV-2026-000077.pdf").write_bytes(b"%PDF")
    done = archiving.archive(2026, tmp_path / "again")
    assert done.documents == 5
    assert alone(tmp_path / "again")[0] == 0
    left = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "again").rglob("*.pdf")}
    assert {name: left[name] for name in stamps} == stamps


def _after(times: int) -> Callable[[], bool]:
    left = iter([False] * times)
    return lambda: next(left, True)


def test_a_folder_with_something_in_it_is_left_alone(folder: Path) -> None:
    with pytest.raises(BadInput):
        archiving.archive(2026, folder)
    with pytest.raises(NothingToArchive):
        archiving.archive(1999, folder.parent / "1999")
    with pytest.raises(BadInput):
        archive_check.verify(folder.parent)
