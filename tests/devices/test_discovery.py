"""Printers that are offered: what the system has, what hangs on a cable, and what answers at an address."""

import time
from pathlib import Path

import pytest
from serial.tools import list_ports, list_ports_common

from desktop import devices
from desktop.devices import discovery
from desktop.devices.device import Condition, State
from desktop.devices.printer_system import Queue
from desktop.devices.simulated_thermal import SimulatedThermal


def test_queues_usb_and_serial_ports_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    port = list_ports_common.ListPortInfo("/dev/ttyUSB3", skip_link_detection=True)
    port.manufacturer, port.product, port.hwid = "EPSON", "TM-T20III", "USB VID:PID=04B8:0E28"
    empty = list_ports_common.ListPortInfo("/dev/ttyS0", skip_link_detection=True)
    monkeypatch.setattr(devices, "system_queues", lambda: [Queue("Office", "HP LaserJet", Condition(State.READY))])
    monkeypatch.setattr(list_ports, "comports", lambda: [port, empty])
    offered = {one.name: one for one in discovery.found()}
    assert offered["Office"].driver == "system"
    assert offered["Office"].settings == {"queue": "Office"}
    till = offered["EPSON TM-T20III"]
    assert till.settings == {"language": "escpos", "address": "serial:///dev/ttyUSB3?baud=9600"}
    assert set(offered) == {"Office", "EPSON TM-T20III"}


def test_a_usb_printer_is_known_by_what_it_says_of_itself(tmp_path: Path) -> None:
    said = {
        "lp0": "MFG:Zebra Technologies ;CMD:ZPL;MDL:ZTC ZD421-300dpi ZPL;CLS:PRINTER;",
        "lp1": "MANUFACTURER:EPSON;COMMAND SET:ESC/POS;MODEL:TM-T88V;",
        "lp2": "MFG:HP;CMD:PCL,PJL;MDL:LaserJet 1020;",
        "lp3": "MFG:TSC;CMD:TSPL2;MDL:TE210;",
    }
    for name, text in said.items():
        (tmp_path / "dev" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "dev" / name).touch()
        (tmp_path / "sys" / name / "device").mkdir(parents=True)
        (tmp_path / "sys" / name / "device" / "ieee1284_id").write_text(text)
    (tmp_path / "dev" / "lp4").touch()  # the system does not let us read what it is
    offered = discovery.usb(tmp_path / "dev", tmp_path / "sys")
    assert [(one.settings["language"], one.dpi) for one in offered] == [("zpl", 300), ("escpos", 180), ("tspl", 203)]
    assert offered[0].settings["address"] == f"usb://{tmp_path}/dev/lp0"


def test_a_broken_or_slow_source_hides_no_other_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_LONGEST_S", 0.1)
    monkeypatch.setattr(devices, "system_queues", lambda: time.sleep(0.5))

    def broken() -> list[discovery.Found]:
        raise RuntimeError("a driver's bug")

    monkeypatch.setattr(discovery, "serial_ports", broken)
    monkeypatch.setattr(discovery, "usb", lambda: [discovery.Found("Zebra", "raw")])
    assert [one.name for one in discovery.found()] == ["Zebra"]


@pytest.mark.parametrize("language", ["zpl", "tspl", "escpos"])
def test_a_printer_in_the_network_is_asked_what_it_speaks_and_prints_nothing_of_it(language: str) -> None:
    with SimulatedThermal(language, dpi=300) as printer:
        found = discovery.probe("127.0.0.1", int(printer.address.rpartition(":")[2]), wait_s=3)
        assert found is not None
        assert found.settings == {"language": language, "address": printer.address}
        assert found.description.startswith("SIMULATED")
        assert found.dpi == (300 if language != "escpos" else 203)
        assert printer.printed == []


def test_nobody_at_an_address_and_somebody_silent_are_told_apart() -> None:
    with SimulatedThermal("zpl", answers=False) as printer:
        port = int(printer.address.rpartition(":")[2])
        silent = discovery.probe("127.0.0.1", port, wait_s=0.1)
        assert silent is not None
        assert silent.settings["language"] == ""
    assert discovery.probe("127.0.0.1", port, wait_s=0.1) is None


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Zebra ZD421", "zpl"), ("TSC TE210", "tspl"), ("EPSON TM-T20III", "escpos"), ("Star TSP143", "escpos"),
        ("HP LaserJet", ""), ("EPSON ET-2850", ""), ("Brother HL-L2310D", ""),
    ],
)  # fmt: skip
def test_a_name_tells_the_language_or_nothing(name: str, language: str) -> None:
    assert discovery.language_of(name) == language
