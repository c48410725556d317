"""Vouchers and gift cards: a code that pays. What is left of one is its value and the sum of its moves.

Where all benches share a database a voucher is spent exactly once. A computer with a copy of its own cannot know what
the others spend: there a voucher pays up to a cap, and all of them up to a cap a day, so that the most that can be
lost is known beforehand.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.domain.errors import AlreadyExists, BadInput, KolliError, NotAllowed, NotFound
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_, date, money
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import history, messages, permits, settings
from desktop.services import loyalty_rules as kept_rules
from desktop.services import money as ledger
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.messages.events import Event
from desktop.services.voucher_moves import METHOD, OWN_COPY

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that are read for another
KINDS = ("gift", "reward", "stamps", "refund")
_MOST = 10**12


class VoucherSpent(KolliError):
    text = N_("Voucher {code} pays nothing more: {reason}")


@dataclass(frozen=True, slots=True)
class Voucher:
    """`left_minor` may be below zero where copies without a network have spent it twice. Times None = for ever."""

    id: int
    code: str
    kind: str
    currency: str
    value_minor: int
    left_minor: int
    expires_at: datetime | None
    void: bool
    offline_minor: int
    customer_id: int | None
    note: str
    at: datetime
    who: str

    @property
    def holds(self) -> bool:
        """Whether it pays now."""
        return not self.void and self.left_minor > 0 and (self.expires_at is None or self.expires_at > now())


@dataclass(frozen=True, slots=True)
class Whose:
    """Who has a voucher; all empty where it is nobody's. `order_id` is their newest order."""

    name: str = ""
    language: str = ""
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class VoucherMove:
    """One spending (below zero) or giving back of a voucher."""

    id: int
    code: str
    order_id: int | None
    amount_minor: int
    cause: str
    undoes: int | None
    offline: bool
    at: datetime
    who: str
    bench: str


def issue(
    value_minor: int, currency: str = "", kind: str = "gift", customer_id: int | None = None, *, code: str = "",
    days: int | None = None, note: str = "", cause: str = "",
) -> Voucher:  # fmt: skip
    """Make a voucher; `code` "" lets Kolli choose one, `days` None is as the rules say, 0 for ever.

    Raises:
        BadInput: no value, an unknown kind, a code that cannot be typed.
        AlreadyExists: another voucher has this code.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.PRICES)
    if kind not in KINDS:
        raise BadInput(what=N_("The kind of voucher"), value=kind, next=N_("Use gift, reward, stamps or refund."))
    with unit() as work:
        currency = currency or settings.shop().currency
        return make(work, value_minor, currency, kind, customer_id, code=code, days=days, note=note, cause=cause)


def make(
    work: Work, value_minor: int, currency: str, kind: str, customer_id: int | None, *, code: str = "",
    days: int | None = None, note: str = "", cause: str = "",
) -> Voucher:  # fmt: skip
    """The same, part of the caller's unit, whoever works here; the same cause gives the same voucher."""
    cause = cause or f"hand:{new_op_id()}"
    known = by_cause(cause)
    if known is not None:
        return known
    if not 0 < value_minor <= _MOST:
        raise BadInput(what=N_("The voucher's value"), value=value_minor, next=N_("Type an amount above zero."))
    rules = kept_rules.get()
    lasts = rules.voucher_days if days is None else days
    moment = now()
    voucher_id = insert(
        "INSERT INTO voucher (code, kind, currency, value_minor, expires_at, void, offline_minor, customer_id, note,"
        " cause, at, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_code(code), kind, currency, value_minor, ms(moment + timedelta(days=lasts)) if lasts else None, False,
         min(value_minor, rules.offline_minor), customer_id, storable(note).strip()[:200], cause, ms(moment),
         actor().who),
    )  # fmt: skip
    work.changed("voucher", voucher_id)
    if customer_id is not None:
        work.changed("customer", customer_id)
    return by_id(voucher_id)


