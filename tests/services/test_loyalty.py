"""Points, stamps, vouchers and commission: given once whatever is repeated, undone or replayed; never spent twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import loyalty
from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.loyalty import Bought, PointsMove, Rules, Tier
from desktop.domain.order import Action
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, customer_file, earning, money, orders, papers, settings
from desktop.services import loyalty_rules as kept_rules
from desktop.services.changes import Work, new_op_id, unit
from desktop.services.loyalty import affiliates, points, vouchers
from desktop.services.loyalty.vouchers import VoucherSpent
from desktop.services.messages import sender
from tests.documents import reading
from tests.services import shop

AT = datetime(2026, 11, 1, tzinfo=UTC)
RULES = Rules(when="paid", point_minor=10, worth_minor=5, offline_minor=40, offline_day_minor=60)


@pytest.fixture(autouse=True)
def _shop(sqlite_database: Path) -> Iterator[None]:
    settings.change_shop(currency="IDR", zone="Asia/Jakarta")
    kept_rules.change(RULES)
    yield
    changes.set_clock(None)


def person(order_id: int) -> int:
    found = customer_file.of_order(order_id)
    assert found is not None
    return found


def given_points(order_id: int) -> int:
    return earning.of_order(order_id).points


def give_back(order_id: int, amount_minor: int, cause: str = "") -> None:
    with unit() as work:
        money.give_back(work, order_id, amount_minor, "transfer", "", cause or new_op_id())


def test_points_follow_the_money_and_go_back_in_proportion() -> None:
    order = shop.order(("TEA", 20), paid=False)  # 200, a point a 10
    assert given_points(order.id) == 0
    shop.confirm(order.id)
    assert given_points(order.id) == 20
    give_back(order.id, 50)
    assert given_points(order.id) == 15
    orders.do(order.id, Action.REFUND)
    assert given_points(order.id) == 0
    assert points.standing(person(order.id)).points.points == 0


def test_on_delivery_points_come_with_the_receipt_and_hands_may_give_and_take_them() -> None:
    kept_rules.change(Rules(when="delivered", point_minor=10))
    order = shop.order(("TEA", 5))
    assert given_points(order.id) == 0
    assert earning.give(order.id)
    assert not earning.give(order.id)
    assert given_points(order.id) == 5
    assert earning.take(order.id)
    give_back(order.id, 10)  # what a person has decided stays
    assert given_points(order.id) == 0


def test_a_store_keeps_its_own_points() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("TEA", 20)))
    assert given_points(order_id) == 0
    with pytest.raises(NotAllowed):
        earning.give(order_id)


def test_what_was_bought_before_there_was_a_rule_earns_nothing() -> None:
    kept_rules.change(Rules())
    order = shop.order(("TEA", 20), paid=False)
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(hours=1))
    kept_rules.change(RULES)
    shop.confirm(order.id)
    assert given_points(order.id) == 0


def test_a_tier_is_reached_by_a_years_spending() -> None:
    kept_rules.change(Rules(when="paid", point_minor=10, tiers=(Tier("Gold", 200, 150), Tier("Silver", 100, 120))))
    first, second = shop.order(("TEA", 20)), shop.order(("TEA", 10))
    assert (given_points(first.id), given_points(second.id)) == (30, 15)
    tier = points.standing(person(first.id)).tier
    assert tier is not None
    assert tier.name == "Gold"
    assert loyalty.tier_of(99, kept_rules.get().tiers) is None


def test_a_full_card_of_stamps_is_a_voucher_once() -> None:
    kept_rules.change(Rules(when="paid", stamps=2, stamp_minor=25))
    order = shop.order(("TEA", 1))
    assert points.full_cards(person(order.id)) == []
    shop.order(("TEA", 1))
    assert [each.value_minor for each in points.full_cards(person(order.id))] == [25]
    assert points.full_cards(person(order.id)) == []
    orders.do(order.id, Action.CANCEL)
    assert points.standing(person(order.id)).stamps == -1


def test_points_are_added_by_hand_with_a_reason_and_become_a_voucher() -> None:
    order = shop.order(("TEA", 20))
    who = person(order.id)
    assert points.add(who, 4, "sorry for the wait", cause="gift-1")
    assert not points.add(who, 4, "sorry for the wait", cause="gift-1")
    with pytest.raises(BadInput):
        points.add(who, 4, " ")
    with pytest.raises(NotAllowed):
        points.add(who, -25, "too many")
    voucher = points.redeem(who, 10, cause="r1")
    assert points.redeem(who, 10, cause="r1") == voucher
    assert (voucher.value_minor, points.standing(who).points.points) == (50, 14)
    with pytest.raises(NotAllowed):
        points.redeem(who, 15)


def test_a_voucher_pays_what_is_due_and_comes_back_with_the_money() -> None:
    gift = vouchers.issue(150, code="gift-2026")
    order = shop.order(("TEA", 10), paid=False)
    assert vouchers.redeem("Gift 2026", order.id, cause="scan-1") == 100
    assert vouchers.redeem("GIFT2026", order.id, cause="scan-1") == 0
    assert orders.show(order.id).state.payment == "paid"
    assert vouchers.find("gift2026").left_minor == 50
    assert vouchers.take_back(order.id, gift.code)
    assert not vouchers.take_back(order.id, gift.code)
    assert (vouchers.find("gift2026").left_minor, orders.show(order.id).paid_minor) == (150, 0)
    other = shop.order(("TEA", 1), paid=False)
    vouchers.void(gift.id, "lost")
    with pytest.raises(VoucherSpent):
        vouchers.redeem(gift.code, other.id)


def test_a_voucher_ends_with_its_day_and_money_may_go_back_as_a_voucher() -> None:
    gift = vouchers.issue(150, days=1)
    order = shop.order(("TEA", 10))
    back = vouchers.refund(order.id, 30, cause="c")
    assert vouchers.refund(order.id, 30, cause="c") == back
    assert (back.left_minor, orders.show(order.id).refunded_minor) == (30, 30)
    other = shop.order(("TEA", 1), paid=False)
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(days=2))
    with pytest.raises(VoucherSpent):
        vouchers.redeem(gift.code, other.id)


def test_two_copies_without_a_network_spend_a_voucher_only_up_to_the_cap(sqlite_database: Path) -> None:
    gift = vouchers.issue(100)
    for _turn in range(3):
        shop.order(("TEA", 10), paid=False)
    vouchers.call_own_copy(True)
    forget()
    copies = [sqlite_database.with_name(f"copy{turn}.db") for turn in range(2)]
    told = []
    for copy in copies:
        shutil.copyfile(sqlite_database, copy)
        with opened(copy):
            paid = 0
            for order_id in (1, 2, 3):
                try:
                    paid += vouchers.redeem(gift.code, order_id, 30)
                except VoucherSpent:
                    continue
            assert paid == RULES.offline_minor
            told.append(vouchers.spent_offline())
    open_database(str(sqlite_database))
    vouchers.call_own_copy(False)
    assert [vouchers.hear(each) for each in (*told, told[0])] == [2, 2, 0]
    assert vouchers.by_id(gift.id).left_minor == 100 - 2 * RULES.offline_minor


@contextmanager
def opened(file: Path) -> Iterator[None]:
    open_database(str(file))
    try:
        yield
    finally:
        forget()


def test_commission_is_given_once_paid_in_lists_and_lists_are_taken_apart() -> None:
    who = affiliates.save("Ratna", "ratna", "7,5", account="BCA 123")
    order = shop.order(("TEA", 20))
    assert affiliates.credit(order.id, "RATNA")
    assert not affiliates.credit(order.id, "ratna")
    assert affiliates.every()[0].open_minor == (("IDR", 15),)
    (payout,) = affiliates.pay_out(who)
    assert (payout.amount_minor, len(affiliates.in_payout(payout.id))) == (15, 1)
    with pytest.raises(NotAllowed):
        affiliates.pay_out(who)
    give_back(order.id, 100)  # after the list was made: it goes off the next one
    assert affiliates.every()[0].open_minor == (("IDR", -7),)
    assert affiliates.mark_paid(payout.id)
    assert not affiliates.mark_paid(payout.id)
    with pytest.raises(NotAllowed):
        affiliates.undo_payout(payout.id)
    affiliates.mark_paid(payout.id, paid=False)
    affiliates.undo_payout(payout.id)
    assert affiliates.every()[0].open_minor == (("IDR", 8),)
    assert affiliates.credit(order.id, "")
    assert affiliates.every()[0].open_minor == ()
    with pytest.raises(BadInput):
        affiliates.save("X", "Y", "120")


def test_points_that_expire_are_those_that_end_first_and_an_order_takes_back_its_own() -> None:
    early, late = AT + timedelta(days=10), AT + timedelta(days=20)
    ledger = [PointsMove(10, AT, 1, early), PointsMove(10, AT, 2, late), PointsMove(-4, AT)]
    assert loyalty.balance(ledger, AT).points == 16
    assert loyalty.balance(ledger, early) == loyalty.Balance(10, 6, (10, late))
    back = [*ledger, PointsMove(-10, early + timedelta(days=1), 1)]  # its six are gone already, four were spent
    assert loyalty.balance(back, early + timedelta(days=1)).points == 6


STEPS = ("confirm", "again", "part", "refund", "undo", "cancel", "hand-give", "hand-take", "affiliate", "total")


def test_the_property_below_sees_points_that_are_given_with_every_word(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = earning._write

    def forgetful(work: Work, order: earning._Order, kind: str, wanted: int, reason: str, at: int | None) -> None:
        honest(work, order, kind, wanted + given_points(order.id) * (kind == "points"), reason, at)

    monkeypatch.setattr(earning, "_write", forgetful)
    with pytest.raises(AssertionError):
        _whatever_came(["confirm", "part"])


@hypothesis.settings(max_examples=12, suppress_health_check=list(hypothesis.HealthCheck))
@given(st.lists(st.sampled_from(STEPS), max_size=10))
def test_points_and_commission_are_what_the_order_deserves_whatever_came_in_whatever_sequence(
    steps: list[str],
) -> None:
    """The sum of the ledgers is the order's own, whatever is repeated; and a replay of all moves none."""
    _whatever_came(steps)


