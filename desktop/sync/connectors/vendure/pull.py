"""Reading what is new or has changed. A window of time moves over the shop's orders, never a page number.

Three questions in one request, because Vendure's own dates do not tell (BEHAVIOUR.md, pitfall 1): what was placed
later; what the shop itself calls changed (little more than cancellations; an order that is placed may even keep an
earlier date); and a glance at what is still open, which is compared with the last one.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from desktop.sync.connectors.vendure.read import Order, parse_orders, when

PAGE = 50  # whole orders in one answer; 50 are 130 kB. The shop refuses more than 1000
GLANCES = 300  # open orders, the newest, that are compared at every pull; older ones are read with all that is open
BY_ID = 100
OVERLAP = timedelta(minutes=5)  # an order may be placed in a transaction that ends later
MOMENT = timedelta(seconds=1)  # a shop on SQLite keeps whole seconds, and `after` leaves the moment itself out
Ask = Callable[..., dict[str, Any]]
_PLACED: Mapping[str, object] = {"active": {"eq": False}, "orderPlacedAt": {"isNull": False}}


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the shop has been read: the text of the cursor. `open`: order's id -> what it looked like."""

    placed: datetime
    moved: datetime
    walking: bool = False
    open: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        word = "next" if self.walking else "done"
        glances = ",".join(f"{order}={sign}" for order, sign in sorted(self.open.items()))
        return f"{word};{_stamp(self.placed)};{_stamp(self.moved)};{glances}"


def reached(cursor: str, begin: datetime) -> Reached:
    if not cursor:
        return Reached(begin, begin, walking=True)
    word, placed, moved, glances = cursor.split(";")
    pairs = [glance.rpartition("=") for glance in glances.split(",") if glance]
    return Reached(_time(placed), _time(moved), word == "next", {order: sign for order, _equals, sign in pairs})


def news(ask: Ask, query: str, listed: str, known: Reached, open_states: Iterable[str]) -> tuple[list[Order], Reached]:
    """The next piece of what is new, and how far that reaches."""
    back = timedelta(0) if known.walking else OVERLAP
    placed_after, moved_after = known.placed - back, known.moved - back
    data = ask(
        query,
        {
            "placed": window("orderPlacedAt", placed_after),
            "moved": window("updatedAt", moved_after),
            "open": _placed_in(open_states, GLANCES) | {"sort": {"orderPlacedAt": "DESC", "id": "DESC"}},
        },
    )
    placed, on = follow(
        ask, listed, "orderPlacedAt", placed_after, data["placed"]["items"], len(data["placed"]["items"])
    )
    moved, on_too = follow(ask, listed, "updatedAt", moved_after, data["moved"]["items"], len(data["moved"]["items"]))
    found = {order.id: order for order in (*placed, *moved)}
    glances = {str(item["id"]): _sign(item) for item in data["open"]["items"]}
    walking = on is not None or on_too is not None
    now = Reached(
        on or _furthest(placed, "order_placed_at", known.placed),
        on_too or _furthest(moved, "updated_at", known.moved),
        walking,
        # The first glance comes after a walk of many pages: all that it sees is read once more.
        known.open if walking else dict.fromkeys(glances, "") if known.walking else glances,
    )
    if not walking and not known.walking:
        looks_new = {order for order, sign in glances.items() if known.open.get(order) != sign}
        gone_from_it = set(known.open) - set(glances)
        for order in by_id(ask, listed, sorted((looks_new | gone_from_it) - set(found))):
            found[order.id] = order
    return list(found.values()), now


def window(by: str, after: datetime, extra: Mapping[str, object] | None = None) -> dict[str, object]:
    """Placed orders whose date is later than `after`, oldest first."""
    filters = {**_PLACED, **(extra or {}), by: {"after": _stamp(after)}}
    return {"take": PAGE, "skip": 0, "sort": {by: "ASC", "id": "ASC"}, "filter": filters}


def follow(
    ask: Ask,
    listed: str,
    by: str,
    after: datetime,
    items: list[Any],
    count: int,
    extra: Mapping[str, object] | None = None,
) -> tuple[list[Order], datetime | None]:
    """The orders of a window's page, and where the next one begins; None at the end."""
    orders = parse_orders(items)
    if count < PAGE:
        return orders, None
    last = max((stamp for item in items if (stamp := when(item[by]))), default=after)
    if last - MOMENT > after:
        return orders, last - MOMENT
    return _one_moment(ask, listed, by, after, extra), after + MOMENT


