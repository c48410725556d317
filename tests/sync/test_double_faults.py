"""The double's troubles, over a real socket, against what was recorded of real ones (13-faults)."""

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from desktop.simulated.woocommerce import KEY, StoreDouble, Trouble
from desktop.simulated.woocommerce_api import Request, answer
from desktop.simulated.woocommerce_lists import orders
from desktop.sync.connector import Account, Offline
from desktop.sync.connectors.woocommerce.auth import signature
from desktop.sync.connectors.woocommerce.talk import Talk
from tests.sync import recordings

RECORDED = recordings.exchanges("13")


@pytest.fixture
def double() -> Iterator[StoreDouble]:
    with StoreDouble(recordings.lab("13-faults.json")) as made:
        yield made


def _play(double: StoreDouble, place: int) -> tuple[int, Any, Any]:
    """Send a recorded request over the wire, signed for this double."""
    sent = recordings.request_of(RECORDED[place])
    query = dict(sent.query) | {
        "oauth_consumer_key": KEY, "oauth_timestamp": str(int(double.state.now().timestamp())),
        "oauth_nonce": f"n{place}", "oauth_signature_method": "HMAC-SHA256",
    }  # fmt: skip
    secret = double.state.keys[query["oauth_consumer_key"]].secret
    query["oauth_signature"] = signature(sent.method, "http://store.test" + sent.path, query, secret)
    line = http.client.HTTPConnection("127.0.0.1", double.port, timeout=5)
    headers = {name: value for name, value in sent.headers.items() if name != "authorization"}
    if "Accept: application/json" in RECORDED[place].raw["why"]:  # said there, and not among its headers
        headers["accept"] = "application/json"
    line.request(sent.method, f"{sent.path}?{urlencode(query)}", sent.body or None, headers)
    response = line.getresponse()
    content = response.read()
    line.close()
    kind = response.headers["Content-Type"]
    return response.status, response.headers, json.loads(content) if "json" in kind else content.decode()


@pytest.mark.parametrize(
    ("place", "trouble"),
    [
        (1, Trouble.MAINTENANCE), (2, Trouble.MAINTENANCE), (4, Trouble.DATABASE_DOWN), (5, Trouble.DATABASE_DOWN),
        (6, Trouble.GATEWAY),
    ],
)  # fmt: skip
def test_a_store_in_trouble_answers_as_recorded(double: StoreDouble, place: int, trouble: Trouble) -> None:
    double.fail(trouble)
    status, headers, body = _play(double, place)
    recorded = RECORDED[place].response
    assert status == recorded["status"]
    assert headers["Content-Type"] == recorded["headers"]["Content-Type"]
    assert headers["Retry-After"] == recorded["headers"].get("Retry-After")
    if isinstance(recorded["body"], dict):
        assert body == recorded["body"]
    else:
        assert body[:6].lower() == recorded["body"][:6].lower()


def test_a_crash_after_saving_has_saved_and_mailed(double: StoreDouble) -> None:
    double.fail(Trouble.ERROR_AFTER)
    status, _headers, body = _play(double, 0)
    recorded = RECORDED[0]
    assert (status, body["code"]) == (recorded.response["status"], recorded.response["body"]["code"])
    assert double.state.orders[283]["status"] == recorded.raw["effects"]["status_now"]
    sent = [{"to": mail.to, "subject": mail.subject} for mail in double.emails]
    assert sent == recorded.raw["emails_sent"]


def test_a_client_that_gives_up_has_written_all_the_same(double: StoreDouble) -> None:
    fact = RECORDED[3].raw
    double.state.home = double.url
    recordings.set_clock(double.state, datetime.now(UTC))
    talk = Talk(Account(double.url, KEY, double.state.keys[KEY].secret, read_s=0.2))
    talk.first()
    double.fail(Trouble.DELAY, wait_s=0.4, method="PUT")
    with pytest.raises(Offline):
        talk.write("PUT", "/orders/283", {"status": "completed"})
    talk.close()
    double.stop()  # waits for what is still at work
    assert double.state.orders[283]["status"] == fact["status_afterwards"]
    assert len(double.emails) == len(fact["emails_sent"])


def test_pages_drift_while_orders_are_edited() -> None:
    """Recorded as a fact: an edit on page 1 pushes order 49 out of page 2's sight."""
    fact = recordings.exchanges("03")[17].raw
    state = recordings.lab("03-orders-list.json")
    query = {"orderby": "modified", "order": "asc", "per_page": "5"}
    assert [o["id"] for o in orders(state, query | {"page": "1"}).items] == fact["page1"]
    assert [o["id"] for o in orders(state, query | {"page": "2"}).items] == fact["page2_before"]
    state.set_stamp(state.orders[44], "date_modified", state.now())
    after = [o["id"] for o in orders(state, query | {"page": "2"}).items]
    assert after == fact["page2_after"]
    assert sorted(set(fact["page2_before"]) - set(after)) == fact["skipped"]


def test_routes_index_names_the_statuses() -> None:
    state = recordings.lab("01-discovery.json")
    body = answer(state, Request("GET", "https://store.test/wp-json/wc/v3", {}, secure=True)).body
    recorded = recordings.exchanges("01")[3].response["body"]["routes"]["/wc/v3/orders"][0]["args"]
    ours = body["routes"]["/wc/v3/orders"]["endpoints"][0]["args"]
    assert set(ours) <= set(recorded)
    assert "processing" in ours["status"]["items"]["enum"]
