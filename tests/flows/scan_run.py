"""Scans by real keys into the real program, in every screen and dialog; and what became of each.

python -m tests.flows.scan_run TIMES [SEED] [deaf|eager]      the same as the tests, by hand
"""

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from desktop.domain import codes
from desktop.domain.codes import check_digit
from desktop.domain.remote import RemoteArticle
from desktop.domain.scanners import CALIBRATION
from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import changes, remote, settings
from desktop.services.changes import unit
from tests.flows import xkeys
from tests.flows.xkeys import ENTER, KEYPAD_ENTER, TAB, Keyboard
from tests.services import shop
from tests.shared import REPO

DIALOGS = ("", "", "", "report", "ask", "file", "help", "search")
LAYOUTS = ("us", "se", "fr", "id", "de", "gb")
SUFFIXES = ((ENTER,), (ENTER,), (TAB,), (KEYPAD_ENTER,), (ENTER, ENTER))
PACES_MS = (1, 1, 1, 5, 5, 5, 15, 15, 30)
SKUS = ("CUP-300-BL", "KGA-250-B", "smb/roa.150", "A-03", "LAMP_2+B", "Teh (hijau)", "PLATE9")
WORD = "kopi dan "
WAIT_S = 30.0


class Program:
    """The program in a process of its own, and what it says."""

    def __init__(self, data: Path, display: str, broken: str = "") -> None:
        import os

        env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(REPO)}
        command = [sys.executable, "-m", "tests.flows.scan_program", str(data), broken]
        self.process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=REPO
        )
        self.scans: list[str] = []
        self.refused: list[str] = []
        self.said: list[list[Any]] = []
        self._answers: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="scan-program")
        self._reader.start()
        window = self._answer("window")
        self.pages: list[tuple[str, int | None]] = [(name, id) for name, id in window[2]]
        subprocess.run(["xdotool", "windowfocus", "--sync", str(window[1])], env=env, check=True, timeout=30)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            self.said.append(said)
            if said[0] == "scan":
                self.scans.append(said[1])
            elif said[0] == "refused":
                self.refused.append(said[1])
            elif said[0] in ("window", "done", "state", "broken"):
                self._answers.put(said)

    def _answer(self, kind: str) -> list[Any]:
        said = self._answers.get(timeout=WAIT_S)
        assert said[0] != "broken", said[1]
        assert said[0] == kind, said
        return said

    def tell(self, word: str, *more: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([word, *more]).encode() + b"\n")

    def do(self, word: str, *more: object) -> None:
        self.tell(word, *more)
        self._answer("done")

    def state(self) -> dict[str, Any]:
        self.tell("state")
        found: dict[str, Any] = self._answer("state")[1]
        return found

    def settled(self) -> dict[str, Any]:
        """The state once no key is held back."""
        end = time.monotonic() + WAIT_S
        while not (state := self.state())["idle"] and time.monotonic() < end:
            time.sleep(0.02)
        return state

    def wait_for(self, scans: int, wait_s: float) -> None:
        end = time.monotonic() + wait_s
        while len(self.scans) + len(self.refused) < scans and time.monotonic() < end:
            time.sleep(0.005)

    def close(self) -> None:
        self.tell("quit")
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._reader.join(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass(slots=True)
class Found:
    """What went wrong, of how many."""

    scans: int = 0
    lost: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)  # merged, torn, garbled
    leaked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    blocks: Counter[str] = field(default_factory=Counter)
    typed: int = 0
    paces: dict[int, Counter[str]] = field(default_factory=dict)  # ms a key: scans, lost, foreign, leaked, refused

    @property
    def faults(self) -> int:
        return len(self.lost) + len(self.foreign) + len(self.leaked)


