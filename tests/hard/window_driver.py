"""A packer at the real window, in a process of its own: scans by real key events, says what the lane has shown.

    python -m tests.hard.window_driver DATA SEED [early]     a JSON line a fact on standard output

It is killed from outside (test_window_killed.py). What it scans it takes from the screen, as a person would; `early`
is broken on purpose: it acknowledges a scan before the lane has answered.
"""

import json
import os
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import keep_log
from desktop.domain.codes import Command, command_code
from desktop.ui.screens.packing import PackingScreen
from desktop.ui.start import Session
from desktop.ui.theme import theme
from desktop.ui.wedge import type_keys

UNKNOWN = ("2900010099416", "no such thing", "KO10482Z")
HANG_MS = 30_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen says: the open order, what each of its lines still needs, and whether a parcel was closed."""

    order: int | None
    left: dict[str, int]
    sealed: bool


class Packer:
    """`skus` are the shop's articles, `slips` the codes of its orders."""

    def __init__(self, session: Session, dice: Random, skus: list[str], slips: list[str], *, early: bool) -> None:
        self._session, self._dice, self._skus, self._slips, self._early = session, dice, skus, slips, early
        self._turn = 0
        self._code = ""
        self._begun = False
        self._hang = QTimer()
        self._hang.setSingleShot(True)
        self._hang.setInterval(HANG_MS)
        self._hang.timeout.connect(self._stuck)
        self._hang.start()

    def look(self) -> None:
        """Until the window stands there: with the order that was open, or with none."""
        window = self._session.window
        if window is None or not window.isVisible() or not self._session.tasks.idle:
            QTimer.singleShot(1, self.look)
            return
        page = window.page
        say("stands", page=page.name if page else "", cpu_s=time.process_time(), **asdict(self._shown()))
        window.open("packing")
        window.lane.shown.connect(self._answered)
        self._begun = True
        QTimer.singleShot(0, self._scan)

    def _scan(self) -> None:
        window = self._session.window
        assert window is not None
        shown = self._shown()
        self._turn += 1
        self._code = self._next_code(shown)
        self._hang.start()
        say("try", turn=self._turn, code=self._code, order=shown.order)
        if self._early and shown.left.get(self._code, 0) > 0 and sum(shown.left.values()) > 1:
            left = {**shown.left, self._code: shown.left[self._code] - 1}
            say("answer", turn=self._turn, code=self._code, outcome="right", order=shown.order, left=left, sealed=False)
        type_keys(window.windowHandle(), self._code)

    def _answered(self, outcome: str, _headline: str, _detail: str) -> None:
        say("answer", turn=self._turn, code=self._code, outcome=outcome, **asdict(self._shown()))
        QTimer.singleShot(0, self._scan)

    def _next_code(self, shown: Shown) -> str:
        """Mostly what the screen asks for; now and then a wrong, a surplus or an unknown code, or a command."""
        chance = self._dice.random()
        if shown.sealed and chance < 0.15:
            return command_code(self._dice.choice([Command.REOPEN, Command.NEXT]))
        if shown.order is None:
            return self._dice.choice(self._slips) if chance < 0.5 else self._dice.choice(self._skus)
        wanted = [sku for sku, left in shown.left.items() if left > 0]
        if chance < 0.06:
            return self._dice.choice(UNKNOWN)
        if chance < 0.14:
            return self._dice.choice(self._skus)
        if chance < 0.2:
            return command_code(Command.UNDO)
        if chance < 0.22:
            return command_code(Command.ASIDE)
        return self._dice.choice(wanted) if wanted else command_code(Command.NEXT)

    def _shown(self) -> Shown:
        page = self._session.window.page if self._session.window else None
        if not isinstance(page, PackingScreen):
            return Shown(None, {}, False)
        left: dict[str, int] = {}
        for row in page.stage.side.checklist.rows:
            left[row.sku] = left.get(row.sku, 0) + row.left
        order = page.telling.order
        return Shown(order.id if order else None, left if order else {}, page.stage.sealed.isVisible())

    def _stuck(self) -> None:
        say("broken", what=f"no answer to {self._code!r} in {HANG_MS} ms; begun: {self._begun}")
        os._exit(3)


def say(kind: str, **words: object) -> None:
    os.write(1, json.dumps([kind, words]).encode() + b"\n")


def _broken(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    say("broken", what="".join(traceback.format_exception(kind, error, trace)))
    os._exit(3)


def main(data: Path, seed: int, *words: str) -> None:
    sys.excepthook = _broken
    qt = QApplication(["kolli"])
    keep_log(data)
    theme().apply()
    session = Session(data)
    known = json.loads((data / "packer.json").read_text(encoding="utf-8"))
    packer = Packer(session, Random(seed), known["skus"], known["slips"], early="early" in words)
    session.begin()
    packer.look()
    qt.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
