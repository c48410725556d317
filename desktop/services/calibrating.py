"""Calibrating a printer: its pages are printed, what was scanned or measured of them is solved, kept and taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop import i18n
from desktop.devices import calibration
from desktop.documents import bars
from desktop.documents.media import MEDIA, named
from desktop.domain import calibration_target, self_check
from desktop.domain.calibration import Calibration, improved
from desktop.domain.errors import NotFound
from desktop.domain.rights import Right
from desktop.domain.self_check import Finding, Layout
from desktop.i18n import N_
from desktop.services import permits, printers, printing
from desktop.services.paper_kinds import PAPERS
from desktop.services.printers import PrinterRow

TARGET, TARGET_PROOF, CHECK, CHECK_PROOF = "calibration-target", "calibration-proof", "self-check", "self-check-proof"
PAGES = (TARGET, TARGET_PROOF, CHECK, CHECK_PROOF)
PROOFS = (TARGET_PROOF, CHECK_PROOF)
TRUE_MM = 0.2  # a page that is corrected to this is as true as folds can tell
_RULER_MM = 0.3  # what a ruler can tell
_LEAST, _MEDIA = "least_dots", "calibrated_on"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a printer."""

    printer: PrinterRow
    calibration: Calibration
    least_dots: int
    media: str
    size: tuple[float, float]  # mm, height 0 = a roll
    page: Layout


@dataclass(frozen=True, slots=True)
class Result:
    """What scans or figures say. `calibration` is the whole one, to be kept; None = too little is known yet.

    `rest` is what was found on the page itself: on a corrected page, what is still wrong. `true`: a corrected page is
    as it should be, and nothing needs to be kept. `lighter`: how many steps less a head should burn, 0 = it is right.
    """

    calibration: Calibration | None
    rest: Calibration | None
    doubt_mm: float
    off_mm: float
    corrected: bool
    true: bool
    least_dots: int
    lighter: int = 0
    finding: Finding | None = None


def printer(name: str) -> PrinterRow:
    """Raises:
    NotFound: there is no such printer.
    """
    found = next((row for row in printers.every() if row.name == name), None)
    if found is None:
        raise NotFound(what=N_("printer"), ref=name)
    return found


def known(name: str) -> Calibration:
    """The calibration of a printer that is kept."""
    return calibration.of(printer(name).settings)


def least_dots(row: PrinterRow) -> int:
    """The narrowest bars that its self-check read, in dots; 0 = it was never checked."""
    kept = row.settings.get(_LEAST)
    return kept if isinstance(kept, int) and 0 < kept < 40 else 0


def medium(row: PrinterRow) -> str:
    """The paper that its pages are printed on: as chosen, else that of the first kind of paper that comes out of it."""
    chosen = row.settings.get(_MEDIA)
    if isinstance(chosen, str) and _is_paper(chosen):
        return chosen
    usual = [row.media(kind) for kind in row.papers if kind in PAPERS]
    return next((_sheet_of(name) for name in usual if _is_paper(name)), "A4")


def media(row: PrinterRow) -> list[str]:
    """The papers that its pages can be printed on: what its kinds of paper use first."""
    usual = [_sheet_of(row.media(kind)) for kind in row.papers if kind in PAPERS and _is_paper(row.media(kind))]
    return list(dict.fromkeys([medium(row), *usual, *(name for name, one in MEDIA.items() if one.cells is None)]))


def standing(name: str) -> Standing:
    """Raises:
    NotFound: there is no such printer.
    """
    row = printer(name)
    paper = named(medium(row))
    page = self_check.layout(paper.width, paper.height, row.dpi)
    return Standing(row, calibration.of(row.settings), least_dots(row), paper.name, paper.size, page)


# Printing


def print_page(name: str, kind: str) -> None:
    """Queue one of the four pages for a printer.

    Raises:
        NotFound: there is no such printer.
    """
    printing.queue_of_printer(kind, printer(name).name)


# What the pages say


