"""Every figure of the exports' expected.json, in every file that holds it."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.order import Fulfilment, Payment, Stage, State, stage
from desktop.domain.remote import RemoteOrder
from desktop.formats.errors import OnlySummary
from desktop.formats.layout import Choices, Found, Refused
from desktop.formats.preview import preview
from desktop.formats.reading import open_orders, read_orders
from tests.formats.expected import EXPECTED, EXPORTS, FILES

# What the platform's word can tell: WooCommerce has one word for shipped and for done, Shopify as well.
STATES = {
    "new": {Fulfilment.OPEN},
    "shipped": {Fulfilment.SHIPPED, Fulfilment.DELIVERED},
    "done": {Fulfilment.SHIPPED, Fulfilment.DELIVERED},
    "cancelled": {Fulfilment.CANCELLED},
}
FROM_FILES = sorted(FILES)
LIST = "excel_sv_semicolon_cp1252.csv"  # its columns say nothing of state or freight


def orders(path: Path, choices: Choices | None = None) -> list[RemoteOrder]:
    found = list(read_orders(open_orders(path, choices=choices)))
    assert not [each for each in found if isinstance(each, Refused)]
    return [each.order for each in found if isinstance(each, Found)]


def pairs(file: str) -> list[tuple[RemoteOrder, dict[str, Any]]]:
    read, truth = orders(EXPORTS / file), EXPECTED[FILES[file]]
    assert len(read) == len(truth)
    return list(zip(read, truth, strict=True))


@pytest.mark.parametrize("file", FROM_FILES)
def test_order_numbers_and_names_are_kept_to_the_letter(file: str) -> None:
    for order, truth in pairs(file):
        assert order.remote_id == truth["order"]
        assert order.number == truth["order"].removeprefix("#")
        assert order.ship_to.name == _as_the_file_can(truth["name"], file)


@pytest.mark.parametrize("file", FROM_FILES)
def test_lines_have_their_skus_pieces_and_prices(file: str) -> None:
    for order, truth in pairs(file):
        read = [[line.sku, line.quantity, line.unit_price] for line in order.lines]
        assert read == [[sku, pieces, Decimal(price)] for sku, pieces, price in truth["lines"]], truth["order"]
        assert [line.total for line in order.lines] == [line.unit_price * line.quantity for line in order.lines]


@pytest.mark.parametrize("file", [file for file in FROM_FILES if file != LIST])
def test_totals_currencies_and_states_are_those_of_the_store(file: str) -> None:
    for order, truth in pairs(file):
        assert order.total == Decimal(truth["total"])
        assert order.currency == truth["currency"]
        assert order.fulfilment in STATES[truth["status"]], truth
        assert sum(line.total for line in order.lines) + order.shipping == order.total
        state = State(order.payment, order.fulfilment, order.held, order.pay_later)
        wanted = {"new": Stage.TO_PICK, "cancelled": Stage.CANCELLED}.get(truth["status"])
        assert wanted is None or stage(state) is wanted


@pytest.mark.parametrize("file", [file for file in FROM_FILES if file.startswith(("shopee", "tokopedia"))])
def test_marketplaces_tell_shipped_from_done(file: str) -> None:
    became = {"shipped": Fulfilment.SHIPPED, "done": Fulfilment.DELIVERED}
    for order, truth in pairs(file):
        assert truth["status"] not in became or order.fulfilment is became[truth["status"]]


def test_a_swedish_list_has_its_sums_its_currency_and_its_letters() -> None:
    for order, truth in pairs(LIST):
        assert order.currency == truth["currency"]
        assert order.total == sum(Decimal(price) * pieces for _sku, pieces, price in truth["lines"])
        assert order.payment is Payment.PAID
        assert order.fulfilment is Fulfilment.OPEN
    assert {order.ship_to.city for order in orders(EXPORTS / LIST)} >= {"LULEÅ", "JÄRFÄLLA", "VÄXJÖ"}
    waiting = orders(EXPORTS / LIST, Choices(count_as_paid=False))
    assert {order.payment for order in waiting} == {Payment.UNPAID}


@pytest.mark.parametrize("file", FROM_FILES)
def test_the_preview_counts_what_expected_json_counts(file: str) -> None:
    truth, seen = EXPECTED[FILES[file]], preview(EXPORTS / file)
    states = Counter(order["status"] for order in truth)
    assert seen.counts.documents == len(truth)
    assert seen.counts.lines == sum(len(order["lines"]) for order in truth)
    assert seen.counts.refused == 0
    if file != LIST:
        assert seen.counts.packable == states["new"]
        assert seen.counts.cancellations == states["cancelled"]
    assert len(seen.first) == 20
    assert seen.first[0].sku == truth[0]["lines"][0][0]
    assert seen.currency == truth[0]["currency"]


def test_the_preview_says_how_the_file_is_read() -> None:
    swedish = preview(EXPORTS / LIST)
    assert (swedish.encoding, swedish.separator, swedish.decimal_mark) == ("cp1252", ";", ",")
    assert swedish.date_order == "year-month-day"
    assert {"number": "Ordernr", "price": "À-pris"}.items() <= {c.name: c.heading for c in swedish.columns}.items()
    assert "status" in swedish.missing
    old = preview(EXPORTS / "tokopedia_legacy_orders.as-text.csv")
    assert (old.header_row, old.date_order, old.format) == (4, "day-month-year", "tokopedia-legacy")
    new = preview(EXPORTS / "tokopedia_tiktokshop_orders.csv")
    assert new.rows == 185  # not the row that explains the columns
    assert [str(notice.reason) for notice in new.noticed] == [
        "No date says whether day or month comes first; read as day, month, year."
    ]


def test_woocommerce_own_list_is_refused_with_the_reason_and_the_way_out() -> None:
    with pytest.raises(OnlySummary) as refused:
        preview(EXPORTS / "woocommerce_analytics_orders.csv")
    said = refused.value.say()
    assert "neither article numbers nor addresses" in said
    assert "Connect the store" in said
    assert "line_item" in said


def test_a_workbook_and_its_text_are_the_same_orders() -> None:
    for name in ("shopee_order_export", "tokopedia_legacy_orders"):
        assert orders(EXPORTS / f"{name}.xlsx") == orders(EXPORTS / f"{name}.as-text.csv")


def test_addresses_are_taken_apart_where_the_platform_writes_them_in_one_cell() -> None:
    old = orders(EXPORTS / "tokopedia_legacy_orders.as-text.csv")[0].ship_to
    assert (old.line1, old.district) == ("Jl. Pangeran Antasari No. 9 RT 004/RW 009", "Karangrejo")
    assert (old.city, old.postcode, old.region) == ("Kabupaten Tulungagung", "66253", "Jawa Timur")
    assert (old.instruction, old.phone) == ("pagar hijau", "0812-0000-0000")
    masked = orders(EXPORTS / "shopee_order_export.xlsx")[0].ship_to
    assert (masked.line1, masked.district, masked.postcode) == ("J*****9", "KARANGREJO", "66253")
    new = orders(EXPORTS / "tokopedia_tiktokshop_orders.csv")[0].ship_to
    assert (new.village, new.district, new.country) == ("Punjul", "Karangrejo", "ID")


def test_apostrophes_for_spreadsheets_are_taken_off_and_customers_text_is_not_changed() -> None:
    first, second, *_ = orders(EXPORTS / "shopify_orders_export.csv")
    assert first.ship_to.postcode == "433 41"
    assert first.note == '=HYPERLINK("http://127.0.0.1/x","Klik")'
    assert second.ship_to.name == "+62 812-0000-0001"


def _as_the_file_can(name: str, file: str) -> str:
    return name.encode("cp1252", "replace").decode("cp1252") if file == LIST else name
