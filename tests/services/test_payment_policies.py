"""Policies by way of paying: what may be packed unpaid, what is checked, what is late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Payment, Stage
from desktop.domain.payment_policy import USUAL, Later, Policies, Policy
from desktop.domain.remote import RemoteOrder
from desktop.domain.rights import Role
from desktop.models.base import run
from desktop.services import bulk, changes, customer_file, intake, orders, packing, payment_policies, people, staff
from desktop.services.changes import happened, unit
from desktop.services.editing import fields
from desktop.services.permits import NoRight
from tests.services import shop

_turn = count(1)
pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def _nobody_afterwards() -> Iterator[None]:
    yield
    changes.work_at("", "")


def _with(key: str, **values: object) -> list[Policy]:
    return [replace(policy, **values) if policy.key == key else policy for policy in payment_policies.every()]  # type: ignore[arg-type]


def _unpaid(method: str, payment: Payment = Payment.UNPAID) -> RemoteOrder:
    return shop.remote(("CUP", 1), payment=payment, payment_method=method)


def _sold(method: str, payment: Payment = Payment.UNPAID) -> int:
    return shop.sold(shop.store(f"Toko {next(_turn)}"), _unpaid(method, payment))


@pytest.mark.parametrize(
    ("text", "key"),
    [("COD", "cod"), ("Cash on Delivery (COD)", "cod"), ("Bayar di Tempat", "cod"), ("Transfer Bank BCA", "transfer"),
     ("bank_transfer", "transfer"), ("Faktura 30 dagar", "invoice"), ("Swish", "swish"), ("QRIS", "qris"),
     ("Kortbetalning", "other"), ("Kort", "card"), ("", "other"), ("Codan", "other")],
)  # fmt: skip
def test_a_stores_text_means_a_way_of_paying(text: str, key: str) -> None:
    assert Policies(USUAL).of(text).key == key


def test_cash_on_delivery_goes_before_the_money_and_a_transfer_waits() -> None:
    assert orders.show(_sold("Bayar di tempat")).stage is Stage.TO_PICK
    assert orders.show(_sold("Transfer bank")).stage is Stage.TO_CONFIRM


def test_a_new_policy_says_what_it_moves_and_then_moves_it() -> None:
    ids = [_sold("Transfer bank") for _turn in range(3)]
    begun = ids.pop()
    orders.do(begun, Action.CONFIRM)
    policies = _with("transfer", later=Later.YES)
    assert payment_policies.what_moves(policies) == payment_policies.Moves(to_pack=2)
    assert orders.show(ids[0]).stage is Stage.TO_CONFIRM
    assert payment_policies.change(policies) == payment_policies.Moves(to_pack=2)
    assert {orders.show(order_id).stage for order_id in ids} == {Stage.TO_PICK}
    assert shop.history(ids[0])[-1] == "payment-policy"
    packing.open_order(ids[0])
    assert payment_policies.change(_with("transfer", later=Later.NO)) == payment_policies.Moves(to_confirm=1)
    assert [orders.show(order_id).stage for order_id in ids] == [Stage.TO_PACK, Stage.TO_CONFIRM]
    assert payment_policies.what_moves(payment_policies.every()).all == 0  # what is packed goes its way


def test_files_and_stores_arrive_under_the_same_policy() -> None:
    payment_policies.change(_with("qris", check=True))
    with unit() as work:
        ids = bulk.save_new(work, "file:x", [_unpaid("QRIS", Payment.PAID), _unpaid("COD")], intake.Known())
    one = _sold("QRIS", Payment.PAID)
    assert [orders.show(each).state.payment for each in (*ids, one)] == ["claimed", "unpaid", "claimed"]
    assert [orders.show(each).paid_minor for each in (*ids, one)] == [0, 0, 0]
    assert orders.show(ids[1]).state.pay_later


def test_what_its_store_calls_paid_stays_to_be_checked_when_it_says_so_again() -> None:
    from desktop.services import remote

    payment_policies.change(_with("qris", check=True))
    store_id, said = shop.store(), _unpaid("QRIS", Payment.PAID)
    order_id = shop.sold(store_id, said)
    remote.save_orders(store_id, [replace(said, note="hello")])
    assert orders.show(order_id).state.payment is Payment.CLAIMED


def test_what_is_unpaid_for_long_is_listed_and_nothing_is_done() -> None:
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    ages = {"Transfer bank": 2, "QRIS": 0, "Swish": 9, "Giro": 3}
    store_id, made = shop.store(), {}
    for method, days in ages.items():
        order = replace(_unpaid(method), placed_at=moment - timedelta(days=days))
        made[shop.sold(store_id, order)] = method
    with happened(moment):
        found = [(made[row.id], row.days, row.cancel) for row in payment_policies.late()]
    assert found == [("Swish", 9, True), ("Giro", 3, False), ("Transfer bank", 2, False)]
    assert all(orders.show(order_id).stage is Stage.TO_CONFIRM for order_id in made)
    payment_policies.change([replace(policy, remind_days=0, cancel_days=0) for policy in payment_policies.every()])
    assert payment_policies.late() == []


@pytest.mark.usefixtures("_nobody_afterwards")
def test_the_owner_alone_confirms_where_the_policy_says_so() -> None:
    payment_policies.change(_with("transfer", owner_confirms=True))
    order_id, other = _sold("Transfer bank"), _sold("Swish")
    staff.new_badge(staff.add("Ratna").id)
    people.sign_in_badge(staff.new_badge(staff.add("Dewi", Role.OFFICE).id).badge)
    orders.do(other, Action.CONFIRM)
    with pytest.raises(NoRight):
        orders.do(order_id, Action.CONFIRM)
    assert orders.show(order_id).paid_minor == 0


def test_one_alias_means_one_way() -> None:
    with pytest.raises(BadInput):
        payment_policies.change(_with("qris", aliases=("COD",)))
    with pytest.raises(BadInput):
        payment_policies.what_moves([policy for policy in USUAL if policy.key != "other"])
    assert run("SELECT 1 FROM setting WHERE key = 'payment-policies'").fetchone() is None


def test_who_is_blocked_pays_first_however_the_order_comes_until_they_are_not() -> None:
    waiting, packed = _sold("Bayar di tempat"), _sold("COD")
    packing.open_order(packed)
    who = customer_file.of_order(waiting)
    assert who is not None
    customer_file.block(who, "refused three parcels")
    assert orders.show(waiting).stage is Stage.TO_CONFIRM
    assert orders.show(packed).state.pay_later  # it is in somebody's hands
    new = _sold("COD")
    with unit() as work:
        (bulk_id,) = bulk.save_new(work, "file:x", [_unpaid("COD")], intake.Known())
    same = customer_file.of_order(bulk_id) == who
    assert same
    for order_id in (new, bulk_id):
        assert orders.show(order_id).stage is Stage.TO_CONFIRM
        assert "customer-blocked" in shop.history(order_id)
    with pytest.raises(NotAllowed, match="may not pay later"):
        fields.change_method(new, "COD", pay_later=True)
    payment_policies.change(_with("cod", later=Later.NO))
    assert payment_policies.what_moves(_with("cod", later=Later.YES)) == payment_policies.Moves(to_pack=0)
    payment_policies.change(_with("cod", later=Later.YES))
    assert orders.show(bulk_id).stage is Stage.TO_CONFIRM
    orders.do(bulk_id, Action.CONFIRM)
    assert orders.show(bulk_id).stage is Stage.TO_PICK
    customer_file.block(who, "")
    assert [orders.show(order_id).stage for order_id in (waiting, new)] == [Stage.TO_PICK] * 2
    assert orders.show(_sold("COD")).stage is Stage.TO_PICK
