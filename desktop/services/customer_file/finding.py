"""Customers by anything that names them: name, company, e-mail, phone in any writing, order number; inside words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain import phones
from desktop.domain.rights import Right
from desktop.models.base import is_postgres, run, storable, utc
from desktop.services import permits

_MARK = "!"  # makes the next sign of a pattern stand for itself
_NAMED = ("name", "email", "company", "note")
_MOST_LOOKED_AT = 2000
_MOST_WORDS = 8
_AT_ONCE = 400  # ids in one list; old SQLites take 999, and they stand there twice


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One person in a list. `orders` are those not cancelled; `waiting` counts complaints that are not solved."""

    id: int
    name: str
    company: str
    email: str
    phone: str
    language: str
    blocked: bool
    orders: int
    last_at: datetime | None
    waiting: int


def find(text: str = "", limit: int = 200) -> list[CustomerRow]:
    """The people that a text finds, those that came last first; everybody for an empty one.

    All words must be there, in any sequence, inside words too. A phone is found in any writing, an order's number
    finds who bought.

    Raises:
        NoRight: who works here may not see customers.
    """
    permits.require(Right.CUSTOMERS)
    asked = " ".join(storable(text).split())
    if not asked:
        return rows(_newest(limit))
    found = [*_by_order(asked), *_by_phone(asked, limit), *_by_words(asked, limit)]
    return rows(list(dict.fromkeys(found))[:limit])


def rows(ids: Sequence[int]) -> list[CustomerRow]:
    """These people in this sequence; whoever is merged stands as the one they are now."""
    found = []
    for at in range(0, len(ids), _AT_ONCE):
        found += _rows(ids[at : at + _AT_ONCE])
    return found


def _rows(ids: Sequence[int]) -> list[CustomerRow]:
    marks = ", ".join("?" for _ in ids)
    asked = tuple(ids)
    named = {
        int(row[0]): row
        for row in run(
            f"SELECT id, name, company, email, phone, language, blocked FROM customer WHERE id IN ({marks})", asked
        ).fetchall()
    }
    bought = _counted(
        "SELECT coalesce(c.merged_into, c.id), count(*), max(o.placed_at) FROM orders o JOIN customer c"
        f" ON c.id = o.customer_id WHERE (c.id IN ({marks}) OR c.merged_into IN ({marks}))"
        " AND o.kind = 'order' AND o.fulfilment <> 'cancelled' GROUP BY coalesce(c.merged_into, c.id)",
        asked,
    )
    waiting = _counted(
        "SELECT coalesce(c.merged_into, c.id), count(*), 0 FROM complaint w JOIN customer c ON c.id = w.customer_id"
        f" WHERE (c.id IN ({marks}) OR c.merged_into IN ({marks})) AND w.state <> 'solved'"
        " GROUP BY coalesce(c.merged_into, c.id)",
        asked,
    )
    found = []
    for each in dict.fromkeys(ids):
        if each in named:
            name, company, email, phone, language, blocked = named[each][1:]
            orders, last_at = bought.get(each, (0, 0))
            found.append(
                CustomerRow(
                    each, name, company, email, phone, language, bool(blocked), orders,
                    utc(last_at) if orders else None, waiting.get(each, (0, 0))[0],
                )
            )  # fmt: skip
    return found


def _counted(statement: str, asked: tuple[int, ...]) -> dict[int, tuple[int, int]]:
    return {int(row[0]): (int(row[1]), int(row[2])) for row in run(statement, asked + asked).fetchall()}


def _newest(limit: int) -> list[int]:
    found = run(
        "SELECT id FROM customer WHERE merged_into IS NULL AND erased_at IS NULL ORDER BY id DESC LIMIT ?", (limit,)
    ).fetchall()
    return [int(row[0]) for row in found]


def _by_order(asked: str) -> list[int]:
    number = asked.lstrip("#")
    found = run(
        "SELECT coalesce(c.merged_into, c.id) FROM orders o JOIN customer c ON c.id = o.customer_id"
        " WHERE o.id IN (SELECT id FROM orders WHERE number IN (?, ?) UNION SELECT id FROM orders WHERE code = ?)"
        " AND c.erased_at IS NULL ORDER BY o.id DESC",
        (number, number.upper(), number.upper()),
    ).fetchall()
    return [int(row[0]) for row in found]


def _by_phone(asked: str, limit: int) -> list[int]:
    """Whatever signs stand between the digits: any may, and what they are is looked at here."""
    kept: list[int] = []
    for core in phones.cores(asked):
        found = run(
            "SELECT coalesce(merged_into, id), phone FROM customer WHERE phone LIKE ? AND erased_at IS NULL"
            " ORDER BY id DESC LIMIT ?",
            ("%" + "%".join(core) + "%", max(limit, _MOST_LOOKED_AT)),
        ).fetchall()
        kept += [int(row[0]) for row in found if core in phones.digits(row[1])]
        if kept:
            break
    return kept[:limit]


def _by_words(asked: str, limit: int) -> list[int]:
    """Both databases fold only plain letters alike; every other one may be any in the question, and is looked at here.

    So "åsa" finds "ÅSA" without a copy of all names in small letters.
    """
    words = asked.casefold().split()[:_MOST_WORDS]
    like = "ILIKE" if is_postgres() else "LIKE"
    somewhere = "(" + " OR ".join(f"{column} {like} ? ESCAPE '{_MARK}'" for column in _NAMED) + ")"
    patterns = [f"%{_pattern(word)}%" for word in words for _column in _NAMED]
    found = run(
        f"SELECT coalesce(merged_into, id), {', '.join(_NAMED)} FROM customer"
        f" WHERE {' AND '.join(somewhere for _ in words)} AND erased_at IS NULL ORDER BY id DESC",
        tuple(patterns),
    )
    kept: dict[int, None] = {}
    for customer_id, *named in found:  # read only as far as there is room
        text = "\n".join(named).casefold()
        if all(word in text for word in words):
            kept[int(customer_id)] = None
            if len(kept) >= limit:
                break
    return list(kept)


def _pattern(word: str) -> str:
    signs = ("%" if not letter.isascii() else f"{_MARK}{letter}" if letter in "%_!" else letter for letter in word)
    return "".join(signs)  # a letter may fold to two, as in "Straße": so any number of signs
