"""Orders as people see and move them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain import order as rules
from desktop.domain.errors import Ambiguous, BadInput, NotAllowed, NotFound
from desktop.domain.ledger import Account
from desktop.domain.money import to_decimal, to_minor
from desktop.domain.order import Action, Fulfilment, Payment, Stage, State
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import (
    claims,
    deliveries,
    duplicates,
    history,
    intake,
    kits,
    money,
    outbox,
    parcel_contents,
    permits,
    serials,
    settings,
    sscc,
    take_outs,
    tracking_modes,
    twins,
)
from desktop.services.changes import Work, new_op_id, now, unit
from desktop.services.duplicates import Pair
from desktop.services.history import HistoryRow

_OWN_NUMBERS = 0x4B4F4C4A  # names the lock under which a typed order gets its number
_MOST_UNITS = 1_000_000
_NEEDS = {Action.PICK: Right.PICK, Action.REOPEN: Right.PACK, Action.PUT_ASIDE: Right.PACK, Action.DELIVER: Right.SHIP}
_HIGHEST_PRICE = 10**12  # with the highest quantity it still fits the database's whole numbers


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

    @property
    def due_minor(self) -> int:
        return Account(self.state.payment, self.total_minor, self.paid_minor, self.refunded_minor).due_minor

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
        " o.fulfilment, o.held, o.pay_later"
        " FROM orders o LEFT JOIN store s ON s.id = o.store_id WHERE o.id = ?",
        (order_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    state = State(Payment(row[31]), Fulfilment(row[32]), bool(row[33]), bool(row[34]))
    bill_to = _address(row[28])
    return OrderView(
        id=order_id, number=row[0], code=row[1], source=row[2], store=row[3], store_id=row[4], remote_id=row[5],
        kind=row[6], stage=Stage(row[7]) if row[7] else None, state=state, conflict=bool(row[8]),
        currency=row[9], placed_at=utc(row[10]), ship_by=_time(row[11]), buyer=row[12], place=row[13], phone=row[14],
        email=row[15], language=row[16], courier=row[17], service=row[18], payment_method=row[19], note=row[20],
        note_seen_at=_time(row[21]), total_minor=row[22], shipping_minor=row[23], discount_minor=row[24],
        tax_minor=row[25], paid_minor=row[26], refunded_minor=row[27], bill_to=bill_to,
        ship_to=bill_to if row[29] == row[28] else _address(row[29]), lines=_with_units(order_id),
        parcels=tuple(parcels(order_id)), documents=tuple(_documents(order_id)),
        history=tuple(history.read(order_id)), remote_status=row[30],
        packer=claims.working_at(order_id) if state.fulfilment is Fulfilment.PACKING else "",
        doubles=tuple(duplicates.of_order(order_id)),
    )  # fmt: skip


def lines(order_id: int) -> list[LineView]:
    """The order's rows in its own sequence."""
    rows = run(
        "SELECT l.id, l.position, l.sku, l.name, coalesce(nullif(l.variant, ''), a.variant, ''),"
        " l.options, l.note, coalesce(a.bin, ''),"
        " coalesce(a.photo, ''), l.ordered, l.cancelled, l.packed, l.needs_packing, l.unit_price, l.total_minor,"
        " l.tax_minor, l.article_id, l.barcodes, l.note_seen_at"
        " FROM order_line l LEFT JOIN article a ON a.id = l.article_id WHERE l.order_id = ? ORDER BY l.position, l.id",
        (order_id,),
    ).fetchall()
    parts = _parts(order_id)
    return [
        LineView(*[
            *row[:5], tuple((key, value) for key, value in _listed(row[5])), *row[6:12], bool(row[12]),
            Decimal(row[13]), *row[14:17], tuple(_listed(row[17])), _time(row[18]), parts.get(row[0], ())])
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
        " part, consignment FROM parcel WHERE order_id = ? ORDER BY position",
        (order_id,),
    ).fetchall()
    return [ParcelView(*[*row[:8], *map(_time, row[8:11]), bool(row[11]), row[12]]) for row in rows]


def do(order_id: int, action: Action, comment: str = "", notify: bool = False) -> OrderView:
    """Move an order along the state table, and tell its store where the store has a word for it.

    Raises:
        NotAllowed: the table does not have this move, or it needs more than a word (packing, shipping).
        NoRight: who works here may not.
    """
    if action in (Action.START, Action.FINISH, Action.PART):
        raise NotAllowed(ref=history.called(order_id), reason=N_("packing is done by scanning."), action=action.value)
    if action is Action.SHIP:
        raise NotAllowed(
            ref=history.called(order_id), reason=N_("shipping needs a carrier; use Ship."), action=action.value
        )
    permits.require(_NEEDS.get(action, Right.ORDERS))
    with unit() as work:
        _said_by_hand(work, order_id, action)
        in_a_box = action in (Action.CANCEL, Action.REFUND) and take_outs.lies_in_a_box(order_id)
        if in_a_box and action is Action.CANCEL:  # cancelled with the last unit that comes out of its box
            rules.after(history.state_of(order_id, lock=True), action)
            take_outs.cancel(work, order_id, "office", comment, notify)
            return show(order_id)
        if action is Action.REOPEN:
            parcel_contents.reopen_last(work, order_id)
        was = history.state_of(order_id, lock=True)
        history.move(work, order_id, action, comment)
        _move_money(work, order_id, action, was.payment)
        if in_a_box:
            take_outs.cancel(work, order_id, "office", comment)
        if action is Action.HOLD:
            run("UPDATE orders SET hold_reason = ? WHERE id = ?", (comment, order_id))
        if action is Action.DELIVER:
            deliveries.order_delivered(work, order_id, deliveries.Source.HAND)
        if action is Action.CANCEL:
            run(
                "UPDATE packing_session SET closed_at = ?, outcome = 'cancelled'"
                " WHERE order_id = ? AND closed_at IS NULL",
                (ms(now()), order_id),
            )
        outbox.tell_status(work, order_id, action, comment, notify)
        return show(order_id)


