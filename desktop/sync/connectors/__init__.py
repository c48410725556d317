"""Every online store that Kolli can talk to: kind -> class."""

from desktop.sync.connectors.woocommerce import WooCommerce

CONNECTORS = {WooCommerce.KIND: WooCommerce}
