"""A thermal printer that tests and the tour drive: it listens as a real one, prints into memory and fails when told to.

with SimulatedThermal("zpl") as printer:
    ... DRIVERS["raw"]("Label", 203, {"language": "zpl", "address": printer.address}) ...
    assert len(printer.printed) == 1
"""

import os
import select
import socket
import struct
import threading
import time
from collections import deque
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

from desktop.devices.simulated_heads import HEADS, Panel


class ThermalFault(StrEnum):
    """What goes wrong with the next job, from its first byte on."""

    LOST_BEFORE = "lost-before"  # the line breaks as soon as the job begins; nothing is printed
    DROPS = "drops"  # the line breaks in the middle of the job; nothing whole is printed
    PAPER_ENDS = "paper-ends"  # it takes the job and holds it, for its paper has come to an end
    LOST_AFTER = "lost-after"  # it is printed, and the line breaks before the printer says so


class _Wire(Protocol):
    """One who speaks to the printer."""

    def fileno(self) -> int: ...

    def recv(self, size: int) -> bytes: ...

    def send(self, data: bytes) -> object: ...

    def close(self) -> None: ...


class SimulatedThermal:
    """`printed`: every label or receipt that came out, as the bytes that made it. `kicks`, `cuts`: how often.

    `panel` is what lies in it (`paper_out`, `cover_open`, `paused`, `length_dots`); change it by `set(...)`, so that
    what was held comes out. `answers` False: a cheap printer that never says anything. `slow_s`: the seconds that it
    takes for each 1,000 bytes. `line` "tcp", or "pty" for a serial or USB one (`address` is made for it).
    """

    def __init__(self, language: str = "zpl", line: str = "tcp", *, dpi: int = 203, answers: bool = True) -> None:
        self.language, self.answers, self.slow_s = language, answers, 0.0
        self.panel = Panel(dpi=dpi)
        self.printed: list[bytes] = []
        self.kicks = self.cuts = 0
        self.address = ""
        self._line = line
        self._faults: deque[ThermalFault] = deque()
        self._head = HEADS[language]()
        self._lock = threading.RLock()
        self._listener: socket.socket | None = None
        self._wires: list[_Wire] = []
        self._wake_in, self._wake_out = socket.socketpair()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.on()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.off()
        self._wake_in.close()
        self._wake_out.close()

    def on(self) -> None:
        """Turn it on; a TCP printer keeps its address."""
        if self._thread is not None:
            return
        if self._line == "pty":
            wire = _Pty()
            self.address = f"serial://{wire.name}?baud=115200"
            self._wires = [wire]
        else:
            port = int(self.address.rpartition(":")[2]) if self.address else 0
            self._listener = socket.create_server(("127.0.0.1", port))
            self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, name=f"simulated {self.language}", daemon=True)
        self._thread.start()

    def off(self) -> None:
        """Turn it off: what it had not printed is gone."""
        if self._thread is None:
            return
        self._wake_out.send(b"x")
        self._thread.join()
        self._thread = None
        self._wake_in.recv(10)
        for wire in self._wires:
            wire.close()
        self._wires.clear()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        with self._lock:
            self._head = HEADS[self.language]()

    def set(self, **panel: bool | int) -> None:
        """Change what lies in it, as `set(paper_out=True)`; what was held comes out when nothing is in its way."""
        with self._lock:
            for name, value in panel.items():
                setattr(self.panel, name, value)
            for said in self._come_out():
                for wire in self._wires:
                    wire.send(said)

    def fail(self, *faults: ThermalFault) -> None:
        """Let the next jobs fail, one fault each."""
        self._faults.extend(faults)

    def _run(self) -> None:
        while True:
            listening = [self._listener] if self._listener is not None and not self._wires else []
            ready, _w, _x = select.select([self._wake_in, *listening, *self._wires], [], [])
            if self._wake_in in ready:
                return
            if self._listener in ready and self._listener is not None:
                self._wires = [self._listener.accept()[0]]  # one after the other, as printers do
                continue
            for wire in list(self._wires):
                if not self._hear(wire):
                    wire.close()
                    self._wires.remove(wire)

    def _hear(self, wire: _Wire) -> bool:
        """Take what came; False when the line is over."""
        try:
            data = wire.recv(65536)
        except OSError:
            return False
        if not data:
            return False
        if self.slow_s:
            time.sleep(self.slow_s * len(data) / 1000)
        with self._lock:
            head = self._head
            head.waiting += data
            asked = head.asked.findall(head.waiting)
            if asked:
                head.waiting[:] = head.asked.sub(b"", head.waiting)
            if head.waiting and self._faults and not self._survives(wire):
                return False
            said = b"".join([*self._come_out(), *(head.answer(question, self.panel) for question in asked)])
        if self.answers and said:
            try:
                wire.send(said)
            except OSError:
                return False
        return True

    def _survives(self, wire: _Wire) -> bool:
        """Let the next fault happen to the job that begins; False when it broke the line."""
        fault, before = self._faults[0], len(self.printed)
        if fault is ThermalFault.LOST_AFTER:
            self._come_out()
            if len(self.printed) == before:
                return True  # the rest of it is still to come
        elif fault is ThermalFault.PAPER_ENDS:
            self.panel.paper_out = True
            self._faults.popleft()
            return True
        elif fault is ThermalFault.DROPS and len(self._head.waiting) < 500:
            return True
        self._faults.popleft()
        self._head = HEADS[self.language]()
        if isinstance(wire, socket.socket):  # a reset, as when the printer loses its power
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    def _come_out(self) -> list[bytes]:
        """Print what can be printed; return what the printer says to it."""
        said = []
        for what, data in self._head.print(self.panel):
            if what == "answer":
                said.append(data)
            else:
                self._note(what, data)
        return said

    def _note(self, *event: str | bytes) -> None:
        match event:
            case ("paper", bytes(data)):
                self.printed.append(data)
            case ("kick", _data):
                self.kicks += 1
            case ("cut", _data):
                self.cuts += 1


class _Pty:
    """The printer's end of a serial cable."""

    def __init__(self) -> None:
        import tty

        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.name = os.ttyname(self._slave)

    def fileno(self) -> int:
        return self._master

    def recv(self, size: int) -> bytes:
        return os.read(self._master, size)

    def send(self, data: bytes) -> object:
        return os.write(self._master, data)

    def close(self) -> None:
        for end in (self._master, self._slave):
            os.close(end)
