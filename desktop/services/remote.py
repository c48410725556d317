"""What a store says becomes ours, or is shown beside what we know: law 6."""

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from desktop.domain import merge, picking
from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.merge import Field, Outcome, Ruling
from desktop.domain.money import to_minor
from desktop.domain.order import Action, Fulfilment, Payment, State
from desktop.domain.remote import RemoteArticle, RemoteOrder, RemoteStock
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, others_wait, run, utc
from desktop.services import (
    deliveries,
    duplicates,
    history,
    intake,
    levels,
    money,
    outbox,
    permits,
    stock,
    store_credits,
    store_parcels,
    stores,
    take_outs,
    takeover,
    tombstones,
)
from desktop.services.changes import Work, actor, now, unit
from desktop.services.editing import heard
from desktop.services.editing.rights import Part
from desktop.services.slips import merging


@dataclass(frozen=True, slots=True)
class Saved:
    """What one batch from a store did; `open` are differences that wait for a person."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One difference between store and bench, with both sides."""

    id: int
    order_id: int
    number: str
    store: str
    field: str
    ours: str
    theirs: str
    outcome: str
    decided_by: str
    at: datetime


def save_orders(store_id: int, orders: Sequence[RemoteOrder], cursor: object = None) -> Saved:
    """Keep a batch of orders and, in the transaction of the last of them, how far the store has been read.

    Give at most 20 at a time. Whoever wants to write meanwhile does not wait for all of them: the orders until then are
    kept, and the rest follows in another transaction. Repeating a batch changes nothing.
    """
    done = {"new": 0, "changed": 0, "unchanged": 0, "open": 0}
    known, left = intake.Known(), deque(orders)
    while True:
        with unit() as work:
            while left:
                outcome, still_open = save_one(work, f"store:{store_id}", store_id, left.popleft(), known)
                done[outcome] += 1
                done["open"] += still_open
                if others_wait():
                    break
            if not left:
                if cursor is not None:
                    stores.save_cursor(store_id, cursor)
                break
    return Saved(**done)


def older(store_id: int, orders: Sequence[RemoteOrder]) -> set[str]:
    """Those of the orders, by the store's name, of which we have seen a later version: a list may lag behind."""
    found = set()
    for order in orders:
        row = run(
            "SELECT remote_modified FROM orders WHERE source = ? AND source_ref = ?",
            (f"store:{store_id}", order.remote_id),
        ).fetchone()
        if row and row[0] is not None and order.modified_at is not None and ms(order.modified_at) < int(row[0]):
            found.add(order.remote_id)
    return found


def save_articles(store_id: int, articles: Sequence[RemoteArticle], cursor: object = None) -> int:
    """Keep articles with their barcodes as a store names them; returns how many. Counted stock is taken once, as a
    first count: afterwards the bench's moves are the truth here, and what the store says is kept beside it.
    """
    with unit() as work:
        for article in articles:
            article_id = intake_article(article, store_id)
            run(
                "INSERT INTO store_article (store_id, remote_id, article_id) VALUES (?, ?, ?)"
                " ON CONFLICT (store_id, remote_id) DO UPDATE SET article_id = excluded.article_id",
                (store_id, article.remote_id, article_id),
            )
            work.changed("article", article_id)
        levels.keep(store_id, [RemoteStock(each.remote_id, each.sku, each.stock)
                               for each in articles if each.stock is not None])  # fmt: skip
        if cursor is not None:
            stores.save_cursor(store_id, cursor)
    return len(articles)


