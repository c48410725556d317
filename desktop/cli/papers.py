"""kolli print: papers of orders, into a file or onto a printer. It runs without Qt."""

import os
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path

from desktop import paths
from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.words import WrongUsage, one_of
from desktop.domain import label_words
from desktop.domain.errors import BadInput, DiskFull, FolderRefused, KolliError, NotFound
from desktop.i18n import N_, _
from desktop.services import orders, paper_media, picking, printers, printing, settings
from desktop.services.paper_kinds import KINDS, OWN_KINDS
from desktop.services.printers import PrinterRow

_LONGEST_NAME = 255  # bytes, of one name in every usual file system


class NoFolder(KolliError):
    text = N_("There is no folder {where}. Make it, or choose another one.")


def declare(parser: ArgumentParser) -> None:
    """Print invoices, packing slips, parcel labels, a pick list; papers of the house, such as the command card."""
    kinds = (*KINDS, *OWN_KINDS)
    parser.add_argument("kind", type=one_of(N_("The kind of paper"), kinds), metavar="KIND", help=", ".join(kinds))
    parser.add_argument("refs", nargs="*", metavar="REF", help=_("orders, in the sequence in which they come out"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="FILE.pdf", help=_("write one PDF"))
    where.add_argument("--printer", default="", metavar="NAME", help=_("else the printer of this kind of paper"))
    parser.add_argument(
        "--media", default="", metavar="SIZE", help=_("of labels: A4-3x8, 57x32; with --out of any paper")
    )
    parser.add_argument("--start", type=int, default=1, metavar="N", help=_("the first label of a sheet that is used"))
    parser.add_argument("--no-price", action="store_true", help=_("product labels without a price"))
    parser.add_argument("--packed", default="", metavar="DAY", help=_("product labels with this day of packing"))
    parser.set_defaults(run=_print)


def _print(given: Namespace, console: Console) -> int:
    own = given.kind in OWN_KINDS
    if given.media and given.out is None and given.kind not in label_words.KINDS:
        raise WrongUsage(what=_("The size of a paper is the printer's."), help="kolli printers --help")
    if not own and not given.refs:
        raise WrongUsage(what=_("{given} is missing.").format(given="REF"), help="kolli print --help")
    if given.out is not None:
        must_be_a_file(given.out)
        sizes = paper_media.fitting(given.kind)
        if given.media and given.kind not in label_words.KINDS and given.media not in sizes:
            raise BadInput(what=N_("The media"), value=given.media, next=", ".join(sizes))
    with shop.opened(given) as app:
        if not printers.every() and given.out is None:
            printers.make_first(paths.documents_folder(app.data))
        if own:
            return _own_to_file(given, console) if given.out is not None else _own_to_printer(given, console)
        order_ids = [orders.find(ref) for ref in given.refs]
        if given.out is not None:
            return _to_file(given, order_ids, console)
        return _to_printer(given, order_ids, console)


def _to_file(given: Namespace, order_ids: list[int], console: Console) -> int:
    from desktop.services import papers  # with it comes ReportLab

    copy = given.kind in ("invoice", "receipt") and all(_has(order_id, given.kind) for order_id in order_ids)
    pdf = papers.draw(given.kind, order_ids, copy=copy, language=given.lang or "", media=given.media)
    write(given.out, pdf)
    if given.kind == "pick-list":
        picking.start(order_ids)
    document = {"file": str(given.out), "bytes": len(pdf), "copy": copy, "orders": given.refs}
    console.answer(document, [_("{file} is written.").format(file=given.out)])
    return 0


def _to_printer(given: Namespace, order_ids: list[int], console: Console) -> int:
    """Put the papers into the queue on disk, and print what waits for this printer. A window beside may do it, too."""
    from desktop.services import batch, print_room

    row = _printer(given.kind, given.printer)
    before = max((job.id for job in printing.jobs(limit=1)), default=0)
    done = batch.print_papers(order_ids, given.kind, printer=row.name)
    print_room.print_now(row)
    return _answer(row, before, done.refused, console)


def _own_to_file(given: Namespace, console: Console) -> int:
    from desktop.services import papers

    refs = _own_refs(given) or [""]
    drawn = [papers.draw_own(given.kind, ref, language=given.lang or "", media=given.media) for ref in refs]
    pdf = papers.merged(drawn)
    write(given.out, pdf)
    console.answer({"file": str(given.out), "bytes": len(pdf)}, [_("{file} is written.").format(file=given.out)])
    return 0


def _own_to_printer(given: Namespace, console: Console) -> int:
    from desktop.services import print_room

    row = _printer(given.kind, given.printer)
    before = max((job.id for job in printing.jobs(limit=1)), default=0)
    for ref in _own_refs(given) or [settings.bench().name]:
        printing.queue_own(given.kind, ref, row.name)
    print_room.print_now(row)
    return _answer(row, before, (), console)


def _own_refs(given: Namespace) -> list[str]:
    """What each paper is of. Labels that are asked for together are one: they share sheets."""
    if given.kind not in label_words.KINDS:
        return list(given.refs)
    asked = label_words.of_words(given.refs, given.media, given.start, price=not given.no_price, packed=given.packed)
    return [asked.written()]


def _answer(row: PrinterRow, before: int, refused: tuple[KolliError, ...], console: Console) -> int:
    """Say how the papers fared that are younger than `before`."""
    jobs = [job for job in reversed(printing.jobs(limit=1000)) if job.id > before]
    document = {
        "printer": row.name,
        "papers": [
            {"kind": j.kind, "order": j.title, "state": j.state, "copy": j.copy, "reason": j.reason} for j in jobs
        ],
        "refused": [error.say() for error in refused],
    }
    said = [_("{paper} {order}: {state} {reason}").format(paper=j.kind, order=j.title, state=j.state, reason=j.reason)
            for j in jobs]  # fmt: skip
    console.answer(document, [*said, *(error.say() for error in refused)])
    failed = [job for job in jobs if job.state not in ("sent", "done", "sending")]
    for reason in dict.fromkeys([*(job.reason for job in failed), *(error.say() for error in refused)]):
        console.say(reason or _("The paper waits in the queue."))
    return 1 if failed or refused else 0


def _printer(kind: str, name: str) -> PrinterRow:
    """The printer by its name, else the one that this kind of paper goes to here.

    Raises:
        NotFound: there is none.
    """
    if name:
        found = next((row for row in printers.every() if row.name == name), None)
    else:
        found = printers.route(kind, settings.bench().name)
    if found is None:
        raise NotFound(what=N_("printer"), ref=name or kind)
    return found


def _has(order_id: int, kind: str) -> bool:
    return any(row.kind == kind and not row.void_reason for row in orders.show(order_id).documents)


def write(file: Path, pdf: bytes) -> None:
    """Whole or not at all.

    Raises:
        NoFolder, FolderRefused, DiskFull: nothing was written there.
    """
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(pdf)
        part.replace(file)
    except OSError as error:
        with suppress(OSError):  # a name that is too long cannot be looked for either
            part.unlink(missing_ok=True)
        if error.errno == 28:
            raise DiskFull(where=str(file)) from error
        if isinstance(error, FileNotFoundError):
            raise NoFolder(where=str(file.parent)) from error
        raise FolderRefused(where=str(file.parent)) from error


def must_be_a_file(file: Path) -> None:
    """Before a paper is drawn, for an invoice gets its number then.

    Raises:
        BadInput: this cannot be a file's name.
        NoFolder: it has no place.
    """
    try:
        name = os.fsencode(f"{file.name}.part")
        wrong = not file.name or b"\0" in name or len(name) > _LONGEST_NAME or file.is_dir()
        placed = wrong or file.parent.exists()
    except (OSError, ValueError):
        wrong = placed = True
    if wrong:
        raise BadInput(what=N_("The file"), value=str(file), next=N_("Name a file, such as papers.pdf."))
    if not placed:
        raise NoFolder(where=str(file.parent))
