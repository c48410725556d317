"""The daily proof: of each order what we believe, what the store says and the evidence; differences on top."""

import contextlib
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.proof import Proof, ProofRow, Verdict
from desktop.i18n import N_, _, day_time, number
from desktop.services import proof, proof_export
from desktop.services.proof_export import Seal
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.sync.facts import Facts
from desktop.ui.sync.listed import Figure, figure_row, listed, rows_after, side_by_side
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name

ROWS = (Column(N_("Order"), 120), Column(N_("Here"), 110, stretch=1), Column(N_("In the store"), 110, stretch=1),
        Column(N_("Verdict"), 140))  # fmt: skip
# What a verdict looks like: words, mark, ink.
_VERDICTS = {
    Verdict.UNKNOWN: (N_("Not known"), "unknown", "ink.primary"),
    Verdict.WAITING: (N_("On its way"), "clock", "ink.secondary"),
    Verdict.DECIDED: (N_("Decided so"), "split", "ink.secondary"),
    Verdict.SAME: (N_("The same"), "circle-check", "ink.muted"),
}


class ProofPanel(Panel):
    """One order of the proof: both sides, the evidence, and what next. `opened(order_id)`."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.row: ProofRow | None = None
        self._title = ElideLabel("", "benchBody", weight=600)
        self.note = NoteBar(kind="attention")
        self._heads = [Label("", "caption", "ink.secondary", weight=600) for _turn in range(3)]
        self._texts = [Label("", "body", wrap=True) for _turn in range(3)]
        self.order = KeyButton("", "file-text", "Return", name="proof-order")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        head.addWidget(self._title, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        inner.setSpacing(look.px(8))
        inner.addWidget(self.note)
        for label, text in zip(self._heads, self._texts, strict=True):
            inner.addWidget(label)
            inner.addWidget(text)
        inner.addStretch(1)
        inner.addWidget(self.order)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addLayout(inner, 1)
        self.order.clicked.connect(self._open)

    def show_row(self, row: ProofRow | None) -> None:
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self._title.setText(order_name(row.number))
        kind = "attention" if row.verdict in (Verdict.DIFFERENT, Verdict.UNKNOWN) else "hint"
        self.note.say(row.why or _("Both sides say the same."), row.next, kind)
        for label, text, value in zip(self._heads, self._texts, (row.ours, row.theirs, row.evidence), strict=True):
            text.setText(value)
            label.setVisible(bool(value))
            text.setVisible(bool(value))
        self.order.setVisible(row.order_id is not None)

    def _open(self) -> None:
        if self.row is not None and self.row.order_id is not None:
            self.opened.emit(self.row.order_id)

    def retranslate(self) -> None:
        for label, text in zip(self._heads, (_("Here"), _("In the store"), _("Evidence")), strict=True):
            label.setText(text)
        self.order.setText(_("Open order"))
        self.show_row(self.row)


class ProofPage(QWidget):
    """`show_facts(facts)`, then `show_store(id)`; `opened(order_id)`."""

    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.proof: Proof | None = None
        self._store: int | None = None
        self._facts = Facts()
        self._process: QProcess | None = None
        look = theme()
        self.figures = [Figure() for _turn in range(3)]
        self.table = PagedTable(desk.tasks, ROWS, name="sync-proof")
        self.panel, self.empty = ProofPanel(), EmptyState("badge-check")
        self.run = KeyButton("", "badge-check", "F4", name="proof-run")
        self.export = KeyButton("", "download", "Ctrl+E", name="proof-export")
        self.rehearse = KeyButton("", "rotate-ccw", name="proof-rehearse")
        self._when = ElideLabel("", "body", "ink.secondary", align=Qt.AlignmentFlag.AlignRight)
        self.told = NoteBar(kind="hint")
        self.told.hide()
        self._pages = QStackedWidget()
        tools = QHBoxLayout()
        tools.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        tools.setSpacing(look.px(8))
        tools.addStretch(1)
        for button in (self.rehearse, self.export, self.run):
            tools.addWidget(button)
        top = figure_row(self.figures)
        top.addWidget(self._when, 1)
        side_by_side(self, listed(self.table, self._pages, self.empty, top, tools, self.told), self.panel)
        self.table.current_changed.connect(self._show_row)
        self.table.opened.connect(self._open_row)
        self.table.settled.connect(self._settled)
        self.panel.opened.connect(self.opened.emit)
        self.run.clicked.connect(self._run)
        self.export.clicked.connect(self._export)
        self.rehearse.clicked.connect(self._rehearse)

    def show_facts(self, facts: Facts, anew: bool) -> None:
        self._facts = facts

    def show_store(self, store_id: int | None) -> None:
        self._store = store_id
        if store_id is not None:
            self.desk.tasks.run(partial(proof.latest, store_id), self._show)

    def _show(self, found: Proof | None) -> None:
        same = found == self.proof and self.table.count() > 0
        self.proof = found
        counts = (found.different, found.unknown, found.same) if found else (0, 0, 0)
        words = (
            (_("different"), "attention"),
            (_("not known"), "circle-question-mark"),
            (_("the same"), "circle-check"),
        )
        for figure, value, (word, icon) in zip(self.figures, counts, words, strict=True):
            figure.show_figure(value, word, icon)
        name = next((each.row.name for each in self._facts.stores if each.row.id == self._store), "")
        when = day_time(found.at, zone=self._facts.zone) if found else _("not proved yet")
        self._when.setText(" · ".join(part for part in (name, when) if part))
        self.export.setEnabled(found is not None)
        rows = found.rows if found else ()
        if not same:
            page = partial(_rows, rows)
            self.table.show_source(Source(page=page, show=_proof_row, id=_id))

    def _settled(self, count: int) -> None:
        self._pages.setCurrentIndex(0 if count else 1)
        if not count:
            self.panel.show_row(None)

    def _show_row(self, _row: object = None) -> None:
        row = self.table.current()
        self.panel.show_row(row if isinstance(row, ProofRow) else None)

    def _open_row(self, row: Any) -> None:
        if isinstance(row, ProofRow) and row.order_id is not None:
            self.opened.emit(row.order_id)

    def _run(self) -> None:
        worker = getattr(self.desk.app, "sync", None)
        if worker is not None and self._store is not None:
            worker.prove(self._store)
            self._say(_("Every order is compared with the store now. This list follows by itself."))

    def _export(self) -> None:
        if self.proof is None:
            return
        name = f"kolli-proof-{self.proof.at:%Y-%m-%d}.zip"
        path = choose_target(self, _("Export the signed proof"), name)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the signed archive there."""
        if self.proof is not None:
            work = partial(proof_export.write, self.proof.id, path)
            self.desk.tasks.run(work, partial(self._exported, path), self.desk.lane.show_refused)

    def _exported(self, path: Path, seal: Seal) -> None:
        self._say(_("Saved and signed: {file}").format(file=path.name), _("Key {name}").format(name=seal.fingerprint))

    def _rehearse(self) -> None:
        """A shop and a store of its own, in a process of its own: nothing of this shop is touched."""
        if self._process is not None:
            return
        self._process = QProcess(self)
        command = [] if getattr(sys, "frozen", False) else ["-m", "desktop"]
        self._process.finished.connect(self._rehearsed)
        self._process.start(sys.executable, [*command, "proof", "rehearse", "--json"])
        self.rehearse.setEnabled(False)
        self._say(_("Rehearsing with a shop of its own and a network that breaks. Work goes on."))

    def _rehearsed(self, code: int, _status: object = None) -> None:
        process, self._process = self._process, None
        self.rehearse.setEnabled(True)
        said: dict[str, Any] = {}
        if process is not None:
            with contextlib.suppress(ValueError):
                said = json.loads(bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace") or "{}")
            process.deleteLater()
        if code == 0 and said:
            what = _("{orders} orders, {messages} messages, {faults} faults: nothing was lost, nothing happened twice.")
            self._say(_("The rehearsal went well"), what.format(
                orders=number(int(said.get("orders", 0))), messages=number(int(said.get("messages", 0))),
                faults=number(int(said.get("faults", 0))),
            ))  # fmt: skip
        else:
            self._say(_("The rehearsal did not go well"), _("Run kolli proof rehearse to see why."), "refused")

    def _say(self, text: str, detail: str = "", kind: str = "hint") -> None:
        self.told.say(text, detail, kind)
        self.told.show()

    def retranslate(self) -> None:
        self.run.setText(_("Prove now"))
        self.export.setText(_("Export"))
        self.rehearse.setText(_("Rehearse"))
        self.table.setAccessibleName(_("Orders of the proof"))
        self.empty.say(_("No proof yet"), _("Each night every order is compared with its store."), "badge-check")
        self.panel.retranslate()
        self._show(self.proof)
        self.table.reload()


def _id(row: ProofRow) -> int:
    return hash((row.remote_id, row.number))


def _rows(rows: Sequence[ProofRow], after: ProofRow | None, limit: int) -> Sequence[ProofRow]:
    return rows_after(rows, after, limit)


def _proof_row(row: ProofRow) -> Row:
    if row.verdict is Verdict.DIFFERENT:
        state = Cell(badge=("warn", "attention", _("Different")))
    else:
        words, mark, ink = _VERDICTS[row.verdict]
        state = Cell(_(words), mark=mark, mark_ink=ink, ink=ink)
    return Row(
        (Cell(order_name(row.number), row.why, strong=True), Cell(row.ours), Cell(row.theirs, row.evidence), state),
        dim=row.verdict is Verdict.SAME,
    )
