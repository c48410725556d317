"""What is set for one order at the desk: that it goes first, its unique code, whether it may come back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action
from desktop.models.base import ms, run
from desktop.services import changes, expediting, orders, return_terms, settings, shipping, unique_codes
from desktop.services.orders import NewLine, NewOrder
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def test_an_order_goes_first_until_somebody_takes_that_back() -> None:
    order = shop.order(("CUP", 1))
    assert expediting.expedite(order.id)
    assert not expediting.expedite(order.id)
    assert expediting.is_expedited(order.id)
    assert expediting.ease(order.id)
    assert not expediting.ease(order.id)
    assert not expediting.is_expedited(order.id)
    assert shop.history(order.id) == ["received", "expedited", "eased"]
    orders.do(order.id, Action.CANCEL)
    with pytest.raises(NotAllowed):
        expediting.expedite(order.id)


def test_no_two_open_orders_ask_for_the_same_amount() -> None:
    made = [shop.order(("CUP", 1), paid=False) for _turn in range(12)]
    made.append(shop.order(("CUP", 1), ("SAUCER", 2), paid=False))
    codes = [unique_codes.give(order.id) for order in made]
    asked = [orders.show(order.id).total_minor for order in made]
    assert len(set(asked)) == len(asked)
    assert all(1 <= code <= 999 for code in codes)
    assert asked[0] == 10 + codes[0] == orders.show(made[0].id).due_minor
    assert unique_codes.give(made[0].id) == codes[0]  # once
    unique_codes.take(made[0].id)
    assert orders.show(made[0].id).total_minor == 10


def test_a_code_follows_when_the_total_comes_to_another_orders_amount() -> None:
    first, second = shop.order(("CUP", 1), paid=False), shop.order(("CUP", 2), paid=False)
    one, other = unique_codes.give(first.id), unique_codes.give(second.id)
    with changes.unit() as work:  # as if its lines had become cheaper by this much
        run("UPDATE orders SET total_minor = ? + ? WHERE id = ?", (10 + one - other, other, second.id))
        unique_codes.settle(work, second.id)
    view = orders.show(second.id)
    assert view.total_minor != 10 + one
    assert view.total_minor - unique_codes.of(second.id) == 10 + one - other


def test_only_what_is_still_to_be_paid_here_gets_a_code() -> None:
    paid, sold = shop.order(("CUP", 1)).id, shop.sold(shop.store(), shop.remote(("CUP", 1)))
    for order_id in (paid, sold):
        with pytest.raises(NotAllowed):
            unique_codes.give(order_id)


def test_every_code_can_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unique_codes, "HIGHEST", 2)
    made = [shop.order(("CUP", 1), paid=False) for _turn in range(3)]
    assert {unique_codes.give(order.id) for order in made[:2]} == {1, 2}
    with pytest.raises(unique_codes.NoCodeLeft):
        unique_codes.give(made[2].id)


def test_returns_are_as_the_shop_has_set_until_a_person_says_otherwise() -> None:
    order = shop.order(("CUP", 1))
    terms = return_terms.terms(order.id)
    assert (terms.allowed, terms.until, terms.own) == (True, None, False)
    assert "14" in terms.policy
    return_terms.change_shop(policy={"id": "Retur 14 hari, kemasan utuh."})
    assert return_terms.terms(order.id, "id").policy == "Retur 14 hari, kemasan utuh."
    return_terms.change_shop(allowed=False)
    assert not return_terms.terms(order.id).allowed
    until = datetime(2030, 1, 1, tzinfo=UTC)
    terms = return_terms.switch(order.id, True, until)
    assert (terms.allowed, terms.until, terms.own) == (True, until, True)
    assert not return_terms.switch(order.id, False).allowed
    assert shop.history(order.id)[1:] == ["returns-allowed", "returns-refused"]
    with pytest.raises(BadInput):
        return_terms.change_shop(policy={"xx": "No."})


def test_the_days_run_from_the_arrival_and_before_that_from_the_leaving() -> None:
    order_id = shop.packed_order(("CUP", 1))
    shipping.ship(order_id, "JNE", "123")
    left = return_terms.terms(order_id).until
    assert left is not None
    assert left > changes.now() + timedelta(days=13)
    orders.do(order_id, Action.DELIVER)
    later = changes.now() + timedelta(days=3)
    run("UPDATE parcel_road SET state_at = ?", (ms(later),))
    arrived = return_terms.terms(order_id).until
    assert arrived is not None
    assert timedelta(days=2) < arrived - left < timedelta(days=4)


def test_a_stores_warning_switches_no_returns_and_an_article_may_be_left_out() -> None:
    order = orders.create(NewOrder(shop.AYU, (NewLine("SOAP", "Soap", 1, Decimal(5)),
                                              NewLine("CUP", "Cup", 1, Decimal(5))), paid=True))  # fmt: skip
    return_terms.mark_article("SOAP", True)
    with changes.unit():
        return_terms.keep_flag(order.id, "Fraud")
    terms = return_terms.terms(order.id)
    assert (terms.allowed, terms.flag, terms.excluded) == (True, "Fraud", (order.lines[0].id,))


def test_a_shop_without_days_takes_nothing_back_unless_a_person_says_so() -> None:
    order = shop.order(("CUP", 1))
    settings.change_shop(returns_days=0)
    assert not return_terms.terms(order.id).allowed
    assert return_terms.switch(order.id, True).allowed
