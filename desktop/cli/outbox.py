"""kolli outbox list | retry | park | ask | answer: what the stores must still be told."""

from argparse import ArgumentParser, Namespace

from desktop.cli import questions, shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import NotAllowed
from desktop.i18n import N_, _, day_time
from desktop.services import outbox
from desktop.services.outbox import OutboxRow

_DONE = {
    "confirmed": N_("the store has it already."),
    "discarded": N_("somebody decided that the store need not know."),
}
_STATES = ("waiting", "sending", "sent", "confirmed", "parked", "asking", "skipped", "discarded")


def declare(parser: ArgumentParser) -> None:
    """What waits for a store; what a store refused."""
    parser.set_defaults(run=_list, state=None, limit=200)
    doing = parser.add_subparsers(metavar="list|retry|park|ask|answer")
    listing = doing.add_parser("list", help=_("messages, what needs a person first"))
    listing.add_argument("--state", type=one_of(N_("The state"), _STATES), metavar="STATE", help=", ".join(_STATES))
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, 10_000), default=200, metavar="N")
    listing.set_defaults(run=_list)
    again = doing.add_parser("retry", help=_("send a message again with the next sync"))
    again.set_defaults(run=_retry)
    parking = doing.add_parser("park", help=_("set a message aside for a person"))
    parking.add_argument("--reason", default="", metavar="TEXT")
    parking.set_defaults(run=_park)
    for each in (again, parking):
        each.add_argument("id", type=whole(N_("The message's number"), 1, 999_999_999), metavar="ID")
    for each in (listing, again, parking):
        add_everywhere(each)
    questions.declare(doing)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = outbox.rows((given.state,) if given.state else (), given.limit)
        document = {"messages": [_message(each) for each in found], "counts": outbox.counts()}
        console.answer(document, _table(found))
    return 0


def _retry(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _refuse_done(given.id)
        outbox.retry(given.id)
        _told(given.id, console)
    return 0


def _park(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _refuse_done(given.id)
        outbox.park(given.id, given.reason or _("set aside by hand"))
        _told(given.id, console)
    return 0


def _refuse_done(message_id: int) -> None:
    state = outbox.row(message_id).state
    if state in ("confirmed", "discarded"):
        raise NotAllowed(ref=_("Message {number}").format(number=message_id), reason=_DONE[state], action="outbox")


def _told(message_id: int, console: Console) -> None:
    row = outbox.row(message_id)
    console.answer(_message(row), _table([row]))


def _message(row: OutboxRow) -> dict[str, object]:
    return {
        "id": row.id, "store": row.store, "order": row.order, "kind": row.kind, "body": row.body, "state": row.state,
        "tries": row.tries, "created_at": row.created_at, "next_at": row.next_at, "sent_at": row.sent_at,
        "confirmed_at": row.confirmed_at, "reason": row.reason, "evidence": row.evidence,
    }  # fmt: skip


def _table(found: list[OutboxRow]) -> list[str]:
    return table(
        [_("Message"), _("Store"), _("Order"), _("What"), _("State"), _("Tries"), _("When"), _("Reason")],
        [
            (
                str(each.id), each.store, f"#{each.order}" if each.order else "", each.kind, each.state,
                str(each.tries), day_time(each.created_at), each.reason,
            )
            for each in found
        ],
    )  # fmt: skip
