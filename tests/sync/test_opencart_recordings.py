"""Every recorded exchange with OpenCart stores, against what Kolli takes it for and against the store double."""

import json
from collections import Counter
from typing import Any

import pytest

from desktop.simulated.opencart_api import Said as Answered
from desktop.simulated.opencart_api import answer
from desktop.simulated.opencart_api_state import ApiState, Version
from desktop.sync.connectors.opencart.api import sign
from desktop.sync.connectors.opencart.api.cart import amount, raw_lines
from desktop.sync.connectors.opencart.api.family import Dialect, dialect_of
from desktop.sync.connectors.opencart.api.judge import Reply, Said, json_in, of_call, of_login
from desktop.sync.http import Answer
from tests.sync.opencart_recordings import FILES, FOLDER, TOKENS, Exchange, call_of, exchanges, meant, state_before

ALL = [exchange for file in FILES for exchange in exchanges(file)]
PLAYED = [exchange for exchange in ALL if exchange.is_catalog]
PLAYED_OF = {"oc23": 15, "oc3-api": 38, "oc3-admin": 2, "oc402": 25, "oc410": 23}


def _id(exchange: Exchange) -> str:
    return f"{exchange.file}:{exchange.name}"


def _judged(exchange: Exchange, said: Answer) -> Reply:
    if "login" in exchange.query["route"] and exchange.is_catalog:
        return of_login(said)
    return of_call(said, notified=dict(exchange.form).get("notify") == "1")


def test_no_exchange_is_left_out() -> None:
    assert Counter(exchange.file for exchange in ALL) == {file: count for file, (_v, count) in FILES.items()}
    assert len({_id(exchange) for exchange in ALL}) == sum(count for _version, count in FILES.values()) == 163
    # Those with the admin's pages are judged alone; every other one is played by the double, too.
    assert Counter(exchange.file for exchange in PLAYED) == PLAYED_OF


@pytest.mark.parametrize("exchange", ALL, ids=_id)
def test_each_recorded_answer_is_taken_for_what_it_means(exchange: Exchange) -> None:
    reply = _judged(exchange, exchange.answer())
    assert reply.said is meant(exchange)
    if reply.said is Said.ADDRESS:
        assert reply.address == "127.0.0.1"
    assert "/var/www" not in reply.text
    assert "<b>" not in reply.text


@pytest.mark.parametrize("exchange", PLAYED, ids=_id)
def test_the_double_answers_and_changes_what_the_store_did(exchange: Exchange) -> None:
    state = state_before(exchange)
    if exchange.name.startswith("cart_after_load"):
        for token in TOKENS:
            state.sessions[token].cart = list(exchange.response["body"]["products"])
    said = answer(state, call_of(exchange))
    recorded = exchange.answer()
    assert said.status == recorded.status
    assert said.kind.partition(";")[0] == exchange.response["headers"]["content-type"].partition(";")[0]
    assert _judged(exchange, Answer(said.status, {}, said.body, None)).said is meant(exchange)
    _compare_bodies(exchange, said, recorded)
    if isinstance(exchange.effect, dict):
        _compare_effects(exchange.effect, state, int(state_ref(exchange)))


def state_ref(exchange: Exchange) -> str:
    return exchange.query.get("order_id") or dict(exchange.form).get("order_id") or "0"


def _compare_bodies(exchange: Exchange, said: Answered, recorded: Answer) -> None:
    wanted, got = json_in(recorded.body), json_in(said.body)
    if isinstance(wanted, dict) and "products" in wanted:
        assert got["products"] == wanted["products"]
        return
    assert _without_tokens(got) == _without_tokens(wanted)
    if exchange.response["body_kind"] != "fragment":
        assert (said.body[:1] == b"<") == (recorded.body[:1] == b"<")


