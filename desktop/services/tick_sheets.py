"""Wave sheets: rows to tick while there is no power, and what each stood for when it was printed."""

from dataclasses import dataclass

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services.changes import actor, now, unit
from desktop.services.waves import WaveView


@dataclass(frozen=True, slots=True)
class TickRow:
    """One row: `units` of a pick that had `was` units already when the sheet was printed."""

    code: str
    wave_id: int
    pick_id: int
    was: int
    units: int


def make(wave: WaveView) -> dict[int, TickRow]:
    """A new sheet of what is left to pick of a wave; its rows by pick, in walking order."""
    with unit():
        here = actor()
        sheet = insert("INSERT INTO tick_sheet (wave_id, made_at, who, bench) VALUES (?, ?, ?, ?)",
                       (wave.id, ms(now()), here.who, here.bench))  # fmt: skip
        rows: dict[int, TickRow] = {}
        for part in (part for stop in wave.stops for part in stop.parts if part.left):
            place = len(rows) + 1
            run("INSERT INTO tick_row (sheet_id, place, pick_id, was, units) VALUES (?, ?, ?, ?, ?)",
                (sheet, place, part.pick_id, part.picked, part.left))  # fmt: skip
            rows[part.pick_id] = TickRow(codes.tick_code(sheet, place), wave.id, part.pick_id, part.picked, part.left)
        return rows


def find(text: str) -> TickRow:
    """The row that a scan means.

    Raises:
        NotFound: there is none.
    """
    code = codes.read(text)
    row = None
    if code.kind is Kind.TICK:
        row = run(
            "SELECT s.wave_id, r.pick_id, r.was, r.units FROM tick_row r JOIN tick_sheet s ON s.id = r.sheet_id"
            " WHERE r.sheet_id = ? AND r.place = ?",
            codes.tick_of(code.value),
        ).fetchone()
    if row is None:
        raise NotFound(what=N_("row of a wave sheet"), ref=text[:40])
    return TickRow(code.value, *(int(value) for value in row))
