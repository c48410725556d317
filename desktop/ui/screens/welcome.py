"""The first start: the language, the currency, and how the shop wants to begin."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimeZone
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import i18n
from desktop.domain.errors import KolliError
from desktop.domain.homes import HOMES, likely_currency
from desktop.i18n import LANGUAGES, N_, _
from desktop.services import benches, settings
from desktop.ui.desk import Desk
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.welcome.aside import Aside
from desktop.ui.welcome.ways import Ways
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar

STORE, FILE, HAND, SAMPLE = "store", "file", "hand", "sample"
_LOW = 720  # px of height below which the cards are smaller
_STORES = 2  # the page of the settings where a store is connected
_NEXT_STEP = {
    STORE: N_("Your store"),
    FILE: N_("Your file"),
    HAND: N_("Your first order"),
    SAMPLE: N_("Pack a practice order"),
}
_CURRENCIES = {
    "IDR": N_("Indonesian rupiah"),
    "SEK": N_("Swedish krona"),
    "EUR": N_("Euro"),
    "USD": N_("US dollar"),
    "GBP": N_("Pound sterling"),
    "NOK": N_("Norwegian krone"),
    "DKK": N_("Danish krone"),
    "SGD": N_("Singapore dollar"),
    "MYR": N_("Malaysian ringgit"),
    "JPY": N_("Japanese yen"),
}


class WelcomeScreen(Screen):
    """Shown until the shop has been set up; everything that is chosen here can be changed in the settings."""

    name, title, icon, letter, rail, frame = "welcome", N_("Welcome"), "package-check", "", "", False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._picked_currency = False
        self._busy = False
        self.aside, self.ways = Aside(4), Ways()
        self.languages = {code: KeyButton(own, name=f"language-{code}") for code, own in LANGUAGES.items()}
        self.question = Label("", "figure")
        self.shop_name = TextField("welcome-shop-name", " ")
        self.currency = Choice("welcome-currency", " ")
        self._name_field = LabelledField("", self.shop_name)
        self._currency_field = LabelledField("", self.currency)
        self.refusal = NoteBar("", "refused")
        self.go_on = KeyButton("", "", "Return", role="primary", bench=True, name="welcome-continue")
        self.go_back = KeyButton("", "arrow-left", "Escape", bench=True, name="welcome-back")
        for key, icon in ((STORE, "store"), (FILE, "folder-down"), (HAND, "hand-helping"), (SAMPLE, "graduation-cap")):
            self.ways.add(key, icon)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._propose_currency()

    def entered(self) -> None:
        self.ways.choose(self.ways.current)
        self.desk.tasks.run(_read, self._show)

    def back(self) -> bool:
        if self.go_back.isVisible():
            self.desk.open("queue", None)
        return True

    def scanned(self, text: str) -> None:
        """Nothing is open yet; the scanner has been heard, and that is worth saying."""
        self._say(_("The scanner works: {code}").format(code=text[:60]), "hint")

    def _show(self, found: tuple[bool, settings.Shop]) -> None:
        is_new, shop = found
        self.go_back.setVisible(not is_new)
        if not is_new:
            self.currency.choose(shop.currency)
            self.shop_name.setText(shop.name)
            self._picked_currency = True

    # What is chosen

    def _speak(self, language: str) -> None:
        i18n.use(language)
        window: Any = self.window()
        (window.retranslate if hasattr(window, "retranslate") else self.retranslate)()
        self._propose_currency()

    def _propose_currency(self) -> None:
        if not self._picked_currency:
            of_computer = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
            self.currency.choose(likely_currency(i18n.language(), of_computer))

    def _pick_currency(self, currency: object) -> None:
        self._picked_currency = True

    def _show_way(self, way: str) -> None:
        self.aside.show_steps(
            [
                ("done", _("Language and currency")),
                ("in-work", _("What you do first")),
                ("not-begun", _(_NEXT_STEP[way])),
                ("not-begun", _("Printer and scanner")),
            ]
        )

    # Going on

    def _continue(self) -> None:
        if self._busy:
            return
        self._set_busy(True)
        currency, here = str(self.currency.value()), bytes(QTimeZone.systemTimeZoneId().data()).decode()
        keep = partial(_keep, self.shop_name.text().strip(), currency, i18n.language(), here)
        begin = _sample() if self.ways.current == SAMPLE else None
        self.desk.tasks.run(partial(_do_both, keep, begin), self._went, self._refused)

    def _went(self, _nothing: object) -> None:
        self._set_busy(False)
        self.refusal.hide()
        page, place = {STORE: ("settings", _STORES), FILE: ("import", None), SAMPLE: ("packing", None)}.get(
            self.ways.current, ("queue", None)
        )
        self.desk.open(page, place)

    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        if not isinstance(error, KolliError):
            raise error
        self._say(error.say(), "refused")

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.go_on.setEnabled(not busy)
        self.go_on.setText(_("One moment") if busy else _("Continue"))

    def _say(self, words: str, kind: str) -> None:
        self.refusal.say(words, "", kind)
        self.refusal.show()

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.aside)
        right = QVBoxLayout()
        right.setContentsMargins(look.px(64), look.px(48), look.px(64), look.px(40))
        right.setSpacing(0)
        tongues = QHBoxLayout()
        tongues.setSpacing(look.px(8))
        tongues.addStretch(1)
        for button in self.languages.values():
            tongues.addWidget(button)
        right.addLayout(tongues)
        right.addSpacing(look.px(30))
        right.addWidget(self.question)
        right.addSpacing(look.px(22))
        right.addWidget(self.ways)
        right.addSpacing(look.px(20))
        fields = QHBoxLayout()
        fields.setSpacing(look.px(16))
        fields.addWidget(self._name_field, 1)
        fields.addWidget(self._currency_field, 1)
        right.addLayout(fields)
        right.addStretch(1)
        right.addWidget(self.refusal)
        right.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go_back)
        buttons.addStretch(1)
        self.go_on.setMinimumWidth(look.px(240))
        buttons.addWidget(self.go_on)
        right.addLayout(buttons)
        holder = QWidget()
        holder.setLayout(right)
        holder.setMaximumWidth(look.px(1100))
        row.addWidget(holder, 1)
        self.refusal.hide()
        self.go_back.hide()

    def _connect(self) -> None:
        for code, button in self.languages.items():
            button.clicked.connect(partial(self._speak, code))
        self.ways.chosen.connect(self._show_way)
        self.currency.picked.connect(self._pick_currency)
        self.go_on.clicked.connect(self._continue)
        self.go_back.clicked.connect(self.back)

    def retranslate(self) -> None:
        for code, button in self.languages.items():
            button.set_role("chosen" if code == i18n.language() else "default")
            button.retheme()
        self.aside.say(
            _("Welcome to Kolli"),
            _("Pack the right thing, print the right paper, tell the store when the line is up."),
            _("A few minutes. Works without internet."),
        )
        self.question.setText(_("How do you want to start?"))
        say = self.ways.say
        say(STORE, _("Connect my online store"), _("WooCommerce. Orders, products and stock come in."))
        say(FILE, _("Read orders from a file"), _("Tokopedia, Shopee, Shopify, WooCommerce or any CSV."))
        say(HAND, _("Start empty"), _("Orders are typed in. Connect a store or read a file later."))
        say(SAMPLE, _("Practise first"), _("A sample shop with orders to pack. Nothing in it is real."))
        self._name_field.set_label(_("Name of the shop, as its papers show it"))
        self._currency_field.set_label(_("Currency"))
        self.currency.set_choices([(code, f"{_(name)} ({code})") for code, name in _CURRENCIES.items()])
        self.go_on.setText(_("Continue"))
        self.go_back.setText(_("Back"))
        self._show_way(self.ways.current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ways.set_low(self.height() < theme().px(_LOW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, text = self.ways.keys(), event.text()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.ways.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif text.isdigit() and 0 < int(text) <= len(keys):
            self.ways.choose(keys[int(text) - 1])
        else:
            super().keyPressEvent(event)


def _read() -> tuple[bool, settings.Shop]:
    return settings.is_new(), settings.shop()


def _keep(name: str, currency: str, language: str, here: str) -> None:
    home = HOMES[currency]
    settings.change_bench(screen_language=language)
    if settings.bench().name == settings.Bench().name:  # nobody has named it yet
        benches.rename(_("Bench 1"))
    settings.change_shop(
        name=name, currency=currency, language=language, country=home.country, zone=home.zone(here)
    )  # fmt: skip


def _do_both(first: Callable[[], object], second: Callable[[], object] | None) -> None:
    first()
    if second is not None:
        second()


def _sample() -> Callable[[], object]:
    """What fills the shop with the sample; loaded when it is wanted, because it reads files."""
    from desktop.services import sample

    return sample.make
