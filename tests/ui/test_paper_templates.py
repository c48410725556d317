"""Settings, Papers: own words, parts and the logo, the paper itself beside them. Used by keys on a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.documents.shapes import SHAPES
from desktop.domain import pdfium
from desktop.services import changes, logo, papers, settings, template_files, templates
from desktop.services.templates import Own
from desktop.ui.hub import Hub
from desktop.ui.settings import paper_templates
from tests.documents import reading, samples
from tests.services import shop
from tests.ui.looks import LOOKS, Look, faults, longer, settle, wear
from tests.ui.test_settings_screen import undo


@pytest.fixture
def open_papers(sqlite_database, make_window, qtbot):
    """The page at one kind of paper, with its picture there: the window, and the page."""
    hub = Hub(changes.listen)

    settings.change_shop(name="Toko")
    windows = []

    def show(kind):
        window = make_window(hub=hub)
        windows.append(window)
        window.open("settings")
        window.page.list.choose("papers")
        page = window.page.page_of("papers")
        page.language.choose("en")
        page.kinds.choose(f"paper:{kind}")
        seen(qtbot, page)
        return window, page

    yield show
    for window in windows:
        window.desk.sounds.close()
    hub.close()


def seen(qtbot, page):
    """Wait until the newest paper is painted; its dark dots."""
    QTest.qWait(0)
    wanted = page._pdf
    qtbot.waitUntil(lambda: page.painted == wanted != b"")
    image = page.view.image()
    return bytes(image.constBits())


def said(pdf):
    with pdfium.using:  # the page paints at the same time
        return reading.drawn(pdf)


def write(page, part, text):
    area = page.form.areas[part]
    area.setFocus()
    area.selectAll()
    QTest.keyClicks(area, text)


def leave(page):
    page.kinds.setFocus()
    QTest.qWait(0)


def test_words_are_on_the_paper_while_they_are_typed_and_kept_when_they_are_left(open_papers, qtbot):
    window, page = open_papers("packing-slip")
    order = shop.order(("TEA", 2))
    before = seen(qtbot, page)
    write(page, "heading", "Halo {name}, from {shop}!")
    qtbot.waitUntil(lambda: "Halo Ayu" in said(page._pdf))
    assert seen(qtbot, page) != before
    assert templates.own("packing-slip") == Own()
    leave(page)
    assert templates.own("packing-slip").texts == {"en": {"heading": "Halo {name}, from {shop}!"}}
    undo(window)
    assert templates.own("packing-slip") == Own()
    assert page.form.areas["heading"].toPlainText() == ""
    assert "Halo" not in said(papers.draw("packing-slip", [order.id], language="en"))


def test_each_language_has_its_own_words_and_a_hole_that_nobody_can_fill_is_named_at_its_field(open_papers):
    _window, page = open_papers("thank-you-card")
    write(page, "text", "Hello {name.__class__}")
    field = page.form._fields["text"]
    assert "“{name.__class__}” is no field" in field._wrong.text()
    assert "{name}, {number}" in field._wrong.text()
    leave(page)
    assert templates.own("thank-you-card") == Own()
    write(page, "text", "Hello {name}")
    assert field._wrong.text() == ""
    leave(page)
    assert templates.own("thank-you-card").texts == {"en": {"text": "Hello {name}"}}
    page.language.choose("sv")
    page.language.activated.emit(page.language.currentIndex())
    assert page.form.areas["text"].toPlainText() == ""
    write(page, "text", "Varma kramar")
    leave(page)
    kept = templates.own("thank-you-card").texts
    assert kept == {"en": {"text": "Hello {name}"}, "sv": {"text": "Varma kramar"}}


def test_a_part_is_left_out_and_ctrl_z_brings_it_back(open_papers, qtbot):
    window, page = open_papers("parcel-label")
    before = seen(qtbot, page)
    page.form.ticks["date"].click()
    assert templates.own("parcel-label").hidden == ("date",)
    assert seen(qtbot, page) != before
    undo(window)
    assert templates.own("parcel-label") == Own()
    assert page.form.ticks["date"].isChecked()


def test_the_logo_is_chosen_from_a_file_shown_and_taken_away(open_papers, qtbot, tmp_path, monkeypatch):
    window, page = open_papers("invoice")
    before = seen(qtbot, page)
    file = tmp_path / "logo.png"
    file.write_bytes(samples.picture())
    monkeypatch.setattr(paper_templates, "choose_file", lambda *_asked: file)
    page.form.pick.click()
    qtbot.waitUntil(lambda: logo.get() != b"")
    with_logo = seen(qtbot, page)
    assert with_logo != before
    page.form.logo.click()
    assert templates.own("invoice").logo is False
    assert seen(qtbot, page) == before
    undo(window)
    page.form.height_.setFocus()
    QTest.keyClick(page.form.height_, Qt.Key.Key_End)
    assert templates.own("invoice").logo_mm == 24.0
    assert seen(qtbot, page) not in (before, with_logo)
    file.write_bytes(b"no picture")
    page.form.pick.click()
    qtbot.waitUntil(page.trouble.isVisible)
    assert logo.get() != b""
    page.form.drop.click()
    assert logo.get() == b""


def test_all_looks_go_through_a_file_and_kolli_s_own_come_back(open_papers, tmp_path, monkeypatch):
    window, page = open_papers("thank-you-card")
    templates.say("invoice", "id", "note", "Terima kasih")
    target = tmp_path / "looks.json"
    monkeypatch.setattr(paper_templates, "choose_target", lambda *_asked: target)
    monkeypatch.setattr(paper_templates, "choose_file", lambda *_asked: target)
    page.give.click()
    assert target.read_bytes() == template_files.exported()
    templates.reset("invoice")
    page.reload()
    page.take.click()
    assert templates.own("invoice").texts == {"id": {"note": "Terima kasih"}}
    undo(window)
    assert templates.own("invoice") == Own()
    target.write_bytes(b"[" * 5000)
    page.take.click()
    assert page.trouble.isVisible()
    assert page.trouble.text().startswith("This file does not hold the looks of papers")
    page.kinds.choose("paper:manifest")
    assert not page.usual.isEnabled()
    write(page, "declaration", "In good order")
    leave(page)
    page.usual.click()
    assert templates.own("manifest") == Own()
    undo(window)
    assert templates.own("manifest").texts == {"en": {"declaration": "In good order"}}


def test_a_paper_of_several_pages_is_leafed_through(open_papers, qtbot):
    shop.order(*((f"TEA-{turn}", 1) for turn in range(30)))
    _window, page = open_papers("packing-slip")
    page.reload()
    qtbot.waitUntil(lambda: page.page.count() > 1)
    first = seen(qtbot, page)
    page.page.setFocus()
    QTest.keyClick(page.page, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bytes(page.view.image().constBits()) != first)


@pytest.mark.parametrize(
    ("looks", "kinds"),
    [
        ((Look("sv", "light", (1366, 688)),), ("thank-you-card",)),
        pytest.param(LOOKS, tuple(SHAPES), marks=pytest.mark.hard),
    ],
    ids=["some", "all"],
)
def test_the_page_can_be_read_and_used_in_every_look(open_papers, qtbot, looks, kinds):
    logo.change(samples.picture())
    window, page = open_papers("invoice")
    for look in looks:
        wear(window, look)
        page = window.page.page_of("papers")
        for kind in kinds:
            page.kinds.choose(f"paper:{kind}")
            seen(qtbot, page)
            assert faults(settle(window)) == [], (look, kind)
    wear(window, Look("en", "light", (1366, 768)))
    with longer():
        window.retranslate()
        QApplication.processEvents()
        assert faults(settle(window)) == []
