"""The manifest: parcels scanned onto a courier's list, handed over together, and signed for.

A courier has one open manifest, whichever bench scans. Each scan is on disk before it is said. Closing is durable
first; then the orders leave one by one, so that a stop in between is gone on from and nothing leaves twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.codes import manifest_code
from desktop.domain.errors import BadInput, KolliError, NotAllowed, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import couriers, history, parcels, permits, printing, seals, settings, shipping
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.parcels import ParcelRow

_LONGEST_DRIVER = 80


class WrongCourier(KolliError):
    text = N_("Parcel {parcel} goes with {right}, not with {courier}. Nothing was put onto the manifest.")


class NoCourier(KolliError):
    text = N_("Parcel {parcel} has no courier yet. Scan its courier number, or give it one.")


class MustStay(KolliError):
    text = N_("Parcel {parcel} must stay here: {reason}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`weight_g` is of the parcels that were weighed."""

    id: int
    code: str
    courier: str
    state: str
    driver: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    parcels: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """The answer to one scan, already on disk. `again`: the parcel was on the manifest before."""

    manifest: Manifest
    parcel: ParcelRow
    again: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """`shipped` orders and parts have left; `refused` parcels were taken off again, each with why."""

    manifest: Manifest
    parcels: int
    refused: tuple[tuple[str, KolliError], ...]
    missing: tuple[ParcelRow, ...]


def scan(parcel_id: int, courier: str | None = None, op_id: str | None = None) -> Loaded:
    """Put a parcel onto its courier's open manifest, which is begun if there is none.

    `courier` is whose parcels are being loaded; None takes any. `op_id` names this very scan: given again after a
    crash, it is answered and not done again.

    Raises:
        WrongCourier: it goes with another one; NoCourier: with none.
        seals.NotSealed: the courier's parcels must be sealed.
        MustStay: its order is held, changed, cancelled or open again, or it has left already.
        NotFound: there is no such parcel.
    """
    permits.require(Right.SHIP)
    with unit() as work:
        told = _told(op_id)
        if told is not None:
            return told
        row = parcels.get(parcel_id)
        history.state_of(row.order_id, lock=True)
        row = parcels.get(parcel_id)  # as it is now that nobody else moves it
        name = _check(row, courier)
        manifest_id = _open(name)
        put = run(
            "INSERT INTO manifest_parcel (parcel_id, manifest_id, at, who, bench) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (parcel_id) DO NOTHING",
            (parcel_id, manifest_id, ms(now()), actor().who, actor().bench),
        ).rowcount
        _log(op_id, row.manifest_id or manifest_id, parcel_id, "on" if put else "already")
        work.changed("parcel", parcel_id)
        work.changed("manifest", manifest_id)
        return Loaded(get(row.manifest_id or manifest_id), parcels.get(parcel_id), not put)


def take_off(parcel_id: int, op_id: str | None = None) -> ParcelRow:
    """Take a parcel off an open manifest again; both scans stay in the log.

    Raises:
        NotAllowed: it is on none, or its manifest is closed.
    """
    permits.require(Right.SHIP)
    with unit() as work:
        if _told(op_id) is None:
            _take_off(work, parcel_id, op_id, "state = 'open'")
        return parcels.get(parcel_id)


def open_of(courier: str) -> Manifest | None:
    """The courier's manifest that is open, or whose closing was cut short."""
    row = run("SELECT id FROM manifest WHERE courier = ? AND state <> 'closed' ORDER BY state DESC, id LIMIT 1",
              (courier,)).fetchone()  # fmt: skip
    return None if row is None else get(int(row[0]))


