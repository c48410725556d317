"""The tour is the whole program at work: it is run as people run it, and what it leaves is looked at."""

import json
from pathlib import Path

import pytest

from tests.cli.process import Kolli

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]
SEEN = (
    "12a-welcome", "01-queue", "01-queue-chosen", "01-command-bar", "02-order-detail", "03a-pack-idle",
    "03b-pack-progress", "03c-pack-wrong", "03d-pack-toomany", "03e-pack-unknown", "03f-pack-sealed",
    "03g-pack-changed", "03-ask-bind", "03-ask-part", "03-ask-quantity", "03-ask-reason", "03-before-closing",
    "03-pack-second-parcel", "03-wrong-label", "03f-pack-label",
    "04-ship-tracking", "10-sync", "10-sync-offline", "11-settings-shop", "11-settings-stores",
    "11-settings-printers", "14-import-preview",
)  # fmt: skip


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tour in Swedish, in the dark."""
    folder = tmp_path_factory.mktemp("tour")
    data = folder / "shop"
    data.mkdir()
    done = Kolli(data)("tour", "--out", folder / "out", "--lang", "sv", "--theme", "dark", "--json", seconds=240)
    assert done.code == 0, done.err
    assert list(data.iterdir()) == [], "the tour has a shop of its own"
    return folder / "out"


@pytest.fixture(scope="module")
def told(tour: Path) -> dict[str, object]:
    return dict(json.loads((tour / "tour.json").read_text(encoding="utf-8")))


def test_every_screen_and_state_is_pictured(tour: Path) -> None:
    missing = [name for name in SEEN if not (tour / f"{name}.png").exists()]
    assert missing == []
    assert all(file.read_bytes()[:4] == b"\x89PNG" for file in tour.glob("*.png"))


def test_no_scan_is_lost_and_none_counts_twice(told: dict[str, object]) -> None:
    assert told["scans_lost"] == 0
    assert told["scans"] >= 12
    assert told["packed"] == {"order": "20741", "units": 9, "left": 0, "stage": "to-ship"}
    outcomes = [answer["outcome"] for answer in told["answers"]]
    # The wrong article, and the label on the wrong parcel.
    assert [outcomes.count(each) for each in ("wrong", "too-many", "unknown")] == [2, 1, 1]


def test_the_parcel_left_with_its_number(told: dict[str, object]) -> None:
    assert told["shipped"] == {"order": "20741", "stage": "shipped", "tracking": "UB123456785SE"}


def test_what_waited_for_the_network_was_told_exactly_once(told: dict[str, object]) -> None:
    assert told["waited"] >= 2
    assert told["told"]["status completed"] == 1
    assert set(told["told"].values()) == {1}
    assert set(told["outbox"]) <= {"confirmed"}


def test_a_change_in_the_store_stops_the_bench_until_somebody_decides(told: dict[str, object]) -> None:
    changed = told["changed"]
    assert changed["after"] == changed["before"] + 1
    assert changed["open"] is False


def test_papers_of_every_kind_came_out(tour: Path, told: dict[str, object]) -> None:
    # Orders that are sent to the shelves together come out as the list of one walk.
    for kind in ("invoice", "packing-slip", "parcel-label", "wave-list"):
        assert [name for name in told["papers"] if name.startswith(kind)], kind
    assert all((tour / name).read_bytes().startswith(b"%PDF") for name in told["papers"])


def test_the_program_logged_no_error_on_its_way(tour: Path) -> None:
    log = tour / "kolli.log"
    assert not log.exists() or " ERROR " not in log.read_text(encoding="utf-8")
