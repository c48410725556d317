"""Scanners: what was learned of those that type, a check that says how a scan came, and those on a line."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from desktop.domain.scanners import CALIBRATION, Profile, Suffix
from desktop.i18n import N_, _
from desktop.services import printers, printing, scanners, settings
from desktop.services.scanners import BAUDS, LineEnd, LineScanner
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.scanning.bus import Heard, ScanBus
from desktop.ui.scanning.care import REFUSALS
from desktop.ui.scanning.words import ENDS, SUFFIXES, came_words, learned_rows
from desktop.ui.settings.page import SettingField, SettingsPage, Undo, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Hairline, Panel

if TYPE_CHECKING:
    from desktop.devices.scanners import Port

_CHECK = "scanner-check"
_CODE_SIDE = 148  # px of the code on the screen


@dataclass(frozen=True, slots=True)
class _Read:
    bench: str
    profile: Profile
    lines: list[LineScanner]


class ScannersPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._bus: ScanBus | None = None
        self._errands = Errands(self)
        self._ports: list[Port] = []
        self.code = QLabel()
        self.suffix, self.prefix, self.separator = (
            Choice("scanner-suffix"), SettingField("scanner-prefix", codes=True),
            SettingField("scanner-separator", codes=True),
        )  # fmt: skip
        self.print, self.forget = (
            KeyButton("", "printer", name="scanner-print"),
            KeyButton("", "undo-2", name="scanner-forget"),
        )
        self.came = [(Label("", "caption", "ink.secondary", weight=600), Label("", "body")) for _turn in range(6)]
        self.learned = [(Label("", "caption", "ink.secondary", weight=600), Label("", "body")) for _turn in range(5)]
        self.line = Choice("line-scanner")
        self.port, self.baud, self.end = Choice("line-port"), Choice("line-baud"), Choice("line-end")
        self.name_ = TextField("line-name")
        self.line_prefix, self.line_separator = (
            SettingField("line-prefix", codes=True), SettingField("line-separator", codes=True),
        )  # fmt: skip
        self.add, self.remove = KeyButton("", "plus", name="line-add"), KeyButton("", "trash-2", name="line-remove")
        self._labels = {
            field: LabelledField("", field)
            for field in (self.suffix, self.prefix, self.separator, self.line, self.name_, self.port, self.baud,
                          self.end, self.line_prefix, self.line_separator)
        }  # fmt: skip
        self._titles = [Label("", "benchBody", weight=600) for _turn in range(3)]
        self._how, self._state = Label("", "body", "ink.secondary", wrap=True), Label("", "body", "ink.secondary")
        self._lay_out()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        self._find_bus()
        self.desk.tasks.run(_read, self._show)
        self._errands.run(_list_ports, self._know_ports, self._no_ports)

    def scanned(self, text: str) -> None:
        """The check: what it says is told by `came`; no page acts on a scan here."""

    # What scanners do

    def _find_bus(self) -> None:
        bus = getattr(self.window(), "wedge", None)
        if self._bus is None and isinstance(bus, ScanBus):
            self._bus = bus
            bus.came.connect(self._tell)
            bus.refused.connect(self._tell_refused)
            bus.told.connect(self._line_told)

    def _tell(self, heard: Heard) -> None:
        if not self.isVisible():
            return
        for (name, value), (said, what) in zip(self.came, came_words(heard), strict=True):
            name.setText(said)
            value.setText(what)
        if heard.text != CALIBRATION:
            self.desk.lane.show_result(Outcome.SAVED, _("Heard"), heard.text)

    def _tell_refused(self, reason: str) -> None:
        if self.isVisible():
            for name, value in self.came:
                name.setText("")
                value.setText("")
            self.came[0][1].setText(_(REFUSALS[reason][1]))

    def _line_told(self, _name: str, _condition: object) -> None:
        self._show_line()

    # What is set

    def _show(self, read: _Read) -> None:
        self._read = read
        profile = read.profile
        for (name, value), (said, what) in zip(self.learned, learned_rows(profile), strict=True):
            name.setText(said)
            value.setText(what)
        self.suffix.choose(profile.suffix)
        self.prefix.show_text(profile.prefix)
        self.separator.show_text(profile.separator)
        self.forget.setEnabled(profile != Profile())
        self.line.set_choices([("", _("Another one")), *((line.name, line.name) for line in read.lines)])
        self._show_line()

    def _show_line(self) -> None:
        row = self._row()
        self.name_.setVisible(row is None)
        self._labels[self.name_].setVisible(row is None)
        self.add.setVisible(row is None)
        self.remove.setVisible(row is not None)
        self._offer_ports(row.port if row else "")
        if row is not None:
            self.port.choose(row.port)
            self.baud.choose(row.baud)
            self.end.choose(row.line_end)
            self.line_prefix.show_text(row.prefix)
            self.line_separator.show_text(row.separator)
        how = self._bus.conditions().get(row.name) if self._bus is not None and row is not None else None
        self._state.setText((how.reason or _("Ready")) if how is not None else "")

    def _row(self) -> LineScanner | None:
        name = self.line.value()
        return next((line for line in self._read.lines if line.name == name), None) if self._read else None

    def _know_ports(self, ports: "list[Port]") -> None:
        self._ports = ports
        self._show_line()

    def _no_ports(self, _error: Exception) -> None:
        self._ports = []

    def _offer_ports(self, also: str) -> None:
        known = [(port.device, f"{port.device} · {port.what}" if port.what else port.device) for port in self._ports]
        if also and all(device != also for device, _words in known):
            known.append((also, also))
        self.port.set_choices([*known] if known else [("", _("None found"))])

    def _change(self, name: str, value: object) -> None:
        value = Suffix(str(value)) if name == "suffix" else value
        if self._read is not None and getattr(self._read.profile, name) != value:
            before, bench = getattr(self._read.profile, name), self._read.bench
            change = scanners.change_profile
            self.save(partial(change, bench, **{name: value}), partial(change, bench, **{name: before}))

    def _forget(self) -> None:
        if self._read is not None:
            keep, bench, before = scanners.keep_profile, self._read.bench, self._read.profile
            self.save(partial(keep, bench, Profile()), partial(keep, bench, before))

    def _change_line(self, name: str, value: object) -> None:
        row = self._row()
        value = LineEnd(str(value)) if name == "line_end" else value
        if row is None or getattr(row, name) == value:
            return
        changed: LineScanner = replace(row, **{name: value})  # type: ignore[arg-type]
        if name == "port":
            changed = replace(changed, usb=self._usb_of(str(value)))
        self.save(partial(scanners.save, changed), partial(scanners.save, row))

    def _add(self) -> None:
        if self._read is None:
            return
        port, end = str(self.port.value() or ""), self.end.value()
        row = LineScanner(
            self.name_.text(), port, self._read.bench, self._usb_of(port), int(str(self.baud.value() or 9600)),
            LineEnd(str(end or LineEnd.ANY)), self.line_prefix.text(),
            separator=self.line_separator.text(),
        )  # fmt: skip
        self.save(partial(scanners.save, row), partial(scanners.remove, row.name, row.bench), self.name_)

    def _remove(self) -> None:
        row = self._row()
        if row is not None:
            self.save(partial(scanners.remove, row.name, row.bench), partial(scanners.save, row))

    def _usb_of(self, device: str) -> str:
        return next((port.usb for port in self._ports if port.device == device), "")

    def _print(self) -> None:
        if self._read is not None:
            self.desk.tasks.run(partial(_queue_check, self._read.bench), self._printed)

    def _printed(self, printer: str) -> None:
        words = _("It comes out of {printer}.") if printer else _("It waits: no printer prints A4 papers here yet.")
        self.desk.lane.show_result(Outcome.SAVED, _("Scanner check"), words.format(printer=printer))

    # Layout

    def _connect(self) -> None:
        self.suffix.picked.connect(partial(self._change, "suffix"))
        self.prefix.given.connect(partial(self._change, "prefix"))
        self.separator.given.connect(partial(self._change, "separator"))
        self.print.clicked.connect(self._print)
        self.forget.clicked.connect(self._forget)
        self.line.picked.connect(self._pick_line)
        self.port.picked.connect(partial(self._change_line, "port"))
        self.baud.picked.connect(partial(self._change_line, "baud"))
        self.end.picked.connect(partial(self._change_line, "line_end"))
        self.line_prefix.given.connect(partial(self._change_line, "prefix"))
        self.line_separator.given.connect(partial(self._change_line, "separator"))
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)

    def _pick_line(self, _name: object) -> None:
        self._show_line()

    def _lay_out(self) -> None:
        look = theme()
        typing, lines = Panel(bench=True), Panel(bench=True)
        for panel in (typing, lines):
            panel.body.setSpacing(look.px(10))
        typing.body.addWidget(self._titles[0])
        top = QHBoxLayout()
        top.setSpacing(look.px(20))
        top.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(self._how)
        words.addLayout(_grid(self.learned))
        buttons = QHBoxLayout()
        buttons.addWidget(self.print)
        buttons.addWidget(self.forget)
        buttons.addStretch(1)
        words.addLayout(buttons)
        words.addStretch(1)
        top.addLayout(words, 1)
        typing.body.addLayout(top)
        typing.body.addLayout(
            pair((self._labels[self.suffix], 2), (self._labels[self.prefix], 1), (self._labels[self.separator], 1))
        )
        typing.body.addWidget(Hairline())
        typing.body.addWidget(self._titles[1])
        typing.body.addLayout(_grid(self.came))
        lines.body.addWidget(self._titles[2])
        lines.body.addLayout(pair((self._labels[self.line], 1), (self._labels[self.name_], 1)))
        lines.body.addLayout(
            pair((self._labels[self.port], 3), (self._labels[self.baud], 1), (self._labels[self.end], 2))
        )
        lines.body.addLayout(pair((self._labels[self.line_prefix], 1), (self._labels[self.line_separator], 1)))
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(self.remove)
        foot.addWidget(self._state, 1)
        lines.body.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(look.px(16))
        outer.addWidget(typing)
        outer.addWidget(self.trouble)
        outer.addWidget(lines)
        outer.addStretch(1)
        self.retheme()

    def retheme(self) -> None:
        side = theme().px(_CODE_SIDE)
        self.code.setFixedSize(QSize(side, side))
        self.code.setPixmap(_square(CALIBRATION, side))

    def retranslate(self) -> None:
        for title, text in zip(
            self._titles, (_("Scanners that type"), _("Check: scan anything"), _("Scanners on a line")), strict=True
        ):
            title.setText(text)
        self.code.setAccessibleName(_("Calibration code"))
        self._how.setText(
            _("Scan this code once. Kolli learns the scanner's speed, end key and keyboard; nothing is counted.")
        )
        self.print.setText(_("Print the scanner check"))
        self.forget.setText(_("Forget what was learned"))
        self.add.setText(_("Add"))
        self.remove.setText(_("Remove"))
        self.suffix.set_choices([(suffix, _(SUFFIXES[suffix])) for suffix in Suffix])
        self.baud.set_choices([(baud, str(baud)) for baud in BAUDS])
        self.baud.choose(9600)
        self.end.set_choices([(end, _(ENDS[end])) for end in LineEnd])
        for field, text in (
            (self.suffix, N_("After each code it sends")), (self.prefix, N_("In front of each")),
            (self.separator, N_("Sign for the GS1 separator")), (self.line, N_("Scanner")),
            (self.name_, N_("Its name")),
            (self.port, N_("Port")), (self.baud, N_("Speed")), (self.end, N_("A code ends with")),
            (self.line_prefix, N_("In front of each code")), (self.line_separator, N_("Sign for the separator")),
        ):  # fmt: skip
            self._labels[field].set_label(_(text))
        if self._read is not None:
            self._show(self._read)


def _grid(rows: "list[tuple[Label, Label]]") -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().px(16))
    grid.setVerticalSpacing(theme().px(4))
    for at, (name, value) in enumerate(rows):
        grid.addWidget(name, at, 0)
        grid.addWidget(value, at, 1)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    grid.setColumnStretch(1, 1)
    return grid


def _square(text: str, side: int) -> QPixmap:
    """The code as whole pixels, black on white also in the dark look: scanners read it from the screen."""
    from desktop.documents import bars

    symbol = bars.qr(text)
    module = max(1, side // (symbol.width + 8))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    edge = (side - module * symbol.width) // 2
    for run in symbol.path.split(" re"):
        if run.strip():
            x, y, wide, high = (int(number) * module for number in run.split())
            painter.fillRect(edge + x, edge + y, wide, high, Qt.GlobalColor.black)
    painter.end()
    return picture


def _read() -> _Read:
    bench = settings.bench().name
    return _Read(bench, scanners.profile(bench), scanners.every(bench))


def _list_ports() -> "list[Port]":
    from desktop.devices.scanners import ports

    return ports()


def _queue_check(bench: str) -> str:
    """Queue it; returns the printer that it will come out of, "" for none."""
    printing.queue_own(_CHECK, bench)
    row = printers.route(_CHECK, bench)
    return row.name if row else ""
