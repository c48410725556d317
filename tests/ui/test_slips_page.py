"""Settings, Without a network: what other benches packed is taken from a file, and a person decides what differs."""

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain import codes
from desktop.services import changes, orders
from desktop.services.slips import merging, results
from desktop.ui.hub import Hub
from tests.slips import blank as bare
from tests.slips import codes_of, main, open_by_slip, pack_all, ring, some_order
from tests.ui.looks import faults_in_every_look

__all__ = ["bare", "main", "ring"]


@pytest.fixture
def packed(main, bare, tmp_path):
    """Two orders that another bench packed; one of them was packed here too."""
    with main.open():
        ids = [some_order(("CUP", 2)), some_order(("TEA", 1))]
        slips = [codes_of(order_id) for order_id in ids]
    with bare.open() as seat:
        for slip in slips:
            pack_all(seat, open_by_slip(seat, slip))
        results.export(tmp_path / "packed.kolli-slips")
    return ids


@pytest.fixture
def at_main(packed, main):
    with main.open() as seat:
        yield seat


@pytest.fixture
def at_bare(packed, bare):
    with bare.open() as seat:
        yield seat


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


def page_in(make_window, listening):
    window = make_window(hub=listening)
    window.open("settings")
    window.page.list.choose("slips")
    QTest.qWait(0)
    return window, window.page.page_of("slips")


def test_a_file_is_merged_and_what_differs_is_decided_on_the_page(
    packed, at_main, make_window, listening, tmp_path, qtbot
) -> None:
    at_main.show(packed[1])
    pack_all(at_main, packed[1])
    window, page = page_in(make_window, listening)
    page.merge(tmp_path / "packed.kolli-slips", trust=True)

    def ours():
        return next((one for one in page.findChildren(QPushButton) if one.objectName().startswith("slips-ours")), None)

    qtbot.waitUntil(lambda: ours() is not None)
    assert [row.state for row in merging.rows()] == [merging.State.OPEN, merging.State.MERGED]
    assert faults_in_every_look(window) == []
    ours().click()
    qtbot.waitUntil(lambda: merging.rows(only_open=True) == [])
    assert orders.show(packed[1]).conflict is False
    window.desk.sounds.close()


def test_the_codes_of_what_was_packed_stand_on_the_screen(at_bare, make_window, listening, qtbot, tmp_path) -> None:
    window, page = page_in(make_window, listening)
    qtbot.waitUntil(page.show_code.isEnabled)
    page.show_code.click()
    qtbot.waitUntil(page.code.isVisible)
    assert page.code.count == 1
    page.code.grab().save(str(tmp_path / "code.png"))
    (read,) = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    assert codes.read(read.text).kind is codes.Kind.MESSAGE
    window.desk.sounds.close()
