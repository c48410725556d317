"""The ledger of money: paid + due = total, nothing goes back that never came, a cause counts once."""

import pytest

from desktop.cli import tell
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Payment, Stage
from desktop.services import money, orders, payment_policies, payments
from desktop.services.changes import unit
from desktop.services.editing import splitting, undoing
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def _take(order_id: int, amount_minor: int, cause: str) -> int | None:
    with unit() as work:
        return money.take(work, order_id, amount_minor, "BCA", "TRSF", cause)


def _give_back(order_id: int, amount_minor: int, cause: str) -> int | None:
    with unit() as work:
        return money.give_back(work, order_id, amount_minor, "BCA", "", cause)


def _undo(move_id: int | None) -> int | None:
    assert move_id is not None
    with unit() as work:
        return money.undo(work, move_id)


def _agrees(order_id: int) -> None:
    """The columns are the sums of the ledger."""
    view, rows = orders.show(order_id), money.moves(order_id)
    assert view.paid_minor == sum(row.amount_minor for row in rows if row.kind == "in")
    assert view.refunded_minor == sum(row.amount_minor for row in rows if row.kind == "out")


def test_the_last_part_payment_confirms_and_its_undo_goes_back() -> None:
    order = shop.order(("CUP", 10), paid=False)
    _take(order.id, 40, "line-1")
    part = orders.show(order.id)
    assert (part.state.payment, part.paid_minor, part.due_minor) == (Payment.UNPAID, 40, 60)
    last = _take(order.id, 60, "line-2")
    full = orders.show(order.id)
    assert (full.state.payment, full.stage, full.due_minor) == (Payment.PAID, Stage.TO_PICK, 0)
    _undo(last)
    assert orders.show(order.id).state == part.state
    assert money.due_minor(order.id) == 60
    assert shop.history(order.id) == ["received", "payment", "confirm", "unconfirm"]
    _agrees(order.id)


def test_what_a_buyer_said_is_said_again_when_its_check_is_undone() -> None:
    order = shop.order(("CUP", 1), paid=False)
    orders.do(order.id, Action.CLAIM)
    move_id = _take(order.id, 10, "line")
    assert orders.show(order.id).state.payment is Payment.PAID
    assert _undo(move_id) is not None
    assert _undo(move_id) is None
    assert orders.show(order.id).state.payment is Payment.CLAIMED
    _agrees(order.id)


def test_a_cause_counts_once() -> None:
    order = shop.order(("CUP", 2), paid=False)
    assert _take(order.id, 5, "line") is not None
    assert _take(order.id, 5, "line") is None
    assert orders.show(order.id).paid_minor == 5
    assert _give_back(order.id, 5, "back") is not None
    assert _give_back(order.id, 5, "back") is None
    _agrees(order.id)


def test_no_more_goes_back_than_came() -> None:
    order = shop.order(("CUP", 2))
    _give_back(order.id, 15, "first")
    assert orders.show(order.id).state.payment is Payment.PART_REFUNDED
    with pytest.raises(NotAllowed):
        _give_back(order.id, 6, "second")
    rest = _give_back(order.id, 5, "third")
    assert orders.show(order.id).state.payment is Payment.REFUNDED
    _undo(rest)
    assert orders.show(order.id).state.payment is Payment.PART_REFUNDED
    _agrees(order.id)


def test_what_was_paid_too_much_goes_back_and_the_order_stays_paid() -> None:
    order = shop.order(("CUP", 2), paid=False)
    _take(order.id, 25, "line")
    assert money.account(order.id).surplus_minor == 5
    _give_back(order.id, 5, "back")
    assert orders.show(order.id).state.payment is Payment.PAID
    assert money.account(order.id).surplus_minor == 0


def test_a_payment_that_has_partly_gone_back_is_not_undone() -> None:
    order = shop.order(("CUP", 2), paid=False)
    move_id = _take(order.id, 20, "line")
    back = _give_back(order.id, 5, "back")
    with pytest.raises(NotAllowed):
        _undo(move_id)
    _undo(back)
    assert orders.show(order.id).state.payment is Payment.PAID
    _undo(move_id)
    assert orders.show(order.id).paid_minor == 0
    _agrees(order.id)


def test_a_refund_of_the_rest_that_is_taken_back_leaves_the_part_that_went_back_before() -> None:
    order = shop.order(("CUP", 10))
    _give_back(order.id, 30, "line-1")
    orders.do(order.id, Action.REFUND)
    _undo(money.moves(order.id)[-1].id)
    after = orders.show(order.id)
    assert (after.state.payment, after.refunded_minor) == (Payment.PART_REFUNDED, 30)
    _agrees(order.id)


def test_a_payment_that_went_along_with_a_split_says_what_to_undo_first() -> None:
    order = shop.order(("CUP", 10), paid=False)
    paid = _take(order.id, 100, "line-1")
    splitting.split(order.id, {order.lines[0].id: 4})
    with pytest.raises(NotAllowed) as refused:
        _undo(paid)
    assert "split" in refused.value.say()
    undoing.undo(undoing.edits(order.id)[0].id)
    _undo(paid)
    assert money.due_minor(order.id) == 100


@pytest.mark.parametrize("amount", [0, -1, 10**16])
def test_an_amount_is_above_zero(amount: int) -> None:
    order = shop.order(("CUP", 2), paid=False)
    with pytest.raises(BadInput):
        _take(order.id, amount, "line")


def test_moves_by_hand_keep_the_ledger() -> None:
    order = shop.order(("CUP", 2), paid=False)
    _take(order.id, 5, "line")
    assert orders.do(order.id, Action.CONFIRM).paid_minor == 20
    _agrees(order.id)
    back = orders.do(order.id, Action.UNCONFIRM)
    assert (back.paid_minor, back.due_minor, back.state.payment) == (0, 20, Payment.UNPAID)
    _agrees(order.id)
    orders.do(order.id, Action.CONFIRM)
    _give_back(order.id, 4, "part")
    whole = orders.do(order.id, Action.REFUND)
    assert (whole.paid_minor, whole.refunded_minor) == (20, 20)
    _agrees(order.id)


def test_of_a_cancelled_order_nothing_is_due_and_what_was_kept_is_to_be_paid_back() -> None:
    order = shop.order(("CUP", 10), paid=False)
    _take(order.id, 60, "line-1")
    gone = orders.do(order.id, Action.CANCEL)
    assert (gone.due_minor, gone.to_pay_back_minor, money.due_minor(order.id)) == (0, 60, 0)
    assert payments.orders([order.id])[order.id].due_minor == 0
    assert [(row.id, row.back_minor) for row in payment_policies.to_pay_back()] == [(order.id, 60)]
    assert "To pay back: " in "\n".join(tell.short(gone))
    _give_back(order.id, 60, "back")
    assert orders.show(order.id).to_pay_back_minor == 0
    assert payment_policies.to_pay_back() == []


def test_a_surplus_is_to_be_paid_back_until_it_has_gone_back() -> None:
    order, exact = shop.order(("CUP", 2), paid=False), shop.order(("CUP", 2), paid=False)
    _take(order.id, 25, "line-1")
    _take(exact.id, 20, "line-2")
    assert [(row.id, row.due_minor, row.back_minor) for row in payment_policies.to_pay_back()] == [(order.id, 0, 5)]
    _give_back(order.id, 5, "back")
    assert payment_policies.to_pay_back() == []
