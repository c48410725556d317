"""The figures of the design: contrast of text and borders, distance of the lane's fills, sizes of type."""

import json

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QLabel

from desktop import paths
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label

# What the design's table says, light and dark.
CONTRAST = [
    ("ink.primary", "bg.surface", 17.8, 15.1),
    ("warn.on", "warn.solid", 9.7, 9.7),
    ("ink.muted", "bg.surface", 5.9, 6.4),
    ("warn.ink", "warn.soft", 6.6, 9.3),
    ("ink.muted", "bg.selected", 5.1, 5.0),
    ("stop.on", "stop.solid", 10.0, 7.8),
    ("go.ink", "go.soft", 5.6, 6.7),
    ("stop.ink", "stop.soft", 8.5, 8.5),
    ("go.on", "go.solid", 6.6, 5.4),
    ("line.strong", "bg.surface", 3.3, 4.0),
]


def luminance(colour) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(theme().colour(one)), luminance(theme().colour(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("mode", "column"), [("light", 2), ("dark", 3)])
@pytest.mark.parametrize("row", CONTRAST, ids=lambda row: f"{row[0]} on {row[1]}")
def test_contrast_is_what_the_design_says(row, mode, column):
    theme().apply(mode=mode)
    assert contrast(row[0], row[1]) == pytest.approx(row[column], abs=0.11)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_is_readable_where_it_may_stand(mode):
    theme().apply(mode=mode)
    pairs = [
        (ink, ground)
        for ink in ("ink.primary", "ink.secondary", "ink.muted")
        for ground in ("bg.surface", "bg.canvas", "bg.frame", "bg.sunken", "bg.hover", "bg.selected")
    ]
    pairs += [
        ("done.ink", "done.fill"),
        ("go.ink", "bg.surface"),
        ("go.ink", "bg.selected"),
        ("warn.ink", "bg.surface"),
        ("stop.ink", "bg.surface"),
        ("warn.ink", "bg.frame"),
    ]
    poor = [(ink, ground, round(contrast(ink, ground), 2)) for ink, ground in pairs if contrast(ink, ground) < 4.5]
    assert poor == []


def test_right_and_wrong_differ_too_little_in_lightness_alone_hence_the_stripes():
    """8 and 6 of 100: with all colour taken away the fills look alike, so that the shape has to tell."""
    for mode, figure in (("light", 8), ("dark", 6)):
        theme().apply(mode=mode)
        go, stop = (116 * luminance(theme().colour(name)) ** (1 / 3) - 16 for name in ("go.solid", "stop.solid"))
        assert abs(go - stop) < 25, figure
        assert contrast("go.solid", "stop.solid") < 2.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_dark_red_lane_has_an_edge_that_is_seen(mode):
    theme().apply(mode=mode)
    edge = "stop.line" if mode == "dark" else "stop.solid"
    assert contrast(edge, "bg.canvas") >= 3.0


def test_no_type_is_smaller_than_13_px():
    tokens = json.loads((paths.resources() / "tokens.json").read_text())
    assert min(entry["px"] for entry in tokens["type"].values()) == 13


def test_inter_is_shipped_and_used(qapp):
    assert QFontInfo(theme().font("body")).family() == "Inter"
    assert QFontInfo(theme().font("benchName")).family() == "Inter Display"


def test_text_size_and_look_change_while_the_program_runs(qtbot):
    label, button = Label("Ready", "body"), KeyButton("Pack", "truck", "F5")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.show()
    theme().apply(scale=200)
    assert label.font().pixelSize() == 30
    assert button.sizeHint().height() == 88
    theme().apply(mode="dark", scale=100)
    assert label.palette().color(label.foregroundRole()) == theme().colour("ink.primary")


def test_a_label_shows_markup_as_text(qtbot):
    label = Label("<b>Ayu</b>")
    qtbot.addWidget(label)
    plain = QLabel("Ayu")
    assert label.sizeHint().width() > plain.sizeHint().width() * 2
