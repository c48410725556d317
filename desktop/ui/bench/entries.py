"""What the checklist shows of an order's lines: each of them, or in a long list those that are still open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.i18n import _, number
from desktop.ui.bench.lines import Row

ENTRY = int(Qt.ItemDataRole.UserRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
MOST = 8  # lines that are shown whatever their state; above it, done ones fold into one entry
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Kit:
    """The head of a kit's parts."""

    name: str
    left: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Folded:
    """So many lines that are done and not shown each."""

    lines: int


Entry = Row | Kit | Folded


def entries_of(rows: Sequence[Row], kept: Iterable[int | None] = ()) -> list[Entry]:
    """The entries for these lines, in their order; `kept` are lines that stay in sight although they are done."""
    found: list[Entry] = []
    kit = ""
    fold = len(rows) > MOST
    stays = set(kept)
    for row in rows:
        if fold and row.done and not row.out and row.id not in stays:
            continue
        if row.kit and row.kit != kit:
            parts = [part for part in rows if part.kit == row.kit]
            found.append(Kit(row.kit, sum(part.left for part in parts), sum(part.wanted for part in parts)))
        kit = row.kit
        found.append(row)
    hidden = len(rows) - sum(isinstance(entry, Row) for entry in found)
    return [*found, Folded(hidden)] if hidden else found


class Entries(QAbstractListModel):
    """`put` for other lines, `change` for the same with other counts: only what differs is painted again."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.entries: list[Entry] = []

    def put(self, rows: Sequence[Row], kept: Iterable[int | None]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.entries = entries_of(rows, kept)
        self.endResetModel()

    def change(self, rows: Sequence[Row], kept: Iterable[int | None]) -> None:
        self.rows = list(rows)
        wanted = entries_of(rows, kept)
        names = {_name(entry) for entry in wanted}
        for at in range(len(self.entries) - 1, -1, -1):
            if _name(self.entries[at]) not in names:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self.entries[at]
                self.endRemoveRows()
        for at, entry in enumerate(wanted):
            if at >= len(self.entries) or _name(self.entries[at]) != _name(entry):
                self.beginInsertRows(QModelIndex(), at, at)
                self.entries.insert(at, entry)
                self.endInsertRows()
            elif self.entries[at] != entry:
                self.entries[at] = entry
                self.dataChanged.emit(self.index(at, 0), self.index(at, 0))

    def place(self, line_id: int | None) -> int | None:
        """Where a line stands now, None where it is not shown."""
        for at, entry in enumerate(self.entries):
            if isinstance(entry, Row) and entry.id == line_id:
                return at
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = 0) -> Any:
        if role == ENTRY:
            return self.entries[index.row()]
        return _spoken(self.entries[index.row()]) if role == _SPOKEN else None


def folded_words(entry: Folded) -> str:
    return _("{count} done").format(count=number(entry.lines))


def _name(entry: Entry) -> object:
    """What stays the same while its figures change."""
    if isinstance(entry, Row):
        return entry.id
    return entry.name if isinstance(entry, Kit) else Folded


def _spoken(entry: Entry) -> str:
    if isinstance(entry, Folded):
        return folded_words(entry)
    left = _("{left} left of {all}").format(left=entry.left, all=entry.wanted)
    return f"{entry.name}: {left}" if isinstance(entry, Kit) else f"{entry.name}, {entry.sub}: {left}"
