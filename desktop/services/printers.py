"""The printers of this place: what they are called, how they are reached, and which papers go to which."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models.base import insert, run
from desktop.services import permits
from desktop.services.changes import unit
from desktop.services.paper_kinds import KINDS, PAPERS


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """A printer. `papers` are the kinds that go to it; `bench` "" means that every bench uses it.

    `settings` hold how it is reached (as its driver asks), `media`: {kind: name of documents.media}, and what
    devices.calibration keeps.
    """

    name: str
    driver: str  # "system" or "folder"
    settings: dict[str, object] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    dpi: int = 203
    bench: str = ""
    id: int = 0

    def media(self, kind: str) -> str:
        """What this kind is printed on here, a name of documents.media."""
        chosen = self.settings.get("media")
        return str(chosen[kind]) if isinstance(chosen, dict) and kind in chosen else PAPERS[kind].media


def every(bench: str = "") -> list[PrinterRow]:
    """The printers that a bench may use; all of them for "" ."""
    rows = run("SELECT id, name, driver, settings, papers, dpi, bench FROM printer ORDER BY id").fetchall()
    found = [
        PrinterRow(name, driver, json.loads(settings), tuple(json.loads(papers)), dpi, place, row_id)
        for row_id, name, driver, settings, papers, dpi, place in rows
    ]
    return [row for row in found if not bench or row.bench in ("", bench)]


def save(printer: PrinterRow) -> PrinterRow:
    """Keep a printer; one with the same name is changed. A kind of paper goes to one printer of a bench only.

    Raises:
        BadInput: no name, a resolution that cannot be, or an unknown kind of paper.
    """
    permits.require(Right.SETTINGS)
    _check(printer)
    with unit() as work:
        for other in every(printer.bench):
            if other.name != printer.name and set(other.papers) & set(printer.papers):
                rest = [kind for kind in other.papers if kind not in printer.papers]
                run("UPDATE printer SET papers = ? WHERE id = ?", (json.dumps(rest), other.id))
        values = (printer.driver, json.dumps(printer.settings), json.dumps(printer.papers), printer.dpi, printer.bench)
        changed = run(
            "UPDATE printer SET driver = ?, settings = ?, papers = ?, dpi = ?, bench = ? WHERE name = ?",
            (*values, printer.name),
        ).rowcount
        if not changed:
            insert(
                "INSERT INTO printer (driver, settings, papers, dpi, bench, name) VALUES (?, ?, ?, ?, ?, ?)",
                (*values, printer.name),
            )
        work.changed("printer", 0)
        return next(row for row in every() if row.name == printer.name)


def assign(kind: str, name: str, bench: str = "") -> None:
    """Let a kind of paper come out of this printer at a bench; "" takes it from the one that has it now.

    Raises:
        NotFound: there is no such printer.
    """
    permits.require(Right.SETTINGS)
    with unit() as work:
        if name:
            found = next((row for row in every(bench) if row.name == name), None)
            if found is None:
                raise NotFound(what=N_("printer"), ref=name)
            save(replace(found, papers=tuple(dict.fromkeys((*found.papers, kind)))))
        else:
            now_at = route(kind, bench)
            if now_at is not None:
                save(replace(now_at, papers=tuple(paper for paper in now_at.papers if paper != kind)))
        work.changed("printer", 0)


def remove(name: str) -> None:
    """Forget a printer; papers that wait for it wait for another one.

    Raises:
        NotFound: there is no such printer.
    """
    permits.require(Right.SETTINGS)
    with unit() as work:
        if not run("DELETE FROM printer WHERE name = ?", (name,)).rowcount:
            raise NotFound(what=N_("printer"), ref=name)
        run("UPDATE print_job SET printer = '' WHERE printer = ? AND state = 'queued'", (name,))
        work.changed("printer", 0)


def route(kind: str, bench: str) -> PrinterRow | None:
    """The printer for a kind of paper at a bench: the bench's own before the one for all; None if there is none.

    A paper that no printer was chosen for comes out where a paper of its size does.
    """
    fitting = [row for row in every(bench) if kind in row.papers]
    if not fitting and kind in PAPERS and PAPERS[kind].like:
        return route(PAPERS[kind].like, bench)
    return next((row for row in fitting if row.bench == bench), fitting[0] if fitting else None)


def make_first(documents: Path) -> None:
    """A shop without a printer gets a folder for every kind of paper, so that nothing is ever lost."""
    if not run("SELECT 1 FROM printer LIMIT 1").fetchone():
        with permits.trusting():
            save(PrinterRow(_("Folder"), "folder", {"folder": str(documents)}, KINDS))


def _check(printer: PrinterRow) -> None:
    if not printer.name.strip():
        raise BadInput(what=N_("The printer's name"), value="", next=N_("Type a short one, such as Labels."))
    if not 100 <= printer.dpi <= 1200:
        raise BadInput(what=N_("The resolution"), value=printer.dpi, next=N_("Give dots per inch, such as 203 or 300."))
    for kind in printer.papers:
        if kind not in PAPERS:
            raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
