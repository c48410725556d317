"""The lane: each outcome has its fill, mark, words and time; nothing relies on colour alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage

from desktop import i18n
from desktop.ui.theme import theme
from desktop.ui.widgets.lane import Outcome, ScanLane

FILLS = {
    Outcome.IDLE: "bg.surface",
    Outcome.RIGHT: "go.solid",
    Outcome.SAVED: "go.solid",
    Outcome.WRONG: "stop.solid",
    Outcome.TOO_MANY: "warn.solid",
    Outcome.UNKNOWN: "bg.surface",
    Outcome.ATTENTION: "warn.solid",
}


@pytest.fixture
def lane(qtbot):
    lane = ScanLane()
    qtbot.addWidget(lane)
    lane.resize(1270, 88)
    lane.set_bench(True)
    lane.show()
    return lane


def shot(lane) -> QImage:
    return lane.grab().toImage()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", list(Outcome))
def test_each_outcome_fills_the_lane_with_its_colour(lane, kind, mode):
    theme().apply(mode=mode)
    lane.show_result(kind, hold_ms=0)
    assert shot(lane).pixelColor(900, 70).name() == theme().colour(FILLS[kind]).name()


@pytest.mark.parametrize("kind", list(Outcome))
def test_a_striped_left_edge_means_refused(lane, kind):
    lane.show_result(kind, hold_ms=0)
    picture = shot(lane)
    edge = {picture.pixelColor(18, y).name() for y in range(6, 82)}
    assert (len(edge) > 1 and edge & {theme().hex("stop.on").lower(), theme().hex("ink.primary").lower()} != set()) == (
        kind in (Outcome.WRONG, Outcome.TOO_MANY)
    )


def test_the_six_outcomes_differ_with_all_colour_removed(lane):
    """Marks and edges, as grey: the places of mark and stripes are compared as black and white."""
    shapes = {}
    for kind in (Outcome.IDLE, Outcome.RIGHT, Outcome.WRONG, Outcome.TOO_MANY, Outcome.UNKNOWN, Outcome.ATTENTION):
        lane.show_result(kind, "x", hold_ms=0)
        picture = shot(lane).copy(0, 0, 110, 88).convertToFormat(QImage.Format.Format_Grayscale8)
        ground = picture.pixelColor(108, 80).value()
        shapes[kind] = [
            abs(picture.pixelColor(x, y).value() - ground) > 60 for x in range(0, 110, 2) for y in range(0, 88, 2)
        ]
    kinds = list(shapes)
    for at, one in enumerate(kinds):
        for other in kinds[at + 1 :]:
            differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
            assert differing > 40, (one, other)


def test_right_holds_for_a_moment_and_wrong_until_the_next(lane, qtbot):
    lane.show_result(Outcome.RIGHT, "", "Cangkir", hold_ms=30)
    qtbot.waitUntil(lambda: lane.outcome is Outcome.IDLE)
    lane.show_result(Outcome.WRONG)
    assert not lane._hold.isActive()
    lane.show_result(Outcome.RIGHT)
    assert lane._hold.interval() == 1500
    lane.show_result(Outcome.SAVED, "Tracking number saved")
    assert lane._hold.interval() == 4000


def test_the_lane_speaks(lane):
    lane.show_result(Outcome.UNKNOWN, "", "2900010099416 is on no product.")
    named = QAccessible.queryAccessibleInterface(lane)
    assert named.text(QAccessible.Text.Name) == "Unknown code. 2900010099416 is on no product."


def test_the_lane_is_56_then_88_and_72_in_a_low_window(lane):
    assert lane.height() == 88
    lane.set_bench(True, low=True)
    assert lane.height() == 72
    lane.set_bench(False)
    assert lane.height() == 56


def test_idle_words_follow_the_page_and_the_language(lane):
    lane.set_idle("", "Last: #10474 sealed at 13:44")
    assert (lane.headline, lane.detail) == ("Ready to scan", "Last: #10474 sealed at 13:44")
    lane.set_idle()
    i18n.use("sv")
    lane.retranslate()
    assert lane.detail == i18n._("Orders, slips, parcels and items open from any screen")


def test_the_command_field_is_pressed_by_mouse_and_key(lane, qtbot):
    with qtbot.waitSignal(lane.searched):
        qtbot.mouseClick(lane.command, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(lane.searched):
        qtbot.keyClick(lane.command, Qt.Key.Key_Space)
