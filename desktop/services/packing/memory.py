"""The orders that are open at this bench, held in memory to decide quickly; the disk has the last word."""

import threading
from dataclasses import dataclass, field

from desktop.domain.codes import gtin14
from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Fulfilment
from desktop.domain.packing import Line
from desktop.i18n import N_
from desktop.models.base import is_postgres, run
from desktop.services import history, orders, sentinel
from desktop.services.orders import LineView
from desktop.services.packing.results import NotOpen, OrderChanged, TakenOver


@dataclass(slots=True)
class Opened:
    """An order at this bench, as its lines stand on disk; `codes` finds lines by what is printed on a thing."""

    order_id: int
    session_id: int
    parcel_id: int
    lines: dict[int, Line] = field(default_factory=dict)
    codes: dict[str, list[int]] = field(default_factory=dict)
    left: int = 0
    watch: sentinel.Watch = field(default_factory=sentinel.Watch)


_benches: dict[int, Opened] = {}
_lock = threading.Lock()


def held(order_id: int) -> Opened | None:
    return _benches.get(order_id)


def hold(opened: Opened) -> None:
    with _lock:
        _benches[opened.order_id] = opened


def forget(order_id: int) -> None:
    with _lock:
        _benches.pop(order_id, None)


def forget_all() -> None:
    """Let go of every order held in memory: the database was changed or closed."""
    with _lock:
        _benches.clear()


def reload(opened: Opened) -> None:
    """Read the lines and the open parcel again, if the order may still be packed here.

    Raises:
        NotOpen, NotAllowed, OrderChanged, TakenOver: it may not.
    """
    row = run(
        "SELECT o.fulfilment = 'packing' AND NOT o.conflict AND NOT o.held,"
        " (SELECT count(*) FROM packing_session s WHERE s.id = ? AND s.closed_at IS NULL),"
        " (SELECT max(p.id) FROM parcel p WHERE p.order_id = o.id AND p.state = 'open')"
        " FROM orders o WHERE o.id = ?" + (" FOR UPDATE" if is_postgres() else ""),
        (opened.session_id, opened.order_id),
    ).fetchone()
    if not (row and row[0] and row[1] and row[2]):
        raise refusal(opened)
    opened.parcel_id = int(row[2])
    load(opened)


def load(opened: Opened) -> None:
    article_codes: dict[int, set[str]] = {}
    for article_id, sku, code, gtin in run(
        "SELECT a.id, a.sku, b.code, b.gtin14 FROM order_line l JOIN article a ON a.id = l.article_id"
        " LEFT JOIN barcode b ON b.article_id = a.id WHERE l.order_id = ?",
        (opened.order_id,),
    ).fetchall():
        article_codes.setdefault(article_id, {sku}).update(value for value in (code, gtin) if value)
    opened.lines, opened.codes, opened.left = {}, {}, 0
    for row in orders.lines(opened.order_id):
        if row.needs_packing and row.wanted > 0:
            line = _line(row, article_codes.get(row.article_id or 0, set()))
            opened.lines[line.id] = line
            opened.left += line.left
            for code in line.codes:
                opened.codes.setdefault(code, []).append(line.id)


def refusal(opened: Opened) -> KolliError:
    """Why the disk counted nothing although the order was open in memory."""
    state, ref = history.state_of(opened.order_id), number(opened.order_id)
    forget(opened.order_id)
    if state.fulfilment is not Fulfilment.PACKING:
        return NotOpen(ref=ref)
    if state.held:
        return NotAllowed(ref=ref, reason=N_("it is on hold; release it first."), action="scan")
    other = run(
        "SELECT s.who, s.bench FROM packing_session s WHERE s.order_id = ? AND s.closed_at IS NULL AND s.id <> ?"
        " ORDER BY s.id DESC LIMIT 1",
        (opened.order_id, opened.session_id),
    ).fetchone()
    if other:
        return TakenOver(ref=ref, who=", ".join(said for said in other if said))
    return OrderChanged(ref=ref)


def number(order_id: int) -> str:
    row = run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone()
    return f"#{row[0]}" if row else str(order_id)


def _line(row: LineView, article_codes: set[str]) -> Line:
    own = {row.sku.strip(), *row.barcodes}
    gtins = {gtin for gtin in map(gtin14, row.barcodes) if gtin}
    return Line(row.id, row.sku.strip(), frozenset((own | gtins | article_codes) - {""}), row.wanted, row.packed)
