"""The order queue, used by keys and scans on a real database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Action, Payment, Stage
from desktop.domain.remote import RemoteAddress
from desktop.services import changes, orders, printing, queue, waves
from desktop.ui.hub import Hub
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.hard.runs import runs
from tests.services import shop
from tests.ui.looks import LOOKS, faults, spread, wear

LONG = RemoteAddress(
    name="Bartholomeus van Hoogstraten-Wijayakusumaningrat & Söner Handelsbolag i Örnsköldsvik",
    city="Kabupaten Kepulauan Siau Tagulandang Biaro", country="ID",
)  # fmt: skip
HOSTILE = RemoteAddress(name='<b>"; DROP TABLE orders; --</b> {name} %s &amp;', city="<img src=x>", country="ID")


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def open_queue(sqlite_database, make_window, listening):
    """The queue's page in a window, with what is in the database at that moment."""

    def show():
        window = make_window(hub=listening)
        window.open("queue")
        QTest.qWait(0)
        return window, window.page

    return show


def keep(*rows, **more):
    """An order of a store's file that waits for picking; its id."""
    return shop.sold(None, shop.remote(*(rows or [("CUP", 2)]), **more))


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.page.table, key, modifiers)


def test_rows_say_number_buyer_contents_money_and_promise_in_the_order_of_promises(open_queue):
    soon, late = datetime.now(UTC) + timedelta(minutes=72, seconds=30), datetime.now(UTC) - timedelta(minutes=18)
    keep(("CUP", 3), ("TEA", 1), number="10482", ship_by=soon, note="As a gift", courier="JNE", service="REG")
    keep(number="10471", ship_by=late)
    _window, page = open_queue()
    first, second = (page.table.model_.shown(row) for row in (0, 1))
    assert first.cells[0].text == "#10471"
    assert first.cells[5].badge == ("stop", "wrong", "18 m late")
    assert [cell.text for cell in second.cells[:5]] == ["#10482", "Ayu Lestari", "4 units", "JNE", "Rp40"]
    assert (second.cells[1].flag, second.cells[3].sub, second.cells[4].sub) == ("Note", "REG", "Paid")
    assert second.cells[5].badge == ("warn", "clock-alert", "1 h 12 m")


def test_the_tabs_count_what_waits_and_their_digits_choose_them(open_queue):
    for _turn in range(3):
        keep()
    keep(payment=Payment.UNPAID)
    window, page = open_queue()
    assert (page.tabs.current(), page.table.count()) == ("to-pick", 3)
    press(window, Qt.Key.Key_1)
    assert (page.tabs.current(), page.table.count()) == ("to-confirm", 1)
    press(window, Qt.Key.Key_3)
    assert page.table.count() == 0
    assert page.empty.isVisible()
    assert not page.panel.isVisible()


def test_a_new_order_comes_without_moving_the_selection_and_is_counted(open_queue, qtbot):
    first, second = (keep(ship_by=datetime.now(UTC) + timedelta(hours=hours)) for hours in (5, 6))
    _window, page = open_queue()
    page.table.select_id(second)
    qtbot.waitUntil(lambda: page.panel.order.id == second)
    urgent = keep(ship_by=datetime.now(UTC) + timedelta(hours=1))
    qtbot.waitUntil(lambda: page.table.count() == 3, timeout=2000)
    assert page.table.current().id == second
    assert page.panel.order.id == second
    assert page.table.model_.find(urgent) < page.table.model_.find(first)
    qtbot.waitUntil(page.news.isVisible)
    assert page.news.label() == "1 new"
    press(_window, Qt.Key.Key_N)
    assert not page.news.isVisible()
    assert (page.table.count(), page.table.current().id) == (1, urgent)
    press(_window, Qt.Key.Key_Escape)
    assert page.table.count() == 3


def test_ticked_orders_are_printed_and_leave_the_stage_by_one_key(open_queue, qtbot):
    ids = [keep(ship_by=datetime.now(UTC) + timedelta(hours=hours)) for hours in (1, 2, 3)]
    window, page = open_queue()
    page.table.setFocus()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Space)
    assert page.pick.isVisible()
    assert page.table.ticked() == {ids[0], ids[1]}
    press(window, Qt.Key.Key_P)
    assert queue.counts()[Stage.TO_PICK] == 1
    assert [(job.kind, job.title) for job in printing.jobs()] == [("wave-list", "W-0001")]
    assert [order.id for order in waves.show(1).orders] == ids[:2]
    assert (window.lane.outcome, window.lane.headline, window.lane.detail) == (
        Outcome.SAVED, "Pick list", "2 orders"
    )  # fmt: skip
    qtbot.waitUntil(lambda: page.table.count() == 1)
    assert page.table.ticked() == frozenset()


