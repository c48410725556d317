"""Calibrating one printer: print a page, scan it or measure it, see what is off, use the correction, print again."""

import re
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain import calibration_target
from desktop.domain.calibration import Calibration
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _
from desktop.services import calibrating
from desktop.services.calibrating import Result, Standing
from desktop.services.calibrating_words import listed, misprint, sentences, still_open
from desktop.services.printers import PrinterRow
from desktop.ui.desk import Desk
from desktop.ui.settings.calibration_picture import CalibrationPicture
from desktop.ui.settings.page import both_ways
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline
from desktop.ui.widgets.stage_tabs import Segments

_SCAN, _MEASURE = "scan", "measure"
_STEPS = (
    N_("1  Print the self-check."),
    N_("2  Fold each edge of the paper forwards until it lies on the marks, press the fold, and bend the strip behind"
       " the page. Lay the page on something white."),
    N_("3  Scan, of each row from 1 to 8, the code nearest to the fold that reads."),
    N_("4  Scan, of the next page, the lowest code at 9, and the narrowest that reads of A and of B."),
)  # fmt: skip
_NARROW_STEPS = (
    N_("1  Print the self-check."),
    N_("2  Scan the narrowest code that reads of A and of B. This paper is too small for the codes that tell where"
       " the page lies: measure that with a ruler."),
)  # fmt: skip
_RULER_STEPS = (
    N_("1  Print the target."),
    N_("2  Measure with a ruler, to a quarter of a millimetre. Leave empty what you did not measure."),
)
_FIGURES = {
    "a": N_("a  Left edge of the paper to mark 1"),
    "b": N_("b  Upper edge of the paper to mark 1"),
    "c": N_("c  Left edge of the paper to mark 3"),
    "d": N_("d  Mark 1 to mark 2"),
    "e": N_("e  Mark 1 to mark 3"),
}


