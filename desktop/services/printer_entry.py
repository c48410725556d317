"""What a person types to add a printer, made into one that can print; each mistake is one sentence.

An address says the way: `queue:NAME` (of the system), `ipp://HOST/ipp/print`, `tcp://HOST:9100` (a label or receipt
printer in the network), `usb:///dev/usb/lp0`, `serial:///dev/ttyUSB0?baud=9600`, `spooler://NAME` (a queue of Windows
that passes everything on), or a folder.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.services.printers import PrinterRow

LANGUAGES = ("zpl", "tspl", "escpos")
LABEL_DPI, OFFICE_DPI = 203, 300
PORT = 9100
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
FLOWS = ("none", "rtscts", "dsrdtr", "xonxoff")
_PORT_NAME = re.compile(r"/dev/[\w./:-]+|COM[0-9]{1,3}|LPT[0-9]|[\\/.?]+[\w#&{}.$\\-]+")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class Way(StrEnum):
    """How a printer is reached."""

    QUEUE = "queue"
    IPP = "ipp"
    TCP = "tcp"
    USB = "usb"
    SERIAL = "serial"
    SPOOLER = "spooler"
    FOLDER = "folder"

    @property
    def raw(self) -> bool:
        """Whether Kolli speaks the printer's own language over it."""
        return self in (Way.TCP, Way.USB, Way.SERIAL, Way.SPOOLER)


@dataclass(frozen=True, slots=True)
class Entry:
    """`where` is what stands behind the way: a queue's name, a host, a port's name, a folder. `dpi` 0 = the usual one.

    `width_mm`: how wide a receipt printer prints, 0 = as its paper is. `cutter`, `drawer`: where there is one.
    `baud`, `flow`: how a serial line is spoken over.
    """

    name: str
    way: Way
    where: str
    language: str = "zpl"
    dpi: int = 0
    width_mm: int = 0
    cutter: bool = False
    drawer: bool = False
    baud: int = 9600
    flow: str = "none"


def made(entry: Entry, before: PrinterRow | None = None) -> PrinterRow:
    """The printer that was meant. `before` is what it was: what was not asked about stays.

    Raises:
        BadInput: an address that cannot be, an unknown language, no name.
    """
    where = entry.where.strip()
    name = entry.name.strip() or _usual_name(entry.way, where)
    driver, settings = _reached(entry, where)
    if entry.way.raw:
        if entry.language not in LANGUAGES:
            raise BadInput(what=N_("The printer's language"), value=entry.language,
                           next=N_("Choose zpl, tspl or escpos."))  # fmt: skip
        settings |= {"language": entry.language, "cutter": entry.cutter, "drawer": entry.drawer}
        if entry.width_mm:
            settings["width_dots"] = _dots(entry.width_mm, entry.dpi or LABEL_DPI)
    dpi = entry.dpi or (LABEL_DPI if entry.way.raw else OFFICE_DPI)
    if before is None:
        return PrinterRow(name, driver, settings, dpi=dpi)
    kept = {key: value for key, value in before.settings.items() if key not in _OURS}
    return PrinterRow(name, driver, {**kept, **settings}, before.papers, dpi, before.bench, before.id)


def of(row: PrinterRow) -> Entry:
    """What was typed for a printer that is here."""
    settings = row.settings
    if row.driver == "folder":
        return Entry(row.name, Way.FOLDER, str(settings.get("folder", "")), dpi=row.dpi)
    if row.driver == "system":
        uri = str(settings.get("uri", ""))
        return Entry(row.name, Way.IPP if uri else Way.QUEUE, uri or str(settings.get("queue", row.name)), dpi=row.dpi)
    dots = settings.get("width_dots", 0)
    return replace(
        _spoken(str(settings.get("address", ""))),
        name=row.name,
        language=str(settings.get("language", "zpl")),
        dpi=row.dpi,
        width_mm=_width_mm(dots, row.dpi) if isinstance(dots, int) else 0,
        cutter=bool(settings.get("cutter", False)),
        drawer=bool(settings.get("drawer", False)),
    )


def typed(address: str) -> Entry:
    """An address as people type it, without a name yet.

    Raises:
        BadInput: it begins with nothing that Kolli knows.
    """
    text = address.strip()
    scheme, mark, rest = text.partition(":")
    if mark and scheme.lower() == Way.QUEUE:
        return Entry("", Way.QUEUE, rest)
    if "://" in text:
        if scheme.lower() in ("ipp", "ipps"):
            return Entry("", Way.IPP, text)
        if scheme.lower() in (Way.TCP, Way.USB, Way.SERIAL, Way.SPOOLER):
            return _spoken(text)
    elif text.startswith(("/", "~", ".")) or re.match(r"[A-Za-z]:[\\/]", text):
        return Entry("", Way.FOLDER, text)
    raise BadInput(
        what=N_("The printer's address"), value=text,
        next=N_("Begin with queue:, ipp://, tcp://, usb://, serial:// or spooler://, or give a folder."),
    )  # fmt: skip


