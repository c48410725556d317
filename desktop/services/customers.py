"""Who has an account in a store, merged with whom we know. What a store leaves empty overwrites nothing."""

from collections.abc import Sequence

from desktop.domain.remote import RemoteCustomer
from desktop.models.base import insert, ms, run
from desktop.services import stores, tombstones
from desktop.services.changes import unit


def save_customers(store_id: int, customers: Sequence[RemoteCustomer], cursor: object = None) -> int:
    """Keep a page of a store's customers and, in the same transaction, how far the store has been read; returns how
    many were new to us or changed. Repeating a page changes nothing."""
    touched = 0
    with unit() as work:
        for customer in customers:
            if _is_erased(store_id, customer):
                continue
            customer_id, changed = _save(store_id, customer)
            touched += changed
            if changed:
                work.changed("customer", customer_id)
        if cursor is not None:
            stores.save_cursor(store_id, cursor)
    return touched


def _is_erased(store_id: int, customer: RemoteCustomer) -> bool:
    """Whether this account is of somebody who was erased here and has not bought since."""
    keys = (_key(store_id, customer), f"store:{store_id}:{customer.remote_id}")
    if all(tombstones.erased_at(key) is None for key in keys):
        return False
    marks = ", ".join("?" for _each in keys)
    return run(f"SELECT 1 FROM customer WHERE key IN ({marks})", keys).fetchone() is None


def _save(store_id: int, customer: RemoteCustomer) -> tuple[int, bool]:
    """Find the person by the store's own name for them, else by email or telephone; their id, and whether anything is
    new."""
    known = run(
        "SELECT customer_id FROM store_customer WHERE store_id = ? AND remote_id = ?", (store_id, customer.remote_id)
    ).fetchone()
    key = _key(store_id, customer)
    row = run("SELECT id FROM customer WHERE key = ?", (key,)).fetchone()
    fields = (customer.name.strip(), customer.company.strip(), customer.email.strip(), customer.phone.strip(),
              customer.language.strip())  # fmt: skip
    changed = False
    if row is None and known is None:
        customer_id = insert(
            "INSERT INTO customer (key, name, company, email, phone, language) VALUES (?, ?, ?, ?, ?, ?)",
            (key, *fields),
        )
        changed = True
    else:
        customer_id = int(row[0] if row is not None else known[0])
        changed = _fill(customer_id, fields)
        if row is None:  # a new email address of somebody known: the name that we know them by follows it
            run("UPDATE customer SET key = ? WHERE id = ?", (key, customer_id))
    return customer_id, _link(store_id, customer_id, customer) or changed


def _fill(customer_id: int, fields: tuple[str, ...]) -> bool:
    before = tuple(
        run("SELECT name, company, email, phone, language FROM customer WHERE id = ?", (customer_id,)).fetchone()
    )
    after = tuple(new or old for new, old in zip(fields, before, strict=True))
    if after == before:
        return False
    run("UPDATE customer SET name = ?, company = ?, email = ?, phone = ?, language = ? WHERE id = ?",
        (*after, customer_id))  # fmt: skip
    return True


def _link(store_id: int, customer_id: int, customer: RemoteCustomer) -> bool:
    """Keep what the store alone knows of them: group, newsletter, points."""
    before = run(
        "SELECT customer_id, buyer_group, newsletter, points FROM store_customer WHERE store_id = ? AND remote_id = ?",
        (store_id, customer.remote_id),
    ).fetchone()
    group, newsletter, points = customer.group.strip(), customer.newsletter, customer.points
    if before is not None:
        group = group or before[1]
        newsletter = (None if before[2] is None else bool(before[2])) if newsletter is None else newsletter
        points = before[3] if points is None else points
        if (customer_id, group, newsletter, points) == (
            before[0], before[1], None if before[2] is None else bool(before[2]), before[3]
        ):  # fmt: skip
            return False
    run(
        "INSERT INTO store_customer (store_id, remote_id, customer_id, buyer_group, newsletter, points, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (store_id, remote_id) DO UPDATE SET"
        " customer_id = excluded.customer_id, buyer_group = excluded.buyer_group, newsletter = excluded.newsletter,"
        " points = excluded.points, since = coalesce(excluded.since, store_customer.since)",
        (store_id, customer.remote_id, customer_id, group, newsletter, points,
         ms(customer.since) if customer.since else None),
    )  # fmt: skip
    return True


def _key(store_id: int, customer: RemoteCustomer) -> str:
    """What tells one person from another, as orders make it (intake.customer_key)."""
    digits = "".join(letter for letter in customer.phone if letter.isdigit())
    if customer.email.strip():
        return f"email:{customer.email.strip().casefold()}"
    if len(digits) >= 8 and "*" not in customer.phone:
        return f"phone:{digits[-10:]}"
    return f"store:{store_id}:{customer.remote_id}"