def test_papers_come_in_the_sequence_of_the_list_not_of_the_clicks(open_queue):
    hours = {5: None, 1: None, 3: None}
    for later in hours:
        hours[later] = keep(ship_by=datetime.now(UTC) + timedelta(hours=later))
    window, page = open_queue()
    page.table.set_ticked(set(hours.values()))
    press(window, Qt.Key.Key_S)
    assert [job.order_id for job in reversed(printing.jobs())] == [hours[1], hours[3], hours[5]]


def test_hold_and_release_are_the_same_key_in_their_stages(open_queue):
    order_id = keep()
    window, page = open_queue()
    page.table.setFocus()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_H)
    QTest.keyClicks(page.asked.field, "Buyer is away")
    QTest.keyClick(page.asked.field, Qt.Key.Key_Return)
    assert orders.show(order_id).stage is Stage.ON_HOLD
    assert orders.show(order_id).history[0].comment == "Buyer is away"
    press(window, Qt.Key.Key_6)
    page.table.setFocus()
    press(window, Qt.Key.Key_Space)
    assert page.hold.label() == "Release"
    press(window, Qt.Key.Key_H)
    assert orders.show(order_id).stage is Stage.TO_PICK


def test_what_is_refused_is_said_with_its_reason_and_the_rest_is_done(open_queue):
    good, gone = keep(payment=Payment.UNPAID), keep(payment=Payment.UNPAID)
    window, page = open_queue()
    press(window, Qt.Key.Key_1)
    page.table.set_ticked({good, gone})
    orders.do(gone, Action.CONFIRM)
    press(window, Qt.Key.Key_B)
    assert window.lane.headline == "1 done, 1 refused"
    assert "already confirmed" in window.lane.detail
    assert orders.show(good).stage is Stage.TO_PICK


def test_the_search_finds_in_all_stages_and_esc_goes_back(open_queue, qtbot):
    keep(number="10482")
    keep(number="20001", buyer=HOSTILE, ship_to=HOSTILE, payment=Payment.UNPAID)
    window, page = open_queue()
    press(window, Qt.Key.Key_Slash)
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "DROP")
    qtbot.waitUntil(lambda: page.table.count() == 1 and page.table.current().number == "20001")
    QTest.keyClicks(page.search, "%_'\"\\")
    qtbot.waitUntil(lambda: page.table.count() == 0)
    assert page.empty.isVisible()
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.table.count() == 1 and page.table.current().number == "10482")
    assert page.search.text() == ""


def test_a_scanned_slip_selects_its_order_in_its_stage(open_queue):
    keep()
    wanted = keep(number="10482", payment=Payment.UNPAID)
    window, page = open_queue()
    type_keys(window.windowHandle(), orders.show(wanted).code)
    assert page.tabs.current() == "to-confirm"
    assert page.panel.order.id == wanted
    assert page.table.current().id == wanted
    assert (window.lane.outcome, window.lane.headline) == (Outcome.SAVED, "#10482")


def test_a_scanned_article_leaves_the_orders_that_need_it_and_esc_shows_all(open_queue):
    keep(("CUP-BLUE", 1))
    wanted = keep(("TEA-100", 1), ("CUP-BLUE", 1))
    keep(("COFFEE", 1))
    window, page = open_queue()
    type_keys(window.windowHandle(), "TEA-100")
    assert (page.table.count(), page.table.current().id) == (1, wanted)
    assert window.lane.headline == "Orders that need it"
    press(window, Qt.Key.Key_Escape)
    assert page.table.count() == 3


def test_a_scanned_order_far_down_in_its_stage_or_in_none_is_shown_alone(open_queue, qtbot):
    ids = [keep(number=str(20000 + turn)) for turn in range(300)]
    window, page = open_queue()
    type_keys(window.windowHandle(), orders.show(ids[-1]).code)
    assert (page.table.count(), page.table.current().id, page.panel.order.id) == (1, ids[-1], ids[-1])
    assert page.show_all.isVisible()
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.table.count() == 300)
    assert not page.show_all.isVisible()
    orders.do(ids[7], Action.CANCEL)
    type_keys(window.windowHandle(), orders.show(ids[7]).code)
    assert (page.table.count(), page.panel.order.id) == (1, ids[7])


