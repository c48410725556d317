"""This bench: its name, who works at it, what it prints by itself when a parcel closes, and its command card."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import N_, _
from desktop.services import benches, paper_times, printers, printing, settings
from desktop.services.paper_times import When
from desktop.services.settings import Bench
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingField, SettingRow, SettingsPage, Undo, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.switch import Switch

_ON_CLOSE = {
    "parcel-label": (N_("Parcel label"), N_("One for each parcel, 100 × 150 mm.")),
    "packing-slip": (N_("Packing slip"), N_("Lies in the parcel; shows no prices.")),
    "invoice": (N_("Invoice"), N_("Gets its legal number when it is printed.")),
}


class BenchPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._bench: Bench | None = None
        self.name_, self.person = SettingField("bench-name"), SettingField("bench-person")
        self._name, self._person = LabelledField("", self.name_), LabelledField("", self.person)
        self.on_close = {kind: Switch(f"bench-{kind}") for kind in _ON_CLOSE}
        self._rows = {kind: SettingRow(switch) for kind, switch in self.on_close.items()}
        self.card = KeyButton("", "printer", name="bench-command-card")
        self._card = SettingRow(self.card)
        self._title, self._second = Label("", "heading"), Label("", "benchBody", weight=600)
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        panel.body.addWidget(self._title)
        panel.body.addLayout(pair((self._name, 1), (self._person, 1)))
        panel.body.addSpacing(look.px(4))
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self._second)
        for row in self._rows.values():
            panel.body.addWidget(row)
        panel.body.addSpacing(look.px(4))
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self._card)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        self.name_.given.connect(self._rename)
        self.person.given.connect(self._sign)
        for kind, switch in self.on_close.items():
            switch.clicked.connect(partial(self._switch, kind))
        self.card.clicked.connect(self._print_card)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(settings.bench, self._show)

    def _show(self, bench: Bench) -> None:
        self._bench = bench
        self.name_.show_text(bench.name)
        self.person.show_text(bench.person)
        for kind, switch in self.on_close.items():
            switch.setChecked(kind in bench.print_on_close)

    def _rename(self, name: str) -> None:
        if self._bench is not None:
            self.save(partial(benches.rename, name), partial(benches.rename, self._bench.name), self.name_)

    def _sign(self, person: str) -> None:
        if self._bench is not None:
            self.save(partial(benches.sign, person), partial(benches.sign, self._bench.person), self.person)

    def _switch(self, kind: str) -> None:
        if self._bench is None:
            return
        on = self.on_close[kind].isChecked()
        before = paper_times.of(self._bench, kind)
        after = When.CLOSING if on else When.HAND
        self.save(partial(paper_times.choose, kind, after), partial(paper_times.choose, kind, before))

    def _print_card(self) -> None:
        if self._bench is not None:
            self.desk.tasks.run(partial(_print_card, self._bench.name), self._printed)

    def _printed(self, printer: str) -> None:
        words = _("It comes out of {printer}.") if printer else _("It waits: no printer prints A4 papers here yet.")
        self.desk.lane.show_result(Outcome.SAVED, _("Command card"), words.format(printer=printer))

    def retranslate(self) -> None:
        self._title.setText(_("This bench"))
        self._name.set_label(_("Name of the bench"))
        self._person.set_label(_("Who works here"))
        self._second.setText(_("Prints by itself when a parcel closes"))
        for kind, row in self._rows.items():
            row.say(*(_(text) for text in _ON_CLOSE[kind]))
        self._card.say(_("Command card"), _("Every key of the bench as a code to scan; two pages A4."))
        self.card.setText(_("Print"))


def _print_card(bench: str) -> str:
    """Queue it; returns the printer that it will come out of, "" for none."""
    printing.queue_own("command-card", bench)
    row = printers.route("command-card", bench)
    return row.name if row is not None else ""
