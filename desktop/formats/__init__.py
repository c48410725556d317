"""Files of orders and articles: bytes -> values. A new layout is one file here and one line in a list below."""

from desktop.formats import (
    article_lists,
    excel_list,
    kolli_csv,
    northwind,
    online_retail,
    openfoodfacts,
    shopee,
    shopify,
    tokopedia_legacy,
    tokopedia_tiktok,
    woocommerce_analytics,
    woocommerce_wide,
)
from desktop.formats.layout import ArticleFormat, OrderFormat
from desktop.formats.opencart import backup as opencart_backup

# The first whose columns are all there is taken, so that the general ones stand last.
ORDER_FORMATS: tuple[OrderFormat, ...] = (
    woocommerce_wide.FORMAT,
    woocommerce_analytics.FORMAT,
    shopify.FORMAT,
    shopee.FORMAT,
    tokopedia_tiktok.FORMAT,
    tokopedia_legacy.FORMAT,
    online_retail.FORMAT,
    northwind.FORMAT,
    kolli_csv.FORMAT,
    excel_list.FORMAT,
    opencart_backup.FORMAT,
)
ARTICLE_FORMATS: tuple[ArticleFormat, ...] = (
    openfoodfacts.FORMAT,
    article_lists.NORTHWIND,
    article_lists.LIST,
)
