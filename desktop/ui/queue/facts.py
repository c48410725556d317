"""What the page needs to know beside its list, read at once on the store thread."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.order import Stage
from desktop.services import queue, queue_filter, queue_views, settings, stores, stuck
from desktop.services.queue_filter import Only
from desktop.services.queue_views import View

_COUNTED_NEW = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """`new` are the orders that have come in since, the newest first. `sums`: orders and money; None: unasked."""

    counts: dict[Stage, int]
    zone: str
    currency: str
    stores: dict[int, str]
    new: tuple[int, ...]
    couriers: list[str]
    languages: list[str]
    methods: list[str]
    views: list[View]
    stuck: dict[Stage, int]
    sums: tuple[int, dict[str, int]] | None


def read(since: datetime, stage: Stage | None, only: Only, choices: bool) -> Facts:
    """`choices`: what there is to choose from is wanted too."""
    shop = settings.shop()
    wants_sums = stage is not None or only != queue_filter.ALL  # not of all that ever was
    return Facts(
        queue.counts(), shop.zone, shop.currency, {row.id: row.name for row in stores.every()},
        tuple(queue.newer_than(since, _COUNTED_NEW)),
        queue_filter.couriers(stage) if stage is not None else [],
        queue_filter.languages(stage) if choices else [], queue_filter.methods(stage) if choices else [],
        queue_views.every(), stuck.counts(), queue.totals(stage, only) if wants_sums else None,
    )  # fmt: skip