def find(code: str) -> Voucher:
    """The voucher that a code means, typed or scanned in any writing.

    Raises:
        NotFound: no voucher has it.
    """
    row = run("SELECT id FROM voucher WHERE code = ?", (plain(code),)).fetchone()
    if row is None:
        raise NotFound(what=N_("voucher"), ref=code.strip()[:40])
    return by_id(int(row[0]))


def plain(code: str) -> str:
    return "".join(letter for letter in storable(code).upper() if letter.isalnum())


def written(code: str) -> str:
    """A code in groups of four, as it stands on paper."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def by_id(voucher_id: int) -> Voucher:
    found = _read("v.id = ?", (voucher_id,))
    if not found:
        raise NotFound(what=N_("voucher"), ref=voucher_id)
    return found[0]


def by_cause(cause: str) -> Voucher | None:
    found = _read("v.cause = ?", (cause,))
    return found[0] if found else None


def whose(voucher_id: int) -> Whose:
    """For whom a voucher was made."""
    row = run(
        "SELECT h.id, h.name, h.company, h.language FROM voucher v JOIN customer c ON c.id = v.customer_id"
        " JOIN customer h ON h.id = coalesce(c.merged_into, c.id) WHERE v.id = ?",
        (voucher_id,),
    ).fetchone()
    if row is None:
        return Whose()
    order = run(
        "SELECT o.id, o.language FROM orders o JOIN customer c ON c.id = o.customer_id"
        " WHERE (c.id = ? OR c.merged_into = ?) AND o.kind = 'order' ORDER BY o.placed_at DESC, o.id DESC LIMIT 1",
        (row[0], row[0]),
    ).fetchone()
    language = str(row[3] or (order[1] if order else ""))
    return Whose(str(row[1] or row[2]), language if language in LANGUAGES else "", int(order[0]) if order else None)


def mail(voucher_id: int) -> bool:
    """Send a voucher's code to whose it is, once; False where it was sent before or nobody can be written to.

    Raises:
        NotAllowed: it is nobody's, or pays nothing any more.
    """
    permits.require(Right.CUSTOMERS)
    with unit() as work:
        voucher, has = by_id(voucher_id), whose(voucher_id)
        if has.order_id is None:
            raise NotAllowed(ref=written(voucher.code), reason=N_("it belongs to no customer with an order."))
        if not voucher.holds:
            raise NotAllowed(ref=written(voucher.code), reason=N_("it pays nothing any more."))
        return _tell(work, voucher, has.order_id)


def _tell(work: Work, voucher: Voucher, order_id: int) -> bool:
    spoken = whose(voucher.id).language or settings.shop().language
    until = "" if voucher.expires_at is None else date(voucher.expires_at, spoken, settings.shop().zone)
    facts = {"code": written(voucher.code), "amount": money(voucher.left_minor, voucher.currency), "until": until}
    return messages.tell(work, Event.VOUCHER, order_id, f"voucher:{voucher.id}", facts) is not None


def of_customer(customer_id: int) -> list[Voucher]:
    """Somebody's vouchers, the newest first."""
    permits.require(Right.CUSTOMERS)
    return _read(
        "v.customer_id IN (SELECT id FROM customer WHERE coalesce(merged_into, id) ="
        " (SELECT coalesce(merged_into, id) FROM customer WHERE id = ?))",
        (customer_id,),
    )


def every(only_open: bool = True, limit: int = 500) -> list[Voucher]:
    """All vouchers, the newest first; `only_open` those that still pay."""
    permits.require(Right.CUSTOMERS)
    found = _read("1 = 1", (), limit * (4 if only_open else 1))
    return [each for each in found if each.holds or not only_open][:limit]


def moves(voucher_id: int) -> list[VoucherMove]:
    return _moves("m.voucher_id = ?", (voucher_id,))


