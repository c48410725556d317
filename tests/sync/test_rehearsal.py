"""The built-in fault injector: nothing lost and nothing double, and a sender that does not look is caught by it."""

import os
from pathlib import Path

import pytest

from desktop.simulated.faults import Fault
from desktop.sync.connectors.woocommerce.write import Writer
from desktop.tour.rehearsal import rehearse
from tests.hard.runs import new_seed, report, runs


@pytest.mark.timeout(0)
@runs(sample=300, whole=10_000)
def test_nothing_is_lost_or_doubled_by_so_many_faults(times: int, data_folder: Path) -> None:
    before, home = dict(os.environ), sorted(data_folder.rglob("*"))
    done = rehearse(times, new_seed())
    report("X7 rehearsal", done.seed, orders=done.orders, messages=done.messages, faults=done.faults, ends=done.kills,
           lost=len(done.lost), double=len(done.double), different=len(done.different))  # fmt: skip
    assert done.passed, (done.lost, done.double, done.different)
    assert done.faults >= times
    assert set(done.happened) == {fault.value for fault in Fault}
    assert done.kills
    assert (dict(os.environ), sorted(data_folder.rglob("*"))) == (before, home)  # the real shop is not touched


def test_a_sender_that_does_not_look_is_caught(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Writer, "_find_note", lambda *_args: "")
    assert rehearse(60, 3).double
