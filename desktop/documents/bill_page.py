"""How a bill is laid out on A4. It shows what it was issued with: nothing is reckoned here."""

from collections.abc import Sequence

from desktop import i18n
from desktop.documents import bars, fonts, in_words
from desktop.documents.bill import Amount, Bill, Extra, Form, InvoiceLine
from desktop.documents.page import A4, DPI, SOFT, Paper, Style, cut, fitted, measure, module, wrapped
from desktop.documents.parts import Party, joined, numbered, percent, price
from desktop.documents.template import LogoPlace, lines, place_logo

LEFT, RIGHT = 18.0, 192.0
_BOTTOM = 266.0  # rows end here; the footer lies below
_TITLE = Style(fonts.DISPLAY, 29)
_NUMBER = Style(fonts.MEDIUM, 11.2)
_CODE = Style(fonts.CODE, 7.5, spacing=0.8)
_SHOP = Style(fonts.BOLD, 13)
_HEADING = Style(fonts.SEMIBOLD, 8, SOFT)
_NAME = Style(fonts.SEMIBOLD, 10.2)
_TEXT = Style(fonts.REGULAR, 9)
_SOFT = Style(fonts.REGULAR, 9, SOFT)
_STRONG = Style(fonts.SEMIBOLD, 9.1)
_MEDIUM = Style(fonts.MEDIUM, 9)
_SMALL = Style(fonts.REGULAR, 8, SOFT)
_SKU = Style(fonts.CODE, 8, SOFT)
_FOOT = Style(fonts.REGULAR, 7.1, SOFT)
_TOTAL = Style(fonts.BOLD, 13.2)
_PAID = Style(fonts.BOLD, 12.4)
_COPY = Style(fonts.BOLD, 20, 0.35)


def draw(bills: Sequence[tuple[Bill, Form]], language: str, dpi: int = DPI) -> bytes:
    """Several bills in one file, each with page numbers of its own."""
    paper = Paper(A4, bills[0][1].numbered, dpi)
    for place, (data, form) in enumerate(bills):
        if place:
            paper.new_page()
        first = len(paper.sheets) - 1
        drawing = _Drawing(data, form, language, paper)
        drawing.fill()
        paper.number(drawing.foot, first)
    return paper.finish()


