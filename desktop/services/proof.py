"""Proofs that bench and store agree: what we believe of each order, held against what the store says now, and kept."""

import base64
import json
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain.errors import NotFound
from desktop.domain.money import to_minor
from desktop.domain.order import Fulfilment, Payment, State
from desktop.domain.proof import (
    RANK,
    SAYS,
    Believed,
    Found,
    Point,
    Proof,
    ProofRow,
    Told,
    Verdict,
    compare,
)
from desktop.domain.remote import RemoteOrder
from desktop.i18n import N_, _, day_time, money, ngettext
from desktop.models.base import insert, ms, run, utc
from desktop.services import intake, settings, stores
from desktop.services.changes import now, unit

__all__ = ["Proof", "ProofRow", "Verdict", "days", "every", "get", "is_due", "keep", "latest", "look", "refs"]

USUAL_DAYS = 14  # so far back; older orders only while they are open; setting "proof-days"
KEPT_WHOLE = 30  # proofs of a store; of older ones only what was not the same
QUIET_HOUR = 3  # by the shop's clock; setting "proof-hour"
_NIGHT_H = 3  # so long the quiet hours last
_OVERDUE = timedelta(hours=26)  # a computer that is off at night proves it by day
_HEAD = "id, store_id, at, orders, same, different, unknown, waiting, decided, rows"
_SCOPE = "source = ? AND kind = 'order' AND (placed_at > ? OR stage NOT IN ('shipped', 'done', 'cancelled', 'returns'))"


def latest(store_id: int) -> Proof | None:
    """The newest proof of a store; None before the first."""
    row = run(f"SELECT {_HEAD} FROM proof WHERE store_id = ? ORDER BY at DESC, id DESC LIMIT 1", (store_id,)).fetchone()
    return _proof(row) if row else None


def get(proof_id: int) -> Proof:
    """One kept proof.

    Raises:
        NotFound: there is no such proof.
    """
    row = run(f"SELECT {_HEAD} FROM proof WHERE id = ?", (proof_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("proof"), ref=proof_id)
    return _proof(row)


def every(store_id: int | None = None, limit: int = 100) -> list[Proof]:
    """Kept proofs without their rows, the newest first."""
    found = run(
        f"SELECT {_HEAD.removesuffix(', rows')}, '' FROM proof"
        + (" WHERE store_id = ?" if store_id is not None else "")
        + " ORDER BY at DESC, id DESC LIMIT ?",
        (*((store_id,) if store_id is not None else ()), limit),
    ).fetchall()
    return [_proof(row) for row in found]


def is_due(store_id: int) -> bool:
    """Whether it is time for this store's proof: once a night, by day only where the night was missed."""
    moment = now()
    row = run("SELECT max(at) FROM proof WHERE store_id = ?", (store_id,)).fetchone()
    last = utc(row[0]) if row[0] is not None else None
    if last is not None and abs(moment - last) > _OVERDUE:
        return True
    local = moment.astimezone(ZoneInfo(settings.shop().zone))
    since_hour = (local.hour - int(settings.value("proof-hour", QUIET_HOUR))) % 24
    if since_hour < _NIGHT_H:
        return last is None or moment - last > timedelta(hours=_NIGHT_H + 1)
    first = run("SELECT min(created_at) FROM orders WHERE source = ?", (f"store:{store_id}",)).fetchone()[0]
    return last is None and first is not None and moment - utc(first) > _OVERDUE


def days() -> int:
    """How far back a proof looks; orders that are open are proved whatever their age."""
    return int(settings.value("proof-days", USUAL_DAYS))


def refs(store_id: int) -> list[str]:
    """The orders that a proof is about, as the store names them."""
    found = run(f"SELECT source_ref FROM orders WHERE {_SCOPE} ORDER BY id", _scope(store_id)).fetchall()
    return [str(row[0]) for row in found]


def look(store_id: int, said: Mapping[str, RemoteOrder | None]) -> list[str]:
    """The orders in which both sides differ, without keeping anything: worth a second look before it is said."""
    ours = _believed(store_id, said)
    found = {ref: _found(ours.get(ref), ref, said) for ref in {*ours, *said}}
    return sorted(ref for ref, each in found.items() if each.verdict is Verdict.DIFFERENT)


def keep(store_id: int, said: Mapping[str, RemoteOrder | None]) -> Proof:
    """Compare and keep. `said`: what the store says now; None where it has no such order, no entry where it did not
    say. Nothing else is changed by it.
    """
    ours = _believed(store_id, said)
    rows = [_row(ours.get(ref), ref, said, _found(ours.get(ref), ref, said)) for ref in {*ours, *said}]
    rows.sort(key=lambda row: (RANK[Verdict(row["verdict"])], len(row["number"]), row["number"]))
    many = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in Verdict}
    with unit() as work:
        proof_id = insert(
            "INSERT INTO proof (store_id, at, orders, same, different, unknown, waiting, decided, whole, rows)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (store_id, ms(now()), len(rows), many[Verdict.SAME], many[Verdict.DIFFERENT], many[Verdict.UNKNOWN],
             many[Verdict.WAITING], many[Verdict.DECIDED], True, _packed(rows)),
        )  # fmt: skip
        _thin(store_id)
        work.changed("proof", store_id)
    return get(proof_id)


