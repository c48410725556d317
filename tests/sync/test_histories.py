"""R4: after any history of losses, kills and edits, store and bench agree, and each effect happened once."""

import random
from collections.abc import Iterator

import pytest

from desktop.services import changes
from desktop.simulated.woocommerce import StoreDouble
from desktop.simulated.woocommerce_seed import add_goods
from desktop.sync.connectors.woocommerce.write import Writer
from tests.sync.histories import World, begin, run_history

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def world(sqlite_database: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    with StoreDouble() as double:
        add_goods(double.state)
        yield begin(double)
    changes.set_clock(None)


def _live(world: World, first: int, count: int) -> list[str]:
    wrong = []
    for seed in range(first, first + count):
        wrong += [f"seed {seed}: {text}" for text in run_history(world, seed)]
    print(
        f"seeds {first}-{first + count - 1}: {world.pushes} messages, {world.losses} losses, {world.kills} kills,"
        f" {len(wrong)} divergences"
    )
    return wrong


@pytest.mark.parametrize("part", range(5))
def test_store_and_bench_agree_after_any_history(world: World, part: int) -> None:
    wrong = _live(world, 1000 * part, 44)
    assert wrong == []
    assert world.losses > 40
    assert world.pushes > 80


@pytest.mark.parametrize("careless", ["no read-back", "no look for our mark"])
def test_the_same_histories_find_a_sender_that_does_not_look(
    world: World, careless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if careless == "no read-back":
        monkeypatch.setattr(Writer, "_read_after", _give_up)
        monkeypatch.setattr(Writer, "_find_note", lambda *_args: "")
    else:
        monkeypatch.setattr(Writer, "_find_note", lambda *_args: "")
    assert _live(world, 0, 25) != []


@pytest.mark.hard
@pytest.mark.timeout(3000)
def test_a_thousand_histories(world: World) -> None:
    first = random.SystemRandom().randrange(10**6) * 10_000
    assert _live(world, first, 1000) == []


def _give_up(_self: Writer, lost: Exception, _remote_id: str) -> None:
    raise lost
