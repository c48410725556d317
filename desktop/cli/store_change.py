"""kolli store change: what a connected store is told, and whether it is told at all."""

from argparse import ArgumentParser, Namespace

from desktop.cli import shop, store_entry
from desktop.cli.console import Console
from desktop.cli.words import whole
from desktop.domain.errors import BadInput
from desktop.i18n import N_, _
from desktop.services import stores

_YES = {"yes": True, "no": False}


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--rename", metavar="NAME", help=_("what you call it from now on"))
    parser.add_argument("--url", metavar="URL", help=_("its new address"))
    parser.add_argument("--active", choices=tuple(_YES), help=_("no: nothing is read or told; what waits stays"))
    parser.add_argument(
        "--tell-stock", choices=tuple(_YES), help=_("tell this store what is on hand less what is promised")
    )
    parser.add_argument(
        "--keep-back", type=whole(N_("The units kept back"), 0, 100_000), metavar="N",
        help=_("tell it so many units less of each article"),
    )  # fmt: skip
    parser.add_argument(
        "--ask-above", type=whole(N_("The number of mails"), 0, 100_000), metavar="N",
        help=_("ask before more customers than this are mailed after a time without the store"),
    )  # fmt: skip
    parser.add_argument(
        "--tell", action="append", default=[], metavar="WORD=STATUS",
        help=_("by which of its statuses the store is told; nothing behind = is not told"),
    )  # fmt: skip
    parser.set_defaults(run=_change)


def _change(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = stores.named(given.name)
        wanted: dict[str, object] = {}
        if given.rename is not None:
            wanted["name"] = given.rename
        if given.url is not None:
            wanted["url"] = given.url.rstrip("/")
        if given.active is not None:
            wanted["active"] = _YES[given.active]
        chosen: dict[str, object] = {}
        if given.tell_stock is not None:
            chosen["tell_stock"] = _YES[given.tell_stock]
        if given.keep_back is not None:
            chosen["stock_safety"] = given.keep_back
        if given.ask_above is not None:
            chosen["ask_above"] = given.ask_above
        if given.tell:
            before = row.settings.get("status_map")
            chosen["status_map"] = {**(before if isinstance(before, dict) else {}), **store_entry.told(given.tell)}
        if chosen:
            wanted["settings"] = {**row.settings, **chosen}
        if not wanted:
            said = _("Type {help}.").format(help="kolli store change --help")
            raise BadInput(what=N_("The change"), value="", next=said)
        row = stores.change(row.id, **wanted)
        console.answer(
            {"id": row.id, "name": row.name, "url": row.url, "active": row.active, **chosen},
            [_("{store} is saved").format(store=row.name)],
        )
    return 0
