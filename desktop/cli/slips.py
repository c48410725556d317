"""kolli slips: packing without a network. Slips carry their orders; what other benches packed by them comes home."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.codes import Command, command_code
from desktop.domain.merge import Outcome
from desktop.formats.detect import unreadable
from desktop.i18n import N_, _, day_time, number
from desktop.services import settings
from desktop.services.bench import Happened, Seat, Wants
from desktop.services.changes import new_op_id
from desktop.services.slips import keys, merging, results
from desktop.services.slips.against import REASONS

_SIDES = (Outcome.OURS.value, Outcome.THEIRS.value)
_MOST = 4096  # signs of one scanned line


def declare(parser: ArgumentParser) -> None:
    """Slips that carry their orders: scan one, save what was packed by them, merge what others packed."""
    parser.set_defaults(run=_list)
    doing = parser.add_subparsers(metavar="list|scan|export|merge|decide|keys|revoke|new-key")
    listing = doing.add_parser("list", help=_("orders that came by their slips, and what other benches packed"))
    listing.set_defaults(run=_list)
    scanning = doing.add_parser("scan", help=_("scan square codes of slips, cards or results, one a line"))
    scanning.add_argument("file", metavar="FILE", help=_("the scanned texts"))
    scanning.add_argument("--trust", action="store_true", help=_("trust who signed them"))
    scanning.set_defaults(run=_scan)
    saving = doing.add_parser("export", help=_("save what was packed by slips, for the shop"))
    saving.add_argument("file", metavar="FILE", type=Path)
    saving.set_defaults(run=_export)
    merging_ = doing.add_parser("merge", help=_("take what another bench packed by our slips"))
    merging_.add_argument("file", metavar="FILE", type=Path)
    merging_.add_argument("--trust", action="store_true", help=_("trust the bench that signed it"))
    merging_.set_defaults(run=_merge)
    deciding = doing.add_parser("decide", help=_("say which parcel goes, where a slip was packed twice"))
    deciding.add_argument("id", type=whole(N_("The result's number"), 1, 999_999_999), metavar="ID")
    deciding.add_argument("side", type=one_of(N_("The side"), _SIDES), metavar="ours|theirs")
    deciding.set_defaults(run=_decide)
    showing = doing.add_parser("keys", help=_("whose signatures count here"))
    showing.set_defaults(run=_keys)
    revoking = doing.add_parser("revoke", help=_("take nothing any more that this key signed"))
    revoking.add_argument("key", metavar="KEY", help=_("as it is shown: ABCD-EFGH-JKLM"))
    revoking.set_defaults(run=_revoke)
    renewing = doing.add_parser("new-key", help=_("sign with a new key from now on"))
    renewing.set_defaults(run=_renew)
    for each in (listing, scanning, saving, merging_, deciding, showing, revoking, renewing):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        here, there = results.rows(), merging.rows()
        lines = _table_here(here) + ([""] if here and there else []) + _table_there(there)
        console.answer(
            {
                "came_by_slip": [_shown_here(row) for row in here],
                "packed_elsewhere": [_shown_there(row) for row in there],
            },
            lines or [_("No order came by its slip, and no other bench has packed one.")],
        )
    return 0


def _scan(given: Namespace, console: Console) -> int:
    texts = _lines(given.file)
    with shop.opened(given):
        seat = Seat()
        for text in texts:
            answer = seat.scan(text, new_op_id())
            if answer.happened is Happened.ASKED and answer.ask is not None and answer.ask.wants is Wants.TRUST:
                console.say(answer.ask.text)
                answer = seat.scan(command_code(Command.YES if given.trust else Command.NO), new_op_id())
            order = answer.order
            console.line({
                "happened": answer.happened.value, "said": answer.said,
                "order": order.number if order else "", "code": order.code if order else "",
            })  # fmt: skip
            if order is not None and seat.order_id is not None:
                seat.put_aside()  # nobody packs here: `kolli pack` opens it again
    return 0


def _export(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        done = results.export(given.file)
        text = _("{count} orders are in {file}. Merge it at the shop.")
        console.answer({"file": str(given.file), "orders": [row.number for row in done]},
                       [text.format(count=number(len(done)), file=given.file)])  # fmt: skip
    return 0


def _merge(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        merged = merging.merge_file(given.file, trust=given.trust)
        document = {"new": merged.new, "results": [_shown_there(row) for row in merged.rows]}
        console.answer(document, _table_there(list(merged.rows)))
    return 1 if merged.open else 0


def _decide(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = merging.decide(given.id, Outcome(given.side))
        console.answer(_shown_there(row), _table_there([row]))
    return 0


def _keys(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = keys.listed()
        rows = [(row.short, row.role.value, row.name, row.state.value, _when(row.at)) for row in found]
        heads = [_("Key"), _("Role"), _("Name"), _("State"), _("When")]
        document = [{"key": row.short, "role": row.role.value, "name": row.name, "state": row.state.value, "at": row.at}
                    for row in found]  # fmt: skip
        console.answer({"keys": document}, table(heads, rows) if rows else [_("No key is known here yet.")])
    return 0


def _revoke(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = keys.named(given.key)
        keys.set_state(row.key, row.role, keys.State.REVOKED)
        console.answer({"key": row.short, "state": keys.State.REVOKED.value},
                       [_("Nothing that {key} signed is taken any more.").format(key=row.short)])  # fmt: skip
    return 0


def _renew(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = keys.renew()
        console.answer({"key": row.short}, [_("Slips are signed with {key} from now on. Print the shop card anew.")
                                            .format(key=row.short)])  # fmt: skip
    return 0


def _when(at: datetime) -> str:
    return day_time(at, zone=settings.shop().zone)


def _lines(file: str) -> list[str]:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(Path(file), error) from error
    return [line.strip()[:_MOST] for line in text.splitlines() if line.strip()]


def _shown_here(row: results.Row) -> dict[str, object]:
    return {"order": row.number, "shop": row.shop, "packed": row.done, "at": row.at, "told_at": row.told_at}


def _shown_there(row: merging.Row) -> dict[str, object]:
    return {
        "id": row.id, "order": row.number, "bench": row.bench, "who": row.who, "at": row.packed_at, "units": row.units,
        "state": row.state.value, "reason": row.reason.value,
    }  # fmt: skip


def _table_here(rows: list[results.Row]) -> list[str]:
    heads = [_("Order"), _("Shop"), _("Came"), _("Packed"), _("Told the shop")]
    return table(heads, [(f"#{row.number}", row.shop, _when(row.at), _("yes") if row.done else _("no"),
                          _when(row.told_at) if row.told_at else "") for row in rows]) if rows else []  # fmt: skip


def _table_there(rows: list[merging.Row]) -> list[str]:
    heads = [_("Result"), _("Order"), _("Bench"), _("Who"), _("Packed"), _("Units"), _("State"), _("Why")]
    return table(heads, [(str(row.id), f"#{row.number}", row.bench, row.who, _when(row.packed_at),
                          number(row.units), row.state.value, _(REASONS[row.reason]) if row.reason else "")
                         for row in rows]) if rows else []  # fmt: skip
