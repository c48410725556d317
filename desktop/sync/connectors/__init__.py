"""Every online store that Kolli can talk to: kind -> class."""

from desktop.sync.connector import Connector
from desktop.sync.connectors.woocommerce.store import WooCommerce

CONNECTORS: dict[str, type[Connector]] = {WooCommerce.KIND: WooCommerce}
