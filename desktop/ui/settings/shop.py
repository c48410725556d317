"""Shop and company: what stands on the papers, and how money, tax and time are reckoned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.tax_profiles import PLAIN, PROFILES, profile
from desktop.i18n import LANGUAGES, N_, _, decimals, money
from desktop.services import settings
from desktop.services.changes import now
from desktop.services.settings import Shop
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingArea, SettingField, SettingRow, SettingsPage, Undo, pair, scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.switch import Switch

CURRENCIES = ("IDR", "SEK", "EUR", "USD", "GBP", "NOK", "DKK", "SGD", "MYR", "JPY")
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_LABELS = {
    "name": N_("Name of the shop"),
    "tax_id": N_("Company number"),
    "vat_id": N_("Tax number"),
    "tax_profile": N_("Tax by the rules of"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "email": N_("Email"),
    "web": N_("Web address"),
    "bank_account": N_("Bank account on invoices"),
    "gs1_prefix": N_("GS1 company prefix"),
    "currency": N_("Currency"),
    "zone": N_("Time zone of the shop"),
    "tax_percent": N_("Tax"),
    "invoice_prefix": N_("Invoice numbers begin with"),
    "slip_paper": N_("Packing slip"),
    "returns_days": N_("Returns within"),
    "language": N_("Papers, if the buyer's language is not known"),
}


@dataclass(frozen=True, slots=True)
class _Read:
    shop: Shop
    zones: tuple[tuple[str, int], ...]  # name and minutes ahead of UTC


class ShopPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._shop: Shop | None = None
        self._zones: tuple[tuple[str, int], ...] = ()
        self._texts = {
            name: SettingField(f"shop-{name.replace('_', '-')}", unit=unit)
            for name, unit in (
                ("name", ""), ("tax_id", ""), ("vat_id", ""), ("phone", ""), ("email", ""), ("web", ""),
                ("bank_account", ""), ("gs1_prefix", ""),
                ("tax_percent", "%"), ("invoice_prefix", ""), ("returns_days", ""),
            )
        }  # fmt: skip
        self.address = SettingArea("shop-address", lines=2)
        self._choices = {
            name: Choice(f"shop-{name.replace('_', '-')}")
            for name in ("currency", "zone", "slip_paper", "language", "tax_profile")
        }
        self.included = Switch("shop-tax-included")
        self._included = SettingRow(self.included)
        self.f_tax = Switch("shop-f-tax")
        self._f_tax = SettingRow(self.f_tax)
        self._fields = {
            name: LabelledField("", field)
            for name, field in {**self._texts, **self._choices, "address": self.address}.items()
        }
        self._title, self._second = Label("", "heading"), Label("", "benchBody", weight=600)
        self._lay_out()
        for name, line in self._texts.items():
            line.given.connect(partial(self._give, name))
        self.address.given.connect(partial(self._give, "address"))
        for name, choice in self._choices.items():
            choice.picked.connect(partial(self._give, name))
        self.included.clicked.connect(self._switch_included)
        self.f_tax.clicked.connect(self._switch_f_tax)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._shop, self._zones = read.shop, read.zones
        self._fill_choices()
        for name, line in self._texts.items():
            line.show_text(str(getattr(read.shop, name)))
        self.address.show_text("\n".join(read.shop.address))
        for name, choice in self._choices.items():
            choice.choose(getattr(read.shop, name))
        self.included.setChecked(read.shop.prices_include_tax)
        self.f_tax.setChecked(read.shop.f_tax)
        self._show_law(read.shop.tax_profile)

    def _give(self, name: str, chosen: object) -> None:
        if self._shop is None:
            return
        value = chosen
        if name == "address":
            value = tuple(str(chosen).splitlines())
        elif name == "returns_days":
            if not str(chosen).isdecimal() or int(str(chosen)) > 3650:
                self._texts[name].set_wrong(True)
                self.say_trouble(_("Days for returns are a whole number, such as 14; 0 means none."))
                return
            value = int(str(chosen))
        before = getattr(self._shop, name)
        if name == "tax_profile":
            self._show_law(str(value))
        if value != before:
            field = self._fields[name].field
            self.save(partial(settings.change_shop, **{name: value}), partial(_restore, name, before), field)

    def _switch_included(self, on: bool) -> None:
        self._switch("prices_include_tax", on)

    def _switch_f_tax(self, on: bool) -> None:
        self._switch("f_tax", on)

    def _switch(self, name: str, on: bool) -> None:
        if self._shop is not None:
            self.save(partial(_restore, name, on), partial(_restore, name, not on))

    def _show_law(self, name: str) -> None:
        """What only some countries' rules ask for."""
        law = profile(name)
        self._fields["tax_percent"].setVisible(law.name == PLAIN)
        self._f_tax.setVisible(bool(law.approved))

    def _fill_choices(self) -> None:
        shop = self._shop or Shop()
        known = list(dict.fromkeys((*CURRENCIES, shop.currency)))
        self._choices["currency"].set_choices([(code, _currency(code)) for code in known])
        zones = [(name, _zone(name, ahead)) for name, ahead in self._zones]
        if shop.zone not in [name for name, _text in zones]:
            zones.insert(0, (shop.zone, shop.zone))
        self._choices["zone"].set_choices(list(zones))
        self._choices["slip_paper"].set_choices([("A4", "A4"), ("A5", "A5")])
        self._choices["language"].set_choices(list(LANGUAGES.items()))
        self._choices["tax_profile"].set_choices([(name, _(each.title)) for name, each in PROFILES.items()])

    def _lay_out(self) -> None:
        look = theme()
        content = QWidget()
        column = QVBoxLayout(content)
        pad = look.px(24)
        column.setContentsMargins(pad, look.px(20), pad, look.px(16))
        column.setSpacing(look.px(10))
        fields = self._fields
        column.addWidget(self._title)
        column.addLayout(pair((fields["name"], 3), (fields["tax_id"], 1), (fields["vat_id"], 1)))
        column.addLayout(pair((fields["address"], 3), (fields["bank_account"], 2)))
        column.addLayout(
            pair((fields["phone"], 1), (fields["email"], 1), (fields["web"], 1), (fields["gs1_prefix"], 1))
        )  # fmt: skip
        column.addWidget(Hairline())
        column.addWidget(self._second)
        column.addLayout(pair((fields["currency"], 1), (fields["zone"], 1), (fields["language"], 1)))
        column.addLayout(
            pair((fields["tax_profile"], 2), (fields["tax_percent"], 1), (fields["invoice_prefix"], 1),
                 (fields["slip_paper"], 1), (fields["returns_days"], 1))
        )  # fmt: skip
        column.addWidget(self._included)
        column.addWidget(self._f_tax)
        column.addWidget(self.trouble)
        column.addStretch(1)
        panel = Panel(flush=True)
        panel.body.addWidget(scrolling(content))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        for choice in self._choices.values():
            choice.setMinimumContentsLength(4)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def retranslate(self) -> None:
        self._title.setText(_("Shop and company"))
        self._second.setText(_("Money, time and papers"))
        for name, label in _LABELS.items():
            self._fields[name].set_label(_(label))
        days = self._texts["returns_days"]
        days._unit = _("days")
        days.retheme()
        self._included.say(_("Prices include tax"), _("Otherwise tax is added to what the lines say."))
        self._f_tax.say(_("Approved for F-tax"), _("Invoices say so, as Swedish law has it."))
        if self._shop is not None:
            self._fill_choices()
            self._show(_Read(self._shop, self._zones))


def _restore(name: str, value: object) -> object:
    return settings.change_shop(**{name: value})


def _currency(code: str) -> str:
    return f"{code} · {money(1284600 if decimals(code) == 0 else 128460, code)}"


def _zone(name: str, ahead: int) -> str:
    hours, minutes = divmod(abs(ahead), 60)
    sign = "+" if ahead >= 0 else "−"
    city = name.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return f"{city}, UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def _read() -> _Read:
    moment: datetime = now().astimezone(UTC)
    names = [name for name in available_timezones() if name.split("/")[0] in _REGIONS]
    zones = []
    for name in sorted(names, key=lambda one: one.split("/")[-1]):
        offset = moment.astimezone(ZoneInfo(name)).utcoffset()
        zones.append((name, int(offset.total_seconds() // 60) if offset else 0))
    return _Read(settings.shop(), tuple(zones))
