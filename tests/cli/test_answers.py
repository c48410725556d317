"""What each command answers: JSON keys, tables, exit codes. The keys are a promise to other programs."""

from pathlib import Path

import pytest

from tests.cli.process import Kolli
from tests.shared import REPO

EXPORTS = REPO / "tests" / "data" / "exports"


def test_an_import_says_what_it_made_and_a_repeat_makes_nothing(shop: Kolli) -> None:
    again = shop("import", "orders", REPO / "tests/cli/orders.csv", "--json").json
    assert (again["documents"], again["packable"], again["cancellations"], again["lines"]) == (3, 3, 0, 4)
    assert again["refused"] == []
    assert (again["new"], again["unchanged"]) == (0, 3)


def test_a_dry_run_says_the_same_and_writes_nothing(kolli: Kolli) -> None:
    seen = kolli("import", "orders", EXPORTS / "woocommerce_orders_wide.csv", "--dry-run", "--json").json
    assert seen["dry_run"] is True
    assert seen["format"] == "woocommerce-wide"
    assert kolli("orders", "list", "--json").json["orders"] == []
    done = kolli("import", "orders", EXPORTS / "woocommerce_orders_wide.csv", "--json").json
    same = ("documents", "packable", "cancellations", "lines", "refused")
    assert [done[key] for key in same] == [seen[key] for key in same]


