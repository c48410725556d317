"""Couriers: when each comes, its services and days on the road, its tracking link and waybill file; estimates."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.services import couriers, estimates
from desktop.services.couriers import Courier
from desktop.services.estimates import Rule
from desktop.ui.desk import Desk
from desktop.ui.settings.courier_words import (
    columns_of,
    columns_text,
    dates_of,
    dates_text,
    names_of,
    services_of,
    services_text,
)
from desktop.ui.settings.page import SettingArea, SettingField, SettingRow, SettingsPage, Undo, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.switch import Switch

_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_SWITCHES = {
    "active": (N_("We use this courier"), ""),
    "needs_number": (N_("It gives tracking numbers"), N_("A driver across the town has none.")),
    "needs_seal": (N_("Its parcels must be sealed"), N_("A parcel without its label scanned onto it is refused.")),
    "bom": (N_("Its file opens in a spreadsheet"), N_("A mark at the head of the file says which letters it has.")),
}


@dataclass(frozen=True, slots=True)
class _Read:
    couriers: list[Courier]
    rule: Rule
    kept: str = ""  # how often told days came true, in words


class CouriersPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._wanted = ""
        self.which, self.add = Choice("courier-which"), KeyButton("", "plus", name="courier-add")
        self.new = SettingField("courier-new")
        self.name_, self.also = SettingField("courier-name"), SettingField("courier-also")
        self.week = [SettingField(f"courier-day-{turn}") for turn in range(7)]
        self.pick_up, self.link = SettingField("courier-pick-up"), SettingField("courier-link", codes=True)
        self.services, self.dates = SettingArea("courier-services", lines=3), SettingArea("courier-dates", lines=3)
        self.closed, self.columns = SettingArea("courier-closed", lines=3), SettingArea("courier-columns", lines=3)
        self.switches = {key: Switch(f"courier-{key}") for key in _SWITCHES}
        self.tell, self.share = Switch("estimate-tell"), Choice("estimate-share")
        self.extra = Choice("estimate-extra")
        self._source = Label("", "caption", "ink.muted", wrap=True)
        self._kept = Label("", "body", "ink.secondary", wrap=True)  # how often told days came true
        self._titles = [Label("", "benchBody", weight=600) for _turn in range(3)]
        self._fields = {
            field: LabelledField("", field)
            for field in (
                self.which, self.new, self.name_, self.also, *self.week, self.pick_up, self.link, self.services,
                self.dates, self.closed, self.columns,
            )
        }  # fmt: skip
        self._rows = {key: SettingRow(switch) for key, switch in self.switches.items()}
        self._tell, self._share, self._extra = SettingRow(self.tell), SettingRow(self.share), SettingRow(self.extra)
        self._lay_out()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def courier(self) -> Courier | None:
        """The one that is shown."""
        found = self._read.couriers if self._read else []
        return next((each for each in found if each.name == self.which.value()), None)

    def _show(self, read: _Read) -> None:
        self._read = read
        self.which.set_choices([(each.name, each.name) for each in read.couriers])
        if self._wanted:
            self.which.choose(self._wanted)
            self._wanted = ""
        self._fill()
        self.tell.setChecked(read.rule.tell)
        self.share.choose(round(read.rule.share * 100))
        self.extra.choose(read.rule.extra_days)
        self._kept.setText(read.kept)

    def _fill(self, _name: object = None) -> None:
        shown = self.courier()
        if shown is None:
            return
        for field, time in zip(self.week, shown.week, strict=True):
            field.show_text(time)
        for line, text in (
            (self.name_, shown.name), (self.also, ", ".join(shown.also)), (self.pick_up, shown.pick_up),
            (self.link, shown.link),
        ):  # fmt: skip
            line.show_text(text)
        for area, text in (
            (self.services, services_text(shown.services)), (self.dates, dates_text(shown.dates)),
            (self.closed, "\n".join(shown.closed)), (self.columns, columns_text(shown.columns)),
        ):  # fmt: skip
            area.show_text(text)
        for key, switch in self.switches.items():
            switch.setChecked(getattr(shown, key))
        self._source.setText(_("Known from: {source}").format(source=shown.source) if shown.source else "")

    def _change(self, key: str, read: Callable[[str], Any], field: QWidget, typed: str) -> None:
        """Keep what was typed for the courier that is shown."""
        shown = self.courier()
        if shown is None:
            return
        before, name = getattr(shown, key), shown.name

        def change() -> Courier:
            changed = couriers.change(name, **{key: read(typed)})
            self._wanted = changed.name
            return changed

        after = typed.strip() if key == "name" else name
        self.save(change, partial(couriers.change, after, **{key: before}), field)

    def _change_day(self, day: int, typed: str) -> None:
        shown = self.courier()
        if shown is not None:
            week = (*shown.week[:day], typed, *shown.week[day + 1 :])
            undo = partial(couriers.change, shown.name, week=shown.week)
            self.save(partial(couriers.change, shown.name, week=week), undo, self.week[day])

    def _switch(self, key: str) -> None:
        shown, on = self.courier(), self.switches[key].isChecked()
        if shown is not None:
            undo = partial(couriers.change, shown.name, **{key: not on})
            self.save(partial(couriers.change, shown.name, **{key: on}), undo)

    def _add(self, name: str) -> None:
        self.new.show_text("")
        self._wanted = name
        self.save(partial(couriers.add, name), partial(couriers.remove, name), self.new)

    def _focus_new(self) -> None:
        self.new.setFocus()

    def _tell_day(self, on: bool) -> None:
        self._rule("tell", on)

    def _rule(self, key: str, value: object) -> None:
        if self._read is not None:
            given: Any = value / 100 if key == "share" and isinstance(value, int) else value
            before = getattr(self._read.rule, key)
            self.save(partial(estimates.change_rule, **{key: given}), partial(estimates.change_rule, **{key: before}))

    def _connect(self) -> None:
        self.which.picked.connect(self._fill)
        self.new.given.connect(self._add)
        self.add.clicked.connect(self._focus_new)
        for turn, field in enumerate(self.week):
            field.given.connect(partial(self._change_day, turn))
        for key, reads, given in (
            ("name", str, self.name_), ("also", names_of, self.also), ("pick_up", str, self.pick_up),
            ("link", str, self.link), ("services", services_of, self.services), ("dates", dates_of, self.dates),
            ("closed", _days_of, self.closed), ("columns", columns_of, self.columns),
        ):  # fmt: skip
            given.given.connect(partial(self._change, key, reads, given))
        for key, switch in self.switches.items():
            switch.clicked.connect(partial(self._switch, key))
        self.tell.clicked.connect(self._tell_day)
        self.share.picked.connect(partial(self._rule, "share"))
        self.extra.picked.connect(partial(self._rule, "extra_days"))

    def _lay_out(self) -> None:
        look, field = theme(), self._fields
        panel = Panel(bench=True)
        body = panel.body
        body.setSpacing(look.px(10))
        body.addLayout(pair((field[self.which], 2), (field[self.new], 2)))
        body.addLayout(pair((field[self.name_], 1), (field[self.also], 1)))
        body.addWidget(self._source)
        body.addWidget(self._rows["active"])
        body.addWidget(Hairline())
        body.addWidget(self._titles[0])
        week = QGridLayout()
        week.setHorizontalSpacing(look.px(8))
        for turn, day in enumerate(self.week):
            day.setMinimumWidth(look.px(56))
            week.addWidget(field[day], 0, turn)
        body.addLayout(week)
        body.addLayout(pair((field[self.dates], 1), (field[self.services], 1)))
        body.addLayout(pair((field[self.pick_up], 1), (field[self.link], 3)))
        for key in ("needs_number", "needs_seal"):
            body.addWidget(self._rows[key])
        body.addWidget(Hairline())
        body.addWidget(self._titles[1])
        body.addLayout(pair((field[self.columns], 1), (field[self.closed], 1)))
        body.addWidget(self._rows["bom"])
        body.addWidget(Hairline())
        body.addWidget(self._titles[2])
        body.addWidget(self._kept)
        for row in (self._tell, self._share, self._extra):
            body.addWidget(row)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.add)
        body.addLayout(foot)
        body.addWidget(self.trouble)
        body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)

    def retranslate(self) -> None:
        titles = (_("Cut-offs, in shop time"), _("Waybill file and days on the road"), _("When a parcel will arrive"))
        for label, text in zip(self._titles, titles, strict=True):
            label.setText(text)
        for labelled, text in (
            (self.which, _("Courier")), (self.new, _("Add a courier")), (self.name_, _("Name")),
            (self.also, _("Stores also call it")), (self.pick_up, _("Pick-up")),
            (self.link, _("Tracking link, with {number} in it")), (self.services, _("Services: name; days; cut-off")),
            (self.dates, _("Other days: 2026-12-24 12:00")), (self.closed, _("Days without delivery: 2026-12-25")),
            (self.columns, _("Columns: heading = word")),
        ):  # fmt: skip
            self._fields[labelled].set_label(text)
        for field, text in zip(self.week, _DAYS, strict=True):
            self._fields[field].set_label(_(text))
        for key, (name, detail) in _SWITCHES.items():
            self._rows[key].say(_(name), _(detail) if detail else "")
        self._tell.say(_("Tell the buyer a day"), _("In the buyer's language, with Shipped."))
        self._share.say(_("How sure the day must be"), _("So many of a hundred parcels are there by it."))
        self._extra.say(_("Days on top"), _("Better early than promised."))
        self.share.set_choices([(percent, f"{percent}\u00a0%") for percent in (50, 80, 90, 95, 99)])
        self.extra.set_choices([(days, str(days)) for days in range(6)])
        self.add.setText(_("Add a courier"))
        if self._read is not None:
            self._show(self._read)


def _days_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _read() -> _Read:
    known = couriers.every(inactive=True)
    each = [(courier.name, estimates.kept(courier.name)) for courier in known]
    told = [f"{name}: {estimates.kept_words(own)}" for name, own in each if own.told]
    whole = estimates.kept_words(estimates.kept())
    return _Read(known, estimates.rule(), " · ".join(text for text in (whole, *told) if text))
