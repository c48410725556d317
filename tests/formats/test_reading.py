"""How bytes become cells, and cells become values: the forms that people's files really have."""

import gzip
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import Kind, RemoteOrder
from desktop.formats.dates import DateOrder, moment, order_of
from desktop.formats.detect import look
from desktop.formats.errors import BadDate, BadNumber, BadQuantity, ColumnsMissing, FileRefused, LayoutUnknown
from desktop.formats.layout import Choices, Found, Noticed, Refused
from desktop.formats.numbers import amount, identifier, is_rounded, mark_in, quantity
from desktop.formats.preview import preview
from desktop.formats.reading import open_articles, open_orders, read_articles, read_orders
from desktop.formats.tables import rows
from desktop.formats.text import decoded, unguarded

HEAD = "order,placed,name,sku,quantity,price\n"
ROW = "1,2026-03-01,Åsa,A,2,10.00\n"


def write(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def orders(path: Path, choices: Choices | None = None) -> list[RemoteOrder]:
    return [each.order for each in read_orders(open_orders(path, choices=choices)) if isinstance(each, Found)]


def header_cells() -> str:
    names = zip("ABCDEF", HEAD.strip().split(","), strict=True)
    cells = "".join(f'<c r="{place}1" t="inlineStr"><is><t>{name}</t></is></c>' for place, name in names)
    return f'<row r="1">{cells}</row>'


def workbook(path: Path, rows_of_it: str) -> None:
    """A workbook with one sheet; style 1 shows a number as a time."""
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a"/></sheets></workbook>')
        archive.writestr("xl/styles.xml", styles)
        sheet = f'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{rows_of_it}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)


def refused(path: Path) -> list[tuple[int, str]]:
    return [(each.row, str(each.reason)) for each in read_orders(open_orders(path)) if isinstance(each, Refused)]


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("12.50", ".", "12.50"),
        ("Rp 12.500", ",", "12500"),
        ("Rp12.345.678", "", "12345678"),
        ("IDR 2.753.400", "", "2753400"),
        ("12500", ",", "12500"),
        ("1 284,60", "", "1284.60"),
        ("1\u00a0284,60 kr", "", "1284.60"),
        ("23 874,72", ",", "23874.72"),
        ("1,284.60", "", "1284.60"),
        ("1'284.60", "", "1284.60"),
        ("0.001", ".", "0.001"),
        ("1.255", ".", "1.255"),
        ("1.255", "", "1255"),
        ("1,5", ".", "1.5"),
        ("-11062.06", ".", "-11062.06"),
        ("\u2212450", "", "-450"),
        ("(4.50)", "", "-4.50"),
        ("450-", "", "-450"),
        ("100:-", "", "100"),
        ("100,-", "", "100"),
        ("12,34,567", "", "1234567"),
        ("0", "", "0"),
    ],
)
def test_amounts_as_people_write_them(text: str, mark: str, value: str) -> None:
    assert amount(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3,4,5", "1e5", "NaN", "Infinity", "9" * 40, "--5", "1 2 x", "１２", "1..2"]
)
def test_what_is_no_amount_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadNumber):
        amount(text, ".")


@pytest.mark.parametrize(
    ("text", "mark"),
    [("12.50", "."), ("12,5", ","), ("12.500", ""), ("1.234,5", ","), ("1,234.5", "."), ("1.234.567", ","), ("5", "")],
)
def test_amounts_prove_their_mark_only_where_they_do(text: str, mark: str) -> None:
    assert mark_in(text) == mark


@pytest.mark.parametrize(
    ("text", "value"), [("6", 6), ("-80995", -80995), ("6.0", 6), ("6,00", 6), (" 12 ", 12), ("1 000", 1000)]
)
def test_quantities_are_whole(text: str, value: int) -> None:
    assert quantity(text) == value


@pytest.mark.parametrize("text", ["", "two", "1.5", "99999999999", "1e3", "٣"])
def test_what_is_no_quantity_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadQuantity):
        quantity(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("17850.0", "17850"),
        ("'433 41", "433 41"),
        ('="0123"', "0123"),
        ("S-844 67", "S-844 67"),
        ("02/03/2026 09:39:00\t", "02/03/2026 09:39:00"),
        ("580000000000000001", "580000000000000001"),
        ("INV/20260302/MPL/24", "INV/20260302/MPL/24"),
    ],
)
def test_numbers_that_are_names_stay_text(text: str, kept: str) -> None:
    assert identifier(text) == kept


