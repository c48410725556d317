"""Packing without a network: the shop's card, what was packed here by slips, and what other benches packed by ours."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.merge import Outcome as Side
from desktop.i18n import _, day_time, ngettext, number
from desktop.services import printing, settings
from desktop.services.slips import keys, merging, results
from desktop.services.slips.against import REASONS
from desktop.services.slips.merging import Merged, State
from desktop.ui.desk import Desk
from desktop.ui.dialogs import Ask, choose_file, choose_target
from desktop.ui.settings.page import SettingRow, SettingsPage, Undo
from desktop.ui.theme import theme
from desktop.ui.widgets.code_picture import CodePicture
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name

_SHOWN = 8  # results that wait for a person; the others follow as they are decided


@dataclass(frozen=True, slots=True)
class _Read:
    here: list[results.Row]
    there: list[merging.Row]
    key: str
    zone: str


class SlipsPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._number = ""  # of the order whose codes are shown
        self._titles = [Label("", "benchBody", weight=600) for _turn in range(3)]
        self.card = KeyButton("", "printer", name="slips-card")
        self.save_file = KeyButton("", "download", role="primary", name="slips-save")
        self.print_codes = KeyButton("", "printer", name="slips-print")
        self.show_code = KeyButton("", "scan-barcode", name="slips-show")
        self.take = KeyButton("", "folder-down", role="primary", name="slips-take")
        self.code = CodePicture("slips-code")
        self._code_words = Label("", "body", "ink.secondary", wrap=True)
        self._rows = {button: SettingRow(button) for button in (self.card, self.save_file, self.take)}
        self._open = QVBoxLayout()
        self._lay_out()
        self.card.clicked.connect(self._print_card)
        self.save_file.clicked.connect(self._save)
        self.print_codes.clicked.connect(self._print_codes)
        self.show_code.clicked.connect(self._next_code)
        self.take.clicked.connect(self._take)
        self.code.hide()
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        done = [row for row in read.here if row.done]
        untold = [row for row in done if row.told_at is None]
        words = ngettext(
            "{count} packed order that the shop was not told of.",
            "{count} packed orders that the shop was not told of.",
            len(untold),
        ).format(count=number(len(untold)))
        if not done:
            words = _("No order was packed here by its slip.")
        self._rows[self.save_file].say(_("Packed here by slips"), words)
        for button in (self.save_file, self.print_codes, self.show_code):
            button.setEnabled(bool(done))
        self._rows[self.card].say(
            _("Shop card"),
            _("Scanned once, a bench packs by your slips alone. Your key: {key}").format(key=read.key)
            if read.key
            else _("Scanned once, a bench packs by your slips alone."),
        )
        merged = sum(row.state is State.MERGED for row in read.there)
        told = ngettext("{count} order was merged.", "{count} orders were merged.", merged)
        self._rows[self.take].say(_("Packed by other benches"), told.format(count=number(merged)))
        self._show_open([row for row in read.there if row.state is State.OPEN], read.zone)

    def _show_open(self, rows: list[merging.Row], zone: str) -> None:
        """What waits for a person, each with its two answers."""
        while (item := self._open.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in rows[:_SHOWN]:
            self._open.addWidget(self._question(row, zone))

    def _question(self, row: merging.Row, zone: str) -> QWidget:
        there = " · ".join(part for part in (row.bench, row.who, day_time(row.packed_at, zone=zone)) if part)
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().px(8))
        words = QVBoxLayout()
        words.setSpacing(theme().px(2))
        words.addWidget(Label(f"{order_name(row.number)} · {there}", "body", weight=500, wrap=True))
        words.addWidget(Label(_(REASONS[row.reason]), "caption", "ink.secondary", wrap=True))
        line.addLayout(words, 1)
        for side, text in ((Side.OURS, _("Keep ours")), (Side.THEIRS, _("Take theirs"))):
            button = KeyButton(text, name=f"slips-{side.value}-{row.id}")
            button.clicked.connect(partial(self._decide, row.id, side))
            line.addWidget(button)
        return part

    # What is done

    def _decide(self, result_id: int, side: Side) -> None:
        self.desk.tasks.run(partial(merging.decide, result_id, side), self._decided, self.say_refused)

    def _decided(self, row: merging.Row) -> None:
        words = _("Theirs goes.") if row.state is State.MERGED else _("Ours goes.")
        self.desk.lane.show_result(Outcome.SAVED, order_name(row.number), words)
        self.reload()

    def _save(self) -> None:
        path = choose_target(self, _("Save what was packed"), f"packed{results.ENDING}")
        if path is not None:
            self.desk.tasks.run(partial(results.export, path), partial(self._saved_file, path), self.say_refused)

    def _saved_file(self, path: Path, rows: list[results.Row]) -> None:
        words = ngettext("{count} order is in {file}.", "{count} orders are in {file}.", len(rows))
        self.desk.lane.show_result(Outcome.SAVED, _("Saved"), words.format(count=number(len(rows)), file=path.name))
        self.reload()

    def _take(self) -> None:
        kinds = [(_("Packed slips"), f"*{results.ENDING}"), (_("All files"), "*")]
        path = choose_file(self, _("Take what another bench packed"), kinds)
        if path is not None:
            self.merge(path)

    def merge(self, path: Path, *, trust: bool = False) -> None:
        """Take a file of another bench; where its key is not known, a person is asked."""
        self.desk.tasks.run(
            partial(merging.merge_file, path, trust=trust), self._merged, partial(self._not_merged, path)
        )

    def _merged(self, merged: Merged) -> None:
        self.trouble.hide()
        words = ngettext("{count} order is new here.", "{count} orders are new here.", merged.new)
        said = words.format(count=number(merged.new))
        if merged.open:
            said += " " + _("{count} wait for a decision.").format(count=number(len(merged.open)))
        outcome = Outcome.ATTENTION if merged.open else Outcome.SAVED
        self.desk.lane.show_result(outcome, _("Merged"), said)
        self.reload()

    def _not_merged(self, path: Path, error: Exception) -> None:
        if isinstance(error, merging.Unknown):
            if Ask(self, _("Trust this bench?"), error.say(), [(_("Trust it"), "primary")]).ask() == 0:
                self.merge(path, trust=True)
            return
        self.say_refused(error)

    def _print_card(self) -> None:
        self.desk.tasks.run(partial(_queue, "shop-card"), self._queued, self.say_refused)

    def _print_codes(self) -> None:
        self.desk.tasks.run(partial(_queue, "packed-codes"), self._queued, self.say_refused)

    def _queued(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("In the print queue"))

    def _next_code(self) -> None:
        """The codes of what the shop was not told of, one after the other."""
        if self.code.isVisible() and self.code.turn + 1 < self.code.count:
            self.code.step()
            self._say_code()
            return
        self.desk.tasks.run(_next_codes, self._show_codes, self.say_refused)

    def _show_codes(self, found: tuple[str, list[str]]) -> None:
        self._number, codes = found
        self.code.show_codes(codes)
        self._say_code()
        self.reload()

    def _say_code(self) -> None:
        words = _("{order}: code {number} of {count}. Scan it at a bench of the shop.")
        self._code_words.setText(
            words.format(order=order_name(self._number), number=self.code.turn + 1, count=self.code.count)
        )

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addStretch(1)
        buttons.addWidget(self.print_codes)
        buttons.addWidget(self.show_code)
        panel.body.addWidget(self._titles[0])
        panel.body.addWidget(self._rows[self.card])
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self._titles[1])
        panel.body.addWidget(self._rows[self.save_file])
        panel.body.addLayout(buttons)
        panel.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        panel.body.addWidget(self._code_words)
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self._titles[2])
        panel.body.addWidget(self._rows[self.take])
        panel.body.addLayout(self._open)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)

    def retranslate(self) -> None:
        titles = (_("Your slips"), _("At this bench"), _("From other benches"))
        for title, text in zip(self._titles, titles, strict=True):
            title.setText(text)
        self.card.setText(_("Print the card"))
        self.save_file.setText(_("Save for the shop"))
        self.print_codes.setText(_("Print the codes"))
        self.show_code.setText(_("Show the next code"))
        self.take.setText(_("Take a file"))
        if self._read is not None:
            self._show(self._read)


def _read() -> _Read:
    own = [row for row in keys.listed(keys.Role.OWN) if row.state is keys.State.IN_USE]
    return _Read(results.rows(), merging.rows(), own[-1].short if own else "", settings.shop().zone)


def _next_codes() -> tuple[str, list[str]]:
    """The codes of the next order that the shop was not told of, else of the first."""
    done = [row for row in results.rows() if row.done]
    row = done[0]
    return row.number, results.codes(row.order_id)


def _queue(kind: str) -> int:
    return printing.queue_own(kind, "")
