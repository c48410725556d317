"""kolli decisions list | decide: where a store and the bench differ, with both sides."""

from argparse import ArgumentParser, Namespace

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import NotFound
from desktop.domain.merge import Outcome
from desktop.i18n import N_, _, day_time
from desktop.services import remote
from desktop.services.remote import DecisionRow
from desktop.ui.sync.words import field_words, side_words

_SIDES = (Outcome.OURS.value, Outcome.THEIRS.value)
_MOST = 10_000


def declare(parser: ArgumentParser) -> None:
    """What differs and waits for a person; what was decided, by whom."""
    parser.set_defaults(run=_list, all=False, limit=200)
    doing = parser.add_subparsers(metavar="list|decide")
    listing = doing.add_parser("list", help=_("differences that wait for a person"))
    listing.add_argument("--all", action="store_true", help=_("those that a rule or a person has decided, too"))
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, _MOST), default=200, metavar="N")
    listing.set_defaults(run=_list)
    deciding = doing.add_parser("decide", help=_("say which side stands"))
    deciding.add_argument("id", type=whole(N_("The decision's number"), 1, 999_999_999), metavar="ID")
    deciding.add_argument("side", type=one_of(N_("The side"), _SIDES), metavar="ours|theirs")
    deciding.set_defaults(run=_decide)
    for each in (listing, deciding):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = remote.decisions(only_open=not given.all, limit=given.limit)
        console.answer({"decisions": [_shown(each) for each in found]}, _table(found))
    return 0


def _decide(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        remote.decide(given.id, Outcome(given.side))
        row = next((each for each in remote.decisions(only_open=False, limit=_MOST) if each.id == given.id), None)
        if row is None:
            raise NotFound(what=N_("decision"), ref=given.id)
        console.answer(_shown(row), _table([row]))
    return 0


def _shown(row: DecisionRow) -> dict[str, object]:
    return {
        "id": row.id, "order": row.number, "store": row.store, "field": row.field, "ours": row.ours,
        "theirs": row.theirs, "outcome": row.outcome, "decided_by": row.decided_by, "at": row.at,
    }  # fmt: skip


def _table(found: list[DecisionRow]) -> list[str]:
    heads = [_("Decision"), _("Order"), _("Store"), _("What"), _("Here"), _("There"), _("State"), _("When")]
    rows = [
        (
            str(row.id), row.number, row.store, field_words(row), side_words(row.field, row.ours),
            side_words(row.field, row.theirs), row.outcome, day_time(row.at),
        )
        for row in found
    ]  # fmt: skip
    return table(heads, rows) if found else [_("Nothing waits to be decided.")]
