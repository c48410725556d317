"""The state table: every state with every action, against the table as the product describes it."""

from itertools import product

import pytest

from desktop import i18n
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment, Payment, Stage, State, after, allowed, is_packable, stage

STATES = [State(*parts) for parts in product(Payment, Fulfilment, (False, True), (False, True))]

# What each action does, written down a second time: from -> to. Everything else is refused.
PAYMENT_MOVES = {
    Action.CLAIM: {"unpaid": "claimed"},
    Action.CONFIRM: {"unpaid": "paid", "claimed": "paid"},
    Action.UNCONFIRM: {"claimed": "unpaid", "paid": "unpaid"},
    Action.REFUND_PART: {"paid": "part-refunded", "part-refunded": "part-refunded"},
    Action.REFUND: {"paid": "refunded", "part-refunded": "refunded"},
}
GOODS_MOVES = {
    Action.PICK: {"open": "picking"},
    Action.START: {"open": "packing", "picking": "packing"},
    Action.PUT_ASIDE: {"packing": "picking", "picking": "open"},
    Action.FINISH: {"packing": "packed"},
    Action.PART: {"packing": "picking"},
    Action.REOPEN: {"packed": "packing"},
    Action.SHIP: {"packed": "shipped"},
    Action.DELIVER: {"shipped": "delivered"},
    Action.RETURN_PART: {"shipped": "part-returned", "delivered": "part-returned"},
    Action.RETURN: {"shipped": "returned", "delivered": "returned", "part-returned": "returned"},
    Action.CANCEL: dict.fromkeys(("open", "picking", "packing", "packed"), "cancelled"),
}
WORK = (Action.PICK, Action.START, Action.FINISH, Action.PART, Action.SHIP)
IN_THE_HOUSE = ("open", "picking", "packing", "packed")


def expected(state: State, action: Action) -> State | None:
    """The state that the tables above lead to; None where they refuse."""
    payment, goods = state.payment.value, state.fulfilment.value
    if action in (Action.HOLD, Action.RELEASE):
        holds = action is Action.HOLD
        fits = goods in IN_THE_HOUSE and state.held is not holds
        return State(state.payment, state.fulfilment, holds, state.pay_later) if fits else None
    if action in PAYMENT_MOVES:
        to = PAYMENT_MOVES[action].get(payment)
        return State(Payment(to), state.fulfilment, state.held, state.pay_later) if to else None
    to = GOODS_MOVES[action].get(goods)
    paid = payment in ("paid", "part-refunded") or (state.pay_later and payment in ("unpaid", "claimed"))
    if to is None or (action in WORK and (state.held or not paid)):
        return None
    held = state.held and to not in ("cancelled", "returned", "delivered")
    return State(state.payment, Fulfilment(to), held, state.pay_later)


@pytest.mark.parametrize("action", Action)
def test_every_state_allows_what_the_table_says_and_nothing_else(action: Action) -> None:
    for state in STATES:
        wanted = expected(state, action)
        if wanted is None:
            with pytest.raises(NotAllowed):
                after(state, action)
        else:
            assert after(state, action) == wanted, state


def test_every_action_is_in_one_of_the_tables() -> None:
    assert {*PAYMENT_MOVES, *GOODS_MOVES, Action.HOLD, Action.RELEASE} == set(Action)


def test_what_is_allowed_is_exactly_what_does_not_refuse() -> None:
    for state in STATES:
        assert allowed(state) == [action for action in Action if expected(state, action) is not None]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_refusal_says_why_in_the_readers_language(language: str) -> None:
    i18n.use(language)
    try:
        for state, action in product(STATES, Action):
            if expected(state, action) is not None:
                continue
            with pytest.raises(NotAllowed) as refused:
                after(state, action)
            said = refused.value.say()
            assert refused.value.values["reason"]
            assert said.endswith(".")
            assert "{" not in said
    finally:
        i18n.use("en")


@pytest.mark.parametrize(
    ("state", "action", "why"),
    [
        (State(Payment.UNPAID, Fulfilment.OPEN), Action.START, "it is not paid"),
        (State(Payment.PAID, Fulfilment.OPEN, held=True), Action.START, "it is on hold"),
        (State(Payment.PAID, Fulfilment.PACKING), Action.SHIP, "it is being packed"),
        (State(Payment.PAID, Fulfilment.OPEN), Action.SHIP, "not been packed yet"),
        (State(Payment.PAID, Fulfilment.SHIPPED), Action.CANCEL, "already been shipped"),
        (State(Payment.PAID, Fulfilment.CANCELLED), Action.START, "it is cancelled"),
        (State(Payment.REFUNDED, Fulfilment.OPEN), Action.START, "the money has gone back"),
        (State(Payment.PAID, Fulfilment.PACKED), Action.DELIVER, "not been shipped yet"),
        (State(Payment.PAID, Fulfilment.PACKED), Action.RETURN, "not been shipped yet"),
        (State(Payment.PAID, Fulfilment.OPEN), Action.RELEASE, "it is not on hold"),
        (State(Payment.PAID, Fulfilment.PACKED), Action.START, "already packed"),
    ],
)
def test_the_reason_is_the_one_that_helps(state: State, action: Action, why: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        after(state, action)
    assert why in refused.value.say()


def test_a_bench_opens_exactly_what_may_be_started_or_is_being_packed() -> None:
    for state in STATES:
        started = expected(state, Action.START) is not None
        again = state.fulfilment is Fulfilment.PACKING and expected(state, Action.FINISH) is not None
        assert is_packable(state) is (started or again), state


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (State(Payment.UNPAID, Fulfilment.OPEN), Stage.TO_CONFIRM),
        (State(Payment.CLAIMED, Fulfilment.OPEN), Stage.TO_CONFIRM),
        (State(Payment.UNPAID, Fulfilment.OPEN, pay_later=True), Stage.TO_PICK),
        (State(Payment.PAID, Fulfilment.OPEN), Stage.TO_PICK),
        (State(Payment.PART_REFUNDED, Fulfilment.OPEN), Stage.TO_PICK),
        (State(Payment.PAID, Fulfilment.PICKING), Stage.TO_PACK),
        (State(Payment.PAID, Fulfilment.PACKING), Stage.TO_PACK),
        (State(Payment.PAID, Fulfilment.PACKED), Stage.TO_SHIP),
        (State(Payment.PAID, Fulfilment.SHIPPED), Stage.SHIPPED),
        (State(Payment.PAID, Fulfilment.DELIVERED), Stage.DONE),
        (State(Payment.PAID, Fulfilment.PART_RETURNED), Stage.RETURNS),
        (State(Payment.PAID, Fulfilment.RETURNED), Stage.RETURNS),
        (State(Payment.PAID, Fulfilment.CANCELLED), Stage.CANCELLED),
        (State(Payment.REFUNDED, Fulfilment.OPEN), Stage.CANCELLED),
        (State(Payment.REFUNDED, Fulfilment.SHIPPED), Stage.SHIPPED),
        (State(Payment.PAID, Fulfilment.OPEN, held=True), Stage.ON_HOLD),
        (State(Payment.PAID, Fulfilment.PACKED, held=True), Stage.ON_HOLD),
        (State(Payment.UNPAID, Fulfilment.PACKED), Stage.TO_CONFIRM),
    ],
)
def test_an_order_stands_in_the_stage_that_its_states_say(state: State, place: Stage) -> None:
    assert stage(state) is place


def test_every_state_has_a_stage() -> None:
    assert {stage(state) for state in STATES} == set(Stage)
