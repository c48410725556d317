"""The pages that a printer is calibrated by."""

from importlib import import_module

from desktop.devices import calibration
from desktop.services import calibrating
from desktop.services.paper_kinds import PAPERS
from desktop.services.papers.wanted import Wanted
from desktop.services.printers import PrinterRow


def draw(kind: str, row: PrinterRow, language: str = "") -> bytes:
    """One of calibrating.PAGES as the printer gets it: the plain ones as if nothing was known of it."""
    proof = kind in calibrating.PROOFS
    wanted = Wanted(ref=row.name, copy=proof, dpi=row.dpi, language=language, media=calibrating.medium(row))
    pdf: bytes = import_module(f"desktop.services.papers.{PAPERS[kind].module}").draw(wanted)
    return calibration.applied(pdf, calibration.of(row.settings), row.dpi) if proof else pdf
