"""A step of a case is taken back: what it had done goes with it, or it is refused with what to do first."""

from contextlib import suppress

from desktop.domain.errors import KolliError
from desktop.domain.order import Action, Fulfilment, State
from desktop.domain.returns import OVER, WAITING, CaseState
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, invoicing, messages, money, order_links, permits
from desktop.services.changes import Work, unit
from desktop.services.invoicing import VoidAlready
from desktop.services.order_links import Kin
from desktop.services.returns import goods, opening, settling
from desktop.services.returns.cases import Case, get, lock
from desktop.services.returns.story import step

_TOLD = ("refunded", "exchanged", "rejected")


class CannotUndo(KolliError):
    text = N_("{ref} cannot be undone: {reason}")


def undo(case_id: int, why: str = "", op_id: str | None = None) -> Case:
    """Take the last step back: settled or rejected, assessed, received, approved, withdrawn.

    Of a settled case the money is taken back, the credit note is voided (its number and bytes stay), the goods wait
    again, and the order made for it is cancelled.

    Raises:
        TooMany: its units are in another case since.
        CannotUndo: something was built on it since, or the store has heard of it; the reason says what to do.
        NoRight: who works here may not.
    """
    with unit() as work:
        case = lock(case_id)
        permits.require(Right.PACK if case.state in (CaseState.RECEIVED, CaseState.ASSESSED) else Right.ORDERS)
        if op_id and run("SELECT 1 FROM return_event WHERE op_id = ?", (op_id,)).fetchone():
            return case
        became = _before(case)
        event = step(work, case, op_id, "undone", " ".join(part for part in (case.state.value, why.strip()) if part))
        if event is None:
            return case
        if case.state in OVER:
            _unsettle(work, case, why.strip() or case.number)
        if became in WAITING:
            run("UPDATE return_line SET units = CASE WHEN came > 0 THEN came ELSE units END, came = 0"
                " WHERE case_id = ?", (case_id,))  # fmt: skip
            run("UPDATE return_case SET received_at = NULL WHERE id = ?", (case_id,))
            messages.take_back(work, f"return:{case_id}/received")
        if case.state is CaseState.APPROVED:
            run("UPDATE return_case SET approved_at = NULL WHERE id = ?", (case_id,))
            messages.take_back(work, f"return:{case_id}/approved")
        run("UPDATE return_case SET state = ? WHERE id = ?", (became.value, case_id))
        opening.check_units(get(case_id))
        goods.follow(work, get(case_id), f"return:{case_id}/{event}")
        history.note(work, case.order_id, "return-undone", f"{case.number}: {case.state.value}")
        return get(case_id)


def _before(case: Case) -> CaseState:
    """The state that the last step began in.

    Raises:
        CannotUndo: it is only opened.
    """
    if case.state is CaseState.OPENED:
        raise CannotUndo(ref=case.number, reason=N_("it is only opened. Withdraw it instead."))
    if case.state is CaseState.APPROVED:
        return CaseState.OPENED
    if case.state is CaseState.RECEIVED:
        return CaseState.APPROVED if case.approved_at is not None else CaseState.OPENED
    if case.state is CaseState.ASSESSED:
        return CaseState.RECEIVED
    if case.state is not CaseState.WITHDRAWN:
        return CaseState.ASSESSED
    if case.received_at is not None:
        return CaseState.RECEIVED
    return CaseState.APPROVED if case.approved_at is not None else CaseState.OPENED


def _unsettle(work: Work, case: Case, why: str) -> None:
    _refuse(case)
    for new_id in (case.exchange_id, case.back_id):
        if new_id is not None:
            _cancel(work, case, new_id)
    for move in reversed(money.moves(case.order_id)):
        if move.cause.startswith(f"return:{case.id}/{case.turn}/") and not move.undone and move.undoes is None:
            money.undo(work, move.id, case.number)
    if case.document_id is not None:
        # Where somebody has voided it by hand it does not stand, and that is all that is wanted.
        with permits.granting(Right.CORRECT), suppress(VoidAlready):
            invoicing.void(case.document_id, why)
    goods.no_longer_apart(case)
    _order_follows(work, case)
    if case.document_id or case.refund_minor or case.exchange_id:
        run("UPDATE outbox SET state = 'discarded', reason = '' WHERE op_id = ?", (_told_op(case),))
    for event in _TOLD:
        messages.take_back(work, f"return:{case.id}/{case.turn}/{event}")
    run(
        "UPDATE return_case SET settled_at = NULL, refund_minor = 0, credit_minor = 0, shipping_minor = 0,"
        " deduction_minor = 0, document_id = NULL, exchange_id = NULL, back_id = NULL, told = '' WHERE id = ?",
        (case.id,),
    )


def _refuse(case: Case) -> None:
    """What was built on it, or has been told, cannot be taken back from here.

    Raises:
        CannotUndo: with what to do first.
    """
    if goods.is_touched(case):
        raise CannotUndo(
            ref=case.number, reason=N_("units of it have left quarantine. Correct the stock by a count instead.")
        )
    for new_id, number in ((case.exchange_id, case.exchange), (case.back_id, case.back)):
        if new_id is not None and history.state_of(new_id, lock=True).fulfilment not in (
            Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.CANCELLED,
        ):  # fmt: skip
            raise CannotUndo(
                ref=f"{case.number} (#{number})",
                reason=N_("the new order is packed or gone. Open a return of that order instead."),
            )
    state = run("SELECT state, tries FROM outbox WHERE op_id = ?", (_told_op(case),)).fetchone()
    if state is not None and (state[0] not in ("waiting", "asking", "discarded", "skipped") or int(state[1])):
        raise CannotUndo(
            ref=case.number,
            reason=N_("the store has been told of the refund. Take the refund back in the store, and book it here."),
        )


def _told_op(case: Case) -> str:
    return str(run("SELECT told FROM return_case WHERE id = ?", (case.id,)).fetchone()[0])


def _cancel(work: Work, case: Case, new_id: int) -> None:
    """The order that was made for it is not wanted; what came back pays for nothing any more."""
    for move in reversed(money.moves(new_id)):
        if move.kind == money.IN and not move.undone and move.undoes is None:
            if not move.cause.startswith(f"return:{case.id}/"):
                raise CannotUndo(
                    ref=case.number, reason=N_("money was paid for the new order. Give that back first.")
                )  # fmt: skip
            money.undo(work, move.id, case.number)
    if history.state_of(new_id).fulfilment is not Fulfilment.CANCELLED:
        history.move(work, new_id, Action.CANCEL, case.number)
    order_links.end(work, case.order_id, new_id, Kin.EXCHANGE)


def _order_follows(work: Work, case: Case) -> None:
    """The order is what it was before, unless other cases keep it returned in part."""
    was = history.state_of(case.order_id, lock=True)
    run("UPDATE return_case SET state = 'assessed' WHERE id = ?", (case.id,))
    if was.fulfilment not in (Fulfilment.PART_RETURNED, Fulfilment.RETURNED):
        return
    rest = sum(settling.came_back(case.order_id).values())
    first = run("SELECT was FROM return_case WHERE order_id = ? AND was <> '' ORDER BY id", (case.order_id,)).fetchall()
    before = next((Fulfilment(row[0]) for row in first if row[0] in ("shipped", "delivered")), None)
    became = Fulfilment.PART_RETURNED if rest else before
    if became is None or became is was.fulfilment:
        return  # it was returned before, by the store's word
    history.put(work, case.order_id, was, State(was.payment, became, was.held, was.pay_later), "return-undone",
                case.number)  # fmt: skip
