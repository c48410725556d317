"""The open lines and the orders that they may pay, kept beside the database: only what has changed is read."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from desktop.domain.bank_book import Certainty, Line, Proposal
from desktop.domain.bank_matching import Matching
from desktop.models.base import is_postgres, run
from desktop.services.bank import asked, rows
from desktop.services.bank.rows import LineView
from desktop.services.changes import Change, listen

_A_CALL = 250  # rows that are read before somebody else may come in
# Rows of another bench may be committed after later ones where several write at a time: so many are looked at again.
_AGAIN = 100
_FEEDS = (("orders", "id"), ("history", "order_id"), ("money_move", "order_id"), ("document", "order_id"),
          ("order_edit", "order_id"))  # fmt: skip
_Mark = tuple[int, ...]


class Kept:
    """`refresh` looks what has changed, `work` reads and matches it; for one thread at a time."""

    def __init__(self) -> None:
        self.matching = Matching()
        self.views: dict[int, LineView] = {}  # every open line, as it is shown without its proposal
        self._shown: dict[int, LineView] = {}
        self._lists: tuple[object, dict[Certainty, list[LineView]]] | None = None
        self._mark: _Mark = ()
        self._orders: set[int] = set()  # to read
        self._lines: list[int] = []
        self._counted: dict[int, tuple[int, int, int, int]] = {}  # of open orders
        self._paid: dict[int, asked.Row] = {}
        self._amounts: dict[int, Counter[date]] = defaultdict(Counter)
        self._numbers: Counter[str] = Counter()
        self._checked = False

    def is_fresh(self) -> bool:
        """Whether nothing has changed since the last `refresh`."""
        return self._mark == _mark()

    def refresh(self) -> bool:
        """Note what has changed; False where the database is not the one that was read (a backup came back)."""
        before, now = self._mark, _mark()
        if before == now:
            return True
        self._mark, self._checked = now, False
        if not before:
            self._orders = asked.open_ids()
        else:
            if any(new < old for new, old in zip(now[: len(_FEEDS)], before, strict=False)):
                return False
            for (table, column), last in zip(_FEEDS, before, strict=False):
                query = f"SELECT DISTINCT {column} FROM {table} WHERE id > ?"
                self._orders |= {
                    int(row[0])
                    for row in run(query, (last - (_AGAIN if is_postgres() else 0),)).fetchall()
                    if row[0] is not None
                }
        here = rows.open_ids()
        self._drop([line_id for line_id in self.views if line_id not in here])
        new_file = before[_FILES : _FILES + 1] != now[_FILES : _FILES + 1]  # it may name the account of known lines
        self._lines = sorted(here if new_file else here.difference(self.views))
        return True

    def work(self, may_go_on: Callable[[], bool] = lambda: True) -> int:
        """Read and match as long as `may_go_on`, but at least a little; how many rows and lines are left."""
        while self._orders or self._lines or not self._checked:
            if self._orders:
                self._read_orders()
            elif self._lines:
                self._read_lines()
            else:
                self._check()
            if not may_go_on():
                break
        if self._checked and not self._orders and not self._lines:
            self.matching.work(may_go_on)
        return self.left

    @property
    def left(self) -> int:
        """How many rows are still to be read, or matched."""
        return len(self._orders) + len(self._lines) + self.matching.left + (not self._checked)

    def shown(self) -> dict[Certainty, list[LineView]]:
        """Every open line with its best proposal, by how sure that is; the newest first."""
        found = self.matching.found()
        if self._lists is not None and self._lists[0] is found:
            return self._lists[1]
        for line_id, view in self.views.items():
            best = _best(found.get(line_id))
            known = self._shown.get(line_id)
            if known is None or known.proposal is not best:
                self._shown[line_id] = replace(view, proposal=best) if best else view
        certain: list[LineView] = []
        probable: list[LineView] = []
        nothing: list[LineView] = []
        for line in reversed(self.matching.sequence):
            shown = self._shown[line.id]
            if shown.proposal is None:
                nothing.append(shown)
            else:
                (certain if shown.proposal.certainty is Certainty.CERTAIN else probable).append(shown)
        lists = {Certainty.CERTAIN: certain, Certainty.PROBABLE: probable, Certainty.NONE: nothing}
        self._lists = (found, lists)
        return lists

    def _read_orders(self) -> None:
        ids = [self._orders.pop() for _turn in range(min(_A_CALL, len(self._orders)))]
        found = asked.these(ids)
        for order_id in ids:
            row = found.get(order_id)
            self._counted.pop(order_id, None)
            self._paid.pop(order_id, None)
            if row is not None and row.open:
                self._counted[order_id] = row.counted
            elif row is not None and self._belongs(row):
                self._paid[order_id] = row
            else:
                self.matching.drop_order(order_id)
                continue
            self.matching.put_order(row.asked)

    def _read_lines(self) -> None:
        ids, self._lines = self._lines[:_A_CALL], self._lines[_A_CALL:]
        found = rows.these(ids)
        self._drop([line_id for line_id in ids if line_id in self.views])
        lines = [view.to_match() for view in found]
        self._lists = None
        for view, line in zip(found, lines, strict=True):
            self.views[view.id] = view
            self._count(line, 1)
        for line in lines:
            self.matching.put_line(line)
        self._orders |= asked.paid_ids(lines).difference(self._paid)

    def _drop(self, line_ids: Iterable[int]) -> None:
        gone = [(line_id, self.views.pop(line_id)) for line_id in line_ids]
        for line_id, view in gone:
            self._shown.pop(line_id, None)
            self._count(view.to_match(), -1)
            self.matching.drop_line(line_id)
        if gone:
            for order_id in [order_id for order_id, row in self._paid.items() if not self._belongs(row)]:
                del self._paid[order_id]
                self.matching.drop_order(order_id)

    def _count(self, line: Line, by: int) -> None:
        days = self._amounts[line.arrived_minor]
        days[line.booked_on] += by
        if not days[line.booked_on]:
            del days[line.booked_on]
        if not days:
            del self._amounts[line.arrived_minor]
        for number in asked.numbers_of(line):
            self._numbers[number] += by
            if not self._numbers[number]:
                del self._numbers[number]

    def _belongs(self, row: asked.Row) -> bool:
        """Whether a line may pay this paid order once more."""
        days = self._amounts.get(row.counted[0])
        if days and row.placed_ms >= asked.since_ms(min(days)):
            return True
        return row.asked.number in self._numbers or any(number in self._numbers for number in row.invoices)

    def _check(self) -> None:
        """Compare what is kept with the database's own sums; where they differ every order is read again, once."""
        if self._checked:
            return
        self._checked = True
        sums = tuple(sum(each) for each in zip(*self._counted.values(), strict=True)) or (0, 0, 0, 0)
        if (len(self._counted), sum(self._counted), *sums) != _sums():
            self._orders = asked.open_ids() | set(self._counted) | set(self._paid)


