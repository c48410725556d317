"""Every recorded answer of the real stores goes through the connector's own judgement; none is left unused."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
import pytest

from desktop.domain.errors import KolliError
from desktop.sync.connector import Account, Busy, Fault, Offline, Refused, SignInFailed
from desktop.sync.connectors.woocommerce import parcels, read
from desktop.sync.connectors.woocommerce.auth import Signed
from desktop.sync.connectors.woocommerce.pull import stamp_text
from desktop.sync.connectors.woocommerce.talk import Gone, Talk
from desktop.sync.http import Answer
from tests.sync import recordings, test_double, test_double_faults
from tests.sync.recordings import Exchange

# What each bad answer means to us: by its exchange, where it depends on how we signed; else by HTTP status and code.
_DOORS = {
    "02-01": Fault.HTTPS_NOT_SEEN, "02-02": Fault.KEY_UNKNOWN, "02-03": Fault.KEY_UNKNOWN, "02-04": Fault.SECRET_WRONG,
    "02-05": Fault.NO_WRITE, "02-06": Fault.NO_READ, "02-07": Fault.NOT_STAFF, "02-11": Offline,
    "02-12": Fault.CLOCK, "02-13": Fault.SECRET_WRONG, "02-14": Fault.SECRET_WRONG, "02-15": Fault.KEY_UNKNOWN,
    "02-16": Fault.KEY_UNKNOWN, "02-17": Fault.HTTPS_NOT_SEEN, "02-20": Fault.NO_WRITE, "02-21": Fault.NOT_STAFF,
    "09-04": Fault.NO_WRITE,
}  # fmt: skip
_MEANINGS: dict[tuple[int, str], type[KolliError]] = {
    (400, "rest_invalid_param"): Refused,
    (400, "woocommerce_rest_shop_order_invalid_id"): Gone,
    (404, "woocommerce_rest_shop_order_invalid_id"): Gone,
    (404, "woocommerce_rest_order_invalid_id"): Gone,
    (500, "woocommerce_rest_invalid_order_id"): Gone,
    (410, "woocommerce_rest_already_trashed"): Gone,
    (404, "woocommerce_rest_invalid_product_id"): Gone,
    (404, "woocommerce_rest_product_variation_invalid_id"): Gone,
    (400, "rest_invalid_json"): Refused,
    (400, "rest_missing_callback_param"): Refused,
    (500, "woocommerce_rest_cannot_create_order_refund"): Refused,
    (400, "product_invalid_global_unique_id"): Refused,
    (400, "product_invalid_sku"): Refused,
    (413, "woocommerce_rest_request_entity_too_large"): Refused,
    (400, "woocommerce_rest_required_product_reference"): Refused,
    (400, "woocommerce_rest_invalid_coupon"): Refused,
    (400, "woocommerce_rest_shop_webhook_invalid_topic"): Refused,
    (400, "woocommerce_rest_shop_webhook_invalid_delivery_url"): Refused,
    (404, "rest_no_route"): Refused,
    (400, "404"): Refused,
    (400, "0"): Refused,
    (500, "internal_server_error"): Busy,  # a crash, perhaps after the work: read, then decide
    (500, "wp_die"): Busy,
    (500, ""): Busy,
    (503, "wp_die"): Busy,
    (503, ""): Busy,
    (502, ""): Busy,
}
# Facts without a request, and where each is used.
_FACTS = {
    "03-08": test_double.test_the_double_answers_as_the_recorded_store_did,  # 03-09 to 03-15 are counted against it
    "03-17": test_double_faults.test_pages_drift_while_orders_are_edited,
    "13-03": test_double_faults.test_a_client_that_gives_up_has_written_all_the_same,
}


@pytest.mark.parametrize("file", recordings.files())
def test_each_recorded_answer_means_what_was_measured(file: str) -> None:
    for exchange in recordings.exchanges(file[:2]):
        if exchange.request is None:
            continue
        wanted = _wanted(exchange)
        answer, talk = _answer(exchange), _talk(exchange)
        try:
            if wanted is None:
                assert talk.judged(answer).data == exchange.response["body"], exchange.id
                continue
            with pytest.raises(KolliError) as raised:
                # A store that waits is told from its answer's status alone, before anybody looks into it.
                talk.judged(answer) if answer.status not in (502, 503) else _wait()
            said = raised.value
            if isinstance(wanted, Fault):
                assert isinstance(said, SignInFailed), exchange.id
                assert said.fault is wanted, exchange.id
            else:
                assert type(said) is wanted, f"{exchange.id}: {said!r}"
            assert "<" not in said.say(), exchange.id
            assert "/srv/" not in said.say(), exchange.id
        finally:
            talk.close()


def _wait() -> None:
    raise Busy(host="store.test", detail="", wait_s=60)


def _wanted(exchange: Exchange) -> Fault | type[KolliError] | None:
    if exchange.response["status"] < 300:
        return None
    body = exchange.response["body"]
    code = str(body.get("code", "")) if isinstance(body, dict) else ""
    return _DOORS.get(exchange.id) or _MEANINGS[exchange.response["status"], code]


def _answer(exchange: Exchange) -> Answer:
    recorded = exchange.response
    body = recorded["body"]
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Answer(
        recorded["status"], {name.lower(): value for name, value in recorded["headers"].items()}, content, None
    )


def _talk(exchange: Exchange) -> Talk:
    request = recordings.request_of(exchange)
    talk = Talk(Account("http://127.0.0.1", "ck_", "cs_"))  # nothing is sent
    talk.sees_https = request.secure
    talk.sign = Signed("ck_", "cs_") if "oauth_signature" in request.query else None
    return talk


def test_every_exchange_is_used() -> None:
    """By the test above where there is an answer; else by the test that its place in the list names."""
    facts = {exchange.id for exchange in recordings.exchanges() if exchange.request is None}
    used = set(_FACTS) | set(_PARALLEL) | {"12-03", "12-04", "08-17"}
    assert facts == used
    doors = {exchange.id for exchange in recordings.exchanges("02") if exchange.response["status"] in (401, 403)}
    assert doors <= set(_DOORS)


# --- facts of parallel writers: what they cost is why one program sends, and only after reading

_PARALLEL = {
    "14-00": lambda fact: len(fact["emails_sent"]) > 1,
    "14-01": lambda fact: fact["stock_before"] - fact["stock_after"] > 2,
    "14-02": lambda fact: fact["final_status"] == "completed" and any("Cancelled" in note for note in fact["notes"]),
    "14-04": lambda fact: max(max(fact[store]) for store in _stores(fact)) > 2,
    "14-05": lambda fact: max(max(fact[store]) for store in _stores(fact)) > 2,
    "14-06": lambda fact: max(max(fact[store]) for store in _stores(fact)) > 1,
    "14-07": lambda fact: {min(fact[store]) for store in _stores(fact)} == {12},  # orders alone move stock safely
    "14-08": lambda fact: all(min(fact[store]) < 12 for store in _stores(fact)),
}


def _stores(fact: Mapping[str, object]) -> list[str]:
    return [name for name in fact if name.startswith(("hpos", "posts"))]


@pytest.mark.parametrize("place", _PARALLEL)
def test_parallel_writers_did_harm_in_real_stores(place: str) -> None:
    assert _PARALLEL[place](recordings.exchange(place).raw)


def test_a_step_of_stock_is_never_sent() -> None:
    """Twelve sent at once took six of twelve. So a count is written, with what it was before (see stock.py)."""
    fact = recordings.exchange("08-17").raw["inventory_delta_minus_1_each"]
    assert fact["final"] > fact["expected"]
    from desktop.sync.connector import Push
    from tests.sync.bench_woocommerce import woocommerce

    with woocommerce() as bench:
        article = bench.article()
        units = bench.articles()[article][1] or 0
        bench.connector.perform(Push("stock", article, "op", {"was": units, "to": units - 1}))
        assert set(bench.state.writes[-1].body) == {"stock_quantity", "meta_data"}


# --- what a store sends by itself: a bench behind a router hears none of it, and would read it as any other order


def test_a_delivery_is_an_order_as_any_other_and_a_ping_is_none() -> None:
    ping = recordings.exchange("12-03").raw["delivery"]
    with pytest.raises(msgspec.DecodeError):
        read.parse_order(ping["body"].encode())
    sent = recordings.exchange("12-04").raw["delivery"]
    assert sent["headers"]["X-WC-Webhook-Resource"] == "order"
    head = json.loads(sent["body_start"].rpartition(",")[0] + "}")  # the recording holds its beginning
    order = read.remote_order(read.parse_order(json.dumps(head).encode()), {})
    assert (order.remote_id, order.status) == ("282", "completed")
    assert recordings.exchange("12-04").raw["seconds_after_change"] > 30  # too late to be worth a server


# --- single recordings that the connector reads in its own way


def test_recorded_shipments_are_parcels() -> None:
    listed = recordings.exchange("11-07").response["body"]
    first, second, odd = parcels.fulfilled(listed)
    assert (first.number, first.carrier, first.lines) == ("JP1234567890", "jne", (("989", 1),))
    assert first.at == datetime(2026, 11, 21, 22, 14, 23, tzinfo=UTC)
    assert (second.number, odd.number) == ("JP1234567890", "")
    order = read.parse_order(json.dumps(recordings.exchange("11-04").response["body"]).encode())
    assert parcels.has_fulfilments(order)


def test_our_cursor_is_the_one_way_of_asking_that_misses_nothing() -> None:
    truth = recordings.exchange("03-08").raw
    asked = recordings.request_of(recordings.exchange("03-09")).query
    assert asked["modified_after"] == stamp_text(datetime.fromisoformat(f"{truth['cursor']}+00:00"))
    assert asked["dates_are_gmt"] == "true"
    totals = {n: int(recordings.exchange(f"03-{n:02d}").response["headers"]["X-WP-Total"]) for n in range(9, 16)}
    assert totals[9] == truth["orders_strictly_after"]
    assert totals[10] < totals[9]
