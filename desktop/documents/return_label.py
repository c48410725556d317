"""The return label: the shop's address and the order's code for a parcel that comes back; on A4 with what to do."""

from dataclasses import dataclass

from desktop import i18n
from desktop.documents import bars, fonts, label_sheet
from desktop.documents.media import MEDIA, Media
from desktop.documents.page import A4, DPI, LABEL, Paper, Style, cut, fitted, module, wrapped
from desktop.documents.parts import Party, numbered
from desktop.documents.template import PLAIN, Template, lines

_EDGE = 4.0
_LEAST = 7.5  # points: 2.6 mm
_TITLE = Style(fonts.DISPLAY_BOLD, 20)
_CAPTION = Style(fonts.SEMIBOLD, 7.7)
_NAME = Style(fonts.DISPLAY_BOLD, 16.5)
_LINE = Style(fonts.MEDIUM, 12)
_FROM = Style(fonts.MEDIUM, 8.6)
_NUMBER = Style(fonts.CODE_BOLD, 14, spacing=0.3)
_CODE = Style(fonts.CODE_BOLD, 13, spacing=2.2)
_TEXT = Style(fonts.REGULAR, 10)
_STEP = Style(fonts.SEMIBOLD, 10)
_LEFT, _RIGHT = 18.0, 192.0  # of the A4 page


@dataclass(frozen=True, slots=True)
class ReturnLabel:
    """`to` is where it goes, `sender` the buyer; `case` the number of the return, "" = none is known yet."""

    order_number: str
    order_code: str
    to: Party
    sender: Party | None = None
    case: str = ""
    days: int = 0  # in which it may come back; 0 = nothing is promised
    phone: str = ""
    template: Template = PLAIN


def draw(data: ReturnLabel, language: str, dpi: int = DPI, media: Media = MEDIA["100x150"], start: int = 1) -> bytes:
    """One label, and on a page of A4 the words for the buyer above it."""
    _ = i18n.words(language).gettext
    title = _("Return of order {number}").format(number=numbered(data.order_number))
    if media.name == "A4":
        paper = Paper(A4, title, dpi)
        _advice(paper, data, title, language)
        _label(paper, (A4[0] - LABEL[0]) / 2, 138, data, language)
        return paper.finish()
    return label_sheet.draw(
        [data], lambda paper, each: _label(paper, 0, 0, each, language), label_sheet.holding(LABEL, media), title, dpi,
        start,
    )  # fmt: skip


def _label(paper: Paper, x: float, y: float, data: ReturnLabel, language: str) -> None:
    _ = i18n.words(language).gettext
    left, right = x + _EDGE, x + LABEL[0] - _EDGE
    word = _("Return")
    title = fitted(word.upper(), _TITLE, 46, 12)
    paper.text(left, y + 12.1, cut(word.upper(), title, 46), title)
    number = numbered(data.order_number)
    style = fitted(number, _NUMBER, 40, _LEAST)
    paper.right(right, y + 8, _("Order"), _CAPTION)
    paper.right(right, y + 13.6, cut(number, style, 44), style)
    paper.line(left, y + 17.5, right, 0.5)
    paper.text(left, y + 23, _("To"), _CAPTION)
    base = _address(paper, left, y + 24, right - left, data)
    if data.phone:
        paper.text(left, base + 5.4, cut(data.phone, _FROM, right - left), _FROM)
    _sender(paper, left, y, right, data, language)
    _codes(paper, x, y, data, language)


def _address(paper: Paper, left: float, top: float, room: float, data: ReturnLabel) -> float:
    """The shop as large as it fits above the sender; returns the last line's place."""
    rows: list[tuple[str, Style]] = []
    scale = 1.0
    for scale in (1.0, 0.9, 0.8, 0.7, 0.63):
        name, line = (style.sized(max(_LEAST, style.size * scale)) for style in (_NAME, _LINE))
        rows = [(part, name) for part in wrapped(data.to.name, name, room, 3)]
        rows += [(part, line) for text in data.to.lines[:-1] for part in wrapped(text, line, room)]
        rows += [(part, name) for text in data.to.lines[-1:] for part in wrapped(text, name, room, 2)]
        if sum(style.size * 0.44 for _text, style in rows) <= 45:
            break
    base = top
    for text, style in rows:
        if base + style.size * 0.44 > top + 46:
            break
        base += style.size * 0.44
        paper.text(left, base, text, style)
    return base


