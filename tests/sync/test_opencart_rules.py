"""What may be told an OpenCart store, and in which words: each rule was measured on real stores."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.domain.order import Fulfilment
from desktop.simulated.opencart import OpenCartDouble
from desktop.simulated.opencart_seed import add_order, fill
from desktop.simulated.opencart_state import State
from desktop.sync.connector import Account, Busy, Check, Conflict, Outcome, Push, Refused, Result, SignInFailed
from desktop.sync.connectors.opencart.profile import Family, Profile, family_of
from desktop.sync.connectors.opencart.store import OpenCart
from desktop.sync.connectors.opencart.write import MailRefused, clean


@pytest.fixture(scope="module")
def double() -> Iterator[OpenCartDouble]:
    with OpenCartDouble() as made:
        yield made


@pytest.fixture
def state(double: OpenCartDouble) -> State:
    double.state = State()
    double.requests.clear()
    double.drops_headers = False
    fill(double.state)
    return double.state


@pytest.fixture
def store(double: OpenCartDouble, state: State) -> Iterator[OpenCart]:
    connector = _connect(double)
    yield connector
    connector.close()


def _connect(double: OpenCartDouble, key: str = "", **ours: Any) -> OpenCart:
    return OpenCart(Account(double.url, "", "", keys={"key": key or double.state.key}, **ours))


def _tell(store: OpenCart, kind: str, ref: str, key: str = "op", **values: Any) -> Outcome:
    return store.perform(Push(kind, ref, key, values))


def _shelf(state: State) -> list[str]:
    return [product["quantity"] for product in state.products.values()]


@pytest.mark.parametrize("status", ["15", "17", "8"])
def test_a_status_that_puts_goods_back_is_refused_unless_the_order_is_cancelled(
    store: OpenCart, state: State, status: str
) -> None:
    ref = add_order(state)
    shelf = _shelf(state)
    assert status in store.capabilities().restocks_on
    with pytest.raises(Refused) as refused:
        _tell(store, "order_status", ref, status=status)
    assert refused.value.code == "restocks"
    assert "back into stock" in refused.value.say()
    assert (_shelf(state), state.writes) == (shelf, [])
    _tell(store, "order_status", ref, status="7")
    assert _shelf(state) != shelf


def test_what_the_shop_adds_to_its_processing_statuses_may_be_told_at_once(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    with pytest.raises(Refused):
        _tell(store, "order_status", ref, status="15")
    state.processing.add("15")
    assert _tell(store, "order_status", ref, status="15").result is Result.DONE


def test_no_status_and_status_nought_are_never_written(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    assert _tell(store, "order_status", ref, status="").result is Result.NOTHING
    with pytest.raises(Refused) as refused:
        _tell(store, "order_status", ref, status="0")
    assert refused.value.code == "unknown-status"
    assert state.writes == []


def test_a_checkout_that_nobody_finished_is_not_placed_by_us(store: OpenCart, state: State) -> None:
    ref = add_order(state, "0")
    for kind in ("order_status", "note", "tracking"):
        with pytest.raises(Refused):
            _tell(store, kind, ref, status="3", text="x", number="JP1")
    assert state.writes == state.mails == []
    pulled = store.pull_orders("").orders
    assert ref not in {order.remote_id for order in pulled}


def test_an_order_that_is_being_edited_there_is_held_and_not_gone(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    state.orders[ref]["order_status_id"] = "0"  # the admin's form voids an order before it writes it anew
    order = store.read_order(ref)
    assert order is not None
    assert (order.held, order.fulfilment) == (True, Fulfilment.OPEN)
    assert store.missing([ref]) == []


def test_what_the_anti_fraud_extension_decides_is_a_conflict(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    state.suspects = True
    with pytest.raises(Conflict) as conflict:
        _tell(store, "order_status", ref, status="3")
    assert "Denied" in conflict.value.say()
    with pytest.raises(Conflict):  # it stays one, though the shop knows the message
        _tell(store, "order_status", ref, status="3")
    assert len(state.writes) == 1
    state.set_by_hand(ref, "3")
    assert _tell(store, "order_status", ref, status="3").result is Result.ALREADY


def test_a_message_that_was_done_long_ago_is_done_though_the_shop_went_on(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    _tell(store, "order_status", ref, status="3")
    state.set_by_hand(ref, "5")
    assert _tell(store, "order_status", ref, status="3").result is Result.ALREADY
    assert len(state.writes) == 1


@pytest.mark.parametrize(("version", "stored"), [("2.3.0.2", True), ("3.0.5.1", False)])
def test_a_mail_server_that_is_down_is_said_and_the_mail_may_be_left_out(
    double: OpenCartDouble, state: State, version: str, stored: bool
) -> None:
    state.version, state.mail_down = version, True
    store = _connect(double)
    ref = add_order(state)
    with pytest.raises(MailRefused) as refused:
        _tell(store, "order_status", ref, status="3", notify=True, text="It left")
    assert refused.value.code == "mail-server"
    assert ("has kept this" in refused.value.say()) == stored
    assert (state.orders[ref]["order_status_id"] == "3") == stored
    again = _tell(store, "order_status", ref, status="3", notify=False, text="It left")
    assert again.result is (Result.ALREADY if stored else Result.DONE)
    assert [row["comment"] for row in state.history_of(ref)].count("It left") == 1
    store.close()


def test_the_customer_hears_of_it_only_when_asked_for(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    _tell(store, "order_status", ref, "a", status="3", text="no mail")
    _tell(store, "note", ref, "b", text="for the shop")
    assert state.mails == []
    _tell(store, "note", ref, "c", text="for you", to_customer=True)
    assert [mail.text for mail in state.mails] == ["Shipped\nfor you"]


def test_a_tracking_number_is_a_comment_and_leaves_the_status_alone(store: OpenCart, state: State) -> None:
    ref = add_order(state, "12")
    _tell(store, "tracking", ref, number="JP1", carrier="JNE", url="https://x.test/?a=1&b=2")
    last = state.history_of(ref)[-1]
    assert last["comment"] == "JNE\nJP1\nhttps://x.test/?a=1&b=2"
    assert (last["order_status_id"], last["notify"]) == ("12", "1")
    with pytest.raises(Refused):
        _tell(store, "tracking", ref, "other", number=" ")


def test_money_for_an_order_that_is_further_on_changes_nothing(store: OpenCart, state: State) -> None:
    ref = add_order(state, "3")
    assert _tell(store, "order_status", ref, status="2").result is Result.ALREADY
    assert state.writes == []


def test_a_comment_is_cleaned_for_what_the_store_can_keep() -> None:
    said = 'Terkirim 🚀  <b>"JNE"</b>\n\n no 1 & 2 \n'
    assert clean(said, Family.V3) == "Terkirim ‹b›”JNE”‹/b›\n\nno 1 & 2"
    assert clean(said, Family.V41) == "Terkirim 🚀 ‹b›”JNE”‹/b›\n\nno 1 & 2"


def test_points_and_commission_are_given_once_and_may_be_taken_back(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    for kind in ("points", "commission"):
        for key, given, result in (
            ("a", True, Result.DONE), ("a", True, Result.ALREADY), ("b", True, Result.ALREADY),
            ("c", False, Result.DONE), ("a", True, Result.ALREADY),  # an old message that comes late gives nothing anew
        ):  # fmt: skip
            assert _tell(store, kind, ref, f"{kind}-{key}", given=given).result is result
            assert _tell(store, kind, ref, f"{kind}-{key}", given=given).result is Result.ALREADY
        credits_ = store.read_order(ref)
        assert credits_ is not None
        assert credits_.credits is not None
        assert (credits_.credits.points_given, credits_.credits.commission_given) == (False, False)
    assert credits_.credits.points == 50
    assert (state.rewards, state.commissions, state.mails) == ([], [], [])


def test_stock_that_the_shop_does_not_count_is_not_set(store: OpenCart, state: State) -> None:
    for article, code in (("47", "uncounted"), ("4711", "gone")):
        with pytest.raises(Refused) as refused:
            _tell(store, "stock", article, was=1, to=2)
        assert refused.value.code == code
    assert "47" not in {level.remote_id for level in store.pull_stock("").levels}


def test_lines_keep_their_names_when_the_order_is_edited_there(store: OpenCart, state: State) -> None:
    ref = add_order(state, lines=(("28", 1), ("28", 2), ("29", 1)))
    first, second, _third = state.products_of[ref]
    state.options_of[ref] = [
        _option(first, "7", "Merah"), _option(second, "8", "Biru"),
    ]  # fmt: skip
    before = store.read_order(ref)
    ids = {row["order_product_id"] for row in state.products_of[ref]}
    state.edit(ref, shipping_city="Jakarta")
    after = store.read_order(ref)
    assert before is not None
    assert after is not None
    assert [line.remote_id for line in before.lines] == [line.remote_id for line in after.lines]
    assert len({line.remote_id for line in after.lines}) == 3
    assert [line.options for line in after.lines] == [(("Warna", "Merah"),), (("Warna", "Biru"),), ()]
    assert ids.isdisjoint(row["order_product_id"] for row in state.products_of[ref])
    assert after.ship_to.city == "Jakarta"


def _option(line: dict[str, Any], value_id: str, value: str) -> dict[str, Any]:
    return {
        "order_option_id": value_id, "order_id": line["order_id"], "order_product_id": line["order_product_id"],
        "product_option_id": "3", "product_option_value_id": value_id, "name": "Warna", "value": value,
        "type": "select",
    }  # fmt: skip


def test_a_sweep_of_open_orders_carries_only_what_is_new_there(
    store: OpenCart, state: State, double: OpenCartDouble
) -> None:
    first = store.open_orders("").orders
    double.requests.clear()
    assert store.open_orders("").orders == first
    assert [op for _route, op in double.requests] == ["open"]
    ref = first[0].remote_id
    state.orders[ref]["shipping_city"] = "Medan"  # a hand in the database: no row, no date
    assert next(o for o in store.open_orders("").orders if o.remote_id == ref).ship_to.city == "Medan"


def test_a_host_that_drops_the_header_is_met_by_the_key_in_the_body(
    store: OpenCart, double: OpenCartDouble, state: State
) -> None:
    double.drops_headers = True
    assert all(step.passed for step in store.test())
    assert store.read_order("1") is not None


def test_the_shop_counts_one_visitor_however_often_we_ask(store: OpenCart, double: OpenCartDouble) -> None:
    store.capabilities()
    before = double.sessions
    for _turn in range(5):
        store.pull_orders("")
    assert double.sessions == before


def test_maintenance_is_waited_for_in_minutes_whatever_the_shop_says(store: OpenCart, state: State) -> None:
    store.capabilities()
    state.maintenance = True
    with pytest.raises(Busy) as busy:
        store.pull_orders("")
    assert busy.value.wait_s == 60
    assert busy.value.whole_store


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        ({"installed": False}, Check.KEY, "Extensions, Installer"),
        ({"switched_on": False}, Check.KEY, "switch it on"),
        ({"key": "kolli-new"}, Check.KEY, "Make a new one"),
    ],
)
def test_the_wizard_says_where_in_the_shop_to_look(
    double: OpenCartDouble, state: State, change: dict[str, Any], check: Check, words: str
) -> None:
    connector = _connect(double)
    for name, value in change.items():
        setattr(state, name, value)
    last = connector.test()[-1]
    connector.close()
    assert last.check is check
    assert isinstance(last.error, SignInFailed)
    assert words in last.error.say()
    assert "WooCommerce" not in last.error.say()


def test_a_shop_that_was_upgraded_is_found_again(double: OpenCartDouble, state: State, store: OpenCart) -> None:
    assert store.probe().version == "3.0.5.1"
    state.version = "4.1.0.4"
    with pytest.raises(SignInFailed):
        store.probe()
    assert store.probe().version == "4.1.0.4"


def test_times_are_read_in_the_stores_own_zone(store: OpenCart, state: State) -> None:
    ref = add_order(state)
    state.orders[ref] |= {"date_added": "2026-07-01 06:30:00", "date_modified": "0000-00-00 00:00:00"}
    order = store.read_order(ref)
    assert order is not None
    assert order.placed_at == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    facts = store.probe()
    assert (facts.zone, facts.zone_offset_h, facts.languages) == ("Asia/Jakarta", 7.0, ("en-gb", "id-id"))
    assert ("3", "Shipped") in facts.statuses


def test_a_database_in_another_zone_than_the_shop_wins() -> None:
    """Before 3.0.4 the shop's zone is not told to the database, which stamps the orders."""
    assert Profile(Family.V3, zone="Asia/Jakarta", offset_s=25200).tz() != UTC
    profile = Profile(Family.V3, zone="Asia/Jakarta", offset_s=3600)
    assert (
        datetime(2026, 1, 1, tzinfo=profile.tz()).utcoffset()
        == datetime(2026, 1, 1, tzinfo=UTC).astimezone(profile.tz()).utcoffset()
    )
    assert str(profile.tz()) == "UTC+01:00"
    assert str(Profile(Family.V3, zone="Asia/Nowhere").tz()) == "UTC"


@pytest.mark.parametrize(
    ("version", "family"),
    [("2.3.0.2", Family.V2), ("3.0.2.0", Family.V3), ("4.0.2.3", Family.V40), ("4.1.0.4", Family.V41),
     ("5.0.0.0", Family.V41)],
)  # fmt: skip
def test_a_version_names_its_family(version: str, family: Family) -> None:
    assert family_of(version) is family
