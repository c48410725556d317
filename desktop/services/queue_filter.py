"""Which orders a list shows, and in which sequence: what a person chooses, as conditions that indexes answer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.domain.order import Stage
from desktop.models.base import ms, run
from desktop.services import settings, stuck
from desktop.services.changes import now

ARCHIVE_DAYS = 90  # how far back all orders are looked through where nothing else was said


class Sort(StrEnum):
    """PROMISE: what must go first. NEWEST: by when it was placed. WAITED: what has been longest in its stage."""

    PROMISE = "promise"
    NEWEST = "newest"
    WAITED = "waited"

    @property
    def column(self) -> str:
        return _COLUMNS[self]

    @property
    def ascending(self) -> bool:
        return self is not Sort.NEWEST


_COLUMNS = {
    Sort.PROMISE: "o.due_at", Sort.NEWEST: "o.placed_at", Sort.WAITED: "coalesce(o.since_at, o.created_at)",
}  # fmt: skip
# Work is sorted by its promise; what is done by when it came, newest first.
BY_PROMISE = (Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.ON_HOLD, Stage.RETURNS)
_PROBLEMS = (
    "SELECT id FROM orders WHERE conflict UNION SELECT order_id FROM twin WHERE state = 'waiting'"
    " UNION SELECT order_id FROM outbox WHERE state = 'parked' AND order_id IS NOT NULL"
)


def usual(stage: Stage | None) -> Sort:
    return Sort.PROMISE if stage in BY_PROMISE else Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Only:
    """Which orders of a stage are shown; None, "" and False choose nothing.

    article: text of a SKU or barcode, whole. bin: the beginning of a place's name. Amounts are minor units of the
    shop's currency. `days`: placed within so many days. `start` and `end`: placed from and to these days (ISO) of the
    shop's zone, both included.
    """

    store_id: int | None = None
    courier: str | None = None
    language: str | None = None
    method: str | None = None
    article: str = ""
    bin: str = ""
    least_minor: int | None = None
    most_minor: int | None = None
    days: int | None = None
    start: str = ""
    end: str = ""
    note: bool = False
    held: bool = False
    today: bool = False
    unassigned: bool = False
    problem: bool = False
    express: bool = False
    stuck: bool = False

    @property
    def count(self) -> int:
        """How many choices are made."""
        return sum(getattr(self, field.name) != field.default for field in fields(self))

    def where(self) -> tuple[str, tuple[object, ...]]:
        """What is added to a condition over `orders o`, and its values."""
        parts: list[tuple[str, tuple[object, ...]]] = []
        for text, value in (
            ("o.store_id = ?", self.store_id), ("o.courier = ?", self.courier), ("o.language = ?", self.language),
            ("o.payment_method = ?", self.method), ("o.total_minor >= ?", self.least_minor),
            ("o.total_minor <= ?", self.most_minor),
        ):  # fmt: skip
            if value is not None:
                parts.append((text, (value,)))
        if self.least_minor is not None or self.most_minor is not None:
            parts.append(("o.currency = ?", (settings.shop().currency,)))
        parts += self._placed()
        parts += self._marked()
        text = "".join(f" AND {part}" for part, _values in parts)
        return text, tuple(value for _part, values in parts for value in values)

    def _placed(self) -> list[tuple[str, tuple[object, ...]]]:
        parts: list[tuple[str, tuple[object, ...]]] = []
        if self.days is not None:
            parts.append(("o.placed_at >= ?", (ms(now() - timedelta(days=self.days)),)))
        if self.start:
            parts.append(("o.placed_at >= ?", (_day(self.start, 0),)))
        if self.end:
            parts.append(("o.placed_at < ?", (_day(self.end, 1),)))
        if self.today:
            here = ZoneInfo(settings.shop().zone)
            parts.append(("o.due_at < ?", (_day(now().astimezone(here).date().isoformat(), 1),)))
        return parts

    def _marked(self) -> list[tuple[str, tuple[object, ...]]]:
        parts: list[tuple[str, tuple[object, ...]]] = []
        if self.note:
            parts.append(("o.note <> ''", ()))
        if self.held:
            parts.append(("o.held = ?", (True,)))
        if self.express:
            parts.append(("o.id IN (SELECT id FROM orders WHERE expedited_at IS NOT NULL)", ()))
        if self.problem:
            parts.append((f"o.id IN ({_PROBLEMS})", ()))
        if self.stuck:
            text, values = stuck.ids()
            parts.append((f"o.id IN ({text})", values))
        if self.unassigned:
            parts.append((
                ("NOT EXISTS (SELECT 1 FROM packing_session s WHERE s.order_id = o.id AND s.closed_at IS NULL)"
                " AND NOT EXISTS (SELECT 1 FROM wave_order w WHERE w.order_id = o.id AND w.left_at IS NULL)"), (),
            ))  # fmt: skip
        if self.article:
            wanted = self.article.strip()
            parts.append((
                ("EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND (l.sku = ? OR l.article_id IN"
                " (SELECT id FROM article WHERE sku = ? OR sku_folded = ?"
                " UNION SELECT article_id FROM barcode WHERE code = ?)))"),
                (wanted, wanted, wanted.casefold(), wanted),
            ))  # fmt: skip
        if self.bin:
            parts.append((
                ("EXISTS (SELECT 1 FROM order_line l JOIN article a ON a.id = l.article_id WHERE l.order_id = o.id"
                " AND substr(a.bin, 1, ?) = ?)"), (len(self.bin.strip()), self.bin.strip()),
            ))  # fmt: skip
        return parts

    def bounded(self, stage: Stage | None) -> "Only":
        """The same; all orders that ever were are not looked through for a few, unless by what has its own index."""
        if stage is not None or self == ALL or self.days or self.start or self.problem or self.express or self.stuck:
            return self
        return replace(self, days=ARCHIVE_DAYS)

    def kept(self) -> str:
        """As text that a view keeps: what was chosen and nothing else."""
        chosen = {field.name for field in fields(self) if getattr(self, field.name) != field.default}
        return json.dumps({key: value for key, value in asdict(self).items() if key in chosen}, ensure_ascii=False)


ALL = Only()


def read(kept: str) -> Only:
    """What `kept` made; words that this version does not know choose nothing."""
    found: Mapping[str, object] = json.loads(kept)
    known = {field.name for field in fields(Only)}
    return Only(**{key: value for key, value in found.items() if key in known})  # type: ignore[arg-type]


def methods(stage: Stage | None) -> list[str]:
    """How the most urgent orders of a stage, or the newest of all, are paid; "" is not among them."""
    return _distinct("payment_method", stage)


def languages(stage: Stage | None) -> list[str]:
    return _distinct("language", stage)


def couriers(stage: Stage | None) -> list[str]:
    """Who takes the parcels of a stage of work, by name; looked for among its most urgent orders."""
    return _distinct("courier", stage)


def _distinct(column: str, stage: Stage | None) -> list[str]:
    where, order = ("stage = ?", "due_at") if stage is not None else ("kind = ?", "placed_at DESC")
    found = run(
        f"SELECT DISTINCT {column} FROM (SELECT {column} FROM orders WHERE {where} ORDER BY {order} LIMIT 2000)"
        " AS found"
        f" WHERE {column} <> '' ORDER BY {column} LIMIT 30",
        (stage.value if stage is not None else "order",),
    ).fetchall()
    return [str(row[0]) for row in found]


def _day(day: str, days_later: int) -> int:
    """The moment when a day of the shop begins, or a later one."""
    begins = datetime.fromisoformat(day).date() + timedelta(days=days_later)
    return ms(datetime(begins.year, begins.month, begins.day, tzinfo=ZoneInfo(settings.shop().zone)))