_OURS = {"queue", "uri", "folder", "address", "language", "cutter", "drawer", "width_dots"}


def _reached(entry: Entry, where: str) -> tuple[str, dict[str, object]]:
    """The driver and how it reaches the printer."""
    if not where:
        raise _wrong(entry.way, "")
    if entry.way is Way.FOLDER:
        return "folder", {"folder": str(Path(where).expanduser())}
    if entry.way is Way.QUEUE:
        return "system", {"queue": where}
    if entry.way is Way.IPP:
        return "system", {"uri": _ipp(where)}
    return "raw", {"address": _raw(entry, where)}


def _ipp(where: str) -> str:
    address = where if "://" in where else f"ipp://{where}"
    scheme, host, _port = _split(address)
    if scheme not in ("ipp", "ipps") or not host:
        raise _wrong(Way.IPP, where)
    return address if urlsplit(address).path not in ("", "/") else address.rstrip("/") + "/ipp/print"


def _raw(entry: Entry, where: str) -> str:
    if entry.way is Way.TCP:
        _scheme, host, port = _split(f"tcp://{where.removeprefix('tcp://')}", bare=True)
        if not host:
            raise _wrong(entry.way, where)
        return f"tcp://{host}:{port or PORT}"
    if entry.way is Way.SPOOLER:
        return f"spooler://{quote(where, safe='')}"
    if not _PORT_NAME.fullmatch(where):
        raise _wrong(entry.way, where)
    path = where if where.startswith("/") else f"/{where}"
    if entry.way is Way.USB:
        return f"usb://{path}"
    if entry.baud not in BAUDS:
        raise BadInput(
            what=N_("The speed of the line"), value=entry.baud, next=N_("Look at the printer's own test page.")
        )
    if entry.flow not in FLOWS:
        raise BadInput(
            what=N_("The flow control"), value=entry.flow, next=N_("Choose rtscts, dsrdtr, xonxoff or none.")
        )
    return f"serial://{path}?baud={entry.baud}" + (f"&flow={entry.flow}" if entry.flow != "none" else "")


def _split(address: str, *, bare: bool = False) -> tuple[str, str, int]:
    """Scheme, host and port (0 = none given); the host is "" where it is no address. `bare`: nothing may follow."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:  # a port that is no number, brackets that do not close
        return "", "", 0
    host = f"[{host}]" if ":" in host else host
    rest = parts.path.rstrip("/") + parts.query if bare else ""
    fits = _HOST.fullmatch(host) and " " not in address and "@" not in parts.netloc and not rest
    return parts.scheme.lower(), host if fits else "", port


def _wrong(way: Way, where: str) -> BadInput:
    what, following = _ASKED[way]
    return BadInput(what=what, value=where, next=following)


_ASKED = {
    Way.QUEUE: (N_("The printer's queue"), N_("Choose one that the system has.")),
    Way.IPP: (N_("The printer's address"), N_("Give it as ipp://192.168.1.20/ipp/print.")),
    Way.TCP: (N_("The printer's address"), N_("Give its name or number in the network, such as 192.168.1.20.")),
    Way.USB: (N_("The USB port"), N_("Give it as /dev/usb/lp0.")),
    Way.SERIAL: (N_("The serial line"), N_("Give it as /dev/ttyUSB0 or COM3.")),
    Way.SPOOLER: (N_("The printer's queue"), N_("Choose one that the system has.")),
    Way.FOLDER: (N_("The folder"), N_("Choose the one that the papers are written into.")),
}


def _spoken(address: str) -> Entry:
    """The way of a raw address and what belongs to it."""
    scheme, _mark, rest = address.partition("://")
    path, _query, query = rest.partition("?")
    wanted = dict(parse_qsl(query))
    baud = wanted.get("baud", "9600")
    way = Way(scheme.lower()) if scheme.lower() in set(Way) else Way.TCP
    path = unquote(path) if way is Way.SPOOLER else re.sub(r"^/(COM[0-9]|LPT[0-9])", r"\1", path)
    return Entry("", way, path, baud=int(baud) if baud.isdecimal() else 0, flow=wanted.get("flow", "none"))


def _usual_name(way: Way, where: str) -> str:
    """What a printer is called that nobody named."""
    if way is Way.FOLDER:
        return Path(where).name or where
    host = where.split("://", 1)[-1].split("/", 1)[0] if way in (Way.IPP, Way.TCP) else where
    return host.rstrip("/").rsplit("/", 1)[-1]


# Receipt paper is wider than what is printed on it. Source: the makers' data sheets, 576 dots of 80 mm, 384 of 58 mm.
_PRINTED_MM = {80: 72, 58: 48}


def _dots(width_mm: int, dpi: int) -> int:
    return round(_PRINTED_MM.get(width_mm, width_mm) * dpi / 25.4 / 8) * 8


def _width_mm(dots: int, dpi: int) -> int:
    if not dots:
        return 0
    return next((mm for mm in _PRINTED_MM if _dots(mm, dpi) == dots), round(dots / dpi * 25.4))