def test_numbers_that_a_spreadsheet_rounded_are_seen() -> None:
    assert is_rounded("5.8E+17")
    assert is_rounded("5,8E+17")
    assert not is_rounded("15E10")  # somebody's article
    assert not is_rounded("580000000000000000")


@pytest.mark.parametrize(
    ("text", "order", "utc"),
    [
        ("2026-03-02 10:20:00 +0100", DateOrder.YEAR_FIRST, (2026, 3, 2, 9, 20)),
        ("2026-03-02T10:20:00Z", DateOrder.YEAR_FIRST, (2026, 3, 2, 10, 20)),
        ("02/03/2026 09:39:00\t", DateOrder.DAY_FIRST, (2026, 3, 2, 2, 39)),
        ("02-03-2026 09.39", DateOrder.DAY_FIRST, (2026, 3, 2, 2, 39)),
        ("8/2/2011 8:48", DateOrder.MONTH_FIRST, (2011, 8, 2, 1, 48)),
        ("8/2/2011 8:48 PM", DateOrder.MONTH_FIRST, (2011, 8, 2, 13, 48)),
        ("1996-07-04 00:00:00.000", DateOrder.DAY_FIRST, (1996, 7, 3, 17, 0)),
        ("2 Mei 2026", DateOrder.DAY_FIRST, (2026, 5, 1, 17, 0)),
        ("2 maj 2026 07:00", DateOrder.DAY_FIRST, (2026, 5, 2, 0, 0)),
        ("31.12.99", DateOrder.DAY_FIRST, (1999, 12, 30, 17, 0)),
    ],
)
def test_times_in_jakarta_become_utc(text: str, order: DateOrder, utc: tuple[int, ...]) -> None:
    assert moment(text, order, "Asia/Jakarta") == datetime(*utc, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("text", ["", "soon", "31/02/2026", "2026-13-01", "0001-01-01", "9999-12-31", "12:30", "45353"])
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadDate):
        moment(text, DateOrder.DAY_FIRST, "UTC")


def test_the_order_of_dates_is_what_the_data_proves() -> None:
    assert order_of(["01/02/2026", "13/02/2026"]) is DateOrder.DAY_FIRST
    assert order_of(["01/02/2026", "02/13/2026"]) is DateOrder.MONTH_FIRST
    assert order_of(["2026-02-13"]) is DateOrder.YEAR_FIRST
    assert order_of(["01/02/2026"]) is None


def test_formulas_guards_and_entities() -> None:
    assert unguarded("'=1+1") == "=1+1"
    assert unguarded("'t Hooft") == "'t Hooft"
    assert unguarded("O'Brien") == "O'Brien"
    assert decoded("fish &amp; chips &quot;big&quot; &#233;") == 'fish & chips "big" é'
    assert decoded("<b>Åsa</b> & Söner &notes") == "<b>Åsa</b> & Söner &notes"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_any_letters_that_offices_write(tmp_path: Path, encoding: str, named: str) -> None:
    file = write(tmp_path, (HEAD + ROW).encode(encoding))
    assert orders(file)[0].ship_to.name == "Åsa"
    assert preview(file).encoding == named


def test_one_damaged_letter_does_not_make_a_file_another_language(tmp_path: Path) -> None:
    text = (HEAD + ROW * 5).encode().replace(b"A,2", b"A\xff,2", 1)
    file = write(tmp_path, text)
    assert orders(file)[0].lines[0].sku == "A\ufffd"
    assert "damaged" in str(preview(file).noticed[0].reason)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator(tmp_path: Path, separator: str) -> None:
    assert orders(write(tmp_path, (HEAD + ROW).replace(",", separator)))[0].lines[0].quantity == 2


def test_a_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    file = write(tmp_path, "sep=;\n" + (HEAD + ROW).replace(",", ";"))
    assert preview(file).first[0].row == 3


def test_packed_files_and_lone_carriage_returns(tmp_path: Path) -> None:
    assert orders(write(tmp_path, gzip.compress((HEAD + ROW).encode()), "list.csv.gz"))[0].number == "1"
    assert orders(write(tmp_path, (HEAD + ROW).replace("\n", "\r")))[0].number == "1"