def redeem(code: str, order_id: int, amount_minor: int | None = None, cause: str = "") -> int:
    """Pay an order with a voucher, as much as is due and it holds; returns what it paid, 0 if this cause was there.

    Raises:
        NotFound: no voucher has this code.
        VoucherSpent: it is void, too old, spent, of another currency, or a copy without a network may not pay more.
        NotAllowed: nothing is due.
    """
    permits.require(Right.ORDERS)
    cause = f"voucher:{cause or new_op_id()}"
    with unit() as work:
        voucher = _locked(find(code))
        if run("SELECT 1 FROM voucher_move WHERE cause = ?", (cause,)).fetchone():
            return 0
        due = ledger.due_minor(order_id)
        currency = run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0]
        if due <= 0:
            raise NotAllowed(ref=history.called(order_id), reason=N_("nothing is due."))
        left = _pays(voucher, currency)
        pays = min(due, left, left if amount_minor is None else amount_minor)
        if pays <= 0:
            raise BadInput(what=N_("The amount"), value=amount_minor, next=N_("Type an amount above zero."))
        _write(work, voucher, order_id, -pays, cause)
        ledger.take(work, order_id, pays, METHOD, voucher.code, cause)
    return pays


def take_back(order_id: int, code: str) -> bool:
    """Take a voucher's payment off an order again: its money and the voucher follow back. False where it paid none."""
    permits.require(Right.ORDERS)
    with unit() as work:
        voucher = _locked(find(code))
        for move in reversed(ledger.moves(order_id)):
            of_it = move.kind == ledger.IN and move.method == METHOD and move.reference == voucher.code
            if of_it and not move.undone and move.undoes is None:
                ledger.undo(work, move.id)
                work.changed("voucher", voucher.id)
                return True
    return False


def refund(order_id: int, amount_minor: int, cause: str = "") -> Voucher:
    """Give money of an order back as a voucher; the same cause gives the same one.

    Raises:
        NotAllowed: more than was paid and is still here.
    """
    permits.require(Right.ORDERS)
    cause = f"refund-voucher:{cause or new_op_id()}"
    with unit() as work:
        known = by_cause(cause)
        if known is not None:
            return known
        currency, customer = run("SELECT currency, customer_id FROM orders WHERE id = ?", (order_id,)).fetchone()
        voucher = make(work, amount_minor, currency, "refund", customer, cause=cause)
        ledger.give_back(work, order_id, amount_minor, METHOD, voucher.code, cause)
        _tell(work, voucher, order_id)
        return voucher


def void(voucher_id: int, reason: str) -> None:
    """Let a voucher pay nothing more.

    Raises:
        BadInput: no reason.
    """
    permits.require(Right.CUSTOMERS)
    reason = storable(reason).strip()
    if not reason:
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why, in a few words."))
    with unit() as work:
        by_id(voucher_id)
        run("UPDATE voucher SET void = ?, note = ? WHERE id = ?", (True, reason[:200], voucher_id))
        work.changed("voucher", voucher_id)


def own_copy() -> bool:
    """Whether this database is a copy that others do not see: then the caps hold."""
    return bool(settings.value(OWN_COPY, False))


def call_own_copy(chosen: bool) -> None:
    permits.require(Right.SETTINGS)
    settings.remember(OWN_COPY, chosen)


def spent_offline() -> list[VoucherMove]:
    """What this copy has let vouchers pay: to be told to the shop's database, where `hear` keeps each once."""
    permits.require(Right.CUSTOMERS)
    return _moves("m.offline")


def hear(told: Iterable[VoucherMove]) -> int:
    """Keep what a copy has spent, each once; returns how many were new. A voucher may be overdrawn then, and says so.

    Raises:
        NotFound: a voucher that this shop has not issued.
    """
    permits.require(Right.CUSTOMERS)
    new = 0
    with unit() as work:
        for move in told:
            voucher = _locked(find(move.code))
            if run("SELECT 1 FROM voucher_move WHERE cause = ?", (move.cause,)).fetchone():
                continue
            insert(
                "INSERT INTO voucher_move (voucher_id, order_id, amount_minor, cause, undoes, offline, at, who, bench)"
                " VALUES (?, NULL, ?, ?, NULL, ?, ?, ?, ?)",
                (voucher.id, move.amount_minor, move.cause, True, ms(move.at), move.who, move.bench),
            )
            work.changed("voucher", voucher.id)
            new += 1
    return new


