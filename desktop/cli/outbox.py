"""kolli outbox list | show | edit | retry | discard | restore | park | ask | answer: what the stores must be told."""

from argparse import ArgumentParser, Namespace

from desktop.cli import questions, shop
from desktop.cli.console import Console, table
from desktop.cli.store_entry import pairs
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import NotAllowed
from desktop.i18n import N_, _, day_time
from desktop.services import mending, outbox
from desktop.services.outbox import OutboxRow
from desktop.ui.sync.words import change_words, what_words

_DONE = {
    "confirmed": N_("the store has it already."),
    "discarded": N_("somebody decided that the store need not know."),
}
_STATES = ("waiting", "sending", "sent", "confirmed", "parked", "asking", "skipped", "discarded")


def declare(parser: ArgumentParser) -> None:
    """What waits for a store; what a store refused."""
    parser.set_defaults(run=_list, state=None, limit=200)
    doing = parser.add_subparsers(metavar="list|show|edit|retry|discard|restore|park|ask|answer")
    listing = doing.add_parser("list", help=_("messages, what needs a person first"))
    listing.add_argument("--state", type=one_of(N_("The state"), _STATES), metavar="STATE", help=", ".join(_STATES))
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, 10_000), default=200, metavar="N")
    listing.set_defaults(run=_list)
    again = doing.add_parser("retry", help=_("send a message again with the next sync"))
    again.set_defaults(run=_retry)
    showing = doing.add_parser("show", help=_("one message: what it says, what was read back, what may be changed"))
    showing.set_defaults(run=_show)
    editing = doing.add_parser("edit", help=_("change a message and send it again"))
    editing.add_argument("--set", action="append", default=[], required=True, metavar="NAME=VALUE",
                         help=_("a field that kolli outbox show names"))  # fmt: skip
    editing.set_defaults(run=_edit)
    dropping = doing.add_parser("discard", help=_("the store need not know"))
    dropping.set_defaults(run=_discard)
    taking = doing.add_parser("restore", help=_("take a discarding back"))
    taking.set_defaults(run=_restore)
    parking = doing.add_parser("park", help=_("set a message aside for a person"))
    parking.add_argument("--reason", default="", metavar="TEXT")
    parking.set_defaults(run=_park)
    single = (again, parking, showing, editing, dropping, taking)
    for each in single:
        each.add_argument("id", type=whole(N_("The message's number"), 1, 999_999_999), metavar="ID")
    for each in (listing, *single):
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
        mending.send_again(given.id)
        _told(given.id, console)
    return 0


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row, fields = outbox.row(given.id), outbox.editable(given.id)
        may = [{"name": field.name, "label": _(field.label), "value": field.value, "choices": list(field.choices)}
               for field in fields]  # fmt: skip
        said = [(field.name, _(field.label), str(field.value)) for field in fields]
        evidence = [_("The store says: {evidence}").format(evidence=row.evidence.get("read"))] if row.evidence else []
        lines = [*_table([row]), *evidence, *(table([_("Field"), _("What it is"), _("Now")], said) if said else [])]
        console.answer({**_message(row), "fields": may}, lines)
    return 0


def _edit(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _refuse_done(given.id)
        switches = {field.name for field in outbox.editable(given.id) if isinstance(field.value, bool)}
        typed = pairs(given.set, N_("The field"))
        body: dict[str, object] = {name: _answer(value) if name in switches else value for name, value in typed.items()}
        mending.send_again(given.id, **body)
        _told(given.id, console)
    return 0


def _answer(text: str) -> object:
    return {"yes": True, "no": False}.get(text.casefold(), text)


def _discard(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _refuse_done(given.id)
        mending.discard(given.id)
        _told(given.id, console)
    return 0


def _restore(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        mending.restore(given.id)
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
                str(each.id), each.store, f"#{each.order}" if each.order else "",
                change_words(each) if each.kind == "stock" else what_words(each), each.state, str(each.tries),
                day_time(each.created_at), each.reason,
            )
            for each in found
        ],
    )  # fmt: skip
