"""Pick lists, bins and totes by the command line."""

from pathlib import Path

from tests.cli.process import Kolli
from tests.documents import reading


def test_a_list_is_made_shown_printed_and_ended(shop: Kolli, tmp_path: Path) -> None:
    made = shop("waves", "make", "1001", "1003", "--json")
    assert made.code == 0, made.err
    assert [order["letter"] for order in made.json["orders"]] == ["A", "B"]
    assert (made.json["list"], made.json["units"], made.json["state"]) == ("W-0001", 14, "open")
    listed = shop("waves", "list", "--json").json["lists"]
    assert [(row["list"], row["left"], row["orders"]) for row in listed] == [("W-0001", 14, 2)]
    again = shop("waves", "make", "1001", "--json")
    assert (again.code, again.json["kind"]) == (1, "InWave")
    file = tmp_path / "list.pdf"
    assert shop("waves", "print", made.json["code"], "--out", file).code == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert shop("orders", "show", "1001", "--json").json["stage"] == "to-pack"
    assert "W-0001" in shop("waves", "show", "w-1").out
    assert shop("waves", "finish", "W-0001", "--json").json["state"] == "done"
    assert shop("waves", "finish", "W-0001").code == 1
    assert shop("waves", "show", "W-0009").code == 1


def test_the_most_urgent_that_fit_are_chosen_and_what_cannot_be_picked_is_named(shop: Kolli) -> None:
    made = shop("waves", "make", "1003", "1002", "--json")
    assert (made.code, len(made.json["orders"]), len(made.json["refused"])) == (1, 1, 1)
    assert shop("waves", "cancel", "W-0001").code == 0
    assert len(shop("waves", "make", "--json").json["orders"]) == 2
    none = shop("waves", "make", "--zone", "Z")
    assert none.code == 1
    assert "No order that waits fits it." in none.err


def test_bins_and_totes_are_made_and_their_labels_written(shop: Kolli, tmp_path: Path) -> None:
    assert shop("bins", "add", "A-2-1", "A-10-1").code == 0
    assert shop("bins", "add", "a-2-1").code == 1
    assert [each["name"] for each in shop("bins", "list", "--json").json["bins"]] == ["A-2-1", "A-10-1"]
    assert shop("bins", "staging", "RETUR", "--json").json == {"staging": "RETUR"}
    totes = shop("bins", "totes", "--make", "2", "--json").json["totes"]
    assert [each["code"][:2] for each in totes] == ["KT", "KT"]
    for kind, ref in (("bin-label", "A-2-1"), ("tote-label", totes[0]["code"])):
        file = tmp_path / f"{kind}.pdf"
        assert shop("print", kind, ref, "--out", file).code == 0
        assert file.read_bytes().startswith(b"%PDF")


def test_the_rules_of_picking_are_set_and_refused(shop: Kolli) -> None:
    kept = shop("waves", "rules", "--most-orders", "1", "--totes", "no", "--short", "part", "--json").json
    assert kept == {"most_orders": 1, "totes": False, "short": "part", "tick_codes": False}
    assert shop("waves", "rules", "--tick-codes", "yes", "--json").json["tick_codes"] is True
    assert len(shop("waves", "make", "--json").json["orders"]) == 1
    assert shop("waves", "rules", "--short", "maybe").code == 2
    assert shop("waves", "rules", "--most-orders", "0").code == 2


def test_labels_are_written_as_many_as_wanted_from_the_cell_that_is_named(shop: Kolli, tmp_path: Path) -> None:
    lines = shop("orders", "show", "1001", "--json").json["lines"]
    sku, file = lines[0]["sku"], tmp_path / "labels.pdf"
    assert shop("print", "product-label", f"{sku}*3", "--media", "A4-3x8", "--start", "23", "--out", file).code == 0
    assert reading.pages(file.read_bytes()) == 2
    wrong = shop("print", "product-label", f"{sku}*0", "--out", file)
    assert wrong.code == 1
    assert "Give at least one." in wrong.err
    assert shop("print", "manifest", "KM1", "--media", "A5").code == 2
    assert shop("print", "product-label", sku, "--media", "A4-3x8", "--start", "25", "--out", file).code == 1
