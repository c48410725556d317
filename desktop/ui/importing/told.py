"""What a file would become, and what an import did, as rows of words."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.money import to_minor
from desktop.formats.dates import ORDER_WORDS
from desktop.formats.preview import Counts, Preview, Understood
from desktop.i18n import N_, _, day_time, money, ngettext, number
from desktop.services.imports import ImportResult
from desktop.ui.rows import RIGHT, Cell, Column, Row

FIRST = (
    Column(N_("Row"), 56, RIGHT),
    Column(N_("Order"), 176),
    Column(N_("Who"), 110, stretch=2),
    Column(N_("Article"), 150, stretch=3),
    Column(N_("Pieces"), 72, RIGHT),
    Column(N_("Price"), 120, RIGHT),
)
WRONG = (Column(N_("Row"), 56, RIGHT), Column(N_("What is wrong, or should be known"), 400, stretch=1))


@dataclass(frozen=True, slots=True)
class Remark:
    """A row that is left out, or kept with a remark."""

    row: int
    words: str
    left_out: bool


def remarks_of(preview: Preview) -> list[Remark]:
    """What is wrong and in which row, in the file's order."""
    found = [Remark(entry.row, entry.reason.say(), True) for entry in preview.refused]
    found += [Remark(entry.row, entry.reason.say(), False) for entry in preview.noticed]
    return sorted(found, key=lambda remark: remark.row)


def remarks_after(result: ImportResult) -> list[Remark]:
    found = [Remark(entry.row, entry.reason, True) for entry in result.refused]
    found += [Remark(entry.row, entry.reason, False) for entry in result.noticed]
    return sorted(found, key=lambda remark: remark.row)


def remark_row(remark: Remark) -> Row:
    mark = "wrong" if remark.left_out else "attention"
    kind = _("Left out") if remark.left_out else _("Kept")
    return Row((Cell(number(remark.row)), Cell(remark.words, kind, mark=mark)), tip=remark.words)


def first_row(currency: str, zone: str, entry: Understood) -> Row:
    """One row of the file as it will be kept."""
    placed = day_time(entry.placed_at, zone=zone or None) if entry.placed_at else ""
    price = money(to_minor(entry.price, currency), currency) if entry.price is not None and currency else ""
    return Row(
        (
            Cell(number(entry.row)), Cell(entry.document, placed, strong=True, codes=True), Cell(entry.who),
            Cell(entry.article or entry.sku, entry.sku if entry.article else ""), Cell(number(entry.quantity)),
            Cell(price),
        )
    )  # fmt: skip


def makes(counts: Counts, articles: bool) -> str:
    """What a file makes, in one line."""
    if articles:
        parts = [
            ngettext("{count} article", "{count} articles", counts.articles).format(count=number(counts.articles)),
            ngettext("{count} barcode", "{count} barcodes", counts.barcodes).format(count=number(counts.barcodes)),
        ]
    else:
        parts = [
            ngettext("{count} order", "{count} orders", counts.documents).format(count=number(counts.documents)),
            _("{count} to pack").format(count=number(counts.packable)),
            ngettext("{count} line", "{count} lines", counts.lines).format(count=number(counts.lines)),
        ]
        if counts.cancellations:
            parts.append(_("{count} cancelled").format(count=number(counts.cancellations)))
    if counts.refused:
        parts.append(_("{count} rows left out").format(count=number(counts.refused)))
    return " · ".join(parts)


def read_as(preview: Preview) -> list[tuple[str, str]]:
    """How the file was read: what, and the answer."""
    marks = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": "|"}
    dates = {order.value: _(words) for order, words in ORDER_WORDS.items()}
    rows: Sequence[tuple[str, str]] = [
        (_("Layout"), _(preview.title)),
        (_("Rows"), number(preview.rows)),
        (_("Characters"), preview.encoding),
        (_("Separator"), marks.get(preview.separator, preview.separator)),
        (_("Dates"), dates.get(preview.date_order, preview.date_order)),
        (_("Decimal mark"), preview.decimal_mark),
        (_("Time zone"), preview.zone),
        (_("Currency"), preview.currency),
        (_("Columns used"), ", ".join(column.heading for column in preview.columns)),
        (_("Columns not used"), ", ".join(preview.unused)),
    ]
    return [(what, answer) for what, answer in rows if answer]
