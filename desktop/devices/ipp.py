"""A small client of the Internet Printing Protocol (RFC 8010, 8011), over TCP or the system's own socket."""

import http.client
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

PRINT_JOB, CANCEL_JOB, GET_JOB, GET_JOBS, GET_PRINTER, GET_PRINTERS = 0x02, 0x08, 0x09, 0x0A, 0x0B, 0x4002
NOT_FOUND, UNAVAILABLE, BUSY = 0x0406, 0x0502, 0x0507
_OPERATION, _JOB, _END, _PRINTER = 0x01, 0x02, 0x03, 0x04
_INTEGER, _BOOLEAN, _ENUM, _RANGE = 0x21, 0x22, 0x23, 0x33
_BEGIN, _END_COLLECTION, _MEMBER = 0x34, 0x37, 0x4A
_TEXT, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
_LONGEST = 15.0  # seconds that a print server may take for an answer

Value = int | bool | str | tuple[int, int] | dict[str, list[Any]]


class Unreachable(Exception):
    """No connection could be made: nothing was sent."""


class Broken(Exception):
    """The connection ended before the answer: what was sent may have been done."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named value to send; `tag` is its IPP type."""

    name: str
    tag: int
    value: Any


def text(name: str, value: str) -> Attribute:
    return Attribute(name, _NAME, value)


def keyword(name: str, *values: str) -> Attribute:
    return Attribute(name, _KEYWORD, list(values))


def integer(name: str, value: int) -> Attribute:
    return Attribute(name, _INTEGER, value)


def uri(name: str, value: str) -> Attribute:
    return Attribute(name, _URI, value)


def mime(name: str, value: str) -> Attribute:
    return Attribute(name, _MIME, value)


def collection(name: str, *members: Attribute) -> Attribute:
    return Attribute(name, _BEGIN, list(members))


@dataclass(slots=True)
class Answer:
    """A status (below 0x100 = done) and the groups of attributes: of the operation, of jobs, of printers."""

    status: int
    groups: list[tuple[int, dict[str, list[Value]]]] = field(default_factory=list)

    def jobs(self) -> Iterator[dict[str, list[Value]]]:
        return (values for tag, values in self.groups if tag == _JOB)

    def printers(self) -> Iterator[dict[str, list[Value]]]:
        return (values for tag, values in self.groups if tag == _PRINTER)

    def said(self) -> str:
        """The server's own words about what went wrong; "" if it has none."""
        for tag, values in self.groups:
            if tag == _OPERATION and values.get("status-message"):
                return str(values["status-message"][0])
        return ""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a print server listens: a socket of this machine, or a host with a port."""

    host: str
    port: int = 631
    socket: str = ""

    def printer_uri(self, queue: str) -> str:
        return f"ipp://localhost/printers/{quote(queue, safe='')}"

    def ask(
        self, operation: int, path: str, operands: list[Attribute], job: list[Attribute], body: bytes = b""
    ) -> Answer:
        """Send one request and return the answer.

        Raises:
            Unreachable, Broken.
        """
        connection = _Local(self.socket) if self.socket else http.client.HTTPConnection(self.host, self.port, _LONGEST)
        try:
            try:
                connection.connect()
            except OSError as fault:
                raise Unreachable(str(fault)) from fault
            try:
                request = _request(operation, operands, job)
                connection.request("POST", path, request + body, {"Content-Type": "application/ipp"})
                response = connection.getresponse()
                read = response.read()
            except (OSError, http.client.HTTPException) as fault:
                raise Broken(str(fault)) from fault
            if response.status != 200:
                return Answer(0x0400 + (NOT_FOUND - 0x0400 if response.status == 404 else 0))
            try:
                return _answer(read)
            except (struct.error, IndexError, UnicodeDecodeError) as fault:
                raise Broken(str(fault)) from fault
        finally:
            connection.close()


def local_server() -> Server:
    """The system's print server: CUPS_SERVER (host, host:port or socket), IPP_PORT, else its socket, else port 631."""
    named = os.environ.get("CUPS_SERVER", "")
    port = int(os.environ.get("IPP_PORT", "631"))
    if named.startswith("/"):
        return Server("localhost", port, named)
    if named:
        parts = urlsplit(f"//{named.partition('/version=')[0]}")
        return Server(parts.hostname or "localhost", parts.port or port)
    if "IPP_PORT" not in os.environ:
        for place in _SOCKETS:
            if Path(place).exists():
                return Server("localhost", port, place)
    return Server("localhost", port)


