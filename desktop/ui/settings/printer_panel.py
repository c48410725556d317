"""One printer: how it is, how fine it prints, its test page; and the way to a printer that only has an address."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.printers import PrinterRow
from desktop.ui.settings.paper_words import CONDITIONS, PAPERS
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

if TYPE_CHECKING:
    from desktop.devices.device import Condition

_DPI = (203, 300, 600)
_BADGES = {"ready": "done", "unknown": "done", "busy": "go", "missing": "stop"}
_SCHEMES = ("ipp://", "ipps://")


class PrinterPanel(Panel):
    dpi_chosen = Signal(int)
    address_given = Signal(str, str, str)  # kind of paper, name, address

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._kind = ""
        self._shown: tuple[PrinterRow | None, Condition | None, list[str]] = (None, None, [])
        self._title = ElideLabel("", "benchBody", weight=600)
        self._state = Badge("", "done", "")
        self._reason = Label("", "body", "ink.secondary", wrap=True)
        self._way, self._where = Label("", "body", "ink.secondary", wrap=True), ElideLabel("", "body", codes=True)
        self._papers = Label("", "body", "ink.secondary", wrap=True)
        self.dpi = Choice("printer-dpi")
        self._dpi = LabelledField("", self.dpi)
        self._hint = Label("", "caption", "ink.muted", wrap=True)
        self.remove = KeyButton("", "trash-2", role="danger", name="printer-remove")
        self.test = KeyButton("", "printer", "P", name="printer-test")
        self.name_, self.address = TextField("printer-name"), TextField("printer-address", codes=True)
        self._name, self._address = LabelledField("", self.name_), LabelledField("", self.address)
        self.add = KeyButton("", "plus", "Ctrl+Return", role="primary", name="printer-add")
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(14))
        head.addWidget(self._title)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self._pages = QStackedWidget()
        self._told: tuple[QWidget, ...] = (
            self._state, self._reason, self._way, self._where, self._papers, self._dpi, self._hint,
        )  # fmt: skip
        self._pages.addWidget(self._column(self._told, (self.remove, self.test)))
        self._pages.addWidget(self._column((self._name, self._address), (self.add,)))
        self.body.addWidget(self._pages, 1)
        self.dpi.set_choices([(dpi, f"{dpi} dpi") for dpi in _DPI])
        self.dpi.picked.connect(self._give_dpi)
        self.add.clicked.connect(self._give_address)
        self.address.returnPressed.connect(self._give_address)
        self.retranslate()

    def show_printer(self, row: PrinterRow | None, condition: "Condition | None", papers: list[str]) -> None:
        self._shown = (row, condition, papers)
        if self._pages.currentIndex() == 0:
            self._title.setText(row.name if row else _("No printer yet"))
        for part in (
            self._state,
            self._reason,
            self._way,
            self._where,
            self._papers,
            self._dpi,
            self._hint,
            self.remove,
            self.test,
        ):
            part.setVisible(row is not None)
        if row is None:
            return
        state = str(condition.state) if condition else "unknown"
        text, icon, _ink = CONDITIONS[state]
        self._state.show_state(_(text), _BADGES.get(state, "warn"), icon)
        self._reason.setText(condition.reason if condition else "")
        self._reason.setVisible(bool(condition and condition.reason))
        where = row.settings.get("folder") or row.settings.get("uri") or row.settings.get("queue") or row.name
        ways = {"folder": _("Writes PDF files into the folder"), "system": _("Prints through the printer")}
        self._way.setText(ways.get(row.driver, row.driver))
        self._where.setText(str(where))
        names = ", ".join(_(PAPERS[paper][0]) for paper in papers)
        self._papers.setText(_("Prints: {papers}").format(papers=names) if names else _("No paper comes out here."))
        if row.dpi not in _DPI:
            self.dpi.set_choices([(dpi, f"{dpi} dpi") for dpi in sorted({*_DPI, row.dpi})])
        self.dpi.choose(row.dpi)

    def begin_address(self, kind: str) -> None:
        """Ask for a network printer for this kind of paper."""
        self._kind = kind
        self._title.setText(_("A network printer"))
        self._pages.setCurrentIndex(1)
        self.name_.setText(_(PAPERS[kind][0]))
        self.address.setText("ipp://")
        self._address.say_wrong("")
        self.address.setFocus()

    def end_address(self) -> bool:
        """Back to the printer; True if an address was being asked for."""
        asked = self._pages.currentIndex() == 1
        self._pages.setCurrentIndex(0)
        self.show_printer(*self._shown)
        return asked

    def _give_address(self) -> None:
        address = self.address.text().strip()
        host = address.split("://", 1)[-1].split("/", 1)[0]
        if not address.startswith(_SCHEMES) or not host or " " in address:
            self._address.say_wrong(_("Begin with ipp:// and the printer's name"))
            self.address.setFocus()
            return
        name = self.name_.text().strip() or host
        self.end_address()
        self.address_given.emit(self._kind, name, address)

    def _give_dpi(self, dpi: object) -> None:
        if isinstance(dpi, int):
            self.dpi_chosen.emit(dpi)

    def _column(self, parts: tuple[QWidget, ...], buttons: tuple[KeyButton, ...]) -> QWidget:
        look = theme()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        for button in buttons:
            column.addWidget(button)
        return box

    def retranslate(self) -> None:
        self._dpi.set_label(_("Resolution"))
        self._hint.setText(_("Codes are drawn in whole dots of this resolution. Label printers mostly have 203."))
        self.test.setText(_("Print a test page"))
        self.remove.setText(_("Remove this printer"))
        self._name.set_label(_("Name of the printer"))
        self._address.set_label(_("Its address"))
        self.add.setText(_("Use this printer"))
        self.show_printer(*self._shown)
