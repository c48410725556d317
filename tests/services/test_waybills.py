"""Waybills in batches: what goes out is safe in a spreadsheet, and what comes back is kept once."""

import csv
import io
from pathlib import Path

import pytest

from desktop.domain.remote import RemoteAddress
from desktop.formats.errors import FileRefused
from desktop.formats.text import unguarded
from desktop.services import couriers, deliveries, parcels, shipping, waybills
from desktop.services.waybills import Verdict
from tests.services import handover, shop

pytestmark = pytest.mark.usefixtures("database")
HOSTILE = ["=1+1", "+62 812", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'ok", 'a"b;c,d', "😀", '=HYPERLINK("x")']


def to(name: str = "Ayu Lestari", postcode: str = "40111") -> RemoteAddress:
    return RemoteAddress(name=name, line1="Jl. Braga 12", city="Bandung", postcode=postcode, country="ID",
                         phone="+62 812 0000 1111")  # fmt: skip


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def write(folder: Path, text: str, name: str = "resi.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode("utf-8"))
    return file


def test_the_couriers_columns_are_its_own_and_only_what_has_no_number_is_in_it() -> None:
    couriers.change("JNE", columns=(("Kode", "parcel"), ("Penerima", "name"), ("Telp", "phone"), ("Kg", "weight_kg")))
    first, second, _other = handover.packed("JNE"), handover.packed("JNE"), handover.packed("J&T")
    shipping.track(second.order_id, "", "0104")
    data, count = waybills.export("JNE")
    assert (count, data.startswith(b"\xef\xbb\xbf")) == (1, True)
    assert rows_of(data) == [["Kode", "Penerima", "Telp", "Kg"], [first.code, "Ayu Lestari", "'+62 812 0000 1111", ""]]
    assert waybills.export("JNE", all_parcels=True)[1] == 2
    couriers.change("JNE", bom=False)
    assert not waybills.export("JNE")[0].startswith(b"\xef\xbb\xbf")
    assert waybills.export("SiCepat")[1] == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_can_be_a_formula_and_reading_it_back_gives_the_same(name: str) -> None:
    handover.packed("JNE", ship_to=to(name))
    couriers.change("JNE", columns=((name, "name"), ("x", "order")))
    head, row = rows_of(waybills.export("JNE")[0])
    for cell in (head[0], row[0]):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert unguarded(cell) == name or cell == name


@pytest.mark.parametrize(
    "text",
    [
        "Kolli;No. Resi\r\n{code};0104800571\r\n", "parcel,tracking\n{code},0104800571\n",
        "\ufeffReferensi\tAWB\n{code}\t0104800571\n", "laporan JNE\n\nNo Pesanan,Resi\n#10482,'0104800571\n",
        "Penerima,Kode Pos,Nomor Resi\nAyu Lestari,40 111,0104800571\n",
        "Ordernummer;Kollinummer;Mottagare\n10482;0104800571;någon annan\n",
    ],
)  # fmt: skip
def test_a_number_finds_its_parcel_by_code_order_or_name_with_postcode(text: str, tmp_path: Path) -> None:
    row = handover.packed("JNE", number="10482", ship_to=to())
    handover.packed("JNE", ship_to=to("Somebody Else", "10110"))
    preview = waybills.read(write(tmp_path, text.format(code=row.code)))
    assert [(found.verdict, found.tracking) for found in preview.rows] == [(Verdict.NEW, "0104800571")]
    assert parcels.get(row.id).tracking == ""  # it is only shown
    assert waybills.keep(preview).numbers == 1
    assert parcels.get(row.id).tracking == "0104800571"


def test_a_file_that_is_read_twice_tells_nothing_twice(tmp_path: Path) -> None:
    row = handover.packed("JNE", shop.store())
    shipping.ship(row.order_id)
    file = write(tmp_path, f"parcel,tracking,status,date\n{row.code},0104,Terkirim,2026-11-12\n")
    done = waybills.keep(waybills.read(file))
    assert (done.numbers, done.events, done.refused) == (1, 1, ())
    told = shop.told(row.order_id)
    assert [word for _kind, word in told] == ["packed", "completed", "0104", "delivered"]
    again = waybills.read(file)
    assert [found.verdict for found in again.rows] == [Verdict.SAME]
    done = waybills.keep(again)
    assert (done.numbers, done.events) == (0, 0)
    assert shop.told(row.order_id) == told
    (event,) = deliveries.events(row.order_id)
    assert (event.source, event.at.isoformat()) == (deliveries.Source.CSV, "2026-11-12T05:00:00+00:00")


def test_every_row_says_what_is_wrong_with_it_and_the_rest_is_kept(tmp_path: Path) -> None:
    first, second, third = (handover.packed("JNE") for _turn in range(3))
    shipping.track(third.order_id, "", "OLD-1")
    text = "parcel,tracking,status\n" + "\n".join([
        f"{first.code},NEW-1,", "KP9Z,NEW-2,", f"{second.code},,", f"{second.code},,teleported",
        f"{third.code},OTHER,", f"{second.code},OLD-1,", f"{second.code},,delivered", f"{second.code},EE111840089SE,",
        f"{second.code},{'9' * 70},", ",,",
    ])  # fmt: skip
    preview = waybills.read(write(tmp_path, text))
    wrong, doubtful = Verdict.WRONG, Verdict.DOUBTFUL
    assert [(found.row, found.verdict) for found in preview.rows] == [
        (2, Verdict.NEW), (3, wrong), (4, wrong), (5, wrong), (6, doubtful), (7, doubtful), (8, wrong), (9, doubtful),
        (10, wrong),
    ]  # fmt: skip
    assert all(found.why.format(hint=found.hint) for found in preview.rows[1:])
    assert waybills.keep(preview).numbers == 1
    assert [parcels.get(row.id).tracking for row in (first, second, third)] == ["NEW-1", "", "OLD-1"]
    assert waybills.keep(preview, doubtful=True).numbers == 3
    assert parcels.get(third.id).tracking == "OTHER"


def test_one_number_for_two_parcels_of_a_file_is_doubtful_both_times(tmp_path: Path) -> None:
    first, second = handover.packed("JNE"), handover.packed("JNE")
    preview = waybills.read(write(tmp_path, f"parcel,tracking\n{first.code},0104\n{second.code},0104\n"))
    assert [found.verdict for found in preview.rows] == [Verdict.DOUBTFUL, Verdict.DOUBTFUL]
    assert waybills.keep(preview).numbers == 0


def test_a_name_that_two_people_have_is_refused_by_row(tmp_path: Path) -> None:
    handover.packed("JNE", ship_to=to())
    handover.packed("JNE", ship_to=to())
    preview = waybills.read(write(tmp_path, "name,postcode,tracking\nAyu Lestari,40111,0104\n"))
    assert [found.verdict for found in preview.rows] == [Verdict.WRONG]
    assert "Several" in preview.rows[0].why


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "tracking\n0104\n", "parcel\nKP1\n", "\0\0\0", "name,tracking\nx,1\n"]
)
def test_a_file_that_names_no_columns_is_refused_whole(text: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        waybills.read(write(tmp_path, text))
    assert refused.value.say()


def test_what_was_written_is_read_back_as_it_is(tmp_path: Path) -> None:
    rows = [handover.packed("JNE") for _turn in range(3)]
    file = tmp_path / "out.csv"
    assert waybills.write("JNE", file) == 3
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    place = lines[0].split(",").index("tracking")
    filled = [lines[0]]
    for turn, line in enumerate(lines[1:]):
        cells = line.split(",")
        cells[place] = f"0104{turn}"
        filled.append(",".join(cells))
    preview = waybills.read(write(tmp_path, "\n".join(filled)))
    assert preview.count(Verdict.NEW) == 3
    waybills.keep(preview)
    assert [parcels.get(row.id).tracking for row in rows] == ["01040", "01041", "01042"]
