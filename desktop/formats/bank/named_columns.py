"""A table of any bank, by the names of its columns: a day, a text, and an amount with its sign or in two columns.

Only what the table itself proves is taken: the order of day and month, the decimal mark, which way the money went.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.money import to_minor
from desktop.formats.bank.cells import below, damaged, day, one_blank, table, value
from desktop.formats.bank.entry import Entry, Head, LeftOut, NothingMoved, Reading
from desktop.formats.dates import DateOrder, order_of, tidy
from desktop.formats.detect import Shape
from desktop.formats.errors import FileRefused
from desktop.formats.numbers import mark_in
from desktop.formats.recognise import places_of
from desktop.i18n import N_, decimals

_COLUMNS = {
    "day": ("bokföringsdag", "bokföringsdatum", "bokforingsdag", "bokforingsdatum", "booking date", "posting date",
            "transaction date", "transaktionsdatum", "tanggal transaksi", "tanggal", "tgl", "datum", "date"),
    "text": ("text", "description", "keterangan", "uraian", "beskrivning", "meddelande", "message", "details",
             "rubrik", "transaktion", "berita", "remark", "remarks", "transaction description"),
    "payer": ("payer", "name", "betalare", "avsändare", "avsandare", "namn", "nama", "nama pengirim", "pengirim",
              "sender", "counterparty"),
    "reference": ("reference", "referens", "ocr", "referensi", "no referensi", "reference no.", "no. referensi"),
    "amount": ("amount", "belopp", "jumlah", "nominal", "mutasi", "sum"),
    "credit": ("credit", "kredit", "insättning", "insattning", "in", "uang masuk", "deposit", "credit amount"),
    "debit": ("debit", "debet", "uttag", "out", "ut", "uang keluar", "withdrawal", "debit amount"),
    "side": ("dc", "d/c", "db/cr", "cr/db", "type", "jenis", "debit/credit", "credit/debit"),
    "currency": ("currency", "valuta", "mata uang", "ccy"),
    "account": ("account", "account no", "konto", "kontonummer", "no. rekening", "no rekening"),
}  # fmt: skip
_IN = frozenset({"cr", "c", "credit", "kredit", "k", "in", "masuk"})
_OUT = frozenset({"db", "dr", "d", "debit", "debet", "out", "keluar"})
_PROOF = 20_000  # rows that are asked for the order of dates and the decimal mark


@dataclass(frozen=True, slots=True)
class _Layout:
    shape: Shape
    top: int
    places: dict[str, int]
    width: int
    order: DateOrder
    mark: str
    currency: str


def recognise(head: Head) -> Reading | None:
    found = table(head)
    if found is None:
        return None
    shape, first = found
    for number, cells in first:
        at = places_of(_COLUMNS, cells)
        if "day" in at and ("text" in at or "payer" in at) and _has_amount(at):
            layout = _layout(head, shape, number, at, len(cells))
            return Reading("columns", N_("Table with named columns"), "columns", partial(_entries, layout))
    return None


def _has_amount(at: dict[str, int]) -> bool:
    return "amount" in at or "credit" in at


def _layout(head: Head, shape: Shape, top: int, at: dict[str, int], width: int) -> _Layout:
    """What the rows prove.

    Raises:
        FileRefused: they leave open what comes first, or what a mark in the amounts means.
    """
    days: list[str] = []
    amounts: list[str] = []
    for _number, cells in below(shape, top):
        if len(days) >= _PROOF:
            break
        days.append(_cell(cells, at, "day"))
        amounts += [said for name in ("amount", "credit", "debit") if (said := _cell(cells, at, name))]
    order = order_of(days)
    if order is None:
        if days and not all(said[:4].isdigit() for said in days):
            raise FileRefused(
                file=head.path.name, reason=N_("no date in it says whether day or month comes first. Export more days.")
            )
        order = DateOrder.YEAR_FIRST
    marks = {mark for said in amounts if (mark := mark_in(said))}
    if len(marks) > 1:
        raise FileRefused(file=head.path.name, reason=N_("its amounts are written in two ways."))
    mark = next(iter(marks), "")
    if not mark and decimals(head.currency) and any("." in said or "," in said for said in amounts):
        raise FileRefused(file=head.path.name, reason=N_("its amounts do not say what their marks mean."))
    return _Layout(shape, top, at, width, order, mark, head.currency)


def _entries(layout: _Layout) -> Iterator[Entry | LeftOut]:
    path, at = layout.shape.path, layout.places
    last = max(at.values())
    for number, cells in below(layout.shape, layout.top):
        if len(cells) <= last:
            raise damaged(path, number, N_("the row ends before its last column."))
        if any(cells[layout.width :]):
            raise damaged(path, number, N_("the row has more cells than the header."))
        currency = _cell(cells, at, "currency").upper() or layout.currency
        signed = _signed(layout, number, cells, currency)
        payer, said, reference = (one_blank(_cell(cells, at, name)) for name in ("payer", "text", "reference"))
        text = " ".join(part for part in (reference, said, payer) if part)
        if not signed:
            yield LeftOut(number, NothingMoved(text=text))
            continue
        yield Entry(
            number, day(path, number, _cell(cells, at, "day"), layout.order), signed, currency, text,
            payer=payer or said, said=said, references=(reference,) if reference else (),
            account=_cell(cells, at, "account"),
        )  # fmt: skip


def _signed(layout: _Layout, number: int, cells: Sequence[str], currency: str) -> int:
    """The amount, below 0 for what went out."""
    path = layout.shape.path

    def read(name: str) -> int:
        return to_minor(value(path, number, _cell(cells, layout.places, name), layout.mark), currency)

    if "credit" in layout.places:
        came, went = read("credit"), read("debit")
        if came and went:
            raise damaged(path, number, N_("it is both debit and credit."))
        return came or -abs(went)
    amount = read("amount")
    side = _cell(cells, layout.places, "side").casefold()
    if side in _OUT:
        return -abs(amount)
    return abs(amount) if side in _IN else amount


def _cell(cells: Sequence[str], at: dict[str, int], name: str) -> str:
    place = at.get(name)
    return tidy(cells[place]) if place is not None and place < len(cells) else ""