def server_of(address: str) -> tuple[Server, str]:
    """The server and the path of a network printer's address, as ipp://192.0.2.7/ipp/print."""
    parts = urlsplit(address)
    return Server(parts.hostname or "localhost", parts.port or 631), parts.path or "/ipp/print"


class _Local(http.client.HTTPConnection):
    def __init__(self, place: str) -> None:
        super().__init__("localhost", timeout=_LONGEST)
        self._place = place

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_LONGEST)
        self.sock.connect(self._place)


def _request(operation: int, operands: list[Attribute], job: list[Attribute]) -> bytes:
    whole = [struct.pack(">BBHI", 2, 0, operation, 1), bytes([_OPERATION])]
    whole.append(_field("attributes-charset", _CHARSET, "utf-8"))
    whole.append(_field("attributes-natural-language", _LANGUAGE, "en"))
    whole += [_encoded(one) for one in operands]
    if job:
        whole.append(bytes([_JOB]))
        whole += [_encoded(one) for one in job]
    whole.append(bytes([_END]))
    return b"".join(whole)


def _encoded(one: Attribute) -> bytes:
    if one.tag == _BEGIN:
        inner = b"".join(_member(member) for member in one.value)
        return _field(one.name, _BEGIN, "") + inner + _field("", _END_COLLECTION, "")
    values = one.value if isinstance(one.value, list) else [one.value]
    return b"".join(_field(one.name if not place else "", one.tag, value) for place, value in enumerate(values))


def _member(one: Attribute) -> bytes:
    begin = _field("", _MEMBER, one.name)
    if one.tag == _BEGIN:
        inner = b"".join(_member(member) for member in one.value)
        return begin + _field("", _BEGIN, "") + inner + _field("", _END_COLLECTION, "")
    values = one.value if isinstance(one.value, list) else [one.value]
    return begin + b"".join(_field("", one.tag, value) for value in values)


def _field(name: str, tag: int, value: Any) -> bytes:
    if tag in (_INTEGER, _ENUM):
        data = struct.pack(">i", value)
    elif tag == _BOOLEAN:
        data = b"\x01" if value else b"\x00"
    elif tag == _RANGE:
        data = struct.pack(">ii", *value)
    else:
        data = str(value).encode("utf-8", "replace")
    named = name.encode()
    return struct.pack(">BH", tag, len(named)) + named + struct.pack(">H", len(data)) + data


def _answer(read: bytes) -> Answer:
    _major, _minor, status, _request_id = struct.unpack(">BBHI", read[:8])
    answer = Answer(status)
    place = 8
    values: dict[str, list[Value]] = {}
    open_values: list[dict[str, list[Value]]] = []  # collections that have begun, the innermost last
    names: list[str] = []  # the name that the next value of each belongs to
    name = ""
    while read[place] != _END:
        tag = read[place]
        if tag < 0x10:  # a new group
            values, open_values, names = {}, [], []
            answer.groups.append((tag, values))
            place += 1
            continue
        name, data, place = _next_field(read, place, name, bool(open_values))
        target = open_values[-1] if open_values else values
        into = names[-1] if names else name
        if tag == _BEGIN:
            inner: dict[str, list[Value]] = {}
            target.setdefault(into, []).append(inner)
            open_values.append(inner)
            names.append("")
        elif tag == _END_COLLECTION:
            open_values.pop()
            names.pop()
        elif tag == _MEMBER:
            names[-1] = data.decode()
        else:
            target.setdefault(into, []).append(_value(tag, data))
    return answer


def _next_field(read: bytes, place: int, name: str, inside: bool) -> tuple[str, bytes, int]:
    (length,) = struct.unpack(">H", read[place + 1 : place + 3])
    place += 3
    if length and not inside:
        name = read[place : place + length].decode()
    place += length
    (length,) = struct.unpack(">H", read[place : place + 2])
    place += 2
    return name, read[place : place + length], place + length


def _value(tag: int, data: bytes) -> Value:
    if tag in (_INTEGER, _ENUM):
        (number,) = struct.unpack(">i", data)
        return int(number)
    if tag == _BOOLEAN:
        return data == b"\x01"
    if tag == _RANGE:
        low, high = struct.unpack(">ii", data)
        return int(low), int(high)
    return data.decode("utf-8", "replace")
