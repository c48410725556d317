"""Many new documents at once: what `intake.save_new` does for one, with a few statements for all of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from desktop.domain.codes import order_code
from desktop.domain.order import State
from desktop.domain.remote import Kind, RemoteLine, RemoteOrder
from desktop.domain.stock import Claim, claim
from desktop.models.base import is_postgres, ms, run
from desktop.services import duplicates, history, intake, kits, stock, tombstones
from desktop.services.changes import Work, actor, now

_MOST_KNOWN = 50_000  # articles and customers that one run remembers
_ASKED_AT_ONCE = 500  # values in one IN list; old SQLites take 999
_HISTORY = (
    "INSERT INTO history (id, order_id, at, who, bench, action, was, became, comment, notified)"
    " VALUES (?, ?, ?, ?, ?, 'received', '', ?, '', ?)"
)
_MOVE = (
    "INSERT INTO stock_move (article_id, order_id, line_id, kind, on_hand, reserved, cause, at, who)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NOTHING = Claim(0, 0)


def save_new(work: Work, source: str, orders: Sequence[RemoteOrder], known: intake.Known) -> list[int]:
    """Keep documents of a file that are not here yet, each with another `remote_id`; returns their ids.

    Part of the caller's unit.
    """
    erased = [tombstones.is_of_erased(intake.customer_key(source, order), order.placed_at) for order in orders]
    orders = [tombstones.nameless(order) if gone else order for order, gone in zip(orders, erased, strict=True)]
    customers = _customers(source, orders, known)
    bill_to, ship_to = _addresses(orders)
    ids = _new_ids("orders", len(orders))
    codes = _codes(orders, ids)
    states = [intake.first_state(order, known, customer) for order, customer in zip(orders, customers, strict=True)]
    rows = [
        (order_id, *intake.order_row(source, None, order, state, code, customer, bill, ship))
        for order_id, order, state, code, customer, bill, ship in zip(
            ids, orders, states, codes, customers, bill_to, ship_to, strict=True
        )
    ]
    intake.many(_with_id(intake.ORDER), rows)
    written = _history(ids, orders, states)
    _lines(work, ids, orders, states, written, known)
    duplicates.look_new(work, list(zip(ids, orders, strict=True)))
    for order_id, order, state, gone in zip(ids, orders, states, erased, strict=True):
        work.changed("order", order_id)
        if order.kind is Kind.ORDER:
            intake.note_kept_back(work, order_id, order, state, known)
        if gone:
            tombstones.mark_order(work, order_id, ms(now()))
    return ids


def existing(source: str, refs: Sequence[str]) -> dict[str, str]:
    """Which of these documents are here, and what was said of each last time."""
    rows = _asked(
        "SELECT source_ref, coalesce(remote_seen, '') FROM orders WHERE source = ? AND source_ref IN", (source,), refs
    )
    return {str(ref): str(seen) for ref, seen in rows}


def _customers(source: str, orders: Sequence[RemoteOrder], known: intake.Known) -> list[int | None]:
    keys = [intake.customer_key(source, order) for order in orders]
    if len(known.customers) > _MOST_KNOWN:
        known.customers.clear()
    first = {key: order for key, order in zip(reversed(keys), reversed(orders), strict=True) if key is not None}
    asked = [key for key in first if key not in known.customers]
    if asked:
        new = [intake.customer_row(key, first[key]) for key in sorted(asked)]
        intake.many(intake.CUSTOMER + " ON CONFLICT (key) DO NOTHING", new)
        for key, row_id in _asked("SELECT key, id FROM customer WHERE key IN", (), asked):
            known.customers[str(key)] = int(row_id)
    return [None if key is None else known.customers[key] for key in keys]


def _addresses(orders: Sequence[RemoteOrder]) -> tuple[list[int | None], list[int | None]]:
    """Ids of the buyers' and of the parcels' addresses; one row where both are the same."""
    wanted: list[tuple[object, ...]] = []
    places: list[tuple[int | None, int | None]] = []
    for order in orders:
        buyer, to = intake.address_row(order.buyer), intake.goes_to(order)
        bill = None if buyer is None else _put(wanted, buyer)
        other = None if to == order.buyer else intake.address_row(to)
        places.append((bill, bill if other is None else _put(wanted, other)))
    ids = _new_ids("address", len(wanted))
    intake.many(_with_id(intake.ADDRESS), [(row_id, *row) for row_id, row in zip(ids, wanted, strict=True)])
    bills = [None if bill is None else ids[bill] for bill, _ship in places]
    return bills, [None if ship is None else ids[ship] for _bill, ship in places]


def _put(rows: list[tuple[object, ...]], row: tuple[object, ...]) -> int:
    rows.append(row)
    return len(rows) - 1


def _codes(orders: Sequence[RemoteOrder], ids: Sequence[int]) -> list[str]:
    """The codes of the papers: by number, or by id where the number cannot be carried or is taken."""
    wanted = [order_code(order.number) for order in orders]
    taken = {
        str(row[0]) for row in _asked("SELECT code FROM orders WHERE code IN", (), [code for code in wanted if code])
    }
    codes = []
    for code, order_id in zip(wanted, ids, strict=True):
        kept = intake.free_id_code(order_id) if code is None or code in taken else code
        taken.add(kept)
        codes.append(kept)
    return codes


def _history(ids: Sequence[int], orders: Sequence[RemoteOrder], states: Sequence[State]) -> list[int]:
    here, moment = actor(), ms(now())
    written = _new_ids("history", len(ids))
    rows = [
        (row_id, order_id, moment, here.who, here.bench,
         history.words(state) if order.kind is Kind.ORDER else "", False)
        for row_id, order_id, order, state in zip(written, ids, orders, states, strict=True)
    ]  # fmt: skip
    intake.many(_HISTORY, rows)
    return written


def _lines(
    work: Work, ids: Sequence[int], orders: Sequence[RemoteOrder], states: Sequence[State], written: Sequence[int],
    known: intake.Known,
) -> None:  # fmt: skip
    """The lines, and what each holds of its article from the start: `stock.settle` for lines that are new."""
    _articles(orders, known)
    here, moment = actor(), ms(now())
    line_ids = iter(_new_ids("order_line", sum(len(order.lines) for order in orders)))
    rows: list[tuple[object, ...]] = []
    moves: list[tuple[object, ...]] = []
    changes: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for order_id, order, state, history_id in zip(ids, orders, states, written, strict=True):
        is_order = order.kind is Kind.ORDER
        for position, line in enumerate(order.lines, start=1):
            line_id = next(line_ids)
            article_id = known.articles.get(_article_key(line))
            row = intake.line_row(order_id, position, order, line, article_id)
            rows.append((line_id, *row))
            if not is_order or article_id is None or not line.needs_packing:
                continue
            holds = claim(state, line.quantity - line.refunded, intake.packed_at_start(order, line))
            if holds == _NOTHING:
                continue
            kind = "pack" if holds.taken else "reserve"
            cause = f"history:{history_id}/line:{line_id}"
            moves.append((article_id, order_id, line_id, kind, -holds.taken, holds.reserved, cause, moment, here.who))
            change = changes[article_id]
            change[0] -= holds.taken
            change[1] += holds.reserved
    intake.many(_with_id(intake.LINE), rows)
    intake.many(_MOVE, moves)
    # In the order of ids, so that two imports on one server cannot wait for each other in a circle.
    sums = [(on_hand, reserved, article_id) for article_id, (on_hand, reserved) in sorted(changes.items())]
    intake.many("UPDATE article SET on_hand = on_hand + ?, reserved = reserved + ? WHERE id = ?", sums)
    for article_id in changes:
        work.changed("article", article_id)
    if intake.has_kits(known):
        for order_id, order, state, history_id in zip(ids, orders, states, written, strict=True):
            if kits.explode(order_id) and order.kind is Kind.ORDER:
                stock.settle(work, order_id, state, f"history:{history_id}/kits")


def _articles(orders: Sequence[RemoteOrder], known: intake.Known) -> None:
    """Let `known` have an article for every line: `intake.article_for`, with a few statements for all of them."""
    if len(known.articles) > _MOST_KNOWN:
        known.articles.clear()
    wanted: dict[str, tuple[RemoteLine, str]] = {}
    for order in orders:
        for line in order.lines:
            key = _article_key(line)
            if key not in known.articles and key not in wanted:
                wanted[key] = (line, order.currency)
    wanted.pop("", None)
    exact = {str(sku): int(row_id) for sku, row_id in _asked("SELECT sku, id FROM article WHERE sku IN", (), [*wanted])}
    known.articles.update(exact)
    _new_articles({key: value for key, value in wanted.items() if key not in exact}, known)
    for key, (line, _currency) in wanted.items():
        for code in line.barcodes:
            intake.add_barcode(known.articles[key], code)


def _new_articles(wanted: dict[str, tuple[RemoteLine, str]], known: intake.Known) -> None:
    """Articles for SKUs that none has exactly: the one that has it with other capitals, else a new one."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    folds = list(dict.fromkeys(key.casefold() for key in wanted))
    for folded, row_id in _asked("SELECT sku_folded, id FROM article WHERE sku_folded IN", (), folds):
        same[str(folded)].append(int(row_id))
    ids = iter(_new_ids("article", len(wanted)))
    rows: list[tuple[object, ...]] = []
    for key, (line, currency) in wanted.items():
        alike = same[key.casefold()]
        if len(alike) == 1:
            known.articles[key] = alike[0]
            continue
        if alike:
            known.doubtful.add(key)
        known.articles[key] = next(ids)
        rows.append((known.articles[key], *intake.article_row(key, line, currency)))
        alike.append(known.articles[key])
    intake.many(_with_id(intake.ARTICLE), rows)


def _article_key(line: RemoteLine) -> str:
    """What names the article of a line; "" where nothing does."""
    return line.sku.strip() or (line.barcodes[0] if line.barcodes else "")


def _new_ids(table: str, count: int) -> list[int]:
    """Ids for rows about to be written; the open transaction keeps others from taking them."""
    if not count:
        return []
    if is_postgres():
        rows = run(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, ?)", (count,)).fetchall()
        return [int(row[0]) for row in rows]
    last = int(run(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])
    return list(range(last + 1, last + 1 + count))


def _with_id(statement: str) -> str:
    return statement.replace(" (", " (id, ", 1).replace("VALUES (", "VALUES (?, ", 1)


def _asked(question: str, first: tuple[object, ...], values: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(values), _ASKED_AT_ONCE):
        part = values[start : start + _ASKED_AT_ONCE]
        found += run(f"{question} ({', '.join('?' * len(part))})", (*first, *part)).fetchall()
    return found