def get(manifest_id: int) -> Manifest:
    """One manifest.

    Raises:
        NotFound: there is none.
    """
    row = run(
        "SELECT a.id, a.code, a.courier, a.state, a.driver, a.opened_at, a.closed_at, a.closed_by, count(m.parcel_id),"
        " coalesce(sum(p.weight_g), 0) FROM manifest a LEFT JOIN manifest_parcel m ON m.manifest_id = a.id"
        " LEFT JOIN parcel p ON p.id = m.parcel_id WHERE a.id = ? GROUP BY a.id",
        (manifest_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("manifest"), ref=manifest_id)
    closed_at = None if row[6] is None else utc(row[6])
    return Manifest(*[*row[:5], utc(row[5]), closed_at, row[7], int(row[8]), int(row[9])])


def find(code: str) -> Manifest:
    """The manifest that a scanned code names.

    Raises:
        NotFound: there is none.
    """
    row = run("SELECT id FROM manifest WHERE code = ?", (storable(code.strip().upper()),)).fetchone()
    if row is None:
        raise NotFound(what=N_("manifest"), ref=code)
    return get(int(row[0]))


def newest(limit: int = 50) -> list[Manifest]:
    """Manifests, the newest first."""
    found = run("SELECT id FROM manifest ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    return [get(int(row[0])) for row in found]


def missing(courier: str) -> list[ParcelRow]:
    """What waits for a courier and is on no manifest, by its promise."""
    called = next((row.called for row in parcels.waiting() if row.name == courier), None)
    return parcels.missing(called) if called else []


def close(manifest_id: int, driver: str = "") -> Closed:
    """Hand the manifest over: its parcels leave, the stores hear of it, and the sheet to be signed is printed.

    Closing one whose closing was cut short goes on with it.

    Raises:
        NotAllowed: it is closed, or nothing is on it.
        BadInput: the driver's name is far too long.
    """
    permits.require(Right.SHIP)
    name = storable(" ".join(driver.split()))
    if len(name) > _LONGEST_DRIVER:
        raise BadInput(what=N_("The driver"), value=name[:40], next=N_("Type a name or a plate number."))
    with unit() as work:
        found = get(manifest_id)
        if found.state == "closed":
            raise NotAllowed(ref=found.code, reason=N_("it is closed; scan onto a new one."), action="close")
        if not found.parcels:
            raise NotAllowed(ref=found.code, reason=N_("nothing has been scanned onto it."), action="close")
        run("UPDATE manifest SET state = 'closing', driver = CASE WHEN state = 'open' THEN ? ELSE driver END,"
            " closed_by = ? WHERE id = ?", (name, actor().who, manifest_id))  # fmt: skip
        work.changed("manifest", manifest_id)
    return _finish(manifest_id)


def resume() -> list[Closed]:
    """Go on with manifests whose closing was cut short."""
    found = run("SELECT id FROM manifest WHERE state = 'closing' ORDER BY id").fetchall()
    return [_finish(int(row[0])) for row in found]


def unfinished() -> list[int]:
    """Manifests whose closing was cut short."""
    return [int(row[0]) for row in run("SELECT id FROM manifest WHERE state = 'closing' ORDER BY id").fetchall()]


def sheet(manifest_id: int) -> dict[str, Any]:
    """What the signed paper of a closed manifest says, as it was when it was closed.

    Raises:
        NotFound: it is not closed.
    """
    row = run("SELECT sheet FROM manifest WHERE id = ? AND sheet IS NOT NULL", (manifest_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("closed manifest"), ref=manifest_id)
    said: dict[str, Any] = json.loads(row[0])
    return said


def _check(row: ParcelRow, courier: str | None) -> str:
    """The name of the courier that it goes with; raises where it may not go."""
    if row.state == "shipped":
        raise MustStay(parcel=row.code, reason=N_("it has left already."))
    known = couriers.meant(row.courier)
    name = known.name if known else row.courier
    if not row.may_go:
        raise MustStay(parcel=row.code, reason=_why_not(row))
    if not name:
        raise NoCourier(parcel=row.code)
    if courier is not None and name != courier:
        raise WrongCourier(parcel=row.code, right=name, courier=courier)
    seal = settings.rules().seal == "required" or (known is not None and known.needs_seal)
    if seal and run("SELECT sealed_at FROM parcel WHERE id = ?", (row.id,)).fetchone()[0] is None:
        raise seals.NotSealed(parcel=row.code)
    return name


def _why_not(row: ParcelRow) -> str:
    conflict, held = run("SELECT conflict, held FROM orders WHERE id = ?", (row.order_id,)).fetchone()
    if row.stage == "cancelled":
        return N_("its order is cancelled.")
    if conflict:
        return N_("its order was changed in the store; a person must look first.")
    if held:
        return N_("its order is on hold.")
    if row.state == "open":
        return N_("it is open; close it at the bench first.")
    return N_("its order is not ready to be shipped.")


def _open(courier: str) -> int:
    """The open manifest of a courier, held until this unit ends; a new one if there is none."""
    lock = " FOR UPDATE" if is_postgres() else ""
    for _attempt in range(3):
        row = run(f"SELECT id FROM manifest WHERE courier = ? AND state = 'open'{lock}", (courier,)).fetchone()
        if row is not None:
            return int(row[0])
        run(
            "INSERT INTO manifest (courier, state, driver, opened_at, opened_by, closed_by, bench)"
            " VALUES (?, 'open', '', ?, ?, '', ?) ON CONFLICT (courier) WHERE state = 'open' DO NOTHING",
            (courier, ms(now()), actor().who, actor().bench),
        )
        run("UPDATE manifest SET code = ? WHERE id = (SELECT id FROM manifest WHERE courier = ? AND state = 'open')"
            " AND code IS NULL", (manifest_code(_id_of(courier)), courier))  # fmt: skip
    raise NotFound(what=N_("open manifest"), ref=courier)


def _id_of(courier: str) -> int:
    row = run("SELECT id FROM manifest WHERE courier = ? AND state = 'open'", (courier,)).fetchone()
    return 0 if row is None else int(row[0])


def _finish(manifest_id: int) -> Closed:
    """Let every order of a closing manifest leave, each in its own transaction, then close it and print its sheet."""
    refused: list[tuple[str, KolliError]] = []
    for order_id, group in _groups(manifest_id).items():
        try:
            with permits.trusting():  # who closed it was allowed to
                shipping.hand_over(order_id, [row.id for row in group])
        except KolliError as error:
            with unit() as work:
                for row in group:
                    if parcels.get(row.id).state != "shipped":
                        _take_off(work, row.id, None, "state = 'closing'")
                        refused.append((row.code, error))
    with unit() as work:
        gone = parcels.on_manifest(manifest_id)
        closed = run(
            "UPDATE manifest SET state = 'closed', closed_at = ?, sheet = ? WHERE id = ? AND state = 'closing'",
            (ms(now()), _sheet(manifest_id, gone), manifest_id),
        ).rowcount
        if closed and gone:
            printing.queue_own("manifest", get(manifest_id).code)
        work.changed("manifest", manifest_id)
    manifest = get(manifest_id)
    return Closed(manifest, len(gone), tuple(refused), tuple(missing(manifest.courier)))


def _groups(manifest_id: int) -> dict[int, list[ParcelRow]]:
    groups: dict[int, list[ParcelRow]] = {}
    for row in parcels.on_manifest(manifest_id):
        groups.setdefault(row.order_id, []).append(row)
    return groups


def _sheet(manifest_id: int, gone: Sequence[ParcelRow]) -> str:
    lines = [[row.code, row.number, row.position, row.of, row.tracking, row.service, row.place, row.weight_g]
             for row in gone]  # fmt: skip
    return json.dumps({"lines": lines, "by": actor().who, "bench": actor().bench, "at": ms(now())}, ensure_ascii=False)


def _take_off(work: Work, parcel_id: int, op_id: str | None, where: str) -> None:
    row = run("SELECT a.id FROM manifest a JOIN manifest_parcel m ON m.manifest_id = a.id WHERE m.parcel_id = ?"
               f" AND a.{where}", (parcel_id,)).fetchone()  # fmt: skip
    if row is None:
        raise NotAllowed(ref=parcels.get(parcel_id).code, reason=N_("it is on no open manifest."), action="take-off")
    run("DELETE FROM manifest_parcel WHERE parcel_id = ?", (parcel_id,))
    _log(op_id, int(row[0]), parcel_id, "off")
    work.changed("parcel", parcel_id)
    work.changed("manifest", int(row[0]))


def _log(op_id: str | None, manifest_id: int, parcel_id: int, verdict: str) -> None:
    insert(
        "INSERT INTO manifest_scan (op_id, manifest_id, parcel_id, verdict, at, who, bench)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (op_id or new_op_id(), manifest_id, parcel_id, verdict, ms(now()), actor().who, actor().bench),
    )


def _told(op_id: str | None) -> Loaded | None:
    """What this very scan was answered, if it has reached the disk before."""
    if op_id is None:
        return None
    row = run("SELECT manifest_id, parcel_id, verdict FROM manifest_scan WHERE op_id = ?", (op_id,)).fetchone()
    return None if row is None else Loaded(get(row[0]), parcels.get(row[1]), row[2] == "already")
