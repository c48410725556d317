"""The former name of the scan bus's parts; new code imports desktop.ui.scanning."""

from desktop.ui.scanning.bus import ScanBus as Wedge
from desktop.ui.scanning.habits import Habits
from desktop.ui.scanning.strokes import key_events, type_keys

__all__ = ["Habits", "Wedge", "key_events", "type_keys"]
