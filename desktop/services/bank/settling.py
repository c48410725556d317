"""A line and its orders are settled together, in one unit, and taken back together."""

from collections.abc import Iterable

from desktop.domain.bank_book import Certainty, Kind, Part
from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.rights import Right
from desktop.i18n import N_, _, date, day_time
from desktop.i18n import money as written
from desktop.models.base import insert, ms, run, storable
from desktop.services import bank_matches, money, permits
from desktop.services.bank import proposing, rows
from desktop.services.bank.rows import LineView, State
from desktop.services.changes import Work, actor, now, unit

METHOD = "bank"


class LineSettled(KolliError):
    """Somebody else was quicker."""

    text = N_("{who} has settled this line already, at {when}. Undo it first if that was wrong.")
    nobody = N_("This line was settled already, at {when}. Undo it first if that was wrong.")

    def sentence(self) -> str:
        return self.text if self.values.get("who") else self.nobody


class NothingFits(KolliError):
    text = N_("No order fits this line. Choose the order that it pays, or set the line aside.")


def confirm(line_id: int, parts: Iterable[Part] | None = None) -> LineView:
    """Say that a line pays these orders, or those of its best proposal; the money is theirs in the same unit.

    What the parts leave of the line is nobody's, and stays in view as its rest.

    Raises:
        LineSettled: somebody was quicker.
        NothingFits: there are no parts, and nothing fits.
        NotAllowed: money that went out pays nothing; an order is in another currency.
        BadInput: the parts are not amounts of this line.
        NoRight: who works here may not.
    """
    permits.require(Right.ORDERS)
    chosen = tuple(parts) if parts is not None else _proposed(line_id)
    with unit() as work:
        _confirm(work, _to_settle(line_id), chosen)
    return rows.line(line_id)


def confirm_certain(most: int = 10_000) -> list[int]:
    """Confirm every open line that is certain, each in its own unit; returns their ids.

    A line is looked at again before: what the lines before it have paid makes it another one.
    """
    permits.require(Right.ORDERS)
    done: list[int] = []
    certain = [(line_id, found[0]) for line_id, found in proposing.of_all().items()
               if found and found[0].certainty is Certainty.CERTAIN]  # fmt: skip
    for line_id, best in sorted(certain, key=lambda each: each[0])[:most]:
        with unit() as work:
            line = rows.line(line_id, lock=True)
            if line.state is not State.OPEN or not _still_asked(best.parts):
                continue
            _confirm(work, line, best.parts)
        done.append(line_id)
    return done


