"""What a buyer wrote that no scan can check: it is acknowledged before the parcel closes."""

from dataclasses import dataclass

from desktop.domain.closing import Gate, Standing
from desktop.i18n import N_, _
from desktop.models.base import ms, run
from desktop.services import history, orders, settings
from desktop.services.changes import now, unit
from desktop.services.orders import LineView

__all__ = ["SAID", "Note", "of", "see", "standing"]

SAID = N_("Acknowledge the note: {note}")


@dataclass(frozen=True, slots=True)
class Note:
    """A wish; `line_id` is None where it is for the whole order."""

    text: str
    line_id: int | None
    seen: bool


def of(order_id: int) -> list[Note]:
    """The buyer's wishes: what stands in the order, then line by line."""
    note, seen_at = run("SELECT note, note_seen_at FROM orders WHERE id = ?", (order_id,)).fetchone()
    found = [Note(note.strip(), None, seen_at is not None)] if note.strip() else []
    return found + [
        Note(text, line.id, line.note_seen_at is not None)
        for line in orders.lines(order_id)
        if line.needs_packing and line.wanted > 0 and (text := wish(line))
    ]


def wish(line: LineView) -> str:
    """What a line asks for beyond its article: its note, and the options that its variant does not say already.

    A chosen colour that the shop sells as an article of its own is checked by scanning; an engraving is not.
    """
    variant = line.variant.casefold()
    chosen = [f"{name}: {value}" for name, value in line.options if value.strip().casefold() not in variant]
    return "; ".join([*chosen, *([line.note.strip()] if line.note.strip() else [])])


def standing(order_id: int) -> list[Standing]:
    """The wishes that nobody has acknowledged."""
    if not settings.rules().notes:
        return []
    return [
        Standing(Gate.NOTE, _(SAID).format(note=_short(note.text)), line_id=note.line_id)
        for note in of(order_id)
        if not note.seen
    ]


def see(order_id: int, line_id: int | None = None) -> None:
    """Record that the packer has read the wishes: all of them, or those of one line."""
    with unit() as work:
        moment, waiting = ms(now()), [note for note in of(order_id) if not note.seen]
        if line_id is None:
            run("UPDATE orders SET note_seen_at = ? WHERE id = ? AND note_seen_at IS NULL", (moment, order_id))
        for note in waiting:
            if note.line_id is not None and line_id in (None, note.line_id):
                run("UPDATE order_line SET note_seen_at = ? WHERE id = ? AND note_seen_at IS NULL",
                    (moment, note.line_id))  # fmt: skip
        history.note(work, order_id, "note-seen")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:59] + "…"
