"""A year of documents as a folder that opens without Kolli: the PDFs as issued, lists, sums, and a script that checks.

It is written beside and gets its name when all of it is on the disk. What was begun before is gone on with.
"""

import csv
import hashlib
import html
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.domain.errors import BadInput, DiskFull, FolderRefused, KolliError
from desktop.domain.money import to_decimal
from desktop.domain.rights import Right
from desktop.formats.formulas import guarded
from desktop.i18n import N_, words
from desktop.models.base import run, utc
from desktop.services import permits, settings
from desktop.services.invoicing import auditing, listing, sealing
from desktop.services.invoicing.archive_check import DAYS, SUMS, check_script
from desktop.services.invoicing.auditing import Fault, Stopped
from desktop.services.invoicing.number_paper import named, number_paper
from desktop.services.invoicing.register import Row, rows

_STEP = 100
_INDEX = "index.csv"
_HEADS = (
    "number", "kind", "date", "order", "buyer", "currency", "total", "corrects", "void_reason", "tax_number", "sha256",
    "file",
)  # fmt: skip
_STYLE = (
    "<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'><title>{title}</title><style>body{{font:15px"
    " sans-serif;margin:2em}}table{{border-collapse:collapse}}td,th{{border:1px solid #bbb;padding:4px 8px;text-align:"
    "left;vertical-align:top}}td.m{{text-align:right}}tr.v{{color:#777;text-decoration:line-through}}</style></head>"
    "<body><h1>{title}</h1><p>{said}</p><table><tr>{heads}</tr>\n"
)


class NothingToArchive(KolliError):
    text = N_("There are no documents with numbers in {year}. Choose another year.")


@dataclass(frozen=True, slots=True)
class Archived:
    """What was written. `faults` are what the audit has found; they stand in the archive, too."""

    folder: Path
    documents: int
    faults: tuple[Fault, ...]
    signed: bool
    head: str


def archive(year: int, to: Path, told: Callable[[int], object] = lambda _count: None,
            stop: Callable[[], bool] = lambda: False) -> Archived:  # fmt: skip
    """Write the archive of a year into a new folder `to`. `told` hears how many documents are written.

    Raises:
        BadInput: the folder is there already and not empty.
        NothingToArchive: no document was issued in that year.
        FolderRefused, DiskFull: it cannot be written; what is there is gone on with next time.
        Stopped: `stop` has said so.
        NoRight: who works here may not see prices and customers.
    """
    permits.require(Right.PRICES)
    permits.require(Right.CUSTOMERS)
    begin, end = listing.span(year)
    if not run("SELECT 1 FROM number_entry WHERE issued_at >= ? AND issued_at < ? LIMIT 1", (begin, end)).fetchone():
        raise NothingToArchive(year=year)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BadInput(what=N_("The folder"), value=str(to), next=N_("Name one that is not there yet."))
    signed = seal_and_sign()
    part = to.with_name(f".{to.name}.part")
    try:
        part.mkdir(parents=True, exist_ok=True)
        faults = tuple(auditing.audit(stop=stop))
        writing = _Writing(part, year, begin, end)
        count = writing.documents(told, stop)
        writing.lists(faults, signed)
        writing.sums()
        if to.exists():
            to.rmdir()
        part.replace(to)
    except OSError as error:
        if error.errno == 28:  # no space left
            raise DiskFull(where=str(to)) from error
        raise FolderRefused(where=str(to.parent)) from error
    return Archived(to, count, faults, signed, sealing.head())