def _without_tokens(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {name: "" if name in ("token", "api_token") else value for name, value in data.items()}


def _compare_effects(effect: dict[str, Any], state: ApiState, ref: int) -> None:
    after = effect.get("order_after") or effect.get("status_after")
    assert int(state.orders[ref]["order_status_id"]) == after["order_status_id"]
    if "order_before" in effect:
        assert state.orders[ref]["date_modified"] == after["date_modified"]
    assert state.stock == {int(product): units for product, units in (effect.get("stock_after") or {}).items()}
    rows = effect.get("history_rows_added", effect.get("rows"))
    made = state.histories.get(ref, [])
    if "lines_after" in effect:
        assert [line["order_product_id"] for line in state.lines[ref]] == [
            line["order_product_id"] for line in effect["lines_after"]
        ]
        made = [{**row, "order_history_id": rows[0]["order_history_id"]} for row in made]
    assert made == rows
    if "mails" in effect:
        assert [([mail.to], mail.subject) for mail in state.mails] == [(m["to"], m["subject"]) for m in effect["mails"]]


def test_every_recorded_signature_is_made_again() -> None:
    signed = [e for e in exchanges("oc410") if "signature" in e.query]
    assert len(signed) == 22
    place = sign.Place("store.test", "/")
    broken = set()
    for exchange in signed:
        query = exchange.query
        made = sign.signature(
            "dummykey" * 8, query["call"], query["username"], place, exchange.form, int(query["time"])
        )
        if made != query["signature"]:
            broken.add(exchange.name)
        else:
            assert (
                sign.query("dummykey" * 8, query["call"], query["username"], place, exchange.form, int(query["time"]))
                == query
            )
    # One was signed over the raw text, one with another key; the store refused both.
    assert broken == {"history_add_special_chars_signed_raw", "wrong_key"}


def test_the_two_that_break_the_rule_break_it_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    (raw,) = [e for e in exchanges("oc410") if e.name == "history_add_special_chars_signed_raw"]
    monkeypatch.setattr(sign, "cleaned", lambda value: value)
    place, query = sign.Place("store.test", "/"), raw.query
    made = sign.signature("dummykey" * 8, query["call"], query["username"], place, raw.form, int(query["time"]))
    assert made == query["signature"]


@pytest.mark.parametrize(
    ("version", "dialect"),
    [("2.3.0.2", Dialect.TOKEN), ("3.0.5.1", Dialect.TOKEN), ("4.0.2.3", Dialect.ACCOUNT), ("4.1.0.4", Dialect.SIGNED)],
)
def test_the_family_is_told_by_the_recorded_probe(version: str, dialect: Dialect) -> None:
    rows = json.loads((FOLDER / "version-probe.json").read_text("utf-8"))
    assert len(rows) == 4
    row = next(row for row in rows if row["opencart"] == version)

    def said(route: str) -> Answer:
        status, kind, body = row[route]
        return Answer(status, {"content-type": kind}, body.encode(), None)

    assert dialect_of(said("api/login"), said("api/account/login")) is dialect


def test_a_star_in_the_list_is_kept_and_never_matches() -> None:
    kept = [e for e in ALL if e.name == "admin_api_user_wildcard_saved_but_useless"]
    assert len(kept) == 3
    for exchange in kept:
        effect = exchange.effect
        said = json.dumps(effect.get("login_answer") or effect["call_answer"]).encode()
        status = 403 if exchange.version is Version.V41 else 200
        wanted = Said.UNKNOWN if exchange.version is Version.V41 else Said.ADDRESS
        assert of_login(Answer(status, {}, said, None)).said is wanted
        state = ApiState(version=exchange.version, key="API_KEY_DUMMY", allowed={row["ip"] for row in effect["list"]})
        login = next(e for e in ALL if e.version is exchange.version and e.name in ("login_ok", "login_route_gone"))
        reply = of_login(Answer(*_parts(answer(state, call_of(login)))))
        assert (reply.said, reply.address) == (wanted, "127.0.0.1" if wanted is Said.ADDRESS else "")


def _parts(said: Answered) -> tuple[int, dict[str, str], bytes, None]:
    return said.status, {"content-type": said.kind}, said.body, None


def test_lines_come_out_of_a_recorded_basket() -> None:
    found = {e.name: e.response["body"] for e in exchanges("oc402") if e.name.startswith("cart_after_load")}
    plain = raw_lines("5", found["cart_after_load"])
    assert [(row["product_id"], row["quantity"], row["price"], row["total"]) for row in plain["products"]] == [
        ("33", "1", "1920.00", "1920.00"), ("46", "12", "9600.00", "115200.00"),
    ]  # fmt: skip
    assert [row["value"] for row in plain["totals"]][:3] == ["117120.00", "0.00", "-11712.00"]
    chosen = raw_lines("38", found["cart_after_load_options"])["options"]
    assert chosen[0]["order_product_id"] == "2"
    assert chosen[0]["value"] == "Gravyr: &quot;Åsa &amp; Björn&quot;"


@pytest.mark.parametrize(
    ("text", "value"),
    [("Rp1,580,000", "1580000"), ("1.920,00 €", "1920.00"), ("$0.50", "0.50"), ("-11,712.00 kr", "-11712.00"),
     ("1 234,5 kr", "1234.5"), ("", "0"), ("gratis", "0"), ("1,580", "1580"), ("12,50", "12.50")],
)  # fmt: skip
def test_a_formatted_amount_is_read(text: str, value: str) -> None:
    assert str(amount(text)) == value


def test_every_kind_of_meaning_was_recorded() -> None:
    assert {meant(exchange) for exchange in ALL} == set(Said)
    assert {exchange.version for exchange in PLAYED} == {Version.V23, Version.V30, Version.V40, Version.V41}
