"""What else can be done with an order: a menu of changes with their letters, and the small window of the chosen one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.services.changes import unit
from desktop.services.editing.rights import Part
from desktop.services.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.order import forms
from desktop.ui.order.form import Asked, Form, Kept
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome

# The menu: name, words with the letter that chooses it while the menu is open, and the part of the order it changes.
_DEEDS: tuple[tuple[str, str, Part | None], ...] = (
    ("address", N_("&Address"), Part.SHIP_TO), ("bill-to", N_("&Invoice address"), Part.BILL_TO),
    ("contact", N_("&Contact and language"), Part.CONTACT), ("courier", N_("Courier and &service"), Part.COURIER),
    ("note", N_("&Notes"), Part.NOTE), ("ship-by", N_("Ship &by"), Part.SHIP_BY),
    ("pay", N_("Pa&yment received"), None), ("claim", N_("T&he buyer says paid"), None),
    ("method", N_("&Way of paying"), Part.METHOD),
    ("discount", N_("Coupon and &discount"), Part.PRICES),
    ("code", N_("&Unique code"), Part.PRICES), ("voucher", N_("Pay with a &voucher"), None),
    ("affiliate", N_("A&ffiliate"), None), ("returns", N_("&Returns"), None),
    ("tax", N_("&Tax"), Part.BILL_TO), ("", "", None),
    ("split", N_("S&plit"), Part.SPLIT), ("merge", N_("&Merge"), Part.MERGE), ("copy", N_("Dup&licate"), None),
    ("expedite", N_("&Expedite"), Part.SHIP_BY), ("open-return", N_("&Goods come back"), None),
)  # fmt: skip
_MONEY = ("pay", "discount", "code", "copy", "tax", "voucher")  # not for who may not see prices


class Deeds(QObject):
    """`open_menu(button, order, may, rights)`, `ask(name, order)`. `kept(Kept)` tells what became of it."""

    kept = Signal(object)

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self.desk, self._screen = desk, screen
        self.form: Form | None = None
        self.menu: QMenu | None = None

    def open_menu(self, button: KeyButton, order: OrderView, may: frozenset[Part], rights: frozenset[Right]) -> None:
        """The whole list at its button; what the order does not allow now is grey, what a person may not is missing."""
        menu = QMenu(button)
        menu.setObjectName("order-more-menu")
        for name, text, part in _DEEDS:
            if not name:
                menu.addSeparator()
                continue
            if name in _MONEY and Right.PRICES not in rights:
                continue
            chosen = QAction(_words(name, text, order), menu)
            chosen.setObjectName(f"deed-{name}")
            chosen.setEnabled(part is None or part in may)
            chosen.triggered.connect(partial(_without, partial(self.ask, name, order)))
            menu.addAction(chosen)
        first = next((action for action in menu.actions() if action.isEnabled()), None)
        if first is not None:
            menu.setActiveAction(first)
        self.menu = menu
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def ask(self, name: str, order: OrderView) -> None:
        """Open the window of one change, or do it where there is nothing to ask."""
        if name == "open-return":
            self.desk.open("returns", -order.id)  # below zero: an order, not a return
        elif name == "claim":
            self.desk.open("payments", -order.id)
        elif name in forms.FORMS:
            self.desk.tasks.run(partial(forms.FORMS[name], order), self._open, self.desk.lane.show_refused)
        else:
            self.desk.tasks.run(partial(forms.do, name, order), self._done, self.desk.lane.show_refused)

    def _open(self, asked: Asked) -> None:
        self.form = Form(asked, self._screen)
        self.form.saved.connect(self._save)
        self.form.open()

    def _save(self, values: object) -> None:
        if self.form is not None and isinstance(values, dict):
            self.desk.tasks.run(partial(_together, self.form.asked, values), self._done, self.form.say_refused)

    def _done(self, kept: Kept) -> None:
        if self.form is not None:
            self.form.accept()
            self.form = None
        self.desk.lane.show_result(Outcome.SAVED, kept.said, kept.detail or (_("Ctrl Z takes it back.") if kept.undo
                                                                            else ""))  # fmt: skip
        self.kept.emit(kept)


def _together(asked: Asked, values: dict[str, str]) -> Kept:
    with unit():  # a form's fields are changed all or none
        return asked.work(values)


def _words(name: str, text: str, order: OrderView) -> str:
    if name == "expedite" and order.expedited_at is not None:
        return _("Wait in turn, not first")
    if name == "code" and order.unique_code_minor:
        return _("Take the unique code off")
    return _(text)


def _without(act: Callable[[], object], _checked: bool = False) -> None:
    act()
