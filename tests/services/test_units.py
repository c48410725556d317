"""Case codes, kits, serials, lots and dates at the bench."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from desktop.domain.closing import Gate
from desktop.domain.errors import BadInput
from desktop.domain.order import Stage
from desktop.domain.packing import Verdict
from desktop.domain.remote import AtBench
from desktop.models.base import run
from desktop.services import (
    at_bench,
    bench,
    changes,
    closing,
    imports,
    kits,
    orders,
    packing,
    papers,
    parcel_contents,
    search,
    serials,
    stock,
    take_outs,
    taxes,
)  # fmt: skip
from desktop.services.bench import Happened, Wants
from desktop.services.kits import Part
from desktop.services.orders import OrderView
from tests.services import shop
from tests.services.test_take_outs import agrees

pytestmark = pytest.mark.usefixtures("database")
UNIT, CASE = "4006381333931", "14006381333938"  # one product, and its case with another indicator digit


def known(*skus: str) -> None:
    """Make the shop know these articles."""
    shop.order(*((sku, 1) for sku in skus))


def begun(*rows: tuple[str, int]) -> OrderView:
    return packing.open_order(shop.order(*rows).id)


def verdicts(order_id: int, *codes: str) -> list[Verdict]:
    return [packing.scan(order_id, code).verdict for code in codes]


# Case codes.
def test_a_case_code_counts_all_its_units_or_none() -> None:
    known("CUP")
    at_bench.change("CUP", AtBench(), cases=((UNIT, 1), (CASE, 6)))
    order = begun(("CUP", 8), ("PLATE", 1))
    first = packing.scan(order.id, CASE)
    assert (first.verdict, first.packed, first.left, first.holds) == (Verdict.RIGHT, 6, 3, 6)
    second = packing.scan(order.id, CASE)
    assert (second.verdict, second.holds, second.ordered - second.packed) == (Verdict.TOO_MANY, 6, 2)
    assert shop.packed_counts(order.id) == [6, 0]
    assert verdicts(order.id, UNIT, UNIT, "PLATE") == [Verdict.RIGHT, Verdict.RIGHT, Verdict.COMPLETE]
    kept = run("SELECT method, units FROM packing_scan WHERE order_id = ? ORDER BY id", (order.id,)).fetchall()
    assert [tuple(row) for row in kept][:3] == [("case", 6), ("case", 0), ("scan", 1)]


def test_two_cases_by_a_typed_quantity_and_one_undo() -> None:
    known("CUP")
    at_bench.change("CUP", AtBench(), cases=(("BOX6", 6),))
    order = begun(("CUP", 13))
    assert packing.scan(order.id, "BOX6", units=2).packed == 12
    assert packing.undo(order.id).packed == 0


def test_every_unit_is_scanned_where_the_article_says_so() -> None:
    known("CUP")
    at_bench.change("CUP", AtBench(scan_each=True), cases=(("BOX6", 6),))
    order = begun(("CUP", 12))
    assert packing.scan(order.id, "BOX6").verdict is Verdict.SCAN_EACH
    assert packing.scan(order.id, "CUP", units=2).verdict is Verdict.SCAN_EACH
    assert packing.scan(order.id, "CUP").verdict is Verdict.RIGHT
    assert shop.packed_counts(order.id) == [1]


def test_units_with_a_serial_of_their_own_are_never_counted_by_the_case() -> None:
    known("CAM")
    at_bench.change("CAM", AtBench(tracks="serial"), cases=((UNIT, 1), ("BOX6", 6)))
    order = begun(("CAM", 6), ("PLATE", 1))
    assert packing.scan(order.id, "BOX6").verdict is Verdict.SCAN_EACH
    assert packing.scan(order.id, "CAM", units=2).verdict is Verdict.SCAN_EACH
    assert packing.scan(order.id, UNIT).verdict is Verdict.RIGHT
    assert shop.packed_counts(order.id) == [1, 0]


def test_a_gs1_code_with_a_count_counts_so_many() -> None:
    known("CUP")
    at_bench.change("CUP", AtBench(), cases=((UNIT, 1),))
    order = begun(("CUP", 8), ("PLATE", 1))
    found = packing.scan(order.id, "]C1" + "02" + "0" + UNIT + "37" + "5")
    assert (found.verdict, found.packed) == (Verdict.RIGHT, 5)
    assert packing.scan(order.id, "]C1" + "02" + "0" + UNIT + "37" + "5").verdict is Verdict.TOO_MANY


@pytest.mark.parametrize("units", [0, -1, 10_001])
def test_a_case_of_no_units_is_refused(units: int) -> None:
    known("CUP")
    with pytest.raises(BadInput):
        at_bench.change("CUP", AtBench(), cases=(("BOX", units),))


# Kits.
def kit(whole: bool = False) -> None:
    known("SET", "CUP", "TEA")
    run("UPDATE orders SET stage = 'cancelled', fulfilment = 'cancelled' WHERE 1 = 1")
    at_bench.change("SET", AtBench(kit=(("CUP", 2), ("TEA", 1)), kit_whole=whole))


def test_a_kit_is_packed_by_the_codes_of_its_parts() -> None:
    kit()
    order = begun(("SET", 2), ("PLATE", 1))
    (line, _plate) = orders.show(order.id).lines
    assert [(part.sku, part.wanted, part.packed) for part in line.parts] == [("CUP", 4, 0), ("TEA", 2, 0)]
    assert (orders.show(order.id).units, line.left) == (7, 6)
    assert packing.scan(order.id, "SET").verdict is Verdict.SCAN_EACH
    found = packing.scan(order.id, "CUP")
    assert (found.verdict, found.line_id, found.part_id, found.packed, found.ordered, found.left) == (
        Verdict.RIGHT, line.id, line.parts[0].id, 1, 4, 6,
    )  # fmt: skip
    assert verdicts(order.id, "TEA", "CUP") == [Verdict.RIGHT, Verdict.RIGHT]
    assert shop.packed_counts(order.id) == [1, 0]
    assert verdicts(order.id, "PLATE", "CUP", "CUP", "CUP") == [
        Verdict.RIGHT, Verdict.RIGHT, Verdict.RIGHT, Verdict.TOO_MANY,
    ]  # fmt: skip
    assert packing.scan(order.id, "TEA").verdict is Verdict.COMPLETE
    assert orders.show(order.id).stage is Stage.TO_SHIP
    agrees(order.id)
    parts = run("SELECT p.packed, sum(c.units) FROM line_part p JOIN part_scan c ON c.part_id = p.id GROUP BY p.id,"
                " p.packed").fetchall()  # fmt: skip
    assert parts
    assert all(packed == counted for packed, counted in parts)


def test_a_box_holds_the_parts_of_a_kit_whether_scanned_alone_or_as_the_set() -> None:
    kit(whole=True)
    order = begun(("SET", 2), ("PLATE", 1))
    of = {sku: run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()[0] for sku in ("CUP", "TEA", "PLATE")}
    packing.scan(order.id, "SET")
    for sku in ("CUP", "PLATE"):
        packing.scan(order.id, sku)
    parcel = orders.parcels(order.id)[0].id
    assert parcel_contents.units(parcel) == {of["CUP"]: 3, of["TEA"]: 1, of["PLATE"]: 1}
    packing.undo(order.id)
    packing.undo(order.id)
    assert parcel_contents.units(parcel) == {of["CUP"]: 2, of["TEA"]: 1}


def test_stock_of_a_kit_lives_on_its_parts() -> None:
    kit()
    held = {sku: stock.level(sku).reserved for sku in ("SET", "CUP", "TEA")}
    order = begun(("SET", 2))
    assert [stock.level(sku).reserved - held[sku] for sku in ("SET", "CUP", "TEA")] == [0, 4, 2]
    packing.scan(order.id, "CUP", units=4)
    packing.scan(order.id, "TEA", units=2)
    assert [stock.level(sku).on_hand for sku in ("SET", "CUP", "TEA")] == [0, -4, -2]
    agrees(order.id)


def test_a_kits_own_code_stands_for_all_its_parts_where_the_article_says_so() -> None:
    kit(whole=True)
    order = begun(("SET", 2))
    assert packing.scan(order.id, "SET").left == 3
    assert shop.packed_counts(order.id) == [1]
    packing.scan(order.id, "CUP")
    assert packing.scan(order.id, "SET").verdict is Verdict.TOO_MANY  # one of its parts is in the box already
    assert verdicts(order.id, "TEA", "CUP") == [Verdict.RIGHT, Verdict.COMPLETE]
    agrees(order.id)


def test_undo_takes_back_a_part_and_a_whole_kit() -> None:
    kit(whole=True)
    order = begun(("SET", 2))
    packing.scan(order.id, "SET")
    packing.scan(order.id, "CUP")
    packing.undo(order.id)
    assert [part.packed for part in orders.lines(order.id)[0].parts] == [2, 1]
    packing.undo(order.id)
    assert [part.packed for part in orders.lines(order.id)[0].parts] == [0, 0]
    assert shop.packed_counts(order.id) == [0]
    agrees(order.id)


def test_parts_of_a_kit_come_out_again() -> None:
    kit()
    order = begun(("SET", 2), ("PLATE", 1))
    verdicts(order.id, "CUP", "CUP", "CUP", "TEA")
    orders.change_lines(order.id, {order.lines[0].id: 1}, why="one set")
    changed = take_outs.of(order.id)
    assert changed is not None
    assert [(move.sku, move.units) for move in changed.moves] == [("CUP", -1)]
    assert [each.gate for each in closing.standing(order.id)] == [Gate.OUT]
    out = packing.scan(order.id, "CUP")
    assert (out.verdict, out.part_id) == (Verdict.OUT, order.lines[0].parts[0].id)
    assert packing.scan(order.id, "PLATE").verdict is Verdict.COMPLETE
    agrees(order.id)


def test_a_kit_that_is_composed_later_is_packed_by_its_parts_too() -> None:
    known("CUP", "TEA")
    order = shop.order(("SET", 1))
    assert stock.level("SET").reserved == 1
    kits.compose("SET", [Part("CUP", 1), Part("TEA", 1)])
    assert stock.level("SET").reserved == 0
    packing.open_order(order.id)
    assert verdicts(order.id, "TEA", "CUP") == [Verdict.RIGHT, Verdict.COMPLETE]
    agrees(order.id)


@pytest.mark.parametrize("parts", [[Part("SET", 1)], [Part("CUP", 0)], [Part("CUP", 1), Part("CUP", 1)]])
def test_a_kit_that_cannot_be_is_refused(parts: list[Part]) -> None:
    known("SET", "CUP")
    with pytest.raises(BadInput):
        kits.compose("SET", parts)
    assert kits.parts("SET") == ()


# Serials, lots, dates.
@pytest.fixture
def november() -> Iterator[None]:
    changes.set_clock(lambda: datetime(2026, 11, 12, 6, tzinfo=UTC))
    yield
    changes.set_clock(None)


def tracked(tracks: str, *rows: tuple[str, int]) -> tuple[bench.Seat, OrderView]:
    known("CAM")
    at_bench.change("CAM", AtBench(tracks=tracks), cases=((UNIT, 1),))
    seat, order = bench.Seat(), shop.order(*rows)
    seat.show(order.id)
    return seat, order


def test_the_bench_asks_for_the_serial_and_closes_with_it() -> None:
    seat, order = tracked("serial", ("CAM", 1))
    asked = seat.scan("CAM", "a")
    assert asked.ask is not None
    assert (asked.ask.wants, asked.result.left, asked.result.verdict) == (Wants.SERIAL, 0, Verdict.RIGHT)  # type: ignore[union-attr]
    assert [each.gate for each in closing.standing(order.id)] == [Gate.UNIT]
    assert seat.scan("SN-0001", "b").happened is Happened.CLOSED
    assert [(row.sku, row.serial) for row in serials.of_order(order.id)] == [("CAM", "SN-0001")]
    assert search.orders("SN-0001") == [order.id]
    assert orders.show(order.id).lines[0].known == ("SN-0001",)


def test_a_serial_leaves_only_once_and_the_order_where_it_went_is_named() -> None:
    seat, first = tracked("serial", ("CAM", 1))
    seat.scan("CAM", "a")
    seat.scan("SN-0001", "b")
    second = shop.order(("CAM", 1))
    seat.leave()
    seat.show(second.id)
    seat.scan("CAM", "c")
    with pytest.raises(serials.SerialGone, match=first.number):
        seat.scan("SN-0001", "d")
    assert orders.show(second.id).stage is Stage.TO_PACK
    assert seat.scan("SN-0002", "e").happened is Happened.CLOSED


def test_undo_frees_the_serial() -> None:
    seat, order = tracked("serial", ("CAM", 2))
    seat.scan("CAM", "a")
    seat.scan("SN-0001", "b")
    seat.undo()
    assert serials.of_order(order.id) == []
    seat.scan("CAM", "c")
    seat.scan("SN-0001", "d")
    assert [row.serial for row in serials.of_order(order.id)] == ["SN-0001"]


@pytest.mark.usefixtures("november")
def test_a_gs1_code_carries_serial_lot_and_date_by_itself() -> None:
    seat, order = tracked("serial", ("CAM", 2))
    code = "]d201" + "0" + UNIT + "21" + "A77" + "\x1d" + "10" + "L5"
    answer = seat.scan(code, "a")
    assert (answer.ask, answer.result.verdict) == (None, Verdict.RIGHT)  # type: ignore[union-attr]
    with pytest.raises(serials.SerialGone):
        seat.scan(code, "b")
    assert shop.packed_counts(order.id) == [1]
    assert [(row.serial, row.lot) for row in serials.of_order(order.id)] == [("A77", "L5")]


def test_a_product_is_no_serial_and_counts_as_ever() -> None:
    seat, order = tracked("serial", ("CAM", 2), ("CUP", 1))
    seat.scan("CAM", "a")
    counted = seat.scan("CUP", "b")
    assert counted.result is not None
    assert counted.result.verdict is Verdict.RIGHT
    assert counted.ask is not None
    seat.scan("SN-0001", "c")
    assert shop.packed_counts(order.id) == [1, 1]


def test_an_order_that_is_opened_again_asks_for_what_is_missing() -> None:
    seat, order = tracked("serial", ("CAM", 2))
    seat.scan("CAM", "a")
    packing.forget_all()
    again = bench.Seat()
    asked = again.show(order.id).ask
    assert asked is not None
    assert asked.wants is Wants.SERIAL
    again.scan("SN-1", "b")
    assert [row.serial for row in serials.of_order(order.id)] == ["SN-1"]


@pytest.mark.usefixtures("november")
def test_lot_and_date_are_asked_one_after_the_other() -> None:
    seat, order = tracked("lot-expiry", ("CAM", 3))
    lot = seat.scan("CAM", "a", units=3).ask
    assert lot is not None
    assert lot.wants is Wants.LOT
    date = seat.scan("L-77", "b").ask
    assert date is not None
    assert date.wants is Wants.EXPIRY
    with pytest.raises(BadInput):
        seat.scan("soon", "c")
    assert seat.scan("2027-03-31", "d").happened is Happened.CLOSED
    (row,) = serials.of_order(order.id)
    assert (row.lot, str(row.expiry), row.units) == ("L-77", "2027-03-31", 3)


@pytest.mark.usefixtures("november")
def test_what_has_expired_goes_only_if_somebody_says_so() -> None:
    seat, order = tracked("lot-expiry", ("CAM", 2))
    seat.scan("CAM", "a")
    seat.scan("L-77", "b")
    asked = seat.scan("11.11.2026", "c")
    assert asked.ask is not None
    assert asked.ask.wants is Wants.YES_NO
    assert serials.missing(order.id) is not None
    seat.answer("1", "d")
    assert serials.missing(order.id) is None
    assert [str(row.expiry) for row in serials.of_order(order.id)] == ["2026-11-11"]


@pytest.mark.usefixtures("november")
def test_the_day_of_expiry_is_the_shops_own() -> None:
    seat, _order = tracked("lot-expiry", ("CAM", 1))
    seat.scan("CAM", "a")
    seat.scan("L-77", "b")
    assert seat.scan("12.11.2026", "c").happened is Happened.CLOSED


def test_the_serial_that_came_out_is_asked_for_and_may_leave_again() -> None:
    seat, order = tracked("serial", ("CAM", 2))
    for turn, said in enumerate(("CAM", "SN-1", "CAM")):
        seat.scan(said, f"in-{turn}")
    orders.change_lines(order.id, {order.lines[0].id: 1}, why="one")
    seat.scan("SN-2", "x")
    asked = seat.scan("CAM", "out")
    assert asked.result is not None
    assert asked.result.verdict is Verdict.OUT
    assert asked.ask is not None
    with pytest.raises(serials.NotInBox):
        seat.scan("SN-9", "y")
    assert seat.scan("SN-1", "z").happened is Happened.CLOSED
    assert [row.serial for row in serials.of_order(order.id)] == ["SN-2"]


@pytest.mark.parametrize(
    ("text", "date"),
    [("2027-03-31", "2027-03-31"), ("20270331", "2027-03-31"), ("270331", "2027-03-31"), ("31.3.2027", "2027-03-31"),
     ("31/03/2027", "2027-03-31")],
)  # fmt: skip
def test_dates_are_read_as_they_are_printed(text: str, date: str) -> None:
    assert serials.read_date(text).isoformat() == date


@pytest.mark.parametrize("text", ["", "31.2.2027", "2027", "soon", "99999999"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        serials.read_date(text)


# Where it is said of an article, and where it is shown.
LIST = (
    "sku,barcode,name,price,scan_each,tracks,kit,length_mm,fragile\n"
    "SET,2900000104402,Morning set,10,,,CUP*2 TEA,,\n"
    f"CUP,{UNIT} {CASE}*12,Cup,5,no,,,120,yes\n"
    "CAM,,Camera,90,yes,serial,-,,\n"
)


def test_a_list_of_articles_says_how_the_bench_takes_them(tmp_path: Path) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(LIST, encoding="utf-8")
    assert not imports.run_articles(file).refused
    cup, cam = at_bench.show("CUP"), at_bench.show("CAM")
    assert (cup.codes, cup.cases, cup.length_mm, cup.fragile) == ((UNIT,), ((CASE, 12),), 120, True)
    assert (cam.scan_each, cam.tracks, cam.parts) == (True, "serial", ())
    assert at_bench.show("SET").parts == (Part("CUP", 2), Part("TEA", 1))
    again = imports.run_articles(file)
    assert (again.tally.new, again.tally.changed) == (0, 0)


@pytest.mark.parametrize("heading", ["tax class", "Skatt", "kelas pajak"])
def test_a_list_says_how_articles_are_taxed_and_an_empty_cell_says_nothing(tmp_path: Path, heading: str) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(f"sku,name,price,{heading}\nTEA,Tea,5,Livsmedel\nCUP,Cup,5,\nRING,Ring,5,mewah\nX,X,5,25\n",
                    encoding="utf-8")  # fmt: skip
    done = imports.run_articles(file)
    assert [refusal.row for refusal in done.refused] == [5]
    assert "25" in done.refused[0].reason
    assert [taxes.class_of(sku) for sku in ("TEA", "CUP", "RING")] == ["food", "standard", "luxury"]
    assert imports.run_articles(file).tally.changed == 0
    file.write_text(f"sku,name,price,{heading}\nTEA,Tea,5,\nRING,Ring,5,standard\n", encoding="utf-8")
    assert imports.run_articles(file).tally.changed == 1
    assert [taxes.class_of(sku) for sku in ("TEA", "RING")] == ["food", "standard"]


@pytest.mark.parametrize("cells", ["SET,,x,1,perhaps,,,,", "SET,,x,1,,colour,,,", "SET,,x,1,,,A*0,,"])
def test_a_word_in_the_list_that_means_nothing_is_named(tmp_path: Path, cells: str) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(LIST.splitlines()[0] + "\n" + cells + "\n", encoding="utf-8")
    done = imports.run_articles(file)
    assert len(done.refused) == 1


def test_the_packing_slip_names_the_parts_of_a_kit_and_the_serials() -> None:
    kit()
    at_bench.change("TEA", AtBench(tracks="serial"))
    seat, order = bench.Seat(), shop.order(("SET", 1))
    seat.show(order.id)
    for turn, said in enumerate(("CUP", "CUP", "TEA", "SN-88")):
        seat.scan(said, f"s{turn}")
    drawn = pypdfium2.PdfDocument(papers.draw("packing-slip", [order.id]))
    text = " ".join(drawn[0].get_textpage().get_text_bounded().split())
    drawn.close()
    assert "2 × The CUP" in text
    assert "SN-88" in text
