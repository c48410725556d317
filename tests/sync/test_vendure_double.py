"""The Vendure double is worth something if it behaves as the real shop did: every recorded exchange is played."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from desktop.simulated.vendure_api import answer
from desktop.simulated.vendure_state import State
from tests.ci_shop import FOLDER
from tests.sync.vendure_seed import seed

FILES = sorted((FOLDER / "exchanges").glob("*.json"))
_OWN = re.compile(r"^(locations|path|http)$")  # where in the query an error stands: GraphQL's, not the shop's


def _exchange(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text("utf-8")))


def test_the_double_answers_as_the_recorded_shop_did() -> None:
    """In their sequence, on one shop: each begins where the one before ended."""
    state = State.of(seed())
    played = []
    for file in FILES:
        exchange = _exchange(file)
        between = {"20": {"TEA-14": 3}, "22": {"BRUSH-26": 2}}.get(file.name[:2])
        if between:  # customers bought in between, see record.js
            state.place(between, shipping=4720, shippingWithTax=5900)
        request, recorded = exchange["request"], exchange["response"]
        reply = answer(state, request["path"], request["headers"], request["body"])
        played.append(file.name)
        if "connectionError" in recorded:
            continue  # it was done, and nobody heard the answer
        assert reply.status == recorded["status"], file.name
        assert _bare(reply.body) == _bare(recorded["body"]), file.name
        told = recorded["headers"].get("vendure-auth-token")
        assert bool(reply.headers.get("vendure-auth-token")) is bool(told), file.name
        assert ("vendure-auth-token" in reply.headers) is (told is not None), file.name
    assert len(played) == 25


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, dict):
        bare = {key: _bare(item) for key, item in value.items() if not _OWN.match(key)}
        if "lines" in bare:  # the shop gives them in no order
            bare["lines"].sort(key=json.dumps)
        return bare
    return value


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ orders { items { id } }", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_cannot_be_understood_is_refused(query: str, said: str) -> None:
    state = State.of(seed())
    key = {"vendure-api-key": next(iter(state.keys))}
    reply = answer(state, "/admin-api", key, {"query": query})
    assert reply.body["errors"][0]["extensions"]["code"] == said
