"""Orders as people see them: found by what they are called, and read whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from desktop.domain.errors import Ambiguous, NotFound
from desktop.domain.ledger import Account
from desktop.domain.order import Fulfilment, Payment, Stage, State
from desktop.domain.remote import RemoteAddress
from desktop.i18n import N_
from desktop.models.base import run, storable, utc
from desktop.services import claims, duplicates, history, order_links, serials, sscc
from desktop.services.duplicates import Pair
from desktop.services.history import HistoryRow
from desktop.services.order_links import Link


@dataclass(frozen=True, slots=True)
class PartView:
    """One component of a kit: `wanted` and `packed` count the whole line, `units` are in one kit."""

    id: int
    article_id: int
    sku: str
    name: str
    variant: str
    bin: str
    photo: str
    units: int
    wanted: int
    packed: int

    @property
    def left(self) -> int:
        return max(0, self.wanted - self.packed)

    @property
    def out(self) -> int:
        return max(0, self.packed - self.wanted)


@dataclass(frozen=True, slots=True)
class LineView:
    """One row. `left` is what still needs packing; `bin` and `photo` are its article's, "" where there is none.

    A kit has `parts`, each scanned by its own code: `packed` are the kits that are complete, while `left` and `out`
    count components. `out` are units in a box that are no longer wanted and must come out again.
    """

    id: int
    position: int
    sku: str
    name: str
    variant: str
    options: tuple[tuple[str, str], ...]
    note: str
    bin: str
    photo: str
    ordered: int
    cancelled: int
    packed: int
    needs_packing: bool
    unit_price: Decimal
    total_minor: int
    tax_minor: int
    article_id: int | None
    barcodes: tuple[str, ...]
    note_seen_at: datetime | None = None
    parts: tuple[PartView, ...] = ()
    known: tuple[str, ...] = ()  # serial numbers, lots and dates of its units; of a whole order that is shown
    discount_minor: int = 0  # given here on this line; the total is after it
    origin_id: int | None = None  # the order that it was bought with, where it is packed with another one

    @property
    def options_text(self) -> str:
        """The chosen options of a line, as a paper names them."""
        return ", ".join(value for _name, value in self.options)

    @property
    def wanted(self) -> int:
        return self.ordered - self.cancelled

    @property
    def left(self) -> int:
        if self.parts:
            return sum(part.left for part in self.parts)
        return max(0, self.wanted - self.packed) if self.needs_packing else 0

    @property
    def out(self) -> int:
        if self.parts:
            return sum(part.out for part in self.parts)
        return max(0, self.packed - self.wanted) if self.needs_packing else 0

    @property
    def to_pack(self) -> int:
        """Units that are scanned for it in all: the components of a kit."""
        if self.parts:
            return sum(part.wanted for part in self.parts)
        return self.wanted if self.needs_packing else 0


@dataclass(frozen=True, slots=True)
class ParcelView:
    id: int
    position: int
    code: str
    state: str
    carrier: str
    service: str
    tracking: str
    weight_g: int | None
    closed_at: datetime | None
    shipped_at: datetime | None
    sealed_at: datetime | None = None  # its own label was scanned onto it
    part: bool = False  # sent ahead of the rest of the order
    consignment: int = 1  # which of the order's shipments it goes with
    ship_to_id: int | None = None  # where it went, where its order goes somewhere else since


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An issued paper with a legal number. `void_reason` "" = it stands; `corrects` is the id of what it corrects."""

    id: int
    kind: str
    number: str
    issued_at: datetime
    void_reason: str = ""
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """Money off, given here. `kind`: coupon, gift or other. `percent` "" where it was an amount."""

    id: int
    kind: str
    code: str
    percent: str
    amount_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """Everything about one order. Money is in minor units of `currency`; `due_minor` is what is still to be paid."""

    id: int
    number: str
    code: str
    source: str
    store: str  # the store's name, "" for none
    store_id: int | None
    remote_id: str
    kind: str
    stage: Stage | None  # None for documents that are not orders
    state: State
    conflict: bool
    currency: str
    placed_at: datetime
    ship_by: datetime | None
    buyer: str
    place: str
    phone: str
    email: str
    language: str
    courier: str
    service: str
    payment_method: str
    note: str
    note_seen_at: datetime | None
    total_minor: int
    shipping_minor: int
    discount_minor: int
    tax_minor: int
    paid_minor: int
    refunded_minor: int
    bill_to: RemoteAddress
    ship_to: RemoteAddress
    lines: tuple[LineView, ...]
    parcels: tuple[ParcelView, ...]
    documents: tuple[DocumentRow, ...]
    history: tuple[HistoryRow, ...]
    remote_status: str
    packer: str = ""  # who packs it at this moment, and where: "Sari · Bench 2"
    doubles: tuple[Pair, ...] = ()  # orders that it may be the same as, while nobody has looked
    unique_code_minor: int = 0  # part of the total: what a transfer is known by
    own_discount_minor: int = 0  # part of the discount: given here and not by the store
    discounts: tuple[Discount, ...] = ()
    expedited_at: datetime | None = None
    channel: str = ""  # phone, chat, marketplace, ... of an order typed here
    channel_ref: str = ""  # its number there
    store_flag: str = ""  # the store's own warning of fraud, only shown
    links: tuple[Link, ...] = ()

    @property
    def due_minor(self) -> int:
        return self._account.due_minor

    @property
    def surplus_minor(self) -> int:
        """What was paid too much and has not gone back."""
        return self._account.surplus_minor

    @property
    def to_pay_back_minor(self) -> int:
        """What was kept of a cancelled order, or paid too much, and has not gone back."""
        return self._account.to_pay_back_minor

    @property
    def _account(self) -> Account:
        cancelled = self.state.fulfilment is Fulfilment.CANCELLED
        return Account(self.state.payment, self.total_minor, self.paid_minor, self.refunded_minor, cancelled)

    @property
    def units(self) -> int:
        return sum(line.to_pack for line in self.lines)

    @property
    def units_left(self) -> int:
        return sum(line.left for line in self.lines)


