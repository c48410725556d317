"""A person's badge, on a label of 100 x 150 mm: a card of 86 x 54 mm, the size of a bank card, to cut out.

The code is a secret: only its last signs stand under the bars, so that nobody learns it over a shoulder.
"""

from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.page import DPI, LABEL, Paper, Style, cut, fitted
from desktop.i18n import N_, words

_WIDE, _HIGH = 85.6, 54.0  # ISO/IEC 7810 ID-1
_LEFT, _TOP = 7.2, 10.0
_MODULE_MM = 0.25
_SHOP = Style(fonts.SEMIBOLD, 9)
_NAME = Style(fonts.DISPLAY_BOLD, 17)
_ROLE = Style(fonts.MEDIUM, 11)
_TAIL = Style(fonts.CODE, 8, spacing=0.4)
_FOOT = Style(fonts.MEDIUM, 7.6)

TITLE = N_("Badge")
_LOST = N_("Lost? The owner makes a new one; this one then opens nothing.")


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """`role` in words of the paper's language; `tail` are the last signs of the code, as the list of people shows."""

    code: str
    name: str
    role: str
    shop: str
    tail: str


def draw(data: BadgeCard, language: str, dpi: int = DPI) -> bytes:
    """The badge as PDF, with a code of whole dots for a printer of `dpi`."""
    _ = words(language).gettext
    paper = Paper(LABEL, _(TITLE), dpi)
    paper.frame(_LEFT, _TOP, _WIDE, _HIGH)
    left, room = _LEFT + 5, _WIDE - 10
    paper.text(left, _TOP + 8, cut(data.shop, _SHOP, room), _SHOP)
    style = fitted(data.name, _NAME, room, 9)
    paper.text(left, _TOP + 18.5, cut(data.name, style, room), style)
    paper.text(left, _TOP + 25, cut(data.role, _ROLE, room), _ROLE)
    symbol = bars.code128(data.code)
    dots = bars.fitting_dots(symbol, _MODULE_MM, dpi, _WIDE)
    wide = paper.code_width(symbol, dots)
    paper.bars(_LEFT + (_WIDE - wide) / 2, _TOP + 29, symbol, dots, 18)
    paper.centre(_LEFT + _WIDE / 2, _TOP + 51, cut(data.tail, _TAIL, room), _TAIL)
    paper.text(_LEFT, _TOP + _HIGH + 7, cut(_(_LOST), _FOOT, _WIDE), _FOOT)
    return paper.finish()
