"""Whose rows they are: the ids and the words of one person, put into the conditions of `known`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.domain import phones
from desktop.models.base import run
from desktop.services import box_photos, claim_pictures
from desktop.services.customer_file import people
from desktop.services.privacy.known import PERSONAL, Personal

_SHORTEST = 4  # signs of a word that is looked for in texts of nobody's; shorter ones stand in other words


@dataclass(frozen=True, slots=True)
class Rows:
    customers: tuple[int, ...]
    orders: tuple[int, ...]
    addresses: tuple[int, ...]
    emails: tuple[str, ...]
    words: tuple[str, ...]  # names, addresses, phones: as they were written
    keys: tuple[str, ...]  # by which an order or a store would find them again

    def where(self, condition: str) -> tuple[str, tuple[object, ...]]:
        """A condition of `known` for this person. Ids are whole numbers of ours, so they stand in it as they are."""
        if "{emails}" in condition:
            marks = ", ".join("?" for _email in self.emails) or "NULL"
            return condition.format(emails=marks), tuple(self.emails)
        return condition.format(
            customers=_ids(self.customers), orders=_ids(self.orders), addresses=_ids(self.addresses)
        ), ()


def of(customer_id: int) -> Rows:
    """Everything that leads to one person.

    Raises:
        NotFound: there is no such customer.
    """
    head = people.head(customer_id)
    customers = people.family(head)
    ours = _ids(tuple(customers))
    orders = [int(row[0]) for row in run(f"SELECT id FROM orders WHERE customer_id IN ({ours}) ORDER BY id").fetchall()]
    inside = _ids(tuple(orders))
    addresses = {
        int(each)
        for row in run(f"SELECT bill_to_id, ship_to_id FROM orders WHERE id IN ({inside})").fetchall()
        for each in row
        if each is not None
    }
    addresses |= {
        int(row[0])
        for row in run(f"SELECT ship_to_id FROM parcel WHERE ship_to_id IS NOT NULL AND order_id IN ({inside})")
    }
    words: set[str] = set()
    emails: set[str] = set()
    for name, company, email, phone in run(
        f"SELECT name, company, email, phone FROM customer WHERE id IN ({ours})"
        f" UNION SELECT buyer, '', email, phone FROM orders WHERE id IN ({inside})"
        f" UNION SELECT name, company, '', phone FROM address WHERE id IN ({_ids(tuple(sorted(addresses)))})"
    ).fetchall():
        words |= {name, company, email, phone}
        emails |= {email.casefold()} if email else set()
    keys = {str(row[0]) for row in run(f"SELECT key FROM customer WHERE id IN ({ours})").fetchall()}
    keys |= {f"email:{email}" for email in emails}
    keys |= {f"phone:{phones.digits(word)[-10:]}" for word in words if len(phones.core(word)) >= 8}
    keys |= {
        f"store:{row[0]}:{row[1]}"
        for row in run(f"SELECT store_id, remote_id FROM store_customer WHERE customer_id IN ({ours})").fetchall()
    }
    kept = sorted({word.strip() for word in words if len(word.strip()) >= _SHORTEST}, key=len, reverse=True)
    return Rows(
        tuple(customers), tuple(orders), tuple(sorted(addresses)), tuple(sorted(emails)), tuple(kept),
        tuple(sorted(keys)),
    )  # fmt: skip


def pictures(rows: Rows) -> Iterator[tuple[Personal, str, str, Path]]:
    """Pictures of theirs: the table and column that name each, its name there, and where the file would be."""
    for rule in PERSONAL:
        for column in rule.files:
            where, values = rows.where(rule.where)
            folder = claim_pictures.folder() if column == "picture" else box_photos.folder()
            for (name,) in run(
                f"SELECT {column} FROM {rule.table} WHERE {where} AND {column} <> ''", values
            ).fetchall():
                yield rule, column, str(name), folder / str(name)


def _ids(found: tuple[int, ...]) -> str:
    return ", ".join(map(str, found)) or "NULL"
