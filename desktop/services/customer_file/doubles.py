"""People who are here twice: same e-mail, phone, or name at the same postcode. Suggested, never joined by itself."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain import phones
from desktop.domain.rights import Right
from desktop.models.base import run
from desktop.services import permits
from desktop.services.customer_file import people
from desktop.services.customer_file.finding import CustomerRow, rows

_MOST = 50
_TAIL = 6  # digits of a phone that candidates share; the whole number decides


class Why(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    PLACE = "place"  # name and postcode


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody who may be the same person, and what says so."""

    customer: CustomerRow
    why: tuple[Why, ...]


def of(customer_id: int) -> list[Double]:
    """Who else this may be, the best reasons first."""
    permits.require(Right.CUSTOMERS)
    head = people.head(customer_id)
    own = people.family(head)
    found: dict[int, list[Why]] = {}
    for why, ids in (
        (Why.EMAIL, _by_email(own)), (Why.PHONE, _by_phone(own)), (Why.PLACE, _by_place(own)),
    ):  # fmt: skip
        for each in ids:
            if each not in own and why not in found.setdefault(each, []):
                found[each].append(why)
    ranked = sorted(found, key=lambda each: (-len(found[each]), each))[:_MOST]
    named = {row.id: row for row in rows(ranked)}
    return [Double(named[each], tuple(found[each])) for each in ranked if each in named]


def _by_email(own: list[int]) -> list[int]:
    marks = ", ".join("?" for _ in own)
    emails = {row[0] for row in run(f"SELECT lower(email) FROM customer WHERE id IN ({marks}) AND email <> ''",
                                    tuple(own)).fetchall()}  # fmt: skip
    return [each for email in sorted(emails) for each in _heads("lower(email) = ?", (email,))]


def _by_phone(own: list[int]) -> list[int]:
    marks = ", ".join("?" for _ in own)
    numbers = {row[0] for row in run(f"SELECT phone FROM customer WHERE id IN ({marks}) AND phone <> ''",
                                     tuple(own)).fetchall()}  # fmt: skip
    found = []
    for core in sorted({phones.core(number) for number in numbers} - {""}):
        like = "%" + "%".join(core[-_TAIL:])
        found += [
            int(row[0])
            for row in run(
                "SELECT coalesce(merged_into, id), phone FROM customer WHERE phone LIKE ? AND erased_at IS NULL"
                " LIMIT 500", (like,),
            ).fetchall()
            if phones.core(row[1]) == core
        ]  # fmt: skip
    return found


def _by_place(own: list[int]) -> list[int]:
    """Another customer of the same name whose parcel went to a postcode that this one's went to."""
    marks = ", ".join("?" for _ in own)
    rows = run(
        "SELECT DISTINCT coalesce(c.merged_into, c.id) FROM orders mine JOIN address m ON m.id = mine.ship_to_id"
        " JOIN customer me ON me.id = mine.customer_id JOIN customer c ON lower(c.name) = lower(me.name)"
        " JOIN orders theirs ON theirs.customer_id = c.id JOIN address t ON t.id = theirs.ship_to_id"
        f" WHERE me.id IN ({marks}) AND me.name <> '' AND c.id <> me.id AND c.erased_at IS NULL"
        " AND m.postcode_key <> '' AND t.postcode_key = m.postcode_key AND t.country = m.country",
        tuple(own),
    ).fetchall()
    return [int(row[0]) for row in rows]


def _heads(condition: str, values: tuple[object, ...]) -> list[int]:
    found = run(f"SELECT coalesce(merged_into, id) FROM customer WHERE {condition} AND erased_at IS NULL LIMIT 50",
                values).fetchall()  # fmt: skip
    return [int(row[0]) for row in found]
