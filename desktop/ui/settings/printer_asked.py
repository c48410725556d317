"""Asking printers themselves, on a thread of its own: what is here, who answers at an address, open the drawer."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.i18n import _
from desktop.services import printer_entry
from desktop.services.printers import PrinterRow

if TYPE_CHECKING:
    from desktop.devices.discovery import Found


@dataclass(frozen=True, slots=True)
class Asked:
    """The printer as it answered, in the language that it speaks; `silent` says why it did not, "" = it did."""

    row: PrinterRow
    silent: str = ""


def look_around() -> "list[Found]":
    from desktop.devices import discovery  # what it needs is not needed for the first paint

    return discovery.found()


def ask(row: PrinterRow, *, guess: bool) -> Asked:
    """Whether it answers. `guess`: a network printer that says what it is is believed in language and resolution."""
    from desktop.devices import DRIVERS, discovery
    from desktop.devices.device import State

    address = urlsplit(str(row.settings.get("address", "")))
    if guess and address.scheme == "tcp":
        found = discovery.probe(address.hostname or "", address.port or printer_entry.PORT)
        if found is None:
            return Asked(row, _("Nobody answers at {address}. Turn the printer on and look at its cable and number."
                                ).format(address=address.netloc))  # fmt: skip
        if found.settings.get("language"):
            nameless = row.name == address.hostname and found.description
            row = replace(row, name=found.name if nameless else row.name, dpi=found.dpi,
                          settings={**row.settings, "language": found.settings["language"]})  # fmt: skip
        return Asked(row)
    told = DRIVERS[row.driver](row.name, row.dpi, row.settings).condition()
    return Asked(row, told.reason if told.state in (State.AWAY, State.MISSING) else "")


def kick(row: PrinterRow) -> None:
    """Open the cash drawer.

    Raises:
        PrinterMissing, PrinterAway, PrinterRefused, PrinterBroke.
    """
    from desktop.devices import drawer

    drawer.kick(row.name, row.dpi, row.settings)
