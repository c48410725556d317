"""What a courier collects at the door stands on the first parcel's label, and never on the slip in it."""

import pytest

from desktop.models.base import run
from desktop.services import orders, packing, settings
from desktop.services.papers import label, slip
from desktop.services.papers.wanted import Wanted
from tests.documents.reading import text
from tests.services import shop


@pytest.mark.parametrize(
    ("method", "paid", "said"), [("COD", False, True), ("COD", True, False), ("QRIS", False, False)]
)
@pytest.mark.usefixtures("sqlite_database")
def test_what_is_collected_stands_on_the_first_label_alone(method: str, paid: bool, said: bool) -> None:
    settings.change_shop(name="Sagara", currency="IDR", zone="Asia/Jakarta")
    order = shop.order(("CUP", 2), paid=paid, pay_later=not paid)
    run("UPDATE orders SET payment_method = ?, language = 'id' WHERE id = ?", (method, order.id))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    first = packing.send_part(order.id, "The rest comes later").parcels[0]
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    second = next(each for each in orders.show(order.id).parcels if each.id != first.id)
    found = [
        "Tagih Rp20" in text(draw(Wanted(order_ids=(order.id,), parcel_id=parcel.id)))
        for draw in (label.draw, slip.draw)
        for parcel in (first, second)
    ]
    assert found == [said, False, False, False]
