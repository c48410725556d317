"""A voucher to give away: what it is worth, until when, its code to type and to scan. 100 x 150 mm, black only."""

from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.drawings import icon
from desktop.documents.page import DPI, LABEL, Paper, Style, cut, fitted, wrapped
from desktop.documents.template import PLAIN, place_logo
from desktop.i18n import N_, words

_EDGE, _MARGIN = 5.0, 11.0
_TITLE = Style(fonts.SEMIBOLD, 13)
_WORTH = Style(fonts.DISPLAY_BOLD, 34)
_TEXT = Style(fonts.MEDIUM, 11)
_CODE = Style(fonts.CODE, 15, spacing=0.3)
_SHOP = Style(fonts.DISPLAY_BOLD, 15)
_SITE = Style(fonts.MEDIUM, 9.6)
_SQUARE_MM = 34.0

TITLE = N_("Voucher")


@dataclass(frozen=True, slots=True)
class VoucherCard:
    """`worth` and `until` as its reader writes them; `until` "" for ever. `written` is the code in groups of four."""

    code: str
    written: str
    worth: str
    shop: str
    until: str = ""
    name: str = ""
    site: str = ""
    logo: bytes = b""


def draw(data: VoucherCard, language: str, dpi: int = DPI) -> bytes:
    """The voucher as PDF, its code of whole dots for a printer of `dpi`."""
    _ = words(language).gettext
    paper = Paper(LABEL, _(TITLE), dpi)
    paper.frame(_EDGE, _EDGE, paper.width - 2 * _EDGE, paper.height - 2 * _EDGE, 0.5, 3.0)
    room = paper.width - 2 * _MARGIN
    if place_logo(paper, PLAIN, data.logo, _MARGIN, 12, room, 16, grey=True) is None:
        paper.strokes(_MARGIN, 13, icon("gift"), 14 / 24, 1.5)
    paper.text(_MARGIN, 40, _(TITLE), _TITLE)
    worth = fitted(data.worth, _WORTH, room, 12)
    paper.text(_MARGIN, 54, cut(data.worth, worth, room), worth)
    y, name = 63.0, " ".join(data.name.split())
    said = [_("For {name}").format(name=name)] if name else []
    said.append(_("Valid until {day}").format(day=data.until) if data.until else _("Valid for ever"))
    for line in said:
        paper.text(_MARGIN, y, cut(line, _TEXT, room), _TEXT)
        y += 6
    symbol = bars.qr(data.code)
    dots = bars.square_dots(symbol, dpi, _SQUARE_MM, 1.1)
    paper.square(_MARGIN, 78, symbol, dots)
    beside = _MARGIN + _SQUARE_MM
    y = 84.0
    for line in wrapped(_("Scan it at the till, or type the code when you order."), _TEXT,
                        paper.width - _MARGIN - beside, 5):  # fmt: skip
        paper.text(beside, y, line, _TEXT)
        y += 5.6
    code = fitted(data.written, _CODE, room, 8)
    paper.text(_MARGIN, 119, cut(data.written, code, room), code)
    paper.line(_MARGIN, 123, paper.width - _MARGIN, 0.25)
    shop = fitted(data.shop, _SHOP, room, 9)
    paper.text(_MARGIN, 130.5, cut(data.shop, shop, room), shop)
    paper.text(_MARGIN, 136.6, cut(data.site, _SITE, room), _SITE)
    return paper.finish()
