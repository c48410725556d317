"""One order sent twice goes to review: it waits on hold, and is neither picked nor printed before somebody looked."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desktop.domain import duplicates as rules
from desktop.domain.duplicates import Sale
from desktop.domain.errors import NotAllowed
from desktop.domain.money import to_minor
from desktop.domain.order import Action, Fulfilment, Payment, State, after
from desktop.domain.remote import Kind, RemoteOrder
from desktop.domain.rights import Right
from desktop.i18n import N_, words
from desktop.models.base import run, utc
from desktop.services import history, permits, settings, twins
from desktop.services.changes import Work, unit

_TWICE = N_("The same order as {numbers}")
_AT_ONCE = 400  # values in one IN list; old SQLites take 999


@dataclass(frozen=True, slots=True)
class Pair:
    """An order and the one that it may be again. `same_place`: both go to the same address, letter by letter."""

    order_id: int
    number: str
    placed_at: datetime
    twin_id: int
    twin_number: str
    twin_placed_at: datetime
    twin_stage: str
    twin_source: str
    twin_store_id: int | None
    same_place: bool


def look_new(work: Work, orders: Sequence[tuple[int, RemoteOrder]]) -> list[int]:
    """Compare documents that have just been kept with all that are here; returns those that wait now.

    Part of the caller's unit, and of every road on which orders come: stores, files, people.
    """
    return _look(work, {order_id: _sale(order_id, order) for order_id, order in orders if order.kind is Kind.ORDER})


def look(work: Work, order_id: int) -> list[int]:
    """The same for an order that has changed; a pair that is alike no more is asked about no more."""
    known = _sales([order_id])
    sale = known.get(order_id)
    if sale is None:
        return []
    minutes = settings.rules().duplicate_minutes
    for waiting, twin_id in run(
        "SELECT order_id, twin_id FROM twin WHERE state = 'waiting' AND (order_id = ? OR twin_id = ?)",
        (order_id, order_id),
    ).fetchall():
        both = [*_sales([int(waiting), int(twin_id)]).values()]
        if len(both) == 2 and not rules.alike(both[0], both[1], minutes or 1) and not _given_up(both):
            twins.end(work, int(waiting), int(twin_id), twins.DIFFERENT)
            if not twins.waits(int(waiting)):
                history.free(work, int(waiting))
    return _look(work, known)


def waiting(limit: int = 200) -> list[Pair]:
    """Every pair that a person must look at, the newest first."""
    return _pairs("t.state = 'waiting'", (), limit)


def of_order(order_id: int) -> list[Pair]:
    """The pairs that this order is in and that wait: as the one that is held, or as the one that came first."""
    return _pairs("t.state = 'waiting' AND (t.order_id = ? OR t.twin_id = ?)", (order_id, order_id), 20)


def keep_both(order_id: int) -> None:
    """A person says that an order is one of its own: it is work again, and the pair is never asked about again.

    Raises:
        NotAllowed: nothing is asked about this order.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        pairs = twins.of(order_id)
        if not twins.keep(work, order_id):
            raise NotAllowed(ref=twins.numbers([order_id]), reason=N_("it waits for no such answer."), action="keep")
        history.note(work, order_id, "kept-both", twins.numbers(pairs))
        history.free(work, order_id)


def ask_again(order_id: int, twin_ids: Iterable[int]) -> None:
    """Take `keep_both` back: the order waits again, if nobody has begun to work on it."""
    permits.require(Right.ORDERS)
    with unit() as work:
        for twin_id in twin_ids:
            _flag(work, order_id, twin_id)


def said(pairs: Iterable[Pair]) -> str:
    """Why an order is cancelled that was one twice, for its history."""
    return (
        words(settings.shop().language)
        .gettext(_TWICE)
        .format(numbers=", ".join(f"#{pair.twin_number}" for pair in pairs))
    )


def _look(work: Work, sales: dict[int, Sale]) -> list[int]:
    marks = [(mark, order_id) for order_id, sale in sales.items() for mark in sale.marks()]
    for part in _parts(marks):
        values = ", ".join("(?, ?)" for _mark in part)
        run(f"INSERT INTO twin_mark (mark, order_id) VALUES {values} ON CONFLICT (mark, order_id) DO NOTHING",
            tuple(value for mark in part for value in mark))  # fmt: skip
    minutes = settings.rules().duplicate_minutes
    if not marks or not minutes:
        return []
    sharing: defaultdict[int, list[int]] = defaultdict(list)
    for part in _parts([mark for mark, _order_id in marks]):
        asked = ", ".join("?" for _mark in part)
        for mark, other in run(f"SELECT mark, order_id FROM twin_mark WHERE mark IN ({asked})", tuple(part)).fetchall():
            sharing[int(mark)].append(int(other))
    pairs = {
        (min(order_id, other), max(order_id, other))
        for mark, order_id in marks for other in sharing[mark] if other != order_id
    }  # fmt: skip
    known = _sales({order_id for pair in pairs for order_id in pair}) if pairs else {}
    held = []
    for one, other in sorted(pairs):
        if one not in known or other not in known or not rules.alike(known[one], known[other], minutes):
            continue
        waits = rules.suspect(known[one], known[other])
        if waits is not None and twins.state(one, other) not in (twins.KEPT, twins.WAITING):
            _flag(work, waits.id, other if waits.id == one else one)
            held.append(waits.id)
    return held


