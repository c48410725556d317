"""kolli export LIST --to FILE: a list as a CSV file or a workbook, with the sums of its rows."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.papers import must_be_a_file
from desktop.cli.words import WrongUsage, one_of, whole
from desktop.domain.errors import BadInput
from desktop.domain.order import Stage
from desktop.i18n import N_, _, language, money, ngettext, number, use
from desktop.services import export_lists, exporting, orders, queue_export, queue_views
from desktop.services.exporting import Table
from desktop.services.queue_export import Wanted
from desktop.services.queue_filter import Only, Sort

_LISTS = ("orders", *export_lists.LISTS)
_FLAGS = ("note", "held", "today", "unassigned", "problem", "express", "stuck")


def declare(parser: ArgumentParser) -> None:
    """A list as a file that a spreadsheet opens; none of its cells is a formula."""
    parser.description = f"{parser.description}: {', '.join(_LISTS)}"  # here, so that kolli --help loads no list
    parser.add_argument("list", type=one_of(N_("The list"), _LISTS), metavar="LIST", help=", ".join(_LISTS))
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help=_("ends in .csv or .xlsx"))
    parser.add_argument("--order", default="", metavar="REF", help=_("only what is this order's"))
    stages = tuple(stage.value for stage in Stage)
    parser.add_argument("--stage", type=one_of(N_("The stage"), stages), metavar="STAGE", help=", ".join(stages))
    parser.add_argument("--view", default="", metavar="NAME", help=_("orders as a view of the queue shows them"))
    parser.add_argument("--sort", type=one_of(N_("The sequence"), tuple(Sort)), metavar="SORT", help=", ".join(Sort))
    for name in ("courier", "language", "method", "article", "bin"):
        parser.add_argument(f"--{name}", default="", metavar="TEXT")
    for name in ("from", "until"):
        parser.add_argument(f"--{name}", metavar="YYYY-MM-DD", type=_day)
    parser.add_argument("--days", type=whole(N_("The days"), 1, 36_500), metavar="N")
    for flag in _FLAGS:
        parser.add_argument(f"--{flag}", action="store_true")
    parser.set_defaults(run=_export)


def _export(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        use(given.lang or language())
        must_be_a_file(given.to)
        done = exporting.to_file(_table(given), given.to)
        rows = ngettext("{count} row", "{count} rows", done.rows).format(count=number(done.rows))
        sums = [money(minor, currency) for currency, minor in done.totals.items()]
        lines = [_("{file} is written.").format(file=given.to), " · ".join([rows, *sums])]
        console.answer({"file": str(given.to), "rows": done.rows, "totals_minor": done.totals}, lines)
    return 0


def _table(given: Namespace) -> Table:
    order_id = orders.find(given.order) if given.order else None
    if given.list != "orders":
        return export_lists.table(given.list, order_id)
    if order_id is not None:
        return queue_export.table(Wanted(ids=(order_id,)))
    if given.view:
        view = next((view for view in queue_views.every() if view.name.casefold() == given.view.casefold()), None)
        if view is None:
            raise WrongUsage(what=_("{given} is not known.").format(given=given.view), help="kolli export --help")
        return queue_export.table(Wanted(view.stage, view.only, view.sort))
    stage = Stage(given.stage) if given.stage else None
    only = Only(
        courier=given.courier or None, language=given.language or None, method=given.method or None,
        article=given.article, bin=given.bin, days=given.days,
        start=getattr(given, "from") or "", end=given.until or "",
        **{flag: getattr(given, flag) for flag in _FLAGS},
    )  # fmt: skip
    return queue_export.table(Wanted(stage, only, Sort(given.sort) if given.sort and stage else None))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(what=N_("The day"), value=text, next=N_("Type it as 2026-12-24.")) from None
