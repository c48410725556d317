"""Orders as people move them."""

import threading
from decimal import Decimal

import pytest

from desktop.domain.errors import Ambiguous, BadInput, NotAllowed, NotFound
from desktop.domain.order import Action, Payment, Stage
from desktop.domain.remote import RemoteAddress
from desktop.models.base import disconnect, is_postgres, run
from desktop.services import changes, notes, orders, packing
from desktop.services.changes import Change
from desktop.services.orders import NewLine, NewOrder
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def test_a_typed_order_gets_the_next_number_and_waits_for_its_payment() -> None:
    first, second = shop.order(("CUP", 2), paid=False), shop.order(("CUP", 1))
    assert (first.number, second.number) == ("M1001", "M1002")
    assert (first.stage, second.stage) == (Stage.TO_CONFIRM, Stage.TO_PICK)
    assert (first.total_minor, first.due_minor, second.due_minor) == (20, 20, 0)
    assert (first.buyer, first.place, first.units) == ("Ayu Lestari", "Bandung", 2)


def test_the_decimals_of_a_price_survive() -> None:
    line = NewLine("CUP", "Cup", 3, Decimal("12.345"))
    assert orders.create(NewOrder(shop.AYU, (line,))).lines[0].unit_price == Decimal("12.345")


@pytest.mark.parametrize(
    "new",
    [
        NewOrder(RemoteAddress(), (NewLine("CUP", "", 1, Decimal(1)),)),
        NewOrder(shop.AYU, ()),
        NewOrder(shop.AYU, (NewLine("CUP", "", 0, Decimal(1)),)),
        NewOrder(shop.AYU, (NewLine("CUP", "", -1, Decimal(1)),)),
        NewOrder(shop.AYU, (NewLine("CUP", "", 10**7, Decimal(1)),)),
        NewOrder(shop.AYU, (NewLine(" ", " ", 1, Decimal(1)),)),
    ],
)
def test_an_order_that_cannot_be_is_refused_and_leaves_nothing(new: NewOrder) -> None:
    with pytest.raises(BadInput):
        orders.create(new)
    assert run("SELECT count(*) FROM orders").fetchone()[0] == 0


@pytest.mark.parametrize(("typed", "price"), [("89000", 89000), ("12,50", "12.5"), (" 1 284,60 ", "1284.6"), ("0", 0)])
def test_a_price_is_read_with_either_decimal_mark(typed: str, price: object) -> None:
    assert orders.price(typed) == Decimal(str(price))


@pytest.mark.parametrize("typed", ["", "abc", "-1", "NaN", "sNaN", "Infinity", "1e400", "1.234,50", "12..5", "\0"])
def test_what_is_no_price_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        orders.price(typed)


@pytest.mark.parametrize("ref", ["number", "#number", "code", "code in small letters", "parcel", "tracking"])
def test_an_order_is_found_by_what_people_and_papers_call_it(ref: str) -> None:
    order_id = shop.packed_order(("CUP", 1), store_id=shop.store())
    run("UPDATE parcel SET tracking = 'JX010' WHERE order_id = ?", (order_id,))
    view = orders.show(order_id)
    called = {
        "number": view.number, "#number": f" #{view.number} ", "code": view.code,
        "code in small letters": view.code.lower(), "parcel": view.parcels[0].code, "tracking": "jx010",
    }  # fmt: skip
    assert orders.find(called[ref]) == order_id


def test_a_number_that_two_stores_gave_is_asked_about_and_never_guessed() -> None:
    first = shop.sold(shop.store("Butik"), shop.remote(("CUP", 1), number="1001"))
    assert orders.find("1001") == first
    second = shop.sold(shop.store("Toko"), shop.remote(("CUP", 1), number="1001"))
    codes = [orders.show(order_id).code for order_id in (first, second)]
    with pytest.raises(Ambiguous) as refused:
        orders.find("#1001")
    assert all(text in refused.value.say() for text in (*codes, "Butik", "Toko"))
    assert [orders.find(code) for code in codes] == [first, second]


def test_what_is_not_here_is_said_so() -> None:
    for ask in (lambda: orders.find("4711"), lambda: orders.show(4711), lambda: orders.do(4711, Action.CONFIRM)):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.parametrize("nothing", ["", " ", "#", "# ", "\0"])
def test_nothing_is_no_order_also_where_a_parcel_has_no_number_yet(nothing: str) -> None:
    order = shop.order(("CUP", 1))
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    assert [parcel.tracking for parcel in orders.parcels(order.id)] == [""]
    with pytest.raises(NotFound):
        orders.find(nothing)


