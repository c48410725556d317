"""How it was: asked once, some days after the order arrived; the answer is kept with the order and its courier."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run, storable, utc
from desktop.services import history, permits
from desktop.services.changes import Work, now, unit
from desktop.services.messages import texts
from desktop.services.messages.events import Event
from desktop.services.messages.telling import tell

_ASK_WITHIN = timedelta(days=30)  # after the days; a shop that was closed for a season asks nobody about last year
LONGEST = 2000  # signs of a comment


@dataclass(frozen=True, slots=True)
class Review:
    """`rating` 1 to 5, None where there are only words, or nothing yet."""

    order_id: int
    courier: str
    rating: int | None
    comment: str
    asked_at: datetime | None
    rated_at: datetime | None
    source: str  # mail, hand


@dataclass(frozen=True, slots=True)
class Average:
    """What buyers thought, of one courier's orders or of all."""

    courier: str
    ratings: int
    mean: float


def ask_due(since: int, after_days: int) -> int:
    """Ask whose order arrived so many days ago and after `since` (ms); each order once for ever. Returns how many."""
    if not texts.habit(Event.REVIEW).on:
        return 0
    latest = now() - timedelta(days=after_days)
    found = run(
        "SELECT DISTINCT o.id FROM parcel_road r JOIN parcel p ON p.id = r.parcel_id JOIN orders o ON o.id = p.order_id"
        " WHERE r.state = 'delivered' AND r.state_at <= ? AND r.state_at >= ? AND o.fulfilment = 'delivered'"
        " AND o.payment NOT IN ('refunded', 'part-refunded') AND NOT o.held"
        " AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.cause = 'review:' || CAST(o.id AS TEXT))"
        " AND NOT EXISTS (SELECT 1 FROM review v WHERE v.order_id = o.id) ORDER BY o.id LIMIT 500",
        (ms(latest), max(since, ms(latest - _ASK_WITHIN))),
    ).fetchall()
    made = 0
    for (order_id,) in found:
        with unit() as work:
            if tell(work, Event.REVIEW, int(order_id), f"review:{order_id}") is not None:
                _begin(int(order_id))
                made += 1
    return made


def rate(order_id: int, rating: int | None, comment: str = "", source: str = "hand") -> Review:
    """Keep what the buyer thought; a later word of theirs stands in the place of the earlier one.

    Raises:
        BadInput: a rating that is not 1 to 5, or neither rating nor words.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        return heard(work, order_id, rating, comment, source)


def heard(work: Work, order_id: int, rating: int | None, comment: str, source: str) -> Review:
    """The same, part of the caller's unit, whoever says so."""
    if rating is not None and not 1 <= rating <= 5:
        raise BadInput(what=N_("The rating"), value=rating, next=N_("Give 1 to 5."))
    text = storable(comment).strip()[:LONGEST]
    if rating is None and not text:
        raise BadInput(what=N_("The rating"), value="", next=N_("Give 1 to 5, or a few words."))
    known = of_order(order_id)
    if known is not None and (known.rating, known.comment) == (rating, text):
        return known
    _begin(order_id)
    run("UPDATE review SET rating = ?, comment = ?, rated_at = ?, source = ? WHERE order_id = ?",
        (rating, text, ms(now()), source, order_id))  # fmt: skip
    history.note(work, order_id, "rated", "" if rating is None else str(rating))
    work.changed("review", order_id)
    found = of_order(order_id)
    assert found is not None
    return found


def of_order(order_id: int) -> Review | None:
    """What is known of an order's buyer's opinion; None where nobody was asked and nothing was said."""
    row = run("SELECT order_id, courier, rating, comment, asked_at, rated_at, source FROM review WHERE order_id = ?",
              (order_id,)).fetchone()  # fmt: skip
    return None if row is None else Review(*[*row[:4], _time(row[4]), _time(row[5]), row[6]])


def averages() -> list[Average]:
    """By courier, the best known first; the whole shop's is the first of all where there is any rating."""
    rows = run("SELECT courier, count(*), avg(rating) FROM review WHERE rating IS NOT NULL GROUP BY courier"
               " ORDER BY count(*) DESC, courier").fetchall()  # fmt: skip
    found = [Average(str(row[0]), int(row[1]), float(row[2])) for row in rows]
    many = sum(each.ratings for each in found)
    whole = [Average("", many, sum(each.ratings * each.mean for each in found) / many)] if many else []
    return whole + found


def average(courier: str) -> Average | None:
    """Of one courier's orders; None where nobody has rated one."""
    return next((each for each in averages() if each.courier and each.courier == courier), None)


def _begin(order_id: int) -> None:
    """The row of an order's opinion, with the courier that brought the last parcel."""
    run(
        "INSERT INTO review (order_id, courier, rating, comment, asked_at, rated_at, source)"
        " SELECT o.id, coalesce((SELECT r.courier FROM parcel_road r JOIN parcel p ON p.id = r.parcel_id"
        " WHERE p.order_id = o.id ORDER BY r.parcel_id DESC LIMIT 1), o.courier), NULL, '', ?, NULL, ''"
        " FROM orders o WHERE o.id = ? ON CONFLICT (order_id) DO NOTHING",
        (ms(now()), order_id),
    )


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