def undo(line_id: int) -> LineView:
    """Take a settled line up again: its money is taken from its orders, whose states follow back. All or nothing.

    Raises:
        NotAllowed: a part of the money has gone back since.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        line = rows.line(line_id, lock=True)
        if line.state in (State.OPEN, State.OUT):
            return line
        for match_id, move_id in run(
            "SELECT id, move_id FROM bank_match WHERE line_id = ? AND undone_at IS NULL ORDER BY id DESC", (line_id,)
        ).fetchall():
            money.undo(work, move_id, _told(line))
            bank_matches.let_wait(work, match_id)  # where its money was taken back before
        _settle(work, line_id, State.OPEN, "", settled=False)
    return rows.line(line_id)


def unconfirmed(work: Work, order_id: int) -> None:
    """An order's confirmation was taken back by hand: a line that has paid it waits again. Part of the caller's unit.

    A line that has paid other orders as well stays theirs, and what this order had of it is its rest.
    """
    for (match_id,) in run(
        "SELECT id FROM bank_match WHERE order_id = ? AND undone_at IS NULL ORDER BY id", (order_id,)
    ).fetchall():
        bank_matches.let_wait(work, match_id)


def set_aside(line_id: int, reason: str) -> LineView:
    """Say that a line pays for no order, and why."""
    permits.require(Right.ORDERS)
    said = storable(reason).strip()[:500]
    if not said:
        raise BadInput(what=N_("The reason"), value="", next=N_("Say what the payment is for."))
    with unit() as work:
        _to_settle(line_id)
        _settle(work, line_id, State.ASIDE, said)
    return rows.line(line_id)


def as_payout(line_id: int, channel: str = "") -> LineView:
    """Say that a line is what a marketplace has paid out; `channel` "" = the one that it is proposed for."""
    permits.require(Right.ORDERS)
    best = next((each for each in proposing.proposals(line_id) if each.kind is Kind.PAYOUT), None)
    said = storable(channel).strip() or (best.channel if best else "")
    if not said:
        raise BadInput(what=N_("The channel"), value="", next=N_("Say who has paid out."))
    with unit() as work:
        _to_settle(line_id)
        _settle(work, line_id, State.PAYOUT, said)
    return rows.line(line_id)


def take_up(line_id: int) -> LineView:
    """A line that was set aside waits again."""
    return undo(line_id)


def _proposed(line_id: int) -> tuple[Part, ...]:
    best = proposing.best_of(line_id)
    if best is not None and best.parts:
        return best.parts
    if rows.line(line_id).state is State.OPEN:
        raise NothingFits
    return ()


def _to_settle(line_id: int) -> LineView:
    """The line, held until the unit ends.

    Raises:
        LineSettled: somebody was quicker.
    """
    line = rows.line(line_id, lock=True)
    if line.state is State.OUT:
        raise NotAllowed(ref=_("Line {line}").format(line=line_id), reason=N_("it is money that went out."), action="")
    if line.state is not State.OPEN:
        raise LineSettled(who=line.settled_by, when=day_time(line.settled_at) if line.settled_at else "")
    return line


def _confirm(work: Work, line: LineView, parts: tuple[Part, ...]) -> None:
    _check(line, parts)
    for part in parts:
        match_id = insert(
            "INSERT INTO bank_match (line_id, order_id, amount_minor, at, who, bench, undone_by)"
            " VALUES (?, ?, ?, ?, ?, ?, '')",
            (line.id, part.order_id, part.amount_minor, ms(now()), actor().who, actor().bench),
        )
        move_id = money.take(
            work, part.order_id, part.amount_minor, METHOD, _reference(line), bank_matches.cause(match_id),
            comment=_told(line),
        )  # fmt: skip
        run("UPDATE bank_match SET move_id = ? WHERE id = ?", (move_id, match_id))
    _settle(work, line.id, State.MATCHED, "")


def _check(line: LineView, parts: tuple[Part, ...]) -> None:
    amounts = N_("The amounts of the orders")
    if not parts:
        raise NothingFits
    total = sum(part.amount_minor for part in parts)
    if any(part.amount_minor <= 0 for part in parts) or len({part.order_id for part in parts}) < len(parts):
        raise BadInput(what=amounts, value=str(total), next=N_("Give each order once, with more than nothing."))
    if total > line.arrived_minor:
        raise BadInput(
            what=amounts, value=written(total, line.currency),
            next=_("Only {amount} has come.").format(amount=written(line.arrived_minor, line.currency)),
        )  # fmt: skip
    for part in parts:
        row = run("SELECT number, currency FROM orders WHERE id = ?", (part.order_id,)).fetchone()
        if row is not None and row[1] != line.currency:
            raise NotAllowed(ref=f"#{row[0]}", reason=N_("it is in another currency than the payment."), action="")


def _still_asked(parts: tuple[Part, ...]) -> bool:
    return all(money.due_minor(part.order_id) == part.amount_minor for part in parts)


def _settle(work: Work, line_id: int, state: State, reason: str, *, settled: bool = True) -> None:
    run(
        "UPDATE bank_line SET state = ?, reason = ?, settled_at = ?, settled_by = ? WHERE id = ?",
        (state.value, reason, ms(now()) if settled else None, actor().who if settled else "", line_id),
    )
    work.changed("bank", line_id)


def _reference(line: LineView) -> str:
    return " ".join((*line.references, line.text))[:200]


def _told(line: LineView) -> str:
    """What an order's history says of the line."""
    said = _("by bank line {line} of {date}: {payer}")
    return said.format(line=line.id, date=date(line.booked_on), payer=line.payer or line.text[:60])
