"""kolli waybills export | import: a courier's file of parcels, and its numbers and deliveries back."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere
from desktop.i18n import _
from desktop.services import waybills
from desktop.services.waybills import Found, Verdict


def declare(parser: ArgumentParser) -> None:
    """Waybills in batches."""
    doing = parser.add_subparsers(required=True, metavar="export|import")
    writing = doing.add_parser("export", help=_("write the parcels of a courier that have no number yet"))
    writing.add_argument("courier", metavar="COURIER")
    writing.add_argument("out", type=Path, metavar="FILE.csv")
    writing.add_argument("--all", action="store_true", help=_("those that have a number too"))
    writing.set_defaults(run=_export)
    reading = doing.add_parser("import", help=_("read numbers and deliveries; what is known changes nothing"))
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.add_argument("--preview", action="store_true", help=_("show what each row means, and keep nothing"))
    reading.add_argument("--doubtful", action="store_true", help=_("keep numbers with a wrong check digit too"))
    reading.set_defaults(run=_import)
    for each in (writing, reading):
        add_everywhere(each)


def _export(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        count = waybills.write(given.courier, given.out, all_parcels=given.all)
        console.answer({"file": str(given.out), "parcels": count}, [_("{file} is written.").format(file=given.out)])
    return 0


def _import(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        preview = waybills.read(given.file)
        if given.preview:
            console.answer(
                {"file": preview.file, "rows": [_told(found) for found in preview.rows]}, _lines(preview.rows)
            )
            return 0
        kept = waybills.keep(preview, doubtful=given.doubtful)
        left = [found for found in preview.rows if found.verdict in (Verdict.WRONG, Verdict.DOUBTFUL)]
        left = [found for found in left if not (given.doubtful and found.verdict is Verdict.DOUBTFUL)]
        document = {
            "file": preview.file, "numbers": kept.numbers, "events": kept.events,
            "known": preview.count(Verdict.SAME), "left": [_told(found) for found in left],
            "refused": [{"row": row, "error": error.say()} for row, error in kept.refused],
        }  # fmt: skip
        said = _("{numbers} numbers and {events} events kept, {known} rows known already.").format(
            numbers=kept.numbers, events=kept.events, known=preview.count(Verdict.SAME)
        )
        console.answer(document, [said, *(_lines(left) if left else [])])
        for row, error in kept.refused:
            console.say(_("Row {row}: {error}").format(row=row, error=error.say()))
    return 1 if left or kept.refused else 0


def _told(found: Found) -> dict[str, object]:
    return {
        "row": found.row, "verdict": found.verdict.value, "parcel": found.parcel.code if found.parcel else None,
        "tracking": found.tracking, "event": found.event.value if found.event else None, "why": _why(found),
    }  # fmt: skip


def _why(found: Found) -> str:
    return _(found.why).format(hint=found.hint) if found.why else ""


def _lines(rows: tuple[Found, ...] | list[Found]) -> list[str]:
    return table(
        (_("Row"), _("State"), _("Parcel"), _("Tracking number"), _("Why")),
        [(str(each.row), each.verdict.value, each.parcel.code if each.parcel else "–", each.tracking, _why(each))
         for each in rows],
    )  # fmt: skip
