"""Waves as they stand on disk: one with its walk, the list of them, the one that a scan means."""

import json
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain import codes, picking
from desktop.domain.codes import Kind, gtin14
from desktop.domain.errors import NotFound
from desktop.domain.picking import letter
from desktop.i18n import N_
from desktop.models.base import run, utc
from desktop.services import bins, totes
from desktop.services.waves.views import Part, Stop, WaveOrder, WaveRow, WaveView

# Units of a line that are off the shelf for it: fetched by waves, or in the box already.
FETCHED = "(SELECT coalesce(sum(f.picked), 0) FROM pick f WHERE f.line_id = l.id AND f.part_id = coalesce(q.id, 0))"
_PICKS = (
    "SELECT k.id, k.order_id, k.line_id, coalesce(nullif(k.bin, ''), a.bin, ''), k.picked, k.short, w.position,"
    " coalesce(q.article_id, l.article_id), CASE WHEN q.id IS NULL THEN l.sku ELSE a.sku END,"
    " CASE WHEN q.id IS NULL THEN l.name ELSE a.name END,"
    " CASE WHEN q.id IS NULL THEN coalesce(nullif(l.variant, ''), a.variant, '') ELSE a.variant END,"
    " CASE WHEN q.id IS NULL THEN l.options ELSE '[]' END, CASE WHEN q.id IS NULL THEN l.barcodes ELSE '[]' END,"
    " coalesce(a.photo, ''), coalesce(a.sku, ''), (l.ordered - l.cancelled) * coalesce(q.units, 1),"
    f" coalesce(q.packed, l.packed), {FETCHED},"
    " w.left_at IS NULL AND o.fulfilment IN ('open', 'picking') AND NOT o.held AND NOT o.conflict"
    " FROM pick k JOIN wave_order w ON w.wave_id = k.wave_id AND w.order_id = k.order_id"
    " JOIN orders o ON o.id = k.order_id JOIN order_line l ON l.id = k.line_id"
    " LEFT JOIN line_part q ON q.id = k.part_id"
    " LEFT JOIN article a ON a.id = coalesce(q.article_id, l.article_id) WHERE k.wave_id = ?"
    " ORDER BY w.position, l.position, k.part_id"
)


