"""The real files: every figure that was counted from their source. Other slices of them are kept for acceptance."""

import gzip
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.codes import gtin14, gtin_fault
from desktop.domain.order import Fulfilment
from desktop.domain.remote import Kind, RemoteArticle, RemoteOrder
from desktop.formats.layout import Choices, Found, FoundArticle
from desktop.formats.preview import preview, preview_articles
from desktop.formats.reading import open_articles, open_orders, read_articles, read_orders
from tests.shared import shared

RETAIL = "data/online-retail/online_retail_2011-08-01_2011-08-19.csv.gz"
US_DATES = "data/online-retail/online_retail_2011-08-02_cp1252_us-dates.csv"


def orders(path: Path, choices: Choices | None = None) -> list[RemoteOrder]:
    return [each.order for each in read_orders(open_orders(path, choices=choices)) if isinstance(each, Found)]


@pytest.fixture(scope="module")
def retail() -> list[RemoteOrder]:
    return orders(shared(RETAIL))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads(shared("data/online-retail/expected.json").read_text("utf-8"))


def test_documents_of_a_gift_shop_have_their_kinds(retail: list[RemoteOrder], truth: dict[str, Any]) -> None:
    kinds = Counter(order.kind for order in retail)
    assert len(retail) == truth["invoices"]
    assert kinds[Kind.CANCELLATION] == truth["cancel_invoices"]
    assert [order.number for order in retail if order.kind is Kind.ADJUSTMENT] == truth["adjust_invoices"]
    assert kinds[Kind.ORDER] == truth["packable_orders"]
    assert len({order.remote_id for order in retail}) == truth["invoices"]