def _pays(voucher: Voucher, currency: str) -> int:
    """The most that it may pay here now."""
    if voucher.void:
        raise VoucherSpent(code=written(voucher.code), reason=N_("it is void."))
    if voucher.expires_at is not None and voucher.expires_at <= now():
        raise VoucherSpent(code=written(voucher.code), reason=N_("its time is over."))
    if voucher.currency != currency:
        raise VoucherSpent(code=written(voucher.code), reason=N_("it is of another currency."))
    if voucher.left_minor <= 0:
        raise VoucherSpent(code=written(voucher.code), reason=N_("it is spent."))
    if not own_copy():
        return voucher.left_minor
    rules = kept_rules.get()
    own = min(voucher.left_minor, voucher.offline_minor - _offline(voucher.id))
    left = min(own, rules.offline_day_minor - _offline_today())
    if left <= 0:
        raise VoucherSpent(
            code=written(voucher.code), reason=N_("without the shop's database no more of it may be spent here.")
        )
    return left


def _offline(voucher_id: int) -> int:
    row = run("SELECT coalesce(sum(amount_minor), 0) FROM voucher_move WHERE voucher_id = ? AND offline",
              (voucher_id,)).fetchone()  # fmt: skip
    return -int(row[0])


def _offline_today() -> int:
    zone = ZoneInfo(settings.shop().zone)
    midnight = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    row = run("SELECT coalesce(sum(amount_minor), 0) FROM voucher_move WHERE offline AND at >= ?",
              (ms(midnight),)).fetchone()  # fmt: skip
    return -int(row[0])


def _write(work: Work, voucher: Voucher, order_id: int, amount_minor: int, cause: str) -> None:
    here = actor()
    insert(
        "INSERT INTO voucher_move (voucher_id, order_id, amount_minor, cause, undoes, offline, at, who, bench)"
        " VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)",
        (voucher.id, order_id, amount_minor, cause, own_copy(), ms(now()), here.who, here.bench),
    )
    work.changed("voucher", voucher.id)


def _locked(voucher: Voucher) -> Voucher:
    if is_postgres():
        run("SELECT 1 FROM voucher WHERE id = ? FOR UPDATE", (voucher.id,))
        return by_id(voucher.id)
    return voucher


def _read(condition: str, values: tuple[object, ...], limit: int = 500) -> list[Voucher]:
    rows = run(
        "SELECT v.id, v.code, v.kind, v.currency, v.value_minor, v.value_minor + coalesce((SELECT sum(m.amount_minor)"
        " FROM voucher_move m WHERE m.voucher_id = v.id), 0), v.expires_at, v.void, v.offline_minor, v.customer_id,"
        f" v.note, v.at, v.who FROM voucher v WHERE {condition} ORDER BY v.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [
        Voucher(int(row[0]), row[1], row[2], row[3], int(row[4]), int(row[5]),
                None if row[6] is None else utc(row[6]), bool(row[7]), int(row[8]), row[9], row[10], utc(row[11]),
                row[12])
        for row in rows
    ]  # fmt: skip


def _moves(condition: str, values: tuple[object, ...] = ()) -> list[VoucherMove]:
    rows = run(
        "SELECT m.id, v.code, m.order_id, m.amount_minor, m.cause, m.undoes, m.offline, m.at, m.who, m.bench"
        f" FROM voucher_move m JOIN voucher v ON v.id = m.voucher_id WHERE {condition} ORDER BY m.id",
        values,
    ).fetchall()
    return [VoucherMove(*[*row[:6], bool(row[6]), utc(row[7]), *row[8:]]) for row in rows]


def _code(wanted: str) -> str:
    code = plain(wanted)
    if wanted and not 4 <= len(code) <= 32:
        raise BadInput(what=N_("The voucher's code"), value=wanted[:40], next=N_("Use 4 to 32 letters and digits."))
    if not code:
        code = "".join(secrets.choice(_LETTERS) for _turn in range(12))
    if run("SELECT 1 FROM voucher WHERE code = ?", (code,)).fetchone():
        raise AlreadyExists(what=N_("The voucher"), ref=code)
    return code
