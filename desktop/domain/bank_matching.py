"""The explanations of many lines, kept while orders and lines come and go: only what has changed is matched anew."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable

from desktop.domain import bank_match, bank_names
from desktop.domain.bank_book import Asked, Book, Key, Line, Proposal, keys, line_keys, name_words, sequence
from desktop.domain.bank_names import Alike


class Matching:
    """`put` and `drop` orders and lines; `work` matches what waits; `found` is then what `bank_match.propose_all` says
    of the same orders and lines."""

    def __init__(self) -> None:
        self.orders: dict[int, Asked] = {}
        self.lines: dict[int, Line] = {}
        self._book = Book()
        self.sequence: list[Line] = []  # as they were booked
        self._alone: dict[int, list[Proposal]] = {}
        self._waiting: set[int] = set()
        self._reads: dict[int, frozenset[Key]] = {}
        self._readers: dict[Key, set[int]] = defaultdict(set)
        self._lines_of: dict[str, set[int]] = defaultdict(set)  # by the payer as the bank writes it
        self._payers: dict[str, set[str]] = defaultdict(set)  # by a word of their name
        self._found: dict[int, list[Proposal]] | None = None

    @property
    def left(self) -> int:
        """How many lines wait to be matched."""
        return len(self._waiting)

    def put_order(self, order: Asked) -> None:
        if self.orders.get(order.id) != order:
            self._change(self.orders.get(order.id), order)

    def drop_order(self, order_id: int) -> None:
        if order_id in self.orders:
            self._change(self.orders[order_id], None)

    def put_line(self, line: Line) -> None:
        if self.lines.get(line.id) == line:
            return
        self.drop_line(line.id)
        self.lines[line.id] = line
        insort(self.sequence, line, key=sequence)
        self._book.add_line(line)
        self._lines_of[line.payer].add(line.id)
        for word in bank_names.words(line.payer):
            self._payers[word].add(line.payer)
        self._touch(line_keys(line))
        self._wait({line.id})

    def drop_line(self, line_id: int) -> None:
        line = self.lines.pop(line_id, None)
        if line is None:
            return
        del self.sequence[bisect_left(self.sequence, sequence(line), key=sequence)]
        self._book.remove_line(line)
        self._lines_of[line.payer].discard(line_id)
        if not self._lines_of[line.payer]:
            del self._lines_of[line.payer]
            self._book.forget_payer(line.payer)
            for word in bank_names.words(line.payer):
                self._payers[word].discard(line.payer)
        self._touch(line_keys(line))
        self._forget(line_id)
        self._waiting.discard(line_id)

    def work(self, may_go_on: Callable[[], bool] = lambda: True) -> int:
        """Match lines that wait, the oldest first, as long as `may_go_on`, at least one; how many are left."""
        if self._waiting:
            self._found = None
        # The oldest first: of two lines for one order the earlier is certain, so a later one is never too early.
        for line in [each for each in self.sequence if each.id in self._waiting] if self._waiting else ():
            self._book.read = set()
            self._alone[line.id] = bank_match.propose(line, self._book)
            self._reads[line.id] = frozenset(self._book.read)
            for key in self._reads[line.id]:
                self._readers[key].add(line.id)
            self._waiting.discard(line.id)
            if not may_go_on():
                break
        return self.left

    def found(self) -> dict[int, list[Proposal]]:
        """Every line's explanations, the best first; a line that waits is not in it."""
        if self._found is None:
            self._found = bank_match.one_each(self.sequence, self._alone)
        return self._found

    def _change(self, old: Asked | None, new: Asked | None) -> None:
        """Put an order in another's place; lines that have looked where either stands wait."""
        both = [order for order in (old, new) if order is not None]
        words = {word for order in both for word in name_words(order)}
        payers = {payer for word in words for payer in self._payers.get(word, ())}
        before = {payer: self._book.searched(payer) for payer in payers}
        if old is not None:
            self._book.remove(old)
            del self.orders[old.id]
        if new is not None:
            self._book.add(new)
            self.orders[new.id] = new
        for order in both:
            self._touch(keys(order))
        for payer in payers:
            if self._book.searched(payer) != before[payer] or any(_resemble(payer, order) for order in both):
                self._book.forget_payer(payer)
                self._wait(self._lines_of[payer])

    def _touch(self, places: Iterable[Key]) -> None:
        for key in places:
            self._wait(self._readers.get(key, ()))

    def _wait(self, line_ids: Iterable[int]) -> None:
        for line_id in tuple(line_ids):
            self._forget(line_id)
            self._waiting.add(line_id)

    def _forget(self, line_id: int) -> None:
        self._found = None
        self._alone.pop(line_id, None)
        for key in self._reads.pop(line_id, ()):
            readers = self._readers[key]
            readers.discard(line_id)
            if not readers:
                del self._readers[key]


def _resemble(payer: str, order: Asked) -> bool:
    return bank_names.best(payer, order.buyers) >= Alike.LIKE
