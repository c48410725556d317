"""H3: what becomes of a case. Money, credit note, stock, the new order, the store and the mails are one unit."""

from dataclasses import dataclass
from decimal import Decimal

from desktop import i18n
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.money import to_decimal
from desktop.domain.order import Action, Fulfilment
from desktop.domain.returns import HERE, REJECTING, CaseState, Condition, Outcome
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import addresses, history, invoicing, messages, money, order_links, orders, outbox, permits, twins
from desktop.services.changes import Work, now, unit
from desktop.services.messages import Event
from desktop.services.order_links import Kin
from desktop.services.orders import NewLine, NewOrder
from desktop.services.returns import goods, returnable, words
from desktop.services.returns import worth as amounts
from desktop.services.returns.cases import Case, CaseLine, get, lock
from desktop.services.returns.story import step
from desktop.services.returns.worth import Offer, Swap

EXCHANGE = "exchange"  # the method of money that goes from the old order to the new one


@dataclass(frozen=True, slots=True)
class Decision:
    """How a case is settled. `shipping_minor` None: as `worth.offer` proposes. `method` is how money goes back.

    `deduction_minor` is kept of what the goods cost, and `deduction_reason` says why. `rejected` tells the buyer why
    goods are not taken back. `notify`: the buyer gets a mail.
    """

    shipping_minor: int | None = None
    deduction_minor: int = 0
    deduction_reason: str = ""
    method: str = ""
    rejected: str = ""
    notify: bool = True


