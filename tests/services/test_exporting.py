"""Lists as files: what a spreadsheet reads is what the screen shows, and nothing in it is run."""

import csv
import re
import shutil
import subprocess
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop import i18n
from desktop.domain.errors import NotFound
from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.formats import sheet_out, xlsx
from desktop.formats.formulas import guarded, runs
from desktop.formats.text import unguarded
from desktop.services import export_lists, exporting, permits, queue, queue_export
from desktop.services.exporting import Amount, Column, Kind, Table
from desktop.services.queue_filter import ALL, Only
from tests.hard.runs import runs as often
from tests.services import shop

EVIL = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", " =1+1",
    '"=1+1', "'=1+1", "\u200b=1+1", "\ufeff=cmd|' /C calc'!A0", 'x";=1+1;"', "x,=1+1", "x;@A1", "x\t=1+1", "x\n=1+1",
    "x\r\n+1", "=HYPERLINK(\"http://a\")", "−1", "\x00=1+1",
)  # fmt: skip
COLUMNS = (
    Column("Order"),
    Column("Units", Kind.NUMBER, total=True),
    Column("Total", Kind.MONEY),
    Column("Buyer", needs=Right.CUSTOMERS),
    Column("Placed", Kind.TIME),
    Column("Day", Kind.DAY),
)
PLACED = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)


def rows(*buyers):
    for at, buyer in enumerate(buyers, 1):
        yield f"#{at}", at, Amount(-105 * at, "SEK"), buyer, PLACED, date(2026, 11, 22)


@pytest.fixture(autouse=True)
def english():
    i18n.use("en")
    yield
    i18n.use("en")


def cells_of_csv(path: Path, separator: str) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def cells_of_xlsx(path: Path) -> list[list[str]]:
    return [cells for _number, cells in xlsx.rows(path)]


@pytest.mark.parametrize(
    ("language", "separator", "amount"), [("en", ",", "-1.05"), ("sv", ";", "-1,05"), ("id", ";", "-1,05")]
)
def test_a_csv_file_is_what_a_spreadsheet_of_that_country_expects(
    sqlite_database, tmp_path, language, separator, amount
):
    i18n.use(language)
    file = tmp_path / "orders.csv"
    done = exporting.to_csv(Table("Orders", COLUMNS, rows("Åsa")), file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert file.read_bytes().endswith(b"\r\n")
    head, first, total = cells_of_csv(file, separator)
    assert len(head) == 7
    assert first[:3] == ["#1", "1", amount]
    assert first[3:5] == ["SEK", "Åsa"]
    assert first[5].startswith("2026-11-22 ")
    assert first[6] == "2026-11-22"
    assert total[1:4] == ["1", amount, "SEK"]
    assert done.rows == 1
    assert done.totals == {"SEK": -105}


def test_a_workbook_has_numbers_times_and_texts_and_the_sums_of_each_currency(sqlite_database, tmp_path):
    mixed = [
        ("#1", 2, Amount(12_345_678, "IDR"), "A", PLACED, None), ("#2", 1, Amount(128_460, "SEK"), "B", None, None),
        ("#3", 3, Amount(322, "IDR"), "00123", None, None),
    ]  # fmt: skip
    file = tmp_path / "orders.xlsx"
    done = exporting.to_xlsx(Table("Orders: [all]/new", COLUMNS, mixed), file)
    assert done.totals == {"IDR": 12_346_000, "SEK": 128_460}
    found = cells_of_xlsx(file)
    assert found[0][:5] == ["Order", "Units", "Total", "Currency", "Buyer"]
    assert found[1][2] == "12345678"
    assert found[2][2] in ("1284.60", "1284.6")
    assert found[3][4] == "00123"
    assert found[4][:4] == ["Total", "6", "12346000", "IDR"]
    assert found[5][0] == "Total"
    assert Decimal(found[5][2]) == Decimal("1284.60")
    assert found[5][3] == "SEK"
    with zipfile.ZipFile(file) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        names = book.read("xl/workbook.xml").decode()
    assert 'name="Orders all new"' in names
    assert not list(sheet.iterfind(".//{*}f"))
    kinds = {cell.get("r"): cell.get("t") for cell in sheet.iterfind(".//{*}c")}
    assert kinds["B2"] is None
    assert kinds["C2"] is None
    assert kinds["F2"] is None
    assert kinds["E4"] == "inlineStr"


@pytest.mark.parametrize("text", EVIL)
def test_no_part_of_a_text_is_a_formula_whatever_cuts_it(text):
    assert any(runs(part) for part in re.split("[,;\t|\n\r]", text))
    for part in re.split("[,;\t|\n\r]", guarded(text)):
        unseen = part.lstrip(' "\x00\u200b\ufeff')  # what a spreadsheet may strip; the apostrophe is ours and stays
        assert not unseen.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "−")), part


def test_harmless_texts_stay_and_a_guarded_one_comes_back():
    for text in ("Ayu Larasati", "T-shirt", "a=b", "5 - 3", "Jl. Mawar 3, Bandung", "O'Brien", "", "x@y.se", "a-b;c"):
        assert guarded(text) == text
    assert unguarded(guarded("+62 812 000")) == "+62 812 000"


