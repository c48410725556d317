"""Files become orders and articles: every figure, once, whatever stops it in between."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import DiskFull, KolliError
from desktop.domain.order import Action
from desktop.formats.errors import FileRefused, OnlySummary
from desktop.i18n import use
from desktop.models.base import db
from desktop.models.base import run as query
from desktop.services import imports, orders, settings, stock
from tests.formats.expected import EXPECTED, EXPORTS, FILES
from tests.shared import REPO, shared

RETAIL = "data/online-retail/online_retail_2011-08-01_2011-08-19.csv.gz"
TABLES = ("orders", "order_line", "stock_move", "customer", "address", "article", "barcode", "history")
HEAD = "order,placed,name,sku,quantity,price,currency,note\n"


def one(statement: str, *values: object) -> Any:
    return query(statement, values).fetchone()[0]


def rows_of_every_table() -> dict[str, int]:
    return {table: int(one(f"SELECT count(*) FROM {table}")) for table in TABLES}


def stock_is_the_sum_of_its_moves() -> bool:
    wrong = query(
        "SELECT a.sku FROM article a LEFT JOIN"
        " (SELECT article_id, sum(on_hand) AS h, sum(reserved) AS r FROM stock_move GROUP BY article_id) m"
        " ON m.article_id = a.id"
        " WHERE a.on_hand <> coalesce(m.h, 0) OR a.reserved <> coalesce(m.r, 0)"
    ).fetchall()
    return not wrong


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize("file", sorted(FILES))
def test_an_export_becomes_its_orders_and_again_changes_nothing(database: str, file: str) -> None:
    truth = EXPECTED[FILES[file]]
    done = imports.run(EXPORTS / file)
    assert done.counts.documents == done.tally.new == len(truth)
    assert done.counts.lines == one("SELECT count(*) FROM order_line") == sum(len(order["lines"]) for order in truth)
    assert not done.refused
    for expected in truth:
        order = orders.show(orders.find(expected["order"]))
        read = [[line.sku, line.ordered, line.unit_price] for line in order.lines]
        assert read == [[sku, pieces, Decimal(price)] for sku, pieces, price in expected["lines"]]
        assert order.currency == expected["currency"]
        if file != "excel_sv_semicolon_cp1252.csv":
            minor = 100 if order.currency == "SEK" else 1
            assert order.total_minor == int(Decimal(expected["total"]) * minor)
            assert order.ship_to.name == expected["name"]
    assert stock_is_the_sum_of_its_moves()
    before = rows_of_every_table()
    again = imports.run(EXPORTS / file)
    assert (again.tally.new, again.tally.changed, again.tally.unchanged) == (0, 0, len(truth))
    assert rows_of_every_table() == before


def test_real_orders_of_a_gift_shop(database: str) -> None:
    path = shared(RETAIL)
    truth = json.loads(shared("data/online-retail/expected.json").read_text("utf-8"))
    seen: list[tuple[int, int]] = []
    done = imports.run(path, on_progress=lambda row, rows: seen.append((row, rows)))
    counts = done.counts
    assert (counts.documents, counts.packable, counts.cancellations) == (
        truth["invoices"], truth["packable_orders"], truth["cancel_invoices"],
    )  # fmt: skip
    assert one("SELECT count(*) FROM order_line") == truth["rows"]
    assert one("SELECT sum(ordered) FROM order_line") == truth["sum_quantity"]
    assert one("SELECT count(*) FROM customer") == truth["customers"]
    assert one("SELECT count(*) FROM orders WHERE stage = 'to-pick'") == truth["packable_orders"]
    assert one("SELECT count(*) FROM orders WHERE kind <> 'order' AND stage <> ''") == 0
    assert one("SELECT count(DISTINCT sku) FROM order_line") == truth["stock_codes"]
    # Two codes that differ only by case are one article: exact first, folded second.
    assert one("SELECT count(*) FROM article") == truth["stock_codes_casefolded"]
    assert one("SELECT count(*) FROM order_line WHERE name <> trim(name)") == truth["rows_desc_edge_blanks"]
    assert seen[-1] == (truth["rows"] + 1, truth["rows"] + 1)
    assert seen == sorted(seen)
    assert stock_is_the_sum_of_its_moves()
    again = imports.run(path)
    assert (again.tally.new, again.tally.changed, again.tally.unchanged) == (0, 0, truth["invoices"])


def test_northwind_becomes_orders_with_their_money(database: str) -> None:
    done = imports.run(shared("data/northwind/orders.csv"))
    assert (done.counts.documents, done.counts.lines, done.counts.packable) == (830, 2155, 21)
    assert one("SELECT count(*) FROM orders WHERE stage = 'shipped'") == 809
    # Each line is rounded once, to cents.
    assert abs(int(one("SELECT sum(total_minor) FROM order_line")) - 126_579_304) < 100
    order = orders.show(orders.find("10248"))
    assert (order.ship_to.city, order.ship_to.postcode, order.courier) == ("Reims", "51100", "Federal Shipping")


def test_real_articles_with_their_barcodes(sqlite_database: Path) -> None:
    path = shared("data/products/products_openfoodfacts_gtin.csv.gz")
    truth = json.loads(shared("data/products/expected.json").read_text("utf-8"))
    done = imports.run_articles(path)
    twins = len(truth["gtin14_collisions"])
    assert done.counts.articles == truth["rows"]
    assert (done.tally.new, done.tally.joined) == (truth["rows"] - twins, twins)
    assert one("SELECT count(*) FROM barcode") == truth["distinct_codes"]
    faults = Counter(dict(query("SELECT fault, count(*) FROM barcode GROUP BY fault").fetchall()))
    assert faults["check"] == truth["kinds"]["bad_check"]
    assert faults["length"] == truth["kinds"]["bad_length"]
    assert faults["in-store"] >= truth["kinds"]["restricted13"] + truth["kinds"]["restricted8"]
    for first, second in truth["gtin14_collisions"]:
        owners = query("SELECT article_id FROM barcode WHERE code IN (?, ?)", (first, second)).fetchall()
        assert len(owners) == 2
        assert len(set(owners)) == 1
    assert one("SELECT count(*) FROM article WHERE name LIKE '%&quot;%'") == 0
    again = imports.run_articles(path)
    assert (again.tally.new, again.tally.changed) == (0, 0)


def test_articles_take_stock_once_and_several_barcodes(database: str, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "SKU;EAN;Benämning;Pris;Lagersaldo;Plats\n"
        "A-1;7350053850019 7350053850026;Mugg, blå;129,50;12;B-01\n"
        "A-2;7350053850018;Fel siffra;10,00;;\n",
    )
    done = imports.run_articles(file)
    assert (done.tally.new, done.counts.barcodes, done.counts.bad_barcodes) == (2, 3, 1)
    assert stock.level("A-1").on_hand == 12
    assert [note.row for note in done.noticed] == [3]
    assert "wrong check digit" in done.noticed[0].reason
    assert tuple(query("SELECT name, price, bin FROM article WHERE sku = 'A-1'").fetchone()) == (
        "Mugg, blå",
        "129.50",
        "B-01",
    )
    again = imports.run_articles(file)
    assert (again.tally.new, again.tally.changed, again.tally.unchanged) == (0, 0, 2)
    assert stock.level("A-1").on_hand == 12


def test_woocommerce_own_list_leaves_nothing_behind(database: str) -> None:
    with pytest.raises(OnlySummary):
        imports.run(EXPORTS / "woocommerce_analytics_orders.csv")
    assert one("SELECT count(*) FROM orders") == 0
    assert one("SELECT count(*) FROM import_run") == 0


def test_a_row_that_cannot_be_read_leaves_out_its_order_and_says_why(database: str, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        HEAD + "1,2026-03-01,Åsa,A,2,10.00,SEK,\n1,2026-03-01,Åsa,B,two,5.00,SEK,\n2,2026-03-01,Budi,A,1,10.00,SEK,\n"
        "5.8E+17,2026-03-01,Siti,A,1,10.00,SEK,\n3,31/31/2026,Dewi,A,1,10.00,SEK,\n",
    )
    done = imports.run(file)
    assert (done.counts.documents, done.counts.refused) == (1, 3)
    assert [refusal.row for refusal in done.refused] == [3, 5, 6]
    assert done.refused[0].reason == "quantity is not a whole number of pieces: two"
    assert "was rounded by a spreadsheet" in done.refused[1].reason
    with pytest.raises(KolliError):
        orders.find("1")


def test_refusals_are_said_in_the_language_of_the_reader(database: str, tmp_path: Path) -> None:
    done = imports.run(write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,,10.00,SEK,\n2,2026-03-01,B,A,1,1.00,SEK,\n"))
    try:
        use("sv")
        assert [row.row for row in imports.refusals(done.run_id)] == [2]
        assert "{" not in imports.refusals(done.run_id)[0].reason
    finally:
        use("en")


def test_a_changed_document_goes_by_the_rules_of_a_store(database: str, tmp_path: Path) -> None:
    imports.run(write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,2,10.00,SEK,\n2,2026-03-01,Budi,A,1,10.00,SEK,\n"))
    changed = imports.run(write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,3,10.00,SEK,\n2,2026-03-01,Budi,A,1,10.00,SEK,\n"))
    assert (changed.tally.new, changed.tally.changed, changed.tally.unchanged) == (0, 1, 1)
    assert [line.ordered for line in orders.show(orders.find("1")).lines] == [3]
    assert stock.level("A").reserved == 4
    assert stock_is_the_sum_of_its_moves()


def test_what_was_done_here_is_not_undone_by_the_same_file(database: str, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,2,10.00,SEK,\n")
    imports.run(file)
    order_id = orders.find("1")
    orders.do(order_id, Action.CANCEL, "asked by phone")
    imports.run(file)
    assert orders.show(order_id).state.fulfilment.value == "cancelled"
    assert stock.level("A").reserved == 0


def test_a_cancelled_import_keeps_what_was_done_and_goes_on_later(database: str, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "".join(f"{n},2026-03-01,Åsa,S{n % 7},1,10.00,SEK,\n" for n in range(1, 1001)))
    asked = iter([False, False, True])
    stopped = imports.run(file, cancelled=lambda: next(asked))
    assert stopped.cancelled
    assert stopped.counts.documents == one("SELECT count(*) FROM orders") == 300
    rest = imports.run(file)
    assert not rest.cancelled
    assert rest.resumed_at == 301
    assert rest.tally.new == rest.counts.documents == one("SELECT count(*) FROM orders") == 1000
    assert one("SELECT count(*) FROM import_run") == 1
    assert stock_is_the_sum_of_its_moves()


def test_a_killed_import_goes_on_where_it_was(database_url: str, tmp_path: Path) -> None:
    """Killed without a word at a time that is nobody's choice; nothing is lost, nothing is there twice."""
    file = write(tmp_path, HEAD + "".join(f"{n},2026-03-01,Åsa,S{n % 7},1,10.00,SEK,\n" for n in range(1, 4001)))
    program = (
        "import sys; from pathlib import Path; from desktop.models.schema import open_database;"
        " from desktop.services import imports; open_database(sys.argv[1]);"
        " imports.run(Path(sys.argv[2]), on_progress=lambda row, rows: print(row, flush=True))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, database_url, str(file)], stdout=subprocess.PIPE, cwd=REPO, text=True
    )
    assert child.stdout is not None
    for _unit in range(5):
        child.stdout.readline()
    time.sleep(0.003)  # inside a unit rather than at its end
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()

    from desktop.models.base import forget
    from desktop.models.schema import open_database

    open_database(database_url)
    try:
        kept = one("SELECT count(*) FROM orders")
        assert 500 <= kept < 4000
        done = imports.run(file)
        assert done.resumed_at == kept + 1
        assert done.tally.new == one("SELECT count(*) FROM orders") == 4000
        assert one("SELECT count(*) FROM order_line") == one("SELECT count(*) FROM history") == 4000
        assert one("SELECT sum(reserved) FROM article") == 4000
        assert stock_is_the_sum_of_its_moves()
    finally:
        forget()


