"""Real orders, as recorded, become what the bench works with."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteOrder
from desktop.sync.connectors.woocommerce import read
from desktop.sync.http import plain
from tests.sync import recordings


def _recorded(order_id: int) -> dict[str, Any]:
    bodies = [exchange.response["body"] for exchange in recordings.exchanges("04")]
    return next(body for body in bodies if body["id"] == order_id)


def _read(order_id: int, **changes: Any) -> RemoteOrder:
    return read.remote_order(read.parse_order(msgspec.json.encode(_recorded(order_id) | changes)), {})


@pytest.mark.parametrize("place", range(8))
def test_each_recorded_order_is_read_whole(place: int) -> None:
    body = recordings.exchanges("04")[place].response["body"]
    order = read.remote_order(read.parse_order(msgspec.json.encode(body)), {})
    assert order.remote_id == str(body["id"])
    assert order.status == body["status"]
    assert [line.quantity for line in order.lines if line.needs_packing] == [
        line["quantity"] for line in body["line_items"]
    ]
    if "total" in body:
        assert order.total == Decimal(body["total"])
        goods = sum((line.total + line.tax for line in order.lines), Decimal(0))
        freight = order.shipping + Decimal(body["shipping_tax"])
        assert goods + freight == order.total


def test_an_indonesian_order() -> None:
    order = _read(52)
    assert order.currency == "IDR"
    assert order.payment is Payment.PAID
    assert order.fulfilment is Fulfilment.OPEN
    assert order.placed_at == datetime(2026, 10, 3, 15, 59, 50, tzinfo=UTC)
    assert order.note == "<b>Leave</b> at door & ring"
    assert order.ship_to.line1 == "Jl. Diponegoro No. 12, RT 03/RW 05, Kel. Cihapit"
    shirt = order.lines[0]
    assert (shirt.name, shirt.variant, shirt.options) == ("V-Neck T-Shirt", "Red", (("Color", "Red"),))
    assert shirt.barcodes == ("8992000100021",)
    assert shirt.article_remote_id == "24"
    assert order.courier == "Ambil di toko"
    assert [line.remote_id for line in order.lines if line.sku == "woo-vneck-tee-red"] == ["38", "44"]


def test_a_swedish_order_keeps_the_price_that_was_typed() -> None:
    order = _read(59)
    line = order.lines[0]
    assert (line.unit_price, line.total, order.discount) == (Decimal(42), Decimal("113.40"), Decimal("12.60"))
    assert order.buyer.name == "Örjan Sjölund"
    assert order.buyer.line2 == "c/o Svensson"
    assert order.buyer.postcode == "211 34"


def test_an_empty_shipping_address_means_the_buyers() -> None:
    order = _read(140)
    assert order.ship_to == order.buyer
    assert order.ship_to.name == "Jane O'Neil"
    assert [(line.name, line.needs_packing) for line in order.lines] == [("Polo", True), ("Packing kayu", False)]


def test_one_name_only_leaves_no_blank() -> None:
    assert _read(48).buyer.name == "Madonna"


def test_names_are_read_as_people_write_them() -> None:
    names = [line.name for line in _read(48).lines]
    assert 'Kopi Luwak "Asli" 250 g  & halus' in names
    assert "Röksvamp – handgjord tvål, åäö ÅÄÖ" in names


def test_wishes_of_the_customer_are_options_and_notes_of_the_store_are_not() -> None:
    options = _read(64).lines[0].options
    assert options == (("Color", "Red"), ("Logo", "No"), ("Gravyr", "Till Åsa ❤"))


def test_a_product_that_was_deleted_leaves_its_name() -> None:
    line = _read(251).lines[0]
    assert (line.name, line.sku, line.barcodes, line.article_remote_id) == ("Produk dihapus kelak", "", (), "")


def test_goods_whose_product_was_deleted_are_still_to_be_packed() -> None:
    # The store does not count them: it calls an order of nothing else one that needs no processing.
    gone = _recorded(251)["line_items"][0] | {"product_id": 0, "variation_id": 0, "quantity": 3}
    download = _recorded(52)["line_items"][0]
    order = _read(251, needs_processing=False, line_items=[gone, download])
    assert [line.needs_packing for line in order.lines] == [True, False]


def test_a_refunded_order_is_not_packed() -> None:
    order = _read(78)
    assert order.payment is Payment.REFUNDED
    assert order.fulfilment is Fulfilment.CANCELLED
    assert order.refunded == Decimal(62500)


def test_a_refund_without_amount_is_nothing() -> None:
    body = recordings.exchanges("07")[4].response["body"]
    order = read.remote_order(read.parse_order(msgspec.json.encode(_recorded(52) | body)), {})
    assert order.refunded == Decimal(18)
    assert order.payment is Payment.PART_REFUNDED


def test_refunded_units_are_taken_off_their_line() -> None:
    whole = recordings.exchanges("07")[0].response["body"]
    assert read.refunded_units(msgspec.json.encode([whole])) == {"940": 1}


@pytest.mark.parametrize("text", ["-", "", None, "x", "NaN", "Infinity"])
def test_what_is_no_amount_is_nothing(text: str | None) -> None:
    assert read.money(text) == 0


def test_a_status_that_nobody_explained_waits_on_hold() -> None:
    assert _read(52, status="packed").held
    body = read.parse_order(msgspec.json.encode(_recorded(52) | {"status": "packed"}))
    explained = read.remote_order(body, {"packed": "to-ship"})
    assert not explained.held
    assert explained.fulfilment is Fulfilment.PACKED


def test_cash_on_delivery_is_packed_before_it_is_paid() -> None:
    order = _read(52, payment_method="cod", date_paid_gmt=None)
    assert (order.payment, order.pay_later) == (Payment.UNPAID, True)


def test_weighed_goods_are_one_piece_with_their_weight_as_a_note() -> None:
    line = _recorded(52)["line_items"][0] | {"quantity": 1.5}
    order = _read(52, line_items=[line])
    assert (order.lines[0].quantity, order.lines[0].note) == (1, "× 1.5")


def test_one_odd_order_does_not_hold_up_its_page(caplog: pytest.LogCaptureFixture) -> None:
    odd = _recorded(52) | {"id": "not a number", "customer_note": "secret wish"}
    orders, sent = read.parse_orders(msgspec.json.encode([_recorded(48), odd, _recorded(59)]))
    assert [order.id for order in orders] == [48, 59]
    assert sent == 3
    assert "secret wish" not in caplog.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<p>There has been a <b>critical</b> error.</p>", "There has been a critical error."),
        ("Uncaught Error in /srv/www/shop/wp-content/x.php:7 on line 7", "Uncaught Error in … on line 7"),
        (r"failed: C:\inetpub\wwwroot\wp\x.php", "failed: …"),
        ("To use &lt;product_id&gt; &amp; more", "To use & more"),
        ("a" * 500, "a" * 199 + "…"),
        ("one\x00two\x1b[31m", "one two [31m"),
    ],
)
def test_a_servers_text_is_shown_without_tags_and_paths(said: str, shown: str) -> None:
    assert plain(said) == shown
