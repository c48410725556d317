"""What each store should say of our stock. The store's own sales, and ours, meet here: no unit is promised twice.

A store is told what is available here (on hand less reserved) less a safety number of its own, and less what people
have ordered there and not yet paid for: the store has taken those units from its stock already. It is told as a
comparison: only while the store still says what it said last. When it says something else, it has sold meanwhile, so
its orders are read first and the level is worked out anew.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop.domain.remote import RemoteStock
from desktop.models.base import ms, run
from desktop.services import outbox
from desktop.services.changes import Work, now, unit
from desktop.services.outbox import Message

# Orders of a store that hold no unit here yet, although the store has taken it from its own stock.
_PENDING = (
    "SELECT coalesce(q.article_id, l.article_id), sum((l.ordered - l.cancelled) * coalesce(q.units, 1))"
    " FROM orders o CROSS JOIN order_line l LEFT JOIN line_part q ON q.line_id = l.id WHERE l.order_id = o.id"
    " AND o.stage IN ('to-confirm', 'on-hold') AND o.store_id = ? AND NOT o.pay_later"
    " AND o.payment IN ('unpaid', 'claimed') AND o.fulfilment IN ('open', 'picking', 'packing') AND l.needs_packing"
)
_BY_ARTICLE = " AND coalesce(q.article_id, l.article_id) = ?"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a store is told: `safety` units are always kept from it."""

    store_id: int
    safety: int


def telling() -> list[Rule]:
    """The stores that are told our stock: their setting `tell_stock`, off at first; and `stock_safety`."""
    rows = run("SELECT id, settings FROM store WHERE active AND settings LIKE ?", ('%"tell_stock"%',)).fetchall()
    return [rule for store_id, settings in rows if (rule := _rule(int(store_id), settings)) is not None]


def tell(work: Work, article_id: int) -> None:
    """The level of an article has changed: queue what the stores that sell it should say; part of the unit."""
    rules = telling()
    if not rules:
        return
    for each in (article_id, *_kits_with(article_id)):
        for rule in rules:
            _tell_one(work, rule, each)


def tell_order(work: Work, order_id: int) -> None:
    """The same for every article of an order that was just taken in, or has moved without moving any stock."""
    if telling():
        for (article_id,) in run(
            "SELECT DISTINCT coalesce(q.article_id, l.article_id) FROM order_line l LEFT JOIN line_part q"
            " ON q.line_id = l.id WHERE l.order_id = ? AND l.article_id IS NOT NULL",
            (order_id,),
        ).fetchall():
            tell(work, int(article_id))


def tell_all(work: Work, store_id: int) -> None:
    """Queue whatever a store says otherwise than it should; nothing if it is not to be told."""
    rule = next((rule for rule in telling() if rule.store_id == store_id), None)
    if rule is None:
        return
    pending = pending_units(store_id)
    for remote_id, article_id, theirs in run(
        "SELECT remote_id, article_id, theirs FROM store_stock WHERE store_id = ? ORDER BY id", (store_id,)
    ).fetchall():
        to = wanted(int(article_id), rule.safety, pending.get(int(article_id), 0))
        if to is not None and to != int(theirs):
            outbox.tell_stock(work, store_id, str(remote_id), int(theirs), to)


def wanted(article_id: int, safety: int, pending: int) -> int | None:
    """Units that a store should say; None for an article of which nothing was ever counted here."""
    free = _available(article_id)
    return None if free is None else max(0, free - safety - pending)


def pending_units(store_id: int) -> dict[int, int]:
    """Units by article that are ordered in a store and not yet paid for."""
    rows = run(_PENDING + " GROUP BY 1", (store_id,)).fetchall()
    return {int(article): int(units) for article, units in rows if article is not None}


def keep(store_id: int, levels: Sequence[RemoteStock]) -> int:
    """Keep what a store says it has; articles that we do not know are left out. Returns how many were kept."""
    kept = 0
    with unit() as work:
        for said in levels:
            article_id = _article_of(store_id, said)
            if article_id is not None:
                _say(store_id, said.remote_id, article_id, said.units)
                kept += 1
        if kept:
            work.changed("stock", store_id)
    return kept


def note_differences(store_id: int) -> int:
    """After a store was read to the end: remember since when it says otherwise than it should, and tell it where it is
    to be told. Returns how many articles differ."""
    rule = next((rule for rule in telling() if rule.store_id == store_id), None) or rule_of(store_id)
    pending = pending_units(store_id)
    differing = 0
    with unit() as work:
        for row_id, article_id, theirs, since in run(
            "SELECT id, article_id, theirs, differs_since FROM store_stock WHERE store_id = ?", (store_id,)
        ).fetchall():
            to = wanted(int(article_id), rule.safety, pending.get(int(article_id), 0))
            differs = to is not None and to != int(theirs)
            differing += differs
            if differs != (since is not None):
                run("UPDATE store_stock SET differs_since = ? WHERE id = ?", (ms(now()) if differs else None, row_id))
        tell_all(work, store_id)
        work.changed("stock", store_id)
    return differing


