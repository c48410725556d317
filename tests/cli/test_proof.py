"""A proof by the command line: made, listed, exported, verified where there is no shop, refused when it was changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import fill
from tests.cli.process import Kolli


@pytest.fixture
def double() -> Iterator[StoreDouble]:
    with StoreDouble() as store:
        fill(store.state, orders=3, statuses=("processing",))
        yield store


def test_from_the_first_look_to_the_signed_file(kolli: Kolli, double: StoreDouble, tmp_path: Path) -> None:
    shop = Kolli(kolli.data, KOLLI_SECRETS_PASSWORD="geheim", KOLLI_STORE_KEY=KEY, KOLLI_STORE_SECRET=SECRET)
    assert shop("store", "add", "toko", double.url, "--plain-http", "--untested", "--json").code == 0
    first = shop("proof", "run", "--json")
    assert first.code == 0, first.err
    assert [(p["orders"], p["same"], p["different"]) for p in first.json["proofs"]] == [(3, 3, 0)]
    next(iter(double.state.orders.values()))["status"] = "completed"  # by hand, and no date moves
    second = shop("proof", "run", "--json")
    assert second.code == 1
    top = second.json["proofs"][0]["rows"][0]
    assert (top["verdict"], bool(top["why"]), bool(top["next"])) == ("different", True, True)
    assert [p["different"] for p in shop("proof", "list", "--json").json["proofs"]] == [1, 0]
    file = tmp_path / "proof.zip"
    assert shop("proof", "export", file, "--json").json["different"] == 1
    assert shop("proof", "verify", file, "--json").json["known"] is True
    elsewhere = Kolli(tmp_path / "elsewhere")
    seen = elsewhere("proof", "verify", file, "--json")
    assert (seen.code, seen.json["unchanged"], seen.json["known"]) == (0, True, False)
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 3] ^= 1
    file.write_bytes(whole)
    assert elsewhere("proof", "verify", file).code == 1
