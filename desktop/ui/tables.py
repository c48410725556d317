"""Long lists: a model that knows a million rows and holds a few thousand, and the table that shows it.

Rows come in windows of STEP from `Source.page` by the last row seen (keyset), read and put into words on the store
thread. A jump goes by marks: keys of every STEP-th row, read once in the background. What is painted is prepared.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.ui.rows import Row
from desktop.ui.tasks import Job, Runner

R = TypeVar("R")
STEP = 128  # rows of a window
KEPT = 32  # windows held at a time
_DISPLAY, _ACCESSIBLE = 0, 11  # plain ints: naming the enum in data() costs more than the rest of it


@dataclass(frozen=True, slots=True)
class Source(Generic[R]):
    """Where a list comes from. All of these run on the store thread.

    page(after, limit): the rows that follow the row `after`; from the first one if it is None.
    show(row): its texts. id(row): what tells rows apart, for ticks and to find the current one again.
    size(): how many rows there are; without it the list grows as it is scrolled.
    marks(every) and page_at(mark, limit): key of each `every`-th row, and the rows from a key on (its own row first);
    without them a far jump walks there page by page.
    """

    page: Callable[[R | None, int], Sequence[R]]
    show: Callable[[R], Row]
    id: Callable[[R], int]
    size: Callable[[], int] | None = None
    marks: Callable[[int], Sequence[Any]] | None = None
    page_at: Callable[[Any, int], Sequence[R]] | None = None


@dataclass(frozen=True, slots=True)
class _Loaded(Generic[R]):
    window: int
    records: Sequence[R]
    rows: Sequence[Row]
    size: int | None
    marks: Sequence[Any] | None
    ends: dict[int, R]


class PagedModel(QAbstractTableModel):
    """`set_source` shows another list, `reload` reads the same one again without moving it."""

    loaded = Signal(int)  # first row of a window that has come
    settled = Signal(int)  # the number of rows, after set_source and reload have been answered
    failed = Signal(object)

    def __init__(self, tasks: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._source: Source[Any] | None = None
        self._generation = 0
        self._count = 0
        self._windows: OrderedDict[int, tuple[Sequence[Any], Sequence[Row]]] = OrderedDict()
        self._ends: dict[int, Any] = {}  # window -> its last record, where the next one begins
        self._marks: Sequence[Any] | None = None
        self._wanted: list[int] = []
        self._job: Job | None = None
        self._fresh = False
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(0)
        self._ask_soon.timeout.connect(self._ask)

    @property
    def waiting(self) -> bool:
        """Whether an answer of the store thread is still to come."""
        return self._job is not None

    def set_source(self, source: Source[Any]) -> None:
        """Show this list from its first row; what was shown goes at once."""
        self.beginResetModel()
        self._source = source
        self._forget()
        self._count = 0
        self.endResetModel()
        self._start(0, fresh=True)

    def reload(self, window: int = 0) -> None:
        """Read again, beginning with this window; until it has come the old rows stand."""
        if self._source is not None:
            self._start(window, fresh=True)

    def record(self, row: int) -> Any:
        """What `page` returned for this row; None while it is not here."""
        window = self._windows.get(row // STEP)
        at = row % STEP
        return window[0][at] if window is not None and at < len(window[0]) else None

    def shown(self, row: int) -> Row | None:
        """The texts of a row. None: it is on its way."""
        number = row // STEP
        window = self._windows.get(number)
        if window is None:
            self.need(number)
            return None
        at = row % STEP
        return window[1][at] if at < len(window[1]) else None

    def need(self, window: int) -> None:
        """Have this window read soon; only the newest wishes count, so that a fast scroll reads where it stops."""
        if window in self._windows or window < 0 or window * STEP >= max(1, self._count):
            return
        if window in self._wanted:
            self._wanted.remove(window)
        self._wanted.append(window)
        del self._wanted[:-4]
        if self._job is None:
            self._ask_soon.start()

    def find(self, row_id: int) -> int:
        """The row of this id among those that are here, or -1."""
        source = self._source
        if source is not None:
            for number, (records, _rows) in self._windows.items():
                for at, record in enumerate(records):
                    if source.id(record) == row_id:
                        return number * STEP + at
        return -1

    def id_of(self, row: int) -> int | None:
        record = self.record(row)
        return None if record is None or self._source is None else self._source.id(record)

    def first_ids(self, limit: int, done: Callable[[list[int]], object]) -> None:
        """Read the ids of the first `limit` rows, for ticking all of them."""
        source = self._source
        if source is not None:
            self._tasks.run(lambda: [source.id(record) for record in source.page(None, limit)], done)

    def _forget(self) -> None:
        self._generation += 1
        self._windows.clear()
        self._ends.clear()
        self._wanted.clear()
        self._marks = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _ask(self) -> None:
        while self._job is None and self._wanted:
            window = self._wanted.pop()
            if window not in self._windows:
                self._start(window, fresh=False)

    def _start(self, window: int, *, fresh: bool) -> None:
        source = self._source
        if source is None:
            return
        if fresh and self._job is not None:
            self._job.cancel()
            self._job = None
        if fresh:
            self._generation += 1
        ends = {} if fresh else self._ends
        marks = None if fresh else self._marks
        work = partial(_load, source, window, dict(ends), marks, fresh)
        generation = self._generation
        job = self._tasks.run(work, partial(self._take, generation, fresh), partial(self._fail, generation))
        if generation == self._generation and not self._answered(generation, window, fresh):
            self._job = job

    def _answered(self, generation: int, window: int, fresh: bool) -> bool:
        # With tasks that run at once the answer is here before the job is.
        return self._last_answer == (generation, window, fresh)

    _last_answer: tuple[int, int, bool] = (-1, -1, False)

    def _fail(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            self._job = None
            self._last_answer = (generation, -1, False)
            self.failed.emit(error)

    def _take(self, generation: int, fresh: bool, loaded: _Loaded[Any]) -> None:
        if generation != self._generation:
            return
        self._job = None
        self._last_answer = (generation, loaded.window, fresh)
        if fresh:
            self._windows.clear()
            self._ends.clear()
            self._marks = None
        if loaded.marks is not None:
            self._marks = loaded.marks
        self._ends.update(loaded.ends)
        self._windows[loaded.window] = (loaded.records, loaded.rows)
        while len(self._windows) > KEPT:
            self._windows.popitem(last=False)
        self._set_count(self._now(loaded))
        top = loaded.window * STEP
        bottom = top + max(1, len(loaded.rows)) - 1
        if fresh and self._count:
            top, bottom = 0, self._count - 1
        if self._count:
            self.dataChanged.emit(self.index(min(top, self._count - 1), 0), self.index(min(bottom, self._count - 1), 0))
        self.loaded.emit(loaded.window * STEP)
        if fresh:
            self.settled.emit(self._count)
        if self._wanted:
            self._ask_soon.start()

    def _now(self, loaded: _Loaded[Any]) -> int:
        """How many rows there are, from what this window shows."""
        seen = loaded.window * STEP + len(loaded.records)
        whole = len(loaded.records) == STEP
        if loaded.size is not None:
            known = loaded.size
        elif self._source is not None and self._source.size is None:
            known = seen + 1 if whole else seen  # the one more asks for the next window when it is scrolled to
            return max(known, self._count) if whole else known
        else:
            known = self._count
        if not whole and loaded.records:
            return seen
        return max(known, seen)

    def _set_count(self, count: int) -> None:
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 1

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> object:
        if role != _DISPLAY and role != _ACCESSIBLE:
            return None
        window = self._windows.get(index.row() // STEP)
        at = index.row() % STEP
        return window[1][at].spoken() if window is not None and at < len(window[1]) else ""

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _load(
    source: Source[Any], window: int, ends: dict[int, Any], marks: Sequence[Any] | None, fresh: bool
) -> _Loaded[Any]:
    """On the store thread: read one window by the shortest way there is, and its texts."""
    size = source.size() if fresh and source.size is not None else None
    if size is not None:
        window = min(window, max(0, (size - 1) // STEP))
    new_ends: dict[int, Any] = {}
    if window == 0:
        records: Sequence[Any] = source.page(None, STEP)
    elif window - 1 in ends:
        records = source.page(ends[window - 1], STEP)
    else:
        if marks is None and source.marks is not None:
            marks = source.marks(STEP)
        if marks is not None and source.page_at is not None:
            records = source.page_at(marks[window], STEP) if window < len(marks) else ()
        else:
            window, records = _walk(source, window, ends, new_ends)
    if len(records) == STEP:
        new_ends[window] = records[-1]
    return _Loaded(window, records, [source.show(record) for record in records], size, marks, new_ends)


def _walk(source: Source[Any], window: int, ends: dict[int, Any], found: dict[int, Any]) -> tuple[int, Sequence[Any]]:
    """Page by page from the nearest known place; stops at the last row there is."""
    at = max((known for known in ends if known < window), default=-1)
    after = ends.get(at)
    records: Sequence[Any] = ()
    while at < window:
        records = source.page(after, STEP)
        at += 1
        if len(records) < STEP:
            break
        after = found[at] = records[-1]
    return at, records