def _move_money(work: Work, order_id: int, action: Action, was: Payment) -> None:
    """What a move that was just made means for the ledger of money."""
    if action is Action.CONFIRM:
        money.confirmed(work, order_id, was)
    elif action is Action.UNCONFIRM and was is Payment.PAID:
        money.unconfirmed(work, order_id)
    elif action is Action.REFUND:
        money.refunded(work, order_id)


def _said_by_hand(work: Work, order_id: int, action: Action) -> None:
    """What it means that a person makes this move."""
    if action is Action.DELIVER:
        tracking_modes.require_hand(order_id, history.called(order_id), action.value)
    if action is Action.RELEASE:
        twins.keep(work, order_id)  # who releases a double says that it is none
        run("UPDATE orders SET hold_reason = '' WHERE id = ?", (order_id,))


def comment(order_id: int, text: str, notify: bool = False) -> OrderView:
    """Add a comment to the history; with `notify` the store passes it on to the customer. It counts
    as notified from the moment when the store has confirmed it.

    Raises:
        BadInput: the comment is empty.
    """
    if not text.strip():
        raise BadInput(what=N_("The comment"), value="", next=N_("Write a few words first."))
    with unit() as work:
        history.note(work, order_id, "comment", text.strip())
        if notify:
            outbox.tell_note(work, order_id, text.strip())
        return show(order_id)


