"""The ways to an OpenCart store, by the name that its settings keep."""

from collections.abc import Callable

from desktop.sync.connector import Account
from desktop.sync.connectors.opencart.api.interface import StockApi
from desktop.sync.connectors.opencart.bridge import Bridge
from desktop.sync.connectors.opencart.database import Database
from desktop.sync.connectors.opencart.fields import API, BRIDGE, DATABASE
from desktop.sync.connectors.opencart.transport import Transport

TRANSPORTS: dict[str, Callable[[Account], Transport]] = {BRIDGE: Bridge, API: StockApi, DATABASE: Database}
