"""The printers that are here: queues of the system, USB devices, serial ports, and what answers at an address.

What something is can only be guessed from its name, or asked; a person confirms it. Nothing here raises or dawdles.
"""

import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlsplit

from desktop import devices
from desktop.devices.raw import zpl
from desktop.devices.raw.tcp import PORT, TcpLine

_log = logging.getLogger(__name__)
_LONGEST_S = 0.9
_OFFICE_DPI, _LABEL_DPI = 300, 203
# Words in a printer's name -> its language. Sources: the makers' own names for their products.
_WORDS = (
    (r"zpl|zebra|\bztc\b|\bz[dtq]\d{3}|\bgk?\d{3}[dt]?\b|honeywell|godex|citizen cl|sato cl", "zpl"),
    (r"tspl|\btsc\b|\bt[etx]2\d\d|\btdp-|\bttp-|xprinter xp-[2-4]\d\d|rongta rp4|munbyn|gprinter", "tspl"),
    (r"esc ?/?pos|\btm-[a-z]|\btsp\d{3}|\bstar\b|bixolon|citizen ct|receipt|\bpos-?\d\d|\bpos\b", "escpos"),
    (r"xprinter|rongta|sewoo|posiflex", "escpos"),
)  # fmt: skip
_180_DPI = re.compile(r"tm-t(88|70|90)\b|tm-t(88|70)[iv]", re.IGNORECASE)  # the Epsons of 7 dots a mm


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that could be added: `driver` and `settings` are what devices.DRIVERS takes.

    `description` is what it says of itself, `dpi` its dots per inch (a guess where it does not say), `size` that of the
    label in it in whole mm, 0 where that is not known. A raw one whose language is not known has "" there.
    """

    name: str
    driver: str
    settings: dict[str, object] = field(default_factory=dict)
    description: str = ""
    dpi: int = _LABEL_DPI
    size: tuple[int, int] = (0, 0)


def found() -> list[Found]:
    """All of them, the system's queues first; within a second, without what took longer."""
    sources: tuple[Callable[[], list[Found]], ...] = (queues, usb, serial_ports)
    answers: list[list[Found]] = [[] for _source in sources]

    def ask(place: int) -> None:
        try:
            answers[place] = sources[place]()
        except Exception:  # noqa: BLE001 - logged; a broken driver must not hide the other printers
            _log.warning("looking for printers stumbled", exc_info=True)

    threads = [threading.Thread(target=ask, args=(place,), daemon=True) for place in range(len(sources))]
    end = time.monotonic() + _LONGEST_S
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [one for answer in answers for one in answer]


def queues() -> list[Found]:
    """The system's queues; on Windows those of label and receipt printers once more, to be spoken to directly."""
    listed = []
    for queue in devices.system_queues():
        said = f"{queue.name} {queue.description}"
        language = language_of(said)
        dpi = _dpi(said) if language else _OFFICE_DPI
        listed.append(Found(queue.name, "system", {"queue": queue.name}, queue.description, dpi))
        if language and sys.platform == "win32":
            address = f"spooler://{quote(queue.name, safe='')}"
            listed.append(Found(queue.name, "raw", {"language": language, "address": address}, queue.description, dpi))
    return listed


def usb(ports: Path = Path("/dev/usb"), known: Path = Path("/sys/class/usbmisc")) -> list[Found]:
    """USB printers on Linux whose language can be told from what they say of themselves (IEEE 1284)."""
    listed = []
    for port in sorted(ports.glob("lp*")):
        said = _device_id(known / port.name / "device" / "ieee1284_id")
        name = " ".join(part for part in (said.get("MFG", ""), said.get("MDL", "")) if part)
        language = language_of(said.get("CMD", "")) or language_of(name)
        if language:  # an office printer is reached by its queue
            settings: dict[str, object] = {"language": language, "address": f"usb://{port}"}
            listed.append(Found(said.get("MDL", port.name), "raw", settings, name, _dpi(name)))
    return listed


