"""The parts: named, large enough, readable in both looks; they say what they show."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.marks import MARKS, mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import KINDS, Badge
from desktop.ui.widgets.batch_bar import BatchBar
from desktop.ui.widgets.compare_cards import CompareCards, Compared
from desktop.ui.widgets.count_tile import CountTile
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import ROLES, KeyButton
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Card, Panel
from desktop.ui.widgets.photo import photo
from desktop.ui.widgets.pips import Pips
from desktop.ui.widgets.stage_tabs import Segments, StageTabs
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.widgets.switch import Switch
from desktop.ui.widgets.tick import Tick


@pytest.fixture
def shown(qtbot):
    def show(widget, width=600, height=0):
        qtbot.addWidget(widget)
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        return widget

    return show


def shape(picture: QImage) -> list[bool]:
    return [picture.pixelColor(x, y).alpha() > 128 for x in range(picture.width()) for y in range(picture.height())]


def test_the_marks_differ_by_shape_alone(qapp):
    shapes = {}
    for kind in MARKS:
        picture = mark_pixmap(kind, 24, "ink.primary", "bg.surface").toImage()
        ink = [
            picture.pixelColor(x, y).lightness() < 100 and picture.pixelColor(x, y).alpha() > 128
            for x in range(48)
            for y in range(48)
        ]
        shapes[kind] = ink
    kinds = [kind for kind in MARKS if kind != "done"]  # done is the calm form of right
    for at, one in enumerate(kinds):
        for other in kinds[at + 1 :]:
            assert sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True)) > 100, (one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_badge_says_its_words(shown, kind):
    badge = shown(Badge("18 m late", kind, "wrong"))
    assert QAccessible.queryAccessibleInterface(badge).text(QAccessible.Text.Name) == "18 m late"
    assert badge.sizeHint().height() == 26


def test_buttons_are_44_high_and_56_at_the_bench(shown):
    assert shown(KeyButton("Hold", "pause", "H")).sizeHint().height() == 44
    assert shown(KeyButton("Undo", "undo-2", "F8", bench=True)).sizeHint().height() == 56
    small = shown(KeyButton("", "ellipsis", bench=True))
    assert (small.sizeHint().width(), small.sizeHint().height()) == (56, 56)


def test_a_button_is_as_wide_as_its_words_need_in_every_role(shown):
    for role in ("default", "primary", "danger", "quiet", "chosen"):
        button = shown(KeyButton("Packing slips & labels", "printer", "Ctrl+P", role=role))
        need = button.fontMetrics().horizontalAdvance("Packing slips & labels") + 20 + 8 + 32
        assert button.sizeHint().width() > need
        assert button.label() == "Packing slips & labels"


def test_focus_is_visible_on_each_control(shown, qtbot):
    outer = QWidget()
    column = QVBoxLayout(outer)
    segments = Segments("segments", "Parcel")
    segments.set_choices([("1", "One"), ("2", "Two")])
    tabs = StageTabs("tabs")
    tabs.set_tabs([("a", "One"), ("b", "Two")])
    choice = Choice("choice", "Status")
    choice.set_choices([(1, "Paid")])
    current = Card()
    current.set_current(True)
    buttons = [KeyButton(role, role=role, name=role) for role in ROLES]
    parts = [*buttons, TextField("f", "Field"), Switch("s", "Switch"), Tick("t", text="Tick"), Tick("bare", "Tick")]
    parts += [segments, tabs, choice, Card(), current]
    for part in parts:
        column.addWidget(part)
    other = TextField("other", "Other")
    column.addWidget(other)
    shown(outer)
    outer.activateWindow()
    qtbot.waitUntil(outer.isActiveWindow)
    unseen = []
    for part in parts:
        other.setFocus()
        before = part.grab().toImage()
        part.setFocus(Qt.FocusReason.TabFocusReason)
        after = part.grab().toImage()
        spots = [(x, y) for x in range(after.width()) for y in range(after.height())]
        changed = sum(before.pixel(x, y) != after.pixel(x, y) for x, y in spots)
        if changed < 40:
            unseen.append((type(part).__name__, part.objectName(), changed))
    assert unseen == []


def test_tabs_show_counts_and_choose_by_key_and_program(shown, qtbot):
    tabs = StageTabs("tabs")
    tabs.set_tabs([("pick", "To pick"), ("pack", "To pack")])
    shown(tabs)
    width = tabs.sizeHint().width()
    tabs.set_count("pick", 1204)
    assert tabs.sizeHint().width() > width
    assert tabs.accessibleTabName(0) == "To pick 1,204"
    with qtbot.waitSignal(tabs.chosen) as said:
        tabs.choose("pack")
    assert said.args == ["pack"]
    tabs.set_tabs([("pick", "Ambil"), ("pack", "Kemas")])
    assert tabs.current() == "pack"


def test_segments_are_chosen_by_arrow_and_mouse(shown, qtbot):
    segments = Segments()
    segments.set_choices([("1", "Parcel 1"), ("2", "Parcel 2")])
    shown(segments)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    assert segments.current() == "2"
    QTest.mouseClick(segments, Qt.MouseButton.LeftButton, pos=segments.rect().center() / 3)
    assert segments.current() == "1"


def test_a_long_text_is_elided_with_the_whole_as_tooltip_and_never_markup(shown):
    label = ElideLabel("<b>Kökshandduk</b> Tuva av linne, halvblekt & tvättad")
    shown(label, width=120)
    assert label.toolTip().startswith("&lt;b>Kökshandduk")
    label.resize(900, 30)
    assert label.toolTip() == ""


def test_a_field_says_what_is_wrong(shown):
    field = TextField("tracking")
    line = shown(LabelledField("Tracking number", field))
    assert field.accessibleName() == "Tracking number"
    line.say_wrong("3 characters too long")
    assert field.property("wrong") == "true"
    assert field.accessibleDescription() == "3 characters too long"
    line.say_wrong("")
    assert field.property("wrong") == "false"


def test_a_choice_tells_only_of_people_and_keeps_its_value(shown, qtbot):
    choice = Choice("status", "Status")
    picked = []
    choice.picked.connect(picked.append)
    choice.set_choices([("a", "A"), ("b", "B")])
    choice.choose("b")
    choice.set_choices([("b", "B in another language"), ("c", "C")])
    assert (choice.value(), picked) == ("b", [])
    shown(choice)
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert picked == ["c"]


def test_the_count_tile_says_what_is_left_and_shrinks_long_numbers(shown):
    tile = shown(CountTile(), 500, 256)
    tile.show_count(2, 4)
    assert tile.accessibleName() == "2 left of 4"
    tile.show_count(1250, 1500)
    picture = tile.grab().toImage()
    ground = picture.pixelColor(490, 20)
    assert all(picture.pixelColor(495, y) == ground for y in range(30, 220)), "the words are cut off"
    tile.ask("x ?")
    assert tile.grab().toImage().pixelColor(250, 10) == theme().colour("warn.solid")


def test_pips_up_to_twelve_then_one_bar(shown):
    pips = shown(Pips(2, 4), 440, 8)
    row = [pips.grab().toImage().pixelColor(x, 4).name() for x in range(440)]
    assert row[50] == theme().colour("done.ink").name()
    assert row[270] == theme().colour("go.solid").name()
    assert row[400] == theme().colour("done.line").name()
    assert pips.accessibleName() == "2 of 4 done"
    many = shown(Pips(30, 60), 440, 8)
    picture = many.grab().toImage()
    assert picture.pixelColor(100, 4) == theme().colour("go.solid")
    assert picture.pixelColor(300, 4) == theme().colour("done.line")


def test_compare_cards_speak_both_sides(shown):
    cards = CompareCards()
    cards.compare(
        Compared("go", "Expected", "Cangkir", "Biru laut", "B-01-4", aside="2", aside_word="left"),
        Compared("stop", "You scanned", "Cangkir", "Hijau lumut", "B-01-5"),
    )
    shown(cards, 770, 378)
    assert (
        cards.accessibleName()
        == "Expected 2 left: Cangkir, Biru laut, B-01-4. You scanned: Cangkir, Hijau lumut, B-01-5"
    )
    picture = cards.grab().toImage()
    assert picture.pixelColor(200, 10) == theme().colour("go.solid")
    assert picture.pixelColor(600, 10) == theme().colour("stop.solid")


def test_a_photo_is_cut_once_and_a_broken_one_is_a_placeholder(qapp, tmp_path):
    assert (
        photo("cup-blue.svg", 40) is photo("cup-blue.svg", 40)
        or photo("cup-blue.svg", 40).cacheKey() == photo("cup-blue.svg", 40).cacheKey()
    )
    empty = photo("", 40).toImage()
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
    assert photo(str(broken), 40).toImage() == empty
    assert photo(str(tmp_path / "gone.jpg"), 40).toImage() == empty
    assert photo("cup-blue.svg", 40).toImage() != empty


def test_a_card_is_chosen_by_key_and_keeps_its_size(shown, qtbot):
    chosen = []
    card = Card(lambda: chosen.append(1))
    field = TextField("inside", "Inside")
    card.body.addWidget(field)
    shown(card, 300, 100)
    place = field.mapTo(card, field.rect().topLeft())
    card.set_current(True)
    qtbot.wait(1)
    assert field.mapTo(card, field.rect().topLeft()) == place
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert chosen == [1]


def test_the_batch_bar_counts_and_clears(shown, qtbot):
    bar = BatchBar()
    bar.show_count(3)
    shown(bar)
    with qtbot.waitSignal(bar.cleared):
        QTest.mouseClick(bar.tick, Qt.MouseButton.LeftButton)
    assert bar.tick.checkState() is Qt.CheckState.PartiallyChecked


def test_steps_and_notes_speak(shown):
    stepper = shown(Stepper())
    stepper.show_steps(["Confirmed", "To pick", "To pack"], 1)
    assert stepper.accessibleName() == "To pick"
    note = shown(NoteBar("Bungkus kado", "note"))
    note.say("The store refuses", "It allows 20 characters.", "attention")
    assert note.accessibleName() == "The store refuses It allows 20 characters."


def test_parts_inside_a_panel_do_not_cover_its_border(shown):
    panel = Panel(flush=True)
    inside = QWidget()
    panel.body.addWidget(inside)
    shown(panel, 200, 100)
    assert inside.mapTo(panel, inside.rect().topLeft()).x() == 1
