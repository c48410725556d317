"""kolli store add, change, test, list, and kolli sync. Keys come by prompt, environment, file; they are never shown."""

import getpass
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import shop, store_change, store_entry
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of
from desktop.domain.telling import WORDS, restocking
from desktop.i18n import N_, _, day_time
from desktop.services import secrets, stores
from desktop.services.stores import StoreRow
from desktop.sync.address import Line, line_to
from desktop.sync.fields import Keep, Shape

if TYPE_CHECKING:
    from desktop.sync.connector import Step
    from desktop.sync.examine import Examined
    from desktop.sync.worker import Report


def declare(parser: ArgumentParser) -> None:
    """Online stores: connect one, test one, list them."""
    doing = parser.add_subparsers(required=True, metavar="add|change|test|list|kinds")
    adding = doing.add_parser(
        "add",
        help=_("connect a store; it is tested first"),
        description=_(
            "Keys come from KOLLI_STORE_KEY, KOLLI_STORE_SECRET and the like, from --key-file, or are asked for."
            " kolli store kinds says what each kind asks for."
        ),
    )
    adding.add_argument("name", metavar="NAME", help=_("what you call it"))
    adding.add_argument("url", metavar="URL", help=_("its address, as the browser shows it; of a folder its path"))
    adding.add_argument("--kind", default="woocommerce", metavar="KIND")
    adding.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=_("what this kind asks for"))
    adding.add_argument(
        "--tell",
        action="append",
        default=[],
        metavar="WORD=STATUS",
        help=_("by which of its statuses the store is told: {words}").format(words=", ".join(WORDS)),
    )
    adding.add_argument("--key-file", type=Path, metavar="FILE", help=_("a line each: key, secret"))
    adding.add_argument("--ca-file", default="", metavar="FILE", help=_("your own certificate authority"))
    adding.add_argument("--plain-http", action="store_true", help=_("allow an address without encryption"))
    adding.add_argument("--untested", action="store_true", help=_("keep it even if it cannot be reached now"))
    adding.set_defaults(run=_add)
    testing = doing.add_parser("test", help=_("say step by step what works"))
    testing.add_argument("name", metavar="NAME")
    testing.set_defaults(run=_test)
    listing = doing.add_parser("list", help=_("the stores, and when they last answered"))
    listing.set_defaults(run=_list)
    kinds = doing.add_parser("kinds", help=_("the kinds of store, and what each asks for"))
    kinds.set_defaults(run=_kinds)
    changing = doing.add_parser("change", help=_("its name, its address, its stock, its mails, its statuses"))
    store_change.declare(changing)
    for each in (adding, changing, testing, listing, kinds):
        add_everywhere(each)


def declare_sync(parser: ArgumentParser) -> None:
    """Tell the stores what waits, and read what changed."""
    parser.add_argument("--once", action="store_true", help=_("one round, then end"))
    parser.add_argument("--store", metavar="NAME", help=_("this store only"))
    parser.set_defaults(run=_sync)


def _add(given: Namespace, console: Console) -> int:
    from desktop.sync.connectors import CONNECTORS
    from desktop.sync.examine import Examined, examine

    kind = one_of(N_("The kind of store"), CONNECTORS)(given.kind)
    fields = CONNECTORS[kind].FIELDS
    chosen = store_entry.settings_of(fields, given.set)
    told = {**CONNECTORS[kind].STATUS_MAP, **store_entry.told(given.tell)}
    url = given.url
    if any(field.keep is Keep.ADDRESS and field.shape is Shape.FOLDER for field in fields):
        url = str(Path(url).expanduser().absolute())
    with shop.opened(given):
        keys = store_entry.keys_of(fields, chosen, given.key_file)
        settings: dict[str, object] = {
            **chosen, "status_map": told, "ca_file": given.ca_file or chosen.get("ca_file", ""),
            "plain_http": given.plain_http,
        }  # fmt: skip
        found = Examined(()) if given.untested else examine(kind, url, settings, keys)
        if not given.untested and not found.passed:
            console.answer({"store": None, **_steps(found.steps)}, _step_lines(found.steps, url))
            console.say(_("The store was not connected."))
            return 1
        silent = _silence(settings, told, found, store_entry.told(given.tell))
        unlock()
        row = stores.add(kind, given.name, url, settings, keys)
        said = [_("“{word}” is not told: {status} would put the goods back.").format(word=_(WORDS[word]), status=status)
                for word, status in silent]  # fmt: skip
        connected = _("{store} is connected. Type kolli sync to read it.").format(store=row.name)
        console.answer(
            {"store": _store(row), **_steps(found.steps), "not_told": [word for word, _status in silent]},
            [*_step_lines(found.steps, url), *said, connected],
        )
    return 0


