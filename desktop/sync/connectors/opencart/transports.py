"""The ways to an OpenCart store, by the name that its settings keep."""

from collections.abc import Callable

from desktop.sync.connector import Account
from desktop.sync.connectors.opencart.bridge import Bridge
from desktop.sync.connectors.opencart.fields import BRIDGE
from desktop.sync.connectors.opencart.transport import Transport

TRANSPORTS: dict[str, Callable[[Account], Transport]] = {BRIDGE: Bridge}
