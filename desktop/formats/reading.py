"""Opening a file and walking through what it holds, one document after the other, in little memory."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic

from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteOrder
from desktop.formats import ARTICLE_FORMATS, ORDER_FORMATS, tables
from desktop.formats.dates import ORDER_WORDS, DateOrder
from desktop.formats.detect import Shape, look
from desktop.formats.errors import (
    BadNumber,
    DamagedLetters,
    DateOrderGuessed,
    MaybeRounded,
    Missing,
    Scattered,
    TooManyCells,
)
from desktop.formats.layout import (
    ArticleFormat,
    Choices,
    Found,
    FoundArticle,
    Noticed,
    OrderFormat,
    Refused,
    RowRefused,
    Sheet,
)
from desktop.formats.numbers import LARGEST
from desktop.formats.opencart import backup
from desktop.formats.recognise import HEADER_WITHIN, F, Match, recognise
from desktop.formats.survey import Survey, walk
from desktop.formats.tables import Row
from desktop.i18n import N_

MOST_HELD = 50_000  # rows of orders whose parts stand in several places

_HOME = {"SEK": frozenset({"SEK", "NOK", "DKK", "EUR"}), "IDR": frozenset({"IDR"})}
_HEADINGS = {
    "SEK": frozenset({"ordernr", "ordernummer", "artikelnr", "artikelnummer", "antal", "à-pris", "benämning"}),
    "IDR": frozenset({"jumlah", "harga", "harga satuan", "nama barang", "nama produk", "no. pesanan", "pelanggan"}),
}


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of one order; `bad` is the row that spoils it."""

    upto: int
    rows: list[Row]
    bad: Refused | None


@dataclass(frozen=True, slots=True)
class Source(Generic[F]):
    """A file that was opened, recognised and walked through once."""

    shape: Shape
    match: Match[F]
    survey: Survey
    sheet: Sheet
    warnings: tuple[Noticed, ...]

    @property
    def format(self) -> F:
        return self.match.format


def open_orders(path: Path, wanted: str = "auto", choices: Choices | None = None) -> Source[OrderFormat]:
    """Open a file of orders; `wanted` is a layout's name.

    Raises:
        FileRefused: it cannot be read, or not as orders.
    """
    shape = look(path)
    match = recognise(path.name, _head(shape), ORDER_FORMATS, wanted)
    layout = match.format
    if layout.refusal is not None:
        raise layout.refusal(file=path.name)
    dates = [match.places[name] for name in layout.date_columns if name in match.places]
    amounts = [match.places[name] for name in layout.amount_columns if name in match.places]
    seen = _survey(shape, match, () if layout.dates else dates, () if layout.mark is not None else amounts)
    return _source(shape, match, seen, choices or Choices(), layout.dates, layout.guess, layout.zone, bool(dates))


def open_articles(path: Path, wanted: str = "auto", choices: Choices | None = None) -> Source[ArticleFormat]:
    """Open a file of articles.

    Raises:
        FileRefused: it cannot be read, or not as articles.
    """
    shape = look(path)
    match = recognise(path.name, _head(shape), ARTICLE_FORMATS, wanted)
    amounts = [match.places[name] for name in match.format.amount_columns if name in match.places]
    seen = _survey(shape, match, (), () if match.format.mark is not None else amounts)
    return _source(shape, match, seen, choices or Choices(), None, DateOrder.YEAR_FIRST, "", False)


def read_orders(source: Source[OrderFormat], after: int = 0) -> Iterator[Found | Refused | Noticed]:
    """Every document of the file, complete, in the order in which the file completes them.

    `after`: leave out those that were complete at that row of an earlier reading (`Found.upto`).
    """
    build = source.format.open(source.sheet)
    notices = source.sheet.notices
    for group in _groups(source):
        if group.upto <= after:
            continue
        if group.bad is not None:
            yield group.bad
            continue
        try:
            order = _kept_whole(build(group.rows))
        except RowRefused as refused:
            yield Refused(refused.row, refused.reason)
        except KolliError as reason:
            yield Refused(group.rows[0][0], reason)
        else:
            yield Found(group.rows[0][0], group.upto, order)
        if notices:
            yield from notices
            notices.clear()


def read_articles(source: Source[ArticleFormat], after: int = 0) -> Iterator[FoundArticle | Refused | Noticed]:
    """Every article of the file behind row `after`."""
    build = source.format.open(source.sheet)
    width = len(source.match.header)
    for number, cells in _data_rows(source):
        if number <= after or not any(cells):
            continue
        if len(cells) != width:
            if any(cells[width:]):
                yield Refused(number, TooManyCells(found=len(cells), expected=width))
                continue
            cells = _fitted(cells, width)
        try:
            yield FoundArticle(number, build((number, cells)))
        except RowRefused as refused:
            yield Refused(refused.row, refused.reason)
        except KolliError as reason:
            yield Refused(number, reason)
        yield from source.sheet.notices
        source.sheet.notices.clear()


