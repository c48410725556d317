"""What the list of documents says of each, and what it is as a table for a spreadsheet."""

from functools import partial

from desktop.i18n import N_, _, date, money
from desktop.services.exporting import Amount, Table
from desktop.services.exporting import Column as Field
from desktop.services.exporting import Kind as FieldKind
from desktop.services.invoicing import listing
from desktop.services.invoicing.listing import Asked, Entry, Sum
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.words import order_name

KINDS = {"invoice": N_("Invoice"), "credit-note": N_("Credit note"), "receipt": N_("Receipt")}
COLUMNS = (
    Column(N_("Number"), 150, stretch=2),
    Column(N_("Buyer"), 110, stretch=3),
    Column(N_("State"), 110, stretch=2),
    Column(N_("Total"), 108, RIGHT, stretch=1),
)


def source(asked: Asked, zone: str) -> Source[Entry]:
    """Where the rows of the list come from."""
    return Source(page=partial(listing.page, asked), show=partial(row_of, zone), id=_id,
                  size=partial(listing.size, asked))  # fmt: skip


def row_of(zone: str, entry: Entry) -> Row:
    total = money(entry.total_minor, entry.currency)
    return Row(
        (
            Cell(entry.number, _(KINDS.get(entry.kind, entry.kind)), strong=True, codes=True),
            Cell(entry.buyer or "–", f"{date(entry.issued_at, zone=zone)} · {order_name(entry.order_number)}"),
            _state(entry),
            Cell(f"−{total}" if entry.kind == "credit-note" else total, _due(entry), strong=True, sub_ink="warn.ink"),
        ),
        dim=bool(entry.void_reason),
    )


def summed(sums: list[Sum]) -> str:
    """What the list comes to, a currency after the other."""
    return " · ".join(money(each.total_minor, each.currency) for each in sums)


def table(asked: Asked) -> Table:
    """The same list for a spreadsheet, with the same sums."""
    columns = (
        Field(_("Number")), Field(_("Kind")), Field(_("Date"), FieldKind.TIME), Field(_("Order")), Field(_("Buyer")),
        Field(_("Sum"), FieldKind.MONEY), Field(_("Total"), FieldKind.MONEY, total=False),
        Field(_("To pay"), FieldKind.MONEY, total=False), Field(_("Corrects")), Field(_("Voided")),
        Field(_("Tax office's number")),
    )  # fmt: skip
    rows = (
        (
            entry.number, _(KINDS.get(entry.kind, entry.kind)), entry.issued_at, entry.order_number, entry.buyer,
            Amount(listing.signed_minor(entry), entry.currency), Amount(entry.total_minor, entry.currency),
            Amount(entry.due_minor, entry.currency), entry.corrects, entry.void_reason, entry.tax_number,
        )
        for entry in listing.every(asked)
    )  # fmt: skip
    return Table(_("Invoices"), columns, rows)


def _state(entry: Entry) -> Cell:
    if entry.void_reason:
        return Cell(_("Voided"), entry.void_reason, mark="ban", ink="ink.secondary")
    if entry.corrects:
        return Cell(_("Corrects"), entry.corrects, mark="undo-2", ink="ink.secondary")
    if entry.kind != "invoice":
        return Cell(_("Stands"), mark="circle-check", mark_ink="ink.muted", ink="ink.secondary")
    if entry.credited_minor >= entry.total_minor > 0:
        return Cell(_("Credited"), mark="undo-2", ink="ink.secondary")
    part = ""
    if entry.credited_minor:
        part = _("{amount} credited").format(amount=money(entry.credited_minor, entry.currency))
    if entry.due_minor:
        return Cell(_("Unpaid"), part, mark="attention", ink="warn.ink", strong=True)
    return Cell(_("Paid"), part, mark="circle-check", mark_ink="ink.muted", ink="ink.secondary")


def _due(entry: Entry) -> str:
    if not entry.due_minor or entry.due_minor == entry.total_minor:
        return ""
    return _("{amount} to pay").format(amount=money(entry.due_minor, entry.currency))


def _id(entry: Entry) -> int:
    return entry.id
