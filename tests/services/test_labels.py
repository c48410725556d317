"""Labels of articles: what stands on them, how many, on which sheet; logistic numbers of parcels."""

import threading
from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.errors import BadInput, KolliError, NotFound
from desktop.domain.label_words import Labels, of_words, read
from desktop.domain.remote import RemoteArticle
from desktop.domain.symbols import WrongForm
from desktop.models.base import disconnect, run
from desktop.services import articles, bench, changes, handover, labels, orders, papers, parcels, settings, sscc
from desktop.services.changes import new_op_id, unit
from desktop.services.orders import OrderView
from tests.documents import reading, scanner
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")
EAN = "4006381333931"


@pytest.fixture(autouse=True)
def _filled(sqlite_database: object) -> None:
    changes.work_at("Bench 1", "Dewi")
    with unit() as work:
        for sku, name, codes in (
            ("CUP-300-BL", "Cangkir Sagara", ("ABC", EAN)),
            ("KGA 250", "Kopi Gayo", ()),
            ("Кофе", "", ("4006381333932",)),
        ):
            articles.keep(work, RemoteArticle("", sku, name, "Biru", Decimal(89000), "IDR", codes))


def packed_order() -> OrderView:
    return orders.show(shop.packed_order(("KGA 250", 1)))


def scanned(pdf: bytes, page: int = 0) -> list[str]:
    return sorted(code.text for code in scanner.scan(reading.image(pdf, page, 203)))


def test_an_article_has_the_first_number_that_tills_know_else_its_sku() -> None:
    assert labels.article("CUP-300-BL").code == EAN
    assert labels.article(EAN).sku == "CUP-300-BL"
    assert labels.article("kga 250").code == "KGA 250"
    assert labels.article("Кофе").name == "Кофе"  # without a name, and its number has a wrong check digit
    assert labels.article("Кофе").code == "Кофе"
    with pytest.raises(NotFound):
        labels.article("nothing")


def test_labels_fill_a_sheet_from_the_cell_that_is_named_in_the_numbers_that_are_wanted() -> None:
    line = of_words(["CUP-300-BL*4", "KGA 250*22"], "A4-3x8", 21).written()
    pdf = papers.draw_own("product-label", line)
    assert reading.pages(pdf) == 2
    assert scanned(pdf) == [EAN] * 4
    assert scanned(pdf, 1) == ["KGA 250"] * 22
    width, height = reading.size_mm(pdf)
    assert abs(width - 210) < 0.2
    assert abs(height - 297) < 0.2
    first = min(reading.boxes(pdf), key=lambda box: (round(box.top), box.left))
    assert 140 < first.left < 150  # the 21st of 24 is the third of the seventh row
    assert 222 < first.top < 232


def test_a_price_is_left_out_where_nobody_wants_it_and_a_day_of_packing_is_in_words() -> None:
    with_price = reading.drawn(papers.draw_own("product-label", "CUP-300-BL"))
    assert "Rp89.000" in with_price
    bare = papers.draw_own("product-label", "CUP-300-BL --no-price --packed=2026-11-12", language="sv", media="100x50")
    assert "Rp" not in reading.drawn(bare)
    assert "12 nov 2026" in reading.drawn(bare)
    assert "Rp89.000" in reading.drawn(papers.draw_own("price-label", '"KGA 250"'))


def test_what_cannot_be_printed_is_refused_in_one_sentence() -> None:
    for line in ("", "CUP-300-BL*0", "CUP-300-BL*2001", "CUP-300-BL --media=A9", "CUP-300-BL --start=x", "'",
                 "CUP-300-BL --packed=soon", "CUP-300-BL --media=roll-80"):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            papers.draw_own("product-label", line)
        assert refused.value.say().count("\n") == 0


@pytest.mark.parametrize(
    "wanted",
    [
        Labels((("CUP", 12), ("KGA 250", 1), ("a*b", 1), ("x*3", 1), ("it's", 2))),
        Labels((("Кофе", 3),), "45x22.5", 7, price=False, packed_on=date(2026, 11, 12)),
        Labels(),
    ],
)
def test_what_is_wanted_comes_back_from_the_line_in_the_queue(wanted: Labels) -> None:
    assert read(wanted.written()) == wanted


