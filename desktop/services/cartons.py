"""Cartons: which one an order needs, and which one was taken."""

from dataclasses import dataclass
from typing import Any

from desktop.domain import boxes
from desktop.domain.boxes import Size
from desktop.domain.closing import Gate, Standing
from desktop.domain.codes import carton_code
from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.i18n import N_, _
from desktop.models.base import insert, run, storable
from desktop.services import history, parcel_contents, settings
from desktop.services.changes import unit


@dataclass(frozen=True, slots=True)
class CartonRow:
    """A kind of box: inner sizes in mm, its own weight and what it may carry in grams."""

    id: int
    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_g: int | None
    weight_g: int
    active: bool


_COLUMNS = "SELECT id, code, name, length_mm, width_mm, height_mm, max_g, weight_g, active FROM carton"


def cartons(*, also_unused: bool = False) -> list[CartonRow]:
    """The shop's cartons, smallest first."""
    where = "" if also_unused else " WHERE active"
    rows = run(f"{_COLUMNS}{where} ORDER BY length_mm * width_mm * height_mm, id").fetchall()
    return [_row(row) for row in rows]


def get(carton_id: int) -> CartonRow:
    """One carton.

    Raises:
        NotFound: there is none.
    """
    row = run(f"{_COLUMNS} WHERE id = ?", (carton_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("carton"), ref=carton_id)
    return _row(row)


def find(code: str) -> CartonRow:
    """The carton whose printed code this is.

    Raises:
        NotFound: no carton has it.
    """
    row = run(f"{_COLUMNS} WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise NotFound(what=N_("carton"), ref=code)
    return _row(row)


def named(name: str) -> CartonRow:
    """The carton that is called so.

    Raises:
        NotFound: none is.
    """
    row = run(f"{_COLUMNS} WHERE name = ? OR code = ?", (storable(name.strip()), name.strip().upper())).fetchone()
    if row is None:
        raise NotFound(what=N_("carton"), ref=name)
    return _row(row)


def add(
    name: str, length_mm: int, width_mm: int, height_mm: int, weight_g: int = 0, max_g: int | None = None
) -> CartonRow:
    """A new kind of box; its code is made for it.

    Raises:
        BadInput: no name, or a size that no box has.
        AlreadyExists: another carton has this name.
    """
    title = _checked(name, length_mm, width_mm, height_mm, weight_g, max_g)
    with unit() as work:
        if run("SELECT 1 FROM carton WHERE name = ?", (title,)).fetchone():
            raise AlreadyExists(what=N_("carton"), ref=title)
        carton_id = insert(
            "INSERT INTO carton (code, name, length_mm, width_mm, height_mm, max_g, weight_g, active)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (f"new:{title}", title, length_mm, width_mm, height_mm, max_g, weight_g, True),
        )
        run("UPDATE carton SET code = ? WHERE id = ?", (carton_code(carton_id), carton_id))
        work.changed("carton", carton_id)
    return get(carton_id)


def change(carton_id: int, **values: object) -> CartonRow:
    """Set some of a carton's columns; BadInput as `add`."""
    before = get(carton_id)
    known = {
        name: values.get(name, getattr(before, name)) for name in CartonRow.__slots__ if name not in ("id", "code")
    }
    title = _checked(*(known[name] for name in ("name", "length_mm", "width_mm", "height_mm", "weight_g", "max_g")))  # type: ignore[arg-type]
    with unit() as work:
        if run("SELECT 1 FROM carton WHERE name = ? AND id <> ?", (title, carton_id)).fetchone():
            raise AlreadyExists(what=N_("carton"), ref=title)
        run(
            "UPDATE carton SET name = ?, length_mm = ?, width_mm = ?, height_mm = ?, max_g = ?, weight_g = ?,"
            " active = ? WHERE id = ?",
            (title, *(known[name] for name in ("length_mm", "width_mm", "height_mm", "max_g", "weight_g", "active")),
             carton_id),
        )  # fmt: skip
        work.changed("carton", carton_id)
    return get(carton_id)


def suggest(order_id: int) -> CartonRow | None:
    """The smallest carton that holds what the order's next parcel still needs and has; None without sizes or cartons.

    Only articles with all three sizes count; an order with one article of unknown size gets no suggestion, because a
    carton that is too small is worse than none.
    """
    rows = run(
        "SELECT a.length_mm, a.width_mm, a.height_mm, a.weight_g,"
        " l.ordered - l.cancelled - coalesce((SELECT sum(s.units) FROM packing_scan s JOIN parcel p"
        " ON p.id = s.parcel_id WHERE s.line_id = l.id AND p.state <> 'open'), 0)"
        " FROM order_line l LEFT JOIN article a ON a.id = l.article_id"
        " WHERE l.order_id = ? AND l.needs_packing AND l.ordered > l.cancelled",
        (order_id,),
    ).fetchall()
    things: list[Size] = []
    weight: int | None = 0
    for length, width, height, weight_g, units in rows:
        if units <= 0:
            continue
        if not (length and width and height) or units > 500:
            return None
        things += [Size(length, width, height)] * int(units)
        weight = None if weight is None or weight_g is None else weight + weight_g * int(units)
    if not things:
        return None
    kinds = [
        boxes.Carton(own.id, own.name, Size(own.length_mm, own.width_mm, own.height_mm), own.max_g) for own in cartons()
    ]
    found = boxes.smallest(kinds, things, weight)
    return get(found.id) if found is not None else None


def take(order_id: int, carton_id: int) -> CartonRow:
    """Record that the order's open parcel goes into this carton; scanning another one later replaces it.

    Raises:
        NotFound: there is no such carton, or the order has no open parcel.
    """
    carton = get(carton_id)
    with unit() as work:
        parcel = run(
            "SELECT id, code FROM parcel WHERE order_id = ? AND state = 'open' ORDER BY position DESC LIMIT 1",
            (order_id,),
        ).fetchone()
        if parcel is None:
            raise NotFound(what=N_("open parcel"), ref=order_id)
        suggested = suggest(order_id)
        run(
            "INSERT INTO parcel_box (parcel_id, carton_id, suggested_id, fit, weighed_by, accepted, photo)"
            " VALUES (?, ?, ?, '', '', '', '') ON CONFLICT (parcel_id) DO UPDATE SET carton_id = excluded.carton_id,"
            " suggested_id = excluded.suggested_id",
            (parcel[0], carton_id, suggested.id if suggested else None),
        )
        history.note(work, order_id, "carton", f"{parcel[1]}: {carton.name}")
        work.changed("parcel", int(parcel[0]))
    return carton


def taken(parcel_id: int) -> CartonRow | None:
    """The carton that the parcel was put into."""
    row = run("SELECT carton_id FROM parcel_box WHERE parcel_id = ?", (parcel_id,)).fetchone()
    return get(int(row[0])) if row and row[0] is not None else None


def standing(order_id: int) -> list[Standing]:
    """The gate: where the shop records every carton."""
    if settings.rules().carton != "required":
        return []
    parcel = parcel_contents.open_parcel(order_id)
    if parcel is None or taken(parcel) is not None:
        return []
    wanted = suggest(order_id)
    words = _("Scan the carton: {name} fits").format(name=wanted.name) if wanted else _("Scan the carton")
    return [Standing(Gate.CARTON, words, parcel)]


def _row(row: Any) -> CartonRow:
    return CartonRow(*[*row[:8], bool(row[8])])


def _checked(name: str, length_mm: int, width_mm: int, height_mm: int, weight_g: int, max_g: int | None) -> str:
    title = storable(" ".join(name.split()))
    if not title:
        raise BadInput(what=N_("The carton's name"), value=name, next=N_("Type a short one, such as M or Box 30x20."))
    for size in (length_mm, width_mm, height_mm):
        if not 10 <= size <= 5000:
            raise BadInput(
                what=N_("The carton's size"), value=size, next=N_("Give the inside in millimetres, 10 to 5000.")
            )
    if not 0 <= weight_g <= 50_000 or (max_g is not None and not 1 <= max_g <= 1_000_000):
        raise BadInput(what=N_("The weight"), value=weight_g, next=N_("Give it in grams."))
    return title
