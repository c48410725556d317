"""The hardware at the bench. A driver is made from a name, the dots per inch and its settings."""

import sys
from collections.abc import Callable, Mapping

from desktop.devices import printer_system, printer_windows
from desktop.devices.device import Printer
from desktop.devices.printer_file import FolderPrinter
from desktop.devices.printer_system import Queue, SystemPrinter
from desktop.devices.printer_windows import WindowsPrinter
from desktop.devices.raw.printer import RawPrinter


def _system(name: str, dpi: int, settings: Mapping[str, object]) -> Printer:
    """A queue of the system, by the way that the system has; an address of its own always goes by IPP."""
    if sys.platform == "win32" and not settings.get("uri"):
        return WindowsPrinter.made(name, dpi, settings)
    return SystemPrinter.made(name, dpi, settings)


# Name -> how to make one. Settings: system {"queue": NAME} or {"uri": "ipp://..."}, folder {"folder": PATH},
# raw {"language": "zpl", "address": "tcp://192.0.2.7:9100"} and what devices/raw/options.py reads.
DRIVERS: dict[str, Callable[[str, int, Mapping[str, object]], Printer]] = {
    "system": _system,
    "folder": FolderPrinter.made,
    "raw": RawPrinter.made,
}


def system_queues() -> list[Queue]:
    """The printers that this system knows; none where it has no print server."""
    return printer_windows.queues() if sys.platform == "win32" else printer_system.queues()
