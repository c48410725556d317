"""R4: after any history of losses, kills and edits, store and bench agree, and each effect happened once.

Most histories are near ones: hundreds of them take seconds. The others cross real sockets.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import changes, outbox, packing, remote
from desktop.simulated.faults import NINE
from desktop.simulated.woocommerce_seed import add_goods
from desktop.sync import sender
from desktop.sync.connector import Push
from desktop.sync.connectors.woocommerce.write import Writer
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.sync.histories import World, begin, run_history
from tests.sync.roads import Road, far, near

pytestmark = pytest.mark.timeout(600)
AT_ONCE = 500  # histories in one database, so that the thousandth costs what the first did

ONCE_WRONG = 37379565  # a note was there, its answer lost, its order binned: and it was called not written


@contextmanager
def _world(road: Road) -> Iterator[World]:
    with quick_folder() as folder:
        open_database(str(folder / "r4.db"))
        try:
            add_goods(road.state)
            yield begin(road)
        finally:
            packing.forget_all()
            forget()
            changes.set_clock(None)


def _live(road: Road, first: int, count: int, enough: int = 10) -> list[str]:
    """What differed, from `enough` divergences on no more is looked for."""
    wrong: list[str] = []
    figures = {"pushes": 0, "kills": 0}
    for start in range(0, count, AT_ONCE):
        with _world(road) as world:
            for seed in range(first + start, first + min(count, start + AT_ONCE)):
                if len(wrong) < enough:
                    wrong += [f"seed {seed}: {text}" for text in run_history(world, seed)]
            figures = {name: many + world.figures[name] for name, many in figures.items()}
    losses = sum(road.happened.values())
    report("R4 histories", first, histories=count, **figures, losses=losses, divergences=len(wrong))
    return wrong


@pytest.fixture(autouse=True)
def _away_from_home(data_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")


@pytest.mark.timeout(0)
@runs(sample=950, whole=100_000)
def test_store_and_bench_agree_after_any_history(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with near(monkeypatch) as road:
        assert _live(road, ONCE_WRONG, 1) == []
        assert _live(road, new_seed(), times) == []
        assert all(road.happened[fault] > times / 20 for fault in NINE), road.happened


@pytest.mark.timeout(0)
@runs(sample=50, whole=10_000)
def test_they_agree_over_real_sockets(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with far(monkeypatch) as road:
        assert _live(road, new_seed(), times) == []
        assert all(road.happened[fault] for fault in NINE), road.happened


# Broken on purpose: each must be seen, or the histories prove nothing.
def _no_read_back(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(Writer, "_read_after", _give_up)
    broken.setattr(Writer, "_find_note", lambda *_args: "")


def _no_look_for_our_mark(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(Writer, "_find_note", lambda *_args: "")


def _another_name_at_each_try(broken: pytest.MonkeyPatch) -> None:
    def renamed(kind: str, remote_id: str, _key: str, values: dict[str, object]) -> Push:
        return Push(kind, remote_id, changes.new_op_id(), values)

    broken.setattr(sender, "Push", renamed)


def _forgotten_when_lost(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(outbox, "mark_failed", lambda message, *_args: outbox.mark_confirmed(message, {}))


def _echoes_heard(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(remote, "_is_echo", lambda *_args: False)


def _give_up(_self: Writer, lost: Exception, _remote_id: str) -> None:
    raise lost


BROKEN = [_no_read_back, _no_look_for_our_mark, _another_name_at_each_try, _forgotten_when_lost, _echoes_heard]


@pytest.mark.parametrize("careless", BROKEN)
def test_the_same_histories_find_a_sender_that_is_careless(
    careless: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    careless(monkeypatch)
    with near(monkeypatch) as road:
        assert _live(road, 1, 150, enough=1) != []
