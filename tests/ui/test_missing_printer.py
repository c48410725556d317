"""A printer that is missing is named before the shift starts: at the idle bench, at sign-in, in the strip."""

from PySide6.QtTest import QTest

from desktop.devices.device import Condition, State
from desktop.services import changes, printers, printers_now, printing, settings
from desktop.services.changes import unit
from desktop.services.printers import PrinterRow
from desktop.ui.hub import Hub
from desktop.ui.status import Status
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear


class Room:
    """What the print room knows of its printers."""

    def __init__(self):
        self.told = {}

    def conditions(self):
        return self.told

    def say(self, name, state, reason=""):
        self.told[name] = Condition(state, reason)
        with unit() as work:
            work.changed("printer-state", 0)
        QTest.qWait(0)


class App:
    sync = None

    def __init__(self):
        self.print_room = Room()


def test_it_is_named_where_work_begins_and_nothing_waits_for_it(sqlite_database, make_window, qtbot, tmp_path):
    bench = settings.bench().name
    changes.work_at(bench, "")
    for name, papers in (("Zebra", ("parcel-label",)), ("Brother", ("packing-slip", "invoice", "pick-list"))):
        printers.save(PrinterRow(name, "folder", {"folder": str(tmp_path)}, papers))
    hub = Hub(changes.listen)
    window = make_window(hub=hub)
    window.desk.app = App()
    status = Status(window)
    window.open("packing")
    note, room = window.page.stage.prompt.papers, window.desk.app.print_room
    assert not note.isVisible()
    assert window.strip._items["printers"].accessibleName() == "Zebra"

    room.say("Zebra", State.AWAY, "The printer Zebra does not answer.")
    assert note.text() == "Parcel label: The printer Zebra does not answer."
    assert status._printers.used == (("Zebra", True), ("Brother", False))
    order = shop.order(("CUP", 1))
    job = printing.queue("parcel-label", order.id)
    printing.mark(job, "queued", "The printer Zebra does not answer.")
    QTest.qWait(0)
    assert "1 label waits" in note.accessibleName()
    assert faults(wear(window, LOOKS[-2])) == []
    window.use_language("en")

    window.open("sign-in")
    assert "does not answer" in window.page.papers.text()
    window.strip._items["printers"].click()
    room.say("Zebra", State.READY)
    printing.mark(job, "done")
    QTest.qWait(0)
    assert not window.page.papers.isVisible()
    hub.close()


def test_paper_that_does_not_lie_in_the_printer_is_named(sqlite_database, tmp_path):
    printers.save(PrinterRow("Zebra", "folder", {"folder": str(tmp_path)}, ("parcel-label", "bin-label")))
    told = {"Zebra": Condition(State.READY, "", ((100, 150),))}
    (kinds, reason), *_rest = [row for row in printers_now.look(told).missing if "bin-label" in row[0]]
    assert kinds == ("bin-label",)
    assert "100\u00a0×\u00a050\u00a0mm" in reason


def test_a_printer_that_hangs_is_away_and_holds_up_nobody(sqlite_database, monkeypatch, tmp_path):
    import threading

    let_go = threading.Event()

    class Hanging:
        def __init__(self, *_settings):
            pass

        def condition(self):
            let_go.wait(20)
            return Condition(State.READY)

    rows = [PrinterRow("Dead", "system"), PrinterRow("Folder", "folder", {"folder": str(tmp_path)})]
    monkeypatch.setitem(__import__("desktop.devices", fromlist=["DRIVERS"]).DRIVERS, "system", Hanging)
    told = printers_now.ask(rows, wait_s=0.2)
    let_go.set()
    assert {name: one.state for name, one in told.items()} == {"Dead": State.AWAY, "Folder": State.READY}