def test_confirming_pays_and_withdrawing_unpays() -> None:
    order = shop.order(("CUP", 2), paid=False)
    paid = orders.do(order.id, Action.CONFIRM, comment="seen on the account")
    assert (paid.state.payment, paid.paid_minor, paid.due_minor) == (Payment.PAID, 20, 0)
    again = orders.do(order.id, Action.UNCONFIRM)
    assert (again.state.payment, again.paid_minor, again.due_minor) == (Payment.UNPAID, 0, 20)


def test_a_refused_move_names_the_order_and_changes_nothing() -> None:
    order = shop.order(("CUP", 2), paid=False)
    with pytest.raises(NotAllowed) as refused:
        orders.do(order.id, Action.PICK)
    assert refused.value.say() == "#M1001 cannot be changed this way: it is not paid; confirm the payment first."
    assert orders.show(order.id) == order


@pytest.mark.parametrize("action", [Action.START, Action.FINISH, Action.SHIP])
def test_packing_and_shipping_are_not_done_by_a_word(action: Action) -> None:
    order_id = shop.packed_order(("CUP", 1)) if action is Action.SHIP else shop.order(("CUP", 1)).id
    with pytest.raises(NotAllowed):
        orders.do(order_id, action)


def test_each_move_leaves_one_line_of_history_with_who_where_and_both_states() -> None:
    changes.work_at("Bench 2", "Dewi")
    order = shop.order(("CUP", 1), paid=False)
    with changes.acting("Budi", "Office"):
        orders.do(order.id, Action.CONFIRM, comment="seen", notify=True)
    changes.work_at("", "")
    rows = orders.show(order.id).history
    assert [(row.action, row.who, row.bench, row.comment) for row in rows] == [
        ("confirm", "Budi", "Office", "seen"), ("received", "Dewi", "Bench 2", ""),
    ]  # fmt: skip
    assert (rows[0].was, rows[0].became) == ("unpaid / open", "paid / open")


def test_each_line_of_history_begins_where_the_last_one_ended() -> None:
    order = shop.order(("CUP", 1), paid=False)
    for action in (Action.CLAIM, Action.CONFIRM, Action.HOLD, Action.RELEASE, Action.PICK, Action.PUT_ASIDE):
        orders.do(order.id, action)
    moves = [row for row in reversed(orders.show(order.id).history) if row.became]
    assert [row.was for row in moves[1:]] == [row.became for row in moves[:-1]]


def test_comments_are_kept_and_an_empty_one_is_refused() -> None:
    order = shop.order(("CUP", 1))
    assert orders.comment(order.id, " call first ").history[0].comment == "call first"
    with pytest.raises(BadInput):
        orders.comment(order.id, "  ")


def test_a_note_is_seen_once() -> None:
    order = shop.order(("CUP", 1), note="Gift, no prices please")
    notes.see(order.id)
    seen = orders.show(order.id).note_seen_at
    assert seen is not None
    notes.see(order.id)
    assert orders.show(order.id).note_seen_at == seen


def test_a_move_is_heard_after_it_is_on_disk_and_a_refused_one_is_not_heard() -> None:
    heard: list[tuple[frozenset[Change], Stage | None]] = []
    order = shop.order(("CUP", 1), paid=False)
    stop = changes.listen(lambda found: heard.append((found, orders.show(order.id).stage)))
    orders.do(order.id, Action.CONFIRM)
    with pytest.raises(NotAllowed):
        orders.do(order.id, Action.CONFIRM)
    stop()
    orders.do(order.id, Action.UNCONFIRM)
    assert len(heard) == 1
    assert Change("order", order.id) in heard[0][0]
    assert heard[0][1] is Stage.TO_PICK


@pytest.mark.logs_errors
def test_a_screen_that_fails_does_not_undo_the_work() -> None:
    def fails(_found: frozenset[Change]) -> None:
        raise ZeroDivisionError

    order = shop.order(("CUP", 1), paid=False)
    stop = changes.listen(fails)
    assert orders.do(order.id, Action.CONFIRM).stage is Stage.TO_PICK
    stop()


def test_two_offices_never_give_out_one_number_twice() -> None:
    made: list[str] = []
    start = threading.Barrier(4)

    def office() -> None:
        start.wait()
        try:
            made.extend(shop.order(("CUP", 1)).number for _ in range(5))
        finally:
            disconnect()

    shop.order(("CUP", 1))  # the article is known: only the numbers are fought for
    threads = [threading.Thread(target=office) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [f"M{1002 + turn}" for turn in range(20)], is_postgres()


def test_a_cancelled_order_frees_the_bench() -> None:
    order = shop.order(("CUP", 2))
    packing.open_order(order.id)
    orders.do(order.id, Action.CANCEL)
    assert packing.unfinished("") is None
    assert run("SELECT outcome FROM packing_session WHERE order_id = ?", (order.id,)).fetchone()[0] == "cancelled"
