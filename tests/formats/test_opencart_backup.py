"""The backup of an OpenCart shop as a file of orders, against the facts recorded from the shop's own database."""

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteOrder
from desktop.formats.errors import FileRefused
from desktop.formats.layout import Choices, Found, Noticed, Refused
from desktop.formats.opencart import dump
from desktop.formats.preview import preview
from desktop.formats.reading import open_orders, read_orders

RECORDED = Path(__file__).parent.parent / "stores" / "opencart"
BACKUP = RECORDED / "backup-oc3-orders.sql"
CHOICES = Choices("IDR", "Asia/Jakarta")
ABANDONED = 0


def _orders(path: Path) -> list[RemoteOrder]:
    found = list(read_orders(open_orders(path, choices=CHOICES)))
    assert not [each for each in found if isinstance(each, Refused)]
    return [each.order for each in found if isinstance(each, Found)]


def _written(folder: Path, text: str | bytes, name: str = "backup.sql") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _tables(orders: str, lines: str = "") -> str:
    line = (
        "INSERT INTO `oc_order_product` (`order_product_id`, `order_id`, `name`, `quantity`) VALUES (1, 1, 'Teh', 2);"
    )
    return f"TRUNCATE TABLE `oc_order`;\n\n{orders}\n{lines or line}\n"


def _order(comment: str, ref: int = 1) -> str:
    return (
        "INSERT INTO `oc_order` (`order_id`, `order_status_id`, `total`, `currency_code`, `date_added`, `comment`)"
        f" VALUES ('{ref}', '2', '2.0000', 'USD', '2026-07-06 15:03:48', '{comment}');"
    )


def test_every_placed_order_has_the_facts_of_the_store() -> None:
    wanted = {str(o["order_id"]): o for o in json.loads((RECORDED / "orders-oc3.json").read_text("utf-8"))}
    placed = {ref for ref, o in wanted.items() if o["order_status_id"] != ABANDONED}
    orders = _orders(BACKUP)
    assert (len(wanted), len(placed)) == (61, 58)
    assert {order.remote_id for order in orders} == placed
    for order in orders:
        fact = wanted[order.remote_id]
        assert order.status == str(fact["order_status_id"])
        assert (order.currency, order.total) == (fact["currency"], Decimal(fact["total_order_currency"]))
        assert (order.email, order.phone, order.note) == (fact["email"], fact["telephone"], fact["comment"].strip())
        assert order.buyer.name
        if fact["shipping"]:
            address = order.ship_to
            assert fact["ship_to"][2:7] == [
                address.company, address.line1, address.line2, address.city, address.postcode,
            ]  # fmt: skip
        goods = [line for line in order.lines if not line.remote_id.startswith(("total:", "voucher:"))]
        assert [(line.name, line.quantity) for line in goods] == [(x["name"], x["quantity"]) for x in fact["lines"]]
        for line, said in zip(goods, fact["lines"], strict=True):
            assert [value for _name, value in line.options] == [option[1].strip() for option in said["options"]]


def test_an_order_carries_time_payment_and_what_is_not_known_is_held() -> None:
    by_number = {order.number: order for order in _orders(BACKUP)}
    first = by_number["1"]
    assert first.placed_at.isoformat() == "2026-07-06T08:03:48+00:00"  # 15:03 in Jakarta
    assert (first.payment, first.fulfilment) == (Payment.UNPAID, Fulfilment.OPEN)
    assert by_number["21"].held  # status 99 has no name
    assert by_number["21"].status == "99"


def test_a_preview_counts_and_names_the_states_that_nobody_explained() -> None:
    seen = preview(BACKUP, choices=CHOICES)
    assert (seen.format, seen.counts.documents, seen.counts.refused) == ("opencart-backup", 58, 0)
    held = [each.reason.say() for each in seen.noticed if isinstance(each, Noticed)]
    assert any("Order 21 " in said and "99" in said for said in held)
    assert any("Ready to Pack" in said for said in held)