def _one_moment(ask: Ask, listed: str, by: str, after: datetime, extra: Mapping[str, object] | None) -> list[Order]:
    """Every order of the moment that follows `after`: more of them than one page holds. Read again if they shift."""
    span = {"between": {"start": _stamp(after), "end": _stamp(after + 2 * MOMENT)}}
    filters = {**_PLACED, **(extra or {}), by: span}
    found: list[Order] = []
    for _turn in range(5):
        found, totals, skip, whole = [], set(), 0, False
        while not whole:
            options = {"take": PAGE, "skip": skip, "sort": {"id": "ASC"}, "filter": filters}
            page = ask(listed, {"o": options})["orders"]
            totals.add(page["totalItems"])
            found += parse_orders(page["items"])
            skip += PAGE
            whole = len(page["items"]) < PAGE
        if len(totals) == 1:
            break
    return found


def open_window(ask: Ask, listed: str, states: Iterable[str], cursor: str) -> tuple[list[Order], str]:
    """Orders in these states by the time they were placed, which never changes; "" at the end."""
    after = _time(cursor) if cursor else datetime(2000, 1, 1, tzinfo=UTC)
    extra = {"state": {"in": sorted(states)}}
    items = ask(listed, {"o": window("orderPlacedAt", after, extra)})["orders"]["items"]
    orders, on = follow(ask, listed, "orderPlacedAt", after, items, len(items), extra)
    return orders, _stamp(on) if on else ""


def by_id(ask: Ask, listed: str, ids: list[str]) -> list[Order]:
    found: list[Order] = []
    for start in range(0, len(ids), PAGE):
        options = {"take": PAGE, "filter": {**_PLACED, "id": {"in": ids[start : start + PAGE]}}}
        found += parse_orders(ask(listed, {"o": options})["orders"]["items"])
    return found


def present(ask: Ask, query: str, ids: list[str]) -> set[str]:
    """Those that the shop still has."""
    found: set[str] = set()
    for start in range(0, len(ids), BY_ID):
        options = {"take": BY_ID, "filter": {**_PLACED, "id": {"in": ids[start : start + BY_ID]}}}
        found |= {str(item["id"]) for item in ask(query, {"o": options})["orders"]["items"]}
    return found


def page(ask: Ask, query: str, name: str, cursor: str) -> tuple[list[Any], str]:
    """A page of articles by id; "" at the end. When their count falls while we read, the page before is read again."""
    skip, total = (int(part) for part in cursor.split(":")) if ":" in cursor else (0, 0)
    listed = ask(query, {"o": {"take": PAGE, "skip": skip, "sort": {"id": "ASC"}}})[name]
    items, found = listed["items"], int(listed["totalItems"])
    if found < total and skip > 0:
        return [], f"{max(0, skip - PAGE)}:{found}"
    return items, f"{skip + PAGE}:{found}" if len(items) == PAGE else ""


def customers(ask: Ask, query: str, cursor: str) -> tuple[list[Any], str, bool]:
    """Customers changed after the cursor; a moment that fills a page is gone through by its page numbers."""
    word, stamp, skip = (cursor or "next;2000-01-01T00:00:00.000Z;0").split(";")
    after = _time(stamp) - (OVERLAP if word == "done" else timedelta(0))
    options = {
        "take": PAGE, "skip": int(skip), "sort": {"updatedAt": "ASC", "id": "ASC"},
        "filter": {"updatedAt": {"after": _stamp(after)}},
    }  # fmt: skip
    items = ask(query, {"o": options})["customers"]["items"]
    last = max((when(item["updatedAt"]) or after for item in items), default=after)
    if len(items) < PAGE:
        return items, f"done;{_stamp(max(last, _time(stamp)))};0", False
    if last - MOMENT > after:
        return items, f"next;{_stamp(last - MOMENT)};0", True
    return items, f"next;{stamp};{int(skip) + PAGE}", True


def _placed_in(states: Iterable[str], take: int) -> dict[str, object]:
    return {"take": take, "filter": {**_PLACED, "state": {"in": sorted(states)}}}


def _sign(item: Mapping[str, Any]) -> str:
    return f"{zlib.crc32(msgspec.json.encode(item, order='sorted')):x}"


def _furthest(orders: list[Order], name: str, before: datetime) -> datetime:
    return max([before, *(stamp for order in orders if (stamp := when(getattr(order, name))))])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
