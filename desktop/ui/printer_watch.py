"""Tells a screen how it stands with the printers, as soon as one is turned off, runs out of paper, or comes back."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.services import printers_now
from desktop.services.printers_now import Now
from desktop.ui.desk import Desk


class PrinterWatch(QObject):
    """`look()` once; `changed(Now)` whenever it is otherwise than it was told last."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: Now | None = None
        self._looking = self._once_more = False
        desk.hub.watch(self, {"printer", "printer-state", "print", "settings"}, self._heard)

    def look(self) -> None:
        self._once_more = self._looking
        if not self._looking:
            self._looking = True
            room = getattr(self._desk.app, "print_room", None)
            conditions = dict(room.conditions()) if room is not None else {}
            self._desk.tasks.run(lambda: printers_now.look(conditions), self._tell)

    def _heard(self, _changes: frozenset[Any]) -> None:
        self.look()

    def _tell(self, now: Now) -> None:
        self._looking = False
        if now != self._told:
            self._told = now
            self.changed.emit(now)
        if self._once_more:
            self.look()
