"""Settings, Boxes and scale: by keys, on a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services import bench_devices, cartons, changes, settings
from desktop.ui.hub import Hub
from tests.ui.looks import faults_in_every_look


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def page(sqlite_database, make_window, listening):
    window = make_window(hub=listening)
    window.open("settings")
    window.page.list.choose("boxes")
    QTest.qWait(0)
    yield window.page.page_of("boxes")
    window.desk.sounds.close()


def write(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_carton_is_added_and_changed(page) -> None:
    form = page.cartons
    write(form.name_, "M")
    for name, value in (("length_mm", "300"), ("width_mm", "200"), ("height_mm", "150"), ("weight_g", "140")):
        write(form.fields[name], value)
    form.add.click()
    (row,) = cartons.cartons()
    assert (row.name, row.length_mm, row.width_mm, row.height_mm, row.weight_g) == ("M", 300, 200, 150, 140)
    QTest.qWait(0)
    form.which.choose(row.id)
    form._choose(row.id)
    write(form.fields["max_g"], "8000")
    assert cartons.get(row.id).max_g == 8000
    write(form.fields["length_mm"], "abc")
    assert cartons.get(row.id).length_mm == 300
    assert page.trouble.isVisibleTo(page)


def test_scale_camera_and_rules_are_kept(page) -> None:
    page.scale.choose("mt-sics")
    page.scale.picked.emit("mt-sics")
    page.camera.picked.emit("network")
    QTest.qWait(0)
    write(page.address, "http://192.168.1.20/shot.jpg")
    page.weigh.picked.emit("required")
    page.photo.picked.emit("required")
    kept = bench_devices.read()
    assert (kept.scale, kept.camera, kept.address) == ("mt-sics", "network", "http://192.168.1.20/shot.jpg")
    assert (settings.rules().weigh, settings.rules().photo) == ("required", "required")


def test_a_login_in_the_address_is_refused_and_never_kept(page) -> None:
    page.camera.picked.emit("network")
    QTest.qWait(0)
    write(page.address, "http://me:secret@192.168.1.20/shot.jpg")
    assert bench_devices.read().address == ""
    assert page.trouble.isVisibleTo(page)
    assert "secret" not in page.trouble.accessibleName()


def test_it_looks_right_in_every_look(page) -> None:
    cartons.add("Stor vadderad kartong för keramik och glas", 400, 300, 250, weight_g=310, max_g=12_000)
    page.camera.picked.emit("network")
    page.scale.picked.emit("continuous")
    page.reload()
    QTest.qWait(0)
    assert faults_in_every_look(page.window()) == []
