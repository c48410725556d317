"""Changing an order's lines by the command line."""

from tests.cli.process import Kolli


def test_quantities_are_changed_and_lines_are_added_with_a_reason(shop: Kolli) -> None:
    lines = shop("orders", "show", "1003", "--json").json["lines"]
    sku = lines[0]["sku"]
    other = shop("orders", "show", "1001", "--json").json["lines"][0]["sku"]
    asked = ("--want", f"{sku}*4", "--add", f"{other}*2@12.50", "--why", "phone", "--json")
    done = shop("orders", "change", "1003", *asked)
    assert done.code == 0, done.err
    after = [(line["sku"], line["ordered"] - line["cancelled"]) for line in done.json["lines"]]
    assert after == [(sku, 4), (other, 2)]
    assert shop("orders", "change", "1003", "--why", "phone").code == 1
    wrong = shop("orders", "change", "1003", "--add", "NOT-HERE*2", "--why", "phone")
    assert wrong.code == 1
    assert "Write SKU*2" in wrong.err


def test_an_order_is_edited_split_and_copied_and_each_is_said_whole(shop: Kolli) -> None:
    before = shop("orders", "show", "1003", "--json").json
    sku = before["lines"][0]["sku"]
    done = shop("orders", "edit", "1003", "--courier", "JNE", "--note", "Ring first", "--json")
    assert done.code == 0, done.err
    assert done.json["note"] == "Ring first"
    assert shop("orders", "undo", "1003", "--json").json["note"] == before["note"]
    assert "tax number" in shop("orders", "edit", "1003", "--tax", "eu").err
    assert shop("orders", "edit", "1003", "--tax", "eu", "--vat", "de 123456789").code == 0
    assert "eu · DE123456789" in shop("orders", "show", "1003").out
    assert shop("orders", "edit", "1003", "--tax", "domestic", "--vat", "").code == 0
    assert shop("orders", "coupon", "1003", "KADO", "10%").code == 0
    assert shop("orders", "coupon", "1003", "NONE").code == 1
    assert shop("orders", "split", "1003", "--take", f"{sku}*999").code == 1
    assert "#M1001" in shop("orders", "copy", "1003").out
    assert shop("orders", "expedite", "1003").code == 0
    assert shop("orders", "terms", "1003", "--returns", "no", "--json").json["allowed"] is False
    assert "candidates" in shop("orders", "merge", "1003", "--json").json
