"""kolli mail list | show | send | retry | discard | restore | arrived | preview | test | bounce | rate."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.stores import unlock
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import BadInput
from desktop.i18n import LANGUAGES, N_, _, day_time, ngettext, number
from desktop.services import messages, orders
from desktop.services.mail import handling, incoming, listing, reviews, rounds
from desktop.services.mail.listing import MailRow
from desktop.services.messages import Event

_EVENTS = tuple(event.value for event in Event)


def declare(parser: ArgumentParser) -> None:
    """What waits for the mail server; what needs a person; trying it out."""
    parser.set_defaults(run=_list, state=None, limit=200, order=None)
    doing = parser.add_subparsers(metavar="list|show|send|retry|discard|restore|arrived|preview|test|bounce|rate")
    listed = doing.add_parser("list", help=_("mails, what needs a person first"))
    listed.add_argument("--state", type=one_of(N_("The state"), listing.STATES), metavar="STATE",
                        help=", ".join(listing.STATES))  # fmt: skip
    listed.add_argument("--limit", type=whole(N_("The limit"), 1, 10_000), default=200, metavar="N")
    listed.add_argument("--order", default=None, metavar="ORDER", help=_("of one order"))
    listed.set_defaults(run=_list)
    sending = doing.add_parser("send", help=_("send what waits, and look into the mailbox"))
    sending.set_defaults(run=_send)
    single = []
    for word, about, does in (
        ("show", N_("one mail, as its reader sees it"), _show),
        ("retry", N_("send a mail again"), _retry),
        ("discard", N_("the buyer need not read it"), _discard),
        ("restore", N_("take a discarding back"), _restore),
        ("arrived", N_("a mail in doubt has gone: somebody has seen it among the sent ones"), _arrived),
    ):
        each = doing.add_parser(word, help=_(about))
        each.add_argument("id", type=whole(N_("The mail's number"), 1, 999_999_999), metavar="ID")
        each.set_defaults(run=does)
        single.append(each)
    single[1].add_argument("--to", default=None, metavar="ADDRESS", help=_("to another address"))
    showing = doing.add_parser("preview", help=_("what an order's buyer would read"))
    showing.add_argument("order", metavar="ORDER")
    showing.add_argument("--event", type=one_of(N_("The event"), _EVENTS), default="shipped", metavar="EVENT",
                         help=", ".join(_EVENTS))  # fmt: skip
    showing.add_argument("--language", type=one_of(N_("The language"), tuple(LANGUAGES)), default=None,
                         metavar="LANGUAGE", help=", ".join(LANGUAGES))  # fmt: skip
    showing.add_argument("--chat", action="store_true", help=_("as plain words for a chat"))
    showing.set_defaults(run=_preview)
    trying = doing.add_parser("test", help=_("send one mail to somebody, to see whether the server takes it"))
    trying.add_argument("to", metavar="ADDRESS")
    trying.set_defaults(run=_test)
    back = doing.add_parser("bounce", help=_("a returned mail, saved as a file (.eml)"))
    back.add_argument("file", type=Path, metavar="FILE")
    back.set_defaults(run=_bounce)
    rating = doing.add_parser("rate", help=_("what a buyer thought of an order"))
    rating.add_argument("order", metavar="ORDER")
    rating.add_argument("rating", type=whole(N_("The rating"), 1, 5), metavar="1-5")
    rating.add_argument("--comment", default="", metavar="TEXT")
    rating.set_defaults(run=_rate)
    for each in (listed, sending, *single, showing, trying, back, rating):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.order) if given.order else None
        found = listing.rows((given.state,) if given.state else (), given.limit, order_id)
        trouble = [text for text in (rounds.server_trouble(), rounds.mailbox_trouble()) if text]
        console.answer({"mails": [asdict(each) for each in found], "counts": listing.counts(), "trouble": trouble},
                       [*(_table(found) if found else [_("There are no mails here.")]), *trouble])  # fmt: skip
    return 0


def _send(given: Namespace, console: Console) -> int:
    from desktop.sync.post import Postman

    with shop.opened(given):
        unlock()
        done = Postman().run_once()
        text = _("{sent} sent, {waiting} wait, {parked} refused, {unsure} in doubt.").format(
            sent=done.sent, waiting=done.waiting, parked=done.parked, unsure=done.unsure
        )
        console.answer(asdict(done), [text, *([done.trouble] if done.trouble else [])])
        return 1 if done.trouble else 0


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(given.id, console)
    return 0


def _retry(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        handling.retry(given.id, address=given.to)
        _told(given.id, console)
    return 0


def _discard(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        handling.discard(given.id)
        _told(given.id, console)
    return 0


def _restore(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        handling.restore(given.id)
        _told(given.id, console)
    return 0


def _arrived(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        handling.arrived(given.id)
        _told(given.id, console)
    return 0


def _preview(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.order)
        shown = messages.preview(Event(given.event), order_id, given.language)
        body = messages.as_chat(Event(given.event), order_id) if given.chat else shown.body
        head = [] if given.chat else [_("To: {address}").format(address=shown.to or "–"),
                                      _("Subject: {subject}").format(subject=shown.subject), ""]  # fmt: skip
        console.answer({**asdict(shown), "body": body}, [*head, *body.splitlines()])
    return 0


def _test(given: Namespace, console: Console) -> int:
    from desktop.sync.trial_mail import send_test

    with shop.opened(given):
        unlock()
        answer = send_test(given.to)
        console.answer({"answer": answer}, [_("The mail server took it: {answer}").format(answer=answer)])
    return 0


def _bounce(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        try:
            data = given.file.read_bytes()
        except OSError as error:
            next_ = N_("Choose a returned mail that was saved as a file.")
            raise BadInput(what=N_("The file"), value=str(given.file), next=next_) from error
        _told(incoming.take_bounce(data).mail_id, console)
    return 0


def _rate(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = reviews.rate(orders.find(given.order), given.rating, given.comment)
        mean = reviews.average(found.courier)
        count = mean.ratings if mean else 0
        text = ngettext("{courier}: {mean} of 5, {count} rating", "{courier}: {mean} of 5, {count} ratings", count)
        text = text.format(courier=found.courier or "–", mean=f"{mean.mean:.1f}" if mean else "–", count=number(count))
        console.answer(asdict(found), [text])
    return 0


def _told(mail_id: int, console: Console) -> None:
    row = listing.row(mail_id)
    console.answer(asdict(row), [*_table([row]), "", row.subject, "", *row.body.splitlines()])


def _table(found: list[MailRow]) -> list[str]:
    return table(
        [_("Mail"), _("Order"), _("To"), _("Subject"), _("State"), _("Tries"), _("When"), _("Reason")],
        [
            (
                str(each.id), f"#{each.number}", each.to_address, each.subject, each.state, str(each.tries),
                day_time(each.created_at), each.reason,
            )
            for each in found
        ],
    )  # fmt: skip