def _flag(work: Work, order_id: int, twin_id: int) -> None:
    state = history.state_of(order_id, lock=True)
    twins.begin(work, order_id, twin_id)
    became = state if state.held else after(state, Action.HOLD)
    history.put(work, order_id, state, became, "duplicate", twins.numbers([twin_id]))
    if not state.held:
        run("UPDATE orders SET hold_reason = ? WHERE id = ?", (twins.REASON, order_id))


def _given_up(sales: Iterable[Sale]) -> bool:
    """Then the pair has ended already, with the order."""
    return any(rules.is_over(sale.state) for sale in sales)


def _sale(order_id: int, order: RemoteOrder) -> Sale:
    """A document as it came; the same marks as when it is read from the tables."""
    goods = rules.goods(
        (line.sku, line.barcodes, line.name, line.variant, _options(line.options), line.quantity - line.refunded)
        for line in order.lines
    )
    who, to = order.buyer, order.ship_to
    if not (who.name and who.postcode):
        who = replace(who, name=to.name or who.name, postcode=to.postcode or who.postcode)
    phone = order.phone or order.ship_to.phone or order.buyer.phone
    state = State(order.payment, order.fulfilment, order.held, order.pay_later)
    total = to_minor(order.total, order.currency)
    known = rules.buyers(order.email, phone, who.name, who.postcode)
    return Sale(order_id, order.currency, total, goods, known, order.placed_at, state)


def _sales(order_ids: Iterable[int]) -> dict[int, Sale]:
    """Orders as they are now, in the sequence of their ids; documents that are no orders are left out."""
    found: dict[int, Sale] = {}
    for part in _parts(sorted(set(order_ids))):
        asked = ", ".join("?" for _id in part)
        lines: defaultdict[int, list[Any]] = defaultdict(list)
        for row in run(
            "SELECT order_id, sku, barcodes, name, variant, options, ordered - cancelled FROM order_line"
            f" WHERE order_id IN ({asked})",
            tuple(part),
        ).fetchall():
            lines[row[0]].append((row[1], json.loads(row[2]), row[3], row[4], _options(json.loads(row[5])), row[6]))
        for row in run(
            "SELECT o.id, o.currency, o.total_minor, o.email, o.phone, o.placed_at, o.payment, o.fulfilment, o.held,"
            " o.pay_later, b.name, b.postcode, s.name, s.postcode FROM orders o"
            " LEFT JOIN address b ON b.id = o.bill_to_id LEFT JOIN address s ON s.id = o.ship_to_id"
            f" WHERE o.kind = 'order' AND o.id IN ({asked}) ORDER BY o.id",
            tuple(part),
        ).fetchall():
            name, postcode = (row[10], row[11]) if row[10] and row[11] else (row[12] or row[10], row[13] or row[11])
            state = State(Payment(row[6]), Fulfilment(row[7]), bool(row[8]), bool(row[9]))
            known = rules.buyers(row[3], row[4], name or "", postcode or "")
            found[row[0]] = Sale(row[0], row[1], row[2], rules.goods(lines[row[0]]), known, utc(row[5]), state)
    own = settings.shop()
    shops = rules.buyers(own.email, own.phone, "", "")  # typed where a buyer has told neither
    return {order_id: replace(sale, buyers=sale.buyers - shops) for order_id, sale in found.items()}


def _options(options: Iterable[Sequence[str]]) -> list[str]:
    return [": ".join(str(part) for part in option) for option in options]


def _pairs(where: str, values: tuple[object, ...], limit: int) -> list[Pair]:
    rows = run(
        "SELECT t.order_id, o.number, o.placed_at, t.twin_id, w.number, w.placed_at, w.stage, w.source, w.store_id,"
        " coalesce(a.line1, '') = coalesce(b.line1, '') AND coalesce(a.postcode_key, '') = coalesce(b.postcode_key, '')"
        " FROM twin t JOIN orders o ON o.id = t.order_id JOIN orders w ON w.id = t.twin_id"
        " LEFT JOIN address a ON a.id = o.ship_to_id LEFT JOIN address b ON b.id = w.ship_to_id"
        f" WHERE {where} ORDER BY t.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [Pair(*[*row[:2], utc(row[2]), *row[3:5], utc(row[5]), *row[6:9], bool(row[9])]) for row in rows]


def _parts(values: Sequence[Any]) -> list[list[Any]]:
    return [list(values[start : start + _AT_ONCE]) for start in range(0, len(values), _AT_ONCE)]
