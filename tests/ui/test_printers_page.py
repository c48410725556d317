"""The printers page, used by keys on a real database; printers that answer are doubles on this computer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.devices.discovery import Found
from desktop.domain.errors import KolliError
from desktop.services import paper_times, printer_changes, printers, printing, settings
from desktop.services.changes import unit
from desktop.services.paper_kinds import KINDS, PAPERS, Of
from desktop.services.paper_times import When
from desktop.services.printer_entry import Way
from desktop.services.printers import PrinterRow
from desktop.ui import exporting
from desktop.ui.settings.paper_words import groups
from tests.services import shop
from tests.ui.looks import SIZES, Look, faults, faults_in_every_look, spread, wear
from tests.ui.test_settings_screen import listening, open_settings, undo, write

__all__ = ["listening", "open_settings"]

_LONG_MS = 30_000  # how long a busy machine may take
HERE = [
    Found("Brother", "system", {"queue": "Brother"}, "Brother HL-L2350DW", 300),
    Found("ZD421", "raw", {"language": "zpl", "address": "usb:///dev/usb/lp0"}, "Zebra ZD421", 300),
]


@pytest.fixture
def found(monkeypatch):
    """What a look around this computer finds; empty unless a test fills it."""
    here = []
    monkeypatch.setattr("desktop.devices.discovery.found", lambda: list(here))
    return here


@pytest.fixture
def folder(sqlite_database, tmp_path):
    """The printer that every shop begins with."""
    return printers.save(PrinterRow("Folder", "folder", {"folder": str(tmp_path)}, KINDS))


@pytest.fixture
def open_page(found, folder, open_settings):
    return lambda: open_settings("printers")


def pick(choice, value):
    choice.choose(value)
    assert choice.value() == value, f"{value!r} is not among the choices"
    choice.activated.emit(choice.currentIndex())  # what Enter in the open list does
    QTest.qWait(0)


def texts(choice):
    return [choice.itemText(at) for at in range(choice.count())]


# Where each paper comes out


def test_every_kind_of_paper_has_a_row_and_the_four_of_every_day_come_first():
    shown = [kind for _title, kinds in groups() for kind in kinds]
    assert sorted(shown) == sorted(kind.name for kind in PAPERS.values() if kind.of is not Of.PRINTER)
    assert shown[:4] == ["parcel-label", "packing-slip", "invoice", "pick-list"]


def test_each_paper_goes_to_one_printer_and_undo_gives_it_back(open_page, tmp_path):
    printers.save(PrinterRow("Zebra", "folder", {"folder": str(tmp_path)}))
    window, page = open_page()
    pick(page.rows["parcel-label"].printer, "printer:Zebra")
    assert printers.route("parcel-label", "").name == "Zebra"
    assert page.panel.row.name == "Zebra"
    undo(window)
    assert printers.route("parcel-label", "").name == "Folder"
    pick(page.rows["invoice"].printer, "")
    assert printers.route("invoice", "") is None
    pick(page.rows["parcel-label"].printer, "printer:Zebra")
    row = page.rows["badge"]  # it has no printer of its own, and says where it would come out
    assert (row.printer.value(), row.printer.currentText()) == ("", "as parcel label: Zebra")
    pick(row.printer, "printer:Folder")
    assert printers.route("badge", "").name == "Folder"
    pick(row.printer, "")
    assert row.printer.currentText() == "as parcel label: Zebra"


def test_what_it_is_printed_on_is_kept_with_its_printer_and_when_with_the_bench(open_page):
    window, page = open_page()
    row = page.rows["bin-label"]
    assert {"100x50", "57x32"} <= {row.media.itemData(at) for at in range(row.media.count())}
    pick(row.media, "57x32")
    assert printers.route("bin-label", "").media("bin-label") == "57x32"
    undo(window)
    assert (printers.route("bin-label", "").media("bin-label"), row.media.value()) == ("100x50", "100x50")
    with pytest.raises(KolliError):
        printer_changes.put_in("Folder", "bin-label", "A5")
    order = shop.order(("CUP", 1))
    pick(page.rows["invoice"].when, When.CLOSING)
    assert "invoice" in settings.bench().print_on_close
    pick(page.rows["packing-slip"].when, When.NEVER)
    assert settings.bench().print_on_close == ("parcel-label", "invoice")
    with pytest.raises(paper_times.NeverHere, match="Packing slip"):
        printing.queue("packing-slip", order.id)
    undo(window)
    printing.queue("packing-slip", order.id)
    assert When.CLOSING not in paper_times.choices("pick-list")  # nothing closes that would ask for one
    assert not page.rows["parcel-label"].trouble.isVisible()
    printers.hold("Folder")
    QTest.qWait(0)
    assert "held" in page.rows["parcel-label"].trouble.text()


# Printers that are found, and others


def test_a_queue_that_was_found_becomes_a_printer_when_it_is_chosen(qtbot, found, open_page):
    found += HERE
    window, page = open_page()
    qtbot.waitUntil(lambda: "Brother (found)" in texts(page.rows["invoice"].printer), timeout=_LONG_MS)
    pick(page.rows["invoice"].printer, "found:Brother")
    row = printers.route("invoice", "")
    assert (row.name, row.driver, row.settings, row.dpi) == ("Brother", "system", {"queue": "Brother"}, 300)
    assert "Brother (found)" not in texts(page.rows["invoice"].printer)
    undo(window)
    assert printers.route("invoice", "").name == "Folder"
    assert [row.name for row in printers.every()] == ["Folder"]


def test_a_label_printer_that_was_found_is_looked_at_before_it_is_used(qtbot, found, open_page, monkeypatch):
    found += HERE
    _window, page = open_page()
    qtbot.waitUntil(lambda: "ZD421 (found)" in texts(page.rows["parcel-label"].printer), timeout=_LONG_MS)
    pick(page.rows["parcel-label"].printer, "found:ZD421")
    form = page.panel.form
    assert page.panel.asking
    assert (form.where.text(), form.language.value(), form.dpi.value()) == ("/dev/usb/lp0", "zpl", 300)
    form.keep.click()  # there is no such port on this computer
    qtbot.waitUntil(form.wrong.isVisible, timeout=_LONG_MS)
    assert form.keep.label() == "Keep it anyway"
    form.keep.click()
    row = printers.route("parcel-label", "")
    assert (row.name, row.settings["address"], row.settings["language"]) == ("ZD421", "usb:///dev/usb/lp0", "zpl")


WRONG = [
    (Way.IPP, "http://192.0.2.7", "Give it as ipp://"),
    (Way.TCP, "192.0.2.7:printer", "such as 192.168.1.20"),
    (Way.TCP, "", "is missing"),
    (Way.USB, "lp0", "Give it as /dev/usb/lp0"),
    (Way.FOLDER, "", "The folder is missing"),
    (Way.SERIAL, "lp0", "Give it as /dev/ttyUSB0"),
]


def test_a_wrong_address_is_one_sentence_and_adds_nothing(open_page):
    window, page = open_page()
    page.panel.add.click()
    for way, typed, words in WRONG:
        pick(page.panel.form.which, way)
        write(page.panel.form.where, typed)
        assert words in page.panel.form.wrong.text()
    assert [row.name for row in printers.every()] == ["Folder"]
    for look in (Look("en", "light", SIZES[1]), Look("id", "light", SIZES[0]), Look("sv", "dark", SIZES[2])):
        assert faults(wear(window, look)) == []
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not page.panel.asking


def test_a_network_printer_is_asked_what_it_is_and_believed(qtbot, open_page, monkeypatch):
    asked = []

    def probe(host, port):
        asked.append((host, port))
        return Found("TM-T20", "raw", {"language": "escpos", "address": f"tcp://{host}:{port}"}, "TM-T20", 203)

    monkeypatch.setattr("desktop.devices.discovery.probe", probe)
    window, page = open_page()
    QTest.keyClick(window.page.list, Qt.Key.Key_A)
    pick(page.panel.form.which, Way.TCP)
    write(page.panel.form.where, "192.0.2.9")
    qtbot.waitUntil(lambda: page.panel.row is not None and page.panel.row.name == "TM-T20", timeout=_LONG_MS)
    row = printer_changes.named("TM-T20")
    assert asked == [("192.0.2.9", 9100)]
    assert (row.settings["language"], row.settings["address"]) == ("escpos", "tcp://192.0.2.9:9100")
    assert page.panel.row == row


def test_a_printer_is_changed_renamed_tried_held_and_removed(qtbot, open_page, monkeypatch):
    sent = []
    monkeypatch.setattr("desktop.devices.raw.printer.RawPrinter.send", lambda _self, ticket: sent.append(ticket.pdf))
    page_row = PrinterRow(
        "Till", "raw", {"address": "usb:///dev/usb/lp7", "language": "escpos", "media": {"badge": "A6"}}
    )
    printers.save(page_row)
    window, page = open_page()
    page._look_at_printer("Till")
    page.panel.change.click()
    form = page.panel.form
    form.drawer.setChecked(True)
    pick(form.width_, 80)
    write(form.name_, "Counter")
    qtbot.waitUntil(form.wrong.isVisible, timeout=_LONG_MS)
    form.keep.click()
    row = printer_changes.named("Counter")
    assert (row.settings["drawer"], row.settings["width_dots"], row.settings["media"]) == (True, 576, {"badge": "A6"})
    page.panel.drawer.click()
    qtbot.waitUntil(lambda: window.lane.headline == "The drawer was told to open", timeout=_LONG_MS)
    assert sent[0].endswith(b"\x1bp\x00\x19\xfa")
    QTest.keyClick(window.page.list, Qt.Key.Key_P)
    assert [(job.kind, job.printer) for job in printing.jobs()] == [("test-page", "Counter")]
    page.panel.hold.click()
    QTest.qWait(0)
    assert printer_changes.named("Counter").held
    assert page.panel.hold.label() == "Let it go on"
    undo(window)
    assert not printer_changes.named("Counter").held
    page.panel.remove.click()
    assert [one.name for one in printers.every()] == ["Folder"]
    undo(window)
    undo(window)
    assert [one.name for one in printers.every()] == ["Folder", "Till"]


# The queue


def job(kind, state, reason=""):
    order = shop.order(("CUP", 1))
    job_id = printing.queue(kind, order.id)
    if state != "queued":
        printing.mark(job_id, state, reason, printer="Folder")
    return job_id


def test_a_person_says_whether_a_doubtful_paper_came_out(open_page):
    failed, unsure = job("packing-slip", "failed", "no paper"), job("invoice", "unsure")
    window, page = open_page()
    assert page.jobs.table.current().id == unsure  # what nobody can know comes first
    assert page.jobs.yes.isVisible()
    QTest.keyClick(window.page.list, Qt.Key.Key_Y)
    QTest.qWait(0)
    assert printing.get(unsure).state == "done"
    assert page.jobs.table.current().id == failed
    assert not page.jobs.yes.isVisible()  # it is known that it did not
    QTest.keyClick(window.page.list, Qt.Key.Key_N)
    assert sorted(one.state for one in printing.jobs()) == ["done", "queued", "reprinted"]


def test_a_paper_that_waits_goes_to_another_printer_or_nowhere(open_page, tmp_path):
    printers.save(PrinterRow("Zebra", "folder", {"folder": str(tmp_path)}))
    first, second = job("packing-slip", "queued"), job("invoice", "queued")
    _window, page = open_page()
    assert page.jobs.table.current().id == first  # the one that is next
    pick(page.jobs.move_, "Zebra")
    assert (printing.get(first).printer, printing.get(first).state) == ("Zebra", "queued")
    page.jobs.table.select_id(second)
    page.jobs.cancel.click()
    assert printing.get(second).state == "cancelled"
    assert not page.jobs.move_.isVisible()


def test_three_hundred_papers_are_listed_and_what_changes_is_seen(open_page):
    first = job("packing-slip", "done")
    with unit():
        ids = [printing.queue("invoice", printing.get(first).order_id) for _turn in range(299)]
    _window, page = open_page()
    assert page.jobs.table.count() == 300
    printing.mark(ids[-1], "unsure", printer="Folder")
    QTest.qWait(0)
    assert page.jobs.table.model_.record(0).id == ids[-1]
    assert "1 needs a look" in page.jobs._count.text()


def test_the_print_queue_is_written_to_a_file_by_one_key(open_page, monkeypatch, tmp_path):
    wanted = job("packing-slip", "failed", "no paper")
    file = tmp_path / "jobs.csv"
    monkeypatch.setattr(exporting, "choose_target", lambda *_asked: file)
    window, _page = open_page()
    QTest.keyClick(window.page.list, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert window.lane.headline == "jobs.csv is written."
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) >= 1 + len(printing.jobs())
    assert printing.get(wanted).state == "failed"
    assert faults_in_every_look(window, looks=spread(4)) == []