class _Drawing:
    def __init__(self, data: Bill, form: Form, language: str, paper: Paper) -> None:
        self.data, self.form, self.language, self.paper = data, form, language, paper
        self.words = i18n.words(language)
        self.with_tax = any(line.tax_percent is not None for line in data.lines)
        # Where the columns end, to the right: quantity, unit price, tax, amount.
        self.columns = (104.0, 138.0, 156.0, RIGHT) if self.with_tax else (122.0, 156.0, 156.0, RIGHT)

    def fill(self) -> None:
        y = self._table_head(self._parties(self._head()))
        for line in self.data.lines:
            y = self._row(line, y)
        self._end(self._sums(y))

    def _head(self) -> float:
        _ = self.words.gettext
        data, paper = self.data, self.paper
        x, end = LEFT, 128.0
        apart = data.template.logo_at is LogoPlace.CENTRE  # in the middle of the page, right of the name
        strip = (82.0, 46.0) if apart else (LEFT, 62.0)
        logo = place_logo(paper, data.template, data.shop.logo, strip[0], 15.8, strip[1], 14.2)
        if logo and not apart:
            x += logo[0] + 4.1
        elif logo:
            end = 105 - logo[0] / 2 - 4
        room = end - x
        names = wrapped(data.shop.name, _SHOP, room, 2)
        y = 22.7 if len(names) == 1 else 19.6
        y += max(0.0, logo[1] - 14.2) / 2 if logo and not apart else 0.0
        for name in names:
            paper.text(x, y, name, _SHOP)
            y += 5.4
        if data.shop.legal_name != data.shop.name:
            paper.text(x, y - 0.9, cut(data.shop.legal_name, _SMALL, room), _SMALL)
        title = self.form.title
        paper.right(RIGHT, 24.5, title, fitted(title, _TITLE, RIGHT - 132, 16))
        style = fitted(data.number, _NUMBER, 60, 6)
        paper.right(RIGHT, 31.6, cut(data.number, style, 60), style)
        if data.copy:
            paper.outlined(RIGHT, 41, _("COPY"), _COPY)
        return 49.1

    def _parties(self, y: float) -> float:
        _ = self.words.gettext
        data = self.data
        same = data.ship_to is None or data.ship_to == data.buyer
        receiver = Party(data.buyer.name, (_("the same address"),)) if same or data.ship_to is None else data.ship_to
        ends = [
            self._party(LEFT, y, _("Billed to"), data.buyer),
            self._party(75.9, y, _("Shipped to"), receiver),
        ]
        facts = [(_("Date"), i18n.date(data.issued_on, self.language))]
        shows = data.template.shows
        if data.due_on and shows("due"):
            facts.append((_("Due"), i18n.date(data.due_on, self.language)))
        facts += self.form.facts
        facts.append((_("Order"), numbered(data.order_number)))
        if data.payment_method and shows("payment"):
            facts.append((_("Payment"), data.payment_method))
        below = y + 0.2
        for caption, value in facts:
            end = self.paper.text(134.1, below, caption, _SOFT)
            for part in wrapped(value, _STRONG, RIGHT - end - 3):
                self.paper.right(RIGHT, below, part, _STRONG)
                below += 4.2
            below += 1.1
        y = max(*ends, below - 1.3)
        for part in lines(data.template, "heading", _TEXT, RIGHT - LEFT):
            y += 4.2
            self.paper.text(LEFT, y + 2.6, part, _TEXT)
        return y

    def _party(self, x: float, y: float, caption: str, party: Party) -> float:
        self.paper.text(x, y, caption, _HEADING)
        y += 5.6
        for name in wrapped(party.name, _NAME, 54):
            self.paper.text(x, y, name, _NAME)
            y += 4.5
        for line in party.lines:
            for part in wrapped(line, _TEXT, 54):
                self.paper.text(x, y, part, _TEXT)
                y += 3.95
        return y

    def _table_head(self, y: float) -> float:
        """Draw the captions of the columns; return where the rows begin."""
        _ = self.words.gettext
        y += 11.5
        quantity, unit, tax, amount = self.columns
        self.paper.text(LEFT, y, _("Item"), _HEADING)
        self.paper.right(quantity, y, _("Qty"), _HEADING)
        self.paper.right(unit, y, _("Unit price"), _HEADING)
        if self.with_tax:
            self.paper.right(tax, y, _("VAT"), _HEADING)
        self.paper.right(amount, y, _("Amount"), _HEADING)
        self.paper.line(LEFT, y + 2.9, RIGHT, 0.35)
        return y + 2.9

    def _row(self, line: InvoiceLine, y: float) -> float:
        quantity, unit, tax, amount = self.columns
        count = i18n.number(line.quantity, self.language)
        each = price(line.unit_price, self.data.currency, self.language)
        total = i18n.money(line.total_minor, self.data.currency)
        room = quantity - max(measure(count, _TEXT), 9) - 4 - LEFT
        names = wrapped(line.name, _STRONG, room)
        shows = self.data.template.shows
        detail = joined(line.variant if shows("variant") else "", line.sku if shows("sku") else "")
        details = wrapped(detail, _SKU, room) if detail else []
        height = 5.7 + 4.1 * (len(names) - 1) + 4.1 * len(details) + 3.4
        if y + height > _BOTTOM:
            y = self._next_page()
        base = y + 5.7
        self.paper.right(quantity, base, count, _TEXT)
        room = unit - quantity - 3
        self.paper.right(unit, base, each, fitted(each, _TEXT, room, 6))
        if self.with_tax and line.tax_percent is not None:
            self.paper.right(tax, base, percent(line.tax_percent, self.language), _TEXT)
        self.paper.right(amount, base, total, fitted(total, _MEDIUM, amount - tax - 3, 6))
        for name in names:
            self.paper.text(LEFT, base, name, _STRONG)
            base += 4.1
        for detail in details:
            self.paper.text(LEFT, base, detail, _SKU)
            base += 4.1
        self.paper.hairline(LEFT, y + height, RIGHT)
        return y + height

    def _next_page(self) -> float:
        _ = self.words.gettext
        self.paper.new_page()
        for write, edge, text, room in (
            (self.paper.text, LEFT, self.data.shop.name, 75),
            (self.paper.right, RIGHT, self.form.numbered, 70),
        ):
            style = fitted(text, _NAME, room, 6)
            write(edge, 20, cut(text, style, room), style)
        if self.data.copy:
            self.paper.outlined(120, 20, _("COPY"), _COPY.sized(13))
        return self._table_head(20)

    def _sums(self, y: float) -> float:
        """The totals at the right, what explains them at the left; return where both end."""
        _ = self.words.gettext
        data, paper = self.data, self.paper

        def money(minor: int) -> str:
            return i18n.money(minor, data.currency)

        open_minor = data.total_minor - data.paid_minor
        settled = bool(data.paid_minor) and (self.with_tax or open_minor != 0)
        rows = [(_("Subtotal"), money(data.subtotal_minor))]
        rows += [(self._extra(extra), money(extra.amount_minor)) for extra in data.extras]
        if settled:
            rows += [(_("Total"), money(data.total_minor)), (_("Paid"), money(-data.paid_minor))]
        room = 112.0, RIGHT
        height = 5.5 * len(rows) + 16 + 5 * len(data.taxes) + 4 * len(data.law)
        if y + 8.9 + max(height, 45) > _BOTTOM:
            y = self._next_page()
        left = self._explained(y + 8.6)
        y += 8.9
        for caption, value in rows:
            begin = paper.right(room[1], y, value, _TEXT)
            parts = wrapped(caption, _SOFT, begin - 3 - room[0])
            for part in parts:
                paper.text(room[0], y, part, _SOFT)
                y += 4.2
            y += 1.3
        paper.line(room[0], y - 2.8, room[1], 0.35)
        y += 3.9
        caption, last = (self.form.due, money(open_minor)) if settled else (self.form.total, money(data.total_minor))
        end = paper.text(room[0], y, caption, _TOTAL)
        paper.right(room[1], y, last, fitted(last, _TOTAL, room[1] - end - 3, 7))
        if not self.with_tax:
            for tax in data.taxes:
                y += 5.2
                caption = _("Includes {percent} VAT").format(percent=percent(tax.percent, self.language))
                paper.text(room[0], y, caption, _SMALL)
                paper.right(room[1], y, money(tax.tax_minor), _SMALL)
        return max(left, y)

    def _extra(self, extra: Amount) -> str:
        _ = self.words.gettext
        captions = {
            Extra.DISCOUNT: _("Discount {name}"),
            Extra.SHIPPING: _("Shipping {name}"),
            Extra.FEE: _("Fee {name}"),
            Extra.TAX: _("VAT {name}"),
            Extra.ROUNDING: _("Rounding {name}"),
            Extra.DEDUCTION: _("Deduction {name}"),
            Extra.UNIQUE_CODE: _("Transfer code {name}"),
        }
        return captions[extra.kind].format(name=extra.name).strip()

    def _explained(self, y: float) -> float:
        """The tax by its rates, the total in words, and the mark of a paid invoice."""
        _ = self.words.gettext
        data, paper = self.data, self.paper
        if self.with_tax and data.taxes:
            y = self._rates(y)
        y = self._law(y)
        caption, reason = self.form.reason
        if reason:
            paper.text(LEFT, y, caption, _HEADING)
            y += 4.5
            for part in wrapped(reason, _TEXT, 84, 6):
                paper.text(LEFT, y, part, _TEXT)
                y += 3.95
            y += 4.0
        if self.language == "id" and data.currency == "IDR" and abs(data.total_minor) < 10**18:
            paper.text(LEFT, y, _("In words"), _HEADING)
            y += 4.5
            for part in wrapped(in_words.rupiah(data.total_minor), _TEXT, 84):
                paper.text(LEFT, y, part, _TEXT)
                y += 3.95
            y += 4.0
        if data.paid_minor >= data.total_minor and data.paid_at:
            when = f"{i18n.date(data.paid_at, self.language, data.zone)}, "
            when += i18n.clock(data.paid_at, self.language, data.zone)
            how = cut(f"{data.payment_method}, {when}" if data.payment_method else when, _SMALL, 80)
            word = _("PAID")
            width = max(measure(how, _SMALL), measure(word, _PAID)) + 9
            paper.frame(LEFT, y, width, 13.6)
            paper.text(LEFT + 4.5, y + 6.2, word, _PAID)
            paper.text(LEFT + 4.5, y + 10.5, how, Style(fonts.REGULAR, 8))
            y += 13.6
        return y

    def _rates(self, y: float) -> float:
        """The tax by its rates. Amounts that are too long for the columns get more room, then smaller letters."""
        _ = self.words.gettext
        data, paper = self.data, self.paper
        amounts = [(percent(tax.percent, self.language), i18n.money(tax.base_minor, data.currency),
                    i18n.money(tax.tax_minor, data.currency)) for tax in data.taxes]  # fmt: skip
        base_end, tax_end = 69.5, 94.0
        if any(measure(tax, _TEXT) > tax_end - base_end - 3 for _rate, _base, tax in amounts):
            base_end, tax_end = 66.0, 103.0
        paper.text(LEFT, y, _("VAT by rate"), _HEADING)
        paper.text(LEFT, y + 4.5, _("Rate"), _SMALL)
        paper.right(base_end, y + 4.5, _("Net"), _SMALL)
        paper.right(tax_end, y + 4.5, _("VAT"), _SMALL)
        y += 8.8
        for rate, base, tax in amounts:
            begin = paper.text(LEFT, y, rate, _TEXT)
            paper.right(base_end, y, base, fitted(base, _TEXT, base_end - begin - 3, 4))
            paper.right(tax_end, y, tax, fitted(tax, _TEXT, tax_end - base_end - 3, 4))
            y += 4.6
        if data.prices_include_tax:
            for part in wrapped(_("All prices in the table include VAT."), _SMALL, 76):
                paper.text(LEFT, y, part, _SMALL)
                y += 3.6
        return y + 4.0

    def _law(self, y: float) -> float:
        """What a country's law wants said, in its own words."""
        for part in (part for text in self.data.law for part in wrapped(text, _SMALL, 84)):
            self.paper.text(LEFT, y, part, _SMALL)
            y += 3.6
        return y + 4.0 if self.data.law else y

    def _end(self, y: float) -> None:
        """The order's code, for the counter and for returns, at the foot of the last page."""
        if y > 250:
            self.paper.new_page()
        data, paper = self.data, self.paper
        x = LEFT
        if data.order_code and data.template.shows("code"):
            symbol = bars.code128(data.order_code)
            wide = paper.bars(LEFT, 253.9, symbol, module(paper, symbol, 0.34, 80), 10.2)
            paper.text(LEFT, 267, data.order_code, _CODE)
            x = LEFT + wide + max(6.0, bars.QUIET * wide / symbol.width)
        parts = wrapped(data.note, _SMALL, RIGHT - x, 5)
        y = 267 - 3.5 * (len(parts) - 1)
        for part in parts:
            paper.text(x, y, part, _SMALL)
            y += 3.5

    def foot(self, number: int, of: int) -> None:
        _ = self.words.gettext
        shop, paper = self.data.shop, self.paper
        paper.hairline(LEFT, 272.7, RIGHT)
        page = _("Page {number} of {count}").format(number=number, count=of)
        begin = paper.right(RIGHT, 278.2, page, _FOOT)
        owner = (shop.legal_name or shop.name, *shop.address)
        filled = [column for column in (owner, shop.registrations, shop.bank) if column]
        step = (begin - LEFT - 3) / len(filled)
        for place, column in enumerate(filled):
            y = 278.2
            for line in column[:5]:
                paper.text(LEFT + step * place, y, cut(line, _FOOT, step - 3), _FOOT)
                y += 3.1