def scanned(name: str, texts: Iterable[str]) -> Result:
    """What the codes say that were scanned of a self-check, in whatever order.

    Raises:
        NotFound: there is no such printer.
        OtherPage: a code is none of this printer's page as it is now.
        NotPlausible: the codes fit no printer.
    """
    here = standing(name)
    marked = {self_check.accept(text, here.printer.id, here.calibration) for text in texts}
    corrected = any(mark for mark, _index in marked)
    if len({mark for mark, _index in marked}) > 1:
        raise self_check.OtherPage(why=N_("codes of a plain page and of a corrected one go together badly"))
    found = self_check.find([index for _mark, index in marked], here.page, corrected=corrected)
    least = found.least_dots
    usual = bars.dots(0, here.printer.dpi)
    return _result(here, found.calibration, found.doubt_mm, corrected, least, max(0, least - usual), found)


def measured(name: str, figures: Mapping[str, float], *, corrected: bool = False) -> Result:
    """What a ruler says of a calibration target: {"a": mm, ...} as domain.calibration_target names them.

    Raises:
        NotFound: there is no such printer.
        TooFew, NotPlausible: the figures say nothing, or fit no printer.
    """
    here = standing(name)
    solution = calibration_target.solve(figures, here.size)
    return _result(here, solution.calibration, _RULER_MM, corrected)


def _result(here: Standing, rest: Calibration | None, doubt_mm: float, corrected: bool, least: int = 0,
            lighter: int = 0, finding: Finding | None = None) -> Result:  # fmt: skip
    if rest is None:
        return Result(None, None, 0.0, 0.0, corrected, False, least, lighter, finding)
    width, height = calibration_target.page(here.size)
    off = rest.off_mm(width, height)
    whole = (
        improved(here.calibration, rest, off, doubt_mm)
        if corrected
        else replace(rest, darkness=here.calibration.darkness)
    )
    return Result(
        whole.checked(),
        rest,
        doubt_mm,
        off,
        corrected,
        corrected and off <= max(TRUE_MM, _RULER_MM if finding is None else 0),
        least,
        lighter,
        finding,
    )


# Keeping


def keep(name: str, found: Calibration | None, least: int = 0, lighter: int = 0) -> PrinterRow:
    """Correct every page of this printer from now on; returns the printer as it was, for `put_back`.

    None and 0 leave what is known. `lighter` steps less burn a head that speaks its own language.

    Raises:
        NotFound: there is no such printer.
        NotAllowed: the settings are not this person's.
    """
    row = printer(name)
    new = replace(found, darkness=known(name).darkness) if found else known(name)
    new = replace(new, darkness=max(-15, new.darkness - lighter)).checked()
    settings = {**row.settings, "calibration": new.kept()}
    if least:
        settings[_LEAST] = least
    printers.save(replace(row, settings=settings))
    return row


def forget(name: str) -> PrinterRow:
    """Correct nothing any more; returns the printer as it was."""
    row = printer(name)
    kept = {key: value for key, value in row.settings.items() if key not in ("calibration", _LEAST)}
    printers.save(replace(row, settings=kept))
    return row


def put_back(row: PrinterRow) -> None:
    """What `keep`, `forget` or `use_paper` changed, as it was; what was set of the printer since stays."""
    now = printer(row.name)
    ours = ("calibration", _LEAST, _MEDIA)
    kept = {key: value for key, value in now.settings.items() if key not in ours}
    printers.save(replace(now, settings=kept | {key: row.settings[key] for key in ours if key in row.settings}))


def use_paper(name: str, paper: str) -> PrinterRow:
    """Print the pages on this paper; returns the printer as it was."""
    permits.require(Right.SETTINGS)
    row = printer(name)
    printers.save(replace(row, settings={**row.settings, _MEDIA: named(paper).name}))
    return row


# Words


def in_short(found: Calibration, language: str = "") -> str:
    """A calibration in one line of figures: x -1.2 mm, y 0.4 mm, 100.8 × 99.9, 0.30°; "" = there is none."""
    if not found.moves:
        return ""

    def figure(value: float, places: int) -> str:
        return i18n.number(Decimal(f"{value:.{places}f}"), language or i18n.language())

    sizes = f"{figure(found.scale_x * 100, 2)} × {figure(found.scale_y * 100, 2)}"
    return (
        f"x {figure(found.offset_x_mm, 2)} mm, y {figure(found.offset_y_mm, 2)} mm,"
        f" {sizes}, {figure(found.rotation_deg, 2)}°"
    )


def _is_paper(name: str) -> bool:
    try:
        named(name)
    except KeyError:
        return False
    return True


def _sheet_of(name: str) -> str:
    """A sheet of labels is an A4 to the printer."""
    return name if named(name).cells is None else "A4"
