"""What every screen is handed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.ui.hub import Hub
from desktop.ui.sounds import Sounds
from desktop.ui.tasks import Runner
from desktop.ui.theme import Theme
from desktop.ui.widgets.lane import ScanLane
from desktop.ui.widgets.strip import Strip


@dataclass(slots=True)
class Desk:
    """The parts of the window that a screen may use.

    app: the App (devices, sync worker, settings), for what is not a service.
    tasks.run(work, done, failed): database work, off this thread.
    hub.watch(self, kinds, heard): what was committed.
    lane.show_result(...): what a scan came to; sounds follow it by themselves.
    open(name, id): another screen, at a row of it.
    badge(name, count, attention): the number on the rail.
    """

    app: Any
    tasks: Runner
    hub: Hub
    sounds: Sounds
    theme: Theme
    lane: ScanLane
    strip: Strip
    open: Callable[[str, int | None], None]
    badge: Callable[[str, int, bool], None]