def intake_article(article: RemoteArticle, store_id: int | None = None) -> int:
    """Make or update one article with its barcodes; part of the caller's unit.

    Its SKU names it. Empty fields of the source leave what is known here. A store's count lacks what it has sold and
    still lies here; `store_id` None: somebody has counted the shelf.
    """
    sku = article.sku.strip() or (article.barcodes[0] if article.barcodes else f"remote-{article.remote_id}")
    price = "" if article.price is None else str(article.price)
    row = run("SELECT id, counted FROM article WHERE sku = ?", (sku,)).fetchone()
    if row is None:
        article_id = insert(
            "INSERT INTO article (sku, sku_folded, name, variant, price, currency, weight_g, bin, photo, counted,"
            " needs_packing, on_hand, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            (sku, sku.casefold(), article.name, article.variant, price, article.currency, article.weight_g, article.bin,
             article.image, False, True),
        )  # fmt: skip
    else:
        article_id = int(row[0])
        run(
            "UPDATE article SET name = coalesce(nullif(?, ''), name), variant = coalesce(nullif(?, ''), variant),"
            " price = coalesce(nullif(?, ''), price), currency = coalesce(nullif(?, ''), currency),"
            " weight_g = coalesce(?, weight_g), bin = coalesce(nullif(?, ''), bin),"
            " photo = coalesce(nullif(?, ''), photo) WHERE id = ?",
            (article.name, article.variant, price, article.currency, article.weight_g, article.bin, article.image,
             article_id),
        )  # fmt: skip
    if article.bin:
        run("INSERT INTO bin (code, path) VALUES (?, ?) ON CONFLICT (code) DO NOTHING",
            (article.bin, picking.path(article.bin)))  # fmt: skip
    for code in article.barcodes:
        intake.add_barcode(article_id, code)
    if article.stock is not None and not (row and row[1]):
        sold = 0 if store_id is None else levels.sold_there(store_id, article_id)
        stock.count(sku, article.stock + sold, f"first-count/{sku}")
    return article_id


