"""Where a store's stock and ours have drifted apart: looked at once a day, article by article."""

from dataclasses import dataclass
from datetime import datetime

from desktop.models.base import run, utc
from desktop.services import levels


@dataclass(frozen=True, slots=True)
class Drift:
    """One article in one store. `ours` is what the store should say, None where nothing was ever counted here;
    `since`: when it was first seen to differ; `told`: whether the store is told our stock at all."""

    store_id: int
    store: str
    sku: str
    name: str
    ours: int | None
    theirs: int
    since: datetime | None
    read_at: datetime
    told: bool

    @property
    def difference(self) -> int:
        """What the store says too many; below zero: too few."""
        return self.theirs - self.ours if self.ours is not None else 0


def report(store_id: int | None = None, only_differing: bool = True) -> list[Drift]:
    """Every article that a store counts, the largest difference first; by what the store said when it was last read."""
    mine, values = (" WHERE t.store_id = ?", (store_id,)) if store_id is not None else ("", ())
    rows = run(
        "SELECT t.store_id, s.name, a.sku, a.name, t.article_id, t.theirs, t.differs_since, t.read_at"
        f" FROM store_stock t JOIN store s ON s.id = t.store_id JOIN article a ON a.id = t.article_id{mine}"
        " ORDER BY a.sku, t.store_id, t.id",
        values,
    ).fetchall()
    told = {rule.store_id for rule in levels.telling()}
    stores = {int(row[0]) for row in rows}
    pending = {each: levels.pending_units(each) for each in stores}
    safety = {each: levels.rule_of(each).safety for each in stores}
    found = []
    for store, name, sku, title, article_id, theirs, since, read_at in rows:
        ours = levels.wanted(int(article_id), safety[store], pending[store].get(int(article_id), 0))
        found.append(Drift(int(store), name, sku, title, ours, int(theirs), utc(since) if since else None,
                           utc(read_at), int(store) in told))  # fmt: skip
    differing = [each for each in found if each.difference] if only_differing else found
    return sorted(differing, key=lambda each: (-abs(each.difference), each.sku, each.store_id))