def test_reading_goes_on_where_it_was_stopped() -> None:
    source = open_orders(BACKUP, choices=CHOICES)
    found = [each for each in read_orders(source) if isinstance(each, Found)]
    later = [each for each in read_orders(source, after=found[9].upto) if isinstance(each, Found)]
    assert [each.order.remote_id for each in later] == [each.order.remote_id for each in found[10:]]


def test_a_packed_backup_and_one_by_mysqldump_are_read_alike(tmp_path: Path) -> None:
    packed = _written(tmp_path, gzip.compress(BACKUP.read_bytes()), "backup.sql.gz")
    assert _orders(packed) == _orders(BACKUP)
    dumped = (
        "-- MariaDB dump 10.19  Distrib 10.11, it's a remark\n/*!40101 SET NAMES utf8mb4 */;\n"
        "DROP TABLE IF EXISTS `shop_order`;\nCREATE TABLE `shop_order` (\n  `order_id` int(11) NOT NULL,\n"
        "  `order_status_id` int(11) NOT NULL,\n  `comment` text,\n  PRIMARY KEY (`order_id`)\n);\n"
        "INSERT INTO `shop_order` VALUES (10,2,'it''s; one'),\n(9,2,NULL);\n"
        "CREATE TABLE `shop_order_product` (\n  `order_id` int(11),\n  `name` text,\n  `quantity` int(4)\n);\n"
        "INSERT INTO `shop_order_product` VALUES (9,'Teh',2),(10,'Kopi',1);\n"
    )
    orders = _orders(_written(tmp_path, dumped))
    assert [(o.number, o.note, o.lines[0].name) for o in orders] == [("9", "", "Teh"), ("10", "it's; one", "Kopi")]


def test_quotes_backslashes_and_statements_in_a_comment_are_text(tmp_path: Path) -> None:
    order = _orders(_written(tmp_path, _tables(_order(r"\'); DROP TABLE `oc_order`; -- \\ \n(\"x\"), NULL;"))))[0]
    assert order.note == '\'); DROP TABLE `oc_order`; -- \\ \n("x"), NULL;'
    broken_over_lines = _tables(_order("one;\n);\nINSERT INTO `oc_order` (`order_id`) VALUES (5);\nend"))
    assert [o.note[:4] for o in _orders(_written(tmp_path, broken_over_lines))] == ["one;"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BACKUP.read_text("utf-8")[:100_000], "ends in the middle"),
        (_tables(_order("a quote that \\' never") [:-4]), "ends in the middle"),
        (_tables("INSERT INTO `oc_order` (`order_id`, `total`) VALUES ('1');"), "more or fewer values"),
        ("INSERT INTO `wp_posts` (`ID`) VALUES ('1');\n", "without OpenCart's orders"),
        (_order("x") + "\n", "without their lines"),
        ("TRUNCATE TABLE `oc_order`;\n", "without OpenCart's orders"),
    ],
)  # fmt: skip
def test_what_is_no_whole_backup_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        _orders(_written(tmp_path, text))
    assert said in refused.value.say()
    assert "\n" not in refused.value.say()


def test_a_quote_that_is_never_closed_ends_at_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "LONGEST", 100_000)
    endless = _tables(_order("x").replace("'x'", "'x")) + "line;\n" * 40_000
    with pytest.raises(FileRefused) as refused:
        _orders(_written(tmp_path, endless))
    assert "never closed" in refused.value.say()


@pytest.mark.hard
def test_a_backup_of_200_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.sql"
    with path.open("w", encoding="utf-8") as file:
        file.write("TRUNCATE TABLE `oc_order`;\n\n")
        for ref in range(1, 50_001):
            file.write(_order("word; " * 640, ref) + "\n")
        for ref in range(1, 50_001):
            file.write(
                "INSERT INTO `oc_order_product` (`order_product_id`, `order_id`, `name`, `quantity`, `price`)"
                f" VALUES ('{ref}', '{ref}', 'Teh', '1', '2.0000');\n"
            )
    assert path.stat().st_size > 200_000_000
    assert preview(path, choices=CHOICES).counts.documents == 50_000
