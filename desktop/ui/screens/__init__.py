"""The pages of the window, in the order of the rail. A new one: its file, the function that imports it, its line here.

A page's code is imported on its first visit: the window opens without that of pages that nobody has asked for. What
the window must know before stands here, and once more at the page's class, where its author looks for it; a test
compares them.
"""

from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.ui.screen import Page, Screen


def _queue() -> type[Screen]:
    from desktop.ui.screens.queue import QueueScreen

    return QueueScreen


def _order() -> type[Screen]:
    from desktop.ui.screens.order import OrderScreen

    return OrderScreen


def _new_order() -> type[Screen]:
    from desktop.ui.screens.new_order import NewOrderScreen

    return NewOrderScreen


def _picking() -> type[Screen]:
    from desktop.ui.screens.picking import PickingScreen

    return PickingScreen


def _packing() -> type[Screen]:
    from desktop.ui.screens.packing import PackingScreen

    return PackingScreen


def _shipping() -> type[Screen]:
    from desktop.ui.screens.shipping import ShippingScreen

    return ShippingScreen


def _payments() -> type[Screen]:
    from desktop.ui.screens.payments import PaymentsScreen

    return PaymentsScreen


def _returns() -> type[Screen]:
    from desktop.ui.screens.returns import ReturnsScreen

    return ReturnsScreen


def _invoices() -> type[Screen]:
    from desktop.ui.screens.invoices import InvoicesScreen

    return InvoicesScreen


def _customers() -> type[Screen]:
    from desktop.ui.screens.customers import CustomersScreen

    return CustomersScreen


def _import() -> type[Screen]:
    from desktop.ui.screens.importing import ImportScreen

    return ImportScreen


def _sync() -> type[Screen]:
    from desktop.ui.screens.sync import SyncScreen

    return SyncScreen


def _settings() -> type[Screen]:
    from desktop.ui.screens.settings import SettingsScreen

    return SettingsScreen


def _welcome() -> type[Screen]:
    from desktop.ui.screens.welcome import WelcomeScreen

    return WelcomeScreen


def _sign_in() -> type[Screen]:
    from desktop.ui.screens.sign_in import SignInScreen

    return SignInScreen


SCREENS: tuple[Page, ...] = (
    Page(_queue, "queue", N_("Orders"), "inbox", "O"),
    Page(_order, "order", N_("Order"), "file-text", rail="", under="queue"),
    Page(_new_order, "new-order", N_("New order"), "plus", rail="", under="queue", right=Right.ORDERS),
    Page(_picking, "picking", N_("Pick"), "list-checks", "W", rail="", under="queue", bench=True),
    Page(_packing, "packing", N_("Pack"), "package-check", "K", bench=True),
    Page(_shipping, "shipping", N_("Ship"), "truck", "S"),
    Page(_payments, "payments", N_("Payments"), "wallet", "P", right=Right.ORDERS),
    Page(_returns, "returns", N_("Returns"), "undo-2", "R"),
    Page(_customers, "customers", N_("Customers"), "users", "U", right=Right.CUSTOMERS),
    Page(_invoices, "invoices", N_("Invoices"), "receipt-text", "I", right=Right.PRICES),
    Page(_import, "import", N_("Read a file"), "folder-down", rail="", right=Right.ORDERS),
    Page(_sync, "sync", N_("Sync"), "refresh-cw", "Y"),
    Page(_settings, "settings", N_("Settings"), "settings", ",", rail="foot", right=Right.SETTINGS),
    Page(_welcome, "welcome", N_("Welcome"), "package-check", rail="", frame=False),
    Page(_sign_in, "sign-in", N_("Sign in"), "circle-user-round", rail="", bench=True, alone=True),
)
