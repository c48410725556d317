"""What somebody has agreed to. Every yes and no is kept with where it came from; the last one holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, storable, utc
from desktop.services import permits
from desktop.services.changes import actor, now, unit
from desktop.services.customer_file import people
from desktop.services.customer_file.editing import writable


class Kind(StrEnum):
    """Values stand in the database; never change one."""

    NEWSLETTER = "newsletter"
    REVIEW = "review"  # may be asked how it was
    MARKETING = "marketing"


WORDS: dict[Kind, str] = {
    Kind.NEWSLETTER: N_("Newsletter"),
    Kind.REVIEW: N_("Review request"),
    Kind.MARKETING: N_("Offers"),
}


@dataclass(frozen=True, slots=True)
class ConsentRow:
    kind: str
    given: bool
    source: str
    at: datetime
    who: str


def say(customer_id: int, kind: str, given: bool, source: str) -> bool:
    """Keep a yes or a no; False where the last word was the same. `source` is how we know: "form", "phone", "mail".

    Raises:
        BadInput: no such kind, or no source: a consent that nobody can show is none.
    """
    permits.require(Right.CUSTOMERS)
    if kind not in set(Kind):
        raise BadInput(what=N_("The consent"), value=kind, next=N_("Use newsletter, review or marketing."))
    source = storable(source).strip()
    if not source:
        raise BadInput(what=N_("Where the consent comes from"), value="", next=N_("Say how they told you."))
    with unit() as work:
        head = writable(customer_id)
        if last(head).get(kind) is given:
            return False
        insert(
            "INSERT INTO consent (customer_id, kind, given, source, at, who) VALUES (?, ?, ?, ?, ?, ?)",
            (head, kind, given, source[:200], ms(now()), actor().who),
        )
        work.changed("customer", head)
    return True


def last(customer_id: int) -> dict[str, bool]:
    """What holds now, by kind; a kind that nobody has spoken of is not there. Asked by services too."""
    return {row.kind: row.given for row in reversed(_rows(customer_id))}


def may(customer_id: int, kind: str, unless_said: bool = False) -> bool:
    """Whether somebody may be sent this; `unless_said` where they have said nothing."""
    return last(people.head(customer_id)).get(kind, unless_said)


def every(customer_id: int) -> list[ConsentRow]:
    """Every yes and no, the newest first."""
    permits.require(Right.CUSTOMERS)
    return _rows(people.head(customer_id))


def _rows(head: int) -> list[ConsentRow]:
    rows = run(
        f"SELECT kind, given, source, at, who FROM consent WHERE {people.OF_FAMILY} ORDER BY at DESC, id DESC",
        (head, head),
    ).fetchall()
    return [ConsentRow(row[0], bool(row[1]), row[2], utc(row[3]), row[4]) for row in rows]
