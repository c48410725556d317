"""One person may have several rows: each store, phone and address makes a key of its own. Those that were merged are a
family, and the file is the family's: nothing is moved, so that a merge can be undone whatever came between."""

from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import run

# A condition for any table with a `customer_id`; it takes the head's id twice.
OF_FAMILY = "customer_id IN (SELECT id FROM customer WHERE id = ? OR merged_into = ?)"


def head(customer_id: int) -> int:
    """The row that stands for the person now.

    Raises:
        NotFound: there is no such customer.
    """
    row = run("SELECT id, merged_into FROM customer WHERE id = ?", (customer_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("customer"), ref=customer_id)
    return int(row[0] if row[1] is None else row[1])


def family(customer_id: int) -> list[int]:
    """The ids of all rows of a head, itself first."""
    rows = run(
        "SELECT id FROM customer WHERE id = ? OR merged_into = ? ORDER BY CASE WHEN id = ? THEN 0 ELSE 1 END, id",
        (customer_id, customer_id, customer_id),
    ).fetchall()
    return [int(row[0]) for row in rows]


def of_order(order_id: int) -> int | None:
    """The person that an order belongs to, as head; None where it names nobody."""
    row = run(
        "SELECT coalesce(c.merged_into, c.id) FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.id = ?",
        (order_id,),
    ).fetchone()
    return None if row is None else int(row[0])