def decisions(
    only_open: bool = True,
    limit: int = 200,
    *,
    store_id: int | None = None,
    order_id: int | None = None,
    field: str = "",
    by_rule: bool | None = None,
    before: int | None = None,
) -> list[DecisionRow]:
    """Differences between stores and bench with both sides, those that wait for a person first, then the newest.

    `by_rule`: only those that a rule decided, or only those that a person did. `before`: only those with a smaller
    number, for the next page of what is decided.
    """
    wanted, values = " WHERE d.outcome = 'open'" if only_open else " WHERE 1 = 1", list[object]()
    for clause, value in (
        (" AND d.store_id = ?", store_id), (" AND d.order_id = ?", order_id), (" AND d.field = ?", field or None),
        (" AND d.id < ?", before),
    ):  # fmt: skip
        if value is not None:
            wanted += clause
            values.append(value)
    if by_rule is not None:
        wanted += " AND d.outcome <> 'open' AND d.decided_by " + ("= ''" if by_rule else "<> ''")
    rows = run(
        "SELECT d.id, d.order_id, o.number, coalesce(s.name, ''), d.field, d.ours, d.theirs, d.outcome, d.decided_by,"
        f" d.at FROM decision d JOIN orders o ON o.id = d.order_id LEFT JOIN store s ON s.id = d.store_id{wanted}"
        " ORDER BY CASE d.outcome WHEN 'open' THEN 0 ELSE 1 END, d.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [DecisionRow(*[*row[:9], utc(row[9])]) for row in rows]


def open_decisions(order_id: int) -> list[DecisionRow]:
    """What a person must decide about one order before its parcel may close."""
    return decisions(order_id=order_id)


def decide(decision_id: int, outcome: Outcome) -> None:
    """A person says which side stands. Theirs is taken over now, as far as the state table allows it.

    Raises:
        NotFound: it is decided already.
        NotAllowed: taking the store's side over is a move that the table does not have.
    """
    permits.require(Right.DECIDE)
    with unit() as work:
        row = run(
            "SELECT d.order_id, d.field FROM decision d JOIN orders o ON o.id = d.order_id"
            " WHERE d.id = ? AND d.outcome = 'open'",
            (decision_id,),
        ).fetchone()
        if row is None:
            raise NotFound(what=N_("open decision"), ref=decision_id)
        order_id, field = row
        result_id = merging.of_decision(decision_id)
        if result_id is not None:  # about what another bench has packed, not about a store's word
            merging.decide(result_id, outcome)
            return
        if outcome is Outcome.THEIRS:
            takeover.take_over(work, order_id, Field(field))
        run("UPDATE decision SET outcome = ?, decided_by = ?, decided_at = ? WHERE id = ?",
            (outcome.value, actor().who or actor().bench, ms(now()), decision_id))  # fmt: skip
        if not open_decisions(order_id):
            run("UPDATE orders SET conflict = ? WHERE id = ?", (False, order_id))
        history.note(work, order_id, "decided", f"{field}: {outcome.value}")


def save_one(work: Work, source: str, store_id: int | None, order: RemoteOrder, known: intake.Known) -> tuple[str, int]:
    """Keep one document, new or said again; returns "new", "changed" or "unchanged", and what waits for a person.

    Part of the caller's unit. Files of orders come this way too, with a source of their own and no store.
    """
    row = run(
        "SELECT id, remote_seen, kind FROM orders WHERE source = ? AND source_ref = ?", (source, order.remote_id)
    ).fetchone()
    if row is None:
        order_id = intake.save_new(work, source, store_id, order, known)
        if order.credits is not None:
            store_credits.keep(order_id, order.credits)
        store_parcels.hear(work, order_id, order.parcels)
        return "new", 0
    order_id, before = int(row[0]), json.loads(row[1]) if row[1] else {}
    order = tombstones.as_known(order_id, order)
    said = json.loads(intake.seen(order))
    _keep_word(order_id, order)
    if order.credits is not None:
        store_credits.keep(order_id, order.credits)
    store_parcels.hear(work, order_id, order.parcels)
    if said == before:
        return "unchanged", 0
    if heard.of_merged(work, order_id, before, said):
        return "changed", 0
    still_open = 0
    for ruling in _rulings(order_id, history.state_of(order_id, lock=True), before, said, order):
        still_open += _carry_out(work, store_id, order_id, order, ruling, known)
    duplicates.look(work, order_id)
    return "changed", still_open


def _rulings(
    order_id: int, state: State, before: dict[str, object], said: dict[str, object], order: RemoteOrder
) -> list[Ruling]:
    found = []
    if said.get("lines") != before.get("lines"):
        found.append(
            merge.lines(state, _text(before.get("lines")), _text(said["lines"]), take_outs.was_changed_here(order_id))
        )
    if said.get("ship_to") != before.get("ship_to"):
        found.append(
            merge.address(state, _text(before.get("ship_to")), _text(said["ship_to"]),
                          heard.changed_here(order_id, Part.SHIP_TO))
        )  # fmt: skip
    if said.get("note") != before.get("note"):
        outcome = Outcome.OPEN if heard.changed_here(order_id, Part.NOTE) else Outcome.THEIRS
        found.append(Ruling(Field.NOTE, str(before.get("note", "")), order.note, outcome))
    # Only what the store itself has changed since last time is news; an old word repeated is not.
    if said.get("payment") != before.get("payment") and not _is_echo(order_id, state, order):
        found.append(merge.payment(state, order.payment))
    if said.get("held") != before.get("held"):
        found.append(merge.hold(state, bool(before.get("held")), order.held))
    if said.get("fulfilment") != before.get("fulfilment"):
        ruling = _taken_up_again(order_id, state, order) or merge.fulfilment(state, order.fulfilment)
        if ruling is not None and takeover.may_resume(order_id, state, ruling):
            ruling = replace(ruling, outcome=Outcome.THEIRS)
        found.append(ruling)
    return [ruling for ruling in found if ruling is not None]


def _taken_up_again(order_id: int, state: State, order: RemoteOrder) -> Ruling | None:
    """A cancellation of the store that has not come to its end, because units must come out first, and is none now."""
    if order.fulfilment.value not in takeover.RESUMED or not take_outs.is_cancelling(order_id):
        return None
    return Ruling(Field.FULFILMENT, state.fulfilment.value, order.fulfilment.value, Outcome.THEIRS)


def _is_echo(order_id: int, state: State, order: RemoteOrder) -> bool:
    """To be paid for on delivery: the store calls an order paid when it is closed, and it was we who closed it."""
    return state.pay_later and order.payment is Payment.PAID and outbox.has_told(order_id, order.status)


def _carry_out(
    work: Work, store_id: int | None, order_id: int, order: RemoteOrder, ruling: Ruling, known: intake.Known
) -> int:
    outcome = ruling.outcome
    if outcome is Outcome.THEIRS:
        try:
            _apply(work, order_id, order, ruling, known)
        except NotAllowed:
            outcome = Outcome.OPEN
    open_row = run(
        "SELECT id FROM decision WHERE order_id = ? AND field = ? AND outcome = 'open'", (order_id, ruling.field.value)
    ).fetchone()
    if open_row:  # the newest word replaces the one that still waits
        run("UPDATE decision SET theirs = ?, at = ? WHERE id = ?", (ruling.theirs, ms(now()), open_row[0]))
    else:
        run(
            "INSERT INTO decision (order_id, store_id, at, field, ours, theirs, outcome, decided_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '')",
            (order_id, store_id, ms(now()), ruling.field.value, ruling.ours, ruling.theirs, outcome.value),
        )
    if outcome is Outcome.OPEN and ruling.stops:
        run("UPDATE orders SET conflict = ? WHERE id = ?", (True, order_id))
        history.note(work, order_id, "changed-in-store", ruling.field.value)
    work.changed("order", order_id)
    work.changed("decision", order_id)
    return 1 if outcome is Outcome.OPEN else 0


def _apply(work: Work, order_id: int, order: RemoteOrder, ruling: Ruling, known: intake.Known) -> None:
    if ruling.field is Field.LINES:
        if history.state_of(order_id).fulfilment is Fulfilment.PACKING or take_outs.lies_in_a_box(order_id):
            takeover.take_over(work, order_id, Field.LINES)
            _keep_money(work, order_id, order, lines=True)
        else:
            _replace_lines(work, order_id, order, known)
    elif ruling.field is Field.ADDRESS:
        _replace_address(work, order_id, order)
    elif ruling.field is Field.NOTE:
        run("UPDATE orders SET note = ?, note_seen_at = NULL WHERE id = ?", (order.note, order_id))
        history.note(work, order_id, "note-changed", order.note)
    elif ruling.action is Action.CANCEL and (take_outs.is_cancelling(order_id) or take_outs.lies_in_a_box(order_id)):
        take_outs.cancel(work, order_id, "store", takeover.new_note(order_id))
    elif ruling.field is Field.FULFILMENT and take_outs.is_cancelling(order_id):
        take_outs.take_back(work, order_id)
    elif ruling.action is not None:
        history.move(work, order_id, ruling.action, "")
        if ruling.action is Action.DELIVER:
            deliveries.order_delivered(work, order_id, deliveries.Source.STORE)
        _keep_money(work, order_id, order)
    elif ruling.field is Field.FULFILMENT:
        takeover.resume(work, order_id)


def _replace_lines(work: Work, order_id: int, order: RemoteOrder, known: intake.Known) -> None:
    state = history.state_of(order_id)
    run("UPDATE order_line SET cancelled = ordered WHERE order_id = ?", (order_id,))
    row_id = history.note(work, order_id, "lines-changed")
    stock.settle(work, order_id, state, f"history:{row_id}/old")
    run("DELETE FROM order_line WHERE order_id = ?", (order_id,))
    intake.insert_lines(order_id, None, order, known)
    lines, units = intake.counts(order.lines)
    run("UPDATE orders SET line_count = ?, unit_count = ? WHERE id = ?", (lines, units, order_id))
    _keep_money(work, order_id, order, lines=True)
    stock.settle(work, order_id, state, f"history:{row_id}/new")
    levels.tell_order(work, order_id)


def _replace_address(work: Work, order_id: int, order: RemoteOrder) -> None:
    to = order.ship_to if any(astuple(order.ship_to)) else order.buyer
    run("UPDATE orders SET ship_to_id = ?, place = ?, buyer = ? WHERE id = ?",
        (intake.insert_address(to), intake.place_of(to), to.name or order.buyer.name, order_id))  # fmt: skip
    history.note(work, order_id, "address-changed")


def _keep_word(order_id: int, order: RemoteOrder) -> None:
    run("UPDATE orders SET remote_status = ?, remote_modified = ?, remote_seen = ? WHERE id = ?",
        (order.status, ms(order.modified_at) if order.modified_at else None, intake.seen(order), order_id))  # fmt: skip


def _keep_money(work: Work, order_id: int, order: RemoteOrder, *, lines: bool = False) -> None:
    """What the store has reckoned, unless it was changed here and its lines are not the store's again (`lines`); what
    was taken off here stays off.
    """
    if lines or not heard.money_changed_here(order_id):
        run(
            "UPDATE orders SET total_minor = ? - own_discount_minor + unique_code_minor, tax_minor = ?,"
            " shipping_minor = ?, discount_minor = ? + own_discount_minor WHERE id = ?",
            (to_minor(order.total, order.currency), to_minor(order.tax, order.currency),
             to_minor(order.shipping, order.currency), to_minor(order.discount, order.currency), order_id),
        )  # fmt: skip
    paid = order.payment not in (Payment.UNPAID, Payment.CLAIMED)
    money.store_says(work, order_id, to_minor(order.refunded, order.currency), paid)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
