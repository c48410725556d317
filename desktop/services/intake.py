"""What a store, a file or a person says becomes an order of ours: one road for all three."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from operator import attrgetter

from desktop.domain import order as rules
from desktop.domain.codes import gtin14, gtin_fault, order_code, order_code_by_id
from desktop.domain.money import to_minor
from desktop.domain.order import Payment, State
from desktop.domain.payment_policy import Policies
from desktop.domain.remote import Kind, RemoteAddress, RemoteLine, RemoteOrder
from desktop.models.base import db, insert, ms, run, sql
from desktop.services import blocking, duplicates, history, kits, messages, payment_policies, tombstones
from desktop.services.changes import Work, now

ADDRESS = (
    "INSERT INTO address (name, company, line1, line2, village, district, city, region, postcode, country, phone,"
    " instruction, postcode_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
ORDER = (
    "INSERT INTO orders (source, source_ref, number, code, store_id, kind, currency, payment, fulfilment, held,"
    " pay_later, stage, conflict, placed_at, due_at, ship_by, buyer, place, phone, email, language, courier, service,"
    " payment_method, note, hold_reason, total_minor, shipping_minor, discount_minor, tax_minor, paid_minor,"
    " refunded_minor, line_count, unit_count, customer_id, bill_to_id, ship_to_id, remote_status, remote_modified,"
    " remote_seen, created_at) VALUES (" + ", ".join(["?"] * 41) + ")"
)
CUSTOMER = "INSERT INTO customer (key, name, company, email, phone, language) VALUES (?, ?, ?, ?, ?, ?)"
ARTICLE = (
    "INSERT INTO article (sku, sku_folded, name, variant, price, currency, bin, photo, counted, needs_packing,"
    " on_hand, reserved) VALUES (?, ?, ?, ?, ?, ?, '', '', ?, ?, 0, 0)"
)
LINE = (
    "INSERT INTO order_line (order_id, position, remote_id, article_id, sku, name, variant, options, note, barcodes,"
    " ordered, cancelled, packed, needs_packing, unit_price, total_minor, tax_minor)"
    " VALUES (" + ", ".join(["?"] * 17) + ")"
)


_OF_ANOTHER = 36**6  # far above every id

# dataclasses.astuple copies every value deeply, which was a fifth of an import.
_PARTS = attrgetter(*(part.name for part in fields(RemoteAddress)))


@dataclass(slots=True)
class Known:
    """What one run of an import or a sync has looked up already; thrown away with it.

    A SKU means the article that has it exactly, else the one that has it with other capitals. `doubtful` are SKUs that
    fold to several articles and equal none: they get an article of their own, and a person may join them.
    """

    articles: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    kits: bool | None = None  # whether the shop has any; None: not looked yet
    policies: Policies | None = None  # of paying; None: not looked yet
    blocked: frozenset[int] | None = None  # customers who may not pay later; None: not looked yet


def find(source: str, source_ref: str) -> int | None:
    """The order that this document became, if it has come before."""
    row = run("SELECT id FROM orders WHERE source = ? AND source_ref = ?", (source, source_ref)).fetchone()
    return None if row is None else int(row[0])


def save_new(
    work: Work, source: str, store_id: int | None, order: RemoteOrder, known: Known, comment: str = "",
    *, vouched: bool = False,
) -> int:  # fmt: skip
    """Keep a document that is not here yet, with its lines, customer and stock claims; returns its id.

    `vouched`: its shop has looked whether it is another order once more; nobody asks again.

    Part of the caller's unit. Documents that are not orders (cancellations, adjustments, write-offs) are kept without a
    stage: they can be found, and never reach the queue.
    """
    erased = tombstones.is_of_erased(customer_key(source, order), order.placed_at)
    if erased:
        order = tombstones.nameless(order)
    customer = _customer(source, order, known)
    state = first_state(order, known, customer)
    order_id = _insert_order(source, store_id, order, state, customer)
    if erased:
        tombstones.mark_order(work, order_id, ms(now()))
    insert_lines(order_id, store_id, order, known)
    if order.kind is Kind.ORDER:
        history.begin(work, order_id, state, comment)
        note_kept_back(work, order_id, order, state, known)
        if not vouched:
            duplicates.look_new(work, [(order_id, order)])
        if store_id is not None:
            messages.received(work, order_id)
    else:
        history.note(work, order_id, "received", comment)
    return order_id


def first_state(order: RemoteOrder, known: Known, customer: int | None) -> State:
    """What its source says, under the shop's policy for this way of paying, and what its customer may."""
    if known.blocked is None:
        known.blocked = blocking.everybody()
    state = _by_policy(order, known)
    return blocking.arrives(state) if customer in known.blocked else state


def note_kept_back(work: Work, order_id: int, order: RemoteOrder, state: State, known: Known) -> None:
    """Say in the history of a new order that it waits because of its customer."""
    if known.blocked and state != _by_policy(order, known):
        history.note(work, order_id, blocking.ACTION)


