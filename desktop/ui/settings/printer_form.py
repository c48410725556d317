"""A printer to add or to change: the found ones are offered first, then every way that one can be reached by hand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import N_, _
from desktop.services import printer_entry
from desktop.services.printer_entry import Entry, Way
from desktop.services.printers import PrinterRow
from desktop.ui.dialogs import choose_folder
from desktop.ui.settings.page import SettingRow, scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from desktop.devices.discovery import Found

_WAYS = {
    Way.QUEUE: (N_("A printer of this system"), N_("Its queue")),
    Way.IPP: (N_("An office printer in the network"), N_("Its address: ipp://192.168.1.20")),
    Way.TCP: (N_("A label or receipt printer in the network"), N_("Its address: 192.168.1.20")),
    Way.USB: (N_("A label or receipt printer, USB"), N_("Its port: /dev/usb/lp0")),
    Way.SERIAL: (N_("A label or receipt printer, serial line"), N_("Its port: /dev/ttyUSB0, COM3")),
    Way.SPOOLER: (N_("A label or receipt printer of this system"), N_("Its queue")),
    Way.FOLDER: (N_("A folder"), N_("The folder")),
}
_BY_HAND = (Way.IPP, Way.TCP, Way.USB, Way.SERIAL, Way.FOLDER)
_LANGUAGES = {
    "zpl": N_("ZPL (Zebra)"),
    "tspl": N_("TSPL (TSC, Xprinter)"),
    "escpos": N_("ESC/POS (receipts)"),
}
_DPI = (203, 300, 600)
_WIDTHS = {0: N_("as wide as its paper"), 80: N_("80 mm roll"), 58: N_("58 mm roll")}
_FLOWS = {"none": N_("none"), "rtscts": "RTS/CTS", "dsrdtr": "DSR/DTR", "xonxoff": "XON/XOFF"}


class PrinterForm(QWidget):
    """`begin(found, kind)` for a new printer, `change(row)` for one that is here.

    `given(row, sure)`: what was typed, as a printer; `sure` when it is to be kept although it does not answer.
    """

    given = Signal(object, bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before: PrinterRow | None = None
        self._found: list[Entry] = []
        self._asked_anyway = False
        self.which, self.language, self.dpi, self.width_, self.baud, self.flow = (
            Choice(f"printer-{name}") for name in ("which", "language", "dpi", "width", "baud", "flow")
        )
        self.name_, self.where = TextField("printer-name"), TextField("printer-where", codes=True)
        self.cutter, self.drawer = Switch("printer-cutter"), Switch("printer-drawer")
        self._rows = {widget: SettingRow(widget) for widget in (self.cutter, self.drawer)}
        self._fields: dict[QWidget, LabelledField] = {
            field: LabelledField("", field)
            for field in (
                self.which, self.name_, self.where, self.language, self.dpi, self.width_, self.baud, self.flow
            )
        }  # fmt: skip
        self.folder = KeyButton("", "folder", name="printer-folder")
        self.wrong = NoteBar(kind="refused")
        self.back_ = KeyButton("", "arrow-left", "Escape", name="printer-back")
        self.keep = KeyButton("", "plus", "Ctrl+Return", role="primary", name="printer-keep")
        self._lay_out()
        self.which.picked.connect(self._choose_way)
        self.language.picked.connect(self._arrange)
        self.folder.clicked.connect(self._choose_folder)
        self.back_.clicked.connect(self.left)
        self.keep.clicked.connect(self._give)
        for field in (self.name_, self.where):
            field.returnPressed.connect(self._give)
            field.textEdited.connect(self._forget_wrong)
        self.retranslate()
        self.wrong.hide()

    @property
    def is_new(self) -> bool:
        return self._before is None

    @property
    def before(self) -> PrinterRow | None:
        """The printer that is changed; None where a new one is asked for."""
        return self._before

    def set_busy(self, busy: bool) -> None:
        """While the printer is asked."""
        self.keep.setEnabled(not busy)
        self.keep.setText(_("Asking the printer…")) if busy else self._say_keep()

    def begin(self, found: "Sequence[Found]", way: Way | None = None) -> None:
        """A new printer; `way` where a person has said already how it is reached."""
        self._before = None
        self.show_found(found)
        self.which.choose(way if way is not None else 0 if self._found else Way.TCP)
        self.show_wrong("")
        self._choose_way(self.which.value())

    def show_found(self, found: "Sequence[Found]") -> None:
        """What this computer sees just now; the choice stays."""
        rows = [PrinterRow(one.name, one.driver, dict(one.settings), dpi=one.dpi) for one in found]
        self._found = [printer_entry.of(row) for row in rows]
        if self._before is None:
            named = [(at, self._found_words(one.name, one.description)) for at, one in enumerate(found)]
            self.which.set_choices([*named, *((way, _(_WAYS[way][0])) for way in _BY_HAND)])

    def change(self, row: PrinterRow) -> None:
        """One that is here, with everything that can be said about it."""
        self._before = row
        entry = printer_entry.of(row)
        ways = _BY_HAND if entry.way in _BY_HAND else (entry.way, *_BY_HAND)
        self.which.set_choices([(way, _(_WAYS[way][0])) for way in ways])
        self.which.choose(entry.way)
        self.show_wrong("")
        self._show(entry)

    def show_wrong(self, sentence: str, *, anyway: bool = False) -> None:
        """What stands against it. `anyway`: it may be kept all the same."""
        self._asked_anyway = anyway
        self.wrong.say(sentence)
        self.wrong.setVisible(bool(sentence))
        self._say_keep()

    def entry(self) -> Entry:
        return Entry(
            self.name_.text().strip(), self._way(), self.where.text().strip(), str(self.language.value() or "zpl"),
            _int(self.dpi.value()), _int(self.width_.value()), self.cutter.isChecked(), self.drawer.isChecked(),
            _int(self.baud.value()), str(self.flow.value() or "none"),
        )  # fmt: skip

    def _way(self) -> Way:
        chosen = self.which.value()  # Qt makes a plain text of a Way
        return self._found[chosen].way if isinstance(chosen, int) else Way(str(chosen or Way.TCP))

    def _choose_way(self, chosen: object) -> None:
        if isinstance(chosen, int) and chosen < len(self._found):
            self._show(self._found[chosen])
            self.name_.setFocus()
            return
        way = self._way()
        dpi = printer_entry.LABEL_DPI if way.raw else printer_entry.OFFICE_DPI
        typed = self.name_.text() if self._before is not None else ""
        self._show(Entry(typed, way, "", dpi=dpi))
        self.where.setFocus()

    def _show(self, entry: Entry) -> None:
        self.name_.setText(entry.name)
        self.where.setText(entry.where)
        self.language.choose(entry.language)
        dpi = entry.dpi or printer_entry.LABEL_DPI
        self.dpi.set_choices([(one, f"{one}\u00a0dpi") for one in sorted({*_DPI, dpi})])
        self.dpi.choose(dpi)
        widths = _WIDTHS if entry.width_mm in _WIDTHS else {**_WIDTHS, entry.width_mm: f"{entry.width_mm}\u00a0mm"}
        self.width_.set_choices([(one, _(text)) for one, text in widths.items()])
        self.width_.choose(entry.width_mm)
        self.baud.choose(entry.baud)
        self.flow.choose(entry.flow)
        self.cutter.setChecked(entry.cutter)
        self.drawer.setChecked(entry.drawer)
        self.show_wrong("")
        self._arrange()

    def _arrange(self, _value: object = None) -> None:
        """Only what this way asks for."""
        way, receipts = self._way(), self.language.value() == "escpos"
        self._fields[self.where].set_label(_(_WAYS[way][1]))
        self._fields[self.language].setVisible(way.raw)
        self._fields[self.width_].setVisible(way.raw and receipts)
        for line in (self.baud, self.flow):
            self._fields[line].setVisible(way is Way.SERIAL)
        self._rows[self.cutter].setVisible(way.raw)
        self._rows[self.drawer].setVisible(way.raw and receipts)
        self.folder.setVisible(way is Way.FOLDER)

    def _choose_folder(self) -> None:
        found = choose_folder(self, _("The folder"))
        if found is not None:
            self.where.setText(str(found))
            self._forget_wrong()

    def _forget_wrong(self, _text: str = "") -> None:
        if self.wrong.isVisible():
            self.show_wrong("")

    def _give(self) -> None:
        try:
            row = printer_entry.made(self.entry(), self._before)
        except KolliError as error:
            self.show_wrong(error.say())
            self.where.setFocus()
            return
        if self._before is None and not self.name_.text().strip():
            self.name_.setText(row.name)
        self.given.emit(row, self._asked_anyway)

    @staticmethod
    def _found_words(name: str, description: str) -> str:
        return f"{name} · {description}" if description and description != name else name

    def _say_keep(self) -> None:
        if self._asked_anyway:
            self.keep.setText(_("Keep it anyway"))
        else:
            self.keep.setText(_("Use this printer") if self._before is None else _("Save"))

    def _lay_out(self) -> None:
        look = theme()
        for choice in (self.which, self.language, self.dpi, self.width_, self.baud, self.flow):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(6)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        for field in (self.which, self.where):
            column.addWidget(self._fields[field])
        column.addWidget(self.folder)
        column.addWidget(self._fields[self.name_])
        column.addWidget(self._fields[self.language])
        for pair in ((self.dpi, self.width_), (self.baud, self.flow)):
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            for choice in pair:
                row.addWidget(self._fields[choice], 1)
            column.addLayout(row)
        for switch in self._rows.values():
            column.addWidget(switch)
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(16))
        foot.setSpacing(look.px(8))
        for widget in (self.wrong, self.back_, self.keep):
            foot.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolling(content), 1)
        outer.addLayout(foot)

    def retranslate(self) -> None:
        for field, text in (
            (self.which, _("Which printer")), (self.name_, _("Name of the printer")), (self.language, _("Language")),
            (self.dpi, _("Resolution")), (self.width_, _("Paper")), (self.baud, _("Speed")), (self.flow, _("Flow")),
        ):  # fmt: skip
            self._fields[field].set_label(text)
        self.language.set_choices([(name, _(text)) for name, text in _LANGUAGES.items()])
        self.baud.set_choices([(baud, str(baud)) for baud in printer_entry.BAUDS])
        self.flow.set_choices([(flow, _(text)) for flow, text in _FLOWS.items()])
        self.folder.setText(_("Choose the folder"))
        self.dpi.setToolTip(_("Codes are drawn in whole dots of this resolution. Label printers mostly have 203."))
        self._rows[self.cutter].say(_("It cuts the paper"))
        self._rows[self.drawer].say(_("A cash drawer hangs on it"))
        self.back_.setText(_("Back"))
        kept = self.entry() if self.where.text() else None
        if self._before is not None:
            self.change(self._before)
        if kept is not None:
            self._show(replace(kept))
        self._arrange()
        self._say_keep()


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