def test_headings_in_three_languages_wherever_they_stand(tmp_path: Path) -> None:
    swedish = "Min butik\n\nOrdernr;Datum;Kund;Artikelnr;Antal;À-pris\n7;05/13/2026;Åsa;A;2;1 284,60\n"
    indonesian = "No. Pesanan;Tanggal;Nama;Kode Barang;Jumlah;Harga\n7;13/05/2026;Budi;A;2;Rp 12.500\n"
    english = "Order number,Order date,Customer,SKU,Qty,Unit price\n7,2026-05-13,Ann,A,2,12.50\n"
    first = orders(write(tmp_path, swedish))[0]
    assert (first.lines[0].unit_price, first.currency) == (Decimal("1284.60"), "SEK")
    second = orders(write(tmp_path, indonesian), Choices(currency="SEK"))[0]
    assert (second.lines[0].unit_price, second.currency, second.placed_at.day) == (Decimal(12500), "IDR", 13)
    third = orders(write(tmp_path, english), Choices(currency="GBP"))[0]
    assert (third.lines[0].unit_price, third.currency) == (Decimal("12.50"), "GBP")


def test_columns_are_found_by_name_in_any_place(tmp_path: Path) -> None:
    file = write(tmp_path, " price ,SKU,Quantity,extra,PLACED,order\n10.00,A,2,x,2026-03-01,1\n")
    found = preview(file)
    assert found.unused == ("extra",)
    assert found.first[0].price == Decimal("10.00")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissing) as missing:
        preview(write(tmp_path, HEAD.replace("quantity", "stuff") + ROW), "kolli")
    assert "quantity" in missing.value.say()


def test_an_unknown_table_is_shown_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(LayoutUnknown) as unknown:
        preview(write(tmp_path, "colour,weight\nred,5\n"))
    assert "colour, weight" in unknown.value.say()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file"),
        (b"<html><body>", "web page"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\x1f\x8b\x08\x00rest", "damaged"),
        (b"\0" * 5000, "not a table"),
        (HEAD.encode() + b'1,2026-03-01,"' + b"x" * 200_000, "quotation mark"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        preview(write(tmp_path, content))
    assert said in refusal.value.say()


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path, HEAD + ROW)
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FileRefused, match="may not read it"):
        look(file)


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    packed = tmp_path / "bomb.csv.gz"
    with gzip.open(packed, "wb") as file:
        for _ in range(64):
            file.write(b"1,2,3\n" * 200_000)
    with pytest.raises(FileRefused, match="far larger"):
        preview(packed)
    book = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a"/></sheets></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + b" " * 50_000_000)
    with pytest.raises(FileRefused, match="far larger"):
        preview(book)


def test_a_workbook_that_lies_about_its_rows_and_columns_is_read_in_no_time(tmp_path: Path) -> None:
    book = tmp_path / "lies.xlsx"
    lies = '<row r="9999999"><c r="A9999999"><v>7</v></c><c r="XFDZ1"><v>1</v></c></row>'
    workbook(book, header_cells() + lies)
    assert refused(book)[0][0] == 9999999


def test_an_external_entity_in_a_workbook_is_not_looked_at(tmp_path: Path) -> None:
    book = tmp_path / "entity.xlsx"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><workbook>&b;</workbook>'
        )
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(FileRefused, match="damaged"):
        preview(book)


def test_a_workbook_made_by_a_spreadsheet_has_dates_and_numbers(tmp_path: Path) -> None:
    book = tmp_path / "typed.xlsx"
    # 46083.402083 is 2 March 2026 09:39; 87.7 is stored with the dust of binary fractions.
    typed = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{number}</v></c><c r="B{row}" s="1"><v>46083.40208333333</v></c>'
        f'<c r="D{row}" t="inlineStr"><is><t>00123</t></is></c><c r="E{row}"><v>2</v></c>'
        f'<c r="F{row}"><v>87.700000000000003</v></c></row>'
        for row, number in ((2, "1001"), (3, "5.8E+17"), (4, "1002.0"))
    )
    workbook(book, header_cells() + typed)
    good, other = orders(book)
    assert (good.number, other.number, good.lines[0].sku) == ("1001", "1002", "00123")
    assert good.placed_at == datetime(2026, 3, 2, 9, 39, tzinfo=UTC)
    assert good.lines[0].unit_price == Decimal("87.7")
    assert [row for row, _reason in refused(book)] == [3]
    assert "rounded by a spreadsheet" in refused(book)[0][1]


def test_a_row_with_a_separator_inside_a_text_spoils_its_order_only(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "1,2026-03-01,Åsa, Öberg,A,2,10.00\n" + ROW.replace("1,", "2,", 1))
    assert [order.number for order in orders(file)] == ["2"]
    assert refused(file) == [
        (2, "The row has 7 cells, the header has 6: a separator stands inside a text without quotes.")
    ]


