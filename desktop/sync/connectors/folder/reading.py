"""One export, page by page: its orders as the marketplace says them, and what was left out of it."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteOrder
from desktop.formats.layout import Choices, Found, Noticed, Refused
from desktop.formats.reading import open_orders, read_orders
from desktop.i18n import N_, words

PAGE = 200  # orders of one piece
_MOST_KNOWN = 4000  # files whose content is remembered: years of them
_MOST_NAMED = 50  # rows that are named one by one

READ = N_("{count} orders were read from this file.")
READ_PART = N_("{count} orders were read from this file; {rows} rows were left out:")
READ_BEFORE = N_("What stands in this file has been read already; nothing in it is new.")
NOTHING_IN_IT = N_("This file holds no orders.")
ROW = N_("Row {row}: {reason}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the folder has been read. `known`: digests of the files whose orders are kept; `digest` and `row`: the
    file that is being read, and the row up to which its orders are kept."""

    known: tuple[str, ...] = ()
    digest: str = ""
    row: int = 0

    @classmethod
    def read(cls, text: str) -> "Cursor":
        kept = json.loads(text) if text else {}
        return cls(tuple(kept.get("known", ())), str(kept.get("digest", "")), int(kept.get("row", 0)))

    def text(self) -> str:
        return json.dumps({"known": self.known, "digest": self.digest, "row": self.row}, separators=(",", ":"))

    def at(self, digest: str, row: int) -> "Cursor":
        return replace(self, digest=digest, row=row)

    def done(self, digest: str) -> "Cursor":
        return Cursor((*(own for own in self.known if own != digest), digest)[-_MOST_KNOWN:])


@dataclass(slots=True)
class Reading:
    """A file that is being read. `row`: up to where its orders were handed out."""

    path: Path
    digest: str
    entries: Iterator[Found | Refused | Noticed]
    layout: str
    row: int = 0
    count: int = 0
    refused: list[Refused] = field(default_factory=list)

    def page(self) -> tuple[list[RemoteOrder], bool]:
        """The next orders, and whether the file has come to its end."""
        found: list[RemoteOrder] = []
        for entry in self.entries:
            if isinstance(entry, Refused):
                self.refused.append(entry)
            if not isinstance(entry, Found):
                continue
            found.append(replace(entry.order, remote_id=f"{self.layout}:{entry.order.remote_id}"))
            self.row = entry.upto
            if len(found) == PAGE:
                break
        self.count += len(found)
        return found, len(found) < PAGE

    def said(self, language: str) -> str:
        """What became of the file, in one sentence, and the rows that were left out."""
        told = words(language).gettext
        if not self.refused:
            return told(READ if self.count else NOTHING_IN_IT).format(count=self.count)
        head = told(READ_PART).format(count=self.count, rows=len(self.refused))
        return "\n".join([head, *(_row(each, language) for each in islice(self.refused, _MOST_NAMED))])

    @property
    def held_nothing(self) -> bool:
        return not self.count and bool(self.refused)


def start(path: Path, digest: str, options: Mapping[str, object], after: int = 0) -> Reading:
    """Open a file behind a row of an earlier reading.

    Raises:
        FileRefused: it cannot be read, or not as orders.
    """
    source = open_orders(path, "auto", _choices(options))
    return Reading(path, digest, read_orders(source, after=after), source.format.name, after)


def digest_of(path: Path) -> str:
    """The content's name, short enough to remember thousands."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:24]


def why(error: KolliError, language: str) -> str:
    """The sentence of an error in the shop's language, whatever the screen's is."""
    told = words(language).gettext
    spoken = {name: told(value) if isinstance(value, str) and value else value for name, value in error.values.items()}
    return told(error.sentence()).format(**spoken)


def told(text: str, language: str) -> str:
    return words(language).gettext(text)


def _row(refused: Refused, language: str) -> str:
    return words(language).gettext(ROW).format(row=refused.row, reason=why(refused.reason, language))


def _choices(options: Mapping[str, object]) -> Choices:
    """What the shop has set, as far as this store was told."""
    codes = options.get("no_packing")
    return Choices(
        currency=str(options.get("currency", "")),
        zone=str(options.get("zone", "") or "UTC"),
        no_packing=tuple(str(code) for code in codes) if isinstance(codes, Sequence) and codes else None,
        count_as_paid=bool(options.get("count_as_paid", True)),
    )
