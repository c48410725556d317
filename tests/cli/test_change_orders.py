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


def test_what_is_named_twice_adds_up_and_parts_are_not_merged_but_undone(shop: Kolli) -> None:
    sku = shop("orders", "show", "1003", "--json").json["lines"][0]["sku"]
    part = shop("orders", "split", "1003", "--take", f"{sku}*1", "--take", f"{sku}*1", "--json")
    assert part.json["units"] == 2, part.err
    (said,) = shop("orders", "merge", "1003").out.splitlines()
    assert said.count(part.json["order"]) == 1
    assert "undo the split" in said


def test_a_day_without_a_word_lets_an_order_come_back_until_then(shop: Kolli) -> None:
    terms = shop("orders", "terms", "1003", "--until", "2031-12-24", "--json").json
    assert (terms["allowed"], terms["own"], terms["until"][:10]) == (True, True, "2031-12-24")


def test_a_promise_is_said_in_the_shops_zone_with_another_year(shop: Kolli) -> None:
    promised = shop("orders", "edit", "1003", "--ship-by", "2031-12-24 15:00", "--json")
    assert promised.code == 0, promised.err
    assert "Ship by 24 Dec 2031 15:00" in Kolli(shop.data, TZ="Pacific/Honolulu")("orders", "show", "1003").out


def test_a_list_is_named_before_it_is_asked_for(shop: Kolli) -> None:
    about = shop("export", "--help").out.replace("\n", " ")
    assert all(name in about.partition("positional")[0] for name in ("stock-moves", "put-backs", "mails"))
    assert "There are no mails here." in shop("mail", "list").out
    assert "orders: 1" in shop("customers", "merge", "1", "2", "--preview").out
