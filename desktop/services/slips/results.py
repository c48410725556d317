"""What this bench did with orders that came by their slips: as one message an order, in codes or in a file."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from desktop.domain import long_codes
from desktop.domain.errors import BadInput, FolderRefused, KolliError, NotFound
from desktop.domain.order import Fulfilment
from desktop.domain.slips import Fact, Packed, Parcel, Reply, Scan, Session, Unit, What
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services import history, settings
from desktop.services.changes import now, unit
from desktop.services.slips import arriving, carried, envelope

FIRST_LINE = "kolli slips 1"
ENDING = ".kolli-slips"
_CAME_OUT = ("sent", "done", "unsure")


class NothingPacked(KolliError):
    text = N_("No order was packed here by its slip yet, so no file was written. Pack one first.")


@dataclass(frozen=True, slots=True)
class Row:
    """An order that came by its slip. `done`: all of its parcel is packed, so that it can be told."""

    order_id: int
    number: str
    shop: str
    done: bool
    at: datetime
    told_at: datetime | None


def rows() -> list[Row]:
    """Every order that came here by a slip; what nobody has been told of first, then the newest."""
    found = run(
        "SELECT s.order_id, o.number, s.message, o.fulfilment, s.at, s.told_at FROM slip_order s"
        " JOIN orders o ON o.id = s.order_id ORDER BY s.told_at IS NOT NULL, s.at DESC, s.order_id DESC"
    ).fetchall()
    return [
        Row(order_id, number, arriving.read(message).slip().shop, _is_done(order_id, fulfilment), utc(at),
            utc(told) if told else None)
        for order_id, number, message, fulfilment, at, told in found
    ]  # fmt: skip


def message(order_id: int) -> bytes:
    """What was done with one order, signed by this computer.

    Raises:
        NotFound: it did not come by a slip.
        BadInput: it is not packed yet.
        SecretsLocked ...: see `keys.own`.
    """
    return envelope.sealed(What.PACKED, packed(order_id))


def codes(order_id: int) -> list[str]:
    """The square codes of the same, to be scanned at a bench of the order's shop."""
    made = long_codes.parts(message(order_id))
    tell([order_id])
    return made


def export(file: Path) -> list[Row]:
    """Write what was done with all orders that are packed, also those that were told before; returns them.

    Raises:
        NothingPacked: and so no file is written.
        FolderRefused: the file cannot be written.
    """
    done = [row for row in rows() if row.done]
    if not done:
        raise NothingPacked
    lines = [FIRST_LINE, *(base64.b64encode(message(row.order_id)).decode() for row in done)]
    try:
        file.write_text("\n".join(lines) + "\n", encoding="ascii")
    except OSError as error:
        raise FolderRefused(where=str(file)) from error
    tell([row.order_id for row in done])
    return done


def tell(order_ids: Sequence[int]) -> None:
    """Remember that these results were given out."""
    with unit() as work:
        for order_id in order_ids:
            run("UPDATE slip_order SET told_at = ? WHERE order_id = ?", (ms(now()), order_id))
            work.changed("order", order_id)