def rule_of(store_id: int) -> Rule:
    """How a store would be told, whether it is or not."""
    row = run("SELECT settings FROM store WHERE id = ?", (store_id,)).fetchone()
    return Rule(store_id, _safety(json.loads(row[0])) if row else 0)


def refresh(message: Message) -> Message | None:
    """A level as it must be told now, just before it is sent; None where it needs no telling any more, or goes out as
    another message."""
    with unit() as work:
        row = run(
            "SELECT article_id, theirs FROM store_stock WHERE store_id = ? AND remote_id = ?",
            (message.store_id, message.remote_id),
        ).fetchone()
        if row is None:  # never read: what the message says is all that is known
            return message
        was, rule = int(row[1]), rule_of(message.store_id)
        to = wanted(int(row[0]), rule.safety, _pending(message.store_id, int(row[0])))
        body: dict[str, object] = {"was": was, "to": to}
        newest = run(
            "SELECT max(id) FROM outbox WHERE store_id = ? AND subject = ?"
            " AND state NOT IN ('confirmed', 'discarded', 'skipped')",
            (message.store_id, message.subject),
        ).fetchone()[0]
        if body == message.body and newest == message.id:
            return message
        if newest == message.id and not message.tries and to is not None and to != was:
            run("UPDATE outbox SET body = ? WHERE id = ?", (json.dumps(body), message.id))
            return replace(message, body=body)
        outbox.discard(message.id)
        if to is not None:
            outbox.tell_stock(work, message.store_id, message.remote_id, was, to)
        return None


def sold_there(store_id: int, article_id: int) -> int:
    """Units that a store has taken from its own stock, for orders that still lie on our shelf."""
    row = run(
        "SELECT coalesce(sum(m.reserved), 0) FROM stock_move m JOIN orders o ON o.id = m.order_id"
        " WHERE m.article_id = ? AND o.store_id = ?",
        (article_id, store_id),
    ).fetchone()
    return int(row[0]) + _pending(store_id, article_id)


def said(store_id: int, remote_id: str, units: int) -> None:
    """The store says this of one article, now."""
    with unit() as work:
        run("UPDATE store_stock SET theirs = ?, read_at = ? WHERE store_id = ? AND remote_id = ?",
            (units, ms(now()), store_id, remote_id))  # fmt: skip
        work.changed("stock", store_id)


def _tell_one(work: Work, rule: Rule, article_id: int) -> None:
    rows = run(
        "SELECT remote_id, theirs FROM store_stock WHERE store_id = ? AND article_id = ?", (rule.store_id, article_id)
    ).fetchall()
    if not rows:
        return
    to = wanted(article_id, rule.safety, _pending(rule.store_id, article_id))
    for remote_id, theirs in rows:
        if to is not None:
            outbox.tell_stock(work, rule.store_id, str(remote_id), int(theirs), to)


def _pending(store_id: int, article_id: int) -> int:
    row = run(_PENDING + _BY_ARTICLE + " GROUP BY 1", (store_id, article_id)).fetchone()
    return int(row[1]) if row else 0


def _available(article_id: int) -> int | None:
    """Units that nobody has been promised; of a kit, how many its parts make. May be below zero."""
    parts = run(
        "SELECT a.counted, a.on_hand - a.reserved, k.units FROM kit_part k JOIN article a ON a.id = k.part_id"
        " WHERE k.article_id = ?",
        (article_id,),
    ).fetchall()
    if not parts:
        parts = run("SELECT counted, on_hand - reserved, 1 FROM article WHERE id = ?", (article_id,)).fetchall()
    if not all(row[0] for row in parts):
        return None
    return min((int(free) // int(units) for _counted, free, units in parts), default=None)


def _kits_with(article_id: int) -> Iterable[int]:
    return [int(row[0]) for row in run("SELECT article_id FROM kit_part WHERE part_id = ?", (article_id,)).fetchall()]


def _article_of(store_id: int, said: RemoteStock) -> int | None:
    row = run(
        "SELECT article_id FROM store_article WHERE store_id = ? AND remote_id = ?", (store_id, said.remote_id)
    ).fetchone() or (run("SELECT id FROM article WHERE sku = ?", (said.sku,)).fetchone() if said.sku else None)
    return None if row is None else int(row[0])


def _say(store_id: int, remote_id: str, article_id: int, units: int) -> None:
    run(
        "INSERT INTO store_stock (store_id, remote_id, article_id, theirs, read_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (store_id, remote_id) DO UPDATE SET article_id = excluded.article_id, theirs = excluded.theirs,"
        " read_at = excluded.read_at",
        (store_id, remote_id, article_id, units, ms(now())),
    )


def _rule(store_id: int, settings: str) -> Rule | None:
    chosen = json.loads(settings)
    return Rule(store_id, _safety(chosen)) if chosen.get("tell_stock") is True else None


def _safety(settings: dict[str, object]) -> int:
    chosen = str(settings.get("stock_safety", 0))
    return int(chosen) if chosen.isdigit() else 0
