"""Waybills in batches: the parcels of a courier as its file, and its file of numbers and deliveries read back.

Reading shows first what each row means; keeping it afterwards is the same once or ten times.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.domain import tracking
from desktop.domain.errors import BadInput, FolderRefused, KolliError
from desktop.domain.tracking import tracking_number
from desktop.formats import detect, tables
from desktop.formats.errors import FileRefused
from desktop.formats.text import unguarded
from desktop.formats.waybill_columns import columns
from desktop.i18n import N_, decimals
from desktop.models.base import run, storable
from desktop.services import couriers, deliveries, orders, parcels, settings, shipping
from desktop.services.deliveries import Event, Source
from desktop.services.parcels import ParcelRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would run (OWASP)
_MOST_ROWS = 20_000
_HEAD_ROWS = 10  # within these the head must stand


class NoHead(FileRefused):
    text = N_(
        "{file} has no row that names its columns: a tracking number or a status, and a parcel code, an order number,"
        " or a name with a postcode."
    )


class Verdict(StrEnum):
    """What a row comes to."""

    NEW = "new"  # a number, or an event, that is not known yet
    SAME = "same"  # known already: nothing to do
    DOUBTFUL = "doubtful"  # its check digit is wrong, or the parcel has another number
    WRONG = "wrong"  # it names no parcel, or cannot be


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the file. `why` is a marked sentence for doubtful and wrong ones, `hint` what fills its hole."""

    row: int
    verdict: Verdict
    parcel: ParcelRow | None = None
    tracking: str = ""
    courier: str = ""
    event: Event | None = None
    at: datetime | None = None
    why: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    file: str
    rows: tuple[Found, ...]

    def count(self, *verdicts: Verdict) -> int:
        return sum(found.verdict in verdicts for found in self.rows)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a file; `refused` rows with why."""

    numbers: int
    events: int
    refused: tuple[tuple[int, KolliError], ...]


def export(courier: str, *, all_parcels: bool = False) -> tuple[bytes, int]:
    """The courier's file of parcels that wait for it, in its own columns, and how many they are.

    Those without a number, unless all are asked for. No cell can be a formula.

    Raises:
        NotFound: there is no such courier.
    """
    chosen = couriers.get(courier)
    waiting = next((row.called for row in parcels.waiting() if row.name == chosen.name), ())
    rows = parcels.page(parcels.Of.HAND_OVER, waiting, limit=_MOST_ROWS) if waiting else []
    wanted = [row for row in rows if all_parcels or not row.tracking]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading, _word in chosen.columns])
    for row in wanted:
        said = _said(row)
        writer.writerow([guarded(said[word]) for _heading, word in chosen.columns])
    return out.getvalue().encode("utf-8-sig" if chosen.bom else "utf-8"), len(wanted)


def write(courier: str, path: Path, *, all_parcels: bool = False) -> int:
    """Write the courier's file; returns how many parcels are in it.

    Raises:
        FolderRefused: it cannot be written there.
    """
    data, count = export(courier, all_parcels=all_parcels)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise FolderRefused(where=str(path.parent)) from error
    return count


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; `formats.text.unguarded` takes the apostrophe off again."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def read(path: Path) -> Preview:
    """What a courier's file says, row by row. Nothing is kept.

    Raises:
        FileRefused: it is no table, or its columns have no names.
    """
    own = {heading: word for each in couriers.every() for heading, word in each.columns}
    zone = ZoneInfo(settings.shop().zone)
    shape = detect.look(path)
    cells = tables.rows(shape)
    try:
        places: dict[str, int] = {}
        for turn, (_number, row) in enumerate(cells):
            places = columns(row, own)
            if places or turn >= _HEAD_ROWS:
                break
        if not places:
            raise NoHead(file=path.name)
        found = list(_rows(cells, places, zone))
    finally:
        cells.close()
    return Preview(path.name, tuple(_without_repeats(found)))


def keep(preview: Preview, *, doubtful: bool = False) -> Kept:
    """Keep what is new in a file, each row in its own transaction; doubtful numbers only where they are wanted.

    A number that is known already is not told again, and neither is an event.
    """
    numbers = events = 0
    refused: list[tuple[int, KolliError]] = []
    for found in preview.rows:
        if found.parcel is None or not (
            found.verdict is Verdict.NEW or (doubtful and found.verdict is Verdict.DOUBTFUL)
        ):
            continue
        try:
            now_there = parcels.get(found.parcel.id)
            if found.tracking and now_there.tracking != found.tracking:
                shipping.track(now_there.order_id, found.courier or now_there.courier, found.tracking, now_there.id)
                numbers += 1
            if found.event is not None:
                events += deliveries.note(now_there.id, found.event, found.at, Source.CSV)
        except KolliError as error:
            refused.append((found.row, error))
    return Kept(numbers, events, tuple(refused))


def _said(row: ParcelRow) -> dict[str, str]:
    """Everything that a waybill may say of a parcel, by the words of couriers.FIELDS."""
    view = orders.show(row.order_id)
    to, places = view.ship_to, decimals(view.currency)
    grams = "" if row.weight_g is None else str(row.weight_g)
    kilograms = "" if row.weight_g is None else f"{Decimal(row.weight_g) / 1000:.3f}"
    money = [f"{Decimal(minor).scaleb(-places):.{places}f}" for minor in (view.total_minor, view.due_minor)]
    content = ", ".join(f"{line.wanted} x {line.name.strip()}" for line in view.lines if line.needs_packing)
    return {
        "parcel": row.code, "order": row.number, "name": to.name or view.buyer, "company": to.company,
        "line1": to.line1, "line2": to.line2, "village": to.village, "district": to.district, "city": to.city,
        "region": to.region, "postcode": to.postcode, "country": to.country, "phone": to.phone or view.phone,
        "email": view.email, "weight_g": grams, "weight_kg": kilograms, "service": row.service,
        "instruction": to.instruction, "value": money[0], "cod": money[1] if view.state.pay_later else "",
        "tracking": row.tracking, "position": str(row.position), "parcels": str(row.of), "content": content[:200],
    }  # fmt: skip


def _rows(cells: Iterator[tuple[int, list[str]]], places: dict[str, int], zone: ZoneInfo) -> Iterator[Found]:
    for turn, (number, row) in enumerate(cells):
        if turn >= _MOST_ROWS:
            break
        said = {word: storable(unguarded(row[place].strip())) for word, place in places.items() if place < len(row)}
        if "tracking" in said:
            said["tracking"] = said["tracking"].removeprefix("'")  # so that a spreadsheet keeps its zeros
        if any(said.values()):
            yield _found(number, said, zone)


def _found(number: int, said: dict[str, str], zone: ZoneInfo) -> Found:
    parcel, why = _parcel(said)
    typed, word = said.get("tracking", ""), said.get("status", "")
    if parcel is None:
        return Found(number, Verdict.WRONG, tracking=typed, why=why, hint=_named(said))
    event = deliveries.parse_event(word) if word else None
    if word and event is None and not typed:
        return Found(number, Verdict.WRONG, parcel, why=N_("Nobody here knows the status {hint}."), hint=word)
    if not typed and event is None:
        return Found(number, Verdict.WRONG, parcel, why=N_("It has neither a number nor a status."))
    try:
        plain = tracking_number(typed) if typed else ""
    except BadInput:
        return Found(number, Verdict.WRONG, parcel, typed[:60], why=N_("The number cannot be {hint}."), hint=typed[:60])
    day = deliveries.day_of(said.get("date", ""))
    at = None if day is None else datetime.combine(day, time(12), zone).astimezone(UTC)
    courier = said.get("courier", "")
    verdict, why, hint = _judge(parcel, plain, event, at, courier or parcel.courier)
    return Found(number, verdict, parcel, plain, courier, event, at, why, hint)


def _judge(
    parcel: ParcelRow, plain: str, event: Event | None, at: datetime | None, courier: str
) -> tuple[Verdict, str, str]:
    """What a row that names a parcel comes to, and why it is doubtful or wrong."""
    if event is not None and parcel.state != "shipped":
        return Verdict.WRONG, N_("Parcel {hint} has not been handed over."), parcel.code
    other = parcels.with_number(plain, besides=parcel.id) if plain else None
    if other is not None:
        return Verdict.DOUBTFUL, N_("The number is on parcel {hint} too."), other.code
    if plain and parcel.tracking and parcel.tracking != plain:
        return Verdict.DOUBTFUL, N_("The parcel has the number {hint}."), parcel.tracking
    if plain and plain != parcel.tracking and not tracking.check(plain, courier).right:
        return Verdict.DOUBTFUL, N_("The check digit of {hint} is wrong."), plain
    known = not plain or plain == parcel.tracking
    if known and (event is None or _noted(parcel, event, at)):
        return Verdict.SAME, "", ""
    return Verdict.NEW, "", ""


def _noted(parcel: ParcelRow, event: Event, at: datetime | None) -> bool:
    rows = [row for row in deliveries.events(parcel.order_id) if row.parcel_id == parcel.id and row.kind is event]
    if event is not Event.FAILED:
        return bool(rows)
    return any(at is None or row.at.date() == at.date() for row in rows)


def _parcel(said: dict[str, str]) -> tuple[ParcelRow | None, str]:
    """The parcel that a row means, by its code, its order, its number, or who gets it; else why none."""
    code = said.get("parcel", "").upper()
    if code:
        row = run("SELECT id FROM parcel WHERE code = ?", (code,)).fetchone()
        if row is not None:
            return parcels.get(int(row[0])), ""
    for number in (said.get("order", "").lstrip("#"), said.get("parcel", "").lstrip("#")):
        if number:
            rows = run("SELECT id FROM orders WHERE number = ? AND kind = 'order' ORDER BY id DESC LIMIT 2",
                       (number,)).fetchall()  # fmt: skip
            if rows:
                return _one_of([each for row in rows for each in parcels.of_order(int(row[0]))], said)
    if said.get("tracking") and not (code or said.get("order")):
        known = parcels.with_number(said["tracking"])
        if known is not None:
            return known, ""
    if said.get("name") and said.get("postcode"):
        return _one_of(_of_person(said["name"], said["postcode"]), said)
    return None, N_("No parcel here is called {hint}.")


def _one_of(rows: Sequence[ParcelRow], said: dict[str, str]) -> tuple[ParcelRow | None, str]:
    """The one parcel of several that the row can mean: the one with its number, else the only one without any."""
    same = [row for row in rows if said.get("tracking") and row.tracking == said["tracking"]]
    bare = [row for row in rows if not row.tracking]
    for found in (same, bare if said.get("tracking") else [], list(rows)):
        if len(found) == 1:
            return found[0], ""
    return None, N_("Several parcels may be meant by {hint}.") if rows else N_("No parcel here is called {hint}.")


def _of_person(name: str, postcode: str) -> list[ParcelRow]:
    """Parcels for somebody that wait, or left without a number."""
    found = run(
        "SELECT p.id FROM parcel p JOIN orders o ON o.id = p.order_id JOIN address a ON a.id = o.ship_to_id"
        " WHERE lower(a.name) = ? AND replace(a.postcode, ' ', '') = ? AND o.stage IN ('to-ship', 'shipped')"
        " ORDER BY p.id DESC LIMIT 20",
        (name.lower(), postcode.replace(" ", "")),
    ).fetchall()
    return [parcels.get(int(row[0])) for row in found]


def _named(said: dict[str, str]) -> str:
    words = [said.get(word, "") for word in ("parcel", "order", "name", "postcode", "tracking")]
    return " ".join(word for word in words if word)[:80]


def _without_repeats(rows: Sequence[Found]) -> Iterator[Found]:
    """One number for two parcels in one file is doubtful, both times."""
    first: dict[str, int | None] = {}
    for found in rows:
        if found.tracking and found.parcel is not None:
            known = first.setdefault(found.tracking, found.parcel.id)
            if known != found.parcel.id:
                first[found.tracking] = None
    for found in rows:
        twice = found.tracking and found.parcel is not None and first[found.tracking] is None
        if twice and found.verdict is not Verdict.WRONG:
            yield Found(found.row, Verdict.DOUBTFUL, found.parcel, found.tracking, found.courier, found.event, found.at,
                        N_("The file has the number {hint} for two parcels."), found.tracking)  # fmt: skip
        else:
            yield found
