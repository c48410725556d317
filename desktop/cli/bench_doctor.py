"""kolli doctor --bench: whether this bench can begin the day. All is asked at once; it takes a minute at most."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.cli.finding import NOTE, OK, PERSON, Finding
from desktop.devices import DRIVERS, scales
from desktop.devices import scanners as lines
from desktop.devices.device import Condition, State
from desktop.domain.errors import KolliError
from desktop.i18n import _, number
from desktop.services import bench_check, bench_devices, printers, printers_now, printing, scanners, settings
from desktop.services.printers import PrinterRow

T = TypeVar("T")
_LONGEST_S = 15.0  # for one device; all are asked side by side
_TEST_S = 8.0  # for a test page; a printer that is ready takes two
_LITTLE_MB = 1_000
_SKEW_S = 120  # above it, promises of the hour are told wrong


def look(data: Path) -> Iterator[Finding]:
    """Scanner, printers, sound, scale, clock, disk, backup, sync: in the order in which a person walks past them."""
    bench = settings.bench()
    rows = printers.every(bench.name)
    chosen = bench_devices.read()
    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="kolli-look")
    try:
        ports = pool.submit(lines.ports)
        asked = [(row, pool.submit(partial(_condition, row))) for row in rows]
        sound = pool.submit(_sound) if bench.sounds else None
        weighed = pool.submit(partial(_weighed, bench_devices.scale_settings(chosen))) if chosen.scale else None
        yield from _scanners(bench.name, ports)
        yield from _printers(asked)
        yield _heard(sound, bench.volume)
        yield _scale(weighed)
        yield from _clock()
        yield _disk(data)
        yield _backup()
        yield from _sync()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _scanners(bench: str, ports: Future[list[lines.Port]]) -> Iterator[Finding]:
    learned = scanners.profile(bench)
    if learned.lost:
        text = _("These signs of the scanner never arrive: {signs}. Calibrate it under Settings.")
        yield Finding("scanner", PERSON, text.format(signs=learned.lost))
    elif learned.pace_ms:
        pace = f"{learned.pace_ms:.0f}"
        yield Finding("scanner", OK, _("A scanner that types is known, {pace} ms a sign.").format(pace=pace))
    there = _within(ports) or []
    known = [row for row in scanners.every(bench) if row.on]
    for row in known:
        if any(port.device == row.port or (row.usb and port.usb == row.usb) for port in there):
            yield Finding("scanner", OK, _("{name} hangs on {port}.").format(name=row.name, port=row.port))
        else:
            text = _("{name} is not on its line {port}. Look at its cable.")
            yield Finding("scanner", PERSON, text.format(name=row.name, port=row.port))
    if not known and not learned.pace_ms:
        yield Finding("scanner", NOTE, _("No scan has been seen here yet. Scan the command card in Kolli."))


def _printers(asked: list[tuple[PrinterRow, "Future[Condition]"]]) -> Iterator[Finding]:
    for row, waiting in asked:
        told = _within(waiting)
        if told is None:
            yield Finding("printer", PERSON, _("{printer} does not answer.").format(printer=row.name))
        elif told.state in (State.READY, State.BUSY):
            yield Finding("printer", OK, _("{printer} is ready.").format(printer=row.name))
        elif told.state is State.UNKNOWN:
            text = _("{printer} cannot say how it is. Print its test page.")
            yield Finding("printer", NOTE, text.format(printer=row.name))
        else:
            text = _("{printer} needs a look: {reason}")
            yield Finding("printer", PERSON, text.format(printer=row.name, reason=told.reason or told.state.value))
    answers = {row.name: condition for row, waiting in asked if (condition := _within(waiting)) is not None}
    named = {condition.reason for condition in answers.values()}
    for kinds, reason in printers_now.look(answers).missing:
        if reason not in named:  # no printer is chosen, or other paper lies in it
            yield Finding("printer", PERSON, f"{', '.join(kinds)}: {reason}")


def try_printers() -> Iterator[Finding]:
    """A test page on each printer of this bench, and whether it came out."""
    from desktop.services import print_room  # draws

    for row in printers.every(settings.bench().name):
        before = max((job.id for job in printing.jobs(limit=1)), default=0)
        printing.queue_test(row.name)
        print_room.print_now(row, wait_s=_TEST_S)
        job = next(job for job in printing.jobs(limit=50) if job.id > before and job.printer == row.name)
        if job.state == "done":
            yield Finding("test page", OK, _("{printer}: it came out.").format(printer=row.name))
        elif job.state == "sent":
            yield Finding("test page", NOTE, _("{printer} has it. Look whether it came out.").format(printer=row.name))
        else:
            text = _("{printer}: it did not come out. {reason}").format(printer=row.name, reason=job.reason).strip()
            if job.state == "queued":
                printing.cancel(job.id)  # it was a test: nobody wants it in an hour
            yield Finding("test page", PERSON, text)


def _heard(waiting: "Future[str] | None", volume: int) -> Finding:
    if waiting is None:
        return Finding("sound", NOTE, _("This bench is silent: sounds are switched off."))
    device = _within(waiting)
    if not device:
        return Finding("sound", PERSON, _("No loudspeaker can be used. Only the screen says right and wrong."))
    text = _("{device}, volume {volume} %.")
    if volume < 20:
        return Finding("sound", PERSON, text.format(device=device, volume=volume) + " " + _("That is hardly heard."))
    return Finding("sound", OK, text.format(device=device, volume=volume))


def _scale(waiting: "Future[scales.Reading] | None") -> Finding:
    if waiting is None:
        needed = settings.rules().weigh == "required"
        text = _("Each parcel must be weighed, and no scale is set.") if needed else _("No scale is set.")
        return Finding("scale", PERSON if needed else NOTE, text)
    try:
        told = waiting.result(_LONGEST_S)
    except TooLate:
        return Finding("scale", PERSON, _("The scale does not answer."))
    except KolliError as error:
        return Finding("scale", PERSON, error.say())
    if told.trouble:
        return Finding("scale", PERSON, _("The scale says that something is wrong."))
    text = _("It shows {weight} g.").format(weight=number(round(told.grams)))
    if abs(told.grams) >= 5:
        return Finding("scale", PERSON, text + " " + _("Empty it and set it to zero."))
    return Finding("scale", OK, text)


def _clock() -> Iterator[Finding]:
    told = bench_check.clock()
    if told.behind_s:
        text = _("The clock is {minutes} minutes behind what was written here last. Set it.")
        yield Finding("clock", PERSON, text.format(minutes=number(told.behind_s // 60 + 1)))
    for store, skew_s in told.skews:
        if abs(skew_s) > _SKEW_S:
            text = _("The clock differs from {store}'s by {minutes} minutes. Set it.")
            yield Finding("clock", PERSON, text.format(store=store, minutes=number(round(abs(skew_s) / 60))))
    if not told.behind_s and all(abs(skew_s) <= _SKEW_S for _store, skew_s in told.skews):
        yield Finding("clock", OK, told.now)


def _disk(data: Path) -> Finding:
    free_mb = shutil.disk_usage(data).free // 1_000_000
    text = _("{free} MB are free.").format(free=number(free_mb))
    return Finding("disk", OK if free_mb >= _LITTLE_MB else PERSON, text)


def _backup() -> Finding:
    newest = bench_check.newest_copy()
    if newest is None:
        return Finding("backup", NOTE, _("No copy of this shop is known. Copy its folder to another disk today."))
    days, name = newest
    text = _("The newest copy is {days} days old: {name}.").format(days=number(days), name=name)
    return Finding("backup", OK if days <= 1 else NOTE, text)


def _sync() -> Iterator[Finding]:
    for told in bench_check.stores_now():
        if told.fault:
            yield Finding("sync", PERSON, f"{told.name}: {told.fault}")
        elif told.quiet_min is None:
            yield Finding("sync", NOTE, _("{store} has not answered yet.").format(store=told.name))
        elif told.quiet_min > 30:
            text = _("{store} answered last {minutes} minutes ago.")
            yield Finding("sync", NOTE, text.format(store=told.name, minutes=number(told.quiet_min)))
        else:
            yield Finding("sync", OK, _("{store} answers.").format(store=told.name))
    waiting, parked = bench_check.messages()
    if parked:
        yield Finding("sync", PERSON, _("{count} messages are parked; see kolli outbox.").format(count=parked))
    else:
        yield Finding("sync", OK, _("{count} messages wait.").format(count=number(waiting)))


def _condition(row: PrinterRow) -> Condition:
    return DRIVERS[row.driver](row.name, row.dpi, row.settings).condition()


def _sound() -> str:
    """The name of the loudspeaker that sounds go to, "" for none; a moment of silence is really played."""
    from desktop.ui import audio  # no Qt in it

    # The system's own library tells the terminal what it did not find: we say it in one sentence.
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        return audio.loudspeaker()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _weighed(chosen: dict[str, object]) -> scales.Reading:
    scale = scales.made(chosen)
    if scale is None:
        raise scales.ScaleAway(reason=_("none is set."))
    try:
        return scale.read()
    finally:
        scale.close()


def _within(waiting: "Future[T]") -> T | None:
    """What it answered; None where it took too long or failed."""
    try:
        return waiting.result(_LONGEST_S)
    except (TooLate, KolliError, OSError, RuntimeError):
        return None