class Run:
    """`block()` goes somewhere, scans there, types there, and looks what came of it."""

    def __init__(self, program: Program, keyboard: Keyboard, seed: int) -> None:
        self.program, self.keyboard, self.dice, self.found = program, keyboard, Random(seed), Found()
        self.layout, self.calibrated = "us", False

    def calibrate(self) -> None:
        before = len(self.program.said)
        self.program.do("dialog", "")
        self.program.do("open", "queue", None)
        self.program.do("focus", -1)
        self.keyboard.scan(CALIBRATION, 5)
        end = time.monotonic() + 10
        while not any(said[0] == "learned" for said in self.program.said[before:]) and time.monotonic() < end:
            time.sleep(0.02)
        assert any(said[0] == "learned" for said in self.program.said[before:]), self.program.said[before:]
        self.calibrated = True

    def use_layout(self, layout: str) -> None:
        self.layout = layout
        self.keyboard.layout(layout)
        time.sleep(0.3)

    def block(self, count: int) -> None:
        dice, program = self.dice, self.program
        page, dialog = dice.choice(program.pages), dice.choice(DIALOGS)
        where = f"{page[0]}{page[1] or ''}/{dialog or 'page'}/{self.layout}"
        program.do("dialog", "")
        program.do("open", *page)
        if dialog:
            program.do("dialog", dialog)
        fields = program.state()["fields"]
        if dialog not in ("help", "search"):
            somewhere = dice.randrange(len(fields)) if fields and dice.random() < 0.85 else dice.randint(-9, -1)
            program.do("focus", somewhere)
        before = program.settled()
        typed, garbled = self._try_typing(before)
        words = 0
        expected = [self._code() for _turn in range(count)]
        heard, refused = len(program.scans), len(program.refused)
        delay, suffix = dice.choice(PACES_MS), dice.choice(SUFFIXES)
        where += f"/{delay} ms/{suffix}"
        for code in expected:
            self.keyboard.scan(code, delay, suffix)
            if typed is not None and dice.random() < 0.12:
                time.sleep(0.15)
                self.keyboard.type(WORD, 70)
                self.found.typed += len(WORD)
                words += 1
                time.sleep(0.2)
            elif dice.random() < 0.5:
                time.sleep(dice.uniform(0.0, 0.25))
        program.wait_for(heard + refused + count, 5)
        after = program.settled()
        counts = self._counts()
        self._compare(where, expected, program.scans[heard:], program.refused[refused:])
        self._look(where, before, after, typed, garbled * words, program.scans[heard:])
        self.found.scans += count
        tally = self.found.paces.setdefault(delay, Counter())
        tally["scans"] += count
        for kind, now in self._counts().items():
            tally[kind] += now - counts[kind]
            for fault in getattr(self.found, kind)[counts[kind] :]:
                print(f"  {kind} {fault}", file=sys.stderr, flush=True)
        if self.found.scans % 480 < count:
            print(f"{self.found.scans} scans {self.found.paces}", file=sys.stderr, flush=True)
        self.found.blocks[where.split("/", 1)[0] + "/" + where.split("/")[1]] += count

    def _counts(self) -> dict[str, int]:
        return {kind: len(getattr(self.found, kind)) for kind in ("lost", "foreign", "leaked", "refused")}

    def _try_typing(self, state: dict[str, Any]) -> tuple[str | None, str]:
        """The text of a field that takes what is typed, and what the layout makes of the word; None for none."""
        at = state["at"]
        if at < 0 or state["fields"][at][2] or state["bar"]:
            return None, ""
        before = state["fields"][at][1]
        self.keyboard.type(WORD, 70)
        time.sleep(0.2)
        now = self.program.settled()
        if now["at"] != at or not now["fields"][at][1].startswith(before):
            return None, ""
        garbled = now["fields"][at][1][len(before) :]
        return (now["fields"][at][1], garbled) if len(garbled) == len(WORD) else (None, "")

    def _code(self) -> str:
        dice = self.dice
        kind = dice.random()
        if kind < 0.5:
            body = "899" + "".join(dice.choice("0123456789") for _turn in range(9))
            return body + str(check_digit(body))
        if kind < 0.65:
            return codes.bin_code(dice.randrange(100_000))
        if kind < 0.8 or not (self.calibrated or self.layout in ("us", "id")):
            return dice.choice(SKUS)
        if kind < 0.9:
            return "]E0" + "4006381333931"
        return "".join(dice.choice("ABCDEFGHabcdefgh0123456789-/.+_ ") for _turn in range(10)).strip("- .") + "Q9x"

    def _compare(self, where: str, expected: Sequence[str], heard: Sequence[str], refused: Sequence[str]) -> None:
        missing, extra = Counter(expected) - Counter(heard), Counter(heard) - Counter(expected)
        self.found.lost += [f"{where}: {code}" for code in missing.elements()]
        self.found.foreign += [f"{where}: {code}" for code in extra.elements()]
        self.found.refused += [f"{where}: {reason}" for reason in refused]
        if not missing and not extra and list(heard) != list(expected):
            self.found.foreign.append(f"{where}: another order: {heard}")

    def _look(
        self,
        where: str,
        before: dict[str, Any],
        after: dict[str, Any],
        typed: str | None,
        words: str,
        heard: Sequence[str],
    ) -> None:
        """Each field holds what it held, and what was typed; a field that waits for a code holds the last one."""
        at = before["at"]
        if before["bar"]:
            return  # a scan closes the command bar
        if at >= 0 and after["at"] == at and len(after["fields"]) > at:
            name, text, takes = after["fields"][at]
            wanted = (typed or before["fields"][at][1]) + words if not takes else None
            if wanted is not None and text != wanted:
                self.found.leaked.append(f"{where}: {name} holds {text!r} and not {wanted!r}")
            if takes and heard and text not in ("", heard[-1], before["fields"][at][1]):
                self.found.leaked.append(f"{where}: {name} holds {text!r} and not {heard[-1]!r}")
        for name, text, takes in after["fields"]:
            if any(name == other and (text == old or takes) for other, old, _takes in before["fields"]):
                continue
            if name != (before["fields"][at][0] if at >= 0 else "") and any(code[:3] in text for code in heard):
                self.found.leaked.append(f"{where}: {name} holds {text!r}")
        if before["modal"] and not after["modal"]:
            self.found.leaked.append(f"{where}: the dialog was answered by a scan")


