"""kolli store add | test | list, and kolli sync. Keys come by prompt, environment or file, and are never shown."""

import getpass
import json
import os
import sys
import threading
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of
from desktop.domain.errors import BadInput
from desktop.i18n import N_, _, day_time
from desktop.services import secrets, stores
from desktop.services.stores import StoreRow

if TYPE_CHECKING:
    from desktop.sync.connector import Step
    from desktop.sync.worker import Report

_KEY, _SECRET = "KOLLI_STORE_KEY", "KOLLI_STORE_SECRET"


def declare(parser: ArgumentParser) -> None:
    """Online stores: connect one, test one, list them."""
    doing = parser.add_subparsers(required=True, metavar="add|test|list")
    adding = doing.add_parser(
        "add",
        help=_("connect a store; it is tested first"),
        description=_("The key comes from KOLLI_STORE_KEY and KOLLI_STORE_SECRET, from --key-file, or is asked for."),
    )
    adding.add_argument("name", metavar="NAME", help=_("what you call it"))
    adding.add_argument("url", metavar="URL", help=_("its address, as the browser shows it"))
    adding.add_argument("--kind", default="woocommerce", metavar="KIND")
    adding.add_argument("--key-file", type=Path, metavar="FILE", help=_("two lines: key, secret"))
    adding.add_argument("--ca-file", default="", metavar="FILE", help=_("your own certificate authority"))
    adding.add_argument("--plain-http", action="store_true", help=_("allow an address without encryption"))
    adding.add_argument("--untested", action="store_true", help=_("keep it even if it cannot be reached now"))
    adding.set_defaults(run=_add)
    testing = doing.add_parser("test", help=_("say step by step what works"))
    testing.add_argument("name", metavar="NAME")
    testing.set_defaults(run=_test)
    listing = doing.add_parser("list", help=_("the stores, and when they last answered"))
    listing.set_defaults(run=_list)
    for each in (adding, testing, listing):
        add_everywhere(each)


def declare_sync(parser: ArgumentParser) -> None:
    """Tell the stores what waits, and read what changed."""
    parser.add_argument("--once", action="store_true", help=_("one round, then end"))
    parser.add_argument("--store", metavar="NAME", help=_("this store only"))
    parser.set_defaults(run=_sync)


def _add(given: Namespace, console: Console) -> int:
    from desktop.sync.connect import account
    from desktop.sync.connectors import CONNECTORS
    from desktop.sync.fields import Keep, Shape

    kind = one_of(N_("The kind of store"), CONNECTORS)(given.kind)
    with shop.opened(given):
        keys = _keys(given.key_file) if any(own.keep is Keep.KEYRING for own in CONNECTORS[kind].FIELDS) else {}
        if any(own.shape is Shape.FOLDER and own.keep is Keep.ADDRESS for own in CONNECTORS[kind].FIELDS):
            given.url = str(Path(given.url).expanduser().absolute())  # as it is seen from here
        settings = {
            "status_map": dict(CONNECTORS[kind].STATUS_MAP), "ca_file": given.ca_file, "plain_http": given.plain_http,
        }  # fmt: skip
        steps: list[Step] = []
        if not given.untested:
            connector = CONNECTORS[kind](account(given.url, settings, keys))
            try:
                steps = connector.test()
            finally:
                connector.close()
        if any(not step.passed for step in steps):
            console.answer({"store": None, **_steps(steps)}, _step_lines(steps))
            console.say(_("The store was not connected."))
            return 1
        unlock()
        row = stores.add(kind, given.name, given.url, settings, keys)
        console.answer(
            {"store": _store(row), **_steps(steps)},
            [*_step_lines(steps), _("{store} is connected. Type kolli sync to read it.").format(store=row.name)],
        )
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
        console.answer({"store": _store(row), **_steps(steps)}, _step_lines(steps))
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
        console.say(_("Syncing; Ctrl+C ends it."))
        threading.Event().wait()
    return 0


def _keys(file: Path | None) -> dict[str, str]:
    """Key and secret, from where they were put; never from the command line, where others could read them.

    Raises:
        BadInput: they are nowhere, or the file does not hold two lines.
    """
    if file is not None:
        return _keys_of(file)
    if os.environ.get(_KEY) and os.environ.get(_SECRET):
        return {"key": os.environ[_KEY], "secret": os.environ[_SECRET]}
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadInput(what=N_("The store's key"), value="",
                       next=N_("Set KOLLI_STORE_KEY and KOLLI_STORE_SECRET, or give --key-file."))  # fmt: skip
    return {"key": getpass.getpass(_("Key (ck_...): ")), "secret": getpass.getpass(_("Secret (cs_...): "))}


def _keys_of(file: Path) -> dict[str, str]:
    from desktop.formats.detect import unreadable

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError:
        text = ""
    try:
        held = json.loads(text)
        found = [str(held["key"]), str(held["secret"])]
    except (ValueError, KeyError, TypeError):
        found = text.split()
    if len(found) != 2:
        raise BadInput(
            what=N_("The file of keys"), value=file.name, next=N_("Write the key and the secret, a line each.")
        )
    return {"key": found[0], "secret": found[1]}


def unlock() -> None:
    """Ask for the password of the keys where there is no keyring and somebody to ask."""
    if secrets.is_locked() and sys.stdin is not None and sys.stdin.isatty():
        secrets.unlock(getpass.getpass(_("Password for keys: ")))


def _store(row: StoreRow) -> dict[str, object]:
    return {
        "id": row.id, "name": row.name, "kind": row.kind, "url": row.url, "active": row.active, "fault": row.fault,
        "last_contact": row.last_contact, "skew_s": row.skew_s,
    }  # fmt: skip


def _steps(steps: "list[Step]") -> dict[str, object]:
    return {
        "steps": [
            {"step": step.check.name.lower(), "passed": step.passed, "reason": step.error.say() if step.error else ""}
            for step in steps
        ]
    }


def _step_lines(steps: "list[Step]") -> list[str]:
    return [
        _("{step}: yes").format(step=_(step.check.value)) if step.error is None
        else _("{step}: no. {reason}").format(step=_(step.check.value), reason=step.error.say())
        for step in steps
    ]  # fmt: skip


def _reports(reports: "list[Report]") -> list[str]:
    told = [
        _("{store}: {confirmed} told, {parked} parked, {new} new orders, {changed} changed. {error}").format(
            store=each.store, confirmed=each.tally.confirmed, parked=each.tally.parked, new=each.tally.orders_new,
            changed=each.tally.orders_changed, error=each.error,
        ).strip()
        for each in reports
    ]  # fmt: skip
    return told or [_("No store is connected. Type kolli store add --help.")]
