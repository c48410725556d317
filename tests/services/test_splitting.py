"""Orders that are split, merged and copied, and what their stores hear of it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import pytest

from desktop.documents.parcel_label import ParcelLabel
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment, Stage
from desktop.domain.rights import Right
from desktop.models.base import run
from desktop.services import invoicing, orders, packing, permits, shipping, stock, unique_codes
from desktop.services.editing import combining, copying, fields, papers, prices, splitting, undoing
from desktop.services.editing.rights import MergedAway
from desktop.services.papers import label
from desktop.services.papers.wanted import Wanted
from tests.services import shop
from tests.services.shop import AYU

pytestmark = pytest.mark.usefixtures("sqlite_database")


def pack_and_ship(order_id: int, tracking: str) -> None:
    packing.open_order(order_id)
    for line in orders.lines(order_id):
        for _unit in range(line.left):
            packing.scan(order_id, line.sku)
    shipping.ship(order_id, "JNE", tracking)


def test_a_store_hears_shipped_when_all_parts_have_left_and_each_number_with_what_lies_there() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 3), ("POT", 1)))
    line = orders.lines(order_id)[0]
    part = splitting.split(order_id, {line.id: 2})
    assert (part.number, part.units, part.store_id) == (f"{orders.show(order_id).number}-2", 2, None)
    pack_and_ship(part.id, "N1")
    assert ("order_status", "completed") not in shop.told(order_id)
    items = run("SELECT body FROM outbox WHERE kind = 'tracking' AND order_id = ?", (order_id,)).fetchone()[0]
    assert '"quantity":2' in items
    assert run("SELECT count(*) FROM outbox WHERE order_id = ?", (part.id,)).fetchone()[0] == 0
    pack_and_ship(order_id, "N2")
    assert ("order_status", "completed") in shop.told(order_id)
    assert [told for told in shop.told(order_id) if told[0] == "tracking"] == [("tracking", "N1"), ("tracking", "N2")]


def test_merged_orders_leave_as_one_parcel_and_both_stores_hear_of_theirs() -> None:
    store = shop.store()
    lead, other = (shop.sold(store, shop.remote(("CUP", 1), number=number)) for number in ("1", "2"))
    assert [each.order_id for each in combining.candidates(lead) if not each.why_not] == [other]
    combining.merge(lead, [other])
    merged = orders.show(other)
    assert (merged.stage, merged.total_minor, merged.lines) == (Stage.CANCELLED, 0, ())
    assert orders.show(lead).total_minor == orders.show(lead).paid_minor == 20
    assert ("order_status", "cancelled") not in shop.told(other)
    with pytest.raises(MergedAway):
        prices.change_shipping(other, 5)
    pack_and_ship(lead, "N1")
    for each in (lead, other):
        assert ("order_status", "completed") in shop.told(each)
        assert ("tracking", "N1") in shop.told(each)


def test_a_merge_is_taken_back_whole_until_something_is_packed() -> None:
    lead, other = shop.order(("CUP", 1), paid=False).id, shop.order(("POT", 2), paid=False).id
    before = [(view.total_minor, view.units, view.state) for view in map(orders.show, (lead, other))]
    combining.merge(lead, [other])
    undoing.undo(undoing.edits(lead)[0].id)
    assert [(view.total_minor, view.units, view.state) for view in map(orders.show, (lead, other))] == before
    combining.merge(lead, [other])
    orders.do(lead, Action.CONFIRM)
    packing.open_order(lead)
    packing.scan(lead, "POT")
    with pytest.raises(NotAllowed):
        undoing.undo(undoing.edits(lead)[0].id)


def test_merged_codes_ask_for_an_amount_that_nobody_else_is_asked_for() -> None:
    lead, other, third = (shop.order((sku, 1), paid=False).id for sku in ("CUP", "POT", "CUP"))
    codes = [unique_codes.give(lead), unique_codes.give(other)]
    before = [orders.show(each).total_minor for each in (lead, other)]
    run("UPDATE orders SET total_minor = ? WHERE id = ?", (sum(before), third))
    combining.merge(lead, [other])
    merged = orders.show(lead)
    assert merged.total_minor != sum(before)
    assert merged.total_minor - merged.unique_code_minor == sum(before) - sum(codes)
    undoing.undo(undoing.edits(lead)[0].id)
    assert [orders.show(each).total_minor for each in (lead, other)] == before
    assert [unique_codes.of(each) for each in (lead, other)] == codes


def test_merged_codes_are_never_more_than_a_code_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    lead, other = shop.order(("CUP", 1), paid=False).id, shop.order(("POT", 1), paid=False).id
    for each in (lead, other):
        unique_codes.give(each)
    monkeypatch.setattr(unique_codes, "HIGHEST", unique_codes.of(lead) + unique_codes.of(other) - 1)
    combining.merge(lead, [other])
    assert 1 <= unique_codes.of(lead) <= unique_codes.HIGHEST


def test_what_goes_elsewhere_or_is_invoiced_is_not_merged() -> None:
    lead, other = shop.order(("CUP", 1)), shop.order(("POT", 1))
    invoicing.issue(other.id)
    assert combining.candidates(lead.id)[0].why_not
    with pytest.raises(NotAllowed):
        combining.merge(lead.id, [other.id])
    third = shop.order(("POT", 1))
    fields.change_ship_to(third.id, AYU.__class__(name="Budi", line1="Jl. Lain 1", city="Medan", country="ID"))
    with pytest.raises(NotAllowed):
        combining.merge(lead.id, [third.id])


def test_what_is_not_in_stock_now_is_proposed_for_the_second_order() -> None:
    order = shop.order(("CUP", 5), ("POT", 1))
    stock.count("CUP", 3, "c1")
    stock.count("POT", 4, "c2")
    assert splitting.missing(order.id) == {order.lines[0].id: 2}


def test_a_copy_is_a_new_order_that_is_no_double() -> None:
    order = shop.order(("CUP", 2))
    run("UPDATE article SET price = '15', currency = 'IDR' WHERE sku = 'CUP'")
    same, today = copying.copy(order.id), copying.copy(order.id, todays_prices=True)
    assert (same.total_minor, today.total_minor) == (20, 30)
    assert {same.stage, today.stage} == {Stage.TO_CONFIRM}
    assert same.ship_to == order.ship_to


def test_a_changed_address_makes_papers_old_and_parcels_that_left_keep_theirs() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1)))
    invoicing.issue(order_id)
    fields.change_ship_to(order_id, AYU.__class__(name="Ayu", line1="Jl. Baru 2", city="Bandung", country="ID"))
    assert {"parcel-label", "packing-slip"} <= set(papers.changed_at(order_id))
    assert papers.outdated_invoice(order_id)
    assert any("Jl. Baru 2" in str(text) for _kind, text in shop.told(order_id))
    pack_and_ship(order_id, "N1")
    with pytest.raises(NotAllowed):
        fields.change_ship_to(order_id, AYU)


def test_the_label_of_a_parcel_that_left_keeps_the_address_that_it_went_to(monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    first = packing.send_part(order.id, "The rest comes later").parcels[0]
    shipping.hand_over(order.id, [first.id])
    fields.change_ship_to(order.id, AYU.__class__(name="Budi", line1="Jl. Baru 2", city="Medan", country="ID"))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    drawn: dict[int, str] = {}
    monkeypatch.setattr(label.parcel_label, "draw_all", lambda labels, *_rest: _keep(drawn, labels))
    monkeypatch.setattr(label.in_letters, "draw_all", lambda labels, *_rest: [_keep(drawn, labels)])
    for write in (label.draw, partial(label.write, printer_language="ZPL")):
        drawn.clear()
        write(Wanted(order_ids=(order.id,)))
        assert "Jl. Baru 2" not in drawn[0]
        assert order.ship_to.line1 in drawn[0]
        assert "Jl. Baru 2" in drawn[1]


def _keep(drawn: dict[int, str], labels: Sequence[ParcelLabel]) -> bytes:
    drawn.update(enumerate(str(each.to) for each in labels))
    return b"x"


def test_a_note_that_is_changed_must_be_read_again() -> None:
    order = shop.order(("CUP", 1), note="red")
    run("UPDATE orders SET note_seen_at = 1 WHERE id = ?", (order.id,))
    edit = fields.change_note(order.id, "blue")
    assert orders.show(order.id).note_seen_at is None
    assert edit.id is not None
    undoing.undo(edit.id)
    assert orders.show(order.id).note == "red"


def test_nobody_takes_off_more_than_the_goods_cost_nor_without_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.order(("CUP", 3))
    prices.add_coupon(order.id, "half", percent=Decimal(50))
    with pytest.raises(Exception, match="no more than the goods cost"):
        prices.add_discount(order.id, "late", amount_minor=16)
    monkeypatch.setattr(permits, "may", lambda right: right is not Right.PRICES)
    with pytest.raises(permits.NoRight):
        prices.change_shipping(order.id, 5)


def test_a_later_change_must_be_taken_back_first() -> None:
    order = shop.order(("CUP", 3))
    first = prices.change_shipping(order.id, 5)
    second = prices.change_shipping(order.id, 9)
    assert first.id is not None
    assert second.id is not None
    with pytest.raises(NotAllowed):
        undoing.undo(first.id)
    undoing.undo(second.id)
    undoing.undo(first.id)
    assert orders.show(order.id).total_minor == 30
    assert orders.show(order.id).state.fulfilment is Fulfilment.OPEN
