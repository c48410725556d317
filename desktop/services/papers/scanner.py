"""The page that a bench learns its scanner by."""

from desktop.documents import scanner_check
from desktop.documents.scanner_check import ScannerCheck
from desktop.services.changes import actor
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    return scanner_check.draw(ScannerCheck(wanted.ref or actor().bench), wanted.screen, wanted.dpi)
