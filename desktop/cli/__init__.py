"""The `kolli` command. Without a word it opens the window; docs/command-line.md says everything else."""

import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from desktop.cli import (
    articles,
    cartons,
    doctor,
    handover,
    imports,
    migrate,
    orders,
    outbox,
    pack,
    papers,
    people,
    shop,
    stores,
    waves,
    waybills,
    window,
)
from desktop.cli.console import Console, use_utf8
from desktop.cli.words import Parser, WrongUsage, add_everywhere, first_language
from desktop.domain.errors import DiskFull, KolliError
from desktop.i18n import N_, _, use

log = logging.getLogger(__name__)

# Name -> what declares its words and sets `run`, the function that does it; its docstring is the help.
COMMANDS: dict[str, Callable[[ArgumentParser], None]] = {
    "tour": window.declare_tour,
    "import": imports.declare,
    "orders": orders.declare,
    "pack": pack.declare,
    "ship": orders.declare_ship,
    "handover": handover.declare,
    "waybills": waybills.declare,
    "print": papers.declare,
    "waves": waves.declare,
    "bins": waves.declare_bins,
    "store": stores.declare,
    "sync": stores.declare_sync,
    "outbox": outbox.declare,
    "cartons": cartons.declare,
    "articles": articles.declare,
    "people": people.declare,
    "doctor": doctor.declare,
    "migrate": migrate.declare,
}
_ABOUT = {
    "tour": N_("drive the real window through a shop's day; leave pictures and papers"),
    "import": N_("bring in orders or articles from a file"),
    "orders": N_("list orders, show one, move one"),
    "pack": N_("scan the units of an order"),
    "ship": N_("hand a packed order over"),
    "handover": N_("parcels onto a courier's manifest, and what became of them"),
    "waybills": N_("a courier's file of parcels, and its numbers back"),
    "print": N_("invoice, packing slip, parcel label, pick list"),
    "waves": N_("lists of orders that are picked in one walk"),
    "bins": N_("places, totes, and where articles lie"),
    "store": N_("connect an online store, test it, list them"),
    "sync": N_("tell the stores what waits, and read what changed"),
    "outbox": N_("what the stores must still be told"),
    "cartons": N_("the kinds of box: list them, add one"),
    "articles": N_("how the bench takes an article: case codes, kits, serials, sizes"),
    "people": N_("who works here: roles, badges, PINs"),
    "doctor": N_("what is here, what is missing, what needs a person"),
    "migrate": N_("bring the database up to date"),
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


def parser(command: str = "") -> Parser:
    """The whole command line; only the words of `command` are declared, or all if it is none."""
    top = Parser(prog="kolli", description=_("The packing bench and the shop counter; without a word, its window."))
    add_everywhere(top, top=True)
    top.set_defaults(run=window.show)
    known = top.add_subparsers(metavar=_("command"), title=_("commands"))
    for name, declare in COMMANDS.items():
        each = known.add_parser(name, help=_(_ABOUT[name]), description=_(_ABOUT[name]))
        add_everywhere(each)
        if command in ("", name):
            declare(each)
    return top


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
        data = shop.folder(given)
        shop.log_to(data)
    except KolliError as refused:
        return refused
    log.error("a command failed", exc_info=error)
    from desktop import paths

    return Unexpected(log=paths.log_file(data))
