"""A complaint from the first word to its solution. Whoever waits for whom is its state; what was said only grows."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import history, messages, permits
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.complaints import timer
from desktop.services.complaints.answers import fill
from desktop.services.customer_file import people

OPEN, WAITING, SOLVED = "open", "waiting", "solved"  # for us, for the customer, for nobody
STATES: dict[str, str] = {OPEN: N_("To answer"), WAITING: N_("Waits for the customer"), SOLVED: N_("Solved")}
WAYS = ("mail", "chat")
_LONGEST = 8000
_ROW = (
    "SELECT w.id, w.subject, w.state, w.opened_at, w.due_at, w.solved_at, w.order_id, coalesce(o.number, ''),"
    " w.customer_id, coalesce(nullif(c.name, ''), c.company, o.buyer, ''), w.case_id FROM complaint w"
    " LEFT JOIN orders o ON o.id = w.order_id LEFT JOIN customer c ON c.id = w.customer_id"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint in a list. `due_at` None: nobody waits for us. `order` "" where it is about none."""

    id: int
    subject: str
    state: str
    opened_at: datetime
    due_at: datetime | None
    solved_at: datetime | None
    order_id: int | None
    order: str
    customer_id: int | None
    name: str
    case_id: int | None

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < now()


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing said. `kind`: "in" by the customer, "mail" and "chat" by us, else what was done."""

    at: datetime
    who: str
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Complaint:
    row: Row
    said: tuple[Answer, ...]


def open_complaint(subject: str, text: str = "", *, order_id: int | None = None, customer_id: int | None = None) -> int:
    """Take in a complaint; its answer is due by the shop's timer. Returns its id.

    Raises:
        BadInput: it says nothing, or names neither order nor customer.
    """
    permits.require(Right.CUSTOMERS)
    subject, text = " ".join(storable(subject).split())[:200], storable(text).strip()[:_LONGEST]
    if not subject:
        raise BadInput(what=N_("What it is about"), value="", next=N_("Say it in a few words."))
    if order_id is None and customer_id is None:
        raise BadInput(what=N_("The customer or order"), value="", next=N_("Say whom it is from."))
    with unit() as work:
        if order_id is not None:
            history.called(order_id)
            customer_id = people.of_order(order_id) if customer_id is None else people.head(customer_id)
        elif customer_id is not None:
            customer_id = people.head(customer_id)
        moment = now()
        complaint_id = insert(
            "INSERT INTO complaint (customer_id, order_id, subject, state, opened_at, due_at, who)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (customer_id, order_id, subject, OPEN, ms(moment), ms(timer.due(moment)), actor().who),
        )
        if text:
            _say(work, complaint_id, "in", text)
        if order_id is not None:
            history.note(work, order_id, "complaint", f"C{complaint_id}")
        _changed(work, complaint_id, customer_id)
    return complaint_id


def answer(complaint_id: int, text: str, way: str = "mail", cause: str = "") -> bool:
    """Answer the customer: by mail through the outbox, or copied into a chat; False if this cause was there.

    Raises:
        BadInput: an empty text, or no such way.
        NotAllowed: no mail can go: there is no order, no address, or the store mails its own buyers.
    """
    permits.require(Right.CUSTOMERS)
    text = storable(text).strip()
    if not text or len(text) > _LONGEST or way not in WAYS:
        raise BadInput(what=N_("The answer"), value=text[:20], next=N_("Write up to 8000 signs, for mail or chat."))
    cause = cause or new_op_id()
    with unit() as work:
        row = _locked(complaint_id)
        if run("SELECT 1 FROM complaint_answer WHERE cause = ?", (f"answer:{cause}",)).fetchone():
            return False
        body = fill(text, row.order_id, row.name)
        if way == "mail":
            sent = None
            if row.order_id is not None:
                sent = messages.tell(
                    work, messages.Event.COMPLAINT, row.order_id, f"complaint:{cause}", {"case": f"C{row.id}"},
                    text=body,
                )  # fmt: skip
            if sent is None:
                raise NotAllowed(ref=f"C{row.id}", reason=N_("no mail can be sent. Copy the answer into a chat."))
        _say(work, complaint_id, way, body, f"answer:{cause}")
        _put(work, row, WAITING)
    return True


def heard(complaint_id: int, text: str) -> None:
    """The customer has said more: it waits for us again, also where it was solved."""
    permits.require(Right.CUSTOMERS)
    text = storable(text).strip()[:_LONGEST]
    if not text:
        raise BadInput(what=N_("What they said"), value="", next=N_("Type it, or paste it."))
    with unit() as work:
        row = _locked(complaint_id)
        _say(work, complaint_id, "in", text)
        _put(work, row, OPEN)


def solve(complaint_id: int, note: str = "") -> bool:
    """It is settled; False where it was."""
    permits.require(Right.CUSTOMERS)
    return _move(complaint_id, SOLVED, note)


def reopen(complaint_id: int) -> bool:
    """It was not settled after all: the answer is due anew."""
    permits.require(Right.CUSTOMERS)
    return _move(complaint_id, OPEN, "")


def link_return(complaint_id: int, case_id: int) -> None:
    """What came of it is a return case.

    Raises:
        NotAllowed: the case is of another order.
    """
    permits.require(Right.CUSTOMERS)
    with unit() as work:
        row = _locked(complaint_id)
        case = run("SELECT order_id, code FROM return_case WHERE id = ?", (case_id,)).fetchone()
        if case is None:
            raise NotFound(what=N_("return"), ref=case_id)
        if row.order_id is not None and row.order_id != int(case[0]):
            raise NotAllowed(ref=f"C{row.id}", reason=N_("this return is of another order."))
        run("UPDATE complaint SET case_id = ?, order_id = ? WHERE id = ?", (case_id, int(case[0]), complaint_id))
        _say(work, complaint_id, "return", str(case[1]))
        _changed(work, complaint_id, row.customer_id)


def listed(state: str = "", limit: int = 500) -> list[Row]:
    """Complaints, those due first, then the newest; `state` "" all that are not solved."""
    permits.require(Right.CUSTOMERS)
    where, values = ("w.state = ?", (state,)) if state else ("w.state <> 'solved'", ())
    return _rows(f"{where} ORDER BY CASE WHEN w.due_at IS NULL THEN 1 ELSE 0 END, w.due_at, w.id DESC", values, limit)


def of_customer(customer_id: int) -> list[Row]:
    """Somebody's complaints, the newest first."""
    permits.require(Right.CUSTOMERS)
    head = people.head(customer_id)
    return _rows(f"w.{people.OF_FAMILY} ORDER BY w.id DESC", (head, head))


