"""The cash drawer that hangs on a receipt printer."""

import uuid
from collections.abc import Mapping

from desktop.devices import DRIVERS
from desktop.devices.device import Ticket

# ESC @, then ESC p: 50 ms on the drawer's first pin. Source: Epson, "ESC/POS Command Reference".
_KICK = b"\x1b@\x1bp\x00\x19\xfa"


def kick(name: str, dpi: int, settings: Mapping[str, object]) -> None:
    """Open it now, without printing anything.

    Raises:
        PrinterMissing, PrinterAway, PrinterRefused: it stayed closed.
        PrinterBroke: it is not known whether it opened.
    """
    DRIVERS["raw"](name, dpi, settings).send(Ticket(uuid.uuid4().hex, "drawer", _KICK, cut=False))