def _found(ours: Believed | None, ref: str, said: Mapping[str, RemoteOrder | None]) -> Found:
    if ours is None:
        return Found(Verdict.DIFFERENT, (Point.NEVER_CAME,))
    if ref not in said:
        return Found(Verdict.UNKNOWN, (Point.NOT_SAID,))
    return compare(ours, said[ref])


def _believed(store_id: int, said: Mapping[str, RemoteOrder | None]) -> dict[str, Believed]:
    mapped = stores.get(store_id).settings.get("status_map")
    words = mapped if isinstance(mapped, Mapping) else {}
    silent = frozenset(word for word in ("shipped", "cancelled", "paid") if not words.get(word))
    told, decided = _told(store_id), _decided(store_id)
    wanted = {*refs(store_id), *said}
    found: dict[str, Believed] = {}
    for row in run(
        "SELECT o.id, o.source_ref, o.number, o.remote_status, o.payment, o.fulfilment, o.held, o.pay_later,"
        " o.total_minor, o.currency, coalesce((SELECT sum(l.ordered - l.cancelled) FROM order_line l"
        " WHERE l.order_id = o.id), 0), o.remote_seen FROM orders o WHERE o.source = ? AND o.kind = 'order'",
        (f"store:{store_id}",),
    ).fetchall():
        ref = str(row[1])
        if ref not in wanted:
            continue
        theirs = said.get(ref)
        fields, is_open = decided.get(row[0], (frozenset(), False))
        found[ref] = Believed(
            order_id=row[0], remote_id=ref, number=row[2], status=row[3],
            state=State(Payment(row[4]), Fulfilment(row[5]), bool(row[6]), bool(row[7])), total_minor=row[8],
            currency=row[9], units=int(row[10]), told=told.get(row[0], ()), silent=silent, decided=fields,
            asked=is_open, in_step=theirs is None or _is_known(row[11], theirs),
        )  # fmt: skip
    return found


def _is_known(seen: str | None, theirs: RemoteOrder) -> bool:
    kept, said = json.loads(seen) if seen else {}, json.loads(intake.seen(theirs))
    return all(said.get(name) == value for name, value in kept.items())


def _told(store_id: int) -> dict[int, tuple[Told, ...]]:
    told: dict[int, tuple[Told, ...]] = {}
    for order_id, kind, state, text, evidence, at in run(
        "SELECT order_id, kind, state, body, evidence, confirmed_at FROM outbox WHERE store_id = ?"
        " AND order_id IS NOT NULL AND state <> 'discarded' AND (created_at > ? OR state <> 'confirmed') ORDER BY id",
        (store_id, ms(now() - timedelta(days=2 * days()))),
    ).fetchall():
        body, read = json.loads(text), json.loads(evidence) if evidence else {}
        said = next((str(body[name]) for name in ("status", "number", "amount", "text") if body.get(name)), "")
        shown = Told(kind, state, said, str(read.get("read", "")) if read else "", utc(at) if at else None)
        told[order_id] = (*told.get(order_id, ()), shown)
    return told


def _decided(store_id: int) -> dict[int, tuple[frozenset[str], bool]]:
    """Order -> the fields in which ours was left standing, and whether something waits for a person."""
    found: dict[int, tuple[frozenset[str], bool]] = {}
    for order_id, field, outcome in run(
        "SELECT order_id, field, outcome FROM decision WHERE store_id = ? ORDER BY id", (store_id,)
    ).fetchall():
        fields, is_open = found.get(order_id, (frozenset(), False))
        fields = fields | {field} if outcome == "ours" else fields - {field}
        found[order_id] = (fields, is_open or outcome == "open")
    return found


