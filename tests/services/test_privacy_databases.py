"""Erasing does the same on both kinds of database: nothing of the person is left, the report stands, nobody is back."""

from dataclasses import replace
from pathlib import Path

from desktop.models.base import run
from desktop.services import customer_file, history, search, settings
from desktop.services.changes import unit
from desktop.services.privacy import erasing, exporting
from desktop.services.remote import save_orders
from tests.services import shop
from tests.services.test_privacy import EMAIL, NAME, PHONE, found_in_tables


def test_a_person_is_exported_and_erased_and_does_not_come_back(database: str, tmp_path: Path) -> None:
    settings.change_shop(name="Toko", country="SE", currency="IDR")
    store_id = shop.store()
    address = replace(shop.AYU, name=NAME, phone=PHONE)
    said = shop.remote(("TEA", 2), buyer=address, ship_to=address, email=EMAIL, phone=PHONE, note=f"for {NAME}")
    order_id = shop.sold(store_id, said)
    with unit() as work:
        history.note(work, order_id, "comment", f"{NAME} has called")
    who = customer_file.of_order(order_id)
    assert who is not None
    assert exporting.export(who, tmp_path / "person.zip").stat().st_size > 0
    assert {"customer.name", "address.name", "history.comment", "orders.note"} <= found_in_tables()
    run("UPDATE orders SET stage = 'done', fulfilment = 'delivered' WHERE id = ?", (order_id,))
    assert search.orders("Qwyzzelda") == [order_id]
    stays = erasing.erase(who)
    assert search.orders("Qwyzzelda") == []
    assert found_in_tables() == set()
    assert erasing.erased_report(who) == stays
    erasing.clean_file()
    save_orders(store_id, [replace(said, note=f"{NAME} again", status="completed")])
    assert found_in_tables() == set()
    assert customer_file.find(EMAIL) == []