def serial_ports() -> list[Found]:
    """Serial ports; what hangs on one cannot be told, but for a USB printer that names itself."""
    from serial.tools import list_ports

    listed = []
    for port in list_ports.comports():
        if port.hwid == "n/a":  # a port that the machine could have, and has not
            continue
        said = " ".join(
            part for part in (port.manufacturer, port.product or port.description) if part and part != "n/a"
        )
        path = port.device if port.device.startswith("/") else f"/{port.device}"
        settings: dict[str, object] = {"language": language_of(said), "address": f"serial://{path}?baud=9600"}
        listed.append(Found(said or port.device, "raw", settings, said, _dpi(said)))
    return listed


def probe(host: str, port: int = PORT, wait_s: float = 1.0) -> Found | None:
    """Ask at an address what is there; None = nobody. A printer that never answers is found without a language."""
    address = f"tcp://{host}:{port}"
    end = time.monotonic() + wait_s
    try:
        line = TcpLine(urlsplit(address), connect_s=wait_s)
    except (OSError, ValueError):
        return None
    try:
        return _questioned(line, address, host, end)
    except OSError:  # it hung up on a question
        return _raw("", address, host, "", _LABEL_DPI)
    finally:
        line.close()


def _questioned(line: TcpLine, address: str, host: str, end: float) -> Found:
    """The questions are such that the printers of the other languages print nothing of them."""

    def ask(question: bytes, part: float) -> bytes:
        line.write(question)
        return line.read(max(0.01, (end - time.monotonic()) * part))

    if any(byte & 0x93 == 0x12 for byte in ask(b"\x10\x04\x01", 0.35)):  # DLE EOT 1
        name = ask(b"\x1dIC", 0.5).strip(b"_\0").decode("ascii", "replace")  # GS I 67
        return _raw("escpos", address, host, name, 180 if _180_DPI.search(name) else _LABEL_DPI)
    if len(ask(b"\x1b!?", 0.4)) == 1:
        name = ask(b"\r\n~!T\r\n", 0.5).strip().decode("ascii", "replace")
        return _raw("tspl", address, host, name, _dpi(name))
    said = re.search(rb"\x02([^,\x03]*),[^,]*,(\d+)", ask(b"~HI", 0.95))
    if said:
        dpi = {6: 152, 8: 203, 12: 300, 24: 600}.get(int(said[2]), _LABEL_DPI)
        status = zpl.understand(ask(b"~HS", 0.95))
        size = (0, round(status.length_dots * 25.4 / dpi)) if status else (0, 0)
        return replace(_raw("zpl", address, host, said[1].decode("ascii", "replace").strip(), dpi), size=size)
    return _raw("", address, host, "", _LABEL_DPI)


def _raw(language: str, address: str, host: str, said: str, dpi: int) -> Found:
    return Found(said or host, "raw", {"language": language, "address": address}, said, dpi)


def language_of(text: str) -> str:
    """The language that a printer of this name speaks; "" = its name does not tell."""
    return next((language for words, language in _WORDS if re.search(words, text, re.IGNORECASE)), "")


def _dpi(name: str) -> int:
    """From names as "ZD421-300dpi"; else what most label printers have."""
    said = re.search(r"(203|300|600) ?dpi", name, re.IGNORECASE)
    return int(said[1]) if said else 180 if _180_DPI.search(name) else _LABEL_DPI


def _device_id(file: Path) -> dict[str, str]:
    """IEEE 1284: "MFG:Zebra;MDL:ZD421;CMD:ZPL;". Long names of the keys are made short."""
    short = {"MANUFACTURER": "MFG", "MODEL": "MDL", "COMMAND SET": "CMD"}
    try:
        text = file.read_bytes().decode("latin-1")
    except OSError:
        return {}
    parts = [part.partition(":") for part in text.split(";") if ":" in part]
    return {short.get(key.strip().upper(), key.strip().upper()): value.strip() for key, _colon, value in parts}
