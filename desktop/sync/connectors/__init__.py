"""Every online store that Kolli can talk to: kind -> class."""

from desktop.sync.connector import Connector
from desktop.sync.connectors.folder.store import Folder
from desktop.sync.connectors.opencart.store import OpenCart
from desktop.sync.connectors.vendure.store import Vendure
from desktop.sync.connectors.woocommerce.store import WooCommerce

CONNECTORS: dict[str, type[Connector]] = {kind.KIND: kind for kind in (WooCommerce, OpenCart, Folder, Vendure)}