def of_order(order_id: int) -> list[Row]:
    permits.require(Right.CUSTOMERS)
    return _rows("w.order_id = ? ORDER BY w.id DESC", (order_id,))


def overdue() -> int:
    """How many should have been answered by now; 0 for whom customers are not."""
    if not permits.may(Right.CUSTOMERS):
        return 0
    row = run("SELECT count(*) FROM complaint WHERE state = 'open' AND due_at < ?", (ms(now()),)).fetchone()
    return int(row[0])


def show(complaint_id: int) -> Complaint:
    """A complaint with all that was said, oldest first.

    Raises:
        NotFound: there is none.
    """
    permits.require(Right.CUSTOMERS)
    said = run("SELECT at, who, kind, body FROM complaint_answer WHERE complaint_id = ? ORDER BY id",
               (complaint_id,)).fetchall()  # fmt: skip
    return Complaint(_row(complaint_id), tuple(Answer(utc(row[0]), *row[1:]) for row in said))


def _move(complaint_id: int, state: str, note: str) -> bool:
    with unit() as work:
        row = _locked(complaint_id)
        if row.state == state:
            return False
        _say(work, complaint_id, "solved" if state == SOLVED else "reopened", storable(note).strip()[:_LONGEST])
        _put(work, row, state)
    return True


def _put(work: Work, row: Row, state: str) -> None:
    moment = now()
    due = ms(timer.due(moment)) if state == OPEN else None
    if state == OPEN and row.state == OPEN and row.due_at is not None:
        due = ms(row.due_at)  # who asks twice is not served later
    run("UPDATE complaint SET state = ?, due_at = ?, solved_at = ? WHERE id = ?",
        (state, due, ms(moment) if state == SOLVED else None, row.id))  # fmt: skip
    _changed(work, row.id, row.customer_id)


def _say(work: Work, complaint_id: int, kind: str, body: str, cause: str = "") -> None:
    insert(
        "INSERT INTO complaint_answer (complaint_id, at, who, kind, body, cause) VALUES (?, ?, ?, ?, ?, ?)",
        (complaint_id, ms(now()), actor().who, kind, body, cause or f"said:{new_op_id()}"),
    )
    work.changed("complaint", complaint_id)


def _changed(work: Work, complaint_id: int, customer_id: int | None) -> None:
    work.changed("complaint", complaint_id)
    if customer_id is not None:
        work.changed("customer", customer_id)


def _locked(complaint_id: int) -> Row:
    if is_postgres():
        run("SELECT 1 FROM complaint WHERE id = ? FOR UPDATE", (complaint_id,))
    return _row(complaint_id)


def _row(complaint_id: int) -> Row:
    found = _rows("w.id = ?", (complaint_id,))
    if not found:
        raise NotFound(what=N_("complaint"), ref=f"C{complaint_id}")
    return found[0]


def _rows(condition: str, values: tuple[object, ...], limit: int = 500) -> list[Row]:
    found = run(f"{_ROW} WHERE {condition} LIMIT ?", (*values, limit)).fetchall()
    return [Row(int(row[0]), row[1], row[2], utc(row[3]), _time(row[4]), _time(row[5]), *row[6:]) for row in found]


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