def test_an_unknown_code_changes_nothing_and_says_so(open_queue):
    keep()
    window, page = open_queue()
    type_keys(window.windowHandle(), "2900010099416")
    assert window.lane.outcome is Outcome.UNKNOWN
    assert page.table.count() == 1


def test_store_and_courier_narrow_a_stage_and_stay_away_where_there_is_one(open_queue):
    one, other = shop.store("Toko"), shop.store("Butik")
    mine = shop.sold(one, shop.remote(("CUP", 1), courier="JNE"))
    shop.sold(other, shop.remote(("CUP", 1), courier="J&T"))
    _window, page = open_queue()
    assert page.store.isVisible()
    assert page.courier.isVisible()
    page.store.choose(one)
    page.store.picked.emit(one)
    assert (page.table.count(), page.table.current().id) == (1, mine)
    page.courier.choose("J&T")
    page.courier.picked.emit("J&T")
    assert page.table.count() == 0
    page.tabs.setCurrentIndex(4)
    assert not page.store.isVisible()


def test_enter_opens_the_order_and_f5_packs_it(open_queue):
    order_id = keep()
    window, page = open_queue()
    page.table.setFocus()
    press(window, Qt.Key.Key_Return)
    assert (window.page.name, window.page._page.order.id) == ("order", order_id)
    window.open("queue")
    QTest.keyClick(window.page.table, Qt.Key.Key_F5)
    assert window.page.name == "packing"


def test_a_language_chosen_at_work_is_spoken_at_once_and_hostile_text_stays_text(open_queue):
    keep(buyer=HOSTILE, ship_to=HOSTILE, note="<script>x</script>")
    window, page = open_queue()
    window.use_language("sv")
    assert page.head.title() == "Ordrar"
    assert page.table.model_.shown(0).cells[1].text == HOSTILE.name
    assert page.panel._buyer.text().startswith('<b>"; DROP')


@runs(sample=4, whole=len(LOOKS))
def test_nothing_is_cut_small_or_faint_in_any_look(open_queue, times):
    for turn in range(12):
        keep(("CUP", 148), number=f"S-2026-00{turn:04}", buyer=LONG, ship_to=LONG, note="x", courier="Anteraja Kargo",
             total=Decimal(57_600_000_000), ship_by=datetime.now(UTC) + timedelta(minutes=30 * turn - 20))  # fmt: skip
    window, page = open_queue()
    found = {}
    for look in spread(times):
        wear(window, look)
        found[look, "list"] = faults(window)
        page.table.set_ticked({1, 2})
        found[look, "batch"] = faults(wear(window, look))
        page.table.clear_ticks()
    assert {key: sentences for key, sentences in found.items() if sentences} == {}


def test_ticked_orders_papers_come_out_in_the_order_of_packing_and_can_be_stopped(open_queue):
    for units in (1, 3, 2):
        keep(("CUP", units), number=str(units), total=Decimal(units))
    window, page = open_queue()
    page.table.tick_all()
    page.foot.sequence.choose("total")
    press(window, Qt.Key.Key_T)
    assert [job.title for job in reversed(printing.jobs())] == ["#3", "#2", "#1"]
    page.foot.entered()
    assert page.foot._far.text() == "Packing slip: 0 of 3 printed"
    QTest.mouseClick(page.foot.stop, Qt.MouseButton.LeftButton)
    assert {job.state for job in printing.jobs()} == {"cancelled"}
    page.foot.entered()
    assert not page.foot.stop.isVisible()


def test_ticked_orders_papers_are_saved_as_one_file(open_queue, monkeypatch, tmp_path):
    for _turn in range(2):
        keep()
    window, page = open_queue()
    page.table.tick_all()
    file = tmp_path / "slips"
    monkeypatch.setattr("desktop.ui.paper_foot.QFileDialog.getSaveFileName", lambda *_asked: (str(file), ""))
    press(window, Qt.Key.Key_F)
    assert (tmp_path / "slips.pdf").read_bytes().startswith(b"%PDF")
    assert window.lane.headline == "slips.pdf is written."
    assert [job.printer for job in printing.jobs()] == ["One PDF"] * 2