class CalibrationSheet(QDialog):
    """`CalibrationSheet(desk, row, parent).open()`. `changed` when the printer's correction was kept or taken back."""

    changed = Signal()

    def __init__(self, desk: Desk, printer_row: PrinterRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calibration")
        self._desk, self._name = desk, printer_row.name
        self._here: Standing | None = None
        self._result: Result | None = None
        self._texts: list[str] = []
        self._undo: list[PrinterRow] = []
        self._title = Label("", "heading", wrap=True)
        self.ways, self.paper = Segments("calibration-way"), Choice("calibration-paper")
        self._paper = LabelledField("", self.paper)
        self._how = Label("", "body", "ink.secondary", wrap=True)
        self.figures = {name: TextField(f"calibration-{name}", unit="mm") for name in calibration_target.NAMES}
        self._figures = {name: LabelledField("", field) for name, field in self.figures.items()}
        self.corrected = KeyButton("", "printer", "Ctrl+P", name="calibration-print-corrected")
        self.plain = KeyButton("", "printer", "F8", name="calibration-print")
        self.again = KeyButton("", "x", "F9", name="calibration-scan-again")
        self.picture, self._open = CalibrationPicture(), Label("", "body", weight=600, wrap=True)
        self._known, self._said = Label("", "caption", "ink.muted", wrap=True), Label("", "body", wrap=True)
        self.trouble = NoteBar(kind="refused")
        self.use = KeyButton("", "check", "Ctrl+Return", role="primary", name="calibration-use")
        self.undo = KeyButton("", "undo-2", "Ctrl+Z", name="calibration-undo")
        self.forget = KeyButton("", "trash-2", "F6", name="calibration-forget")
        self.shut = KeyButton("", "", name="calibration-close")
        self._lay_out()
        self._connect()
        self.retranslate()
        self._desk.tasks.run(partial(calibrating.standing, self._name), self._begin, self._refused)

    # What comes in

    def scanned(self, text: str) -> None:
        """A scan while the sheet is open is meant for it."""
        if self.ways.current() == _SCAN:
            texts = [*self._texts, text]
            self._desk.tasks.run(partial(calibrating.scanned, self._name, texts), partial(self._heard, texts),
                                 self._refused)  # fmt: skip

    def _heard(self, texts: list[str], result: Result) -> None:
        self._texts = texts
        self._desk.lane.show_result(Outcome.SAVED, _("Heard"), texts[-1])
        self._show(result)

    def _measure(self) -> None:
        figures = {}
        for name, field in self.figures.items():
            typed = field.text().strip().replace(",", ".")
            if typed and not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", typed):
                self._figures[name].say_wrong(_("Type millimetres, such as 15.5"))
                return
            self._figures[name].say_wrong("")
            if typed:
                figures[name] = float(typed)
        if figures:
            corrected = bool(self._here and self._here.calibration.moves and self._printed_corrected)
            measured = partial(calibrating.measured, self._name, figures, corrected=corrected)
            self._desk.tasks.run(measured, self._show, self._refused)
        else:
            self._clear()

    # What is shown

    def _begin(self, here: Standing) -> None:
        self._here = here
        self.paper.set_choices([(name, name) for name in calibrating.media(here.printer)])
        self.paper.choose(here.media)
        self._clear()

    def _clear(self) -> None:
        self._texts, self._result = [], None
        self.trouble.hide()
        self._fill()

    def _show(self, result: Result) -> None:
        self._result = result
        self.trouble.hide()
        self._fill()

    def _fill(self) -> None:
        here, result = self._here, self._result
        if here is None:
            return
        scan = self.ways.current() == _SCAN
        self._pages.setCurrentIndex(0 if scan else 1)
        finding = result.finding if result else None
        steps = (_STEPS if here.page.steps else _NARROW_STEPS) if scan else _RULER_STEPS
        said = [_(step) for step in steps]
        if not scan and here.calibration.moves:
            corrected = _("These figures are of the page printed corrected.")
            said.append(corrected if self._printed_corrected else _("These figures are of the page printed plain."))
        self._how.setText("\n".join(said))
        left = still_open(finding, here.page) if scan else []
        self._open.setText(_("Still to scan: {places}").format(places=listed(left)) if left else "")
        self._open.setVisible(bool(left))
        self._said.setText("\n".join(sentences(result, here.page)) if result else "")
        self._said.setVisible(result is not None)
        known = misprint(here.calibration)
        self._known.setText(
            _("Corrected now: {what}").format(what="; ".join(known)) if known else _("Nothing is corrected yet.")
        )
        size = calibration_target.page(here.size)
        places = None
        if scan and here.page.steps:
            places = frozenset(range(1, 9)) - set(finding.open_places if finding else range(1, 9))
        self.picture.show_page(size, (result and result.rest) or Calibration(), places)
        self.picture.setAccessibleName(self._said.text() or self._known.text())
        self.corrected.setVisible(here.calibration.moves)
        self.use.setEnabled(bool(result and ((result.calibration and not result.true) or result.least_dots)))
        self.undo.setEnabled(bool(self._undo))
        self.forget.setEnabled(here.calibration.moves or bool(here.least_dots))
        self.again.setEnabled(bool(self._texts))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self._desk.lane.show_result(Outcome.WRONG, "", error.say())
        self.trouble.say(error.say())
        self.trouble.show()

    # What a person does

    def _print(self, corrected: bool) -> None:
        scan = self.ways.current() == _SCAN
        kinds = (calibrating.CHECK, calibrating.CHECK_PROOF) if scan else (calibrating.TARGET, calibrating.TARGET_PROOF)
        self._printed_corrected = corrected
        self._forget_typed()
        self._clear()
        self._desk.tasks.run(
            partial(calibrating.print_page, self._name, kinds[corrected]), self._printed, self._refused
        )

    def _print_plain(self) -> None:
        self._print(False)

    def _print_corrected(self) -> None:
        self._print(True)

    def _printed(self, _result: object) -> None:
        words = _("It comes out of {printer}.").format(printer=self._name)
        self._desk.lane.show_result(Outcome.SAVED, _("Calibration"), words)

    def _use(self) -> None:
        found = self._result
        if found is not None and self.use.isEnabled():
            calibration = None if found.true else found.calibration
            keep = partial(calibrating.keep, self._name, calibration, found.least_dots, found.lighter)
            self._desk.tasks.run(keep, self._kept, self._refused)

    def _forget(self) -> None:
        self._desk.tasks.run(partial(calibrating.forget, self._name), self._kept, self._refused)

    def _take_back(self) -> None:
        if self._undo:
            self._desk.tasks.run(partial(calibrating.put_back, self._undo[-1]), self._taken_back, self._refused)

    def _use_paper(self, paper: object) -> None:
        self._desk.tasks.run(partial(calibrating.use_paper, self._name, str(paper)), self._paper_used, self._refused)

    def _paper_used(self, _before: PrinterRow) -> None:
        self._forget_typed()
        self._again()

    def _kept(self, before: PrinterRow) -> None:
        self._undo.append(before)
        self._desk.lane.show_result(Outcome.SAVED, _("Calibration"), _("Every paper of this printer is drawn with it."))
        self._forget_typed()
        self._again()

    def _taken_back(self, _result: object) -> None:
        self._undo.pop()
        self._desk.lane.show_result(Outcome.SAVED, _("Undone"))
        self._again()

    def _again(self) -> None:
        self._desk.tasks.run(partial(calibrating.standing, self._name), self._begin, self._refused)
        self.changed.emit()

    def _choose_way(self, _way: str) -> None:
        self._clear()

    def _forget_typed(self) -> None:
        for name, field in self.figures.items():
            field.clear()
            self._figures[name].say_wrong("")

    # Layout

    def _connect(self) -> None:
        self._printed_corrected = False
        self.ways.chosen.connect(self._choose_way)
        self.paper.picked.connect(self._use_paper)
        for field in self.figures.values():
            field.editingFinished.connect(self._measure)
        self.plain.clicked.connect(self._print_plain)
        self.corrected.clicked.connect(self._print_corrected)
        self.again.clicked.connect(self._clear)
        self.use.clicked.connect(self._use)
        self.undo.clicked.connect(self._take_back)
        self.forget.clicked.connect(self._forget)
        self.shut.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        look = theme()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        column.setSpacing(look.px(12))
        top = QHBoxLayout()
        top.setSpacing(look.px(16))
        top.addWidget(self._title, 1)
        column.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(look.px(24))
        left = QVBoxLayout()
        left.setSpacing(look.px(10))
        left.addWidget(self.ways)
        left.addWidget(self._paper)
        left.addWidget(self._how)
        buttons = QHBoxLayout()
        buttons.addWidget(self.plain)
        buttons.addWidget(self.corrected)
        buttons.addStretch(1)
        left.addLayout(buttons)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._scan_part())
        self._pages.addWidget(self._figure_part())
        left.addWidget(self._pages)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(look.px(8))
        right.addWidget(self._known)
        right.addWidget(self.picture, 1)
        right.addWidget(self._said)
        right.addWidget(self.trouble)
        self.trouble.hide()
        middle.addLayout(left, 5)
        middle.addLayout(right, 4)
        column.addLayout(middle, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(24), look.px(12), look.px(24), look.px(16))
        foot.setSpacing(look.px(8))
        for button in (self.forget, self.undo):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.use, self.shut):
            foot.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(both_ways(whole), 1)
        outer.addWidget(Hairline())
        outer.addLayout(foot)
        self.resize(look.px(980), look.px(640))

    def _scan_part(self) -> QWidget:
        box = QWidget()
        row = QVBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._open)
        row.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        return box

    def _figure_part(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(16))
        for at, field in enumerate(self._figures.values()):
            grid.addWidget(field, at // 2, at % 2)
        return box

    def retranslate(self) -> None:
        title = _("Calibrate {printer}").format(printer=self._name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._title.setText(title)
        self.ways.set_choices([(_SCAN, _("With the scanner")), (_MEASURE, _("With a ruler"))])
        self.ways.setAccessibleName(_("How it is calibrated"))
        self._paper.set_label(_("Paper that lies in it"))
        for name, text in _FIGURES.items():
            self._figures[name].set_label(_(text))
        self.plain.setText(_("Print the page"))
        self.corrected.setText(_("Print it corrected"))
        self.again.setText(_("Scan from the beginning"))
        self.use.setText(_("Use this correction"))
        self.undo.setText(_("Undo"))
        self.forget.setText(_("Correct nothing"))
        self.shut.setText(_("Close"))
        self._fill()
