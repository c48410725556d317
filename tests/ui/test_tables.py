"""Long lists: a million rows known, a few thousand held; jumps by marks; ticks; nothing moves on reload."""

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import KEPT, STEP, PagedModel, Source
from desktop.ui.tasks import AtOnce, Tasks
from desktop.ui.widgets.paged_table import PagedTable

MILLION = 1_000_000
COLUMNS = (Column("Order", 100), Column("Customer", 200, stretch=1), Column("Total", 120, RIGHT))


@dataclass(frozen=True, slots=True)
class Order:
    id: int


class Orders:
    """Keyset pages over rows 1..size that are never all there; counts what is asked."""

    def __init__(self, size, *, marks=True, sized=True):
        self.size, self.pages, self.read, self.jumps = size, 0, 0, 0
        self.source = Source(
            page=self.page, show=self.show, id=self.id_of, size=(lambda: self.size) if sized else None,
            marks=self.marks if marks else None, page_at=self.page_at if marks else None,
        )  # fmt: skip

    def page(self, after, limit):
        begin = after.id + 1 if after else 1
        return self._rows(begin, limit)

    def page_at(self, mark, limit):
        self.jumps += 1
        return self._rows(mark, limit)

    def _rows(self, begin, limit):
        rows = [Order(n) for n in range(begin, min(self.size, begin + limit - 1) + 1)]
        self.pages += 1
        self.read += len(rows)
        return rows

    def marks(self, every):
        return range(1, self.size + 1, every)

    @staticmethod
    def show(order):
        return Row(
            (Cell(f"#{order.id}", "Shop", strong=True), Cell(f"Buyer {order.id}"), Cell(f"Rp{order.id}", "Paid"))
        )

    @staticmethod
    def id_of(order):
        return order.id


@pytest.fixture
def table(qtbot):
    table = PagedTable(AtOnce(), COLUMNS, ticks=True)
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show()
    return table


def settle(qtbot, table):
    """Let the zero timers run that ask for missing windows."""
    qtbot.waitUntil(lambda: table.model_.shown(max(0, table.rowAt(0))) is not None)


def test_a_million_rows_are_known_and_both_ends_are_reached(table, qtbot):
    orders = Orders(MILLION)
    table.show_source(orders.source)
    assert table.count() == MILLION
    assert table.current() == Order(1)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    settle(qtbot, table)
    qtbot.waitUntil(lambda: table.current() == Order(MILLION))
    QTest.keyClick(table, Qt.Key.Key_Home)
    settle(qtbot, table)
    assert table.current() == Order(1)
    assert orders.read < 10 * STEP
    assert orders.jumps >= 1


def test_any_jump_reads_little_and_shows_the_right_row(table, qtbot):
    orders = Orders(MILLION)
    table.show_source(orders.source)
    for row in (500_000, 123_456, 999_990, 77, 640_001):
        table.select_row(row)
        qtbot.waitUntil(lambda row=row: table.current() == Order(row + 1))
        assert table.model_.shown(row).cells[0].text == f"#{row + 1}"
    assert orders.read < 30 * STEP


def test_paging_down_through_many_pages_keeps_few_rows(table, qtbot):
    orders = Orders(MILLION)
    table.show_source(orders.source)
    table.setFocus()
    for _page in range(700):
        QTest.keyClick(table, Qt.Key.Key_PageDown)
        settle(qtbot, table)
    row = table.currentIndex().row()
    qtbot.waitUntil(lambda: table.current() == Order(row + 1))
    assert row > 5000
    assert len(table.model_._windows) <= KEPT
    assert orders.jumps == 0, "the next page follows the last row seen"


def test_without_marks_a_far_row_is_reached_page_by_page(table, qtbot):
    orders = Orders(20_000, marks=False)
    table.show_source(orders.source)
    table.select_row(19_999)
    qtbot.waitUntil(lambda: table.current() == Order(20_000))