def test_blank_rows_are_nothing_and_rows_without_a_number_are_said(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + ",,,,,\n\n" + ",2026-03-01,Åsa,A,2,10.00\n" + ROW + "\n,,,,,\n")
    assert [order.number for order in orders(file)] == ["1"]
    assert refused(file) == [(4, "order is empty.")]


def test_later_rows_of_an_order_may_leave_its_cells_empty(tmp_path: Path) -> None:
    assert [line.sku for line in orders(write(tmp_path, HEAD + ROW + ",,,B,1,5.00\n"))[0].lines] == ["A", "B"]


def test_scattered_orders_are_put_together_and_their_rows_named(tmp_path: Path) -> None:
    text = "".join(f"{n % 10},2026-03-01,Åsa,S{n},1,10.00\n" for n in range(100))
    found = [each for each in read_orders(open_orders(write(tmp_path, HEAD + text))) if isinstance(each, Found)]
    assert [len(each.order.lines) for each in found] == [10] * 10
    assert {each.order.number: each.row for each in found} == {str(n): n + 2 for n in range(10)}
    assert [each.upto for each in found] == sorted(each.upto for each in found)


def test_reading_goes_on_behind_a_row(tmp_path: Path) -> None:
    source = open_orders(write(tmp_path, HEAD + "".join(ROW.replace("1,", f"{n},", 1) for n in range(1, 9))))
    everything = [each for each in read_orders(source) if isinstance(each, Found)]
    assert list(read_orders(source, after=everything[4].upto)) == everything[5:]


def test_words_for_states_and_words_nobody_knows(tmp_path: Path) -> None:
    head = "Ordernr;Datum;Status;Betald;Artikelnr;Antal;Pris\n"
    text = "1;2026-03-01;Skickad;Ja;A;1;5\n2;2026-03-01;;Nej;A;1;5\n"
    text += "3;2026-03-01;Kanske;Ja;A;1;5\n4;2026-03-01;Avbruten;;A;1;5\n"
    file = write(tmp_path, head + text)
    found = orders(file)
    assert [(order.payment, order.fulfilment) for order in found] == [
        (Payment.PAID, Fulfilment.SHIPPED),
        (Payment.UNPAID, Fulfilment.OPEN),
        (Payment.PAID, Fulfilment.OPEN),
        (Payment.PAID, Fulfilment.CANCELLED),
    ]
    assert [order.held for order in found] == [False, False, True, False]
    notices = [each for each in read_orders(open_orders(file)) if isinstance(each, Noticed)]
    assert [notice.row for notice in notices] == [4]


def test_pieces_below_zero_are_no_order(tmp_path: Path) -> None:
    text = "1,2026-03-01,Åsa,A,-2,10.00\n2,2026-03-01,Åsa,A,-2,10.00\n2,2026-03-01,Åsa,B,1,10.00\n"
    assert [order.kind for order in orders(write(tmp_path, HEAD + text))] == [Kind.CANCELLATION, Kind.ADJUSTMENT]


def test_amounts_beyond_what_can_be_kept_are_refused(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,900000000,99999999999999.00\n" + ROW.replace("1,", "2,", 1))
    assert [order.number for order in orders(file)] == ["2"]
    assert len(refused(file)) == 1


def test_all_long_numbers_ending_in_zeros_are_remarked(tmp_path: Path) -> None:
    numbers = [580_123_456_789_012_000 + n * 1000 for n in range(5)]
    rounded = preview(write(tmp_path, HEAD + "".join(ROW.replace("1,", f"{n},", 1) for n in numbers)))
    assert "may have rounded them" in str(rounded.noticed[0].reason)
    exact = preview(write(tmp_path, HEAD + "".join(ROW.replace("1,", f"{n + 7},", 1) for n in numbers)))
    assert exact.noticed == ()


def test_articles_of_a_list_have_several_barcodes(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "Kode,Nama Barang,Barcode,Harga,Stok\nA,Kopi &amp; Susu,8991234567890; 123,Rp 12.500,7\n,Tanpa kode,,,\n",
    )
    found = list(read_articles(open_articles(file)))
    article = found[0].article  # type: ignore[union-attr]
    assert (article.barcodes, article.price, article.stock) == (("8991234567890", "123"), Decimal(12500), 7)
    assert article.name == "Kopi & Susu"
    assert isinstance(found[1], Refused)


def test_a_file_is_closed_when_its_reading_is_given_up(tmp_path: Path) -> None:
    walk = rows(look(write(tmp_path, HEAD + ROW)))
    next(walk)
    walk.close()  # an open file would be a ResourceWarning, and so a failure
