"""kolli doctor: what is here and what is missing. Exit 1 if something needs a person."""

import platform
import shutil
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

import desktop
from desktop import paths
from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.finding import NOTE, OK, PERSON, Finding
from desktop.i18n import LANGUAGES, _, day_time, number
from desktop.services import database, outbox, printers, printers_now, printing, secrets, settings, stores

_LITTLE_MB, _TOO_LITTLE_MB = 2_000, 300  # room on the disk; a year of a busy shop takes less than the first
_SIGNS = {OK: " ", NOTE: "-", PERSON: "!"}


def declare(parser: ArgumentParser) -> None:
    """What is here, what is missing, what needs a person."""
    parser.add_argument("--bench", action="store_true", help=_("only this bench: may the day begin?"))
    parser.add_argument(
        "--test-pages", action="store_true", help=_("with --bench: a test page on each of its printers")
    )
    parser.add_argument("--can-it-show", action="store_true", help=SUPPRESS)
    parser.set_defaults(run=_doctor)


def _doctor(given: Namespace, console: Console) -> int:
    if given.can_it_show:
        from desktop.ui import platform as qt

        print(qt.answer())
        return 0
    with shop.opened(given) as app:
        findings = list(_bench(app.data, given.test_pages) if given.bench else _look(app.data))
    needs_person = any(each.state == PERSON for each in findings)
    document = {
        "needs_person": needs_person,
        "checks": [{"what": each.what, "state": each.state, "text": each.text} for each in findings],
    }
    verdict = _("Something needs a person; see the lines with !") if needs_person else _("All is well.")
    console.answer(document, [*(f"{_SIGNS[each.state]} {each.what:<12} {each.text}" for each in findings), verdict])
    return 1 if needs_person else 0


def _look(data: Path) -> Iterator[Finding]:
    yield Finding("kolli", OK, f"{desktop.__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield Finding("folder", OK, str(data))
    yield _database()
    yield _room(data)
    yield from _resources()
    yield _qt()
    yield _keys()
    yield from _printing()
    yield from _stores()


def _bench(data: Path, test_pages: bool) -> Iterator[Finding]:
    from desktop.cli import bench_doctor  # with it come the devices

    yield from bench_doctor.look(data)
    if test_pages:
        yield from bench_doctor.try_printers()


def _database() -> Finding:
    found = database.condition()
    if found.faults:
        reason = _("The database is damaged: {fault}. Keep the file and restore the newest good backup.")
        return Finding("database", PERSON, reason.format(fault=found.faults[0]))
    text = _("{kind} is whole: {orders} orders, version {version} of {known}.").format(
        kind=found.kind, orders=number(found.orders), version=found.version, known=found.known_version
    )
    return Finding("database", OK, text)


def _room(data: Path) -> Finding:
    free_mb = shutil.disk_usage(data).free // 1_000_000
    text = _("{free} MB are free.").format(free=number(free_mb))
    if free_mb < _TOO_LITTLE_MB:
        return Finding("disk", PERSON, text + " " + _("Make room before the shop stops."))
    return Finding("disk", NOTE if free_mb < _LITTLE_MB else OK, text)


def _resources() -> Iterator[Finding]:
    here = paths.resources()
    fonts = sorted(file.stem for file in (here / "fonts").rglob("*.ttf"))
    if fonts:
        yield Finding("fonts", OK, _("{count} font files are here.").format(count=len(fonts)))
    else:
        yield Finding("fonts", PERSON, _("The fonts are missing in {place}. Install Kolli again.").format(place=here))
    missing = [code for code in LANGUAGES if code != "en" and not _has_language(here, code)]
    if missing:
        yield Finding("languages", PERSON, _("Translations are missing: {languages}. Install Kolli again.").format(
            languages=", ".join(missing)))  # fmt: skip
    else:
        yield Finding("languages", OK, ", ".join(LANGUAGES.values()))


def _has_language(here: Path, code: str) -> bool:
    return any((here / "i18n" / f"{code}{end}").is_file() for end in (".mo", ".po"))


def _qt() -> Finding:
    from desktop.ui import platform as qt

    said = qt.look()
    if said["fault"]:
        # A computer without a display may be meant so: every command and the tour work there.
        text = _("No window can be shown here ({reason}). Commands and the tour work without.")
        return Finding("window", NOTE, text.format(reason=said["fault"]))
    return Finding("window", OK, f"Qt {said['version']}, {said['platform']}")


def _keys() -> Finding:
    if secrets.place() is secrets.Place.KEYRING:
        return Finding("keys", OK, _("The system's keyring keeps them."))
    text = _("There is no keyring here: keys are kept in a file that a password opens (KOLLI_SECRETS_PASSWORD).")
    locked = secrets.is_locked() and bool(stores.active())
    return Finding("keys", PERSON if locked else NOTE, text)


def _printing() -> Iterator[Finding]:
    troubled = printing.jobs(limit=1000, states=("failed", "unsure"))
    waiting = len(printing.jobs(limit=1000, states=("queued", "sending")))
    if troubled:
        text = _("{count} papers did not come out, the newest: {title} ({reason}).")
        newest = troubled[0]
        yield Finding("papers", PERSON, text.format(count=len(troubled), title=newest.title, reason=newest.reason))
    else:
        yield Finding("papers", OK, _("{count} papers wait.").format(count=waiting))
    rows = printers.every(settings.bench().name)
    for kinds, reason in printers_now.look(printers_now.ask(rows)).missing if rows else ():
        yield Finding("printer", PERSON, f"{', '.join(kinds)}: {reason}")


def _stores() -> Iterator[Finding]:
    found = stores.active()
    if not found:
        yield Finding("stores", NOTE, _("No store is connected."))
    for each in found:
        if each.fault:
            yield Finding("store", PERSON, f"{each.name}: {each.fault}")
        elif each.last_contact is None:
            yield Finding("store", NOTE, _("{store} has not answered yet.").format(store=each.name))
        else:
            text = _("{store} answered last {when}.")
            yield Finding("store", OK, text.format(store=each.name, when=day_time(each.last_contact)))
    parked = outbox.counts().get("parked", 0)
    if parked:
        yield Finding("outbox", PERSON, _("{count} messages are parked; see kolli outbox.").format(count=parked))
