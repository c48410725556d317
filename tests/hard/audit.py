"""Looks at a database file from outside, past Kolli's own code: what is lost, doubled, missing or half there."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from desktop.domain.order import Fulfilment, Payment, State, stage
from tests.hard.day import Fact

_TOLD = {"finish": "packed", "ship": "shipped", "confirm": "paid", "cancel": "cancelled"}


def faults(file: Path, facts: Iterable[Fact], *, keep_wal: bool = False) -> list[str]:
    """What is wrong, a sentence each; nothing when every fact that was said is there and all laws hold."""
    try:
        db = sqlite3.connect(f"file:{file}?mode={'ro' if keep_wal else 'rw'}", uri=True)
        try:
            return [
                *_corrupt(db), *_lost(db, facts), *_counts(db), *_numbers(db), *_history(db), *_outbox(db), *_stock(db),
                *_papers(db), *_parcels(db),
            ]  # fmt: skip
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        return [f"corrupt: {error}"]


def scans(file: Path) -> set[str]:
    """The operation ids of every scan on disk."""
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return {row[0] for row in db.execute("SELECT op_id FROM packing_scan")}
    finally:
        db.close()


def _corrupt(db: sqlite3.Connection) -> list[str]:
    found = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [str(row) for row in db.execute("PRAGMA foreign_key_check")]
    return [f"corrupt: {what}" for what in found]


def _lost(db: sqlite3.Connection, facts: Iterable[Fact]) -> list[str]:
    verdicts = dict(db.execute("SELECT op_id, verdict FROM packing_scan"))
    documents = dict(db.execute("SELECT number, sha256 FROM document"))
    messages = dict(db.execute("SELECT op_id, state FROM outbox"))
    lines = Counter(row[0] for row in db.execute("SELECT order_id FROM history"))
    found = []
    for fact in facts:
        match fact:
            case ["scan", op_id, _order, verdict]:
                there = verdicts.get(op_id) == verdict
            case ["issued", number, sha256]:
                there = documents.get(number) == sha256
            case ["sending", op_id]:
                there = messages.get(op_id) in ("sending", "sent", "confirmed")
            case ["confirmed", op_id]:
                there = messages.get(op_id) == "confirmed"
            case ["order", order_id, many, _packed]:
                there = lines[order_id] >= int(str(many))
            case _:
                there = True
        if not there:
            found.append(f"lost: {fact}")
    return found


def _counts(db: sqlite3.Connection) -> list[str]:
    """Law 2: packed is the sum of its scans and never passes what was ordered."""
    # What a change no longer wants stays counted until its unit has come out of the box; no order closes before.
    over = db.execute(
        "SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.kind = 'order' AND (l.packed < 0"
        " OR l.packed > l.ordered OR (l.packed > l.ordered - l.cancelled"
        " AND o.fulfilment NOT IN ('packing', 'picking')))"
    ).fetchall()
    bent = db.execute(
        "SELECT l.id, l.packed, coalesce(sum(s.units), 0) FROM order_line l"
        " LEFT JOIN packing_scan s ON s.line_id = l.id"
        " GROUP BY l.id, l.packed HAVING l.packed <> coalesce(sum(s.units), 0)"
    ).fetchall()
    half = db.execute(
        "SELECT o.id FROM orders o WHERE o.fulfilment IN ('packed', 'shipped') AND EXISTS"
        " (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.needs_packing"
        " AND l.packed <> l.ordered - l.cancelled)"
    ).fetchall()
    return [
        *(f"doubled: line {row[0]} holds more than was ordered" for row in over),
        *(f"half: line {row[0]} says {row[1]}, its scans {row[2]}" for row in bent),
        *(f"half: order {row[0]} is packed with units missing" for row in half),
    ]


def _numbers(db: sqlite3.Connection) -> list[str]:
    """Law 4: from 1 to the last, each once, each with its bytes."""
    found = []
    for kind, prefix, year, after_last in db.execute("SELECT kind, prefix, year, next FROM number_series"):
        wanted = [f"{prefix}/{year}/{turn:06d}" for turn in range(1, after_last)]
        given = [row[0] for row in db.execute("SELECT number FROM document WHERE kind = ? ORDER BY number", (kind,))]
        if given != wanted:
            found.append(f"gap: {sorted(set(wanted) ^ set(given))}")
    for number, pdf, sha256 in db.execute("SELECT number, pdf, sha256 FROM document"):
        if hashlib.sha256(pdf).hexdigest() != sha256:
            found.append(f"corrupt: the bytes of {number}")
    return found


def _history(db: sqlite3.Connection) -> list[str]:
    """Each move begins where the one before ended, the last one is the order's state, and its stage follows."""
    found = []
    last: dict[int, str] = {}
    for order_id, was, became in db.execute("SELECT order_id, was, became FROM history WHERE became <> '' ORDER BY id"):
        if last.get(order_id, "") != was:
            found.append(f"half: history of order {order_id} jumps to {was}")
        last[order_id] = became
    for order_id, payment, fulfilment, held, later, kept in db.execute(
        "SELECT id, payment, fulfilment, held, pay_later, stage FROM orders WHERE kind = 'order'"
    ):
        state = State(Payment(payment), Fulfilment(fulfilment), bool(held), bool(later))
        said = f"{payment} / {fulfilment}" + (" (on hold)" if held else "")
        if last.get(order_id) != said or stage(state).value != kept:
            found.append(f"half: order {order_id} is {said} in stage {kept}, its history says {last.get(order_id)}")
    return found