def test_two_stores_may_use_one_number(database: str) -> None:
    imports.run(EXPORTS / "shopify_orders_export.csv")
    imports.run(EXPORTS / "woocommerce_orders_wide.csv")
    assert one("SELECT count(*) FROM orders") == 120
    assert one("SELECT count(DISTINCT code) FROM orders") == 120


def test_one_document_in_several_places_of_a_file_is_one_order(database: str, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        HEAD + "1,2026-03-01,Åsa,A,2,10.00,SEK,\n2,2026-03-01,Budi,B,1,10.00,SEK,\n1,2026-03-01,Åsa,C,1,5.00,SEK,\n",
    )
    assert imports.run(file).counts.documents == 2
    assert [line.sku for line in orders.show(orders.find("1")).lines] == ["A", "C"]


def test_identical_lines_stay_several(database: str, tmp_path: Path) -> None:
    imports.run(write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,2,10.00,SEK,\n1,2026-03-01,Åsa,A,2,10.00,SEK,\n"))
    assert [line.ordered for line in orders.show(orders.find("1")).lines] == [2, 2]


def test_skus_fold_their_case_only_where_that_is_one_article(database: str, tmp_path: Path) -> None:
    imports.run(write(tmp_path, HEAD + "1,2026-03-01,Åsa,ab-1,1,10.00,SEK,\n2,2026-03-01,Åsa,AB-1,1,10.00,SEK,\n"))
    assert one("SELECT count(*) FROM article") == 1
    query("INSERT INTO article (sku, sku_folded, name, variant, price, currency, bin, photo, counted, needs_packing,"
          " on_hand, reserved) VALUES ('Ab-1', 'ab-1', '', '', '', '', '', '', ?, ?, 0, 0)", (False, True))  # fmt: skip
    done = imports.run(write(tmp_path, HEAD + "3,2026-03-01,Åsa,aB-1,1,10.00,SEK,\n"))
    assert done.doubtful == ("aB-1",)


def test_postage_needs_no_packing_by_a_list_that_the_shop_sets(database: str, tmp_path: Path) -> None:
    text = HEAD + "{n},2026-03-01,Åsa,POST,1,10.00,SEK,\n{n},2026-03-01,Åsa,WRAP-1,1,10.00,SEK,\n"
    imports.run(write(tmp_path, text.format(n=1)))
    settings.change_rules(service_codes=("WRAP-*",))
    imports.run(write(tmp_path, text.format(n=2)))
    packed = [[line.needs_packing for line in orders.show(orders.find(ref)).lines] for ref in ("1", "2")]
    assert packed == [[False, True], [True, False]]


def test_an_order_of_a_list_waits_for_its_payment_where_the_shop_says_so(database: str, tmp_path: Path) -> None:
    settings.change_rules(imported_orders_count_as_paid=False)
    imports.run(write(tmp_path, HEAD + "1,2026-03-01,Åsa,A,1,10.00,SEK,\n"))
    order = orders.show(orders.find("1"))
    assert order.stage == "to-confirm"
    assert stock.level("A").reserved == 0


def test_a_full_disk_is_said_in_a_sentence_and_what_was_done_is_kept(sqlite_database: Path, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "".join(f"{n},2026-03-01,Åsa,S{n},1,10.00,SEK,\n" for n in range(1, 5001)))
    query(f"PRAGMA max_page_count = {one('PRAGMA page_count') + 150}")
    with pytest.raises(DiskFull) as full:
        imports.run(file)
    assert "is full" in full.value.say()
    kept = one("SELECT count(*) FROM orders")
    assert 0 < kept < 5000
    query("PRAGMA max_page_count = 1073741823")
    done = imports.run(file)
    assert done.resumed_at == kept + 1
    assert one("SELECT count(*) FROM orders") == 5000
    assert stock_is_the_sum_of_its_moves()


def test_files_that_cannot_be_read_are_refused_in_one_sentence(database: str, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path, write(tmp_path, "", "empty.csv"), tmp_path / "a\0b"):
        with pytest.raises(FileRefused) as refused:
            imports.run(path)
        assert refused.value.say().count(".") >= 1
    assert one("SELECT count(*) FROM import_run") == 0


def test_hostile_texts_come_through_as_they_are(database: str) -> None:
    imports.run(EXPORTS / "shopify_orders_export.csv")
    wanted = [order["name"] for order in EXPECTED["shopify_orders_export.csv"]]
    kept = [orders.show(orders.find(order["order"])).ship_to.name for order in EXPECTED["shopify_orders_export.csv"]]
    assert kept == wanted
    assert db.get_tables()  # Robert'); DROP TABLE orders;-- is a name


def test_an_import_beside_a_bench_never_holds_it_up_for_long(sqlite_database: Path, tmp_path: Path) -> None:
    """Units are small: after each of them somebody else may write."""
    file = write(tmp_path, HEAD + "".join(f"{n},2026-03-01,Åsa,S{n % 7},1,10.00,SEK,\n" for n in range(1, 1001)))
    free: list[bool] = []
    imports.run(file, on_progress=lambda _row, _rows: free.append(not db.connection().in_transaction))
    assert len(free) >= 10
    assert all(free)
