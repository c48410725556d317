"""A card that lies on top in the parcel and thanks the buyer by name. 100 x 150 mm, black only, no price."""

from dataclasses import dataclass

from desktop import i18n
from desktop.documents import fonts
from desktop.documents.drawings import icon
from desktop.documents.page import DPI, LABEL, Paper, Style, cut, fitted, measure, wrapped
from desktop.documents.template import PLAIN, Template, place_logo

_EDGE, _MARGIN = 5.0, 11.0
_THANKS = Style(fonts.DISPLAY_BOLD, 27)
_TEXT = Style(fonts.MEDIUM, 12)
_SHOP = Style(fonts.DISPLAY_BOLD, 15)
_SITE = Style(fonts.MEDIUM, 9.6)
_LEAST = 7.5


@dataclass(frozen=True, slots=True)
class ThankYouCard:
    """Whom it thanks. `text` is the shop's own; "" = ours, in the buyer's language. The template's goes before it."""

    name: str
    shop: str
    text: str = ""
    site: str = ""
    packed_by: str = ""
    logo: bytes = b""
    template: Template = PLAIN


def draw(data: ThankYouCard, language: str, dpi: int = DPI) -> bytes:
    _ = i18n.words(language).gettext
    paper = Paper(LABEL, _("Thank-you card"), dpi)
    paper.frame(_EDGE, _EDGE, paper.width - 2 * _EDGE, paper.height - 2 * _EDGE, 0.5, 3.0)
    room = paper.width - 2 * _MARGIN
    template = data.template
    placed = place_logo(paper, template, data.logo, _MARGIN, 14, room, 18, grey=True)
    if placed is None and template.logo is not False:
        paper.strokes(_MARGIN, 15, icon("gift"), 14 / 24, 1.5)
    name = " ".join(data.name.split())
    thanks = _("Thank you, {name}!").format(name=name) if name else _("Thank you!")
    thanks = " ".join(template.text("thanks", thanks).split())
    large = _large(thanks, room)
    y = 18.0 if template.logo is False else 36.0 + (max(0.0, placed[1] - 18) if placed else 0.0)
    for line in wrapped(thanks, large, room, 3):
        y += large.size * 0.42
        paper.text(_MARGIN, y, line, large)
    y += 12
    said = template.text("text", data.text.strip()) or _(
        "Your order was packed with care. We hope that it makes you glad. If something is not as it should be,"
        " answer our message, and we will put it right."
    )
    style, most = _TEXT, 118.0  # the last line's place
    lines = wrapped(said, style, room)
    while y + len(lines) * style.size * 0.53 > most and style.size > _LEAST:
        style = style.sized(style.size - 0.5)
        lines = wrapped(said, style, room)
    step = style.size * 0.53
    fitting = int((most - y) / step) + 1
    if len(lines) > fitting:
        lines = wrapped(said, style, room, fitting)
    for line in lines:
        paper.text(_MARGIN, y, line, style)
        y += step
    _foot(paper, data, room, language)
    return paper.finish()


def _foot(paper: Paper, data: ThankYouCard, room: float, language: str) -> None:
    _ = i18n.words(language).gettext
    paper.line(_MARGIN, 123, paper.width - _MARGIN, 0.25)
    shop = fitted(data.shop, _SHOP, room, 9)
    paper.text(_MARGIN, 130.5, cut(data.shop, shop, room), shop)
    shows, by = data.template.shows, data.packed_by.split()
    packed = _("Packed by {name}").format(name=by[0]) if by and shows("packed-by") else ""
    packed = cut(packed, _SITE, room / 2)
    site = data.site if shows("site") else ""
    paper.text(_MARGIN, 136.6, cut(site, _SITE, room - measure(packed, _SITE) - 4), _SITE)
    paper.right(paper.width - _MARGIN, 136.6, packed, _SITE)


def _large(thanks: str, room: float) -> Style:
    """As large as the longest word lets it be, and so that three lines are enough."""
    longest = max(thanks.split(), key=lambda word: measure(word, _THANKS), default="")
    style = fitted(longest, _THANKS, room, 14)
    while style.size > 14 and len(wrapped(thanks, style, room)) > 3:
        style = style.sized(style.size - 1)
    return style
