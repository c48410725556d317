"""kolli cartons list | add | change: the kinds of box that parcels are packed into."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, whole
from desktop.i18n import N_, _, number
from desktop.services import cartons
from desktop.services.cartons import CartonRow

_MM = whole(N_("The size"), 10, 5000)
_G = whole(N_("The weight"), 0, 1_000_000)


def declare(parser: ArgumentParser) -> None:
    """The shop's cartons: their sizes inside, their codes."""
    parser.set_defaults(run=_list)
    doing = parser.add_subparsers(metavar="list|add|change")
    listing = doing.add_parser("list", help=_("every carton, smallest first"))
    listing.set_defaults(run=_list)
    adding = doing.add_parser("add", help=_("a new kind of box"))
    adding.add_argument("name", metavar="NAME")
    for side in ("length", "width", "height"):
        adding.add_argument(side, type=_MM, metavar=side.upper(), help=_("inside, in mm"))
    adding.set_defaults(run=_add)
    changing = doing.add_parser("change", help=_("use a carton no more, or again"))
    changing.add_argument("name", metavar="NAME")
    use = changing.add_mutually_exclusive_group(required=True)
    use.add_argument("--unused", action="store_true", help=_("it is suggested no more"))
    use.add_argument("--used", action="store_true", help=_("it is suggested again"))
    changing.set_defaults(run=_change)
    adding.add_argument("--weight", type=_G, default=0, metavar="G", help=_("its own weight in grams"))
    adding.add_argument(
        "--carries", type=whole(N_("The weight"), 1, 1_000_000), metavar="G", help=_("what it may carry")
    )
    for each in (listing, adding, changing):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        rows = cartons.cartons(also_unused=True)
        heads = [_("Code"), _("Name"), _("Inside, mm"), _("Weight"), _("Carries up to"), _("In use")]
        lines = table(heads, [_row(row) for row in rows]) if rows else [_("There are no cartons yet.")]
        console.answer({"cartons": [asdict(row) for row in rows]}, lines)
    return 0


def _add(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = cartons.add(given.name, given.length, given.width, given.height, given.weight, given.carries)
        console.answer(asdict(row), [_("Carton {name} has the code {code}.").format(name=row.name, code=row.code)])
    return 0


def _change(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = cartons.change(cartons.named(given.name).id, active=given.used)
        words = _("Carton {name} is in use.") if row.active else _("Carton {name} is not suggested any more.")
        console.answer(asdict(row), [words.format(name=row.name)])
    return 0


def _row(row: CartonRow) -> list[str]:
    size = f"{row.length_mm} × {row.width_mm} × {row.height_mm}"
    carries = f"{number(row.max_g)} g" if row.max_g else ""
    return [row.code, row.name, size, f"{number(row.weight_g)} g", carries, _("yes") if row.active else _("no")]