def _outbox(db: sqlite3.Connection) -> list[str]:
    """Law 5: one message for each move that its store has a word for, no more and no fewer."""
    moves: Counter[tuple[int, str]] = Counter()
    for order_id, action in db.execute(
        "SELECT h.order_id, h.action FROM history h JOIN orders o ON o.id = h.order_id WHERE o.store_id IS NOT NULL"
    ):
        if action in _TOLD:
            moves[order_id, _TOLD[action]] += 1
    told = Counter(
        (order_id, json.loads(body)["state"])
        for order_id, body in db.execute("SELECT order_id, body FROM outbox WHERE kind = 'order_status'")
    )
    return [f"half: told {told[key]} times of {moves[key]}: {key}" for key in moves | told if told[key] != moves[key]]


def _stock(db: sqlite3.Connection) -> list[str]:
    """Law 3: the levels are the sums of the moves."""
    rows = db.execute(
        "SELECT a.sku FROM article a LEFT JOIN stock_move m ON m.article_id = a.id GROUP BY a.id"
        " HAVING a.on_hand <> coalesce(sum(m.on_hand), 0) OR a.reserved <> coalesce(sum(m.reserved), 0)"
    )
    return [f"half: the stock of {row[0]} is not the sum of its moves" for row in rows]


def _papers(db: sqlite3.Connection) -> list[str]:
    """What closed has its papers in the queue, once each: a slip, and a label for each parcel that goes with it."""
    rows = db.execute(
        "SELECT s.id, (SELECT count(*) FROM print_job j WHERE j.auto_key LIKE 'packing-slip/' || s.order_id || '/%/'"
        " || s.id) AS slips, (SELECT count(*) FROM print_job j WHERE j.auto_key LIKE 'parcel-label/' || s.order_id"
        " || '/%/' || s.id) AS labels FROM packing_session s WHERE s.outcome IN ('packed', 'part')"
        " AND (slips <> 1 OR labels < 1)"
    )
    return [f"half: session {row[0]} closed with {row[1]} slips and {row[2]} labels queued" for row in rows]


def _parcels(db: sqlite3.Connection) -> list[str]:
    """Every unit that was counted at the bench lies in a parcel; one is open at most, and no closed one is empty."""
    loose = db.execute(
        "SELECT order_id, sum(units) FROM packing_scan WHERE parcel_id IS NULL AND method IN ('scan', 'quantity',"
        " 'manual', 'undo') GROUP BY order_id HAVING sum(units) <> 0"
    ).fetchall()
    open_ = db.execute(
        "SELECT order_id, count(*) FROM parcel WHERE state = 'open' GROUP BY order_id HAVING count(*) > 1"
    ).fetchall()
    empty = db.execute(
        "SELECT p.code FROM parcel p WHERE p.state <> 'open'"
        " AND EXISTS (SELECT 1 FROM parcel o WHERE o.order_id = p.order_id AND o.id <> p.id)"
        " AND (SELECT coalesce(sum(units), 0) FROM packing_scan s WHERE s.parcel_id = p.id) <= 0"
    ).fetchall()
    below = db.execute(
        "SELECT p.code FROM parcel p JOIN packing_scan s ON s.parcel_id = p.id GROUP BY p.id, s.line_id"
        " HAVING sum(s.units) < 0"
    ).fetchall()
    sealed = db.execute("SELECT code FROM parcel WHERE sealed_at IS NOT NULL AND state = 'open'").fetchall()
    return [
        *(f"half: {row[1]} units of order {row[0]} lie in no parcel" for row in loose),
        *(f"half: order {row[0]} has {row[1]} parcels open" for row in open_),
        *(f"half: parcel {row[0]} was closed empty" for row in empty),
        *(f"half: more was taken out of parcel {row[0]} than lay in it" for row in below),
        *(f"half: parcel {row[0]} is open and sealed" for row in sealed),
    ]
