"""Which kind of store it is: a card for each connector, with one line of when to choose it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.ui import icons
from desktop.ui.settings.page import scrolling
from desktop.ui.stores.names import kind_name
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Card

_WHEN = {
    "woocommerce": N_("The shop is a WordPress site with WooCommerce. Its owner can make a key there."),
    "opencart": N_("The shop runs OpenCart 2.3 to 4.1: by Kolli's module in it, its own interface, or its database."),
    "vendure": N_("The shop is built on Vendure and has an Admin API."),
    "folder": N_("Tokopedia, Shopee, TikTok Shop: its export files in, tracking numbers out. Needs no key."),
}
_ICONS = {"folder": "folder-down"}


class KindCard(Card):
    def __init__(self, kind: str, chooser: "StoreKinds") -> None:
        super().__init__(partial(chooser.choose, kind))
        self.kind = kind
        self.setObjectName(f"store-kind-{kind}")
        row = QHBoxLayout()
        row.setSpacing(theme().px(16))
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(theme().px(3))
        self._name = ElideLabel("", "benchBody", weight=600)
        words.addWidget(self._name)
        self._when = Label("", "body", "ink.secondary", wrap=True)
        words.addWidget(self._when)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self.retranslate()

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_icon"):
            self._icon.setPixmap(icons.icon(_ICONS.get(self.kind, "store"), "ink.secondary", 28))

    def retranslate(self) -> None:
        when = _(_WHEN[self.kind]) if self.kind in _WHEN else ""
        name = kind_name(self.kind)
        self._name.setText(name)
        self.setAccessibleName(name)
        self._when.setText(when)
        self._when.setVisible(bool(when))
        self.setAccessibleDescription(when)
        self.retheme()


class StoreKinds(QWidget):
    """`chosen(kind)`. `show_kinds()` draws a card for every connector there is."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[KindCard] = []
        self._area = scrolling(QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def show_kinds(self) -> None:
        from desktop.sync.connectors import CONNECTORS  # HTTP is not needed for the first paint

        if not self.cards:
            content = QWidget()
            column = QVBoxLayout(content)
            column.setContentsMargins(0, 0, theme().px(8), 0)
            column.setSpacing(theme().px(8))
            self.cards = [KindCard(kind, self) for kind in CONNECTORS]
            for card in self.cards:
                column.addWidget(card)
            column.addStretch(1)
            self._area.setWidget(content)
            content.setAutoFillBackground(False)
        self.cards[0].setFocus()

    def choose(self, kind: str) -> None:
        self.chosen.emit(kind)

    def retranslate(self) -> None:
        for card in self.cards:
            card.retranslate()
