"""A bench's facts, written as if it had been one of ours; and what was counted here, taken back."""

from itertools import accumulate

from desktop.domain.codes import parcel_code
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.domain.slips import Fact, Packed, Parcel
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, orders, outbox, parcel_contents, printing, settings, shipping
from desktop.services.changes import Work, acting, actor, happened, now
from desktop.services.slips import against

_CLOSES = (Action.FINISH, Action.PART)


def op_prefix(result_id: int) -> str:
    """What the operations of a result's scans begin with."""
    return f"slip/{result_id}"


def write(work: Work, order_id: int, packed: Packed, prefix: str, done: tuple[int, int]) -> None:
    """Write what follows after the scans and facts that are `done`; part of the caller's unit, which holds the order.

    Raises:
        NotAllowed: a line that was packed is here no more, or the state table does not let the order follow.
    """
    view = orders.show(order_id)
    lines = against.line_ids(view, packed)
    sessions = _sessions(order_id, packed)
    parcels = {parcel.number: _parcel(order_id, parcel) for parcel in packed.parcels}
    scans = _scans(order_id, packed, lines, sessions, parcels, prefix, done[0])
    _units(order_id, packed, lines, scans, done[0])
    _said(order_id, packed, lines)
    _facts(work, order_id, packed, sessions, done[1])
    for parcel_id in parcels.values():
        work.changed("parcel", parcel_id)
    units = sum(scan.units for scan in packed.scans[done[0] :])
    history.note(work, order_id, "merged", f"{packed.bench}: {units}")


def take_back(work: Work, order_id: int) -> None:
    """Count off what lies in boxes here, because another bench's parcel goes. It stays in the log, and so does this."""
    state = history.state_of(order_id)
    if state.fulfilment is Fulfilment.PACKED:
        parcel_contents.reopen_last(work, order_id)
        history.move(work, order_id, Action.REOPEN)
    elif state.fulfilment is not Fulfilment.PACKING:
        history.move(work, order_id, Action.START)
    session = insert(
        "INSERT INTO packing_session (order_id, bench, who, opened_at, closed_at, outcome, seen_at)"
        " VALUES (?, ?, ?, ?, ?, 'taken-back', ?)",
        (order_id, actor().bench, actor().who, ms(now()), ms(now()), ms(now())),
    )
    run("UPDATE packing_session SET closed_at = ?, outcome = 'taken-back' WHERE order_id = ? AND closed_at IS NULL",
        (ms(now()), order_id))  # fmt: skip
    lying = run(
        "SELECT s.line_id, s.parcel_id, sum(s.units) FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id"
        " WHERE s.order_id = ? AND NOT p.part AND p.state <> 'shipped' AND s.line_id IS NOT NULL"
        " GROUP BY s.line_id, s.parcel_id ORDER BY s.line_id, s.parcel_id",
        (order_id,),
    ).fetchall()
    for line_id, parcel_id, units in lying:
        parts = run(
            "SELECT c.part_id, sum(c.units) FROM part_scan c JOIN packing_scan s ON s.id = c.scan_id"
            " WHERE s.line_id = ? AND s.parcel_id = ? GROUP BY c.part_id HAVING sum(c.units) <> 0",
            (line_id, parcel_id),
        ).fetchall()
        if not units and not parts:
            continue
        scan_id = insert(
            "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, parcel_id, at, code, verdict, method,"
            " units, reason, who) VALUES (?, ?, ?, ?, ?, ?, '', 'undone', 'undo', ?, ?, ?)",
            (f"slip-back/{session}/{line_id}/{parcel_id}", session, order_id, line_id, parcel_id, ms(now()),
             -int(units), "packed-elsewhere", actor().who),
        )  # fmt: skip
        for part_id, many in parts:
            run("INSERT INTO part_scan (scan_id, part_id, units) VALUES (?, ?, ?)", (scan_id, part_id, -int(many)))
            run("UPDATE line_part SET packed = packed - ? WHERE id = ?", (int(many), part_id))
        run("UPDATE order_line SET packed = packed - ? WHERE id = ?", (int(units), line_id))
    run("UPDATE packed_unit SET freed_at = ? WHERE order_id = ? AND freed_at IS NULL", (ms(now()), order_id))
    for (parcel_id,) in run(
        "SELECT id FROM parcel WHERE order_id = ? AND NOT part AND state <> 'shipped' ORDER BY position DESC",
        (order_id,),
    ).fetchall():
        work.changed("parcel", parcel_id)
        run("UPDATE packing_scan SET parcel_id = NULL WHERE parcel_id = ?", (parcel_id,))
        run("DELETE FROM parcel WHERE id = ?", (parcel_id,))
    history.move(work, order_id, Action.PUT_ASIDE, "packed-elsewhere")