def _by_policy(order: RemoteOrder, known: Known) -> State:
    if known.policies is None:
        known.policies = payment_policies.now_in_force()
    said = State(order.payment, order.fulfilment, order.held, order.pay_later)
    return known.policies.arrives(order.payment_method, said)


def insert_lines(order_id: int, store_id: int | None, order: RemoteOrder, known: Known) -> None:
    """Write the lines of a document, in its own sequence; identical lines stay several."""
    rows = [
        line_row(order_id, position, order, line, article_for(line, store_id, order.currency, known))
        for position, line in enumerate(order.lines, start=1)
    ]
    many(LINE, rows)
    if has_kits(known):
        kits.explode(order_id)


def has_kits(known: Known) -> bool:
    """Whether lines may be kits; looked up once in a run."""
    if known.kits is None:
        known.kits = kits.any_kits()
    return known.kits


def line_row(
    order_id: int, position: int, order: RemoteOrder, line: RemoteLine, article_id: int | None
) -> tuple[object, ...]:
    """The values of LINE, in its sequence."""
    return new_line_row(order_id, position, line, order.currency, article_id, packed_at_start(order, line))


def new_line_row(
    order_id: int, position: int, line: RemoteLine, currency: str, article_id: int | None, packed: int = 0
) -> tuple[object, ...]:
    """The same, of a line that stands alone; `packed` are units that had left before."""
    return (
        order_id, position, line.remote_id, article_id, line.sku, line.name,
        line.variant, json.dumps(line.options, ensure_ascii=False) if line.options else "[]", line.note,
        json.dumps(line.barcodes) if line.barcodes else "[]",
        line.quantity, line.refunded, packed, line.needs_packing, str(line.unit_price),
        to_minor(line.total, currency), _minor(line.tax, currency),
    )  # fmt: skip


def packed_at_start(order: RemoteOrder, line: RemoteLine) -> int:
    """Units that had left, or were in a closed parcel, before Kolli heard of the order."""
    if not line.needs_packing or order.kind is not Kind.ORDER or order.fulfilment is rules.Fulfilment.CANCELLED:
        return 0
    wanted = line.quantity - line.refunded
    if order.fulfilment not in (rules.Fulfilment.OPEN, rules.Fulfilment.PICKING, rules.Fulfilment.PACKING):
        return wanted
    sent = [units for parcel in order.parcels if parcel.state != "cancelled"
            for line_id, units in parcel.lines if line_id == line.remote_id]  # fmt: skip
    return max(0, min(wanted, sum(sent)))


def counts(lines: Sequence[RemoteLine]) -> tuple[int, int]:
    """Rows, and units that need packing."""
    return len(lines), sum(line.quantity - line.refunded for line in lines if line.needs_packing)


def insert_address(address: RemoteAddress) -> int | None:
    """A new address row; None where nothing at all was written."""
    values = address_row(address)
    return None if values is None else insert(ADDRESS, values)


def address_row(address: RemoteAddress) -> tuple[object, ...] | None:
    """The values of ADDRESS, in its sequence; None where nothing at all was written."""
    values = _PARTS(address)
    if not any(values):
        return None
    return (*values, "".join(letter for letter in address.postcode.upper() if letter.isalnum()))


def article_for(line: RemoteLine, store_id: int | None, currency: str, known: Known) -> int | None:
    """The article that a line means, made if it is new. None for a line without SKU and barcodes."""
    sku = line.sku.strip()
    if not sku and not line.barcodes:
        return None
    key = sku or line.barcodes[0]
    if key not in known.articles:
        known.articles[key] = _find_article(key, known) or insert(ARTICLE, article_row(key, line, currency))
        for code in line.barcodes:
            add_barcode(known.articles[key], code)
    return known.articles[key]


def add_barcode(article_id: int, code: str, units: int | None = None) -> None:
    """Let a code mean this article, or so many units of it where it is a case's; known already: nothing, but its units
    where they are said. A wrong check digit is kept, and marked.
    """
    run(
        "INSERT INTO barcode (article_id, code, gtin14, fault, units) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (article_id, code) DO NOTHING",
        (article_id, code, gtin14(code), gtin_fault(code), units or 1),
    )
    if units is not None:
        run("UPDATE barcode SET units = ? WHERE article_id = ? AND code = ?", (units, article_id, code))


def many(statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Execute one statement for many rows on this thread's connection, inside the open unit."""
    if rows:
        db.cursor().executemany(sql(statement), rows)


def _insert_order(
    source: str, store_id: int | None, order: RemoteOrder, state: State, customer: int | None
) -> int:  # fmt: skip
    bill_to = insert_address(order.buyer)
    to = goes_to(order)
    ship_to = bill_to if to == order.buyer else insert_address(to)
    code = _free_code(order.number)
    kept_code = code or f"new:{source}/{order.remote_id}"
    order_id = insert(ORDER, order_row(source, store_id, order, state, kept_code, customer, bill_to, ship_to))
    if code is None:
        run("UPDATE orders SET code = ? WHERE id = ?", (free_id_code(order_id), order_id))
    return order_id


def goes_to(order: RemoteOrder) -> RemoteAddress:
    """Where the parcel goes: to the buyer where nothing else was said."""
    return order.ship_to if any(_PARTS(order.ship_to)) else order.buyer


def order_row(
    source: str, store_id: int | None, order: RemoteOrder, state: State, code: str, customer: int | None,
    bill_to: int | None, ship_to: int | None,
) -> tuple[object, ...]:  # fmt: skip
    """The values of ORDER, in its sequence."""
    line_count, unit_count = counts(order.lines)
    total = to_minor(order.total, order.currency)
    to = goes_to(order)
    return (
        source, order.remote_id, order.number, code, store_id, order.kind.value, order.currency,
        state.payment.value, state.fulfilment.value, state.held, state.pay_later,
        rules.stage(state).value if order.kind is Kind.ORDER else "", False, ms(order.placed_at),
        ms(order.ship_by or order.placed_at), ms(order.ship_by) if order.ship_by else None,
        to.name or order.buyer.name or to.company, place_of(to),
        order.phone or to.phone or order.buyer.phone, order.email, order.language, order.courier, order.service,
        order.payment_method, order.note, "", total, _minor(order.shipping, order.currency),
        _minor(order.discount, order.currency), _minor(order.tax, order.currency),
        0 if state.payment in (Payment.UNPAID, Payment.CLAIMED) else total,
        _minor(order.refunded, order.currency), line_count, unit_count, customer, bill_to, ship_to, order.status,
        ms(order.modified_at) if order.modified_at else None, seen(order), ms(now()),
    )  # fmt: skip


def seen(order: RemoteOrder) -> str:
    """What the source said, as text to compare with what it says next time."""
    return json.dumps(
        {
            "status": order.status,
            "payment": order.payment.value,
            "fulfilment": order.fulfilment.value,
            "held": order.held,
            "note": order.note,
            "ship_to": _PARTS(goes_to(order)),
            "lines": [
                [line.remote_id, line.sku, line.quantity, line.refunded, str(line.unit_price), line.options, line.note]
                for line in order.lines
            ],
            "goods": [
                [line.name, line.variant, line.barcodes, str(line.total), str(line.tax), line.needs_packing]
                for line in order.lines
            ],
            "total": str(order.total),
        },
        ensure_ascii=False,
    )


def _minor(amount: Decimal, currency: str) -> int:
    return to_minor(amount, currency) if amount else 0  # most orders have no discount, tax or refund


def place_of(address: RemoteAddress) -> str:
    """What people call the place: the city, else the district or the country."""
    return address.city or address.district or address.region or address.country


def _free_code(number: str) -> str | None:
    code = order_code(number)
    taken = code is None or run("SELECT 1 FROM orders WHERE code = ?", (code,)).fetchone()
    return None if taken else code


def free_id_code(order_id: int) -> str:
    """The code of an order by its id; another one where an order that came by its slip has brought it from its shop."""
    for turn in range(1000):
        code = order_code_by_id(order_id + turn * _OF_ANOTHER)
        if not run("SELECT 1 FROM orders WHERE code = ?", (code,)).fetchone():
            return code
    raise RuntimeError("every code of this order is taken")


def _customer(source: str, order: RemoteOrder, known: Known) -> int | None:
    key = customer_key(source, order)
    if key is None:
        return None
    if key not in known.customers:
        row = run("SELECT id FROM customer WHERE key = ?", (key,)).fetchone()
        known.customers[key] = int(row[0]) if row else insert(CUSTOMER, customer_row(key, order))
    return known.customers[key]


def customer_key(source: str, order: RemoteOrder) -> str | None:
    """What tells one person from another; None where the document names nobody."""
    digits = "".join(letter for letter in order.phone or order.buyer.phone if letter.isdigit())
    if order.email:
        return f"email:{order.email.strip().casefold()}"
    if len(digits) >= 8 and "*" not in order.phone:
        return f"phone:{digits[-10:]}"
    if order.customer_ref:
        return f"{source}:{order.customer_ref}"
    name = (order.buyer.name or order.ship_to.name).strip().casefold()
    return f"name:{name}/{place_of(order.ship_to).casefold()}" if name else None


def customer_row(key: str, order: RemoteOrder) -> tuple[object, ...]:
    """The values of CUSTOMER, in its sequence."""
    who = order.buyer if order.buyer.name or order.buyer.company else order.ship_to
    return key, who.name, who.company, order.email, order.phone or who.phone, order.language


def _find_article(sku: str, known: Known) -> int | None:
    row = run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()
    if row:
        return int(row[0])
    folded = run("SELECT id FROM article WHERE sku_folded = ? LIMIT 2", (sku.casefold(),)).fetchall()
    if len(folded) == 1:
        return int(folded[0][0])
    if folded:
        known.doubtful.add(sku)
    return None


def article_row(sku: str, line: RemoteLine, currency: str) -> tuple[object, ...]:
    """The values of ARTICLE, in its sequence."""
    price = _price(line.unit_price)
    return sku, sku.casefold(), line.name.strip(), line.variant, price, currency, False, line.needs_packing


def _price(price: Decimal) -> str:
    return str(price) if price > 0 else ""
