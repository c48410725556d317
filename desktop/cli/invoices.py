"""kolli invoices list | show | print | credit | void | audit | archive | verify | series: documents with numbers."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.papers import must_be_a_file, write
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import BadInput
from desktop.i18n import N_, _, date, money, ngettext, number
from desktop.services import orders, settings

_KINDS = ("invoice", "credit-note", "receipt")
_YEAR = whole(N_("The year"), 1990, 2999)


def declare(parser: ArgumentParser) -> None:
    """Invoices, credit notes and receipts: list them, credit, void, look for gaps."""
    doing = parser.add_subparsers(required=True, metavar="list|show|print|credit|void|audit|archive|verify|series")
    listing = doing.add_parser("list", help=_("the newest first"))
    listing.add_argument("--kind", type=one_of(N_("The kind of document"), _KINDS), metavar="KIND",
                         help=", ".join(_KINDS))  # fmt: skip
    listing.add_argument("--order", default="", metavar="REF")
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, 100_000), default=50, metavar="N")
    listing.set_defaults(run=_list)
    showing = doing.add_parser("show", help=_("a document, and what may still be credited of an invoice"))
    showing.set_defaults(run=_show)
    printing = doing.add_parser("print", help=_("write a document: the original, or marked as a copy"))
    printing.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    printing.add_argument("--copy", action="store_true", help=_("marked as a copy"))
    printing.set_defaults(run=_print)
    crediting = doing.add_parser("credit", help=_("correct an invoice, in part or all that is left"))
    crediting.add_argument("--line", action="append", default=[], type=_units, metavar="PLACE*UNITS",
                           help=_("so many units of the line at this place"))  # fmt: skip
    crediting.add_argument("--shipping", default=None, metavar="AMOUNT", help=_("so much of the freight"))
    crediting.set_defaults(run=_credit)
    voiding = doing.add_parser("void", help=_("say why a document no longer stands; it keeps its number"))
    voiding.set_defaults(run=_void)
    for each in (showing, printing, crediting, voiding):
        each.add_argument("number", metavar="NUMBER")
    for each in (crediting, voiding):
        each.add_argument("--reason", required=True, metavar="TEXT")
    auditing = doing.add_parser("audit", help=_("numbers without a document, and documents that were changed"))
    auditing.add_argument(
        "--year", type=_YEAR, metavar="YEAR", help=_("list only this year's numbers; all are looked at")
    )
    auditing.add_argument("--sign", action="store_true", help=_("seal and sign the days that are still open"))
    auditing.add_argument("--out", type=Path, metavar="FILE.pdf", help=_("the list of all numbers, as PDF"))
    auditing.set_defaults(run=_audit)
    archiving = doing.add_parser("archive", help=_("a year's documents as a folder that opens without Kolli"))
    archiving.add_argument("--year", type=_YEAR, required=True, metavar="YEAR")
    archiving.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    archiving.set_defaults(run=_archive)
    checking = doing.add_parser("verify", help=_("whether an archive is still as it was written"))
    checking.add_argument("folder", type=Path, metavar="FOLDER")
    checking.set_defaults(run=_verify)
    lettering = doing.add_parser("series", help=_("the letter of this bench's numbers; - for none"))
    lettering.add_argument("letter", nargs="?", metavar="LETTER")
    lettering.set_defaults(run=_series)
    for each in (listing, showing, printing, crediting, voiding, auditing, archiving, checking, lettering):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    from desktop.services import invoicing  # with it comes ReportLab

    with shop.opened(given):
        order_id = orders.find(given.order) if given.order else None
        rows = invoicing.issued(given.limit, given.kind or "", order_id)
        heads = [_("Number"), _("Kind"), _("Order"), _("Date"), _("Voided")]
        zone = settings.shop().zone
        lines = [[row.number, row.kind, row.order_number, date(row.issued_at, zone=zone), row.void_reason]
                 for row in rows]  # fmt: skip
        console.answer({"documents": [asdict(row) for row in rows]},
                       table(heads, lines) if rows else [_("There are no such documents.")])  # fmt: skip
    return 0


def _show(given: Namespace, console: Console) -> int:
    from desktop.services import invoicing

    with shop.opened(given):
        row = invoicing.find(given.number)
        lines = [_("{number} of order {order}").format(number=row.number, order=row.order_number)]
        if row.void_reason:
            lines.append(_("Voided: {reason}").format(reason=row.void_reason))
        document: dict[str, object] = asdict(row)
        if row.kind == "invoice":
            left = invoicing.creditable(row.id)
            document |= {"creditable": asdict(left)}
            lines += [f"{each.position}  {each.name}  {number(each.left)} / {number(each.quantity)}"
                      for each in left.lines]  # fmt: skip
            lines.append(_("Left to credit: {amount}").format(amount=money(left.left_minor, left.currency)))
        console.answer(document, lines)
    return 0


def _print(given: Namespace, console: Console) -> int:
    from desktop.services import invoicing

    with shop.opened(given):
        must_be_a_file(given.out)
        row = invoicing.find(given.number)
        pdf = invoicing.copy(row.id) if given.copy else invoicing.original(row.id)
        write(given.out, pdf)
        document = {"number": row.number, "file": str(given.out), "bytes": len(pdf), "copy": given.copy}
        console.answer(document, [_("{file} is written.").format(file=given.out)])
    return 0


def _credit(given: Namespace, console: Console) -> int:
    from desktop.services import invoicing

    with shop.opened(given):
        row = invoicing.find(given.number)
        lines: dict[int, int] | None = None
        for place, units in given.line or ():
            lines = lines or {}
            lines[place] = lines.get(place, 0) + units
        shipping = None
        if given.shipping is not None:
            shipping = orders.amount(given.shipping, invoicing.creditable(row.id).currency)
        made = invoicing.credit(row.id, lines, shipping, given.reason)
        _tell(made.number, console)
    return 0


def _void(given: Namespace, console: Console) -> int:
    from desktop.services import invoicing

    with shop.opened(given):
        invoicing.void(invoicing.find(given.number).id, given.reason)
        _tell(given.number, console)
    return 0


def _audit(given: Namespace, console: Console) -> int:
    from desktop.services import invoicing
    from desktop.services.invoicing import audit_words, number_paper, sealing

    with shop.opened(given):
        head = sealing.seal() if given.sign else sealing.head()
        faults = invoicing.audit()
        said = [audit_words.sentence(fault) for fault in faults]
        if given.out is not None:
            must_be_a_file(given.out)
            write(given.out, number_paper.number_paper(tuple(faults), given.year))
            said.append(_("{file} is written.").format(file=given.out))
        if not faults:
            said.insert(0, _("No number is missing, and no document was changed."))
        said.append(_("Newest hash: {hash}").format(hash=head))
        console.answer({"faults": [{"number": fault.number, "what": fault.what.value} for fault in faults],
                        "head": head}, said)  # fmt: skip
        return 1 if faults else 0


def _archive(given: Namespace, console: Console) -> int:
    from desktop.services.invoicing import archiving

    with shop.opened(given):
        done = archiving.archive(given.year, given.to)
        text = ngettext("{folder}: {count} document", "{folder}: {count} documents", done.documents)
        said = [text.format(folder=done.folder, count=number(done.documents))]
        if done.faults:
            said.append(_("The audit has found faults; see audit.csv."))
        if not done.signed:
            said.append(_("The days are not signed: the keys of this computer were locked."))
        console.answer({"folder": str(done.folder), "documents": done.documents, "signed": done.signed,
                        "head": done.head, "faults": [str(fault) for fault in done.faults]}, said)  # fmt: skip
        return 1 if done.faults else 0


def _verify(given: Namespace, console: Console) -> int:
    from desktop.services.invoicing import archive_check

    with shop.opened(given):
        wrong = archive_check.verify(given.folder)
        console.answer({"faults": wrong}, wrong or [_("The archive is as it was written.")])
        return 1 if wrong else 0


def _series(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        if given.letter is not None:
            settings.change_bench(series="" if given.letter == "-" else given.letter.upper())
        letter = settings.bench().series
        console.answer({"series": letter}, [_("Numbers of this bench have the letter {letter}.").format(letter=letter)
                                            if letter else _("Numbers of this bench have no letter.")])  # fmt: skip
    return 0


def _tell(ref: str, console: Console) -> None:
    from desktop.services import invoicing

    row = invoicing.find(ref)
    said = _("{number} is voided.") if row.void_reason else _("{number} is issued.")
    console.answer(asdict(row), [said.format(number=row.number)])


def _units(text: str) -> tuple[int, int]:
    place, _mark, units = text.partition("*")
    if not (place.isdecimal() and units.isdecimal() and int(place)):
        raise BadInput(what=N_("The line"), value=text, next=N_("Give its place and its units, such as 2*1."))
    return int(place), int(units)
