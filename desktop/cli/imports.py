"""kolli import orders | articles: files become ours, shown first with --dry-run."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import shop
from desktop.cli.console import Console, safe
from desktop.cli.words import WrongUsage, add_everywhere, one_of
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from desktop.formats.preview import Counts, Preview
    from desktop.services.imports import ImportResult

_SHOWN = 20  # refused rows that people are shown; --json has all that the result holds


def declare(parser: ArgumentParser) -> None:
    """Bring in a file of orders or articles."""
    whats = parser.add_subparsers(dest="what", required=True, metavar="orders|articles")
    for what, about in (
        ("orders", _("orders from an export file; the same file again changes nothing")),
        ("articles", _("articles and their barcodes")),
    ):
        each = whats.add_parser(what, help=about)
        each.add_argument("file", type=Path, metavar="FILE")
        each.add_argument("--format", default="auto", metavar="auto|NAME", help=_("the layout, if the file hides it"))
        each.add_argument("--dry-run", action="store_true", help=_("say what it would become; write nothing"))
        each.set_defaults(run=_import)
        add_everywhere(each)


def _import(given: Namespace, console: Console) -> int:
    from desktop.services import imports  # with it come readers of many layouts

    _check_format(given)
    with shop.opened(given):
        orders = given.what == "orders"
        if given.dry_run:
            look = imports.preview if orders else imports.preview_articles
            seen = look(given.file, given.format)
            console.answer({**_counted(seen.counts, orders), **_preview(seen)}, _shown(seen, orders))
            return 0
        read = imports.run if orders else imports.run_articles
        done = read(given.file, given.format, _progress(console))
        console.answer({**_counted(done.counts, orders), **_result(done)}, _told(done, orders))
    return 0


def _check_format(given: Namespace) -> None:
    from desktop.formats import ARTICLE_FORMATS, ORDER_FORMATS

    formats = ORDER_FORMATS if given.what == "orders" else ARTICLE_FORMATS
    try:
        one_of(N_("The format"), ["auto", *(each.name for each in formats)])(given.format)
    except KolliError as error:
        raise WrongUsage(what=error.say(), help=f"kolli import {given.what} --help") from error


def _counted(counts: "Counts", orders: bool) -> dict[str, object]:
    if not orders:
        return {"articles": counts.articles, "barcodes": counts.barcodes, "bad_barcodes": counts.bad_barcodes}
    return {
        "documents": counts.documents, "packable": counts.packable, "cancellations": counts.cancellations,
        "adjustments": counts.adjustments, "write_offs": counts.write_offs, "lines": counts.lines,
    }  # fmt: skip


def _preview(seen: "Preview") -> dict[str, object]:
    return {
        "refused": [{"row": each.row, "reason": each.reason.say()} for each in seen.refused],
        "refused_count": seen.counts.refused,
        "noticed": [{"row": each.row, "reason": each.reason.say()} for each in seen.noticed],
        "format": seen.format, "encoding": seen.encoding, "separator": seen.separator, "dates": seen.date_order,
        "decimal_mark": seen.decimal_mark, "zone": seen.zone, "currency": seen.currency,
        "header_row": seen.header_row, "rows": seen.rows,
        "columns": {each.name: each.heading for each in seen.columns}, "unused": list(seen.unused),
        "missing": list(seen.missing), "dry_run": True,
    }  # fmt: skip


def _result(done: "ImportResult") -> dict[str, object]:
    return {
        "refused": [{"row": each.row, "reason": each.reason} for each in done.refused],
        "refused_count": done.counts.refused,
        "noticed": [{"row": each.row, "reason": each.reason} for each in done.noticed],
        "format": done.format, "new": done.tally.new, "changed": done.tally.changed,
        "unchanged": done.tally.unchanged, "waiting": done.tally.waiting, "resumed_at": done.resumed_at,
        "doubtful": list(done.doubtful), "dry_run": False,
    }  # fmt: skip


def _shown(seen: "Preview", orders: bool) -> list[str]:
    return [
        _("{file}: {title}").format(file=safe(seen.file), title=_(seen.title)),
        _("encoding {encoding}, separator {separator}, dates {dates}, decimals with {mark}, {currency}").format(
            encoding=seen.encoding, separator=repr(seen.separator), dates=seen.date_order, mark=seen.decimal_mark,
            currency=seen.currency,
        ),
        _("columns: {columns}").format(columns=safe(", ".join(f"{c.heading} = {c.name}" for c in seen.columns))),
        *_summary(seen.counts, orders),
        *_refused([(each.row, each.reason.say()) for each in seen.refused]),
        _("Nothing was written."),
    ]  # fmt: skip


def _told(done: "ImportResult", orders: bool) -> list[str]:
    return [
        *_summary(done.counts, orders),
        _("{new} new, {changed} changed, {unchanged} were here already.").format(
            new=done.tally.new, changed=done.tally.changed, unchanged=done.tally.unchanged
        ),
        *_refused([(each.row, each.reason) for each in done.refused]),
    ]


def _summary(counts: "Counts", orders: bool) -> list[str]:
    if not orders:
        return [_("{articles} articles, {barcodes} barcodes, {bad} of them with a fault.").format(
            articles=counts.articles, barcodes=counts.barcodes, bad=counts.bad_barcodes)]  # fmt: skip
    return [
        _("{documents} documents: {packable} orders to pack, {cancellations} cancellations; {lines} lines.").format(
            documents=counts.documents, packable=counts.packable, cancellations=counts.cancellations,
            lines=counts.lines,
        )
    ]  # fmt: skip


def _refused(rows: list[tuple[int, str]]) -> list[str]:
    if not rows:
        return []
    heading = ngettext("{count} row was left out:", "{count} rows were left out:", len(rows)).format(count=len(rows))
    return [heading, *(safe(_("row {row}: {reason}").format(row=row, reason=reason)) for row, reason in rows[:_SHOWN])]


def _progress(console: Console) -> Callable[[int, int], None] | None:
    """A line now and then while a long file is read, for people at a terminal."""
    import sys

    if console.as_json or sys.stderr is None or not sys.stderr.isatty():
        return None
    told = 0

    def tell(row: int, rows: int) -> None:
        nonlocal told
        if rows and row * 10 // rows > told:
            told = row * 10 // rows
            console.say(_("{row} of {rows} rows").format(row=row, rows=rows))

    return tell
