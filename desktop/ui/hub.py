"""What was committed, told to the screens on the window's thread."""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

Heard = Callable[[frozenset[Any]], object]


class Hub(QObject):
    """`hub.watch(self, {"order", "stock"}, self._reload)`: called with the changes of these kinds, once a commit.

    `listen` is `services.changes.listen`; it calls on the thread that committed and returns what ends it.
    """

    changed = Signal(object)  # frozenset of Change(kind, id)
    _arrived = Signal(object)

    def __init__(self, listen: Callable[[Heard], Callable[[], None]] | None = None) -> None:
        super().__init__()
        self._watchers: list[tuple[QObject, frozenset[str], Heard]] = []
        self._arrived.connect(self._pass, Qt.ConnectionType.QueuedConnection)
        self._end = listen(self._arrived.emit) if listen is not None else None

    def watch(self, owner: QObject, kinds: set[str], heard: Heard) -> None:
        """Call `heard` for changes of these kinds for as long as `owner` lives."""
        self._watchers.append((owner, frozenset(kinds), heard))

    def close(self) -> None:
        if self._end is not None:
            self._end()
            self._end = None
        self._watchers.clear()

    @Slot(object)
    def _pass(self, changes: frozenset[Any]) -> None:
        self._watchers = [watcher for watcher in self._watchers if shiboken6.isValid(watcher[0])]
        for _owner, kinds, heard in list(self._watchers):
            own = frozenset(change for change in changes if change.kind in kinds)
            if own:
                heard(own)
        self.changed.emit(changes)