class _Writing:
    """One archive on its way; each file is written with its sum, so that nothing is read twice."""

    def __init__(self, part: Path, year: int, begin: int, end: int) -> None:
        self.part, self.year, self.begin, self.end = part, year, begin, end
        self.zone = ZoneInfo(settings.shop().zone)
        self._known: dict[str, str] = {}

    def documents(self, told: Callable[[int], object], stop: Callable[[], bool]) -> int:
        """The PDFs, as issued; one that is there with its bytes is left as it is."""
        count = 0
        language = settings.shop().language
        with (
            (self.part / _INDEX).open("w", encoding="utf-8-sig", newline="") as table,
            (self.part / "index.html").open("w", encoding="utf-8") as page,
        ):
            writer = csv.writer(table, lineterminator="\r\n")
            writer.writerow(_HEADS)
            self._begin(page, language)
            for row in rows(self.begin, self.end):
                self._pdf(row)
                writer.writerow([guarded(cell) for cell in self._cells(row)])
                self._line(page, row)
                count += 1
                if count % _STEP == 0:
                    told(count)
                if stop():
                    raise Stopped
            page.write("</table></body></html>\n")
        told(count)
        return count

    def lists(self, faults: tuple[Fault, ...], signed: bool) -> None:
        """The days, what the audit has found, how to read it, and the script that checks."""
        with (self.part / DAYS).open("w", encoding="utf-8", newline="\n") as days:
            for day in sealing.days():
                said = asdict(day)
                said["at"] = day.at.isoformat()
                del said["id"]
                days.write(json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n")
        with (self.part / "audit.csv").open("w", encoding="utf-8-sig", newline="") as table:
            writer = csv.writer(table, lineterminator="\r\n")
            writer.writerow(("number", "what", "detail"))
            writer.writerows([fault.number, fault.what.value, fault.detail] for fault in faults)
        language = settings.shop().language
        (self.part / "audit.pdf").write_bytes(number_paper(faults, self.year, language))
        (self.part / "README.txt").write_text(_readme(self.year, language, signed=signed), encoding="utf-8")
        shutil.copyfile(check_script(), self.part / "verify.py")

    def sums(self) -> None:
        """Every file's fingerprint; what an earlier try has left and nobody knows is taken away."""
        files = sorted(path for path in self.part.rglob("*") if path.is_file() and path.name != SUMS)
        lines = []
        for path in files:
            name = path.relative_to(self.part).as_posix()
            if path.suffix == ".pdf" and path.parent != self.part and name not in self._known:
                path.unlink()
                continue
            lines.append(f"{self._known.get(name) or _digest(path)}  {name}\n")
        with (self.part / SUMS).open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())

    def _pdf(self, row: Row) -> None:
        path = self.part / _file(row)
        self._known[_file(row)] = row.sha256
        if path.is_file() and _digest(path) == row.sha256:
            return
        path.parent.mkdir(exist_ok=True)
        found = run("SELECT pdf FROM document WHERE number = ?", (row.number,)).fetchone()
        if found is None:  # the audit names it
            del self._known[_file(row)]
            return
        beside = path.with_suffix(".part")
        beside.write_bytes(bytes(found[0]))
        beside.replace(path)
        self._known[_file(row)] = _digest(path)

    def _cells(self, row: Row) -> list[str]:
        at = utc(row.at).astimezone(self.zone).isoformat(timespec="seconds")
        total = str(to_decimal(row.total_minor, row.currency))
        return [row.number, row.kind, at, row.order, row.buyer, row.currency, total, row.corrects, row.void_reason,
                row.tax_number, row.sha256, _file(row)]  # fmt: skip

    def _begin(self, page: IO[str], language: str) -> None:
        _ = words(language).gettext
        title = f"{settings.shop().name} · {_('Documents of {year}').format(year=self.year)}"
        heads = (_("Number"), _("Date"), _("Order"), _("Buyer"), _("Total"), _("Corrects"), _("Voided"))
        said = _("README.txt says what is in this folder, and how to check it without Kolli.")
        page.write(_STYLE.format(language=language, title=html.escape(title), said=html.escape(said),
                                 heads="".join(f"<th>{html.escape(head)}</th>" for head in heads)))  # fmt: skip

    def _line(self, page: IO[str], row: Row) -> None:
        day = utc(row.at).astimezone(self.zone).date().isoformat()
        number = html.escape(row.number)
        cells = [f"<td id='{number}'><a href='{html.escape(_file(row))}'>{number}</a></td>"]
        cells += [f"<td>{html.escape(text)}</td>" for text in (day, row.order, row.buyer)]
        cells.append(f"<td class='m'>{html.escape(i18n.money(row.total_minor, row.currency))}</td>")
        corrects = html.escape(row.corrects)
        cells.append(f"<td><a href='#{corrects}'>{corrects}</a></td><td>{html.escape(row.void_reason)}</td>")
        page.write(f"<tr{' class=v' if row.void_reason else ''}>{''.join(cells)}</tr>\n")


def seal_and_sign() -> bool:
    """Seal what is open; whether all of it is signed. Without its keyring a shop can still archive."""
    try:
        sealing.seal()
    except KolliError:
        return False
    return True


def _readme(year: int, language: str, *, signed: bool) -> str:
    _ = words(language).gettext
    shop, day = settings.shop(), next((day for day in sealing.days() if day.signature), None)
    lines = [
        f"{shop.name} · {_('Documents of {year}').format(year=year)}", "",
        _("Every document with a legal number of this year, as it was issued. Kolli is not needed to read it."), "",
        _("index.html: the list, to be opened in a browser. index.csv: the same for a spreadsheet."),
        _("invoice, credit-note, receipt: the documents themselves, as PDF."),
        _("days.jsonl: each day's list of numbers. Its hash is the SHA-256 of the hash before, the day and the list."),
        _("audit.pdf, audit.csv: what the number audit has found when this folder was written."),
        _("SHA256SUMS: the fingerprint of every file. To check: sha256sum -c SHA256SUMS"),
        _("verify.py: checks all of this with Python alone. To check: python verify.py"), "",
        _("Newest hash: {hash}").format(hash=sealing.head()),
        _("Signed with the shop's key {fingerprint}.").format(fingerprint=named(day.key)) if day and signed
        else _("The days are not signed: the keys of this computer were locked."),
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file(row: Row) -> str:
    return f"{row.kind}/{row.number.replace('/', '-')}.pdf"
