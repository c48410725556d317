"""The pages of the window, in the order of the rail. A new one: its file, an import and a line here."""

from desktop.ui.screen import Screen
from desktop.ui.screens.importing import ImportScreen
from desktop.ui.screens.new_order import NewOrderScreen
from desktop.ui.screens.order import OrderScreen
from desktop.ui.screens.packing import PackingScreen
from desktop.ui.screens.picking import PickingScreen
from desktop.ui.screens.queue import QueueScreen
from desktop.ui.screens.settings import SettingsScreen
from desktop.ui.screens.shipping import ShippingScreen
from desktop.ui.screens.sign_in import SignInScreen
from desktop.ui.screens.sync import SyncScreen
from desktop.ui.screens.welcome import WelcomeScreen

SCREENS: list[type[Screen]] = [
    QueueScreen,
    OrderScreen,
    NewOrderScreen,
    PickingScreen,
    PackingScreen,
    ShippingScreen,
    ImportScreen,
    SyncScreen,
    SettingsScreen,
    WelcomeScreen,
    SignInScreen,
]
