"""The page that a printer checks itself by."""

from desktop.documents import media, self_check
from desktop.documents.self_check import SelfCheck
from desktop.domain.self_check import stamp
from desktop.services import calibrating
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """`ref` is the printer's name; `copy`: it is printed with the correction that the printer has."""
    row = calibrating.printer(wanted.ref)
    mark = stamp(calibrating.known(wanted.ref)) if wanted.copy else 0
    page = SelfCheck(row.name, media.named(wanted.media).size, row.id, mark)
    return self_check.draw(page, wanted.screen, wanted.dpi)
