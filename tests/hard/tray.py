"""A printer in a process of its own, which outlives those that print: what came out of it is written down as it falls.

It fails by a seed: the line breaks before, within and after a paper, it is busy, it refuses, it runs out of paper and
is filled again, it is turned off. `calm()` ends that.
"""

import base64
import contextlib
import json
import os
import re
import signal
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import zxingcpp
from PIL import Image

from desktop.devices.simulated_thermal import SimulatedThermal, ThermalFault
from tests.devices.ipp_printer import IppFault, IppPrinter, listening

_GRAPHIC = re.compile(rb"\^GFA,\d+,(\d+),(\d+),:Z64:([^:]*):")


class Tray:
    """The printer's process, seen from outside. `fallen()` is what lies in its tray: a name each, in sequence."""

    def __init__(self, process: int, control: int, address: str, journal: Path) -> None:
        self.process, self.address, self._control, self._journal = process, address, control, journal

    def fallen(self) -> list[str]:
        return fallen(self._journal)

    def calm(self) -> None:
        os.write(self._control, b"calm\n")


def fallen(journal: Path) -> list[str]:
    return [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []


@contextlib.contextmanager
def tray(kind: str, seed: int, journal: Path, *, forgets: bool = False) -> Iterator[Tray]:
    """`kind` "ipp": names are the jobs' keys. "tcp" (a ZPL printer at port 9100): names are the labels' codes.

    `forgets`: its one fault is that it prints a paper and does not say so, every other time and without an end.
    """
    ear, mouth = os.pipe()
    heard, control = os.pipe()
    process = os.fork()
    if process == 0:
        for end in (ear, control):
            os.close(end)
        try:
            with journal.open("ab", buffering=0) as out:
                {"ipp": _ipp, "tcp": _tcp}[kind](Random(seed), out.write, mouth, heard, forgets)
        finally:
            os._exit(0)  # nothing of the parent's may run here
    for end in (mouth, heard):
        os.close(end)
    try:
        yield Tray(process, control, os.read(ear, 200).decode(), journal)
    finally:
        for end in (ear, control):
            os.close(end)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _ipp(dice: Random, write: Callable[[bytes], object], mouth: int, heard: int, forgets: bool) -> None:
    faults, often = ([IppFault.LOST_AFTER], 0.5) if forgets else ([*IppFault], 0.3)
    printer = IppPrinter(came_out=lambda name: write(json.dumps(name).encode() + b"\n"))
    printer.fault = lambda: dice.choice(faults) if dice.random() < often else None
    with listening(printer):
        os.write(mouth, printer.uri.encode())
        with _restless(dice, lambda: setattr(printer, "paper_out", True), printer.refill):
            os.read(heard, 10)
        printer.fault = printer.fault if forgets else None
        os.read(heard, 10)  # until it is killed


def _tcp(dice: Random, write: Callable[[bytes], object], mouth: int, heard: int, forgets: bool) -> None:
    faults, often = ([ThermalFault.LOST_AFTER], 0.5) if forgets else ([*ThermalFault], 0.3)

    class Kept(SimulatedThermal):
        def _note(self, *event: str | bytes) -> None:
            super()._note(*event)
            if event[0] == "paper":
                write(json.dumps(_code(bytes(event[1]))).encode() + b"\n")  # type: ignore[arg-type]
                if dice.random() < often and not calm.is_set():
                    self.fail(dice.choice(faults))

    calm = threading.Event()
    with Kept("zpl") as printer:
        os.write(mouth, printer.address.encode())

        def well() -> None:
            printer.on()
            printer.set(paper_out=False)

        with _restless(dice, lambda: printer.off() if dice.random() < 0.3 else printer.set(paper_out=True), well):
            os.read(heard, 10)
        if not forgets:
            calm.set()
            printer._faults.clear()
        os.read(heard, 10)


@contextlib.contextmanager
def _restless(dice: Random, ill: Callable[[], object], well: Callable[[], object]) -> Iterator[None]:
    """Now and then the printer is out of paper or off, for a moment."""
    over = threading.Event()
    own = Random(dice.random())

    def live() -> None:
        while not over.wait(own.uniform(0.1, 0.4)):
            ill()
            over.wait(own.uniform(0.01, 0.15))
            well()

    thread = threading.Thread(target=live)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        well()


def _code(label: bytes) -> str:
    """What the large code on a label says, read from its dots."""
    found = _GRAPHIC.search(label)
    assert found, label[:200]
    each, across = int(found[1]), int(found[2])
    dots = zlib.decompress(base64.b64decode(found[3]))
    picture = Image.frombytes("1", (across * 8, each // across), bytes(byte ^ 0xFF for byte in dots)).convert("L")
    return next(code.text for code in zxingcpp.read_barcodes(picture) if code.format.name == "Code128")


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