def test_no_line_is_lost_and_no_figure_is_changed(retail: list[RemoteOrder], truth: dict[str, Any]) -> None:
    lines = [(order, line) for order in retail for line in order.lines]
    assert len(lines) == truth["rows"]
    assert sum(line.quantity for _order, line in lines) == truth["sum_quantity"]
    assert sum(line.quantity * line.unit_price for _order, line in lines) == Decimal(truth["sum_qty_x_price"])
    assert sum(order.total for order in retail) == Decimal(truth["sum_qty_x_price"])
    assert max(line.quantity for _order, line in lines) == truth["max_qty"]
    assert min(line.quantity for _order, line in lines) == truth["min_qty"]
    assert max(line.unit_price for _order, line in lines) == Decimal(truth["max_price"])
    assert sum(line.unit_price == 0 for _order, line in lines) == truth["rows_zero_price"]
    assert sum(line.unit_price < 0 for _order, line in lines) == truth["rows_negative_price"]
    negative = [order for order, line in lines if line.quantity < 0]
    assert len(negative) == truth["rows_negative_qty"]
    uncancelled = sum(order.kind is not Kind.CANCELLATION for order in negative)
    assert uncancelled == truth["rows_negative_qty_not_cancelled"]
    per_order = sorted(len(order.lines) for order in retail)
    assert (per_order[0], per_order[-1]) == (truth["lines_per_invoice"]["min"], truth["lines_per_invoice"]["max"])
    assert per_order[len(per_order) // 2] == truth["lines_per_invoice"]["median"]
    assert per_order[int(len(per_order) * 0.95)] == truth["lines_per_invoice"]["p95"]


def test_names_keep_their_blanks_and_pounds(retail: list[RemoteOrder], truth: dict[str, Any]) -> None:
    names = [line.name for order in retail for line in order.lines]
    assert sum(not name for name in names) == truth["rows_no_description"]
    assert sum(name != name.strip() for name in names) == truth["rows_desc_edge_blanks"]
    assert sum(not name.isascii() for name in names) == truth["rows_non_ascii"]


def test_identical_lines_and_same_skus_stay_several(retail: list[RemoteOrder], truth: dict[str, Any]) -> None:
    skus = [[line.sku for line in order.lines] for order in retail]
    assert sum(len(set(each)) < len(each) for each in skus) == truth["invoices_with_same_sku_on_two_lines"]
    repeated = 0
    for order in retail:
        seen = Counter((line.sku, line.name, line.quantity, line.unit_price) for line in order.lines)
        repeated += sum(times - 1 for times in seen.values())
    # The source counts lines that agree in the minute as well: never more than agree without it.
    assert repeated >= truth["rows_exact_duplicates"]


def test_codes_and_customers(retail: list[RemoteOrder], truth: dict[str, Any]) -> None:
    codes = {line.sku for order in retail for line in order.lines}
    assert len(codes) == truth["stock_codes"]
    assert len({code.casefold() for code in codes}) == truth["stock_codes_casefolded"]
    packed = {line.sku for order in retail for line in order.lines if line.needs_packing}
    sold = {line.sku for order in retail if order.kind is Kind.ORDER for line in order.lines}
    assert set(truth["non_product_codes"]).isdisjoint(packed)
    assert sold - packed <= set(truth["non_product_codes"])
    assert set(truth["lowercase_suffix_codes"]) <= codes
    assert len({order.customer_ref for order in retail} - {""}) == truth["customers"]
    assert all(order.customer_ref.isdigit() for order in retail if order.customer_ref)
    without = sum(len(order.lines) for order in retail if not order.customer_ref)
    assert without == truth["rows_no_customer"]
    countries = Counter(order.ship_to.country for order in retail for _line in order.lines)
    assert countries == truth["countries"]


def test_times_are_the_shops_own_in_utc(retail: list[RemoteOrder], truth: dict[str, Any]) -> None:
    # British summer time: an hour before what the file says. Two invoices have two times; the first counts.
    assert f"{min(order.placed_at for order in retail):%Y-%m-%d %H:%M:%S}" == "2011-08-01 07:30:00"
    assert truth["first"] == "2011-08-01 08:30:00"
    assert all(order.placed_at.utcoffset() is not None for order in retail)


def test_the_preview_of_the_real_file(truth: dict[str, Any]) -> None:
    seen = preview(shared(RETAIL))
    counts = seen.counts
    assert (counts.documents, counts.packable, counts.cancellations) == (1098, 889, 171)
    assert (counts.lines, counts.adjustments, counts.write_offs, counts.refused) == (21597, 3, 35, 0)
    assert (seen.encoding, seen.date_order, seen.format) == ("utf-8", "year-month-day", "online-retail")
    assert seen.rows == truth["rows"]


def test_the_same_day_in_another_encoding_and_with_american_dates_is_the_same(retail: list[RemoteOrder]) -> None:
    again = orders(shared(US_DATES))
    seen = preview(shared(US_DATES))
    assert (seen.encoding, seen.date_order, seen.counts.lines) == ("cp1252", "month-day-year", 1369)
    first = {order.number: order for order in retail}
    assert len(again) == len({order.number for order in again})
    for order in again:
        twin = first[order.number]
        assert order.lines == twin.lines
        assert (order.customer_ref, order.total, order.ship_to) == (twin.customer_ref, twin.total, twin.ship_to)
        assert order.placed_at == twin.placed_at.replace(second=0)


def test_northwind_counts_and_sums() -> None:
    found = orders(shared("data/northwind/orders.csv"))
    lines = [line for order in found for line in order.lines]
    assert (len(found), len(lines)) == (830, 2155)
    assert sum(order.fulfilment is Fulfilment.OPEN for order in found) == 21
    assert sum(line.total for line in lines).quantize(Decimal("0.01")) == Decimal("1265793.04")
    assert len({line.sku for line in lines}) == 77
    assert len({order.courier for order in found}) == 3
    assert len({order.ship_to.country for order in found}) == 21
    assert sum(order.ship_to.country == "SE" or order.ship_to.country == "Sweden" for order in found) == 37
    postcodes = {order.ship_to.postcode for order in found}
    assert {"S-844 67", "1307", ""} <= postcodes  # as they were typed
    assert all(order.ship_by for order in found)


def test_northwind_products() -> None:
    found = articles(shared("data/northwind/products.csv"))
    assert len(found) == 77
    assert (found[0].sku, found[0].name, found[0].price, found[0].stock) == ("1", "Chai", Decimal(18), 39)


def test_real_barcodes_are_kept_and_marked() -> None:
    path = shared("data/products/products_openfoodfacts_gtin.csv.gz")
    truth = json.loads(shared("data/products/expected.json").read_text("utf-8"))
    found = articles(path)
    codes = [article.barcodes[0] for article in found]
    assert len(found) == truth["rows"]
    assert len(set(codes)) == truth["distinct_codes"]
    assert sum(not article.name.strip() for article in found) == truth["empty_names"]
    assert max(len(article.name) for article in found) <= truth["longest_name"]
    assert not [article.name for article in found if "&quot;" in article.name]
    kinds = _kinds(path)
    for article in found:
        fault, kind = gtin_fault(article.barcodes[0]), kinds[article.barcodes[0]]
        assert (fault == "check") == (kind == "bad_check"), article.barcodes
        assert (fault == "length") == (kind == "bad_length"), article.barcodes
        # The source's kinds look for in-store codes among 8 and 13 digits; a case of 14 may hold one as well.
        assert (fault == "in-store") == kind.startswith("restricted") or kind in ("ok12", "ok14"), article.barcodes
    same = Counter(gtin14(code) for code in codes)
    twins = sorted(sorted(code for code in codes if gtin14(code) == each) for each, n in same.items() if each and n > 1)
    assert twins == sorted(sorted(pair) for pair in truth["gtin14_collisions"])
    assert preview_articles(path).counts.articles == truth["rows"]


def articles(path: Path) -> list[RemoteArticle]:
    return [each.article for each in read_articles(open_articles(path)) if isinstance(each, FoundArticle)]


def _kinds(path: Path) -> dict[str, str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\r\n") for line in file]
    return {row.split(",", 1)[0]: row.rsplit(",", 1)[1] for row in rows[1:]}