@dataclass(frozen=True, slots=True)
class NewLine:
    """One row of an order typed by a person. `unit_price` as typed, in the shop's currency."""

    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    variant: str = ""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order from the phone, a chat or a marketplace."""

    ship_to: RemoteAddress
    lines: tuple[NewLine, ...]
    email: str = ""
    courier: str = ""
    service: str = ""
    note: str = ""
    shipping: Decimal = Decimal(0)
    paid: bool = False
    pay_later: bool = False
    language: str = ""
    ship_by: datetime | None = None


def create(new: NewOrder) -> OrderView:
    """Keep an order that a person typed; it gets the shop's next own number.

    Raises:
        BadInput: it has no name or no lines, or a quantity or price that cannot be.
        NoRight: who works here may not take orders in.
    """
    permits.require(Right.ORDERS)
    _check_new(new)
    shop = settings.shop()
    with unit() as work:
        number = _next_own_number()
        remote = RemoteOrder(
            remote_id=new_op_id(), number=number, status="", currency=shop.currency, placed_at=now(),
            payment=Payment.PAID if new.paid else Payment.UNPAID, fulfilment=Fulfilment.OPEN, pay_later=new.pay_later,
            lines=tuple(_typed_line(line) for line in new.lines), shipping=new.shipping,
            total=sum((line.unit_price * line.quantity for line in new.lines), Decimal(0)) + new.shipping,
            buyer=new.ship_to, ship_to=new.ship_to, email=new.email, phone=new.ship_to.phone, language=new.language,
            note=new.note, courier=new.courier, service=new.service, ship_by=new.ship_by,
        )  # fmt: skip
        return show(intake.save_new(work, "manual", None, remote, intake.Known()))


def change_lines(order_id: int, quantities: Mapping[int, int], add: Sequence[NewLine] = (), why: str = "") -> OrderView:
    """Let lines of an order that has not left want other quantities (0 takes one away), and add lines; `why` is told.

    What lies in a box and is no longer wanted must come out of it again before the order closes. The order's total
    follows at the lines' own prices; its store hears of it in a note of its own, because lines are the store's.

    Raises:
        BadInput: no reason, a quantity that cannot be, a line of another order, or nothing would be left.
        NotAllowed: it has left the house, or is cancelled.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    if not why.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why the order is changed; the bench reads it."))
    for line in add:
        _check_line(line)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        rules.after(state, Action.CANCEL)  # what could still be cancelled can still be changed
        if take_outs.is_cancelling(order_id):
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("it is cancelled; its box is emptied first."), action="change"
            )
        before = {line.id: line for line in lines(order_id)}
        currency = str(run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
        wanted = {line_id: line.wanted for line_id, line in before.items()} | dict(quantities)
        if not set(quantities) <= set(before) or not all(0 <= units <= _MOST_UNITS for units in quantities.values()):
            raise BadInput(what=N_("The quantity"), value=max(quantities.values(), default=0),
                           next=N_("Type how many of this line are wanted now; 0 takes it away."))  # fmt: skip
        if not add and not any(wanted.values()):
            raise BadInput(what=N_("The list of articles"), value="", next=N_("Cancel the order instead."))
        new = _add_lines(order_id, add)
        for line_id, units in quantities.items():
            was = before[line_id]
            amount = worth(was, units, currency)
            run("UPDATE order_line SET total_minor = ? WHERE id = ?", (amount, line_id))
            run("UPDATE orders SET total_minor = total_minor + ? WHERE id = ?", (amount - was.total_minor, order_id))
        take_outs.change(work, order_id, quantities, "office", why.strip(), new)
        outbox.tell_note(work, order_id, why.strip(), to_customer=False)
        work.changed("decision", order_id)
        duplicates.look(work, order_id)
        return show(order_id)


def price(text: str) -> Decimal:
    """A typed price with either decimal mark.

    Raises:
        BadInput: it is not a number, below zero, or more than any article costs.
    """
    plain = "".join(letter for letter in text if not letter.isspace()).replace(",", ".")
    try:
        typed = Decimal(plain)
    except InvalidOperation:
        typed = Decimal(-1)
    if not typed.is_finite() or not 0 <= typed <= _HIGHEST_PRICE:
        raise BadInput(what=N_("The price"), value=text, next=N_("Type digits, such as 89000 or 12,50."))
    return typed


def amount(text: str, currency: str) -> int:
    """A typed amount in minor units of its currency; one that the currency cannot hold is refused and not rounded.

    Raises:
        BadInput: as `price`, or it has more decimals than its currency.
    """
    typed = price(text)
    minor = to_minor(typed, currency)
    if to_decimal(minor, currency) != typed:
        raise BadInput(what=N_("The price"), value=text, next=N_("Type digits, such as 89000 or 12,50."))
    return minor


def _typed_line(line: NewLine) -> RemoteLine:
    return RemoteLine(
        remote_id="", sku=line.sku.strip(), name=line.name.strip() or line.sku.strip(), quantity=line.quantity,
        unit_price=line.unit_price, total=line.unit_price * line.quantity, variant=line.variant,
    )  # fmt: skip


def _check_new(new: NewOrder) -> None:
    if not (new.ship_to.name or new.ship_to.company).strip():
        raise BadInput(what=N_("The buyer's name"), value="", next=N_("Type who gets the parcel."))
    if not new.lines:
        raise BadInput(what=N_("The list of articles"), value="", next=N_("Add at least one article."))
    for line in new.lines:
        _check_line(line)


def _check_line(line: NewLine) -> None:
    if not 0 < line.quantity <= _MOST_UNITS:
        raise BadInput(what=N_("The quantity"), value=line.quantity, next=N_("Type a number above zero."))
    if not (line.sku.strip() or line.name.strip()):
        raise BadInput(what=N_("The article"), value="", next=N_("Type its SKU or its name."))


def _add_lines(order_id: int, add: Sequence[NewLine]) -> list[int]:
    """Write lines at the end of an order, with what they cost; their ids."""
    position, currency, store_id = run(
        "SELECT coalesce(max(l.position), 0), o.currency, o.store_id FROM orders o LEFT JOIN order_line l"
        " ON l.order_id = o.id WHERE o.id = ? GROUP BY o.currency, o.store_id",
        (order_id,),
    ).fetchone()
    known, made = intake.Known(), []
    for line in map(_typed_line, add):
        position += 1
        article_id = intake.article_for(line, store_id, currency, known)
        made.append(insert(intake.LINE, intake.new_line_row(order_id, position, line, currency, article_id)))
        run("UPDATE orders SET total_minor = total_minor + ? WHERE id = ?", (to_minor(line.total, currency), order_id))
    if made and intake.has_kits(known):
        kits.explode(order_id)
    return made


def worth(line: LineView, units: int, currency: str) -> int:
    """What so many units of a line cost: at what its own units did, else at its unit price."""
    if line.wanted:
        return round(line.total_minor * units / line.wanted)
    return to_minor(line.unit_price * units, currency)


def _next_own_number() -> str:
    if is_postgres():  # one office after the other, until its unit ends; SQLite has one writer anyway
        run("SELECT pg_advisory_xact_lock(?)", (_OWN_NUMBERS,))
    newest = run("SELECT number FROM orders WHERE source = 'manual' ORDER BY id DESC LIMIT 1").fetchone()
    return f"M{int(newest[0][1:]) + 1}" if newest else "M1001"


def _documents(order_id: int) -> Sequence[DocumentRow]:
    rows = run(
        "SELECT id, kind, number, issued_at, void_reason, corrects FROM document WHERE order_id = ? ORDER BY id",
        (order_id,),
    ).fetchall()
    return [DocumentRow(row[0], row[1], row[2], utc(row[3]), row[4], row[5]) for row in rows]


def _address(row_id: int | None) -> RemoteAddress:
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
