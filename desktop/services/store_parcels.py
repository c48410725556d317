"""What stores say of parcels: kept always, once each, and believed where an order's tracking hears its store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.errors import NotAllowed
from desktop.domain.remote import RemoteParcel
from desktop.domain.rights import Right
from desktop.domain.tracking_mode import Mode
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import deliveries, history, permits, tracking_modes
from desktop.services.changes import Work, now, unit
from desktop.services.deliveries import Event, EventRow, Source


@dataclass(frozen=True, slots=True)
class Told:
    """A store's word about a parcel. `parcel` is ours that it means, "" where it left by another hand."""

    number: str
    carrier: str
    state: str
    at: datetime
    parcel: str
    used: bool


@dataclass(frozen=True, slots=True)
class Road:
    """How an order is tracked, and all that was heard: `events` of its parcels, `told` by its store besides."""

    mode: Mode
    own: Mode | None
    can_be_automatic: bool
    events: tuple[EventRow, ...]
    told: tuple[Told, ...]


def hear(work: Work, order_id: int, parcels: Sequence[RemoteParcel]) -> None:
    """Keep what a store says of an order's parcels; part of the caller's unit. Said again, it changes nothing."""
    for parcel in parcels:
        name = parcel.remote_id or parcel.number
        known = run(
            "SELECT 1 FROM store_parcel WHERE order_id = ? AND remote_id = ? AND state = ?",
            (order_id, name, parcel.state),
        ).fetchone()
        if known is None:
            insert(
                "INSERT INTO store_parcel (order_id, remote_id, number, carrier, state, at, heard_at, used)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (order_id, name, parcel.number, parcel.carrier, parcel.state,
                 ms(parcel.at) if parcel.at else None, ms(now()), False),
            )  # fmt: skip
            work.changed("order", order_id)
    if parcels and tracking_modes.of(order_id).hears_store:
        _believe(work, order_id)


def catch_up(work: Work, order_id: int) -> None:
    """Parcels have left just now: what their store had said of them before counts from here on."""
    heard = run("SELECT 1 FROM store_parcel WHERE order_id = ? AND NOT used LIMIT 1", (order_id,)).fetchone()
    if heard and tracking_modes.of(order_id).hears_store:
        _believe(work, order_id)


def set_mode(order_id: int, mode: Mode | None) -> Mode | None:
    """Choose who says what becomes of this order's parcels; None follows the shop. Returns what was chosen before.

    What the store has said meanwhile counts from the moment on when it is heard.

    Raises:
        NotAllowed: automatic, and no store could tell.
        NoRight: who works here may not ship.
    """
    permits.require(Right.SHIP)
    with unit() as work:
        before = tracking_modes.own(order_id)
        if mode is Mode.AUTOMATIC and not tracking_modes.can_be_automatic(order_id):
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("it came from no store that could tell."), action="tracking"
            )
        if mode is before:
            return before
        run("UPDATE orders SET tracking_mode = ? WHERE id = ?", (mode.value if mode else "", order_id))
        history.note(work, order_id, "tracking-mode", tracking_modes.of(order_id).value)
        if tracking_modes.of(order_id).hears_store:
            _believe(work, order_id)
        return before


def road(order_id: int) -> Road:
    """Everything about an order's way to its buyer, the newest word first."""
    rows = run(
        "SELECT t.number, t.carrier, t.state, coalesce(t.at, t.heard_at), coalesce(p.code, ''), t.used"
        " FROM store_parcel t LEFT JOIN parcel p ON p.id = t.parcel_id WHERE t.order_id = ? ORDER BY t.id DESC",
        (order_id,),
    ).fetchall()
    told = tuple(Told(*[*row[:3], utc(row[3]), row[4], bool(row[5])]) for row in rows)
    return Road(
        tracking_modes.of(order_id), tracking_modes.own(order_id), tracking_modes.can_be_automatic(order_id),
        tuple(deliveries.events(order_id)), told,
    )  # fmt: skip


def _believe(work: Work, order_id: int) -> None:
    """Let what the store has said, and nobody has used, become what is known of our parcels."""
    for row in run(
        "SELECT id, number, carrier, state, at, heard_at FROM store_parcel WHERE order_id = ? AND NOT used ORDER BY id",
        (order_id,),
    ).fetchall():
        parcel_id = _meant(work, order_id, str(row[1]), str(row[2]))
        if parcel_id is not None and _use(work, parcel_id, row):
            run("UPDATE store_parcel SET used = ?, parcel_id = ? WHERE id = ?", (True, parcel_id, row[0]))


def _use(work: Work, parcel_id: int, row: Any) -> bool:
    """Whether it has become of use; a receipt of what has not been handed over here waits."""
    if row[3] != "delivered":
        return True
    if run("SELECT state FROM parcel WHERE id = ?", (parcel_id,)).fetchone()[0] != "shipped":
        return False
    deliveries.heard(work, parcel_id, Event.DELIVERED, utc(row[4] if row[4] is not None else row[5]), Source.STORE)
    return True


def _meant(work: Work, order_id: int, number: str, carrier: str) -> int | None:
    """Our parcel of this number; the one parcel that left without a number gets it."""
    plain = _plain(number)
    ours = run("SELECT id, tracking, state FROM parcel WHERE order_id = ? ORDER BY position", (order_id,)).fetchall()
    found = next((int(row[0]) for row in ours if plain and _plain(row[1]) == plain), None)
    without = [int(row[0]) for row in ours if not row[1] and row[2] == "shipped"]
    if found is None and plain and len(ours) == len(without) == 1:
        run("UPDATE parcel SET tracking = ?, carrier = coalesce(nullif(?, ''), carrier) WHERE id = ?",
            (number, carrier, without[0]))  # fmt: skip
        history.note(work, order_id, "tracking", " · ".join(part for part in (carrier, number) if part))
        work.changed("parcel", without[0])
        return without[0]
    return found


def _plain(number: str) -> str:
    return "".join(letter for letter in number.upper() if letter.isalnum())