def _best(found: list[Proposal] | None) -> Proposal | None:
    return found[0] if found else None


_FILES = len(_FEEDS)
_heard = 0


def _hear(told: frozenset[Change]) -> None:
    global _heard
    _heard += any(change.kind in ("order", "bank") for change in told)


listen(_hear)


def _mark() -> _Mark:
    """What changes with the lines that wait and the orders that they may pay: the newest row of each table that tells
    of it, the open lines, and at its end how often this process was told of a change."""
    newest = ", ".join(f"(SELECT max(id) FROM {table})" for table, _column in _FEEDS)
    row = run(
        f"SELECT {newest}, (SELECT max(id) FROM bank_statement), (SELECT max(id) FROM bank_line),"
        " (SELECT max(id) FROM bank_match), count(*), sum(id), sum(CAST(id AS BIGINT) * id)"
        " FROM bank_line WHERE state = 'open'"
    ).fetchone()
    return (*(int(each or 0) for each in row), _heard)


def _sums() -> tuple[int, ...]:
    row = run(
        "SELECT count(*), sum(o.id), sum(o.total_minor), sum(o.paid_minor), sum(o.refunded_minor),"
        f" sum(o.unique_code_minor) FROM orders o WHERE {asked.OPEN}"
    ).fetchone()
    return tuple(int(each or 0) for each in row)
