"""The printers of this place: what they are called, how they are reached, and which papers go to which."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models.base import insert, run
from desktop.services import permits, settings
from desktop.services.changes import unit
from desktop.services.paper_kinds import KINDS, PAPERS

if TYPE_CHECKING:  # the devices are not needed for the first paint
    from desktop.devices.device import Condition

_HELD = "held"  # the key of a printer's settings


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

    @property
    def held(self) -> bool:
        """Nothing is to come out of it until a person lets it go on."""
        return bool(self.settings.get(_HELD))

    def media(self, kind: str) -> str:
        """What this kind is printed on here, a name of documents.media."""
        return self.chosen_media(kind) or PAPERS[kind].media

    def chosen_media(self, kind: str) -> str:
        """The same where somebody chose it; "" = what is usual for the kind and the shop.

        A receipt that borrows the printer of another kind is laid out on that one's paper: no roll lies there.
        """
        chosen, own = self.settings.get("media"), PAPERS[kind]
        if isinstance(chosen, dict) and kind in chosen:
            return str(chosen[kind])
        if own.media.startswith("roll-") and own.like and kind not in self.papers:
            return self.media(own.like)
        return ""


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


def missing(bench: str, conditions: "Mapping[str, Condition] | None" = None) -> list[tuple[str, str]]:
    """The kinds of paper that could not come out at a bench now, each with its reason in the screen's language.

    Those that print by themselves when a parcel closes, then those that a printer is chosen for. `conditions` are what
    PrintRoom.conditions() knows, by the printer's name; of a printer that was not asked yet only its settings are
    looked at.
    """
    known = conditions or {}
    rows = every(bench)
    chosen = [kind for row in rows for kind in row.papers if kind in PAPERS]
    found = []
    for kind in dict.fromkeys((*settings.bench().print_on_close, *chosen)):
        if kind not in PAPERS:
            continue
        row = route(kind, bench)
        reason = _("No printer is chosen for it.") if row is None else _why_not(row, kind, known.get(row.name))
        if reason:
            found.append((kind, reason))
    return found


def _why_not(row: PrinterRow, kind: str, condition: "Condition | None") -> str:
    """Why this kind of paper cannot come out of its printer now; "" = it can, as far as is known."""
    from desktop.devices import DRIVERS, loaded
    from desktop.documents.media import MEDIA

    if row.driver not in DRIVERS:
        return _("There is no printer {printer} any more. Choose another one in the settings.").format(printer=row.name)
    if row.held:
        return _("The printer {printer} is held; what waits for it stays.").format(printer=row.name)
    if condition is None:
        return ""
    if condition.state.value in ("missing", "away", "trouble"):
        return condition.reason or _("The printer {printer} needs a look.").format(printer=row.name)
    media = MEDIA.get(row.media(kind))
    size = (round(media.width), round(media.height)) if media else (0, 0)
    if media is None or loaded.fits(size, condition.loaded):
        return ""
    return loaded.wrong_paper(size, condition.loaded)


def hold(name: str, *, held: bool = True) -> None:
    """Let nothing come out of a printer until it is let go again; papers for it wait. Anybody at a bench may.

    Raises:
        NotFound: there is no such printer.
    """
    with unit() as work:
        row = next((one for one in every() if one.name == name), None)
        if row is None:
            raise NotFound(what=N_("printer"), ref=name)
        settings_now = {key: value for key, value in row.settings.items() if key != _HELD} | (
            {_HELD: True} if held else {}
        )
        run("UPDATE printer SET settings = ? WHERE id = ?", (json.dumps(settings_now), row.id))
        work.changed("print", 0)
        work.changed("printer", 0)


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
