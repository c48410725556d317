"""kolli calibrate: where a printer puts its pages, from what was measured or scanned of them. It runs without Qt."""

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop import paths
from desktop.cli import papers, shop
from desktop.cli.console import Console
from desktop.cli.words import WrongUsage, one_of
from desktop.domain.calibration_target import NAMES
from desktop.domain.errors import BadInput, FolderRefused
from desktop.i18n import N_, _
from desktop.services import calibrating, printers
from desktop.services.calibrating import Result, Standing

_PAGES = {
    ("target", False): calibrating.TARGET, ("target", True): calibrating.TARGET_PROOF,
    ("self-check", False): calibrating.CHECK, ("self-check", True): calibrating.CHECK_PROOF,
}  # fmt: skip


def declare(parser: ArgumentParser) -> None:
    """What a printer does to its pages: print one, say what a ruler or a scanner says of it, correct that."""
    parser.add_argument("printer", metavar="NAME", help=_("the printer, as the settings call it"))
    doing = parser.add_mutually_exclusive_group()
    page = one_of(N_("The page"), ("target", "self-check"))
    doing.add_argument("--print", dest="page", type=page, metavar="target|self-check", help=_("print this page"))
    doing.add_argument(
        "--measured", nargs=len(NAMES), type=_mm, metavar=tuple(NAMES.upper()),
        help=_("what a ruler says of the target, in mm, as it names them; - = not measured"),
    )  # fmt: skip
    doing.add_argument(
        "--scans", type=Path, metavar="FILE", help=_("what was scanned of the self-check, a code a line")
    )
    doing.add_argument("--forget", action="store_true", help=_("correct nothing any more"))
    parser.add_argument("--corrected", action="store_true", help=_("the page is printed with what is known"))
    parser.add_argument("--use", action="store_true", help=_("correct every paper by what is found"))
    parser.add_argument("--paper", default="", metavar="MEDIA", help=_("what lies in the printer, such as 100x150"))
    parser.add_argument("--out", type=Path, metavar="FILE.pdf", help=_("write the page there instead"))
    parser.set_defaults(run=_calibrate)


def _calibrate(given: Namespace, console: Console) -> int:
    with shop.opened(given) as app:
        if not printers.every():
            printers.make_first(paths.documents_folder(app.data))
        if given.paper:
            _use_paper(given)
        if given.page:
            return _print(given, console)
        if given.forget:
            calibrating.forget(given.printer)
        result = _result(given)
        if result is not None and given.use:
            found = None if result.true else result.calibration
            calibrating.keep(given.printer, found, result.least_dots, result.lighter)
        _say(calibrating.standing(given.printer), result, given, console)
        return 1 if result is not None and result.rest is None and not result.least_dots else 0


def _use_paper(given: Namespace) -> None:
    try:
        calibrating.use_paper(given.printer, given.paper)
    except KeyError as error:
        raise BadInput(
            what=N_("The paper"), value=given.paper, next=N_("Give a name such as A4 or 100x150.")
        ) from error


def _result(given: Namespace) -> Result | None:
    if given.measured is not None:
        figures = {name: mm for name, mm in zip(NAMES, given.measured, strict=True) if mm is not None}
        return calibrating.measured(given.printer, figures, corrected=given.corrected)
    if given.scans is not None:
        try:
            texts = given.scans.read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError) as error:
            raise FolderRefused(where=str(given.scans)) from error
        return calibrating.scanned(given.printer, texts)
    if given.use:
        raise WrongUsage(what=_("{given} is missing.").format(given="--measured | --scans"),
                         help="kolli calibrate --help")  # fmt: skip
    return None


def _print(given: Namespace, console: Console) -> int:
    from desktop.services import print_room
    from desktop.services.papers import of_printer  # with it comes ReportLab

    kind, row = _PAGES[given.page, given.corrected], calibrating.printer(given.printer)
    if given.out is not None:
        pdf = of_printer.draw(kind, row, given.lang or "")
        papers.write(given.out, pdf)
        console.answer({"file": str(given.out), "bytes": len(pdf)}, [_("{file} is written.").format(file=given.out)])
        return 0
    calibrating.print_page(row.name, kind)
    jobs = [job for job in print_room.print_now(row) if job.kind == kind]
    failed = [job for job in jobs if job.state not in ("sent", "done", "sending")]
    document = {"printer": row.name, "papers": [{"kind": j.kind, "state": j.state, "reason": j.reason} for j in jobs]}
    console.answer(document, [_("It comes out of {printer}.").format(printer=row.name)] if jobs else [])
    for job in failed:
        console.say(job.reason or _("The paper waits in the queue."))
    return 1 if failed or not jobs else 0


def _say(here: Standing, result: Result | None, given: Namespace, console: Console) -> None:
    from desktop.services.calibrating_words import listed, misprint, sentences, still_open

    document: dict[str, object] = {
        "printer": here.printer.name, "paper": here.media, "calibration": here.calibration.kept(),
        "least_dots": here.least_dots,
    }  # fmt: skip
    lines = []
    if result is not None:
        document["found"] = {
            "calibration": result.calibration.kept() if result.calibration else None,
            "off_mm": round(result.off_mm, 3), "doubt_mm": round(result.doubt_mm, 3), "true": result.true,
            "least_dots": result.least_dots, "lighter": result.lighter,
        }  # fmt: skip
        lines += sentences(result, here.page)
        left = still_open(result.finding, here.page) if given.scans is not None else []
        document["open"] = left
        if left:
            lines.append(_("Still to scan: {places}").format(places=listed(left)))
    known = misprint(here.calibration)
    corrected = _("Corrected now: {what}").format(what="; ".join(known)) if known else _("Nothing is corrected yet.")
    console.answer(document, [*lines, corrected])


def _mm(text: str) -> float | None:
    if text in ("-", ""):
        return None
    if not re.fullmatch(r"[0-9]{1,3}([.,][0-9]{1,3})?", text):
        raise BadInput(what=N_("The distance"), value=text, next=N_("Type millimetres, such as 15.5."))
    return float(text.replace(",", "."))