def find(ref: str) -> int:
    """The order that a person or a scan means: by its number, our code on its papers, a parcel's code or tracking.

    Raises:
        NotFound: nothing here is called so.
        Ambiguous: two stores have given this number; nobody but the person knows which order is meant.
    """
    text = sscc.meant(storable(ref.strip().lstrip("#")).strip())
    if not text:  # else a parcel that has no tracking number yet would be called so
        raise NotFound(what=N_("order"), ref=ref)
    for statement in (
        "SELECT id FROM orders WHERE number = ? AND kind = 'order' ORDER BY id DESC LIMIT 1",
        "SELECT id FROM orders WHERE number = ? ORDER BY id DESC LIMIT 1",
        "SELECT id FROM orders WHERE code = ?",
        "SELECT order_id FROM parcel WHERE code = ?",
        "SELECT order_id FROM parcel WHERE tracking = ? ORDER BY id DESC LIMIT 1",
        "SELECT id FROM orders WHERE source_ref = ? ORDER BY id DESC LIMIT 1",
    ):
        for form in dict.fromkeys((text, text.upper())):
            row = run(statement, (form,)).fetchone()
            if row:
                _refuse_namesakes(ref, form)
                return int(row[0])
    raise NotFound(what=N_("order"), ref=ref)


def _refuse_namesakes(ref: str, number: str) -> None:
    # In one store the newer document of a number is meant; another store's order is another buyer's parcel.
    found = run(
        "SELECT o.code, s.name FROM orders o JOIN store s ON s.id = o.store_id"
        " WHERE o.number = ? AND o.kind = 'order' ORDER BY o.id DESC LIMIT 20",
        (number,),
    ).fetchall()
    if len({store for _code, store in found}) > 1:
        raise Ambiguous(ref=ref, found=", ".join(f"{code} ({store})" for code, store in found))


