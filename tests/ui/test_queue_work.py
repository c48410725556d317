"""Views, filters, work on many orders and files of the queue, by keys on a real database."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Action, Payment, Stage
from desktop.services import changes, orders, queue_views
from desktop.services.queue_filter import Only
from desktop.ui import exporting
from desktop.ui.hub import Hub
from desktop.ui.widgets.lane import Outcome
from tests.hard.runs import runs
from tests.services import shop
from tests.ui.looks import LOOKS, faults_in_every_look, spread

KEY = Qt.Key


@pytest.fixture
def open_queue(sqlite_database, make_window):
    hub = Hub(changes.listen)

    def show():
        window = make_window(hub=hub)
        window.open("queue")
        QTest.qWait(0)
        window.page.table.setFocus()
        return window, window.page

    yield show
    hub.close()


def keep(**more):
    return shop.sold(None, shop.remote(("CUP", 2), **more))


def press(page, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(page.table, key, modifiers)


def ids(page):
    return {page.table.model_.id_of(row) for row in range(page.table.count())}


def choose(popover, text):
    rows = popover.rows
    at = next(row for row in range(rows.count()) if rows.item(row).text().startswith(text))
    while rows.currentRow() != at:
        QTest.keyClick(rows, KEY.Key_Down if rows.currentRow() < at else KEY.Key_Up)
    QTest.keyClick(rows, KEY.Key_Return)


def test_a_view_is_saved_by_keys_come_back_to_and_removed_and_taken_back(open_queue, qtbot):
    keep()
    noted = keep(note="As a gift")
    _window, page = open_queue()
    press(page, KEY.Key_L)
    page.filters.ticks["note"].setFocus()
    QTest.keyClick(page.filters.ticks["note"], KEY.Key_Space)
    assert ids(page) == {noted}
    assert page.filter.label() == "Filter: 1"
    assert page.sums.text().startswith("1 order · Rp20")
    press(page, KEY.Key_V)
    choose(page.popover, "Save this view")
    QTest.keyClicks(page.asked.field, "Gifts")
    QTest.keyClick(page.asked.field, KEY.Key_Return)
    assert [view.name for view in queue_views.every()] == ["Gifts"]
    press(page, KEY.Key_Escape)  # closes the filters
    press(page, KEY.Key_Escape)  # and then shows the whole stage
    assert page.table.count() == 2
    qtbot.waitUntil(lambda: bool(page.known_views.known))
    press(page, KEY.Key_V)
    choose(page.popover, "Gifts")
    assert ids(page) == {noted}
    assert page.sums.text().startswith("Gifts · 1 order")
    press(page, KEY.Key_V)
    choose(page.popover, "Remove")
    assert queue_views.every() == []
    press(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [(view.name, view.only) for view in queue_views.every()] == [("Gifts", Only(note=True))]


def test_a_batch_is_held_with_a_reason_and_taken_back_by_one_key(open_queue):
    ids_ = {keep() for _turn in range(3)}
    window, page = open_queue()
    page.all.click()
    assert page.table.ticked() == ids_
    press(page, KEY.Key_H)
    QTest.keyClicks(page.asked.field, "Stock is counted")
    QTest.keyClick(page.asked.field, KEY.Key_Return)
    assert [orders.show(one).stage for one in ids_] == [Stage.ON_HOLD] * 3
    assert (window.lane.outcome, window.lane.detail) == (Outcome.SAVED, "3 orders")
    press(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [orders.show(one).stage for one in ids_] == [Stage.TO_PICK] * 3
    assert window.lane.headline == "Taken back"


def test_a_release_that_is_taken_back_has_its_reason_again(open_queue):
    order_id = keep()
    orders.do(order_id, Action.HOLD, "Address is odd")
    _window, page = open_queue()
    press(page, KEY.Key_6)
    press(page, KEY.Key_Space)
    press(page, KEY.Key_H)
    assert orders.show(order_id).stage is Stage.TO_PICK
    press(page, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert orders.show(order_id).stage is Stage.ON_HOLD
    assert orders.show(order_id).history[0].comment == "Address is odd"


def test_express_is_seen_listed_and_changes_no_sequence(open_queue, qtbot):
    first, second = (keep(ship_by=datetime.now(UTC) + timedelta(hours=hours)) for hours in (3, 5))
    _window, page = open_queue()
    page.table.set_ticked({second})
    press(page, KEY.Key_Period)
    choose(page.popover, "Express")
    assert orders.show(second).expedited_at is not None
    qtbot.waitUntil(lambda: page.table.model_.shown(1).cells[0].mark == "arrow-up")
    assert [page.table.model_.id_of(row) for row in (0, 1)] == [first, second]
    assert page.table.model_.shown(1).cells[0].sub.startswith("Express · ")
    press(page, KEY.Key_V)
    choose(page.popover, "Express")
    assert ids(page) == {second}
    assert page.table.model_.shown(0).cells[-1].badge[2] == "To pick"


def test_each_refusal_of_a_batch_is_listed_with_its_sentence(open_queue, qtbot):
    paid = [keep() for _turn in range(2)]
    unpaid = keep(payment=Payment.UNPAID)
    _window, page = open_queue()
    press(page, KEY.Key_V)
    choose(page.popover, "All orders")
    assert ids(page) == {*paid, unpaid}
    page.table.set_ticked({*paid, unpaid})
    page.act("confirm")
    assert orders.show(unpaid).stage is Stage.TO_PICK
    assert page.refused.isVisible()
    said = [page.refused.rows.item(row).text() for row in range(page.refused.rows.count())]
    assert len(said) == 2
    assert all("already confirmed" in one for one in said)
    page.refused.shut.click()
    assert not page.refused.isVisible()


def test_the_file_of_a_list_has_the_total_that_the_screen_says(open_queue, monkeypatch, tmp_path):
    for turn in range(3):
        keep(note="x" if turn else "")
    keep(payment=Payment.UNPAID)
    window, page = open_queue()
    page.filters.chosen.emit(Only(note=True), None)
    assert page.sums.text().startswith("2 orders · Rp40")
    file = tmp_path / "list.csv"
    monkeypatch.setattr(exporting, "choose_target", lambda *_asked: file)
    press(page, KEY.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert (window.lane.headline, window.lane.detail.split(" · ")[:2]) == ("list.csv is written.", ["2 rows", "Rp40"])
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows, total = csv.reader(opened)
    place = head.index("Total")
    assert sum(int(row[place]) for row in rows) == int(total[place]) == 40
    assert total[head.index("Currency")] == "IDR"


def test_new_orders_move_neither_the_row_nor_what_is_shown(open_queue, qtbot):
    placed = datetime.now(UTC) - timedelta(hours=1)
    for turn in range(60):
        keep(placed_at=placed - timedelta(minutes=turn))
    _window, page = open_queue()
    press(page, KEY.Key_V)
    choose(page.popover, "All orders")
    page.table.select_row(20)
    page.table.verticalScrollBar().setValue(15)
    current, top = page.table.current().id, page.table.model_.id_of(page.table.rowAt(0))
    news = [keep(placed_at=datetime.now(UTC)) for _turn in range(3)]
    qtbot.waitUntil(lambda: page.table.count() == 63, timeout=2000)
    assert (page.table.current().id, page.table.model_.id_of(page.table.rowAt(0))) == (current, top)
    qtbot.waitUntil(page.news.isVisible)
    assert page.news.label() == "3 new"
    press(page, KEY.Key_N)
    assert ids(page) == set(news)


@runs(sample=4, whole=len(LOOKS))
def test_filters_and_views_can_be_read_in_every_look(open_queue, times):
    for turn in range(4):
        keep(language="sv", payment_method="BCA", courier="Anteraja Kargo", note="x", number=f"S-2026-0000{turn}")
    window, page = open_queue()
    page._filter()
    assert faults_in_every_look(window, looks=spread(times)) == []
