"""A case is opened, what comes back is said, its label goes out, its parcel arrives, or nothing comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.domain.codes import return_code
from desktop.domain.errors import BadInput, KolliError, NotAllowed, NotFound
from desktop.domain.returns import HERE, OPEN, WAITING, CaseState, Condition, Goes, Outcome, Reason, goes, name_of
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable
from desktop.services import history, messages, permits
from desktop.services.changes import actor, now, unit
from desktop.services.messages import Event
from desktop.services.returns import allowing, goods, returnable, words
from desktop.services.returns.cases import Case, CaseLine, get, lock
from desktop.services.returns.story import step

SOURCES = ("scan", "order", "message")
_NUMBERS = 0x4B4F4C52  # names the lock under which a case gets its number
_LONGEST = 500  # signs of words that somebody types


class GoesWith(KolliError):
    text = N_("Order {ref} only took goods of order {other} to their buyer again. Open the return for that order.")


class TooMany(KolliError):
    text = N_("Only {left} of {name} can still come back: {shipped} left the house, the others are in other returns.")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a line; None leaves it as it is. `units` are announced before the parcel is here, else came.

    `other` is the SKU of what came instead, `swap` that of what goes out in exchange, `swap_minor` what all of it
    costs (below zero: as the shop sells it).
    """

    units: int | None = None
    reason: Reason | None = None
    words: str | None = None
    condition: Condition | None = None
    goes: Goes | None = None
    outcome: Outcome | None = None
    other: str | None = None
    swap: str | None = None
    swap_minor: int | None = None
    serials: tuple[str, ...] | None = None


def open_case(
    order_id: int, lines: Mapping[int, int] | None = None, *, source: str = "order", text: str = "",
    reason: Reason | None = None, override: str = "", op_id: str | None = None,
) -> Case:  # fmt: skip
    """Begin a return: so many units of these lines; `text` are the buyer's own words, for a message.

    `override` is why it is taken although the order's terms do not allow it. A repeated `op_id` answers its case.

    Raises:
        NotFound: there is no such order.
        NotReturnable, NothingShipped, NothingLeft: nothing of it can come back.
        GoesWith: its goods were sold in another order.
        TooMany: more than was shipped less what other cases have.
        BadInput: a line of another order, or a source that there is not.
        NoRight: who works here may not.
    """
    permits.require(Right.PACK if source == "scan" else Right.ORDERS)
    if source not in SOURCES:
        raise BadInput(what=N_("The source"), value=source, next=N_("Use scan, order or message."))
    with unit() as work:
        history.state_of(order_id, lock=True)  # two who open a case of one order see each other's units
        if op_id and (known := run("SELECT case_id FROM return_event WHERE op_id = ?", (op_id,)).fetchone()):
            return get(int(known[0]))
        first = returnable.first_sold_in(order_id)
        if first != order_id:
            raise GoesWith(ref=history.called(order_id), other=history.called(first))
        wanted = {line: units for line, units in (lines or {}).items() if units}
        why = allowing.check(order_id, history.called(order_id), set(wanted), override)
        number = _next()
        case_id = insert(
            "INSERT INTO return_case (number, code, order_id, state, source, words, override, opened_at, opened_by,"
            " carrier, tracking, shipping_minor, deduction_minor, deduction_reason, rejected, method, notify,"
            " refund_minor, credit_minor, told, was, turn)"
            " VALUES (?, ?, ?, 'opened', ?, ?, ?, ?, ?, '', '', 0, 0, '', '', '', ?, 0, 0, '', '', 0)",
            (number, return_code(number), order_id, source, storable(text.strip())[:_LONGEST], why, ms(now()),
             actor().who, True),
        )  # fmt: skip
        case = get(case_id)
        step(work, case, op_id, "opened", why)
        for line_id, units in wanted.items():
            _put(case, line_id, Said(units=units, reason=reason))
        history.note(work, order_id, "return-opened", " · ".join(part for part in (name_of(number), why) if part))
        case = get(case_id)
        if source == "message":
            messages.tell(work, Event.RETURN_OPENED, order_id, f"return:{case_id}/opened", words.facts(case))
        return case


def say(case_id: int, line_id: int, said: Said, op_id: str | None = None) -> Case:
    """Say something of one line of the order: how many, why, how they are, what becomes of them.

    Raises:
        NotFound: there is no such case.
        NotAllowed: it is over.
        TooMany, BadInput: see `open_case`.
        NoRight: who works here may not; what becomes of them is for who may change orders.
    """
    permits.require(Right.PACK)
    if said.outcome is not None or said.swap_minor is not None:
        permits.require(Right.ORDERS)
    with unit() as work:
        case = lock(case_id)
        event = step(work, case, op_id, "said", _told(said))
        if event is None:
            return get(case_id)
        if case.state not in OPEN:
            raise NotAllowed(ref=case.number, reason=N_("it is over; undo that first."), action="say")
        _put(case, line_id, said)
        if case.state is CaseState.ASSESSED and not words.is_assessed(get(case_id)):
            run("UPDATE return_case SET state = 'received' WHERE id = ?", (case_id,))
        goods.follow(work, get(case_id), f"return:{case_id}/{event}")
        return get(case_id)