def show(wave_id: int) -> WaveView:
    """The wave as it is now.

    Raises:
        NotFound: there is none.
    """
    row = run("SELECT code, state, bench, made_at, printed_at FROM wave WHERE id = ?", (wave_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("pick list"), ref=wave_id)
    code, state, bench, made_at, printed_at = row
    stops = _stops(wave_id)
    return WaveView(wave_id, code, state, bench, utc(made_at), utc(printed_at) if printed_at else None,
                    tuple(_orders(wave_id, stops)), tuple(stops))  # fmt: skip


def find(text: str) -> int:
    """The wave that a scan or a person means, by its code, a row of its wave sheet, its name (W-0412) or its number.

    Raises:
        NotFound: there is none.
    """
    code = codes.read(text)
    if code.kind is Kind.TICK:
        row = run("SELECT wave_id FROM tick_sheet WHERE id = ?", (codes.tick_of(code.value)[0],)).fetchone()
    elif code.kind is Kind.PICK_LIST:
        row = run("SELECT id FROM wave WHERE code = ?", (code.value,)).fetchone()
    else:
        digits = text.strip().upper().removeprefix("W").removeprefix("-")
        plain = digits.isascii() and digits.isdigit() and len(digits) < 10
        row = run("SELECT id FROM wave WHERE id = ?", (int(digits),)).fetchone() if plain else None
    if row is None:
        raise NotFound(what=N_("pick list"), ref=text)
    return int(row[0])


def of_order(order_id: int) -> int | None:
    """The open wave that an order is in."""
    row = run("SELECT wave_id FROM wave_order WHERE order_id = ? AND left_at IS NULL", (order_id,)).fetchone()
    return int(row[0]) if row else None


def page(state: str = "open", limit: int = 50) -> list[WaveRow]:
    """Waves of a state, the newest first."""
    rows = run(
        "SELECT id, code, state, bench, made_at FROM wave WHERE state = ? ORDER BY id DESC LIMIT ?", (state, limit)
    ).fetchall()
    return [_row(*row) for row in rows]


def _stops(wave_id: int) -> list[Stop]:
    article_codes: dict[int, set[str]] = {}
    for article_id, code, gtin in run(
        "SELECT b.article_id, b.code, b.gtin14 FROM barcode b WHERE b.article_id IN"
        " (SELECT coalesce(q.article_id, l.article_id) FROM pick k JOIN order_line l ON l.id = k.line_id"
        " LEFT JOIN line_part q ON q.id = k.part_id WHERE k.wave_id = ?)",
        (wave_id,),
    ).fetchall():
        article_codes.setdefault(article_id, set()).update(value for value in (code, gtin) if value)
    found: dict[tuple[str, str], Stop] = {}
    for row in run(_PICKS, (wave_id,)).fetchall():
        pick_id, order_id, line_id, bin_name, picked, short, position, article_id, sku, name, variant, *more = row
        options, barcodes, photo, article_sku, wanted, packed, fetched, here = more
        left = max(0, int(wanted) - max(int(fetched), int(packed)) - int(short)) if here else 0
        part = Part(pick_id, order_id, line_id, letter(position), int(picked), left, int(short))
        variant = variant or ", ".join(value for _key, value in json.loads(options or "[]"))
        key = f"article:{article_id}" if article_id is not None else f"sku:{sku.strip()}:{variant}"
        own = {str(code) for code in json.loads(barcodes or "[]")}
        own |= {gtin for gtin in map(gtin14, own) if gtin} | article_codes.get(article_id, set())
        own |= {article_sku, sku.strip()} - {""}
        stop = found.get((bin_name, key)) or Stop(
            key, article_id, bin_name, article_sku or sku.strip(), name.strip() or sku.strip(), variant, photo,
            frozenset(own), (),
        )  # fmt: skip
        found[bin_name, key] = replace(stop, parts=(*stop.parts, part), codes=stop.codes | own)
    way = bins.paths()
    return sorted(
        found.values(),
        key=lambda stop: (not stop.bin, way.get(stop.bin, picking.path(stop.bin)), stop.bin, stop.name, stop.sku),
    )


def _orders(wave_id: int, stops: Sequence[Stop]) -> list[WaveOrder]:
    parts: dict[int, list[Part]] = {}
    for stop in stops:
        for part in stop.parts:
            parts.setdefault(part.order_id, []).append(part)
    lying = totes.of_wave(wave_id)
    rows = run(
        "SELECT o.id, o.number, o.code, w.position, o.buyer, o.courier,"
        " w.left_at IS NULL AND o.fulfilment IN ('open', 'picking') AND NOT o.held AND NOT o.conflict"
        " FROM wave_order w JOIN orders o ON o.id = w.order_id WHERE w.wave_id = ? ORDER BY w.position",
        (wave_id,),
    ).fetchall()
    return [
        WaveOrder(
            order_id, number, code, letter(position), buyer, courier,
            tuple(lying.get(order_id, ())),
            sum(part.left for part in parts.get(order_id, [])), sum(part.picked for part in parts.get(order_id, [])),
            sum(part.short for part in parts.get(order_id, [])), bool(here),
        )
        for order_id, number, code, position, buyer, courier, here in rows
    ]  # fmt: skip


def _row(wave_id: int, code: str, state: str, bench: str, made_at: int) -> WaveRow:
    view = show(wave_id)
    walkers = run("SELECT bench FROM walk WHERE wave_id = ? AND closed_at IS NULL ORDER BY id", (wave_id,)).fetchall()
    return WaveRow(wave_id, code, state, bench, utc(made_at), len(view.orders), view.left, view.units,
                   tuple(str(row[0]) for row in walkers))  # fmt: skip
