"""The card by which a bench learns whose slips it may trust, and how the shop packs."""

from desktop.documents import code_sheet
from desktop.documents.code_sheet import CodeSheet
from desktop.i18n import words
from desktop.services import settings
from desktop.services.papers.wanted import Wanted
from desktop.services.slips import card, keys


def draw(wanted: Wanted) -> bytes:
    _ = words(wanted.screen).gettext
    sheet = CodeSheet(
        heading=_("Shop card"), title=settings.shop().name or _("Our shop"),
        text=_("Scan this once at a bench that has no orders and no network: it then packs by this shop's slips alone."
               " Keep it where only your own people are."),
        codes=card.codes(), key=keys.fingerprint(keys.public()),
    )  # fmt: skip
    return code_sheet.draw([sheet], wanted.screen, wanted.dpi)
