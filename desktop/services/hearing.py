"""Hears what other benches commit to the same PostgreSQL, and tells it to the listeners of this process.

One thread with a connection of its own, which is not peewee's: it waits inside the driver. A lost connection is made
again; what was missed meanwhile is told as "anything of any kind". With SQLite there is one program, and nothing to do.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from desktop.models.base import disconnect
from desktop.services import changes
from desktop.services.changes import CHANNEL, Change

log = logging.getLogger(__name__)

# Whatever a screen may have missed is one of these kinds.
KINDS = (
    "order",
    "parcel",
    "decision",
    "outbox",
    "stock",
    "print",
    "printer",
    "store",
    "settings",
    "person",
    "document",
    "article",
    "wave",
    "tote",
    "put-back",
)
_GATHER_S = 0.03  # several commits of one piece of work are told as one
_LOOK_S = 0.25  # how often the thread looks whether it should end
_AGAIN_S = (0.2, 1.0, 3.0, 10.0)
_ALIVE: dict[str, Any] = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3,
                          "connect_timeout": 5, "application_name": "kolli hears"}  # fmt: skip


class Hearing:
    """`start()` begins to listen and returns what ends it. `ready` is set while it does hear."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hearing", daemon=True)
        self.ready = threading.Event()

    def start(self) -> Callable[[], None]:
        self._thread.start()
        return self.stop

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10.0)

    def _run(self) -> None:
        import psycopg  # after the first paint: it costs more than the window

        tries, missed = 0, False
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, **_ALIVE) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self.ready.set()
                    if missed:
                        changes.hear(frozenset(Change(kind, 0) for kind in KINDS))
                    tries, missed = 0, True
                    self._listen(connection)
            except psycopg.Error as error:
                self.ready.clear()
                missed = True
                log.warning("changes of other benches are not heard: %s", type(error).__name__)
                self._stopping.wait(_AGAIN_S[min(tries, len(_AGAIN_S) - 1)])
                tries += 1
        self.ready.clear()
        disconnect()  # a listener may have asked the database on this thread

    def _listen(self, connection: Any) -> None:
        while not self._stopping.is_set():
            heard: set[Change] = set()
            end = 0.0
            for notice in connection.notifies(timeout=_LOOK_S, stop_after=1):
                heard |= changes.others(notice.payload)
                end = time.monotonic() + _GATHER_S
            while heard and (left := end - time.monotonic()) > 0:
                for notice in connection.notifies(timeout=left):
                    heard |= changes.others(notice.payload)
            if heard:
                changes.hear(frozenset(heard))