def approve(case_id: int, op_id: str | None = None) -> Case:
    """The buyer gets the label and is told what to do; also once more. Said again after the parcel came: nothing.

    Raises:
        NotAllowed: the case has no lines, or is over.
        NoRight: who works here may not.
    """
    permits.require(Right.PACK)
    with unit() as work:
        case = lock(case_id)
        if case.state not in WAITING:
            return case
        if not any(line.units for line in case.lines):
            raise NotAllowed(ref=case.number, reason=N_("nobody has said what comes back."), action="approve")
        if step(work, case, op_id, "approved") is None or case.state is CaseState.APPROVED:
            return get(case_id)
        run("UPDATE return_case SET state = 'approved', approved_at = ? WHERE id = ?", (ms(now()), case_id))
        history.note(work, case.order_id, "return-approved", case.number)
        messages.tell(work, Event.RETURN_APPROVED, case.order_id, f"return:{case_id}/approved", words.facts(case))
        return get(case_id)


def receive(case_id: int, op_id: str | None = None) -> Case:
    """The parcel is here: its goods are in the house, and promised to nobody before the case is settled.

    Raises:
        NotAllowed: the case is over.
        NoRight: who works here may not.
    """
    permits.require(Right.PACK)
    with unit() as work:
        case = lock(case_id)
        if case.state in HERE:
            return case
        if case.state not in WAITING:
            raise NotAllowed(ref=case.number, reason=N_("it is over; undo that first."), action="receive")
        event = step(work, case, op_id, "received")
        if event is None:
            return get(case_id)
        run("UPDATE return_line SET came = units WHERE case_id = ?", (case_id,))
        run("UPDATE return_case SET state = 'received', received_at = ? WHERE id = ?", (ms(now()), case_id))
        became = get(case_id)
        goods.follow(work, became, f"return:{case_id}/{event}")
        history.note(work, case.order_id, "return-received", case.number)
        if case.source != "scan" or case.approved_at is not None:  # who brings it over the counter knows
            messages.tell(work, Event.RETURN_RECEIVED, case.order_id, f"return:{case_id}/received", words.facts(became))
        return became


def assess(case_id: int, op_id: str | None = None) -> Case:
    """Reason and condition are said: what becomes of it is for who may give money back.

    Raises:
        NotAllowed: nothing came, or a condition is missing.
    """
    permits.require(Right.PACK)
    with unit() as work:
        case = lock(case_id)
        if case.state is not CaseState.RECEIVED:
            return case
        if not words.is_assessed(case):
            raise NotAllowed(ref=case.number, reason=N_("say of each line why and how it came back."), action="assess")
        if step(work, case, op_id, "assessed") is not None:
            run("UPDATE return_case SET state = 'assessed' WHERE id = ?", (case_id,))
        return get(case_id)


def withdraw(case_id: int, why: str = "", op_id: str | None = None) -> Case:
    """Nothing comes of it: the buyer keeps the goods, or has them again. What had come in goes out again.

    Raises:
        NotAllowed: it is settled; undo that first.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        case = lock(case_id)
        if case.state is CaseState.WITHDRAWN:
            return case
        if case.state not in OPEN:
            raise NotAllowed(ref=case.number, reason=N_("it is over; undo that first."), action="withdraw")
        event = step(work, case, op_id, "withdrawn", " ".join(why.split())[:_LONGEST])
        if event is None:
            return get(case_id)
        run("UPDATE return_case SET state = 'withdrawn' WHERE id = ?", (case_id,))
        goods.follow(work, get(case_id), f"return:{case_id}/{event}")
        for told in ("opened", "approved", "received"):
            messages.take_back(work, f"return:{case_id}/{told}")
        history.note(work, case.order_id, "return-withdrawn", case.number)
        return get(case_id)


def track(case_id: int, carrier: str, number: str) -> Case:
    """H6: the number under which the return itself travels; "" for none.

    Raises:
        BadInput: it can be no number.
    """
    permits.require(Right.PACK)
    plain = "".join(storable(number).split()).upper()
    if len(plain) > 40:
        raise BadInput(what=N_("The tracking number"), value=plain[:40], next=N_("Type the one on its receipt."))
    with unit() as work:
        case = lock(case_id)
        if (case.carrier, case.tracking) == (carrier.strip(), plain):
            return case
        step(work, case, None, "tracked", " ".join(part for part in (carrier.strip(), plain) if part))
        run("UPDATE return_case SET carrier = ?, tracking = ? WHERE id = ?", (carrier.strip()[:60], plain, case_id))
        return get(case_id)


def _put(case: Case, line_id: int, said: Said) -> None:
    """Write what is said of a line; part of the caller's unit."""
    sold = run("SELECT sku, name FROM order_line WHERE id = ? AND order_id = ?", (line_id, case.order_id)).fetchone()
    if sold is None:
        raise BadInput(what=N_("The line"), value=line_id, next=N_("Choose a line of this order."))
    known = next((line for line in case.lines if line.line_id == line_id), None)
    if known is None:
        row_id = insert(
            "INSERT INTO return_line (case_id, line_id, sku, name, units, came, reason, words, condition, goes,"
            " outcome, swap, serials) VALUES (?, ?, ?, ?, 0, 0, '', '', '', '', '', '', '')",
            (case.id, line_id, sold[0], str(sold[1]).strip()),
        )
        known = CaseLine(row_id, case.id, line_id, sold[0], sold[1], "", "", "", 0, 0, None, "", None, None, None,
                         None, "", "", None, (), None)  # fmt: skip
    line = _merged(case, known, said)
    _check_units(case, line, str(sold[1]).strip() or str(sold[0]))
    run(
        "UPDATE return_line SET units = ?, came = ?, reason = ?, words = ?, condition = ?, goes = ?, outcome = ?,"
        " other_article_id = ?, swap = ?, swap_minor = ?, serials = ? WHERE id = ?",
        (line.units, line.came, line.reason or "", line.words, line.condition or "", line.goes or "",
         line.outcome or "", line.other_article_id, line.swap, line.swap_minor, "\n".join(line.serials), line.id),
    )  # fmt: skip