def packed(order_id: int) -> Packed:
    """All that was done with an order that came by its slip.

    Raises:
        NotFound, BadInput: as `message`.
    """
    came = arriving.kept(order_id)
    if came is None:
        raise NotFound(what=N_("order that came by its slip"), ref=history.called(order_id))
    tag, slip = came
    fulfilment = history.state_of(order_id).fulfilment
    if not _is_done(order_id, fulfilment.value):
        raise BadInput(what=N_("The order"), value=slip.number, next=N_("Pack it to its end first."))
    line_rows = run(
        "SELECT id, remote_id, sku, note_seen_at FROM order_line WHERE order_id = ? ORDER BY position, id", (order_id,)
    ).fetchall()
    place = {int(row[0]): at for at, row in enumerate(line_rows)}
    wanted = {line.id: line.units for line in slip.lines}
    sessions = _sessions(order_id)
    session_at = {row_id: at for at, (row_id, _session) in enumerate(sessions)}
    scans, scan_at = _scans(order_id, place, session_at, [session for _id, session in sessions])
    note_ms = run("SELECT note_seen_at FROM orders WHERE id = ?", (order_id,)).fetchone()[0]
    return Packed(
        source=slip.source, ref=slip.ref, number=slip.number, code=slip.code, slip=tag, bench=settings.bench().name,
        asked=tuple(wanted.get(int(row[1] or 0), 0) for row in line_rows),
        lines=tuple((int(row[1] or 0), str(row[2])) for row in line_rows), to=carried.digest(slip.ship_to),
        sessions=tuple(session for _id, session in sessions), scans=scans, parcels=_parcels(order_id),
        units=_units(order_id, place, scan_at), facts=_facts(order_id, [session for _id, session in sessions]),
        note_ms=note_ms, notes=tuple((place[int(row[0])], int(row[3])) for row in line_rows if row[3]),
        tasks=tuple((what, text, int(at), who, bench) for what, text, at, who, bench in run(
            "SELECT what, text, done_at, done_by, bench FROM pack_task WHERE order_id = ? AND done_at IS NOT NULL"
            " ORDER BY id", (order_id,)).fetchall()),
        replies=_replies(order_id, place), printed=_printed(order_id), shop_id=slip.shop_id,
    )  # fmt: skip


def _is_done(order_id: int, fulfilment: str) -> bool:
    if fulfilment in (Fulfilment.PACKED, Fulfilment.SHIPPED, Fulfilment.DELIVERED):
        return True
    ahead = run("SELECT 1 FROM parcel p JOIN packing_scan s ON s.parcel_id = p.id WHERE p.order_id = ? AND p.part"
                " LIMIT 1", (order_id,)).fetchone()  # fmt: skip
    return ahead is not None


def _sessions(order_id: int) -> list[tuple[int, Session]]:
    rows = run(
        "SELECT id, bench, who, opened_at, closed_at, outcome FROM packing_session WHERE order_id = ?"
        " AND closed_at IS NOT NULL ORDER BY id",
        (order_id,),
    ).fetchall()
    return [(int(row[0]), Session(bench=row[1], who=row[2], opened_ms=int(row[3]), closed_ms=int(row[4]),
                                  outcome=row[5])) for row in rows]  # fmt: skip


def _scans(
    order_id: int, place: dict[int, int], session_at: dict[int, int], sessions: list[Session]
) -> tuple[tuple[Scan, ...], dict[int, int]]:
    """The scans in their sequence, and where each one is in it."""
    marks = ", ".join("?" for _each in session_at) or "NULL"
    rows = run(
        "SELECT s.id, s.code, s.at, s.line_id, s.units, s.verdict, s.method, p.position, s.session_id, s.reason,"
        " s.undone, s.who FROM packing_scan s LEFT JOIN parcel p ON p.id = s.parcel_id WHERE s.order_id = ?"
        f" AND s.session_id IN ({marks}) ORDER BY s.id",
        (order_id, *session_at),
    ).fetchall()
    parts: dict[int, list[tuple[str, int]]] = {}
    for scan_id, sku, units in run(
        "SELECT c.scan_id, a.sku, c.units FROM part_scan c JOIN packing_scan s ON s.id = c.scan_id"
        " JOIN line_part q ON q.id = c.part_id JOIN article a ON a.id = q.article_id WHERE s.order_id = ?"
        " ORDER BY c.scan_id, c.part_id",
        (order_id,),
    ).fetchall():
        parts.setdefault(int(scan_id), []).append((str(sku), int(units)))
    at_of = {int(row[0]): at for at, row in enumerate(rows)}
    times = [0, *(int(row[2]) for row in rows)]
    found = []
    for (before, moment), row in zip(pairwise(times), rows, strict=True):
        session = session_at[row[8]]
        found.append(Scan(
            code=row[1], at_ms=moment - before, line=place.get(row[3]) if row[3] is not None else None,
            units=int(row[4]), verdict=row[5], method=row[6], parcel=row[7], session=session, reason=row[9],
            undone=at_of[row[0]] - at_of[row[10]] if row[10] in at_of else 0,
            who=None if row[11] == sessions[session].who else row[11], parts=tuple(parts.get(row[0], ())),
        ))  # fmt: skip
    return tuple(found), at_of