def _whatever_came(steps: list[str]) -> None:
    if not affiliates.every():
        affiliates.save("Ratna", "R", "10")
    order_id = shop.order(("TEA", 33), paid=False).id
    hand, sent = "", False
    for step in steps:
        try:
            _do(order_id, step)
        except KolliError:
            continue
        hand = step if step.startswith("hand") else hand
        sent = sent or step == "affiliate"
    order = orders.show(order_id)
    stands = order.state.payment != "refunded" and order.state.fulfilment not in ("cancelled", "returned")
    came = order.state.payment in ("paid", "part-refunded")
    counts = stands and (came or hand == "hand-give") and hand != "hand-take"
    part = Bought(330, 330, order.refunded_minor, counts)
    assert given_points(order_id) == loyalty.kept_part(33, part)
    sold = Bought(330, 330, order.refunded_minor, stands and came and sent)
    assert earning.of_order(order_id).commission_minor == loyalty.commission_minor(sold, loyalty.Decimal(10))
    before = shop.rows("SELECT id FROM points_move") + shop.rows("SELECT id FROM commission_move")
    with unit() as work:
        earning.settle(work, order_id)
    assert before == shop.rows("SELECT id FROM points_move") + shop.rows("SELECT id FROM commission_move")


def _do(order_id: int, step: str) -> None:
    match step:
        case "confirm" | "refund" | "cancel":
            orders.do(order_id, {"confirm": Action.CONFIRM, "refund": Action.REFUND, "cancel": Action.CANCEL}[step])
        case "again":
            with unit() as work:
                money.take(work, order_id, 330, "transfer", "", f"line-{order_id}")
        case "part":
            give_back(order_id, 70)
        case "undo":
            with unit() as work:
                money.undo(work, money.moves(order_id)[-1].id if money.moves(order_id) else 0)
        case "hand-give":
            earning.give(order_id)
        case "hand-take":
            earning.take(order_id)
        case "affiliate":
            affiliates.credit(order_id, "R")
        case _:
            with unit() as work:
                earning.settle(work, order_id)
                assert run("SELECT 1").fetchone()


def test_a_voucher_is_printed_in_its_customers_language_and_mailed_once() -> None:
    order = shop.order(("TEA", 20))
    run("UPDATE orders SET email = 'ayu@example.id', language = 'id' WHERE id = ?", (order.id,))
    sender.change(name="Toko", address="toko@example.id", host="127.0.0.1", port=2525, security="none")
    sender.switch(True)
    made = vouchers.refund(order.id, 80)
    told = run("SELECT event, body FROM mail").fetchall()
    assert [row[0] for row in told] == ["voucher"]
    assert vouchers.written(made.code) in told[0][1]
    assert not vouchers.mail(made.id)
    said = reading.text(papers.draw_own("voucher", str(made.id)))
    assert vouchers.written(made.code) in said
    nobodys = vouchers.issue(100)
    with pytest.raises(NotAllowed, match="no customer"):
        vouchers.mail(nobodys.id)
    assert vouchers.written(nobodys.code) in reading.text(papers.draw_own("voucher", str(nobodys.id)))
