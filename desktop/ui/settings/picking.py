"""Picking: how many orders a walk takes, whether totes have codes, what becomes of an order that misses units; and the
bins in which returns wait that are not sold as new."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from desktop.domain.returns import Goes
from desktop.i18n import _, number
from desktop.services import waves
from desktop.services.returns.places import name_place, places
from desktop.services.shortages import OUTCOMES
from desktop.services.waves import Rules
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingField, SettingRow, SettingsPage, Undo
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.switch import Switch

_MOST = (1, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40)


class PickingPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._rules = Rules()
        self.most, self.totes, self.short = Choice("picking-most"), Switch("picking-totes"), Choice("picking-short")
        self.ticks = Switch("picking-ticks")
        self._most, self._totes, self._short = SettingRow(self.most), SettingRow(self.totes), SettingRow(self.short)
        self._ticks = SettingRow(self.ticks)
        self.bins = {Goes.QUARANTINE: SettingField("picking-quarantine", codes=True),
                     Goes.OUTLET: SettingField("picking-outlet", codes=True)}  # fmt: skip
        self._bins = {where: SettingRow(field) for where, field in self.bins.items()}
        self._named: Mapping[Goes, str] = {}
        self._title = Label("", "heading")
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        for widget in (
            self._title,
            self._most,
            self._totes,
            self._short,
            self._ticks,
            *self._bins.values(),
            self.trouble,
        ):
            panel.body.addWidget(widget)
        for where, field in self.bins.items():
            field.setFixedWidth(look.px(160))
            field.given.connect(partial(self._name, where))
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        self.most.picked.connect(partial(self._set, "most_orders"))
        self.short.picked.connect(partial(self._set, "short"))
        self.totes.clicked.connect(partial(self._switch, "totes", self.totes))
        self.ticks.clicked.connect(partial(self._switch, "tick_codes", self.ticks))
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(waves.rules, self._show)
        self.desk.tasks.run(places, self._show_bins)

    def _show(self, rules: Rules) -> None:
        self._rules = rules
        sizes = sorted({*_MOST, rules.most_orders})  # whatever was set from elsewhere is among them
        self.most.set_choices([(size, number(size)) for size in sizes])
        self.most.choose(rules.most_orders)
        self.totes.setChecked(rules.totes)
        self.ticks.setChecked(rules.tick_codes)
        self.short.choose(rules.short)

    def _show_bins(self, named: Mapping[Goes, str]) -> None:
        self._named = named
        for where, field in self.bins.items():
            field.show_text(named.get(where, ""))

    def _name(self, where: Goes, name: str) -> None:
        before = self._named.get(where, "")
        self.save(partial(name_place, where, name), partial(name_place, where, before), self.bins[where])

    def _switch(self, name: str, switch: Switch) -> None:
        self._set(name, switch.isChecked())

    def _set(self, name: str, value: object) -> None:
        before = getattr(self._rules, name)
        self.save(partial(waves.change_rules, **{name: value}), partial(waves.change_rules, **{name: before}))

    def retranslate(self) -> None:
        self._title.setText(_("Picking"))
        self._most.say(_("Most orders in one walk"), _("A pick list takes the most urgent ones, as many as this."))
        self._totes.say(
            _("Totes have codes"), _("Each unit is scanned into its order's tote; a wrong tote is refused.")
        )
        self._short.say(_("When units are missing"), _("What becomes of the order; the picker may be asked each time."))
        self._ticks.say(
            _("Lists for hours without power"),
            _("Each row gets a code: tick it by hand, scan the ticked ones when the power is back."),
        )
        self._bins[Goes.QUARANTINE].say(_("Bin for damaged returns"), _("It is named where a return is judged."))
        self._bins[Goes.OUTLET].say(_("Bin for opened returns"), _("What may be sold, but not as new, waits there."))
        outcomes = [(outcome.value, _(words)) for outcome, words in OUTCOMES.items() if outcome.value != "open"]
        self.short.set_choices([("ask", _("Ask the picker")), *outcomes])
        self._show(self._rules)
