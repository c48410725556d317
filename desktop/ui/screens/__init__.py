"""The pages of the window, in the order of the rail. A new one: its file, an import and a line here."""

from desktop.ui.screen import Screen
from desktop.ui.screens.order import OrderScreen
from desktop.ui.screens.packing import PackingScreen
from desktop.ui.screens.queue import QueueScreen

SCREENS: list[type[Screen]] = [
    QueueScreen,
    OrderScreen,
    PackingScreen,
]