def _sender(paper: Paper, left: float, y: float, right: float, data: ReturnLabel, language: str) -> None:
    _ = i18n.words(language).gettext
    paper.line(left, y + 78, right, 0.25)
    paper.text(left, y + 82.2, _("From"), _CAPTION)
    rows = [text for text in (data.sender.name, *data.sender.lines) if text][:5] if data.sender else []
    for place, text in enumerate(rows):
        paper.text(left, y + 86.4 + 3.9 * place, cut(text, _FROM, right - left), _FROM)
    paper.line(left, y + 105, right, 0.25)


def _codes(paper: Paper, x: float, y: float, data: ReturnLabel, language: str) -> None:
    """The order's code in bars and as a square: whoever opens the parcel scans either."""
    _ = i18n.words(language).gettext
    right = x + LABEL[0] - _EDGE
    square = bars.qr(data.order_code)
    dots = max(bars.dots(0, paper.dpi), int(15 / 25.4 * paper.dpi / square.width))
    side = paper.code_width(square, dots)
    paper.square(right - side, y + 108.5, square, dots)
    symbol = bars.code128(data.order_code)
    wide = module(paper, symbol, 0.5, LABEL[0] - _EDGE - side - 2)
    left = x + (bars.QUIET * wide + 0.5) * 25.4 / paper.dpi
    paper.bars(left, y + 108.5, symbol, wide, 18)
    paper.text(left, y + 132, data.order_code, fitted(data.order_code, _CODE, 62, _LEAST))
    case = _("Return number {number}").format(number=data.case or "________________")
    own = " ".join(data.template.text("text").split())
    paper.text(x + _EDGE, y + 145, cut(own, _FROM, right - x - _EDGE), _FROM)
    paper.text(x + _EDGE, y + 140, cut(case, _FROM, right - x - _EDGE), fitted(case, _FROM, right - x - _EDGE, _LEAST))


def _advice(paper: Paper, data: ReturnLabel, title: str, language: str) -> None:
    """What the buyer does, and why it comes back, to be ticked."""
    _ = i18n.words(language).gettext
    room = _RIGHT - _LEFT
    head = fitted(title, _TITLE, room, 11)
    paper.text(_LEFT, 26, cut(title, head, room), head)
    steps = [
        _("Put the goods back into their box, with everything that came with them."),
        _("Tick why it comes back, and lay this half of the page into the box."),
        _("Cut the label out and put it over the old one, so that only this one can be scanned."),
        _("Hand the parcel in, and keep the receipt until the money is back."),
    ]
    if data.days:
        steps[3] = _("Hand the parcel in within {days} days, and keep the receipt until the money is back.").format(
            days=data.days
        )
    y = 36.0
    for line in lines(data.template, "text", _TEXT, room, 12):
        paper.text(_LEFT, y, line, _TEXT)
        y += 5
    if y > 36:  # the shop's own words stand instead of ours
        steps = []
    for place, step in enumerate(steps, 1):
        paper.text(_LEFT, y, f"{place}", _STEP)
        for line in wrapped(step, _TEXT, room - 7):
            paper.text(_LEFT + 7, y, line, _TEXT)
            y += 5
        y += 1.6
    y += 4
    reasons = [_("Wrong size or colour"), _("Not as described"), _("Damaged on its way"), _("Wrong article"),
               _("I have changed my mind"), _("Something else:")]  # fmt: skip
    for place, reason in enumerate(reasons):
        x, top = _LEFT + (place % 2) * room / 2, y + (place // 2) * 9
        paper.frame(x, top - 3.6, 4.4, 4.4, 0.35, 0.4)
        paper.text(x + 7, top, cut(reason, _TEXT, room / 2 - 9), _TEXT)
    paper.hairline(_LEFT, y + 30, _RIGHT)
    for x in range(0, 210, 6):  # where it is cut
        paper.line(x, 133, x + 3, 0.2, 0.3)
