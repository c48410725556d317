"""What a person changes about a printer: a new one, another name or way, what lies in it."""

from dataclasses import replace

from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import paper_media, permits, printers
from desktop.services.changes import unit
from desktop.services.printers import PrinterRow


def add(row: PrinterRow, kind: str = "", bench: str = "") -> PrinterRow:
    """A new printer, and perhaps the kind of paper that it was added for.

    Raises:
        AlreadyExists: one of that name is here.
        BadInput: as printers.save.
    """
    with unit():
        if any(other.name == row.name for other in printers.every()):
            raise AlreadyExists(what=N_("printer"), ref=row.name)
        kept = printers.save(row)
        if kind:
            printers.assign(kind, kept.name, bench)
        return kept


def change(name: str, row: PrinterRow) -> PrinterRow:
    """Make the printer of this name into `row`; under another name its papers wait on.

    Raises:
        NotFound: there is no such printer.
        AlreadyExists: another one has the new name.
    """
    permits.require(Right.SETTINGS)
    with unit():
        if row.name != name:
            taken = {other.name for other in printers.every()}
            if name not in taken:
                raise NotFound(what=N_("printer"), ref=name)
            if row.name in taken:
                raise AlreadyExists(what=N_("printer"), ref=row.name)
            run("UPDATE printer SET name = ? WHERE name = ?", (row.name, name))
            run("UPDATE print_job SET printer = ? WHERE printer = ? AND state IN ('queued', 'failed')",
                (row.name, name))  # fmt: skip
        return printers.save(row)


def put_in(name: str, kind: str, media: str) -> PrinterRow:
    """Say what this kind of paper is printed on there; "" is the usual one again.

    Raises:
        NotFound: there is no such printer.
        BadInput: this kind cannot be printed on it.
    """
    row = named(name)
    if media and media not in paper_media.fitting(kind):
        raise BadInput(what=N_("The media"), value=media, next=", ".join(paper_media.fitting(kind)) + ".")
    before = row.settings.get("media")
    chosen = dict(before) if isinstance(before, dict) else {}
    if media:
        chosen[kind] = media
    else:
        chosen.pop(kind, None)
    return printers.save(replace(row, settings={**row.settings, "media": chosen}))


def named(name: str) -> PrinterRow:
    """
    Raises:
        NotFound: there is no such printer.
    """
    row = next((one for one in printers.every() if one.name == name), None)
    if row is None:
        raise NotFound(what=N_("printer"), ref=name)
    return row
