"""What becomes of a parcel on its road: delivered, failed, sent back. Each thing is noted once, with who said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import estimates, history, outbox, permits, settings, store_credits, tracking_modes
from desktop.services.changes import Work, actor, now, unit


class Event(StrEnum):
    DELIVERED = "delivered"
    FAILED = "failed"  # the courier tried; what next is the shop's question to the buyer
    RETURNING = "returning"
    RETURNED = "returned"


class Source(StrEnum):
    """Who said so."""

    HAND = "hand"
    CSV = "csv"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class EventRow:
    parcel_id: int
    parcel: str
    kind: Event
    at: datetime
    noted_at: datetime
    source: Source
    who: str
    note: str


_FINAL = (Event.DELIVERED, Event.RETURNED)
_WORDS = {
    Event.DELIVERED: "parcel-delivered", Event.FAILED: "parcel-failed", Event.RETURNING: "parcel-returning",
    Event.RETURNED: "parcel-returned",
}  # fmt: skip


def note(parcel_id: int, kind: Event, at: datetime | None = None, source: Source = Source.HAND, text: str = "") -> bool:
    """Keep what happened to a parcel; False where that is known already. The last parcel's receipt closes the order.

    `at` None is now. A failed try is one a day; delivered, returning and returned are once for ever.

    Raises:
        NotFound: there is no such parcel.
        NotAllowed: it has not left the house, or a person may not say so for this order.
    """
    permits.require(Right.SHIP)
    with unit() as work:
        if source is Source.HAND:
            row = run("SELECT order_id, code FROM parcel WHERE id = ?", (parcel_id,)).fetchone()
            if row is not None:
                tracking_modes.require_hand(int(row[0]), str(row[1]), kind.value)
        return heard(work, parcel_id, kind, at or now(), source, text)


def heard(work: Work, parcel_id: int, kind: Event, at: datetime, source: Source, text: str = "") -> bool:
    """The same, part of the caller's unit, whoever says so."""
    row = run("SELECT order_id, state, code FROM parcel WHERE id = ?", (parcel_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("parcel"), ref=parcel_id)
    order_id, state, code = int(row[0]), str(row[1]), str(row[2])
    was = history.state_of(order_id, lock=True)
    if state != "shipped":
        raise NotAllowed(ref=code, reason=N_("it has not been handed over."), action=kind.value)
    if not _keep(work, parcel_id, kind, at, source, text):
        return False
    history.note(work, order_id, _WORDS[kind], " · ".join(part for part in (code, text) if part))
    if kind in _FINAL and was.fulfilment is Fulfilment.SHIPPED:
        _settle(work, order_id, source)
    return True


def order_delivered(work: Work, order_id: int, source: Source) -> None:
    """The order was called delivered as a whole, by a person or its store: so are its parcels. Part of the unit."""
    for (parcel_id,) in run("SELECT id FROM parcel WHERE order_id = ? AND state = 'shipped'", (order_id,)).fetchall():
        if run("SELECT 1 FROM parcel_road WHERE parcel_id = ? AND state = 'returned'", (parcel_id,)).fetchone() is None:
            _keep(work, int(parcel_id), Event.DELIVERED, now(), source, "")
    store_credits.order_delivered(work, order_id)


def events(order_id: int) -> list[EventRow]:
    """Everything that was heard of an order's parcels, the newest first."""
    found = run(
        "SELECT e.parcel_id, p.code, e.kind, e.at, e.noted_at, e.source, e.who, e.note FROM delivery_event e"
        " JOIN parcel p ON p.id = e.parcel_id WHERE p.order_id = ? ORDER BY e.at DESC, e.id DESC",
        (order_id,),
    ).fetchall()
    return [
        EventRow(row[0], row[1], Event(row[2]), utc(row[3]), utc(row[4]), Source(row[5]), row[6], row[7])
        for row in found
    ]


def _keep(work: Work, parcel_id: int, kind: Event, at: datetime, source: Source, text: str) -> bool:
    """One event, its parcel's state, and whether what was said of its arrival came true."""
    here = ZoneInfo(settings.shop().zone)
    key = f"{parcel_id}/{kind.value}"
    if kind is Event.FAILED:
        key += f"/{at.astimezone(here).date().isoformat()}"
    if run("SELECT 1 FROM delivery_event WHERE key = ?", (key,)).fetchone():
        return False
    if _road_state(parcel_id) == Event.DELIVERED and kind is not Event.RETURNED:
        return False  # an old word that arrives late undoes nothing
    insert(
        "INSERT INTO delivery_event (key, parcel_id, kind, at, noted_at, source, who, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, parcel_id, kind.value, ms(at), ms(now()), source.value, actor().who, text),
    )
    estimates.begin_road(parcel_id)
    run("UPDATE parcel_road SET state = ?, state_at = ?, source = ? WHERE parcel_id = ?",
        (kind.value, ms(at), source.value, parcel_id))  # fmt: skip
    if kind is Event.DELIVERED:
        estimates.compare(parcel_id, at.astimezone(here).date())
    work.changed("parcel", parcel_id)
    return True


def _settle(work: Work, order_id: int, source: Source) -> None:
    """When every parcel has come somewhere, the order is done, or came back in whole or in part."""
    states = {str(row[0]) for row in run(
        "SELECT CASE WHEN p.state = 'shipped' THEN coalesce(r.state, '') ELSE 'here' END FROM parcel p"
        " LEFT JOIN parcel_road r ON r.parcel_id = p.id WHERE p.order_id = ?", (order_id,)).fetchall()}  # fmt: skip
    if not states <= set(_FINAL):
        return
    if states == {Event.DELIVERED}:
        history.move(work, order_id, Action.DELIVER)
        store_credits.order_delivered(work, order_id)
        if source is not Source.STORE:  # which knows, because it said so
            outbox.tell_status(work, order_id, Action.DELIVER)
    else:
        history.move(work, order_id, Action.RETURN if states == {Event.RETURNED} else Action.RETURN_PART)


def _road_state(parcel_id: int) -> str:
    row = run("SELECT state FROM parcel_road WHERE parcel_id = ?", (parcel_id,)).fetchone()
    return "" if row is None else str(row[0])


def parse_event(word: str) -> Event | None:
    """A courier's word for what happened, in the languages of its files; None where nobody here knows it."""
    plain = " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
    return next((event for event, words in _SAID.items() if plain in words), None)


_SAID: dict[Event, Sequence[str]] = {
    Event.DELIVERED: ("delivered", "terkirim", "diterima", "telah diterima", "levererad", "utlämnad", "ok"),
    Event.FAILED: ("failed", "delivery failed", "gagal", "gagal kirim", "gagal antar", "misslyckad", "ej levererad",
                   "undelivered", "not delivered"),
    Event.RETURNING: ("returning", "return to sender", "dikembalikan", "retur", "proses retur", "på väg tillbaka",
                      "rts"),
    Event.RETURNED: ("returned", "returned to sender", "sudah kembali", "returnerad", "åter"),
}  # fmt: skip


def day_of(text: str) -> date | None:
    """The day at the head of a date or time as files write it; None for none."""
    plain = text.strip()
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(plain[:10], form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None
