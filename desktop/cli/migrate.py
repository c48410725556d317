"""kolli migrate: bring the database up to date; --new begins the next migration in a checkout."""

from argparse import ArgumentParser, Namespace

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.i18n import _
from desktop.services import database


def declare(parser: ArgumentParser) -> None:
    """Bring the shop's database up to date; every other command does so, too."""
    parser.add_argument("--new", metavar="WHAT", help=_("write the beginning of the next migration (for developers)"))
    parser.set_defaults(run=_migrate)


def _migrate(given: Namespace, console: Console) -> int:
    if given.new is not None:
        file = database.new_migration(given.new)
        console.answer({"file": str(file)}, [str(file)])
        return 0
    with shop.opened(given) as app:
        found = database.condition()
        document = {"done": app.migrated, "version": found.version, "faults": list(found.faults)}
        told = [_("Done: {name}").format(name=name) for name in app.migrated]
        console.answer(document, [*told, _("The database has version {version}.").format(version=found.version)])
    return 0
