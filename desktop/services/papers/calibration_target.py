"""The page that a person measures to calibrate a printer."""

from desktop.documents import calibration_target, media
from desktop.documents.calibration_target import CalibrationTarget
from desktop.services import calibrating
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """`ref` is the printer's name; `copy`: it is printed with the correction that the printer has."""
    known = calibrating.known(wanted.ref)
    said = calibrating.in_short(known, wanted.screen) if wanted.copy else ""
    size = media.named(wanted.media).size
    return calibration_target.draw(CalibrationTarget(wanted.ref, size, said), wanted.screen, wanted.dpi)