def test_a_shop_with_a_prefix_numbers_its_parcels_without_a_gap_and_a_scan_of_one_finds_the_parcel() -> None:
    packed = [packed_order() for _order in range(3)]
    assert sscc.of_parcel(packed[0].id, packed[0].parcels[0].id) == ""
    settings.change_shop(gs1_prefix="7350000")
    given = [sscc.of_parcel(order.id, order.parcels[0].id) for order in packed]
    assert [code[:17] for code in given] == [f"07350000{serial:09d}" for serial in range(3)]
    assert sscc.of_parcel(packed[1].id, packed[1].parcels[0].id) == given[1]  # given once
    pdf = papers.draw("parcel-label", [packed[1].id])
    assert set(scanned(pdf)) == {f"(00){given[1]}", packed[1].parcels[0].code}
    for form in (f"]C100{given[1]}", f"00{given[1]}", f"(00){given[1]}"):
        found = parcels.meant(form)
        assert found is not None
        assert found.code == packed[1].parcels[0].code
        assert orders.find(form) == packed[1].id
    assert bench.Seat().scan(f"00{given[2]}", new_op_id()).order.id == packed[2].id
    heard = handover.hear(f"]C100{given[0]}")
    assert heard.parcel is not None
    assert heard.parcel.code == packed[0].parcels[0].code
    wrong = given[0][:-1] + str((int(given[0][-1]) + 1) % 10)
    assert parcels.meant(f"00{wrong}") is None


def test_four_printers_that_draw_at_once_give_each_parcel_one_number_and_leave_no_gap() -> None:
    settings.change_shop(gs1_prefix="7350000")
    packed = [packed_order() for _order in range(4)]
    given: list[str] = []

    def draw_all() -> None:
        given.extend(sscc.of_parcel(order.id, order.parcels[0].id) for order in packed)
        disconnect()

    threads = [threading.Thread(target=draw_all) for _printer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 16
    assert len(set(given)) == 4
    serials = sorted(int(code[8:17]) for code in set(given))
    assert serials == [0, 1, 2, 3]
    run("DELETE FROM parcel WHERE id = ?", (packed[0].parcels[0].id,))
    assert run("SELECT count(*) FROM sscc").fetchone()[0] == 4  # a number stays taken


def test_a_prefix_that_can_be_none_is_refused() -> None:
    for prefix in ("735", "73500000000001", "73500A0"):
        with pytest.raises(WrongForm):
            settings.change_shop(gs1_prefix=prefix)
    settings.change_shop(gs1_prefix="")


def test_parcel_labels_share_a_sheet_and_keep_their_size() -> None:
    packed = [packed_order() for _order in range(3)]
    ids = [order.id for order in packed]
    pdf = papers.draw("parcel-label", ids, media="A4-4xA6")
    assert reading.pages(pdf) == 1
    assert sorted(set(scanned(pdf))) == sorted(order.parcels[0].code for order in packed)
    assert reading.pages(papers.draw("parcel-label", ids, media="A4")) == 2
    assert reading.pages(papers.draw("parcel-label", ids)) == 3


def test_a_return_label_goes_to_the_shop_and_names_the_order() -> None:
    settings.change_shop(name="Sagara Rasa", address=("Jl. Melati Utara No. 7", "Kota Bandung 40115"))
    order = packed_order()
    for media in ("", "A6", "A4"):
        pdf = papers.draw("return-label", [order.id], media=media, language="id")
        assert "Sagara Rasa" in reading.drawn(pdf)
        assert "Kota Bandung 40115" in reading.drawn(pdf)
        assert set(scanned(pdf)) == {order.code}


def test_no_error_of_a_label_is_a_bug() -> None:
    with pytest.raises(KolliError):
        papers.draw_own("tote-label", "")
