"""Sales of the counter in a WooCommerce store: each is one order, as the recorded ones were made and found again."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from desktop.sync.connector import Busy, Offline, Outcome, Refused, Result
from desktop.sync.connectors.woocommerce.till import Sale, SoldLine
from tests.sync import recordings
from tests.sync.bench import Loss
from tests.sync.bench_woocommerce import WooCommerceBench, woocommerce

# Where the store searches transaction ids; where it filters by origin; where it can do neither.
SHOPS = [{}, {"orders_table": False}, {"orders_table": False, "version": (8, 9, 3)}]


def _sale(bench: WooCommerceBench) -> Sale:
    sku = bench.state.products[int(bench.article())]["sku"]
    lines = (SoldLine(sku, "Kopi", 3, Decimal(54000)), SoldLine("", "Barang tanpa produk", 1, Decimal(10000)))
    return Sale("kolli-0b9e6f1c8a5d", datetime.now().astimezone() - timedelta(hours=5), "IDR", "cash", "Tunai", lines)


@pytest.mark.parametrize("shop", SHOPS)
@pytest.mark.parametrize("loss", [Loss.BEFORE, Loss.AFTER, Loss.SILENT])
def test_a_sale_is_one_order_whatever_is_lost(shop: dict[str, object], loss: Loss) -> None:
    with woocommerce(**shop) as bench:
        sale = _sale(bench)
        stock, orders = bench.state.stock(int(bench.article())), len(bench.state.orders)
        bench.connector.probe()
        bench.lose(loss, 1)
        told = [_tell(bench, sale) for _turn in range(3)]
        assert bench.lost()
        assert told[-1] is not None
        assert told[-1].result is Result.ALREADY
        assert len(bench.state.orders) == orders + 1
        assert bench.state.stock(int(bench.article())) == stock - 3


def _tell(bench: WooCommerceBench, sale: Sale) -> Outcome | None:
    try:
        return bench.connector.create_order(sale)
    except (Offline, Busy):
        return None
    finally:
        bench.calm()


def test_a_sale_is_sent_as_the_recorded_one_was() -> None:
    recorded = recordings.exchange("10-00")
    wanted = recordings.request_of(recorded)
    with woocommerce() as bench:
        bench.connector.create_order(_sale(bench))
        sent = bench.state.writes[-1].body
        made = max(bench.state.orders.values(), key=lambda order: int(order["id"]))
    body = (recorded.request or {})["body"]
    assert wanted.method == "POST"
    assert sent.keys() == body.keys()
    for name in ("status", "currency", "created_via", "transaction_id", "payment_method", "set_paid", "fee_lines"):
        assert sent[name] == body[name], name
    answered = recorded.response["body"]
    assert (made["status"], made["created_via"]) == (answered["status"], answered["created_via"])
    assert recordings.exchange("10-01").response["status"] == 201  # the same again makes a second one


def test_what_the_store_crashes_on_is_not_sent() -> None:
    assert recordings.exchange("10-06").response["status"] == 500
    with woocommerce() as bench:
        sale = _sale(bench)
        none = Sale(sale.reference, sale.at, sale.currency, "cash", "Tunai", (SoldLine("X", "X", 0, Decimal(0)),))
        with pytest.raises(Refused):
            bench.connector.create_order(none)
        assert not bench.state.writes
