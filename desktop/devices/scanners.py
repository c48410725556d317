"""Scanners on serial lines and on USB ports that look like one: a thread each, which waits while it is unplugged."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.devices.device import Condition, State
from desktop.devices.framing import Frame, Framer
from desktop.i18n import N_, _

log = logging.getLogger(__name__)

_POLL_S = 0.02  # so long a read waits; the silence after a code is measured with it
_RETRY_S = 0.5
_AWAY = N_("{name} is not plugged in")
_TAKEN = N_("{name}: another program uses {port}")


@dataclass(frozen=True, slots=True)
class Setting:
    """How one scanner is set. `usb` finds it again on another port."""

    name: str
    port: str
    usb: str = ""
    baud: int = 9600
    line_end: str = "any"
    prefix: str = ""
    suffix: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Port:
    """A port that this computer has. `what`: its maker's words."""

    device: str
    what: str
    usb: str = ""


class Line(Protocol):
    """An open line."""

    def read(self, size: int) -> bytes: ...

    def close(self) -> None: ...


Heard = Callable[[str, Frame], object]
Told = Callable[[str, Condition], object]


class ScannerThread:
    """Reads one line until it is closed. `heard` and `told` are called on its thread."""

    def __init__(self, setting: Setting, heard: Heard, told: Told, open_line: Callable[[Setting], Line] | None = None):
        self.setting, self.condition = setting, Condition(State.UNKNOWN)
        self._heard, self._told = heard, told
        self._open = open_line or open_serial
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"kolli-scanner-{setting.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, wait_s: float = 3.0) -> None:
        self._over.set()
        self._thread.join(wait_s)

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                line = self._open(self.setting)
            except (OSError, ValueError) as error:  # pyserial's errors are OSErrors
                self._tell(State.AWAY, _TAKEN if _is_taken(error) else _AWAY)
                self._over.wait(_RETRY_S)
                continue
            self._tell(State.READY, "")
            framer = Framer(self.setting.line_end)
            try:
                self._read(line, framer)
            except (OSError, TypeError):  # TypeError: pyserial, when the line is closed under a read
                if framer.drop():
                    self._heard(self.setting.name, Frame("", whole=False))
                self._tell(State.AWAY, _AWAY)
                self._over.wait(_RETRY_S / 2)
            finally:
                with contextlib.suppress(OSError):
                    line.close()

    def _read(self, line: Line, framer: Framer) -> None:
        while not self._over.is_set():
            data = line.read(4096)
            now = time.monotonic()
            for frame in framer.feed(data, now) if data else framer.idle(now):
                self._give(frame)

    def _give(self, frame: Frame) -> None:
        text, setting = frame.text, self.setting
        if frame.whole:
            text = text.removeprefix(setting.prefix).removesuffix(setting.suffix)
            text = text.replace(setting.separator, "\x1d") if setting.separator else text
        if text.strip() or not frame.whole:
            self._heard(setting.name, Frame(text, frame.whole))

    def _tell(self, state: State, reason: str) -> None:
        words = _(reason).format(name=self.setting.name, port=self.setting.port) if reason else ""
        before, self.condition = self.condition, Condition(state, words)
        if before != self.condition:
            log.info("scanner %s: %s", self.setting.name, state.value)
            self._told(self.setting.name, self.condition)


class ScannerRoom:
    """The threads of a bench's scanners, as they are set now."""

    def __init__(self, heard: Heard, told: Told, open_line: Callable[[Setting], Line] | None = None) -> None:
        self._heard, self._told, self._open_line = heard, told, open_line
        self._threads: dict[str, ScannerThread] = {}

    def use(self, settings: Sequence[Setting]) -> None:
        """Start those that are new, end those that are gone, and begin anew with those that were changed."""
        wanted = {setting.name: setting for setting in settings}
        for name, thread in list(self._threads.items()):
            if wanted.get(name) != thread.setting:
                thread.close()
                del self._threads[name]
        for name, setting in wanted.items():
            if name not in self._threads:
                self._threads[name] = ScannerThread(setting, self._heard, self._told, self._open_line)
                self._threads[name].start()

    def conditions(self) -> dict[str, Condition]:
        return {name: thread.condition for name, thread in self._threads.items()}

    def close(self) -> None:
        self.use(())


def open_serial(setting: Setting) -> Line:
    """The line of a scanner, found by its USB numbers where it has some: 8 data bits, no parity, 1 stop bit.

    Raises:
        OSError: it is not there, or another program has it.
    """
    import serial

    device = setting.port
    if setting.usb:
        found = [port.device for port in ports() if port.usb == setting.usb]
        device = device if not found or device in found else found[0]
    line: Line = serial.Serial(device, setting.baud, timeout=_POLL_S, exclusive=True)
    return _Waiting(line)


class _Waiting:
    """Reads at once what is there: pyserial's own read waits until the whole size has come."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def read(self, size: int) -> bytes:
        first = self._line.read(1)
        more: int = getattr(self._line, "in_waiting", 0)
        return first + self._line.read(min(more, size)) if first and more else first

    def close(self) -> None:
        self._line.close()


def ports() -> list[Port]:
    """The serial ports of this computer; asks the system, so call it off the window's thread."""
    from serial.tools import list_ports

    found = []
    for port in list_ports.comports():
        usb = f"{port.vid:04x}:{port.pid:04x}:{port.serial_number or ''}" if port.vid is not None else ""
        what = " ".join(dict.fromkeys(part for part in (port.manufacturer, port.product) if part))
        found.append(Port(port.device, what or ("" if port.description == "n/a" else port.description), usb))
    return sorted(found, key=lambda port: (not port.usb, port.device))


def _is_taken(error: Exception) -> bool:
    text = str(error).lower()
    return "exclusively lock" in text or "access is denied" in text or "resource busy" in text or "permission" in text
