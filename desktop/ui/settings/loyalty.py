"""Loyalty and complaints: points, stamps, tiers, vouchers without a network, and until when a complaint is answered."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.errors import BadInput
from desktop.domain.loyalty import Rules, Tier
from desktop.domain.money import to_decimal, to_minor
from desktop.domain.working_hours import Hours
from desktop.formats.numbers import amount
from desktop.i18n import N_, _
from desktop.services import complaints, loyalty_rules, settings
from desktop.services.complaints import Timer
from desktop.services.loyalty import vouchers
from desktop.ui.desk import Desk
from desktop.ui.settings import answers
from desktop.ui.settings.page import SettingField, SettingRow, SettingsPage, Undo, scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.switch import Switch

_MONEY = ("point_minor", "worth_minor", "stamp_minor", "offline_minor", "offline_day_minor")
_LAID_OUT = (*_MONEY[:2], "points_days", "stamps", "stamp_minor", "voucher_days", *_MONEY[3:])


class LoyaltyPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        look = theme()
        self._rules, self._timer, self._currency = Rules(), Timer(), "IDR"
        self.when = Choice("loyalty-when")
        self._when = LabelledField("", self.when)
        self.fields = {name: SettingField(f"loyalty-{name.replace('_', '-')}") for name in _LAID_OUT}
        self._labelled = {name: LabelledField("", field) for name, field in self.fields.items()}
        self.tiers, self.hours, self.week = (SettingField(f"loyalty-{name}") for name in ("tiers", "hours", "week"))
        self._tiers, self._hours, self._week = (LabelledField("", each) for each in (self.tiers, self.hours, self.week))
        self.copy = Switch("loyalty-own-copy")
        self._copy = SettingRow(self.copy)
        self._points, self._answers = Label("", "heading"), Label("", "heading")
        self.answers = answers.Answers(self.save)
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(12))
        panel.body.addWidget(self._points)
        panel.body.addWidget(self._when)
        grid = QGridLayout()
        grid.setSpacing(look.px(12))
        for at, name in enumerate(_LAID_OUT):
            grid.addWidget(self._labelled[name], at // 2, at % 2)
        panel.body.addLayout(grid)
        panel.body.addWidget(self._tiers)
        panel.body.addWidget(self._copy)
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self._answers)
        panel.body.addWidget(self._hours)
        panel.body.addWidget(self._week)
        panel.body.addWidget(self.answers)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(panel))
        self.when.picked.connect(self._give_when)
        for name, field in self.fields.items():
            field.given.connect(partial(self._give, name))
        self.tiers.given.connect(self._give_tiers)
        self.hours.given.connect(self._give_timer)
        self.week.given.connect(self._give_timer)
        self.copy.clicked.connect(self._give_copy)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)
        self.desk.tasks.run(answers.read, self.answers.show_answers)

    def retranslate(self) -> None:
        self._points.setText(_("Points, stamps and vouchers"))
        self._answers.setText(_("Complaints"))
        self._when.set_label(_("Given when the order is"))
        self.when.setAccessibleName(_("Given when the order is"))
        self.when.set_choices([("paid", _("paid")), ("delivered", _("delivered"))])
        self.when.choose(self._rules.when)
        words = {
            "point_minor": _("One point for so much bought (0: none)"), "worth_minor": _("What a point pays"),
            "points_days": _("Days that points hold (0: for ever)"),
            "stamps": _("Orders for a full card (0: no cards)"),
            "stamp_minor": _("What a full card pays"), "voucher_days": _("Days that vouchers hold"),
            "offline_minor": _("Cap of a voucher without the shop's database"),
            "offline_day_minor": _("Cap of a day without the shop's database"),
        }  # fmt: skip
        for name, text in words.items():
            self._labelled[name].set_label(text)
            self.fields[name].setAccessibleName(text)
        for labelled, field, text in (
            (self._tiers, self.tiers, _("Tiers: name = bought in a year = points in percent = benefit; next")),
            (self._hours, self.hours, _("Answer within so many working hours")),
            (self._week, self.week, _("Somebody is there, Monday to Sunday: 09:00-17:00, 09:00-17:00, …")),
        ):  # fmt: skip
            labelled.set_label(text)
            field.setAccessibleName(text)
        self.answers.retranslate()
        self._copy.say(_("This database is a copy of its own"), _("Vouchers pay here only up to their caps."))

    def _show(self, read: tuple[Rules, Timer, str, bool]) -> None:
        self._rules, self._timer, self._currency, copy = read
        self.when.choose(self._rules.when)
        for name, field in self.fields.items():
            value = int(getattr(self._rules, name))
            field.show_text(_plain(to_decimal(value, self._currency)) if name in _MONEY else str(value))
        self.tiers.show_text("; ".join(
            " = ".join((tier.name, _plain(to_decimal(tier.from_minor, self._currency)), str(tier.points_percent),
                        *([tier.benefit] if tier.benefit else []))) for tier in self._rules.tiers
        ))  # fmt: skip
        self.hours.show_text(str(self._timer.hours))
        self.week.show_text(", ".join(self._timer.when.week))
        self.copy.setChecked(copy)

    def _give_when(self, chosen: Any) -> None:
        self._change(when=str(chosen))

    def _give(self, name: str, typed: str) -> None:
        try:
            value = to_minor(amount(typed), self._currency) if name in _MONEY else int(typed)
        except (ValueError, ArithmeticError):
            self.say_refused(BadInput(what=N_("The number"), value=typed, next=N_("Use 0 or more.")))
            return
        self._change(**{name: value})

    def _give_tiers(self, typed: str) -> None:
        tiers = []
        try:
            for part in filter(str.strip, typed.split(";")):
                name, bought, percent, *benefit = [text.strip() for text in part.split("=")]
                tiers.append(Tier(name, to_minor(amount(bought), self._currency), int(percent), " ".join(benefit)))
        except (ValueError, ArithmeticError):
            self.say_refused(BadInput(what=N_("The tiers"), value=typed[:40], next=N_("Write Silver = 1000 = 120.")))
            return
        self._change(tiers=tuple(tiers))

    def _change(self, **values: Any) -> None:
        before = {name: getattr(self._rules, name) for name in values}
        self.save(partial(loyalty_rules.change_some, values), partial(loyalty_rules.change_some, before))

    def _give_timer(self, _typed: str) -> None:
        before = self._timer
        try:
            wanted = Timer(int(self.hours.text()), Hours(tuple(part.strip() for part in self.week.text().split(",")),
                                                         before.when.closed))  # fmt: skip
        except ValueError:
            self.say_refused(BadInput(what=N_("The hours"), value=self.hours.text(), next=N_("Use 1 to 500.")))
            return
        self.save(partial(complaints.change_timer, wanted), partial(complaints.change_timer, before))

    def _give_copy(self) -> None:
        on = self.copy.isChecked()
        self.save(partial(vouchers.call_own_copy, on), partial(vouchers.call_own_copy, not on))

    def _saved(self, undo: Undo, field: QWidget | None, result: object) -> None:
        super()._saved(undo, field, result)
        self.reload()  # the next change is taken back to this one


def _read() -> tuple[Rules, Timer, str, bool]:
    return loyalty_rules.get(), complaints.timer(), settings.shop().currency, vouchers.own_copy()


def _plain(value: Decimal) -> str:
    return f"{value:f}"