def settle(case_id: int, how: Decision | None = None, op_id: str | None = None) -> Case:
    """Do what was said of each line. All of it happens, or nothing; said again it answers the same case.

    Raises:
        NotAllowed: the parcel is not here, or something is not said yet; the reason says what.
        BadInput: freight or deduction that cannot be, or a reason that is missing.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    how = how or Decision()
    with unit() as work:
        case = lock(case_id)
        if case.state not in HERE:
            if op_id and run("SELECT 1 FROM return_event WHERE op_id = ?", (op_id,)).fetchone():
                return case
            raise NotAllowed(ref=case.number, reason=_not_here(case.state), action="settle")
        _check(case, how)
        event = step(work, case, op_id, "settled")
        if event is None:
            return case
        said = amounts.offer(case, how.shipping_minor, how.deduction_minor)
        turn = case.turn + 1
        cause = f"return:{case_id}/{turn}"
        exchange_id = _exchange(work, case, said, cause) if said.swaps else None
        if said.cash_minor:
            money.give_back(work, case.order_id, said.cash_minor, how.method, case.number, f"{cause}/cash")
        document_id = _credit(case, said, how)
        sent_back = [line for line in case.lines if line.came and line.outcome is Outcome.SEND_BACK]
        state = _state(case)
        was = history.state_of(case.order_id).fulfilment
        run(
            "UPDATE return_case SET state = ?, settled_at = ?, shipping_minor = ?, deduction_minor = ?,"
            " deduction_reason = ?, rejected = ?, method = ?, notify = ?, refund_minor = ?, credit_minor = ?,"
            " document_id = ?, exchange_id = ?, was = ?, turn = ? WHERE id = ?",
            (state.value, ms(now()), said.shipping_minor, said.deduction_minor, how.deduction_reason.strip()[:200],
             how.rejected.strip()[:300], how.method, how.notify, said.cash_minor, said.credit_minor, document_id,
             exchange_id, was.value, turn, case_id),
        )  # fmt: skip
        goods.follow(work, get(case_id), f"return:{case_id}/{event}")
        goods.keep_apart(work, get(case_id))
        goods.free_serials(case)
        if sent_back:
            _send_again(work, case, sent_back, N_("not accepted"))
        _order_follows(work, case)
        told = _tell_store(work, case, said)
        run("UPDATE return_case SET told = ? WHERE id = ?", (told, case_id))
        if how.notify:
            _tell_buyer(work, get(case_id), said, cause)
        history.note(work, case.order_id, "return-settled", _summary(get(case_id), said))
        return get(case_id)


def repaired(case_id: int, op_id: str | None = None) -> Case:
    """The goods are mended: an order without a price takes them to the buyer again, with its own parcel and number.

    Raises:
        NotAllowed: nothing of it is in repair.
        NoRight: who works here may not.
    """
    permits.require(Right.PACK)
    with unit() as work:
        case = lock(case_id)
        if case.state is not CaseState.REPAIRING:
            if op_id and run("SELECT 1 FROM return_event WHERE op_id = ?", (op_id,)).fetchone():
                return case
            raise NotAllowed(ref=case.number, reason=N_("nothing of it is in repair."), action="repaired")
        event = step(work, case, op_id, "repaired")
        if event is None:
            return case
        mended = [line for line in case.lines if line.came and line.outcome is Outcome.REPAIR]
        run("UPDATE return_case SET state = 'settled' WHERE id = ?", (case_id,))
        back_id = _new_order(work, case, [_free(line) for line in mended], N_("repaired"))
        run("UPDATE return_case SET back_id = ? WHERE id = ?", (back_id, case_id))
        goods.follow(work, get(case_id), f"return:{case_id}/{event}")
        became = get(case_id)
        if case.notify:
            messages.tell(work, Event.REPAIRED, case.order_id, f"return:{case_id}/{case.turn}/repaired",
                          words.facts(became, new_number=became.back))  # fmt: skip
        history.note(work, case.order_id, "return-repaired", f"{case.number}: #{became.back}")
        return became


def _not_here(state: CaseState) -> str:
    if state in (CaseState.OPENED, CaseState.APPROVED):
        return N_("its parcel is not here yet; receive it first.")
    return N_("it is over; undo that first.")


def _check(case: Case, how: Decision) -> None:
    here = [line for line in case.lines if line.came]
    if not here:
        raise NotAllowed(ref=case.number, reason=N_("nothing has come back; say how many."), action="settle")
    if not words.is_assessed(case):
        raise NotAllowed(ref=case.number, reason=N_("say of each line why and how it came back."), action="settle")
    if any(line.outcome is None for line in here):
        raise NotAllowed(ref=case.number, reason=N_("say of each line what becomes of it."), action="settle")
    if any(line.outcome in REJECTING for line in here) and not how.rejected.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why it is not taken back; the buyer reads it."))
    if how.deduction_minor and not how.deduction_reason.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why less goes back; the buyer reads it."))
    if {Outcome.REPAIR, Outcome.SEND_BACK} <= {line.outcome for line in here}:
        raise NotAllowed(ref=case.number, action="settle",
                         reason=N_("some is repaired and some sent back; open a return for each."))  # fmt: skip
    for line in here:
        if line.condition is Condition.WRONG_ARTICLE and line.outcome is Outcome.REPAIR:
            raise NotAllowed(ref=case.number, reason=N_("another article came; it cannot be repaired."),
                             action="settle")  # fmt: skip


def _state(case: Case) -> CaseState:
    outcomes = {line.outcome for line in case.lines if line.came}
    if Outcome.REPAIR in outcomes:
        return CaseState.REPAIRING
    return CaseState.REJECTED if outcomes <= set(REJECTING) else CaseState.SETTLED


def _credit(case: Case, said: Offer, how: Decision) -> int | None:
    """The credit note, where an invoice stands and something of it can still be credited."""
    if said.invoice is None or (not said.positions and not said.freight_minor) or not said.credit_minor:
        return None
    reason = " · ".join(part for part in (case.number, how.deduction_reason.strip()) if part)
    with permits.granting(Right.CORRECT):  # who may give the money back must correct the invoice with it
        return invoicing.credit(
            said.invoice[0], said.positions, said.freight_minor, reason[:200], deduction_minor=said.deduction_minor
        ).id


def _exchange(work: Work, case: Case, said: Offer, cause: str) -> int:
    """The new order, paid with what came back as far as that goes."""
    rows = [row for swap in said.swaps for row in _priced(swap, said.currency)]
    new_id = _new_order(work, case, rows)
    number = str(run("SELECT number FROM orders WHERE id = ?", (new_id,)).fetchone()[0])
    if said.traded_minor:
        money.give_back(work, case.order_id, said.traded_minor, EXCHANGE, f"#{number}", f"{cause}/traded")
        money.take(work, new_id, said.traded_minor, EXCHANGE, case.number, f"{cause}/paid")
    return new_id


def _send_again(work: Work, case: Case, lines: list[CaseLine], why: str) -> int:
    back_id = _new_order(work, case, [_free(line) for line in lines], why)
    run("UPDATE return_case SET back_id = ? WHERE id = ?", (back_id, case.id))
    return back_id


def _new_order(work: Work, case: Case, rows: list[NewLine], why: str = "") -> int:
    """An order of its own for the same buyer; nobody has to say again that it is no double.

    `why` the very goods go out again: the bench must read it, since it packs those and none from the shelf.
    """
    old = orders.show(case.order_id)
    language = addresses.language_of(old)
    spoken = i18n.words(i18n.language()).gettext
    note = f"{case.number} · #{old.number} · {spoken(why)}" if why else ""
    with permits.granting(Right.ORDERS):
        new = orders.create(
            NewOrder(old.ship_to, tuple(rows), email=old.email, courier=old.courier, service=old.service, note=note,
                     paid=not any(row.unit_price for row in rows), language=language)
        )  # fmt: skip
    run("UPDATE orders SET currency = ?, bill_to_id = (SELECT bill_to_id FROM orders WHERE id = ?), customer_id ="
        " coalesce((SELECT customer_id FROM orders WHERE id = ?), customer_id) WHERE id = ?",
        (old.currency, old.id, old.id, new.id))  # fmt: skip
    if twins.keep(work, new.id):
        history.free(work, new.id)
    order_links.link(work, old.id, new.id, Kin.EXCHANGE)
    history.note(work, new.id, "of-return", f"{case.number} · #{old.number}")
    return new.id


def _priced(swap: Swap, currency: str) -> list[NewLine]:
    """Its units at whole minor units: where the price does not divide, some cost one more."""
    low, more = divmod(swap.price_minor, swap.units)
    rows = [(low, swap.units - more), (low + 1, more)]
    name = swap.name or swap.sku
    return [
        NewLine(swap.sku, name, units, to_decimal(each, currency), swap.variant) for each, units in rows if units
    ]  # fmt: skip


def _free(line: CaseLine) -> NewLine:
    """The very units that came go out again: what came instead, where it was another article."""
    if line.condition is Condition.WRONG_ARTICLE:
        return NewLine(line.other, line.other or line.words or line.name, line.came, Decimal(0))
    return NewLine(line.sku, line.name or line.sku, line.came, Decimal(0), line.variant)


def _order_follows(work: Work, case: Case) -> None:
    """The order is returned in part or whole, by what came back for good in all its cases."""
    state = history.state_of(case.order_id, lock=True)
    back = came_back(case.order_id)
    if not sum(back.values()):
        return
    sent = returnable.shipped(case.order_id)
    whole = all(back.get(line, 0) >= units for line, units in sent.items())
    if state.fulfilment in (Fulfilment.SHIPPED, Fulfilment.DELIVERED):
        history.move(work, case.order_id, Action.RETURN if whole else Action.RETURN_PART, case.number)
    elif state.fulfilment is Fulfilment.PART_RETURNED and whole:
        history.move(work, case.order_id, Action.RETURN, case.number)


def came_back(order_id: int) -> dict[int, int]:
    """Line -> units that the shop has for good, by its settled cases."""
    rows = run(
        "SELECT r.line_id, sum(r.came) FROM return_line r JOIN return_case c ON c.id = r.case_id WHERE c.order_id = ?"
        " AND c.state IN ('settled', 'rejected', 'repairing') AND r.outcome NOT IN ('repair', 'send-back')"
        " AND r.line_id IS NOT NULL GROUP BY r.line_id",
        (order_id,),
    ).fetchall()
    return {int(line): int(units) for line, units in rows}


def _tell_store(work: Work, case: Case, said: Offer) -> str:
    """What the store must hear: the money that this order no longer keeps, and the lines that it is for."""
    amount = said.cash_minor + said.traded_minor
    if not amount:
        return ""
    return outbox.tell_refund(work, case.order_id, to_decimal(amount, said.currency), case.number)


def _tell_buyer(work: Work, case: Case, said: Offer, cause: str) -> None:
    outcomes = {line.outcome for line in case.lines if line.came}
    amount = i18n.money(said.cash_minor, said.currency) if said.cash_minor else ""
    more = {
        "amount": amount, "method": case.method, "new_number": case.exchange or case.back,
        "reason": case.rejected or case.deduction_reason,
    }  # fmt: skip
    facts = words.facts(case, **more)
    if outcomes & set(REJECTING):
        messages.tell(work, Event.RETURN_REJECTED, case.order_id, f"{cause}/rejected", facts)
    if Outcome.EXCHANGE in outcomes:
        messages.tell(work, Event.EXCHANGED, case.order_id, f"{cause}/exchanged", facts)
    if said.cash_minor:
        messages.tell(work, Event.REFUNDED, case.order_id, f"{cause}/refunded", facts)


def _summary(case: Case, said: Offer) -> str:
    parts = [case.number, *sorted({line.outcome.value for line in case.lines if line.came and line.outcome})]
    if said.cash_minor:
        parts.append(i18n.money(said.cash_minor, said.currency))
    parts += [part for part in (case.document, *(f"#{number}" for number in (case.exchange, case.back) if number))
              if part]  # fmt: skip
    return " · ".join(parts)
