"""Banks' files: the shared ones say what they shall, others come back as written, a damaged one is refused."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from desktop.formats.bank import Damaged, Entry, LeftOut, recognise
from desktop.formats.errors import FileRefused
from tests import bank_files
from tests.bank_files import Booking
from tests.shared import shared

NAMES = st.sampled_from(["BUDI PRATAMA", "Åke Lööf", "PT MAJU JAYA", "Göran O'Brien", "Linnéa Al-Hassan", "SITI"])
WORDS = st.sampled_from(["", "Faktura 20260029 tack", "order 1048", "beda <kado> & lilin"])
BOOKINGS = st.lists(
    st.builds(
        Booking, st.integers(0, 27).map(lambda days: date(2026, 3, 2) + timedelta(days)),
        st.integers(1, 10**9), NAMES, WORDS, st.sampled_from([(), ("2026000105",), ("2026000105", "2026000204")]),
    ),
    min_size=1, max_size=12,
).map(lambda found: sorted(found, key=lambda each: each.day))  # fmt: skip
WRITERS: dict[str, Callable[[Any], bytes]] = {
    "bca": bank_files.bca_personal,
    "mandiri-mcm": bank_files.mandiri,
    "bgmax": bank_files.bgmax,
    "camt053": bank_files.camt,
}


def read(file: Path, currency: str = "IDR") -> tuple[str, list[Entry], list[LeftOut]]:
    reading = recognise(file, currency)
    found = list(reading.entries())
    return (reading.format, [each for each in found if isinstance(each, Entry)],
            [each for each in found if isinstance(each, LeftOut)])  # fmt: skip


@pytest.mark.parametrize(
    ("file", "layout", "pending"),
    [("bca_personal_id.csv", "bca", 2), ("bca_personal_en.csv", "bca", 0), ("bca_bisnis.csv", "bca-bisnis", 2),
     ("mandiri_mcm.csv", "mandiri-mcm", 0)],
)  # fmt: skip
def test_the_indonesian_files_have_the_movements_that_happened(file: str, layout: str, pending: int) -> None:
    happened = json.loads(shared("data/bank/expected.json").read_text())["indonesia"]["events"]
    found, entries, left_out = read(shared(f"data/bank/{file}"))
    assert found == layout
    assert len(left_out) == pending
    signs = {"CR": 1, "DB": -1}
    expected = [(each["date"], signs[each["sign"]] * each["amount"], each["who"]) for each in happened]
    seen = [(str(each.booked_on), each.amount_minor, each.payer) for each in entries]
    assert seen[1:] == expected[1 : len(expected) - pending]
    assert seen[0][:2] == expected[0][:2]
    assert "BIAYA ADM" in entries[0].text


def test_bgmax_has_payments_deductions_and_further_references() -> None:
    truth = json.loads(shared("data/bank/expected.json").read_text())["sweden"]["bgmax"]
    _layout, entries, _left_out = read(shared("data/bank/bgmax_latin1.txt"), "SEK")
    assert len(entries) == truth["payments"]
    assert sum(1 for each in entries if each.deducted_minor) == truth["deductions"]
    assert sum(len(each.references) - 1 for each in entries if each.references) == truth["extra_references"]
    paid = {each["ocr"]: each["ore"] for each in truth["truth"] if each["kind"] in ("ocr", "too_much_100_ore")}
    assert {
        ocr: ore for each in entries for ocr in each.references if (ore := each.amount_minor) and ocr in paid
    } == paid
    assert {"Åke Lööf", "Göran O'Brien", "Märta Sjöström"} <= {each.payer for each in entries}


def test_camt_has_its_credits_and_debits() -> None:
    truth = json.loads(shared("data/bank/expected.json").read_text())["sweden"]["camt"]
    _layout, entries, _left_out = read(shared("data/bank/camt053_001_02.xml"), "SEK")
    signed = [each.amount_minor for each in entries]
    assert (len(signed), sum(1 for each in signed if each > 0)) == (truth["entries"], truth["credits"])
    assert truth["opening_ore"] + sum(signed) == truth["closing_ore"]


@tries(max_examples=25)
@given(bookings=BOOKINGS, layout=st.sampled_from(sorted(WRITERS)))
def test_what_a_bank_writes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, bookings: list[Booking], layout: str
) -> None:
    file = tmp_path_factory.mktemp("bank") / "whatever.bin"
    if layout in ("bca", "mandiri-mcm"):
        bookings = [Booking(each.day, each.amount_minor, each.who.upper(), "") for each in bookings]
    file.write_bytes(WRITERS[layout](bookings))
    found, entries, left_out = read(file)
    assert found == layout
    assert not left_out
    assert [(each.booked_on, each.amount_minor, each.payer) for each in entries] == [
        (each.day, each.amount_minor, each.who) for each in bookings
    ]
    if layout in ("bgmax", "camt053"):
        assert [each.references for each in entries] == [each.references for each in bookings]


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_a_batch_is_its_transactions_in_each_version(tmp_path: Path, version: str) -> None:
    day = date(2026, 3, 5)
    bookings = [Booking(day, 10050, "Åke Lööf"), Booking(day, 20000, "Asa Ek", "Faktura 7")]
    file = tmp_path / "x"
    file.write_bytes(bank_files.camt(bookings, version, batch=True))
    _layout, entries, _left_out = read(file)
    assert [(each.amount_minor, each.payer) for each in entries] == [(10050, "Åke Lööf"), (20000, "Asa Ek")]


def test_what_is_not_booked_is_left_out_and_a_reversal_is_no_income(tmp_path: Path) -> None:
    text = bank_files.camt([Booking(date(2026, 3, 5), 500, "Åke Lööf")]).decode()
    entry = text[text.index("<Ntry>") : text.index("</Stmt>")]
    pending = entry.replace("BOOK<", "PDNG<")
    back = entry.replace("<Sts>", "<RvslInd>true</RvslInd><Sts>").replace("CRDT", "DBIT")
    file = tmp_path / "x"
    file.write_text(text.replace(entry, pending + entry + entry + back))
    _layout, entries, left_out = read(file)
    assert [(each.amount_minor, each.reversal) for each in entries] == [(500, False), (500, False), (-500, True)]
    assert len(left_out) == 1
    file.write_text(text.replace(entry, entry + entry))
    with pytest.raises(Damaged):  # the balances say that one came in
        read(file)


@pytest.mark.parametrize("layout", ["bca", "bgmax", "camt053"])
def test_a_file_that_was_cut_anywhere_is_refused_with_its_line(tmp_path: Path, layout: str) -> None:
    day = date(2026, 3, 5)
    whole = WRITERS[layout]([Booking(day + timedelta(place), 1000 + place, "SITI") for place in range(4)])
    file = tmp_path / "x"
    head = whole.index(b"SITI")
    for cut in range(head, len(whole.rstrip()) - (3 if layout == "bca" else 0), 17):
        file.write_bytes(whole[:cut])
        with pytest.raises(Damaged) as refused:
            read(file)
        assert 0 < int(str(refused.value.values["row"])) <= whole[:cut].count(b"\n") + 1


@pytest.mark.parametrize("file", ["bca_personal_en.csv", "bca_bisnis.csv", "mandiri_mcm.csv"])
def test_of_a_table_that_was_cut_no_entry_is_another_one(tmp_path: Path, file: str) -> None:
    whole = shared(f"data/bank/{file}").read_bytes()[:700]
    lines = whole.split(b"\r\n")
    part = tmp_path / "x"
    part.write_bytes(b"\r\n".join(lines[:-1]) + b"\r\n")
    _layout, entries, _left_out = read(part)
    known = [(each.amount_minor, each.payer) for each in entries]
    for cut in range(len(lines[0]) + 3, len(whole) - len(lines[-1]) - 2, 3):
        part.write_bytes(whole[:cut])
        try:
            _layout, seen, _left_out = read(part)
        except FileRefused:
            continue
        assert [(each.amount_minor, each.payer) for each in seen] == known[: len(seen)]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("500,00", "600,00"), ("1000.00,CR", "x,CR"), ("Mutasi Kredit : ,4006.00", "Mutasi Kredit : ,4007.00"),
     (",CR,", ",,"), ("'05/03", "'05/13"), ("'05/03", "'05/09")],
)  # fmt: skip
def test_a_changed_sign_in_a_statement_is_refused(tmp_path: Path, was: str, becomes: str) -> None:
    day = date(2026, 3, 5)
    whole = bank_files.bca_personal([Booking(day + timedelta(place), 1000 + place, "SITI") for place in range(4)])
    file = tmp_path / "x"
    changed = whole.decode().replace(was, becomes, 1).encode()
    file.write_bytes(changed)
    if changed == whole:
        read(file)
        return
    with pytest.raises(Damaged):
        read(file)


def test_a_year_ends_inside_of_a_statement(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(
        bank_files.bca_personal([Booking(date(2026, 12, 30), 5, "A B"), Booking(date(2027, 1, 2), 6, "C D")])
    )
    assert [each.booked_on for each in read(file)[1]] == [date(2026, 12, 30), date(2027, 1, 2)]


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">{more}]><Document xmlns="x:camt.053.001.02">&z;</Document>'


@pytest.mark.parametrize(
    "text",
    [
        BOMB.format(more="".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(25))),
        '<!DOCTYPE d SYSTEM "file:///etc/passwd"><Document xmlns="x:camt.053.001.02"><BkToCstmrStmt/></Document>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document xmlns="y:camt.053.001.02">&x;</Document>',
        '<Document xmlns="camt.053.001.02">' + "<a>" * 100_000,
        '<Document xmlns="camt.053.001.02"><BkToCstmrStmt><Stmt><Ntry>' + "<a>" * 100_000,
        '<Document xmlns="camt.053.001.02"><Ntry><Amt>' + "1" * 3_000_000,
    ],
)
def test_xml_that_means_harm_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.xml"
    file.write_text(text)
    with pytest.raises(FileRefused):
        read(file)


@pytest.mark.parametrize(
    ("table", "currency", "expected"),
    [
        ("Bokföringsdag;Belopp;Avsändare;Rubrik\n2026-03-05;1 284,60;Åke Lööf;Faktura 7\n2026-03-06;-50,00;;Avgift\n",
         "SEK", [(date(2026, 3, 5), 128460, "Åke Lööf"), (date(2026, 3, 6), -5000, "Avgift")]),
        ("Tanggal,Keterangan,Debet,Kredit,Saldo\n13/03/2026,SITI,,\"1.250.000\",9\n14/03/2026,ADM,\"15.000\",,9\n",
         "IDR", [(date(2026, 3, 13), 1250000, "SITI"), (date(2026, 3, 14), -15000, "ADM")]),
        ("Date;Bokföringsdag;Text;Belopp\n2026-03-01;2026-03-05;KORT;10,50\n",
         "SEK", [(date(2026, 3, 5), 1050, "KORT")]),
        ("Date,Description,Amount,D/C\n2026-03-13,SITI,12.50,C\n2026-03-14,FEE,1.00,D\n",
         "SEK", [(date(2026, 3, 13), 1250, "SITI"), (date(2026, 3, 14), -100, "FEE")]),
    ],
)  # fmt: skip
def test_a_table_is_read_by_the_names_of_its_columns(
    tmp_path: Path, table: str, currency: str, expected: list[tuple[date, int, str]]
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(table)
    layout, entries, _left_out = read(file, currency)
    assert layout == "columns"
    assert [(each.booked_on, each.amount_minor, each.payer) for each in entries] == expected


@pytest.mark.parametrize(
    ("table", "currency"),
    [
        ("Date,Description,Amount\n01/02/2026,A,1.50\n", "SEK"),  # day or month
        ("Date,Description,Amount\n2026-03-13,A,1.500\n", "SEK"),  # thousands or decimals
        ("invoice,customer,amount_idr,due\n1,A,5,2026-03-01\n", "IDR"),
        ("Date,Description,Balance\n2026-03-13,A,1.50\n", "SEK"),
        ("hello", "SEK"),
        ("", "SEK"),
        ("%PDF-1.4", "SEK"),
    ],
)
def test_what_cannot_be_read_with_certainty_is_refused(tmp_path: Path, table: str, currency: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(table)
    with pytest.raises(FileRefused):
        read(file, currency)
