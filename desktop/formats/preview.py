"""What a file would become, said before anything is written. It is read as a stream: nothing of it is held."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from desktop.domain.codes import gtin14
from desktop.domain.order import Fulfilment
from desktop.domain.remote import Kind, RemoteOrder
from desktop.formats.detect import Shape
from desktop.formats.layout import ArticleFormat, Choices, Found, FoundArticle, Noticed, OrderFormat, Refused
from desktop.formats.reading import Source, open_articles, open_orders, read_articles, read_orders

FIRST_ROWS = 20
MOST_LISTED = 1000  # refusals and notices that are held; all are counted

_TO_DO = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING)


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns, and the heading that it was found under."""

    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Understood:
    """One row as it will be kept."""

    row: int
    document: str
    kind: Kind
    placed_at: datetime | None
    who: str
    sku: str
    article: str
    quantity: int
    price: Decimal | None


@dataclass(slots=True)
class Counts:
    """What a file makes. `packable` are orders that wait for packing; `cancellations` include cancelled orders."""

    documents: int = 0
    packable: int = 0
    cancellations: int = 0
    adjustments: int = 0
    write_offs: int = 0
    lines: int = 0
    articles: int = 0
    barcodes: int = 0
    bad_barcodes: int = 0
    refused: int = 0
    noticed: int = 0

    def add(self, order: RemoteOrder) -> None:
        self.documents += 1
        self.lines += len(order.lines)
        self.adjustments += order.kind is Kind.ADJUSTMENT
        self.write_offs += order.kind is Kind.WRITE_OFF
        cancelled = order.kind is Kind.CANCELLATION or order.fulfilment is Fulfilment.CANCELLED
        self.cancellations += cancelled
        self.packable += order.kind is Kind.ORDER and order.fulfilment in _TO_DO


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that a person should see before an import. `separator`: "" for a workbook.

    `refused` and `noticed` hold the first thousand; `counts` has all.
    """

    file: str
    format: str
    title: str
    encoding: str
    separator: str
    date_order: str
    decimal_mark: str
    zone: str
    currency: str
    header_row: int
    rows: int
    columns: tuple[Column, ...]
    unused: tuple[str, ...]
    missing: tuple[str, ...]
    counts: Counts
    first: tuple[Understood, ...]
    refused: tuple[Refused, ...]
    noticed: tuple[Noticed, ...]


@dataclass(slots=True)
class _Seen:
    counts: Counts = field(default_factory=Counts)
    first: list[Understood] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    noticed: list[Noticed] = field(default_factory=list)
    currency: str = ""

    def aside(self, entry: Refused | Noticed) -> None:
        if isinstance(entry, Refused):
            self.counts.refused += 1
            if len(self.refused) < MOST_LISTED:
                self.refused.append(entry)
        else:
            self.counts.noticed += 1
            if len(self.noticed) < MOST_LISTED:
                self.noticed.append(entry)


def preview(path: Path, format: str = "auto", choices: Choices | None = None) -> Preview:
    """Read a whole file of orders and say what it would become.

    Raises:
        FileRefused: it cannot be read, or not as orders.
    """
    source = open_orders(path, format, choices)
    seen = _Seen()
    for warning in source.warnings:
        seen.aside(warning)
    for found in read_orders(source):
        if isinstance(found, Found):
            seen.counts.add(found.order)
            seen.currency = seen.currency or found.order.currency
            if len(seen.first) < FIRST_ROWS:
                seen.first.extend(_rows(found))
        else:
            seen.aside(found)
    return _told(source, seen)


def preview_articles(path: Path, format: str = "auto", choices: Choices | None = None) -> Preview:
    """The same for a file of articles."""
    source = open_articles(path, format, choices)
    seen = _Seen()
    for warning in source.warnings:
        seen.aside(warning)
    for found in read_articles(source):
        if not isinstance(found, FoundArticle):
            seen.aside(found)
            continue
        article = found.article
        seen.counts.articles += 1
        seen.counts.barcodes += len(article.barcodes)
        seen.counts.bad_barcodes += sum(gtin14(code) is None for code in article.barcodes)
        if len(seen.first) < FIRST_ROWS:
            seen.first.append(
                Understood(
                    found.row, "", Kind.ORDER, None, "", article.sku, article.name.strip(), article.stock or 0,
                    article.price,
                )
            )  # fmt: skip
    return _told(source, seen)


def _rows(found: Found) -> Iterator[Understood]:
    order = found.order
    who = (order.ship_to.name or order.ship_to.company or order.buyer.name).strip()
    for position, line in enumerate(order.lines):
        yield Understood(
            found.row + position, order.number, order.kind, order.placed_at, who, line.sku, line.name.strip(),
            line.quantity, line.unit_price,
        )  # fmt: skip


def _told(source: Source[OrderFormat] | Source[ArticleFormat], seen: _Seen) -> Preview:
    shape, match, sheet = source.shape, source.match, source.sheet
    used = set(match.places.values())
    return Preview(
        file=shape.path.name, format=match.format.name, title=match.format.title, encoding=_encoding(shape),
        separator="" if shape.workbook else shape.separator, date_order=sheet.dates.value, decimal_mark=sheet.mark,
        zone=sheet.zone, currency=seen.currency or sheet.currency, header_row=match.row, rows=source.survey.rows,
        columns=tuple(Column(name, match.header[place].strip()) for name, place in match.places.items()),
        unused=tuple(
            cell.strip() for place, cell in enumerate(match.header)
            if place not in used and cell.strip() and not cell.startswith("line_item_")
        ),
        missing=tuple(name for name in match.format.columns if name not in match.places),
        counts=seen.counts, first=tuple(seen.first[:FIRST_ROWS]), refused=tuple(seen.refused),
        noticed=tuple(seen.noticed),
    )  # fmt: skip


def _encoding(shape: Shape) -> str:
    if shape.workbook:
        return "xlsx"
    return "utf-8" if shape.encoding == "utf-8-sig" else shape.encoding
