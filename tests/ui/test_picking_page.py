"""Settings, Picking: the size of a walk, totes, what a short pick does; kept at once, undone by Ctrl Z."""

from PySide6.QtTest import QTest

from desktop.domain.returns import Goes
from desktop.services import waves
from desktop.services.returns.places import places
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_rules_pages import click, listening, open_page, pick  # noqa: F401 - fixtures
from tests.ui.test_settings_screen import undo, write


def test_each_rule_is_kept_at_once_and_ctrl_z_takes_it_back(open_page):  # noqa: F811
    window, page = open_page("picking")
    pick(page.most, 20)
    pick(page.short, "wait")
    click(page.totes)
    assert waves.rules() == waves.Rules(20, False, "wait")
    undo(window)
    QTest.qWait(0)
    assert waves.rules() == waves.Rules(20, True, "wait")
    undo(window)
    undo(window)
    QTest.qWait(0)
    assert waves.rules() == waves.Rules()
    assert (page.most.value(), page.short.value()) == (12, "ask")


def test_the_bins_of_returns_are_named_here(open_page):  # noqa: F811
    window, page = open_page("picking")
    write(page.bins[Goes.QUARANTINE], "Q-01")
    write(page.bins[Goes.OUTLET], "OUT-1")
    assert dict(places()) == {Goes.QUARANTINE: "Q-01", Goes.OUTLET: "OUT-1"}
    write(page.bins[Goes.OUTLET], "a bin with a name as long as a street")
    assert "at most 20" in page.trouble.text()
    undo(window)
    assert places()[Goes.OUTLET] == ""


def test_a_size_that_was_set_elsewhere_is_shown(open_page):  # noqa: F811
    waves.change_rules(most_orders=17)
    _window, page = open_page("picking")
    assert page.most.value() == 17


def test_nothing_is_cut_small_or_faint_in_any_look(open_page):  # noqa: F811
    window, _page = open_page("picking")
    found = {look: faults(wear(window, look)) for look in LOOKS}
    assert {key: sentences for key, sentences in found.items() if sentences} == {}
