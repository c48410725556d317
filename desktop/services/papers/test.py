"""The test page of a printer."""

from desktop import i18n
from desktop.documents import test_page
from desktop.documents.test_page import TestPage
from desktop.services import settings
from desktop.services.changes import actor, now
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """`ref` is the printer's name; `media` says whether it prints labels."""
    shop, language = settings.shop(), wanted.screen
    moment = f"{i18n.date(now(), language, shop.zone)} {i18n.clock(now(), language, shop.zone)}"
    page = TestPage(printer=wanted.ref, bench=actor().bench, when=moment, label=wanted.media == "100x150")
    return test_page.draw(page, language, wanted.dpi)
