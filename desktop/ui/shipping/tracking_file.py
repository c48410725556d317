"""A courier's file of numbers and deliveries: shown row by row before anything is kept."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, ngettext, number
from desktop.services import waybills
from desktop.services.waybills import Found, Kept, Preview, Verdict
from desktop.ui.desk import Desk
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick

_COLUMNS = (
    Column(N_("Row"), 50),
    Column(N_("Parcel"), 150),
    Column(N_("Tracking number"), 190, stretch=1),
    Column(N_("State"), 260, stretch=2),
)
_SEQUENCE = (Verdict.WRONG, Verdict.DOUBTFUL, Verdict.NEW, Verdict.SAME)


class TrackingFile(QWidget):
    """`choose()` asks for a file, `read_file(path)` shows it; emits `left` when it is kept or dropped."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.preview: Preview | None = None
        look = theme()
        self._title, self._counts = ElideLabel("", "benchBody", weight=600), ElideLabel("", "body", "ink.secondary")
        self.table = PagedTable(desk.tasks, _COLUMNS, name="tracking-file-rows")
        self.doubtful = Tick("tracking-file-doubtful", "")
        self.drop = KeyButton("", "x", "Escape", name="tracking-file-drop")
        self.keep = KeyButton("", "check", "Ctrl+Return", role="primary", name="tracking-file-keep")
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        top.setSpacing(look.px(12))
        top.addWidget(self._title)
        top.addWidget(self._counts, 1)
        below = QHBoxLayout()
        below.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        below.setSpacing(look.px(12))
        below.addWidget(self.doubtful)
        below.addStretch(1)
        below.addWidget(self.drop)
        below.addWidget(self.keep)
        box = Panel(flush=True)
        box.body.setSpacing(0)
        box.body.addLayout(top)
        box.body.addWidget(Hairline())
        box.body.addWidget(TableHead(self.table))
        box.body.addWidget(self.table, 1)
        box.body.addWidget(Hairline())
        box.body.addLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(box)
        self.keep.clicked.connect(self._keep)
        self.drop.clicked.connect(self.left)
        self.doubtful.toggled.connect(self._say)
        self.retranslate()

    def choose(self) -> None:
        """Ask which file; none leaves."""
        kinds = _("Tables") + " (*.csv *.txt *.tsv *.xlsx)"
        name, _filter = QFileDialog.getOpenFileName(self, _("Import tracking CSV"), "", kinds)
        if name:
            self.read_file(Path(name))
        else:
            self.left.emit()

    def read_file(self, path: Path) -> None:
        self.desk.tasks.run(partial(waybills.read, path), self._show, self._refused)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        rows = sorted(preview.rows, key=lambda found: (_SEQUENCE.index(found.verdict), found.row))
        self.doubtful.setChecked(False)
        self.table.show_source(Source(page=partial(_page, rows), show=_row, id=_id))
        self._say()
        self.table.setFocus()

    def _say(self) -> None:
        preview = self.preview
        if preview is None:
            return
        self._title.setText(preview.file)
        counted = [preview.count(verdict) for verdict in _SEQUENCE]
        words = (_("{count} wrong"), _("{count} doubtful"), _("{count} new"), _("{count} known already"))
        said = [text.format(count=number(count)) for text, count in zip(words, counted, strict=True) if count]
        self._counts.setText(" · ".join(said))
        self.doubtful.setVisible(counted[1] > 0)
        going = counted[2] + (counted[1] if self.doubtful.isChecked() else 0)
        self.keep.setText(ngettext("Keep {count} row", "Keep {count} rows", going).format(count=number(going)))
        self.keep.setEnabled(going > 0)

    def _keep(self) -> None:
        if self.preview is not None:
            self.keep.setEnabled(False)
            work = partial(waybills.keep, self.preview, doubtful=self.doubtful.isChecked())
            self.desk.tasks.run(work, self._kept, self._refused)

    def _kept(self, result: Kept) -> None:
        numbers, events = result.numbers, result.events
        parts = []
        if numbers or not events:
            words = ngettext("{count} number saved", "{count} numbers saved", numbers)
            parts.append(words.format(count=number(numbers)))
        if events:
            words = ngettext("{count} event noted", "{count} events noted", events)
            parts.append(words.format(count=number(events)))
        detail = result.refused[0][1].say() if result.refused else ""
        outcome = Outcome.ATTENTION if result.refused else Outcome.SAVED
        self.desk.lane.show_result(outcome, ", ".join(parts), detail)
        self.left.emit()

    def _refused(self, error: Exception) -> None:
        self.desk.lane.show_refused(error)
        self.left.emit()

    def retranslate(self) -> None:
        self.doubtful.setText(_("Keep doubtful numbers too"))
        self.drop.setText(_("Drop"))
        self.keep.setText(_("Keep"))
        self.table.setAccessibleName(_("Rows of the file"))
        self._say()


def _row(found: Found) -> Row:
    parcel = found.parcel
    name = (
        Cell(parcel.code, " · ".join(part for part in (parcel.number, parcel.buyer) if part), codes=True, strong=True)
        if parcel
        else Cell("–", ink="ink.muted")
    )
    why = _(found.why).format(hint=found.hint) if found.why else ""
    state = {
        Verdict.NEW: Cell(_("New"), mark="right", ink="go.ink", strong=True),
        Verdict.SAME: Cell(_("Known already"), mark="circle-check", mark_ink="ink.muted", ink="ink.secondary"),
        Verdict.DOUBTFUL: Cell(_("Doubtful"), why, mark="attention", ink="warn.ink", strong=True),
        Verdict.WRONG: Cell(_("Not used"), why, mark="wrong", ink="stop.ink", strong=True),
    }[found.verdict]
    event = _(_EVENTS[found.event.value]) if found.event else ""
    number_ = Cell(found.tracking, event, codes=True) if found.tracking else Cell(event)
    return Row((Cell(number(found.row)), name, number_, state))


_EVENTS = {
    "delivered": N_("Delivered"), "failed": N_("Not delivered"), "returning": N_("Coming back"),
    "returned": N_("Came back"),
}  # fmt: skip


def _page(rows: list[Found], after: Found | None, limit: int) -> list[Found]:
    start = rows.index(after) + 1 if after is not None else 0
    return rows[start : start + limit]


def _id(found: Found) -> int:
    return found.row