def _kept_whole(order: RemoteOrder) -> RemoteOrder:
    """The order, if every amount of it fits into 64 bits of minor units.

    Raises:
        BadNumber: one does not.
    """
    for value in (order.total, *(line.total for line in order.lines)):
        if not -LARGEST < value < LARGEST:
            raise BadNumber(column=N_("The total"), value=str(value))
    return order


def _rows(shape: Shape) -> Generator[Row, None, None]:
    """Rows with their numbers; a database's backup becomes some first."""
    return backup.rows(shape) if shape.statements else tables.rows(shape)


def _head(shape: Shape) -> list[Row]:
    with closing(_rows(shape)) as rows:
        return list(islice(rows, HEADER_WITHIN))


def _survey(shape: Shape, match: Match[F], dates: Sequence[int], amounts: Sequence[int]) -> Survey:
    layout = match.format
    with closing(_rows(shape)) as rows:
        below = (row for row in rows if row[0] > match.row) if match.row > 1 else islice(rows, 1, None)
        key = match.places.get(layout.key, len(match.header))
        return walk(below, key, match.places.get("quantity"), dates, amounts)


def _source(
    shape: Shape, match: Match[F], seen: Survey, choices: Choices, fixed: DateOrder | None, guess: DateOrder,
    zone: str, has_dates: bool,
) -> Source[F]:  # fmt: skip
    layout = match.format
    dates = fixed or seen.dates or guess
    warnings = []
    if has_dates and fixed is None and seen.dates is None and seen.rows:
        warnings.append(Noticed(match.row, DateOrderGuessed(order=ORDER_WORDS[dates])))
    if seen.rounded:
        title = match.header[match.places[layout.key]].strip()
        warnings.append(Noticed(match.row, MaybeRounded(column=title)))
    if shape.damaged:
        warnings.append(Noticed(match.row, DamagedLetters()))
    mark = layout.mark if layout.mark is not None else seen.mark
    sheet = Sheet(
        shape.path, match.places, match.header, dates, mark, zone or choices.zone,
        layout.currency or _currency(match.header, choices.currency), choices,
        getattr(layout, "no_packing", ()), getattr(layout, "never_packed", ()),
    )  # fmt: skip
    return Source(shape, match, seen, sheet, tuple(warnings))


def _currency(header: Sequence[str], shop: str) -> str:
    """The shop's own, unless the language of the headings speaks for another country."""
    headings = {cell.strip().casefold() for cell in header}
    for currency, words in _HEADINGS.items():
        if len(headings & words) >= 2 and shop not in _HOME[currency]:
            return currency
    return shop or "EUR"


def _data_rows(source: Source[F]) -> Iterator[Row]:
    first, skipped = source.match.row, source.survey.skipped
    with closing(_rows(source.shape)) as rows:
        for row in rows:
            if row[0] > first and row[0] not in skipped:
                yield row


def _groups(source: Source[OrderFormat]) -> Iterator[_Group]:
    """Rows that belong together. An order whose parts are scattered is held until its last part has been read."""
    split = dict(source.survey.split)
    held: dict[str, _Group] = {}
    holding = 0
    for key, group in _runs(source):
        if not split or hash(key) not in split:
            yield group
            continue
        mixed = hash(key)
        split[mixed] -= 1
        earlier = held.pop(key, None)
        if earlier is not None:
            group = _Group(group.upto, earlier.rows + group.rows, earlier.bad or group.bad)
            holding -= len(earlier.rows)
        if split[mixed] > 0:
            held[key] = group
            holding += len(group.rows)
            if holding > MOST_HELD:
                raise Scattered(file=source.shape.path.name)
        else:
            yield group
    for group in held.values():  # two keys with one hash: nothing may stay behind
        yield _Group(max(group.upto, source.survey.last_row), group.rows, group.bad)


def _runs(source: Source[OrderFormat]) -> Iterator[tuple[str, _Group]]:
    """Rows with one key that follow each other."""
    key, carries = source.match.places[source.format.key], source.format.carries
    width, title = len(source.match.header), source.sheet.title(source.format.key)
    rows: list[Row] = []
    current, bad, upto = "", None, 0
    for number, cells in _data_rows(source):
        reason: KolliError | None = None
        if len(cells) != width:
            if any(cells[width:]):
                reason = TooManyCells(found=len(cells), expected=width)
            cells = _fitted(cells, width)
        text = cells[key]
        if text != current and (text or not carries):
            if rows:
                yield current, _Group(upto, rows, bad)
            rows, bad = [], None
            current = text
        if not current.strip() and reason is None:
            if not any(cells):
                continue
            reason = Missing(column=title)
        elif not text and not any(cells):
            continue  # a blank line between or below the orders
        rows.append((number, cells))
        upto = number
        if reason is not None and bad is None:
            bad = Refused(number, reason)
        if not current:  # rows without a number do not belong together
            yield current, _Group(upto, rows, bad)
            rows, bad = [], None
    if rows:
        yield current, _Group(upto, rows, bad)


def _fitted(cells: list[str], width: int) -> list[str]:
    return cells[:width] if len(cells) > width else cells + [""] * (width - len(cells))
