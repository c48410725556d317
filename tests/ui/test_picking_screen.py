"""The walk by real key events on a real database: every state, every key, and what must never happen there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.codes import Command, command_code
from desktop.domain.order import Action, Stage
from desktop.domain.picking import Outcome as Becomes
from desktop.domain.picking import Reason
from desktop.models.base import run
from desktop.services import (
    bins,
    changes,
    orders,
    picking,
    printing,
    put_backs,
    settings,
    shortages,
    tick_sheets,
    waves,
)
from desktop.ui.hub import Hub
from desktop.ui.screens.order import OrderScreen
from desktop.ui.screens.packing import PackingScreen
from desktop.ui.screens.picking import PickingScreen
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop, storage
from tests.services.storage import CODES, CUP, KOPI, SAMBAL
from tests.ui.looks import faults_in_every_look, settle

LONG = "Cangkir keramik Sagara buatan tangan dari tanah liat Plered 300 ml dengan tatakan dan tutup kayu jati"


@pytest.fixture
def bench(make_window, sqlite_database):
    """A window at the picking page, in a shop with four articles in their bins."""
    settings.change_shop(name="Sagara Rasa", zone="Asia/Jakarta")
    changes.work_at("Bench 1", "Dewi")
    storage.fill()
    hub = Hub(changes.listen)
    window = make_window([PickingScreen, PackingScreen], hub=hub)
    window.open("picking")
    yield settle(window)
    hub.close()


def scan(window, text):
    type_keys(window.windowHandle(), text)
    settle(window)
    return window.lane.outcome, window.lane.headline, window.lane.detail


def command(window, which):
    return scan(window, command_code(which))


def press(window, key):
    QTest.keyClick(window.windowHandle(), key)
    for _turn in range(400):  # a key is held until it is no scanner's
        if window.wedge.idle:
            break
        QTest.qWait(5)
    settle(window)


def wave_of(window, *rows):
    made = waves.make([shop.order(*lines).id for lines in rows]).wave
    scan(window, made.code)
    return made


def walk_with_totes(window, *rows):
    made = wave_of(window, *rows)
    totes = storage.free_totes(len(rows))
    for code in totes:
        scan(window, code)
    return made, totes


def page_of(window):
    return window.page._pages.currentWidget()


def picked(wave):
    return [order.picked for order in waves.show(wave.id).orders]


def stage(wave, place=0):
    return orders.show(wave.orders[place].id).stage


def test_a_scanned_list_is_walked_and_its_first_bin_is_large(bench):
    wave = wave_of(bench, [(CUP, 1), (SAMBAL, 2)])
    page = bench.page
    assert page_of(bench) is page.walk
    assert page.walk.bin.accessibleName() == "Bin A-2-1"
    assert page.walk.item.text() == "The SMB-ROA"
    assert page.walk.tile.accessibleName() == "2 left of 2"
    assert (bench.lane.headline, bench.lane.detail) == (wave.name, "3 left to pick")


def test_one_order_alone_is_picked_by_its_items_and_goes_to_the_bench(bench):
    wave = wave_of(bench, [(CUP, 1), (SAMBAL, 1)])
    assert scan(bench, CODES[SAMBAL])[0] is Outcome.RIGHT
    assert bench.page.walk.bin.accessibleName() == "Bin B-01-4"
    assert scan(bench, CODES[CUP])[:2] == (Outcome.RIGHT, "All picked")
    assert stage(wave) is Stage.TO_PACK
    assert bench.page.primary.isEnabled()
    press(bench, Qt.Key.Key_Space)
    assert page_of(bench) is bench.page.prompt


def test_the_item_tells_the_tote_and_the_tote_counts(bench):
    wave, totes = walk_with_totes(bench, [(CUP, 1)], [(CUP, 2)])
    outcome, headline, detail = scan(bench, CODES[CUP])
    assert (outcome, headline) == (Outcome.RIGHT, "Right item")
    assert detail == "1 x The CUP-300 · Into A T-01"
    assert "In your hand: 1" in bench.page.walk.hand.text()
    assert scan(bench, totes[0])[0] is Outcome.RIGHT
    assert picked(wave) == [1, 0]


@pytest.mark.parametrize(
    ("code", "outcome", "headline"),
    [
        (CODES[KOPI], Outcome.WRONG, "Wrong item"),
        ("D-9", Outcome.WRONG, "Wrong bin"),
        ("2900010099416", Outcome.UNKNOWN, "Unknown code"),
    ],
)
def test_what_is_wrong_is_refused_in_the_lane_and_counts_nothing(bench, code, outcome, headline):
    bins.add("D-9")
    wave = wave_of(bench, [(CUP, 2)])
    assert scan(bench, code)[:2] == (outcome, headline)
    assert picked(wave) == [0]
    assert scan(bench, CUP)[0] is Outcome.RIGHT


def test_a_wrong_tote_is_refused_and_the_right_one_said(bench):
    wave, totes = walk_with_totes(bench, [(CUP, 1)], [(SAMBAL, 1)])
    scan(bench, CUP)
    assert scan(bench, totes[1]) == (Outcome.WRONG, "Wrong tote", "Nothing was counted. · Into A T-01")
    assert picked(wave) == [0, 0]


def test_one_unit_too_many_is_refused(bench):
    wave = wave_of(bench, [(CUP, 1), (SAMBAL, 1)])
    scan(bench, CUP)
    assert scan(bench, CUP) == (Outcome.TOO_MANY, "Too many", "The CUP-300. Put this one back in B-01-4.")
    assert picked(wave) == [1]


def test_a_quantity_by_digits_of_the_card_or_by_keys(bench):
    wave = wave_of(bench, [(CUP, 12), (SAMBAL, 2)])
    for which in (Command.QUANTITY, Command.DIGIT_1, Command.DIGIT_2):
        command(bench, which)
    scan(bench, CUP)
    assert picked(wave) == [12]
    for key in (Qt.Key.Key_F2, Qt.Key.Key_2):
        press(bench, key)
    assert bench.page.walk.tile.accessibleName() == "x 2"
    scan(bench, SAMBAL)
    assert stage(wave) is Stage.TO_PACK


def test_all_in_the_hand_by_one_key_or_command(bench):
    wave, totes = walk_with_totes(bench, [(CUP, 24)], [(CUP, 6)])
    scan(bench, CUP)
    press(bench, Qt.Key.Key_Space)
    assert "30" in bench.page.walk.hand.text()
    scan(bench, totes[1])
    scan(bench, totes[0])
    assert picked(wave) == [24, 6]


def test_undo_takes_back_by_key_and_by_command_also_after_the_end(bench):
    wave = wave_of(bench, [(CUP, 2)])
    scan(bench, CUP)
    scan(bench, CUP)
    assert stage(wave) is Stage.TO_PACK
    press(bench, Qt.Key.Key_F8)
    assert (picked(wave), stage(wave)) == ([1], Stage.TO_PICK)
    command(bench, Command.UNDO)
    assert picked(wave) == [0]
    assert command(bench, Command.UNDO)[0] is Outcome.ATTENTION


def test_escape_lays_down_what_is_in_the_hand(bench):
    wave, totes = walk_with_totes(bench, [(CUP, 1)], [(SAMBAL, 1)])
    scan(bench, CUP)
    assert scan(bench, SAMBAL)[:2] == (Outcome.ATTENTION, "Scan the tote first")
    press(bench, Qt.Key.Key_Escape)
    assert bench.lane.headline == "Laid down"
    scan(bench, SAMBAL)
    scan(bench, totes[1])
    assert picked(wave) == [0, 1]


def test_a_walk_is_put_aside_and_resumed_where_it_stood(bench):
    wave = wave_of(bench, [(CUP, 1), (SAMBAL, 1)])
    scan(bench, "B-01-4")
    command(bench, Command.ASIDE)
    assert page_of(bench) is bench.page.prompt
    assert bench.page.lists.rows[0].isVisible()
    scan(bench, wave.code)
    assert bench.page.walk.bin.accessibleName() == "Bin B-01-4"


def test_a_new_window_goes_on_where_the_killed_one_stood(bench, make_window):
    wave = wave_of(bench, [(CUP, 2), (SAMBAL, 1)])
    scan(bench, SAMBAL)
    again = make_window([PickingScreen])
    again.open("picking")
    settle(again)
    assert again.page._pages.currentWidget() is again.page.walk
    assert picked(wave) == [1]
    assert again.page.walk.item.text() == "The CUP-300"


def test_a_list_is_made_of_the_orders_that_wait(bench):
    first = shop.order((CUP, 1))
    shop.order((SAMBAL, 1), (CUP, 1))
    bench.page._read_facts()
    settle(bench)
    press(bench, Qt.Key.Key_F3)  # single units only
    assert page_of(bench) is bench.page.walk
    assert [order.id for order in bench.page._told.wave.orders] == [first.id]
    scan(bench, CUP)
    press(bench, Qt.Key.Key_Space)
    press(bench, Qt.Key.Key_F2)
    assert bench.page.walk.tile.accessibleName() == "1 left of 1"


def test_what_is_missing_is_said_by_three_digits_and_the_next_order_is_named(bench):
    other = shop.order((CUP, 1))
    wave = wave_of(bench, [(CUP, 3), (SAMBAL, 1)])
    scan(bench, SAMBAL)
    command(bench, Command.MANUAL)
    assert bench.page.walk.question.accessibleName() == "What is wrong?"
    command(bench, Command.DIGIT_1)
    press(bench, Qt.Key.Key_0)
    assert bench.page.walk.question.accessibleName() == "What becomes of the order?"
    outcome, headline, detail = command(bench, Command.DIGIT_1)
    assert (outcome, headline) == (Outcome.ATTENTION, "Missing")
    assert f"{other.number} need it too" in detail
    assert stage(wave) is Stage.ON_HOLD
    assert [row.units for row in shortages.of_order(wave.orders[0].id)] == [3]


def test_a_question_is_left_by_cancel_and_by_a_scan(bench):
    wave = wave_of(bench, [(CUP, 3)])
    press(bench, Qt.Key.Key_F3)
    command(bench, Command.CANCEL)
    assert not bench.page.walk.asking
    press(bench, Qt.Key.Key_F3)
    assert scan(bench, CUP)[0] is Outcome.RIGHT
    assert not bench.page.walk.asking
    assert picked(wave) == [1]
    press(bench, Qt.Key.Key_2)  # nothing is asked: nothing happens
    assert shortages.waiting() == []


def test_what_was_picked_for_nothing_goes_back_by_item_and_bin(bench):
    wave = wave_of(bench, [(CUP, 2), (SAMBAL, 1)])
    for _turn in range(2):
        scan(bench, CUP)
    command(bench, Command.ASIDE)
    orders.do(wave.orders[0].id, Action.CANCEL)
    settle(bench)
    assert bench.page.prompt.put_back.text() == "Put back 2"
    press(bench, Qt.Key.Key_F6)
    assert page_of(bench) is bench.page.put_back
    assert scan(bench, SAMBAL)[0] is Outcome.UNKNOWN
    scan(bench, CODES[CUP])
    bins.add("D-9")
    assert scan(bench, "D-9")[0] is Outcome.ATTENTION
    assert scan(bench, "B-01-4")[:2] == (Outcome.RIGHT, "Put back")
    assert put_backs.count() == 1
    scan(bench, CUP)
    scan(bench, bins.get("B-01-4").code)
    assert (put_backs.count(), page_of(bench) is bench.page.prompt) == (0, True)


def test_the_list_is_printed_from_the_walk(bench):
    wave = wave_of(bench, [(CUP, 1)])
    press(bench, Qt.Key.Key_F7)
    assert [(job.kind, job.title) for job in printing.jobs()] == [("wave-list", wave.name)]


def test_an_order_that_is_in_no_list_is_refused(bench):
    order = shop.order((CUP, 1))
    outcome, _headline, detail = scan(bench, order.code)
    assert outcome is Outcome.ATTENTION
    assert f"#{order.number} is in no open pick list" in detail


def test_the_words_for_the_buyer_wait_in_the_composer_of_the_order(bench, make_window):
    wave = wave_of(bench, [(CUP, 2)], [(SAMBAL, 1)])
    scan(bench, "B-01-4")
    picking.short(wave.id, Reason.NOT_THERE, outcome=Becomes.WAIT)
    order_id = wave.orders[0].id
    office = make_window([OrderScreen])
    office.open("order", order_id)
    settle(office)
    story = office.page.story
    assert story.comment.toPlainText() == shortages.draft(order_id).text
    story.add.click()
    settle(office)
    assert shortages.draft(order_id) is None
    assert "comment" in shop.history(order_id)


def test_two_scans_back_to_back_keep_their_order(bench):
    wave = wave_of(bench, [(CUP, 2), (SAMBAL, 1)])
    type_keys(bench.windowHandle(), CUP)
    type_keys(bench.windowHandle(), CUP)
    settle(bench)
    assert picked(wave) == [2]


def test_every_state_fits_in_every_look(bench):
    run("UPDATE article SET name = ?, variant = 'Biru laut kehijauan muda' WHERE sku = ?", (LONG, CUP))
    assert faults_in_every_look(bench) == []
    wave, totes = walk_with_totes(bench, [(CUP, 1200)], [(CUP, 6), (SAMBAL, 3)], [(KOPI, 1)])
    scan(bench, "B-01-4")
    assert faults_in_every_look(bench) == []
    scan(bench, CUP)
    assert faults_in_every_look(bench) == []
    press(bench, Qt.Key.Key_Escape)
    press(bench, Qt.Key.Key_F3)
    assert faults_in_every_look(bench) == []
    press(bench, Qt.Key.Key_1)
    assert faults_in_every_look(bench) == []
    press(bench, Qt.Key.Key_2)
    assert faults_in_every_look(bench) == []
    press(bench, Qt.Key.Key_Escape)
    scan(bench, CUP)
    scan(bench, totes[0])
    command(bench, Command.ASIDE)
    orders.do(wave.orders[0].id, Action.CANCEL)
    settle(bench)
    assert faults_in_every_look(bench) == []
    press(bench, Qt.Key.Key_F6)
    assert faults_in_every_look(bench) == []


def test_a_ticked_sheet_is_scanned_row_by_row_and_a_typed_quantity_is_fewer(bench):
    wave = waves.make([shop.order((CUP, 1), (SAMBAL, 5)).id]).wave
    rows = sorted(row.code for row in tick_sheets.make(wave).values())
    assert scan(bench, rows[1])[:2] == (
        Outcome.RIGHT,
        "Right item",
    )  # with nothing open: the list is walked from now on
    assert page_of(bench) is bench.page.walk
    press(bench, Qt.Key.Key_F2)
    press(bench, Qt.Key.Key_3)
    scan(bench, rows[0])
    assert picked(wave) == [4]
    assert scan(bench, rows[1])[1] == "Known already"
    assert scan(bench, rows[0])[:2] == (Outcome.RIGHT, "All picked")
