"""What the list shows: a stage narrowed by choices, what was found, or the few orders that something else named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from desktop.domain.order import Stage
from desktop.services import queue, queue_filter
from desktop.services.changes import now
from desktop.services.deadlines import Deadlines
from desktop.services.orders import OrderView
from desktop.services.queue import QueueRow
from desktop.services.queue_filter import Only, Sort
from desktop.services.queue_views import View
from desktop.ui import order_rows as rows
from desktop.ui.rows import Column, Row
from desktop.ui.tables import Source

WORK = (Stage.TO_PICK, Stage.TO_PACK)
_IN_THE_HOUSE = (Stage.TO_CONFIRM, *WORK, Stage.TO_SHIP, Stage.ON_HOLD)


class Words:
    """Puts rows into words on the store thread; couriers' times are read when the first row needs them."""

    def __init__(self) -> None:
        self.zone = "UTC"
        self.stores: dict[int, str] = {}
        self.ahead = rows.Ahead()
        self._deadlines: Deadlines | None = None

    def forget(self) -> None:
        """Read the couriers' times anew: they were changed."""
        self._deadlines = None

    def show(self, mixed: bool, waited: bool, row: QueueRow) -> Row:
        if self._deadlines is None:
            self._deadlines = Deadlines()
        waits = row.stage in _IN_THE_HOUSE
        due = row.ship_by
        if waits:
            due = self._deadlines.of(row.courier, row.service, row.ship_by, row.placed_at, now())
        return rows.show(self.zone, self.stores, self.ahead, row, due=due, mixed=mixed, waited=waited)


@dataclass(slots=True)
class Listing:
    """`stage` None: all orders. `sort` None: as is usual there; "best" is what the forecast would pack first.

    What narrows (typed, alone, needed, missing, fresh) stands instead of the stage until it is widened again.
    """

    stage: Stage | None = Stage.TO_PICK
    only: Only = queue_filter.ALL
    sort: Sort | None = None
    best: bool = False
    view: View | None = None
    typed: str = ""
    alone: OrderView | None = None  # the one order that is shown, far down in its stage or in none
    needed: tuple[int, str] | None = None  # an article whose orders alone are shown
    only_missing: bool = False
    fresh: tuple[int, ...] = ()  # those that have come in while somebody looked elsewhere
    words: Words = field(default_factory=Words)

    @property
    def narrow(self) -> bool:
        """Whether something else than a stage is shown."""
        return bool(self.typed or self.needed or self.alone or self.only_missing or self.fresh)

    @property
    def mixed(self) -> bool:
        """Whether orders of several stages stand in it, so that each must say its own."""
        return self.narrow or self.stage is None

    def widen(self) -> None:
        self.typed, self.needed, self.alone, self.only_missing, self.fresh = "", None, None, False, ()

    def show_stage(self, stage: Stage | None) -> None:
        self.widen()
        self.stage, self.only, self.sort, self.best, self.view = stage, queue_filter.ALL, None, False, None

    def show_view(self, view: View) -> None:
        self.widen()
        self.stage, self.only, self.view, self.best = view.stage, view.only, view, False
        self.sort = None if view.sort is queue_filter.usual(view.stage) else view.sort

    def columns(self) -> tuple[Column, ...]:
        return rows.MIXED if self.stage is None and not self.narrow else rows.COLUMNS

    def source(self) -> Source[QueueRow]:
        waited = self.only.stuck or self.sort is Sort.WAITED
        show = partial(self.words.show, self.stage is None and not self.narrow, waited)
        named = self._named()
        if named is not None:
            return Source(page=named, show=show, id=rows.row_id)
        stage, only, sort = self.stage, self.only, self.sort
        if stage is None and only != queue_filter.ALL:  # its length would be read from the whole archive
            return Source(page=partial(_page, stage, only, sort), show=show, id=rows.row_id)
        return Source(
            page=partial(_page, stage, only, sort), show=show, id=rows.row_id,
            size=partial(queue.size, stage, only), marks=partial(_marks, stage, only, sort),
            page_at=partial(_page_at, stage, only, sort),
        )  # fmt: skip

    def _named(self) -> Callable[[QueueRow | None, int], Sequence[QueueRow]] | None:
        """The page function of a list that is not read by its stage; None for one that is."""
        if self.typed:
            return partial(rows.found, self.typed)
        if self.alone is not None:
            return partial(rows.alone, self.alone.id)
        if self.needed is not None:
            return partial(rows.needing, self.needed[0])
        if self.only_missing:
            return partial(rows.missing, self.words.ahead)
        if self.fresh:
            return partial(rows.these, self.fresh)
        if self.best and self.stage is not None and self.stage in WORK:
            return partial(rows.best, self.words.ahead, self.stage, self.only)
        return None


def _page(stage: Stage | None, only: Only, sort: Sort | None, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    return queue.page(stage, after, limit, only, sort)


def _marks(stage: Stage | None, only: Only, sort: Sort | None, every: int) -> list[tuple[int, int]]:
    return queue.marks(stage, every, only, sort)


def _page_at(
    stage: Stage | None, only: Only, sort: Sort | None, mark: tuple[int, int], limit: int
) -> Sequence[QueueRow]:
    return queue.page_at(stage, mark, limit, only, sort)
