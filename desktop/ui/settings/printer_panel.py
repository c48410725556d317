"""One printer: how it is, how it is reached, its test page; and the way to another one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.printers import PrinterRow
from desktop.ui.settings.page import scrolling
from desktop.ui.settings.paper_words import CONDITIONS, PAPERS
from desktop.ui.settings.printer_form import PrinterForm
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

if TYPE_CHECKING:
    from desktop.devices.device import Condition

_BADGES = {"ready": "done", "unknown": "done", "busy": "go", "missing": "stop", "held": "warn"}


class PrinterPanel(Panel):
    """`show_printers(rows, shown, condition, papers)`; `form` asks for another one, or changes this one."""

    chosen = Signal(str)  # the printer that a person wants to look at

    def __init__(self) -> None:
        super().__init__(flush=True)
        self._shown: tuple[list[PrinterRow], PrinterRow | None, Condition | None, list[str]] = ([], None, None, [])
        self.which = Choice("printer-shown")
        self.add = KeyButton("", "plus", "A", name="printer-add")
        self._title = ElideLabel("", "benchBody", weight=600)
        self._state = Badge("", "done", "")
        self._reason = Label("", "body", "ink.secondary", wrap=True)
        self._way, self._where = Label("", "body", "ink.secondary", wrap=True), ElideLabel("", "body", codes=True)
        self._facts, self._papers = (Label("", "body", "ink.secondary", wrap=True) for _turn in range(2))
        self.test = KeyButton("", "printer", "P", name="printer-test")
        self.drawer = KeyButton("", "inbox", name="printer-drawer-test")
        self.change = KeyButton("", "pencil", name="printer-change")
        self.calibrate = KeyButton("", "target", name="printer-calibrate")
        self.hold = KeyButton("", "pause", name="printer-hold")
        self.remove = KeyButton("", "trash-2", role="danger", name="printer-remove")
        self.form = PrinterForm()
        self._pages = QStackedWidget()
        self._lay_out()
        self.which.picked.connect(self._choose)
        self.form.left.connect(self.show_told)
        self.retranslate()

    @property
    def row(self) -> PrinterRow | None:
        return self._shown[1]

    @property
    def asking(self) -> bool:
        """Whether the form is open."""
        return self._pages.currentIndex() == 1

    def show_printers(
        self, rows: list[PrinterRow], shown: PrinterRow | None, condition: "Condition | None", papers: list[str]
    ) -> None:
        self._shown = (rows, shown, condition, papers)
        self.which.set_choices([(row.name, row.name) for row in rows])
        self.which.choose(shown.name if shown else "")
        self.which.setVisible(bool(rows))
        self._say_title()
        for part in (self._state, self._reason, self._way, self._where, self._facts, self._papers, self.test,
                     self.drawer, self.change, self.calibrate, self.hold, self.remove):  # fmt: skip
            part.setVisible(shown is not None)
        if shown is None:
            return
        state = "held" if shown.held else str(condition.state) if condition else "unknown"
        text, icon, _ink = CONDITIONS[state]
        self._state.show_state(_(text), _BADGES.get(state, "warn"), icon)
        self._reason.setText(condition.reason if condition else "")
        self._reason.setVisible(bool(condition and condition.reason))
        self._way.setText(_ways(shown))
        self._where.setText(_where(shown))
        self._facts.setText(_facts(shown))
        names = ", ".join(_(PAPERS[paper][0]) for paper in papers)
        self._papers.setText(_("Prints: {papers}").format(papers=names) if names else _("No paper comes out here."))
        self.drawer.setVisible(bool(shown.settings.get("drawer")))
        self.hold.setText(_("Let it go on") if shown.held else _("Hold"))
        self.hold.set_icon("play" if shown.held else "pause")

    def show_form(self) -> None:
        self._pages.setCurrentIndex(1)
        self._say_title()

    def show_told(self) -> bool:
        """Back to the printer; True if the form was open."""
        was = self.asking
        self._pages.setCurrentIndex(0)
        self._say_title()
        return was

    def _say_title(self) -> None:
        shown = self._shown[1]
        asked = _("Add a printer") if self.form.is_new else _("Change it")
        self._title.setText(asked if self.asking else shown.name if shown else _("No printer yet"))
        self._title.setVisible(self.asking or not self._shown[0])
        self.which.setVisible(not self.asking and bool(self._shown[0]))
        self.add.setVisible(not self.asking)

    def _choose(self, name: object) -> None:
        self.chosen.emit(str(name))

    def _lay_out(self) -> None:
        look = theme()
        self.which.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(6)
        head = QWidget()
        head.setFixedHeight(look.px(60))
        line = QHBoxLayout(head)
        line.setContentsMargins(look.px(16), 0, look.px(12), 0)
        line.setSpacing(look.px(8))
        for widget in (self._title, self.which):
            line.addWidget(widget, 1)
        line.addWidget(self.add)
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        for part in (self._state, self._reason, self._way, self._where, self._facts, self._papers):
            column.addWidget(part)
        column.addStretch(1)
        grid = QGridLayout()
        grid.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(16))
        grid.setSpacing(look.px(8))
        grid.addWidget(self.test, 0, 0, 1, 2)
        grid.addWidget(self.drawer, 1, 0, 1, 2)
        for at, button in enumerate((self.calibrate, self.change, self.hold, self.remove)):
            grid.addWidget(button, 2 + at // 2, at % 2)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(told), 1)
        whole.addLayout(grid)
        self._pages.addWidget(page)
        self._pages.addWidget(self.form)
        self.body.setSpacing(0)
        self.body.addWidget(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._pages, 1)

    def retranslate(self) -> None:
        self.which.setAccessibleName(_("Printer"))
        self.add.set_accessible(_("Add a printer"))
        self.test.setText(_("Print a test page"))
        self.drawer.setText(_("Open the drawer"))
        self.calibrate.setText(_("Calibrate"))
        self.change.setText(_("Change it"))
        self.remove.setText(_("Remove"))
        self.form.retranslate()
        self.show_printers(*self._shown)


def _ways(row: PrinterRow) -> str:
    ways = {
        "folder": _("Writes PDF files into the folder"),
        "system": _("Prints through the printer"),
        "raw": _("Speaks to the printer directly"),
    }
    return ways.get(row.driver, row.driver)


def _where(row: PrinterRow) -> str:
    known = (row.settings.get(key) for key in ("folder", "uri", "address", "queue"))
    return str(next((value for value in known if value), row.name))


def _facts(row: PrinterRow) -> str:
    names = {"zpl": "ZPL", "tspl": "TSPL", "escpos": "ESC/POS"}
    facts = [f"{row.dpi}\u00a0dpi", names.get(str(row.settings.get("language", "")), "")]
    facts += [text for key, text in (("cutter", _("cuts")), ("drawer", _("drawer"))) if row.settings.get(key)]
    return " · ".join(fact for fact in facts if fact)
