"""The `kolli` command. Without a word it opens the window; docs/command-line.md says everything else."""

import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from desktop.cli.console import Console, use_utf8
from desktop.cli.words import Parser, WrongUsage, add_everywhere, first_language
from desktop.domain.errors import DiskFull, KolliError
from desktop.i18n import N_, _, use

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Command:
    """`module` of this package has `declare`, which names the command's words and sets `run`, the function that does
    it; only the code of the command that was typed is imported. `about` is the line that the help shows."""

    module: str
    about: str
    declare: str = "declare"

    def load(self) -> Callable[[ArgumentParser], None]:
        found: Callable[[ArgumentParser], None] = getattr(import_module(f"desktop.cli.{self.module}"), self.declare)
        return found


COMMANDS = {
    "tour": Command(
        "window", N_("drive the real window through a shop's day; leave pictures and papers"), "declare_tour"
    ),
    "import": Command("imports", N_("bring in orders or articles from a file")),
    "orders": Command("orders", N_("list orders, show one, move one")),
    "pack": Command("pack", N_("scan the units of an order")),
    "ship": Command("orders", N_("hand a packed order over"), "declare_ship"),
    "handover": Command("handover", N_("parcels onto a courier's manifest, and what became of them")),
    "waybills": Command("waybills", N_("a courier's file of parcels, and its numbers back")),
    "export": Command("exports", N_("a list as a CSV file or a workbook")),
    "print": Command("papers", N_("invoice, packing slip, parcel label, pick list")),
    "printers": Command("printers", N_("the printers: find, add, try them; which paper comes out where")),
    "slips": Command("slips", N_("slips that carry their orders: packed without a network, merged later")),
    "payments": Command("payments", N_("the bank's files: which orders their lines pay, confirm, take back")),
    "invoices": Command("invoices", N_("documents with legal numbers: credit, void, look for gaps")),
    "returns": Command("returns", N_("what comes back: open, receive, settle, reject, label")),
    "customers": Command("customers", N_("who buys: find, merge, export, erase; points, vouchers, affiliates")),
    "queue": Command("print_queue", N_("what waits for a printer: print it again, cancel it, move it")),
    "waves": Command("waves", N_("lists of orders that are picked in one walk")),
    "bins": Command("waves", N_("places, totes, and where articles lie"), "declare_bins"),
    "store": Command("stores", N_("connect an online store, test it, list them, say what each kind asks for")),
    "sync": Command("stores", N_("tell the stores what waits, and read what changed"), "declare_sync"),
    "outbox": Command("outbox", N_("what the stores must still be told")),
    "mail": Command("mail", N_("e-mails to buyers: what waits, what is in doubt, what came back")),
    "stock": Command("stock", N_("where a store's stock differs from ours; what is oversold")),
    "proof": Command("proof", N_("that bench and store agree, order by order; signed, and rehearsed with faults")),
    "decisions": Command("decisions", N_("where a store and the bench differ: list it, decide it")),
    "cartons": Command("cartons", N_("the kinds of box: list them, add one")),
    "articles": Command("articles", N_("how the bench takes an article: case codes, kits, serials, sizes")),
    "calibrate": Command("calibrate", N_("where a printer puts its pages: measure it, correct it")),
    "people": Command("people", N_("who works here: roles, badges, PINs")),
    "doctor": Command("doctor", N_("what is here, what is missing, what needs a person")),
    "migrate": Command("migrate", N_("bring the database up to date")),
}


class Unexpected(KolliError):
    text = N_("Something went wrong inside Kolli. What it was stands in {log}; nothing half done was kept.")


def main(words: list[str] | None = None) -> int:
    """Do what the words say; returns 0 done, 1 refused or failed, 2 wrong usage."""
    use_utf8()
    typed = sys.argv[1:] if words is None else words
    use(first_language(typed))
    console = Console("--json" in typed)
    try:
        return _run(typed, console)
    except BrokenPipeError:
        # Who read our answer has gone. Python would say so again while it ends, with a traceback.
        _write_nowhere()
        return 1
    except KeyboardInterrupt:
        console.say(_("Stopped. What was done until now is kept."))
        return 1


def _run(typed: list[str], console: Console) -> int:
    given = Namespace(data=None)
    try:
        parser(_command(typed)).parse_args(typed, namespace=given)
    except KolliError as error:
        if not isinstance(error, WrongUsage):
            error = WrongUsage(what=error.say(), help="kolli --help")
        return _refused(error, console, 2)
    try:
        done: int = given.run(given, console)
    except KolliError as error:
        return _refused(error, console, 2 if isinstance(error, WrongUsage) else 1)
    except OSError as error:
        if error.filename is None:  # it was our own answer that found no room; at its end Python would try once more
            _write_nowhere()
        return _refused(_disk(error, given), console, 1)
    except Exception as error:  # noqa: BLE001 - the top of the program: it is reported here
        return _refused(_unexpected(error, given), console, 1)
    return done


def parser(command: str | None = None) -> Parser:
    """The whole command line; of the commands only `command` is declared in full ("" none of them), or all if None."""
    top = Parser(prog="kolli", description=_("The packing bench and the shop counter; without a word, its window."))
    add_everywhere(top, top=True)
    top.set_defaults(run=_show)
    known = top.add_subparsers(metavar=_("command"), title=_("commands"))
    for name, kind in COMMANDS.items():
        each = known.add_parser(name, help=_(kind.about), description=_(kind.about))
        add_everywhere(each)
        if command in (None, name):
            kind.load()(each)
    return top


def _show(given: Namespace, console: Console) -> int:
    from desktop.cli import window

    return window.show(given, console)


def _command(typed: list[str]) -> str:
    return next((word for word in typed if word in COMMANDS), "")


def _write_nowhere() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _refused(error: KolliError, console: Console, code: int) -> int:
    console.fail({"error": error.say(), "kind": type(error).__name__})
    console.say(error.say())
    return code


def _disk(error: OSError, given: Namespace) -> KolliError:
    if isinstance(error, BrokenPipeError):
        raise error
    if error.errno == 28:  # ENOSPC, the same number everywhere
        return DiskFull(where=error.filename or _("the answer"))
    return _unexpected(error, given)


def _unexpected(error: Exception, given: Namespace) -> KolliError:
    try:
        from desktop.cli import shop

        data = shop.folder(given)
        shop.log_to(data)
    except KolliError as refused:
        return refused
    log.error("a command failed", exc_info=error)
    from desktop import paths

    return Unexpected(log=paths.log_file(data))