def _row(ours: Believed | None, ref: str, said: Mapping[str, RemoteOrder | None], found: Found) -> dict[str, Any]:
    """Values, not sentences: a proof is read in the language of whoever opens it."""
    theirs = said.get(ref)
    return {
        "order": ours.order_id if ours else None, "ref": ref,
        "number": ours.number if ours else theirs.number if theirs else ref,
        "verdict": found.verdict.value, "points": [point.value for point in found.points],
        "ours": _here(ours) if ours else None, "theirs": _there(theirs) if theirs else None, "asked": ref in said,
        "told": [
            {"kind": each.kind, "state": each.state, "said": each.said, "read": each.evidence,
             "at": each.at.isoformat() if each.at else ""}
            for each in (ours.told if ours else ())
        ],
    }  # fmt: skip


def _here(ours: Believed) -> dict[str, Any]:
    return {
        "status": ours.status, "fulfilment": ours.state.fulfilment.value, "payment": ours.state.payment.value,
        "units": ours.units, "total": ours.total_minor, "currency": ours.currency,
    }  # fmt: skip


def _there(theirs: RemoteOrder) -> dict[str, Any]:
    return {
        "status": theirs.status, "fulfilment": theirs.fulfilment.value, "payment": theirs.payment.value,
        "units": sum(line.quantity - line.refunded for line in theirs.lines),
        "total": to_minor(theirs.total, theirs.currency), "currency": theirs.currency,
        "numbers": [parcel.number for parcel in theirs.parcels],
        "changed": theirs.modified_at.isoformat() if theirs.modified_at else "",
    }  # fmt: skip


def _shown(row: dict[str, Any]) -> ProofRow:
    points = [Point(point) for point in row["points"]]
    theirs = _side(row["theirs"]) if row["theirs"] else _("no such order") if row["asked"] else _("not asked")
    read = [f"{each['kind']}: {each['read']}{_at(each['at'])}" for each in row["told"] if each["read"]]
    return ProofRow(
        order_id=row["order"], number=row["number"], ours=_side(row["ours"]) if row["ours"] else _("not here"),
        theirs=theirs, evidence="; ".join(read), verdict=Verdict(row["verdict"]), remote_id=row["ref"],
        next=_(SAYS[points[0]][1]) if points and row["verdict"] in ("different", "unknown") else "",
        why=" ".join(_(SAYS[point][0]) for point in points),
    )  # fmt: skip


def _side(side: dict[str, Any]) -> str:
    units = ngettext("{count} unit", "{count} units", side["units"]).format(count=side["units"])
    total = money(side["total"], side["currency"])
    return " · ".join([side["status"], side["fulfilment"], side["payment"], units, total, *side.get("numbers", [])])


def _at(stamp: str) -> str:
    return f" ({day_time(datetime.fromisoformat(stamp))})" if stamp else ""


def _proof(row: tuple[Any, ...]) -> Proof:
    proof_id, store_id, at, orders, same, different, unknown, waiting, decided, packed = row
    return Proof(
        store=stores.get(store_id).name, at=utc(at), orders=orders, same=same, different=different, unknown=unknown,
        rows=tuple(_shown(each) for each in raw(packed)), waiting=waiting, decided=decided, id=proof_id,
        store_id=store_id,
    )  # fmt: skip


def raw(packed: str) -> list[dict[str, Any]]:
    """Rows as they are kept: values without words, for the export."""
    found: list[dict[str, Any]] = json.loads(zlib.decompress(base64.b64decode(packed))) if packed else []
    return found


def raw_rows(proof_id: int) -> list[dict[str, Any]]:
    row = run("SELECT rows FROM proof WHERE id = ?", (proof_id,)).fetchone()
    return raw(row[0]) if row else []


def _packed(rows: list[dict[str, Any]]) -> str:
    return base64.b64encode(zlib.compress(json.dumps(rows, ensure_ascii=False).encode())).decode()


def _thin(store_id: int) -> None:
    old = run(
        "SELECT id, rows FROM proof WHERE store_id = ? AND whole ORDER BY at DESC, id DESC LIMIT 1000 OFFSET ?",
        (store_id, KEPT_WHOLE),
    ).fetchall()
    for proof_id, packed in old:
        left = [row for row in raw(packed) if row["verdict"] != Verdict.SAME.value]
        run("UPDATE proof SET rows = ?, whole = ? WHERE id = ?", (_packed(left), False, proof_id))


def _scope(store_id: int) -> tuple[object, ...]:
    return f"store:{store_id}", ms(now() - timedelta(days=days()))