def _sessions(order_id: int, packed: Packed) -> list[int]:
    found = []
    for session in packed.sessions:
        row = run(
            "SELECT id FROM packing_session WHERE order_id = ? AND bench = ? AND who = ? AND opened_at = ?",
            (order_id, session.bench, session.who, session.opened_ms),
        ).fetchone()
        found.append(
            int(row[0])
            if row
            else insert(
                "INSERT INTO packing_session (order_id, bench, who, opened_at, closed_at, outcome, seen_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (order_id, session.bench, session.who, session.opened_ms, session.closed_ms, session.outcome,
                 session.closed_ms),
            )
        )  # fmt: skip
    return found


def _parcel(order_id: int, parcel: Parcel) -> int:
    row = run("SELECT id FROM parcel WHERE order_id = ? AND position = ?", (order_id, parcel.number)).fetchone()
    if row is None:
        code = str(run("SELECT code FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
        parcel_id = insert(
            "INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking, consignment)"
            " VALUES (?, ?, ?, 'closed', '', '', '', ?)",
            (order_id, parcel.number, parcel_code(code, parcel.number), parcel.consignment),
        )
    else:
        parcel_id = int(row[0])
    run(
        "UPDATE parcel SET state = 'closed', carrier = ?, service = ?, tracking = ?, weight_g = ?, closed_at = ?,"
        " sealed_at = ?, part = ?, consignment = ? WHERE id = ?",
        (parcel.carrier, parcel.service, parcel.tracking, parcel.weight_g, parcel.closed_ms, parcel.sealed_ms,
         parcel.part, parcel.consignment, parcel_id),
    )  # fmt: skip
    _box(parcel_id, parcel)
    return parcel_id


def _box(parcel_id: int, parcel: Parcel) -> None:
    """What it was put into, and what the scale said."""
    if not parcel.carton and parcel.scaled_g is None and parcel.tare_g is None:
        return
    carton = run("SELECT id FROM carton WHERE code = ?", (parcel.carton,)).fetchone()
    run("DELETE FROM parcel_box WHERE parcel_id = ?", (parcel_id,))
    run(
        "INSERT INTO parcel_box (parcel_id, carton_id, tare_g, weight_g, expected_g, tolerance_g, fit, weighed_at,"
        " weighed_by, accepted, photo) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
        (parcel_id, carton[0] if carton else None, parcel.tare_g, parcel.scaled_g, parcel.expected_g,
         parcel.tolerance_g, parcel.fit, parcel.weighed_ms, parcel.weighed_by, parcel.accepted),
    )  # fmt: skip


def _scans(
    order_id: int, packed: Packed, lines: list[int | None], sessions: list[int], parcels: dict[int, int], prefix: str,
    first: int,
) -> dict[int, int]:  # fmt: skip
    """Write the scans and count their units; the rows' ids by their place in the result."""
    ids: dict[int, int] = {}
    times = accumulate(scan.at_ms for scan in packed.scans)
    for at, (scan, moment) in enumerate(zip(packed.scans, times, strict=True)):
        op_id = f"{prefix}/{at}"
        if at < first:
            row = run("SELECT id FROM packing_scan WHERE op_id = ?", (op_id,)).fetchone()
            if row is not None:
                ids[at] = int(row[0])
            continue
        line_id = lines[scan.line] if scan.line is not None else None
        if scan.line is not None and line_id is None and (scan.units or scan.parts):
            raise NotAllowed(ref=history.called(order_id), reason=N_("it has other lines now."), action="merge")
        who = packed.sessions[scan.session].who if scan.who is None else scan.who
        ids[at] = insert(
            "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, parcel_id, at, code, verdict, method,"
            " units, reason, undone, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (op_id, sessions[scan.session], order_id, line_id, parcels.get(scan.parcel or 0), moment, scan.code,
             scan.verdict, scan.method, scan.units, scan.reason, ids.get(at - scan.undone) if scan.undone else None,
             who),
        )  # fmt: skip
        if line_id is None:
            continue
        run("UPDATE order_line SET packed = packed + ? WHERE id = ?", (scan.units, line_id))
        for sku, units in scan.parts:
            _part(order_id, line_id, ids[at], sku, units)
    return ids


def _part(order_id: int, line_id: int, scan_id: int, sku: str, units: int) -> None:
    row = run(
        "SELECT q.id FROM line_part q JOIN article a ON a.id = q.article_id WHERE q.line_id = ? AND a.sku = ?",
        (line_id, sku),
    ).fetchone()
    if row is None:
        raise NotAllowed(ref=history.called(order_id), reason=N_("it has other lines now."), action="merge")
    run("INSERT INTO part_scan (scan_id, part_id, units) VALUES (?, ?, ?)", (scan_id, row[0], units))
    run("UPDATE line_part SET packed = packed + ? WHERE id = ?", (units, row[0]))


def _units(order_id: int, packed: Packed, lines: list[int | None], scans: dict[int, int], first: int) -> None:
    """Which units they were."""
    for each in packed.units:
        article = run("SELECT id FROM article WHERE sku = ?", (each.sku,)).fetchone()
        line_id = lines[each.line] if each.line is not None else None
        scan_id = scans.get(each.scan) if each.scan is not None else None
        if article is None:
            continue
        if each.scan is not None and each.scan < first:
            run("UPDATE packed_unit SET freed_at = ?, serial = ?, lot = ?, expiry = ? WHERE scan_id = ?",
                (each.freed_ms, each.serial, each.lot, each.expiry, scan_id))  # fmt: skip
            continue
        insert(
            "INSERT INTO packed_unit (scan_id, order_id, line_id, article_id, units, serial, lot, expiry, freed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (scan_id, order_id, line_id, article[0], each.units, each.serial, each.lot, each.expiry, each.freed_ms),
        )


def _said(order_id: int, packed: Packed, lines: list[int | None]) -> None:
    """Wishes that were read, tasks that are done, questions that were answered."""
    run("UPDATE orders SET note_seen_at = coalesce(note_seen_at, ?) WHERE id = ?", (packed.note_ms, order_id))
    for at, moment in packed.notes:
        run("UPDATE order_line SET note_seen_at = coalesce(note_seen_at, ?) WHERE id = ?", (moment, lines[at]))
    for what, text, moment, who, bench in packed.tasks:
        run(
            "INSERT INTO pack_task (order_id, rule_id, what, text, made_at, done_at, done_by, bench)"
            " VALUES (?, NULL, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_id, what, text) DO UPDATE SET"
            " done_at = excluded.done_at, done_by = excluded.done_by, bench = excluded.bench",
            (order_id, what, text, moment, moment, who, bench),
        )
    for reply in packed.replies:
        rule = run("SELECT id FROM check_rule WHERE question = ? AND articles = ?",
                   (reply.question, reply.articles)).fetchone()  # fmt: skip
        run(
            "INSERT INTO check_answer (op_id, order_id, line_id, rule_id, question, answer, passed, at, who, bench)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (op_id) DO NOTHING",
            (reply.op, order_id, lines[reply.line] if reply.line is not None else None, rule[0] if rule else 0,
             reply.question, reply.answer, reply.passed, reply.at_ms, reply.who, reply.bench),
        )  # fmt: skip


def _facts(work: Work, order_id: int, packed: Packed, sessions: list[int], first: int) -> None:
    """The history as it was there; what moved the order moves it here, by the same table."""
    here = packed.sessions[0] if packed.sessions else None
    times = accumulate(fact.at_ms for fact in packed.facts)
    for at, (fact, moment) in enumerate(zip(packed.facts, times, strict=True)):
        if at < first:
            continue
        who = fact.who if fact.who is not None else here.who if here else ""
        bench = fact.bench if fact.bench is not None else here.bench if here else packed.bench
        with acting(who, bench):
            _fact(work, order_id, packed, fact, moment, sessions)


def _fact(work: Work, order_id: int, packed: Packed, fact: Fact, moment: int, sessions: list[int]) -> None:
    if not fact.became or fact.action not in set(Action):
        with happened(utc(moment)):
            history.note(work, order_id, fact.action, fact.comment)
        return
    action = Action(fact.action)
    if action is Action.SHIP:
        with happened(utc(moment)):
            shipping.ship(order_id, comment=fact.comment)
        return
    if action in _CLOSES and not _fits(order_id, action):
        # Theirs was chosen although other units are wanted now: what is too much comes out, what is missing goes in.
        run("UPDATE parcel SET state = 'open', closed_at = NULL WHERE id = (SELECT max(id) FROM parcel"
            " WHERE order_id = ? AND state = 'closed' AND NOT part)", (order_id,))  # fmt: skip
        run("UPDATE packing_session SET outcome = 'put-aside' WHERE order_id = ? AND outcome = 'packed'", (order_id,))
        action = Action.PUT_ASIDE
    with happened(utc(moment)):
        history.move(work, order_id, action, fact.comment)
    if action is Action.HOLD:
        run("UPDATE orders SET hold_reason = ? WHERE id = ?", (fact.comment, order_id))
    if action is Action.FINISH:
        outbox.tell_status(work, order_id, action)
    if action in _CLOSES:
        _papers(work, order_id, packed, sessions[-1] if sessions else 0)


def _fits(order_id: int, action: Action) -> bool:
    """Whether a parcel may close with what lies in it."""
    if action is not Action.FINISH:
        return True
    return run("SELECT 1 FROM order_line WHERE order_id = ? AND needs_packing AND packed <> ordered - cancelled"
               " LIMIT 1", (order_id,)).fetchone() is None  # fmt: skip


def _papers(work: Work, order_id: int, packed: Packed, session: int) -> None:
    """What prints by itself and did not come out there."""
    numbers = {parcel.number for parcel in packed.parcels}
    for kind in settings.bench().print_on_close:
        if kind in packed.printed:
            continue
        for parcel in orders.parcels(order_id):
            if parcel.position in numbers and (kind == "parcel-label" or parcel.position == max(numbers)):
                printing.queue_automatic(work, kind, order_id, parcel.id, version=session)
