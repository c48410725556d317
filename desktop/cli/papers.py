"""kolli print: papers of orders, into a file or onto a printer. It runs without Qt."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.words import one_of
from desktop.domain.errors import DiskFull, FolderRefused
from desktop.i18n import N_, _
from desktop.services import orders, printing


def declare(parser: ArgumentParser) -> None:
    """Print invoices, packing slips, parcel labels, a pick list."""
    parser.add_argument("kind", type=one_of(N_("The kind of paper"), printing.KINDS), metavar="KIND",
                        help=", ".join(printing.KINDS))  # fmt: skip
    parser.add_argument("refs", nargs="+", metavar="REF", help=_("orders, in the sequence in which they come out"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="FILE.pdf", help=_("write one PDF"))
    where.add_argument("--printer", default="", metavar="NAME", help=_("else the printer of this kind of paper"))
    parser.set_defaults(run=_print)


def _print(given: Namespace, console: Console) -> int:
    from desktop.services import papers  # with it comes ReportLab

    with shop.opened(given):
        order_ids = [orders.find(ref) for ref in given.refs]
        if given.out is not None:
            copy = given.kind == "invoice" and all(_is_invoiced(order_id) for order_id in order_ids)
            pdf = papers.draw(given.kind, order_ids, copy=copy, language=given.lang or "")
            _write(given.out, pdf)
            if given.kind == "pick-list":
                papers.start_picking(order_ids)
            document = {"file": str(given.out), "bytes": len(pdf), "copy": copy, "orders": given.refs}
            console.answer(document, [_("{file} is written.").format(file=given.out)])
            return 0
        return 1


def _is_invoiced(order_id: int) -> bool:
    return any(document.kind == "invoice" for document in orders.show(order_id).documents)


def _write(file: Path, pdf: bytes) -> None:
    """Whole or not at all.

    Raises:
        FolderRefused, DiskFull: nothing was written there.
    """
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(pdf)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno == 28:
            raise DiskFull(where=str(file)) from error
        raise FolderRefused(where=str(file.parent)) from error
