"""What the buyer asked for, as the bench says it: all that is not acknowledged, what concerns this line first."""

from collections.abc import Sequence

from desktop.services.orders import OrderView
from desktop.ui.bench.lines import Row

_LONGEST = 320  # signs that have room in small type


def note_words(order: OrderView, rows: Sequence[Row], current: Row | None) -> tuple[str, str, bool]:
    """The note in large type, the other ones in small, and whether all are acknowledged."""
    own = [_plain(order.note)] if order.note.strip() else []
    seen = order.note_seen_at is not None or not own
    wishes = {row.line_id: row for row in rows if row.note}
    waiting = [row for row in wishes.values() if not row.note_seen]
    first = wishes.get(current.line_id) if current is not None else None
    if seen and first is None and waiting:
        first = waiting[0]
    if first is not None and (seen or not first.note_seen):
        others = [_named(row) for row in waiting if row.line_id != first.line_id] + ([] if seen else own)
        return _plain(first.note), _cut(" · ".join(others)), seen and not waiting
    return _cut(own[0]) if own else "", _cut(" · ".join(map(_named, waiting))), seen and not waiting


def _named(row: Row) -> str:
    return f"{row.name}: {_plain(row.note)}"


def _plain(text: str) -> str:
    return _cut(" ".join(text.split()))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
