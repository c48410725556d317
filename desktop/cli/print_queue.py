"""kolli queue list | again | cancel | came-out | move | hold | resume | now: what is printed, and what waits."""

from argparse import ArgumentParser, Namespace

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import WrongUsage, add_everywhere, one_of, whole
from desktop.domain.errors import NotFound
from desktop.i18n import N_, _, day_time
from desktop.services import print_batches, print_routes, printers, printing, settings
from desktop.services.printing import Job

_STATES = ("queued", "sending", "sent", "done", "failed", "unsure", "cancelled", "reprinted")


def declare(parser: ArgumentParser) -> None:
    """What waits for a printer, what came out, and what nobody knows of."""
    parser.set_defaults(run=_list, state=None, limit=100)
    doing = parser.add_subparsers(metavar="list|again|cancel|came-out|move|hold|resume|now")
    listing = doing.add_parser("list", help=_("papers, the newest first"))
    listing.add_argument("--state", type=one_of(N_("The state"), _STATES), metavar="STATE", help=", ".join(_STATES))
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, 10_000), default=100, metavar="N")
    listing.set_defaults(run=_list)
    again = doing.add_parser("again", help=_("print a paper once more; what may have come out is marked as a copy"))
    again.set_defaults(run=_again)
    cancel = doing.add_parser("cancel", help=_("take a waiting paper, or all that waits of a batch, off the queue"))
    cancel.add_argument("--batch", action="store_true", help=_("ID is the number of a batch"))
    cancel.set_defaults(run=_cancel)
    out = doing.add_parser("came-out", help=_("a doubtful paper came out after all"))
    out.set_defaults(run=_came_out)
    for each in (again, cancel, out):
        each.add_argument("id", type=whole(N_("The paper's number"), 1, 999_999_999), metavar="ID")
    moving = doing.add_parser("move", help=_("let waiting papers come out of another printer"))
    moving.add_argument("ids", nargs="*", type=whole(N_("The paper's number"), 1, 999_999_999), metavar="ID")
    moving.add_argument("--from", dest="source", default="", metavar="NAME", help=_("all that waits for this printer"))
    moving.add_argument("--to", dest="target", required=True, metavar="NAME")
    moving.set_defaults(run=_move)
    holding = doing.add_parser("hold", help=_("let nothing come out of a printer until it is resumed"))
    holding.set_defaults(run=_hold, held=True)
    resuming = doing.add_parser("resume", help=_("let a held printer go on"))
    resuming.set_defaults(run=_hold, held=False)
    for each in (holding, resuming):
        each.add_argument("printer", metavar="NAME")
    now = doing.add_parser("now", help=_("print what waits, without a window"))
    now.add_argument("printer", nargs="?", default="", metavar="NAME")
    now.set_defaults(run=_now)
    for each in (listing, again, cancel, out, moving, holding, resuming, now):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = printing.jobs(given.limit, (given.state,) if given.state else ())
        going = print_batches.going(settings.bench().name)
        document = {
            "papers": [_paper(job) for job in found],
            "batches": [
                {"id": one.id, "kind": one.kind, "done": one.done, "failed": one.failed, "left": one.left}
                for one in going
            ],
            "held": [row.name for row in printers.every() if row.held],
        }
        console.answer(document, _table(found))
    return 0


def _again(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _told(printing.again(given.id), console)
    return 0


def _cancel(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        if given.batch:
            left = print_batches.cancel(given.id)
            words = _("{done} came out, {dropped} are dropped, {left} are at the printer.")
            said = words.format(done=left.done, dropped=left.cancelled, left=left.left)
            document = {"batch": left.id, "done": left.done, "cancelled": left.cancelled, "left": left.left}
            console.answer(document, [said])
        else:
            printing.cancel(given.id)
            _told(given.id, console)
    return 0


def _came_out(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        printing.came_out(given.id)
        _told(given.id, console)
    return 0


def _move(given: Namespace, console: Console) -> int:
    if bool(given.ids) == bool(given.source):
        what = _("One of {given} is missing.").format(given="ID, --from")
        raise WrongUsage(what=what, help="kolli queue move --help")
    with shop.opened(given):
        if given.source:
            _require(given.source)
            moved = print_routes.move(given.source, given.target, settings.bench().name)
        else:
            for job_id in given.ids:
                print_routes.move_job(job_id, given.target)
            moved = len(given.ids)
        words = _("{count} papers wait for {printer} now.").format(count=moved, printer=given.target)
        console.answer({"moved": moved, "printer": given.target}, [words])
    return 0


def _hold(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        printers.hold(given.printer, held=given.held)
        words = _("{printer} is held.") if given.held else _("{printer} goes on.")
        document = {"printer": given.printer, "held": given.held}
        console.answer(document, [words.format(printer=given.printer)])
    return 0


def _now(given: Namespace, console: Console) -> int:
    from desktop.services import print_room

    with shop.opened(given):
        if given.printer:
            _require(given.printer)
        rows = [row for row in printers.every(settings.bench().name) if given.printer in ("", row.name)]
        waited = [row for row in rows if not row.held and print_room.has_work(row.name)]
        done = [job for row in waited for job in print_room.print_now(row)]
        waits = printing.jobs(1000, ("queued",))
        document = {"papers": [_paper(job) for job in done], "waiting": [_paper(job) for job in waits]}
        console.answer(document, _table([*done, *waits]))
        for reason in dict.fromkeys(job.reason for job in (*done, *waits) if job.reason):
            console.say(reason)
    return 1 if any(job.state in ("failed", "unsure", "queued") for job in (*done, *waits)) else 0


def _require(name: str) -> None:
    if not any(row.name == name for row in printers.every()):
        raise NotFound(what=N_("printer"), ref=name)


def _told(job_id: int, console: Console) -> None:
    job = printing.get(job_id)
    console.answer(_paper(job), _table([job]))


def _paper(job: Job) -> dict[str, object]:
    return {
        "id": job.id, "kind": job.kind, "title": job.title, "printer": job.printer, "state": job.state,
        "copy": job.copy, "reason": job.reason, "reprint_of": job.reprint_of, "batch": job.batch_id, "bench": job.bench,
    }  # fmt: skip


def _table(found: list[Job]) -> list[str]:
    zone = settings.shop().zone
    heads = [_("No."), _("Paper"), _("Of"), _("Printer"), _("State"), _("When"), _("Reason")]
    return table(
        heads,
        [
            (str(job.id), job.kind, job.title, job.printer, job.state, day_time(job.queued_at, zone=zone), job.reason)
            for job in found
        ],
    )