def test_evil_names_reach_both_files_as_texts_and_negative_numbers_as_numbers(sqlite_database, tmp_path):
    table, workbook = tmp_path / "e.csv", tmp_path / "e.xlsx"
    exporting.to_file(Table("E", COLUMNS, rows(*EVIL)), table)
    exporting.to_file(Table("E", COLUMNS, rows(*EVIL)), workbook)
    written = cells_of_csv(table, ",")[1:-1]
    assert [row[4] for row in written] == [guarded(text) for text in EVIL]
    assert all(row[2].startswith("-") for row in written)
    with zipfile.ZipFile(workbook) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iterfind(".//{*}f"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (soffice was not found)")
def test_libreoffice_finds_no_formula_and_the_same_sums(sqlite_database, tmp_path):
    for name in ("e.csv", "e.xlsx"):
        exporting.to_file(Table("E", COLUMNS, rows(*EVIL)), tmp_path / name)
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to",
             "fods", "--outdir", str(tmp_path), str(tmp_path / name)], check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        opened = (tmp_path / "e.fods").read_text(encoding="utf-8")
        assert "table:formula" not in opened
        assert f'office:value="{-105 * sum(range(1, len(EVIL) + 1)) / 100:g}"' in opened


def test_who_may_not_see_prices_or_customers_gets_neither(sqlite_database, tmp_path, monkeypatch):
    monkeypatch.setattr(permits, "may", lambda right: right not in (Right.PRICES, Right.CUSTOMERS))
    file = tmp_path / "o.csv"
    exporting.to_csv(Table("Orders", COLUMNS, rows("Ayu")), file)
    head, first, total = cells_of_csv(file, ",")
    assert head == ["Order", "Units", "Placed", "Day"]
    assert first[1] == "1"
    assert total == ["Total", "1", "", ""]


def test_what_stops_leaves_the_file_that_was_there(sqlite_database, tmp_path):
    file = tmp_path / "o.csv"
    file.write_text("before")

    def broken():
        yield from rows("A")
        raise RuntimeError("the list broke off")

    with pytest.raises(RuntimeError):
        exporting.to_csv(Table("O", COLUMNS, broken()), file)
    endless = Table("O", COLUMNS, rows(*["A"] * 2000))
    assert exporting.to_csv(endless, file, stop=lambda: True).stopped
    assert file.read_text() == "before"
    assert list(tmp_path.glob(".o*")) == []
    with pytest.raises(exporting.WrongEnding):
        exporting.to_file(endless, tmp_path / "o.pdf")


def test_a_file_that_another_program_holds_is_said_so(sqlite_database, tmp_path, monkeypatch):
    file = tmp_path / "o.xlsx"
    file.write_text("open elsewhere")

    def held(self, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(exporting.FileHeld) as refused:
        exporting.to_xlsx(Table("O", COLUMNS, rows("A")), file)
    assert "o.xlsx is open in another program" in refused.value.say()


def test_a_sheet_that_is_full_is_followed_by_another(tmp_path):
    file = tmp_path / "long.xlsx"
    with file.open("wb") as out, sheet_out.SheetOut(out, "Long", ["N"], most_rows=4) as sheet:
        for turn in range(7):
            sheet.row([turn])
    with zipfile.ZipFile(file) as book:
        found = [
            [value.text for value in ET.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")).iterfind(".//{*}v")]
            for n in (1, 2, 3)
        ]
    assert found == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_odd_texts_are_kept_as_far_as_xml_can(tmp_path):
    file = tmp_path / "odd.xlsx"
    with file.open("wb") as out, sheet_out.SheetOut(out, "Odd", ["T"]) as sheet:
        for text in ("a<b>&c", "\x01nul\x00", "_x0041_", " two  blanks ", "half \ud800", "x" * 40_000, 10**16, True):
            sheet.row([text])
    found = [cells[0] for cells in cells_of_xlsx(file)[1:]]
    assert found[0] == "a<b>&c"
    assert found[1] == "nul"
    assert found[3].strip() == "two  blanks"
    assert len(found[5]) == 32_767
    assert found[6] == str(10**16)


@pytest.mark.timeout(900)
@often(sample=1_500, whole=1_000_000)
def test_a_million_rows_are_written_in_little_memory(sqlite_database, tmp_path, times):
    tracemalloc.start()
    try:
        for name in ("m.csv", "m.xlsx"):
            done = exporting.to_file(Table("M", COLUMNS, _long(times)), tmp_path / name)
            assert done.rows == times
            assert done.totals == {"SEK": sum(range(times))}
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
    finally:
        tracemalloc.stop()


def _long(many):
    for at in range(many):
        yield f"#{at}", 1, Amount(at, "SEK"), "Ayu Larasati", PLACED, None


def test_every_list_of_the_shop_can_be_a_file(database, tmp_path):
    shop.packed_order(("CUP", 2))
    for name in export_lists.LISTS:
        done = exporting.to_file(export_lists.table(name), tmp_path / f"{name}.csv")
        written = cells_of_csv(tmp_path / f"{name}.csv", ",")
        assert len(written[0]) >= 7, name
        assert done.rows >= (1 if name in ("articles", "parcels", "history", "stock-moves") else 0), name
    order_id = shop.packed_order(("TEA", 1))
    rows_of = exporting.to_file(export_lists.table("parcels", order_id), tmp_path / "one.csv").rows
    assert rows_of == 1
    with pytest.raises(NotFound):
        export_lists.table("customers-of-others")


def test_the_orders_file_has_the_queue_s_rows_sequence_and_sums_per_currency(database, tmp_path):
    for turn in range(7):
        placed = PLACED + timedelta(minutes=turn * 7 % 5)
        shop.sold(None, shop.remote(("CUP", turn + 1), placed_at=placed, currency="SEK" if turn % 3 else "IDR"))
    for stage, only in ((None, ALL), (Stage.TO_PICK, Only(least_minor=30))):
        file = tmp_path / "o.csv"
        done = exporting.to_file(queue_export.table(queue_export.Wanted(stage, only)), file)
        many, totals = queue.totals(stage, only)
        assert (done.rows, done.totals) == (many, totals)
        numbers = [row[0] for row in cells_of_csv(file, ",")[1 : 1 + done.rows]]
        assert numbers == [f"#{row.number}" for row in queue.page(stage, only=only)]