def test_a_refused_row_is_named_with_its_reason(kolli: Kolli, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(
        "order,placed,payment,currency,name,sku,article,quantity,price\n"
        "1,2026-11-20T08:00:00Z,paid,IDR,Ayu,A,Kopi,two,1000\n"
        "2,2026-11-20T08:00:00Z,paid,IDR,Budi,A,Kopi,2,1000\n"
    )
    done = kolli("import", "orders", file, "--json").json
    assert done["documents"] == 1
    assert [refused["row"] for refused in done["refused"]] == [2]
    assert "two" in done["refused"][0]["reason"]


def test_articles_come_in_with_their_barcodes(kolli: Kolli, tmp_path: Path) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(
        "sku,name,barcode,price,currency\nSR-KOPI,Kopi Gayo,8991234567890,65000,IDR\nSR-TEH,Teh,123,50000,IDR\n"
    )
    made = kolli("import", "articles", file, "--json")
    assert made.code == 0, made.err
    assert (made.json["articles"], made.json["barcodes"], made.json["bad_barcodes"]) == (2, 2, 2)


def test_a_search_finds_inside_words_and_goes_on_where_its_page_ended(shop: Kolli) -> None:
    assert [o["order"] for o in shop("orders", "list", "--search", "arasat", "--json").json["orders"]] == ["1001"]
    first = shop("orders", "list", "--search", "SR-", "--limit", 2, "--json").json
    rest = shop("orders", "list", "--search", "SR-", "--after", first["next"], "--json").json
    assert sorted(o["order"] for o in first["orders"] + rest["orders"]) == ["1001", "1002", "1003"]
    for hostile in ("'", '"', "%", "_", "*", "\\", "a OR", "NEAR(", "-"):
        assert shop("orders", "list", f"--search={hostile}", "--json").code == 0


def test_a_list_goes_on_where_its_page_ended(shop: Kolli) -> None:
    first = shop("orders", "list", "--limit", 2, "--json").json
    rest = shop("orders", "list", "--limit", 2, "--after", first["next"], "--json").json
    assert [order["order"] for order in first["orders"] + rest["orders"]] == ["1003", "1002", "1001"]
    assert rest["next"] is None


def test_a_list_can_be_of_one_stage(shop: Kolli) -> None:
    assert [o["order"] for o in shop("orders", "list", "--stage", "to-confirm", "--json").json["orders"]] == ["1002"]


def test_an_order_is_shown_whole(shop: Kolli) -> None:
    order = shop("orders", "show", "#1001", "--json").json
    assert (order["order"], order["stage"], order["units"], order["left"]) == ("1001", "to-pick", 4, 4)
    assert [(line["line"], line["sku"], line["ordered"], line["packed"]) for line in order["lines"]] == [
        (1, "SR-KOPI", 3, 0),
        (2, "SR-TEH", 1, 0),
    ]
    assert order["total"] == "245000"
    assert order["ship_to"]["city"] == "Bandung"
    assert order["history"][-1]["action"] == "received"
    assert shop("orders", "show", order["code"], "--json").json["id"] == order["id"]


def test_people_read_tables_in_their_language_and_no_command_hides_in_a_name(shop: Kolli) -> None:
    shown = shop("orders", "show", "1002")
    assert "Björn Åkesson" in shown.out
    file = shop.data.parent / "evil.csv"
    file.write_text(
        "order,placed,payment,currency,name,sku,quantity,price\n9,2026-11-20,paid,IDR,\x1b]0;x\x07Eve,A,1,1\n"
    )
    assert shop("import", "orders", file).code == 0
    assert "\x1b" not in shop("orders", "list").out
    assert "\x1b" not in shop("orders", "show", "9").out


def test_an_order_is_moved_with_its_comment(shop: Kolli) -> None:
    moved = shop("orders", "do", "1002", "confirm", "--comment", "bank 20 Nov", "--json").json
    assert (moved["stage"], moved["payment"]) == ("to-pick", "paid")
    history = shop("orders", "show", "1002", "--json").json["history"]
    assert (history[0]["action"], history[0]["comment"]) == ("confirm", "bank 20 Nov")
    assert shop("orders", "do", "1002", "hold", "--json").json["stage"] == "on-hold"
    assert shop("orders", "do", "1002", "release", "--json").json["stage"] == "to-pick"


def test_a_packed_order_is_shipped_with_its_number(shop: Kolli) -> None:
    shop("pack", "1001", "--scans", "-", pipe="SR-KOPI\nSR-KOPI\nSR-KOPI\nSR-TEH\n")
    shipped = shop("ship", "1001", "--carrier", "JNE", "--tracking", "JP0123456789", "--json").json
    assert shipped["stage"] == "shipped"
    assert [(parcel["carrier"], parcel["tracking"]) for parcel in shipped["parcels"]] == [("JNE", "JP0123456789")]
    assert shop("orders", "show", "JP0123456789", "--json").json["order"] == "1001"


@pytest.mark.parametrize("kind", ["invoice", "packing-slip", "pick-list"])
def test_a_paper_is_written_to_a_file(shop: Kolli, kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"{kind}.pdf"
    done = shop("print", kind, "1001", "1003", "--out", file, "--lang", "id", "--json")
    assert done.code == 0, done.err
    assert file.read_bytes().startswith(b"%PDF")
    assert done.json["bytes"] == file.stat().st_size
    assert list(tmp_path.glob("*.part")) == []


def test_an_invoice_printed_again_is_a_copy_and_always_the_same_bytes(shop: Kolli, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.pdf" for name in ("first", "second", "third")]
    copies = [shop("print", "invoice", "1001", "--out", file, "--json").json["copy"] for file in files]
    assert copies == [False, True, True]
    first, second, third = (file.read_bytes() for file in files)
    assert first != second
    assert second == third
    assert [d["number"] for d in shop("orders", "show", "1001", "--json").json["documents"]] == ["INV/2026/000001"]


def test_a_printed_pick_list_moves_its_orders_to_the_bench(shop: Kolli, tmp_path: Path) -> None:
    shop("print", "pick-list", "1001", "--out", tmp_path / "list.pdf")
    assert shop("orders", "show", "1001", "--json").json["stage"] == "to-pack"


def test_without_a_file_a_paper_goes_to_its_printer(shop: Kolli) -> None:
    done = shop("print", "invoice", "1001", "1003", "--json")
    assert done.code == 0, done.err
    assert [(paper["order"], paper["state"]) for paper in done.json["papers"]] == [("#1001", "done"), ("#1003", "done")]
    assert len(list((shop.data / "documents").glob("*.pdf"))) == 2
    unknown = shop("print", "invoice", "1001", "--printer", "nix")
    assert unknown.code == 1
    assert "There is no printer nix here" in unknown.err


def test_the_doctor_looks_at_everything(kolli: Kolli) -> None:
    found = kolli("doctor", "--json", QT_QPA_PLATFORM="offscreen")
    checks = {check["what"]: check["state"] for check in found.json["checks"]}
    assert {"kolli", "database", "disk", "fonts", "languages", "window", "keys", "papers", "stores"} <= set(checks)
    assert checks["database"] == "ok"
    assert checks["window"] == "ok"
    assert found.code == (1 if "person" in checks.values() else 0)


def test_the_doctor_without_a_display_says_so_and_lives(kolli: Kolli) -> None:
    found = kolli("doctor", "--json", QT_QPA_PLATFORM="xcb", DISPLAY=":987")
    checks = {check["what"]: check for check in found.json["checks"]}
    assert checks["window"]["state"] == "note"
    assert checks["window"]["text"]


def test_migrate_makes_the_database_and_then_has_nothing_to_do(kolli: Kolli) -> None:
    first = kolli("migrate", "--json").json
    assert first["done"][0].startswith("0001")
    assert first["version"] == len(first["done"])
    assert kolli("migrate", "--json").json["done"] == []


def test_the_environment_names_the_shop_too_and_the_option_wins(shop: Kolli, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert shop("--data", other, "orders", "list", "--json").json["orders"] == []
    assert shop("orders", "list", "--json", "--data", other).json["orders"] == []
    assert len(shop("orders", "list", "--json").json["orders"]) == 3


def test_help_needs_no_shop_and_names_every_command(kolli: Kolli) -> None:
    helped = kolli("--help")
    assert helped.code == 0
    for name in ("tour", "import", "orders", "pack", "ship", "print", "store", "sync", "outbox", "doctor", "migrate"):
        assert name in helped.out
        assert kolli(name, "--help").code == 0
    assert list(kolli.data.iterdir()) == []