def show(order_id: int) -> OrderView:
    """The whole order as it is now.

    Raises:
        NotFound: there is no such order.
    """
    row = run(
        "SELECT o.number, o.code, o.source, coalesce(s.name, ''), o.store_id, o.source_ref, o.kind, o.stage,"
        " o.conflict, o.currency, o.placed_at, o.ship_by, o.buyer, o.place, o.phone, o.email, o.language, o.courier,"
        " o.service, o.payment_method, o.note, o.note_seen_at, o.total_minor, o.shipping_minor, o.discount_minor,"
        " o.tax_minor, o.paid_minor, o.refunded_minor, o.bill_to_id, o.ship_to_id, o.remote_status, o.payment,"
        " o.fulfilment, o.held, o.pay_later, o.unique_code_minor, o.own_discount_minor, o.expedited_at, o.channel,"
        " o.channel_ref, o.store_flag"
        " FROM orders o LEFT JOIN store s ON s.id = o.store_id WHERE o.id = ?",
        (order_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    state = State(Payment(row[31]), Fulfilment(row[32]), bool(row[33]), bool(row[34]))
    bill_to = address(row[28])
    return OrderView(
        id=order_id, number=row[0], code=row[1], source=row[2], store=row[3], store_id=row[4], remote_id=row[5],
        kind=row[6], stage=Stage(row[7]) if row[7] else None, state=state, conflict=bool(row[8]),
        currency=row[9], placed_at=utc(row[10]), ship_by=_time(row[11]), buyer=row[12], place=row[13], phone=row[14],
        email=row[15], language=row[16], courier=row[17], service=row[18], payment_method=row[19], note=row[20],
        note_seen_at=_time(row[21]), total_minor=row[22], shipping_minor=row[23], discount_minor=row[24],
        tax_minor=row[25], paid_minor=row[26], refunded_minor=row[27], bill_to=bill_to,
        ship_to=bill_to if row[29] == row[28] else address(row[29]), lines=_with_units(order_id),
        parcels=tuple(parcels(order_id)), documents=tuple(_documents(order_id)),
        history=tuple(history.read(order_id)), remote_status=row[30],
        packer=claims.working_at(order_id) if state.fulfilment is Fulfilment.PACKING else "",
        doubles=tuple(duplicates.of_order(order_id)), unique_code_minor=row[35], own_discount_minor=row[36],
        discounts=discounts(order_id) if row[36] else (), expedited_at=_time(row[37]), channel=row[38],
        channel_ref=row[39], store_flag=row[40], links=order_links.of(order_id),
    )  # fmt: skip


def lines(order_id: int) -> list[LineView]:
    """The order's rows in its own sequence."""
    rows = run(
        "SELECT l.id, l.position, l.sku, l.name, coalesce(nullif(l.variant, ''), a.variant, ''),"
        " l.options, l.note, coalesce(a.bin, ''),"
        " coalesce(a.photo, ''), l.ordered, l.cancelled, l.packed, l.needs_packing, l.unit_price, l.total_minor,"
        " l.tax_minor, l.article_id, l.barcodes, l.note_seen_at, l.discount_minor, l.origin_id"
        " FROM order_line l LEFT JOIN article a ON a.id = l.article_id WHERE l.order_id = ? ORDER BY l.position, l.id",
        (order_id,),
    ).fetchall()
    parts = _parts(order_id)
    return [
        LineView(*[
            *row[:5], tuple((key, value) for key, value in _listed(row[5])), *row[6:12], bool(row[12]),
            Decimal(row[13]), *row[14:17], tuple(_listed(row[17])), _time(row[18]),
            parts.get(row[0], ()), (), row[19], row[20],
        ])
        for row in rows
    ]  # fmt: skip


def _with_units(order_id: int) -> tuple[LineView, ...]:
    """The lines with what is known of their units."""
    known: dict[int, list[str]] = {}
    for row in serials.of_order(order_id):
        said = " ".join(text for text in (row.serial, row.lot, row.expiry.isoformat() if row.expiry else "") if text)
        if said and row.line_id is not None:
            known.setdefault(row.line_id, []).append(said)
    found = lines(order_id)
    return tuple(replace(line, known=tuple(known.get(line.id, ()))) for line in found) if known else tuple(found)


def _parts(order_id: int) -> dict[int, tuple[PartView, ...]]:
    """The components of the order's kits, by line."""
    found: dict[int, tuple[PartView, ...]] = {}
    for line_id, *said in run(
        "SELECT q.line_id, q.id, q.article_id, a.sku, a.name, a.variant, a.bin, a.photo, q.units,"
        " (l.ordered - l.cancelled) * q.units, q.packed FROM line_part q JOIN order_line l ON l.id = q.line_id"
        " JOIN article a ON a.id = q.article_id WHERE l.order_id = ? ORDER BY q.line_id, q.id",
        (order_id,),
    ).fetchall():
        found[line_id] = (*found.get(line_id, ()), PartView(*said))
    return found


def _listed(text: str) -> list[Any]:
    return [] if text == "[]" else json.loads(text)  # mostly there is nothing


def parcels(order_id: int) -> list[ParcelView]:
    rows = run(
        "SELECT id, position, code, state, carrier, service, tracking, weight_g, closed_at, shipped_at, sealed_at,"
        " part, consignment, ship_to_id FROM parcel WHERE order_id = ? ORDER BY position",
        (order_id,),
    ).fetchall()
    return [ParcelView(*[*row[:8], *map(_time, row[8:11]), bool(row[11]), *row[12:]]) for row in rows]


def discounts(order_id: int) -> tuple[Discount, ...]:
    """What was taken off the order's price here and still is, the oldest first."""
    rows = run(
        "SELECT id, kind, code, percent, amount_minor, reason FROM order_discount"
        " WHERE order_id = ? AND ended_at IS NULL ORDER BY id",
        (order_id,),
    ).fetchall()
    return tuple(Discount(*row) for row in rows)


def _documents(order_id: int) -> Sequence[DocumentRow]:
    rows = run(
        "SELECT id, kind, number, issued_at, void_reason, corrects FROM document WHERE order_id = ? ORDER BY id",
        (order_id,),
    ).fetchall()
    return [DocumentRow(row[0], row[1], row[2], utc(row[3]), row[4], row[5]) for row in rows]


def address(row_id: int | None) -> RemoteAddress:
    """An address by its id; an empty one for None."""
    if row_id is None:
        return RemoteAddress()
    return RemoteAddress(
        *run(
            "SELECT name, company, line1, line2, village, district, city, region, postcode, country, phone, instruction"
            " FROM address WHERE id = ?",
            (row_id,),
        ).fetchone()
    )


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
