"""The orders that are open at this bench, held in memory to decide quickly; the disk has the last word."""

import threading
from dataclasses import dataclass, field

from desktop.domain.codes import gtin14
from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Fulfilment
from desktop.domain.packing import Line
from desktop.i18n import N_
from desktop.models.base import is_postgres, run, when_forgotten
from desktop.services import history, orders, sentinel
from desktop.services.orders import LineView
from desktop.services.packing.results import NotOpen, OrderChanged, TakenOver


@dataclass(slots=True)
class Opened:
    """An order at this bench, as its lines stand on disk; `codes` finds lines by what is printed on a thing.

    `lines` has the lines by their ids, and the parts of kits by theirs below zero. `cases` are codes that count
    several.
    """

    order_id: int
    session_id: int
    parcel_id: int
    lines: dict[int, Line] = field(default_factory=dict)
    codes: dict[str, list[int]] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    left: int = 0
    mark: tuple[object, ...] = ()  # of the codes on disk when they were read
    watch: sentinel.Watch = field(default_factory=sentinel.Watch)


@dataclass(slots=True)
class _Known:
    """What the catalogue says of an article on the order."""

    codes: set[str]
    scan_each: bool = False
    tracks: str = ""
    whole: bool = False


# The articles of the order's lines and of its kits' parts, with every code that is printed on them.
_CODES = (
    "SELECT a.id, a.sku, a.scan_each, a.tracks, a.kit_whole, b.code, b.gtin14, b.units FROM article a"
    " LEFT JOIN barcode b ON b.article_id = a.id WHERE a.id IN (SELECT l.article_id FROM order_line l"
    " WHERE l.order_id = ? UNION SELECT q.article_id FROM line_part q JOIN order_line p ON p.id = q.line_id"
    " WHERE p.order_id = ?)"
)
_LINES_MARK = (
    "SELECT count(*), sum(id), sum(packed), sum(packed * id), sum(ordered - cancelled),"
    " sum((ordered - cancelled) * id) FROM order_line WHERE order_id = ? AND needs_packing"
    " AND (ordered <> cancelled OR packed <> 0)"
)
_CODES_MARK = (
    "SELECT count(b.id), max(b.id), sum(a.id), sum(b.units), sum(CASE WHEN a.scan_each THEN a.id ELSE 0 END),"
    " sum(CASE WHEN a.kit_whole THEN a.id ELSE 0 END), sum(length(a.tracks) * a.id) FROM article a"
    " LEFT JOIN barcode b ON b.article_id = a.id WHERE a.id IN (SELECT l.article_id FROM order_line l"
    " WHERE l.order_id = ? UNION SELECT q.article_id FROM line_part q JOIN order_line p ON p.id = q.line_id"
    " WHERE p.order_id = ?)"
)
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


when_forgotten(forget_all)


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
    if not _is_current(opened):  # reading 353 lines again takes thirty times as long as a scan
        load(opened)


def load(opened: Opened) -> None:
    articles: dict[int, _Known] = {}
    opened.mark = _mark(opened.order_id)
    opened.lines, opened.codes, opened.cases, opened.left = {}, {}, {}, 0
    for article_id, sku, scan_each, tracks, whole, code, gtin, units in run(_CODES, (opened.order_id,) * 2).fetchall():
        known = articles.setdefault(article_id, _Known({sku}, bool(scan_each), tracks, bool(whole)))
        for text in (code, gtin):
            if text:
                known.codes.add(text)
                if units > 1:
                    opened.cases[text] = units
    for row in orders.lines(opened.order_id):
        if not row.needs_packing or not (row.wanted or row.packed or row.out):
            continue
        own = articles.get(row.article_id or 0, _Known(set()))
        for line in _kit(row, own, articles) if row.parts else (_line(row, own),):
            opened.lines[line.id] = line
            opened.left += 0 if line.kit else line.left
            for code in line.codes:
                opened.codes.setdefault(code, []).append(line.id)


def _mark(order_id: int) -> tuple[object, ...]:
    """What changes whenever a code of the order's articles does, or how they are scanned."""
    return tuple(run(_CODES_MARK, (order_id,) * 2).fetchone())


def _is_current(opened: Opened) -> bool:
    """Whether the disk says of lines and codes what memory believes; of an order with kits that is not asked."""
    lines = opened.lines.values()
    if not lines or any(line.kit for line in lines):
        return False
    here = (
        len(lines), sum(line.id for line in lines), sum(line.packed for line in lines),
        sum(line.packed * line.id for line in lines), sum(line.ordered for line in lines),
        sum(line.ordered * line.id for line in lines),
    )  # fmt: skip
    there = run(_LINES_MARK, (opened.order_id,)).fetchone()
    return here == tuple(int(value or 0) for value in there) and _mark(opened.order_id) == opened.mark


def refusal(opened: Opened) -> KolliError:
    """Why the disk counted nothing although the order was open in memory."""
    state, ref = history.state_of(opened.order_id), history.called(opened.order_id)
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


def _line(row: LineView, known: "_Known") -> Line:
    return Line(row.id, row.sku.strip(), _printed(row, known), row.wanted, row.packed, known.scan_each, known.tracks)


def _printed(row: LineView, known: "_Known") -> frozenset[str]:
    own = {row.sku.strip(), *row.barcodes}
    gtins = {gtin for gtin in map(gtin14, row.barcodes) if gtin}
    return frozenset((own | gtins | known.codes) - {""})


def _kit(row: LineView, known: "_Known", articles: dict[int, "_Known"]) -> list[Line]:
    """A kit's own row, which counts whole kits where that is allowed, and one for each of its parts."""
    whole = min(part.left // part.units for part in row.parts)
    found = [
        Line(row.id, row.sku.strip(), _printed(row, known), row.packed + whole, row.packed, known.scan_each,
             kit=True, whole=known.whole)
    ]  # fmt: skip
    for part in row.parts:
        of = articles[part.article_id]
        found.append(
            Line(-part.id, part.sku, frozenset(of.codes), part.wanted, part.packed, of.scan_each, of.tracks, row.id)
        )
    return found