def _merged(case: Case, line: CaseLine, said: Said) -> CaseLine:
    if said.units is not None:
        here = case.state in HERE
        line = replace(line, came=said.units) if here else replace(line, units=said.units)
    if said.reason is not None:
        line = replace(line, reason=said.reason)
    if said.words is not None:
        line = replace(line, words=storable(said.words.strip())[:_LONGEST])
    if said.condition is not None:
        line = replace(line, condition=said.condition, goes=goes(said.condition))
    if said.goes is not None:
        if line.condition is Condition.SELLABLE and said.goes is Goes.SCRAP:
            raise BadInput(what=N_("The place"), value="scrap", next=N_("Say first that it is damaged."))
        line = replace(line, goes=said.goes)
    if said.outcome is not None:
        line = replace(line, outcome=said.outcome)
    return _others(line, said)


def _others(line: CaseLine, said: Said) -> CaseLine:
    """What came instead, what goes out instead, and which units they are."""
    if said.other is not None:
        line = replace(line, other_article_id=_article(said.other) if said.other.strip() else None)
    if said.swap is not None:
        if said.swap.strip():
            _article(said.swap)
        line = replace(line, swap=said.swap.strip(), swap_minor=None)
    if said.swap_minor is not None:
        line = replace(line, swap_minor=said.swap_minor if said.swap_minor >= 0 else None)
    if said.serials is not None:
        line = replace(line, serials=tuple(dict.fromkeys(said.serials)))
    return line


def check_units(case: Case) -> None:
    """All lines of a case, once it counts again.

    Raises:
        TooMany: others have its units meanwhile.
    """
    for line in case.lines:
        if line.line_id is not None and (line.came or case.state in WAITING):
            _check_units(case, line, line.name)


def _check_units(case: Case, line: CaseLine, name: str) -> None:
    assert line.line_id is not None
    most = returnable.left(case.order_id, case.id).get(line.line_id, 0)
    units = max(line.units if case.state in WAITING else 0, line.came)
    if units < 0:
        raise BadInput(what=N_("The quantity"), value=units, next=N_("Type a number above zero."))
    if units > most:
        raise TooMany(left=most, name=name, shipped=returnable.shipped(case.order_id).get(line.line_id, 0))


def _article(sku: str) -> int:
    row = run("SELECT id FROM article WHERE sku = ? OR sku_folded = ?", (sku.strip(), sku.strip().casefold()))
    found = row.fetchone()
    if found is None:
        raise NotFound(what=N_("article"), ref=sku)
    return int(found[0])


def _next() -> int:
    if is_postgres():  # one desk after the other, until its unit ends; SQLite has one writer anyway
        run("SELECT pg_advisory_xact_lock(?)", (_NUMBERS,))
    return int(run("SELECT coalesce(max(number), 0) + 1 FROM return_case").fetchone()[0])


def _told(said: Said) -> str:
    parts = (said.units, said.reason, said.words, said.condition, said.goes, said.outcome, said.other, said.swap)
    return " · ".join(str(part) for part in parts if part not in (None, ""))


__all__ = ["SOURCES", "Said", "TooMany", "approve", "assess", "open_case", "receive", "say", "track", "withdraw"]