def make_shop(data: Path) -> None:
    file = data / "kolli.db"
    open_database(str(file))
    settings.change_shop(name="Sagara Rasa", zone="Asia/Jakarta")
    settings.change_bench(sounds=False)
    changes.work_at(settings.bench().name, "")
    with unit():
        for sku in SKUS:
            remote.intake_article(RemoteArticle("", sku, f"The {sku}", "", Decimal(10), "IDR", (), stock=50))
    shop.order(("NOT-SCANNED", 2))
    forget()
    changes.work_at("Bench 1", "")


def scan_everywhere(times: int, seed: int, data: Path, display: str, broken: str = "", size: int = 8) -> Found:
    """So many scans; stops early where a version that is broken on purpose has been seen."""
    make_shop(data)
    program, keyboard = Program(data, display, broken), Keyboard(display)
    run = Run(program, keyboard, seed)
    try:
        while run.found.scans < times and not (broken and run.found.faults > 5):
            done = run.found.scans / times
            if done >= 0.34 and not run.calibrated and not broken:
                run.calibrate()
            if not broken and run.dice.random() < 0.3:
                run.use_layout(run.dice.choice(LAYOUTS))
            run.block(min(size, times - run.found.scans))
    finally:
        keyboard.layout("us")
        keyboard.close()
        program.close()
    return run.found


def main(times: int, seed: int = 1, broken: str = "") -> None:
    with tempfile.TemporaryDirectory() as folder, xkeys.display() as display:
        began = time.monotonic()
        found = scan_everywhere(times, seed, Path(folder), display, broken, 8 if times < 2000 else 24)
    print(
        f"{found.scans} scans in {time.monotonic() - began:.0f} s, {found.typed} typed: {len(found.lost)} lost,"
        f" {len(found.foreign)} foreign, {len(found.leaked)} leaked, {len(found.refused)} refused (seed {seed})"
    )
    for kind in ("lost", "foreign", "leaked", "refused"):
        for line in getattr(found, kind)[:20]:
            print(" ", kind, line)
    for pace in sorted(found.paces):
        print(f"  {pace} ms a key: {dict(found.paces[pace])}")
    print(dict(found.blocks))


if __name__ == "__main__":
    main(int(sys.argv[1]), *[int(word) if word.isdigit() else word for word in sys.argv[2:]])