def test_without_a_size_the_list_grows_as_it_is_scrolled(table, qtbot):
    orders = Orders(1000, marks=False, sized=False)
    table.show_source(orders.source)
    assert STEP < table.count() < 1000
    table.setFocus()
    for _page in range(200):
        QTest.keyClick(table, Qt.Key.Key_PageDown)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: table.count() == 1000)


def test_reload_keeps_the_place_and_the_current_record(table, qtbot):
    orders = Orders(5000)
    table.show_source(orders.source)
    table.select_row(3000)
    qtbot.waitUntil(lambda: table.current() == Order(3001))
    top = table.verticalScrollBar().value()
    orders.size = 5003
    table.reload()
    settle(qtbot, table)
    assert table.count() == 5003
    assert table.verticalScrollBar().value() == top
    qtbot.waitUntil(lambda: table.current() == Order(3001))


def test_a_shorter_list_after_reload_ends_where_it_ends(table, qtbot):
    orders = Orders(300)
    table.show_source(orders.source)
    table.select_row(299)
    orders.size = 10
    table.reload()
    qtbot.waitUntil(lambda: table.count() == 10)
    settle(qtbot, table)


def test_an_empty_list_says_so(table, qtbot):
    with qtbot.waitSignal(table.settled) as said:
        table.show_source(Orders(0).source)
    assert said.args == [0]
    assert table.current() is None


def test_ticks_by_key_mouse_and_all(table, qtbot):
    table.show_source(Orders(2000).source)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.ticked() == {1, 2, 3}
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.model().index(5, 0)).topLeft() + QPoint(20, 20),
    )
    assert table.ticked() == {1, 2, 3, 6}
    table.tick_all()
    assert len(table.ticked()) == 1000
    table.clear_ticks()
    assert table.ticked() == frozenset()


def test_letters_and_function_keys_go_on_to_the_window(qtbot):
    class Outer(QWidget):
        heard = ""

        def keyPressEvent(self, event):
            self.heard += event.text()

    outer, table = Outer(), PagedTable(AtOnce(), COLUMNS, ticks=True)
    qtbot.addWidget(outer)
    QVBoxLayout(outer).addWidget(table)
    table.show_source(Orders(10).source)
    outer.show()
    table.setFocus()
    QTest.keyClicks(table, "px/")
    assert outer.heard == "px/"
    assert table.current() == Order(1)


def test_a_row_is_spoken(table):
    table.show_source(Orders(3).source)
    assert table.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "#2, Shop, Buyer 2, Rp2, Paid"


def test_the_window_does_not_wait_for_the_store_thread(qtbot):
    gate = threading.Event()
    tasks = Tasks()
    orders = Orders(1000)
    source = Source(
        page=lambda after, limit: gate.wait(5) and orders.page(after, limit),
        show=orders.show,
        id=orders.id_of,
        size=lambda: 1000,
    )
    model = PagedModel(tasks)
    model.set_source(source)
    assert model.rowCount() == 0
    assert model.waiting
    gate.set()
    qtbot.waitUntil(lambda: model.rowCount() == 1000)
    tasks.close()


def test_an_answer_for_the_list_before_is_thrown_away(qtbot):
    gate = threading.Event()
    tasks = Tasks()
    old, new = Orders(500), Orders(7)
    model = PagedModel(tasks)
    model.set_source(
        Source(
            page=lambda after, limit: gate.wait(5) and old.page(after, limit),
            show=old.show,
            id=old.id_of,
            size=lambda: 500,
        )
    )
    model.set_source(new.source)
    gate.set()
    qtbot.waitUntil(lambda: model.rowCount() == 7)
    assert model.record(0) == Order(1)
    tasks.close()


def test_a_page_that_fails_is_told(qtbot):
    def broken(after, limit):
        raise OSError("the disk is gone")

    model = PagedModel(AtOnce())
    with qtbot.waitSignal(model.failed) as told:
        model.set_source(Source(page=broken, show=Orders.show, id=Orders.id_of))
    assert isinstance(told.args[0], OSError)