def _silence(
    settings: dict[str, object], told: dict[str, str], found: "Examined", wished: dict[str, str]
) -> list[tuple[str, str]]:
    """Keep what the store says of itself. A usual status that puts goods back is told to nobody; one that somebody
    wished for is refused by what keeps the store.
    """
    if found.facts is None:
        return []
    facts = found.facts
    settings |= {
        "statuses": [list(one) for one in facts.statuses], "known": dict(found.known),
        "restocks_on": sorted(facts.restocks_on), "mails_on": sorted(facts.mails_on),
    }  # fmt: skip
    names = dict(facts.statuses)
    silent = [word for word in restocking(told, facts.restocks_on) if word not in wished]
    settings["status_map"] = {**told, **dict.fromkeys(silent, "")}
    return [(word, names.get(told[word], told[word])) for word in silent]


def _kinds(given: Namespace, console: Console) -> int:
    from desktop.sync.connectors import CONNECTORS

    found = [
        {"kind": kind, "name": each.NAME, "fields": [store_entry.described(field) for field in each.FIELDS]}
        for kind, each in CONNECTORS.items()
    ]
    rows = [
        (kind, field.name, _(field.label), ", ".join(choice for choice, _text in field.choices))
        for kind, each in CONNECTORS.items()
        for field in each.FIELDS
    ]
    console.answer({"kinds": found}, table([_("Kind"), _("Field"), _("What it is"), _("Choices")], rows))
    return 0


def _test(given: Namespace, console: Console) -> int:
    from desktop.sync.connect import connect

    with shop.opened(given):
        row = stores.named(given.name)
        unlock()
        connector = connect(row)
        try:
            steps = connector.test()
        finally:
            connector.close()
        console.answer({"store": _store(row), **_steps(steps)}, _step_lines(steps, row.url))
    return 0 if all(step.passed for step in steps) else 1


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = stores.every()
        console.answer(
            {"stores": [_store(each) for each in found]},
            table(
                [_("Store"), _("Kind"), _("Address"), _("Last contact"), _("State")],
                [
                    (
                        each.name, each.kind, each.url, day_time(each.last_contact) if each.last_contact else "",
                        each.fault or (_("on") if each.active else _("off")),
                    )
                    for each in found
                ],
            ),
        )  # fmt: skip
    return 0


def _sync(given: Namespace, console: Console) -> int:
    from desktop.sync.post import Postman
    from desktop.sync.worker import Worker

    with shop.opened(given) as app:
        rows = [stores.named(given.store)] if given.store else stores.active()
        if rows:
            unlock()
        if given.once:
            reports = Worker().run_once(rows)
            console.answer({"stores": [asdict(each) for each in reports]}, _reports(reports))
            return 0 if all(not each.error for each in reports) else 1
        app.run(Worker(at_end=app.leave_thread).start)
        app.run(Postman(at_end=app.leave_thread).start)
        console.say(_("Syncing; Ctrl+C ends it."))
        threading.Event().wait()
    return 0


def unlock() -> None:
    """Ask for the password of the keys where there is no keyring and somebody to ask."""
    if secrets.is_locked() and sys.stdin is not None and sys.stdin.isatty():
        secrets.unlock(getpass.getpass(_("Password for keys: ")))


def _store(row: StoreRow) -> dict[str, object]:
    return {
        "id": row.id, "name": row.name, "kind": row.kind, "url": row.url, "active": row.active, "fault": row.fault,
        "last_contact": row.last_contact, "skew_s": row.skew_s,
    }  # fmt: skip


def _steps(steps: "Sequence[Step]") -> dict[str, object]:
    return {
        "steps": [
            {"step": step.check.name.lower(), "passed": step.passed, "reason": step.error.say() if step.error else ""}
            for step in steps
        ]
    }


def _step_lines(steps: "Sequence[Step]", url: str) -> list[str]:
    return [
        _("{step}: no. {reason}").format(step=_(step.check.value), reason=step.error.say()) if step.error is not None
        else _passed(step, url)
        for step in steps
    ]  # fmt: skip


def _passed(step: "Step", url: str) -> str:
    line = line_to(url)
    if step.check.name == "SECURE" and line is not Line.ENCRYPTED:
        return _(line.value)
    return _("{step}: yes").format(step=_(step.check.value))


def _reports(reports: "list[Report]") -> list[str]:
    told = [
        _("{store}: {confirmed} told, {parked} parked, {new} new orders, {changed} changed. {error}").format(
            store=each.store, confirmed=each.tally.confirmed, parked=each.tally.parked, new=each.tally.orders_new,
            changed=each.tally.orders_changed, error=each.error,
        ).strip()
        for each in reports
    ]  # fmt: skip
    told += [f"{each.store}: {sentence}" for each in reports for sentence in each.tally.refused]
    return told or [_("No store is connected. Type kolli store add --help.")]
