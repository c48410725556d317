"""kolli outbox ask | answer: before many notices go out, their owner is asked once."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.words import add_everywhere, one_of
from desktop.i18n import N_, _, day_time, ngettext
from desktop.services import outbox, stores
from desktop.services.outbox import Answer, Question


def declare(doing: Any) -> None:
    """Add the two words to those of `kolli outbox`."""
    asking = doing.add_parser("ask", help=_("what you must say before customers are written to"))
    asking.set_defaults(run=_ask)
    answering = doing.add_parser("answer", help=_("say what becomes of the notices of a store"))
    answering.add_argument("store", metavar="STORE", help=_("its name"))
    answering.add_argument("choice", type=one_of(N_("The answer"), tuple(each.value for each in Answer)),
                           metavar="|".join(Answer))  # fmt: skip
    answering.set_defaults(run=_answer)
    for each in (asking, answering):
        add_everywhere(each)


def _ask(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = [asked for row in stores.every() if (asked := outbox.question(row.id)) is not None]
        lines = [_said(each) for each in found]
        console.answer({"questions": [asdict(each) for each in found]}, lines or [_("Nothing is asked.")])
    return 0


def _answer(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        store = stores.named(given.store)
        going = outbox.answer(store.id, Answer(given.choice))
        parked = outbox.counts(store.id).get("parked", 0)
        console.answer(
            {"store": store.name, "going": going, "parked": parked},
            [_("{store}: {going} go out now, {parked} wait for you.").format(
                store=store.name, going=going, parked=parked)],
        )  # fmt: skip
    return 0


def _said(asked: Question) -> str:
    return ngettext(
        "{store}: {count} message waits since {time} that mails a customer; type kolli outbox answer.",
        "{store}: {count} messages wait since {time}, each of which mails a customer; type kolli outbox answer.",
        asked.count,
    ).format(store=asked.store, count=asked.count, time=day_time(asked.oldest))
