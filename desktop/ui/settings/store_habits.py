"""What a connected store is told beside its orders: our stock, and mails to many customers at once."""

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.outbox.questions import MANY
from desktop.ui.settings.page import SettingRow
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.switch import Switch

_SAFETY = (0, 1, 2, 3, 5, 10, 20, 50)
_MANY = (0, 5, 10, 20, 50, 100, 500)


class StoreHabits(QWidget):
    """`begin(settings)`; then `settings()` is what was chosen, by the names that services read."""

    def __init__(self) -> None:
        super().__init__()
        self.stock = Switch("store-tell-stock")
        self.safety, self.many = Choice("store-stock-safety"), Choice("store-ask-above")
        self._stock, self._safety, self._many = SettingRow(self.stock), SettingRow(self.safety), SettingRow(self.many)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(10))
        for row in (self._stock, self._safety, self._many):
            column.addWidget(row)
        self.stock.toggled.connect(self._safety.setVisible)
        self.begin({})

    def begin(self, settings: Mapping[str, object]) -> None:
        self.stock.setChecked(settings.get("tell_stock") is True)
        self._safety.setVisible(self.stock.isChecked())
        _offer(self.safety, _SAFETY, _whole(settings.get("stock_safety"), 0))
        _offer(self.many, _MANY, _whole(settings.get("ask_above"), MANY))
        self.retranslate()

    def settings(self) -> dict[str, object]:
        return {
            "tell_stock": self.stock.isChecked(), "stock_safety": _whole(self.safety.value(), 0),
            "ask_above": _whole(self.many.value(), MANY),
        }  # fmt: skip

    def retranslate(self) -> None:
        self._stock.say(_("Tell this store our stock"), _("What is on hand less what is promised, at each change."))
        self._safety.say(_("Units kept back"), _("The store is told so many less of each article."))
        self._many.say(
            _("Ask before many mails"), _("After a time without the store, if more customers than this would hear.")
        )


def _offer(choice: Choice, usual: tuple[int, ...], chosen: int) -> None:
    choice.set_choices([(each, number(each)) for each in sorted({*usual, chosen})])
    choice.choose(chosen)


def _whole(value: object, otherwise: int) -> int:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise
