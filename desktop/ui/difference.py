"""What the store says otherwise about an order, in words, and the decision that a person has to make."""

import json
from collections.abc import Iterable

from PySide6.QtCore import Signal

from desktop.i18n import _, number
from desktop.services.remote import DecisionRow
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.words import field_name, side_words


class Difference(NoteBar):
    """`show_decisions`; hidden while there is nothing to decide. `decided` says which, and "theirs" or "ours"."""

    decided = Signal(int, str)

    def __init__(self) -> None:
        super().__init__("", "attention")
        self.theirs = KeyButton("", "check", "T", name="order-take-theirs")
        self.ours = KeyButton("", "x", "K", name="order-keep-ours")
        self.add_button(self.theirs)
        self.add_button(self.ours)
        self._rows: list[DecisionRow] = []
        self.theirs.clicked.connect(self._take)
        self.ours.clicked.connect(self._keep)
        self.retranslate()
        self.hide()

    def show_decisions(self, rows: Iterable[DecisionRow]) -> None:
        """The first of them is asked; the others follow when it is decided."""
        self._rows = list(rows)
        self.setVisible(bool(self._rows))
        if self._rows:
            row = self._rows[0]
            self.say(_("{store} says something else about this order").format(store=row.store), said(row))

    def _take(self) -> None:
        self.decided.emit(self._rows[0].id, "theirs")

    def _keep(self) -> None:
        self.decided.emit(self._rows[0].id, "ours")

    def retranslate(self) -> None:
        self.theirs.setText(_("Take it over"))
        self.ours.setText(_("Keep ours"))
        self.show_decisions(self._rows)


def said(row: DecisionRow) -> str:
    """What differs, before and after: "Articles: CUP 2 → 1"."""
    if row.field == "lines":
        what = _lines(row.ours, row.theirs)
    elif row.field == "address":
        what = f"{_address(row.ours)} → {_address(row.theirs)}"
    else:
        what = " → ".join(side_words(text) or "–" for text in (row.ours, row.theirs))
    return f"{field_name(row.field)}: {what}"


def _lines(ours: str, theirs: str) -> str:
    before, after = _quantities(ours), _quantities(theirs)
    changed = [key for key in {**before, **after} if before.get(key, ("", 0))[1] != after.get(key, ("", 0))[1]]
    if not changed:  # prices or options: the articles are named
        return ", ".join(name for name, _units in after.values())
    return ", ".join(
        f"{(after.get(key) or before[key])[0]} {number(before.get(key, ('', 0))[1])}"
        f" → {number(after.get(key, ('', 0))[1])}"
        for key in changed
    )


def _quantities(text: str) -> dict[str, tuple[str, int]]:
    """By the line's own name in the store: its SKU, and how many are wanted."""
    lines = json.loads(text or "[]") or []
    return {str(line[0]): (str(line[1] or line[0]), int(line[2]) - int(line[3])) for line in lines}


def _address(text: str) -> str:
    return ", ".join(str(part) for part in json.loads(text or "[]") or [] if part)
