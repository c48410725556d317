"""What is kept of a bench's scanners: how those that type were learned, which lines others hang on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from desktop.domain import codes
from desktop.domain.errors import BadInput
from desktop.domain.scanners import Decode, Profile, Suffix
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import settings


class LineEnd(StrEnum):
    """What ends a code on a serial line."""

    ANY = "any"  # CR, LF, CR LF or ETX, whichever comes
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    ETX = "etx"
    SILENCE = "silence"  # nothing: a pause


@dataclass(frozen=True, slots=True)
class LineScanner:
    """A scanner on a serial line, or on a USB port that looks like one.

    `usb`: its vendor, product and serial number, by which it is found again on another port; "" where it has none.
    """

    name: str
    port: str
    bench: str
    usb: str = ""
    baud: int = 9600
    line_end: LineEnd = LineEnd.ANY
    prefix: str = ""
    suffix: str = ""  # cut off the end of each code, beside the line's end
    separator: str = ""  # a sign that stands for the GS1 separator
    on: bool = True


def profile(bench: str) -> Profile:
    """What was learned of the scanners that type at this bench."""
    kept: dict[str, Any] = settings.value(_profile_key(bench), {})
    known = {name: kept[name] for name in Profile.__dataclass_fields__ if name in kept}
    if "signs" in known:
        known["signs"] = tuple((int(p), bool(s), bool(a), str(sign)) for p, s, a, sign in known["signs"])
    if "suffix" in known:
        known["suffix"] = Suffix(known["suffix"])
    if "decode" in known:
        known["decode"] = Decode(known["decode"])
    return Profile(**known)


def keep_profile(bench: str, learned: Profile) -> None:
    settings.remember(_profile_key(bench), asdict(learned))


def change_profile(bench: str, **values: Any) -> None:
    """Set some of what is known by hand."""
    keep_profile(bench, replace(profile(bench), **values))


def every(bench: str) -> list[LineScanner]:
    """The bench's scanners on serial lines, in the order they were added."""
    return [scanner for scanner in _all() if scanner.bench == bench]


def save(scanner: LineScanner, *, before: str = "") -> None:
    """Add a scanner, or change the one of this name at its bench; `before` is its old name.

    Raises:
        BadInput: no name or no port.
    """
    name = " ".join(scanner.name.split())
    if not name:
        raise BadInput(what=N_("The scanner's name"), value=scanner.name, next=N_("Type a short one."))
    if not scanner.port.strip():
        raise BadInput(what=N_("The port"), value=scanner.port, next=N_("Choose one from the list."))
    if scanner.baud not in BAUDS:
        raise BadInput(what=N_("The speed"), value=scanner.baud, next=N_("Choose one from the list."))
    changed, rows = replace(scanner, name=name), _all()
    for at, row in enumerate(rows):
        if row.bench == scanner.bench and row.name == (before or name):
            rows[at] = changed
            break
    else:
        rows.append(changed)
    _keep(rows)


def remove(name: str, bench: str) -> None:
    _keep([row for row in _all() if (row.name, row.bench) != (name, bench)])


def known(texts: Sequence[str]) -> set[str]:
    """Those of these texts that are a code of this shop: an SKU, a barcode, a bin, a tracking number, a slip."""
    return {text for text in texts if text and _is_known(text)}


BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_LOOK = (
    "SELECT 1 FROM article WHERE sku = ? LIMIT 1",
    "SELECT 1 FROM barcode WHERE code = ? LIMIT 1",
    "SELECT 1 FROM parcel WHERE tracking = ? LIMIT 1",
    "SELECT 1 FROM bin WHERE code = ? LIMIT 1",
    "SELECT 1 FROM orders WHERE number = ? LIMIT 1",
)


def _is_known(text: str) -> bool:
    if codes.is_certain(text):
        return True
    plain = codes.without_symbology(text)
    return any(run(statement, (plain,)).fetchone() is not None for statement in _LOOK)


def _profile_key(bench: str) -> str:
    return f"scanner:{bench}"


def _all() -> list[LineScanner]:
    found = []
    for row in settings.value("line-scanners", []):
        values = {name: row[name] for name in LineScanner.__dataclass_fields__ if name in row}
        found.append(LineScanner(**{**values, "line_end": LineEnd(values.get("line_end", LineEnd.ANY))}))
    return found


def _keep(rows: Sequence[LineScanner]) -> None:
    settings.remember("line-scanners", [asdict(row) for row in rows])
