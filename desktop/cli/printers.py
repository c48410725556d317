"""kolli printers list | found | add | remove | route | media | when | test: what papers come out of."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from desktop import paths
from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.i18n import N_, _
from desktop.services import (
    paper_media,
    paper_times,
    printer_changes,
    printer_entry,
    printers,
    printers_now,
    printing,
    settings,
)
from desktop.services.paper_kinds import PAPERS, Of
from desktop.services.paper_times import When
from desktop.services.printers import PrinterRow

if TYPE_CHECKING:
    from desktop.devices.device import Condition

_KINDS = tuple(kind.name for kind in PAPERS.values() if kind.of is not Of.PRINTER)
_KIND = one_of(N_("The kind of paper"), _KINDS)
_NO_PRINTER = "none"


def declare(parser: ArgumentParser) -> None:
    """The printers of this bench, and which paper comes out where."""
    parser.set_defaults(run=_list)
    doing = parser.add_subparsers(metavar="list|found|add|remove|route|media|when|test")
    listing = doing.add_parser("list", help=_("each printer, how it is, and what comes out of it"))
    listing.set_defaults(run=_list)
    finding = doing.add_parser("found", help=_("printers that are here and could be added"))
    finding.add_argument("--at", default="", metavar="HOST[:PORT]", help=_("ask what answers at an address instead"))
    finding.set_defaults(run=_found)
    adding = doing.add_parser("add", help=_("a printer, by its address"))
    adding.add_argument("name", metavar="NAME")
    adding.add_argument(
        "address", metavar="ADDRESS",
        help=_("queue:NAME, ipp://HOST, tcp://HOST, usb:///dev/usb/lp0, serial:///dev/ttyUSB0?baud=9600, a folder"),
    )  # fmt: skip
    adding.add_argument("--language", type=one_of(N_("The printer's language"), printer_entry.LANGUAGES), default="zpl",
                        metavar="zpl|tspl|escpos", help=_("of a printer that Kolli speaks to directly"))  # fmt: skip
    adding.add_argument("--dpi", type=whole(N_("The resolution"), 100, 1200), default=0, metavar="DPI")
    adding.add_argument("--width", type=whole(N_("The width"), 20, 300), default=0, metavar="MM",
                        help=_("of the paper in a receipt printer, such as 80 or 58"))  # fmt: skip
    adding.add_argument("--cutter", action="store_true", help=_("it cuts the paper"))
    adding.add_argument("--drawer", action="store_true", help=_("a cash drawer hangs on it"))
    adding.set_defaults(run=_add)
    removing = doing.add_parser("remove", help=_("forget a printer; its papers wait for another one"))
    removing.set_defaults(run=_remove)
    routing = doing.add_parser("route", help=_("let a kind of paper come out of a printer; none: of no own one"))
    routing.set_defaults(run=_route)
    media = doing.add_parser("media", help=_("what a kind of paper is printed on; without MEDIA what it can be"))
    media.add_argument("kind", type=_KIND, metavar="KIND")
    media.add_argument("media", nargs="?", default="", metavar="MEDIA")
    media.set_defaults(run=_media)
    timing = doing.add_parser("when", help=_("by itself on closing, by hand, or never at this bench"))
    timing.add_argument("kind", type=_KIND, metavar="KIND")
    timing.add_argument("when", type=one_of(N_("The time"), When), metavar="closing|hand|never")
    timing.set_defaults(run=_when)
    testing = doing.add_parser("test", help=_("print its test page"))
    testing.set_defaults(run=_test)
    routing.add_argument("kind", type=_KIND, metavar="KIND", help=", ".join(_KINDS))
    for each in (removing, routing, testing):
        each.add_argument("name", metavar="NAME")
    for each in (listing, finding, adding, removing, routing, media, timing, testing):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given) as app:
        printers.make_first(paths.documents_folder(app.data))
        rows = printers.every(settings.bench().name)
        told = printers_now.ask(rows)
        missing = printers_now.look(told).missing
        document = {
            "printers": [{**_printer(row), "state": _state(row, told), "reason": _reason(row, told)} for row in rows],
            "missing": [{"kind": kind, "reason": reason} for kinds, reason in missing for kind in kinds],
        }
        heads = [_("Name"), _("State"), _("Way"), _("Resolution"), _("Papers"), _("Reason")]
        lines = [
            [row.name, _state(row, told), _where(row), f"{row.dpi} dpi", ", ".join(row.papers), _reason(row, told)]
            for row in rows
        ]
        console.answer(document, table(heads, lines))
    return 1 if missing else 0


def _found(given: Namespace, console: Console) -> int:
    from desktop.devices import discovery

    with shop.opened(given):
        if given.at:
            entry = printer_entry.typed(f"tcp://{given.at.removeprefix('tcp://')}")
            address = str(printer_entry.made(entry).settings["address"]).removeprefix("tcp://")
            host, _mark, port = address.rpartition(":")
            one = discovery.probe(host.strip("[]"), int(port))
            here = [one] if one is not None else []
        else:
            here = discovery.found()
        heads = [_("Name"), _("Way"), _("Language"), _("Resolution"), _("Description")]
        lines = [
            [one.name, _address(PrinterRow(one.name, one.driver, one.settings)), str(one.settings.get("language", "")),
             f"{one.dpi} dpi", one.description] for one in here
        ]  # fmt: skip
        nothing = _("Nothing answers there.") if given.at else _("No printer was found. Add one by its address.")
        console.answer({"found": [asdict(one) for one in here]}, table(heads, lines) if here else [nothing])
    return 0 if here else 1


def _add(given: Namespace, console: Console) -> int:
    with shop.opened(given) as app:
        printers.make_first(paths.documents_folder(app.data))
        entry = replace(
            printer_entry.typed(given.address), name=given.name, language=given.language, dpi=given.dpi,
            width_mm=given.width, cutter=given.cutter, drawer=given.drawer,
        )  # fmt: skip
        row = printer_changes.add(printer_entry.made(entry))
        said = _("The printer {name} is added. Say what comes out of it: kolli printers route KIND {name}")
        console.answer(_printer(row), [said.format(name=row.name)])
    return 0


def _remove(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        printers.remove(given.name)
        console.answer({"removed": given.name}, [_("The printer {name} is forgotten.").format(name=given.name)])
    return 0


def _route(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        bench = settings.bench().name
        printers.assign(given.kind, "" if given.name == _NO_PRINTER else given.name, bench)
        row = printers.route(given.kind, bench)
        document = {"kind": given.kind, "printer": row.name if row else None}
        words = _("{paper} comes out of {printer}.") if row else _("{paper} comes out nowhere.")
        title = _(PAPERS[given.kind].title)
        console.answer(document, [words.format(paper=title, printer=row.name if row else "")])
    return 0


def _media(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = printers.route(given.kind, settings.bench().name)
        if row is not None and given.media:
            row = printer_changes.put_in(row.name, given.kind, given.media)
        now = row.media(given.kind) if row is not None else PAPERS[given.kind].media
        fitting = paper_media.fitting(given.kind)
        document = {"kind": given.kind, "printer": row.name if row else None, "media": now, "fitting": list(fitting)}
        console.answer(document, [f"{'*' if one == now else ' '} {one}" for one in fitting])
    return 0


def _when(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        when = paper_times.of(paper_times.choose(given.kind, When(given.when)), given.kind)
        console.answer({"kind": given.kind, "when": when.value}, [f"{given.kind}: {when.value}"])
    return 0


def _test(given: Namespace, console: Console) -> int:
    from desktop.services import print_room

    with shop.opened(given):
        row = printer_changes.named(given.name)
        before = max((job.id for job in printing.jobs(limit=1)), default=0)
        printing.queue_test(row.name)
        print_room.print_now(row)
        job = next(job for job in printing.jobs() if job.id > before and job.printer == row.name)
        document = {"printer": row.name, "state": job.state, "reason": job.reason}
        out = job.state in ("sent", "done")
        words = _("The test page came out of {name}.") if out else _("The test page did not come out. {reason}")
        console.answer(document, [words.format(name=row.name, reason=job.reason).strip()])
    return 0 if out else 1


def _printer(row: PrinterRow) -> dict[str, object]:
    return {
        "name": row.name, "address": _address(row), "language": row.settings.get("language"), "dpi": row.dpi,
        "papers": list(row.papers), "bench": row.bench, "held": row.held,
    }  # fmt: skip


def _address(row: PrinterRow) -> str:
    """As `add` takes it."""
    kept = row.settings
    queue = f"queue:{kept.get('queue', row.name)}"
    return str(kept.get("folder") or kept.get("uri") or kept.get("address") or queue)


def _where(row: PrinterRow) -> str:
    language = str(row.settings.get("language", ""))
    return " ".join(part for part in (_address(row), language) if part)


def _state(row: PrinterRow, told: "dict[str, Condition]") -> str:
    return "held" if row.held else str(told[row.name].state) if row.name in told else "missing"


def _reason(row: PrinterRow, told: "dict[str, Condition]") -> str:
    return told[row.name].reason if row.name in told else ""
