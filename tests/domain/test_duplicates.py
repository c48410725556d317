"""When two orders may be one sent twice, as laws."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.duplicates import Sale, alike, buyers, goods, suspect
from desktop.domain.order import Action, Fulfilment, Payment, State, allowed, is_paid_for

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPEN = State(Payment.PAID, Fulfilment.OPEN)

STATES = st.builds(State, st.sampled_from(Payment), st.sampled_from(Fulfilment), st.booleans(), st.booleans())
SALES = st.builds(
    Sale,
    id=st.integers(1, 40), currency=st.sampled_from(["IDR", "SEK"]), total_minor=st.sampled_from([100, 200]),
    goods=st.sampled_from([goods([("CUP", (), "", "", (), 1)]), goods([("CUP", (), "", "", (), 2)]), ()]),
    buyers=st.frozensets(st.sampled_from(["email:a@b.se", "phone:812345678", "name:ayu/40111"]), max_size=3),
    placed_at=st.integers(0, 200).map(lambda minutes: NOON + timedelta(minutes=minutes)), state=STATES,
)  # fmt: skip


def sale(**changes: object) -> Sale:
    usual = Sale(1, "IDR", 100, goods([("CUP", (), "", "", (), 1)]), frozenset({"email:a@b.se"}), NOON, OPEN)
    return replace(usual, **changes)  # type: ignore[arg-type]


@given(SALES, SALES, st.integers(0, 240))
def test_alike_is_the_same_either_way_and_never_more_with_less_time(one: Sale, other: Sale, minutes: int) -> None:
    found = alike(one, other, minutes)
    assert found is alike(other, one, minutes)
    assert not alike(one, other, 0)
    assert not alike(one, one, minutes)
    if found:
        assert alike(one, other, minutes + 1)
        assert set(one.marks()) & set(other.marks())  # else they would never be compared
        assert (one.currency, one.total_minor, one.goods) == (other.currency, other.total_minor, other.goods)
        assert abs(one.placed_at - other.placed_at) <= timedelta(minutes=minutes)


@given(SALES, SALES)
def test_the_one_that_waits_is_one_that_can_and_never_the_one_that_is_further(one: Sale, other: Sale) -> None:
    waits = suspect(one, other)
    can = [each for each in (one, other) if each.state.held or Action.HOLD in allowed(each.state)]
    assert (waits is None) is (not can)
    if waits is not None and len(can) == 2:
        rest = other if waits is one else one
        order = list(Fulfilment)
        assert order.index(waits.state.fulfilment) <= order.index(rest.state.fulfilment)
        if waits.state.fulfilment is rest.state.fulfilment:
            assert is_paid_for(waits.state) <= is_paid_for(rest.state)


@given(st.permutations([("CUP", 1), ("TEA", 2), ("cup ", 3)]))
def test_the_sequence_of_lines_and_their_splitting_say_nothing(rows: list[tuple[str, int]]) -> None:
    lines = [(sku, (), "", "", (), units) for sku, units in rows]
    assert goods(lines) == goods([("CUP", (), "", "", (), 4), ("TEA", (), "", "", (), 2)])


def test_a_buyer_is_known_by_whatever_was_written_the_same() -> None:
    indonesian = buyers("", "+62 812-3456-7890", "", "")
    assert indonesian == buyers("", "0812 3456 7890", "", "")
    assert buyers(" Ayu@Example.COM", "", "", "") == buyers("ayu@example.com", "", "", "")
    assert buyers("", "", "Åsa  Öberg", "413 01") == buyers("", "", "åsa öberg", "41301")


def test_what_says_nobody_says_nothing() -> None:
    assert buyers("", "", "Ayu", "") == frozenset()
    assert buyers("a****@b.id", "(+62)812*****78", "A** L*****", "40111") == frozenset()
    assert buyers("none", "000000000000", "", "40111") == frozenset()
    assert not alike(sale(buyers=frozenset()), sale(id=2, buyers=frozenset()), 60)


def test_other_money_other_goods_and_other_wishes_are_other_orders() -> None:
    names = [goods([("MUG", (), "", "", (f"Text: {name}",), 1)]) for name in ("Anna", "Budi")]
    assert names[0] != names[1]
    assert alike(sale(), sale(id=2), 60)
    for change in ({"currency": "SEK"}, {"total_minor": 101}, {"goods": names[0]}, {"goods": ()}):
        assert not alike(sale(), sale(id=2, **change), 60)


def test_an_order_that_is_given_up_is_nobodys_double() -> None:
    for state in (State(Payment.PAID, Fulfilment.CANCELLED), State(Payment.REFUNDED, Fulfilment.OPEN)):
        assert not alike(sale(state=state), sale(id=2), 60)


def test_the_unpaid_one_waits_for_the_paid_one_whichever_came_first() -> None:
    unpaid = sale(id=1, state=State(Payment.UNPAID, Fulfilment.OPEN))
    paid = sale(id=2, placed_at=NOON + timedelta(minutes=5))
    assert suspect(unpaid, paid) is unpaid
    assert suspect(sale(), paid) is paid