def _parcels(order_id: int) -> tuple[Parcel, ...]:
    rows = run(
        "SELECT p.position, p.closed_at, p.state, p.sealed_at, p.part, p.consignment, p.carrier, p.service, p.tracking,"
        " p.weight_g, coalesce(c.code, ''), b.tare_g, b.weight_g, b.expected_g, b.tolerance_g, coalesce(b.fit, ''),"
        " b.weighed_at, coalesce(b.weighed_by, ''), coalesce(b.accepted, '') FROM parcel p"
        " LEFT JOIN parcel_box b ON b.parcel_id = p.id LEFT JOIN carton c ON c.id = b.carton_id"
        " WHERE p.order_id = ? AND p.closed_at IS NOT NULL ORDER BY p.position",
        (order_id,),
    ).fetchall()
    return tuple(Parcel(**{**dict(zip(Parcel.__struct_fields__, row, strict=True)), "part": bool(row[4])})
                 for row in rows)  # fmt: skip


def _units(order_id: int, place: dict[int, int], scan_at: dict[int, int]) -> tuple[Unit, ...]:
    rows = run(
        "SELECT u.line_id, a.sku, u.units, u.scan_id, u.serial, u.lot, u.expiry, u.freed_at FROM packed_unit u"
        " JOIN article a ON a.id = u.article_id WHERE u.order_id = ? ORDER BY u.id",
        (order_id,),
    ).fetchall()
    return tuple(
        Unit(line=place.get(row[0]), sku=row[1], units=int(row[2]), scan=scan_at.get(row[3]), serial=row[4],
             lot=row[5], expiry=row[6], freed_ms=row[7])
        for row in rows
    )  # fmt: skip


def _facts(order_id: int, sessions: list[Session]) -> tuple[Fact, ...]:
    """The history from the first that a bench did."""
    rows = run(
        "SELECT action, at, became, comment, who, bench FROM history WHERE order_id = ? AND id > (SELECT min(id)"
        " FROM history WHERE order_id = ?) ORDER BY id",
        (order_id, order_id),
    ).fetchall()
    who, bench = (sessions[0].who, sessions[0].bench) if sessions else ("", "")
    times = [0, *(int(row[1]) for row in rows)]
    return tuple(
        Fact(action=row[0], at_ms=moment - before, became=row[2], comment=row[3],
             who=None if row[4] == who else row[4], bench=None if row[5] == bench else row[5])
        for (before, moment), row in zip(pairwise(times), rows, strict=True)
    )  # fmt: skip


def _replies(order_id: int, place: dict[int, int]) -> tuple[Reply, ...]:
    rows = run(
        "SELECT a.op_id, a.question, coalesce(r.articles, ''), a.line_id, a.answer, a.passed, a.at, a.who, a.bench"
        " FROM check_answer a LEFT JOIN check_rule r ON r.id = a.rule_id WHERE a.order_id = ? ORDER BY a.id",
        (order_id,),
    ).fetchall()
    return tuple(Reply(
        op=row[0], question=row[1], articles=row[2], line=place.get(row[3]), answer=row[4], passed=bool(row[5]),
        at_ms=int(row[6]), who=row[7], bench=row[8]) for row in rows)  # fmt: skip


def _printed(order_id: int) -> tuple[str, ...]:
    marks = ", ".join("?" for _each in _CAME_OUT)
    rows = run(f"SELECT DISTINCT kind FROM print_job WHERE order_id = ? AND state IN ({marks}) ORDER BY kind",
               (order_id, *_CAME_OUT)).fetchall()  # fmt: skip
    return tuple(str(row[0]) for row in rows)
